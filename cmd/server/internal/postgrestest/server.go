// Package postgrestest starts a private PostgreSQL for tests and the bench, from
// the programs that are installed. Nothing else imports it.
package postgrestest

import (
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Server is a PostgreSQL of one's own, reached by a socket in its folder. It ends
// with the process that started it, however that ends.
type Server struct {
	folder string
	bin    string
	as     *syscall.SysProcAttr
}

// Wanted reports whether the tests are to use PostgreSQL.
func Wanted() bool { return os.Getenv("PARLEY_TEST_DATABASE") == "postgres" }

// SkipIfWanted skips a test about SQLite's own files where the tests use
// PostgreSQL.
func SkipIfWanted(t testing.TB, why string) {
	if Wanted() {
		t.Skip("about SQLite only:", why)
	}
}

// Start starts a server. The test is skipped where PostgreSQL is not installed,
// and fails if that is in CI.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := New()
	if errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip("NOT TESTED:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ErrMissing says that there are no programs to start.
var ErrMissing = errors.New("PostgreSQL is not installed (apt-get install postgresql)")

// binaries finds the folder of the newest installed version.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return "", ErrMissing
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int {
		return version(a) - version(b)
	})), nil
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// identity is who PostgreSQL runs as: it refuses root.
func identity() (*syscall.SysProcAttr, int, error) {
	if os.Getuid() != 0 {
		return nil, os.Getuid(), nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, 0, err
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return nil, 0, err
	}
	gid, err := strconv.Atoi(account.Gid)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, uid, err
}

// New starts a server.
func New() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, uid, err := identity()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "parley-postgres-")
	if err != nil {
		return nil, err
	}
	if err := os.Chown(folder, uid, -1); err != nil {
		return nil, err
	}
	s := &Server{folder: folder, bin: bin, as: as}
	if err := s.guard(); err != nil {
		return nil, err
	}
	if err := s.run("initdb", "-D", s.data(), "-U", "parley", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	settings := fmt.Sprintf("listen_addresses = ''\nunix_socket_directories = '%s'\nmax_connections = 500\nfsync = on\nshared_buffers = '64MB'\nmax_wal_size = '512MB'\n", folder)
	file, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString(settings)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return s, s.Start()
}

// guard starts a shell that waits for the end of this process, which closes the
// pipe that it reads, and then clears up.
func (s *Server) guard() error {
	end, hold, err := os.Pipe()
	if err != nil {
		return err
	}
	defer end.Close()
	syscall.CloseOnExec(int(hold.Fd()))
	held.mu.Lock()
	held.pipes = append(held.pipes, hold)
	held.mu.Unlock()
	guard := exec.Command("sh", "-c", `trap '' INT TERM HUP; read line; "$1" -D "$2/data" stop -s -m immediate; rm -rf "$2"`,
		"sh", filepath.Join(s.bin, "pg_ctl"), s.folder)
	guard.Stdin = end
	guard.Dir = "/"
	attributes := syscall.SysProcAttr{}
	if s.as != nil {
		attributes = *s.as
	}
	attributes.Setpgid = true // a Ctrl-C is not for it
	guard.SysProcAttr = &attributes
	return guard.Start()
}

// held keeps the pipes of the guards open.
var held struct {
	mu    sync.Mutex
	pipes []*os.File // guarded by mu
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func (s *Server) run(program string, args ...string) error {
	command := exec.Command(filepath.Join(s.bin, program), args...)
	command.SysProcAttr = s.as
	command.Dir = "/"
	output, err := os.CreateTemp("", "parley-postgres-*.log")
	if err != nil {
		return err
	}
	defer os.Remove(output.Name())
	defer output.Close()
	// A file, not a pipe: the server would keep a pipe open for ever.
	command.Stdout, command.Stderr = output, output
	if err := command.Run(); err != nil {
		said, _ := os.ReadFile(output.Name())
		return fmt.Errorf("%s: %w\n%s%s", program, err, said, s.log())
	}
	return nil
}

// log is what the server has written.
func (s *Server) log() string {
	log, _ := os.ReadFile(filepath.Join(s.folder, "log"))
	return string(log)
}

// Start starts the server again after Stop, and waits until it answers.
func (s *Server) Start() error {
	return s.run("pg_ctl", "-D", s.data(), "-l", filepath.Join(s.folder, "log"), "-w", "-t", "60", "-s", "start")
}

// Stop stops the server. The mode "fast" ends its sessions, "immediate" is a
// crash.
func (s *Server) Stop(mode string) error {
	return s.run("pg_ctl", "-D", s.data(), "-m", mode, "-w", "-t", "60", "-s", "stop")
}

// URL is what reaches a database of the server.
func (s *Server) URL(database string) string {
	return (&url.URL{Scheme: "postgres", User: url.User("parley"), Path: "/" + database,
		RawQuery: url.Values{"host": {s.folder}}.Encode()}).String()
}

// Database makes an empty database with a name, unless there is one, and returns
// its URL.
func (s *Server) Database(t testing.TB, name string) string {
	t.Helper()
	url, err := s.Make(name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// DatabaseOn makes an empty database whose tables are in a folder, which the
// server then owns, and returns its URL.
func (s *Server) DatabaseOn(t testing.TB, name, folder string) string {
	t.Helper()
	if _, uid, err := identity(); err != nil {
		t.Fatal(err)
	} else if err := os.Chown(folder, uid, -1); err != nil {
		t.Fatal(err)
	}
	url, err := s.create(name, `CREATE TABLESPACE `+name+` LOCATION '`+folder+`'`, `CREATE DATABASE `+name+` TABLESPACE `+name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// Make is Database outside of tests.
func (s *Server) Make(name string) (url string, err error) {
	return s.create(name, `CREATE DATABASE `+name)
}

func (s *Server) create(name string, statements ...string) (url string, err error) {
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil && !strings.Contains(err.Error(), "already exists") {
			return "", err
		}
	}
	return s.URL(name), nil
}

// PID is the process whose children the server's processes are.
func (s *Server) PID() (int, error) {
	file, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(file), "\n")
	return strconv.Atoi(first)
}

var shared struct {
	mu     sync.Mutex
	server *Server // guarded by mu
	counts int     // guarded by mu
}

// common is the one server that all tests of a process share.
func common(t testing.TB) *Server {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.server == nil {
		shared.server = Start(t)
	}
	return shared.server
}

// Fresh is the URL of a new, empty database.
func Fresh(t testing.TB) string {
	t.Helper()
	s := common(t)
	shared.mu.Lock()
	shared.counts++
	name := fmt.Sprint("fresh", shared.counts)
	shared.mu.Unlock()
	return s.Database(t, name)
}

// Of is the URL of the database that stands for a data folder: always the same
// one for the same folder.
func Of(t testing.TB, folder string) string {
	t.Helper()
	hash := fnv.New64a()
	hash.Write([]byte(folder))
	return common(t).Database(t, fmt.Sprintf("folder%x", hash.Sum64()))
}

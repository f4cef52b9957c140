package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const (
	serverCore    = "0"
	generatorCore = "1"
	bothCores     = serverCore + "," + generatorCore
	// tick is the unit of the kernel's CPU times, which is the same on every
	// Linux that Go runs on.
	tick = 10 * time.Millisecond
)

// pinGenerator puts this process on its core. Where that cannot be, nothing is
// pinned.
func pinGenerator() error {
	if runtime.NumCPU() < 2 {
		return fmt.Errorf("there is only one")
	}
	if err := move(os.Getpid(), generatorCore); err != nil {
		return err
	}
	pinned = true
	return nil
}

// pinned says that processes go to cores.
var pinned bool

// move puts a process, with all its threads, on cores.
func move(pid int, cores string) error {
	out, err := exec.Command("taskset", "--all-tasks", "--cpu-list", "--pid", cores, strconv.Itoa(pid)).CombinedOutput()
	if err != nil {
		return fmt.Errorf("taskset: %w %s", err, out)
	}
	return nil
}

// moveGenerator puts this process, and what it starts from now on, on other
// cores than pinGenerator has.
func moveGenerator(cores string) error {
	if !pinned {
		return nil
	}
	if err := move(os.Getpid(), cores); err != nil {
		return err
	}
	// Go would see for itself that the cores are more or fewer, but only later.
	runtime.SetDefaultGOMAXPROCS()
	return nil
}

// pin is a command on cores.
func pin(cores, name string, args ...string) *exec.Cmd {
	if pinned {
		name, args = "taskset", append([]string{"--cpu-list", cores, name}, args...)
	}
	command := exec.Command(name, args...)
	// Even on one core two threads at least: SQLite's fsync blocks one.
	command.Env = append(os.Environ(), "GOMAXPROCS=2")
	return command
}

// process is a server as a child.
type process struct {
	command *exec.Cmd
	host    string // host and port
	// databases, and other nodes, are what works with it: their CPU counts.
	databases []int
	profile   string // the unix socket that profiles are asked of; empty: none
}

// begin starts a server that prints one line once it serves.
func begin(command *exec.Cmd, host string) (*process, error) {
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &process{command: command, host: host}
	reader := bufio.NewReader(out)
	if line, err := reader.ReadString('\n'); err != nil {
		p.stop()
		return nil, fmt.Errorf("%s did not start: %q %w", command.Path, line, err)
	}
	go io.Copy(io.Discard, reader)
	return p, nil
}

// free is an address nobody listens at.
func free() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// stop kills it: what is measured is measured, and its data is thrown away.
func (p *process) stop() {
	p.command.Process.Kill()
	p.command.Wait()
}

// cpu is how long the server and its databases have computed, and its nodes.
func (p *process) cpu() (sum time.Duration) {
	parents, times := map[int]int{}, map[int]time.Duration{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// The name, in parentheses, may contain anything.
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		parents[pid], _ = strconv.Atoi(fields[1])
		for _, field := range fields[11:15] { // own, and that of children that have ended
			ticks, _ := strconv.Atoi(field)
			times[pid] += time.Duration(ticks) * tick
		}
	}
	roots := map[int]bool{p.command.Process.Pid: true}
	for _, pid := range p.databases {
		roots[pid] = true
	}
	for pid := range parents {
		for above := pid; above > 1; above = parents[above] {
			if roots[above] {
				sum += times[pid]
				break
			}
		}
	}
	return sum
}

// memory is what the server has in memory, in bytes.
func (p *process) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("no VmRSS in %s", status)
	}
	kib, err := strconv.ParseInt(fields[0], 10, 64)
	return kib << 10, err
}

// buildProfiled builds the program with a door for profiles, which the one that
// is shipped does not have.
func buildProfiled(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "parley-profiled")
	out, err := exec.CommandContext(ctx, "go", "build", "-tags", "profile", "-o", binary, "./cmd/server").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build with profiles: %w %s", err, out)
	}
	return binary, nil
}

// profiles takes those that were asked for while something is measured, and
// returns a function that waits for them.
func (b *bench) profiles(p *process, name string, during time.Duration) (wait func() error) {
	if p.profile == "" {
		return func() error { return nil }
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", p.profile)
	}}}
	done := make(chan error, len(b.Profile))
	for _, kind := range b.Profile {
		go func() { done <- b.fetch(&client, kind, name, during) }()
	}
	return func() (err error) {
		for range b.Profile {
			if failed := <-done; failed != nil {
				err = failed
			}
		}
		return err
	}
}

func (b *bench) fetch(client *http.Client, kind, name string, during time.Duration) error {
	page := map[string]string{"cpu": "profile?seconds=%d", "heap": "heap?gc=%d", "block": "block?seconds=%d"}[kind]
	response, err := client.Get("http://profile/debug/pprof/" + fmt.Sprintf(page, max(1, int(during.Seconds()))))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("profile: %s", response.Status)
	}
	file, err := os.Create(filepath.Join(filepath.Dir(b.Out), "bench-"+name+"."+kind+".pprof"))
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(file, response.Body)
	return err
}

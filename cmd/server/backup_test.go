package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// TestBackup is F10: a backup under load, and its restore. It holds everything
// that was acknowledged before it began, without holes; clients that knew what
// was before learn that it is not so any more.
func TestBackup(t *testing.T) {
	found, told := backUpAndRestore(t, built(t))
	found.expect(t)
	if !told {
		t.Error("the restored database passes for the one before")
	}
	control, told := backUpAndRestore(t, plant(t, fault{
		"internal/store/restore.go", "UPDATE settings SET value = ? WHERE name = 'epoch'", "UPDATE settings SET value = ? WHERE name = 'no epoch'"}))
	control.expect(t)
	if told {
		t.Error("the checker is green where a restore keeps the epoch")
	}
	row{
		number: 10, checker: "backup under load, restored", run: "500 messages before, 500 after", verdict: &found,
		control: "the epoch is kept: no client notices",
	}.report()
}

func backUpAndRestore(t *testing.T, binary string) (found verdict, told bool) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := bearAs(t, binary, t.TempDir())
	_, was := server.open(shared.PathStreamSocket, server.login("lead").Access)
	crowd := gather(ctx, server, server.program)
	crowd.promises.await(ctx, 500)
	before := newLedger()
	crowd.promises.mu.Lock()
	before.acked = slices.Clone(crowd.promises.acked)
	crowd.promises.mu.Unlock()
	file := filepath.Join(t.TempDir(), "parley.backup")
	command := func(args ...string) (string, error) {
		out, err := exec.CommandContext(ctx, binary, storing(t, append(args, "--data", server.data)...)...).CombinedOutput()
		return string(out), err
	}
	if out, err := command("backup", file); err != nil {
		t.Fatal(err, out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	crowd.promises.await(ctx, 500)
	inUse, occupied := "another parley server is running", "is not empty"
	if postgrestest.Wanted() {
		inUse, occupied = "that database is in use already", "that database is in use already"
	}
	if out, err := command("restore", file, "--force"); err == nil || !strings.Contains(out, inUse) {
		t.Errorf("restored under a running server: %v %s", err, out)
	}
	crowd.dismissed.Store(true)
	server.kill()
	if out, err := command("restore", file); err == nil || !strings.Contains(out, occupied) {
		t.Errorf("restored over what was there: %v %s", err, out)
	}
	if postgrestest.Wanted() {
		server.data = t.TempDir() // and another database
		server.line = append([]string{binary}, serving(t, server.address, server.data, unlimited)...)
	}
	if out, err := command("restore", file, "--force"); err != nil {
		t.Fatal(err, out)
	}
	logs := stored(t, server.data)
	found = before.check(logs)

	server.start()
	crowd.nudge()
	_, is := server.open(shared.PathStreamSocket, server.login("lead").Access)
	if told = is.Epoch != was.Epoch; !told {
		cancel()
		crowd.writers.Wait()
		crowd.readers.Wait()
		return found, told
	}
	// Everybody stops by themselves, and begins again from what is there now.
	crowd.writers.Wait()
	crowd.readers.Wait()
	for _, member := range slices.Concat(crowd.visitors, crowd.users) {
		if err := member.Err(); err == nil || !strings.Contains(err.Error(), "another database") {
			t.Errorf("a client that was connected: %v", err)
		}
	}
	again := server.visitor(ctx, "0")
	log := logs[again.Conversation()]
	for m := range again.Receive(ctx) {
		if m.Content != log[0].Content || m.Seq != log[0].Seq {
			t.Fatalf("a client that begins again hears %+v, want %+v", m, log[0])
		}
		if log = log[1:]; len(log) == 0 {
			break
		}
	}
	if len(log) > 0 {
		t.Errorf("a client that begins again: %v, with %d messages to come", again.Err(), len(log))
	}
	return found, told
}

// backedUp is a backup of a little of everything.
func backedUp(t *testing.T) (file, data string) {
	t.Helper()
	p := start(t, t.TempDir())
	session, admin := p.visit("1"), p.login("admin").Access
	visitor := p.chat(session)
	var ids [3]shared.MessageID
	for i := range ids {
		visitor.send(shared.SendMessage{Content: fmt.Sprint("Grüße, <b> & \u2028 ", i), ClientMessageID: fmt.Sprint("m", i)}, "")
		ids[i] = next[shared.MessagePosted](visitor).Message.ID
	}
	visitor.send(shared.EditMessage{MessageID: ids[0], Content: "edited"}, "")
	next[shared.MessageEdited](visitor)
	visitor.send(shared.React{MessageID: ids[1], Emoji: "👍", On: true}, "")
	next[shared.ReactionChanged](visitor)
	p.call("PUT", shared.PathWith(shared.PathSitePicture, string(demoSiteID)), admin, string(dot(t, 4, 4)))
	file = filepath.Join(t.TempDir(), "parley.backup")
	if code, out, errs := run(t, "", storing(t, "backup", file, "--data", p.data)...); code != exitDone || !strings.Contains(out, "3 messages in") {
		t.Fatal(code, out, errs)
	}
	p.halt()
	return file, p.data
}

// TestRestoredIsTheSame holds the backup of a restored database against the one
// that it was restored from.
func TestRestoredIsTheSame(t *testing.T) {
	first, was := backedUp(t)
	data, second := filepath.Join(t.TempDir(), "new"), filepath.Join(t.TempDir(), "parley.backup")
	for _, args := range [][]string{{"restore", first, "--data", data}, {"backup", second, "--data", data}} {
		if code, _, errs := run(t, "", storing(t, args...)...); code != exitDone {
			t.Fatal(args, errs)
		}
	}
	text := func(file string) string {
		packed, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer packed.Close()
		lines, err := gzip.NewReader(packed)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(lines)
		if err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile(`\["epoch","\w+"\]|"made":"[^"]*"|"sha256":"\w+"`).ReplaceAllString(string(content), "")
	}
	if diff := cmp.Diff(text(first), text(second)); diff != "" {
		t.Errorf("restored, it is another (-was +is):\n%s", diff)
	}
	if diff := cmp.Diff(stored(t, was), stored(t, data)); diff != "" {
		t.Error(diff)
	}
	start(t, data).login("demo")
	if postgrestest.Wanted() {
		return
	}
	// The same keys: who was signed in stays so.
	for _, folder := range []string{was, data} {
		if info, err := os.Stat(filepath.Join(folder, "secret.key")); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info, err)
		}
	}
}

// TestRestoreRefuses breaks a backup in every way, and finds each refused with a
// sentence, and the data folder as it was.
func TestRestoreRefuses(t *testing.T) {
	postgrestest.SkipIfWanted(t, "a data folder with a database stays as it was")
	file, _ := backedUp(t)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data, broken := t.TempDir(), filepath.Join(t.TempDir(), "broken")
	if code, _, errs := run(t, "", "user", "list", "--data", data); code != exitDone {
		t.Fatal(errs)
	}
	was, err := os.ReadFile(filepath.Join(data, "parley.db"))
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, content []byte) {
		t.Helper()
		if err := os.WriteFile(broken, content, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := run(t, "", "restore", broken, "--force", "--data", data)
		if code != exitFailure || !regexp.MustCompile(`(?m)^parley: (this is no backup|the backup) .*is as it was\)$`).MatchString(errs) {
			t.Errorf("%s: exit %d %s%s", what, code, out, errs)
		}
		is, err := os.ReadFile(filepath.Join(data, "parley.db"))
		entries, _ := os.ReadDir(data)
		if err != nil || !bytes.Equal(is, was) || len(entries) != 2 { // and the lock
			t.Errorf("%s: the data folder is not as it was: %v %v", what, entries, err)
		}
	}
	refused("nothing", nil)
	refused("something else", []byte("-- PostgreSQL database dump"))
	for _, size := range []int{1, 10, len(whole) / 3, len(whole) / 2, len(whole) - 9, len(whole) - 8, len(whole) - 1} {
		refused(fmt.Sprintf("%d of %d bytes", size, len(whole)), whole[:size])
	}
	for place := 10; place < len(whole); place += len(whole) / 16 {
		damaged := slices.Clone(whole)
		damaged[place] ^= 0x10
		refused(fmt.Sprintf("a bit flipped in byte %d", place), damaged)
	}
	refused("more behind it", append(slices.Clone(whole), whole...))
	// Damage that gzip does not see, made by whoever packed it again.
	packed, err := gzip.NewReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	repacked := func(was, is string) []byte {
		if !strings.Contains(string(text), was) {
			t.Fatalf("no %s in the backup", was)
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, strings.Replace(string(text), was, is, 1))
		w.Close()
		return b.Bytes()
	}
	refused("another word", repacked("edited", "EDITED"))
	refused("another version's", repacked("parley backup 1", "parley backup 2"))
	refused("a newer migration", repacked(`"schema":`, `"schema":9`))
	refused("an unknown table", repacked(`"table":"hidden"`, `"table":"goose_db_version"`))
	refused("a file elsewhere", repacked(`"file":"secret.key"`, `"file":"../secret.key"`))

	for args, says := range map[string]string{
		"backup FILE --data DATA/nothing":    "there is no database in",
		"backup DATA/inside --data DATA":     "is in the data folder",
		"backup /nowhere/at/all --data DATA": "no such file or directory",
		"restore /nowhere --data DATA":       "no such file or directory",
		"restore FILE --data DATA":           "is not empty: it has parley.db",
	} {
		args := strings.NewReplacer("FILE", file, "DATA", data).Replace(args)
		if code, _, errs := run(t, "", strings.Fields(args)...); code == exitDone || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d %s, want %q", args, code, errs, says)
		}
	}
	if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, whole) {
		t.Error("a backup that failed has replaced one that had not")
	}
}

// TestMovesBetweenDatabases moves everything from SQLite to PostgreSQL and back:
// a backup is the same for both. Who was signed in stays so, and the log goes on.
func TestMovesBetweenDatabases(t *testing.T) {
	postgrestest.SkipIfWanted(t, "it goes from one to the other anyway")
	postgres := postgrestest.Start(t).Database(t, "moved")
	p := start(t, t.TempDir())
	session, tokens := p.visit("1"), p.login("admin")
	say := func(p *program, text string, seq int64) {
		t.Helper()
		posted := ask[shared.Message](p, "POST", shared.PathWith(shared.PathMessages, string(session.SessionID)), session.Token, shared.PostMessage{Content: text, ClientMessageID: fmt.Sprint("m", seq)})
		if posted.Seq != seq {
			t.Errorf("%q has seq %d, want %d", text, posted.Seq, seq)
		}
	}
	say(p, "in SQLite", 1)
	p.call("PUT", shared.PathWith(shared.PathSitePicture, string(demoSiteID)), tokens.Access, string(dot(t, 4, 4)))
	p.halt()
	folder := t.TempDir()
	move := func(from, to []string) {
		t.Helper()
		file := filepath.Join(folder, "parley.backup")
		for _, args := range [][]string{append([]string{"backup", file}, from...), append([]string{"restore", file}, to...)} {
			if code, _, errs := run(t, "", args...); code != exitDone {
				t.Fatal(args, errs)
			}
		}
	}
	nodeData, back := filepath.Join(folder, "node"), filepath.Join(folder, "back")
	inPostgres, inSQLite := []string{"--data", nodeData, "--database", postgres}, []string{"--data", back}
	move([]string{"--data", p.data}, inPostgres)
	if code, _, errs := run(t, "", append([]string{"restore", filepath.Join(folder, "parley.backup"), "--force"}, inPostgres...)...); code != exitFailure || !strings.Contains(errs, "that database is in use already") {
		t.Errorf("restored over what was there: exit %d %s", code, errs)
	}
	p = startAs(t, nodeData, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0"}, inPostgres...))
	tokens = ask[shared.Tokens](p, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	say(p, "in PostgreSQL", 2)
	if p.metric("parley_database_bytes") < 4096 {
		t.Error("the database has no size")
	}
	p.halt()
	move(inPostgres, inSQLite)
	p = startAs(t, back, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0"}, inSQLite...))
	tokens = ask[shared.Tokens](p, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	say(p, "in SQLite again", 3)
	if log := p.log(session.SessionID, tokens.Access); len(log) != 3 || log[0].Content != "in SQLite" || log[1].Content != "in PostgreSQL" {
		t.Errorf("the log is %+v", log)
	}
	if site := ask[shared.Sites](p, "GET", shared.PathSites, tokens.Access, nil).Sites[0]; site.Picture == "" {
		t.Errorf("the picture is gone: %+v", site)
	}
}

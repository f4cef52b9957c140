package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// run types one command.
func run(t *testing.T, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = Run(context.Background(), args, strings.NewReader(stdin), &o, &e)
	return code, o.String(), e.String()
}

func TestCommands(t *testing.T) {
	data := t.TempDir()
	for _, c := range []struct {
		args, stdin string
		code        int
		says        string // a regexp of what is printed, out or err
	}{
		{"version", "", exitDone, `^parley dev, go1\.\d+\S*, protocol 1\n$`},
		{"--help", "", exitDone, `PARLEY_PUBLIC_URL`},
		{"fly", "", exitUsage, `unexpected argument fly`},
		{"serve --listen 127.0.0.1:0 --nonsense", "", exitUsage, `unknown flag --nonsense`},
		{"serve --public-url http://chat.example/path", "", exitUsage, `--public-url: .* is not an origin`},
		{"serve --redis redis://127.0.0.1", "", exitUsage, `set --database .* SQLite is one server's`},
		{"serve --database postgres://127.0.0.1:1/none --redis http://:secret@127.0.0.1", "", exitUsage, `^\S+ --redis: this is not the URL of a Redis, such as [^\n]*\n$`},
		{"serve --demo --public-url https://chat.example", "", exitUsage, `refused with the public URL`},
		{"serve --allowed-origin shop.example", "", exitUsage, `--allowed-origin: .* is not an origin`},
		{"serve --trusted-proxy proxy.example", "", exitUsage, `--trusted-proxy: "proxy.example" is not a network: write an address, .*such as 10\.0\.0\.0/8`},
		{"serve --tls-cert cert.pem", "", exitUsage, `--tls-cert and --tls-key belong together`},
		{"serve --tls-cert cert.pem --tls-key key.pem --acme-host chat.example", "", exitUsage, `choose one`},
		{"serve --tls-cert cert.pem --tls-key key.pem --data DATA", "", exitFailure, `--tls-cert: open .*cert\.pem`},
		{"serve --listen 127.0.0.1:0 --demo --acme-host chat.example --data DATA", "", exitUsage, `refused with the public URL https://chat\.example`},
		{"serve --log-level loud", "", exitUsage, `--log-level must be one of "debug","info","warn","error"`},
		{"user add anna --role agent --first-name Anna --data DATA", "", exitDone, `Added anna \(agent\)\. Password, shown only now: [A-Z2-7]{26}\n`},
		{"user add anna --role agent --data DATA", "", exitFailure, `a user with this name exists`},
		{"user add ben --role boss --data DATA", "", exitUsage, `--role must be one of "agent","supervisor","admin"`},
		{"user add ben --role admin --password-stdin --data DATA", "correct horse\n", exitDone, `^Added ben \(admin\)\.\n$`},
		{"user add eve --role admin --password-stdin --data DATA", "", exitUsage, `no password on standard input`},
		{"user add eve --role admin --password-stdin --data DATA", "short\n", exitFailure, `a password has 10 to`},
		{"user password ben --data DATA", "", exitDone, `New password of ben`},
		{"user disable ben --data DATA", "", exitFailure, `one admin has to remain`},
		{"user add chiara --role admin --data DATA", "", exitDone, `Added chiara`},
		{"user disable ben --data DATA", "", exitDone, `Disabled ben`},
		{"user disable nobody --data DATA", "", exitFailure, `no user has this name`},
		{"user list --data DATA", "", exitDone, `(?s)anna +agent +Anna .*active.*ben +admin .*disabled`},
		{"site add Shop --origin https://shop.example --public-url https://chat.example --data DATA", "", exitDone,
			`<script src="https://chat\.example/widget\.js\?site=[a-z2-7]{16}" data-site="[a-z2-7]{16}" async></script>`},
		{"site add Shop --data DATA", "", exitUsage, `--origin`},
		{"site add Shop --origin https://shop.example/cart --data DATA", "", exitUsage, `is not an origin`},
		{"site list --data DATA", "", exitDone, `[a-z2-7]{16} +Shop +https://shop\.example`},
	} {
		args := strings.Fields(strings.ReplaceAll(c.args, "DATA", data))
		if args[len(args)-1] == data {
			args = storing(t, args...)
		}
		code, out, errs := run(t, c.stdin, args...)
		if code != c.code || !regexp.MustCompile(c.says).MatchString(out+errs) {
			t.Errorf("parley %s: exit %d, want %d saying %s\n%s%s", c.args, code, c.code, c.says, out, errs)
		}
	}
}

func TestFlagsFromTheEnvironment(t *testing.T) {
	data := t.TempDir()
	t.Setenv("PARLEY_DATA", data)
	if postgrestest.Wanted() {
		t.Setenv("PARLEY_DATABASE", postgrestest.Of(t, data))
	}
	if code, _, errs := run(t, "", "user", "add", "anna", "--role", "agent"); code != exitDone {
		t.Fatal(errs)
	}
	if _, out, _ := run(t, "", "user", "list"); !strings.Contains(out, "anna") {
		t.Fatal(out)
	}
}

func TestDataFolderIsPrivate(t *testing.T) {
	postgrestest.SkipIfWanted(t, "its data folder")
	data := t.TempDir() + "/new"
	if code, _, errs := run(t, "", "user", "list", "--data", data); code != exitDone {
		t.Fatal(errs)
	}
	info, err := os.Stat(data)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Fatal(info.Mode(), err)
	}
}

// TestDisablingBesideTheServer proves that the command and the server share
// one truth: the command runs while the server does.
func TestDisablingBesideTheServer(t *testing.T) {
	p := start(t, t.TempDir())
	tokens := p.login("demo")
	if code, _, errs := run(t, "", storing(t, "user", "disable", "demo", "--data", p.data)...); code != exitDone {
		t.Fatal(errs)
	}
	p.refused(shared.CodeUserHasToLogin, 401, "GET", shared.PathInbox, tokens.Access, nil)
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathRefresh, "", shared.Refresh{Refresh: tokens.Refresh})
	p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "demo", Password: demoPassword})
}

func TestDemoIsMadeOnce(t *testing.T) {
	data := t.TempDir()
	start(t, data).halt()
	p := start(t, data)
	p.login("lead")
	if status, page := p.call("GET", "/demo", "", nil); status != 200 || strings.Count(string(page), "widget.js") == 0 {
		t.Fatalf("%d %s", status, page)
	}
}

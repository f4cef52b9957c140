package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDeployNamesWhatThereIs holds every flag and every variable in deploy
// against the program's own help.
func TestDeployNamesWhatThereIs(t *testing.T) {
	_, help, _ := run(t, "", "serve", "--help")
	_, more, _ := run(t, "", "user", "add", "--help")
	help += more
	// Flags of the other programs that the examples start.
	others := []string{"--system", "--no-create-home", "--now", "--no-cache", "--from", "--to", "--save", "--appendonly", "--interval", "--timeout"}
	flag, variable := regexp.MustCompile(`--[a-z][a-z-]*`), regexp.MustCompile(`\bPARLEY_[A-Z_]+`)
	files, err := filepath.Glob("../../deploy/*")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		wanted := flag.FindAllString(string(content), -1)
		for _, name := range variable.FindAllString(string(content), -1) {
			if name != "PARLEY_HOST" { // compose's own
				wanted = append(wanted, "--"+strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "PARLEY_"), "_", "-")))
			}
		}
		for _, name := range wanted {
			if slices.Contains(others, name) {
				continue
			}
			named++
			if !strings.Contains(help, name) {
				t.Errorf("%s names %s, which parley does not know", filepath.Base(file), name)
			}
		}
	}
	if named < 15 {
		t.Errorf("only %d flags found in %v", named, files)
	}
}

// TestContainerHasGo holds the image against go.mod. Images themselves are not
// built here.
func TestContainerHasGo(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile("../../deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
	if !strings.Contains(string(dockerfile), "FROM golang:"+string(version[1])+"-") {
		t.Errorf("the image does not have Go %s", version[1])
	}
}

// TestService has systemd judge its unit: whether it can be started, and how
// little it may do.
func TestService(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("CI needs systemd-analyze: apt-get install systemd")
		}
		t.Skip("NOT TESTED: deploy/parley.service, which needs systemd-analyze (apt-get install systemd)")
	}
	content, err := os.ReadFile("../../deploy/parley.service")
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "parley.service")
	text := replaced(t, string(content), "/usr/local/bin/parley", built(t))
	if err := os.WriteFile(unit, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("systemd-analyze", "verify", unit).CombinedOutput(); err != nil || strings.Contains(string(out), "parley.service") {
		t.Errorf("%v\n%s", err, out)
	}
	// 10 is a service that may do anything, the usual one has 9.
	if out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=20", unit).CombinedOutput(); err != nil {
		t.Errorf("it may do more than 2.0 of 10: %v\n%s", err, out)
	}
}

package main

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"testing"
)

// startBinaryIn starts the built program, which PARLEY_BIN names, as users do.
func startBinaryIn(t testing.TB, data string) *binary {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, built(t), serving(t, "127.0.0.1:0", data, unlimited)...)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the program did not start: %v", err)
	}
	_, rest, _ := strings.Cut(line, "Desk: ")
	url, _, _ := strings.Cut(rest, "/app")
	p := &binary{pid: command.Process.Pid, program: &program{t: t, url: url, data: data, logs: &buffer{}}}
	p.stop = func() {
		stop()
		command.Wait()
	}
	t.Cleanup(p.stop)
	return p
}

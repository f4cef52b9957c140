// Command parley is the whole product: server, widget, desk and the commands
// that look after them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/alecthomas/kong"

	"parley/shared"
)

// version is set by the Makefile.
var version = "dev"

// Exit codes of contract §1.
const (
	exitDone    = 0
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// commandLine is what one can type.
type commandLine struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Run the server (this is also what happens without a command)."`
	User    userCommand    `cmd:"" help:"Add, list and disable the people who sign in."`
	Site    siteCommand    `cmd:"" help:"Add and list the sites that show the widget."`
	Backup  backupCommand  `cmd:"" help:"Copy database and files into one file, while the server runs."`
	Restore restoreCommand `cmd:"" help:"Make database and files out of such a copy."`
	Version versionCommand `cmd:"" help:"Print the versions of program, Go and protocol."`
}

// console is where a command reads and writes.
type console struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
}

// Run is the program: what main does, so that tests start what users start. It
// returns the exit code.
func Run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var line commandLine
	exited := -1
	parser, err := kong.New(&line,
		kong.Name("parley"),
		kong.Description("Live chat for websites. Every flag can also be set in the environment: --public-url is PARLEY_PUBLIC_URL."),
		kong.DefaultEnvars("PARLEY"),
		kong.Writers(out, errs),
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(errs, "parley:", err)
		return exitFailure
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintln(errs, "parley:", err)
		fmt.Fprintln(errs, "Try: parley --help")
		return exitUsage
	}
	if err := parsed.Run(&console{ctx: ctx, in: in, out: out, err: errs}); err != nil {
		fmt.Fprintln(errs, "parley:", err)
		if wrong := (usageError{}); errors.As(err, &wrong) {
			return exitUsage
		}
		return exitFailure
	}
	return exitDone
}

// usageError is a mistake in what was typed.
type usageError struct{ error }

type versionCommand struct{}

func (versionCommand) Run(c *console) error {
	_, err := fmt.Fprintf(c.out, "parley %s, %s, protocol %d\n", version, runtime.Version(), shared.Protocol)
	return err
}

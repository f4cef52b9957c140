package main

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails when a program that has ended leaves goroutines behind, and
// writes the checkers' table.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// The tests' own client keeps connections alive.
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
		goleak.Cleanup(func(code int) {
			if err := writeTable(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = exitFailure
			}
			os.Exit(code)
		}))
}

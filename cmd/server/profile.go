//go:build profile

package main

import (
	"net"
	"net/http"
	_ "net/http/pprof" // on the default mux, which nothing else serves
	"os"
	"runtime"
)

// init opens a unix socket for profiles where PARLEY_PROFILE names one. Only a
// binary built for the bench has it: a profile shows an operator's secrets.
func init() {
	path := os.Getenv("PARLEY_PROFILE")
	if path == "" {
		return
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		panic(err)
	}
	if os.Getenv("PARLEY_PROFILE_BLOCK") != "" {
		runtime.SetBlockProfileRate(10_000) // one sample for each 10 µs blocked
	}
	go http.Serve(listener, nil)
}

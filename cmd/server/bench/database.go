package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strconv"

	"parley/cmd/server/internal/postgrestest"
)

// database is where both sides store.
type database struct {
	name   string
	server *postgrestest.Server // nil: SQLite
	pid    int
	count  int
}

// databases are the ones that are installed: SQLite, which is in the program,
// and a PostgreSQL of the bench's own on the server's core.
func (b *bench) databases() []*database {
	all := []*database{{name: "SQLite"}}
	server, err := b.postgres()
	if err != nil {
		b.report.note("PostgreSQL was not measured: " + err.Error())
		return all
	}
	return append(all, server)
}

func (b *bench) postgres() (*database, error) {
	if b.Quick {
		return nil, errors.New("not in a quick run")
	}
	server, err := postgrestest.New()
	if err != nil {
		return nil, err
	}
	pid, err := server.PID()
	if err != nil {
		return nil, err
	}
	if pinned {
		if out, err := exec.Command("taskset", "--all-tasks", "--cpu-list", "--pid", serverCore, strconv.Itoa(pid)).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("taskset: %w %s", err, out)
		}
	}
	return &database{name: "PostgreSQL", server: server, pid: pid}, nil
}

// fresh calls use with the URL of an empty database; empty: SQLite.
func (d *database) fresh(use func(source string) error) error {
	if d.server == nil {
		return use("")
	}
	d.count++
	source, err := d.server.Make(fmt.Sprint("bench", d.count))
	if err != nil {
		return err
	}
	return use(source)
}

func (d *database) pids() []int {
	if d.server == nil {
		return nil
	}
	return []int{d.pid}
}

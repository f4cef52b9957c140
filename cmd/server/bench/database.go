package main

import (
	"fmt"
	"iter"

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
// and a PostgreSQL of the bench's own on the server's core, which ends when it has
// been measured.
func (b *bench) databases() iter.Seq[*database] {
	return func(yield func(*database) bool) {
		if !yield(&database{name: "SQLite"}) {
			return
		}
		d, err := postgres(serverCore)
		if err != nil {
			b.report.note("PostgreSQL was not measured: " + err.Error())
			return
		}
		defer d.stop()
		yield(d)
	}
}

// postgres starts a PostgreSQL on cores.
func postgres(cores string) (*database, error) {
	server, err := postgrestest.New()
	if err != nil {
		return nil, err
	}
	pid, err := server.PID()
	if err != nil {
		return nil, err
	}
	if pinned {
		if err := move(pid, cores); err != nil {
			return nil, err
		}
	}
	return &database{name: "PostgreSQL", server: server, pid: pid}, nil
}

// stop kills it: its data is thrown away.
func (d *database) stop() { d.server.Stop("immediate") }

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

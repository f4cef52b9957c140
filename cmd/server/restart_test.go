package main

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// TestPostgresRestarts is F7: PostgreSQL is stopped again and again, and crashes
// as often, while eight clients write. Whoever asks meanwhile is told that it is
// away; when it is back, all goes on without a restart, within ten seconds.
func TestPostgresRestarts(t *testing.T) {
	cycles := 3
	if long() {
		cycles = 20
	}
	found, slowest := restartAgain(t, built(t), cycles)
	found.expect(t)
	// The control takes a commit that was cut off for a good one, and gives every
	// commit the time to be cut off.
	control, _ := restartAgain(t, plant(t, fault{"internal/store/writer.go", `	if err := w.dialect.commit(t); err != nil {
		return w.dialect.settle(t, err)`, `	time.Sleep(20 * time.Millisecond)
	if err := w.dialect.commit(t); err != nil {
		return nil`}), cycles)
	if control.lost == 0 {
		t.Errorf("the checker is green where a commit that was cut off counts: %s", control)
	}
	row{
		number: 7, checker: "PostgreSQL restarts", verdict: &found,
		run:     fmt.Sprintf("%d × `fast`, %d × `immediate`, sends go on within %v", cycles, cycles, slowest.Round(100*time.Millisecond)),
		control: fmt.Sprintf("a commit that was cut off counts: %d of %d lost", control.lost, control.acked),
	}.report()
}

// restartAgain stops PostgreSQL in both ways, and says what became of the
// promises and how long it took at most until the next after it was back. At the
// first loss it stops.
func restartAgain(t *testing.T, binary string, cycles int) (found verdict, slowest time.Duration) {
	postgres := postgrestest.Start(t)
	database := postgres.Database(t, "parley")
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(cycles)*time.Minute)
	defer cancel()
	server := bearAs(t, binary, t.TempDir(), "--database", database)
	crowd := gather(ctx, server, server.program)
	for range cycles {
		for _, mode := range []string{"fast", "immediate"} {
			crowd.promises.await(ctx, 300)
			if err := postgres.Stop(mode); err != nil {
				t.Fatal(err)
			}
			server.refused(shared.CodeUnavailable, http.StatusServiceUnavailable, "GET", "/readyz", "", nil)
			if err := postgres.Start(); err != nil {
				t.Fatal(err)
			}
			crowd.promises.drain()
			back := time.Now()
			crowd.promises.await(ctx, 1)
			slowest = max(slowest, time.Since(back))
			if ctx.Err() != nil {
				t.Fatalf("it did not recover\n%s", server.logs)
			}
			if found := crowd.promises.sofar().survived(storedIn(t, "pgx", database)); found.lost > 0 {
				crowd.dismissed.Store(true)
				cancel()
				crowd.writers.Wait()
				crowd.readers.Wait()
				return found, slowest
			}
		}
	}
	if slowest > 10*time.Second {
		t.Errorf("after a restart of PostgreSQL nothing was stored for %v", slowest)
	}
	return crowd.promises.check(crowd.finish(ctx)), slowest
}

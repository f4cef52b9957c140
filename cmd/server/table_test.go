package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A row is what one checker reports: a line on the screen, and one in the table
// of the README, which make check-table prints.
type row struct {
	number  int    // of delivery.md §4: 1 is F1
	checker string // what is broken
	run     string // how often, with how much
	seed    uint64 // 0: there is no chance in it
	verdict *verdict
	control string // the fault that was planted, and what was found of it
}

var table struct {
	mu   sync.Mutex
	rows []row // guarded by mu
}

func (r row) report() {
	line := fmt.Sprintf("F%d %s: %s", r.number, r.checker, r.run)
	if r.seed != 0 {
		line += fmt.Sprintf(", seed %d", r.seed)
	}
	if r.verdict != nil {
		line += ", " + r.verdict.String()
	}
	if r.control != "" {
		line += "; control: " + r.control
	}
	fmt.Println(line)
	table.mu.Lock()
	defer table.mu.Unlock()
	table.rows = append(table.rows, r)
}

// markdown is the table of all that was reported.
func markdown() string {
	table.mu.Lock()
	defer table.mu.Unlock()
	slices.SortStableFunc(table.rows, func(a, b row) int { return cmp.Compare(a.number, b.number) })
	var b strings.Builder
	b.WriteString("| | checker | run | acked | lost | duplicated | reordered | holes | seed | control: the fault that was planted |\n")
	b.WriteString("|---|---|---|--:|--:|--:|--:|--:|---|---|\n")
	for _, r := range table.rows {
		counts := "– | – | – | – | –"
		if v := r.verdict; v != nil {
			counts = fmt.Sprintf("%d | %d | %d | %d | %d", v.acked, v.lost, v.duplicated, v.reordered, v.holes)
		}
		seed := "–"
		if r.seed != 0 {
			seed = strconv.FormatUint(r.seed, 10)
		}
		fmt.Fprintf(&b, "| F%d | %s | %s | %s | %s | %s |\n", r.number, r.checker, r.run, counts, seed, r.control)
	}
	return b.String()
}

// writeTable leaves the table where PARLEY_TABLE says.
func writeTable() error {
	if path := os.Getenv("PARLEY_TABLE"); path != "" {
		return os.WriteFile(path, []byte(markdown()), 0o600)
	}
	return nil
}

// chance is a checker's randomness; PARLEY_SEED repeats a run's.
func chance(t *testing.T) (seed uint64, random *rand.Rand) {
	seed = rand.Uint64()
	if s, err := strconv.ParseUint(os.Getenv("PARLEY_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Cleanup(func() {
		if t.Failed() {
			fmt.Printf("%s: PARLEY_SEED=%d repeats its schedule\n", t.Name(), seed)
		}
	})
	return seed, rand.New(rand.NewPCG(seed, 0))
}

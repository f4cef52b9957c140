package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
)

// report is what a run has found.
type report struct {
	Machine  string    `json:"machine"`
	Notes    []string  `json:"notes,omitempty"`
	Measures []measure `json:"measures"`
	Faults   tally     `json:"faults"`
}

// measure is one line of the table.
type measure struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	// Parley and Limit are medians of the turns; Limit is 0 where there is none.
	Parley float64   `json:"parley"`
	Limit  float64   `json:"limit,omitempty"`
	Turns  []turn    `json:"turns"`
	Ratio  float64   `json:"ratio,omitempty"` // the median of the turns'
	Added  float64   `json:"added,omitempty"` // the median of the turns'; only where the targets are about it
	Must   float64   `json:"must,omitempty"`  // 0: no target
	Goal   float64   `json:"goal,omitempty"`
	Of     yardstick `json:"of"` // what the targets are about
	// More says that more is better.
	More bool `json:"more,omitempty"`
}

// turn is one measurement of both sides, one after the other.
type turn struct {
	Parley float64 `json:"parley"`
	Limit  float64 `json:"limit,omitempty"`
}

type yardstick string

const (
	ofRatio yardstick = "ratio" // Parley's figure divided by the limit's
	ofValue yardstick = "value"
	ofAdded yardstick = "added" // the limit's figure subtracted from Parley's
)

// note adds what a reader of the table has to know.
func (r *report) note(text string) {
	if !slices.Contains(r.Notes, text) { // two scenarios may miss the same
		r.Notes = append(r.Notes, text)
	}
}

// add completes a measure from its turns.
func (r *report) add(m measure) {
	m.Parley = median(m.Turns, func(t turn) float64 { return t.Parley })
	m.Limit = median(m.Turns, func(t turn) float64 { return t.Limit })
	if m.Limit != 0 {
		m.Ratio = median(m.Turns, func(t turn) float64 { return t.Parley / t.Limit })
	}
	if m.Of == ofAdded {
		m.Added = median(m.Turns, func(t turn) float64 { return t.Parley - t.Limit })
	}
	r.Measures = append(r.Measures, m)
}

func median(turns []turn, of func(turn) float64) float64 {
	values := make([]float64, len(turns))
	for i, t := range turns {
		values[i] = of(t)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// verdict says which of its targets a measure meets.
func (m *measure) verdict() string {
	value := m.Parley
	switch m.Of {
	case ofRatio:
		value = m.Ratio
	case ofAdded:
		value = m.Added
	}
	meets := func(target float64) bool {
		return target != 0 && (m.More && value >= target || !m.More && value <= target)
	}
	switch {
	case m.Must == 0:
		return "–"
	case meets(m.Goal):
		return "goal"
	case meets(m.Must):
		return "must"
	}
	return "**missed**"
}

// markdown is the table.
func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n| measure | Parley | limit | ratio | must | goal | met |\n|---|--:|--:|--:|--:|--:|---|\n", r.Machine)
	for _, m := range r.Measures {
		target := func(value float64) string {
			if value == 0 {
				return "–"
			}
			sign, plus, of := "≤", "", ""
			if m.More {
				sign = "≥"
			}
			switch m.Of {
			case ofRatio:
				of = "×"
			case ofAdded:
				plus = "+"
			}
			return sign + " " + plus + figure(value) + of
		}
		limit, ratio := "–", "–"
		if m.Limit != 0 {
			limit, ratio = figure(m.Limit), fmt.Sprintf("%.2f×", m.Ratio)
		}
		if m.Of == ofAdded {
			ratio = fmt.Sprintf("%+.2f", m.Added)
		}
		fmt.Fprintf(&b, "| %s, %s | %s | %s | %s | %s | %s | %s |\n", m.Name, m.Unit, figure(m.Parley), limit, ratio, target(m.Must), target(m.Goal), m.verdict())
	}
	fmt.Fprintf(&b, "| lost, duplicated, reordered, in all of the above | %d, %d, %d | – | – | 0 | 0 | %s |\n",
		r.Faults.Lost, r.Faults.Duplicated, r.Faults.Reordered, map[bool]string{true: "goal", false: "**missed**"}[r.Faults == tally{}])
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "\n%s\n", note)
	}
	return b.String()
}

// figure prints a number with three digits that count, and thousands apart.
func figure(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.3g", v)
	}
	text := fmt.Sprintf("%.0f", v)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func (r *report) write(file string) error {
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}

// machine says where the figures come from.
func machine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, found := strings.Cut(string(info), "model name\t: "); found {
			model, _, _ = strings.Cut(rest, "\n")
		}
	}
	return fmt.Sprintf("%s, %d cores, %s", model, runtime.NumCPU(), runtime.Version())
}

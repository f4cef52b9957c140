package ui

import (
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 30, 0, 0, time.Local) // a Saturday
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Time{}, ""},
		{now, "now"},
		{now.Add(-59 * time.Second), "now"},
		{now.Add(20 * time.Second), "now"},
		{now.Add(-time.Minute), "1 min"},
		{now.Add(-59 * time.Minute), "59 min"},
		{now.Add(-time.Hour), "09:30"},
		{now.Add(-10 * time.Hour), "00:30"},
		{time.Date(2026, 11, 20, 23, 59, 0, 0, time.Local), "Fri 23:59"},
		{time.Date(2026, 11, 17, 10, 30, 0, 0, time.Local), "Tue 10:30"},
		{time.Date(2026, 11, 15, 10, 30, 0, 0, time.Local), "Sun 10:30"},
		{time.Date(2026, 11, 14, 10, 30, 0, 0, time.Local), "14 Nov"},
		{time.Date(2026, 3, 3, 8, 0, 0, 0, time.Local), "3 Mar"},
		{time.Date(2025, 3, 3, 8, 0, 0, 0, time.Local), "3 Mar 2025"},
		{time.Date(2027, 3, 3, 8, 0, 0, 0, time.Local), "3 Mar 2027"},
	} {
		if got := When(c.at, now); got != c.want {
			t.Errorf("When(%v) = %q, want %q", c.at, got, c.want)
		}
	}
	justAfterMidnight := time.Date(2026, 11, 21, 0, 20, 0, 0, time.Local)
	if got := When(justAfterMidnight.Add(-30*time.Minute), justAfterMidnight); got != "30 min" {
		t.Errorf("across midnight: %q", got)
	}
}

func TestDayName(t *testing.T) {
	today := Day(time.Date(2026, 11, 21, 0, 5, 0, 0, time.Local))
	for _, c := range []struct {
		y, d int
		m    time.Month
		want string
	}{
		{2026, 21, time.November, "Today"},
		{2026, 20, time.November, "Yesterday"},
		{2026, 17, time.November, "Tuesday"},
		{2026, 14, time.November, "14 November"},
		{2026, 1, time.January, "1 January"},
		{2025, 31, time.December, "31 December 2025"},
	} {
		if got := DayName(time.Date(c.y, c.m, c.d, 23, 59, 0, 0, time.Local), today); got != c.want {
			t.Errorf("DayName(%d-%d-%d) = %q, want %q", c.y, c.m, c.d, got, c.want)
		}
	}
	if got := DayName(time.Time{}, today); got != "" {
		t.Errorf("no time: %q", got)
	}
}

func TestClockAndFullTime(t *testing.T) {
	at := time.Date(2026, 11, 21, 7, 5, 0, 0, time.Local)
	if got := Clock(at); got != "07:05" {
		t.Error(got)
	}
	if got := FullTime(at); got != "Saturday 21 November 2026, 07:05" {
		t.Error(got)
	}
}

package ui

import (
	"strconv"
	"strings"
	"time"
)

// When says a time the short way, as seen at now, in the reader's zone: "now",
// "5 min", "10:30", "Tue 10:30", "3 Mar", "3 Mar 2025".
func When(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, now = t.Local(), now.Local()
	age := now.Sub(t)
	switch days := day(now) - day(t); {
	case age < time.Minute && age > -time.Hour: // clocks differ a little
		return SayNow
	case age < time.Hour && age >= 0:
		return SayMinutes(int(age / time.Minute))
	case days == 0:
		return Clock(t)
	case days > 0 && days < 7:
		return write(sayWeekdayClock, t, sayShortWeekdays, sayShortMonths)
	case t.Year() == now.Year():
		return write(sayDayMonth, t, sayShortWeekdays, sayShortMonths)
	}
	return write(sayDayMonthYear, t, sayShortWeekdays, sayShortMonths)
}

// Clock is the time of day: "10:30".
func Clock(t time.Time) string {
	h, m, _ := t.Local().Clock()
	return string([]byte{byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
}

// FullTime is the whole date, for titles and accessible names:
// "Saturday 21 November 2026, 10:30".
func FullTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return write(sayFullTime, t.Local(), sayWeekdays, sayMonths)
}

// DayName heads the messages of a day: "Today", "Yesterday", "Tuesday",
// "3 March", "3 March 2025". The reader's today is a [Day].
func DayName(t time.Time, today int) string {
	if t.IsZero() {
		return ""
	}
	t = t.Local()
	switch days := today - day(t); {
	case days == 0:
		return SayToday
	case days == 1:
		return SayYesterday
	case days > 1 && days < 7:
		return write("{weekday}", t, sayWeekdays, sayMonths)
	case t.Year() == date(today).Year():
		return write(sayDayMonth, t, sayWeekdays, sayMonths)
	}
	return write(sayDayMonthYear, t, sayWeekdays, sayMonths)
}

// write fills a time into the places of a pattern, with these names of the days
// and months.
func write(pattern string, t time.Time, weekdays, months string) string {
	return Fill(pattern,
		"{weekday}", strings.Split(weekdays, "|")[t.Weekday()],
		"{day}", strconv.Itoa(t.Day()),
		"{month}", strings.Split(months, "|")[t.Month()-1],
		"{year}", strconv.Itoa(t.Year()),
		"{clock}", Clock(t),
	)
}

// Day numbers the reader's days, so that a view changes at midnight and not
// before.
func Day(now time.Time) int { return day(now.Local()) }

func day(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func date(day int) time.Time { return time.Unix(int64(day)*24*60*60, 0).UTC() }

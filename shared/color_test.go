package shared

import (
	"fmt"
	"testing"
)

// The examples are of WCAG's own tools.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want string
	}{
		{"#000000", "#ffffff", "21.00"}, {"#ffffff", "#000000", "21.00"}, {"#777777", "#ffffff", "4.48"}, {"#767676", "#ffffff", "4.54"},
		{"#ff0000", "#ffffff", "4.00"}, {"#1d4ed8", "#ffffff", "6.70"}, {"#abcdef", "#ABCDEF", "1.00"},
		{"", "#ffffff", "0.00"}, {"#fff", "#ffffff", "0.00"}, {"#gg0000", "#ffffff", "0.00"}, {"#+10000", "#ffffff", "0.00"}, {"1234567", "#ffffff", "0.00"},
	} {
		if got := fmt.Sprintf("%.2f", Contrast(c.a, c.b)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// One of black and white can be read on any colour.
func TestTextOn(t *testing.T) {
	for r := 0; r < 256; r += 5 {
		for g := 0; g < 256; g += 5 {
			for b := 0; b < 256; b += 5 {
				color := fmt.Sprintf("#%02x%02x%02x", r, g, b)
				if contrast := Contrast(color, TextOn(color)); contrast < MinContrast {
					t.Fatalf("%s on %s has %.2f", TextOn(color), color, contrast)
				}
			}
		}
	}
}

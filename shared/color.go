package shared

import (
	"math"
	"strconv"
)

// MinContrast is what WCAG 2.2 (1.4.3, AA) wants between text and what is behind
// it.
const MinContrast = 4.5

// Contrast is the contrast of two colours written as #rrggbb, 1 to 21; 0 when one
// of them is no such colour.
func Contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	if x < 0 || y < 0 {
		return 0
	}
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TextOn is the colour of text that reads better on another: black or white. One
// of them always has MinContrast.
func TextOn(color string) string {
	if Contrast(color, "#ffffff") >= MinContrast {
		return "#ffffff"
	}
	return "#000000"
}

// luminance is WCAG's relative luminance, 0 to 1; -1 for what is no colour.
func luminance(color string) float64 {
	if len(color) != len("#rrggbb") || color[0] != '#' {
		return -1
	}
	var sum float64
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		value, err := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return -1
		}
		c := float64(value) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

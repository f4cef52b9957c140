//go:build !linux

package main

import "testing"

func TestPowerCut(t *testing.T) { t.Skip("NOT TESTED: power cuts, which need FUSE as Linux has it") }

func TestDiskFull(t *testing.T) { t.Skip("NOT TESTED: a full disk, which needs a tmpfs of Linux") }

// Command pack builds the front end into web/dist: it compiles the two WASM
// apps, minifies scripts and styles, draws the first paint of each app, and
// keeps everything as brotli under names that hold the content's hash. It runs
// from the repository's root.
package main

import (
	"flag"
	"fmt"
	"os"

	"parley/shared"
	"parley/web"
)

func main() {
	quality := flag.Int("quality", 11, "brotli quality; 5 is twenty times quicker and a fifth larger")
	check := flag.Bool("check", false, "fail when a file is larger than its budget")
	flag.Parse()
	if err := run(*quality, *check); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(quality int, check bool) error {
	files, err := sources(".")
	if err != nil {
		return err
	}
	wasm, err := compile("build")
	if err != nil {
		return err
	}
	files = append(files, wasm...)

	packed, err := compress("build/brotli", quality, files)
	if err != nil {
		return err
	}
	shells := map[string]string{}
	for _, app := range apps {
		for _, language := range shared.Languages() {
			app.speak(language)
			shells[web.ShellName(app.name, language)] = steady(app.shell())
		}
	}
	if err := write("web/dist", packed, shells); err != nil {
		return err
	}
	over := report(os.Stdout, packed)
	if check && len(over) > 0 {
		return fmt.Errorf("over budget: %v", over)
	}
	return nil
}

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/andybalholm/brotli"

	"parley/web"
)

// A packed file is compressed and has the name it is served under.
type packed struct {
	name  string
	entry web.Entry
	br    []byte
}

// compress packs all files at once, reusing what an earlier run left in cache.
func compress(cache string, quality int, files []file) ([]packed, error) {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	out := make([]packed, len(files))
	errs := make([]error, len(files))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Go(func() { out[i], errs[i] = compressOne(cache, quality, f) })
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func compressOne(cache string, quality int, f file) (packed, error) {
	ext := filepath.Ext(f.name)
	sum := sha256.Sum256(f.raw)
	hash := hex.EncodeToString(sum[:8])

	path := filepath.Join(cache, fmt.Sprintf("%s.%d", hash, quality))
	br, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		var buf bytes.Buffer
		// A window of 24 bits sees the whole of a WASM file.
		w := brotli.NewWriterOptions(&buf, brotli.WriterOptions{Quality: quality, LGWin: 24})
		if _, err := w.Write(f.raw); err != nil {
			return packed{}, err
		}
		if err := w.Close(); err != nil {
			return packed{}, err
		}
		br = buf.Bytes()
		err = replace(path, br)
	}
	return packed{f.name, web.Entry{
		File:   strings.TrimSuffix(f.name, ext) + "." + hash + ext,
		Type:   types[ext],
		Raw:    len(f.raw),
		Brotli: len(br),
	}, br}, err
}

// write makes dist hold these files, the index that names them and the apps'
// markup, and nothing from an earlier build.
func write(dist string, files []packed, shells map[string]string) error {
	index := map[string]web.Entry{}
	want := map[string][]byte{}
	for _, p := range files {
		index[p.name] = p.entry
		want[p.entry.File+".br"] = p.br
	}
	for shell, markup := range shells {
		want[shell] = []byte(markup)
	}
	list, err := json.MarshalIndent(index, "", "  ")
	if err != nil {
		return err
	}
	want["index.json"] = list

	for name, data := range want {
		if err := replace(filepath.Join(dist, name), data); err != nil {
			return err
		}
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, e := range old {
		if _, ok := want[e.Name()]; !ok && e.Name() != ".keep" {
			if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// replace writes a file that is there whole or not at all, should we be stopped.
func replace(path string, data []byte) error {
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// budgets are the most a browser may be asked to download, in brotli bytes.
var budgets = map[string]int{
	"widget.js":         3 << 10, // every page of every customer loads it
	"boot.js":           6 << 10,
	"worker.js":         2 << 10,
	"icon-192.png":      4 << 10,
	"icon-512.png":      12 << 10,
	"icon-maskable.png": 12 << 10,
	"widget.css":        8 << 10,
	"dashboard.css":     12 << 10,
	"widget.wasm":       1_400_000,
	"dashboard.wasm":    1_650_000,
}

// report prints the sizes and returns the names of what is over its budget.
func report(out io.Writer, files []packed) (over []string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "bytes\traw\tbrotli\tbudget\t")
	for _, p := range files {
		mark := ""
		if p.entry.Brotli > budgets[p.name] {
			over = append(over, p.name)
			mark = " over"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d%s\t\n", p.name, p.entry.Raw, p.entry.Brotli, budgets[p.name], mark)
	}
	w.Flush()
	return over
}

// Command wasmtest runs a js/wasm test binary in headless Chromium:
//
//	go build -o build/wasmtest parley/frontend/browser/wasmtest
//	GOOS=js GOARCH=wasm go test -exec $PWD/build/wasmtest parley/frontend/browser
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// limit bounds one run; a page that hangs would never say so itself.
const limit = 3 * time.Minute

// mark tells the test's output from what else is on the console.
const mark = "\x01"

// page runs the binary: its standard output goes to the console, line by line,
// its exit code to window.exitCode. Arguments are a JSON array.
const page = `<!doctype html><meta charset=utf-8><body><div></div><script src=/wasm_exec.js></script><script>
let line = "";
const decoder = new TextDecoder();
fs.writeSync = (fd, bytes) => {
  line += decoder.decode(bytes, {stream: true});
  const end = line.lastIndexOf("\n");
  if (end >= 0) { console.log("\u0001" + line.slice(0, end)); line = line.slice(end + 1); }
  return bytes.length;
};
const exit = (code) => { if (line) console.log("\u0001" + line); line = ""; window.exitCode ??= code; };
// A thrown exception has killed the program; nobody else would say so.
onerror = (message) => { line += message; exit(2); };
onunhandledrejection = (e) => { line += e.reason; exit(2); };
const go = new Go();
go.argv = %s;
go.exit = exit;
WebAssembly.instantiateStreaming(fetch("/test.wasm"), go.importObject)
  .then((r) => go.run(r.instance))
  .catch((err) => { line += err; exit(2); });
</script>`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: wasmtest TEST.wasm [FLAGS]")
		os.Exit(2)
	}
	code, err := run(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "wasmtest:", err)
		code = 2
	}
	os.Exit(code)
}

// run serves the binary to a browser and returns its exit code.
func run(binary string, flags []string) (code int, err error) {
	argv, err := json.Marshal(append([]string{filepath.Base(binary)}, flags...))
	if err != nil {
		return 0, err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return 0, err
	}
	// The support script must be of the toolchain that built the binary.
	support := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, page, argv) })
	mux.HandleFunc("GET /test.wasm", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, binary) })
	mux.HandleFunc("GET /wasm_exec.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, support) })
	mountFixture(mux)
	server := httptest.NewServer(mux)
	defer server.CloseClientConnections()

	profile, err := os.MkdirTemp("", "wasmtest")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(profile)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(profile))
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	chromedp.ListenTarget(ctx, show)
	err = chromedp.Run(ctx,
		chromedp.Navigate(server.URL),
		chromedp.Poll("window.exitCode !== undefined", nil, chromedp.WithPollingTimeout(0)),
		chromedp.Evaluate("window.exitCode", &code),
	)
	// Waits until the browser is gone, so that its profile can be removed.
	return code, errors.Join(err, chromedp.Cancel(ctx))
}

// show prints what the test printed.
func show(event any) {
	logged, ok := event.(*runtime.EventConsoleAPICalled)
	if !ok || len(logged.Args) == 0 {
		return
	}
	var said string
	_ = json.Unmarshal(logged.Args[0].Value, &said) // not a string: not ours
	if line, ours := strings.CutPrefix(said, mark); ours {
		fmt.Println(line)
	}
}

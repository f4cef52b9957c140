package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"parley/cmd/server/internal/httpapi"
	"parley/shared"
)

// socketBuffer bounds what the kernel holds for a reader that has stalled; by
// default it is megabytes, invisible to Go (delivery.md §2.7).
const socketBuffer = 64 << 10

// listenFlags are where the server listens and how it is reached there.
type listenFlags struct {
	Listen        string   `default:"127.0.0.1:8080" help:"TCP address, or unix:/run/parley.sock."`
	PublicURL     string   `name:"public-url" help:"How browsers reach the server; http(s)://<listen> unless set."`
	TLSCert       string   `name:"tls-cert" type:"path" help:"Certificate, PEM with its chain, to speak TLS without a proxy. Read anew when it changes."`
	TLSKey        string   `name:"tls-key" type:"path" help:"The key of --tls-cert, PEM."`
	ACMEHost      []string `name:"acme-host" help:"Get certificates for this name from Let's Encrypt, which has to reach --listen as port 443 of it. Repeatable."`
	ACMEDirectory string   `name:"acme-directory" default:"https://acme-v02.api.letsencrypt.org/directory" help:"Another authority that speaks ACME."`
	MetricsListen string   `name:"metrics-listen" help:"TCP address or unix:/path where anybody may read /metrics, besides programs on this machine at --listen."`
}

// check finds wrong usage before anything is opened.
func (f listenFlags) check() error {
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key belong together")
	case f.TLSCert != "" && len(f.ACMEHost) > 0:
		return errors.New("--acme-host gets certificates, --tls-cert has them: choose one")
	case f.PublicURL == "":
		return nil
	}
	_, err := f.publicOrigin(nil)
	return err
}

// encrypted reports whether the server itself speaks TLS.
func (f listenFlags) encrypted() bool { return f.TLSCert != "" || len(f.ACMEHost) > 0 }

// tls is how the server speaks TLS; nil when it does not.
func (f listenFlags) tls(data string, log *slog.Logger) (*tls.Config, error) {
	if len(f.ACMEHost) > 0 {
		manager := &autocert.Manager{
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(f.ACMEHost...),
			Cache: autocert.DirCache(filepath.Join(data, "acme")), Client: &acme.Client{DirectoryURL: f.ACMEDirectory},
		}
		return manager.TLSConfig(), nil
	}
	if f.TLSCert == "" {
		return nil, nil
	}
	files := &certificate{cert: f.TLSCert, key: f.TLSKey, log: log}
	if err := files.load(); err != nil {
		return nil, fmt.Errorf("--tls-cert: %w", err)
	}
	return &tls.Config{GetCertificate: files.get, MinVersion: tls.VersionTLS12}, nil
}

// publicOrigin is how browsers reach the server: as told, or where it listens.
func (f listenFlags) publicOrigin(address net.Addr) (string, error) {
	if f.PublicURL != "" {
		origin, err := shared.ParseOrigin(strings.TrimSuffix(f.PublicURL, "/"))
		if err != nil {
			return "", fmt.Errorf("--public-url: %w", err)
		}
		return origin, nil
	}
	if len(f.ACMEHost) > 0 {
		return shared.ParseOrigin("https://" + f.ACMEHost[0])
	}
	tcp, ok := address.(*net.TCPAddr)
	if !ok {
		return "", errors.New("--public-url is needed with a unix socket: say how browsers reach the server")
	}
	scheme := "http://"
	if f.encrypted() {
		scheme = "https://"
	}
	if tcp.IP.IsUnspecified() {
		return fmt.Sprintf("%slocalhost:%d", scheme, tcp.Port), nil
	}
	return scheme + tcp.String(), nil
}

// exposed reports whether a proxy that nobody has named may be in front: then
// every browser seems to ask from this machine.
func (f listenFlags) exposed(public string, proxies httpapi.Proxies) bool {
	u, err := url.Parse(public)
	return err != nil || !httpapi.IsLoopback(u.Hostname()) && len(proxies) == 0 && !f.encrypted()
}

// listen opens a TCP address or a unix socket.
func listen(address string) (net.Listener, error) {
	path, unix := strings.CutPrefix(address, "unix:")
	if !unix {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return nil, fmt.Errorf("%w; choose another address", err)
		}
		return listener, nil
	}
	if err := replace(path); err != nil {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	// The proxy in front is in the socket's group; nobody else may connect.
	if err := os.Chmod(path, 0o660); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// replace removes the socket that a server has left behind which was killed. What
// is no socket, or answers, stays.
func replace(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != fs.ModeSocket {
		return fmt.Errorf("%s is there and is no socket; remove it, or choose another address", path)
	}
	if conn, err := net.Dial("unix", path); err == nil {
		conn.Close()
		return fmt.Errorf("another program listens on %s; stop it, or choose another address", path)
	}
	return os.Remove(path)
}

// limitBuffer bounds a connection's send buffer in the kernel.
func limitBuffer(ctx context.Context, conn net.Conn) context.Context {
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn()
	}
	if buffered, ok := conn.(interface{ SetWriteBuffer(int) error }); ok { // TCP and unix
		buffered.SetWriteBuffer(socketBuffer)
	}
	return ctx
}

// serveMetrics answers /metrics, and nothing else, at an address of its own.
func serveMetrics(address string, metrics http.Handler) (stop func() error, err error) {
	listener, err := listen(address)
	if err != nil {
		return nil, fmt.Errorf("--metrics-listen: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	server := &http.Server{Handler: mux, ReadTimeout: scrapeWithin, IdleTimeout: 2 * scrapeWithin}
	go server.Serve(listener)
	return server.Close, nil
}

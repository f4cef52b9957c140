package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// authority makes certificates that a test trusts.
type authority struct {
	t    testing.TB
	key  *ecdsa.PrivateKey
	root *x509.Certificate
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{t: t}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a test's authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.key = a.newKey()
	a.root = template
	der := a.sign(template, a.key)
	root, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a.root = root
	return a
}

func (a *authority) newKey() *ecdsa.PrivateKey {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	return key
}

func (a *authority) sign(template *x509.Certificate, key *ecdsa.PrivateKey) []byte {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

// server is the template of a server's certificate.
func (a *authority) server(serial int64, names ...string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// write makes a certificate and its key as PEM files.
func (a *authority) write(cert, key string, serial int64) {
	a.t.Helper()
	private := a.newKey()
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		a.t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: a.sign(a.server(serial, "localhost", "chat.example"), private)}, key: {Type: "PRIVATE KEY", Bytes: encoded},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
}

// trusting is a client that trusts the authority, and keeps no connection.
func (a *authority) trusting() *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "chat.example"}, DisableKeepAlives: true, ForceAttemptHTTP2: true,
	}}
}

// converse lets a visitor and an agent talk by way of some client, over HTTP and
// sockets.
func (p *program) converse(client *http.Client) {
	p.t.Helper()
	p.client = client
	defer func() { p.client = nil }()
	session := p.visit("1")
	options := &websocket.DialOptions{HTTPClient: client, Subprotocols: []string{shared.Subprotocol}}
	open := func(path, bearer string) *socket {
		p.t.Helper()
		s := p.dial(path, ask[shared.Ticket](p, "POST", shared.PathTicket, bearer, nil).Ticket, options)
		next[shared.Connected](s)
		return s
	}
	visitor := open("/ws/chat/"+string(session.SessionID), session.Token)
	visitor.send(shared.SendMessage{Content: "Hello", ClientMessageID: rand.Text()}, "")
	next[shared.MessagePosted](visitor)
	desk := open(shared.PathStreamSocket, p.login("demo").Access)
	desk.send(shared.Join{ConversationID: session.SessionID}, "")
	next[shared.Joined](desk)
	desk.send(shared.SendMessage{ConversationID: session.SessionID, Content: "Hi", ClientMessageID: rand.Text()}, "")
	if said := next[shared.MessagePosted](visitor); said.Message.Content != "Hi" {
		p.t.Errorf("the visitor heard %+v", said)
	}
	visitor.conn.Close(websocket.StatusNormalClosure, "")
	desk.conn.Close(websocket.StatusNormalClosure, "")
}

// TestTLS talks over TLS that the server speaks itself, before and after its
// certificate was renewed, and while only half of it was.
func TestTLS(t *testing.T) {
	a, folder := newAuthority(t), t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	a.write(cert, key, 2)
	p := start(t, t.TempDir(), "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(p.url, "https://127.0.0.1:") {
		t.Fatalf("it says that it is reached at %s", p.url)
	}
	client := a.trusting()
	serial := func() int64 {
		t.Helper()
		response, err := client.Get(p.url + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if response.Header.Get("Strict-Transport-Security") == "" || response.ProtoMajor != 2 {
			t.Errorf("%s %v", response.Proto, response.Header)
		}
		return response.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	p.converse(client)
	if got := serial(); got != 2 {
		t.Errorf("the certificate is %d", got)
	}
	other := filepath.Join(folder, "other.pem")
	a.write(cert, other, 3)
	if got := serial(); got != 2 {
		t.Errorf("half renewed, the certificate is %d", got)
	}
	if err := os.Rename(other, key); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 3 {
		t.Errorf("renewed, the certificate is %d", got)
	}
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	p.converse(client)
	if got := serial(); got != 3 {
		t.Errorf("removed, the certificate is %d", got)
	}
	if old, err := tls.Dial("tcp", strings.TrimPrefix(p.url, "https://"), &tls.Config{MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true}); err == nil {
		old.Close()
		t.Error("it speaks TLS 1.1")
	}
}

// TestUnixSocket talks over a unix socket, which a killed server has left there.
func TestUnixSocket(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "parley.sock")
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	stale.SetUnlinkOnClose(false)
	stale.Close()
	data := t.TempDir()
	line := serving(t, "unix:"+path, data, "--public-url", "http://127.0.0.1:1")
	p := startAs(t, data, line)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("the socket: %v %v", info, err)
	}
	dialer := net.Dialer{}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, Dial: func(string, string) (net.Conn, error) { return dialer.Dial("unix", path) }}}
	p.converse(client)
	response, err := client.Get(p.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(text), "parley_sockets") {
		t.Errorf("metrics: %s %v", response.Status, err)
	}

	if code, _, errs := run(t, "", serving(t, "unix:"+path, t.TempDir(), "--public-url", "http://127.0.0.1:1")...); code != exitFailure || !strings.Contains(errs, "another program listens on") {
		t.Errorf("a second server on the socket: exit %d %s", code, errs)
	}
	precious := filepath.Join(folder, "letter.txt")
	if err := os.WriteFile(precious, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(t, "", serving(t, "unix:"+precious, t.TempDir(), "--public-url", "http://127.0.0.1:1")...); code != exitFailure || !strings.Contains(errs, "is no socket") {
		t.Errorf("a server on a file: exit %d %s", code, errs)
	}
	if code := p.halt(); code != exitDone {
		t.Error(code)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket stays: %v", err)
	}
}

package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// certifier is an authority that speaks as much of ACME (RFC 8555) as it takes
// to certify one name: it asks the server at an address for the answer to its
// challenge (tls-alpn-01, RFC 8737), as the real ones do at port 443.
type certifier struct {
	*authority
	address string // of the server under test
	server  *httptest.Server

	mu         sync.Mutex
	thumbprint string // guarded by mu; of the account's key
	name       string // guarded by mu; the name of the order
	proven     bool   // guarded by mu
	chain      []byte // guarded by mu; what was signed
	orders     int    // guarded by mu
}

const challengeToken = "a-token-of-the-authority"

func newCertifier(t *testing.T, address string) *certifier {
	c := &certifier{authority: newAuthority(t), address: address}
	c.server = httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(c.server.Close)
	return c
}

func (c *certifier) serve(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.Header().Set("Replay-Nonce", fmt.Sprint("nonce-", c.orders))
	at := func(path string) string { return c.server.URL + path }
	var protected struct {
		JWK struct{ Crv, Kty, X, Y string }
	}
	var payload struct {
		Identifiers []struct{ Value string }
		CSR         string
	}
	if r.Method == http.MethodPost {
		var signed struct{ Protected, Payload string }
		json.NewDecoder(r.Body).Decode(&signed)
		for text, into := range map[string]any{signed.Protected: &protected, signed.Payload: &payload} {
			plain, _ := base64.RawURLEncoding.DecodeString(text)
			json.Unmarshal(plain, into)
		}
	}
	say := func(status int, body map[string]any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(body)
	}
	status := map[bool]string{false: "pending", true: "valid"}[c.proven]
	challenge := map[string]any{"type": "tls-alpn-01", "url": at("/challenge"), "token": challengeToken, "status": status}
	order := map[string]any{
		"status": map[bool]string{false: "pending", true: "ready"}[c.proven], "authorizations": []string{at("/authorization")}, "finalize": at("/finalize"),
		"identifiers": []map[string]string{{"type": "dns", "value": c.name}},
	}
	if c.chain != nil {
		order["status"], order["certificate"] = "valid", at("/certificate")
	}
	switch r.URL.Path {
	case "/directory":
		say(http.StatusOK, map[string]any{"newNonce": at("/nonce"), "newAccount": at("/account"), "newOrder": at("/new-order"), "revokeCert": at("/revoke"), "keyChange": at("/key")})
	case "/nonce":
	case "/account":
		k := protected.JWK
		sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":%q,"kty":%q,"x":%q,"y":%q}`, k.Crv, k.Kty, k.X, k.Y))
		c.thumbprint = base64.RawURLEncoding.EncodeToString(sum[:])
		w.Header().Set("Location", at("/account/1"))
		say(http.StatusCreated, map[string]any{"status": "valid"})
	case "/new-order":
		c.orders++
		c.name = payload.Identifiers[0].Value
		w.Header().Set("Location", at("/order"))
		order["identifiers"] = []map[string]string{{"type": "dns", "value": c.name}}
		say(http.StatusCreated, order)
	case "/authorization":
		say(http.StatusOK, map[string]any{"status": status, "identifier": map[string]string{"type": "dns", "value": c.name}, "challenges": []any{challenge}})
	case "/challenge":
		if err := c.ask(); err != nil {
			c.t.Errorf("the challenge: %v", err)
		}
		c.proven = true
		say(http.StatusOK, challenge)
	case "/order":
		say(http.StatusOK, order)
	case "/finalize":
		der, _ := base64.RawURLEncoding.DecodeString(payload.CSR)
		request, err := x509.ParseCertificateRequest(der)
		if err != nil {
			c.t.Error(err)
			return
		}
		signed, err := x509.CreateCertificate(nil, c.authority.server(7, request.DNSNames...), c.root, request.PublicKey, c.key)
		if err != nil {
			c.t.Error(err)
			return
		}
		c.chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
		order["status"], order["certificate"] = "valid", at("/certificate")
		say(http.StatusOK, order)
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		w.Write(c.chain)
	default:
		http.NotFound(w, r)
	}
}

// ask finds out whether the name leads to the server that asks for it.
func (c *certifier) ask() error {
	conn, err := tls.Dial("tcp", c.address, &tls.Config{ServerName: c.name, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer conn.Close()
	want := sha256.Sum256([]byte(challengeToken + "." + c.thumbprint))
	for _, extension := range conn.ConnectionState().PeerCertificates[0].Extensions {
		if extension.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}) && bytes.HasSuffix(extension.Value, want[:]) {
			return nil
		}
	}
	return errors.New("its answer is not in the certificate")
}

// TestACME has an authority certify the server's name, and talks over what it
// has signed; the next start finds it on the disk.
func TestACME(t *testing.T) {
	address, data := freeAddress(t), t.TempDir()
	c := newCertifier(t, address)
	args := serving(t, address, data, "--acme-host", "chat.example", "--acme-directory", c.server.URL+"/directory", "--public-url", "https://"+address)
	for range 2 {
		p := startAs(t, data, args)
		p.converse(c.trusting())
		for _, name := range []string{"elsewhere.example", ""} {
			if conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: name, InsecureSkipVerify: true}); err == nil {
				conn.Close()
				t.Errorf("it has a certificate for %q", name)
			} else if !strings.Contains(err.Error(), "remote error") {
				t.Error(err)
			}
		}
		p.halt()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.orders != 1 {
		t.Errorf("%d orders", c.orders)
	}
}

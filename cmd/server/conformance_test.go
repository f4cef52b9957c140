package main

import (
	"bufio"
	bin "encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"parley/shared"
)

// The server's side of RFC 6455, frame by frame, over bare TCP (delivery.md
// F15). Cases 1 to 10 carry the numbers of the Autobahn test suite, written
// anew for a protocol that does not echo: a text frame is a command. Cases H
// are the handshake, M masks and lengths, which Autobahn does not ask about.

// deviations are where the server does otherwise than its case wants, and why.
// A deviation that has gone fails its case: it has to leave this list.
var deviations = map[string]struct{ got, why string }{
	"7.5.1": {"1000", "coder/websocket echoes a close reason without looking at it; nothing of ours reads it"},
	"M.5":   {"answer:r open", "coder/websocket takes a length in more bytes than needed; it means the same"},
	"M.6":   {"answer:r open", "as M.5"},
	"M.7":   {"pong:r open", "as M.5"},
}

// wireCase is what a client sends after its greeting, and what comes of it:
// answers, and in the end "open" (a probe was answered), a close code, or "cut"
// (no close frame). Pongs come first in want, as only data and data have an
// order. An answer with a "?" may be lost: it was queued when the close came.
type wireCase struct{ number, send, want string }

// A client's frames. The first byte is FIN, RSV and opcode.
func frame(first byte, payload string) string {
	return header(first, uint64(len(payload)), shortest) + masked(payload)
}
func text(payload string) string        { return frame(0x81, payload) }
func binaryFrame(payload string) string { return frame(0x82, payload) }
func ping(payload string) string        { return frame(0x89, payload) }
func pong(payload string) string        { return frame(0x8A, payload) }
func closing(code int, reason string) string {
	return frame(0x88, string(bin.BigEndian.AppendUint16(nil, uint16(code)))+reason)
}

// fragments sends a message in parts.
func fragments(parts ...string) string {
	var b strings.Builder
	for i, part := range parts {
		first := byte(0)
		if i == 0 {
			first |= 1
		}
		if i == len(parts)-1 {
			first |= 0x80
		}
		b.WriteString(frame(first, part))
	}
	return b.String()
}

// every cuts a message into parts of n bytes.
func every(n int, message string) (parts []string) {
	for ; len(message) > n; message = message[n:] {
		parts = append(parts, message[:n])
	}
	return append(parts, message)
}

// The ways to write a length.
const (
	shortest = iota
	in16bits
	in64bits
)

// maskKey is that of the RFC's own examples.
var maskKey = [4]byte{0x37, 0xfa, 0x21, 0x3d}

func masked(payload string) string {
	b := []byte(payload)
	for i := range b {
		b[i] ^= maskKey[i%4]
	}
	return string(b)
}

// header is a frame's up to the payload, which may be another than it says.
func header(first byte, length uint64, how int) string {
	b := []byte{first}
	switch {
	case how == in64bits || length > 0xffff:
		b = bin.BigEndian.AppendUint64(append(b, 0x80|127), length)
	case how == in16bits || length > 125:
		b = bin.BigEndian.AppendUint16(append(b, 0x80|126), uint16(length))
	default:
		b = append(b, 0x80|byte(length))
	}
	return string(append(b, maskKey[:]...))
}

// command is one that is answered, by "answer:" and its ref.
func command(ref string) string { return `{"type":"ping","ref":"` + ref + `"}` }

// sized is one of so many bytes.
func sized(n int) string {
	const rest = `{"type":"ping","ref":"r","x":""}`
	return rest[:len(rest)-2] + strings.Repeat("*", n-len(rest)) + `"}`
}

// wireCases are the cases of visitors, whose frames may have 32 KiB.
func wireCases() (cases []wireCase) {
	add := func(number, send, want string) { cases = append(cases, wireCase{number, send, want}) }
	long, tooLong := strings.Repeat("*", 125), strings.Repeat("*", 126)
	odd := "\x00\xff\xfe\xfd\xfc\xfb\x00\xff"
	r, all := command("r"), "answer:r open"

	// 1 Framing: text, then binary, which is none of our protocol.
	add("1.1.1", text(""), "INVALID_JSON open")
	for i, n := range []int{125, 126, 127, 128, 32 << 10} {
		add(fmt.Sprint("1.1.", i+2), text(sized(n)), all)
	}
	add("1.1.7", text("*"), "INVALID_JSON open")
	add("1.1.8", text(long), "INVALID_JSON open")
	for i, n := range []int{0, 125, 126, 127, 128, 32 << 10} {
		add(fmt.Sprint("1.2.", i+1), binaryFrame(strings.Repeat("\xfe", n)), "1007")
	}
	add("1.2.7", binaryFrame(r), "1007")

	// 2 Pings and pongs.
	add("2.1", ping(""), "pong: open")
	add("2.2", ping("Hello"), "pong:Hello open")
	add("2.3", ping(odd), "pong:"+odd+" open")
	add("2.4", ping(long), "pong:"+long+" open")
	add("2.5", ping(tooLong), "1002")
	add("2.7", pong(""), "open")
	add("2.8", pong("unsolicited"), "open")
	add("2.9", pong("unsolicited")+ping("p"), "pong:p open")
	add("2.10", ping("1")+ping("2")+ping("3")+ping("4")+ping("5"), "pong:1 pong:2 pong:3 pong:4 pong:5 open")
	add("2.12", pong(long), "open")
	add("2.13", pong(tooLong), "1002")
	add("2.14", ping("1")+text(r)+ping("2"), "pong:1 pong:2 answer:r open")

	// 3 Reserved bits. 0x40 would be a compressed frame: nothing was agreed.
	add("3.1", frame(0xC1, r), "1002")
	add("3.2", text(r)+frame(0xA1, r)+ping(""), "answer:r? 1002")
	add("3.3", text(r)+frame(0xB1, r)+ping(""), "answer:r? 1002")
	add("3.4", text(r)+frame(0x91, r)+ping(""), "answer:r? 1002")
	add("3.5", frame(0xD2, odd), "1002")
	add("3.6", frame(0xE9, "p"), "1002")
	add("3.7", frame(0xF8, "\x03\xe8"), "1002")
	add("3.8", frame(0x01, "a")+frame(0xC0, "b"), "1002")

	// 4 Reserved opcodes.
	for i, opcode := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		number := fmt.Sprintf("4.%d.%d", 1+i/5, 1+i%5)
		add(number, frame(0x80|opcode, ""), "1002")
		add(number+"+", text(r)+frame(0x80|opcode, "payload")+ping(""), "answer:r? 1002")
	}

	// 5 Fragments.
	a, b := r[:9], r[9:]
	add("5.1", frame(0x09, "frag")+frame(0x80, "ment"), "1002")
	add("5.2", frame(0x0A, "frag")+frame(0x80, "ment"), "1002")
	add("5.3", fragments(a, b), all)
	add("5.4", fragments(every(1, r)...), all)
	add("5.6", frame(0x01, a)+ping("p")+frame(0x80, b), "pong:p "+all)
	add("5.7", frame(0x01, a)+pong("p")+frame(0x80, b), all)
	add("5.9", frame(0x80, r)+text(r), "1002")
	add("5.10", frame(0x80, "")+text(r), "1002")
	add("5.12", frame(0x00, a)+text(r), "1002")
	add("5.13", frame(0x00, "")+text(r), "1002")
	add("5.15", fragments(a, b)+frame(0x00, a)+text(r), "answer:r? 1002")
	add("5.16", frame(0x00, a)+frame(0x81, r)+frame(0x80, b), "1002")
	add("5.17", frame(0x80, a)+frame(0x81, r)+frame(0x80, b), "1002")
	add("5.18", frame(0x01, a)+frame(0x81, b), "1002")
	add("5.19", frame(0x01, r[:3])+frame(0, r[3:5])+ping("1")+frame(0, r[5:9])+frame(0, "")+ping("2")+frame(0x80, b), "pong:1 pong:2 "+all)
	add("5.20", frame(0x01, a)+frame(0x82, b), "1002")
	add("5.21", frame(0x02, a)+frame(0x80, b), "1007")
	add("5.22", frame(0x02, a)+frame(0x81, b), "1002")
	add("5.23", frame(0x08, "\x03\xe8")+frame(0x80, ""), "1002")
	add("5.24", frame(0x01, a)+frame(0x80, b)+frame(0x01, a)+frame(0x80, b), "answer:r answer:r open")

	// 6 UTF-8. What is valid comes back in the ref as it went.
	kosme := "κόσμε"
	add("6.1.2", fragments("", "", ""), "INVALID_JSON open")
	add("6.1.3", fragments("", r, ""), all)
	add("6.2.1", text(command("Hello-µ@ßöäüàá-UTF-8!!")), "answer:Hello-µ@ßöäüàá-UTF-8!! open")
	add("6.2.2", fragments(command("Hello-µ@ßöä")[:27], command("Hello-µ@ßöä")[27:]), "answer:Hello-µ@ßöä open")
	add("6.2.4", fragments(every(1, command(kosme))...), "answer:"+kosme+" open")
	add("6.3.2", fragments(every(1, command(kosme+"\xed\xa0\x80edited"))...), "1007")
	// Fragments of a message that cannot become valid any more are refused only
	// at its end; the RFC allows that.
	add("6.4.1", frame(0x01, a+"\xf4\x90")+frame(0x00, "\x80\x80")+frame(0x80, b), "1007")
	add("6.4.2", frame(0x01, a+kosme+"\xed")+ping("p")+frame(0x80, "\xa0\x80"+b), "pong:p 1007")
	add("6.5.1", text("κόσμ\xce"), "1007")
	add("6.5.2", text("\xff"), "1007") // no JSON either: what is no text is refused first
	utf8s := func(section string, valid bool, list ...string) {
		for i, s := range list {
			want := "1007"
			if valid {
				want = "answer:" + s + " open"
			}
			add(fmt.Sprintf("%s.%d", section, i+1), text(command(s)), want)
		}
	}
	for n := 1; n <= len(kosme); n++ {
		utf8s(fmt.Sprint("6.6.", n), utf8.ValidString(kosme[:n]), kosme[:n])
	}
	utf8s("6.7", true, " ", "\u0080", "\u0800", "\U00010000")                                            // the first of their lengths
	utf8s("6.8", false, "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80")                              // of five and six bytes
	utf8s("6.9", true, "\x7f", "\u07ff", "\uffff", "\U0010ffff")                                         // the last of their lengths
	utf8s("6.10", false, "\xf7\xbf\xbf\xbf", "\xfb\xbf\xbf\xbf\xbf", "\xfd\xbf\xbf\xbf\xbf\xbf")         // beyond Unicode
	utf8s("6.11", true, "\ud7ff", "\ue000", "\ufffd", "\U0010ffff")                                      // beside the gaps
	utf8s("6.11+", false, "\xf4\x90\x80\x80")                                                            //
	utf8s("6.12", false, "\x80", "\xbf", "\x80\xbf", "\x80\xbf\x80\xbf\x80\xbf\x80")                     // continuations of nothing
	utf8s("6.13", false, "\xc0 \xc1 \xdf ", "\xe0 \xef ", "\xf0 \xf7 ", "\xf8 \xfb ", "\xfc \xfd ")      // starts of nothing
	utf8s("6.14", false, "\xc0", "\xe0\x80", "\xf0\x80\x80", "\xdf", "\xef\xbf", "\xf7\xbf\xbf")         // the last byte missing
	utf8s("6.15", false, "\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xdf\xef\xbf\xf7\xbf\xbf")             // all of these
	utf8s("6.16", false, "\xfe", "\xff", "\xfe\xfe\xff\xff")                                             // impossible bytes
	utf8s("6.17", false, "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xf8\x80\x80\x80\xaf")         // overlong
	utf8s("6.18", false, "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xf8\x87\xbf\xbf\xbf")         // just overlong
	utf8s("6.19", false, "\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf8\x80\x80\x80\x80")         // overlong NULs
	utf8s("6.20", false, "\xed\xa0\x80", "\xed\xad\xbf", "\xed\xae\x80", "\xed\xb0\x80", "\xed\xbf\xbf") // lone surrogates
	utf8s("6.21", false, "\xed\xa0\x80\xed\xb0\x80", "\xed\xaf\xbf\xed\xbf\xbf")                         // pairs of them
	utf8s("6.22", true, "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ufdd0")                        // no characters, but valid
	utf8s("6.23", true, "\ufeff", "\u2028\u2029", "\u202e", "\ufffd\ufffd", "👩🏽‍🚀")                      // special, but valid
	add("6.24", text(command("\x00")), "INVALID_JSON open")                                              // valid, but not within a JSON string

	// 7 Closing.
	add("7.1.1", text(r)+closing(1000, ""), "answer:r? 1000")
	add("7.1.2", closing(1000, "")+closing(1000, ""), "1000")
	add("7.1.3", closing(1000, "")+ping("p"), "1000")
	add("7.1.4", closing(1000, "")+text(r), "1000")
	add("7.1.5", frame(0x01, a)+closing(1000, "")+frame(0x80, b), "1000")
	add("7.1.6", text(sized(32<<10))+closing(1000, "")+ping(""), "answer:r? 1000")
	add("7.3.1", frame(0x88, ""), "1005")
	add("7.3.2", frame(0x88, "a"), "1002")
	add("7.3.3", closing(1000, ""), "1000")
	add("7.3.4", closing(1000, "Hello World!"), "1000")
	add("7.3.5", closing(1000, long[2:]), "1000")
	add("7.3.6", closing(1000, long[1:]), "1002")
	add("7.5.1", closing(1000, "κόσμ\xed\xa0\x80edited"), "1007")
	for i, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4001, 4999} {
		add(fmt.Sprint("7.7.", i+1), closing(code, "x"), fmt.Sprint(code))
	}
	for i, code := range []int{0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		add(fmt.Sprint("7.9.", i+1), closing(code, "x"), "1002")
	}

	// 9 Limits.
	const most = shared.MaxVisitorFrame
	add("9.1.1", text(sized(most+1)), "1009")
	add("9.1.2", text(sized(2*most)), "1009")
	add("9.1.3", text(sized(1<<20)), "1009")
	add("9.1.4", text(sized(most))+text(sized(most+1)), "answer:r? 1009")
	add("9.2.1", binaryFrame(sized(most+1)), "1009")
	for i, n := range []int{64, 256, 1 << 10, 4 << 10, 16 << 10} {
		add(fmt.Sprint("9.3.", i+1), fragments(every(n, sized(most))...), all)
		add(fmt.Sprint("9.4.", i+1), fragments(every(n, sized(most+1))...), "1009")
	}
	add("9.5.1", fragments(strings.Split(strings.Repeat(",", 3000), ",")...), "INVALID_JSON open") // 3,001 fragments of nothing
	add("9.5.2", header(0x81, 1<<40, shortest)+masked(sized(most+1)), "1009")
	add("9.5.3", header(0x81, 1<<63-1, shortest)+masked(sized(most+1)), "1009")
	add("9.7.1", strings.Repeat(text(""), 5), strings.Repeat("INVALID_JSON ", 5)+"open")
	add("9.7.2", strings.Repeat(text(sized(1<<10)), 20), strings.Repeat("answer:r ", 20)+"open")
	add("9.8.1", strings.Repeat(ping(long), 20), strings.Repeat("pong:"+long+" ", 20)+"open")
	add("10.1.1", fragments(every(1300, sized(most))...), all)

	// M Masks and lengths.
	add("M.1", "\x81\x05Hello", "1002")
	add("M.2", "\x89\x00", "1002")
	add("M.3", text(r)+"\x88\x02\x03\xe8", "answer:r? 1002")
	add("M.4", "\x81"+string([]byte{byte(len(r))})+r, "1002")
	add("M.5", header(0x81, uint64(len(r)), in16bits)+masked(r), "1002")
	add("M.6", header(0x81, uint64(len(r)), in64bits)+masked(r), "1002")
	add("M.7", header(0x89, 1, in16bits)+masked("r"), "1002")
	add("M.8", header(0x81, 1<<63, in64bits)+masked(r), "1002")
	add("M.9", header(0x81, 1<<64-1, in64bits)+masked(r), "1002")
	add("M.10", header(0x89, 1<<63-1, in64bits), "1002")
	add("M.11", "\x81"+string([]byte{0x80 | byte(len(r))})+"\x00\x00\x00\x00"+r, all)
	add("M.12", frame(0x01, a)+"\x80\x01b", "1002")
	return cases
}

// userCases are those of users, whose frames may have 64 KiB.
func userCases() []wireCase {
	const most = shared.MaxUserFrame
	return []wireCase{
		{"1.1.6", text(sized(65535)), "answer:r open"},
		{"1.1.7", text(sized(65536)), "answer:r open"},
		{"1.2.6", binaryFrame(strings.Repeat("\xfe", 65535)), "1007"},
		{"1.2.7", binaryFrame(strings.Repeat("\xfe", 65536)), "1007"},
		{"9.1.1", text(sized(most + 1)), "1009"},
		{"9.1.2", text(sized(4 << 20)), "1009"},
		{"9.2.1", binaryFrame(sized(most + 1)), "1009"},
		{"9.3.1", fragments(every(64, sized(most))...), "answer:r open"},
		{"9.4.1", fragments(every(64, sized(most+1))...), "1009"},
		{"10.1.1", fragments(every(1300, sized(most))...), "answer:r open"},
	}
}

func TestWireConformance(t *testing.T) {
	p := start(t, t.TempDir(), unlimited)
	session, access := p.visit("1"), p.login("demo").Access
	used, count := map[string]bool{}, 0
	run := func(path, token string, cases []wireCase) {
		numbers := map[string]bool{}
		for _, c := range cases {
			want, number := c.want, c.number
			if numbers[number] {
				t.Errorf("two cases are numbered %s", number)
			}
			numbers[number], count = true, count+1
			deviation, deviates := deviations[number]
			if deviates {
				used[number], want = true, deviation.got
			}
			// Whole, and as a bad network brings it.
			for _, slice := range []int{1 << 30, max(1, len(c.send)/1000)} {
				got := p.wire(path, token, every(slice, c.send))
				if full := strings.ReplaceAll(want, "?", ""); got == full {
					got = want
				} else if strings.Contains(want, "?") && got == strings.TrimPrefix(want, "answer:r? ") {
					got = want
				}
				switch {
				case deviates && got == c.want:
					t.Errorf("%s: deviates no more, although it %s", number, deviation.why)
				case got != want:
					t.Errorf("%s in slices of %d: got %.300q, want %.300q", number, slice, got, want)
				}
			}
		}
	}
	run("/ws/chat/"+string(session.SessionID), session.Token, wireCases())
	run(shared.PathStreamSocket, access, userCases())
	for number := range deviations {
		if !used[number] {
			t.Errorf("no case %s for its deviation", number)
		}
	}
	row{
		number: 15, checker: "the wire, frame by frame",
		run:     fmt.Sprintf("%d cases, each whole and in slices, %d deviations listed", count, len(deviations)),
		control: "a case without its deviation, and a deviation without its case, fail",
	}.report()
}

// wire plays one case and says what came of it.
func (p *program) wire(path, token string, slices []string) string {
	p.t.Helper()
	conn, reader, response := p.shake(upgrade(path + "?token=" + token))
	defer conn.Close()
	if response.StatusCode != http.StatusSwitchingProtocols {
		p.t.Fatalf("refused: %s", response.Status)
	}
	go func() { // the answers are read meanwhile, lest both sides wait
		for _, s := range append(slices, text(command("probe"))) {
			if _, err := io.WriteString(conn, s); err != nil {
				return // a server that has closed reads no further
			}
		}
	}()
	var pongs, got []string
	done := func() string { return strings.Join(append(pongs, got...), " ") }
	for {
		first, payload, err := readFrame(reader)
		token := ""
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET):
			token = "cut"
		case err != nil:
			token = err.Error()
		case first == 0x8A:
			token = "pong:" + payload
		case first == 0x88:
			token = closeToken(conn, reader, payload)
		case first == 0x81:
			if token = answerToken(payload); token == "" {
				continue
			}
		default:
			token = fmt.Sprintf("a frame %#x", first)
		}
		switch {
		case first == 0x8A:
			pongs = append(pongs, token)
		case token == "answer:probe":
			got = append(got, "open")
			return done()
		default:
			got = append(got, token)
		}
		if err != nil || first == 0x88 {
			return done()
		}
	}
}

// answerToken says what an event is, if it answers anything.
func answerToken(payload string) string {
	events, err := shared.DecodeEvents([]byte(payload))
	if err != nil {
		return err.Error()
	}
	for _, e := range events {
		switch event := e.Event.(type) {
		case shared.Ponged:
			return "answer:" + string(e.Ref)
		case shared.Failed:
			return string(event.Code)
		}
	}
	return ""
}

// closeToken answers a close frame and waits for the end of the connection,
// which is the server's to make.
func closeToken(conn net.Conn, reader *bufio.Reader, payload string) string {
	token := "1005"
	if len(payload) >= 2 {
		token = fmt.Sprint(bin.BigEndian.Uint16([]byte(payload)))
	}
	if len(payload) == 1 || !utf8.ValidString(payload[min(2, len(payload)):]) && token != "1000" {
		token = "a malformed close"
	}
	go func() {
		io.WriteString(conn, closing(1000, ""))
		conn.(*net.TCPConn).CloseWrite() // 9.5: a frame that was announced ends here
	}()
	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	if _, err := reader.ReadByte(); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		token += fmt.Sprintf(" and then %v", err)
	}
	return token
}

// readFrame reads a server's frame, which is never masked or cut up, and has
// the shortest length.
func readFrame(r *bufio.Reader) (first byte, payload string, err error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return 0, "", err
	}
	first = b[0]
	length, least := uint64(b[1]), uint64(0)
	switch b[1] {
	case 126:
		_, err = io.ReadFull(r, b[:2])
		length, least = uint64(bin.BigEndian.Uint16(b[:])), 126
	case 127:
		_, err = io.ReadFull(r, b[:8])
		length, least = bin.BigEndian.Uint64(b[:]), 1<<16
	}
	if err == nil && (b[1]&0x80 != 0 && least == 0 || length < least || length > 1<<24) {
		err = fmt.Errorf("a server's frame %#x claims %d bytes", first, length)
	}
	if err != nil {
		return 0, "", err
	}
	data := make([]byte, length)
	_, err = io.ReadFull(r, data)
	return first, string(data), err
}

// upgrade is a good request for a socket; change replaces or, with an empty
// new, removes lines of it.
func upgrade(path string, change ...string) string {
	return strings.NewReplacer(change...).Replace("GET " + path + " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n" +
		"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
}

// shake sends a request and reads the answer's head.
func (p *program) shake(request string) (net.Conn, *bufio.Reader, *http.Response) {
	p.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(3 * time.Second))
	io.WriteString(conn, request)
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		p.t.Fatalf("%v after %.300q", err, request)
	}
	return conn, reader, response
}

func TestHandshakeConformance(t *testing.T) {
	p := start(t, t.TempDir(), unlimited)
	session := p.visit("1")
	path := "/ws/chat/" + string(session.SessionID) + "?token=" + session.Token
	key, version, more := "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Version: 13\r\n", "\r\n\r\n"
	with := func(lines string) string { return upgrade(path, more, "\r\n"+lines+more) }
	const accept = "Sec-Websocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
	for _, c := range []struct {
		number, request string
		status          int
		want            string // a header's line; with an empty value it is absent
	}{
		{"H.1", upgrade(path), 101, accept},
		{"H.2", upgrade(path), 101, "Upgrade: websocket"},
		{"H.3", upgrade(path), 101, "Connection: Upgrade"},
		{"H.4", upgrade(path), 101, "Sec-Websocket-Protocol: "},
		{"H.5", upgrade(path, key, ""), 400, ""},
		{"H.6", upgrade(path, key, "Sec-WebSocket-Key: \r\n"), 400, ""},
		{"H.7", upgrade(path, key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n"), 400, ""},
		{"H.8", upgrade(path, key, "Sec-WebSocket-Key: this is no base64\r\n"), 400, ""},
		{"H.9", upgrade(path, key, key+key), 400, ""},
		{"H.10", upgrade(path, version, ""), 400, "Sec-Websocket-Version: 13"},
		{"H.11", upgrade(path, version, "Sec-WebSocket-Version: 8\r\n"), 400, "Sec-Websocket-Version: 13"},
		{"H.12", upgrade(path, version, "Sec-WebSocket-Version: 14\r\n"), 400, "Sec-Websocket-Version: 13"},
		{"H.13", upgrade(path, version, "Sec-WebSocket-Version: thirteen\r\n"), 400, "Sec-Websocket-Version: 13"},
		{"H.14", upgrade(path, "GET ", "POST "), 405, ""},
		{"H.15", upgrade(path, "GET ", "PUT "), 405, ""},
		{"H.16", upgrade(path, "GET ", "HEAD "), 405, ""},
		{"H.17", upgrade(path, "Upgrade: websocket\r\n", ""), 426, "Upgrade: websocket"},
		{"H.18", upgrade(path, "Upgrade: websocket\r\n", "Upgrade: h2c\r\n"), 426, "Upgrade: websocket"},
		{"H.19", upgrade(path, "Connection: Upgrade\r\n", ""), 426, "Connection: Upgrade"},
		{"H.20", upgrade(path, "Connection: Upgrade\r\n", "Connection: close\r\n"), 426, ""},
		{"H.21", upgrade(path, "Connection: Upgrade\r\n", "Connection: keep-alive, Upgrade\r\n"), 101, accept},
		{"H.22", upgrade(path, "Upgrade: websocket\r\nConnection: Upgrade", "UPGRADE: WebSocket\r\ncOnNeCtIoN: uPgRaDe"), 101, accept},
		{"H.23", upgrade(path, "HTTP/1.1", "HTTP/1.0"), 426, ""},
		{"H.24", upgrade(path, "Host: here\r\n", ""), 400, ""},
		{"H.25", upgrade(path, "Host: here\r\n", "Host: here\r\nHost: there\r\n"), 400, ""},
		{"H.26", upgrade(path, "HTTP/1.1", "HTTP/3.0"), 505, ""},
		{"H.27", upgrade(path, "Host:", "no header\r\nHost:"), 400, ""},
		{"H.28", "no request" + more, 400, ""},
		{"H.29", with("X: " + strings.Repeat("x", 32<<10)), 431, ""},
		{"H.30", with("Sec-WebSocket-Protocol: " + shared.Subprotocol), 101, "Sec-Websocket-Protocol: " + shared.Subprotocol},
		{"H.31", with("Sec-WebSocket-Protocol: chat, " + shared.Subprotocol), 101, "Sec-Websocket-Protocol: " + shared.Subprotocol},
		{"H.32", with("Sec-WebSocket-Protocol: chat"), 101, "Sec-Websocket-Protocol: "},
		{"H.33", with("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"), 101, "Sec-Websocket-Extensions: "},
		{"H.34", with("Sec-WebSocket-Extensions: no such thing;;"), 101, "Sec-Websocket-Extensions: "},
		{"H.35", with("Origin: null"), 403, ""},
		{"H.36", with("Origin: https://elsewhere.example"), 403, ""},
		{"H.37", with("Origin: http://here"), 403, ""}, // the Host is no evidence
		{"H.38", with("Origin: " + p.url), 101, accept},
		{"H.39", upgrade("/ws/nowhere"), 404, ""},
		{"H.40", upgrade(shared.PathTicket), 405, ""},
		{"H.41", upgrade("/ws/chat/x"), 101, accept}, // and is then closed with 4001
		{"H.42", upgrade(path) + text(command("at once")), 101, accept},
	} {
		conn, _, response := p.shake(c.request)
		name, value, _ := strings.Cut(c.want, ": ")
		if response.StatusCode != c.status || c.want != "" && response.Header.Get(name) != value {
			t.Errorf("%s: %s %v, want %d %s", c.number, response.Status, response.Header, c.status, c.want)
		}
		conn.Close()
	}
}

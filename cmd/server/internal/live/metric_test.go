package live

import (
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/shared"
)

// TestCountingAllocatesNothing keeps the metrics out of the way of a message.
func TestCountingAllocatesNothing(t *testing.T) {
	m := newMetrics()
	frames := [][]byte{shared.EncodeEvent(shared.MessagePosted{}, "a-ref"), shared.EncodeEvent(shared.TypingChanged{}, "")}
	command, at := shared.Command(shared.SendMessage{}), time.Now()
	if n := testing.AllocsPerRun(100, func() {
		m.receive(command)
		m.send(frames)
		m.deliver(at)
	}); n > 0 {
		t.Errorf("counting a message allocates %v times", n)
	}
}

// BenchmarkCounting is what a frame costs that comes in, that goes out to one
// reader, and whose lag is noted, as every eighth one's is.
func BenchmarkCounting(b *testing.B) {
	m := newMetrics()
	frames := [][]byte{shared.EncodeEvent(shared.MessagePosted{}, "")}
	command, at := shared.Command(shared.SendMessage{}), time.Now()
	for name, count := range map[string]func(){
		"in": func() { m.receive(command) }, "out": func() { m.send(frames) }, "lag": func() { m.deliver(at) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				count()
			}
		})
	}
}

func TestCloseCodesOfPeers(t *testing.T) {
	m := newMetrics()
	for code, want := range map[shared.CloseCode]string{shared.CloseNormal: "1000", 1001: "1001", 3999: "other", 4999: "other"} {
		m.close(code, 0)
		if _, err := m.closed.GetMetricWithLabelValues(want); err != nil {
			t.Error(err)
		}
	}
	if got := closeBy(websocket.CloseError{Code: 3999}); got != 3999 {
		t.Errorf("a peer's own code is %d", got)
	}
	if got := closeBy(websocket.ErrMessageTooBig); got != shared.CloseTooBig {
		t.Errorf("a frame too big is %d", got)
	}
}

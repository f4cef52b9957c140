package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/shared"
)

func TestChunks(t *testing.T) {
	c := opened(t, 0)
	for seq := int64(1); seq <= 2*ChunkSize+1; seq++ {
		c.Apply(posted(seq, vera), noon)
	}
	chunks := c.Log().Chunks()
	same(t, "chunks", 3, len(chunks))
	for i, chunk := range chunks {
		same(t, "index", int64(i), chunk.Index)
		same(t, "first", int64(i*ChunkSize+1), chunk.Rows[0].Seq)
	}
	same(t, "rows", ChunkSize, len(chunks[1].Rows))
	newest, _ := c.Log().Newest()
	same(t, "newest", int64(2*ChunkSize+1), newest.Seq)
	same(t, "oldest", int64(1), c.Log().Oldest())

	for seq, want := range map[int64]int64{0: 50, 50: 50, 51: 51, 100: 100, 999: 100} {
		same(t, fmt.Sprint("clamp ", seq), want, chunks[1].Clamp(seq))
	}
}

// A view compares revs: an append must change that of the last chunk only.
func TestAppendTouchesOneChunk(t *testing.T) {
	c := opened(t, ChunkSize+1)
	revs := func() (r []int) {
		for _, chunk := range c.Log().Chunks() {
			r = append(r, chunk.Rev)
		}
		return r
	}
	before := revs()
	c.Apply(posted(ChunkSize+2, vera), noon)
	after := revs()
	if before[0] != after[0] || before[1] == after[1] {
		t.Errorf("revs %v became %v", before, after)
	}
}

func TestEmptyLog(t *testing.T) {
	var l Log
	if _, ok := l.Newest(); ok || l.Oldest() != 0 || l.Complete() {
		t.Error("an empty log has something")
	}
}

func TestGroupsAndDays(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []shared.Message
		want string
	}{
		{"one author", []shared.Message{said(1, vera, noon), said(2, vera, noon.Add(time.Minute))}, " 1! 2-"},
		{"two authors", []shared.Message{said(1, vera, noon), said(2, adam, noon), said(3, vera, noon)}, " 1! 2 3"},
		{"a pause", []shared.Message{said(1, vera, noon), said(2, vera, noon.Add(groupWithin-1)), said(3, vera, noon.Add(2*groupWithin-1))}, " 1! 2- 3"},
		{"midnight", []shared.Message{said(1, vera, noon.Add(12*time.Hour-time.Second)), said(2, vera, noon.Add(12*time.Hour))}, " 1! 2!"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var forwards, backwards Log
			for i := range c.rows {
				forwards.put(Row{Seq: c.rows[i].Seq, Message: &c.rows[i]})
				m := &c.rows[len(c.rows)-1-i]
				backwards.put(Row{Seq: m.Seq, Message: m})
			}
			same(t, "as said", c.want, shows(&forwards))
			same(t, "from the end", c.want, shows(&backwards))
		})
	}
}

// Older pages come in front: across the seam, the first row that was loaded is
// no longer the first of its day, and its chunk's rev says so.
func TestOlderPagesInFront(t *testing.T) {
	const head = 2*shared.MaxHistory + 20
	var c Conversation
	c.Begin(header(head), adam)
	c.Load(page(head, head-shared.MaxHistory+1, head))
	oldest := c.Log().Oldest()
	if !c.Log().Chunks()[0].Rows[0].NewDay || c.Log().Complete() {
		t.Fatal("the first page ends the log")
	}
	at := slices.IndexFunc(c.Log().Chunks(), func(chunk *Chunk) bool { return chunk.Rows[0].Seq == oldest })
	rev := c.Log().Chunks()[at].Rev

	for !c.Log().Complete() {
		before := c.Log().Oldest()
		c.Load(page(head, max(1, before-shared.MaxHistory), before-1))
	}
	same(t, "applied", int64(head), c.Applied())
	same(t, "oldest", int64(1), c.Log().Oldest())
	var want int64
	for row := range c.Log().after(0) {
		want++
		if row.Seq != want || row.NewDay != (want == 1) || row.Continues != (want > 1) {
			t.Fatalf("row %+v, want seq %d", row, want)
		}
	}
	same(t, "rows", int64(head), want)
	for _, chunk := range c.Log().Chunks() {
		if chunk.first() <= oldest && oldest <= chunk.last() && chunk.Rev == rev {
			t.Error("the chunk at the seam looks unchanged")
		}
	}
}

// A log of exactly one page is only known to be complete when the next is empty.
func TestCompleteAfterAFullPage(t *testing.T) {
	var c Conversation
	c.Begin(header(shared.MaxHistory), adam)
	c.Load(page(shared.MaxHistory, 1, shared.MaxHistory))
	if c.Log().Complete() {
		t.Error("complete too early")
	}
	c.Load(shared.History{Head: shared.MaxHistory})
	if !c.Log().Complete() {
		t.Error("not complete")
	}
	same(t, "applied", int64(shared.MaxHistory), c.Applied())
}

// BenchmarkAppend is one more message at the end of a log of this length, up
// to twice that.
func BenchmarkAppend(b *testing.B) {
	for _, length := range []int64{100, 10_000} {
		b.Run(fmt.Sprint(length), func(b *testing.B) {
			var c *Conversation
			b.ReportAllocs()
			for b.Loop() {
				if c == nil || c.Applied() == 2*length {
					b.StopTimer()
					c = opened(b, length)
					b.StartTimer()
				}
				c.Apply(posted(c.Applied()+1, vera), noon)
			}
		})
	}
}

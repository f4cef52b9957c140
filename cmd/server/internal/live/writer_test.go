package live

import "testing"

// TestQueueOfWriters is never empty, as under load, and neither grows with what has
// gone through it nor changes the order.
func TestQueueOfWriters(t *testing.T) {
	const waiting, rounds = 100, 10_000
	var queue writers // which starts nobody
	var order []*session
	for range rounds {
		for len(order) < waiting {
			s := &session{}
			queue.add(s)
			order = append(order, s)
		}
		for range 1 + len(order)%7 {
			if queue.next() != order[0] {
				t.Fatal("out of order")
			}
			order = order[1:]
		}
	}
	if cap(queue.waiting) > 4*waiting {
		t.Errorf("the queue of %d has room for %d", waiting, cap(queue.waiting))
	}
	for range order {
		queue.next()
	}
	if queue.next() != nil {
		t.Error("it does not end")
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"parley/shared/client"
)

const (
	// senders of backup, and how often each says something: enough to meet every
	// stall, too little to make one.
	backupSenders = 20
	backupEvery   = 50 * time.Millisecond
)

// backup measures how long visitors wait at the worst for a message to be stored
// while a backup of a large database is made, beside how long without. All share
// both cores: a backup has no machine of its own.
func backup(b *bench) (err error) {
	if err := moveGenerator(bothCores); err != nil {
		return err
	}
	defer moveGenerator(generatorCore)
	data := b.folder + "/backup"
	if err := b.load(data, []stock{{name: "bench-backup", conversations: 100, messages: b.Backup / 100}}); err != nil {
		return err
	}
	p, err := b.parleyOn(bothCores, data, "")
	if err != nil {
		return err
	}
	defer p.stop()
	wait := func(d time.Duration) func() error {
		return func() error {
			time.Sleep(d)
			return nil
		}
	}
	if _, err := b.sending(p, wait(b.sizes.Warm)); err != nil {
		return err
	}
	var worst, p99 []turn
	for range b.Rounds {
		alone, err := b.sending(p, wait(2*b.sizes.For))
		if err != nil {
			return err
		}
		beside, err := b.sending(p, func() error {
			out, err := pin(bothCores, b.Binary, "backup", "--data", data, filepath.Join(b.folder, "backup.copy")).CombinedOutput()
			if err != nil {
				return fmt.Errorf("backup: %w %s", err, out)
			}
			return nil
		})
		if err != nil {
			return err
		}
		worst = append(worst, turn{ms(slices.Max(beside)), ms(slices.Max(alone))})
		p99 = append(p99, turn{ms(percentile(beside, 99)), ms(percentile(alone, 99))})
	}
	info, err := os.Stat(filepath.Join(data, "parley.db"))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("a message stored while %s messages (%d MB) are backed up, beside without: ", figure(float64(b.Backup)), info.Size()/1_000_000)
	b.report.add(measure{Name: name + "worst", Unit: "ms", Turns: worst, Of: ofValue, Must: 100})
	b.report.add(measure{Name: name + "p99", Unit: "ms", Turns: p99, Of: ofValue})
	return nil
}

// sending has visitors send at fixed times, by shared/client, until something
// has been done, and returns how long each message took from when it was due.
func (b *bench) sending(p *parley, until func() error) (took []time.Duration, err error) {
	ctx, stop := context.WithCancel(b)
	defer stop()
	var senders sync.WaitGroup
	var mu sync.Mutex
	var failed error
	begin := time.Now().Add(time.Second)
	for i := range backupSenders {
		v, err := client.Visit(b, p.url, demoSite, "browser-of-the-bench-"+strconv.Itoa(i))
		if err != nil {
			stop()
			senders.Wait()
			return nil, err
		}
		senders.Go(func() {
			defer v.Close()
			due := begin.Add(time.Duration(i) * backupEvery / backupSenders)
			for n := 1; ctx.Err() == nil; n++ {
				time.Sleep(time.Until(due))
				_, err := v.Send(b, v.Conversation(), content(n))
				each := time.Since(due)
				mu.Lock()
				if took = append(took, each); err != nil {
					failed = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
				due = due.Add(backupEvery)
			}
		})
	}
	time.Sleep(time.Until(begin))
	err = until()
	stop()
	senders.Wait()
	if err == nil {
		err = failed
	}
	return took, err
}

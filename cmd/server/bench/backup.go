package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
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
	defer func() { err = errors.Join(err, moveGenerator(generatorCore)) }()
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
	if _, err := b.sending(p, "warm", wait(b.sizes.Warm)); err != nil {
		return err
	}
	var withBackup, without []time.Duration // of all turns: a worst has no median
	for round := range b.Rounds {
		alone, err := b.sending(p, fmt.Sprint("alone-", round), wait(2*b.sizes.For))
		if err != nil {
			return err
		}
		during, err := b.sending(p, fmt.Sprint("during-", round), func() error {
			out, err := pin(bothCores, b.Binary, "backup", "--data", data, filepath.Join(b.folder, "backup.copy")).CombinedOutput()
			if err != nil {
				return fmt.Errorf("backup: %w %s", err, out)
			}
			return nil
		})
		if err != nil {
			return err
		}
		withBackup, without = append(withBackup, during...), append(without, alone...)
	}
	info, err := os.Stat(filepath.Join(data, "parley.db"))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("a message stored while %s messages (%d MB) are backed up, beside without: ", figure(float64(b.Backup)), info.Size()/1_000_000)
	b.report.add(measure{Name: name + "worst", Unit: "ms", Turns: []turn{{ms(slices.Max(withBackup)), ms(slices.Max(without))}}, Of: ofValue, Must: 100})
	b.report.add(measure{Name: name + "p99", Unit: "ms", Turns: []turn{{ms(percentile(withBackup, 99)), ms(percentile(without, 99))}}, Of: ofValue})
	return nil
}

// sending has new visitors send at fixed times, by shared/client, until something
// has been done, and returns how long each message took from when it was due. name
// is not that of visitors before.
func (b *bench) sending(p *parley, name string, until func() error) (took []time.Duration, err error) {
	visitors := make([]*client.Client, backupSenders)
	defer func() {
		for _, v := range visitors {
			if v != nil {
				v.Close()
			}
		}
	}()
	if err := beside(len(visitors), openers, func(i int) (err error) {
		if visitors[i], err = client.Visit(b, p.url, demoSite, fmt.Sprintf("browser-of-the-bench-%s-%d", name, i)); err != nil {
			return err
		}
		_, err = visitors[i].Send(b, visitors[i].Conversation(), content(1)) // it begins
		return err
	}); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(b)
	defer stop()
	var ended atomic.Bool
	times := make([][]time.Duration, len(visitors))
	errs := make([]error, len(visitors))
	var senders sync.WaitGroup
	begin := time.Now()
	for i, v := range visitors {
		senders.Go(func() {
			due := begin.Add(time.Duration(i) * backupEvery / backupSenders)
			for n := 2; errs[i] == nil && !ended.Load(); n++ {
				time.Sleep(time.Until(due))
				_, errs[i] = v.Send(ctx, v.Conversation(), content(n))
				times[i] = append(times[i], time.Since(due))
				due = due.Add(backupEvery)
			}
		})
	}
	err = until()
	ended.Store(true)
	defer time.AfterFunc(lastAnswers, stop).Stop() // a server that is away would be waited for for ever
	senders.Wait()
	return slices.Concat(times...), errors.Join(append(errs, err)...)
}

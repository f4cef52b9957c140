//go:build !js

package client_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"parley/shared"
	"parley/shared/client"
)

// echo answers every visitor with their own words. The README shows it.
func echo(ctx context.Context, bot *client.Client) error {
	go func() {
		for news := range bot.Inbox(ctx) { // every conversation in which something is said
			if _, err := bot.Join(ctx, news.ID, news.Since); err != nil {
				log.Print(err)
			}
		}
	}()
	for m := range bot.Receive(ctx) { // every message in them, once, in order
		if m.Sender.Role != shared.RoleVisitor {
			continue
		}
		if _, err := bot.Send(ctx, m.ConversationID, "You said: "+m.Content); err != nil {
			log.Print(err)
		}
	}
	return bot.Err()
}

func Example() {
	server := serve(fatally{})
	defer server.kill()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	bot, err := client.SignIn(ctx, server.url, "demo", "parley-demo")
	if err != nil {
		log.Fatal(err)
	}
	defer bot.Close()
	go echo(ctx, bot)

	visitor, err := client.Visit(ctx, server.url, "demo", "a-random-uuid-of-this-browser")
	if err != nil {
		log.Fatal(err)
	}
	defer visitor.Close()
	if _, err := visitor.Send(ctx, visitor.Conversation(), "Is anybody there?"); err != nil {
		log.Fatal(err)
	}
	for m := range visitor.Receive(ctx) {
		fmt.Printf("%d %s: %s\n", m.Seq, m.Sender.Role, m.Content)
		if m.Seq == 2 {
			break
		}
	}
	// Output:
	// 1 visitor: Is anybody there?
	// 2 agent: You said: Is anybody there?
}

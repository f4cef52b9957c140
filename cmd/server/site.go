package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"parley/cmd/server/internal/chat"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

type siteCommand struct {
	Add  siteAdd  `cmd:"" help:"Create a site; prints its id and the snippet to paste."`
	List siteList `cmd:"" help:"List the sites."`
}

type siteAdd struct {
	dataFlag
	Name      string   `arg:"" help:"Name that visitors read."`
	Origin    []string `required:"" help:"Origin of the pages that show the widget, such as https://shop.example. Repeatable."`
	PublicURL string   `name:"public-url" default:"http://127.0.0.1:8080" help:"How browsers reach the server; for the snippet."`
}

func (c *siteAdd) Run(console *console) error {
	if strings.TrimSpace(c.Name) == "" {
		return usageError{errors.New("a site needs a name")}
	}
	for _, origin := range c.Origin {
		if _, err := shared.ParseOrigin(origin); err != nil {
			return usageError{err}
		}
	}
	id := chat.NewSiteID()
	site := store.Site{Site: shared.Site{ID: id, Name: c.Name}, Origins: c.Origin}
	err := c.open(console.ctx, func(db *store.DB) error { return db.AddSite(console.ctx, site, time.Now()) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(console.out, "Added site %s\n\nPaste this into its pages, before </body>:\n\n%s\n",
		id, shared.Snippet(strings.TrimSuffix(c.PublicURL, "/"), id))
	return err
}

type siteList struct{ dataFlag }

func (c *siteList) Run(console *console) error {
	return c.open(console.ctx, func(db *store.DB) error {
		sites, err := db.Sites(console.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(console.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ID\tNAME\tORIGINS")
		for _, s := range sites {
			fmt.Fprintf(table, "%s\t%s\t%s\n", s.ID, s.Name, strings.Join(s.Origins, " "))
		}
		return table.Flush()
	})
}

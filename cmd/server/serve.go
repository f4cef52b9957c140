package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/bus"
	"parley/cmd/server/internal/chat"
	"parley/cmd/server/internal/httpapi"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/limit"
	"parley/cmd/server/internal/live"
	"parley/cmd/server/internal/store"
	"parley/shared"
	"parley/web"
)

const (
	// drainWithin leaves the rest of the promised 30 s to closing the database.
	drainWithin = 20 * time.Second
	// scrapeWithin bounds a request for metrics.
	scrapeWithin = 10 * time.Second
)

// dataFlag is the data folder, which every command that stores needs.
type dataFlag struct {
	Data     string `default:"./data" help:"Folder for the database, uploads and generated keys." type:"path"`
	Database string `help:"URL of a PostgreSQL database, postgres://…, which several servers may share; unset: SQLite in the data folder."`
}

// source is where the database is.
func (f dataFlag) source() string { return cmp.Or(f.Database, f.Data) }

type serveCommand struct {
	dataFlag
	listenFlags
	AllowedOrigin []string `name:"allowed-origin" help:"Further origin allowed to call the API and open sockets. Repeatable."`
	TrustedProxy  []string `name:"trusted-proxy" help:"Network of a proxy whose X-Forwarded-For is believed, such as 10.0.0.0/8. Repeatable."`
	RateLimits    bool     `name:"rate-limits" default:"true" negatable:"" help:"Refuse what comes too fast. Off only for load tests."`
	Demo          bool     `help:"Make a demo site, demo users and three rooms, once, and serve a demo shop at /demo. Loopback only."`
	RoomNotices   bool     `name:"room-notices" default:"true" negatable:"" help:"Tell a room when somebody enters or leaves."`
	ICEServer     []string `name:"ice-server" help:"STUN or TURN server that calls may use: stun:HOST:PORT or turn:NAME:PASSWORD@HOST:PORT. Repeatable; none by default."`
	Redis         string   `help:"URL of a Redis, redis://…, over which several servers with one --database act as one; unset: this is the only server."`
	LogFormat     string   `name:"log-format" enum:"text,json" default:"text" help:"text or json."`
	LogLevel      string   `name:"log-level" enum:"debug,info,warn,error" default:"info" help:"debug, with every request and socket, info, warn or error."`
}

// Run serves until the context ends, then drains.
func (c *serveCommand) Run(console *console) (err error) {
	log := c.logger(console)
	for _, origin := range c.AllowedOrigin {
		if _, err := shared.ParseOrigin(origin); err != nil {
			return usageError{fmt.Errorf("--allowed-origin: %w", err)}
		}
	}
	proxies, err := httpapi.ParseProxies(c.TrustedProxy)
	if err != nil {
		return usageError{fmt.Errorf("--trusted-proxy: %w", err)}
	}
	iceServers := make([]shared.ICEServer, len(c.ICEServer))
	for i, text := range c.ICEServer {
		if iceServers[i], err = parseICEServer(text); err != nil {
			return usageError{fmt.Errorf("--ice-server: %w", err)}
		}
	}
	if err := c.check(); err != nil {
		return usageError{err}
	}
	if c.Demo && c.PublicURL != "" {
		if err := demoAllowed(c.PublicURL); err != nil {
			return usageError{err}
		}
	}
	if err := c.checkRedis(); err != nil {
		return usageError{err}
	}
	assets, err := web.Load()
	if err != nil {
		return err
	}
	if c.Database == "" {
		unlock, err := store.Lock(c.Data)
		if err != nil {
			return err
		}
		defer unlock()
	}
	db, err := store.Open(console.ctx, c.source())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	secret, err := c.secret(console.ctx, db)
	if err != nil {
		return err
	}
	encryption, err := c.tls(c.Data, log)
	if err != nil {
		return err
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	defer listener.Close()
	public, err := c.publicOrigin(listener.Addr())
	if err == nil && c.Demo {
		err = demoAllowed(public)
	}
	if err != nil {
		return usageError{err}
	}
	origins := httpapi.Origins{Own: httpapi.Loopback(public), Further: c.AllowedOrigin, OfSite: db.HasOrigin}
	authService := auth.New(db, secret, time.Now)
	var demoSite shared.SiteID
	if c.Demo {
		if demoSite, err = seedDemo(console.ctx, db, public, origins.Own); err != nil {
			return err
		}
	}
	processors()
	defer background(collect)()
	listeners := hub.New()
	service := &chat.Service{DB: db, Auth: authService, Hearer: listeners, Now: time.Now, RoomNotices: c.RoomNotices, ICEServers: iceServers}
	if c.RateLimits {
		service.Limits = limit.New(time.Now)
	} else {
		log.Warn("nobody is refused for being too fast: --rate-limits is off, which is for load tests only")
	}
	sockets := live.New(service, authService, listeners, log)
	others, err := bus.New(c.Redis, db.Epoch(), log)
	if err != nil {
		return err
	}
	if others != nil {
		authService.Tickets = []auth.Keeper{others, db}
		sockets.Join(others)
		node := chat.NewNode(service, listeners, others, sockets.Recheck, log)
		inStep := background(node.Run)
		defer func() {
			inStep()
			err = errors.Join(err, others.Close())
		}()
	}
	if err := service.Resume(console.ctx); err != nil {
		return err
	}
	var draining atomic.Bool
	traffic := httpapi.NewTraffic()
	rooms := slices.Concat(db.Collectors(), authService.Collectors(), []prometheus.Collector{listeners, sockets, traffic})
	if service.Limits != nil {
		rooms = append(rooms, service.Limits)
	}
	parts := map[string]func() bool{"database": db.Troubled}
	if others != nil {
		parts["redis"] = func() bool { return !others.Up() }
	}
	shown := metrics(&draining, parts, rooms...)
	if c.MetricsListen != "" {
		stop, err := serveMetrics(c.MetricsListen, shown)
		if err != nil {
			return err
		}
		defer stop()
	}
	api := &httpapi.Server{
		Chat: service, Auth: authService, Live: sockets, Assets: assets, Origins: origins, Proxies: proxies, Log: log, DemoSite: demoSite,
		Traffic: traffic, Metrics: shown, Exposed: c.exposed(public, proxies), HTTPS: strings.HasPrefix(public, "https://"),
		Ready: func(ctx context.Context) error {
			if draining.Load() {
				return errors.New("draining")
			}
			return db.Ready(ctx)
		},
		Degraded: func() (list []string) {
			if others != nil && !others.Up() {
				list = append(list, "redis")
			}
			return list
		},
	}
	server := &http.Server{
		Handler: api.Handler(),
		// A peer that dribbles its request holds nothing for long.
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ConnContext: limitBuffer, TLSConfig: encryption,
	}
	served := make(chan error, 1)
	go func() {
		if encryption != nil {
			served <- server.ServeTLS(listener, "", "") // the files are in TLSConfig
			return
		}
		served <- server.Serve(listener)
	}()
	fmt.Fprintln(console.out, c.greeting(public))
	select {
	case err := <-served:
		return err
	case <-console.ctx.Done():
	}
	draining.Store(true)
	log.Info("draining", "sockets", sockets.Sessions())
	ctx, cancel := context.WithTimeout(context.Background(), drainWithin)
	defer cancel()
	sockets.Drain(ctx)
	return server.Shutdown(ctx)
}

// checkRedis reports why --redis cannot be used.
func (c *serveCommand) checkRedis() error {
	if c.Redis == "" {
		return nil
	}
	if c.Database == "" {
		return errors.New("--redis is for several servers, which need a database they can share: set --database postgres://…, too; SQLite is one server's")
	}
	if err := bus.Check(c.Redis); err != nil {
		return fmt.Errorf("--redis: %w", err)
	}
	return nil
}

// background runs something until what it returns is called, which waits for its
// end.
func background(run func(context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// secret is what signs every token: beside SQLite's file, or in the database
// that several servers share.
func (c *serveCommand) secret(ctx context.Context, db *store.DB) ([]byte, error) {
	if c.Database == "" {
		return auth.Secret(c.Data)
	}
	kept, err := db.Secret(ctx, auth.NewSecret())
	if err != nil {
		return nil, err
	}
	return auth.ParseSecret(kept)
}

func (c *serveCommand) greeting(public string) string {
	line := "Parley is ready. Desk: " + public + "/app"
	if c.Demo {
		line += "  Demo shop: " + public + "/demo  Sign in as " + strings.Join(demoNames(), ", ") + " with password " + demoPassword
	}
	return line
}

func (c *serveCommand) logger(console *console) *slog.Logger {
	var options slog.HandlerOptions
	level := new(slog.LevelVar)
	level.UnmarshalText([]byte(c.LogLevel)) // kong knows the four of them
	options.Level = level
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(console.err, &options))
	}
	return slog.New(slog.NewTextHandler(console.err, &options))
}

// demoAllowed refuses to show users with a well-known password to others than
// those on this machine.
func demoAllowed(public string) error {
	if u, err := url.Parse(public); err != nil || !httpapi.IsLoopback(u.Hostname()) {
		return fmt.Errorf("--demo makes users with a well-known password, so it is refused with the public URL %s", public)
	}
	return nil
}

# Everything needs Go and make; the race detector a C compiler; the tests in a
# real browser chromium; those on PostgreSQL its server, and those of several
# servers Redis, too.

VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
CHROMIUM := $(firstword $(foreach b,chromium chromium-browser google-chrome,$(shell command -v $(b))))
NPM      := $(shell command -v npm)
INITDB   := $(firstword $(wildcard /usr/lib/postgresql/*/bin/initdb) $(shell command -v initdb))
# Go says 0 here when it finds no C compiler.
RACE     := $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)
# Two builds in one tree would take each other's files away.
LOCK     := $(if $(shell command -v flock),flock build/lock)
# BROTLI=5 packs in a second instead of half a minute, to look at a change.
BROTLI   ?= 11

.PHONY: help axe build run test check check-table check-long figures bench screenshots fmt vet needs clean

help:
	@echo 'make build   the whole program, bin/parley'
	@echo 'make run     build it and serve the demo on http://127.0.0.1:8080, data in ./data'
	@echo 'make test    everything that proves it: format, vet, build, tests'
	@echo 'make check   does what browsers download stay within its budget'
	@echo 'make check-table  the checkers of delivery, as in make test, and their table'
	@echo 'make check-long  the same, ten times as long'
	@echo 'make figures what is claimed in numbers, measured here'
	@echo 'make bench   how fast that is, beside the bare limit (BENCH="--profile cpu" and more: bin/bench --help)'
	@echo 'make axe     fetch what accessibility is tested with, from npm'
	@echo 'make screenshots  pictures of both apps, in build/screenshots'
	@echo 'make clean   remove what was built (not ./data)'

build:
	@mkdir -p bin build
	@$(LOCK) sh -ec 'go run ./frontend/cmd/pack -quality $(BROTLI); \
		go build -trimpath -buildvcs=false -ldflags="-s -w -X main.version=$(VERSION)" -o bin/parley ./cmd/server'

run: build
	bin/parley serve --demo

test: needs fmt vet build axe
	PARLEY_BIN=$(CURDIR)/bin/parley go test $(RACE) -timeout 30m ./...
# The server once more, on PostgreSQL; without what does not touch the database,
# what the first run has done there, and the race detector, which has seen it.
ifneq ($(INITDB),)
	PARLEY_BIN=$(CURDIR)/bin/parley PARLEY_TEST_DATABASE=postgres go test -timeout 20m \
		-skip 'Nodes|Tail|CutOff|PostgresRestarts|TwoServers|Dead|Redis|Rolling|Partition|Revocation|Herd|Conformance|Stalled|Lossy|Flood|Guessing|Headers|Described|BadFrames|FramesThatEnd|Silence|Walls' ./cmd/server ./cmd/server/internal/store
else
	@echo 'NOT TESTED: PostgreSQL, which needs its server (apt-get install postgresql).'
endif
# The reducer against 10,000 histories (F18); without the race detector, because
# nothing in it runs at once.
	go test -run 'Converges$$' ./frontend/store -rapid.checks=10000
ifeq ($(RACE),)
	@echo 'NOT TESTED: data races, which need a C compiler (apt-get install gcc).'
endif
ifeq ($(NPM),)
	@echo 'NOT TESTED: accessibility, which needs npm (apt-get install npm).'
endif
ifeq ($(CHROMIUM),)
	@echo 'NOT TESTED: the journeys in a real browser, which need chromium (apt-get install chromium).'
endif

ifeq ($(shell command -v redis-server),)
	@echo 'NOT TESTED: several servers, which need Redis (apt-get install redis-server).'
endif
ifeq ($(wildcard /dev/fuse),)
	@echo 'NOT TESTED: power cuts, which need /dev/fuse.'
endif
ifneq ($(shell id -u),0)
	@echo 'NOT TESTED: a full disk, which needs root (and power cuts, without fusermount3: apt-get install fuse3).'
endif

# CI must not pass because something to test with is missing.
needs:
ifeq ($(CI),true)
	@test -n '$(RACE)' || { echo 'CI needs a C compiler: apt-get install gcc' >&2; exit 1; }
	@test -n '$(NPM)' || { echo 'CI needs npm: apt-get install npm' >&2; exit 1; }
	@test -n '$(shell command -v redis-server)' || { echo 'CI needs Redis: apt-get install redis-server' >&2; exit 1; }
	@test -n '$(INITDB)' || { echo 'CI needs PostgreSQL: apt-get install postgresql' >&2; exit 1; }
	@test -n '$(CHROMIUM)' || { echo 'CI needs chromium: apt-get install chromium' >&2; exit 1; }
endif

# The test knows the file by its checksum, and says where there is none.
AXE := build/axe/node_modules/axe-core/axe.min.js
axe:
ifneq ($(NPM),)
	@test -e $(AXE) || npm install --prefix build/axe --no-save --no-audit --no-fund --ignore-scripts axe-core@4.14.1 || \
		echo 'NOT TESTED: accessibility, because npm could not fetch axe-core.'
endif

fmt:
	@bad=$$("$$(go env GOROOT)/bin/gofmt" -l cmd frontend shared web); \
		test -z "$$bad" || { echo "not formatted, run gofmt -w: $$bad" >&2; exit 1; }

vet:
	go vet ./...
	go vet -tags long,profile ./cmd/server
	GOOS=js GOARCH=wasm go vet ./shared/... ./frontend/...

check:
	@mkdir -p build
	@$(LOCK) go run ./frontend/cmd/pack -check

# -v, because each checker prints what it found, and its seed, and others what
# they could not test.
check-table check-long: build
	PARLEY_BIN=$(CURDIR)/bin/parley PARLEY_TABLE=$(CURDIR)/build/checkers.md $(if $(filter check-long,$@),PARLEY_LONG=1) \
		go test $(RACE) $(if $(filter check-long,$@),-tags long) -count=1 -timeout 60m -v ./cmd/server
	@cat build/checkers.md

# One at a time: they measure.
figures: build
	PARLEY_BIN=$(CURDIR)/bin/parley go test -run '^$$' -bench . -benchtime 1x -p 1 ./cmd/server/... ./frontend/...

bench: build
	go build -o bin/bench ./cmd/server/bench
	bin/bench $(BENCH)

screenshots: build
	@mkdir -p build/screenshots
	PARLEY_BIN=$(CURDIR)/bin/parley PARLEY_SCREENSHOTS=$(CURDIR)/build/screenshots go test -count=1 ./frontend/e2e

clean:
	rm -rf bin build web/dist/*

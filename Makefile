# calsync: everything a person needs is a target here. `make help` lists them.
SHELL := /bin/bash
SWIFT ?= swift
export SWIFT_BACKTRACE ?= enable=no
PREFIX ?= /usr/local
DESTDIR ?=
SOAK ?= 3600
# What of the browser tests to run: TESTS="-k test_plan", say.
TESTS ?=
FUZZ ?= 600
# Tests that compute for long have a process of their own: others in it would wait too long for their answers.
COMPUTING = ^(ICalendarTests|SyncCoreTests|FuzzTests)\.|^SyncEngineTests\.(CrashPoint|SeededWorlds|SmallWorlds|TornState)Tests
RELEASE = $(SWIFT) build -c release --static-swift-stdlib

.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(MAKEFILE_LIST))

help: ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

demo: install-packages ## Install what is missing, build, and sync the sample calendar with the sandbox; no account needed
	$(SWIFT) build --product calsync
	$(SWIFT) build --product calsync-sandbox
	scripts/demo.sh "$$($(SWIFT) build --show-bin-path)"

test: install-packages lint ## Lint, build and run all tests
	@scripts/install-packages.sh nano rsync openssl strace
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	scripts/python-env.sh
	$(SWIFT) test --skip-build --disable-xctest --filter '$(COMPUTING)'
	$(SWIFT) test --skip-build --disable-xctest --skip '$(COMPUTING)|^EndToEndTests\.'
	$(SWIFT) test --skip-build --disable-xctest --filter '^EndToEndTests\.'

soak: install-packages ## The watcher for an hour (SOAK=3600 seconds), system calls that fail, a million seeds, small worlds of three acts
	@scripts/install-packages.sh strace
	$(RELEASE) --product calsync
	$(RELEASE) --product calsync-prove
	bin="$$($(SWIFT) build -c release --show-bin-path)"; prove=$$bin/calsync-prove; \
	$$prove syscalls $$bin/calsync && $$prove worlds --seeds 1000000 && $$prove small --acts 3 --stride 5
	$(SWIFT) build --build-tests
	CALSYNC_SOAK_SECONDS="$(SOAK)" $(SWIFT) test --skip-build --disable-xctest --filter SoakTests

test-browser: install-packages ## Look at the dashboard with Chromium: every screen and button; try its API; installs it, wants root
	@scripts/install-packages.sh chromium chromium-driver
	$(SWIFT) build --product calsync
	$(SWIFT) build --product calsync-sandbox
	scripts/python-env.sh browser
	CALSYNC_BIN="$$($(SWIFT) build --show-bin-path)" .build/python-browser/bin/python -B -m unittest discover -s Tests/Browser $(TESTS)

test-servers: install-packages ## Run the tests of CalDAV against Debian's Cyrus and DAViCal too; installs them, wants root
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends cyrus-caldav cyrus-imapd sasl2-bin \
		davical postgresql php-cgi php-cli php-pgsql php-xml php-curl
	$(SWIFT) build --build-tests
	scripts/python-env.sh
	CALSYNC_TEST_SERVERS=1 $(SWIFT) test --skip-build --disable-xctest --filter 'CalDAV|Contract'

test-threads: install-packages ## Run the engine's tests under the thread sanitizer
	$(SWIFT) build --build-tests --scratch-path .build-threads --sanitize thread
	$(SWIFT) test --skip-build --disable-xctest --scratch-path .build-threads --sanitize thread \
		--filter '^(ProviderTests|SyncEngineTests|DashboardTests)\.' --skip '$(COMPUTING)'

# With the two sanitizers in one word: of two words the compiler takes the last, and libFuzzer would see nothing of our code.
fuzz: install-packages ## Throw made-up bytes at every reader, FUZZ=600 seconds each, under the address sanitizer (TARGETS=...)
	$(SWIFT) build -c release --scratch-path .build-fuzz --sanitize address --sanitize fuzzer \
		-Xswiftc -sanitize=address,fuzzer -Xswiftc -use-ld=lld -Xswiftc -D -Xswiftc FUZZING --product calsync-fuzz
	scripts/fuzz.sh .build-fuzz/release/calsync-fuzz "$(FUZZ)" "$(TARGETS)"

# What a killed process has written is there, be it on a disk or not; the power cuts are tried on a model. So memory will do.
prove: install-packages ## Prove what docs/reliability.md says: small worlds, power cuts, torn state, crash points, seeds (release build)
	$(SWIFT) build -c release --static-swift-stdlib --product calsync
	$(SWIFT) build -c release --static-swift-stdlib --product calsync-prove
	scripts/python-env.sh
	bin="$$($(SWIFT) build -c release --show-bin-path)"; if [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi; \
	for proof in "bugs" "torn" "power" "crashes $$bin/calsync" "small" "worlds"; do \
		echo "calsync-prove $$proof"; "$$bin/calsync-prove" $$proof || exit 1; \
	done

build: install-packages ## A release build with the Swift library inside
	$(RELEASE) --product calsync
	$(RELEASE) --product calsync-sandbox

install: ## Install what `make build` built below PREFIX (/usr/local): program, manual, completions; DESTDIR for packagers
	@test -x .build/release/calsync || $(MAKE) build
	scripts/install.sh .build/release "$(DESTDIR)$(PREFIX)"

uninstall: ## Remove what `make install` put there
	scripts/install.sh --remove "$(DESTDIR)$(PREFIX)"

test-install: install-packages ## Install into a temporary folder and try that very program: TLS, zones, a sync
	$(RELEASE) --product calsync
	$(SWIFT) build --product calsync-sandbox
	scripts/test-install.sh .build/release "$$($(SWIFT) build --show-bin-path)/calsync-sandbox"

man: ## Write the manual pages to .build/man
	$(SWIFT) build --product calsync
	"$$($(SWIFT) build --show-bin-path)/calsync" man --into .build/man

lint: ## Check the style of the source
	$(SWIFT) format lint --strict --parallel --configuration .swift-format -r Sources Tests Package.swift

format: ## Put the source in style
	$(SWIFT) format -i --parallel --configuration .swift-format -r Sources Tests Package.swift

bench-caldav: install-packages ## Measure beside vdirsyncer, on the same events and real servers (SERVER=xandikos SIZES="1000")
	$(SWIFT) build -c release --static-swift-stdlib --product calsync
	scripts/python-env.sh
	scripts/bench-caldav.sh "$$($(SWIFT) build -c release --show-bin-path)" "$(SERVER)" "$(SIZES)"

bench-files: install-packages ## Measure reading and editing a file beside libical and Python's icalendar
	@scripts/install-packages.sh libical-dev
	$(SWIFT) build -c release --static-swift-stdlib --product calsync-prove
	scripts/bench-files.sh "$$($(SWIFT) build -c release --show-bin-path)/calsync-prove"

bench: install-packages ## Measure: ratios in one run, on data made from a seed (SIZES="1000 10000" for some sizes)
	@scripts/install-packages.sh unison
	scripts/python-env.sh
	$(RELEASE) --product calsync
	$(RELEASE) --product calsync-sandbox
	scripts/bench.sh "$$($(SWIFT) build -c release --show-bin-path)" "$(SIZES)"
	$(MAKE) bench-files
	test -n "$(SIZES)" || $(MAKE) bench-caldav

install-packages: ## Install Debian's packages that are missing
	@scripts/install-packages.sh

clean: ## Remove what was built
	rm -rf .build

# `make run` builds and serves, `make test` proves; `make help` lists the rest.
.POSIX:
.PHONY: help run build debug setup setup-test test check unit e2e schema bench conformance fuzz screenshots clean-data

# Where cargo puts what it builds; the site always lies in the checkout.
TARGET = $${CARGO_TARGET_DIR:-target}
SITE = target/site
# Pages as the tests see them: `make e2e PROFILE=release` takes what `make build` makes.
PROFILE = debug
# `make e2e SPECS="join play"` runs these specs, `make bench ONLY=commits` this measurement.
SPECS =
ONLY =
# `make fuzz TARGETS=api SECONDS=60` gives this target a minute.
TARGETS = manifest api
SECONDS = 300

help:
	@echo 'make run          install what is missing, build, and serve on http://localhost:3000'
	@echo 'make build        install what is missing, and build for release'
	@echo 'make test         everything that must hold: check, unit and end-to-end tests'
	@echo 'make check        formatting, lints, and what may not reach the browser'
	@echo 'make unit         tests of rules, stores (SQLite and PostgreSQL) and HTTP'
	@echo 'make e2e          the journeys in Chromium; SPECS="join play" picks some'
	@echo 'make schema       the API by its own description, with schemathesis; EXAMPLES=200 tries more, SEED=7 others'
	@echo 'make bench        sizes and speeds; ONLY=name picks one'
	@echo 'make conformance  ADL’s LMS test cases, natively, in Chromium, and by scorm-again beside it; every way of leaving'
	@echo '                  every golf course; from ../shared/packages'
	@echo 'make fuzz         the manifest reader and the API of the run-time, SECONDS=300 each; TARGETS="api" picks one'
	@echo 'make screenshots  every screen, into target/screenshots'
	@echo 'make clean-data   forget all courses, people and results in ./data'

run: build
	@BECKON_SITE_DIR="$${BECKON_SITE_DIR:-$(SITE)}" exec "$(TARGET)/release/beckon" serve

build: setup
	@sh tools/site.sh release

debug: setup
	@sh tools/site.sh debug

setup:
	@tools/setup.sh build

setup-test:
	@tools/setup.sh test

# The journeys meet what people will: the release build.
test: PROFILE = release
test: setup-test check unit e2e schema

check: setup-test
	cargo fmt --all --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy -p frontend -p beckon-player --target wasm32-unknown-unknown -- -D warnings
	@leaked=$$(cargo tree -p frontend -p beckon-player --target wasm32-unknown-unknown --edges normal --prefix none \
		| grep -E '^(sqlx|tokio|lettre|axum|beckon-domain) ' | sort -u); \
	if [ -n "$$leaked" ]; then echo "These may not reach the browser:"; echo "$$leaked"; exit 1; fi
	cd end2end && npm run --silent check

# One process a test file, so that its tests share the PostgreSQL that it starts.
unit: setup-test
	cargo test --no-fail-fast

e2e: setup-test
	@if [ $(PROFILE) = release ]; then $(MAKE) build; else $(MAKE) debug; fi
	cargo build --quiet -p beckon-player --example answers
	cd end2end && BECKON_PROFILE=$(PROFILE) npx playwright test $(SPECS)

schema: setup-test
	@if [ $(PROFILE) = release ]; then $(MAKE) build; else $(MAKE) debug; fi
	cd end2end && BECKON_PROFILE=$(PROFILE) npx playwright test --config schema.config.ts

bench: build
	BECKON_SITE_DIR="$$PWD/$(SITE)" cargo run --release -p bench -- $(ONLY)

# What falls short is listed, and fails; scorm-again is measured beside it and may fall short.
conformance: setup-test
	@if [ $(PROFILE) = release ]; then $(MAKE) build; else $(MAKE) debug; fi
	cargo run --quiet --release -p beckon-scorm --example conformance -- --cases $${BECKON_SHARED:-../shared}/packages/adl-cts
	cd end2end && BECKON_PROFILE=$(PROFILE) npx playwright test --config conformance.config.ts --pass-with-no-tests
	cd end2end && BECKON_PROFILE=$(PROFILE) LEAVING=all npx playwright test leaving.spec

# libFuzzer without sanitizers, for the code is safe Rust: so it runs on stable. What was found before is tried again;
# what breaks lies in target/fuzz/found.
fuzz:
	@tools/setup.sh fuzz
	@cd crates/scorm && fuzz=../../target/fuzz && for name in $(TARGETS); do \
		mkdir -p $$fuzz/corpus/$$name $$fuzz/found && \
		cargo fuzz run --sanitizer none --target-dir $$fuzz $$name $$fuzz/corpus/$$name fuzz/seeds/$$name -- \
			-max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=1024 -dict=fuzz/seeds/$$name.dict \
			-artifact_prefix=$$fuzz/found/$$name- || exit 1; \
	done

screenshots: setup-test build
	cd end2end && BECKON_PROFILE=release SCREENSHOTS="$${SCREENSHOTS:-../target/screenshots}" npm run screenshots

clean-data:
	rm -rf data

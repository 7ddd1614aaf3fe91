# Everything is installed below .venv and web/node_modules; nothing outside the clone changes, except that a
# missing Chromium for the browser tests is installed by the system's package manager.

# The first Python that is new enough, only asked for while there is no .venv.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
VENV := .venv
PY := $(VENV)/bin/python
KINO := $(VENV)/bin/kino
# --no-deps: the locks name every package, and nothing that they do not name may come along.
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --no-deps
NODE := $(PY) tools/node.py
NPM := $(NODE) npm --prefix web
BENCHMARKS := range seek browse scan start web remux trickplay transcode start-play fanout subtitles

CREATED := $(VENV)/.made-created
RUN := $(VENV)/.made-run
DEV := $(VENV)/.made-dev
HOUSE := $(VENV)/.made-project
NODE_FOUND := $(VENV)/.made-node
MODULES := web/node_modules/.made-modules
WEB := kino/web_dist/index.html
WEB_SOURCES := $(shell find web -type d \( -name node_modules -o -name '.*' -o -name coverage \) -prune \
	-o -type f -not -name '*.test.ts*' -print 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# One stamp can vouch for another (see DEV), which only holds in order.
.NOTPARALLEL:
.PHONY: help run demo dev test test-python test-web check check-python check-web check-api fix api \
	bench $(BENCHMARKS:%=bench-%) lock build install chromium clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(HOUSE) $(WEB) ## Install, build and start Kino with your own folders
	$(KINO) serve

demo: $(HOUSE) $(WEB) ## Install, build and start Kino with a library of openly licensed films
	$(KINO) demo

build: $(DEV) $(HOUSE) $(WEB) ## Make the wheel, with the web app inside: dist/kino-*.whl
	$(PY) -m hatchling build --target wheel --directory dist

dev: $(DEV) $(HOUSE) $(MODULES) $(WEB) ## Start the server and the web app, both reloading as files change
	@trap 'kill 0' EXIT INT TERM; \
	$(VENV)/bin/watchfiles --filter python '$(KINO) serve' kino & \
	$(NPM) run dev & \
	wait

install: $(DEV) $(HOUSE) $(MODULES) ## Install what development needs, and no more

test: test-web test-python ## Run all tests: SQLite, PostgreSQL, a real Chromium

test-python: $(DEV) $(HOUSE) $(WEB) $(MODULES) chromium
	$(PY) -m pytest -n auto --dist worksteal $(PYTEST)

test-web: $(DEV) $(MODULES) chromium
	KINO_CHROMIUM="$$($(PY) tools/chromium.py)" $(NPM) test

check: check-python check-web check-api test ## Check all that CI checks: lint, types, contracts, budgets, tests

check-python: $(DEV) $(HOUSE)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy

check-web: $(MODULES) $(WEB)
	$(NPM) run lint
	$(NPM) run format:check
	$(NPM) run typecheck
	$(NPM) run i18n:check
	$(NPM) run size

# Both files are made anew beside the tracked ones and compared; nothing in the tree changes.
check-api: $(DEV) $(HOUSE) $(MODULES)
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
	$(KINO) openapi > "$$fresh/openapi.json" && \
	$(NPM) exec -- openapi-typescript "$$fresh/openapi.json" -o "$$fresh/schema.d.ts" > /dev/null && \
	for name in openapi.json schema.d.ts; do \
		diff -u "web/src/api/$$name" "$$fresh/$$name" | head -40; \
		cmp -s "web/src/api/$$name" "$$fresh/$$name" || { echo "web/src/api/$$name is stale: make api"; exit 1; }; \
	done

fix: $(DEV) $(HOUSE) $(MODULES) ## Format, and repair what the linters can repair
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(NPM) run lint -- --fix
	$(NPM) run format

api: $(DEV) $(HOUSE) $(MODULES) ## Generate the web app's API client from the server's routes
	$(KINO) openapi > web/src/api/openapi.json.new
	mv web/src/api/openapi.json.new web/src/api/openapi.json
	$(NPM) run api:generate

bench: $(BENCHMARKS:%=bench-%) ## Run every benchmark (one alone: bench-range, -seek, -browse, -scan, -start, -web, -remux, -trickplay, -transcode, -start-play, -fanout, -subtitles)

$(BENCHMARKS:%=bench-%): bench-%: $(DEV) $(HOUSE) $(WEB) $(MODULES)
	$(PY) -m benchmarks.bench_$(subst -,_,$*)

# One version for every Python ("fewest"): what the tests of one prove holds for all.
# Kept pins stay unless UPGRADE=--upgrade is given. No index addresses: a lock is valid on any mirror.
LOCK = $(VENV)/bin/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --python-version 3.11 \
	--no-annotate --no-header $(UPGRADE)
lock: $(DEV) ## Write the requirement locks anew after pyproject.toml or package.json changed
	$(LOCK) --group build --output-file requirements/build.txt
	$(LOCK) --group node --output-file requirements/node.txt
	$(LOCK) pyproject.toml --output-file requirements/run.txt
	$(LOCK) pyproject.toml --group dev --output-file requirements/dev.txt \
		-c requirements/run.txt -c requirements/build.txt -c requirements/node.txt
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved
	# An npm that meets installed modules can leave other platforms' packages out; only `npm ci` says so.
	$(NPM) ci --dry-run --no-audit --no-fund > /dev/null

clean: ## Remove everything that make installed and built; your films and data stay
	rm -rf $(VENV) web/node_modules kino/web_dist dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find kino tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed parts. Each leaves a stamp, so that a second make has nothing to do.

$(CREATED):
	@test -n "$(PYTHON)" || { echo "Kino needs Python 3.11 or newer: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUN): requirements/run.txt requirements/build.txt | $(CREATED)
	$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@touch $@

# The development lock holds all of the other locks at the same versions, so they count as installed too.
$(DEV): requirements/dev.txt requirements/run.txt requirements/build.txt requirements/node.txt | $(CREATED)
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@ $(RUN) $(NODE_FOUND)

$(HOUSE): pyproject.toml $(RUN)
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(NODE_FOUND): requirements/node.txt | $(RUN)
	$(PY) tools/node.py --found || $(PIP) --require-hashes -r requirements/node.txt
	@touch $@

# Browsers come from tools/chromium.py; packages must not fetch their own.
$(MODULES): web/package.json web/package-lock.json $(NODE_FOUND)
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 $(NPM) ci --no-audit --no-fund
	@touch $@

$(WEB): $(MODULES) $(WEB_SOURCES)
	$(NPM) run build
	@touch $@

chromium: $(DEV)
	@$(PY) tools/chromium.py --install > /dev/null

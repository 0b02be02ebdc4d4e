# Two commands are all a newcomer needs: `make run` and `make test`.
# A Python compiled without its optimizations, as pyenv does unless told otherwise, takes up to twice as long for a page:
# then the system's own makes the environment, where it can (docs/decisions/0081-optimized-python.md).
OPTIMIZED := import sysconfig; raise SystemExit("--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or ""))
ABLE := import ensurepip, sys; raise SystemExit(sys.version_info < (3, 11))
PYTHON ?= $(shell python3 -c '$(OPTIMIZED)' || ! /usr/bin/python3 -c '$(ABLE)' 2>/dev/null && echo python3 || echo /usr/bin/python3)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DIST := src/jornada/ui/static/dist/manifest.json
STAMP := $(VENV)/.ready

.PHONY: run help setup test lint bench browser messages clean

run: setup  ## serve the web app at 127.0.0.1:8000 (PORT=8001: elsewhere), with the demo company when the database is empty
	$(BIN)/jornada up --port $(PORT) --demo-when-empty

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) $(DIST) $(BIN)/.messages  ## make the environment and build the front end

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9; }
	$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

frontend/node_modules/.ready: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed to build the front end: install Node.js 20 or later, or install the wheel, which carries it built."; exit 1; }
	npm ci --prefix frontend --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): frontend/node_modules/.ready $(shell find frontend/src frontend/*.js frontend/package.json -type f 2>/dev/null)
	npm run build --prefix frontend --silent
	@touch $@

$(BIN)/.messages: src/jornada/locale/pt_BR/LC_MESSAGES/django.po $(STAMP)
	$(BIN)/pybabel --quiet compile --domain django --directory src/jornada/locale
	@touch $@

test: setup  ## everything: lint, types, contracts, SQLite, PostgreSQL when one answers, browser when Chromium is there
	$(BIN)/python tests/run.py

lint: setup  ## style, types, import contracts, missing migrations, untranslated strings
	$(BIN)/python tests/run.py lint

bench: setup  ## all benchmark tables (about 15 minutes)
	$(BIN)/python -m benchmarks

browser: setup  ## only the tests in a real browser
	$(BIN)/python tests/run.py browser

messages:  ## collect translatable strings (needs GNU gettext)
	cd src/jornada && ../../$(BIN)/django-admin makemessages --locale pt_BR --no-location --no-obsolete --ignore 'static/*'

clean:  ## take away the environment and everything that was built
	rm -rf $(VENV) frontend/node_modules src/jornada/ui/static/dist

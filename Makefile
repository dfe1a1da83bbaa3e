# `make run` and `make test` need Python 3.11 or newer with pip, and the network to its package index. Nothing else:
# the canvas is built with Node from a wheel where there is none, and `make test` finds or fetches a Chromium.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# 3.11 first: it is what the locks are tried on most.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(name)),$(name))))
# Where `make run` listens (loopback) and keeps its data; empty means what app/settings.py says.
PORT ?=
DATA ?=
# How many processes run the tests, which, and what else to give pytest: make test JOBS=4 TESTS=tests/engine ARGS=-x
# Not all in one go: Playwright's sync API leaves a loop running in its process, and no async test can run after it.
JOBS ?= 2
TESTS ?= tests e2e
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
HASHED := $(PIP) --require-hashes --no-deps --only-binary :all:

.PHONY: help run build test check lint imports frontend types format bench pictures docs proofs lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Install everything locked, build the canvas, start Treadle (PORT=, DATA=)
	@$(if $(PORT),TREADLE_PORT="$(PORT)") $(if $(DATA),TREADLE_DATA="$(DATA)") exec $(BIN)/treadle serve

build: .venv/.installed ## Install and build, start nothing
	@$(BIN)/python hatch_build.py

test: .venv/.tested build ## Install what tests need (a Chromium too) and run them all (JOBS=, TESTS=, ARGS=)
	@$(BIN)/python -m e2e.chromium
	@failed=0; for part in $(TESTS); do $(BIN)/python -m pytest -n $(JOBS) $$part $(ARGS) || failed=1; done; exit $$failed

check: ## Lint, format, types (Python and TypeScript), import contracts; all of them, also after one has failed
	@$(MAKE) --no-print-directory --keep-going lint imports frontend types

lint: .venv/.tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check

imports: .venv/.tested
	$(BIN)/lint-imports

frontend: .venv/.tested
	$(BIN)/python hatch_build.py npm run check
	$(BIN)/python hatch_build.py npm run test

types: .venv/.tested
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright

format: .venv/.tested ## Format the Python code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: .venv/.tested build ## Print the benchmark: floor, raw Huey, and this engine as ratios
	$(BIN)/python -m tests.benchmarks

pictures: .venv/.tested build ## Take the pictures of the docs from the running product
	@$(BIN)/python -m e2e.chromium
	$(BIN)/python -m e2e.pictures

docs: .venv/.tested build ## Write docs/reference and the browser's protocol from the code
	$(BIN)/python -m app.reference

proofs: .venv/.tested build ## Run the long proofs (minutes to hours)
	$(BIN)/python -m pytest -m long $(ARGS)

# ---- installing -------------------------------------------------------------

# Also where ensurepip is packaged apart from Python (Debian): pip can install itself into a venv from outside.
.venv/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Treadle needs Python 3.11 or newer. Install it, or name one: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv && $(PYTHON) -m venv --without-pip .venv \
	  && $(PYTHON) -m pip --python .venv/bin/python install --quiet pip; } || { rm -rf .venv; \
	  echo "$(PYTHON) can make no virtual environment: install its venv module and pip (Debian: apt install python3-venv)." >&2; exit 1; }

# The stamps lie in .venv, newer than the locks it was filled from, so that a second start installs nothing. Node as a
# wheel is fetched only where hatch_build.py finds none that vite accepts. The canvas is built by `build`, apart from
# the installation: checks need none.
.venv/.installed: requirements/run.txt requirements/node.txt pyproject.toml | .venv/bin/python
	@echo "Installing what requirements/run.txt names ..."
	@$(HASHED) -r requirements/run.txt
	@$(BIN)/python hatch_build.py has-node || $(HASHED) -r requirements/node.txt
	@HATCH_BUILD_NO_HOOKS=true $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tested: requirements/test.txt .venv/.installed
	@echo "Installing what requirements/test.txt names ..."
	@$(HASHED) -r requirements/test.txt
	@touch $@

# ---- locking ----------------------------------------------------------------

# Versions and hashes for every platform at once, no address in them. Uses pip's own index, wherever that is.
LOCK := UV_DEFAULT_INDEX="$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true)"; \
  if [ -n "$$UV_DEFAULT_INDEX" ]; then export UV_DEFAULT_INDEX; else unset UV_DEFAULT_INDEX; fi; \
  .make/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: .make/lock/bin/uv .venv/.installed ## Write requirements/ and the front-end lock anew (UPGRADE=1: newest versions)
	@$(LOCK) pyproject.toml --group build --group node --group test --output-file requirements/test.txt
	@$(LOCK) pyproject.toml --group build --constraint requirements/test.txt --output-file requirements/run.txt
	@$(LOCK) --group node --constraint requirements/test.txt --output-file requirements/node.txt
	@$(LOCK) --group lock --output-file requirements/lock.txt
	@$(BIN)/python hatch_build.py npm install --package-lock-only --ignore-scripts
	@$(BIN)/python hatch_build.py npm run strip-lock

.make/lock/bin/uv: requirements/lock.txt | .venv/bin/python
	@$(BIN)/python -m venv .make/lock
	@.make/lock/bin/python -m pip install --quiet --require-hashes -r requirements/lock.txt

clean: ## Remove what was installed and built, keep data
	rm -rf .venv .make assets/built assets/node_modules build dist

# make run     start everything on this machine     make test    all tests, both databases, browser journeys
# make check   format, lint, types, layers, templates     make help    the rest

PYTHON ?= python3
PORT ?= 5000
JOBS ?= 2
E2E_JOBS ?= 1
SURETY_TEST_POSTGRES ?= postgresql+psycopg://postgres@127.0.0.1:5432/postgres

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# These tests touch no database, so running them on the second one would say nothing new.
WITHOUT_DATABASE := $(addprefix --ignore=tests/,domain forms data ingest documents scripts \
  $(addprefix architecture/,test_docs.py test_imports.py test_layout.py test_lazy_imports.py test_templates.py))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The gates share two cores and one PostgreSQL: one after the other, also under make -j.
.NOTPARALLEL:

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- environment

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed. Name one like this: make PYTHON=/usr/bin/python3.11 setup"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

.PHONY: setup
setup: $(VENV)/.installed  ## make .venv and install what running needs (hash-pinned)

.PHONY: setup-dev
setup-dev: $(VENV)/.installed-dev  ## the same with the tools for check, test and bench

.PHONY: platform
platform:  ## install what only tests need from the platform: chromium, poppler-utils, qpdf
	@scripts/install-test-platform

.PHONY: lock
lock: $(VENV)/.installed-dev  ## compile requirements*.in to pinned files with hashes
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 requirements-dev.in -o requirements-dev.txt

# ---------------------------------------------------------------- running

.PHONY: run
run: setup  ## migrate, load demo data, start web server and worker (PORT=5000, DATABASE_URL optional)
	@PORT=$(PORT) exec $(BIN)/python scripts/serve.py

.PHONY: migrate
migrate: setup  ## bring the database to the newest schema
	$(BIN)/flask --app app db upgrade

# ---------------------------------------------------------------- gates

.PHONY: check
check: setup-dev  ## format, lint, types, layers, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates

.PHONY: format
format: setup-dev  ## let the formatter have its way
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: test
test: test-sqlite test-postgres e2e  ## everything: SQLite, PostgreSQL, browser journeys

.PHONY: test-sqlite
test-sqlite: setup-dev platform postgres-reachable  ## unit, web, documents on SQLite
	env -u SURETY_TEST_DATABASE_URL $(PYTEST) -n $(JOBS) -m "not e2e and not postgres"

.PHONY: test-postgres
test-postgres: setup-dev platform postgres-reachable  ## the same on PostgreSQL, in throw-away databases
ifeq ($(SURETY_TEST_POSTGRES),off)
	@echo "PostgreSQL tests are left out: SURETY_TEST_POSTGRES=off"
else
	SURETY_TEST_DATABASE_URL="$(SURETY_TEST_POSTGRES)" $(PYTEST) -n $(JOBS) -m "not e2e" $(WITHOUT_DATABASE)
endif

.PHONY: e2e
e2e: setup-dev platform  ## browser journeys
	env -u SURETY_TEST_DATABASE_URL $(PYTEST) -n $(E2E_JOBS) -m e2e tests/e2e

.PHONY: long-run
long-run: setup-dev  ## many long lives of guarantees (500 × 50 acts): an hour or so
	SURETY_LIVES=500 SURETY_ACTS=50 $(PYTEST) tests/services/test_life_of_a_guarantee.py

.PHONY: coverage
coverage: setup-dev  ## which lines and branches no test reaches (SQLite)
	$(PYTEST) -n $(JOBS) --cov --cov-report=term-missing

.PHONY: postgres-reachable
postgres-reachable: setup-dev
ifneq ($(SURETY_TEST_POSTGRES),off)
	@$(BIN)/python scripts/postgres_reachable.py "$(SURETY_TEST_POSTGRES)"
endif

.PHONY: bench
bench: setup-dev  ## measured comparisons against the machine's own limits
	$(BIN)/python -m bench

.PHONY: clean
clean:  ## remove caches; the database in instance/ and .venv stay
	rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

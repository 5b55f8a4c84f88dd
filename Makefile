# Everything a developer runs; CI calls the same recipes. `make run` and `make test` need Python 3.11 and nothing else.
PYTHON ?= python3
VENV := .venv/bin
WORKERS ?= $(shell expr $$(nproc) + 1)
PYTEST_ARGS ?=
# Packages are installed uncompiled and compiled by their first import. Where the environment forbids to keep that, each
# of some dozen processes of a run would take three times as long to start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run reset servers test test-fast lint types contracts migrations-check compose-check bench env lock

help:              ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 25

run:               ## the whole product on this machine; Ctrl-C stops it, the data stays
	@$(PYTHON) -m deploy.run

reset:             ## forget the data of `make run`
	@$(PYTHON) -m deploy.reset

servers: env       ## only the servers of `make run`; settings: eval "$(.venv/bin/python -m deploy.embedded env)"
	@$(VENV)/python -m deploy.embedded up

env:               ## .venv with what tests and checks need
	@$(PYTHON) -m deploy.environment --for-tests

test: env          ## the whole suite in parallel against its own servers, browser tests included
	@$(VENV)/python -m deploy.browser
	$(VENV)/python -m pytest -n $(WORKERS) --dist loadgroup $(PYTEST_ARGS)

test-fast: env     ## the pure engines: seconds, no server
	$(VENV)/python -m pytest -q tests/domain tests/procedures tests/architecture

lint: env          ## rules and format
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .

types: env         ## mypy
	$(VENV)/mypy

contracts: env     ## who may import whom
	$(VENV)/lint-imports

migrations-check: env  ## models and migrations agree
	DJANGO_SETTINGS_MODULE=config.settings.offline $(VENV)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

compose-check: env ## deploy/compose.yaml against its schema
	$(VENV)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml

bench: env         ## rates and query counts against floors measured in the same run
	$(VENV)/python -m tests.bench

lock:              ## hashed requirements from the *.in files (needs uv)
	for part in run servers dev; do uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --python-version 3.11 $$( [ $$part = run ] || echo -c requirements/run.txt ) \
	  requirements/$$part.in -o requirements/$$part.txt; done

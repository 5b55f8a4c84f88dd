# Everything a developer runs. CI calls the same recipes.
PYTHON ?= python3
VENV := .venv/bin
WORKERS ?= 2

.PHONY: run reset test test-fast lint types contracts migrations-check compose-check bench env lock

run:            ## the whole product on this machine
	@$(PYTHON) -m deploy.run

reset:          ## forget the data of `make run`
	@$(PYTHON) -m deploy.run reset

env:            ## the environment for tests and checks
	@$(PYTHON) -m deploy.environment --for-tests

test: env       ## the whole suite against its own servers
	$(VENV)/python -m pytest -n $(WORKERS) --dist loadgroup

test-fast: env  ## the pure engines, seconds
	$(VENV)/python -m pytest -q tests/domain tests/procedures tests/architecture

lint: env
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .

types: env
	$(VENV)/mypy

contracts: env  ## who may import whom
	$(VENV)/lint-imports

migrations-check: env
	DJANGO_SETTINGS_MODULE=config.settings.typecheck $(VENV)/python manage.py makemigrations --check --dry-run

compose-check: env
	$(VENV)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml

bench: env      ## ratios against floors in the same run
	$(VENV)/python -m tests.bench

lock:           ## hashed requirements from the *.in files (needs uv)
	for part in run servers dev; do uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --python-version 3.11 $$( [ $$part = run ] || echo -c requirements/run.txt ) \
	  requirements/$$part.in -o requirements/$$part.txt; done

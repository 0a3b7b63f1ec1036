# make run    the register on http://127.0.0.1:8000/ with the city's cases and marked examples
# make test   every test once, on PostgreSQL; those of what the databases do differently on SQLite too
# make ci     everything that must hold before a change is taken over: every test on both databases, and more
# The same commands for Windows are in README.md.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= auto
BIN = .venv/bin
# An empty DATABASE_URL means SQLite.
SQLITE = DATABASE_URL=
# What a production server has set, with values that open nothing.
PRODUCTION = ENVIRONMENT=production DEBUG=off ALLOWED_HOSTS=kerjasama.example SITE_URL=https://kerjasama.example \
	SECRET_KEY=0123456789-only-for-the-check-abcdefghijklmnopqrstuvwxyz $(SQLITE)

.PHONY: run test test-both test-sqlite test-postgres ci lint fmt messages bench lock

run: .venv/installed-base
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py check_register --repair --verbosity 0
	$(BIN)/python manage.py set_up_groups --verbosity 0
	$(BIN)/python manage.py load_cases
	$(BIN)/python manage.py load_cases --examples
	$(BIN)/python manage.py create_first_user
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

# Whole runs of neighbouring tests go to one worker, which makes the rows that they share once; who is done steals.
PYTEST = $(BIN)/pytest -q -n $(WORKERS) --dist worksteal

test: test-both test-postgres

test-both: .venv/installed-dev
	$(SQLITE) $(PYTEST) -m both

test-sqlite: .venv/installed-dev
	$(SQLITE) $(PYTEST) -m "not browser"

test-postgres: .venv/installed-dev
	$(BIN)/python -m tests.with_postgres $(PYTEST)

ci: lint test-sqlite test-postgres

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(SQLITE) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/mypy

fmt: .venv/installed-dev
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

# Needs gettext. Both files are committed, so that running the project needs no gettext.
messages: .venv/installed-dev
	$(BIN)/python manage.py makemessages --locale id --no-location --no-wrap --ignore .venv --ignore var --ignore tests
	$(BIN)/python manage.py compilemessages --locale id --ignore .venv --ignore var

bench: .venv/installed-dev
	$(BIN)/python -m tests.bench

# The lock files, from the dependencies named in pyproject.toml.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: .venv/installed-dev
	$(COMPILE) --output-file requirements/base.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt pyproject.toml

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed-base: requirements/base.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	touch $@

.venv/installed-dev: requirements/dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@ .venv/installed-base

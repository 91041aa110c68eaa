# Two commands do all: `make demo` and `make test`. Everything is made in .venv and may be run again.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Where the data sets lie that evaluation reads (no part of this repository), and an interpreter that has spaCy
# and its small English pipeline, for `make speed PEER=...`.
DATA ?= ../shared/data
PEER ?=
BUNDLE ?= small

.PHONY: venv dev demo test lint types contracts check evaluation speed tour lock clean

venv: $(VENV)/run.stamp  ## what running needs
dev: $(VENV)/dev.stamp   ## what working on it needs

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what running needs into $(VENV) ..."
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "Installing what the tests need into $(VENV) ..."
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: venv
	@$(BIN)/onrecord read demo/pages --record onrecord.db
	@printf '\n$$ onrecord search trawlers\n'
	@$(BIN)/onrecord search trawlers --record onrecord.db
	@printf '\n$$ onrecord verify\n'
	@$(BIN)/onrecord verify --record onrecord.db
	@printf '\nThe record is ./onrecord.db. Type next:\n\n'
	@printf '    source $(VENV)/bin/activate\n'
	@printf '    onrecord search --speaker Brandvold      what one speaker said, in every outlet\n'
	@printf '    onrecord show ID                         a statement in its place (IDs stand in the lists above)\n'
	@printf '    onrecord speakers                        everybody who speaks\n'
	@printf '    onrecord read PAGE                       a file, a folder or a URL of your own\n'

test: dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy

contracts: dev
	$(BIN)/lint-imports

check: lint types contracts test

evaluation: dev
	$(BIN)/python -m evaluation $(DATA) --bundle $(BUNDLE)

speed: dev
	$(BIN)/python -m evaluation.speed $(DATA)/polnear/dev.jsonl.gz $(if $(PEER),--peer $(PEER))

tour: dev  ## the pictures of docs/TOUR.md, anew
	$(BIN)/python docs/tour.py

# Pins anew; needs uv on the path. Versions, hashes and nothing else: no address, no path.
LOCK := uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        --no-annotate --python-version 3.11
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

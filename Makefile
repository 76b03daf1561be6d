# Everything a person or the CI runs. `make` alone lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= 2

# Byte code is compiled once and kept: without it each process would pay seconds for its imports again.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check bench faults mutants reference lint types arrows format lock clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/.ok: requirements.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh tools/setup.sh $(VENV)

demo: $(VENV)/.ok  ## plan a week of the case study's community and say where to look
	@$(BIN)/commgov demo

test: $(VENV)/.ok  ## all tests; with SEARCH=1 on new random examples
	@$(BIN)/pytest -n $(WORKERS)

check: $(VENV)/.ok format-check lint types arrows  ## what CI runs: format, lint, types, arrows, tests with branch coverage
	@$(BIN)/pytest -n $(WORKERS) --cov --cov-report=term

.PHONY: format-check
format-check: $(VENV)/.ok
	@$(BIN)/ruff format --check .

lint: $(VENV)/.ok  ## ruff, all rules
	@$(BIN)/ruff check .

types: $(VENV)/.ok  ## mypy, strict
	@$(BIN)/mypy

arrows: $(VENV)/.ok  ## import-linter: who may import whom
	@$(BIN)/lint-imports

format: $(VENV)/.ok  ## put all files into the one format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only .

bench: $(VENV)/.ok  ## all benchmarks against their named peers (minutes); --write puts them into docs/benchmarks.md
	@$(BIN)/python -m benchmarks $(ARGS)

faults: $(VENV)/.ok  ## what the stored ledger has to survive, at full length (an hour); --write puts it into docs/faults.md
	@$(BIN)/python -m faults $(ARGS)

mutants: $(VENV)/.ok  ## whether the tests notice each small change to the ledger's core (ARGS="--sample 300": some of them; make faults ARGS=privacy-mutants: to privacy's)
	@$(BIN)/python -m faults mutants $(ARGS)

reference: $(VENV)/.ok  ## make docs/reference.md, the map in docs/architecture.md and the tables of tiers anew
	@$(BIN)/python tools/reference.py
	@$(BIN)/python tools/tier_tables.py

lock: $(VENV)/.ok  ## pin the requirements anew (needs uv)
	@uv pip compile pyproject.toml --all-extras --group dev --python-version 3.11 --generate-hashes \
	  --universal --no-strip-extras --no-emit-index-url --no-header -q -o requirements.txt

clean:  ## remove what the other targets made
	@rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist

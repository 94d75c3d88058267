# `make help` says what there is.

PYTHON ?= python3
VENV ?= .venv
# The pinned build; pip takes it from where the user's own pip settings say (README, "Installing").
TORCH ?= torch==2.13.0
EXAMPLE ?= How many North Korean troops were reported?
PYTEST_OPTIONS ?=
# Files of tests that run at the same time; 0 runs all in one process.
WORKERS ?= 2
# For the record and the report.
EVAL_OUT ?= eval-runs/shipped

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCKED := --quiet --no-deps --require-hashes
# Every package that is locked has all its hashes, whichever the platform; no index is named.
UV ?= uv
LOCK := $(UV) pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--override locks/without-torch.txt --no-emit-package torch pyproject.toml locks/beside-torch.in

.DEFAULT_GOAL := help
.PHONY: help install run test slow eval lint lock sbom clean

help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv and install Sourceline into it, once

$(STAMP): pyproject.toml locks/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sourceline needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(LOCKED) --requirement locks/dev.txt
	$(BIN)/python -m pip install --quiet $(TORCH)
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## Index seeds/, serve on 127.0.0.1:8080, print one answered question
	$(BIN)/qa serve --ingest seeds --example '$(EXAMPLE)'

test: $(STAMP) ## Run every test but the slow ones
	$(BIN)/python -m pytest -m 'not slow' -n $(WORKERS) --dist loadfile $(PYTEST_OPTIONS)

slow: $(STAMP) ## Run the slow tests
	$(BIN)/python -m pytest -m slow $(PYTEST_OPTIONS)

eval: $(STAMP) ## Measure the shipped sets on their documents, hold them against eval/baseline.json
	@set -eu; home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; export SOURCELINE_HOME="$$home/home"; \
	$(BIN)/qa ingest seeds eval/sets/documents; \
	$(BIN)/qa eval run eval/sets --out "$(EVAL_OUT)"; \
	$(BIN)/qa eval gate "$(EVAL_OUT)" --baseline eval/baseline.json

lint: $(STAMP) ## Check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy index qa eval locks tests

lock: ## Choose the newest versions that pyproject.toml allows, with their hashes (needs uv)
	$(LOCK) --upgrade --extra dev --output-file locks/dev.txt
	$(LOCK) --upgrade --constraint locks/dev.txt --output-file locks/run.txt

sbom: $(STAMP) ## Write sbom.json: every locked package, the models, and their hashes
	$(BIN)/python -m locks.sbom '$(TORCH)' > sbom.json

clean: ## Remove .venv and every cache; the data folder stays
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands: `make demo` and `make test`. Each does all its own set-up, in .venv and build/ of this clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/tools
comma := ,

.DEFAULT_GOAL := help
.PHONY: fuzz help demo test test-tools quick lint types layers unit versions bench bench-large docs deep api release-check clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

define install
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed, this is " + sys.version)'
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --editable $(2)
	@touch $@
endef

$(READY): pyproject.toml
	$(call install,$(VENV),'.[json$(comma)fast$(comma)frames$(comma)excel$(comma)docx$(comma)plots]' --group dev)

$(VENV)/.demo: pyproject.toml
	$(call install,$(VENV),'.[json$(comma)plots]')

$(TOOLS)/.ready: pyproject.toml
	$(call install,$(TOOLS),'.[json$(comma)fast$(comma)frames$(comma)excel$(comma)docx$(comma)plots]' --group test --group tools)

demo: $(VENV)/.demo ## Show Norrtälje's report in the terminal, and write it as a page to build/
	@$(BIN)/python examples/norrtalje.py --page build/norrtalje.html

test: lint types layers unit versions ## Run every check

test-tools: $(TOOLS)/.ready ## Run what needs large tools, part by part: Dask, Spark, large files, pages and the site in a browser
	@$(TOOLS)/bin/python -m tests.tools

fuzz: $(READY) ## Fuzz every reader for a while with atheris, where it installs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz || echo "atheris does not install here"
	@$(BIN)/python -m tests.fuzz 60

quick: lint unit ## Run the fast checks

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy
	@$(BIN)/pyright
	@$(BIN)/python tests/type_completeness.py

layers: $(READY)
	@$(BIN)/lint-imports --no-cache

unit: $(READY)
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term
	@$(BIN)/python -m tests.covered

versions: $(READY)
	@$(BIN)/python tests/other_versions.py

# what is set for one machine's matrix library would say more of it than of the formulas
bench: $(READY) ## Measure against the reach that is asked, as ratios within one run
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python -m tests.benchmarks

bench-large: $(TOOLS)/.ready ## Measure what is larger than memory, on Polars, DuckDB, Dask and Spark
	@$(TOOLS)/bin/python -m tests.benchmarks.large

$(VENV)/docs/.ready: pyproject.toml
	$(call install,$(VENV)/docs,'.[all]' --group test --group docs)

SITE_OF := $(shell find docs examples src -type f ! -name '*.pyc') $(wildcard *.md) pyproject.toml

build/docs/.done: $(VENV)/docs/.ready $(SITE_OF)
	@$(VENV)/docs/bin/python docs/site
	@touch $@

docs: build/docs/.done ## Build the site into build/docs, notebooks run, links checked

deep: $(READY) ## Run the long checks: thousands of examples, fuzzing, faults that tests must notice
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest tests/properties tests/test_fuzz.py tests/test_testing.py examples/downstream
	@$(BIN)/python -m tests.mutation --again

api: $(READY) ## Write the public surface down, when it was meant to change
	@$(BIN)/python -m tests.api

$(VENV)/release/.ready: pyproject.toml
	$(call install,$(VENV)/release,. --group release)

release-check: $(VENV)/release/.ready ## Build a release, and test it as users will have it, on every Python here
	@$(VENV)/release/bin/python -m tests.release

clean: ## Remove what make has made
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .coverage .hypothesis

# Two commands: `make demo` and `make test`. Each does all its own set-up, in .venv and build/ of this clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
comma := ,

.DEFAULT_GOAL := help
.PHONY: help demo test quick lint types layers unit versions bench clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

define install
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed, this is " + sys.version)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable $(1)
	@touch $@
endef

$(READY): pyproject.toml
	$(call install,'.[json$(comma)fast$(comma)frames$(comma)excel$(comma)docx]' --group dev)

$(VENV)/.demo: pyproject.toml
	$(call install,'.[json]')

demo: $(VENV)/.demo ## Show Norrtälje's report in the terminal, and write it as a page to build/
	@$(BIN)/python examples/norrtalje.py --page build/norrtalje.html

test: lint types layers unit versions ## Run every check

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
	@$(BIN)/python -m pytest --cov --cov-report=term

versions: $(READY)
	@$(BIN)/python tests/other_versions.py

# what is set for one machine's matrix library would say more of it than of the formulas
bench: $(READY) ## Measure against the reach that is asked, as ratios within one run
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python -m tests.benchmarks

clean: ## Remove what make has made
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .coverage .hypothesis

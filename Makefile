# Everything a machine with Python 3.11 needs; `make` alone lists it.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PORT ?= 8501
SCALE ?= 1
SEED ?= 7
JOBS ?= 2
DOCTESTS := config.py environment.py $(wildcard analytics charts data_access demo domain i18n reports)
# workers have the cores among them: threads of the linear algebra would only wait for each other; byte code is kept
test check: export OPENBLAS_NUM_THREADS := 1
test check: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install install-dev run demo test check format bench docs browser clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## build the demo company if there is no warehouse, serve on http://localhost:8501 (PORT=)
	@test -z "$(WAREHOUSE_URL)" -a -e var/warehouse/current || $(PY) manage.py demo --if-empty
	@exec $(PY) manage.py serve --port $(PORT)

demo: $(VENV)/.run ## build the demo company anew (SCALE=, SEED=)
	@$(PY) manage.py demo --scale $(SCALE) --seed $(SEED)

test: $(VENV)/.dev browser ## every test, the browser's included
	@$(PY) -m pytest tests $(DOCTESTS) --doctest-modules -n $(JOBS) --dist loadscope --no-loadscope-reorder

check: $(VENV)/.dev ## format, lint, types and the quick tests, under a minute
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(PY) -m pytest tests/architecture tests/unit $(DOCTESTS) --doctest-modules -n $(JOBS) --dist loadscope \
		-m "not slow" --hypothesis-profile=quick

format: $(VENV)/.dev ## put every file into the one format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.dev browser ## measure, print a table, write build/benchmarks.json
	@$(PY) -m tests.benchmarks
	@$(PY) -m tests.benchmarks.forecast
	@$(PY) -m tests.benchmarks.pipeline_forecast

docs: $(VENV)/.run ## write the generated pages of docs/ anew
	@$(PY) manage.py docs

install: $(VENV)/.run ## a virtual environment with all that it takes to run
install-dev: $(VENV)/.dev ## the same, and what the tests and checks need

clean: ## take away what was generated, but not the warehouse
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The stamps keep pip out of a second start; they go stale when the requirements change.
$(VENV)/.run: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found." >&2; exit 2; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found." >&2; exit 2; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run

browser:
	@.ci/browser

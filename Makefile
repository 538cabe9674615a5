# Two commands do everything from a fresh machine: `make demo` and `make test`.
# The first Python found that serves, unless one is named: make test PYTHON=python3.13
SERVES = import sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in python3.12 python3.13 python3.11 python3.14 python3; do \
	$$each -c '$(SERVES)' >/dev/null 2>&1 && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-all speed clean

demo: $(READY)
	$(BIN)/pitfalls run aberration

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

# What takes longer: a smoke run of every claim.
test-all: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m slow -n 2

speed: $(READY)
	$(BIN)/python experiments/speed/views.py
	$(BIN)/python experiments/speed/steps.py

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python of 3.11 or newer was found; name one, as in make test PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $(READY)

clean:
	rm -rf $(VENV) results .pytest_cache .ruff_cache

# Two commands do everything from a fresh machine: `make demo` and `make test`.
# The first Python found that serves, unless one is named: make test PYTHON=python3.13
SERVES = import sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in python3.12 python3.13 python3.11 python3.14 python3; do \
	$$each -c '$(SERVES)' >/dev/null 2>&1 && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-all speed lab pairs rendered test-browser clean

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

# The notebooks: JupyterLab in their folder; the .ipynb of each .py, without outputs; executed copies with figures.
lab: $(VENV)/.lab
	cd notebooks && ../$(BIN)/jupyter lab

pairs: $(VENV)/.lab
	$(BIN)/jupytext --quiet --to ipynb notebooks/*.py

rendered: pairs
	cd notebooks && ../$(BIN)/jupyter nbconvert --to notebook --execute --output-dir rendered *.ipynb

# A person's walk through the notebooks in Debian's Chromium, which is installed where it is not there.
test-browser: pairs
	$(BIN)/python -m pip install --quiet playwright
	which chromium >/dev/null || apt-get install --quiet --yes chromium
	$(BIN)/python tests/browser/walk.py

$(VENV)/.lab: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[notebooks]'
	touch $@

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python of 3.11 or newer was found; name one, as in make test PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $(READY)

clean:
	rm -rf $(VENV) results .pytest_cache .ruff_cache

# make lab      open the lessons in JupyterLab
# make test     lint, test the package, run every lesson and compare what it prints
# make lint     style and types alone
# make execute  run lessons afresh and store what they print
# make bench    compare the package's speed with PyTorch's and NLTK's
# make faults   plant a hundred faults in the package, one at a time, and see whether the tests notice
# make fuzz     call every public function with odd arguments, and every reader with damaged files
#
# Each does the set-up it needs, once: an environment in .venv with the versions of requirements.txt.
# Options: PYTHON=python3.12 (what .venv is made with), WORK=work (where your copies of the lessons lie), ARGS=...
# (passed on: make lab ARGS=--no-browser).

.POSIX:

PYTHON = python3
ARGS =
VENV = .venv
WORK = work
RUN = $(VENV)/bin/python
INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check
STAMP = $(VENV)/.installed

all: lab

lab: ready
	@exec $(VENV)/bin/rnncourse lab --to $(WORK) $(ARGS)

# One thread a worker: two workers share the cores.
test: lint
	@echo "Testing the package and running every lesson, two at a time."
	@OMP_NUM_THREADS=1 $(RUN) -m pytest -n 2 --dist loadfile --nbval --nbval-current-env tests notebooks $(ARGS)

lint: ready
	@echo "Linting the package, the tests and the lessons."
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

execute: ready
	@args="$(ARGS)"; $(VENV)/bin/rnncourse execute $${args:---all}

bench: ready
	@$(RUN) benchmarks/speed.py $(ARGS)

faults: ready
	@args="$(ARGS)"; $(RUN) tests/faults.py $${args:---count 100 --jobs 2}

fuzz: ready
	@args="$(ARGS)"; $(RUN) -m tests.fuzz $${args:---jobs 2}

# A checkout that was moved or copied still has the old place in its .venv.
ready: $(STAMP)
	@here=$$(pwd); \
	if (cd / && "$$here/$(RUN)" -c 'import os, sys, rnncourse; sys.exit(not os.path.samefile( \
	os.path.join(sys.argv[1], "rnncourse", "__init__.py"), rnncourse.__file__))' "$$here") 2>/dev/null; then :; else \
	echo "Installing the package again: the course has moved to $$here."; \
	$(INSTALL) --no-deps --force-reinstall -e .; fi

# .venv is reused where it works. Some systems (Debian's python3 without python3-venv) cannot put pip into it:
# then the pip outside does it.
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "The course needs Python 3.11 or newer, got: $$($(PYTHON) --version 2>&1)."; \
	echo "Install one and name it: make PYTHON=python3.12"; exit 1; }
	@if $(RUN) -m pip --version >/dev/null 2>&1; then :; else \
	echo "Making an environment in $(VENV)."; \
	$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	$(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(RUN) install --quiet pip; } || { \
	echo "Python's venv or pip is missing. On Debian or Ubuntu: apt install python3-venv python3-pip"; exit 1; }; fi
	@$(RUN) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "$(VENV) holds a Python older than 3.11. Delete it and run make again: rm -r $(VENV)"; exit 1; }
	@echo "Installing the pinned packages (two to three minutes the first time)."
	@$(INSTALL) -r requirements.txt
	@$(INSTALL) --no-deps -e .
	@touch $(STAMP)

.PHONY: all ready lab test lint execute bench faults fuzz

# Every target sets up what it needs; a second call starts in seconds. Needs Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Formats and checks JavaScript and CSS; needs Node.js.
BIOME := npx --yes @biomejs/biome@2.6.8
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: playground notebook notebook-outputs test lint format clean

playground: $(VENV)/.installed  ## open it in a browser
	@$(BIN)/llm-playground

notebook: $(VENV)/.installed-notebook  ## the course, in JupyterLab
	@$(BIN)/jupyter lab lm_playground.ipynb

notebook-outputs: $(VENV)/.installed-dev  ## build lm_playground.ipynb from notebooks/lm_playground.py, and run it
	@$(BIN)/python notebooks/build.py

test: $(VENV)/.installed-dev  ## run every test
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev  ## style and types, of Python and of the page
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIOME) check

format: $(VENV)/.installed-dev  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIOME) check --write

clean:  ## remove the virtual environment and all caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("LLM Playground needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 playground")'
	@echo "Installing LLM Playground into $(VENV) (once, a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-notebook: $(VENV)/.installed
	@echo "Installing JupyterLab ..."
	@$(PIP) --editable ".[notebook]"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools for development ..."
	@$(PIP) --editable ".[dev,notebook,train]"
	@touch $@

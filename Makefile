# Short names for what start.py and the tools of .venv do. Every target sets up what it needs; a second call starts in
# seconds. Needs Python 3.11 or newer and make; without make: python start.py.

PYTHON ?= python3
BIN := .venv/bin
# Formats and checks JavaScript and CSS; needs Node.js.
BIOME := npx --yes @biomejs/biome@2.6.8

.PHONY: playground notebook notebook-outputs bundle test lint format clean develop

playground:  ## open it in a browser
	@$(PYTHON) start.py

notebook:  ## the course, in JupyterLab
	@$(PYTHON) start.py notebook

bundle:  ## a folder from which computers without a network install all of it
	@$(PYTHON) start.py bundle

notebook-outputs: develop  ## build lm_playground.ipynb from the lessons of the course, and run it
	@$(BIN)/python notebooks/build.py

test: develop  ## run every test
	$(BIN)/python -m pytest -n auto --dist loadscope

lint: develop  ## style and types, of Python and of the page
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIOME) check

format: develop  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIOME) check --write

clean:  ## remove the virtual environment, the bundle and all caches
	rm -rf .venv bundle .mypy_cache .pytest_cache .ruff_cache .hypothesis

develop:
	@$(PYTHON) start.py develop

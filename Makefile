# Short names for what start.py and the tools of .venv do. Every target sets up what it needs; a second call starts in
# seconds. Needs Python 3.11 or newer and make; without make: python start.py.

PYTHON ?= python3
BIN := .venv/bin
# Formats and checks JavaScript and CSS; needs Node.js.
BIOME := npx --yes @biomejs/biome@2.6.8

.PHONY: playground notebook notebook-outputs bundle docs test lint format clean develop

playground:  ## open it in a browser
	@$(PYTHON) start.py

notebook:  ## the course, in JupyterLab
	@$(PYTHON) start.py notebook

bundle:  ## a folder from which computers without a network install all of it
	@$(PYTHON) start.py bundle

notebook-outputs: develop  ## build lm_playground.ipynb from the lessons of the course, and run it
	@$(BIN)/python notebooks/build.py

docs: develop  ## the documentation, as pages to be opened from the disk: build/docs/index.html
	@$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning docs build/docs
	@echo "build/docs/index.html"

test: develop  ## run every test
	$(BIN)/python -m pytest -n auto --dist loadscope

lint: develop  ## style, types and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md benchmarks docs notebooks src start.py
	$(BIOME) check

format: develop  ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIOME) check --write

clean:  ## remove the virtual environment, what was built and all caches
	rm -rf .venv build bundle .mypy_cache .pytest_cache .ruff_cache .hypothesis

develop:
	@$(PYTHON) start.py develop

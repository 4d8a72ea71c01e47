# Two commands do everything: `make demo` and `make test`. They make .venv themselves.

PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared
PEERS ?= $(wildcard .venv-peers/bin/python)

.PHONY: demo demo-update test lint format bench peers sample docs lock clean

demo: .venv/.installed
	@$(BIN)/evidence demo --out reports/demo

demo-update: .venv/.installed
	@$(BIN)/python -m tests.eutils.demo_update

test: .venv/.installed-dev
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check . && $(BIN)/mypy
	@$(BIN)/pytest -n auto --dist loadfile

lint: .venv/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: .venv/.installed-dev
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: .venv/.installed-dev
	@$(BIN)/python benchmarks/page.py $(SHARED) $(if $(PEERS),--peers $(PEERS))

# The tools that the benchmarks run beside ours; no dependency of the program or of its tests.
peers:
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/pip install -q --disable-pip-version-check bib-dedupe biopython pubmed_parser refextract

# The report that a visitor sees, and its picture in the README.
sample: .venv/.installed
	@rm -rf reports/sample
	@$(BIN)/evidence demo --out reports/sample --quiet > /dev/null
	@chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1420 \
	    --screenshot=reports/sample/page.png file://$(CURDIR)/reports/sample/index.html 2> /dev/null

# The pages that are made from the program: the reference of commands, the data model.
docs: .venv/.installed-dev
	@$(BIN)/python -m tests.pages

# The hashed lock: no index lines, no addresses.
lock: .venv/.installed-dev
	@$(BIN)/pip install -q uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	    --no-header --extra build pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	    --no-header --extra build --extra dev pyproject.toml -o requirements-dev.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Setting up .venv (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.txt pyproject.toml | .venv/.installed
	@echo "Setting up the test tools (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	@rm -rf .venv .venv-peers dist reports/demo

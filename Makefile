# make run    run the first scenario and print its table (installs what is needed into .venv the first time)
# make test   every test but those in a browser
# make coverage  branch coverage of the tests that are not slow
# make fast   the daily tests, without those that take long
# make browser  reports in a headless Chromium (fetched into .venv if the machine has none)
# make check  style and types
# make docs   write the generated pages, schemas and the outputs shown in the READMEs again
# make clean  remove the environment, caches and build products; results are kept
#
# Needs Python 3.11 or newer, make and git; everything else goes into .venv.
# Another interpreter: make run PYTHON=/path/to/python3.13

VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet --quiet --no-input install --progress-bar off
SCENARIO ?= round-7-2022
PYTHON ?=
CANDIDATES := $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python)
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
.DELETE_ON_ERROR:
.PHONY: help run test coverage fast browser check docs clean

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

run: $(VENV)/run.stamp
	@$(BIN)/vbp run $(SCENARIO) --resume

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not browser" --durations=8

coverage: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not slow and not browser" --cov --cov-report=term:skip-covered

fast: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not slow and not long and not browser"

browser: $(VENV)/browser.stamp
	@PLAYWRIGHT_BROWSERS_PATH=$(CURDIR)/$(VENV)/browsers $(BIN)/python -m pytest -q -m browser tests/browser

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(VENV)/dev.stamp
	@$(BIN)/python -m simulator.report.reference docs
	@mkdir -p scenarios/schema
	@for name in scenario campaign rulebook published study calibration; do \
	  $(BIN)/vbp schema $$name --out scenarios/schema/$$name.schema.json || exit; done
	@$(BIN)/python tests/docs/paired_notebooks.py
	@$(BIN)/python tests/docs/shown_commands.py README.md README.zh.md docs/scenarios.md docs/maintainers.md docs/results.md docs/reports.md docs/rings.md docs/tutorial.md docs/tutorial.zh.md

clean:
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say for which pyproject.toml the environment was filled, so that a second call starts at once.
$(VENV)/run.stamp: pyproject.toml $(BIN)/python
	@echo "Installing into $(VENV) (only the first time; a few minutes) ..." >&2
	@$(PIP) --editable . || { echo "make: the packages could not be installed, see above" >&2; exit 1; }
	@touch $@

$(VENV)/dev.stamp: pyproject.toml $(BIN)/python
	@echo "Installing into $(VENV), with what the tests need (only the first time; a few minutes) ..." >&2
	@$(PIP) --editable '.[dev]' || { echo "make: the packages could not be installed, see above" >&2; exit 1; }
	@touch $(VENV)/run.stamp $@

# A Chromium of the machine is preferred; none of it is changed.
$(VENV)/browser.stamp: pyproject.toml $(VENV)/dev.stamp
	@$(PIP) --editable '.[dev,browser]' || { echo "make: the packages could not be installed, see above" >&2; exit 1; }
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  PLAYWRIGHT_BROWSERS_PATH=$(CURDIR)/$(VENV)/browsers $(BIN)/python -m playwright install chromium-headless-shell || { \
	  echo "make: no Chromium here and none could be fetched; on Debian: apt-get install chromium fonts-noto-cjk" >&2; exit 1; }
	@touch $@

$(BIN)/python:
	@for python in $(CANDIDATES); do \
	  if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then \
	    rm -rf $(VENV); exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "make: no suitable Python was found (looked for: $(strip $(CANDIDATES)))" >&2; \
	echo "    -> install Python 3.11 or newer with its venv module (on Debian: python3 and python3-venv)," >&2; \
	echo "       or name one: make run PYTHON=/path/to/python3.13" >&2; \
	exit 1

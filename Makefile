# Everything happens in .venv; only make and Python 3.11 or later are needed on the machine.

VENV ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
ENGAGEMENT ?= params/sample.yml
OUT ?= reports
WORKERS ?= auto
MARKERS ?=
# A marker expression beside which MARKERS is asked for; a lane of its own runs the Spark tests.
CHOSEN = not spark$(if $(MARKERS), and ($(MARKERS)))

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Without bytecode every start of Python compiles the whole stack again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help report test test-spark test-bare quick lint types imports notebooks headlines golden \
  lab lock clean

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

report: $(INSTALLED) ## make the report of ENGAGEMENT (default: the sample); ends with its path
	@$(BIN)/tensteps run $(ENGAGEMENT) --out $(OUT)

test: lint types imports ## every check but the Spark tests
	$(BIN)/python -m pytest -n $(WORKERS) -m "$(CHOSEN)"
	@$(MAKE) --no-print-directory notebooks

test-spark: $(TESTABLE) ## the tests on a Spark of this machine; without Java they are skipped
	$(BIN)/python -m pytest -p no:xdist -m spark

# pytest ends with 5 when it finds no test, and with 0 when it skips all that it finds.
test-bare: $(TESTABLE) ## what a machine without the published data does: their tests are skipped
	TENSTEPS_DATA= $(BIN)/python -m pytest -p no:xdist -m external

quick: $(TESTABLE) ## the quick tests: little over a minute on two cores
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not external and not database and not spark"

lint: $(TESTABLE) ## style and format, notebooks included
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TESTABLE) ## static types
	$(BIN)/mypy

imports: $(TESTABLE) ## the import rule
	$(BIN)/lint-imports

notebooks: $(TESTABLE) ## run every notebook alone and compare its headline
	$(BIN)/python -m pytest --nbval-lax --nbval-current-env -n $(WORKERS) --dist loadfile notebooks

headlines: $(TESTABLE) ## run every notebook on the sample and store its headline anew
	$(BIN)/jupyter nbconvert --log-level ERROR --to notebook --execute --inplace notebooks/*.ipynb
	$(BIN)/nbstripout --keep-count --extra-keys cell.metadata.execution notebooks/*.ipynb
	$(BIN)/ruff format --quiet notebooks

golden: $(TESTABLE) ## keep the figures of whole engagements, and the words of errors, anew
	$(BIN)/python -m tests.golden.figures
	$(BIN)/python -m tests.golden.messages

lab: $(INSTALLED) ## open the notebooks in JupyterLab
	$(BIN)/tensteps lab

lock: $(VENV)/pyvenv.cfg ## resolve requirements.lock anew
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --all-extras --no-emit-index-url \
	  --no-annotate --python-version 3.11 --custom-compile-command "make lock" \
	  -o requirements.lock

clean: ## remove the environment and every cache; reports stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find cs_lib tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt-get install python3-venv"; \
	  exit 1; }

# The stamps keep a second call from installing again; a changed requirement outdates them.
$(INSTALLED): pyproject.toml requirements.lock | $(VENV)/pyvenv.cfg
	$(PIP) install --compile --constraint requirements.lock --editable .
	$(BIN)/python -m compileall -q cs_lib
	@touch $@

$(TESTABLE): $(INSTALLED)
	$(PIP) install --compile --constraint requirements.lock --editable '.[test]'
	@touch $@

# The two commands of README: `make demo` and `make test`. Everything they need goes into .venv.
PYTHON ?= python3
SERVE ?= 1
DEMO := demo-archive
BIN := .venv/bin

.PHONY: demo test soak quality check clean

demo: .venv/backfile
	rm -rf $(DEMO)
	$(BIN)/backfile init $(DEMO)
	@# Two of the samples are refused on purpose (exit 3), as the lines above the sum tell.
	$(BIN)/backfile -a $(DEMO) add corpus || [ $$? -eq 3 ]
	$(BIN)/backfile -a $(DEMO) search 'icebreaker OR grain'
ifneq ($(SERVE),0)
	$(BIN)/backfile -a $(DEMO) serve --port 8000
endif

test: .venv/test
	$(BIN)/python -m pytest -n 2

soak: .venv/test
	$(BIN)/python -m pytest -n 2 --soak tests/faults

quality: .venv/test
	$(BIN)/python tests/bench/quality.py

check: .venv/check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv $(DEMO) build *.egg-info

.venv/backfile: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e .
	touch $@

.venv/test: .venv/backfile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e '.[test]'
	touch $@

.venv/check: .venv/backfile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e '.[test,check]'
	touch $@

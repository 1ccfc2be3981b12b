# The two commands of README: `make demo` and `make test`. Everything they need goes into .venv.
PYTHON ?= python3
SERVE ?= 1
DEMO := demo-archive
BIN := .venv/bin

# Further Pythons that pyenv has, 3.12 and 3.13: each gets a .venv of its own.
PYENV := $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions
OTHERS := $(notdir $(wildcard $(PYENV)/3.1[23].*))

.PHONY: demo test test-all test-quick soak quality bench train train-places gazetteer check package pictures reference clean

demo: .venv/backfile
	rm -rf $(DEMO)
	$(BIN)/backfile init $(DEMO)
	@# Two of the samples are refused on purpose (exit 3), as the lines above the sum tell.
	$(BIN)/backfile -a $(DEMO) add corpus || [ $$? -eq 3 ]
	$(BIN)/backfile -a $(DEMO) search 'icebreaker OR grain'
	@echo 'The command is $(BIN)/backfile, and this archive $(DEMO); README tells how to install it for daily use.'
ifneq ($(SERVE),0)
	$(BIN)/backfile -a $(DEMO) serve --port 8000
endif

test: .venv/test
	$(BIN)/python -m pytest -n 2

soak: .venv/test
	$(BIN)/python -m pytest -n 2 --soak tests/faults tests/index/columnar
	$(BIN)/python -m tests.bench.engine.scale

test-all: test $(OTHERS:%=test-%)

test-%: .venv-%/test
	.venv-$*/bin/python -m pytest -n 2

# What differs between Pythons shows without the browser and without the faults, which are the slow ones.
test-quick: $(OTHERS:%=quick-%)

quick-%: .venv-%/test
	.venv-$*/bin/python -m pytest -n 2 --ignore tests/browser --ignore tests/faults

quality: .venv/test
	$(BIN)/python tests/bench/quality.py
	$(BIN)/python tests/bench/text.py
	$(BIN)/python tests/bench/countries.py
	$(BIN)/python tests/bench/copies.py
	$(BIN)/python tests/bench/furniture.py

# Beside the engines that are installed: `.[bench]` brings tantivy, Debian's python3-xapian Xapian. All of it takes hours,
# most of them stock Whoosh's: BENCH="--documents 5000 --parts rank --classes word" and the like measure a part.
bench: .venv/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m tests.bench.engine $(BENCH)

train-places: .venv/test
	$(BIN)/python tests/bench/countries.py train

gazetteer: .venv/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[gazetteer]'
	$(BIN)/python tests/bench/gazetteer.py

train: .venv/train
	$(BIN)/python tests/bench/train.py --check

check: .venv/check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

package: .venv/check
	rm -rf dist .venv-package
	$(BIN)/python -m build --outdir dist . >build.log || { cat build.log; exit 1; }
	rm build.log
	$(PYTHON) -m venv .venv-package
	.venv-package/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	$(PYTHON) tests/packaged.py .venv-package/bin

pictures: .venv/test
	$(BIN)/python tests/pictures.py

reference: .venv/test
	$(BIN)/python tests/reference.py

clean:
	rm -rf .venv .venv-* $(DEMO) build dist *.egg-info

.venv/backfile: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is older than 3.11; name a newer one, like PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e .
	touch $@

.venv/test: .venv/backfile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e '.[test]'
	touch $@

.venv/check: .venv/backfile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e '.[test,check]'
	touch $@

.venv/train: .venv/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e '.[test,train]'
	touch $@

.venv-%/test: pyproject.toml
	$(PYENV)/$*/bin/python -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat -e '.[test]'
	touch $@

.PRECIOUS: .venv-%/test

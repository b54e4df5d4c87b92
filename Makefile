# make run: from nothing to span F1. make test: lint, types, the fast tests. Each makes its own environment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Without what setuptools has to say of editable packages, which is not for those who install.
INSTALL := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --constraint constraints.txt
RUN := runs/quickstart

.PHONY: run test lint slow browser clean

run: $(VENV)/run-ready
	$(BIN)/python -m train configs/train/quickstart.yaml
	$(BIN)/hasila extract $(RUN)/checkpoint data/article/article.txt --output $(RUN)/article.jsonl
	$(BIN)/hasila extract $(RUN)/checkpoint data/article/article.txt --format html --output $(RUN)/article.html
	$(BIN)/python -m eval $(RUN)/checkpoint --split test
	@echo "The attacks that the article tells of, each once, by the model in the package, which has learnt from real articles:"
	$(BIN)/hasila incidents data/article/article.txt --date 2018-05-27
	@echo "The spans of the whole article: $(RUN)/article.jsonl, and coloured for reading: $(RUN)/article.html"
	@echo "Scores, and every passage that was held out: $(RUN)/test/report.html"

test: lint
	$(BIN)/python -m pytest -q

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

slow: $(VENV)/test-ready
	$(BIN)/python -m pytest -q -m slow

browser: $(VENV)/test-ready
	$(BIN)/python -m pytest -q -m browser

$(VENV)/run-ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hasila needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade pip  # older ones know no dependency groups
	$(INSTALL) --editable '.[parquet,xlsx,torch,export,serve]' --group train --group eval
	@touch $@

$(VENV)/test-ready: $(VENV)/run-ready
	$(INSTALL) --group dev
	@touch $@

clean:
	rm -rf $(VENV) runs build dist *.egg-info

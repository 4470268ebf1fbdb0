# The two commands are `make demo` and `make test`. The launcher ./encours sets up what both need.
.DEFAULT_GOAL := help
VENV := .venv/bin
export PYTHONPATH := src
# Some machines ask Python to keep nothing compiled: every process of the tests would then compile the whole house again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo test test-deps test-spark test-xsd lint bench serve fuzz messages screenshots

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:
	@./encours --version >/dev/null

demo: ## sets up, runs the main job on a demo company, prints what it did; on a terminal, opens the desk
	@./encours demo

test: setup ## sets up and passes the tests; what this machine lacks is skipped by name
	$(VENV)/python -m pytest -q -n 3 --dist loadgroup

test-deps: ## installs from Debian what the tests use besides Python: PostgreSQL and Chromium
	@sh scripts/test-deps.sh

test-spark: setup ## installs encours[spark] (half a gigabyte) and holds Apache Spark to the same rows (Java 17)
	$(VENV)/python -m pip install -q 'pyspark[sql]>=4.0,<5' 'pandas>=2.2,<3'
	$(VENV)/python -m pytest -q tests/acts/engines

test-xsd: setup ## installs the XSD of ISO 20022 (sepaxml) and holds direct debits and refunds to them
	$(VENV)/python -m pip install -q 'sepaxml>=2.7,<3'
	ENCOURS_XSD=1 $(VENV)/python -m pytest -q tests/formats/test_standard_schemas.py

lint: setup ## ruff, mypy, import-linter, djlint, translations
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint src --lint
	$(VENV)/python scripts/catalogue.py --check

messages: setup ## extracts sentences, and compiles the catalogues
	$(VENV)/python scripts/catalogue.py

screenshots: setup ## takes the pictures of the README and the docs, from the demo (Chromium: make test-deps)
	$(VENV)/python scripts/screenshots.py

bench: setup ## every benchmark beside its floor, at full size
	@./encours bench all

serve: ## opens the desk on http://127.0.0.1:8000
	@./encours serve

MINUTES ?= 10
PARSERS ?=
fuzz: setup ## looks for crashes and sums that do not add up, MINUTES=10 in each parser (PARSERS="tables mail")
	$(VENV)/python scripts/fuzz.py $(MINUTES) $(PARSERS)
	HYPOTHESIS_PROFILE=fuzz $(VENV)/python -m pytest -q tests/core

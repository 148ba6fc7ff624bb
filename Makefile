# One command each; `make` alone lists them. Needs Python 3.11 or newer (another one: make PYTHON3=python3.12 demo).
PYTHON3 ?= python3
PYTHON := .venv/bin/python
DJADE := .venv/bin/djade --target-version 5.2
TEMPLATES = $$(find templates -name '*.html')

# Compiled files save every process seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-reset run test sqlite postgresql barriers lint types format bench peers messages runtime dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: runtime ## Install, fill with example data and start on http://127.0.0.1:8000 (PORT=8001 make demo)
	@$(PYTHON) tools/demo.py

demo-reset: ## Throw away the demo's data
	rm -rf var

run: dev ## Start the development server and a worker on the demo's data
	@$(PYTHON) tools/demo.py develop

test: dev ## Run everything: lint, types, tests on SQLite and PostgreSQL, browser journeys
	@$(MAKE) --no-print-directory --jobs=3 lint types sqlite
	@$(MAKE) --no-print-directory postgresql

sqlite: dev
	$(PYTHON) -m pytest -q -n 2 -m "not journey"

postgresql: dev
	CHROMIUM="$$($(PYTHON) tools/chromium.py)" && export CHROMIUM && \
		$(PYTHON) tools/with_postgres.py $(PYTHON) -m pytest -q -n 2 -m "journey or (database and not walk)"

barriers: dev ## Look for barriers on every page of every journey, in every language (takes long)
	CHROMIUM="$$($(PYTHON) tools/chromium.py)" && export CHROMIUM && \
		EVERY_PAGE=1 $(PYTHON) tools/with_postgres.py $(PYTHON) -m pytest -q -m journey

lint: dev ## Check style and format
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(DJADE) --check $(TEMPLATES)

types: dev ## Check the types of the pure modules
	$(PYTHON) -m mypy

format: dev ## Put code and templates in the one format
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	$(DJADE) $(TEMPLATES)

bench: dev ## Measure speed on PostgreSQL
	DURABLE=1 $(PYTHON) tools/with_postgres.py $(PYTHON) -m bench
	DURABLE=1 $(PYTHON) tools/with_postgres.py $(PYTHON) -m bench.levels

peers: ## Compare the estimate with other people's programs, in an environment of its own
	$(PYTHON3) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet -r bench/peers-requirements.txt
	.venv-peers/bin/python -m bench.peers

messages: dev ## Collect and compile the texts to translate
	$(PYTHON) tools/messages.py

runtime:
	@$(PYTHON3) tools/environment.py

dev:
	@$(PYTHON3) tools/environment.py dev

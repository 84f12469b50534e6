#!/usr/bin/env bash
# Pins every dependency with hashes; no index, host or path is written.
set -eu
compile=(uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url
         --no-emit-find-links --no-header --no-annotate --quiet --upgrade)
"${compile[@]}" pyproject.toml --group build -o requirements.lock
"${compile[@]}" pyproject.toml --group build --extra accuracy -c requirements.lock \
    -o requirements-accuracy.lock
"${compile[@]}" pyproject.toml --group build --extra postgres -c requirements.lock \
    -o requirements-postgres.lock
"${compile[@]}" pyproject.toml --group build --group dev --extra accuracy --extra postgres \
    --extra parquet -c requirements.lock -o requirements-dev.lock
# A cluster's own environment: what Ray needs beside everything else.
"${compile[@]}" pyproject.toml --group build --group dev --extra parquet --extra postgres --extra ray \
    -c requirements.lock -o requirements-ray.lock
# Only the packages named: what they would pull in is never imported.
"${compile[@]}" --group pyproject.toml:second-sources --no-deps -o requirements-second-sources.lock
"${compile[@]}" --group pyproject.toml:small-model --no-deps -o requirements-small-model.lock

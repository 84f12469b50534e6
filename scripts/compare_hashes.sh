#!/usr/bin/env bash
# Compresses the same generated texts with one and with two processes, under two seeds of Python's
# own hashing, and fails unless the hashes of all results are equal.
# Usage: compare_hashes.sh PYTHON REQUESTS
set -eu
python=$1 requests=$2
hashes() {
  PYTHONHASHSEED=$1 "$python" -m scripts.fuzz_compression \
    --requests "$requests" --seed 7 --jobs "$2" --digest | tail -n 1
}
first=$(hashes 1 1)
second=$(hashes 2 2)
echo "one process: $first"
echo "two processes: $second"
[ "$first" = "$second" ]

#!/usr/bin/env bash
# Creates a virtual environment with the first Python >= 3.12 that really runs.
#
# A name on PATH proves nothing: a version manager's shim can exist and still exit with 127, and a
# distribution's Python can lack ensurepip. So each candidate is run and asked.
set -eu
target=$1

candidates=("${PYTHON:-}" python3 python3.14 python3.13 python3.12)
for installed in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3 \
                 "${XDG_DATA_HOME:-$HOME/.local/share}"/uv/python/cpython-3.1[2-9]*/bin/python3; do
  candidates+=("$installed")
done

for candidate in "${candidates[@]}"; do
  [ -n "$candidate" ] || continue
  if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    echo "steelyard: creating $target with $("$candidate" -c 'import sys; print("Python", sys.version.split()[0])')"
    "$candidate" -m venv "$target"
    exit 0
  fi
done

echo "steelyard needs Python 3.12 or newer with ensurepip (on Debian: python3-venv), and none was found; install one, or name it with 'make PYTHON=/path/to/python3 ...'." >&2
exit 1

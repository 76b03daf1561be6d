#!/bin/sh
# Make the virtual environment: sh tools/setup.sh DIR. Needs Python 3.11 or newer and pip; uses uv if it is there.
# Every step can be repeated; the only repair ever needed is to remove DIR.
set -eu
venv=$1
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "commgov needs Python 3.11 or newer; '$python' is not. Name another one: make PYTHON=python3.12" >&2
  exit 1
}
"$python" -c 'import ensurepip' 2>/dev/null || {
  echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
  exit 1
}

with_uv() {
  command -v uv >/dev/null 2>&1 || return 1
  # uv does not read pip's settings, where offices and universities name their package index.
  index=$("$python" -m pip config get global.index-url 2>/dev/null || true)
  [ -z "$index" ] || [ -n "${UV_DEFAULT_INDEX:-}" ] || export UV_DEFAULT_INDEX="$index"
  export UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV="$venv"
  echo "setting up $venv with uv ..."
  uv venv -q --allow-existing --python "$python" "$venv" &&
    uv pip install -q --compile-bytecode --require-hashes -r requirements.txt &&
    uv pip install -q --no-deps --no-build-isolation -e .
}

with_pip() {
  echo "setting up $venv with pip (a minute or so) ..."
  "$python" -m venv "$venv" &&
    "$venv/bin/python" -m pip install -q --no-compile --require-hashes -r requirements.txt &&
    "$venv/bin/python" -m pip install -q --no-deps --no-build-isolation -e .
}

with_uv || with_pip
touch "$venv/.ok"
echo "ready"

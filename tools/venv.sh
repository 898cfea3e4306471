#!/bin/sh
# SPDX-License-Identifier: MIT
# Make the virtual environment and install what a requirements file pins: tools/venv.sh PYTHON VENV REQUIREMENTS
set -eu
python=$1 venv=$2 requirements=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "kbdesk needs Python 3.11 or newer, and $python is not. Try: make PYTHON=python3.12" >&2
  exit 1
}
if [ ! -x "$venv/bin/pip" ]; then
  rm -rf "$venv"
  # Debian keeps what a virtual environment needs in a package of its own
  "$python" -c 'import ensurepip' 2>/dev/null ||
    "$python" tools/system_libraries.py "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  "$python" -m venv "$venv" || {
    rm -rf "$venv"
    exit 1
  }
fi
echo "Installing what $requirements pins …"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

#!/bin/sh
# SPDX-License-Identifier: MIT
# Make the virtual environment and install what a requirements file pins: tools/venv.sh PYTHON VENV REQUIREMENTS
set -eu
python=$1 venv=$2 requirements=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "kbdesk needs Python 3.11 or newer; $python is older. Try: make PYTHON=python3.12" >&2
  exit 1
}
if [ ! -x "$venv/bin/pip" ]; then
  rm -rf "$venv"
  if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    rm -rf "$venv"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
      echo "Installing python$version-venv …"
      apt-get update -qq
      apt-get install -y -qq --no-install-recommends "python$version-venv" >/dev/null
      "$python" -m venv "$venv"
    else
      echo "Python cannot make virtual environments. Run: sudo apt-get install python$version-venv" >&2
      exit 1
    fi
  fi
fi
echo "Installing what $requirements pins …"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

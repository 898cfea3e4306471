# SPDX-License-Identifier: MIT
"""Ask for known weaknesses of everything that is pinned: ``python tools/advisories.py [--service osv]``.

pip-audit reads each requirements file with its hashes and asks PyPI (or OSV). A package that it could not ask
about counts as a failure, so that no network is never taken for no weakness.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Ask for each file; 1 if anything was found or could not be asked."""
    words = argparse.ArgumentParser(description="Known weaknesses of everything that is pinned.")
    words.add_argument("--service", choices=("pypi", "osv"), default="pypi")
    service = words.parse_args().service
    failed = [path for path in files() if not clean(path, service)]
    print(*(f"Not clean, or not to be asked: {path.relative_to(ROOT)}" for path in failed), sep="\n")
    return 1 if failed else 0


def files() -> list[Path]:
    """Every file with pins."""
    return sorted([*ROOT.glob("requirements*.txt"), ROOT / "packaging" / "requirements.txt"])


def clean(path: Path, service: str) -> bool:
    """Whether nothing is known against what this file pins."""
    print(f"{path.relative_to(ROOT)}:", flush=True)
    command = [sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip"]
    command += ["--progress-spinner", "off", "--vulnerability-service", service, "--requirement", str(path)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())

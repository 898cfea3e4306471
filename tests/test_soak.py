# SPDX-License-Identifier: MIT
"""The soak in small: kills at random and at named places lose nothing; ``make soak`` is the whole of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).resolve().parents[1] / "tools" / "soak.py"


@pytest.mark.skipif(not SOAK.exists(), reason="this copy of the source has no tools")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it finds the processes to kill in /proc")
def test_kills_lose_nothing(tmp_path):
    """Three people share for 24 rounds, 30 saves are killed, and every named place dies once."""
    out = tmp_path / "soak.json"
    command = [
        sys.executable,
        str(SOAK),
        "--only",
        "kbdesk",
        "--seeds",
        "1",
        "--rounds",
        "24",
        "--kills",
        "30",
    ]
    command += ["--actions", "kill", "--folder", str(tmp_path), "--json", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    totals = json.loads(out.read_text())["totals"]
    assert totals["kbdesk"]["acknowledged"] > 10
    assert totals["kills"]["struck"] > 10
    assert totals["faults"]["struck"] > 10

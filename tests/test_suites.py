# SPDX-License-Identifier: MIT
"""A tenth of each suite F1 to F17; ``make soak`` plays the whole of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pace import limit

TOOLS = Path(__file__).resolve().parents[1] / "tools"
TABLE = TOOLS / "suites" / "outcome.py"
SHARES = {"F1": "0.05", "F2": "0.05", "F6": "0.03", "F7": "0.06", "F8": "0.02", "F9": "0.03", "F11": "0.02"}
SHARES |= {"F14": "0.3", "F17": "0.05"}
"""Of those whose tenth would take long, and of those that are soon over."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="they look into /proc")


def _suites() -> list[str]:
    """The keys of the suites whose module is there."""
    if not TABLE.exists():  # this copy of the source has no tools
        return []
    rows = re.findall(r'"(F\d+)",.*?"(\w+)",?\s*\)', TABLE.read_text("utf-8"), re.DOTALL)
    return [key for key, module in rows if (TABLE.parent / f"{module}.py").exists()]


@pytest.mark.parametrize("key", _suites())
def test_a_tenth_of_a_suite_goes_as_promised(key, tmp_path):
    """No case of it fails, and there were some."""
    out = tmp_path / "out.json"
    command = [
        sys.executable,
        "-m",
        "suites",
        "--only",
        key,
        "--share",
        SHARES.get(key, "0.1"),
        "--jobs",
        "1",
    ]
    command += ["--json", str(out), "--folder", str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(TOOLS), "KBDESK_PACE": str(limit(1.0))}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    played = json.loads(out.read_text("utf-8"))["suites"][key]
    assert played["failed"] == []
    assert played["tried"] > 0 or played["unmet"]

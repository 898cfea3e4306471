# SPDX-License-Identifier: MIT
"""The heap of a window that is open all day stays small."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from kbdesk.ui import heap

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="the C library of others gives back by itself"
)

LARGE = """
from test_ui_heap import resident_mb
from kbdesk.ui import heap

heap.keep_small()
bytes(b"x" * 20_000_000)
picture = b"x" * 20_000_000
kept = [bytes(2_000) for _ in range(1_000)]
full = resident_mb()
del picture
print(full - resident_mb())
"""


def test_memory_that_is_free_goes_back_to_the_system():
    """Also if something that is still needed lies behind it."""
    many = [bytes(2_000) for _ in range(30_000)]
    kept = many[-1]
    full = resident_mb()
    many.clear()
    heap.trim()
    assert resident_mb() < full - 40
    assert len(kept) == 2_000


def test_a_large_block_leaves_no_hole_where_it_was(monkeypatch):
    """The picture of a window that got another size, and small things that came after it."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((*sys.path, str(Path(__file__).parent))))
    said = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, check=True).stdout
    assert float(said) > 19


def resident_mb():
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

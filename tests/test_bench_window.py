# SPDX-License-Identifier: MIT
"""The measurements of ``make bench``: they see what is on the screen, hear a gap, and say what was missed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"
sys.path.insert(0, str(TOOLS))

from bench_gaps import Gaps  # noqa: E402 - a tool, not a package
from bench_programs import Running, bare  # noqa: E402
from bench_report import Figures, lines, put_into  # noqa: E402
from bench_screen import Screen  # noqa: E402


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_a_window_is_seen_from_outside_and_its_cost_is_known(qtbot, tmp_path):
    """The screen is painted when the window stands there, and empty when its program was ended."""
    (tmp_path / "run").mkdir(mode=0o700)
    with Screen() as screen:
        assert screen.covered == 0
        begun = time.perf_counter()
        running = Running(bare(), screen.display, tmp_path)
        try:
            assert screen.wait_painted() > begun
            qtbot.waitUntil(lambda: screen.covered > 0.9, timeout=20_000)  # its first line is seen at once
            assert running.cpu_ms > 10
            assert running.pss_mb > 1
        finally:
            running.end()
        screen.wait_empty()
    assert running.process.returncode is not None


def test_a_gap_of_the_event_loop_is_heard(qtbot):
    """80 ms without the loop are the longest gap, and none of the thread's own time, as it slept."""
    gaps = Gaps(None)
    gaps.start()
    qtbot.wait(40)
    time.sleep(0.08)
    qtbot.wait(40)
    figures = gaps.figures()
    assert figures["max"] >= 80
    assert figures["own_max"] < 80


def test_the_table_says_which_targets_are_met():
    """A ratio of medians decides; one slow start among many does not."""
    figures = Figures()
    for ours, theirs in ((110, 100), (120, 100), (900, 100)):
        figures.add("start/kbdesk", ours)
        figures.add("start cpu/kbdesk", ours)
        figures.add("start/bare PySide6 window", theirs)
        figures.add("start cpu/bare PySide6 window", theirs)
    row = next(line for line in lines(figures) if line.startswith("| first painted"))
    assert "1.20" in row
    assert row.endswith("| met |")
    figures.values["start/kbdesk"] = [140, 150, 160]
    row = next(line for line in lines(figures) if line.startswith("| first painted"))
    assert row.endswith("| **missed** |")


def test_only_the_figures_of_the_page_are_replaced(tmp_path):
    """What stands before and after the marks stays."""
    page = tmp_path / "speed.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n", encoding="utf-8")
    put_into(page, "| new |")
    text = "before\n<!-- figures -->\n| new |\n<!-- end of figures -->\nafter\n"
    assert page.read_text(encoding="utf-8") == text


def test_the_bench_says_how_it_is_used():
    """Its arguments can be asked for without a screen."""
    done = subprocess.run(
        [sys.executable, str(TOOLS / "bench.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "--library" in done.stdout

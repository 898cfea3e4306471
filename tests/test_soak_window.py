# SPDX-License-Identifier: MIT
"""The scripted agent in the real window, in small; ``make soak-window`` is the whole of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"

pytestmark = [
    pytest.mark.skipif(
        not (TOOLS / "soak_window.py").exists(), reason="this copy of the source has no tools"
    ),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks at the process in /proc"),
]
long = pytest.mark.skipif(not os.environ.get("KBDESK_LONG"), reason="half a minute: make long")


@pytest.fixture
def report(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    import soak_window_report

    return soak_window_report


def a_run(**changed):
    """What a run of 30 minutes tells, and what is known of it beside that."""
    known = {
        "began": "2026-11-22T10:00:00+00:00",
        "minutes": 30,
        "seed": 1,
        "library": "the sample library",
        "system": "Linux, 2 cores",
        "python": "3.11",
        "platform": "offscreen",
        "ended_with": 0,
        "stderr": "This plugin does not support propagateSizeHints()\n",
        "log": "",
        "world": {"team_changes": 3, "notes_received": 1, "notes_written": 2, "versions": 9},
    }
    gap = {"wall": 30.0, "own": 20.0, "queued": 2.0, "doing": "open"}
    held = {"handles": 20, "threads": 7, "children": 0, "widgets": 400, "load": 0.5, "rss_mb": 200.0}
    told = {
        "ready": [{"at": 2.0}],
        "point": [
            {"at": 30.0 * n, "actions": 20 * n, "pss_mb": 150.0 - n, "own_mb": 100.0 + n / 10, **held}
            for n in range(1, 61)
        ],
        "minute": [{"at": 60.0 * n, "minute": n, "longest_wall": gap, "longest_own": gap} for n in range(30)],
        "done": [{"actions": {"open": 1200}}],
    }
    return known | {key: one for key, one in changed.items() if key in known}, told | {
        key: one for key, one in changed.items() if key not in known
    }


def test_a_quiet_run_meets_its_goals(report):
    """The memory of the end is compared with that of the tenth minute, not with that of the start."""
    found = report.figures(*a_run())
    assert found["met"], found["goals"]
    assert found["memory"]["own_mb"]["grown"] == pytest.approx(3.6, abs=0.2)
    assert found["action_count"] == 1200
    assert "**not met**" not in report.table(found)


def test_open_files_that_go_up_and_down_are_steady_and_those_that_grow_are_not(report):
    """What counts is the line through all points, not which number the first and the last happen to have."""
    known, told = a_run()
    for swing, slope, met in ((6, 0, True), (6, 0.2, False), (0, 0.04, True)):
        points = [
            {**one, "handles": 24 + swing * (-1) ** n + slope * n} for n, one in enumerate(told["point"])
        ]
        found = report.figures(known, told | {"point": points})
        assert found["goals"]["handles"] is met
        assert found["met"] is met
        assert report.judged(found) == found


def test_memory_that_grows_is_not_met_whatever_others_share(report):
    """Its own pages count; what it shares falls as soon as another program loads the same libraries."""
    known, told = a_run()
    points = [{**one, "own_mb": 100.0 + n} for n, one in enumerate(told["point"])]
    found = report.figures(known, told | {"point": points})
    assert not found["goals"]["memory"] and "**not met**" in report.table(found)


LONG_GAP = {"at": 9.0, "wall": 150.0, "own": 130.0, "queued": 5.0, "doing": "save", "load": 0.4}


@pytest.mark.parametrize(
    ("goal", "changed"),
    [
        ("ended by itself", {"ended_with": -11}),
        ("ended by itself", {"done": []}),
        ("errors", {"log": "", "stderr": "Traceback (most recent call last):\n"}),
        ("errors", {"vain": [{"what": "the lanes"}]}),
        ("stalls", {"stall": [LONG_GAP]}),
        ("own stalls", {"stall": [LONG_GAP]}),
    ],
)
def test_what_goes_wrong_is_not_met(report, goal, changed):
    """And the table says so."""
    found = report.figures(*a_run(**changed))
    assert not found["goals"][goal]
    assert not found["met"]
    assert "**not met**" in report.table(found)


def test_how_fast_the_computer_was_is_told(report):
    """Each minute, and right after a stall: a host that serves others makes each piece longer."""
    known, told = a_run(stall=[LONG_GAP | {"pace_ms": 51.0}])
    minutes = [{**one, "pace_ms": 20.0 + one["minute"]} for one in told["minute"]]
    table = report.table(report.figures(known, told | {"minute": minutes}))
    assert (
        "| plain Python for which a usual computer takes 12 ms: median and longest |  | 34, 49 ms |" in table
    )
    assert "plain Python took 51 instead of 12 ms" in table


@pytest.mark.parametrize("others", [{"queued": 120.0}, {"queued": 30.0, "stolen": 90.0}])
def test_a_stall_that_others_cause_is_told_apart(report, others):
    """A thread that waited for a processor of this computer or of its host counts by the clock only."""
    waiting = LONG_GAP | {"own": 20.0} | others
    found = report.figures(*a_run(stall=[waiting]))
    assert not found["goals"]["stalls"]
    assert found["goals"]["own stalls"]


def test_the_graph_is_a_picture_that_says_what_it_shows(report):
    """Well-formed, with a bar for each minute and kind, and two lines of memory."""
    picture = ET.fromstring(report.graph(report.figures(*a_run())))
    tags = [one.tag.rpartition("}")[2] for one in picture.iter()]
    assert tags.count("polyline") == 2
    assert tags.count("rect") == 1 + 2 * 30
    assert "0 stalls" in picture.get("aria-label")


@long
def test_the_agent_works_and_nothing_goes_wrong(tmp_path):
    """Half a minute of it: no error, nothing waited for in vain, no stall of the window's own making."""
    out = tmp_path / "soak.json"
    command = [sys.executable, str(TOOLS / "soak_window.py"), "--minutes", "0.5", "--seed", "5"]
    done = subprocess.run([*command, "--json", str(out)], capture_output=True, text=True, check=False)
    assert out.exists(), done.stdout + done.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["goals"]["ended by itself"]
    assert found["goals"]["errors"], found["errors"] + found["stderr"] + found["waited_in_vain"]
    assert found["action_count"] > 10
    assert len(found["points"]) >= 2

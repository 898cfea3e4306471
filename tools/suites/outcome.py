# SPDX-License-Identifier: MIT
"""What a suite gives back, and the one table of all suites, behind ``make soak`` and RELIABILITY.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What came of a suite.

    Args:
        tried: how many cases were played.
        failed: one sentence for each case that did not go as promised; () is the goal.
        figures: what was measured beside it, name and value with its unit.
        unmet: a sentence if something of the suite could not be played here; "" if all was.
    """

    tried: int
    failed: tuple[str, ...] = ()
    figures: dict[str, str] = field(default_factory=dict)
    unmet: str = ""


Play = Callable[[float, int, Path], Outcome]
"""Plays a suite: share of its count (1.0 is all of it), seed, an empty folder of its own."""


@dataclass(frozen=True)
class Suite:
    """A row of the table.

    Args:
        key: F1 to F17.
        what: what is done, in one line.
        count: how many cases the whole has.
        goal: what must hold.
        module: the module beside this one with the function ``play_KEY`` in lower case.
    """

    key: str
    what: str
    count: int
    goal: str
    module: str

    def play(self, share: float, seed: int, folder: Path) -> Outcome:
        """Play a share of it."""
        play: Play = getattr(import_module(f"suites.{self.module}"), f"play_{self.key.lower()}")
        return play(share, seed, folder)


SUITES = (
    Suite(
        "F1",
        "named places of a save and a round × kill, full disk, no permission, I/O error",
        96,
        "file old or new, text can be had again, history sound, next save within 2 s",
        "saves",
    ),
    Suite(
        "F2", "random kill -9 within a save", 1_000, "0 lost, 0 half-written, nothing left behind", "saves"
    ),
    Suite("F3", "the n-th system call of a save fails, until none does", 150, "as F1", "saves"),
    Suite("F4", "disk full at 40 levels; a tree that cannot be written", 86, "0 damaged", "saves"),
    Suite(
        "F5",
        "two programs × 60 saves beside an outside commit loop, 3 runs",
        360,
        "every save in the history",
        "saves",
    ),
    Suite(
        "F6",
        "rounds of three people who share, killed and offline, 4 seeds",
        1_000,
        "0 acknowledged saves lost; all equal at the end",
        "team",
    ),
    Suite(
        "F7",
        "index: 150 kills, 150 corruptions, an old version, a foreign one",
        302,
        "made again; never a wrong result, never an error nobody catches",
        "index",
    ),
    Suite(
        "F8",
        "mutated Markdown",
        40_000,
        "only allowed tags, schemes, attributes; none above 500 ms",
        "parsers",
    ),
    Suite(
        "F9",
        "mutated front matter, playbooks and notes",
        15_000,
        "only our own error; each within 100 ms",
        "parsers",
    ),
    Suite("F10", "hostile queries", 2_000, "no error; each within 300 ms", "index"),
    Suite("F11", "renderings of mutated articles", 4_000, "no crash; none above 250 ms", "renderings"),
    Suite("F12", "33 hostile git settings × 6 actions", 198, "no program of the folder ran", "trust"),
    Suite(
        "F13",
        "24 payloads × 5 places of the window under strace",
        120,
        "0 files opened outside the library, 0 connections",
        "trust",
    ),
    Suite(
        "F14", "pathological sizes", 20, "each within 2 s or politely refused; no gap above 100 ms", "limits"
    ),
    Suite(
        "F15",
        "link clicks by a real mouse",
        41,
        "only http, https, mailto after a question, and articles within",
        "trust",
    ),
    Suite(
        "F16",
        "values that inject into a note × 3 forms; redaction",
        127,
        "structure unchanged; 0 missed, 0 false; 50 kB within 50 ms",
        "notes",
    ),
    Suite(
        "F17",
        "opening and closing a library",
        100,
        "handles ±2, no child left, less than 20 MB more",
        "limits",
    ),
)

# SPDX-License-Identifier: MIT
"""Two changes of one text put together, line by line."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_Change = tuple[int, int, list[str]]
"""First line, line after the last, and the lines in their place."""


def merged(base: str, mine: str, theirs: str) -> str | None:
    """The text with both changes; None if they touch the same lines, or lines side by side."""
    if theirs in (mine, base):
        return mine
    if mine == base:
        return theirs
    lines = _LINE.findall(base)
    changes: list[_Change] = []
    for change in sorted((*_changes(lines, mine), *_changes(lines, theirs)), key=lambda one: one[:2]):
        if changes and changes[-1] == change:
            continue  # both wrote the same
        if changes and change[0] <= changes[-1][1]:
            return None
        changes.append(change)
    made, done = [], 0
    for first, last, new in changes:
        made += [*lines[done:first], *new]
        done = last
    return "".join((*made, *lines[done:]))


def _changes(base: list[str], text: str) -> list[_Change]:
    lines = _LINE.findall(text)
    steps = SequenceMatcher(None, base, lines, autojunk=False).get_opcodes()
    return [(first, last, lines[start:end]) for kind, first, last, start, end in steps if kind != "equal"]

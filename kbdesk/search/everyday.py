# SPDX-License-Identifier: MIT
"""Everyday words for what writers of articles call otherwise: "gone" for "missing", "frozen" for "hangs"."""

from __future__ import annotations

_ALIKE = """
login logon signin
mail email
failed unsuccessful
gone missing disappeared lost vanished
wrong incorrect invalid unexpected bad
broken corrupt corrupted damaged
stuck hang hangs frozen freezes unresponsive
slow slowly performance sluggish delay delayed
crash crashes crashing quits closes
shows appears displays displayed shown
blank empty white
twice duplicate duplicated double
many multiple several various
strange unexpected garbled
remove delete erase uninstall
removed deleted erased
fix resolve repair solve solution
change modify edit update
password passcode credentials
phone telephone mobile
picture image photo
computer pc device machine
folder directory
wifi wi-fi wireless
often frequently repeatedly
allow permit enable
forbidden denied refused blocked rejected
big large oversized
setup install installation configure
"""


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for line in _ALIKE.split("\n"):
        words = line.split()
        for word in words:
            table.setdefault(word, {}).update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in table.items()}


ALIKE = _table()
"""For each everyday word others that writers use for the same."""

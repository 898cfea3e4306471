# SPDX-License-Identifier: MIT
"""The keys that work where the person is: those of the page that covers, of the call, of what is open."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kbdesk.ui.actions import ACTS
from kbdesk.ui.house import House
from kbdesk.ui.key_map import in_force
from kbdesk.ui.reasons import NEEDS, what_is_there, why_not
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.writing.keys import KEY_ROWS

Rows = tuple[tuple[str, str], ...]

_KEYED = re.compile(r"^(?P<text>.+?)(?: \((?P<key>[^()]*)\))$", re.DOTALL)
_KEY = re.compile(
    r"(?:(?:Ctrl|Alt|Shift|Meta)\+)*(?:[A-Z0-9]|F\d{1,2}|[A-Z][a-z]+|[^\w\s])(?: or .+|[–,].+)?"
)
_GROUPS_OF_CALL = ("Call",)
_GROUPS_OF_PAGE = ("Read", "Write")


def keys_here(house: House) -> Rows:
    """(key, what it does) of what works here and now, that of the page in front first."""
    cover = house.frame.cover
    if cover is not None:
        writing = KEY_ROWS if type(cover).__name__ == "WritePage" else ()
        return (
            *writing,
            *of_buttons(cover),
            ("Ctrl+Tab", "Next open page, or back to the panes"),
            ("Esc", "Leave"),
        )
    there = what_is_there(house)
    call = house.window.findChild(RunPane)
    rows: list[tuple[str, str]] = []
    in_call = call is not None and call.isAncestorOf(QApplication.focusWidget() or house.window)
    groups: tuple[str, ...] = ()
    if house.caller.view is not None:
        rows += [("1–9", "Answer the step (Ctrl+1–9 while you type)")]
        groups += _GROUPS_OF_CALL
    if "file" in there:
        groups = (*groups, *_GROUPS_OF_PAGE) if in_call else (*_GROUPS_OF_PAGE, *groups)
    if not in_call:
        rows[:0] = [
            ("Up, Down", "Choose a result while you type"),
            ("Enter", "Open it, or start the playbook"),
        ]
    for group in groups:
        for act in ACTS:
            if act.group == group and NEEDS.get(act.name) and not why_not(act.name, there):
                rows.append((" or ".join(in_force().keys(act.name)), act.text))
    return tuple(row for row in rows if row[0])


def of_buttons(page: QWidget) -> Rows:
    """The keys that the visible buttons of a page name in their tooltips, with what they do."""
    rows: dict[str, str] = {}
    for button in page.findChildren(QAbstractButton):
        found = _KEYED.match(button.toolTip())
        if found and button.isVisible() and button.isEnabled() and _KEY.fullmatch(found["key"]):
            rows.setdefault(found["key"], found["text"])
    return tuple(rows.items())

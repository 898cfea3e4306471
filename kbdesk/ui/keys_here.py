# SPDX-License-Identifier: MIT
"""The keys that work where the person is: those of the page that covers, of the call, of what is open."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kbdesk.language import tr
from kbdesk.ui.actions import ACTS, ANSWER_ROW, CHOOSE_ROW, either
from kbdesk.ui.house import House
from kbdesk.ui.key_map import in_force
from kbdesk.ui.reasons import NEEDS, what_is_there, why_not
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.within import within
from kbdesk.ui.writing.keys import KEY_ROWS

Rows = tuple[tuple[str, str], ...]

_KEYED = re.compile(r"^(?P<text>.+?)(?: \((?P<key>[^()]*)\))$", re.DOTALL)
_OR = either(("", ""))
_NAMED = "Esc|Enter|Return|Tab|Backtab|Space|Backspace|Delete|Home|End|Left|Right|Up|Down|PgUp|PgDown"
_KEY = re.compile(
    rf"(?:(?:Ctrl|Alt|Shift|Meta)\+)*(?:[A-Z0-9]|F\d{{1,2}}|{_NAMED}|[^\w\s])"
    rf"(?:{re.escape(_OR)}.+|[–,].+)?"
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
            ("Ctrl+Tab", tr("Next open page, or back to the panes")),
            ("Esc", tr("Leave")),
        )
    there = what_is_there(house)
    call = house.window.findChild(RunPane)
    rows: list[tuple[str, str]] = []
    in_call = call is not None and call.isAncestorOf(QApplication.focusWidget() or house.window)
    groups: tuple[str, ...] = ()
    if house.caller.view is not None:
        rows.append(ANSWER_ROW)
        groups += _GROUPS_OF_CALL
    if "file" in there:
        groups = (*groups, *_GROUPS_OF_PAGE) if in_call else (*_GROUPS_OF_PAGE, *groups)
    if not in_call:
        rows[:0] = [CHOOSE_ROW, ("Enter", tr("Open it, or start the playbook"))]
    for group in groups:
        acts = [act for act in ACTS if act.group == group and NEEDS.get(act.name)]
        rows += [(either(in_force().keys(a.name)), a.text) for a in acts if not why_not(a.name, there)]
    return tuple(row for row in rows if row[0])


def of_buttons(page: QWidget) -> Rows:
    """The keys that the visible buttons of a page name in their tooltips, with what they do."""
    rows: dict[str, str] = {}
    for button in within(page):
        found = _KEYED.match(button.toolTip()) if isinstance(button, QAbstractButton) else None
        if found and button.isVisible() and button.isEnabled() and _KEY.fullmatch(found["key"]):
            rows.setdefault(found["key"], found["text"])
    return tuple(rows.items())

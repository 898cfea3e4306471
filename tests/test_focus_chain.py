# SPDX-License-Identifier: MIT
"""The focus chain of every page: Tab goes round and back, always to something that is seen and has a name."""

from __future__ import annotations

import os

import pytest
from desks import sample_repo
from hands import home, opened
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser, QWidget

from kbdesk.ui.sheet import Sheet

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]
__all__ = ["home"]

Key = Qt.Key
WIFI = "playbooks/technical/wifi-drops.md"
MOST = 400
PAGES = (
    "show_inbox",
    "show_cases",
    "show_map",
    "show_checks",
    "show_curate",
    "show_start",
    "show_promises",
    "show_paths",
    "show_quality",
    "show_insight",
    "show_recover",
    "show_reviews",
    "show_past",
    "practise",
    "show_help",
    "show_profile",
    "show_team",
    "show_exports",
    "show_counts",
    "show_libraries",
    "show_palette",
    "change_keys",
    "show_settings",
    "edit_article",
    "new_article",
    "escalate",
    "give_feedback",
    "open_address",
)
SOME = ("show_curate", "show_quality", "show_insight", "show_settings", "edit_article", "escalate")
"""What `make test` walks: one of each kind; ``KBDESK_LONG=1`` walks all."""
WALKED = PAGES if os.environ.get("KBDESK_LONG") else SOME


@pytest.fixture
def hands(qtbot, tmp_path, home):
    """A library is open, a playbook read, and a call goes by it."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as made:
        made.window.finder.open_path(WIFI)
        made.rest()
        made.window.finder.playbook_chosen.emit(WIFI, "", "")
        made.wait(lambda: made.window.caller.view is not None)
        made.rest()
        yield made


def walk(hands, key, held=Qt.KeyboardModifier.NoModifier) -> list[QWidget]:
    """The widgets that Tab (or Shift+Tab) goes through, from the one with the focus round to it again."""
    start = QApplication.focusWidget()
    assert start is not None
    seen: list[QWidget] = [start]
    stuck = 0
    for _ in range(MOST):
        before = QApplication.focusWidget()
        hands.qtbot.keyClick(before, Key.Key_F6 if writes(before) else key, held)
        now = QApplication.focusWidget()
        assert now is not None, f"after {named(before)} nothing has the focus"
        links = isinstance(now, QTextBrowser)  # Tab goes from link to link inside
        stuck = stuck + 1 if now is before and not links else 0
        if stuck and is_alone(hands.window, now):
            return seen
        assert stuck < 2, f"Tab does not lead out of {named(before)}"
        again = seen[:2] if len(seen) > 2 else seen[:1]  # where it began may be no stop of Tab
        if now in again and now is not before:
            return seen
        if now not in seen:
            seen.append(now)
    raise AssertionError(f"Tab does not come round: {[named(one) for one in seen][-6:]}")


def writes(widget: QWidget) -> bool:
    """Whether Tab writes in a text; F6 then leads out."""
    return isinstance(widget, QPlainTextEdit) and not widget.tabChangesFocus()


def is_alone(window, widget: QWidget) -> bool:
    """Whether a sheet has no other place for the focus."""
    front = here(window)
    stops = [
        one
        for one in front.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    return isinstance(front, Sheet) and stops == [widget]


def named(widget: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(widget)
    text = face.text(QAccessible.Text.Name) if face is not None else ""
    return f"{type(widget).__name__} “{text}” {widget.objectName()}".strip()


def troubles(window, stops: list[QWidget], inside: QWidget) -> list[str]:
    """What is wrong with the places where the focus stops."""
    found = []
    for stop in stops:
        face = QAccessible.queryAccessibleInterface(stop)
        if face is None or not face.text(QAccessible.Text.Name).strip():
            found.append(
                f"no name: {type(stop).__name__} {stop.objectName()} in {type(stop.parentWidget()).__name__}"
            )
        if not stop.isVisible() or stop.width() < 2 or stop.height() < 2:
            found.append(f"not seen: {named(stop)}")
        if not window.isAncestorOf(stop):
            found.append(f"outside: {named(stop)}")
        if isinstance(inside, Sheet) and not inside.isAncestorOf(stop):
            found.append(f"below the sheet: {named(stop)}")
    return found


def here(window) -> QWidget:
    """The sheet or page in front, else the panes."""
    sheets = [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]
    return sheets[-1] if sheets else window.frame.cover or window.frame


def check(hands, where: str) -> None:
    """Round by Tab and by Shift+Tab: the same places, all seen and named."""
    window = hands.window
    front = here(window)
    stops = walk(hands, Key.Key_Tab)
    back = walk(hands, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    wrong = troubles(window, stops, front) + troubles(window, back, front)
    stay = [one for one in {*stops} ^ {*back} if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    lost = [named(one) for one in stay if not isinstance(one, QTextBrowser)]
    if any(writes(one) for one in stops):
        lost = []  # F6 leads out of a text in one direction only
    assert not wrong, f"{where}: {sorted(set(wrong))}"
    assert not lost, f"{where}: only one way leads to {lost}"


def test_the_panes_are_walked_round(hands):
    """Search, results, article with its links, the call: and the same way back."""
    hands.window.keys.act("focus_search")
    hands.type("my wifi keeps cutting out")
    check(hands, "panes")


@pytest.mark.parametrize("name", WALKED)
def test_each_page_is_walked_round(hands, name):
    """No trap, no invisible place, a name everywhere; Esc leads back to the panes."""
    window = hands.window
    if name not in {choice.name for choice in window.keys.choices()} | {"show_palette"}:
        pytest.skip("not in the table")
    window.keys.act(name)
    hands.rest()
    hands.wait(lambda: here(window) is not window.frame)
    hands.rest()
    check(hands, name)

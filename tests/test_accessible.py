# SPDX-License-Identifier: MIT
"""What a screen reader is told: a name and a role for every control, in reading order, and what changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from people import SAM, Floor
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QWidget
from scenes import Scenes

from kbdesk.ui import motion
from kbdesk.ui.announce import REST_MS, announce, announcer_of

pytestmark = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.qt_log_ignore("propagateSizeHints|raise|grab"),
]

Text, Role = QAccessible.Text, QAccessible.Role
SPOKEN = {
    *(Role.PushButton, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.EditableText, Role.SpinBox),
    *(Role.List, Role.Tree, Role.Table, Role.ListItem, Role.TreeItem, Role.Cell, Role.PageTab, Role.Link),
    *(Role.ProgressBar, Role.Slider, Role.MenuItem, Role.ButtonMenu, Role.ButtonDropDown),
}
"""Whoever comes to one of these must hear what it is."""
CONTAINERS = {
    Role.Client,
    Role.Grouping,
    Role.Border,
    Role.Pane,
    Role.LayeredPane,
    Role.Splitter,
    Role.NoRole,
}


def shown(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """An object and all below it that are on screen."""
    yield one
    for number in range(min(one.childCount(), 80)):
        below = one.child(number)
        if below is not None and below.isValid() and not below.state().invisible and not _outside(below):
            yield from shown(below)


def _outside(one: QAccessibleInterface) -> bool:
    widget = one.object()
    return isinstance(widget, QWidget) and not widget.isVisible()


def top_of(window: QWidget, scenes: Scenes) -> QAccessibleInterface:
    """The sheet that is open, else the window."""
    return QAccessible.queryAccessibleInterface(scenes.sheets[-1] if scenes.sheets else window)


def told(one: QAccessibleInterface) -> str:
    widget = one.object()
    kind = type(widget).__name__ if widget is not None else ""
    return f"{one.role().name} {kind} “{one.text(Text.Name)[:50]}”"


def nameless(top: QAccessibleInterface) -> list[str]:
    """Controls without a name, and what can have the focus without one."""
    found = []
    for one in shown(top):
        focusable = one.state().focusable and one.role() not in CONTAINERS
        if (one.role() in SPOKEN or focusable) and not one.text(Text.Name).strip():
            around = one.parent()
            names = []
            while around is not None and around.isValid():
                names.append(around.text(Text.Name))
                around = around.parent()
            found.append(f"{told(one)} in {[name for name in names if name][:2]}")
    return found


def out_of_order(top: QAccessibleInterface) -> list[str]:
    """Neighbours that are read in another order than they stand, from the top and from the left."""
    found = []
    for one in shown(top):
        below = [one.child(number) for number in range(min(one.childCount(), 80))]
        seen = [each for each in below if each is not None and not each.state().invisible and says(each)]
        seen = [each for each in seen if each.rect().width() > 0]
        for number, first in enumerate(seen):
            found += [
                f"{told(first)} is read before {told(second)} in {told(one)}"
                for second in seen[number + 1 :]
                if stands_before(second.rect(), first.rect())
            ]
    return found


def says(one: QAccessibleInterface) -> bool:
    """Whether anything is said of it or in it."""
    return any(each.text(Text.Name).strip() for each in shown(one))


def stands_before(one: QRect, other: QRect) -> bool:
    """Whether one is above the other, or left of it in the same line."""
    same_line = one.top() < other.bottom() - 3 and other.top() < one.bottom() - 3
    return one.right() <= other.left() if same_line else one.bottom() <= other.top() + 3


KNOWN = ("Card", "InsightBar", "PracticePage", "NearbyRow", "InboxButton", "TreePane")
"""Read in another order than they stand, to be mended: cards of figures, what is made in an open page."""


def test_every_control_says_what_it_is_in_reading_order(qtbot, monkeypatch, tmp_path):
    """On every page and sheet each control has a name, and neighbours are read as they stand."""
    floor = Floor(qtbot, monkeypatch, tmp_path)
    found = {}
    with floor.sits(SAM) as hands:
        scenes = Scenes(hands)
        for name in scenes.all():
            top = top_of(hands.window, scenes)
            turned = [one for one in out_of_order(top) if not any(name in one for name in KNOWN)]
            wrong = nameless(top) + turned
            if wrong:
                found[name] = wrong
    assert not found, "\n".join(f"{name}\n    " + "\n    ".join(them) for name, them in found.items())


def test_only_what_has_come_to_rest_is_announced(qtbot):
    """Of several words in quick succession the newest is told, once; taken back, none is."""
    label = QLabel()
    qtbot.addWidget(label)
    heard = []
    announcer_of(label).told.connect(heard.append)
    for words in ("9 results", "4 results", "2 results"):
        announce(label, words)
    qtbot.waitUntil(lambda: heard != [], timeout=5 * REST_MS)
    announce(label, "gone")
    announce(label, "")
    qtbot.wait(2 * REST_MS)
    assert heard == ["2 results"]


def test_nothing_moves_if_the_person_says_so(qtbot):
    """A bar of unknown length rests and carets stand; later they move again."""
    bar = QProgressBar()
    qtbot.addWidget(bar)
    flash = QApplication.cursorFlashTime()
    motion.set_still(True)
    try:
        motion.show_progress(bar, 0, 0)
        assert (bar.maximum(), QApplication.cursorFlashTime(), motion.is_still()) == (1, 0, True)
    finally:
        motion.set_still(False)
    motion.show_progress(bar, 0, 0)
    assert (bar.maximum(), QApplication.cursorFlashTime()) == (0, flash)

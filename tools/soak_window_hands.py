# SPDX-License-Identifier: MIT
"""The hands of the long soak's agent: keys, letters, actions, and the way back to the panes.

Each is a generator that yields what it waits for; see ``soak_window_inside``.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.markdown import is_playbook_path
from kbdesk.ui.actions import ACTS
from kbdesk.ui.sheet import Sheet

if TYPE_CHECKING:
    from soak_window_inside import Loop, Script

    from kbdesk.ui.window import Window

PLAIN: Final = Qt.KeyboardModifier.NoModifier
KEYS: Final = {act.name: act.keys[0] for act in ACTS if act.keys}
START: Final = "articles/network/router-lights.md"
"""What is open while memory is looked at."""


class Hands:
    """A person at the keyboard; ``done`` counts what was done, by name.

    Args:
        window: the window, with a library open.
        loop: is told what is being done.
        seed: the same seed gives the same choices.
    """

    def __init__(self, window: Window, loop: Loop, seed: int) -> None:
        self.window, self.loop, self.chance = window, loop, random.Random(seed)
        self.done: Counter[str] = Counter()
        opening = window.keeper.opening
        files = opening.files if opening else ()
        self.articles = [path for path in files if not is_playbook_path(path)]
        self.own = [path for path in self.articles if path.startswith("articles/")] or self.articles
        self.books = [title for title, _ in (opening.playbooks if opening else ())]

    @property
    def count(self) -> int:
        """How much was done so far."""
        return sum(self.done.values())

    def state(self) -> dict[str, object]:
        """Where the window is, for a report."""
        focus, cover = QApplication.focusWidget(), self.window.frame.cover
        return {
            "focus": type(focus).__name__,
            "cover": type(cover).__name__,
            "sheets": [type(one).__name__ for one in self.sheets()],
            "notice": self.window.frame.notices.text,
        }

    def did(self, name: str) -> Script:
        """Something was begun: the next thing after a moment, when the window is done with it."""
        self.done[name] += 1
        yield self.chance.uniform(350, 1100)
        yield lambda: not self.window.lanes.busy, f"the lanes after {name}"

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """A key where the focus is."""
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        QTest.keyClick(target if target is not None and target.isVisible() else self.window, key, modifiers)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, name: str = "") -> Script:
        """A key, and a moment; a part of something, not counted."""
        self.loop.doing = name or f"key {key.name}"
        self.press(key, modifiers)
        yield self.chance.uniform(60, 200)

    def act(self, name: str) -> Script:
        """An action by its key."""
        combination = QKeySequence(KEYS[name])[0]
        self.loop.doing = name
        self.press(combination.key(), combination.keyboardModifiers())
        yield from self.did(name)

    def type(self, text: str, name: str = "type") -> Script:
        """Text letter by letter; what is typed counts as one thing done."""
        for letter in text:
            self.loop.doing = f"{name} a letter"
            QTest.keyClicks(QApplication.focusWidget() or self.window, letter)
            yield self.chance.uniform(40, 110)
        yield from self.did(name)

    def sheets(self) -> list[QWidget]:
        """The sheets that are open."""
        return [sheet for sheet in self.window.findChildren(Sheet) if sheet.isVisible()]

    def home(self) -> Script:
        """Esc until no sheet and no page covers the panes."""
        for _ in range(12):
            if QApplication.activePopupWidget() is None and not self.sheets() and not self.window.frame.cover:
                return
            cover = self.window.frame.cover
            if cover is not None and self.window.frame.search.hasFocus():  # there Esc clears the search
                cover.setFocus(Qt.FocusReason.MouseFocusReason)
            page = self.window.late.work.writer.page
            writing = page is not None and cover is not None and cover.isAncestorOf(page)
            if writing and not self.sheets():  # Esc leaves no text that was changed
                yield from self.key(Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier, name="leave")
            else:
                yield from self.key(Qt.Key.Key_Escape, name="leave")
            yield lambda: not self.window.lanes.busy, "the lanes on the way home"
        yield bool, "the way home"

    def rest(self) -> Script:
        """The state in which memory is looked at: one article open, no page behind it, no search."""
        for _ in range(12):  # an inbox stays open behind the call that was taken from it, and so on
            if self.window.frame.rooms.count() == 1:
                break
            yield from self.act("next_room")
            yield from self.home()
        yield from self.act("focus_search")
        yield from self.key(Qt.Key.Key_Escape)
        self.window.finder.open_path(START if START in self.articles else self.articles[0])
        yield lambda: not self.window.lanes.busy, "the rest"

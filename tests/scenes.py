# SPDX-License-Identifier: MIT
"""Every page, sheet and state of the window in turn, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator

from hands import Hands
from people import SAYS, record
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kbdesk.ui.actions import ACTS
from kbdesk.ui.cover import Cover
from kbdesk.ui.sheet import Sheet

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier

UNSEEN = {
    *("choose_library", "open_handoff", "print_page", "save_pdf"),  # the system's own windows
    *("larger", "smaller", "normal_size", "toggle_theme", "stay_on_top", "snap_right"),
    *("toggle_results", "toggle_call", "next_pane", "previous_pane", "next_room"),
    *("finish_call", "escalate", "pause_call", "next_call", "step_back", "start_free"),  # in their own place
}
"""Actions that show nothing of ours, or only move what is there."""


class Scenes:
    """Leads a person's window through what there is to see."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.window = hands, hands.window

    def all(self) -> Iterator[str]:
        """Each scene's name while it is on screen, one after the other."""
        yield from self._call()
        for act in ACTS:
            if act.name in UNSEEN:
                continue
            before = self._seen()
            self.window.keys.act(act.name)
            self.hands.rest()
            if self._seen() != before:
                yield act.name
            self.clear()

    def _call(self) -> Iterator[str]:
        yield "welcome"
        self.search("my printer zxqv")
        yield "nothing found"
        self.search(SAYS)
        yield "results"
        self.hands.choose("article")
        yield "article"
        self.search(SAYS)
        self.hands.choose("playbook")
        yield "first step"
        record(self.hands)
        self.hands.key(Key.Key_2, CONTROL)
        yield "second step"
        self.hands.key(Key.Key_E, CONTROL)
        self.hands.wait(lambda: self.window.caller.sheet_open)
        self.hands.rest()
        yield "escalation"
        self.clear()

    def search(self, words: str) -> None:
        """Type into the search field over what stands there."""
        self.hands.key(Key.Key_L, CONTROL)
        self.hands.type(words)

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets that are open."""
        return [sheet for sheet in self.window.findChildren(Sheet) if sheet.isVisible()]

    def _seen(self) -> object:
        cover, popup = self.window.frame.cover, QApplication.activePopupWidget()
        return [type(one) for one in (cover, popup, *self.sheets)], self.window.frame.notices.text

    def clear(self) -> None:
        """Close all that covers the panes."""
        for _ in range(9):
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            sheets, cover = self.sheets, self.window.frame.cover
            if sheets:
                QTest.keyClick(sheets[-1], Key.Key_Escape)
            elif isinstance(cover, Cover):
                cover.leave()
            elif cover is not None:
                self.hands.key(Key.Key_W, CONTROL)  # a text that is written
            else:
                break
            self.hands.rest()
        assert not self.sheets
        assert self.window.frame.cover is None
        self.window.frame.notices.clear()
        self.window.frame.toast.hide()

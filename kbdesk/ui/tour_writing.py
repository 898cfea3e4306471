# SPDX-License-Identifier: MIT
"""The tour's second part: an article is written, compared and shared, and two people save it at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Author
from kbdesk.ui.window import Window

if TYPE_CHECKING:
    from kbdesk.ui.tour import Tour

ARTICLE = "articles/network/wifi-drops-on-one-laptop.md"
SEARCH = "wifi drops on one laptop"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WRITTEN = """
## Only while it charges

1. Ask whether it stays connected with the *power supply* unplugged.
Let it forget the network, see [forg"""


class Colleague:
    """Somebody else of the team, with a copy of the library and a home of their own."""

    def __init__(self, library: Path, place: Path) -> None:
        self._author = Author("Sam Okoro", "sam@example.org")
        home = Home(place / "colleague-data", place / "colleague-cache")
        home.make()
        home.set_who(self._author)
        self._desk = Desk(library, home)

    def change_title(self, path: str, title: str) -> None:
        """Give an article another title, and send that.

        Raises:
            KbError: it could not be read, saved or sent.
        """
        self._desk.team.sync()
        draft = self._desk.writing.open(path)
        head, sign, rest = draft.text.partition("\n# ")
        text = f"{head}{sign}{title}\n{rest.partition(chr(10))[2]}"
        self._desk.writing.save(replace(draft, text=text), "A clearer title", self._author)
        self._desk.team.sync()


def write(tour: Tour, window: Window, colleague: Colleague | None) -> None:
    """Write, save, compare and share; ``colleague`` is None where there is no git.

    Raises:
        KbError: if a step does not come about.
    """
    tour.key(Qt.Key.Key_Escape)  # the sheet of the handed-over call
    _edit(tour, window)
    _save(tour, window)
    _begin_another(tour, window)
    if colleague is not None:
        _write_at_the_same_time(tour, window, colleague)
        tour.key(Qt.Key.Key_T, CONTROL | SHIFT)
        tour.picture("team")
        tour.key(Qt.Key.Key_Escape)
    tour.key(Qt.Key.Key_R, CONTROL | SHIFT)
    tour.wait(lambda: window.frame.cover is not None, "what can be recovered")
    tour.settle()
    tour.picture("recover")
    tour.key(Qt.Key.Key_Escape)


def _open_editor(tour: Tour, window: Window) -> None:
    tour.search_for(SEARCH, "article")
    for _ in range(10):
        hit = window.results.current()
        if hit is None or hit.path == ARTICLE:
            break
        tour.key(Qt.Key.Key_Down)
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: window.finder.page is not None and window.finder.page.document.path == ARTICLE, ARTICLE)
    tour.key(Qt.Key.Key_E, CONTROL | SHIFT)
    tour.wait(lambda: window.late.work.writer.page is not None, "the editor")
    tour.settle()


def _edit(tour: Tour, window: Window) -> None:
    _open_editor(tour, window)
    tour.key(Qt.Key.Key_F, CONTROL)
    tour.type_quickly("ten seconds")
    tour.key(Qt.Key.Key_Return)
    tour.key(Qt.Key.Key_Escape)
    tour.type_quickly("half a minute")
    tour.key(Qt.Key.Key_End, CONTROL)
    tour.type_quickly(WRITTEN)
    page = window.late.work.writer.page
    tour.wait(lambda: page is not None and bool(page.links.offered), "links to choose from")
    tour.picture("completion")
    tour.key(Qt.Key.Key_Return)
    tour.type_quickly(".")
    tour.picture("writing")
    tour.key(Qt.Key.Key_3, CONTROL)
    tour.picture("fields")
    tour.key(Qt.Key.Key_1, CONTROL)


def _save(tour: Tour, window: Window) -> None:
    tour.key(Qt.Key.Key_S, CONTROL)
    tour.wait(lambda: window.late.work.sheet_open, "the question before the save")
    tour.picture("save")
    _confirm_save(tour, window)
    tour.key(Qt.Key.Key_H, CONTROL | SHIFT)
    tour.wait(lambda: window.late.work.past.page is not None, "the history")
    tour.settle()
    tour.picture("history")
    tour.key(Qt.Key.Key_Escape)


def _confirm_save(tour: Tour, window: Window) -> None:
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: window.late.work.writer.page is None, "the save")
    tour.settle()


def _begin_another(tour: Tour, window: Window) -> None:
    tour.key(Qt.Key.Key_A, CONTROL | SHIFT)
    tour.wait(lambda: window.late.work.sheet_open, "the sheet of a new article")
    tour.type_quickly("Wi-Fi drops while the microwave runs")
    sheet = window.late.work.writer.beginner.sheet
    tour.wait(lambda: sheet is not None and bool(sheet.nearby.hits), "articles that are near")
    tour.picture("new-article")
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: window.late.work.writer.page is not None, "the new article")
    tour.settle()
    tour.type_quickly("Every day at noon the Wi-Fi is gone for three minutes.")
    tour.key(Qt.Key.Key_W, CONTROL)


def _write_at_the_same_time(tour: Tour, window: Window, colleague: Colleague) -> None:
    exchange = window.late.work.sharing.exchange
    tour.key(Qt.Key.Key_S, CONTROL | SHIFT)
    tour.wait(lambda: not exchange.busy, "updates")
    _open_editor(tour, window)
    page = window.late.work.writer.page
    if page is not None:
        lines = page.editor.text().splitlines()
        page.editor.go_to_line(1 + next((n for n, line in enumerate(lines) if line.startswith("# ")), 0))
    tour.key(Qt.Key.Key_End)
    tour.type_quickly(", only near the power supply")
    tour.key(Qt.Key.Key_S, CONTROL)
    tour.wait(lambda: window.late.work.sheet_open, "the question before the save")
    _confirm_save(tour, window)
    colleague.change_title(ARTICLE, "One laptop loses the Wi-Fi, others stay connected")
    tour.key(Qt.Key.Key_S, CONTROL | SHIFT)
    tour.wait(lambda: window.late.work.sharing.parked(ARTICLE) is not None, "two versions of one article")
    tour.settle()
    tour.picture("two-versions")
    tour.key(Qt.Key.Key_T, CONTROL | SHIFT)
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: window.frame.cover is not None, "the choice")
    tour.settle()
    tour.picture("choice")
    tour.key(Qt.Key.Key_1, CONTROL)
    tour.wait(lambda: window.frame.cover is None, "the chosen text")
    tour.settle()

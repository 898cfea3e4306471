# SPDX-License-Identifier: MIT
"""Completion of links: articles by title after ``[`` and ``](``, headings and steps after ``#``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from kbdesk.language import tr
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.writing import exact
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.keys import known_key

MOST_ROWS = 50
_ROWS_SEEN = 8
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS_SEEN,
    Qt.Key.Key_PageUp: -_ROWS_SEEN,
}
_TARGET = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)$")
_WORDS = re.compile(r"(?<![!\]\\])\[{1,2}([^\[\]\s][^\[\]]*)?$")
_IN_LINK = re.compile(r"^[^\s()\[\]]*\)")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: a title, the path or anchor it leads to, and a note."""

    title: str
    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What may be completed at the cursor.

    ``kind``: ``words`` after ``[``, ``path`` inside ``](``, ``anchor`` after its ``#``. ``typed`` is what
    was typed of it, ``start`` the letter of the line at which that begins, ``path`` (for an anchor) the
    file as written, "" for this one.
    """

    kind: Literal["words", "path", "anchor"]
    typed: str
    start: int
    path: str = ""


def place_of(before: str) -> Place | None:
    """What may be completed after the part of a line before the cursor; None if nothing."""
    if found := _TARGET.search(before):
        written = found[2]
        path, sign, anchor = written.partition("#")
        if sign:
            return Place("anchor", anchor, found.end() - len(anchor), path)
        return None if "://" in written else Place("path", written, found.start(2))
    if found := _WORDS.search(before):
        words = found[1] or ""
        ticks = before[: found.start()].count("`")
        is_box = words in ("x", "X") and not before[: found.start()].strip(" >-*+")
        return None if ticks % 2 or is_box else Place("words", words, found.start())
    return None


def matching(offers: Sequence[Offer], typed: str) -> list[Offer]:
    """The offers that have every word that was typed, those first that begin with it."""
    words = typed.casefold().split()
    if not words:
        return list(offers[:MOST_ROWS])
    whole = " ".join(words)
    ranked: list[tuple[int, int, Offer]] = []
    for number, offer in enumerate(offers):
        title = offer.title.casefold()
        key = f"{title} {offer.target.casefold()}"
        if all(word in key for word in words):
            rank = 0 if title.startswith(whole) else 1 if f" {whole}" in title else 2 if whole in title else 3
            ranked.append((rank, number, offer))
    ranked.sort(key=lambda one: one[:2])
    return [offer for _, _, offer in ranked[:MOST_ROWS]]


def written_path(path: str, own: str) -> str:
    """A path of the library as a link in the file ``own`` writes it."""
    return quote(posixpath.relpath(path, posixpath.dirname(own) or "."), safe="/-._~!$&'*+,;=:@")


def real_path(written: str, own: str) -> str:
    """The path of the library that a link in the file ``own`` leads to."""
    if not written:
        return own
    return posixpath.normpath(posixpath.join(posixpath.dirname(own), unquote(written)))


class LinkPopup(QListWidget):
    """The list below the cursor. It takes Enter, Tab, Up, Down and Esc only while it is shown.

    Args:
        editor: where links are written.
        theme: the look.

    Signals:
        headings_wanted(str): the headings of the file at this path are to be given to ``show_headings``.
    """

    headings_wanted = Signal(str)

    def __init__(self, editor: Editor, theme: Theme) -> None:
        super().__init__(editor)
        self._editor = editor
        self._own = ""
        self._targets: tuple[Offer, ...] = ()
        self._headings: dict[str, tuple[Offer, ...]] = {}
        self._place: Place | None = None
        self._given_up = -1
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Articles to link to"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._clicked)
        editor.letter_typed.connect(self._letter)
        editor.cursorPositionChanged.connect(self._moved)
        editor.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self.setStyleSheet(
            f"QListWidget {{ background: {theme.hex('raised')}; border: 1px solid {theme.hex('border')};"
            f" border-radius: {theme.px(8)}px; padding: {theme.px(2)}px; }}"
            f"QListWidget::item {{ padding: {theme.px(4)}px {theme.px(8)}px; border-radius: {theme.px(5)}px;"
            f" color: {theme.hex('fg')}; }}"
            f"QListWidget::item:selected {{ background: {theme.hex('selected')}; color: {theme.hex('fg')}; }}"
        )

    def set_targets(self, own: str, targets: tuple[Offer, ...]) -> None:
        """Offer these articles (title, path) in links of the file ``own``."""
        self._own, self._targets, self._headings = own, targets, {}

    def show_headings(self, path: str, headings: tuple[Offer, ...]) -> None:
        """Offer these headings and steps (text, anchor) of a file."""
        self._headings[path] = headings
        self._moved()

    @property
    def offered(self) -> tuple[str, ...]:
        """The titles that are shown; () while it is closed."""
        if self.isHidden():
            return ()
        return tuple(self.item(row).text() for row in range(self.count()))

    # --- when ---

    def _letter(self, letter: str) -> None:
        if letter in "[(#" or (letter == "/" and self.isHidden()):
            self._given_up = -1
        self._offer()

    def _moved(self) -> None:
        if not self.isHidden():
            self._offer()

    def _offer(self) -> None:
        """Show what fits at the cursor, or nothing."""
        place = None
        if self._editor.kind_here() == "text" and not self._editor.textCursor().hasSelection():
            place = place_of(self._editor.before_cursor())
        here = self._editor.textCursor().block().position() + place.start if place else -1
        if place is None or here == self._given_up:
            self._place = None
            self.hide()
            return
        self._place = place
        found = matching(self._offers_for(place), place.typed)
        alone = len(found) == 1 and found[0].target in (place.typed, f"#{place.typed}")
        if not found or alone:
            self.hide()
            return
        self._show(found, chosen=bool(place.typed) or place.kind == "anchor")

    def _offers_for(self, place: Place) -> tuple[Offer, ...]:
        if place.kind != "anchor":
            return self._targets
        path = real_path(place.path, self._own)
        if path not in self._headings:
            self.headings_wanted.emit(path)
        return self._headings.get(path, ())

    def _show(self, offers: list[Offer], *, chosen: bool) -> None:
        self.clear()
        titles = [offer.title for offer in offers]
        for offer in offers:
            alone = titles.count(offer.title) == 1
            row = QListWidgetItem(offer.title if alone else f"{offer.title}   {offer.target}")
            row.setToolTip(plain_tip(offer.note or offer.target))
            row.setData(Qt.ItemDataRole.UserRole, (offer.title, offer.target))
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{offer.title}, {offer.note or offer.target}")
            self.addItem(row)
        self.setCurrentRow(0 if chosen else -1)
        self._put_in_place()
        self.show()
        self.raise_()

    def _put_in_place(self) -> None:
        row = self.sizeHintForRow(0) or self._theme.px(26)
        height = row * min(self.count(), _ROWS_SEEN) + self._theme.px(8)
        room = self._editor.viewport().geometry()
        width = min(self._theme.px(440), room.width() - self._theme.px(8))
        spot = self._editor.cursorRect()
        corner = self._editor.viewport().mapToParent(QPoint(spot.left(), spot.bottom() + self._theme.px(4)))
        left = max(room.left(), min(corner.x(), room.right() - width))
        top = corner.y()
        if top + height > room.bottom() and spot.top() > height:
            top = self._editor.viewport().mapToParent(spot.topLeft()).y() - height - self._theme.px(4)
        self.setGeometry(left, top, width, min(height, max(row, room.bottom() - top)))

    def sizeHint(self) -> QSize:
        """Its place is given by the cursor."""
        return QSize(self._theme.px(440), self._theme.px(200))

    # --- keys ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list while it is shown."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if watched is not self._editor or self.isHidden() or event.type() not in kinds:
            if event.type() == QEvent.Type.FocusOut and watched is self._editor:
                self.hide()
            elif event.type() == QEvent.Type.Resize and watched is self._editor and not self.isHidden():
                QTimer.singleShot(20, self._put_in_place)  # once the editor has put its cursor in sight
            return False
        if not isinstance(event, QKeyEvent) or not self._is_mine(event):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._act(event)
        return True

    def _is_mine(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and event.text() != "#":
            return False
        takes = event.key() == Qt.Key.Key_Tab or event.key() in _ENTER
        if takes:
            return self.currentRow() >= 0 or event.key() == Qt.Key.Key_Tab
        if event.text() == "#":
            return self._place is not None and self._place.kind != "anchor" and self.currentRow() >= 0
        return event.key() in _MOVES or event.key() == Qt.Key.Key_Escape

    def _act(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._give_up()
        elif event.key() in _MOVES:
            row = self.currentRow() + _MOVES[known_key(event)]
            self.setCurrentRow(min(max(row, 0), self.count() - 1))
        else:
            self._take(self.item(max(0, self.currentRow())), to_heading=event.text() == "#")

    def _give_up(self) -> None:
        place = self._place
        self._given_up = self._editor.textCursor().block().position() + place.start if place else -1
        self.hide()

    def _clicked(self, item: QListWidgetItem) -> None:
        self._take(item)

    def _take(self, item: QListWidgetItem, *, to_heading: bool = False) -> None:
        place, self._place = self._place, None
        self.hide()
        if place is None:
            return
        title, target = item.data(Qt.ItemDataRole.UserRole)
        cursor = self._editor.textCursor()
        block = cursor.block()
        text = block.text()
        at = exact.letters(text, cursor.positionInBlock())
        rest = text[at:]
        if place.kind == "words":
            title = title.replace("[", "\\[").replace("]", "\\]")
            put = f"[{title}]({written_path(target, self._own)})"
            end = at + (1 if rest.startswith("]") else 0)
        else:
            put = written_path(target, self._own) if place.kind == "path" else target
            old = _IN_LINK.match(rest)
            end = at + (old.end() if old else 0)
            put += ")"
        if to_heading:
            put = put.removesuffix(")") + "#"
        first = block.position() + exact.units(text[: place.start])
        cursor.setPosition(first)
        cursor.setPosition(block.position() + exact.units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(put)
        self._editor.setTextCursor(cursor)
        if to_heading:
            self._letter("#")

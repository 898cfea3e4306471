# SPDX-License-Identifier: MIT
"""The articles nearest to the one that is being begun: to be read, or to take the customer's words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Hit
from kbdesk.ui.flow import FlowLayout, LineLayout, grow_down
from kbdesk.ui.key_button import KeyButton
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

MOST = 5
_FEW = 3
_NARROW = 560
"""A strip narrower than this (px at 100 %) shows only the first few."""
_LOW = 560
"""Of a window lower than this (px at 100 %) the text that is written needs all that it can get."""
_SHORT = tr("Is it one of these already?")
_PLAIN = tr("Is it one of these already? Alt+1–5 reads it.")
_WITH_WORDS = tr(
    "Is it one of these already? Alt+1–5 reads it, Alt+Shift+1–5 adds the customer's words and errors to it "
    "instead."
)


class NearbyRow(QWidget):
    """One article: its title opens it, the button beside adds the words to it.

    Signals:
        read_pressed(int), words_pressed(int): for the row of this number, from 0.
    """

    read_pressed = Signal(int)
    words_pressed = Signal(int)

    def __init__(self, number: int, hit: Hit, parent: QWidget, *, with_words: bool) -> None:
        super().__init__(parent)
        self._number = number
        self.read = KeyButton(self, f"{number + 1}  {_short(hit.title)}")
        self.read.setProperty("role", "chip")
        self.read.setToolTip(
            plain_tip(
                tr(
                    "{title}\n{path}\nRead it (Alt+{number})",
                    title=hit.title,
                    path=hit.path,
                    number=number + 1,
                )
            )
        )
        self.read.setAccessibleName(tr("Read {title}", title=hit.title))
        self.words = QPushButton(tr("Add words"), self)
        self.words.setProperty("role", "quiet")
        self.words.setToolTip(
            plain_tip(
                tr(
                    "Add the customer's words and errors to “{title}” instead (Alt+Shift+{number})",
                    title=hit.title,
                    number=number + 1,
                )
            )
        )
        self.words.setAccessibleName(tr("Add the customer's words to {title}", title=hit.title))
        self.words.setVisible(with_words)
        for button in (self.read, self.words):
            button.setAutoDefault(False)
        self.read.clicked.connect(self._read)
        self.words.clicked.connect(self._words)
        flow = LineLayout(self, 0)
        flow.addWidget(self.read)
        flow.addWidget(self.words)

    def _read(self) -> None:
        self.read_pressed.emit(self._number)

    def _words(self) -> None:
        self.words_pressed.emit(self._number)


class Nearby(QFrame):
    """A strip with up to five articles; it is hidden while there are none.

    Args:
        theme: the look.
        parent: its owner.
        may_hide: whether the person may put it aside; it then stands above a text and has its edges.

    Signals:
        read_requested(str): an article is to be read.
        words_requested(str): the customer's words are to be added to this article instead.
        left(): they were put aside while the focus was here.
    """

    read_requested = Signal(str)
    words_requested = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget, *, may_hide: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Articles like this one"))
        self._theme = theme
        self._inset = may_hide
        self._put_aside = False
        self._hits: tuple[Hit, ...] = ()
        self._with_words = False
        self._rows: list[NearbyRow] = []
        self._title = WrapLabel(self, 12, 600, "muted")
        self._strip = QWidget(self)
        grow_down(self._strip, self._strip.sizePolicy().horizontalPolicy())
        self._flow = FlowLayout(self._strip, 4)
        self._none = QPushButton(tr("None of these"), self._strip)
        self._none.setProperty("role", "quiet")
        self._none.setToolTip(tr("Hide them and write on (Alt+0)"))
        self._none.setAutoDefault(False)
        self._none.clicked.connect(self.put_aside)
        self._none.setVisible(may_hide)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._title)
        self._box.addWidget(self._strip)
        self.set_theme(theme)
        self.hide()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What is shown."""
        return self._hits

    def show_hits(self, hits: tuple[Hit, ...], *, with_words: bool) -> None:
        """Show the nearest articles; ``with_words``: there are words that can be added to one of them."""
        hits = hits[:MOST]
        if (hits, with_words) == (self._hits, self._with_words):
            return
        self._hits, self._with_words = hits, with_words
        for row in self._rows:
            self._flow.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [
            NearbyRow(number, hit, self._strip, with_words=with_words) for number, hit in enumerate(hits)
        ]
        self._flow.removeWidget(self._none)
        for row in self._rows:
            row.read_pressed.connect(self.read_number)
            row.words_pressed.connect(self.words_number)
            self._flow.addWidget(row)
        self._flow.addWidget(self._none)
        self._show_rows()
        self.setVisible(bool(hits) and not self._put_aside)
        self._strip.updateGeometry()

    def put_aside(self) -> None:
        """None of them is it: they are shown no more beside this text."""
        had_focus = self.isAncestorOf(self.focusWidget() or self)
        self._put_aside = True
        self.hide()
        if had_focus:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the first few will do."""
        super().resizeEvent(event)
        self._show_rows()

    def _show_rows(self) -> None:
        scale = self._theme.scale
        wide = self.width() / scale if self._inset else _NARROW
        low = self._inset and self.window().height() / scale < _LOW
        few = MOST if wide >= _NARROW and not low else _FEW if wide >= _NARROW / 2 and not low else 1
        for number, row in enumerate(self._rows):
            row.setVisible(number < few)
        self._title.setText(_SHORT if low else _WITH_WORDS if self._with_words else _PLAIN)

    def read_number(self, number: int) -> None:
        """Ask to read the article of a row, from 0."""
        if number < len(self._hits) and not self._put_aside:
            self.read_requested.emit(self._hits[number].path)

    def words_number(self, number: int) -> None:
        """Ask to add the customer's words to the article of a row, from 0."""
        if self._with_words and number < len(self._hits) and not self._put_aside:
            self.words_requested.emit(self._hits[number].path)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._title.set_theme(theme)
        edge = theme.px(14) if self._inset else 0
        self._box.setContentsMargins(edge, theme.px(4), edge, theme.px(6))
        self._box.setSpacing(theme.px(4))


def _short(title: str) -> str:
    return title if len(title) <= 48 else f"{title[:46].rstrip()}…"

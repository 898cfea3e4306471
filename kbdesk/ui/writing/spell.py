# SPDX-License-Identifier: MIT
"""Words that a dictionary does not know are underlined, in what can be seen and a moment after typing."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu

from kbdesk.language import tr
from kbdesk.ui.article_document import selection
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing import exact
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.highlighter import CODE, FRONT

REST_MS = 400
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOT_WORDS = re.compile(
    r"(`+)(?!`).*?(?<!`)\1(?!`)|\]\([^)\s]*\)|<[^<>]*>|\w+://\S+|\S+@\S+|\{[^{}]*\}|&\w+;|\S*[\\/_]\S*|\S*\d\S*|\w+-[A-Z]\w*"
)
_SPOKEN_KEYS = re.compile(r"^\s*(?:title|says)\s*:|^\s*-\s")
_KEPT = 20_000
"""Words whose answer is remembered."""


def words_of(text: str, *, front: bool) -> list[tuple[int, str]]:
    """The words of a line that a dictionary could know, with their places; names in capitals are none."""
    if front and not _SPOKEN_KEYS.match(text):
        return []
    if front:
        text = re.sub(r"^\s*\w+\s*:", lambda found: " " * len(found[0]), text)
    text = _NOT_WORDS.sub(lambda found: " " * len(found[0]), text)
    return [
        (found.start(), found[0])
        for found in _WORD.finditer(text)
        if len(found[0]) > 1 and (found[0].islower() or found[0].istitle())
    ]


class Spelling(QObject):
    """Underlines words in the editor. It knows no dictionary: it asks, and is told in its own time.

    Signals:
        words_asked(tuple of str): are these words known? The answer goes to ``show_checked``.
        suggestions_asked(str): what may be meant? The answer goes to ``show_suggestions``.
        word_learnt(str): this word is right.
    """

    words_asked = Signal(object)
    suggestions_asked = Signal(str)
    word_learnt = Signal(str)

    def __init__(self, editor: Editor, theme: Theme) -> None:
        super().__init__(editor)
        self._editor, self._theme = editor, theme
        self._known: dict[str, bool] = {}
        self._asked: set[str] = set()
        self._spot = QPoint()
        self._place: QTextCursor | None = None
        self._menu: QMenu | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REST_MS)
        self._later.timeout.connect(self._look)
        editor.edited.connect(self._later.start)
        editor.verticalScrollBar().valueChanged.connect(self._scrolled)
        editor.word_asked.connect(self._open_menu)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._look()

    def show_checked(self, known: dict[str, bool]) -> None:
        """Take the answer for words that were asked for."""
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known.update(known)
        self._asked -= known.keys()
        self._mark()

    def suggest(self) -> None:
        """Ask for what may be meant by the word at the cursor."""
        cursor = self._word_at(self._editor.textCursor())
        if cursor is not None:
            self._place = cursor
            self._spot = self._editor.viewport().mapToGlobal(self._editor.cursorRect(cursor).bottomLeft())
            self.suggestions_asked.emit(cursor.selectedText())

    def show_suggestions(self, word: str, suggestions: tuple[str, ...]) -> None:
        """Offer these words in the place of a word."""
        if self._place is None or self._place.selectedText() != word:
            return
        menu = QMenu(self._editor)
        for one in suggestions:
            action = QAction(one, menu)
            action.triggered.connect(self._replace)
            menu.addAction(action)
        if not suggestions:
            none = QAction(tr("No suggestion for “{word}”", word=word), menu)
            none.setEnabled(False)
            menu.addAction(none)
        menu.addSeparator()
        learn = QAction(tr("“{word}” is right", word=word), menu)
        learn.triggered.connect(self._learn)
        menu.addAction(learn)
        self._show(menu)

    @property
    def menu(self) -> QMenu | None:
        """The menu that was opened last."""
        return self._menu

    def unknown_in_sight(self) -> tuple[str, ...]:
        """The words that are underlined now."""
        return tuple(
            word for _, found in self._lines() for _, word in found if self._known.get(word) is False
        )

    # --- inside ---

    def _scrolled(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _look(self) -> None:
        """Ask for words in sight that no answer is known for, and mark the others."""
        unknown = {word for _, found in self._lines() for _, word in found} - self._known.keys()
        unknown -= self._asked
        if unknown:
            self._asked |= unknown
            self.words_asked.emit(tuple(sorted(unknown)))
        self._mark()

    def _lines(self) -> list[tuple[QTextBlock, list[tuple[int, str]]]]:
        first, last = self._editor.blocks_in_sight()
        block = self._editor.document().findBlockByNumber(first)
        found = []
        while block.isValid() and block.blockNumber() <= last:
            state = block.userState()
            if state < 0 or state & 15 != CODE:
                found.append((block, words_of(block.text(), front=state == FRONT)))
            block = block.next()
        return found

    def _mark(self) -> None:
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        look.setUnderlineColor(self._theme.color("danger"))
        here = self._editor.textCursor()
        selections = []
        for block, found in self._lines():
            for start, word in found:
                if self._known.get(word) is not False:
                    continue
                text = block.text()
                first = block.position() + exact.units(text[:start])
                last = first + exact.units(word)
                if here.position() == last:
                    continue  # it is still being typed
                selections.append(selection(self._editor.document(), (first, last), look))
        self._editor.show_layer("spelling", selections)

    def _word_at(self, cursor: QTextCursor) -> QTextCursor | None:
        """The unknown word at a cursor, selected; None if there is none."""
        block = cursor.block()
        text = block.text()
        column = exact.letters(text, cursor.position() - block.position())
        for start, word in words_of(text, front=block.userState() == FRONT):
            if start <= column <= start + len(word) and self._known.get(word) is False:
                found = QTextCursor(block)
                found.setPosition(block.position() + exact.units(text[:start]))
                found.movePosition(
                    QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, exact.units(word)
                )
                return found
        return None

    def _open_menu(self, event: QContextMenuEvent) -> None:
        """The usual menu; on an underlined word suggestions instead."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cursor = self._editor.textCursor() if by_key else self._editor.cursorForPosition(event.pos())
        word = self._word_at(cursor)
        if word is not None:
            self._place, self._spot = word, event.globalPos()
            self.suggestions_asked.emit(word.selectedText())
            return
        self._spot = event.globalPos()
        self._show(self._editor.createStandardContextMenu())

    def _show(self, menu: QMenu) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu
        menu.popup(self._spot)

    def _replace(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and self._place is not None:
            self._place.insertText(action.text())
            self._place = None

    def _learn(self) -> None:
        if self._place is not None:
            self.word_learnt.emit(self._place.selectedText())
            self._place = None

# SPDX-License-Identifier: MIT
"""The reading view: a QTextBrowser that loads nothing by itself and looks like a page."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QMimeData, QRectF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from kbdesk.language import tr
from kbdesk.ui import article_document, article_panels, article_place
from kbdesk.ui.article_marks import Places, fold, text_places, word_places
from kbdesk.ui.article_panels import Panel
from kbdesk.ui.article_pictures import Pictures, placeholder
from kbdesk.ui.theme import Theme

# Qt would look for a "name@2x" file beside every picture's name, before anyone is asked.
os.environ.setdefault("QT_HIGHDPI_DISABLE_2X_IMAGE_LOADING", "1")

COLUMN = 760
"""Widest reading column, in pixels at 100 %."""

_TOP = 12
"""Space over the first line, in pixels at 100 %."""
_SURELY_LONG = 30_000
"""Letters of HTML from which a document is laid aside while the window takes another look."""
_REDRAW_MS = 120
_BREATH_MS = 10
"""Until a document that was laid aside comes: keys that wait are answered first."""
_BLOCKS_MORE = 8
_MOST_MARKS = 150


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the view shows: safe HTML, and bytes and names for its pictures."""

    html: str
    pictures: tuple[bytes, ...] = ()
    names: tuple[str, ...] = ()


class ArticleView(QTextBrowser):
    """Shows safe HTML. Pictures come from the sheet; nothing is ever loaded from a disk or a network.

    Signals:
        found_changed(int, int): the place that the finder stands at (1 is the first, 0 none), and how many.
    """

    found_changed = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Article"))
        self._theme = theme
        self._sheet = Sheet("")
        self._more = ""
        self._beside: dict[int, int] = {}
        self._document: QTextDocument | None = None
        self._blank = QTextDocument(self)
        self._aside: int | None = None
        """The first place in sight of a document that was laid aside."""
        self._pictures = Pictures()
        self._panels: tuple[Panel, ...] = ()
        self._folded: str | None = None
        self._length = self._letters = 0
        self._words: tuple[str, ...] = ()
        self._marks: Places = ()
        self._shown: Places = ()
        self._needle, self._at = "", -1
        self._found: Places = ()
        self._kept_top = article_place.TopPlace(self)
        self._drawn_width = 0
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(_REDRAW_MS)
        self._redraw.timeout.connect(self._draw_again)
        self.verticalScrollBar().valueChanged.connect(self._select_seen)

    # --- what is shown ---

    def show_sheet(self, sheet: Sheet, words: tuple[str, ...] = ()) -> None:
        """Show a document from its top, with these words marked."""
        self._words, self._more = words, ""
        self._take(sheet)
        self._needle, self._found, self._at = "", (), -1
        self._draw()
        self.verticalScrollBar().setValue(0)
        self.found_changed.emit(0, 0)

    def refresh(self, sheet: Sheet) -> None:
        """Show another state of the same document; the text at the top stays there."""
        if not self._sheet.html:
            self.show_sheet(sheet)
        elif sheet != self._sheet:
            self._take(sheet)
            self._draw_again()

    def refreshing(self, sheet: Sheet) -> Iterator[None]:
        """``refresh`` in short pieces, of an empty view too; what is seen changes with the last."""
        if not sheet.html or sheet == self._sheet:
            self.refresh(sheet)
            return
        read = self._top_position() if self.verticalScrollBar().value() else 0
        self._take(sheet)
        yield
        made = self._made()
        yield
        self._settle_bar()
        self._set_margins(made[0])
        yield from article_document.laid_out(made[0], self.viewport().width(), read)
        self._draw_again(made)

    def _take(self, sheet: Sheet) -> None:
        self._sheet, self._beside = sheet, article_document.cells_beside(sheet.html)
        self._letters = article_document.letters_of(sheet.html)

    def mark(self, words: tuple[str, ...]) -> None:
        """Mark other words; what is looked for in the text stays marked instead."""
        if words != self._words:
            self._words = words
            self._marks = self._word_places()
            if not self._needle:
                self._at = -1
                self._select(self._marks)

    def show_more(self, html: str) -> None:
        """Add a part below the document, which moves nothing and is not searched."""
        self._more = html
        article_document.add_part(self.document(), html, self._theme)

    def lay_aside(self) -> None:
        """Put a long document away until ``set_theme``: Qt would lay it out for each rule that fits."""
        if len(self._sheet.html) > _SURELY_LONG and self._aside is None:
            self._aside = self._top_position() if self.verticalScrollBar().value() > 0 else 0
            self.setDocument(self._blank)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme; the text at the top stays there. What was laid aside comes a moment later."""
        self._theme = theme
        if self._aside is None:
            self._draw_again()
        else:
            QTimer.singleShot(_BREATH_MS, self, self._draw_again)

    @property
    def marks(self) -> Places:
        """Where the marked words stand."""
        return self._marks

    def scroll_to_passage(self, anchor: str) -> None:
        """Bring the passage below a heading's anchor in sight ("": the beginning), and its first marked word.

        The heading stands at the top, unless that word would be out of sight then. If the beginning has no
        marked word, the first of the whole text counts.
        """
        if anchor:
            self.scrollToAnchor(anchor)
        place = article_document.first_mark(self.document(), self._marks, anchor)
        if place >= 0:
            self._scroll_to(place)

    # --- finding ---

    def find_text(self, text: str) -> None:
        """Mark all places of a text and go to the first at or below the top of what is seen."""
        self._needle = text
        self._found = text_places(self._text(), text)
        here = self._top_position()
        below = (number for number, (start, _) in enumerate(self._found) if start >= here)
        self._at = next(below, 0) if self._found else -1
        self._show_found()

    def find_further(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place; without a text, of the marked words."""
        places = self._found if self._needle else self._marks
        if not places:
            return
        if self._needle:
            self._at = (self._at + step) % len(places)
            self._show_found()
        else:
            if self._at < 0:  # go on from what is seen
                below = bisect_left(places, (self._top_position(), 0))
                self._at = (below if step > 0 else below - 1) % len(places)
            else:
                self._at = (self._at + step) % len(places)
            self._select(places)
            self._scroll_to(places[self._at][0])

    def end_find(self) -> None:
        """Take the marks of the finder away; the search's words stay marked."""
        self._needle, self._found, self._at = "", (), -1
        self._select(self._marks)
        self.found_changed.emit(0, 0)

    # --- Qt's own ---

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the sheet, or our placeholder; never anything else, and never Qt's own loading."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return QByteArray(b" ")
        found = article_document.IMAGE.fullmatch(QUrl(name).toString())
        number = int(found[1]) if found else -1
        beside = self._beside.get(number, 1)
        ratio = self.devicePixelRatioF()
        width = max(1, self._column_width() // beside - (self._theme.px(14) if beside > 1 else 0))
        if 0 <= number < len(self._sheet.pictures) and self._sheet.pictures[number]:
            image = self._pictures.image(self._sheet.pictures[number], width, ratio)
            if image is not None:
                return image
        names = self._sheet.names
        text = names[number] if 0 <= number < len(names) else tr("not part of this library")
        return placeholder(text, width, ratio, self._theme)

    def doSetSource(
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Nothing: the view shows what it is given and opens no address."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected words as plain text: a ticket needs no colours, and no places to break long words."""
        data, text = QMimeData(), self.textCursor().selection().toPlainText()
        data.setText(text.replace("\ufffc", "").replace("\u200b", ""))
        return data

    def paintEvent(self, event: QPaintEvent) -> None:
        """Panels first, the text over them."""
        painter = QPainter(self.viewport())
        try:
            left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            painter.translate(-left, -top)
            seen = QRectF(event.rect()).translated(left, top)
            article_panels.paint_panels(painter, self.document(), self._panels, seen, self._theme)
        finally:
            painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the column; the text at the top stays there. Fit pictures anew a little later."""
        self._kept_top.take(self._side_margin())
        self._settle_bar()
        with article_document.laid_out_bit_by_bit(self.document()):
            self._set_margins(self.document())
            super().resizeEvent(event)
        self._kept_top.give_back()
        if self._sheet.pictures and abs(self._column_width() - self._drawn_width) > 8:
            self._redraw.start()

    # --- inside ---

    def _draw_again(self, made: article_document.Made | None = None) -> None:
        """Draw the same sheet anew; the text at the top stays there, and so does what was found."""
        if not self._sheet.html:
            return
        at, bar = self._at, self.verticalScrollBar()
        moved = bar.value() > 0 if self._aside is None else self._aside > 0
        here, above = self._aside, self._theme.px(4)
        if here is None:
            here = self._top_position()
            above = self.cursorRect(self._cursor(here)).top()
        self._draw(made)
        if self._needle:
            self._found = text_places(self._text(), self._needle)
            self._at = at
            self._select(self._found)
        bar.setValue(bar.value() + self.cursorRect(self._cursor(here)).top() - above if moved else 0)

    def _draw(self, made: article_document.Made | None = None) -> None:
        old = self._document
        self._settle_bar()
        self._drawn_width = self._column_width()
        self._kept_top.forget()
        self._redraw.stop()  # the scroll bar may have begun it by taking its place
        document, self._panels = made or self._made()
        self._set_margins(document)
        self.setLayoutDirection(article_document.direction_of(document))
        self.setDocument(document)
        self._document, self._aside, self._folded = document, None, None
        if old is not None:
            old.deleteLater()
        self._marks = self._word_places()
        self._select(self._marks)

    def _made(self) -> article_document.Made:
        made = article_document.made_document(self._sheet.html, self._theme, self)
        self._length = made[0].characterCount() - 1
        article_document.add_part(made[0], self._more, self._theme)  # before it is laid out
        return made

    def _settle_bar(self) -> None:
        """Have the scroll bar there at once if it will be needed: later, it has the text laid out twice."""
        policy = article_document.bar_policy(self._letters, self.viewport().size(), self._theme)
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)

    def _text(self) -> str:
        """The text in which places are looked for: without what was added below it."""
        if self._folded is None:  # most texts are read and not searched
            self._folded = fold(self.document().toPlainText())[: self._length]
        return self._folded

    def _word_places(self) -> Places:
        return word_places(self._text(), self._words) if self._words else ()

    def _column_width(self) -> int:
        return max(self._theme.px(120), self.viewport().width() - 2 * self._side_margin())

    def _side_margin(self) -> int:
        free = self.viewport().width() - self._theme.px(COLUMN)
        return max(self._theme.px(18), free // 2)

    def _set_margins(self, document: QTextDocument) -> None:
        article_document.set_margins(document, self._side_margin(), self._theme.px(_TOP), self._theme.px(40))

    def _cursor(self, position: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(max(position, 0), self.document().characterCount() - 1))
        return cursor

    def _top_position(self) -> int:
        """The first place in sight."""
        return article_place.top_position(self, self._side_margin())

    def top_of(self, number: int) -> float:
        """Where a block begins, in pixels from the top of the document."""
        return self._rect(self.document().findBlockByNumber(number)).top()

    def _rect(self, block: QTextBlock) -> QRectF:
        return self.document().documentLayout().blockBoundingRect(block)

    def _scroll_to(self, position: int) -> None:
        """Scroll so that a place stands in the upper part, unless it is in sight already."""
        spot, seen = self.cursorRect(self._cursor(position)), self.viewport().height()
        if spot.top() < 0 or spot.bottom() > seen * 0.85:
            bar = self.verticalScrollBar()
            bar.setMaximum(max(bar.maximum(), round(self.document().size().height()) - seen))
            bar.setValue(bar.value() + spot.top() - seen // 4)

    def _show_found(self) -> None:
        self._select(self._found)
        if self._at >= 0:
            self._scroll_to(self._found[self._at][0])
        self.found_changed.emit(self._at + 1, len(self._found))

    def _select(self, places: Places) -> None:
        self._shown = places
        self._select_seen()

    def _select_seen(self) -> None:
        """Mark the places in what is seen: hundreds of selections would slow every frame (measured)."""
        if not self._shown:
            if self.extraSelections():
                self.setExtraSelections([])
            return
        block, last = article_place.top_block(self, self._side_margin())
        for _ in range(_BLOCKS_MORE):  # cells of a table stand side by side
            block = block.previous() if block.previous().isValid() else block
        first = block.position()
        begin = max(0, bisect_left(self._shown, (first, 0)) - 1)
        end = min(bisect_right(self._shown, (last, 0)), begin + _MOST_MARKS)
        self.setExtraSelections([self._selection(number) for number in range(begin, end)])

    def _selection(self, number: int) -> QTextEdit.ExtraSelection:
        current = number == self._at
        look = QTextCharFormat()
        look.setBackground(self._theme.color("accent" if current else "hit"))
        look.setForeground(self._theme.color("on_accent" if current else "fg"))
        return article_document.selection(self.document(), self._shown[number], look)

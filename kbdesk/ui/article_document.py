# SPDX-License-Identifier: MIT
"""A document for the view: made from safe HTML, its panels taken, its longest lines cut; its passages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from time import perf_counter

from PySide6.QtCore import QObject, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from kbdesk.ui import article_panels
from kbdesk.ui.article_marks import Places, fold, paired
from kbdesk.ui.article_panels import Panel
from kbdesk.ui.theme import Theme

_BLOCK = 2_000
"""Characters of a paragraph or line before it is cut: 400 kB in one take a second to lay out (measured)."""
_PLAIN_LINES = 5_000
_LOOKED_AT = 40
"""Paragraphs that tell the direction of a document."""
IMAGE = re.compile(r"kbimg:(\d{1,6})")
"""The address of a picture in the renderer's HTML."""
_TABLE = re.compile(r'<table class="grid".*?</table>', re.DOTALL)
_PICTURE = "\ufffc"
_TAGS = re.compile(r"<[^>]*>")
_LETTER = (5, 20)
"""The room that a letter takes at least, in pixels at 100 %."""
_IN_SIGHT = 3_000
"""Letters that a view shows at once, about."""
_PIECE_S = 0.008
_SURELY = 1.5
"""So many times higher than the room a text must be at least: code does not go on in the next line."""


Made = tuple[QTextDocument, tuple[Panel, ...]]
"""A document, and where its panels stand."""


def made_document(html: str, theme: Theme, parent: QObject) -> Made:
    """The document and where its panels stand. No view shows it yet, so nothing was laid out so far.

    Args:
        html: what the renderer wrote.
        theme: its colours and sizes.
        parent: owns the document, and is asked for its pictures.
    """
    document = QTextDocument(parent)
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    font = theme.font(15)
    if hasattr(font, "setFeature"):
        for feature in ("calt", "liga"):  # code must show each sign that it is made of
            font.setFeature(QFont.Tag(feature), 0)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(f"{theme.article_css()}\n{article_panels.css(theme)}")
    document.setHtml(article_panels.prepared(html, theme))
    text = paired(document.toRawText())
    if any(len(block) >= _BLOCK for block in text.split("\u2029")):
        _cut_long_blocks(document)
    panels = article_panels.take_panels(document)
    if _PICTURE in text:
        _untie_pictures(document)
    return document, panels


def laid_out(document: QTextDocument, width: int, place: int) -> Iterator[None]:
    """Lay a document out in pieces of some milliseconds, as far as one sees who reads at a place.

    Args:
        document: no view shows it yet; one that takes it with the same width keeps what is laid out.
        width: of the view, in pixels.
        place: the first that is in sight.
    """
    document.setPageSize(QSizeF(width, -1))
    layout, block = document.documentLayout(), document.begin()
    began = perf_counter()
    while block.isValid() and block.position() <= place + _IN_SIGHT:
        layout.blockBoundingRect(block)
        if perf_counter() - began > _PIECE_S:
            yield
            began = perf_counter()
        block = block.next()


def letters_of(html: str) -> int:
    """How many letters HTML shows, about."""
    return len(_TAGS.sub("", html))


def bar_policy(letters: int, room: QSize, theme: Theme) -> Qt.ScrollBarPolicy:
    """A scroll bar always, if a text is surely higher than a room in pixels; else when it is needed."""
    width, height = (theme.px(side) for side in _LETTER)
    surely = letters * width * height > _SURELY * room.width() * room.height()
    return Qt.ScrollBarPolicy.ScrollBarAlwaysOn if surely else Qt.ScrollBarPolicy.ScrollBarAsNeeded


def set_margins(document: QTextDocument, side: int, top: int, bottom: int) -> None:
    """Give the text room around it, in pixels; nothing is laid out anew if it has that already."""
    frame = document.rootFrame()
    shape = frame.frameFormat()
    if shape.leftMargin() == side and shape.topMargin() == top:
        return
    shape.setLeftMargin(side)
    shape.setRightMargin(side)
    shape.setTopMargin(top)
    shape.setBottomMargin(bottom)
    frame.setFrameFormat(shape)


@contextmanager
def laid_out_bit_by_bit(document: QTextDocument) -> Iterator[None]:
    """Have changes of margins and of the width laid out from the top on, between events.

    New margins alone have Qt lay out the whole text at once (100 ms of a long article), and the new width
    then does so again; until the text is laid out, its old height holds, so that the place in it stays.
    """
    document.setLayoutEnabled(False)
    try:
        yield
    finally:
        document.setLayoutEnabled(True)


def add_part(document: QTextDocument, html: str, theme: Theme) -> None:
    """Add HTML at the end, in a paragraph of its own; nothing for ""."""
    if not html:
        return
    shape = QTextBlockFormat()  # Qt gives a part that is added to a block the shape of that block
    shape.setTopMargin(theme.px(28))
    shape.setBottomMargin(theme.px(8))
    end = QTextCursor(document)
    end.movePosition(QTextCursor.MoveOperation.End)
    end.insertBlock(shape, QTextCharFormat())
    end.insertHtml(html)


def direction_of(document: QTextDocument) -> Qt.LayoutDirection:
    """The direction in which most of a document is written: where it begins if it is wider than the view."""
    block, against = document.begin(), 0
    for _ in range(_LOOKED_AT):
        if not block.isValid():
            break
        if block.length() > 1:
            against += 1 if block.textDirection() == Qt.LayoutDirection.RightToLeft else -1
        block = block.next()
    return Qt.LayoutDirection.RightToLeft if against > 0 else Qt.LayoutDirection.LeftToRight


def _cut_long_blocks(document: QTextDocument) -> None:
    """Break paragraphs that would take a second to lay out, at a space if there is one."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    place = 0
    while document.characterCount() > _BLOCK and place < document.characterCount():
        block = document.findBlock(place)
        if not block.isValid():
            break
        if block.length() <= _BLOCK:
            place = block.position() + block.length()
            continue
        piece = fold(block.text()[:_BLOCK])[:_BLOCK]
        at = max(piece.rfind(blank, _BLOCK // 2) for blank in (" ", "\u200b", "\u2028")) + 1
        at = at or _BLOCK - ("\ud800" <= piece[-1] <= "\udbff")
        cursor.setPosition(block.position() + at)
        cursor.insertBlock()
        place = cursor.position()
    cursor.endEditBlock()


def _untie_pictures(document: QTextDocument) -> None:
    """Take the line spacing of text from lines with a picture: it is a share of their height."""
    single = QTextBlockFormat()
    single.setLineHeight(100, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for found in re.finditer(_PICTURE, paired(document.toRawText())):
        cursor.setPosition(found.start())
        cursor.mergeBlockFormat(single)
    cursor.endEditBlock()


def _passage(document: QTextDocument, anchor: str) -> tuple[int, int]:
    """Where the text below a heading's anchor ("": at the beginning) starts and ends: at the next heading."""
    block = document.begin()
    while anchor and block.isValid() and anchor not in block.charFormat().anchorNames():
        block = block.next()
    while block.isValid() and block.blockFormat().headingLevel():
        block = block.next()
    start = block.position() if block.isValid() else document.characterCount()
    while block.isValid() and not block.blockFormat().headingLevel():
        block = block.next()
    return start, block.position() if block.isValid() else document.characterCount()


def first_mark(document: QTextDocument, marks: Places, anchor: str) -> int:
    """The first of some places below a heading's anchor ("": in the beginning, else anywhere), or -1.

    Headings are left out.
    """
    if not marks:
        return -1
    start, end = _passage(document, anchor)
    for place, _ in marks[bisect_left(marks, (start, 0)) :]:
        if anchor and place >= end:
            break
        if document.findBlock(place).blockFormat().headingLevel() == 0:
            return place
    return -1


def headings(document: QTextDocument) -> list[int]:
    """The blocks that are headings, in order, by their number."""
    found, block = [], document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            found.append(block.blockNumber())
        block = block.next()
    return found


def cells_beside(html: str) -> dict[int, int]:
    """For each picture that stands in a table, how many columns share the width."""
    return {
        int(picture[1]): max(1, len(re.findall("<t[hd][ >]", table[0].partition("</tr>")[0])))
        for table in _TABLE.finditer(html)
        for picture in IMAGE.finditer(table[0])
    }


def plain_html(text: str) -> str:
    """The beginning of a text as it is, for files that cannot be shown as Markdown."""
    return f"<pre>{escape(chr(10).join(text.splitlines()[:_PLAIN_LINES]))}</pre>"


def selection(
    document: QTextDocument, place: tuple[int, int], look: QTextCharFormat
) -> QTextEdit.ExtraSelection:
    """A place of a document, from its start to its end, with a look of its own."""
    last = document.characterCount() - 1
    cursor = QTextCursor(document)
    cursor.setPosition(min(place[0], last))
    cursor.setPosition(min(place[1], last), QTextCursor.MoveMode.KeepAnchor)
    made = QTextEdit.ExtraSelection()
    made.cursor, made.format = cursor, look
    return made

# SPDX-License-Identifier: MIT
"""A rendered document brought to the next state of its text by changing only the words that differ.

Writing changes a few words between two drawings. A new document would be laid out from its top to the cursor
each time; in a changed one all else keeps its layout. What is changed is checked to be what the old HTML
says; what is more than other words between the same tags of blocks is left to a new document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from kbdesk.ui.article_document import made_document
from kbdesk.ui.article_marks import paired
from kbdesk.ui.article_panels import Panel
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.exact import difference

_BLOCK = re.compile(r"<(/?)(p|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|pre|hr)\b[^>]*>")
_HEADING = re.compile(r"<h[1-6]")  # its first letter carries the anchor
_TAG = re.compile(r"<[^>]*>")
_PICTURE = "kbimg:"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands between two tags of blocks, before and after a change."""

    place: int
    """Where it begins in the HTML."""
    around: tuple[str, ...]
    """The tags of blocks that it stands in, as they were written, the outermost first."""
    old: str
    new: str


def changed_words(old: str, new: str) -> Words | None:
    """The one place where two states of HTML differ; None if tags of blocks or pictures differ, too."""
    start, end, put = difference(old, new)
    left, around = 0, list[str]()
    for tag in _BLOCK.finditer(old):
        if tag.end() > start:
            right = tag.start()
            break
        left = tag.end()
        if tag[1]:
            around.pop()
        elif tag[2] != "hr":
            around.append(tag[0])
    else:
        return None
    if right < end or not around or _HEADING.match(around[-1]):
        return None
    words = Words(left, tuple(around), old[left:right], old[left:start] + put + old[end:right])
    differs = _BLOCK.search(words.new) or _PICTURE in words.old + words.new
    return None if differs or not (_is_whole(words.old) and _is_whole(words.new)) else words


def patched(
    document: QTextDocument, panels: tuple[Panel, ...], old: str, new: str, theme: Theme, parent: QObject
) -> tuple[Panel, ...] | None:
    """Change a document from one state of its HTML to another.

    Args:
        document: as ``made_document`` made it of ``old``, shown or not.
        panels: where its panels stand.
        old: its HTML.
        new: the HTML that it is to show.
        theme: colours and sizes that it was made with.
        parent: owns what is made on the way.

    Returns:
        Where the panels stand now; None if nothing was changed, as that takes a new document.
    """
    words = changed_words(old, new)
    blocks = _blocks_of(document, old, words) if words is not None else []
    if words is None or not blocks:
        return None
    closing = [f"</{re.split('[ >]', tag[1:])[0]}>" for tag in reversed(words.around)]
    end = "" if blocks[-1].next().isValid() else "\n"  # Qt makes a blank of what the HTML ends with
    piece, _ = made_document("".join((*words.around, words.new, *closing, end)), theme, parent)
    try:
        wanted = _filled(piece)
        if len(wanted) != len(blocks):
            return None
        return _exchange(document, panels, blocks, wanted)
    finally:
        piece.deleteLater()


def _is_whole(html: str) -> bool:
    """Whether there are words, and no empty lines before or after them that code would show."""
    lines = _TAG.sub("", html).split("\n")
    return bool(_squeezed(lines[0]) and _squeezed(lines[-1]))


def _signs(html: str) -> str:
    """The letters and signs of HTML, without blanks."""
    return _squeezed(unescape(_TAG.sub("", html)))


def _squeezed(text: str) -> str:
    return "".join(text.replace("\ufffc", "").split())


def _blocks_of(document: QTextDocument, html: str, words: Words) -> list[QTextBlock]:
    """The blocks that show the old words; [] if the document has something else there."""
    before, text = _signs(html[: words.place]), document.toPlainText()
    place, left = 0, len(before)
    for line in text.split("\n"):
        signs = len(_squeezed(line))
        if signs > left or (signs and not left):
            break
        left -= signs
        place += len(line) + 1
    if left or _squeezed(text[:place]) != before:
        return []
    wanted = _signs(words.old)
    block, found, told = document.findBlock(len(paired(text[:place]))), [], ""
    while block.isValid() and len(told) < len(wanted):
        found.append(block)
        told += _squeezed(block.text())
        block = block.next()
    return found if told == wanted else []


def _filled(document: QTextDocument) -> list[QTextBlock]:
    """The blocks from the first to the last with words."""
    blocks, block = [], document.begin()
    while block.isValid():
        blocks.append(block)
        block = block.next()
    while blocks and not _squeezed(blocks[-1].text()):
        blocks.pop()
    first = next((number for number, one in enumerate(blocks) if _squeezed(one.text())), 0)
    return blocks[first:]


def _exchange(
    document: QTextDocument, panels: tuple[Panel, ...], blocks: list[QTextBlock], wanted: list[QTextBlock]
) -> tuple[Panel, ...]:
    """Give blocks the words and looks of others; where the panels stand then."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block, other in zip(blocks, wanted, strict=True):
        start, length = block.position(), block.length()
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        pieces = other.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            cursor.insertText(piece.text(), piece.charFormat())
            pieces += 1
        if block != blocks[0]:  # a line of code takes it from the line above
            cursor.setBlockCharFormat(other.charFormat())
        more = document.findBlock(start).length() - length
        panels = tuple(
            replace(one, first=_moved(one.first, start, more), last=_moved(one.last, start, more))
            for one in panels
        )
    cursor.endEditBlock()
    return panels


def _moved(place: int, start: int, more: int) -> int:
    return place + more if place > start else place

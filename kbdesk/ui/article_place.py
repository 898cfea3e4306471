# SPDX-License-Identifier: MIT
"""The place at which a text is read: what stands at the top of a view, and how it stays there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QTextBlock, QTextCursor, QTextLayout
from PySide6.QtWidgets import QTextEdit


def top_block(view: QTextEdit, side: int) -> tuple[QTextBlock, int]:
    """The block at the top edge of a view, and the last position in sight.

    It is walked to from the bottom edge: while a document is laid out bit by bit, Qt's answer for the
    top edge of what was never seen is the end of the document (measured, 6.11).

    Args:
        view: shows the document.
        side: the margin beside its text, in pixels.
    """
    corner = view.viewport().rect().bottomRight() - QPoint(side + 2, 0)
    cursor, top = view.cursorForPosition(corner), view.verticalScrollBar().value()
    block = cursor.block()
    while _rect(view, block).top() > top and (before := block.previous()).isValid():
        if _rect(view, before).bottom() <= top:
            break  # nothing of that one is in sight
        block = before
    return block, cursor.position()


def top_position(view: QTextEdit, side: int) -> int:
    """The first place in sight of a view; ``side`` as in ``top_block``."""
    block, _ = top_block(view, side)
    below = view.verticalScrollBar().value() - _rect(view, block).top()
    return block.position() + _line_at(block.layout(), below)


class TopPlace:
    """The text at the top of a view stays there while it is made wider or narrower.

    Through all the widths of one drag it is the same place: each width's own first line would lead to the
    beginning of its paragraph, step by step.
    """

    def __init__(self, view: QTextEdit) -> None:
        self._view = view
        self._position = self._above = 0
        self._given = (-1, -1)
        """The state when the place was given back; another one: somebody scrolled, or changed the text."""

    def forget(self) -> None:
        """Another document comes."""
        self._given = (-1, -1)

    def take(self, side: int) -> None:
        """Remember the place before the text is laid out anew; ``side`` as in ``top_block``."""
        if self._view.verticalScrollBar().value() > 0 and self._state() != self._given:
            self._position = top_position(self._view, side)
            self._above = self._top()

    def give_back(self) -> None:
        """Scroll to the place after the text got another width; who reads the beginning stays there."""
        bar = self._view.verticalScrollBar()
        if bar.value() > 0 and (further := self._top() - self._above):
            bar.setMaximum(max(bar.maximum(), bar.value() + further))
            bar.setValue(bar.value() + further)
        self._given = self._state()

    def _state(self) -> tuple[int, int]:
        return self._view.document().revision(), self._view.verticalScrollBar().value()

    def _top(self) -> int:
        """How far below the top edge the place stands, in pixels."""
        cursor = QTextCursor(self._view.document())
        cursor.setPosition(min(self._position, self._view.document().characterCount() - 1))
        return self._view.cursorRect(cursor).top()


def _rect(view: QTextEdit, block: QTextBlock) -> QRectF:
    return view.document().documentLayout().blockBoundingRect(block)


def _line_at(lines: QTextLayout, below: float) -> int:
    """The place in a block at which the line begins that is so many pixels below its top, or its first."""
    for number in range(lines.lineCount()):
        line = lines.lineAt(number)
        if line.y() + line.height() > below:
            return line.textStart()
    return 0

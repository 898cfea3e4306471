# SPDX-License-Identifier: MIT
"""Panels of a rendered document: code, call-outs and words to say, painted rounded behind the text.

QTextDocument knows no rounded boxes. The renderer writes one-cell tables; a colour that only we use marks
them on the way through the HTML importer, and the view paints a panel behind each before the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QFontMetrics,
    QPainter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextTable,
)

from kbdesk.language import tr
from kbdesk.ui.theme import Theme

KINDS: Final[dict[str, tuple[str, str]]] = {
    # class: (ground, bar) as tokens; "" for no bar
    "code": ("code", ""),
    "say": ("weak", "accent"),
    "note": ("weak", "accent"),
    "important": ("weak", "accent"),
    "tip": ("ok_weak", "ok"),
    "warning": ("warn_weak", "warn"),
    "caution": ("danger_weak", "danger"),
}
"""The panels there are and how they look."""

PAD: Final = 12
"""Space between a panel's edge and its text, in pixels at 100 %."""

_MARKS: Final = {f"#0102{number:02x}": kind for number, kind in enumerate(KINDS, 1)}
_PANEL_TAG = re.compile(r'(<table class="(?:code|say|callout [a-z]+)" width="100%" cellpadding=")10"')
_COPY = re.compile(
    r'<p class="copy" align="right">(<a href="kb:copy/\d+">[^<]*</a>)</p></td></tr></table>',
)
_CODE = re.compile(
    r'<table class="code"[^>]*><tr><td>(<pre>.*?</pre><p class="copy".*?</p>)</td></tr></table>', re.DOTALL
)
_LONG_CODE = 50_000
"""Characters of code that get no panel: Qt lays out a whole table at once, but plain text as it is seen."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel, and the positions in the document of its first and last block."""

    kind: str
    first: int
    last: int


def css(theme: Theme) -> str:
    """Rules that mark the panels and place what is in them."""
    rules = [f"table.{kind} {{ background-color: {mark}; }}" for mark, kind in _MARKS.items()]
    rules.append(
        f"table.code, table.say, table.callout {{ margin-top: {theme.px(6)}px;"
        f" margin-bottom: {theme.px(10)}px; }}"
    )
    rules.append(f"td.copy a {{ color: {theme.hex('muted')}; font-size: {theme.px(12)}px; }}")
    rules += [
        f"table.{kind} p.title {{ color: {theme.hex(bar)}; margin-bottom: {theme.px(4)}px; }}"
        for kind, (_, bar) in KINDS.items()
        if bar
    ]
    return "\n".join(rules)


def prepared(html: str, theme: Theme) -> str:
    """The renderer's HTML with the copy links of the panels in a column of their own, at the top right."""
    html = html.replace("<p><br>\n", "<p>")  # a line that ended in two spaces before its text began
    if len(html) > _LONG_CODE:
        html = _CODE.sub(lambda found: found[1 if len(found[1]) > _LONG_CODE else 0], html)
    html = _PANEL_TAG.sub(rf'\g<1>{theme.px(PAD)}"', html)
    words = QFontMetrics(theme.font(12)).horizontalAdvance(tr("Copy"))
    width = max(theme.px(36), words + theme.px(4)) + 2 * theme.px(PAD)
    cell = rf'</td><td class="copy" width="{width}" align="right">\1</td></tr></table>'
    return _COPY.sub(cell, html)


def take_panels(document: QTextDocument) -> tuple[Panel, ...]:
    """Find the marked tables, take the marks off, and give where they stand, in the order of the text."""
    panels: list[Panel] = []
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    frames: list[QTextFrame] = list(reversed(document.rootFrame().childFrames()))
    while frames:
        frame = frames.pop()
        frames.extend(reversed(frame.childFrames()))
        kind = _MARKS.get(frame.format().background().color().name()) if _is_filled(frame) else None
        if kind is None or not isinstance(frame, QTextTable):
            continue
        shape = frame.format()
        shape.setBackground(QBrush(Qt.BrushStyle.NoBrush))
        frame.setFormat(shape)
        tight = QTextBlockFormat()
        tight.setBottomMargin(0)
        for column in range(frame.columns()):
            frame.cellAt(0, column).lastCursorPosition().mergeBlockFormat(tight)
        _flatten_after(frame, document)
        cell = frame.cellAt(0, 0)
        panels.append(Panel(kind, cell.firstPosition(), cell.lastPosition()))
    cursor.endEditBlock()
    return tuple(panels)


def paint_panels(
    painter: QPainter, document: QTextDocument, panels: tuple[Panel, ...], seen: QRectF, theme: Theme
) -> None:
    """Paint the panels that touch ``seen``, a part of the document; the painter stands at its origin."""
    layout = document.documentLayout()
    root = document.rootFrame().frameFormat()
    right = document.textWidth() - root.rightMargin() - root.margin()
    pad, radius, bar = theme.px(PAD), theme.px(8), theme.px(4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for panel in panels:
        top = layout.blockBoundingRect(document.findBlock(panel.first))
        if top.top() - pad > seen.bottom():
            break
        end = layout.blockBoundingRect(document.findBlock(panel.last))
        if end.bottom() + pad < seen.top():
            continue
        left = top.left() - pad
        box = QRectF(left, top.top() - pad, right - left, end.bottom() - top.top() + 2 * pad)
        ground, edge = KINDS[panel.kind]
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box, radius, radius)
        if edge:
            painter.save()
            painter.setClipRect(QRectF(box.left(), box.top(), bar, box.height()))
            painter.setBrush(theme.color(edge))
            painter.drawRoundedRect(box, radius, radius)
            painter.restore()


def _flatten_after(frame: QTextFrame, document: QTextDocument) -> None:
    """Make the empty block flat that Qt puts behind a table."""
    block = document.findBlock(frame.lastPosition() + 1)
    if block.isValid() and block.length() == 1 and not block.textList():
        flat = QTextBlockFormat()
        flat.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        flat.setTopMargin(0)
        flat.setBottomMargin(0)
        QTextCursor(block).mergeBlockFormat(flat)


def _is_filled(frame: QTextFrame) -> bool:
    return frame.format().hasProperty(QTextFormat.Property.BackgroundBrush)

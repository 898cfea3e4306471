# SPDX-License-Identifier: MIT
"""Colours for Markdown and its front matter, a little at a time so that typing never waits."""

from __future__ import annotations

import re
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.exact import units

BUDGET_S = 0.0015
"""How long one pass colours; what is left goes on when the event loop is free."""
LONGEST = 2_000
"""Letters of a line that are coloured."""
PLAIN, FRONT, CODE = 0, 1, 2
"""Kinds of lines, the lower four bits of a block's state; for code the rest says which fence closes it."""

_FENCE = re.compile(r"^(?P<lead>(?:\s*>)*\s*)(?P<sign>`{3,}|~{3,})(?P<rest>[^`]*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}(?:\s|$)")
_KEY = re.compile(r"^(\s*(?:-\s+)?)([A-Za-z_][\w.\- ]*?)(\s*:)(?=\s|$)")
_YAML_ITEM = re.compile(r"^\s*-(?=\s)")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_ITEM = re.compile(r"^((?:\s*>)*\s*)([-*+]|\d{1,9}[.)])(\s+\[[ xX]\])?(?=\s)")
_QUOTE = re.compile(r"^(?:\s*>)+")
_ALERT = re.compile(r"^\s*>\s*\[!\w+\].*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
_INLINE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<link>!?\[[^\[\]\n]*\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\]))"
    r"|(?P<strong>\*\*(?=\S).+?(?<=\S)\*\*|__(?=\S).+?(?<=\S)__)"
    r"|(?P<emphasis>(?<![\w*])\*(?=[^\s*]).+?(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_]).+?(?<=[^\s_])_(?!\w))"
    r"|(?P<gone>~~(?=\S).+?~~)"
    r"|(?P<muted><!--.*?-->|</?[A-Za-z][^<>]*>)"
    r"|(?P<address>https?://[^\s<>()\]]+)"
)
_MAY_BE_INLINE = re.compile(r"[`\[*_~<]|://")


class Highlighter(QSyntaxHighlighter):
    """Colours a document.

    Args:
        document: what it colours and belongs to.
        theme: the look.
    """

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        document.contentsChange.connect(self._begin)  # before Qt's own connection: it begins a pass
        super().__init__(document)
        self._until = 0.0
        self._left = (-1, -1)
        self._done = -1
        self._formats: dict[str, QTextCharFormat] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._go_on)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Colour in this theme from now on."""
        bold = QFont.Weight.Bold
        key = theme.hex("key")
        self._formats = {
            "heading": _format(theme.hex("accent"), bold),
            "key": _format(key),
            "item": _format(key),
            "muted": _format(theme.hex("muted")),
            "gone": _format(theme.hex("muted")),
            "alert": _format(theme.hex("warn"), bold),
            "code": _format(theme.hex("ok"), ground=theme.hex("code")),
            "fence": _format(theme.hex("fg"), ground=theme.hex("code")),
            "link": _format(theme.hex("accent")),
            "address": _format(theme.hex("accent")),
            "strong": _format("", bold),
            "emphasis": _format(""),
        }
        self._formats["emphasis"].setFontItalic(True)
        self._formats["gone"].setFontStrikeOut(True)
        self._leave(0, self.document().blockCount() - 1)

    @property
    def busy(self) -> bool:
        """Whether some lines wait for their colours."""
        return self._left[0] >= 0

    def highlightBlock(self, text: str) -> None:
        """Colour one line, unless this pass took long enough: then it is left for the next one."""
        number = self.currentBlock().blockNumber()
        if perf_counter() > self._until:
            self._leave(number, number)
            return
        self._done = number
        before = self.previousBlockState()
        if number == 0:
            before = FRONT if text.rstrip() == "---" else PLAIN
            if before == FRONT:
                self._set("muted", 0, units(text))
                self.setCurrentBlockState(FRONT)
                return
        before = max(before, PLAIN)
        kind = before & 15
        if kind == FRONT:
            self._front(text)
        elif kind == CODE:
            self._code(text, before >> 4)
        else:
            self._markdown(text)

    # --- passes ---

    def _begin(self, position: int, removed: int, added: int) -> None:
        del position, removed, added
        self._until = perf_counter() + BUDGET_S
        self._done = -1

    def _leave(self, first: int, last: int) -> None:
        low, high = self._left
        self._left = (first if low < 0 else min(low, first), max(high, last))
        self._later.start()

    def _go_on(self) -> None:
        low, high = self._left
        self._left = (-1, -1)
        if low < 0:
            return
        self._until = perf_counter() + BUDGET_S
        self._done = -1
        block = self.document().findBlockByNumber(low)
        while block.isValid() and block.blockNumber() <= high:
            if perf_counter() > self._until:
                self._leave(block.blockNumber(), high)
                return
            self.rehighlightBlock(block)  # goes on by itself while the state of lines changes
            block = self.document().findBlockByNumber(max(block.blockNumber(), self._done) + 1)

    # --- lines ---

    def _set(self, name: str, start: int, count: int) -> None:
        self.setFormat(start, count, self._formats[name])

    def _front(self, text: str) -> None:
        if text.rstrip() in ("---", "..."):
            self._set("muted", 0, len(text))
            self.setCurrentBlockState(PLAIN)
            return
        self.setCurrentBlockState(FRONT)
        if item := _YAML_ITEM.match(text):
            self._set("item", item.start(), len(item[0]))
        if key := _KEY.match(text):
            self._set("key", key.start(2), len(key[2]) + len(key[3]))
        if "#" in text and (comment := _COMMENT.search(text)) and '"' not in text and "'" not in text:
            start = units(text[: comment.start()])
            self._set("muted", start, units(text) - start)

    def _code(self, text: str, fence: int) -> None:
        self._set("fence", 0, units(text[:LONGEST]))
        found = _FENCE.match(text)
        sign = "~" if fence & 1 else "`"
        if found and found["sign"][0] == sign and len(found["sign"]) >= (fence >> 1) & 255:
            if not found["rest"].strip():
                self._set("muted", 0, len(text))
                self.setCurrentBlockState(PLAIN)
                return
        elif fence >> 9 and not _QUOTE.match(text):  # the quote that the code stood in has ended
            self.setFormat(0, units(text), QTextCharFormat())
            self._markdown(text)
            return
        self.setCurrentBlockState(CODE | fence << 4)

    def _markdown(self, text: str) -> None:
        self.setCurrentBlockState(PLAIN)
        text = text[:LONGEST]
        if not text:
            return
        first = text.lstrip(" >\t")[:1]
        if first in ("`", "~") and (fence := _FENCE.match(text)):
            self._set("muted", 0, units(text))
            length = min(len(fence["sign"]), 255)
            quoted = 1 << 9 if ">" in fence["lead"] else 0
            self.setCurrentBlockState(CODE | (length << 1 | (fence["sign"][0] == "~") | quoted) << 4)
            return
        if first == "#" and _HEADING.match(text):
            self._set("heading", 0, units(text))
            return
        wide = not text.isascii() and max(text) > "\uffff"
        if text.lstrip()[:1] == ">":
            self._set("alert" if _ALERT.match(text) else "muted", 0, units(text))
        elif first in ("|", "-", ":") and _TABLE_RULE.match(text):
            self._set("muted", 0, units(text))
            return
        if item := _ITEM.match(text):
            self._set("item", len(item[1]), len(item[0]) - len(item[1]))
        if _MAY_BE_INLINE.search(text):
            for found in _INLINE.finditer(text):
                name = found.lastgroup
                start, end = found.span()
                if wide:
                    start, end = units(text[:start]), units(text[:end])
                if name in self._formats:
                    self._set(str(name), start, end - start)


def _format(colour: str, weight: QFont.Weight | None = None, ground: str = "") -> QTextCharFormat:
    made = QTextCharFormat()
    if colour:
        made.setForeground(QColor(colour))
    if ground:
        made.setBackground(QColor(ground))
    if weight is not None:
        made.setFontWeight(weight)
    return made

# SPDX-License-Identifier: MIT
"""Markdown to the small, safe HTML that a QTextBrowser shows well.

Everything a file wrote arrives escaped. Only the tags below are written, never a style attribute, and each
reference is a number: ``kbimg:N``, ``kblink:N``, ``kb:copy/N``. Panels are one-cell tables, because that is
the only box a QTextBrowser can draw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from markdown_it.token import Token

from kbdesk.language import tr
from kbdesk.markdown.code import coloured
from kbdesk.markdown.parse import FIRST_CHARS, MAX_BYTES, body_of, head_and_rest
from kbdesk.markdown.steps import CALL_OUT, is_call_out
from kbdesk.markdown.tokens import (
    close_of,
    headings,
    paragraphs,
    read_markdown,
    target,
    with_plain_line_ends,
    words,
)
from kbdesk.model import Document, Heading, Rendered

MAX_ROWS = 2_000
MAX_CELLS = 20_000
MAX_ITEMS = 5_000
"""List items and headings; their layout takes quadratic time (40,000 items: 58 s, measured)."""
LONG_WORD = 500
"""Characters without a space; a longer run gets places to break, else its layout takes seconds (measured)."""
MAX_COLOURED = 100_000
"""Characters of code that get colours in one text; each takes 6 µs (measured)."""
_BREAK_EVERY = 200
_BREAK = "\u200b"
_SPACE = re.compile(r"\s")
_RUN = re.compile(rf"\S{{{_BREAK_EVERY}}}(?=\S)")
_PANEL = 'width="100%" cellpadding="10" cellspacing="0"'
_TASK = re.compile(r"\[([ xX])\](?:[ \t]+|$)")


def render(markdown_text: str, *, body_line: int = 1, max_bytes: int = MAX_BYTES) -> Rendered:
    """Safe HTML of Markdown without front matter.

    Args:
        markdown_text: the text.
        body_line: the line of the file on which it begins, for the line numbers of the outline.
        max_bytes: of a longer text only the first 200 kB are shown, as plain text, with a notice.
    """
    body, rest = head_and_rest(with_plain_line_ends(markdown_text), max_bytes)
    if rest:
        return _as_plain(body + rest, tr("This text is too long to lay out: it is shown as plain text."))
    parsed = read_markdown(body)
    if parsed.is_cut:
        return _as_plain(
            body, tr("Parts of this text are nested too deeply to lay out: it is shown as plain text.")
        )
    if sum(token.type in ("list_item_open", "heading_open") for token in parsed.tokens) > MAX_ITEMS:
        return _as_plain(
            body, tr("This text has more than {n:,} list items and is shown as plain text.", n=MAX_ITEMS)
        )
    writer = _Writer(headings(parsed.tokens, body_line))
    return writer.write(parsed.tokens)


def render_document(document: Document) -> Rendered:
    """Safe HTML of a whole file; a playbook is shown as an article would be.

    What its file's ``problem`` keeps from being read as Markdown is shown as it is.
    """
    if document.source.problem and document.source.text:
        return _as_plain(body_of(document), "")
    return render(body_of(document), body_line=document.body_line)


def render_tokens(tokens: Sequence[Token]) -> str:
    """Safe HTML of part of a document; its headings have no anchors."""
    return _Writer(headings(tokens, 1)).write(tokens).html


def _as_plain(text: str, notice: str) -> Rendered:
    writer = _Writer(())
    if len(text) > FIRST_CHARS:
        text = text[:FIRST_CHARS]
        notice = tr("{notice} Its end is left out.", notice=notice).strip()
    html = f"<pre>{escape(writer.softened(text))}</pre>"
    return Rendered(html, notice=notice)


class _Writer:
    """Writes one document; every ``_…`` method named in ``_BLOCKS`` writes one kind."""

    def __init__(self, outline: tuple[Heading, ...]) -> None:
        self._out: list[str] = []
        self._outline = outline
        self._heads = iter(outline)
        self._images: list[str] = []
        self._links: list[str] = []
        self._codes: list[str] = []
        self._notices: dict[str, None] = {}
        self._quotes: list[str] = []
        """What closes each open block quote."""
        self._in_panel = False
        self._rows = self._cells = self._run = self._coloured = 0

    def write(self, tokens: Sequence[Token]) -> Rendered:
        """The HTML of all tokens and what its numbers stand for."""
        number = 0
        while number < len(tokens):
            token = tokens[number]
            if write := _BLOCKS.get(token.type):
                number = write(self, tokens, number)
            else:
                self._out.append(_TAGS.get(token.type, ""))
                number += 1
        return Rendered(
            html="".join(self._out),
            outline=self._outline,
            images=tuple(self._images),
            links=tuple(self._links),
            codes=tuple(self._codes),
            notice=" ".join(self._notices),
        )

    def softened(self, text: str) -> str:
        """The text with zero-width spaces in runs that go on for more than 500 characters without a space."""
        first = _SPACE.search(text)
        if first is None:
            self._run += len(text)
            if self._run <= LONG_WORD:
                return text
            self._run = len(text) % _BREAK_EVERY
            return _BREAK + _RUN.sub(rf"\g<0>{_BREAK}", text)
        is_long = self._run + first.start() > LONG_WORD
        self._run = len(text) - max(text.rfind(" "), text.rfind("\n"), first.start()) - 1
        if not is_long and (len(text) <= LONG_WORD or not _has_long_word(text)):
            return text
        return _RUN.sub(rf"\g<0>{_BREAK}", text)

    # --- blocks -------------------------------------------------------------------------------------------

    def _heading(self, tokens: Sequence[Token], number: int) -> int:
        head = next(self._heads)
        tag = tokens[number].tag
        self._run = 0
        text = self._inline(tokens[number + 1].children or ())
        self._out.append(f'<a name="{escape(head.anchor)}"></a><{tag}>{text}</{tag}>\n')
        return number + 3

    def _paragraph(self, tokens: Sequence[Token], number: int) -> int:
        self._run = 0
        html = self._inline(tokens[number + 1].children or ())
        if html.strip():  # a line that held only a comment or the mark of a call-out
            self._out.append(html if tokens[number].hidden else f"<p>{html}</p>\n")
        return number + 3

    def _item(self, tokens: Sequence[Token], number: int) -> int:
        task = None
        if number + 2 < len(tokens) and tokens[number + 1].type == "paragraph_open":
            children = tokens[number + 2].children
            task = _TASK.match(children[0].content) if children and children[0].type == "text" else None
        if not task:
            self._out.append("<li>")
            return number + 1
        self._out.append('<li class="unchecked">' if task[1] == " " else '<li class="checked">')
        html = self._inline(tokens[number + 2].children or (), skip=task.end())
        self._out.append(html if tokens[number + 1].hidden else f"<p>{html}</p>\n")
        return number + 4

    def _ordered(self, tokens: Sequence[Token], number: int) -> int:
        start = tokens[number].attrs.get("start", 1)
        self._out.append("<ol>\n" if start == 1 else f'<ol start="{int(start)}">\n')
        return number + 1

    def _quote(self, tokens: Sequence[Token], number: int) -> int:
        called = is_call_out(tokens[number : number + 3])
        opening, closing = "<blockquote>", "</blockquote>\n"
        if not self._in_panel:  # tables inside tables take exponential time to lay out (measured)
            self._in_panel = True
            kind, copy = "say", ""
            if not called:
                copy = self._copy("\n\n".join(paragraphs(tokens[number : close_of(tokens, number)])))
            opening, closing = "<tr><td>", f"{copy}</td></tr></table>\n"
            if called:
                kind = f"callout {_call_out_kind(tokens[number + 2])}"
            opening = f'<table class="{kind}" {_PANEL}>{opening}'
        self._out.append(opening)
        self._quotes.append(closing)
        if not called:
            return number + 1
        self._out.append(f'<p class="title"><b>{_call_out_title(tokens[number + 2])}</b></p>\n')
        children = tokens[number + 2].children or []
        found = CALL_OUT.match(children[0].content)
        self._run = 0
        html = self._inline(children, skip=found.end() if found else 0).removeprefix("\n").strip()
        if html:
            self._out.append(f"<p>{html}</p>\n")
        return number + 4

    def _quote_end(self, tokens: Sequence[Token], number: int) -> int:
        self._out.append(self._quotes.pop())
        self._in_panel = bool(self._quotes)
        return number + 1

    def _code(self, tokens: Sequence[Token], number: int) -> int:
        token = tokens[number]
        code = token.content.removesuffix("\n")
        language = token.info.strip().split(maxsplit=1)[0].strip("{}.") if token.info.strip() else ""
        self._run = 0
        self._coloured += len(code) if language else 0
        html = coloured(self.softened(code), language if self._coloured <= MAX_COLOURED else "")
        self._out.append(f'<table class="code" {_PANEL}><tr><td><pre>{html}</pre>{self._copy(code)}')
        self._out.append("</td></tr></table>\n")
        return number + 1

    def _copy(self, text: str) -> str:
        self._codes.append(text)
        word = tr("Copy")
        return f'<p class="copy" align="right"><a href="kb:copy/{len(self._codes) - 1}">{word}</a></p>'

    def _row(self, tokens: Sequence[Token], number: int) -> int:
        self._rows += 1
        if self._rows > MAX_ROWS or self._cells > MAX_CELLS:
            told = tr(
                "Tables are shown up to {rows:,} rows or {cells:,} cells.", rows=MAX_ROWS, cells=MAX_CELLS
            )
            self._notices[told] = None
            while tokens[number].type != "table_close":
                number += 1
            return number
        self._out.append("<tr>")
        return number + 1

    def _cell(self, tokens: Sequence[Token], number: int) -> int:
        self._cells += 1
        tag = tokens[number].tag
        style = str(tokens[number].attrs.get("style", ""))
        align = style.removeprefix("text-align:")
        self._out.append(f'<{tag} align="{align}">' if align in ("left", "center", "right") else f"<{tag}>")
        self._run = 0
        self._out.append(self._inline(tokens[number + 1].children or ()))
        self._out.append(f"</{tag}>")
        return number + 3

    # --- inside a line ------------------------------------------------------------------------------------

    def _inline(self, children: Sequence[Token], skip: int = 0) -> str:
        """The HTML of inline tokens without the first ``skip`` characters of their text."""
        parts = []
        for number, child in enumerate(children):
            kind = child.type
            if kind == "text":
                text = child.content[skip:] if number == 0 else child.content
                parts.append(escape(self.softened(text)))
            elif kind == "code_inline":
                parts.append(f"<code>{escape(self.softened(child.content))}</code>")
            elif kind == "link_open":
                self._links.append(target(child, "href"))
                parts.append(f'<a href="kblink:{len(self._links) - 1}">')
            elif kind == "image":
                self._images.append(target(child, "src"))
                alt = escape(words(child.children or ())[:LONG_WORD])
                parts.append(f'<img src="kbimg:{len(self._images) - 1}" alt="{alt}">')
            elif kind in ("softbreak", "hardbreak"):
                self._run = 0
                parts.append(_TAGS[kind])
            else:
                parts.append(_TAGS.get(kind, ""))
        return "".join(parts)


def _has_long_word(text: str) -> bool:
    return any(len(word) > LONG_WORD for word in text.split())


def _call_out_kind(inline: Token) -> str:
    found = CALL_OUT.match(inline.children[0].content) if inline.children else None
    return found[1].lower() if found else "note"


def _call_out_title(inline: Token) -> str:
    kind = _call_out_kind(inline)
    known = {
        "note": tr("Note"),
        "tip": tr("Tip"),
        "important": tr("Important"),
        "warning": tr("Warning"),
        "caution": tr("Caution"),
    }
    return known[kind]


_BLOCKS: dict[str, Callable[[_Writer, Sequence[Token], int], int]] = {
    "heading_open": _Writer._heading,
    "paragraph_open": _Writer._paragraph,
    "list_item_open": _Writer._item,
    "ordered_list_open": _Writer._ordered,
    "blockquote_open": _Writer._quote,
    "blockquote_close": _Writer._quote_end,
    "fence": _Writer._code,
    "code_block": _Writer._code,
    "tr_open": _Writer._row,
    "th_open": _Writer._cell,
    "td_open": _Writer._cell,
}
_TAGS: dict[str, str] = {
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_close": "</li>\n",
    "table_open": '<table class="grid" cellspacing="0" cellpadding="6">\n',
    "table_close": "</table>\n",
    "tr_close": "</tr>\n",
    "hr": "<hr>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
    "link_close": "</a>",
    "softbreak": "\n",
    "hardbreak": "<br>\n",
}

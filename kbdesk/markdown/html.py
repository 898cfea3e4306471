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
from time import thread_time

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

MAX_ROWS = 1_000
MAX_CELLS = 2_500
MAX_COLUMNS = 30
PART_CELLS = 300
"""A longer table is written in parts, each with its head: Qt lays out a table as a whole."""
MAX_ITEMS = 2_500
"""List items and headings; their layout takes quadratic time (5,000 items: 0.7 s, measured)."""
MAX_LINKS = 3_000
MAX_PICTURES = 500
"""Pictures of one text; a document takes quadratic time to read them in (3,000: 1 s, measured)."""
MAX_PLAIN_LINES = 10_000
LONG_WORD = 500
"""Characters without a space; a longer run gets places to break, else its layout takes seconds (measured)."""
COLOUR_S = 0.3
"""Processor time for the colours of code in one text; what comes after it has none (50,000 characters)."""
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
        max_bytes: of a longer text only the first 100 kB are shown, as plain text, with a notice.
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
    shown = "\n".join(text[:FIRST_CHARS].split("\n", MAX_PLAIN_LINES)[:MAX_PLAIN_LINES])
    if shown != text:
        text = shown
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
        self._rows = self._cells = self._run = 0
        self._colour_s = 0.0
        self._head, self._head_from, self._part, self._column = "", 0, 0, 0
        """A table up to its first row, where it stands in what is written, cells since then."""
        self._unlinked = False

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
        began = thread_time()
        html = coloured(self.softened(code), language if self._colour_s < COLOUR_S else "")
        self._colour_s += thread_time() - began
        self._out.append(f'<table class="code" {_PANEL}><tr><td><pre>{html}</pre>{self._copy(code)}')
        self._out.append("</td></tr></table>\n")
        return number + 1

    def _copy(self, text: str) -> str:
        self._codes.append(text)
        word = tr("Copy")
        return f'<p class="copy" align="right"><a href="kb:copy/{len(self._codes) - 1}">{word}</a></p>'

    def _table(self, tokens: Sequence[Token], number: int) -> int:
        del tokens
        self._head, self._head_from, self._part = "", len(self._out), 0
        self._out.append(_TABLE)
        return number + 1

    def _row(self, tokens: Sequence[Token], number: int) -> int:
        self._rows += 1
        self._column = 0
        if self._part and not self._head:
            self._head = "".join(self._out[self._head_from :])
        if self._rows > MAX_ROWS or self._cells > MAX_CELLS:
            self._tell_of_tables()
            while tokens[number].type != "table_close":
                number += 1
            return number
        if self._part > PART_CELLS:
            self._out.append(f"</table>\n{self._head}")
            self._part = 0
        self._out.append("<tr>")
        return number + 1

    def _tell_of_tables(self) -> None:
        told = tr(
            "Tables are shown up to {rows:,} rows, {columns} columns or {cells:,} cells.",
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
            cells=MAX_CELLS,
        )
        self._notices[told] = None

    def _cell(self, tokens: Sequence[Token], number: int) -> int:
        self._column += 1
        if self._column > MAX_COLUMNS:
            self._tell_of_tables()
            return number + 3
        self._cells += 1
        self._part += 1
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
                parts.append(self._link(child))
            elif kind == "link_close":
                parts.append("" if self._unlinked else "</a>")
            elif kind == "image":
                parts.append(self._image(child))
            elif kind in ("softbreak", "hardbreak"):
                self._run = 0
                parts.append(_TAGS[kind])
            else:
                parts.append(_TAGS.get(kind, ""))
        return "".join(parts)

    def _link(self, token: Token) -> str:
        self._unlinked = len(self._links) >= MAX_LINKS
        if self._unlinked:
            self._notices[tr("Only the first {n:,} links can be followed.", n=MAX_LINKS)] = None
            return ""
        self._links.append(target(token, "href"))
        return f'<a href="kblink:{len(self._links) - 1}">'

    def _image(self, token: Token) -> str:
        alt = escape(words(token.children or ())[:LONG_WORD])
        if len(self._images) >= MAX_PICTURES:
            self._notices[tr("Only the first {n:,} pictures are shown.", n=MAX_PICTURES)] = None
            return alt
        self._images.append(target(token, "src"))
        return f'<img src="kbimg:{len(self._images) - 1}" alt="{alt}">'


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
    "table_open": _Writer._table,
    "tr_open": _Writer._row,
    "th_open": _Writer._cell,
    "td_open": _Writer._cell,
}
_TABLE = '<table class="grid" cellspacing="0" cellpadding="6">\n'
_TAGS: dict[str, str] = {
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_close": "</li>\n",
    "table_close": "</table>\n",
    "tr_close": "</tr>\n",
    "hr": "<hr>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
    "softbreak": "\n",
    "hardbreak": "<br>\n",
}

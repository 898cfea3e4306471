# SPDX-License-Identifier: MIT
"""Markdown to the HTML of a web page: the usual tags, everything that a file wrote escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kbdesk.markdown.parse import head_and_rest
from kbdesk.markdown.steps import CALL_OUT, is_call_out
from kbdesk.markdown.tokens import read_markdown, target, with_plain_line_ends, words

Way = Callable[[str], str]
"""Gives, for what a file wrote, the address to lead to or the picture as ``data:``; "" for none."""
_ADDRESS = re.compile(r"#|https?:|mailto:", re.IGNORECASE)
_RENDERER: Any = MarkdownIt("commonmark").renderer
_OPTIONS: Any = MarkdownIt("commonmark").options


def web_html(text: str, link: Way, picture: Way, *, top: int = 4) -> str:
    """Safe HTML of Markdown without front matter; raw HTML in it is shown as text.

    Args:
        text: the Markdown.
        link: where a link leads; what is no address is shown in brackets behind the words.
        picture: a picture's ``data:`` address; one without is shown as its words.
        top: the level of its highest headings (1 to 6).
    """
    body, rest = head_and_rest(with_plain_line_ends(text))
    parsed = read_markdown(body)
    if rest or parsed.is_cut:
        return f"<pre>{escape(body + rest)}</pre>"
    tokens, level = [], top - 1
    for number, token in enumerate(parsed.tokens):
        if token.type == "heading_open":  # no level is left out, as screen readers want it
            level = min(6, level + 1, max(top, top + int(token.tag[1]) - _highest(parsed.tokens)))
        elif token.type == "blockquote_open" and is_call_out(parsed.tokens[number : number + 3]):
            tokens.append(token.copy(attrs={"class": "note"}))
            continue
        tokens.append(_token(token, link, picture, level))
    return str(_RENDERER.render(tokens, _OPTIONS, {}))


def _highest(tokens: Sequence[Token]) -> int:
    return min(int(token.tag[1]) for token in tokens if token.type == "heading_open")


def _token(token: Token, link: Way, picture: Way, level: int) -> Token:
    """The token as the page needs it; those that were read are shared and stay."""
    if token.type in ("heading_open", "heading_close"):
        return token.copy(tag=f"h{level}")
    if token.type == "inline":
        return token.copy(children=_inline(token.children or (), link, picture))
    if token.type == "fence":  # its language would be the name of a class
        return token.copy(info="")
    return token


def _inline(children: Sequence[Token], link: Way, picture: Way) -> list[Token]:
    made: list[Token] = []
    closing: list[Token | None] = []
    for number, child in enumerate(children):
        called = CALL_OUT.match(child.content) if not number and child.type == "text" else None
        if called:
            made += [Token("strong_open", "strong", 1), Token("text", "", 0, content=called[1].capitalize()),
                     Token("strong_close", "strong", -1)]  # fmt: skip
            made.append(child.copy(content=f" {child.content[called.end() :]}"))
        elif child.type == "link_open":
            address = link(target(child, "href"))
            if _ADDRESS.match(address):
                made.append(child.copy(attrs={"href": address}))
                closing.append(None)
            else:
                closing.append(Token("text", "", 0, content=f" ({address})" if address else ""))
        elif child.type == "link_close":
            instead = closing.pop() if closing else None
            made.append(instead or child)
        elif child.type == "image":
            made.append(_picture(child, picture))
        else:
            made.append(child)
    return made


def _picture(token: Token, picture: Way) -> Token:
    alt = words(token.children or ()).strip()
    address = picture(target(token, "src"))
    if not address:
        return Token("text", "", 0, content=f"[Picture: {alt or 'without a description'}]")
    shown = [Token("text", "", 0, content=alt)]
    return token.copy(attrs={"src": address, "alt": ""}, children=shown, content=alt)

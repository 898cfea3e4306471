# SPDX-License-Identifier: MIT
"""Markdown to tokens: one parser, set up once, and what reads its tokens without writing HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token

from kbdesk.markdown.anchors import Anchors
from kbdesk.markdown.rules import MAX_NESTING, new_parser
from kbdesk.model import Heading, Link

MAX_TARGET = 2_000
"""Characters kept of a link or picture target; only pictures inside the text (data:) are longer."""
_LINE_ENDS = re.compile(r"\r\n?")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_MAY_LINK = re.compile(r"\]\(|<[^<>\s]*[:@]|:::image")
"""Every link and picture has one of these, or names a reference: other texts need no closer look."""
_PLAIN_LINK = re.compile(r"(!?)\[([^\[\]*_~&\n]*)\]\(([^\s()>&\[\]\x00-\x20\x7f]+)\)")
_TRICKY = re.compile(r"[\\`<]|:::image")
"""Signs that may turn into something else what looks like a plain link."""
_BLOCK_MARK = re.compile(r"\[[ xX]\]\s+|\[!\w{1,20}\]\s*")
"""A task's tick box, a call-out's kind."""
_PARSER = new_parser()


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tokens of a text; they are shared and never changed. ``is_cut``: it was nested too deeply."""

    tokens: Sequence[Token]
    references: dict[str, dict[str, Any]]
    is_cut: bool


def with_plain_line_ends(text: str) -> str:
    """The text with a line feed at each line's end, so that lines are counted as the parser counts them."""
    return _LINE_ENDS.sub("\n", text) if "\r" in text else text


@lru_cache(maxsize=2)
def read_markdown(text: str) -> Parsed:
    """The tokens of Markdown without front matter; the last two texts are remembered."""
    env: dict[str, Any] = {}
    tokens = _PARSER.parse(text, env)
    # The parser drops what is nested deeper without a word, so the deepest level it can reach means a loss.
    is_cut = any(token.level >= MAX_NESTING - 1 for token in tokens)
    return Parsed(tokens, env.get("references", {}), is_cut)


def headings(tokens: Sequence[Token], body_line: int) -> tuple[Heading, ...]:
    """The headings in order, with unique anchors."""
    anchors = Anchors()
    found = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            children = tokens[number + 1].children or []
            name = anchors.take(words(children, pictures=False).strip())
            line = (token.map[0] if token.map else 0) + body_line
            found.append(Heading(int(token.tag[1]), words(children).strip(), name, line))
    return tuple(found)


def links(parsed: Parsed, body_line: int) -> tuple[Link, ...]:
    """The links and pictures in order of the text."""
    found: list[Link] = []
    line = body_line
    for token in parsed.tokens:
        if token.map:
            line = token.map[0] + body_line
        if token.type == "inline" and (
            _MAY_LINK.search(token.content) or (parsed.references and "[" in token.content)
        ):
            plain = _plain_links(token.content, line)
            found.extend(_inline_links(token.children or (), line) if plain is None else plain)
    return tuple(found)


def _plain_links(content: str, line: int) -> list[Link] | None:
    """The links of a text in which each is a plain ``[words](target)``; None if it has to be read in full.

    It gives what ``_inline_links`` gives, in a tenth of the time.
    """
    if _TRICKY.search(content):
        return None
    pieces = list(_PLAIN_LINK.finditer(content))
    if len(pieces) != content.count("["):
        return None
    found = []
    for piece in pieces:
        leads = _leads(piece[3])
        if leads is None:
            return None
        at = line + content.count("\n", 0, piece.start())
        found.append(Link(leads, piece[2].strip(), at, image=bool(piece[1])))
    return found


@lru_cache(maxsize=4096)
def _leads(written: str) -> str | None:
    """The target that the parser gives a link as written; None if it is not allowed."""
    href = _PARSER.normalizeLink(written)
    return _target(href) if _PARSER.validateLink(href) else None


def _inline_links(children: Sequence[Token], line: int) -> Iterator[Link]:
    for number, child in enumerate(children):
        if child.type in ("softbreak", "hardbreak"):
            line += child.markup != "<br>"
        elif child.type == "link_open":
            yield Link(target(child, "href"), words(_inside_link(children, number)).strip(), line)
        elif child.type == "image":
            yield Link(target(child, "src"), words(child.children or ()).strip(), line, image=True)


def _inside_link(children: Sequence[Token], start: int) -> Sequence[Token]:
    end = start + 1
    while end < len(children) and children[end].type != "link_close":
        end += 1
    return children[start + 1 : end]


def target(token: Token, attribute: str) -> str:
    """What a link or picture leads to, percent-decoded once."""
    return _target(str(token.attrs.get(attribute, "")))


def _target(href: str) -> str:
    return unquote(href[: 3 * MAX_TARGET])[:MAX_TARGET]


def words(children: Sequence[Token], *, line_break: str = " ", pictures: bool = True) -> str:
    """The plain words of inline tokens: no signs, no HTML tags, pictures as their alternative text."""
    parts = []
    for child in children:
        kind = child.type
        if kind == "text":
            text = child.content
            parts.append(_TAG.sub(" ", text) if "<" in text else text)
        elif kind == "code_inline":
            parts.append(child.content)
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak":
            parts.append(line_break)
        elif kind == "image" and pictures:
            parts.append(words(child.children or ()))
    return "".join(parts)


def close_of(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the one at ``start`` (``start`` itself if nothing has to)."""
    opening = tokens[start]
    if opening.nesting != 1:
        return start
    end = start + 1
    while tokens[end].level != opening.level or tokens[end].nesting != -1:
        end += 1
    return end


def paragraphs(tokens: Sequence[Token]) -> list[str]:
    """The plain words of block tokens: one string for each paragraph, list item, cell or code block."""
    found = []
    for token in tokens:
        if token.type == "inline":
            text = words(token.children or (), line_break="\n").strip()
            if text.startswith("["):
                text = _BLOCK_MARK.sub("", text, count=1) if _BLOCK_MARK.match(text) else text
        elif token.type in ("fence", "code_block"):
            text = token.content.strip("\n")
        else:
            continue
        if text:
            found.append(text)
    return found

# SPDX-License-Identifier: MIT
"""The one Markdown parser: CommonMark with tables and strikethrough, and three small rules of our own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MAX_NESTING = 100
"""Levels of quotes and lists; the parser drops what stands deeper."""
MAX_INLINE_NESTING = 8
"""Brackets tried inside brackets. Nothing is lost beyond it, and each level costs time on ``![![![…``."""
_INLINE_SIGN = re.compile(r"[\n\\`*_~\[<&]|:::")
_REMEMBERED = 512
"""Paragraphs, cells and headings: while a text is written, all but one are the same as a moment before."""
_FIRST_SIGNS = {
    "fence": frozenset("`~"),
    "blockquote": frozenset(">"),
    "hr": frozenset("*-_"),
    "list": frozenset("*+-0123456789"),
    "reference": frozenset("["),
    "heading": frozenset("#"),
}
_BREAK_TAG = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_EMPTY_ANCHOR = re.compile(
    r"<a\s{1,9}(?:name|id)=[\"']?[^\"'<>\s]{0,200}[\"']?\s{0,9}(?:/>|></a>)", re.IGNORECASE
)
"""A place that converters write before a heading: it shows nothing, and a heading has its own anchor."""
_PICTURE_DIRECTIVE = re.compile(r":::image\s([^\n]{0,2000}?):::(?:\s{0,9}$)?")
_PICTURE_ATTRIBUTE = re.compile(r'\b(source|alt-text)="([^"\n]{0,1500})"')


def new_parser() -> MarkdownIt:
    """A parser; it keeps nothing of the texts that it has read but what the last paragraphs are made of."""
    parser = _parser(MAX_NESTING)
    inner = _parser(MAX_INLINE_NESTING)

    def put_off(state: StateCore) -> None:
        for number, token in enumerate(state.tokens):
            if token.type != "inline":
                continue
            if _INLINE_SIGN.search(token.content):
                state.tokens[number] = Inline.of(token, inner, state.env)
            else:  # half of all paragraphs, cells and headings
                token.children = [Token("text", "", 0, content=token.content)]

    parser.core.ruler.at("inline", put_off)
    parser.disable("text_join")
    return parser


class Inline(Token):
    """The text of a paragraph, cell or heading; what it is made of is read when it is first asked for.

    Most of the time of a parser goes there, and who only wants links needs few of them.
    """

    __slots__ = ("_children", "_env", "_parser")
    _children: list[Token] | None
    _env: MutableMapping[str, Any]
    _parser: MarkdownIt

    @classmethod
    def of(cls, token: Token, parser: MarkdownIt, env: MutableMapping[str, Any]) -> Inline:
        """The token with its children still to be read."""
        made = cls(
            "inline", "", 0, map=token.map, level=token.level, content=token.content, block=token.block
        )
        made._parser, made._env = parser, env
        return made

    @property
    def children(self) -> list[Token] | None:
        """The tokens inside, read at the first look. Two threads that look at once both read the same."""
        if self._children is None:
            if "[" in self.content and self._env.get("references"):
                self._children = _inside(self._parser, self.content, self._env)
            else:  # nothing else of the document matters to it
                self._children = _known_inside(self._parser, self.content)
        return self._children

    @children.setter
    def children(self, children: list[Token] | None) -> None:
        self._children = children


def _inside(parser: MarkdownIt, text: str, env: MutableMapping[str, Any]) -> list[Token] | None:
    found: list[Token] = []
    parser.inline.parse(text, parser, env, found)
    whole = Token("inline", "", 0, children=found)
    text_join(StateCore("", parser, env, [whole]))
    return whole.children


@lru_cache(maxsize=_REMEMBERED)
def _known_inside(parser: MarkdownIt, text: str) -> list[Token] | None:
    return _inside(parser, text, {})


def _parser(max_nesting: int) -> MarkdownIt:
    # html=False: raw HTML is text. linkify stays off: it is quadratic on "http://a." repeated.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": max_nesting, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.disable("html_block")  # it only looks whether HTML is on
    for name, signs in _FIRST_SIGNS.items():
        _only_at(parser, name, signs)
    interrupts = {"alt": ["paragraph", "reference", "blockquote"]}
    parser.block.ruler.before("fence", "comment", _comment_block, interrupts)  # type: ignore[arg-type]
    parser.inline.ruler.before("autolink", "comment_or_break", _comment_or_break)
    parser.inline.ruler.before("autolink", "picture_directive", _picture_directive)
    return parser


def _only_at(parser: MarkdownIt, name: str, signs: frozenset[str]) -> None:
    """Call a rule of blocks only where its line begins with one of its signs: most lines begin with none."""
    ruler = parser.block.ruler
    old = next(rule for rule in ruler.__rules__ if rule.name == name)
    rule = old.fn

    def guarded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        return state.src[start : start + 1] in signs and rule(state, start_line, end_line, silent)

    ruler.at(name, guarded, {"alt": old.alt})


def _comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Drop an HTML comment that has its lines to itself."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("<!--", start) or state.is_code_block(start_line):
        return False
    if state.env.get("no_comment_end"):  # else n comments that never end cost n searches to the end
        return False
    end = state.src.find("-->", start + 4)
    if end == -1:
        state.env["no_comment_end"] = True
        return False
    last = bisect_left(state.eMarks, end, start_line, end_line)
    if last >= end_line or state.src[end + 3 : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
    return True


def _comment_or_break(state: StateInline, silent: bool) -> bool:
    """Drop an HTML comment or an empty anchor inside a line; read ``<br>`` as a line break."""
    if state.src[state.pos] != "<":
        return False
    if found := _BREAK_TAG.match(state.src, state.pos):
        if not silent:
            state.push("hardbreak", "br", 0).markup = "<br>"
        state.pos = found.end()
        return True
    if found := _EMPTY_ANCHOR.match(state.src, state.pos):
        state.pos = found.end()
        return True
    if not state.src.startswith("<!--", state.pos) or state.env.get("no_inline_end") is state.src:
        return False
    end = state.src.find("-->", state.pos + 4, state.posMax)
    if end == -1:
        state.env["no_inline_end"] = state.src
        return False
    state.pos = end + 3
    return True


def _picture_directive(state: StateInline, silent: bool) -> bool:
    """Read ``:::image source="x" alt-text="y":::`` (Microsoft Learn) as a picture."""
    if not state.src.startswith(":::image", state.pos):
        return False
    found = _PICTURE_DIRECTIVE.match(state.src, state.pos)
    given = dict(_PICTURE_ATTRIBUTE.findall(found[1])) if found else {}
    source = state.md.normalizeLink(given.get("source", "").strip())
    if not found or not source or not state.md.validateLink(source):
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": source}
        token.content = given.get("alt-text", "")
        token.children = [Token("text", "", 0, content=token.content)]
    state.pos = found.end()
    return True

# SPDX-License-Identifier: MIT
"""A text as the blocks that a comparison sets side by side, and a block as HTML with words marked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from markdown_it.token import Token

from kbdesk.language import tr
from kbdesk.markdown.html import MAX_ITEMS, render_tokens
from kbdesk.markdown.parse import FIRST_CHARS, head_and_rest
from kbdesk.markdown.steps import CALL_OUT
from kbdesk.markdown.tokens import close_of, read_markdown, target, words

MOST_BLOCKS = 8_000
"""Blocks of a text; with more of them it is compared as plain text."""
_PLAIN_LINES = 40

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
"""Signs for private use that stand around changed words on their way through the renderer."""
_OWN = re.compile(f"[{_OPEN}{_CLOSE}]")
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.DOTALL)
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*|[^\w\s]")
_LEFT_OUT = re.compile(r'<p class="copy".*?</p>|<a name="[^"]*"></a>|</?a(?: href="[^"]*")?>', re.DOTALL)
_TASK = re.compile(r"\[[ xX]\](?:[ \t]+|$)")
_FORMATS = {"strong_open": "b", "em_open": "i", "s_open": "s", "link_open": "a"}
_ENDS = {"strong_close", "em_close", "s_close", "link_close"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a block: where it stands, and what must be the same for it to be unchanged."""

    carrier: tuple[int, int]
    """The token that it stands in, and that token's child (-1: the token itself)."""
    start: int
    end: int
    key: tuple[str, str]
    """The word, and how it is formatted or where it leads."""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list item, a row of a table, a quote or a block of code."""

    kind: str
    tokens: tuple[Token, ...]
    line: int
    """Line of the file, from 1."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words in order, but for those that are signs to the renderer."""
        return tuple(_words(self.tokens))

    @property
    def signature(self) -> tuple[object, ...]:
        """What two blocks that look alike have in common, wherever they stand."""
        parts = (
            (token.type, token.tag, *((token.info, token.content) if token.tag == "code" else ()))
            for token in self.tokens  # the info of an item is its number
        )
        formats = (
            (child.type, child.content, target(child, "href") if child.type == "link_open" else "")
            for token in self.tokens
            for child in token.children or ()
        )
        return (self.kind, *parts, *formats)

    def bag(self) -> frozenset[str]:
        """Its words, for telling how like it is to another block; with its kind, which must be the same."""
        return frozenset(f"{self.kind} {word.key[0].lower()}" for word in self.words)


def blocks_of(body: str, body_line: int) -> tuple[tuple[Block, ...], str]:
    """The blocks of Markdown without front matter, and a notice if it is taken apart as plain text only."""
    body, rest = head_and_rest(_OWN.sub("\ufffd", body))
    parsed = read_markdown(body) if not rest else None
    if parsed is None or parsed.is_cut:
        return _plain(body + rest, body_line), tr("This text is compared as plain text.")
    found = []
    for kind, tokens in _split(parsed.tokens):
        own = tokens[1:] if kind in ("ul", "ol", "tr", "th") else tokens  # not the list's or table's first
        line = next((token.map[0] for token in own if token.map), 0) + body_line
        found.append(Block(kind, tuple(_shown(token) for token in tokens), line))
        if len(found) > min(MOST_BLOCKS, MAX_ITEMS):
            return _plain(body, body_line), tr("This text is compared as plain text.")
    return tuple(found), ""


def as_html(block: Block, changed: Iterable[int] = (), mark: str = "") -> str:
    """Safe HTML of a block with the words at these places in spans of the class ``mark``.

    Nothing in it can be clicked, and pictures are words.
    """
    places = sorted(changed)
    tokens = list(block.tokens)
    for carrier, run in groupby((block.words[n] for n in places), key=lambda word: word.carrier):
        _mark(tokens, carrier, tuple(run))
    html = _LEFT_OUT.sub("", render_tokens(tokens))
    return _MARKED.sub(rf'<span class="{mark}">\1</span>', html) if places else html


def _split(tokens: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    """The kind and the tokens of each block; items and rows stand in a list or table of their own."""
    number = 0
    while number < len(tokens):
        token, end = tokens[number], close_of(tokens, number) + 1
        if token.type in ("bullet_list_open", "ordered_list_open"):
            yield from _items(tokens[number:end])
        elif token.type == "table_open":
            yield from _rows(tokens[number:end])
        else:
            yield token.tag or token.type, tokens[number:end]
        number = end


def _items(tokens: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    opening, closing = tokens[0], tokens[-1]
    start, number = int(opening.attrs.get("start", 1)), 1
    while number < len(tokens) - 1:
        end = close_of(tokens, number) + 1
        head = opening.copy(attrs={"start": start}) if opening.tag == "ol" else opening
        yield opening.tag, (head, *tokens[number:end], closing)
        number, start = end, start + 1


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    opening, closing = tokens[0], tokens[-1]
    for number, token in enumerate(tokens):
        if token.type == "tr_open":
            end = close_of(tokens, number) + 1
            kind = "th" if tokens[number + 1].type == "th_open" else "tr"
            yield kind, (opening, *tokens[number:end], closing)


def _plain(text: str, body_line: int) -> tuple[Block, ...]:
    """The paragraphs of a text as it is, each as a block of code; long ones in pieces."""
    found: list[Block] = []
    lines = text[:FIRST_CHARS].split("\n")
    start = 0
    for number, line in enumerate(lines):
        is_end = not line.strip() or number - start >= _PLAIN_LINES or number == len(lines) - 1
        if is_end and (piece := "\n".join(lines[start : number + 1]).strip("\n")):
            token = Token("code_block", "code", 0, content=piece)
            found.append(Block("plain", (token,), start + body_line))
        start = number + 1 if is_end else start
    return tuple(found)


def _shown(token: Token) -> Token:
    """The token with pictures as words: what they show, and which file it is."""
    if not token.children or not any(child.type == "image" for child in token.children):
        return token
    return token.copy(children=[_as_words(child) for child in token.children])


def _as_words(child: Token) -> Token:
    if child.type != "image":
        return child
    told, name = words(child.children or ()).strip(), posixpath.basename(target(child, "src"))
    return Token("text", "", 0, content=tr("[Picture: {what}]", what=", ".join(filter(None, (told, name)))))


def _words(tokens: Sequence[Token]) -> Iterator[Word]:
    for number, token in enumerate(tokens):
        if token.type in ("fence", "code_block"):
            yield from _words_in(token.content, (number, -1), "")
        formats: list[str] = []
        for place, child in enumerate(token.children or ()):
            if child.type in _FORMATS:
                leads = target(child, "href") if child.type == "link_open" else ""
                formats.append(_FORMATS[child.type] + leads)
            elif child.type in _ENDS and formats:
                formats.pop()
            elif child.type in ("text", "code_inline"):
                look = "".join(formats) + ("`" if child.type == "code_inline" else "")
                yield from _words_in(child.content, (number, place), look)


def _words_in(text: str, carrier: tuple[int, int], look: str) -> Iterator[Word]:
    begin = 0
    if carrier[1] == 0:  # a mark here would hide a tick box or the kind of a call-out from the renderer
        found = _TASK.match(text) or CALL_OUT.match(text)
        begin = found.end() if found else 0
    for match in _WORD.finditer(text, begin):
        yield Word(carrier, match.start(), match.end(), (match[0], look))


def _mark(tokens: list[Token], carrier: tuple[int, int], run: Sequence[Word]) -> None:
    """Put the signs around words of one token; words with only blanks between them share a mark."""
    number, place = carrier
    token = tokens[number]
    text = token.content if place < 0 else (token.children or [])[place].content
    parts: list[str] = []
    done = 0
    for word in run:
        between = text[done : word.start]
        if parts and not between.strip() and "\n" not in between:
            parts[-1] = between  # in place of the closing sign
        else:
            parts += [between, _OPEN]
        parts += [text[word.start : word.end], _CLOSE]
        done = word.end
    text = "".join((*parts, text[done:]))
    if place < 0:
        tokens[number] = token.copy(content=text, info="")  # colours would come between the signs
        return
    children = list(token.children or ())
    children[place] = children[place].copy(content=text)
    tokens[number] = token.copy(children=children)

# SPDX-License-Identifier: MIT
"""A compared block as plain text: [-words that went-] and {+words that came+} in one flow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from kbdesk.model import ComparedBlock

_BEGINS = {"li": "* ", "h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "blockquote": "> "}
_MARKS = ("went", "came")


class Word(NamedTuple):
    """A word, what stands before it (nothing, spaces, line ends), and whether it went or came."""

    text: str
    before: str
    marked: bool


def woven(block: ComparedBlock) -> str:
    """The text of both sides in one; sides that do not fit together stand one after the other."""
    old, new = words(block.before), words(block.after)
    if block.change in ("removed", "added"):
        begins = (old or new)[0].before.lstrip("\n ") if old or new else ""
        return begins + _marked(old, "[-", "-]") + _marked(new, "{+", "+}")
    stays = [[word.text for word in side if not word.marked] for side in (old, new)]
    if stays[0] != stays[1]:
        return f"{_marked(old, '[-', '-]')}\n{_marked(new, '{+', '+}')}"
    return "".join(_woven(old, new)).strip("\n ")


def _woven(old: list[Word], new: list[Word]) -> Iterator[str]:
    place = 0
    for word in [*new, None]:
        if word is not None and word.marked:
            continue
        went, place = _run(old, place)
        came = _came_before(new, word)
        if went or came:
            yield (went or came)[0].before
            yield _marked(went, "[-", "-]") + _marked(came, "{+", "+}")
        if word is not None:
            yield word.before + word.text
            place += 1


def _run(side: list[Word], place: int) -> tuple[list[Word], int]:
    """The marked words from a place on, and where they end."""
    end = place
    while end < len(side) and side[end].marked:
        end += 1
    return side[place:end], end


def _came_before(new: list[Word], word: Word | None) -> list[Word]:
    """The marked words right before a word, or at the end."""
    end = len(new) if word is None else next(i for i, each in enumerate(new) if each is word)
    start = end
    while start and new[start - 1].marked:
        start -= 1
    return new[start:end]


def _marked(side: list[Word], opening: str, closing: str) -> str:
    """The words between signs, without what stands before the first."""
    if not side:
        return ""
    text = "".join(word.before + word.text for word in side)
    return f"{opening}{text.removeprefix(side[0].before)}{closing}"


def words(html: str) -> list[Word]:
    """The words of a block of safe HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.words


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[Word] = []
        self._space = ""
        self._marks: list[bool] = []
        self._in_code = False
        self._first_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a mark, a line, a cell."""
        if tag == "span":
            self._marks.append(dict(attrs).get("class") in _MARKS)
        elif tag in ("p", "tr", "br", "pre", *_BEGINS) and self.words:
            self._space = "\n"
        elif tag in ("td", "th"):
            self._space += "" if self._first_cell else " | "
        self._first_cell = tag == "tr" or (self._first_cell and tag not in ("td", "th"))
        self._space += _BEGINS.get(tag, "")
        self._in_code = self._in_code or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        """End a mark or code."""
        if tag == "span" and self._marks:
            self._marks.pop()
        self._in_code = self._in_code and tag != "pre"

    def handle_data(self, data: str) -> None:
        """Take the words of a text."""
        for part in re.findall(r"\s+|\S+", data):
            if not part.isspace():
                self.words.append(Word(part, self._space, any(self._marks)))
                self._space = ""
            elif self._in_code:
                self._space += part
            elif not self._space:
                self._space = " "

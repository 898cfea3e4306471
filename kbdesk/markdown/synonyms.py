# SPDX-License-Identifier: MIT
"""``synonyms.md``: words that mean the same, an item of a list each; all other text is for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbdesk.language import tr
from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.parse import head_and_rest
from kbdesk.markdown.tokens import read_markdown, with_plain_line_ends, words
from kbdesk.model import Problem, SynonymGroup

MOST_IN_A_GROUP = 20
MOST_WORDS = 4
"""Words of one phrase."""
_ARROW = re.compile(r"[-=]>|→")
_BETWEEN = re.compile(r"[=,]")
_QUOTES = " \t\"'“”„«»‘’"


class _BadLineError(Exception):
    """An item that cannot be used; its text says why, as a sentence."""


def read_synonyms(text: str) -> tuple[tuple[SynonymGroup, ...], tuple[Problem, ...]]:
    """The groups of a text in its order, and what is wrong with the lines that do not count.

    ``wifi = wireless = wlan`` (or with commas) is one group for all of its phrases. ``kicked out ->
    disconnect, drop`` finds what stands on the right for each phrase on the left, never the other way round.
    """
    text = with_plain_line_ends(text)
    front = read_front_matter(text)
    body, rest = head_and_rest("\n".join(text.split("\n")[front.body_line - 1 :]))
    groups: list[SynonymGroup] = []
    problems: list[Problem] = list(front.problems)
    for line, item in _items(body, front.body_line):
        try:
            groups += _groups(item)
        except _BadLineError as bad:
            problems.append(Problem(line, str(bad)))
    if rest:
        problems.append(Problem(1, tr("Only the beginning of this long file is read.")))
    return tuple(groups), tuple(problems)


def _items(body: str, body_line: int) -> Iterator[tuple[int, str]]:
    """The first paragraph of each list item, with its line."""
    tokens = read_markdown(body).tokens
    for number, token in enumerate(tokens):
        if token.type == "list_item_open" and number + 2 < len(tokens):
            inline = tokens[number + 2]
            if inline.type == "inline":
                line = (inline.map[0] if inline.map else 0) + body_line
                yield line, words(inline.children or (), line_break=" ")


def _groups(item: str) -> Iterator[SynonymGroup]:
    """The groups of one item.

    Raises:
        _BadLineError: it cannot be used.
    """
    sides = _ARROW.split(item)
    if len(sides) > 2:
        raise _BadLineError(tr("This line has two arrows: write a line for each."))
    if len(sides) == 2:
        asked, meant = _phrases(sides[0]), _phrases(sides[1])
        for phrase in asked:
            others = tuple(other for other in meant if other.casefold() != phrase.casefold())
            if not others:
                raise _BadLineError(tr("“{phrase}” stands on both sides of the arrow.", phrase=phrase))
            yield SynonymGroup((phrase, *others), one_way=True)
        return
    phrases = _phrases(item)
    if len(phrases) < 2:
        raise _BadLineError(
            tr(
                "“{phrase}” stands alone: write what means the same after a “=”, like “wifi = wireless”.",
                phrase=phrases[0],
            )
        )
    yield SynonymGroup(phrases)


def _phrases(side: str) -> tuple[str, ...]:
    """The phrases of one side, each once."""
    found: dict[str, str] = {}
    for part in _BETWEEN.split(side):
        phrase = " ".join(part.strip(_QUOTES).split())
        if not any(sign.isalnum() for sign in phrase):
            raise _BadLineError(tr("Something is missing beside a “=”, a comma or an arrow."))
        if len(phrase.split()) > MOST_WORDS:
            short = phrase if len(phrase) <= 60 else f"{phrase[:59]}…"
            raise _BadLineError(tr("“{phrase}” has more than {n} words.", phrase=short, n=MOST_WORDS))
        found.setdefault(phrase.casefold(), phrase)
    if len(found) > MOST_IN_A_GROUP:
        raise _BadLineError(tr("This line has more than {n} phrases.", n=MOST_IN_A_GROUP))
    return tuple(found.values())

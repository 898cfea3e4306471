# SPDX-License-Identifier: MIT
"""Documents as what can be hits: themselves and the steps of playbooks, each with one text of all fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from kbdesk.model import HitKind, SearchDoc
from kbdesk.search import analysis


class Entry(NamedTuple):
    """What can be a hit: a document, or a step of one."""

    doc: SearchDoc
    parent: int
    """The number of the playbook of a step; -1 for documents."""
    kind: HitKind
    title: str
    anchor: str
    text: str
    """Everything that can be found, field after field."""
    area_ends: tuple[int, ...]
    """Where the title, what customers say, the codes, the tags and the text end, in characters."""
    sections: tuple[tuple[int, int, str], ...]
    """Where each section starts, where its heading ends, and its anchor."""


def entries(docs: Iterable[SearchDoc]) -> Iterator[Entry]:
    """The documents, each followed by its steps."""
    number = 0
    for doc in docs:
        parent = number
        yield _entry(doc, -1)
        number += 1
        for section in doc.sections:
            if section.anchor and section.anchor in doc.steps:
                text = _clean(section.heading) + "\n\n\n\n" + _clean(section.text)
                ends = (end := len(_clean(section.heading)), end + 1, end + 2, end + 3, len(text))
                shown = _shown(text)
                yield Entry(
                    doc,
                    parent,
                    "step",
                    section.heading,
                    section.anchor,
                    shown,
                    _fitted(ends, text, shown),
                    (),
                )
                number += 1


def _entry(doc: SearchDoc, parent: int) -> Entry:
    areas = [
        _clean(doc.title),
        "\n".join(map(_clean, doc.says)),
        "\n".join(map(_clean, doc.errors)),
        "\n".join(map(_clean, (*doc.tags, *doc.products))),
    ]
    head = "\n".join(areas) + "\n"
    parts, sections, place = [head], [], len(head)
    for section in doc.sections:
        heading, text = _clean(section.heading), _clean(section.text)
        if heading:
            heading += ": " if heading[-1].isalnum() else " "
        if heading or text:
            sections.append((place, place + len(heading), section.anchor))
            parts += (heading, text, " ")
            place += len(heading) + len(text) + 1
    whole = "".join(parts)
    shown = _shown(whole)
    ends = list(accumulate(len(area) + 1 for area in areas))
    fitted = _fitted((*(end - 1 for end in ends), len(whole)), whole, shown)
    if len(shown) != len(whole):
        sections = [(s, e, a) for (s, e, a) in sections if e <= len(shown)]
    return Entry(doc, parent, doc.kind, doc.title, "", shown, fitted, tuple(sections))


def _clean(text: str) -> str:
    return " ".join(text.split())


def _shown(text: str) -> str:
    """The text as it is shown: as written, unless folding changes its length."""
    folded = analysis.fold(text)
    return text if len(folded) == len(text) else folded


def _fitted(ends: tuple[int, ...], text: str, shown: str) -> tuple[int, ...]:
    """The ends of areas in the text as it is shown: the line breaks tell them."""
    if len(text) == len(shown):
        return ends
    breaks = [text.count("\n", 0, end) for end in ends[:-1]]
    places = [place for place, sign in enumerate(shown) if sign == "\n"]
    return (*(places[count] for count in breaks), len(shown))

# SPDX-License-Identifier: MIT
"""What may follow in the search field: the values of a sign that was begun (``tag:pri``), or the signs.

Plain words are never completed, so that the keys of the results stay theirs. A colon at the beginning of a
word lists the signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kbdesk.language import tr
from kbdesk.model import TIERS
from kbdesk.search.conditions import SIGNS, level

MOST = 8
"""Candidates that are offered at a time."""

_QUOTES = '"“”„‟'
_BEFORE = re.compile(
    rf"(?<!\S)(?:-?(?P<sign>{'|'.join(SIGNS)}):(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)|(?P<value>[^\s{_QUOTES}]*))"
    r"|:(?P<begun>[a-z]*))\Z",
    re.IGNORECASE,
)
_REST = re.compile(rf"[^\s{_QUOTES}]*")
_REST_QUOTED = re.compile(rf"[^{_QUOTES}]*[{_QUOTES}]|")

_NOTES: dict[str, dict[str, str]] = {
    "": {
        "tier": tr("who may carry it out"),
        "product": tr("what it is about"),
        "tag": tr("what it is filed under"),
        "kind": tr("article, playbook or step"),
        "is": tr("draft, validated, stale, archived"),
        "by": tr("owner or last author"),
        "changed": tr("when"),
        "audience": tr("who may read it"),
    },
    "kind": {"article": "", "playbook": "", "step": tr("of a playbook")},
    "tier": dict.fromkeys(TIERS, ""),
    "audience": {"public": "", "partner": "", "internal": ""},
    "is": {
        "archived": tr("replaced or out of use"),
        "draft": tr("being written"),
        "not-validated": tr("not proven yet"),
        "stale": tr("past its review"),
        "validated": tr("proven"),
    },
    "changed": {
        "today": "",
        "7d": tr("the last 7 days"),
        "30d": tr("the last 30 days"),
        "1y": tr("the last year"),
        ">1y": tr("longer ago than a year"),
    },
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value or sign: as it is shown, as it is put into the text, and a few words on it ("" if none)."""

    shown: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand in the place of ``text[start:end]``; no candidates if there is nothing to offer."""

    text: str
    """The text that was asked for."""
    cursor: int
    start: int = 0
    end: int = 0
    sign: str = ""
    """The sign whose values are offered; "" if signs are."""
    candidates: tuple[Candidate, ...] = ()
    more: bool = False
    """Whether there are more candidates than are offered at a time."""


def complete(text: str, cursor: int, values: Callable[[str], Sequence[str]]) -> Completion:
    """What may be put where the cursor is.

    Args:
        text: what stands in the search field.
        cursor: the place in it, in characters.
        values: the values of a facet (``product``, ``tag`` or ``by``) in this library.
    """
    nothing = Completion(text, cursor)
    found = _BEFORE.search(text[:cursor])
    if found is None:
        return nothing
    if found["begun"] is not None:
        signs = tuple(
            Candidate(f"{sign}:", f"{sign}:", note)
            for sign, note in _NOTES[""].items()
            if sign.startswith(found["begun"].lower())
        )
        return Completion(text, cursor, found.start("begun") - 1, cursor, "", signs)
    sign = found["sign"].lower()
    is_quoted = found["quoted"] is not None
    typed = level(found["quoted"] if is_quoted else found["value"])
    start = found.start("quoted") - 1 if is_quoted else found.start("value")
    rest = (_REST_QUOTED if is_quoted else _REST).match(text, cursor)
    end = rest.end() if rest else cursor
    candidates = tuple(_candidates(sign, typed, values))
    if len(candidates) == 1 and candidates[0].text == text[start:end]:
        return nothing
    return Completion(text, cursor, start, end, sign, candidates[:MOST], len(candidates) > MOST)


def _candidates(sign: str, typed: str, values: Callable[[str], Sequence[str]]) -> Iterator[Candidate]:
    """The values that begin so, then those in which another word does."""
    notes = _NOTES.get(sign)
    known = [" ".join(value.split()) for value in values(sign)] if notes is None else list(notes)
    first: list[str] = []
    second: list[str] = []
    for value in known:
        levelled = level(value)
        if not levelled or '"' in levelled:
            continue
        if levelled.startswith(typed):
            first.append(value)
        elif re.search(rf"(?<!\w){re.escape(typed)}", levelled):
            second.append(value)
        if len(first) > MOST:
            break
    for value in [*first, *second][: MOST + 1]:
        needs_quotes = " " in value or value[-1] in ",;"
        yield Candidate(value, f'"{value}"' if needs_quotes else value, notes[value] if notes else "")

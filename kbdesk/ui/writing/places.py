# SPDX-License-Identifier: MIT
"""Where a text stands in another: plain words, whole words or an expression that can never hang."""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QRegularExpression

from kbdesk.language import tr

MOST_PLACES = 20_000
LONGEST_SEARCH_S = 0.25
_LIMIT = "(*LIMIT_MATCH=50000)(*LIMIT_DEPTH=20000)"
_TOO_LONG = tr("takes too long")
_REFERENCE = re.compile(r"\\(\d|n|t|\\)|\$(\d)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    text: str
    case: bool = False
    words: bool = False
    expression: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Where it stands: positions in the document, and for each the groups of an expression."""

    places: tuple[tuple[int, int], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    problem: str = ""


def find_all(text: str, wanted: Wanted) -> Found:
    """All places of what is wanted, in positions of a QTextDocument.

    An expression is given up when one place or all together take too long; it is then a problem.
    """
    if not wanted.text:
        return Found()
    pattern = wanted.text if wanted.expression else QRegularExpression.escape(wanted.text)
    if wanted.words:
        pattern = rf"(?<!\w)(?:{pattern})(?!\w)"
    option = QRegularExpression.PatternOption
    options = option.UseUnicodePropertiesOption | option.MultilineOption
    if not wanted.case:
        options |= option.CaseInsensitiveOption
    made = QRegularExpression(_LIMIT + pattern, options)
    if not made.isValid():
        return Found(problem=made.errorString())
    places, groups = [], []
    until = perf_counter() + LONGEST_SEARCH_S
    matches = made.globalMatch(text)
    if not matches.isValid():
        return Found(problem=_TOO_LONG)
    while matches.hasNext():
        one = matches.next()
        if one.capturedLength() > 0:
            places.append((one.capturedStart(), one.capturedEnd()))
            groups.append(tuple(one.capturedTexts()) if wanted.expression else ())
        if len(places) >= MOST_PLACES or perf_counter() > until:
            return Found(tuple(places), tuple(groups), _TOO_LONG)
    return Found(tuple(places), tuple(groups))


def filled(replacement: str, groups: tuple[str, ...]) -> str:
    r"""The text for one place; in an expression ``\1`` or ``$1`` is a group, ``\n`` a new line."""
    if not groups:
        return replacement

    def put(found: re.Match[str]) -> str:
        sign = found[1] or found[2]
        if sign.isdigit():
            return groups[int(sign)] if int(sign) < len(groups) else ""
        return {"n": "\n", "t": "\t"}.get(sign, sign)

    return _REFERENCE.sub(put, replacement)

# SPDX-License-Identifier: MIT
"""What a query asks of a document beside its words: ``tier:2``, ``product:outlook``, ``changed:>2026-10-01``.

A query's conditions hold together, but for one thing: a kind, tier, audience or state that is asked for twice
means either, as no document has two (``tier:1 tier:2``). ``groups`` says so to whoever evaluates them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kbdesk.language import tr
from kbdesk.model import AUDIENCES, TIERS
from kbdesk.search import analysis
from kbdesk.search.schema import days

if TYPE_CHECKING:
    from kbdesk.search.query import Query, Word

SIGNS = ("kind", "tier", "product", "tag", "is", "by", "changed", "audience")
"""What may stand before a colon."""

KINDS = ("article", "playbook", "step")
STATES = ("archived", "draft", "not-validated", "stale", "validated")

Facet = Literal["kind", "tier", "audience", "product", "tag", "by", "state", "changed", "review_by"]
Op = Literal["is", "has", "days"]

_SINGLE: tuple[Facet, ...] = ("kind", "tier", "audience", "state")
_FACETS: dict[str, Facet] = {"kind": "kind", "tier": "tier", "audience": "audience", "is": "state"}
_NAMES: dict[str, tuple[str, ...]] = {"kind": KINDS, "tier": TIERS, "audience": AUDIENCES, "is": STATES}
LAST_DAY = days(date.max)
_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}
_WHEN = re.compile(
    r"(?P<op>[<>]=?)?(?:(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
    r"|(?P<ago>\d{1,4})(?P<unit>[dwmy])|(?P<name>today|yesterday))",
    re.ASCII,
)
_BEGUN = re.compile(
    r"(?:[<>]=?)?(?:[\d-]*|t|to|tod|toda|y|ye|yes|yest|yeste|yester|yesterd|yesterda)", re.ASCII
)
"""A date that is still being typed."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a document must be, or with ``negated`` must not be.

    ``is``: one of its values is ``value``. ``has``: the words of ``value`` stand in one of them, the last
    perhaps only begun. Both in lower case; ``matches`` decides. ``days``: its ``changed`` or ``review_by`` is
    from ``first`` to ``last``, in days since 1970-01-01; a day that is not known (0) is never inside.
    """

    facet: Facet
    op: Op
    value: str = ""
    negated: bool = False
    first: int = 1
    last: int = LAST_DAY


@lru_cache(maxsize=16384)
def level(name: str) -> str:
    """A name or value as conditions compare them: lower case, single spaces, plain quotes and dashes."""
    folded = analysis.fold(name).encode("utf-8", "ignore").decode()
    return " ".join(folded.lower().split())


def matches(condition: Condition, name: str) -> bool:
    """Whether a value of a document is what an ``is`` or ``has`` condition names, whether negated or not."""
    levelled, value = level(name), condition.value
    if condition.op == "is":
        return levelled == value
    at = levelled.find(value)
    while at > 0 and levelled[at - 1].isalnum():
        at = levelled.find(value, at + 1)
    return at >= 0


def groups(conditions: Iterable[Condition]) -> tuple[tuple[Condition, ...], ...]:
    """The conditions in groups: of each group one must hold, and all groups must."""
    found: dict[object, list[Condition]] = {}
    for number, condition in enumerate(conditions):
        single = condition.facet in _SINGLE and not condition.negated
        found.setdefault(condition.facet if single else number, []).append(condition)
    return tuple(map(tuple, found.values()))


# --- reading ---


def read(
    sign: str, typed: str, *, negated: bool = False, unfinished: bool = False, today: date | None = None
) -> Condition | str | None:
    """The condition that ``sign:typed`` stands for.

    Args:
        sign: one of ``SIGNS``.
        typed: what stands after the colon, without its quotes.
        negated: whether a minus stands before it.
        unfinished: whether it may still be being typed.
        today: what "30 days ago" counts from; this computer's day if None.

    Returns:
        The condition; a sentence for the person if there is no such value; None if it says nothing yet.
    """
    value = level(typed)
    if not value:
        return None
    if sign == "changed":
        return _changed(value, typed, negated=negated, unfinished=unfinished, today=today or date.today())
    if sign in _NAMES:
        return _named(sign, value, negated=negated, unfinished=unfinished, today=today or date.today())
    if sign == "tag":
        return Condition("tag", "has" if unfinished and not negated else "is", value, negated)
    return Condition("by" if sign == "by" else "product", "has", value, negated)


def _named(sign: str, value: str, *, negated: bool, unfinished: bool, today: date) -> Condition | str | None:
    """A condition whose values are known; each may be shortened as far as it can be told, or be a plural."""
    facet = _FACETS[sign]
    begun = [name for name in _NAMES[sign] if name.startswith(value)]
    if len(begun) > 1 and unfinished:
        return None
    for name in _NAMES[sign]:
        if begun == [name] or value == f"{name}s":
            if name == "stale":
                return Condition("review_by", "days", "", negated, 1, days(today) - 1)
            return Condition(facet, "is", name, negated)
    *most, last = _NAMES[sign]
    return _wrong(sign, value, tr("{names} or {last}", names=", ".join(most), last=last))


def _wrong(sign: str, typed: str, right: str) -> str:
    shown = typed if len(typed) <= 40 else typed[:39] + "…"
    return tr(
        "“{sign}:{typed}” did not count: after {sign}: comes {right}.", sign=sign, typed=shown, right=right
    )


def _changed(
    value: str, typed: str, *, negated: bool, unfinished: bool, today: date
) -> Condition | str | None:
    found = _WHEN.fullmatch(value)
    span = _span(found, today) if found else None
    if span is not None:
        return Condition("changed", "days", "", negated, *span)
    if unfinished and (not found or value.endswith("-0")) and _BEGUN.fullmatch(value):
        return None
    return _wrong("changed", typed, tr("a date such as >2026-10-01, a month such as 2026-10, or 30d"))


def _span(found: re.Match[str], today: date) -> tuple[int, int] | None:
    """The days from first to last that a date, a month, a year or an age stands for; None if there are none.

    ``30d`` and ``<30d`` are the last 30 days, ``>30d`` all before them.
    """
    op = found["op"] or ""
    if found["unit"]:
        since = days(today) - int(found["ago"]) * _UNITS[found["unit"]]
        return (1, since - 1) if op.startswith(">") else (max(1, since), LAST_DAY)
    try:
        first, last = _period(found, today)
    except (ValueError, OverflowError):
        return None
    return {
        "": (first, last),
        ">": (last + 1, LAST_DAY),
        ">=": (first, LAST_DAY),
        "<": (1, first - 1),
        "<=": (1, last),
    }[op]


def _period(found: re.Match[str], today: date) -> tuple[int, int]:
    if found["name"]:
        day = days(today - timedelta(found["name"] == "yesterday"))
        return day, day
    year, month = int(found["year"]), int(found["month"] or 0)
    if found["day"]:
        only = days(date(year, month, int(found["day"])))
        return only, only
    if found["month"]:
        following = date(year + month // 12, month % 12 + 1, 1)
        return days(date(year, month, 1)), days(following) - 1
    return days(date(year, 1, 1)), days(date(year, 12, 31))


# --- stock Whoosh ---


_Tree: TypeAlias = Any
"""A ``whoosh.query.Query``; Whoosh says little of its types."""


def _whoosh() -> _Tree:
    import whoosh.query  # noqa: PLC0415 - only what is held against it needs it

    return whoosh.query


def to_whoosh(asked: Query, forms: Callable[[Word], Iterable[str]] | None = None) -> _Tree:
    """The same question as a ``whoosh.query.Query`` for stock Whoosh; our answer is to be the same documents.

    The index has the fields ``text`` (all terms of ``analysis.terms`` with the position of their token);
    ``kind``, ``tier``, ``audience``, ``product``, ``tag``, ``by`` and ``state``, where each value is one term
    as ``level`` gives it; and the numbers ``changed`` and ``review_by`` in days since 1970-01-01, 0 if not
    known.

    Every word counts that is not optional; nothing is left out to find more.

    Args:
        asked: the query.
        forms: the terms that a word may stand for; the word itself, or if it is unfinished all terms that
            begin so, if None.
    """
    wq = _whoosh()
    must = [_word(word, forms) for word in asked.words if not word.optional]
    must += [_phrase(phrase) for phrase in asked.phrases]
    must += [wq.Or([_condition(one) for one in group]) for group in groups(asked.conditions)]
    never = [wq.Not(_phrase(phrase)) for phrase in asked.without]
    if not must and not never:
        return wq.NullQuery
    return wq.And([*(must or [wq.Every()]), *never])


def _word(word: Word, forms: Callable[[Word], Iterable[str]] | None) -> _Tree:
    wq = _whoosh()
    if forms is not None:
        return wq.Or([wq.Term("text", form) for form in forms(word)])
    return wq.Prefix("text", word.text) if word.unfinished else wq.Term("text", word.text)


def _phrase(phrase: str) -> _Tree:
    """A phrase; the pairs of unspaced writing share a position, so of these all must be there."""
    wq = _whoosh()
    tokens = [phrase_terms(token) for token in analysis.tokens(phrase)]
    terms = [term for found in tokens for term in found]
    if len(terms) > 1 and len(terms) == len(tokens):
        return wq.Phrase("text", terms)
    return wq.And([wq.Term("text", term) for term in terms])


def phrase_terms(token: str) -> tuple[str, ...]:
    """The terms that stand for one token of a phrase, all at its position: itself, or its pairs."""
    if token.isascii() or not analysis.is_unspaced(token):
        return (token.lower()[: analysis.MAX_TERM],)
    found: list[str] = []
    for run in analysis.runs(token):
        if analysis.is_unspaced(run):
            found += analysis.pairs(run)
        elif part := run.strip(".-:/\\@'+#&_"):
            found.append(part.lower()[: analysis.MAX_TERM])
    return tuple(found)


def _condition(condition: Condition) -> _Tree:
    wq = _whoosh()
    if condition.op == "days":
        one = wq.NumericRange(condition.facet, condition.first, condition.last)
    elif condition.op == "is":
        one = wq.Term(condition.facet, condition.value)
    else:
        one = wq.Regex(condition.facet, rf"(?s:.*[\W_])?{re.escape(condition.value)}")
    return wq.And([wq.Every(), wq.Not(one)]) if condition.negated else one

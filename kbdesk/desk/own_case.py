# SPDX-License-Identifier: MIT
"""A call of one's own and the note that tells it: whether it is the same case, and both as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from kbdesk.model import Run, Visit

_T = TypeVar("_T")
_TAKEN_OUT = ("removed]", "… (shortened)")
"""How a text ends, or what it holds, from which something was taken out for the note."""


def extends(longer: tuple[Visit, ...], shorter: tuple[Visit, ...]) -> bool:
    """Whether the visits of a call go on from others: all of those are in it, in their order.

    Going back takes away visits that hold nothing, so these need not be there.
    """
    if not longer or not shorter or _key(longer[0]) != _key(shorter[0]):
        return False
    rest = iter(longer)
    for visit in shorter:
        if not (visit.answer or visit.recorded or visit.note):
            continue
        if not any(_key(other) == _key(visit) for other in rest):
            return False
    return True


def joined(own: Run, told: Run) -> Run:
    """A call of one's own gone on with as a note tells it; where that says nothing new, as it stands.

    Of one's own steps the own texts are kept: in the note they are without what was taken out.
    """
    mine = {_key(visit): visit for visit in own.visits}
    visits = tuple(_with_own_texts(visit, mine.get(_key(visit))) for visit in told.visits)
    if not extends(told.visits, own.visits) or not any(
        _is_news(visit, mine.get(_key(visit))) for visit in visits
    ):
        visits = own.visits
    said = "\n".join(own.customer_words).casefold()
    words = (text for text in told.customer_words if text.casefold() not in said and not _is_cut(text))
    versions = ((told.playbook, told.playbook_blob), *told.blobs)
    known = (*own.blobs, (own.playbook, own.playbook_blob))
    return replace(
        own,
        by=told.by,
        tier=told.tier,
        visits=visits,
        customer_words=_both(own.customer_words, words),
        articles=_both(own.articles, told.articles),
        queries=_both(own.queries, (query for query in told.queries if not _is_cut(query))),
        flagged=_both(own.flagged, told.flagged),
        blobs=_both(own.blobs, (pair for pair in versions if pair not in known)),
        brought=told.brought,
        held=told.held,
        note_file=told.note_file or own.note_file,
    )


def with_own_visit(run: Run, at: str) -> Run:
    """A call that was taken on, at a visit of one's own where somebody else wrote into the last one.

    What is noted and recorded now is then told as one's own.
    """
    here = run.current
    if here.by == run.by or not (here.note or here.recorded or here.answer):
        return run
    own = replace(here, at=at, since=at, by=run.by, answer="", recorded=(), note="", seconds=0)
    return replace(run, visits=(*run.visits, replace(own, undone=False, skipped=False)))


def _key(visit: Visit) -> tuple[str, str, str]:
    """What a visit is known by, on whichever computer: nobody comes to two steps at one moment."""
    return visit.anchor, visit.at, visit.by


def _with_own_texts(told: Visit, own: Visit | None) -> Visit:
    if own is None:
        return told
    known = dict(own.recorded)
    recorded = tuple(
        (name, known.get(name, value) if _is_cut(value) else value) for name, value in told.recorded
    )
    return replace(told, recorded=recorded, note=own.note if _is_cut(told.note) else told.note)


def _is_news(told: Visit, own: Visit | None) -> bool:
    """Whether a note's visit says what one's own does not."""
    return (
        own is None
        or told.undone > own.undone
        or told.answer not in ("", own.answer)
        or told.note not in ("", own.note)
        or not set(told.recorded) <= set(own.recorded)
    )


def _is_cut(text: str) -> bool:
    return any(sign in text for sign in _TAKEN_OUT)


def _both(mine: tuple[_T, ...], more: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*mine, *more)))

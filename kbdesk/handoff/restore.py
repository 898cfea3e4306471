# SPDX-License-Identifier: MIT
"""The run that a note tells, so that somebody else can go on with it: the way back from :mod:`note`."""

from __future__ import annotations

import re
from dataclasses import replace

from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.language import tr
from kbdesk.model import HandoffNote, Pairs, Provenance, Run, Tier, Tried, Visit

_ID = re.compile(r"[\w.:@-]{1,128}")
_NOWHERE = Provenance("", "", "", "", "")


def run_of(note: HandoffNote, *, library: str, at: str, by: str, tier: Tier) -> Run:
    """The run at the step at which it was handed over, under way again and with everybody's visits.

    Args:
        note: the note as it was read; it becomes ``brought`` without its ``tried``.
        library: the folder of the library of who goes on.
        at: now, ISO 8601 with an offset; the clock of the step runs from here.
        by: who goes on.
        tier: their tier.

    Raises:
        KbError: the note has no usable id, or says nowhere where to go on.
    """
    if not _ID.fullmatch(note.id):
        raise KbError(
            tr("This note has no usable id, so the case cannot be gone on with."),
            tr("Read it, and begin a call of your own."),
        )
    source = note.provenance or _NOWHERE
    visits = tuple(_visit(one) for one in note.tried)
    playbook, blob, others = _versions(source, visits)
    return Run(
        id=note.id,
        library=library,
        commit=source.commit,
        playbook=playbook,
        playbook_blob=blob,
        title=source.title or one_line(note.issue) or "Case without a title",
        started=source.started or (visits[0].at if visits else "") or note.created or at,
        by=by,
        tier=tier,
        customer_words=note.customer_words,
        visits=_standing(note, source, visits, at, by),
        articles=source.articles,
        queries=source.queries,
        flagged=source.flagged,
        blobs=others,
        brought=replace(note, tried=()),
        held=True,
    )


def _visit(one: Tried) -> Visit:
    return Visit(
        playbook=one.playbook,
        anchor=one.anchor,
        title=one.step,
        tier=one.tier,
        at=one.at,
        by=one.by,
        answer=one.answer,
        recorded=one.recorded,
        note=one.note,
        seconds=one.seconds,
        skipped=one.skipped,
        undone=one.undone,
    )


def _versions(source: Provenance, visits: tuple[Visit, ...]) -> tuple[str, str, Pairs]:
    """The playbook that the run began with, its blob, and the other versions that it went through."""
    if not source.versions:
        first = source.began or source.playbook or next((one.playbook for one in visits if one.playbook), "")
        here = ((source.playbook, source.playbook_blob),) if source.playbook else ()
        if first == source.playbook:
            return first, source.playbook_blob, ()
        return first, "", here
    first = source.began or source.versions[0][0]
    found = next((pair for pair in source.versions if pair[0] == first), (first, ""))
    rest = list(source.versions)
    if found in rest:
        rest.remove(found)
    return first, found[1], tuple(rest)


def _standing(
    note: HandoffNote, source: Provenance, visits: tuple[Visit, ...], at: str, by: str
) -> tuple[Visit, ...]:
    """The visits, the last one open and its clock running.

    In our own notes the last visit is where the run stands. A foreign one may end with a step that was
    answered, skipped or taken back, or name another step: then a fresh visit is added there.
    """
    last = visits[-1] if visits else None
    is_open = last is not None and not (last.answer or last.skipped or last.undone)
    if last is not None and is_open and source.step in ("", last.anchor) and (last.anchor or last.title):
        return (*visits[:-1], replace(last, since=at))
    anchor, playbook = source.step, source.playbook
    if not anchor:
        stood = [one for one in visits if one.anchor and not one.undone and not one.skipped]
        if not stood:
            raise KbError(
                tr("This note does not say at which step to go on."),
                tr("Read it, and begin a call of your own."),
            )
        anchor, playbook = stood[-1].anchor, stood[-1].playbook
    known = next((one for one in visits if (one.anchor, one.playbook) == (anchor, playbook)), None)
    fresh = Visit(
        playbook=playbook,
        anchor=anchor,
        title=known.title if known else one_line(anchor.replace("-", " ")).capitalize(),
        tier=known.tier if known else note.sender.tier,
        at=at,
        by=by,
        since=at,
    )
    return (*visits, fresh)

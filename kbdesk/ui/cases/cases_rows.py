# SPDX-License-Identifier: MIT
"""What “My cases” says of a case: its state, where it stands, how long it took, who else was in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Final

from kbdesk.language import tr, trn
from kbdesk.model import CaseRow
from kbdesk.ui.rows import Row
from kbdesk.ui.run_trail import clock
from kbdesk.ui.team.words import when

_STATES: Final = {
    # status: (words, icon, colour)
    "running": (tr("under way {when}"), "phone", "accent"),
    "paused": (tr("on hold {when}"), "pause", "warn"),
    "resolved": (tr("solved {when}"), "check", "ok"),
    "escalated": (tr("handed over {when}"), "up", "muted"),
    "returned": (tr("sent back {when}"), "undo", "warn"),
    "closed": (tr("closed {when}"), "close", "muted"),
}


def row_of(case: CaseRow, now: datetime) -> Row:
    """The row of a case: the customer's words, and in a line below what became of it."""
    _, icon, colour = _STATES[case.status]
    named = case.title or tr("A case without words")
    title = tr("“{words}”", words=case.issue) if case.issue else named
    parts = (_state(case, now), case.title if case.issue else "", *_where(case), *_people(case))
    return Row(case, title, " · ".join(part for part in parts if part), icon, colour)


def facts_of(case: CaseRow, now: datetime) -> str:
    """All that is known of a case in a line or two, over its text."""
    state = _state(case, now)
    if case.status == "running":
        state = tr("under way, last gone on with {when}", when=when(case.at, now))
    parts = (
        state[:1].upper() + state[1:],
        tr("begun {when}", when=when(case.started, now)),
        case.title,
        *_step(case),
        trn("{n} step in {time}", "{n} steps in {time}", case.steps, time=clock(case.seconds)),
        *_people(case),
        "" if case.at_hand else tr("library {name}, which is not open", name=PurePath(case.library).name),
    )
    return " · ".join(part for part in parts if part)


def _state(case: CaseRow, now: datetime) -> str:
    return _STATES[case.status][0].format(when=when(case.at, now))


def _step(case: CaseRow) -> tuple[str, ...]:
    return (tr("at “{step}”", step=case.step),) if case.step else ()


def _where(case: CaseRow) -> tuple[str, ...]:
    spent = clock(case.seconds) if case.seconds else ""
    library = "" if case.at_hand else tr("in {library}", library=PurePath(case.library).name)
    return (*_step(case), spent, library)


def _people(case: CaseRow) -> tuple[str, ...]:
    return (tr("with {people}", people=", ".join(case.others)),) if case.others else ()


def kept_sentence(days: int) -> str:
    """For how long cases are kept, as a sentence."""
    if not days:
        return tr("Cases are kept until the window closes, then removed; those under way stay for a day.")
    return trn("Cases are kept for a day, then removed.", "Cases are kept for {n} days, then removed.", days)


def go_on_words(case: CaseRow) -> tuple[str, str]:
    """(what the button says, tip) for going on with a case."""
    if case.status in ("escalated", "closed"):
        return tr("Take it up again"), tr("Go on at the step where it stood (Enter)")
    if case.status == "resolved":
        return tr("Show it"), tr("Show it as it was solved; a step back goes on with it (Enter)")
    return tr("Go on"), tr("Go on at the step where it stands (Enter)")

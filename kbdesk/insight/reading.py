# SPDX-License-Identifier: MIT
"""Figures of what is read: most and never used, stale, feedback, reused against created."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from kbdesk.insight.facts import Material, Paper
from kbdesk.insight.groups import KINDS, Counted, Due, Group, Made, gathered, longest, percent
from kbdesk.language import tr, trn
from kbdesk.model.usage import FEEDBACK_KINDS

_SOON: Final = 30
_LONG: Final = 90
_NO_DATE: Final = "no-date"
_STALE: Final = (
    ("long-over", tr("over by more than {n} days", n=_LONG)),
    ("over", tr("over by up to {n} days", n=_LONG)),
    ("soon", tr("due in {n} days", n=_SOON)),
    ("in-time", tr("in time")),
    (_NO_DATE, tr("no review date")),
)


def most_used(material: Material) -> Counted:
    """The documents that were opened most."""
    opened = gathered((use for use in material.openings if use.path), lambda use: use.path)
    groups = longest(Group(material.title(path), path, uses) for path, uses in opened.items())
    whole = sum(map(len, opened.values()))
    said = tr(
        "{documents} opened {times}",
        documents=trn("{n:,} document", "{n:,} documents", len(opened)),
        times=trn("{n:,} time", "{n:,} times", whole),
    )
    return Counted(groups, said if whole else tr("Nothing was opened yet"))


def never_used(material: Material) -> Counted:
    """The documents that nobody opened, by folder."""
    opened = {use.path for use in material.openings}
    folders = gathered(material.standing, lambda paper: paper.folder)
    idle = {folder: [one for one in ones if one.path not in opened] for folder, ones in folders.items()}
    groups = longest(
        Group(folder or tr("(top)"), folder or ".", ones, of=len(folders[folder]))
        for folder, ones in idle.items()
    )
    number, whole = sum(map(len, idle.values())), len(material.standing)
    said = trn(
        "{idle:,} of {n:,} document was not opened",
        "{idle:,} of {n:,} documents were not opened",
        whole,
        idle=number,
    )
    return Counted(groups, said)


def stale(material: Material) -> Counted:
    """The documents by how far their review is over, those that are read most first."""
    opened = Counter(use.path for use in material.openings)
    dues = [Due(one, _days_over(one, material.until), opened[one.path]) for one in material.standing]
    dues.sort(key=lambda due: (-due.openings, due.paper.path))
    states = gathered(dues, _state)
    groups = tuple(Group(label, key, states.get(key, ()), of=len(dues)) for key, label in _STALE)
    over = [*states.get("long-over", ()), *states.get("over", ())]
    read = sum(due.openings for due in over)
    said = trn(
        "{n:,} document is past the review date", "{n:,} documents are past the review date", len(over)
    )
    times = trn("{n:,} time", "{n:,} times", read)
    opens = tr("{overdue}; opened {times} all the same", overdue=said, times=times)
    return Counted(groups, opens if over else said)


def _days_over(paper: Paper, until: str) -> int:
    try:
        return (date.fromisoformat(until) - date.fromisoformat(paper.review_by)).days
    except ValueError:
        return 0


def _state(due: Due) -> str:
    try:
        date.fromisoformat(due.paper.review_by)
    except ValueError:
        return _NO_DATE
    if due.days > 0:
        return "long-over" if due.days > _LONG else "over"
    return "soon" if due.days >= -_SOON else "in-time"


def feedback(material: Material) -> Counted:
    """What people said of what they read."""
    kinds = gathered(material.feedback, lambda one: one.kind)
    whole = len(material.feedback)
    groups = tuple(Group(KINDS[kind], kind, kinds.get(kind, ()), of=whole) for kind in FEEDBACK_KINDS)
    said = trn(
        "{percent} of {n:,} answer: it helped",
        "{percent} of {n:,} answers: it helped",
        whole,
        percent=percent(len(groups[0].items), whole),
    )
    return Counted(groups, said if whole else tr("No feedback yet"))


def reused_against_created(material: Material) -> Counted:
    """How often knowledge that was there was used in a call, and how much was added."""
    over = [call for call in material.began if call.over]
    reused = [call for call in over if call.playbook or call.articles]
    made = [Made(path, at) for path, at in material.created]
    groups = (
        Group(tr("calls that used what was there"), "reused", reused, of=len(over)),
        Group(tr("documents created"), "created", made),
    )
    said = tr(
        "Reused in {calls}, created {documents}",
        calls=trn("{n:,} call", "{n:,} calls", len(reused)),
        documents=trn("{n:,} document", "{n:,} documents", len(made)),
    )
    return Counted(groups, said)

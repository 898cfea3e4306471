# SPDX-License-Identifier: MIT
"""Figures of what is read: most and never used, stale, feedback, reused against created."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from kbdesk.insight.facts import Material, Paper
from kbdesk.insight.groups import Counted, Due, Group, Made, gathered, longest, many, percent
from kbdesk.model.usage import FEEDBACK_KINDS

_SOON: Final = 30
_LONG: Final = 90
_NO_DATE: Final = "no-date"
_STALE: Final = (
    ("long-over", f"over by more than {_LONG} days"),
    ("over", f"over by up to {_LONG} days"),
    ("soon", f"due in {_SOON} days"),
    ("in-time", "in time"),
    (_NO_DATE, "no review date"),
)


def most_used(material: Material) -> Counted:
    """The documents that were opened most."""
    opened = gathered((use for use in material.openings if use.path), lambda use: use.path)
    groups = longest(Group(material.title(path), path, uses) for path, uses in opened.items())
    whole = sum(map(len, opened.values()))
    said = f"{many(len(opened), 'document', 'documents')} opened {many(whole, 'time', 'times')}"
    return Counted(groups, said if whole else "Nothing was opened yet")


def never_used(material: Material) -> Counted:
    """The documents that nobody opened, by folder."""
    opened = {use.path for use in material.openings}
    folders = gathered(material.standing, lambda paper: paper.folder)
    idle = {folder: [one for one in ones if one.path not in opened] for folder, ones in folders.items()}
    groups = longest(
        Group(folder or "(top)", folder or ".", ones, of=len(folders[folder]))
        for folder, ones in idle.items()
    )
    number, whole = sum(map(len, idle.values())), len(material.standing)
    said = f"{number:,} of {many(whole, 'document was', 'documents were')} not opened"
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
    said = f"{many(len(over), 'document is', 'documents are')} past the review date"
    return Counted(groups, f"{said}; opened {many(read, 'time', 'times')} all the same" if over else said)


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
    groups = tuple(
        Group(kind.replace("-", " "), kind, kinds.get(kind, ()), of=whole) for kind in FEEDBACK_KINDS
    )
    said = f"{percent(len(groups[0].items), whole)} of {many(whole, 'answer', 'answers')}: it helped"
    return Counted(groups, said if whole else "No feedback yet")


def reused_against_created(material: Material) -> Counted:
    """How often knowledge that was there was used in a call, and how much was added."""
    over = [call for call in material.began if call.over]
    reused = [call for call in over if call.playbook or call.articles]
    made = [Made(path, at) for path, at in material.created]
    groups = (
        Group("calls that used what was there", "reused", reused, of=len(over)),
        Group("documents created", "created", made),
    )
    said = (
        f"Reused in {many(len(reused), 'call', 'calls')}, created {many(len(made), 'document', 'documents')}"
    )
    return Counted(groups, said)

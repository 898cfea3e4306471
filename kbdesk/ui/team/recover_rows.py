# SPDX-License-Identifier: MIT
"""What Recover lists, as rows: drafts, versions and texts set aside, returned changes, backups."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kbdesk.desk.keeping import LEFT_IN_FILE
from kbdesk.language import tr
from kbdesk.model import Backup, Draft
from kbdesk.ui.rows import Row
from kbdesk.ui.team.words import name_of, when

Group = Literal["all", "drafts", "choices", "returned", "foreign", "backups"]

GROUPS: tuple[tuple[Group, str], ...] = (
    ("all", tr("All")),
    ("choices", tr("Wait for your choice")),
    ("drafts", tr("Drafts")),
    ("returned", tr("Returned")),
    ("foreign", tr("Set aside")),
    ("backups", tr("Backups")),
)

_OF_KIND: dict[str, tuple[Group, str, str]] = {
    # kind of draft: (group, icon, colour)
    "edit": ("drafts", "note", "accent"),
    "new": ("drafts", "note", "accent"),
    "conflict": ("choices", "choice", "warn"),
    "returned": ("returned", "undo", "warn"),
    "foreign": ("foreign", "shelf", "muted"),
}


def group_of(value: Draft | Backup) -> Group:
    """The group that the filter names."""
    return _OF_KIND[value.kind][0] if isinstance(value, Draft) else "backups"


def row_of(value: Draft | Backup, now: datetime, *, gone: bool = False) -> Row:
    """The row of a draft or a backup."""
    if isinstance(value, Backup):
        return Row(
            value,
            tr("The whole library, {when}", when=when(value.at, now)),
            value.why or tr("backup"),
            "clock",
        )
    _, icon, colour = _OF_KIND[value.kind]
    return Row(value, title_of(value), told_of(value, now), icon, colour, gone)


def title_of(draft: Draft) -> str:
    """The draft's title: its front matter's, its first heading, or the name of its file."""
    for line in draft.text[:4000].splitlines():
        if line.startswith("title:"):
            title = line.removeprefix("title:").strip().strip("\"'")
            if title:
                return title
        if line.startswith("# "):
            return line[2:].strip()
    return name_of(draft.path) or tr("Without a title")


def told_of(draft: Draft, now: datetime) -> str:
    """Why the text is here and since when, in one line."""
    at = when(draft.at, now)
    by = draft.by or tr("somebody else")
    if draft.kind == "conflict":
        return tr("{by} changed it, too · yours is from {at}", by=by, at=at)
    if draft.kind == "returned":
        returned = tr("returned by {by} {at}", by=by, at=at)
        return f"{returned}: {draft.note}" if draft.note else returned
    if draft.kind == "foreign":
        left = tr("It stood in the file, unsaved, when your text took its place.")
        why = left if draft.note == LEFT_IN_FILE else draft.note or tr("another program wrote it")
        return f"{why} · {at}"
    if draft.kind == "new":
        return tr("new, not saved yet · typed {at}", at=at)
    return tr("not saved yet · typed {at}", at=at)


def fits(row: Row, group: Group, words: str) -> bool:
    """Whether a row belongs to the group and holds all of the words."""
    value = row.value
    if not isinstance(value, Draft | Backup) or (group != "all" and group_of(value) != group):
        return False
    path = value.path if isinstance(value, Draft) else ""
    held = f"{row.title} {row.line} {path}".casefold()
    return all(word in held for word in words.casefold().split())

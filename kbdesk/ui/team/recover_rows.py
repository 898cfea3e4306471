# SPDX-License-Identifier: MIT
"""What Recover lists, as rows: drafts, versions and texts set aside, returned changes, backups."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kbdesk.model import Backup, Draft
from kbdesk.ui.rows import Row
from kbdesk.ui.team.words import name_of, when

Group = Literal["all", "drafts", "choices", "returned", "foreign", "backups"]

GROUPS: tuple[tuple[Group, str], ...] = (
    ("all", "All"),
    ("choices", "Wait for your choice"),
    ("drafts", "Drafts"),
    ("returned", "Returned"),
    ("foreign", "Set aside"),
    ("backups", "Backups"),
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
        return Row(value, f"The whole library, {when(value.at, now)}", value.why or "backup", "clock")
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
    return name_of(draft.path) or "Without a title"


def told_of(draft: Draft, now: datetime) -> str:
    """Why the text is here and since when, in one line."""
    at = when(draft.at, now)
    by = draft.by or "somebody else"
    if draft.kind == "conflict":
        return f"{by} changed it, too · yours is from {at}"
    if draft.kind == "returned":
        return f"returned by {by} {at}" + (f": {draft.note}" if draft.note else "")
    if draft.kind == "foreign":
        return f"{draft.note or 'another program wrote it'} · {at}"
    return f"{'new, ' if draft.kind == 'new' else ''}not saved yet · typed {at}"


def fits(row: Row, group: Group, words: str) -> bool:
    """Whether a row belongs to the group and holds all of the words."""
    value = row.value
    if not isinstance(value, Draft | Backup) or (group != "all" and group_of(value) != group):
        return False
    path = value.path if isinstance(value, Draft) else ""
    held = f"{row.title} {row.line} {path}".casefold()
    return all(word in held for word in words.casefold().split())

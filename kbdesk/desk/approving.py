# SPDX-License-Identifier: MIT
"""The list that goes with an approval: which documents came, changed and went, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kbdesk import library
from kbdesk.library.sync.channels import ChangedFile

LISTED = 300
"""Documents that are named at most; the rest are counted."""

_HEADINGS = (
    ("added", "Added"),
    ("changed", "Changed"),
    ("renamed", "Renamed"),
    ("removed", "Removed"),
)


def notes(headline: str, changed: Sequence[ChangedFile], titles: Callable[[ChangedFile], str]) -> str:
    """The list as Markdown: a heading for each kind of change, a line for each document.

    Args:
        headline: its first line, without a sign of Markdown.
        changed: what differs from the approval before.
        titles: gives the title of a document.
    """
    documents = [one for one in changed if library.is_article_path(one.path)]
    parts = [headline]
    for kind, heading in _HEADINGS:
        lines = [_line(one, titles(one)) for one in documents[:LISTED] if one.kind == kind]
        if lines:
            parts.append("\n".join((f"## {heading}", "", *lines)))
    rest = [f"{len(documents) - LISTED:,} more documents"] if len(documents) > LISTED else []
    others = len(changed) - len(documents)
    if others:
        rest.append("1 other file" if others == 1 else f"{others:,} other files")
    if rest:
        parts.append(f"And {' and '.join(rest)}.")
    elif not documents:
        parts.append("No document changed.")
    return "\n\n".join(parts)


def _line(one: ChangedFile, title: str) -> str:
    place = f"{one.before} → {one.path}" if one.before else one.path
    who = f", {', '.join(one.by)}" if one.by else ""
    return f"- {' '.join(title.split()) or place} ({place}){who}"

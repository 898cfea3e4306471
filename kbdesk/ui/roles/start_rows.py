# SPDX-License-Identifier: MIT
"""The start page's rows as its lists show them, and what its button says."""

from __future__ import annotations

from typing import Final

from kbdesk.model import StartItem, StartRow
from kbdesk.ui.key_map import key_of
from kbdesk.ui.rows import Row

_ICONS: Final = {
    "inbox": "note",
    "promises": "clock",
    "late": "clock",
    "cases": "phone",
    "coaching": "check",
    "accounts": "flag",
    "open": "up",
    "paths": "list",
    "stale": "clock",
    "public": "article",
    "bot": "article",
    "sample": "filter",
    "kept": "check",
    "figures": "list",
    "leaving": "list",
    "reviews": "check",
    "flags": "flag",
    "gaps": "question",
    "sent-back": "undo",
    "news": "note",
    "playbooks": "playbook",
}
_NAMES: Final = {
    "show_inbox": "Open the inbox",
    "show_cases": "Open my cases",
    "show_promises": "Open the promises",
    "show_curate": "Open Curate",
    "show_reviews": "Open the reviews",
    "show_quality": "Open Quality",
    "show_insight": "Open Insight",
    "show_paths": "Open the reading paths",
    "show_profile": "Change the profile",
}


def row_of(row: StartRow) -> Row:
    """A row with its icon; what presses is told by icon and words, too."""
    pressing = "Presses. " if row.presses else ""
    return Row(
        row,
        row.title,
        pressing + row.detail,
        "warning" if row.presses else _ICONS.get(row.key, "list"),
        "danger" if row.presses else "accent",
    )


def item_row(item: StartItem) -> Row:
    """One thing behind a row."""
    icon = "note" if item.note else "phone" if item.run else "article" if item.path else "list"
    return Row(item, item.title, item.detail, icon)


def action_of(row: StartRow) -> tuple[str, str]:
    """What the button of a row says, with its keys, and its tip; ("", "") if there is nowhere to go."""
    if not row.act:
        return ("Choose one   Enter", "Go to the single ones (Enter or →)") if row.items else ("", "")
    words = _NAMES.get(row.act, "Go there")
    return f"{words}   Enter", f"{words} (Enter, from anywhere {key_of(row.act)})"

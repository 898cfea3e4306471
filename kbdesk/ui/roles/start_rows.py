# SPDX-License-Identifier: MIT
"""The start page's rows as its lists show them, and what its button says."""

from __future__ import annotations

from typing import Final

from kbdesk.language import tr
from kbdesk.model import StartItem, StartRow
from kbdesk.ui.key_map import in_own_keys, key_of
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
    "show_inbox": tr("Open the inbox"),
    "show_cases": tr("Open my cases"),
    "show_promises": tr("Open the promises"),
    "show_curate": tr("Open Curate"),
    "show_reviews": tr("Open the reviews"),
    "show_quality": tr("Open Quality"),
    "show_insight": tr("Open Insight"),
    "show_paths": tr("Open the reading paths"),
    "show_profile": tr("Change the profile"),
    "show_exports": tr("Give to others"),
}


def row_of(row: StartRow) -> Row:
    """A row with its icon; what presses is told by icon and words, too."""
    pressing = tr("Presses.") if row.presses else ""
    return Row(
        row,
        row.title,
        " ".join(filter(None, (pressing, in_own_keys(row.detail)))),
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
        return (tr("Choose one   Enter"), tr("Go to the single ones (Enter or →)")) if row.items else ("", "")
    words = _NAMES.get(row.act, tr("Go there"))
    tip = tr("{action} (Enter, from anywhere {key})", action=words, key=key_of(row.act))
    return f"{words}   Enter", tip

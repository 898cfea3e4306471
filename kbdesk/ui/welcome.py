# SPDX-License-Identifier: MIT
"""What the reading pane shows before anything was opened, and the library's state in one phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbdesk.model import Companion
from kbdesk.ui.article import ArticlePane

if TYPE_CHECKING:
    from kbdesk.desk.desk import Opening

CHANGED_SHOWN = 12


def show_welcome(pane: ArticlePane, opening: Opening | None) -> None:
    """Show how to begin, what changed since last time and which playbooks there are."""
    lines = [
        "Type what the customer says. Up and Down choose, Enter opens an article or starts a playbook.",
        "In a playbook 1–9 answer, Backspace goes back, Ctrl+E hands over. F1 shows every key.",
    ]
    rows: list[tuple[str, str, str]] = []
    if opening is None:
        lines.append("Ctrl+O opens a folder of Markdown as library.")
    elif not opening.files:
        lines.append("This folder holds no Markdown yet. Ctrl+O opens another.")
    else:
        for path, revision in opening.changed[:CHANGED_SHOWN]:
            who = f"{revision.date[:10]}, {revision.author}" if revision else "not yet a version"
            rows.append(
                (path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " "), f"changed {who}", path)
            )
        rows += [(title, "playbook", path) for title, path in opening.playbooks]
    pane.show_welcome("Welcome to kbdesk", tuple(lines), tuple(rows))


def state_sentence(opening: Opening, companions: tuple[Companion, ...] = ()) -> str:
    """The library, how far git helps, and what is searched beside it, for the footer."""
    return "   ".join((_state(opening), *map(_beside, companions)))


def _beside(companion: Companion) -> str:
    if companion.problem:
        return f"{companion.name} is missing (Ctrl+Shift+L)"
    return f"+ {companion.name}"


def _state(opening: Opening) -> str:
    info = opening.info
    count = f"{len(opening.files):,} document{'s' if len(opening.files) != 1 else ''}"
    if info.head:
        return f"{info.name}   {count}{'' if info.branch else '   an older version'}"
    return f"{info.name}   {count}   {info.notice or 'no versions'}"

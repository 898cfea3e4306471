# SPDX-License-Identifier: MIT
"""What the reading pane shows before anything was opened, and the library's state in one phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbdesk.language import tr, trn
from kbdesk.model import Companion
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.key_map import key_of, with_keys

if TYPE_CHECKING:
    from kbdesk.desk.desk import Opening

CHANGED_SHOWN = 12


def show_welcome(pane: ArticlePane, opening: Opening | None) -> None:
    """Show how to begin, what changed since last time and which playbooks there are."""
    lines = [
        tr("Type what the customer says. Up and Down choose, Enter opens an article or starts a playbook."),
        with_keys(
            tr("In a call 1–9 answer, {step_back} goes back, {escalate} hands over. {show_keys}: keys.")
        ),
    ]
    rows: list[tuple[str, str, str]] = []
    if opening is None:
        lines.append(
            with_keys(tr("{choose_library} opens a folder of Markdown, {show_beginning} says how else."))
        )
    elif not opening.files:
        lines.append(
            tr("This folder holds no Markdown yet. {key} opens another.", key=key_of("choose_library"))
        )
    else:
        lines.append(
            with_keys(tr("New here? {start_guide} leads through a call, {show_help} opens the help."))
        )
        for path, revision in opening.changed[:CHANGED_SHOWN]:
            told = tr("changed not yet a version")
            if revision:
                told = tr("changed {date}, {author}", date=revision.date[:10], author=revision.author)
            rows.append((path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " "), told, path))
        rows += [(title, tr("playbook"), path) for title, path in opening.playbooks]
    pane.show_welcome(tr("Welcome to kbdesk"), tuple(lines), tuple(rows))


def state_sentence(opening: Opening, companions: tuple[Companion, ...] = ()) -> str:
    """The library, how far git helps, and what is searched beside it, for the footer."""
    return "   ".join((_state(opening), *map(_beside, companions)))


def _beside(companion: Companion) -> str:
    if companion.problem:
        return tr("{name} is missing ({key})", name=companion.name, key=key_of("show_libraries"))
    return f"+ {companion.name}"


def _state(opening: Opening) -> str:
    info = opening.info
    count = trn("{n:,} document", "{n:,} documents", len(opening.files))
    told = info.notice or tr("no versions")
    if info.head:
        told = "" if info.branch else tr("an older version")
    return "   ".join(filter(None, (info.name, count, told)))

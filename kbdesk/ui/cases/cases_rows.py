# SPDX-License-Identifier: MIT
"""What “My cases” says of a case: its state, where it stands, how long it took, who else was in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Final

from kbdesk.model import CaseRow
from kbdesk.ui.rows import Row
from kbdesk.ui.run_trail import clock
from kbdesk.ui.team.words import when

_STATES: Final = {
    # status: (words, icon, colour)
    "running": ("under way", "phone", "accent"),
    "paused": ("on hold", "pause", "warn"),
    "resolved": ("solved", "check", "ok"),
    "escalated": ("handed over", "up", "muted"),
    "returned": ("sent back", "undo", "warn"),
    "closed": ("closed", "close", "muted"),
}


def row_of(case: CaseRow, now: datetime) -> Row:
    """The row of a case: the customer's words, and in a line below what became of it."""
    words, icon, colour = _STATES[case.status]
    title = f"“{case.issue}”" if case.issue else case.title or "A case without words"
    parts = (f"{words} {when(case.at, now)}", case.title if case.issue else "", *_where(case), *_people(case))
    return Row(case, title, " · ".join(part for part in parts if part), icon, colour)


def facts_of(case: CaseRow, now: datetime) -> str:
    """All that is known of a case in a line or two, over its text."""
    words = _STATES[case.status][0].capitalize()
    steps = "1 step" if case.steps == 1 else f"{case.steps} steps"
    parts = (
        f"{words}{', last gone on with' * (case.status == 'running')} {when(case.at, now)}",
        f"begun {when(case.started, now)}",
        case.title,
        f"at “{case.step}”" if case.step else "",
        f"{steps} in {clock(case.seconds)}",
        *_people(case),
        "" if case.at_hand else f"library {PurePath(case.library).name}, which is not open",
    )
    return " · ".join(part for part in parts if part)


def _where(case: CaseRow) -> tuple[str, ...]:
    spent = clock(case.seconds) if case.seconds else ""
    return (
        f"at “{case.step}”" if case.step else "",
        spent,
        "" if case.at_hand else f"in {PurePath(case.library).name}",
    )


def _people(case: CaseRow) -> tuple[str, ...]:
    return (f"with {', '.join(case.others)}",) if case.others else ()


def kept_sentence(days: int) -> str:
    """For how long cases are kept, as a sentence."""
    if not days:
        return "Cases are kept until the window closes, then removed; those under way stay for a day."
    return f"Cases are kept for {'a day' if days == 1 else f'{days} days'}, then removed."


def go_on_words(case: CaseRow) -> tuple[str, str]:
    """(what the button says, tip) for going on with a case."""
    if case.status in ("escalated", "closed"):
        return "Take it up again", "Go on at the step where it stood (Enter)"
    if case.status == "resolved":
        return "Show it", "Show it as it was solved; a step back goes on with it (Enter)"
    return "Go on", "Go on at the step where it stands (Enter)"


def count_of(number: int) -> str:
    """A number of cases, as people say it."""
    return "1 case" if number == 1 else f"{number:,} cases"

# SPDX-License-Identifier: MIT
"""What the curator's list says of a row: its line, its icon, its buttons, and its details as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from kbdesk.language import tr, trn
from kbdesk.model import Rendered
from kbdesk.model.curate import CURATE_KINDS, CurateKind, CurateRow
from kbdesk.ui.rows import Row
from kbdesk.ui.team.words import when

Chip = tuple[str, str, str]
"""A kind or "" for all, what its chip says, and the tip of that."""

KINDS: Final[dict[str, tuple[str, str, str, str]]] = {
    # kind: (what the chip says, its tip, icon, colour)
    "review": (tr("Reviews"), tr("Show reviews"), "choice", "accent"),
    "check": (tr("Checks"), tr("Show checks"), "warning", "danger"),
    "flag": (tr("Flags"), tr("Show flags"), "flag", "warn"),
    "returned": (tr("Sent back"), tr("Show sent back"), "undo", "warn"),
    "gap": (tr("Searches"), tr("Show searches"), "search", "accent"),
    "due": (tr("Review dates"), tr("Show review dates"), "clock", "warn"),
    "escalates": (tr("Escalations"), tr("Show escalations"), "up", "muted"),
}
_TITLES: Final[dict[str, str]] = {
    "review": tr("What it changes"),
    "check": tr("What the checker found"),
    "flag": tr("What was noted"),
    "returned": tr("The calls"),
    "gap": tr("What was typed"),
    "due": "",
    "escalates": tr("The calls"),
}

VERIFY, OWNER, MAP, WORDS, DROP, ACT = "verify", "owner", "map", "words", "drop", "act"
"""What can be done to a row, besides choosing it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands at the right of a row: safe HTML, with its pictures and their names."""

    row: CurateRow
    html: str
    pictures: tuple[bytes, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """What its copy buttons put on the clipboard."""


def row_of(row: CurateRow) -> Row:
    """The line of the list."""
    _, _, icon, colour = KINDS[row.kind]
    if row.kind == "check" and row.weight < 80:
        colour = "warn"
    owner = "" if row.kind in ("review", "gap") else row.owner or tr("nobody’s")
    return Row(row, row.title, " · ".join(filter(None, (row.why, owner))), icon, colour)


def chips_of(rows: Iterable[CurateRow]) -> tuple[Chip, ...]:
    """A chip for all, and one for each kind that there is, in their order."""
    counts = Counter(row.kind for row in rows)
    kinds: tuple[CurateKind, ...] = tuple(kind for kind in CURATE_KINDS if counts[kind])
    return (
        ("", _with_count(tr("All"), counts.total()), tr("Show all")),
        *((kind, _with_count(KINDS[kind][0], counts[kind]), KINDS[kind][1]) for kind in kinds),
    )


def _with_count(name: str, count: int) -> str:
    return tr("{name} {n:,}", name=name, n=count)


def acts_of(row: CurateRow) -> tuple[tuple[str, str, str], ...]:
    """What can be done to a row: (act, what its button says, tip); the first is what Enter does."""
    acts = [(ACT, f"{row.action}   Enter", f"{row.action} (Enter)")]
    if row.kind in ("due", "flag") and row.path:
        tip = tr("Reviewed today and right as it stands: saved, with the day of the next review (V)")
        acts.append((VERIFY, tr("Verified today   V"), tip))
    if row.kind not in ("gap", "review") and row.path:
        acts.append((OWNER, tr("Owner …   O"), tr("Who looks after it (O)")))
    if row.playbook and row.kind not in ("review", "escalates"):  # that is what Enter does there
        acts.append((MAP, tr("Show on the map   M"), tr("The playbook as a map, at this step (M)")))
    if row.kind == "gap":
        if row.path:
            tip = tr("Add these words to the document that comes nearest, so that they find it (W)")
            acts.append((WORDS, tr("Add the words to what comes nearest   W"), tip))
        acts.append((DROP, tr("Take off the list   Del"), tr("It needs no answer (Delete)")))
    return tuple(acts)


def facts_of(row: CurateRow, now: datetime) -> str:
    """Whose it is, where it is and since when, in one line."""
    since = "" if row.kind == "due" else when(row.since, now)
    owner = tr("for {owner}", owner=row.owner) if row.kind == "review" and row.owner else ""
    if row.kind not in ("gap", "review"):
        owner = tr("owner {owner}", owner=row.owner) if row.owner else tr("nobody’s")
    return " · ".join(
        filter(None, (KINDS[row.kind][0], owner, row.path, tr("since {since}", since=since) if since else ""))
    )


def details_of(row: CurateRow) -> str:
    """The details of a row as safe HTML: a heading, and a paragraph for each."""
    parts = [f"<h3>{escape(_TITLES[row.kind])}</h3>"] if _TITLES[row.kind] and row.more else []
    for name, text in row.more:
        lines = "<br>".join(escape(line) for line in text.splitlines()) or "–"
        parts.append(f"<p><b>{escape(name)}</b><br>{lines}</p>")
    return "".join(parts)


def step_html(title: str, says: tuple[str, ...], body: Rendered) -> str:
    """A step as it stands, below the details: its words to say, and its text."""
    said = "".join(f"<blockquote><p>{escape(one)}</p></blockquote>" for one in says)
    return f"<h3>{escape(title)}</h3>{said}{body.html}"


def empty_words(verified: int, months: int, *, whole: bool, filtered: bool) -> str:
    """What the page says when there is nothing in the list.

    Args:
        verified: how many documents were verified in the last months.
        months: how many months these are.
        whole: whether everything was looked at.
        filtered: whether only some rows are shown.
    """
    if filtered:
        return tr("Nothing of this kind wants attention.")
    nothing = (
        tr("Nothing wants attention.")
        if whole
        else tr("Nothing wants attention so far; the checker is still looking.")
    )
    done = trn(
        "{n:,} document was verified in the last {months} months.",
        "{n:,} documents were verified in the last {months} months.",
        verified,
        months=months,
    )
    return f"{nothing} {done}"

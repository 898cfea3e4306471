# SPDX-License-Identifier: MIT
"""The rows of the curator's list, kind by kind, with their sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from kbdesk import handoff, markdown
from kbdesk.desk.dates import day
from kbdesk.desk.survey import Surveyed
from kbdesk.model import Finding, Pairs, Review
from kbdesk.model.curate import CurateRow, FlagNote
from kbdesk.playbook.attention import Escalates, Flagged, SentBack, weight
from kbdesk.playbook.meant import Meant

Documents = Mapping[str, Surveyed]

SOON_DAYS: Final = 14
"""From so many days before its review date on a document is in the list."""
MOST_DETAILS: Final = 40
"""Notes, findings or wordings of one row that are told at most."""
_FEEDBACK: Final[Mapping[str, str]] = {
    "did-not-help": "said not to help",
    "wrong": "said to be wrong",
    "out-of-date": "said to be out of date",
}
ALREADY_DUE: Final = ("KB210", "KB211")
"""Findings that the review dates tell already."""


# --- changes that wait ---


def review_rows(reviews: Iterable[Review], me: str, today: date, *, maintainer: bool) -> Iterator[CurateRow]:
    """The changes that this person may answer, and those of their own that came back."""
    for one in reviews:
        came_back = bool(one.returned) and one.mine
        if not came_back and not (maintainer and one.sent and not one.returned):
            continue
        by = one.returned_by or "A maintainer"
        why = f"{by} sent your change back with a comment." if came_back else f"{one.by} waits for an answer."
        more = (("comment", one.returned),) if came_back else (("by", one.by),)
        yield CurateRow(
            kind="review",
            path=one.paths[0] if one.paths else "",
            anchor="",
            title=one.title,
            owner=me,
            why=why,
            since=one.at,
            weight=weight("review", _days(one.at, today)),
            action="Open the review",
            more=(*more, ("since", day(one.at)), *(("changes", path) for path in one.paths[:MOST_DETAILS])),
            refs=(one.branch,),
        )


def _days(since: str, today: date) -> int:
    """How many days ago a day or time is; 0 if it is no time, or to come."""
    try:
        return max(0, (today - date.fromisoformat(since[:10])).days)
    except ValueError:
        return 0


# --- what the checker found ---


def check_rows(findings: Iterable[Finding], documents: Documents) -> Iterator[CurateRow]:
    """A row for each file with errors or warnings, but for those that the review dates tell."""
    by_path: dict[str, list[Finding]] = {}
    for one in findings:
        if one.severity != "advice" and one.code not in ALREADY_DUE:
            by_path.setdefault(one.path, []).append(one)
    for path, found in by_path.items():
        found.sort(key=lambda one: (one.severity != "error", one.line, one.code))
        errors = sum(1 for one in found if one.severity == "error")
        counts = ((errors, "error"), (len(found) - errors, "warning"))
        told = " and ".join(_count(number, what) for number, what in counts if number)
        yield CurateRow(
            kind="check",
            path=path,
            anchor="",
            playbook=markdown.is_playbook_path(path),
            title=_title(path, documents),
            owner=_owner(path, documents),
            why=f"The checker found {told}: {found[0].message}",
            since="",
            weight=weight("errors", errors - 1) if errors else weight("warnings", len(found) - 1),
            action="Show the findings",
            more=tuple((f"{one.severity}, line {one.line}", one.message) for one in found[:MOST_DETAILS]),
            count=len(found),
        )


# --- what calls tell ---


def flag_row(flagged: Flagged, documents: Documents) -> CurateRow:
    """The row of a step that was flagged."""
    flags = flagged.flags
    known = flagged.path in documents
    step = next((one.title for one in reversed(flags) if one.title), flagged.anchor.replace("-", " "))
    title = _title(flagged.path, documents) if known else _safe(flagged.path)
    unhelpful = all(one.kind == "did-not-help" for one in flags)
    notes = tuple((", ".join(filter(None, _when_said(one))), _note(one)) for one in reversed(flags))
    return CurateRow(
        kind="flag",
        path=flagged.path if known else "",
        playbook=known and markdown.is_playbook_path(flagged.path),
        anchor=flagged.anchor,
        title=f"{title}: {step}" if step else title,
        owner=_owner(flagged.path, documents),
        why=f"{_said_of(flags)}, last on {day(flags[-1].at)}.",
        since=flags[0].at,
        weight=weight("gap" if unhelpful else "flag", len(flags) - 1),
        action="Open the step" if step else "Open it",
        more=notes[:MOST_DETAILS],
        count=len(flags),
    )


def _said_of(flags: Sequence[FlagNote]) -> str:
    """How a text was flagged and what feedback said of it, what was said most first."""
    counts = Counter(one.kind for one in flags)
    told = []
    for kind, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        times = {1: "", 2: " twice"}.get(number, f" {number} times")
        calls = "one call" if number == 1 else f"{number} calls"
        told.append(f"{_FEEDBACK[kind]}{times}" if kind else f"flagged as wrong or unclear in {calls}")
    sentence = ", ".join(told)
    return sentence[:1].upper() + sentence[1:]


def _when_said(one: FlagNote) -> tuple[str, ...]:
    return day(one.at), one.by, _FEEDBACK.get(one.kind, "")


def _note(one: FlagNote) -> str:
    return _safe(one.note) or ("" if one.kind else "No note was taken.")


def returned_row(sent: SentBack, documents: Documents) -> CurateRow:
    """The row of a reason for which notes were sent back."""
    calls, known = sent.calls, sent.path in documents
    often = "A note was" if len(calls) == 1 else f"{len(calls)} notes were"
    title = _title(sent.path, documents) if known else calls[-1].title or "Call without a playbook"
    return CurateRow(
        kind="returned",
        path=sent.path if known else "",
        playbook=known and markdown.is_playbook_path(sent.path),
        anchor=sent.anchor if known else "",
        title=f"{title}: {_safe(sent.reason)}",
        owner=_owner(sent.path, documents),
        why=f"{often} sent back for this, last on {day(calls[-1].at)}.",
        since=calls[0].at,
        weight=weight("returned", len(calls) - 1),
        action="Open the step" if known and sent.anchor else "Open it",
        more=tuple(
            (day(one.at), f"sent back by {one.sent_by}, stood at “{one.title}”" if one.sent_by else one.title)
            for one in reversed(calls[-MOST_DETAILS:])
        ),
        count=len(calls),
        refs=(_safe(sent.reason),),
    )


def escalates_row(step: Escalates, documents: Documents) -> CurateRow:
    """The row of a step at which many calls are handed over."""
    share = f"{step.calls} of {step.ended} calls"
    return CurateRow(
        kind="escalates",
        path=step.path,
        playbook=True,
        anchor=step.anchor,
        title=f"{_title(step.path, documents)}: {step.title or step.anchor}",
        owner=_owner(step.path, documents),
        why=f"{share} with this playbook were handed over here, last on {day(step.last)}.",
        since=step.first,
        weight=weight("escalates", step.calls),
        action="Show on the map",
        more=(("handed over", share), ("first", day(step.first)), ("last", day(step.last))),
        count=step.calls,
    )


# --- searches without result ---


def gap_row(meant: Meant, documents: Documents) -> CurateRow:
    """The row of searches that meant the same."""
    path = meant.nearest if meant.nearest in documents else ""
    words = tuple(dict.fromkeys(filter(None, map(_safe, meant.words))))
    typed = tuple(dict.fromkeys(filter(None, map(_safe, meant.typed))))
    last = day(meant.asked[-1].at)
    often = f"once, on {last}" if meant.count == 1 else f"{meant.count} times, last on {last}"
    nearest: Pairs = (("comes nearest", f"{documents[path].title} ({path})"),) if path else ()
    return CurateRow(
        kind="gap",
        path=path,
        anchor="",
        title=f"“{words[0]}”" if words else "A search",
        owner=_owner(path, documents),
        why=f"Looked for {often}; nothing answered it.",
        since=meant.asked[0].at,
        weight=weight("gap", meant.count - 1),
        action="Write an article with these words",
        more=(("looked for", "\n".join(typed[:MOST_DETAILS])), *nearest),
        count=meant.count,
        refs=tuple(one.id for one in meant.asked),
        words=words,
    )


# --- review dates and owners ---


def due_rows(documents: Documents, today: date) -> Iterator[CurateRow]:
    """Documents to review by now or soon, and validated ones that nobody owns or that have no such date."""
    soon = (today + timedelta(days=SOON_DAYS)).isoformat()
    for one in documents.values():
        meta = one.meta
        if meta.confidence == "archived":
            continue
        if meta.review_by and meta.review_by <= soon:
            yield _due_row(one, today)
        elif meta.confidence == "validated" and not (meta.owner and meta.reviewed and meta.review_by):
            yield _unkept_row(one)


def _due_row(one: Surveyed, today: date) -> CurateRow:
    by = date.fromisoformat(one.meta.review_by)
    days = (today - by).days
    if days > 0:
        why = f"It was to be reviewed by {day(one.meta.review_by)}, {_ago(days)}."
    else:
        why = f"It is to be reviewed by {'today' if not days else day(one.meta.review_by)}."
    return CurateRow(
        kind="due",
        path=one.path,
        playbook=markdown.is_playbook_path(one.path),
        anchor="",
        title=one.title,
        owner=one.meta.owner,
        why=why if one.meta.owner else f"{why} Nobody owns it.",
        since=one.meta.review_by,
        weight=weight("past", days // 30) if days >= 0 else weight("near"),
        action="Read it",
        more=_facts(one),
    )


def _unkept_row(one: Surveyed) -> CurateRow:
    meta = one.meta
    lacks = (
        ("nobody owns it", meta.owner),
        ("it does not say when it was reviewed", meta.reviewed),
        ("it has no date for the next review", meta.review_by),
    )
    *first, last = [said for said, value in lacks if not value]
    lacking = f"{', '.join(first)} and {last}" if first else last
    return CurateRow(
        kind="due",
        path=one.path,
        playbook=markdown.is_playbook_path(one.path),
        anchor="",
        title=one.title,
        owner=meta.owner,
        why=f"It is validated, but {lacking}.",
        since=meta.reviewed,
        weight=weight("near"),
        action="Read it",
        more=_facts(one),
    )


def _facts(one: Surveyed) -> Pairs:
    meta = one.meta
    return (
        ("owner", meta.owner or "nobody"),
        ("confidence", meta.confidence or "not said"),
        ("reviewed", day(meta.reviewed) if meta.reviewed else "never said"),
        ("review by", day(meta.review_by) if meta.review_by else "no date"),
    )


def _ago(days: int) -> str:
    if days < 60:
        return "yesterday" if days == 1 else f"{days} days ago"
    months = days // 30
    return f"{months} months ago" if months < 24 else f"{months // 12} years ago"


# --- words ---


def _title(path: str, documents: Documents) -> str:
    return documents[path].title if path in documents else path


def _owner(path: str, documents: Documents) -> str:
    return documents[path].meta.owner if path in documents else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _safe(text: str) -> str:
    """A text out of a call without what notes leave out."""
    return handoff.redact(text.strip())[0]

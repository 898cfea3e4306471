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
from kbdesk.language import tr, trn, trp
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
    "did-not-help": tr("said not to help"),
    "wrong": tr("said to be wrong"),
    "out-of-date": tr("said to be out of date"),
}
_SEVERITIES: Final[Mapping[str, str]] = {
    "error": tr("error"),
    "warning": tr("warning"),
    "advice": tr("advice"),
}
_STATES: Final[Mapping[str, str]] = {
    "draft": tr("draft"),
    "not-validated": tr("not-validated"),
    "validated": tr("validated"),
    "archived": tr("archived"),
}
_TWICE: Final = 2
ALREADY_DUE: Final = ("KB210", "KB211")
"""Findings that the review dates tell already."""


# --- changes that wait ---


def review_rows(reviews: Iterable[Review], me: str, today: date, *, maintainer: bool) -> Iterator[CurateRow]:
    """The changes that this person may answer, and those of their own that came back."""
    for one in reviews:
        came_back = bool(one.returned) and one.mine
        if not came_back and not (maintainer and one.sent and not one.returned):
            continue
        by = one.returned_by or tr("A maintainer")
        why = (
            tr("{name} sent your change back with a comment.", name=by)
            if came_back
            else tr("{name} waits for an answer.", name=one.by)
        )
        more = ((tr("comment"), one.returned),) if came_back else ((tr("by"), one.by),)
        changes = ((tr("changes"), path) for path in one.paths[:MOST_DETAILS])
        yield CurateRow(
            kind="review",
            path=one.paths[0] if one.paths else "",
            anchor="",
            title=one.title,
            owner=me,
            why=why,
            since=one.at,
            weight=weight("review", _days(one.at, today)),
            action=tr("Open the review"),
            more=(*more, (tr("since"), day(one.at)), *changes),
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
        yield CurateRow(
            kind="check",
            path=path,
            anchor="",
            playbook=markdown.is_playbook_path(path),
            title=_title(path, documents),
            owner=_owner(path, documents),
            why=_checked(errors, len(found) - errors, found[0].message),
            since="",
            weight=weight("errors", errors - 1) if errors else weight("warnings", len(found) - 1),
            action=tr("Show the findings"),
            more=tuple(
                (tr("{kind}, line {line}", kind=_SEVERITIES[one.severity], line=one.line), one.message)
                for one in found[:MOST_DETAILS]
            ),
            count=len(found),
        )


def _checked(errors: int, warnings: int, message: str) -> str:
    found = [
        trn("{n:,} error", "{n:,} errors", errors) if errors else "",
        trn("{n:,} warning", "{n:,} warnings", warnings) if warnings else "",
    ]
    told = (
        tr("{errors} and {warnings}", errors=found[0], warnings=found[1])
        if all(found)
        else found[0] or found[1]
    )
    return tr("The checker found {findings}: {message}", findings=told, message=message)


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
        why=tr("{told}, last on {day}.", told=_said_of(flags), day=day(flags[-1].at)),
        since=flags[0].at,
        weight=weight("gap" if unhelpful else "flag", len(flags) - 1),
        action=tr("Open the step") if step else tr("Open it"),
        more=notes[:MOST_DETAILS],
        count=len(flags),
    )


def _said_of(flags: Sequence[FlagNote]) -> str:
    """How a text was flagged and what feedback said of it, what was said most first."""
    counts = Counter(one.kind for one in flags)
    told = []
    for kind, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if not kind:
            told.append(
                trn(
                    "flagged as wrong or unclear in one call",
                    "flagged as wrong or unclear in {n} calls",
                    number,
                )
            )
        elif number <= _TWICE:
            said = _FEEDBACK[kind]
            told.append(tr("{said} twice", said=said) if number == _TWICE else said)
        else:
            told.append(tr("{said} {n} times", said=_FEEDBACK[kind], n=number))
    sentence = ", ".join(told)
    return sentence[:1].upper() + sentence[1:]


def _when_said(one: FlagNote) -> tuple[str, ...]:
    return day(one.at), one.by, _FEEDBACK.get(one.kind, "")


def _note(one: FlagNote) -> str:
    return _safe(one.note) or ("" if one.kind else tr("No note was taken."))


def returned_row(sent: SentBack, documents: Documents) -> CurateRow:
    """The row of a reason for which notes were sent back."""
    calls, known = sent.calls, sent.path in documents
    title = _title(sent.path, documents) if known else calls[-1].title or tr("Call without a playbook")
    return CurateRow(
        kind="returned",
        path=sent.path if known else "",
        playbook=known and markdown.is_playbook_path(sent.path),
        anchor=sent.anchor if known else "",
        title=f"{title}: {_safe(sent.reason)}",
        owner=_owner(sent.path, documents),
        why=trn(
            "A note was sent back for this, last on {day}.",
            "{n} notes were sent back for this, last on {day}.",
            len(calls),
            day=day(calls[-1].at),
        ),
        since=calls[0].at,
        weight=weight("returned", len(calls) - 1),
        action=tr("Open the step") if known and sent.anchor else tr("Open it"),
        more=tuple(
            (
                day(one.at),
                tr("sent back by {name}, stood at “{title}”", name=one.sent_by, title=one.title)
                if one.sent_by
                else one.title,
            )
            for one in reversed(calls[-MOST_DETAILS:])
        ),
        count=len(calls),
        refs=(_safe(sent.reason),),
    )


def escalates_row(step: Escalates, documents: Documents) -> CurateRow:
    """The row of a step at which many calls are handed over."""
    share = tr("{calls} of {ended} calls", calls=step.calls, ended=step.ended)
    return CurateRow(
        kind="escalates",
        path=step.path,
        playbook=True,
        anchor=step.anchor,
        title=f"{_title(step.path, documents)}: {step.title or step.anchor}",
        owner=_owner(step.path, documents),
        why=tr(
            "{share} with this playbook were handed over here, last on {day}.",
            share=share,
            day=day(step.last),
        ),
        since=step.first,
        weight=weight("escalates", step.calls),
        action=tr("Show on the map"),
        more=(
            (tr("handed over"), share),
            (trp("day", "first"), day(step.first)),
            (trp("day", "last"), day(step.last)),
        ),
        count=step.calls,
    )


# --- searches without result ---


def gap_row(meant: Meant, documents: Documents) -> CurateRow:
    """The row of searches that meant the same."""
    path = meant.nearest if meant.nearest in documents else ""
    words = tuple(dict.fromkeys(filter(None, map(_safe, meant.words))))
    typed = tuple(dict.fromkeys(filter(None, map(_safe, meant.typed))))
    last = day(meant.asked[-1].at)
    nearest: Pairs = ((tr("comes nearest"), f"{documents[path].title} ({path})"),) if path else ()
    return CurateRow(
        kind="gap",
        path=path,
        anchor="",
        title=f"“{words[0]}”" if words else tr("A search"),
        owner=_owner(path, documents),
        why=trn(
            "Looked for once, on {last}; nothing answered it.",
            "Looked for {n} times, last on {last}; nothing answered it.",
            meant.count,
            last=last,
        ),
        since=meant.asked[0].at,
        weight=weight("gap", meant.count - 1),
        action=tr("Write an article with these words"),
        more=((tr("looked for"), "\n".join(typed[:MOST_DETAILS])), *nearest),
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
        why = tr("It was to be reviewed by {day}, {ago}.", day=day(one.meta.review_by), ago=_ago(days))
    elif days:
        why = tr("It is to be reviewed by {day}.", day=day(one.meta.review_by))
    else:
        why = tr("It is to be reviewed by today.")
    return CurateRow(
        kind="due",
        path=one.path,
        playbook=markdown.is_playbook_path(one.path),
        anchor="",
        title=one.title,
        owner=one.meta.owner,
        why=why if one.meta.owner else tr("{why} Nobody owns it.", why=why),
        since=one.meta.review_by,
        weight=weight("past", days // 30) if days >= 0 else weight("near"),
        action=tr("Read it"),
        more=_facts(one),
    )


def _unkept_row(one: Surveyed) -> CurateRow:
    meta = one.meta
    lacks = (
        (tr("nobody owns it"), meta.owner),
        (tr("it does not say when it was reviewed"), meta.reviewed),
        (tr("it has no date for the next review"), meta.review_by),
    )
    *first, last = [said for said, value in lacks if not value]
    lacking = tr("{what} and {last}", what=", ".join(first), last=last) if first else last
    return CurateRow(
        kind="due",
        path=one.path,
        playbook=markdown.is_playbook_path(one.path),
        anchor="",
        title=one.title,
        owner=meta.owner,
        why=tr("It is validated, but {lacking}.", lacking=lacking),
        since=meta.reviewed,
        weight=weight("near"),
        action=tr("Read it"),
        more=_facts(one),
    )


def _facts(one: Surveyed) -> Pairs:
    meta = one.meta
    return (
        (tr("owner"), meta.owner or tr("nobody")),
        (tr("confidence"), _STATES.get(meta.confidence, meta.confidence) or tr("not said")),
        (tr("reviewed"), day(meta.reviewed) if meta.reviewed else tr("never said")),
        (tr("review by"), day(meta.review_by) if meta.review_by else tr("no date")),
    )


def _ago(days: int) -> str:
    if days < 60:
        return trn("yesterday", "{n} days ago", days)
    months = days // 30
    return tr("{n} months ago", n=months) if months < 24 else tr("{n} years ago", n=months // 12)


# --- words ---


def _title(path: str, documents: Documents) -> str:
    return documents[path].title if path in documents else path


def _owner(path: str, documents: Documents) -> str:
    return documents[path].meta.owner if path in documents else ""


def _safe(text: str) -> str:
    """A text out of a call without what notes leave out."""
    return handoff.redact(text.strip())[0]

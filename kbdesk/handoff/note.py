# SPDX-License-Identifier: MIT
"""Builds a handoff note from a run and the answers of the form, without clock or chance, and redacted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from kbdesk.handoff.blanks import blanks as form_of
from kbdesk.handoff.blanks import is_ask, missing_fields, questions
from kbdesk.handoff.escape import clean, one_line
from kbdesk.handoff.known import earlier, environment_pairs, is_returned, unwritten
from kbdesk.handoff.redact import Redactor
from kbdesk.handoff.spoken import spoken
from kbdesk.handoff.text import to_markdown
from kbdesk.model import (
    TIERS,
    Account,
    ArticleRead,
    Blank,
    Customer,
    HandoffNote,
    Impact,
    Pairs,
    Party,
    Preview,
    Provenance,
    Reproduced,
    Reproduction,
    Run,
    Sentiment,
    Step,
    Tried,
)

_LONG: Final = 6_000
"""Characters of one text that a note carries; more is cut, and says so."""
_LINE: Final = 600
_KEEP_EMAIL: Final = frozenset(("e-mail",))
_CONTINGENCY_KEY = re.compile(r"(?:if|then)(?:_(\d{1,2}))?")
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+")  # the record numbers the steps itself
_LEAD = re.compile(r"^(?:if|then)\b[\s:,…]*", re.IGNORECASE)  # the labels say it already


class _Form:
    """The answers, each cleaned, redacted and cut; blanks nobody touched give what they were filled with."""

    def __init__(self, filled: Mapping[str, str], taken: Redactor) -> None:
        self._filled = filled
        self.taken = taken

    def raw(self, key: str) -> str:
        return clean(self._filled.get(key, "")).strip()

    def text(self, key: str, *, keep: frozenset[str] = frozenset()) -> str:
        return _cut(self.taken.text(self.raw(key), keep=keep))

    def line(self, key: str, *, keep: frozenset[str] = frozenset()) -> str:
        return one_line(self.text(key, keep=keep), _LINE)

    def lines(self, key: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text(key).split("\n") if line.strip())

    def contingency(self) -> Pairs:
        numbers = {
            int(found[1] or 1)
            for key in self._filled
            if (found := _CONTINGENCY_KEY.fullmatch(key)) is not None
        }
        pairs: list[tuple[str, str]] = []
        for number in sorted(numbers):
            end = "" if number == 1 else f"_{number}"
            if_, then = (_LEAD.sub("", self.text(f"{word}{end}")) for word in ("if", "then"))
            pairs.append((if_, then))
        return tuple(pair for pair in pairs if any(pair))


def draft(
    run: Run,
    step: Step | None,
    answers: Mapping[str, str],
    *,
    note_id: str,
    created: str,
    sender: Party,
    to: Party,
    app: str,
) -> HandoffNote:
    """The note of this run as it would be exported now, redacted.

    Args:
        run: the run as it stands.
        step: the Escalate step at which the run stands; None when handing over from anywhere.
        answers: what the form holds, by blank key; a blank that is not in it counts as left as it was.
        note_id: the note's id.
        created: ISO 8601 with an offset.
        sender: who hands over.
        to: whom to; the form's ``to_tier``, ``to_team`` and ``to_name`` win over it.
        app: name and version of the program.
    """
    taken = Redactor()
    form = _Form({blank.key: blank.value for blank in form_of(run, step)} | dict(answers), taken)
    added = _added(run, step, form)
    tried = _tried(run, added, taken)
    account = _account(run, form)
    return HandoffNote(
        id=note_id,
        created=created,
        sender=sender,
        to=_to(to, form),
        issue=form.line("issue") or one_line(taken.text(clean(run.title)), _LINE),
        kind="hierarchic" if form.raw("kind") == "hierarchic" else "functional",
        ticket=form.line("ticket"),
        severity=_severity(form.raw("severity")),
        impact=Impact(form.line("impact_who"), form.raw("work_stopped") == "yes", form.text("workaround")),
        due=form.line("due"),
        customer_words=form.lines("customer_words"),
        environment=_environment(run, tried, added, form),
        since=form.line("since"),
        changed_recently=form.text("changed_recently"),
        errors=form.lines("errors"),
        tried=tried,
        ruled_out=_ruled_out(tried, form),
        assessment=form.text("assessment"),
        ask=form.text("ask"),
        contingency=form.contingency(),
        stop_if=form.text("stop_if"),
        customer=Customer(
            form.text("told"),
            form.text("promised"),
            form.line("next_update_due"),
            form.line("contact", keep=_KEEP_EMAIL),
        ),
        owner_of_contact=form.line("owner_of_contact"),
        provenance=_provenance(run, taken, app),
        reproduction=_reproduction(form),
        attachments=form.lines("attachments"),
        earlier=earlier(run),
        account=account,
        redacted=_redacted(run, taken),
    )


def preview(note: HandoffNote, blanks: tuple[Blank, ...], answers: Mapping[str, str]) -> Preview:
    """The note as it would be exported now; an ask that asks nothing ("please check") counts as empty."""
    missing: list[str] = []
    for blank in blanks:
        value = answers.get(blank.key, blank.value)
        filled = is_ask(value) if blank.key == "ask" else bool(value.strip())
        if blank.required and not filled:
            missing.append(blank.key)
    return Preview(note, to_markdown(note), tuple(missing), spoken(note))


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[:_LONG].rstrip() + " … (shortened)"


def _severity(text: str) -> Literal["stable", "watch", "unstable"]:
    return "watch" if text == "watch" else "unstable" if text == "unstable" else "stable"


def _to(to: Party, form: _Form) -> Party:
    tier = next((tier for tier in TIERS if tier == form.raw("to_tier")), to.tier)
    return Party(tier, form.line("to_name") or to.name, form.line("to_team") or to.team)


def _added(run: Run, step: Step | None, form: _Form) -> Pairs:
    """Values that the Escalate step needs and the form supplied."""
    fields = [(field.name, form.raw(field.name)) for field in missing_fields(run, step)]
    return tuple((name, _cut(form.taken.value(name, value))) for name, value in fields if value)


def _tried(run: Run, added: Pairs, taken: Redactor) -> tuple[Tried, ...]:
    """Every visit of the run, the last with what the form added to it.

    Step and answer stay word for word: they lead back into the playbook.
    """
    tried: list[Tried] = []
    for visit in run.visits:
        recorded = {name: _cut(taken.value(name, clean(value))) for name, value in visit.recorded}
        tried.append(
            Tried(
                step=clean(visit.title),
                anchor=clean(visit.anchor),
                playbook=clean(visit.playbook),
                answer=clean(visit.answer),
                at=clean(visit.at),
                by=clean(visit.by),
                recorded=tuple((recorded | dict(added if visit is run.current else ())).items()),
                note=_cut(taken.text(clean(visit.note))),
                seconds=visit.seconds,
                skipped=visit.skipped,
                undone=visit.undone,
                tier=visit.tier,
            )
        )
    return tuple(tried)


def _environment(run: Run, tried: tuple[Tried, ...], added: Pairs, form: _Form) -> Pairs:
    """What is known by name: recorded, passed on from the note before, written in the form, asked back."""
    values: dict[str, str] = {}
    for one in tried:
        if not one.undone:
            values.update((name, value) for name, value in one.recorded if value)
    values.update(added)
    values.update(unwritten(run))
    for name, value in environment_pairs(form.text("environment")):
        safe = _cut(form.taken.value(name, value))
        values[name] = f"{values[name]}; {safe}" if name == "also" and name in values else safe
    for key, question in questions(run).items():
        answer = form.raw(key)
        if answer:
            values[question] = _cut(form.taken.value(question, answer))
    return tuple(values.items())


def _ruled_out(tried: tuple[Tried, ...], form: _Form) -> tuple[str, ...]:
    """Every step that gave its answer, then what the form adds."""
    steps = tuple(f"{one.step}: {one.answer}" for one in tried if one.answer and not one.undone)
    return (*steps, *(line for line in form.lines("ruled_out") if line not in steps))


def _reproduction(form: _Form) -> Reproduction:
    words: dict[str, Reproduced] = {"yes": "yes", "no": "no", "sometimes": "sometimes"}
    return Reproduction(
        steps=tuple(_NUMBER.sub("", line) for line in form.lines("repro_steps")),
        expected=form.text("expected"),
        actual=form.text("actual"),
        reproduced=words.get(form.raw("reproduced"), ""),
    )


def _account(run: Run, form: _Form) -> Account:
    """What the form says of the account; one that did not ask for it passes on what was known."""
    if form.raw("kind") != "hierarchic" and not is_returned(run):
        return run.brought.account if run.brought is not None else Account()
    feelings: dict[str, Sentiment] = {
        "positive": "positive",
        "neutral": "neutral",
        "negative": "negative",
        "leaving": "leaving",
    }
    return Account(
        form.line("account_name"),
        form.text("contract_impact"),
        feelings.get(form.raw("sentiment").casefold(), ""),
        form.line("next_contact"),
    )


def _redacted(run: Run, taken: Redactor) -> tuple[tuple[str, int], ...]:
    """What was taken out by everybody so far.

    A run that was taken over has nothing more of what was taken out before; the run of a note that was sent
    back still has all of it, and counts it again.
    """
    counts = dict(taken.counts)
    for kind, count in run.brought.redacted if run.brought is not None else ():
        here = counts.get(kind, 0)
        counts[kind] = max(here, count) if is_returned(run) else here + count
    return tuple(sorted(counts.items()))


def _provenance(run: Run, taken: Redactor, app: str) -> Provenance:
    """Where the run stands, and in which playbook at which version.

    Ids and paths stay as they are, but for credentials in the library's address.
    """
    versions = ((run.playbook, run.playbook_blob), *run.blobs)
    playbook = run.current.playbook
    blob = dict(versions).get(playbook, "")
    return Provenance(
        library=taken.text(clean(run.library)),
        commit=run.commit,
        playbook=clean(playbook),
        playbook_blob=blob,
        step=run.current.anchor,
        articles=tuple(
            ArticleRead(clean(one.path), one.blob, clean(one.title), clean(one.at)) for one in run.articles
        ),
        queries=tuple(_cut(taken.text(clean(query))) for query in run.queries),
        app=app,
        title=clean(run.title),
        began="" if run.playbook == playbook else clean(run.playbook),
        started=clean(run.started),
        versions=()
        if versions == ((playbook, blob),)
        else tuple((clean(path), id_) for path, id_ in versions),
        flagged=tuple(_cut(taken.text(clean(step))) for step in run.flagged),
    )

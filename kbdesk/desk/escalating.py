# SPDX-License-Identifier: MIT
"""Handing a call over: what to ask, the note as it would be, and the file that it goes into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbdesk import __version__, handoff, playbook
from kbdesk.desk.forms import typed
from kbdesk.errors import KbError
from kbdesk.handoff.read import MAX_JSON_BYTES
from kbdesk.language import tr, trn
from kbdesk.model import TIERS, Blank, HandoffNote, Pairs, Party, Preview, Run, Step

if TYPE_CHECKING:
    from kbdesk.desk.calls import Calls

OPEN: Final = ("running", "paused")
"""The states of a call that can be gone on with."""


@dataclass(frozen=True, slots=True)
class EscalationForm:
    """What the escalation sheet shows: a title, one line of what the call filled in, and the blanks.

    ``typed`` is what was typed into it before, as (key of the blank, text).
    """

    title: str
    summary: str
    blanks: tuple[Blank, ...]
    typed: Pairs = ()


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A note that was exported: its file, its text for the clipboard, and the strip to read out."""

    path: Path
    preview: Preview
    notice: str = ""
    """Why it is not in the file that the call's note came in, as a sentence; "" if it is, or none came."""


class Escalating:
    """The handing over of the calls; works at any step of one."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def form(self, run_id: str, *, back: bool) -> EscalationForm:
        """What to ask before the call can be handed over; see ``Calls.escalation``."""
        run = self._calls.run(run_id)
        if run.status not in OPEN:
            raise KbError(tr("This call is over."), tr("Go a step back first if it is not solved after all."))
        to = _giver(run) if back else None
        step = self._step(run, to)
        title = step.title if step is not None else tr("Hand over from “{step}”", step=run.current.title)
        if to is not None:
            title = tr("Hand back to {who}", who=", ".join(filter(None, (tier_name(to), to.team, to.name))))
        before = tuple(typed(run, "back" if back else "over").items())
        return EscalationForm(title, _summary(run), handoff.blanks(run, step, to=to), before)

    def preview(self, run_id: str, answers: Mapping[str, str]) -> Preview:
        """The note as it would be exported now; see ``Calls.preview``."""
        run = self._calls.run(run_id)
        to = self._receiver(run, answers)
        step = self._step(run, to)
        note = self.draft(run, step, to, answers)
        return handoff.preview(note, handoff.blanks(run, step, to=to), answers)

    def hand_over(self, run_id: str, answers: Mapping[str, str]) -> HandedOver:
        """The exported note, the call over for this tier; see ``Calls.hand_over``."""
        self._calls.check(run_id)  # before a file is touched: what this window knows may be old
        preview = self.preview(run_id, answers)
        if preview.missing:
            raise KbError(
                tr("The note still needs: {fields}.", fields=", ".join(preview.missing)),
                tr("Fill in what is marked, then hand over."),
            )
        run = self._calls.run(run_id)
        recorded = dict(run.recorded)
        to = self._receiver(run, answers)
        for blank in handoff.blanks(run, self._step(run, to), to=to):
            value = answers.get(blank.key, "").strip()
            if blank.group == "missing" and value and recorded.get(blank.key) != value:
                run = playbook.record(run, blank.key, value)
        run = replace(playbook.escalated(run, preview.note.created), asked=())
        path, notice = written(preview.note, run, self._calls.home.handoffs)
        self._calls.save(run, "escalate")
        return HandedOver(path, preview, notice)

    def draft(self, run: Run, step: Step | None, to: Party, answers: Mapping[str, str]) -> HandoffNote:
        """The note of a call for a receiver, with what a form holds; nothing is written."""
        now = self._calls.now()
        if run.status == "running":  # the stay at the last step counts up to now
            run = playbook.pause(run, now)
        return handoff.draft(
            replace(run, library=self._calls.origin(run).info.name),
            step,
            answers,
            note_id=run.brought.id if run.brought is not None else run.id,
            created=now,
            sender=Party(run.tier, self._calls.author, self._calls.home.seat().team),
            to=to,
            app=f"kbdesk {__version__}",
        )

    def _step(self, run: Run, to: Party | None) -> Step | None:
        """The Escalate step that the call stands at, if it leads to this receiver (None: to whom it says)."""
        step = self._calls.place(run).step
        leads = step.kind == "escalate" and (to is None or step.to_tier in (None, to.tier))
        return step if leads else None

    def _receiver(self, run: Run, answers: Mapping[str, str]) -> Party:
        """Whom a form names; what is not in it is as the form was filled in."""
        filled = {blank.key: blank.value for blank in handoff.blanks(run, self._step(run, None))}
        tier = answers.get("to_tier", filled["to_tier"])
        if tier != filled["to_tier"]:
            filled = {}
        name, team = (answers.get(key, filled.get(key, "")) for key in ("to_name", "to_team"))
        return Party(next((one for one in TIERS if one == tier), run.tier), name, team)


def written(note: HandoffNote, run: Run, folder: Path) -> tuple[Path, str]:
    """Write the next note of a call: (its file, why it is not the one that the call's note came in).

    That file is written over only while it holds what this call knows of the case, or what it wrote itself.

    Args:
        note: what to write.
        run: the call.
        folder: where it goes otherwise: the user's own notes.

    Raises:
        KbError: it could not be written anywhere.
    """
    if not run.note_file or run.brought is None:
        return handoff.write(note, folder), ""
    path = Path(run.note_file)
    try:
        text = handoff.read_text(path)
        if not _is_same(handoff.from_markdown(text), run.brought):
            raise KbError(
                tr("{name} was answered by somebody else meanwhile, so it was left as it is.", name=path.name)
            )
        after = handoff.to_markdown(note)
        if handoff.is_newer(text):
            if note.outcome is None:
                raise KbError(
                    tr("{name} was written by a newer kbdesk, so it was left as it is.", name=path.name)
                )
            after = handoff.stamped(text, outcome=note.outcome)
        if len(handoff.to_json(note).encode()) > MAX_JSON_BYTES:
            raise KbError(tr("The note is too large for {name}.", name=path.name))
        handoff.rewrite(path, text, after)
    except KbError as error:
        kept = handoff.write(note, folder)
        return kept, tr("{problem} The note is in {path}.", problem=error.message, path=kept)
    return path, ""


def _is_same(there: HandoffNote, known: HandoffNote) -> bool:
    """Whether a file holds the note that a call was brought with, as it was last answered."""
    return (there.id, there.created, there.sender, there.received, there.outcome) == (
        known.id,
        known.created,
        known.sender,
        known.received,
        known.outcome,
    )


def tier_name(party: Party) -> str:
    """What a tier is called in a sentence: "tier 2", "a specialist"."""
    return tr("a specialist") if party.tier == "specialist" else tr("tier {tier}", tier=party.tier)


def _giver(run: Run) -> Party:
    if run.brought is None:
        raise KbError(
            tr("Nobody handed this call to you."), tr("Hand it over to the next tier, or solve it.")
        )
    return run.brought.sender


def _summary(run: Run) -> str:
    """What the form was filled in from, and why it is to be filled in again."""
    received = run.brought.received if run.brought is not None else None
    steps = sum(1 for visit in run.visits if not visit.undone and not visit.skipped)
    values, articles, queries = len(run.recorded), len(run.articles), len(run.queries)
    known = ", ".join(
        said
        for count, said in (
            (steps, trn("{n} step", "{n} steps", steps)),
            (values, trn("{n} value", "{n} values", values)),
            (articles, trn("{n} article read", "{n} articles read", articles)),
            (queries, trn("{n} search", "{n} searches", queries)),
        )
        if count
    )
    if run.brought is None:
        return tr("Filled in from the call: {parts}.", parts=known)
    told = tr("Filled in from the call and the note that it came with: {parts}.", parts=known)
    if received and not received.accepted:
        return tr("{name} sent it back for what is marked. {told}", name=received.by, told=told)
    return told

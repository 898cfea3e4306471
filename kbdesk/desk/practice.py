# SPDX-License-Identifier: MIT
"""Practice calls: rehearsed on a playbook as it is, never among the cases, kept as a report if one agrees."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from kbdesk import handoff, markdown
from kbdesk.cases import CaseStore, Practised, value_from_json
from kbdesk.desk.calls import Calls
from kbdesk.desk.escalating import EscalationForm
from kbdesk.desk.home import Home
from kbdesk.desk.practice_text import told
from kbdesk.desk.redacting import redacted
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Preview, Rendered, RunView
from kbdesk.playbook.debrief import NoteCheck, Report, report, summary
from kbdesk.playbook.heat import usual
from kbdesk.playbook.rehearsal import Scene, Stage, Way, random_way, scene, stage_now, way_of_note, ways
from kbdesk.playbook.voices import Line, Told

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

__all__ = ["Kept", "Line", "Practice", "Rehearsal", "Report", "Scene", "Stage", "Told", "Turn", "summary"]

OVER: Final = ("resolved", "escalated", "closed")
_WANTED: Final = ((("told",), tr("What the customer was told")), (("if", "then"), tr("If …, then …")))
"""Lines of a note that may stay empty, and without which the next tier has to ask: (keys, what they are)."""
_VERBS: Final = ("answer", "record", "note", "back", "revise", "jump", "pause", "resume", "view", "finish")


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a practice call stands: what the agent sees, and what the customer says and knows there."""

    view: RunView
    lines: tuple[Line, ...]
    """What is to be heard at this step."""
    tells: tuple[Told, ...]
    """The values that the customer tells here when asked."""
    astray: bool = False
    """Whether the call has left the way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A report that was kept."""

    id: str
    at: str
    by: str
    report: Report


class Practice:
    """The verbs of practising on one library; ``begin`` may take a moment and belongs into a lane."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # --- which calls there are ---

    def scene(self, path: str, seed: int, besides: Way | None = None) -> Scene:
        """A practice call of a playbook: one of its practice paths, or one by chance if it has none.

        Args:
            path: the playbook.
            seed: chooses the path, the customer and the values; the same seed gives the same call.
            besides: a path that was practised just now; another one is chosen if there is one.

        Raises:
            KbError: there is no such playbook, or no way through it.
        """
        book = self._desk.playbook(path)
        if book is None or not book.steps:
            raise KbError(
                tr("{path} is not a playbook that can be practised.", path=path), tr("Open a playbook first.")
            )
        tier = self._desk.tier or self._desk.home.seat().tier
        every = ways(book, self._desk.playbook)
        own = [way for way in every if self._tier(way) == tier] or list(every)
        others = [way for way in own if besides is None or way.answers != besides.answers] or own
        if not others:
            return self.random(path, seed)
        way = Random(f"path {seed}").choice(others)  # noqa: S311 - for practice, not for secrets
        return self._scene(way, seed)

    def random(self, path: str, seed: int) -> Scene:
        """A practice call on a way by chance.

        Raises:
            KbError: there is no such playbook, or no way through it.
        """
        book = self._desk.playbook(path)
        if book is None:
            raise KbError(
                tr("{path} is not a playbook.", path=path), tr("Choose a playbook of this library.")
            )
        return self._scene(random_way(book, self._desk.playbook, seed), seed)

    def of_note(self, file: Path, seed: int) -> Scene:
        """A practice call as a real case went, from its handoff note, redacted once more.

        Raises:
            KbError: the file is no note, or its case has no playbook that is in the library.
        """
        note = redacted(handoff.from_markdown(handoff.read_text(file)))
        way = way_of_note(note, self._desk.playbook)
        return scene(way, self._desk.playbook, seed, self._desk.clock().date(), note=note)

    def _scene(self, way: Way, seed: int) -> Scene:
        return scene(way, self._desk.playbook, seed, self._desk.clock().date())

    def _tier(self, way: Way) -> str:
        book = self._desk.playbook(way.start[0])
        step = book.step(way.start[1]) if book is not None else None
        return step.tier if step is not None else ""

    # --- a call ---

    def begin(self, chosen: Scene) -> Rehearsal:
        """A practice call at its first step.

        Raises:
            KbError: there is no room for it on this computer.
        """
        try:
            found = usual(self._desk.heat.of(chosen.playbook).heat)
        except KbError:
            found = {}  # how long steps take usually is nice to know, no more
        return Rehearsal(self._desk, chosen, found)

    # --- reports ---

    def page(self, one: Report) -> Rendered:
        """A report to read."""
        return markdown.render(told(one))

    def keep(self, one: Report) -> str:
        """Keep a report, as the trainee agreed; gives its id.

        Raises:
            KbError: the case store cannot be written.
        """
        kept = Practised(
            self._desk.new_id(),
            self._desk.info.root,
            one.playbook,
            one.seed,
            self._desk.clock().isoformat(timespec="seconds"),
            self._desk.author,
            json.dumps(asdict(one), ensure_ascii=False, separators=(",", ":")),
        )
        with CaseStore(self._desk.home.cases, check=False) as store:
            store.practices.keep(kept)
        return kept.id

    def kept(self) -> tuple[Kept, ...]:
        """The reports of this library that were kept, newest first; one that cannot be read is left out.

        Raises:
            KbError: the case store cannot be read.
        """
        found = []
        with CaseStore(self._desk.home.cases, check=False) as store:
            for one in store.practices.of(self._desk.info.root):
                try:
                    found.append(Kept(one.id, one.at, one.by, value_from_json(Report, one.json)))
                except KbError:
                    continue
        return tuple(found)

    def delete(self, report_id: str) -> bool:
        """Delete a kept report for good; tells whether it was there.

        Raises:
            KbError: the case store cannot be written.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            return store.practices.delete(report_id)


class Rehearsal:
    """One practice call, with a store and folders of its own that are gone when it is closed.

    So it is never among the cases, its note goes nowhere, and nothing counts it. To be used in one lane.
    """

    def __init__(self, desk: Desk, chosen: Scene, usual_s: Mapping[tuple[str, str], int]) -> None:
        self.scene = chosen
        self._usual = usual_s
        self._note: NoteCheck | None = None
        self._late: tuple[str, ...] = ()
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="kbdesk-practice-", ignore_cleanup_errors=True)
        except OSError as error:
            raise KbError(
                tr("There is no room for a practice call: {reason}.", reason=error.strerror),
                tr("Is the disk full?"),
            ) from error
        place = Path(self._folder.name)
        home = Home(place / "data", place / "cache")
        home.make()
        home.set_seat(replace(desk.home.seat(), tier=chosen.tier, inbox=""))
        self._store = CaseStore(home.cases, check=False)
        self._calls = Calls(
            self._store,
            lambda: (desk.origin(),),
            home,
            desk.clock,
            desk.author,
            chosen.tier,
            desk.new_id,
        )
        first = self._calls.start(chosen.playbook, tuple(line.text for line in chosen.opening[1:]))
        self._run_id = first.run.id
        if first.run.current.anchor != chosen.begins:
            self._calls.jump(self._run_id, chosen.begins)

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self._calls.run(self._run_id).status in OVER

    def do(self, verb: str, *arguments: object) -> Turn:
        """The call after one of the verbs of ``Calls``.

        Raises:
            KbError: the verb cannot be done now; or a value does not fit its field.
        """
        if verb not in _VERBS:
            raise KbError(tr("This is not kept of a practice call."))
        view: RunView = getattr(self._calls, verb)(self._run_id, *arguments)
        return self._turn(view)

    def escalation(self) -> EscalationForm:
        """What to ask before the call can be handed over; see ``Calls.escalation``."""
        return self._calls.escalation(self._run_id)

    def preview(self, answers: Mapping[str, str]) -> Preview:
        """The note as it would be; see ``Calls.preview``."""
        return self._calls.preview(self._run_id, answers)

    def hand_over(self, answers: Mapping[str, str]) -> Turn:
        """The call over for this tier; its note is looked at for the report and goes nowhere.

        Raises:
            KbError: a required line is missing; the call stays open.
        """
        blanks = self._calls.escalation(self._run_id).blanks
        labels = {blank.key: blank.label for blank in blanks}
        missing = self._calls.preview(self._run_id, answers).missing
        if missing and not self._late:
            self._late = tuple(labels.get(key, key) for key in missing)
        self._calls.hand_over(self._run_id, answers)
        filled = {blank.key: blank.value for blank in blanks} | dict(answers)
        asked = sum(blank.group != "more" for blank in blanks)
        left = tuple(what for keys, what in _WANTED if not all(filled.get(key, "").strip() for key in keys))
        self._note = NoteCheck(self._late, left, asked)
        return self.do("view")

    def finish(self, copied: tuple[str, ...] = ()) -> Report:
        """The call ended, whether or not it came to an end, and what came of it.

        Args:
            copied: the words to say that were copied on the way.
        """
        run = self._calls.run(self._run_id)
        if run.status not in OVER:
            run = self._calls.finish(self._run_id).run
        return report(self.scene, run, note=self._note, copied=copied, usual=self._usual)

    def close(self) -> None:
        """Leave nothing of the call."""
        self._store.close()
        self._folder.cleanup()

    def _turn(self, view: RunView) -> Turn:
        stage = stage_now(self.scene, view.run)
        if stage is None:
            return Turn(view, (Line("customer", self.scene.lost),), (), astray=True)
        lines = (stage.line,) if stage.line is not None else ()
        first = stage is self.scene.stages[0] and not any(visit.undone for visit in view.run.visits)
        opening = self.scene.opening if first else ()
        return Turn(view, (*opening, *lines), stage.tells)

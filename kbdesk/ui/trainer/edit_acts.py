# SPDX-License-Identifier: MIT
"""What the keys of editing do: answers, steps and ends added, steps renamed and taken out, split and join."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Author, Plan, Saved
from kbdesk.model.edits import AddAnswer, AddStep, Edit, Goal, RemoveStep, RenameStep, RetargetAnswer
from kbdesk.ui.form import FormSheet
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.edit_sheets import ANSWER, END, STEP, AskSheet, JoinSheet, Line, SplitSheet
from kbdesk.ui.who import Who
from kbdesk.ui.writing.move_sheet import PlanSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kbdesk.desk.desk import Desk
    from kbdesk.model import Draft, Step
    from kbdesk.ui.trainer.editing import Editing


class EditActs(QObject):
    """Asks what an act needs, and hands the edits on."""

    def __init__(self, editing: Editing, lanes: Lanes, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(editing)
        self._editing, self._lanes, self._who = editing, lanes, who
        self._theme, self._window = theme, window
        self._at = ""
        self._steps: tuple[str, ...] = ()
        self._given: Callable[[tuple[str, ...]], None] | None = None
        self.sheet: FormSheet | None = None
        """The sheet that covers the window; None if none does."""

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    def close(self) -> None:
        """Close the sheet, if there is one."""
        if self.sheet is not None:
            self.sheet.leave()

    def do(self, name: str, at: str) -> None:
        """Do an act at a step."""
        if self.sheet is not None:
            return
        self._at = at
        acts = {
            "answer": self._answer,
            "step": self._step,
            "end": self._end,
            "rename": self._rename,
            "remove": self._remove,
            "split": self._split,
            "join": self._join,
        }
        acts[name]()

    def goal_at(self, place: str) -> Goal:
        """Where a card of the map leads: an anchor, or ``PATH#ANCHOR`` of another playbook."""
        path, _, anchor = place.partition("#") if "#" in place or place.endswith(".md") else ("", "", place)
        return Goal(anchor, path)

    # --- what is asked ---

    def _answer(self) -> None:
        step = self._the_step()
        if step is not None and step.kind == "resolve":
            self._editing.said.emit(tr("Nobody answers at an end that resolves."))
            return
        self._ask(
            tr("New answer at “{title}”", title=self._title()), tr("Add it"), ANSWER, self._answer_given
        )

    def _answer_given(self, texts: tuple[str, ...]) -> None:
        words, to = texts
        goal = self._goal(to)
        if not to:
            self._say_trouble(tr("Name the step that it leads to; a new name makes a new step."))
        elif goal is not None:
            self._finish(AddAnswer(self._at, words, goal))
        else:
            self._finish(*self._with_new_step(to, words))

    def _step(self) -> None:
        self._ask(tr("New step after “{title}”", title=self._title()), tr("Add it"), STEP, self._step_given)

    def _end(self) -> None:
        self._ask(tr("New end after “{title}”", title=self._title()), tr("Add it"), END, self._end_given)

    def _step_given(self, texts: tuple[str, ...]) -> None:
        title, words = texts
        self._finish(*self._with_new_step(title, words))

    def _end_given(self, texts: tuple[str, ...]) -> None:
        title, words = texts
        if not title.casefold().startswith(("resolve:", "escalate to ")):
            self._say_trouble(tr("An end begins with “Resolve:”, “Escalate to tier 2:” or the like."))
            return
        self._finish(*self._with_new_step(title, words))

    def _with_new_step(self, title: str, words: str) -> tuple[Edit, ...]:
        """The edits that put a step after this one, with an answer that leads there."""
        edits: list[Edit] = [AddStep(title, self._at)]
        if words:
            edits.append(AddAnswer(self._at, words, Goal(title)))
        return tuple(edits)

    def _rename(self) -> None:
        line = Line(tr("Title; answers and links follow"), text=self._title())
        self._ask(tr("Rename the step"), tr("Rename"), (line,), self._rename_given)

    def _rename_given(self, texts: tuple[str, ...]) -> None:
        self._finish(RenameStep(self._at, texts[0]))

    def _remove(self) -> None:
        shown = self._editing.shown
        leads = [
            answer
            for step in (shown.book.steps if shown is not None else ())
            for answer in step.answers
            if step.anchor != self._at and answer.anchor == self._at and not answer.playbook
        ]
        if not leads:
            self._editing.ask(RemoveStep(self._at))
            return
        if len(leads) == 1:
            asked = tr("“{answer}” leads here. Where instead?", answer=leads[0].text)
        else:
            asked = trn(
                "{n} answer leads here. Where instead?", "{n} answers lead here. Where instead?", len(leads)
            )
        line = Line(asked, tr("a step"), places=True)
        self._ask(
            tr("Take out “{title}”", title=self._title()), tr("Take it out"), (line,), self._remove_given
        )

    def _remove_given(self, texts: tuple[str, ...]) -> None:
        goal = self._goal(texts[0])
        if goal is None:
            self._say_trouble(tr("There is no step “{name}”.", name=texts[0]))
        else:
            self._finish(RemoveStep(self._at, goal))

    def new_place(self, at: str, number: int, name: str) -> None:
        """An answer is to lead to a name that no step has: a step of that name is made."""
        self._editing.ask(AddStep(name, at), RetargetAnswer(at, number, Goal(name)))

    # --- split and join ---

    def _split(self) -> None:
        desk, draft = self._editing.desk, self._editing.keeper.draft
        if desk is not None and draft is not None:
            work = partial(desk.trainer.branch, draft.path, draft.text, self._at)
            self._lanes.disk.run(work, self._split_open, failed=self._editing.failed.emit)

    def _split_open(self, steps: tuple[str, ...]) -> None:
        shown = self._editing.shown
        if shown is None or self.sheet is not None:
            return
        self._steps = steps
        titles = tuple(step.title for step in shown.book.steps if step.anchor in steps)
        sheet = SplitSheet(self._theme, self._window, titles)
        sheet.plan_wanted.connect(self._plan_split)
        self._open_plan(sheet, self._title())

    def _plan_split(self, title: str) -> None:
        desk, draft = self._editing.desk, self._editing.keeper.draft
        if desk is not None and draft is not None:
            self._plan(partial(desk.trainer.plan_split, draft, self._steps, title))

    def _join(self) -> None:
        desk = self._editing.desk
        if desk is not None:
            self._lanes.disk.run(partial(playbooks, desk), self._join_open, failed=self._editing.failed.emit)

    def _join_open(self, titles: tuple[tuple[str, str], ...]) -> None:
        draft = self._editing.keeper.draft
        if draft is None or self.sheet is not None:
            return
        others = tuple((title, path) for title, path in titles if path != draft.path)
        sheet = JoinSheet(self._theme, self._window, others)
        sheet.plan_wanted.connect(self._plan_join)
        self._open_plan(sheet, "")

    def _plan_join(self, _typed: str) -> None:
        desk, draft, sheet = self._editing.desk, self._editing.keeper.draft, self.sheet
        if desk is None or draft is None or not isinstance(sheet, JoinSheet):
            return
        if sheet.path:
            self._plan(partial(desk.trainer.plan_join, draft, sheet.path))
        else:
            sheet.show_trouble("")

    def _open_plan(self, sheet: PlanSheet, text: str) -> None:
        self.sheet = sheet
        sheet.confirmed.connect(self._confirmed)
        sheet.closed.connect(self._closed)
        sheet.open_with(text)

    def _plan(self, work: Callable[[], Plan]) -> None:
        self._lanes.disk.run(work, self._show_plan, "plan", self._no_plan)

    def _show_plan(self, plan: Plan) -> None:
        if isinstance(self.sheet, PlanSheet):
            self.sheet.show_plan(plan)

    def _no_plan(self, error: KbError) -> None:
        if isinstance(self.sheet, PlanSheet):
            self.sheet.show_trouble(str(error))

    def _confirmed(self, plan: Plan) -> None:
        self._who.need(
            partial(self._carry_out, plan), tr("Your name stands beside the change in the history.")
        )

    def _carry_out(self, plan: Plan, author: Author) -> None:
        desk, draft = self._editing.desk, self._editing.keeper.draft
        if desk is not None and draft is not None:
            self._editing.keeper.hold()
            work = partial(carried_out, desk, draft, plan, author)
            self._lanes.disk.run(work, self._carried_out, failed=self._not_carried_out)

    def _carried_out(self, found: tuple[tuple[str, ...], Saved]) -> None:
        paths, saved = found
        self.close()
        self._editing.done(paths, " ".join(filter(None, (tr("Done."), saved.notice))))

    def _not_carried_out(self, error: KbError) -> None:
        self._editing.keeper.release()
        self._no_plan(error)

    # --- inside ---

    def _the_step(self) -> Step | None:
        shown = self._editing.shown
        return shown.book.step(self._at) if shown is not None else None

    def _title(self) -> str:
        step = self._the_step()
        return step.title if step is not None else ""

    def _goal(self, name: str) -> Goal | None:
        side = self._editing.side
        return side.panel.goal(name) if side is not None else None

    def _ask(
        self, title: str, action: str, lines: tuple[Line, ...], given: Callable[[tuple[str, ...]], None]
    ) -> None:
        side = self._editing.side
        names = side.panel.names if side is not None else None
        sheet = AskSheet(self._theme, self._window, title, action, lines, names)
        self.sheet, self._given = sheet, given
        sheet.given.connect(self._take)
        sheet.closed.connect(self._closed)
        sheet.ask()

    def _take(self, texts: tuple[str, ...]) -> None:
        if self._given is not None:
            self._given(texts)

    def _say_trouble(self, sentence: str) -> None:
        if self.sheet is not None:
            self.sheet.say_trouble(sentence)

    def _finish(self, *edits: Edit) -> None:
        self.close()
        self._editing.ask(*edits)

    def _closed(self) -> None:
        sheet, self.sheet, self._given = self.sheet, None, None
        if sheet is not None:
            sheet.deleteLater()


def playbooks(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The playbooks of the library, as (title, path); runs in a lane."""
    return desk.trainer.playbooks()


def carried_out(desk: Desk, draft: Draft, plan: Plan, author: Author) -> tuple[tuple[str, ...], Saved]:
    """Make the changes of a plan, and say which files they are; runs in a lane.

    Raises:
        KbError: it could not be carried out.
    """
    saved = desk.trainer.carry_out(draft, plan, author)
    return tuple(change.path for change in plan.changes), saved

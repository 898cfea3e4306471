# SPDX-License-Identifier: MIT
"""Editing playbooks by structure: one edit of a text, its map, what changed in words, split and join."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kbdesk import markdown
from kbdesk.desk.maps import PlaybookMap, map_of
from kbdesk.desk.references import Rewriting, referring
from kbdesk.errors import KbError
from kbdesk.language import english, tr
from kbdesk.library import log, texts
from kbdesk.markdown import restep, splitting
from kbdesk.markdown.repart import one_line, value_line
from kbdesk.model import Author, Change, Clash, Draft, Plan, Playbook, Saved, SourceFile, Step, ValueField
from kbdesk.model.edits import (
    AddAnswer,
    AddStep,
    Edit,
    Goal,
    RemoveStep,
    RenameStep,
    RetargetAnswer,
    SetValueLines,
    SetValues,
    StepParts,
    StructureChange,
    Wish,
)
from kbdesk.model.history import Version
from kbdesk.playbook import structure
from kbdesk.playbook.structure_words import Told, told

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

_VALUE = "- [ ] "


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer may lead, and what it is called: a step’s title, or “Playbook › Step”."""

    name: str
    goal: Goal


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after an edit, and the step that it was about (the new one, if one came)."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as a form shows it."""

    step: Step
    parts: StepParts
    values: tuple[str, ...]
    """Each value on a line: ``name: label (one of: a, b) (optional)``."""
    goals: tuple[str, ...]
    """For each answer the name of the place to which it leads."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Two texts of a playbook by structure: what differs, also as a sentence each."""

    change: StructureChange
    told: tuple[Told, ...]
    shown: PlaybookMap
    """The map of the newer text."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What differs, as a sentence each."""
        return tuple(one.sentence for one in self.told)


@dataclass
class Trainer:
    """The verbs of editing playbooks; they belong into the lane of ``writing``."""

    desk: Desk

    # --- a text that is being edited ---

    def open(self, path: str) -> Draft:
        """The text of a playbook that was left unsaved, else the file as it is.

        Raises:
            KbError: there is no such playbook, or it cannot be read as text.
        """
        draft = self.desk.writing.open(path)
        self._book(path, draft.text)
        return draft

    def edited(self, path: str, text: str, *wishes: Wish) -> Edited:
        """The text with edits, one after the other; nothing is written.

        Raises:
            KbError: one of them cannot be made; see ``kbdesk.markdown.restep``.
        """
        at = new = ""
        for wish in wishes:
            before = [step.anchor for step in self._book(path, text).steps]
            edit = self._edit(wish, before)
            text = restep.restepped(path, text, edit)
            if isinstance(edit, AddStep | RenameStep):
                at = markdown.anchor(one_line(edit.title))
                new = at if isinstance(edit, AddStep) else new
            elif isinstance(edit, RemoveStep):
                at = before[max(0, before.index(edit.at) - 1)]
            else:
                at = edit.at
        return Edited(text, new or at)

    def drawn(self, path: str, text: str) -> PlaybookMap:
        """The map of a text, with what the checker finds in it.

        Raises:
            KbError: it is no playbook.
        """
        book = self._book(path, text)
        return map_of(book, self.desk.writing.findings(path, text), self._title)

    def form(self, path: str, text: str, at: str) -> StepForm:
        """A step of a text as a form shows it.

        Raises:
            KbError: there is no such step.
        """
        book, parts = self._book(path, text), restep.step_parts(path, text, at)
        step = next(one for one in book.steps if one.anchor == at)
        values = tuple(_value_words(value) for value in step.values)
        goals = tuple(self._name(book, Goal(one.anchor, one.playbook)) for one in step.answers)
        return StepForm(step, parts, values, goals)

    def values(self, lines: str) -> tuple[ValueField, ...]:
        """The values that lines say: ``name: label (one of: a, b) (optional)``.

        Raises:
            KbError: a line does not begin with a name.
        """
        made = []
        for line in filter(None, (" ".join(line.split()) for line in lines.splitlines())):
            name, _, label = line.partition(":")
            written = f"{_VALUE}`{name.strip()}`" + (f": {label.strip()}" if label.strip() else "")
            book = markdown.parse(SourceFile("playbooks/a.md", "", f"### a\n\n{written}\n"))
            found = book.steps[0].values if isinstance(book, Playbook) and book.steps else ()
            if len(found) != 1 or "`" in name or not name.strip():
                raise KbError(
                    tr("“{line}” is no value.", line=line), tr("Write it so: router_model: on the label")
                )
            made.append(replace(found[0], line=0))
        return tuple(made)

    def places(self, path: str, text: str) -> tuple[Place, ...]:
        """Where answers may lead: the steps of this text, then other playbooks and their steps."""
        book = self._book(path, text)
        found = [Place(step.title, Goal(step.anchor)) for step in book.steps]
        for target in self.desk.writing.targets():
            if target.path == path or not markdown.is_playbook_path(target.path):
                continue
            other = self.desk.playbook(target.path)
            if other is not None and other.steps:
                found.append(Place(other.title, Goal("", target.path)))
                found += [
                    Place(f"{other.title} › {step.title}", Goal(step.anchor, target.path))
                    for step in other.steps
                ]
        return tuple(found)

    def playbooks(self) -> tuple[tuple[str, str], ...]:
        """The playbooks of the library, as (title, path)."""
        found = self.desk.writing.targets()
        return tuple((one.title, one.path) for one in found if markdown.is_playbook_path(one.path))

    def branch(self, path: str, text: str, at: str) -> tuple[str, ...]:
        """A step and the steps that are come to through it only, in the order of the file."""
        return structure.branch(self._book(path, text), at)

    # --- what changed ---

    def structure(
        self, path: str, before: Version | None = None, after: Version | None = None
    ) -> Structure | None:
        """Two versions of a playbook by structure; None if one of them is none.

        Args:
            path: the file as it is called now.
            before: the older one; None for what ``after`` started from, or for the version saved last.
            after: the newer one; None for the file as it is on disk.

        Raises:
            KbError: one of them cannot be had.
        """
        if before is None and after is None:
            before = next(iter(log.versions(self.desk.info, path, count=1).versions), None)
        new = self._text(after.blob, after.path) if after else self.desk.read(path).source
        blob, place = (before.blob, before.path) if before else (after.base if after else "", path)
        return self._compared(self._text(blob, place), new)

    def compared(self, path: str, before: str, after: str) -> Structure | None:
        """Two texts of a playbook by structure; None if one of them is none."""
        return self._compared(SourceFile(path, "", before), SourceFile(path, "", after))

    def message(self, draft: Draft) -> str:
        """What the history shall say of a draft by its structure: a line, and below it all of it.

        "" if nothing differs by structure, or there was nothing before.
        """
        with english():
            found = self.compared(draft.path, draft.base_text, draft.text) if draft.base_text else None
        if found is None or not found.lines:
            return ""
        title = self._book(draft.path, draft.text).title
        first, more = found.told[0], len(found.told) - 1
        short = f"{first.what} {first.where.partition(', ')[0]}".strip()
        tail = f" and {more} more" if more else ""
        line = _fitted(title, f"{short[0].lower()}{short[1:]}", tail)
        whole = "\n".join(f"{one}." for one in found.lines)
        said = not more and short == first.sentence and line.endswith(short[1:])
        return line if said else f"{line}\n\n{whole}"

    def save(
        self, draft: Draft, author: Author, message: str = "", along: Plan | None = None
    ) -> Saved | Clash:
        """Save a draft, with what follows from the steps that it renames; see ``Writing.save``.

        Raises:
            KbError: it could not be saved; the draft is kept.
        """
        writing = self.desk.writing
        along = along or writing.plan_renamed(draft)
        return writing.save(draft, message or self.message(draft) or writing.message(draft), author, along)

    # --- split and join ---

    def plan_split(self, draft: Draft, steps: tuple[str, ...], title: str) -> Plan:
        """What splitting steps off into a playbook of their own changes in the library.

        Args:
            draft: the playbook; what is unsaved of it goes along.
            steps: the anchors of the steps that go.
            title: the title of the new playbook.

        Raises:
            KbError: they cannot be split off; see ``kbdesk.markdown.splitting``.
        """
        path, book = draft.path, self._book(draft.path, draft.text)
        folder = posixpath.dirname(path)
        new_path = self.desk.writing.free_path("playbook", title.strip() or "new", folder)
        made = splitting.split_off(path, draft.text, steps, new_path, title)
        plan = Rewriting(self.desk.root)

        def leads(target: str, anchor: str) -> tuple[str, str] | None:
            return (new_path, anchor) if target == path and anchor in steps else None

        for source in referring(self.desk.root, (path,)):
            if source.path != path:
                plan.file(source, leads)
        new = Change(new_path, markdown.encode(new_path, made.new_text, "utf-8", b""))
        changes = (self._change(draft, made.text), new, *plan.changes)
        count = f"{len(steps)} step{'s' if len(steps) > 1 else ''}"
        message = _fitted(book.title, f"{count} split off to {new_path}", "")
        return Plan(message, changes, tuple(plan.links), tuple(plan.warnings))

    def plan_join(self, draft: Draft, other_path: str) -> Plan:
        """What joining another playbook to one changes: its steps come, its file goes, links follow.

        Raises:
            KbError: there is no such playbook, or the two cannot be joined.
        """
        path, book = draft.path, self._book(draft.path, draft.text)
        source = self.desk.read(other_path).source
        other = self.desk.playbook(other_path)
        if other is None or source.problem or not other.steps or other_path == path:
            raise KbError(
                tr("{path} cannot be joined to this playbook.", path=other_path),
                tr("Choose another playbook."),
            )
        text = splitting.joined(path, draft.text, other_path, source.text)
        plan = Rewriting(self.desk.root)

        def leads(target: str, anchor: str) -> tuple[str, str] | None:
            return (path, anchor or other.steps[0].anchor) if target == other_path else None

        for one in referring(self.desk.root, (other_path,)):
            if one.path not in (path, other_path):
                plan.file(one, leads)
        if other.intro.strip():
            plan.warnings.append(
                tr("The introduction of “{title}” stays in the history only.", title=other.title)
            )
        if other.meta.practice:
            plan.warnings.append(
                tr("The practice paths of “{title}” stay in the history only.", title=other.title)
            )
        changes = (self._change(draft, text), Change(other_path, None, source.blob), *plan.changes)
        message = _fitted(book.title, f"“{other.title}” joined to it", "")
        return Plan(message, changes, tuple(plan.links), tuple(plan.warnings))

    def carry_out(self, draft: Draft, plan: Plan, author: Author) -> Saved:
        """Make the changes of a plan in one version; the draft that it was made of is dropped.

        Raises:
            KbError: a file changed since the plan was made, or it could not be carried out.
        """
        saved = self.desk.writing.carry_out(plan, author)
        self.desk.writing.drop(draft)
        return saved

    # --- inside ---

    def _edit(self, wish: Wish, known: Collection[str]) -> Edit:
        """What was asked for as an edit: values that are read, a step that was named by its title."""
        if isinstance(wish, SetValueLines):
            return SetValues(wish.at, self.values(wish.lines))
        if (
            isinstance(wish, AddAnswer | RetargetAnswer)
            and not wish.to.playbook
            and wish.to.anchor not in known
        ):
            return replace(wish, to=Goal(markdown.anchor(one_line(wish.to.anchor))))
        return wish

    def _change(self, draft: Draft, text: str) -> Change:
        before = (self.desk.root / draft.path).read_bytes() if draft.base else b""
        return Change(draft.path, markdown.encode(draft.path, text, draft.encoding, before), draft.base)

    def _book(self, path: str, text: str) -> Playbook:
        book = self.desk.writing.document(path, text)
        if not isinstance(book, Playbook):
            raise KbError(
                tr("{path} is no playbook.", path=path), tr("Only a playbook can be edited on the map.")
            )
        return book

    def _title(self, path: str) -> str:
        book = self.desk.playbook(path)
        return book.title if book is not None else path

    def _name(self, book: Playbook, goal: Goal) -> str:
        """What a place is called."""
        there = self.desk.playbook(goal.playbook) if goal.playbook else book
        if there is None:
            return f"{goal.playbook}#{goal.anchor}" if goal.anchor else goal.playbook
        step = there.step(goal.anchor)
        if not goal.playbook:
            return step.title if step is not None else ""
        return f"{there.title} › {step.title}" if step is not None else there.title

    def _text(self, blob: str, path: str) -> SourceFile:
        if not blob:
            return SourceFile(path, "", "")
        return texts.text_of_blob(self.desk.info, blob, path, markdown.decode)

    def _compared(self, old: SourceFile, new: SourceFile) -> Structure | None:
        before, after = markdown.parse(old), markdown.parse(new)
        if not isinstance(before, Playbook) or not isinstance(after, Playbook) or old.problem or new.problem:
            return None
        change = structure.compare(before, after)
        return Structure(change, told(change), map_of(after, (), self._title))


def _value_words(value: ValueField) -> str:
    """A value as a line of a form says it."""
    return value_line(value, "").replace(f"`{value.name}`", value.name, 1)


def _fitted(title: str, what: str, tail: str) -> str:
    """The line of the history: the title and what was done, in at most 72 characters."""
    room = markdown.WIDTH - len(tail)
    line = f"{title}: {what}"
    if len(line) > room:
        short = title if len(title) <= 24 else f"{title[:23].rstrip()}…"
        line = f"{short}: {what}"
    return f"{line if len(line) <= room else f'{line[: room - 1].rstrip()}…'}{tail}"

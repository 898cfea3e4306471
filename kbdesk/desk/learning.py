# SPDX-License-Identifier: MIT
"""What a case taught goes back: into a new article, into the playbook where it ended, to the front line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kbdesk import handoff, markdown
from kbdesk.desk.from_case import case_text, guessed
from kbdesk.desk.growing import Ending, Place, ends_for, is_end, nearest_step, new_steps, ran_out, why_here
from kbdesk.desk.without import Without
from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.language import tr, trn
from kbdesk.markdown.compare import compare
from kbdesk.markdown.grow import as_text, grown
from kbdesk.model import (
    Author,
    Clash,
    Comparison,
    Draft,
    Finding,
    Hit,
    Playbook,
    Run,
    Saved,
    ValueField,
    Visit,
)
from kbdesk.playbook.graph import build

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

__all__ = ["CaseArticle", "Ending", "Growth", "Learning", "Place", "line_for_front"]

LINE_LIMIT = 300
"""Characters of the line for the front line."""
PROVED = tr("Every path still ends.")
_UNTAKEN = "KB112"
"""Says how many answers no practice path takes: each new answer changes its words."""
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+")


@dataclass(frozen=True, slots=True)
class CaseArticle:
    """A new article that begins with what a case knows."""

    draft: Draft
    left_out: tuple[str, ...]
    """What was left out because it belongs to the customer, a short line each."""
    says: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """A playbook with what was found, and whether the checker has proved it."""

    draft: Draft
    findings: tuple[Finding, ...]
    """What the checker says of the new text and did not say of the old one."""
    comparison: Comparison
    proved: bool
    sentence: str
    """“Every path still ends.”, or what is wrong."""
    left_out: tuple[str, ...] = ()


def line_for_front(cause: str, fix: str, titles: Sequence[tuple[str, str]] = ()) -> str:
    """What it was, what fixed it and where to read it, for Tier 1 to pass on: one line, ≤ 300 characters.

    Args:
        cause: what it was.
        fix: what fixed it.
        titles: what was written or changed because of it, as (title, path).
    """
    told = (("What it was", cause), ("What fixed it", fix))
    safe = ((label, one_line(handoff.redact(text)[0]).rstrip(" .;,")) for label, text in told)
    said = " ".join(f"{label}: {text}." for label, text in safe if text)
    see = ", ".join(f"“{one_line(handoff.redact(title)[0], 80)}” ({path})" for title, path in titles)
    while see and len(see) > LINE_LIMIT // 2 and len(titles) > 1:
        titles = titles[:-1]
        see = ", ".join(f"“{one_line(handoff.redact(title)[0], 80)}” ({path})" for title, path in titles)
    tail = f" See {see}." if see else ""
    return one_line(one_line(said, LINE_LIMIT - len(tail)) + tail if said else tail.strip(), LINE_LIMIT)


class Learning:
    """What is learned from a case; it reads and drafts, and saves only in ``add_to`` and ``save``.

    A run is an argument, so that all of it goes by the lane of the disk.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # --- an article ---

    def article_from(self, run: Run | str, cause: str = "", fix: str = "") -> CaseArticle:
        """A new article from a case, without its customer's data; nothing is written.

        Args:
            run: the run; its id may be given in the lane of the calls.
            cause: what it was, if somebody said.
            fix: what fixed it.

        Raises:
            KbError: there is no such run.
        """
        run = self._run(run)
        known = run.brought.outcome if run.brought is not None else None
        books = self._books(run)
        writing = self.desk.writing
        cause, fix = cause or (known.cause if known else ""), fix or (known.fix if known else "")
        made = case_text(run, books, cause, fix)
        draft = writing.new("article", made.title)
        if books and books[0].path:
            link = markdown.link_target(draft.path, books[0].path)
            go_on = f"Go on with the playbook [{as_text(books[0].title)}]({link})."
            made = case_text(run, books, cause, fix, go_on)
        return CaseArticle(replace(draft, text=made.text), made.left_out, made.says, made.errors)

    def again(self, path: str) -> CaseArticle:
        """The article that was begun from a case before, as it stands: as it was left, or as it was saved.

        Raises:
            KbError: there is none at this path any more.
        """
        left = next((one for one in self.desk.writing.left() if one.path == path), None)
        return CaseArticle(left or self.desk.writing.open(path), ())

    def guessed(self, run: Run | str) -> tuple[str, str]:
        """What it may have been and what may have fixed it, from notes and steps; "" if nothing is known."""
        return guessed(self._run(run))

    def nearest(self, article: CaseArticle) -> tuple[Hit, ...]:
        """The articles nearest to one that is being begun; it goes by the lane that searches."""
        title = markdown.title_of(article.draft.path, article.draft.text)
        hits = self.desk.writing.similar(" ".join((title, *article.says, *article.errors)))
        return tuple(hit for hit in hits if not markdown.is_playbook_path(hit.path))

    def add_to(self, path: str, article: CaseArticle, author: Author) -> Saved | Clash:
        """Add the customer's words and the exact errors to an article that is there, in one save.

        Raises:
            KbError: its front matter cannot be changed in the form, or it could not be saved.
        """
        draft = self.desk.writing.fresh(path)
        text = self.desk.writing.with_words(draft.text, article.says, article.errors)
        draft = replace(draft, text=text)
        return self.desk.writing.save(draft, self.desk.writing.message(draft), author)

    # --- a playbook ---

    def leaf(self, run: Run | str) -> tuple[Place, ...]:
        """The steps at which what was found can be added: where Tier 1 ran out, then the others of the run.

        () if there is nothing to add to: a call without a playbook, or one that is no longer in the library.

        Raises:
            KbError: the run is of another library.
        """
        run = self._run(run)
        self._check_library(run)
        visits = [visit for visit in run.visits if not (visit.undone or visit.skipped) and visit.playbook]
        last = ran_out(run, visits)
        ordered = [visits[last], *visits[:last], *visits[last + 1 :]] if visits else []
        found: dict[tuple[str, str], Place] = {}
        for number, visit in enumerate(ordered):
            place = self._place(visit, why_here(run, visit) if not number else tr("a step of this case"), run)
            if place is not None:
                found.setdefault((place.playbook, place.anchor), place)
        return tuple(found.values())

    def grow(self, run: Run | str, place: Place, answer: str, do: Sequence[str], ending: Ending) -> Growth:
        """The playbook of now with an answer at a step, and the steps that follow from it.

        Args:
            run: the case.
            place: the step, as ``leaf`` gave it.
            answer: what is seen there, in the words of an answer.
            do: what is to be done then, a step each; “Title: what to do” or only what to do.
            ending: how it ends.

        Raises:
            KbError: the step is gone, something is missing, or the text cannot take it.
        """
        run = self._run(run)
        self._check_library(run)
        book = self._book_of(place)
        without = Without(run)
        words = without.text(one_line(answer), tr("in the new answer"))
        lines = [without.text(_NUMBERED.sub("", one_line(line)), tr("in what to do")) for line in do]
        lines = [line for line in lines if line]
        if not words:
            raise KbError(tr("The new answer is still missing."), tr("Say what is seen at this step."))
        steps = new_steps(book, lines, ending, without, place.playbook)
        if not (ending.back or (steps and steps[-1].title.startswith("Resolve:"))):
            raise KbError(tr("The new way has no end yet."), tr("Say what solves it, or lead it back."))
        lacking = self._lacking(book, place, ending.back) if lines else ()
        if lacking and steps:
            steps = (replace(steps[0], values=lacking), *steps[1:])
        to = steps[0].anchor if steps else ending.back
        draft = self.desk.writing.fresh(place.playbook)
        made = grown(place.playbook, draft.text, place.anchor, (words, to), steps)
        return self._proved(replace(draft, text=made.text), without.left_out)

    def _proved(self, draft: Draft, left_out: tuple[str, ...]) -> Growth:
        """The draft with what the checker says of it."""
        writing = self.desk.writing
        old = Counter(_same(one) for one in writing.findings(draft.path, draft.base_text))
        new = []
        for one in writing.findings(draft.path, draft.text):
            if old[_same(one)]:
                old[_same(one)] -= 1
            elif one.code != _UNTAKEN:
                new.append(one)
        bad = [one for one in new if one.severity != "advice"]
        sentence = bad[0].message if bad else PROVED
        return Growth(draft, tuple(new), self._compared(draft), not bad, sentence, left_out)

    def _compared(self, draft: Draft) -> Comparison:
        """What changes; of the practice paths only how many come, as the others stay to the byte."""
        told = compare(draft.base_text, draft.text, tr("Now"), tr("With what you found"))
        old, new = (self.desk.writing.document(draft.path, one) for one in (draft.base_text, draft.text))
        count = len(new.meta.practice) - len(old.meta.practice)
        fields = [one for one in told.fields if one[0] != "practice"]
        if count:
            fields.append(("practice", "", trn("1 path more", "{n} paths more", count)))
        return replace(told, fields=tuple(fields))

    def save(self, growth: Growth, author: Author) -> Saved | Clash:
        """Save a playbook that grew, or send it to be reviewed where the team wants that.

        Raises:
            KbError: the checker has not proved it, or it could not be saved.
        """
        if not growth.proved:
            raise KbError(
                tr("The playbook was not saved: {problem}", problem=growth.sentence),
                tr("Change what is named first."),
            )
        return self.desk.writing.save(growth.draft, self.desk.writing.message(growth.draft), author)

    ending = staticmethod(Ending)

    # --- the front line ---

    line = staticmethod(line_for_front)

    def front_line(self, cause: str, fix: str, paths: Sequence[str] = ()) -> str:
        """The line for Tier 1, with the titles of the files that were written or changed."""
        titles = []
        for path in paths:
            try:
                titles.append((self.desk.read(path).title, path))
            except KbError:
                titles.append((path.rpartition("/")[2].removesuffix(".md"), path))
        return line_for_front(cause, fix, titles)

    # --- inside ---

    def _run(self, run: Run | str) -> Run:
        return self.desk.calls.run(run) if isinstance(run, str) else run

    def _books(self, run: Run) -> tuple[Playbook, ...]:
        """The playbooks of a run as they are now, that with which it began first."""
        if run.library not in ("", str(self.desk.root), self.desk.info.root):
            return ()
        paths = dict.fromkeys((run.playbook, *(visit.playbook for visit in run.visits)))
        found = (self.desk.playbook(path) for path in paths if path)
        return tuple(book for book in found if book is not None)

    def _check_library(self, run: Run) -> None:
        if run.library not in ("", str(self.desk.root), self.desk.info.root):
            name = run.library.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
            raise KbError(
                tr("This call is of the library {name}.", name=name),
                tr("Open that library to add to its playbook."),
            )

    def _place(self, visit: Visit, why: str, run: Run) -> Place | None:
        """The step of a visit in the playbook of now, or the nearest one; None if it takes no answers."""
        book = self.desk.playbook(visit.playbook)
        if book is None or not book.steps:
            return None
        step = book.step(visit.anchor)
        if step is None and is_end(visit):
            return None
        notice = ""
        if step is None:
            step = nearest_step(book, visit)
            notice = tr(
                "“{title}” is no longer in the playbook; this step is the nearest.", title=visit.title
            )
        if step is None or step.kind != "step":
            return None
        answers = tuple(answer.text for answer in step.answers)
        return Place(
            book.path, step.anchor, step.title, why, notice, answers, ends_for(book, step, run), book.title
        )

    def _book_of(self, place: Place) -> Playbook:
        book = self.desk.playbook(place.playbook)
        if book is None or not book.steps:
            raise KbError(
                tr("The playbook {path} is no longer in the library.", path=place.playbook),
                tr("Choose another one."),
            )
        if book.step(place.anchor) is None:
            near = nearest_step(book, Visit(place.playbook, place.anchor, place.title, "1", "", ""))
            hint = (
                tr("The nearest step is “{title}”.", title=near.title)
                if near is not None
                else tr("Choose another step.")
            )
            raise KbError(tr("The step “{title}” is no longer in the playbook.", title=place.title), hint)
        return book

    def _lacking(self, book: Playbook, place: Place, back: str) -> tuple[ValueField, ...]:
        """Values that the Escalate step to go back to needs and that a path to the place never asks for."""
        there = book.step(back) if back else None
        if there is None or there.kind != "escalate":
            return ()
        graph, here = build(book, self.desk.playbook), (book.path, place.anchor)
        found = []
        for value in there.values:
            asking = {n for n, step in graph.steps.items() if any(v.name == value.name for v in step.values)}
            if not value.optional and here not in asking and here in graph.paths(avoid=asking):
                found.append(value)
        return tuple(found)


def _same(one: Finding) -> tuple[str, str, str]:
    """What a finding says wherever it stands in the file."""
    return one.code, one.severity, re.sub(r"\d+", "", one.message)

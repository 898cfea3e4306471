# SPDX-License-Identifier: MIT
"""The customer's words for a document: gathered as they come up, saved as one change a day.

Words are only added, never twice, and without what belongs to a customer. A document whose text is being
written waits until that is saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kbdesk import markdown
from kbdesk.cases import CaseStore
from kbdesk.cases.wording import Wording
from kbdesk.desk.without import Without
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Author, Change, Document, Plan, Run

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class WordsSaved:
    """What became of the words that waited."""

    paths: tuple[str, ...] = ()
    """The documents that have them now."""
    count: int = 0
    """How many wordings were added."""
    left: tuple[str, ...] = ()
    """Why some wait on, or were dropped, a sentence each."""
    notice: str = ""
    """What to know of the save; "" if nothing."""


class WordingBook:
    """The words that wait for one library. It has its own connection to the case store.

    ``save`` is to be used where ``writing`` is, the others in any lane.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def fit(self, path: str, words: str, run_id: str = "") -> str:
        """The words as they may stand in a document; "" if it has them, or nothing of them may.

        Args:
            path: the document.
            words: the words of a customer.
            run_id: the call they came up in: what was recorded there of the customer is left out.

        Raises:
            KbError: there is no such document.
        """
        document = self._desk.read(path)
        clauses = Without(self._run(run_id)).whole(" ".join(words.split()), tr("the search"))
        clean = clauses[0].strip() if clauses else ""
        held = (*document.meta.says, document.title, *(one.words for one in self.waiting(path)))
        return "" if clean.casefold() in map(str.casefold, held) else clean

    def _run(self, run_id: str) -> Run | None:
        """A call as it was kept last; None if there is none."""
        if not run_id:
            return None
        with CaseStore(self._desk.home.cases, check=False) as store, suppress(KbError):
            return store.load(run_id)
        return None

    def keep(self, path: str, words: str) -> bool:
        """Keep words for a document until they are saved; tells whether they are new.

        Raises:
            KbError: there are none, or the store cannot be written.
        """
        words = " ".join(words.split())
        if not words:
            raise KbError(tr("There are no words to add."), tr("Search with the customer's words first."))
        at = self._desk.clock().isoformat(timespec="seconds")
        with CaseStore(self._desk.home.cases, check=False) as store:
            return store.wording.add(self._desk.info.root, Wording(self._desk.new_id(), at, path, words))

    def waiting(self, path: str = "") -> tuple[Wording, ...]:
        """The words that wait, of one document or of all, oldest first.

        Raises:
            KbError: the store cannot be read.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            found = store.wording.of(self._desk.info.root)
        return tuple(one for one in found if not path or one.path == path)

    def is_due(self, now: datetime) -> bool:
        """Whether words wait since a day before this one: then that day's are saved together."""
        waiting = self.waiting()
        return bool(waiting) and _day(waiting[0].at, now) < now.date().isoformat()

    def save(self, author: Author) -> WordsSaved:
        """Put the words that wait into their documents, all in one change; what cannot be added waits on.

        Raises:
            KbError: the documents could not be saved; the words wait on.
        """
        desk, changes, done, left = self._desk, [], [], []
        drafted = {draft.path for draft in desk.writing.left()}
        added = 0
        for path, wordings in _by_path(self.waiting()).items():
            try:
                if path in drafted:
                    raise KbError(
                        tr("{path} has a text that is not saved yet; its words wait for that.", path=path)
                    )
                change = self._change(path, tuple(one.words for one in wordings))
            except KbError as error:
                left.append(str(error))
                if (desk.root / path).is_file():
                    continue
                change = None  # it is gone: nobody can find it by any words
            done += [one.id for one in wordings]
            if change is not None:
                changes.append(change)
                added += len(wordings)
        notice = self._carry_out(changes, added, author) if changes else ""
        with CaseStore(desk.home.cases, check=False) as store:
            store.wording.remove(done)
        return WordsSaved(tuple(one.path for one in changes), added, tuple(left), notice)

    def _carry_out(self, changes: list[Change], added: int, author: Author) -> str:
        where = self._desk.read(changes[0].path).title if len(changes) == 1 else f"{len(changes)} documents"
        what = "Customers' words" if added > 1 else "A customer's words"
        return self._desk.writing.carry_out(Plan(f"{what} added to {where}", tuple(changes)), author).notice

    def _change(self, path: str, words: tuple[str, ...]) -> Change | None:
        """What puts words into a document; None if it has all of them.

        Raises:
            KbError: it cannot be read, or its front matter cannot be changed by a program.
        """
        document: Document = self._desk.read(path)
        source = document.source
        if source.problem:
            raise KbError(tr("{path} cannot be changed: {problem}", path=path, problem=source.problem))
        text = self._desk.writing.with_words(source.text, words)
        if text == source.text:
            return None
        before = (self._desk.root / path).read_bytes()
        return Change(path, markdown.encode(path, text, source.encoding, before), source.blob)


def _by_path(waiting: Iterable[Wording]) -> dict[str, list[Wording]]:
    found: dict[str, list[Wording]] = {}
    for one in waiting:
        found.setdefault(one.path, []).append(one)
    return found


def _day(at: str, now: datetime) -> str:
    """The day of a time where ``now`` is; today's if it cannot be told."""
    try:
        return datetime.fromisoformat(at).astimezone(now.tzinfo).date().isoformat()
    except ValueError:
        return now.date().isoformat()

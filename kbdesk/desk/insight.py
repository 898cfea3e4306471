# SPDX-License-Identifier: MIT
"""Insight: figures of how the library is used and how calls end, from the local store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kbdesk import insight
from kbdesk.cases import CaseStore
from kbdesk.errors import KbError
from kbdesk.insight import Call, Material, Paper, call_of
from kbdesk.language import tr
from kbdesk.library.created import created
from kbdesk.model import Playbook
from kbdesk.model.insight import Behind, Insight

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

DAYS: Final = 30
"""How many days figures are of if nobody says."""


class Figures:
    """The figures of one library; to be used in one lane. It opens the case store for itself.

    The days are those of the times as they are kept, which are UTC.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._survey = desk.survey
        self._held: Material | None = None
        self._asked = ("", "", "")
        self._created: tuple[tuple[str, str], ...] = ()

    def days(self, since: str = "", until: str = "") -> tuple[str, str]:
        """The first and the last day that are meant.

        Args:
            since: YYYY-MM-DD; "" for 30 days up to the last.
            until: likewise; "" for today.

        Raises:
            KbError: one of them is no day, or the last is before the first.
        """
        last = _day(until) if until else self._desk.clock().date()
        first = _day(since) if since else last - timedelta(days=DAYS - 1)
        if last < first:
            raise KbError(
                tr("{last} is before {first}.", last=last, first=first), tr("Name the first day first.")
            )
        return first.isoformat(), last.isoformat()

    def page(self, since: str = "", until: str = "") -> Insight:
        """All figures of these days; see ``days``.

        Raises:
            KbError: they are no days, or the case store cannot be read.
        """
        material, notice = self._read(*self.days(since, until))
        return Insight(material.since, material.until, insight.figures(material), notice)

    def behind(self, figure: str, point: str, since: str = "", until: str = "") -> tuple[Behind, ...]:
        """The list behind a point, as it was when the page of the same days was last asked for.

        Args:
            figure: the figure's key.
            point: the point's key; "" gives nothing.
            since: as for ``page``.
            until: likewise.

        Raises:
            KbError: as for ``page``.
        """
        return insight.list_behind(self._material(since, until), figure, point) if point else ()

    def material(self, since: str = "", until: str = "") -> Material:
        """What the figures of these days are counted from, read anew; for tables.

        Raises:
            KbError: as for ``page``.
        """
        return self._read(*self.days(since, until))[0]

    def _material(self, since: str, until: str) -> Material:
        days = self.days(since, until)
        held = self._held
        return held if held is not None and (held.since, held.until) == days else self._read(*days)[0]

    def _read(self, since: str, until: str) -> tuple[Material, str]:
        """What there is of these days, and what to know of it, as a sentence."""
        root, after = self._desk.info.root, (date.fromisoformat(until) + timedelta(days=1)).isoformat()
        with CaseStore(self._desk.home.cases, check=False) as store:
            uses = store.usage.of(root, since, after)
            feedback = store.feedback.of(root, since, after)
            calls = tuple(_calls(store, root, since))
        documents = self._survey.look()
        papers = {
            path: Paper(path, one.title, one.meta.review_by, one.meta.confidence == "archived")
            for path, one in documents.items()
        }
        made, notice = self._made(since, until)
        made = tuple(one for one in made if one[0] in papers)
        books = self._books(calls, papers)
        self._held = Material(since, until, uses, calls, feedback, papers, books, made)
        return self._held, notice

    def _books(self, calls: Iterable[Call], papers: Collection[str]) -> dict[str, Playbook]:
        """The playbooks that calls went through, as they are now."""
        paths = {stay.playbook for call in calls for stay in call.stays}
        found = {path: self._desk.playbook(path) for path in paths if path in papers}
        return {path: book for path, book in found.items() if book is not None}

    def _made(self, since: str, until: str) -> tuple[tuple[tuple[str, str], ...], str]:
        """What was added to the library, and why that cannot be told if it cannot."""
        asked = (self._desk.info.head, since, until)
        if asked != self._asked:
            try:
                self._created = created(self._desk.info, since, until)
            except KbError as error:
                return (), tr("What was created is not known: {error}", error=error)
            self._asked = asked
        return self._created, ""


def _calls(store: CaseStore, root: str, since: str) -> Iterator[Call]:
    for at, raw in store.kept(root, since):
        with suppress(KeyError, TypeError, AttributeError, ValueError):  # it counts nothing
            yield call_of(at, raw)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise KbError(tr("“{text}” is no day.", text=text), tr("Write it as 2026-11-22.")) from None

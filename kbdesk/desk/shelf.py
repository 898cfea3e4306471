# SPDX-License-Identifier: MIT
"""Several libraries searched as one: the open one, and those that are only read beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk import library
from kbdesk.desk.profile import leaning_of
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Companion, Filters, Hit, Results, Seat

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.origin import Origin

_EXCLUSION = re.compile(r"-\D")
NEARNESS = 1.01
"""What the scores of the open library count more: between equals it comes first."""


class Shelf:
    """The libraries beside the open one, each with its badge.

    ``put`` runs in another thread than the rest: it makes whole values and puts them in place at once.
    """

    def __init__(self, own: Desk) -> None:
        self._own = own
        self._desks: dict[str, Desk] = {}
        self._gone: dict[str, Desk] = {}
        self.companions: tuple[Companion, ...] = ()
        """The libraries beside the open one, each with its badge and what keeps it from being searched."""

    def put(self, wanted: Iterable[Companion]) -> tuple[Companion, ...]:
        """Search these libraries beside the open one from now on, and no others.

        One that cannot be opened does not stop the others: it is given with its problem, as are all.
        """
        open_desks = {str(desk.root): desk for desk in (*self._gone.values(), *self._desks.values())}
        desks: dict[str, Desk] = {}
        companions: list[Companion] = []
        roots = {str(self._own.root)}
        for one in wanted:
            root = str(Path(one.root).resolve())
            if root in roots:
                continue
            roots.add(root)
            badge = _free_badge(one.name or Path(root).name or root, {self._own.info.name, *desks})
            try:
                held = open_desks.get(root) if Path(root).is_dir() else None
                desks[badge] = held or replace(self._own, root=Path(root))
                companions.append(Companion(root, badge))
            except KbError as error:
                companions.append(Companion(root, badge, error.message))
        self._gone = self._gone | {str(desk.root): desk for desk in self._desks.values()}
        self._desks, self.companions = desks, tuple(companions)
        return self.companions

    def close_index(self) -> None:
        """Let go of the indexes of all libraries beside the open one."""
        for desk in (*self._gone.values(), *self._desks.values()):
            desk.close_index()

    def desk(self, badge: str) -> Desk:
        """The library with a badge; "" is the open one.

        Raises:
            KbError: there is none (any more).
        """
        if not badge:
            return self._own
        if badge not in self._desks:
            raise KbError(
                tr("The library {name} is not searched any more.", name=badge),
                tr("Add it again to read in it."),
            )
        return self._desks[badge]

    def origins(self) -> tuple[Origin, ...]:
        """All libraries as calls need them; those that are not searched any more come last."""
        gone = (desk.origin(desk.info.name) for desk in self._gone.values())
        beside = (desk.origin(badge) for badge, desk in self._desks.items())
        return self._own.origin(), *beside, *gone

    def sit(self, seat: Seat) -> None:
        """Search and read for somebody who works there from now on; any thread may tell."""
        for desk in (self._own, *self._gone.values(), *self._desks.values()):
            desk.seat, desk.lookup.leaning = seat, leaning_of(seat)

    def learn(self) -> None:
        """List the files of the libraries beside and ask git who changed them; may take seconds."""
        for desk in self._desks.values():
            desk.lookup.know(library.list_files(desk.root))
            desk.learn()

    def changed_on_disk(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(badge, files) of each library that changed since this was asked last; see the desk's own."""
        found = [("", self._own.changed_on_disk())]
        for badge, desk in self._desks.items():
            try:
                found.append((badge, desk.changed_on_disk()))
            except KbError as error:
                self._lose(badge, error)
        return tuple((badge, paths) for badge, paths in found if paths is not None)

    def take_up(self, changes: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Let the next search know of what ``changed_on_disk`` gave."""
        for badge, paths in changes:
            self.desk(badge).take_up(paths)

    def _lose(self, badge: str, error: KbError) -> None:
        """Go on without a library that cannot be used now."""
        desk = self._desks.get(badge)
        if desk is None:
            return
        self._gone = self._gone | {str(desk.root): desk}
        self._desks = {name: other for name, other in self._desks.items() if name != badge}
        self.companions = tuple(
            replace(one, problem=error.message) if one.name == badge else one for one in self.companions
        )

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The libraries that are searched, the open one first."""
        return self._own, *self._desks.values()

    def search(self, text: str, filters: Filters, limit: int) -> Results:
        """What matches in any of the libraries, best first."""
        within = replace(filters, library="")
        own = self._own.lookup.search(text, within, limit)
        desks = self._desks
        if not desks:
            return own
        answers = [(self._own.info.name, own)]
        for badge, desk in desks.items():
            try:
                answers.append((badge, desk.lookup.search(text, within, limit)))
            except KbError as error:
                self._lose(badge, error)
        return merged(answers, filters.library, limit, self._phrases_somewhere(answers))

    def _phrases_somewhere(self, answers: Iterable[tuple[str, Results]]) -> frozenset[str]:
        """Of the phrases that some library left out as it lacks them, those that another one has."""
        lacking = {word for _, answer in answers for word in answer.left_out if word.startswith('"')}
        return frozenset(
            phrase
            for phrase in lacking
            if any(desk.lookup.has_phrase(phrase.strip('"')) for desk in self.desks)
        )


def merged(
    answers: Sequence[tuple[str, Results]], only: str, limit: int, phrases: frozenset[str] = frozenset()
) -> Results:
    """The answers of several libraries to one question as one.

    Args:
        answers: (name, answer) of each library, the open one first.
        only: the name of the library whose hits are wanted; "" for all.
        limit: how many hits to give.
        phrases: those, as ``left_out`` names them, that must be there though some libraries left them out.
    """
    answers = _best_answering(answers, phrases)
    own = answers[0][0] if answers else ""
    shown = [(name, answer) for name, answer in answers if only in ("", name)]
    found = [answer for _, answer in shown if answer.hits]
    hits = _by_score([_badged(answer.hits, "" if name == own else name) for name, answer in shown])
    nearest = _by_score([_badged(answer.nearest, "" if name == own else name) for name, answer in shown])
    everything = [answer for _, answer in answers]
    return Results(
        query=everything[0].query,
        hits=hits[:limit],
        total=sum(answer.total for _, answer in shown),
        facets=(
            *_facets(answer for _, answer in shown),
            ("library", _largest_first((name, answer.total) for name, answer in answers if answer.total)),
        ),
        took_ms=sum(answer.took_ms for answer in everything),
        words=_each(word for _, answer in shown for word in answer.words),
        left_out=_each(word for answer in found for word in answer.left_out),
        unfiltered=sum(max(answer.unfiltered, answer.total) for answer in everything),
        meant="" if any(not answer.meant for answer in found) else _first(one.meant for one in everything),
        nearest=() if hits else nearest[:limit],
        problem=_first(answer.problem for answer in everything),
    )


def _best_answering(
    answers: Sequence[tuple[str, Results]], phrases: frozenset[str]
) -> list[tuple[str, Results]]:
    """The answers, empty where something was left out that counts: every word does.

    That is one of these phrases, an exclusion that leaves something elsewhere, or more than elsewhere.
    """
    found = [answer for _, answer in answers if answer.hits and phrases.isdisjoint(answer.left_out)]
    signs = {word for answer in found for word in answer.left_out if _EXCLUSION.match(word)}
    must = phrases | {sign for sign in signs if any(sign not in answer.left_out for answer in found)}
    fewest = min((len(one.left_out) for one in found if must.isdisjoint(one.left_out)), default=0)
    return [
        (
            name,
            answer
            if len(answer.left_out) <= fewest and must.isdisjoint(answer.left_out)
            else Results(answer.query, took_ms=answer.took_ms),
        )
        for name, answer in answers
    ]


def _badged(hits: Iterable[Hit], badge: str) -> list[Hit]:
    return [hit._replace(library=badge) for hit in hits]


def _by_score(lists: Sequence[list[Hit]]) -> tuple[Hit, ...]:
    """All hits, best first; those of one library stay in the order in which it gave them."""
    ranked: list[tuple[float, Hit]] = []
    for hits in lists:
        lowest = float("inf")
        for hit in hits:
            lowest = min(lowest, hit.score * (1.0 if hit.library else NEARNESS))
            ranked.append((lowest, hit))
    return tuple(hit for _, hit in sorted(ranked, key=lambda pair: -pair[0]))


def _facets(answers: Iterable[Results]) -> Iterator[tuple[str, tuple[tuple[str, int], ...]]]:
    """The counts of all answers added up, the largest first."""
    sums: dict[str, Counter[str]] = {}
    for answer in answers:
        for facet, counts in answer.facets:
            sums.setdefault(facet, Counter()).update(dict(counts))
    for facet, added in sums.items():
        yield facet, _largest_first(added.items())


def _largest_first(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _free_badge(name: str, taken: set[str]) -> str:
    """A name that no other library has: with a number if need be."""
    number, badge = 2, name
    while badge in taken:
        badge, number = f"{name} {number}", number + 1
    return badge

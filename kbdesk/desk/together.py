# SPDX-License-Identifier: MIT
"""Counts that a team shares through the library's own shared copy, without a server: consent, sending, sums.

Off until a person agrees. What is sent is numbers of weeks that are over, none below three, under an id by
chance that is another one each month. docs/together.md says all of it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kbdesk import library
from kbdesk.cases import CaseStore
from kbdesk.desk.together_figures import figures_of
from kbdesk.desk.together_format import (
    KEYS,
    BadCountsError,
    Shared,
    monday,
    month_of,
    read,
    summed,
    week_of,
    written,
)
from kbdesk.desk.together_kept import Agreement, Agreements
from kbdesk.desk.together_own import finished, own_weeks, to_share
from kbdesk.desk.together_sums import Sums, WeekSum
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.addresses import shown
from kbdesk.library.objects import trusted_objects
from kbdesk.library.sync.counts import Counts
from kbdesk.library.sync.remote import shared_copy
from kbdesk.model import SignIn
from kbdesk.model.counts import CountsFile, CountsView
from kbdesk.model.insight import Totals
from kbdesk.playbook.heat import FEW
from kbdesk.playbook.heat import Counts as BookCounts

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

LOOK_WEEKS: Final = 13
"""The sums that the sheet shows are of so many weeks."""
HEAT_WEEKS: Final = 53
"""Path heat counts what colleagues shared of so many weeks."""
_OLDEST_DAYS: Final = 70
"""One's own counts of so many days matter for what is sent: the weeks that may be late, and their months."""


class Together:
    """The verbs of shared counts; all belong into lanes, and ``exchange`` into the one for the network.

    Args:
        desk: the library.
        token: gives a contributor's id, 32 hex digits.
    """

    def __init__(self, desk: Desk, token: Callable[[], str] = lambda: secrets.token_hex(16)) -> None:
        self._desk, self._token = desk, token
        self._agreements = Agreements(desk.home)

    # --- consent ---

    def agreement(self) -> Agreement:
        """What this person agreed to for this library."""
        return self._agreements.of(self._desk.info.root)

    def agree(self) -> None:
        """Share one's counts from now on.

        Raises:
            KbError: the user's own folder cannot be written.
        """
        at = self._desk.clock().isoformat(timespec="seconds")
        self._keep(replace(self.agreement(), agreed=at))

    def stop(self) -> None:
        """Share no more; what the team has stays.

        Raises:
            KbError: the user's own folder cannot be written.
        """
        self._keep(replace(self.agreement(), agreed=""))

    def view(self) -> CountsView:
        """Where sharing counts stands and what would be sent, without the network.

        Raises:
            KbError: the case store, or what was got, cannot be read.
        """
        known, now = self.agreement(), self._desk.clock()
        waiting = tuple(
            CountsFile(week, monday(week).isoformat(), _rows(one), self._text(week, one, known.ids))
            for week, one in self._waiting().items()
        )
        since = (now - timedelta(weeks=LOOK_WEEKS)).date().isoformat()
        team = self.totals(since, now.date().isoformat())
        return CountsView(
            place=self._place(),
            agreed=known.agreed,
            last=known.last,
            sent=known.sent,
            waiting=waiting,
            next_day=(monday(week_of(now.date())) + timedelta(weeks=1)).isoformat(),
            team=team,
            sums=tuple((KEYS[key], number) for key, number in team.numbers),
        )

    # --- sending and getting ---

    def exchange(
        self,
        *,
        send: bool = True,
        sign_in: SignIn | None = None,
        cancelled: Callable[[], bool] | None = None,
        said: Callable[[str], None] | None = None,
    ) -> int:
        """Get the team's counts and send one's own of the weeks that are over; give how many weeks were sent.

        Args:
            send: whether one's own are sent; else they are only got.
            sign_in: name and password for the shared copy; None for those of the last round.
            cancelled: once it says yes, what runs is stopped.
            said: is given the progress as git tells it.

        Raises:
            RemoteTrouble: the shared copy was not reached or does not take them; nothing was sent.
            KbError: there is no shared copy, or nothing can be kept here.
            Cancelled: the person stopped it.
        """
        way = (sign_in or self._desk.team.signed_in, cancelled, said)
        self._exchanged({}, way)  # what the team has already decides what is left to send
        mine = self._files() if send else {}
        sent = self._exchanged(mine, way) if mine else ()
        self._add_up(cancelled)
        at = self._desk.clock().isoformat(timespec="seconds")
        known = self.agreement()
        self._keep(replace(known, last=at, sent=at if sent else known.sent))
        return len(sent)

    def share(self, cancelled: Callable[[], bool] | None = None) -> int:
        """Send one's own counts once, because the person asked for it; give how many weeks were sent.

        Raises:
            KbError: there was nothing to send; else as ``exchange``.
        """
        sent = self.exchange(cancelled=cancelled)
        if not sent:
            raise KbError(
                tr("There is nothing new to share."),
                tr("Only weeks that are over are shared, and only what happened {n} times or more.", n=FEW),
            )
        return sent

    def _exchanged(
        self,
        mine: Mapping[str, bytes],
        way: tuple[SignIn | None, Callable[[], bool] | None, Callable[[str], None] | None],
    ) -> tuple[str, ...]:
        sign_in, cancelled, said = way
        desk = self._desk
        return self._counts.exchange(
            desk.info, mine, now=desk.clock(), sign_in=sign_in, cancelled=cancelled, said=said
        )

    def _files(self) -> dict[str, bytes]:
        """One's own files that the team lacks, by path; their ids are on the disk before they are sent.

        Only those of one month: sent in one go, the ids of two months would tell that they are one person's.
        """
        waiting, known = self._waiting(), self.agreement()
        month = next(map(month_of, waiting), "")
        waiting = {week: one for week, one in waiting.items() if month_of(week) == month}
        ids = dict(known.ids)
        for week in waiting:
            ids.setdefault(month_of(week), self._token())
        if ids != known.ids:
            self._keep(replace(known, ids=ids))
        return {
            f"{week}/{ids[month_of(week)]}.json": written(ids[month_of(week)], week, one)
            for week, one in waiting.items()
        }

    def _waiting(self) -> dict[str, Shared]:
        """What may be sent now, by week."""
        desk, now = self._desk, self._desk.clock()
        since = (now - timedelta(days=_OLDEST_DAYS)).date().isoformat()
        weeks = finished(now)
        return to_share(self.own(since), weeks, self._sent(since), self._documents(), desk.playbook)

    def _sent(self, since: str) -> dict[str, dict[str, Shared]]:
        """What the team has of one's own, by month and week."""
        ids, first = set(self.agreement().ids.values()), week_of(date.fromisoformat(since))
        sent: dict[str, dict[str, Shared]] = {}
        for week in self._counts.weeks(lambda name: name >= first):
            ours = [(name, blob) for name, blob in week.files if name in ids]
            data = self._counts.read([blob for _, blob in ours]) if ours else {}
            for name, blob in ours:
                with suppress(BadCountsError):
                    shared = read(data.get(blob, b""), name, week.name)
                    sent.setdefault(month_of(week.name), {})[week.name] = shared
        return sent

    def _add_up(self, cancelled: Callable[[], bool] | None) -> None:
        """Add up what came, so that nobody waits for it later; it may be stopped after any week."""
        first = week_of((self._desk.clock() - timedelta(weeks=HEAT_WEEKS)).date())
        mine = frozenset(self.agreement().ids.values())
        for week in self._counts.weeks(lambda name: name >= first):
            if cancelled is not None and cancelled():
                return
            if week.name:
                self._sums.of(week, mine)

    # --- sums ---

    def own(self, since: str = "") -> dict[str, Shared]:
        """One's own counts by week, as they are in the case store.

        Raises:
            KbError: the case store cannot be read.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            return own_weeks(store, self._desk.info.root, since)

    def weeks(self, since: str, until: str) -> dict[str, WeekSum]:
        """What was shared of the weeks that have a day in this time, oldest first; without the network.

        Raises:
            KbError: what was got is damaged; it is got anew the next time.
        """
        first, last = (week_of(date.fromisoformat(day[:10])) for day in (since, until))
        mine = frozenset(self.agreement().ids.values())
        found = {}
        for week in self._counts.weeks(lambda name: first <= name <= last):
            if week.name:
                found[week.name] = self._sums.of(week, mine)
            elif week.odd:
                found[""] = WeekSum(bad=week.odd)
        return found

    def totals(self, since: str, until: str) -> Totals:
        """What the team shared of the weeks that have a day in this time, added up; without the network.

        Raises:
            KbError: what was got is damaged; it is got anew the next time.
        """
        weeks = self.weeks(since, until)
        bad = [path for one in weeks.values() for path in one.bad]
        by_week = {
            name: summed((one.others, *one.mine.values()))
            for name, one in weeks.items()
            if name and one.files
        }
        if not by_week:
            why = tr("Nobody shared counts of this time yet.") if self.agreement().last else _NOT_GOT
            return Totals("", "", 0, notice=" ".join(filter(None, (why, left_out(bad)))))
        whole, documents = summed(by_week.values()), self._documents()
        opened = tuple((path, number) for path, number in whole.opened.most_common() if path in documents)
        names = sorted(by_week)
        return Totals(
            monday(names[0]).isoformat(),
            (monday(names[-1]) + timedelta(days=6)).isoformat(),
            max(weeks[name].files for name in names),
            tuple((key, whole.numbers[key]) for key in KEYS if whole.numbers[key]),
            opened,
            figures_of(by_week, whole, opened, self._desk),
            left_out(bad),
        )

    def of_playbook(self, path: str) -> tuple[list[BookCounts], dict[str, BookCounts], int, str]:
        """What was shared of a playbook in the last year.

        Returns:
            The counts of others; one's own by month; how many files of others there are, one for each
            person and week; which files could not be used, as a sentence.

        Raises:
            KbError: what was got is damaged; it is got anew the next time.
        """
        now = self._desk.clock().date()
        others, files = [], 0
        bad: list[str] = []
        own: dict[str, list[Shared]] = {}
        for name, one in self.weeks((now - timedelta(weeks=HEAT_WEEKS)).isoformat(), now.isoformat()).items():
            bad += one.bad
            if path in one.others.playbooks:
                others.append(one.others.playbooks[path])
                files += one.files - len(one.mine)
            for shared in one.mine.values():
                own.setdefault(month_of(name), []).append(shared)
        mine = {month: summed(several).playbooks.get(path, BookCounts()) for month, several in own.items()}
        return others, mine, files, left_out(bad)

    # --- what they stand on ---

    @cached_property
    def _counts(self) -> Counts:
        name = hashlib.sha256(self._desk.info.root.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return Counts(self._desk.home.cache / "counts" / name, self._desk.home.data)

    @cached_property
    def _sums(self) -> Sums:
        return Sums(self._counts)

    def _documents(self) -> frozenset[str]:
        """The paths of the library's documents that the team knows, too: those that were saved."""
        objects = trusted_objects(self._desk.info)
        head = objects.head()[1] if objects is not None else ""
        saved = objects.tree(head) if objects is not None and head else {}
        return frozenset(path for path in saved if library.is_article_path(path))

    def _place(self) -> str:
        objects = trusted_objects(self._desk.info)
        remote = shared_copy(objects, objects.head()[0]) if objects is not None else None
        return remote.place if remote is not None else ""

    def _text(self, week: str, shared: Shared, ids: Mapping[str, str]) -> str:
        return written(ids.get(month_of(week), "0" * 32), week, shared).decode("utf-8")

    def _keep(self, agreement: Agreement) -> None:
        self._agreements.keep(self._desk.info.root, agreement)


_NOT_GOT: Final = tr("The team's counts were not got yet.")


def left_out(bad: Collection[str]) -> str:
    """The sentence that names what could not be used; "" if all could."""
    if not bad:
        return ""
    those = ", ".join(shown(path, 60) for path in list(bad)[:3]) + (" …" if len(bad) > 3 else "")
    return tr("Counts that cannot be used were left out: {files}.", files=those)


def _rows(one: Shared) -> tuple[tuple[str, int], ...]:
    """What a file says, in words: the numbers, then documents, then playbooks."""
    opened = [(tr("openings of {path}", path=path), number) for path, number in one.opened.most_common()]
    books = [
        (tr("calls through {path}, by step", path=path), counts.runs)
        for path, counts in sorted(one.playbooks.items())
    ]
    return (*((KEYS[key], one.numbers[key]) for key in KEYS if one.numbers[key]), *opened, *books)

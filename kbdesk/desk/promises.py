# SPDX-License-Identifier: MIT
"""Promises to customers: those in notes and those written down by hand; how the inbox stands as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbdesk.cases import CaseStore
from kbdesk.cases.followup import FollowUp
from kbdesk.desk.escalating import OPEN
from kbdesk.desk.inbox import Inbox, page_of
from kbdesk.desk.overview import overview
from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, read_text
from kbdesk.handoff.escape import clean, one_line
from kbdesk.handoff.folder import Found, notes_in
from kbdesk.handoff.kept import keep, kept_in, take_back
from kbdesk.handoff.promised import moment_within
from kbdesk.handoff.waiting import same_words
from kbdesk.language import tr
from kbdesk.model import HandoffNote, Rendered, RunView
from kbdesk.model.promises import OpenCase, Promise, PromiseBoard, PromiseKind, PromiseState

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

LONGEST: Final = 400
"""Characters of a promise."""
_MARKS_STAY: Final = timedelta(days=365)
_SAID: Final = ("text", "by", "case", "account", "contact")
"""What is kept of a promise that was written down by hand, besides its times and its case."""
_ORDER: Final = ("late", "today", "coming", "open", "done")


class Promises:
    """What was promised, by whom this person is in the notes; it has its own connection to the case store.

    To be used in one thread at a time. Times are told in the zone of ``now``, which each verb is given.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._now = desk.clock()
        self._own: tuple[Found, ...] = ()
        self._there: dict[str, Path] = {}
        """By case the file of its note in the inbox, as it was looked at last."""
        self._inbox = Inbox(desk.home, self._clock, desk.author)

    def _clock(self) -> datetime:
        return self._now

    # --- looking ---

    def board(self, now: datetime) -> PromiseBoard:
        """All promises as they stand now, and the inbox as a whole.

        Raises:
            KbError: the case store cannot be read.
        """
        self._now = now
        with CaseStore(self._desk.home.cases, check=False) as store:
            kept = store.followups.all()
        view, trouble = self._inbox.look(), self._read_own()
        own = {one.note.id: (one.note, str(one.path)) for one in self._own if one.note is not None}
        there = {entry.note.id: (entry.note, entry.path) for entry in view.entries if entry.note is not None}
        both = {key: _newer(own[key], there[key]) for key in own.keys() & there.keys()}
        notes = own | there | both
        self._there = {case: Path(path) for case, (_, path) in there.items()}
        known = {one.id: one for one in kept}
        told = kept_in(Path(view.seat.inbox)) if view.seat.inbox else {}
        given = (
            self._as_kept(one, known, told) for note, path in notes.values() for one in self._of(note, path)
        )
        promises = (*given, *(one for one in map(_by_hand, kept) if one is not None))
        placed = sorted((self._placed(one) for one in promises), key=_place)
        team = tuple(one for one in placed if one.run in there and one.kind != "own" and not one.done)
        return PromiseBoard(
            tuple(one for one in placed if one.mine and one.state != "done"),
            tuple(sorted((one for one in placed if one.mine and one.done), key=_done_at, reverse=True)),
            overview(view, team, now),
            trouble,
        )

    def due(self, now: datetime) -> tuple[Promise, ...]:
        """One's own promises that are late or due today.

        Raises:
            KbError: the case store cannot be read.
        """
        return tuple(one for one in self.board(now).mine if one.state in ("late", "today"))

    def moment(self, words: str, now: datetime) -> str:
        """The moment that somebody means by "Friday 14:00" or "in 2 hours", ISO 8601; "" if none is sure."""
        return moment_within(words, now.isoformat(), now.tzinfo)

    def about(self, one: Promise | OpenCase, now: datetime) -> Rendered:
        """The note of a promise or case, else the call as it went: safe HTML; "" if it has neither.

        Raises:
            KbError: the note or the case cannot be read any more.
        """
        if one.path:
            return page_of(from_markdown(read_text(Path(one.path))))
        if isinstance(one, Promise) and one.run:
            return self._desk.cases.text(one.run, now).page
        return Rendered("")

    def call(self, run_id: str) -> RunView:
        """The call that a promise belongs to, under way; to be used in the thread of ``calls``.

        Raises:
            KbError: it is gone, or over.
        """
        if self._desk.calls.run(run_id).status not in OPEN:
            raise KbError(
                tr("The call of this promise is over."), tr("Find it under My cases (Ctrl+Shift+K).")
            )
        return self._desk.cases.reopen(run_id)

    def _read_own(self) -> str:
        """Read the notes in the user's own folder; gives why they cannot be read, as a sentence."""
        folder = self._desk.home.handoffs
        if not folder.is_dir():
            self._own = ()
            return ""
        try:
            self._own = notes_in(folder, self._own)
        except KbError as error:
            return error.message
        return ""

    def _of(self, note: HandoffNote, path: str) -> Iterator[Promise]:
        """What a note says was promised."""
        customer, account = note.customer, note.account
        said: tuple[tuple[PromiseKind, str], ...] = (
            ("promised", customer.promised),
            ("update", customer.next_update_due),
            ("contact", account.next_contact),
        )
        speaks = note.owner_of_contact or note.sender.name
        took = note.received.by if note.received is not None and note.received.accepted else ""
        promised = ""
        for kind, text in said:
            words = one_line(text, LONGEST)
            due = moment_within(text, note.created, self._now.tzinfo)
            if not words or (kind == "update" and due and due == promised):
                continue  # the next update is what was promised
            promised = due
            by = (took or speaks) if kind == "contact" else speaks
            yield Promise(
                id=_id(note.id, kind, words, note.created[:10]),
                kind=kind,
                text=words,
                due=due,
                state="open",
                at=note.created,
                by=one_line(by, 80),
                mine=same_words(by, self._desk.author),
                case=one_line(note.issue, 160),
                account=one_line(account.name, 80),
                contact=one_line(customer.contact, 160),
                solved=note.outcome is not None,
                run=note.id,
                path=path,
            )

    def _as_kept(self, one: Promise, known: dict[str, FollowUp], told: dict[str, str]) -> Promise:
        """A promise of a note with what was done about it: what the inbox tells everybody counts there."""
        kept = known.get(one.id)
        due, done = (kept.due or one.due, kept.done) if kept is not None else (one.due, "")
        return replace(one, due=due, done=told.get(one.id, "") if one.run in self._there else done)

    def _placed(self, one: Promise) -> Promise:
        return replace(one, state=_state(one, self._now))

    # --- what is done ---

    def add(self, text: str, when: str, now: datetime, *, run: str = "", account: str = "") -> Promise:
        """Write a promise down.

        Args:
            text: what was promised.
            when: by when, in words ("Friday 14:00", "in 2 hours"); "" for no time.
            now: the time.
            run: the id of its case; "" for none.
            account: whose it is.

        Raises:
            KbError: nothing was promised, the words name no time, or it cannot be written.
        """
        words = one_line(clean(text), LONGEST)
        if not words:
            raise KbError(tr("What was promised is missing."), tr("Write it as you said it to the customer."))
        due = self._due(when, now)
        case = self._case(run) if run else ""
        at = now.isoformat(timespec="seconds")
        one = Promise(
            self._desk.new_id(),
            "own",
            words,
            due,
            "open",
            at,
            by=self._desk.author,
            mine=True,
            case=case,
            account=one_line(clean(account), 80),
            run=run,
        )
        self._keep(one, at)
        return replace(one, state=_state(one, now))

    def move(self, one: Promise, when: str, now: datetime) -> Promise:
        """Give a promise another time, in words; the note that it stands in stays as it is.

        Raises:
            KbError: the words name no time, or it cannot be written.
        """
        if not when.strip():
            raise KbError(tr("By when is missing."), tr("Write a day or time: “Friday 14:00”, “in 2 hours”."))
        moved = replace(one, due=self._due(when, now))
        self._keep(moved, now.isoformat(timespec="seconds"))
        return replace(moved, state=_state(moved, now))

    def set_done(self, one: Promise, now: datetime, *, done: bool = True) -> Promise:
        """Note that a promise was kept, or that it was not after all; of a note in the inbox all see that.

        Raises:
            KbError: it cannot be written; nothing is noted then.
        """
        at = now.isoformat(timespec="seconds")
        note = self._there.get(one.run) if one.kind != "own" else None
        if note is not None and done:
            keep(note, one.id, self._desk.author, at)
        elif note is not None:
            take_back(note, one.id)
        changed = replace(one, done=at if done else "")
        self._keep(changed, at)
        return replace(changed, state=_state(changed, now))

    def delete(self, one: Promise) -> bool:
        """Delete a promise that was written down by hand; tells whether it was there.

        Raises:
            KbError: it stands in a note, or it cannot be written.
        """
        if one.kind != "own":
            raise KbError(tr("This promise stands in a note, which stays."), tr("Mark it as done instead."))
        with CaseStore(self._desk.home.cases, check=False) as store:
            return store.followups.delete(one.id) > 0

    def _due(self, when: str, now: datetime) -> str:
        if not when.strip():
            return ""
        due = self.moment(when, now)
        if not due:
            raise KbError(
                tr("“{words}” names no time that is sure.", words=one_line(when, 60)),
                tr("Write a day or time: “today 16:00”, “Friday”, “in 2 hours”, “27 November”."),
            )
        return due

    def _case(self, run_id: str) -> str:
        """What a case is about, in one line; "" if it is gone."""
        with CaseStore(self._desk.home.cases, check=False) as store:
            try:
                row = store.row(run_id)
            except KbError:
                return ""
        return one_line(row.issue or row.title, 160)

    def _keep(self, one: Promise, at: str) -> None:
        """Keep a promise; of one of a note only what was done about it: its words stay in the note."""
        said = {"kind": one.kind}
        if one.kind == "own":
            said |= {name: getattr(one, name) for name in _SAID}
        given = one.at if one.kind == "own" else at
        text = json.dumps(said, ensure_ascii=False)
        kept = FollowUp(one.id, self._desk.info.root, given, one.due, one.done, one.run, text)
        with CaseStore(self._desk.home.cases, check=False) as store:
            store.followups.keep(kept)


def forget_done(store: CaseStore, before: datetime) -> int:
    """Remove promises that were written down by hand and done before a time; gives how many there were.

    That a promise of a note was kept holds nothing of a customer, and stays for a year longer: the note may
    still lie in the inbox.

    Raises:
        KbError: the store cannot be written.
    """
    limits = {True: before, False: before - _MARKS_STAY}
    kept = store.followups.all()
    return store.followups.delete(
        *(one.id for one in kept if _was_before(one.done, limits[_by_hand(one) is not None]))
    )


def _was_before(at: str, limit: datetime) -> bool:
    try:
        return bool(at) and datetime.fromisoformat(at) < limit
    except (ValueError, TypeError):
        return False


def _newer(first: tuple[HandoffNote, str], second: tuple[HandoffNote, str]) -> tuple[HandoffNote, str]:
    """Of two notes of one case the one that says more: the inbox's unless one's own was written later."""
    return first if first[0].created > second[0].created else second


def _by_hand(kept: FollowUp) -> Promise | None:
    """A promise that was written down by hand; None if it is one of a note, or cannot be read."""
    try:
        said = json.loads(kept.json)
        texts = {name: said.get(name, "") for name in _SAID}
        known = said.get("kind") == "own" and bool(texts["text"])
    except (ValueError, AttributeError, RecursionError):
        return None
    if not known or not all(isinstance(text, str) for text in texts.values()):
        return None
    return Promise(
        kept.id,
        "own",
        due=kept.due,
        state="open",
        at=kept.at,
        mine=True,
        done=kept.done,
        run=kept.run,
        **texts,
    )


def _id(note: str, kind: str, words: str, day: str) -> str:
    """The same on every computer, for as long as the note says the same on the same day."""
    return sha256("\n".join((note, kind, words, day)).encode("utf-8", "replace")).hexdigest()[:24]


def _state(one: Promise, now: datetime) -> PromiseState:
    if one.done:
        return "done"
    try:
        due = datetime.fromisoformat(one.due).astimezone(now.tzinfo)
    except ValueError:
        return "open"
    if due < now:
        return "late"
    return "today" if due.date() == now.date() else "coming"


def _place(one: Promise) -> tuple[int, float, str]:
    try:
        moment = datetime.fromisoformat(one.due or one.at).timestamp()
    except ValueError:
        moment = 0.0
    return _ORDER.index(one.state), moment, one.id


def _done_at(one: Promise) -> str:
    return one.done

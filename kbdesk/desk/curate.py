# SPDX-License-Identifier: MIT
"""Curating: one list of what wants attention in a library, and what a curator does about it in one key."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kbdesk import markdown
from kbdesk.cases import CaseStore
from kbdesk.desk import curate_rows, survey
from kbdesk.desk.dates import day as day_words
from kbdesk.desk.flags import Flags
from kbdesk.desk.lookup import Lookup
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.fields import Value
from kbdesk.model import Author, Clash, Draft, Finding, Rendered, SourceFile
from kbdesk.model.curate import CURATE_KINDS, Asked, CurateKind, CurateRow, RunSigns
from kbdesk.model.gaps import Gap
from kbdesk.playbook.attention import escalating, flagged, ranked, sent_back, signs_of, signs_of_feedback
from kbdesk.playbook.meant import Nearest, groups_of
from kbdesk.search.analysis import STOP_WORDS, tokens
from kbdesk.search.letters import fold
from kbdesk.search.stemming import stems

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

MONTHS: Final = 6
"""After how many months a document is reviewed again that had no span of its own."""
CALLS_DAYS: Final = 90
"""For how many days calls count for what is sent back and what escalates."""
_TITLE: Final = 44


@dataclass(frozen=True, slots=True)
class Done:
    """What a curator did, to be told and, for a moment, to be taken back."""

    sentence: str
    path: str = ""
    """The file that was saved; "" if none was."""
    title: str = ""
    before: str = ""
    after: str = ""
    gaps: tuple[Gap, ...] = ()
    """Searches that were taken off the list."""
    notice: str = ""
    """What to know of the save, as a sentence; "" if nothing."""
    undoable: bool = True


@dataclass(frozen=True, slots=True)
class Board:
    """What wants attention, and what stands beside the list."""

    rows: tuple[CurateRow, ...]
    verified: int
    """How many documents were reviewed within the last ``MONTHS`` months."""
    owners: tuple[str, ...]
    """Who owns documents, those with most of them first."""
    notice: str = ""
    """What could not be looked at, as sentences; "" if the list is whole."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as it stands: title, words to say, its text as safe HTML, the bytes of its pictures."""

    title: str
    says: tuple[str, ...]
    body: Rendered
    pictures: tuple[bytes, ...]


class Curate:
    """What a curator sees and does in one library; to be used in the lane of the disk.

    The case store is read over a connection of its own, so that no call waits.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._survey = desk.survey
        self._flags = Flags(desk)
        self._near: dict[tuple[str, str], str] = {}
        self._keys: dict[str, tuple[str, ...]] = {}

    # --- the list ---

    def rows(
        self,
        today: str,
        owner: str = "",
        findings: Sequence[Finding] = (),
        kinds: Sequence[CurateKind] = CURATE_KINDS,
    ) -> tuple[CurateRow, ...]:
        """What wants attention, what matters most first; see ``kbdesk.playbook.attention`` for the order.

        Args:
            today: the day, ``YYYY-MM-DD``.
            owner: only what this person or team looks after; ``ME``, ``NOBODY``, or "" for all.
            findings: what the checker found; it is not run here.
            kinds: only these.
        """
        return self.board(today, owner, findings, kinds).rows

    def board(
        self,
        today: str,
        owner: str = "",
        findings: Sequence[Finding] = (),
        kinds: Sequence[CurateKind] = CURATE_KINDS,
    ) -> Board:
        """The rows of ``rows``, and what stands beside them.

        What cannot be looked at is left out, and ``notice`` says so.
        """
        day, documents = date.fromisoformat(today), self._survey.look()
        makers: tuple[tuple[str, Callable[[], Iterator[CurateRow]]], ...] = (
            ("review", lambda: self._reviews(day)),
            ("check", lambda: curate_rows.check_rows(findings, documents)),
            ("due", lambda: curate_rows.due_rows(documents, day)),
            ("calls", lambda: self._from_calls(day, documents, kinds)),
        )
        rows: list[CurateRow] = []
        notices: list[str] = []
        for kind, made in makers:
            try:
                if kind in kinds or kind == "calls":
                    rows += made()
            except KbError as error:
                notices.append(str(error))
        me = self._desk.home.who()
        since = _months_on(day, -MONTHS).isoformat()
        return Board(
            ranked(row for row in rows if row.kind in kinds and row.is_owned(owner, me)),
            sum(1 for one in documents.values() if since <= one.meta.reviewed <= today),
            survey.owners(documents),
            " ".join(notices),
        )

    def _reviews(self, today: date) -> Iterator[CurateRow]:
        team, me = self._desk.team, self._desk.home.who()
        maintainer = me is not None and team.is_maintainer(me)
        name = me.name if me is not None else ""
        return curate_rows.review_rows(team.reviews(), name, today, maintainer=maintainer)

    def _from_calls(
        self, today: date, documents: curate_rows.Documents, kinds: Sequence[CurateKind]
    ) -> Iterator[CurateRow]:
        """The rows that are made of one's own calls and searches."""
        if not {"flag", "returned", "escalates", "gap"} & {*kinds}:
            return
        root = self._desk.info.root
        with CaseStore(self._desk.home.cases, check=False) as store:
            calls = tuple(signs_of(at, run) for at, run in store.kept(root))
            gaps = store.gaps(root)
            said = signs_of_feedback(store.feedback.of(root))
        if "flag" in kinds:
            stands = self._flags.stands(documents)
            yield from (curate_rows.flag_row(one, documents) for one in flagged((*calls, *said), stands))
        since = (today - timedelta(days=CALLS_DAYS)).isoformat()
        late = tuple(call for call in calls if call.at >= since)
        yield from (curate_rows.returned_row(one, documents) for one in sent_back(late))
        yield from (curate_rows.escalates_row(one, documents) for one in escalating(_known(late, documents)))
        if "gap" in kinds:
            yield from self._gaps(gaps, documents)

    def _gaps(self, gaps: Sequence[Gap], documents: curate_rows.Documents) -> Iterator[CurateRow]:
        """Searches by what was meant, but for those whose words a document names by now."""
        asked = tuple(Asked(gap.id, gap.words, gap.at) for gap in gaps)
        if asked:
            lookup = Lookup(self._desk.root, self._desk.home.cache)
            try:
                groups = groups_of(asked, self._telling, self._nearest(lookup), survey.says(documents))
            finally:
                lookup.close()
            yield from (curate_rows.gap_row(one, documents) for one in groups)

    def _telling(self, text: str) -> tuple[str, ...]:
        if text not in self._keys:
            self._keys[text] = telling_words(text)
        return self._keys[text]

    def _nearest(self, lookup: Lookup) -> Nearest:
        """Gives the nearest document to some words, once for each state of the library."""
        head = self._desk.info.head

        def nearest(words: str) -> str:
            if (head, words) not in self._near:
                hits = lookup.similar(words, 1)
                self._near[head, words] = hits[0].path if hits else ""
            return self._near[head, words]

        return nearest

    def step(self, row: CurateRow) -> StepShown | None:
        """The step that a row is about as it stands now, to read; None if there is none. For any lane."""
        book = self._desk.playbook(row.path) if row.path and row.anchor else None
        step = book.step(row.anchor) if book is not None else None
        if step is None:
            return None
        body = markdown.render(step.body)
        return StepShown(step.title, step.says, body, self._desk.reader.pictures(row.path, body.images))

    # --- what a curator does ---

    def verify(self, path: str, today: str, author: Author) -> Done:
        """A document marked as right as it stands, saved: reviewed today, validated, and when to look again.

        The next review comes after the span that there was between the last one and its date, else after
        six months. Who verified which text is in its history.

        Raises:
            KbError: it is archived, cannot be read or changed in its fields, or could not be saved.
        """
        document = self._desk.read(path)
        meta, title = document.meta, document.title
        if meta.confidence == "archived":
            raise KbError(
                tr("“{title}” is archived, so it cannot be verified.", title=title),
                tr("Take it out of the archive first."),
            )
        until = next_review(meta.reviewed, meta.review_by, today)
        if meta.reviewed == today and meta.confidence == "validated" and meta.review_by:
            return Done(tr("“{title}” was verified today already.", title=title), undoable=False)
        fields = {"confidence": "validated", "reviewed": today, "review_by": until}
        said = f"verified by {author.name}\n\nReview again by {until}."
        done = self._changed(path, fields, said, author)
        return replace(
            done,
            sentence=tr("“{title}” is verified until {day}.", title=title, day=day_words(until)),
        )

    def set_owner(self, path: str, owner: str, author: Author) -> Done:
        """A document given to a person or team, or to nobody (""), saved.

        Raises:
            KbError: it cannot be read or changed in its fields, or could not be saved.
        """
        document, owner = self._desk.read(path), " ".join(owner.split())
        if document.meta.owner == owner:
            told = tr("{owner} owns “{title}” already.") if owner else tr("Nobody owns “{title}” already.")
            return Done(told.format(owner=owner, title=document.title), undoable=False)
        done = self._changed(path, {"owner": owner or None}, f"owner {owner or 'taken out'}", author)
        told = tr("{owner} owns “{title}” now.") if owner else tr("Nobody owns “{title}” now.")
        return replace(done, sentence=told.format(owner=owner, title=document.title))

    def add_words(self, row: CurateRow, author: Author) -> Done:
        """The customers' words of searches put into the document that comes nearest, saved.

        Raises:
            KbError: nothing comes near, or it could not be saved.
        """
        if not row.path or not row.words:
            raise KbError(tr("No document comes near to these words."), tr("Write a new one."))
        document = self._desk.read(row.path)
        said = next((one.value for one in markdown.fields(document.source.text) if one.name == "says"), ())
        says = {one.casefold(): one for one in ((said,) if isinstance(said, str) else said)}
        for words in row.words:
            says.setdefault(words.casefold(), words)
        done = self._changed(row.path, {"says": tuple(says.values())}, "customers' words added", author)
        return replace(done, sentence=tr("“{title}” is found by these words now.", title=document.title))

    def drop_gap(self, row: CurateRow) -> Done:
        """Searches taken off the list: they need no answer.

        Raises:
            KbError: the case store cannot be written.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            gaps = tuple(gap for gap in store.gaps(self._desk.info.root) if gap.id in row.refs)
            for gap in gaps:
                store.close_gap(gap.id)
        return Done(tr("{title} was taken off the list.", title=row.title), gaps=gaps)

    def undo(self, done: Done, author: Author) -> Done:
        """The state before, as a change of its own; what was taken off the list is on it again.

        Raises:
            KbError: the file was changed since, or it could not be saved.
        """
        if done.gaps:
            with CaseStore(self._desk.home.cases, check=False) as store:
                for gap in done.gaps:
                    store.record_gap(gap)
            return Done(tr("It is on the list again."), undoable=False)
        source = self._desk.read(done.path).source
        if source.text != done.after:
            raise KbError(
                tr("{path} was changed since, so this was not taken back.", path=done.path),
                tr("Its history (Ctrl+Shift+H) has every version."),
            )
        self._save(source, done.before, f"{_short(done.title)}: last change taken back", author)
        return Done(tr("“{title}” is as it was before.", title=done.title), done.path, undoable=False)

    def _changed(self, path: str, fields: Mapping[str, Value | None], said: str, author: Author) -> Done:
        """A document with other fields, saved; no other byte of it is touched."""
        document = self._desk.read(path)
        if document.source.problem:
            raise KbError(
                tr("{path} cannot be changed: {problem}", path=path, problem=document.source.problem)
            )
        before = after = document.source.text
        for name, value in fields.items():
            after = markdown.with_field(after, name, value)
        notice = self._save(document.source, after, f"{_short(document.title)}: {said}", author)
        reviewed = self._desk.team.rules().review
        return Done("", path, document.title, before, after, notice=notice, undoable=not reviewed)

    def _save(self, source: SourceFile, text: str, message: str, author: Author) -> str:
        """Save another text of a file as it was read; give what there is to know of it as a sentence."""
        desk, path = self._desk, source.path
        draft = Draft(
            desk.new_id(),
            desk.info.root,
            path,
            "edit",
            text,
            source.blob,
            source.text,
            source.encoding,
            desk.clock().isoformat(timespec="seconds"),
        )
        saved = desk.writing.save(draft, message, author)
        if isinstance(saved, Clash):
            desk.writing.drop(saved.draft)  # it is made again by the same key
            raise KbError(
                tr("{path} was changed at this moment, so it was not saved.", path=path),
                tr("Look, and try again."),
            )
        return saved.notice


def next_review(reviewed: str, review_by: str, today: str) -> str:
    """The day of the next review: after the span that there was before, else after six months.

    Args:
        reviewed: the day of the last review, "" if unknown.
        review_by: the day that it was to be reviewed again, "" if none was set.
        today: the day.
    """
    day = date.fromisoformat(today)
    try:
        span = date.fromisoformat(review_by) - date.fromisoformat(reviewed)
    except ValueError:
        span = timedelta()
    later = _months_on(day, MONTHS)
    if span > timedelta():
        later = day + min(span, date.max - day)
    return later.isoformat()


def telling_words(text: str) -> tuple[str, ...]:
    """The keys of the words of a text that tell something; forms of a word have one key."""
    words = [word for word in map(str.lower, tokens(fold(text))) if word not in STOP_WORDS]
    return tuple(stem or word for word, stem in zip(words, stems(words), strict=True))


def _months_on(day: date, months: int) -> date:
    """The same day some months later, or earlier; the last one of its month if there is none."""
    years, month_0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _known(calls: Sequence[RunSigns], documents: curate_rows.Documents) -> Iterator[RunSigns]:
    return (call for call in calls if call.playbook in documents)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"

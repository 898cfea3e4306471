# SPDX-License-Identifier: MIT
"""Quality: cases and articles are drawn, looked at by a form, and what is said goes to whose work it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kbdesk import handoff, markdown
from kbdesk.cases import CaseStore
from kbdesk.cases.quality import Reviewed
from kbdesk.desk.case_text import told
from kbdesk.desk.coaching_files import OWN_FOLDER, coaching_files, place_coaching, written_by
from kbdesk.desk.coaching_text import from_json, to_json, to_markdown
from kbdesk.desk.quality_forms import blank_checks, first_open, form_for, trends
from kbdesk.desk.quality_material import (
    MOST_FILES,
    case_material,
    file_material,
    stays_of_note,
    stays_of_run,
)
from kbdesk.desk.quality_sample import NOBODY, draw, week_seed
from kbdesk.errors import KbError
from kbdesk.handoff.folder import Found, notes_in
from kbdesk.handoff.waiting import same_words
from kbdesk.language import english, tr
from kbdesk.model import HandoffNote
from kbdesk.model.quality import Check, Material, Review, Sample, Subject, SubjectSource, Trend

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

COUNT: Final = 5
"""Cases, and articles, of a sample."""
DAYS: Final = 30
WAITING_DAYS: Final = 30
"""For so long at least a coaching file waits in the folder of handing over."""
_OVER: Final = ("resolved", "escalated", "closed", "returned")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a review that was sent."""

    review: Review
    path: Path
    """The coaching file."""
    waits: bool
    """Whether it lies in the folder of handing over, where its author's kbdesk finds it."""


class Quality:
    """The verbs of a quality specialist; each has its own connection to the store.

    ``sample`` remembers what it read, and belongs into one lane; the others may run in any.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._survey = desk.survey
        self._notes: dict[str, tuple[Found, ...]] = {}

    # --- drawing ---

    def sample(
        self, count: int = COUNT, seed: int | None = None, days: int = DAYS, folder: str = ""
    ) -> Sample:
        """Cases and articles, drawn by a seed; authors take turns.

        Args:
            count: how many cases, and as many articles.
            seed: the same draws the same; None for that of this week.
            days: cases that were gone on with in so many days.
            folder: a folder of handoff notes to draw from, besides the inbox; "" for none.

        Raises:
            KbError: the case store cannot be read, or the folder that was named cannot be reached.
        """
        now = self._desk.clock()
        seed = week_seed(now) if seed is None else seed
        cases, notice = self._cases(now - timedelta(days=days), folder)
        articles = tuple(self._articles())
        subjects = (*draw(cases, count, seed), *draw(articles, count, seed))
        return Sample(seed, days, subjects, len(cases), len(articles), notice)

    def _cases(self, since: datetime, folder: str) -> tuple[tuple[Subject, ...], str]:
        """The cases that are over, each once, and what could not be looked at."""
        found = {one.key: one for one in self._own(since)}
        notice, inbox = "", self._desk.home.seat().inbox
        if inbox:
            try:
                self._add_notes(found, inbox, "inbox", since)
            except KbError as error:
                notice = error.message
        if folder:
            self._add_notes(found, folder, "folder", since)
        return tuple(found.values()), notice

    def _own(self, since: datetime) -> Iterator[Subject]:
        with CaseStore(self._desk.home.cases, check=False) as store:
            for at, raw in store.kept(self._desk.info.root):
                if raw.get("status") in _OVER and not _is_before(at, since):
                    yield Subject(
                        "case",
                        _text(raw, "id"),
                        _text(raw, "title"),
                        _text(raw, "by") or NOBODY,
                        at,
                        "own",
                        _text(raw, "playbook"),
                        _text(raw, "playbook_blob"),
                    )

    def _add_notes(
        self, found: dict[str, Subject], folder: str, source: SubjectSource, since: datetime
    ) -> None:
        self._notes[folder] = notes_in(Path(folder), self._notes.get(folder, ()))
        for one in self._notes[folder]:
            note = one.note
            if note is not None and note.id not in found and not _is_before(note.created, since):
                used = note.provenance
                found[note.id] = Subject(
                    "case",
                    note.id,
                    (used.title if used else "") or note.issue,
                    note.sender.name or note.sender.team or NOBODY,
                    note.created,
                    source,
                    used.playbook if used else "",
                    used.playbook_blob if used else "",
                    str(one.path),
                )

    def _articles(self) -> Iterator[Subject]:
        for path, one in self._survey.look().items():
            if markdown.is_playbook_path(path) or one.meta.confidence == "archived":
                continue
            revision = self._desk.revision(path)
            author = one.meta.owner or (revision.author if revision else "") or NOBODY
            yield Subject("article", path, one.title, author, revision.date if revision else "", path=path)

    # --- looking ---

    def material(self, subject: Subject, now: datetime) -> tuple[Material, ...]:
        """What is looked at: the article, or the case with the files that were used in it, as they were then.

        Args:
            subject: what was drawn, or what a coaching file is about.
            now: the time, with the zone in which times are told.

        Raises:
            KbError: the case is gone, or its note cannot be read.
        """
        if subject.kind == "article":
            return (file_material(self._desk, subject.path or subject.key, subject.blob),)
        if subject.source == "own":
            return self._own_case(subject.key, now)
        return self._note_case(handoff.from_markdown(handoff.read_text(Path(subject.file))))

    def _own_case(self, run_id: str, now: datetime) -> tuple[Material, ...]:
        with CaseStore(self._desk.home.cases, check=False) as store:
            run, row = store.load(run_id), store.row(run_id)
        with english():
            text = told(run, row, now)
        case = case_material(text, "### How it went", stays_of_run(run))
        used = ((run.playbook, run.playbook_blob), *run.blobs, *((a.path, a.blob) for a in run.articles))
        return case, *self._files(used)

    def _note_case(self, note: HandoffNote) -> tuple[Material, ...]:
        case = case_material(handoff.readable(note), "## What was tried", stays_of_note(note))
        source = note.provenance
        if source is None:
            return (case,)
        read = ((one.path, one.blob) for one in source.articles)
        used = ((source.playbook, source.playbook_blob), *source.versions, *read)
        return case, *self._files(used)

    def _files(self, used: tuple[tuple[str, str], ...]) -> Iterator[Material]:
        """Files of the library in the versions that were used, each version once."""
        for path, blob in tuple(dict.fromkeys(pair for pair in used if pair[0]))[:MOST_FILES]:
            yield file_material(self._desk, path, blob)

    # --- writing ---

    def begin(self, subject: Subject) -> Review:
        """The review of a subject: the one that is being written, else a new one; nothing is kept yet."""
        for review in self.reviews():
            if not review.sent and _same(review.subject, subject):
                return replace(review, subject=replace(subject, blob=review.subject.blob or subject.blob))
        if subject.kind == "article" and not subject.blob:
            with suppress(KbError):
                subject = replace(subject, blob=self._desk.read(subject.path).source.blob)
        at = self._desk.clock().isoformat(timespec="seconds")
        checks = blank_checks(form_for(subject.kind))
        form = form_for(subject.kind).key
        name = self._desk.info.name
        return Review(self._desk.new_id(), at, self._desk.author, form, subject, name, checks)

    def keep(self, review: Review) -> Review:
        """Keep a review as it stands; when this returns, it is on disk.

        Raises:
            KbError: the case store cannot be written.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            store.reviews.keep(self._row(review))
        return review

    def send(self, review: Review) -> Sent:
        """Give a review to its author: a coaching file in the folder of handing over, else in one's own.

        Raises:
            KbError: something is not answered yet, or the file cannot be written; it is kept as it stands.
        """
        _, why = first_open(review.checks)
        if why:
            self.keep(review)
            raise KbError(why)
        at = self._desk.clock().isoformat(timespec="seconds")
        safe = without_secrets(replace(review, sent=at))
        inbox = self._desk.home.seat().inbox
        waits = bool(inbox) and not same_words(safe.subject.author, self._desk.author)
        folder = Path(inbox) if waits else self._desk.home.data / OWN_FOLDER
        try:
            path = place_coaching(folder, safe, to_markdown(safe), own=not waits)
        except KbError:
            self.keep(review)
            raise
        return Sent(self.keep(safe), path, waits)

    def goes_to(self, review: Review) -> str:
        """Where a review goes when it is sent, as a sentence."""
        author = review.subject.author
        if same_words(author, self._desk.author):
            return tr("It is about your own work: the file stays in your own folder.")
        if self._desk.home.seat().inbox:
            return tr(
                "It waits for {author} in the folder of handing over; who can read that can read it.",
                author=author,
            )
        return tr(
            "No folder of handing over is chosen: a file is made that you give to {author}.", author=author
        )

    def _row(self, review: Review) -> Reviewed:
        subject = review.subject
        return Reviewed(
            review.id,
            self._desk.info.root,
            self._desk.clock().isoformat(timespec="seconds"),
            review.by,
            subject.author,
            review.form,
            subject.path,
            subject.key if subject.kind == "case" else "",
            to_json(review),
        )

    # --- what there is ---

    def reviews(self) -> tuple[Review, ...]:
        """One's own reviews of this library, newest first; one that cannot be read is left out."""
        return tuple(one for one in self._kept() if same_words(one.by, self._desk.author))

    def _kept(self) -> Iterator[Review]:
        with CaseStore(self._desk.home.cases, check=False) as store:
            rows = store.reviews.of(self._desk.info.root)
        for row in rows:
            with suppress(KbError):
                yield from_json(row.json)

    def review(self, review_id: str) -> Review:
        """The review with this id, one's own or coaching that was kept.

        Raises:
            KbError: there is none.
        """
        for one in self._kept():
            if one.id == review_id:
                return one
        raise KbError(
            tr("There is no review {id}.", id=review_id),
            tr("`kbdesk quality show` lists them with their ids."),
        )

    def trends(self) -> tuple[Trend, ...]:
        """How each criterion went month by month, over all of one's own reviews, whoever's work it was."""
        return trends(self.reviews())

    def delete(self, review_id: str) -> bool:
        """Delete a review or kept coaching for good; tells whether it was there.

        Raises:
            KbError: the case store cannot be written.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            return bool(store.reviews.delete((review_id,)))

    def purge(self, now: datetime) -> int:
        """Remove what is older than cases are kept: reviews, coaching, and one's own coaching files.

        A file that waits in the folder of handing over does so for 30 days at least.

        Raises:
            KbError: the case store cannot be written, or a file cannot be deleted.
        """
        seat, home = self._desk.home.seat(), self._desk.home
        over = now - timedelta(days=seat.keep_days)
        with CaseStore(home.cases, check=False) as store:
            old = tuple(row.id for row in store.reviews.every() if _is_before(row.at, over))
            gone = store.reviews.delete(old)
        gone += _unlink(coaching_files(home.data / OWN_FOLDER), over, "")
        waiting = now - timedelta(days=max(seat.keep_days, WAITING_DAYS))
        with suppress(KbError):  # a folder out of reach is looked at the next time
            gone += _unlink(
                coaching_files(Path(seat.inbox)) if seat.inbox else (), waiting, self._desk.author
            )
        return gone


def without_secrets(review: Review) -> Review:
    """A review without what must not travel: cards, mail addresses, passwords."""

    def safe(check: Check) -> Check:
        spot = check.spot
        if spot is not None:
            spot = replace(spot, label=handoff.redact(spot.label)[0])
        return replace(check, comment=handoff.redact(check.comment.strip())[0], spot=spot)

    subject = replace(review.subject, title=handoff.redact(review.subject.title)[0])
    summary = handoff.redact(review.summary.strip())[0]
    return replace(review, subject=subject, checks=tuple(map(safe, review.checks)), summary=summary)


def _same(one: Subject, other: Subject) -> bool:
    return (one.kind, one.key) == (other.kind, other.key)


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key, "")
    return value if isinstance(value, str) else ""


def _is_before(at: str, limit: datetime) -> bool:
    """Whether a time is before another; what is no time is not."""
    try:
        return datetime.fromisoformat(at) < limit
    except (ValueError, TypeError):
        return False


def _unlink(paths: tuple[tuple[Path, float], ...], before: datetime, by: str) -> int:
    """Delete the files that are older, those of one person only if ``by`` names one; gives how many."""
    gone = 0
    for path, modified in paths:
        if modified < before.timestamp() and (not by or written_by(path, by)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise KbError(
                    tr("{path} cannot be deleted: {reason}.", path=path, reason=error.strerror),
                    tr("Delete it by hand."),
                ) from error
            gone += 1
    return gone

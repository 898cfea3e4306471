# SPDX-License-Identifier: MIT
"""Coaching that came: opened without changing anything, looked up in one's own library, kept for oneself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk import markdown
from kbdesk.cases import CaseStore
from kbdesk.cases.quality import Reviewed
from kbdesk.desk.coaching_files import coaching_files, read_coaching
from kbdesk.desk.coaching_text import SUFFIX, from_json, from_markdown, readable, to_json, to_markdown
from kbdesk.desk.quality_material import file_material, harmless
from kbdesk.errors import KbError
from kbdesk.handoff.waiting import same_words
from kbdesk.language import tr, trn
from kbdesk.model.quality import Coaching, Material, Review, Waiting

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class CoachingBook:
    """What one can do with coaching; each verb has its own connection to the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # --- reading ---

    def open_text(self, text: str, path: str, now: datetime) -> Coaching:
        """The coaching that a text carries, with what it is about; nothing is kept or changed.

        Args:
            text: the whole file.
            path: where it is; "" if it was pasted.
            now: the time, with the zone in which times are told.

        Raises:
            KbError: the text carries none, or it is damaged.
        """
        review = from_markdown(text)
        place = Path(path) if path else None
        inbox = self._desk.home.seat().inbox
        waits = (
            place is not None and bool(inbox) and place.parent == Path(inbox) and place.name.endswith(SUFFIX)
        )
        return Coaching(review, text, path, self.is_for_me(review), waits, self._materials(review, now))

    def open_file(self, path: Path, now: datetime) -> Coaching:
        """The coaching in a file; see ``open_text``.

        Raises:
            KbError: it is no plain file, too large, no text, or holds no coaching.
        """
        return self.open_text(read_coaching(path), str(path.absolute()), now)

    def open_kept(self, review_id: str, now: datetime) -> Coaching:
        """Coaching that was kept, or a review of one's own.

        Raises:
            KbError: there is none of this id.
        """
        review = self._desk.quality.review(review_id)
        return Coaching(
            review, to_markdown(review), "", self.is_for_me(review), False, self._materials(review, now)
        )

    def is_for_me(self, review: Review) -> bool:
        """Whether it is about the work of this person, or of the team that they are in."""
        who, seat = self._desk.home.who(), self._desk.home.seat()
        names = (self._desk.author, who.name if who is not None else "", seat.team)
        return any(name and same_words(name, review.subject.author) for name in names)

    def _materials(self, review: Review, now: datetime) -> tuple[Material, ...]:
        """The case or article that it is about, and the files that comments are tied to, if at hand."""
        subject = review.subject
        found: list[Material] = []
        if subject.kind == "article":
            found.append(file_material(self._desk, subject.path or subject.key, subject.blob))
        elif self._desk.home.cases.exists():
            with suppress(KbError):  # it is somebody else's case, or was removed
                found += self._desk.quality.material(replace(subject, source="own"), now)
        known = {(one.path, one.blob) for one in found}
        spots = (check.spot for check in review.checks if check.spot is not None and check.spot.line)
        for path, blob in dict.fromkeys((spot.path, spot.blob) for spot in spots):
            if path and (path, blob) not in known:
                found.append(file_material(self._desk, path, blob))
        return tuple(found)

    # --- what there is ---

    def waiting(self) -> tuple[Waiting, ...]:
        """The coaching files for this person in the folder of handing over; broken ones say why.

        Raises:
            KbError: the folder cannot be read.
        """
        inbox = self._desk.home.seat().inbox
        return tuple(self._waiting(Path(inbox))) if inbox else ()

    def _waiting(self, folder: Path) -> Iterator[Waiting]:
        for path, _ in coaching_files(folder):
            try:
                review = from_markdown(read_coaching(path))
            except KbError as error:
                yield Waiting(str(path), None, error.message)
                continue
            if self.is_for_me(review):
                yield Waiting(str(path), review)

    def kept(self) -> tuple[Review, ...]:
        """The coaching that this person kept, newest first."""
        with CaseStore(self._desk.home.cases, check=False) as store:
            rows = store.reviews.every()
        found = []
        for row in rows:
            with suppress(KbError):
                review = from_json(row.json)
                if self.is_for_me(review) and not same_words(review.by, self._desk.author):
                    found.append(review)
        return tuple(found)

    # --- keeping ---

    def take_home(self, coaching: Coaching) -> str:
        """Keep coaching for oneself, and take its file out of the shared folder; gives what was done.

        Raises:
            KbError: it is for somebody else, the store cannot be written, or the file cannot be taken away.
        """
        review = coaching.review
        if not coaching.for_me:
            raise KbError(
                tr("This coaching is for {author}.", author=review.subject.author),
                tr("It stays where it is."),
            )
        at = self._desk.clock().isoformat(timespec="seconds")
        subject = review.subject
        run = subject.key if subject.kind == "case" else ""
        row = Reviewed(
            review.id, self._desk.info.root, at, review.by, subject.author, review.form, subject.path, run,
            to_json(review),
        )  # fmt: skip
        with CaseStore(self._desk.home.cases, check=False) as store:
            if any(one.id == row.id and one.json != row.json for one in store.reviews.every()):
                raise KbError(tr("There is another review of this name here."), tr("Nothing was changed."))
            store.reviews.keep(row)
        days = self._desk.home.seat().keep_days
        kept = (
            trn("Kept for you alone, for {n} day", "Kept for you alone, for {n} days", days)
            if days
            else tr("Kept for you until the window closes")
        )
        if not coaching.waits:
            return f"{kept}."
        path = Path(coaching.path)
        try:
            if read_coaching(path) != coaching.text:
                raise KbError(
                    tr("{name} was changed since you opened it.", name=path.name),
                    tr("It was kept, and stays there too."),
                )
            path.unlink()
        except OSError as error:
            raise KbError(
                tr(
                    "{name} could not be taken out of the folder: {reason}.",
                    name=path.name,
                    reason=error.strerror,
                ),
                tr("It was kept for you."),
            ) from error
        return tr("{kept}; it is no longer in the shared folder.", kept=kept)


def page_of(review: Review) -> str:
    """A review to read: safe HTML, nothing in it leads anywhere."""
    return harmless(markdown.render(readable(review)).html)

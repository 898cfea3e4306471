# SPDX-License-Identifier: MIT
"""The past of the library: versions of a file, what changed between them, and since it was read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

from kbdesk import library, markdown
from kbdesk.cases import CaseStore
from kbdesk.desk.dates import day, moment
from kbdesk.desk.reader import PICTURES_BYTES
from kbdesk.errors import KbError
from kbdesk.language import english, tr
from kbdesk.library import log, texts
from kbdesk.markdown.compare import compare
from kbdesk.model import Author, Clash, Draft, Page, Revision, Saved, SourceFile
from kbdesk.model.history import Comparison, LineAuthor, PastPage, Reading, Version

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

COPY_CHARS = 200_000
"""A text that is in no history is kept up to this length, so that it can be compared later."""
NOT_SAVED = tr("This file has not been saved to the library's history yet.")

_Stamp = tuple[int, int]


@dataclass
class Past:
    """The verbs of one library's past.

    What concerns reading (``unread``, ``mark_read``, ``changed_since_read``) belongs into one lane.
    """

    desk: Desk
    _store: CaseStore | None = None
    _readings: dict[str, Reading] = field(default_factory=dict)
    _blobs: dict[str, tuple[_Stamp, str]] = field(default_factory=dict)
    """For each file that was read its blob id now, and by what it is known to be unchanged."""
    _changed: frozenset[str] | None = None

    # --- versions ---

    def versions(self, path: str, more: str = "") -> PastPage:
        """A page of a file's versions, newest first, across the names that it had.

        Raises:
            KbError: the history cannot be read.
        """
        return log.versions(self.desk.info, path, more)

    def page(self, version: Version) -> Page:
        """A file as it was, with its pictures of then.

        Raises:
            KbError: that version is not in this copy of the library, or deleted the file.
        """
        if not version.blob:
            raise KbError(
                tr("This change deleted {path}.", path=version.path), tr("Choose the version before it.")
            )
        document = markdown.parse(self._source(version.blob, version.path))
        revision = Revision(version.commit, version.author, version.date)
        page = self.desk.reader.page(document, revision)
        places = tuple(_place(version.path, target) for target in page.rendered.images)
        found = texts.files_of(
            self.desk.info, version.commit, tuple(filter(None, dict.fromkeys(places))), PICTURES_BYTES
        )
        pictures = tuple(found.get(place, now) for place, now in zip(places, page.pictures, strict=True))
        told = tr(
            "This is how it was on {when}. Its links lead to the articles of now.",
            when=moment(version.date),
        )
        return replace(page, pictures=pictures, notices=(told, *page.notices))

    def compare(self, path: str, before: Version | None = None, after: Version | None = None) -> Comparison:
        """Two versions of a file side by side.

        Args:
            path: the file as it is called now.
            before: the older one; None for what ``after`` started from.
            after: the newer one; None for the file as it is on disk.

        Raises:
            KbError: one of them cannot be had.
        """
        if before is None and after is None:
            before = next(iter(log.versions(self.desk.info, path, count=1).versions), None)
        new = self._source(after.blob, after.path) if after else self._now(path)
        if before is not None:
            old, title = self._source(before.blob, before.path), _title(before)
        else:
            old, title = self._source(after.base if after else "", path), tr("Before")
        return _compared(old, new, title, _title(after) if after else tr("Now"))

    def lines(self, path: str) -> tuple[LineAuthor, ...]:
        """Who last changed each line of a file as it is on disk.

        Raises:
            KbError: it cannot be read, or the history cannot tell.
        """
        now = self.desk.read(path).source
        return texts.line_authors(self.desk.info, path, now.text, now.encoding)

    def bring_back(self, path: str, version: Version, author: Author) -> Saved | Clash:
        """Save the text of a version as a new change of the file, or give what stands against it.

        Nothing of the history is taken away, and a draft of the file that waits stays as it is.

        Raises:
            KbError: that version is not in this copy of the library, or it could not be saved.
        """
        old, now = self._source(version.blob, version.path), self._now(path)
        if old.problem or not version.blob:
            raise KbError(
                tr("There is no text of {path} to bring back: {problem}", path=path, problem=old.problem)
                if old.problem
                else tr("There is no text of {path} to bring back: this change deleted it.", path=path)
            )
        self.desk.team.check_writing()
        if not self.desk.team.rules().review:
            self.desk.writing.keep_unsaved(path, author)
        draft = Draft(
            id=self.desk.new_id(),
            library=self.desk.info.root,
            path=path,
            kind="edit" if now.blob else "new",
            text=old.text,
            base=now.blob,
            base_text=now.text,
            encoding=now.encoding if now.blob else old.encoding,
            at=self._time(),
        )
        message = _bringing_back(version)
        return self.desk.writing.save(draft, message, author)

    def quicken(self, cancelled: Callable[[], bool] | None = None) -> bool:
        """Write what makes histories quick, if that is due; tell whether it was written. May take seconds.

        Raises:
            Cancelled: ``cancelled`` said so.
        """
        return log.write_commit_graph(self.desk.info, self.desk.clock().timestamp(), cancelled)

    # --- what was read ---

    def mark_read(self, page: Page) -> None:
        """Note that this page of the library was read; one of a library beside it is not noted.

        Raises:
            KbError: the case store cannot be written.
        """
        if not page.library:
            self._note(page.document.source)

    def mark_written(self, paths: tuple[str, ...]) -> None:
        """Note that these files say what this user wrote: their own change is no news to them.

        Raises:
            KbError: the case store cannot be written.
        """
        for path in paths:
            self._note(self._now(path))

    def _note(self, source: SourceFile) -> None:
        if not source.blob:
            return
        store = self._open()
        copy = "" if texts.is_saved(self.desk.info, source.blob) else source.text[:COPY_CHARS]
        reading = Reading(source.path, source.blob, self._time())
        store.set_reading(self.desk.info.root, reading, copy)
        self._readings[source.path] = reading
        if self._changed is not None:
            self._changed -= {source.path}

    def last_read(self, path: str) -> Reading | None:
        """What was read last of a file if it says something else now; None if it does not, or never was."""
        self._open()
        reading = self._readings.get(path)
        now = self._blob(path) if reading else ""
        return reading if reading is not None and now and now != reading.blob else None

    def unread(self, path: str) -> Comparison | None:
        """What changed in a file since this user read it last; None if nothing did, or it was never read."""
        reading = self.last_read(path)
        if reading is None:
            return None
        title = tr("When you read it, {when}", when=day(reading.at))
        now = self._now(path)
        copy = self._open().read_copy(self.desk.info.root, path)
        try:
            old = SourceFile(path, reading.blob, copy) if copy else self._source(reading.blob, path)
        except KbError:
            return Comparison(title, tr("Now"), (), notice=tr("What it said then is not known any more."))
        return _compared(old, now, title, tr("Now"))

    def changed_since_read(self) -> frozenset[str]:
        """The files that say something else than when this user read them last; kept until ``look_again``."""
        if self._changed is None:
            self._open()
            self._changed = frozenset(path for path in self._readings if self.last_read(path))
        return self._changed

    def look_again(self) -> frozenset[str]:
        """The files that changed since they were read, after files came or changed on disk."""
        self._changed = None
        return self.changed_since_read()

    def close(self) -> None:
        """Let go of the case store."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _open(self) -> CaseStore:
        if self._store is None:
            self._store = CaseStore(self.desk.home.cases, check=False)
            self._readings = self._store.readings(self.desk.info.root)
        return self._store

    def _blob(self, path: str) -> str:
        """The blob id of a file on disk; "" if it is not there. It is read only if it looks changed."""
        try:
            status = (self.desk.root / path).lstat()
        except (OSError, ValueError):
            return ""
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._blobs.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, library.read_file(self.desk.root, path, markdown.decode).blob)
            self._blobs[path] = known
        return known[1]

    # --- texts ---

    def _source(self, blob: str, path: str) -> SourceFile:
        """A saved text; an empty one if there was none."""
        if not blob:
            return SourceFile(path, "", "")
        return texts.text_of_blob(self.desk.info, blob, path, markdown.decode)

    def _now(self, path: str) -> SourceFile:
        """The file as it is on disk; an empty one if it is gone."""
        try:
            return self.desk.read(path).source
        except KbError:
            return SourceFile(path, "", "")

    def _time(self) -> str:
        return self.desk.clock().astimezone(UTC).isoformat(timespec="seconds")


def _title(version: Version) -> str:
    return f"{version.author}, {moment(version.date)}"


def _compared(old: SourceFile, new: SourceFile, before: str, after: str) -> Comparison:
    problem = old.problem or new.problem
    if problem:
        return Comparison(before, after, (), notice=problem)
    return compare(old.text, new.text, before, after)


def _place(path: str, target: str) -> str:
    """Where a picture of a file is in the library by its target; "" if it is not in it."""
    folder = "" if target.startswith("/") else posixpath.dirname(path)
    place = posixpath.normpath(posixpath.join(folder, target.lstrip("/").partition("?")[0]))
    return "" if "://" in target or place.startswith(("../", "/")) or place in (".", "..") else place


@english()
def _bringing_back(version: Version) -> str:
    return f"Bring back the text of {day(version.date)} by {version.author}"

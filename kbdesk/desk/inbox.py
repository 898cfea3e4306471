# SPDX-License-Identifier: MIT
"""The inbox: a folder in which a team hands over, what waits in it for whom, and who has what."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kbdesk import markdown
from kbdesk.desk.home import Home, is_in_repository
from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, read_text, readable
from kbdesk.handoff.claims import ClaimFile, as_claim, claim, claim_files, counting, make_whole, release
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.files import SUFFIX
from kbdesk.handoff.folder import Found, notes_in, place_note
from kbdesk.handoff.patterns import patterns
from kbdesk.handoff.waiting import is_for, leg_of, moment_of, same_words, since, state_of
from kbdesk.language import tr
from kbdesk.model import Claim, HandoffNote, InboxEntry, Pattern, Rendered, Seat

_NO_FOLDER = tr("No handoff folder was chosen.")
_PERSON = "person"
_CHOOSE = tr("Choose the folder in which your team hands over.")


@dataclass(frozen=True, slots=True)
class InboxView:
    """The inbox as it is now."""

    seat: Seat
    """Where this person works; its ``inbox`` is "" if no folder was chosen."""
    entries: tuple[InboxEntry, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    trouble: str = ""
    """Why the folder could not be read, as a sentence; the entries are then as they were."""


class Inbox:
    """What waits in the handoff folder; needs no library. To be used in one thread.

    Args:
        home: the user's own folders: where this person works is kept there.
        clock: the time, in the zone in which people here tell it.
        author: the name under which this person works on cases.
    """

    def __init__(self, home: Home, clock: Callable[[], datetime], author: str) -> None:
        self.home, self.clock, self.author = home, clock, author
        self._found: tuple[Found, ...] = ()
        self._folder = ""

    @property
    def person(self) -> str:
        """The id by which this person's claims are known; "" if there was none yet."""
        try:
            return (self.home.data / _PERSON).read_text(encoding="ascii").strip()[:32]
        except (OSError, ValueError):
            return ""

    def _some_person(self) -> str:
        """The id, made by chance when it is first needed: names and folders are alike on many computers."""
        if not self.person:
            self.home.make()
            place = self.home.data / _PERSON
            place.unlink(missing_ok=True)  # one without an id in it
            try:
                make_whole(place, uuid.uuid4().hex.encode("ascii"))
            except OSError as error:
                raise KbError(
                    tr("{path} cannot be written: {reason}.", path=place, reason=error.strerror)
                ) from error
        return self.person

    # --- looking ---

    def look(self) -> InboxView:
        """The inbox as it is now; a folder that cannot be reached leaves it as it was, and says why."""
        seat, trouble = self.home.seat(), ""
        try:
            self._read(seat.inbox)
        except KbError as error:
            trouble = str(error)
        now = self.clock()
        notes = [(str(one.path), one.note) for one in self._found if one.note is not None]
        entries = (self._entry(one, seat, now) for one in self._found)
        ordered = sorted(entries, key=lambda entry: _order(entry, now))
        return InboxView(seat, tuple(ordered), patterns(notes, now), trouble)

    def entries(self) -> tuple[InboxEntry, ...]:
        """The notes in the folder: those that wait for me first, of these what presses, then the oldest."""
        return self.look().entries

    def patterns(self) -> tuple[Pattern, ...]:
        """What several notes of the last days have in common, most cases first."""
        return self.look().patterns

    def _read(self, folder: str) -> None:
        if folder != self._folder:
            self._folder, self._found = folder, ()
        if folder:
            self._found = notes_in(Path(folder), self._found)

    def _entry(self, found: Found, seat: Seat, now: datetime) -> InboxEntry:
        note = found.note
        if note is None:
            return InboxEntry(str(found.path), None, "", trouble=one_line(found.trouble))
        taken = as_claim(counting(found.claims, leg_of(note)), self.person)
        state = state_of(note)
        if taken is None and state == "taken" and note.received is not None:
            by = note.received.by
            taken = Claim(by, note.received.at, same_words(by, self.author))
        return InboxEntry(
            str(found.path),
            note,
            since(note),
            taken,
            is_for(note, seat, self.author) and not (state == "solved" and taken is not None),
            state=state,
            needed_by=moment_of(note.due, note.created, now.tzinfo),
            update_due=moment_of(note.customer.next_update_due, note.created, now.tzinfo),
        )

    # --- taking ---

    def take(self, path: str, over: bool = False) -> Claim:
        """Take a note on, and give whose it is now: ``mine`` is False if somebody else has it.

        Args:
            path: the note's file.
            over: take it over from who had it when the folder was looked at last.

        Raises:
            KbError: it cannot be read any more, or the folder cannot be written to.
        """
        place, note = self._note(path)
        if state_of(note) == "taken" and note.received is not None and not over:
            by = note.received.by
            if not same_words(by, self.author):
                return Claim(by, note.received.at)
        at = self.clock().isoformat(timespec="seconds")
        leg = leg_of(note)
        held = self._held(place, leg) if over else None
        return claim(place, self.author, self._some_person(), at, leg, over=held)

    def _held(self, place: Path, leg: str) -> ClaimFile | None:
        """Who had a note when it was looked at last."""
        seen = next((one.claims for one in self._found if one.path == place), None)
        return counting(claim_files(place) if seen is None else seen, leg)

    def release(self, path: str) -> bool:
        """Let go of a note, so that others can take it; whether it was mine.

        Raises:
            KbError: it cannot be read any more, or the folder cannot be written to.
        """
        place, note = self._note(path)
        return release(place, self.person, leg_of(note))

    @staticmethod
    def _note(path: str) -> tuple[Path, HandoffNote]:
        place = Path(path)
        if not place.name.endswith(SUFFIX):
            raise KbError(
                tr("{name} is no handoff note.", name=place.name),
                tr("Their names end in {suffix}.", suffix=SUFFIX),
            )
        return place, from_markdown(read_text(place))

    # --- handing over ---

    def put(self, source: Path | str, note: HandoffNote, before: str = "") -> Path:
        """Put a note into the folder, whole or not at all, and give its file: one for each case.

        Args:
            source: the exported file, or its text.
            note: the note that it holds.
            before: the text of the case's file as the caller read it; "" takes it as it was looked at last.

        Raises:
            KbError: no folder was chosen or it cannot be reached, or somebody else wrote into the case's file
                meanwhile; nothing is changed then.
        """
        folder = self.home.seat().inbox
        if not folder:
            raise KbError(_NO_FOLDER, _CHOOSE)
        text = read_text(source) if isinstance(source, Path) else source
        known = self._of(note) if folder == self._folder else None
        self._read(folder)
        place = place_note(Path(folder), note, text, known or self._of(note), before)
        self._read(folder)
        return place

    def _of(self, note: HandoffNote) -> Found | None:
        """The file of the same case, as it was read last; of several the newest."""
        same = [one for one in self._found if one.note is not None and one.note.id == note.id]
        return max(same, key=lambda one: one.note.created if one.note else "", default=None)


def page_of(note: HandoffNote) -> Rendered:
    """A note to read: safe HTML without the machine's copy; nothing is looked up, kept or changed."""
    return markdown.render(readable(note))


def file_name(entry: InboxEntry) -> str:
    """The name of its file, in signs that can be shown."""
    return one_line(Path(entry.path).name) or tr("a file")


def due(entry: InboxEntry) -> datetime | None:
    """The next moment by which somebody expects something; None if no time is known."""
    times = [datetime.fromisoformat(text) for text in (entry.needed_by, entry.update_due) if text]
    return min(times) if times and entry.state != "solved" else None


def is_overdue(entry: InboxEntry, now: datetime) -> bool:
    """Whether somebody expected something before now."""
    at = due(entry)
    return at is not None and at < now


def presses(entry: InboxEntry) -> bool:
    """Whether it is unstable or work has stopped, and it is not solved."""
    note = entry.note
    if note is None or entry.state == "solved":
        return False
    return note.severity == "unstable" or note.impact.work_stopped


def is_free(entry: InboxEntry) -> bool:
    """Whether it waits for me and nobody else has it."""
    return entry.for_me and (entry.claim is None or entry.claim.mine)


def keep_seat(home: Home, seat: Seat) -> Seat:
    """Remember where this person works.

    Raises:
        KbError: the folder is not there, lies in a library, or the seat cannot be written.
    """
    if seat.inbox and seat.inbox != home.seat().inbox:
        folder = _folder(seat.inbox)
        if folder is None:
            raise KbError(
                tr("There is no folder {folder}.", folder=seat.inbox), tr("Choose one that is there.")
            )
        if is_in_repository(folder):
            raise KbError(
                tr(
                    "{folder} belongs to a library: what lies there is shared and kept for ever.",
                    folder=folder,
                ),
                tr("Notes hold customers' data; choose a folder outside."),
            )
        seat = replace(seat, inbox=str(folder))
    home.set_seat(seat)
    return seat


def _folder(name: str) -> Path | None:
    """The folder of this name as a person typed it; None if it is not there."""
    try:
        folder = Path(name).expanduser()
        return folder if folder.is_absolute() and folder.is_dir() else None
    except (OSError, RuntimeError):  # it may not be looked at, or ~ is nobody's
        return None


def _order(entry: InboxEntry, now: datetime) -> tuple[object, ...]:
    try:
        waited = datetime.fromisoformat(entry.since).timestamp() if entry.since else 0.0
    except ValueError:
        waited = 0.0
    return (
        not is_free(entry),
        not entry.for_me,
        entry.state == "solved",
        not presses(entry),
        not is_overdue(entry, now),
        waited,
        entry.path,
    )

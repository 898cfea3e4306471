# SPDX-License-Identifier: MIT
"""Keeps what is being written as a draft, at most a few seconds behind the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Draft
from kbdesk.ui.jobs import Lanes

if TYPE_CHECKING:
    from kbdesk.desk.writing import Writing

REST_MS = 2_000
"""How long after the last key a draft is kept."""
LATEST_MS = 7_000
"""How long after the first key that is not kept a draft is kept even while typing goes on."""
_TOLD_S = (5, 15, 60)


class DraftKeeper(QObject):
    """Holds the draft of the text on screen.

    Signals:
        state(str): how it stands, in words.
        failed(KbError): it could not be kept; it is tried again.
        unkept(Draft): it was to end here and could not be kept: it must stay open.
    """

    state = Signal(str)
    failed = Signal(object)
    unkept = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._writing: Writing | None = None
        self._read: Callable[[], str] | None = None
        self._draft: Draft | None = None
        self._kept: str | None = ""
        self._template = ""
        self._held = False
        self._kept_at = 0.0
        self._under_way = False
        self._again = False
        self._told_failure = ""
        self._left: dict[str, tuple[Writing, Draft]] = {}
        """Drafts that are held no more and not yet known to be on the disk, by id."""
        self._soon, self._latest = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._soon, REST_MS), (self._latest, LATEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(self.keep)
        self._clock = QTimer(self)
        self._clock.setInterval(1_000)
        self._clock.timeout.connect(self._tell)

    def begin(self, writing: Writing, draft: Draft, read: Callable[[], str]) -> None:
        """Keep this draft from now on; ``read`` gives the text on screen, a bound method of it."""
        self._writing, self._draft, self._read = writing, draft, read
        self._kept = draft.text if draft.number else draft.base_text
        self._template = "" if draft.number else draft.text
        self._kept_at = 0.0
        self._again = self._held = False
        self._told_failure = ""
        self._clock.start()
        self._tell()

    @property
    def draft(self) -> Draft | None:
        """The draft with the text as it is on screen; None if nothing is written."""
        if self._draft is None or self._read is None:
            return None
        return replace(self._draft, text=self._read())

    @property
    def changed(self) -> bool:
        """Whether the text on screen is another than that of the file."""
        draft = self.draft
        return draft is not None and draft.text != draft.base_text

    @property
    def behind(self) -> bool:
        """Whether the text on screen is another than what is kept."""
        return self._draft is not None and self._read is not None and self._read() != self._kept

    @property
    def untouched(self) -> bool:
        """Whether there is nothing to keep: the file as it is, or a template as it was given."""
        draft = self.draft
        if draft is None or draft.kind not in ("edit", "new"):
            return draft is None
        return draft.text == (draft.base_text if draft.kind == "edit" else self._template)

    def newer(self, draft: Draft) -> Draft | None:
        """A draft with what was typed since; None if nothing was, or another text is written."""
        now = self.draft
        same = now is None or now.id != draft.id or now.text == draft.text
        return None if now is None or same else replace(draft, text=now.text)

    def touched(self) -> None:
        """The text may have changed: keep it soon."""
        if self._draft is not None:
            self._soon.start()
            if not self._latest.isActive():
                self._latest.start()

    def keep(self) -> None:
        """Keep it now, if it changed."""
        self._stop_timers()
        draft, writing = self.draft, self._writing
        if draft is None or writing is None or self._held or draft.text == self._kept or self._is_template():
            self._tell()
            return
        if self._under_way:
            self._again = True
            return
        self._under_way = True
        self._lanes.disk.run(partial(writing.keep, draft), self._done, failed=self._not_done)

    def end(self) -> None:
        """Keep what is left to keep in the lane, and hold the draft no more; unchanged text leaves none."""
        self._stop_timers()
        draft, writing = self.draft, self._writing
        if draft is not None and writing is not None:
            if self.untouched:
                self._lanes.disk.run(partial(thrown_away, writing, draft), self._nothing)
            elif draft.text != self._kept or self._under_way:
                self._left[draft.id] = writing, draft
                not_kept = partial(self._not_kept, draft)
                self._lanes.disk.run(partial(writing.keep, draft), self._is_kept, failed=not_kept)
        self.forget()

    def _is_kept(self, draft: Draft) -> None:
        self._left.pop(draft.id, None)

    def _not_kept(self, draft: Draft, error: KbError) -> None:
        self._left.pop(draft.id, None)
        self.failed.emit(error)
        self.unkept.emit(draft)

    def keep_now(self) -> None:
        """Keep what is left to keep, now and here: the window is about to close.

        Raises:
            KbError: it could not be kept.
        """
        draft, writing = self.draft, self._writing
        if draft is not None and writing is not None and draft.text != self._kept and not self.untouched:
            self._kept = writing.keep(draft).text

    def go_on(self, draft: Draft) -> None:
        """Hold the text on screen as this draft of the same file from now on: what it was is saved."""
        writing, read = self._writing, self._read
        if writing is not None and read is not None and self._draft is not None:
            if self._draft.path == draft.path:
                self.begin(writing, draft, read)
            self.touched()

    def throw_away(self) -> None:
        """Drop the draft, and hold it no more."""
        draft, writing = self._draft, self._writing
        if draft is not None and writing is not None:
            self._lanes.disk.run(partial(thrown_away, writing, draft), self._nothing)
        self.forget()

    def forget(self) -> None:
        """Hold the draft no more: it was saved or dropped."""
        self._stop_timers()
        self._clock.stop()
        self._draft = self._read = self._writing = None
        self._under_way = self._again = self._held = False

    def shut_down(self) -> None:
        """Keep what is left to keep, now and here; called when the lanes have ended.

        Raises:
            KbError: it could not be kept.
        """
        self._stop_timers()
        self._clock.stop()
        self.keep_now()
        for writing, draft in self._left.values():  # the lane ended before its turn came
            writing.keep(draft)
        self._draft = self._read = self._writing = None

    def hold(self) -> None:
        """Keep it once more, then nothing while the text is saved: a save ends with the draft's end."""
        self.keep()
        self._held = True

    def release(self) -> None:
        """Keep it again: nothing was saved, and what was kept meanwhile may be another text."""
        self._held, self._kept = False, None
        self.touched()

    # --- inside ---

    def _is_template(self) -> bool:
        return bool(self._template) and self.untouched and self._draft is not None and not self._draft.number

    def _stop_timers(self) -> None:
        self._soon.stop()
        self._latest.stop()

    def _done(self, kept: Draft) -> None:
        if self._draft is None or kept.id != self._draft.id:
            return
        self._under_way = False
        self._draft = replace(kept, text=self._draft.text)
        self._kept, self._kept_at = kept.text, monotonic()
        self._told_failure = ""
        self._tell()
        if self._again:
            self._again = False
            self.keep()

    def _not_done(self, error: KbError) -> None:
        self._under_way = False
        self._latest.start()
        self.state.emit(tr("The draft could not be kept"))
        if self._told_failure != error.message:
            self._told_failure = error.message
            self.failed.emit(error)

    def _nothing(self, value: object) -> None:
        del value

    def _tell(self) -> None:
        if self._draft is None or self._told_failure:
            return
        if self._kept_at:
            self.state.emit(tr("Draft kept {ago}", ago=ago(monotonic() - self._kept_at)))
        elif self._draft.number:
            self.state.emit(tr("Your draft"))
        else:
            self.state.emit(tr("New") if self._draft.kind == "new" else "")


def ago(seconds: float) -> str:
    """How long ago, roughly."""
    if seconds < _TOLD_S[0]:
        return tr("just now")
    if seconds < _TOLD_S[2]:
        return tr("{n} s ago", n=int(seconds) // 5 * 5)
    return tr("{n} min ago", n=int(seconds) // 60)


def thrown_away(writing: Writing, draft: Draft) -> None:
    """Drop a draft, and the pictures that only it would have shown; runs in a lane."""
    from kbdesk.desk.pictures import discard  # noqa: PLC0415 - not in the start-up path

    discard(writing, draft)

# SPDX-License-Identifier: MIT
"""Opens handoff notes, shows them, and gives the answer back: taken on, sent back, gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Incoming, RunView
from kbdesk.ui.cases.dropping import is_coaching
from kbdesk.ui.cases.receive_page import ReceivePage
from kbdesk.ui.cases.receive_words import marks_of
from kbdesk.ui.form import made_button
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.panes import CALL
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.handoffs import Answered, Standing

    Opened = tuple[Incoming, Standing, tuple[tuple[str, str], ...]]

MOST_TO_READ = 5
"""Files of a solved case that are offered to be read."""
COACHING = ".coaching.md"
TALKS = (".json", ".jsonl", ".ndjson")
"""Endings of files that hold a bot's conversation and no note."""
KINDS = tr(
    "Handoff notes and coaching (*.handoff.md *{coaching});;A bot's conversation (*{talks});;All files (*)",
    coaching=COACHING,
    talks=" *".join(TALKS),
)


class Receiving(Holder[ReceivePage]):
    """Holds the page of a note while it is open.

    What is opened is read in a lane and changes nothing; trouble is one sentence.

    Signals:
        shown(RunView): a call to go on with; it is brought to the front after this.
        escalate_asked(dict): hand the call on screen over again; what to say under which blank.
        put_aside(str): the page of the note in this file was in front and is closed.
        read_asked(str): the file at this path of the library is to be read.
        coaching_found(str text, str path): it is no note but coaching: its text, or the file to read.
        talk_given(str): this file holds a bot's conversation.
        answered(): a note was answered; lists of notes are to be read again.
        copied(str): text for the clipboard.
        said(str): something to tell in passing.
        failed(KbError): a note could not be opened.
    """

    shown = Signal(object)
    escalate_asked = Signal(object)
    put_aside = Signal(str)
    read_asked = Signal(str)
    coaching_found = Signal(str, str)
    talk_given = Signal(str)
    answered = Signal()
    copied = Signal(str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, theme: Theme) -> None:
        super().__init__(frame, theme, tr("Handoff"))
        self._lanes = lanes

    # --- opening ---

    def open_text(self, text: str) -> None:
        """Open the note that a text holds."""
        if is_coaching(text):
            self.coaching_found.emit(text, "")
        else:
            self._open(partial(incoming_of, text=text))

    def open_file(self, path: str) -> None:
        """Open the note in a file; it is read where a share that hangs keeps no answer of a call waiting."""
        if path.endswith(COACHING):
            self.coaching_found.emit("", path)
            return
        if path.lower().endswith(TALKS):
            self.talk_given.emit(path)
            return
        self._lanes.disk.run(partial(text_of, Path(path)), self._have_text, "incoming", self._not_opened)

    def _have_text(self, found: tuple[str, str]) -> None:
        text, path = found
        if is_coaching(text):
            self.coaching_found.emit(text, path)
        else:
            self._open(partial(incoming_of, text=text, path=path))

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        path, _ = QFileDialog.getOpenFileName(self._frame, tr("Open a handoff note"), "", KINDS)
        if path:
            self.open_file(path)

    def _open(self, work: partial[Opened]) -> None:
        if self._desk is None:
            self.failed.emit(
                KbError(tr("No library is open."), tr("Open one first; then open the note again."))
            )
        else:
            self._lanes.call.run(partial(work, self._desk), self._show, "incoming", self._not_opened)

    def _not_opened(self, error: KbError) -> None:
        self.failed.emit(error)

    def _show(self, found: Opened) -> None:
        self._turns.finish()
        self._turns.begin(self._opening(ReceivePage(self._theme, self._frame.rooms, *found)))

    def _opening(self, page: ReceivePage) -> Iterator[None]:
        """To make the page and to lay it out are turns of the window; the one before stays until then."""
        yield from page.making()
        page.taken.connect(self._take)
        page.sent_back.connect(self._send_back)
        page.gone_on.connect(self._go_on)
        page.copied.connect(self.copied)
        page.read_asked.connect(self.read_asked)
        self._offer_to_save(page)
        yield
        super().left()
        self.put(page)

    def _offer_to_save(self, page: ReceivePage) -> None:
        """A button for what the key of giving out does with an open note."""
        action = self._frame.window().findChild(QAction, "show_exports")
        if action is not None:
            button = made_button(page, tr("Save as …"), tr("As a web page or a defect form ({show_exports})"))
            button.clicked.connect(action.trigger)
            page.put_in_head(button)

    def left(self) -> None:
        """The page is closed; what follows from that, if anything, is shown after this."""
        in_front = self._page is not None and self._frame.cover is self._page
        path = self._page.incoming.path if self._page is not None else ""
        super().left()
        if in_front and path:
            self.put_aside.emit(path)

    # --- answering ---

    def _take(self, read_back: str) -> None:
        if self._desk is not None and self._page is not None:
            work = partial(accept, self._desk, self._page.incoming, read_back)
            self._lanes.call.run(work, self._taken, failed=self._refused)

    def _taken(self, answer: Answered) -> None:
        self._turns.begin(self._going_on(answer))

    def _going_on(self, answer: Answered) -> Iterator[None]:
        """Bring the call to the front first: what stands behind the page, such as the inbox, is not shown."""
        if answer.view is not None:
            self.shown.emit(answer.view)
            yield
            self._frame.go_to(CALL)
            yield
        self._tell(
            answer,
            tr("Taken on. Your words stand in the note, where its sender sees them."),
            tr("Taken on. The answer is on the clipboard: paste it into the ticket."),
        )

    def _send_back(self, missing: tuple[str, ...]) -> None:
        if self._desk is not None and self._page is not None:
            work = partial(send_back, self._desk, self._page.incoming, missing)
            self._lanes.call.run(work, self._sent_back, failed=self._refused)

    def _sent_back(self, answer: Answered) -> None:
        self._tell(
            answer,
            tr("Sent back. The note says what is missing; its sender sees it on opening."),
            tr("Sent back. The answer is on the clipboard: paste it into the ticket."),
        )

    def _tell(self, answer: Answered, sentence: str, copied: str) -> None:
        """Say that it is done; a note without a file, which was pasted, is answered on the clipboard."""
        pasted = self._page is not None and not self._page.incoming.path
        self.close()
        if pasted:
            self.copied.emit(answer.text)
        self.said.emit(copied if pasted else sentence)
        if answer.notice:
            self.failed.emit(KbError(answer.notice))
        self.answered.emit()

    def _go_on(self) -> None:
        if self._desk is not None and self._page is not None:
            work = partial(take_up, self._desk, self._page.incoming)
            self._lanes.call.run(work, self._gone_on, failed=self._refused)

    def _gone_on(self, view: RunView) -> None:
        page = self._page
        self.shown.emit(view)
        self._frame.go_to(CALL)
        self.close()
        received = page.incoming.note.received if page is not None and page.standing == "sent-back" else None
        if received is not None and not received.accepted:
            self.escalate_asked.emit(marks_of(received.missing))

    def _refused(self, error: KbError) -> None:
        if self._page is not None:
            self._page.say_trouble(str(error))
        else:
            self.failed.emit(error)


def text_of(path: Path) -> tuple[str, str]:
    """The text of a note's file and where that is; runs in the lane of the disk.

    Raises:
        KbError: it cannot be read.
    """
    from kbdesk.desk.handoffs import text_of as read  # noqa: PLC0415 - brings workers with it

    return read(path)


def incoming_of(desk: Desk, text: str, path: str = "") -> Opened:
    """The note that a text holds, what it is to its reader, and what of it is here to read, as (title, path).

    Runs in the lane of the calls.

    Raises:
        KbError: the text holds no note, or it is damaged.
    """
    incoming = desk.handoffs.open_text(text, path)
    changed = incoming.note.outcome.changed if incoming.note.outcome is not None else ()
    return incoming, desk.handoffs.standing(incoming), tuple(read_now(desk, changed[:MOST_TO_READ]))


def read_now(desk: Desk, paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Of some paths from a note those that are in the library now, as (title, path)."""
    for path in paths:
        with suppress(KbError):  # it waits for a review or an update, or it is no path of a library
            yield desk.read(path).title, path


def accept(desk: Desk, incoming: Incoming, read_back: str) -> Answered:
    """Take a case on; runs in the lane of the calls.

    Raises:
        KbError: it was answered meanwhile, or cannot be kept.
    """
    return desk.handoffs.accept(incoming, read_back)


def send_back(desk: Desk, incoming: Incoming, missing: tuple[str, ...]) -> Answered:
    """Send a note back with what is missing; runs in the lane of the calls.

    Raises:
        KbError: it was answered meanwhile, or cannot be kept.
    """
    return desk.handoffs.send_back(incoming, missing)


def take_up(desk: Desk, incoming: Incoming) -> RunView:
    """Go on with one's own call that came back; runs in the lane of the calls.

    Raises:
        KbError: it is not one's own.
    """
    return desk.handoffs.take_up(incoming)

# SPDX-License-Identifier: MIT
"""Giving to others and taking from them: partners, bots, developers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import HandoffNote, Hit, RunView
from kbdesk.ui.cases.receive_page import ReceivePage
from kbdesk.ui.house import House
from kbdesk.ui.panes import CALL
from kbdesk.ui.roles.bot_sheet import BotSheet
from kbdesk.ui.roles.partner_sheets import GiveSheet, PartnerSheet, Wanted
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.partner import Exported, Outgoing
    from kbdesk.model.bot import Conversation

    Talk = tuple[Conversation, tuple[str, ...], tuple[Hit, ...]]

_CHOICES = (
    ("partner", tr("A library for a partner …"), tr("Their audience only, in a folder of theirs")),
    ("bot", tr("Articles for the bot …"), tr("The approved public articles with what customers call them")),
    ("talk", tr("A bot's conversation …"), tr("Go on where the bot could not")),
)
_OF_NOTE = (
    (
        "page",
        tr("This note as a web page …"),
        tr("For any browser; it holds the customer's data, as the note does"),
    ),
    ("defect", tr("This note as a defect form …"), tr("For developers, without the customer's data")),
)
_KINDS = {
    "page": (tr("Save the note as a web page"), tr("Web page (*.html)"), ".html"),
    "defect": (tr("Save the defect form"), tr("Markdown (*.md)"), ".md"),
    "bot": (tr("Write the articles for the bot"), tr("JSON Lines (*.jsonl)"), ".jsonl"),
}
_TALKS = tr("Conversations (*.json *.jsonl *.ndjson);;All files (*)")


class Giving(QObject):
    """Holds the sheet that is open, and does what it asks in a lane.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house.window)
        self._house, self._theme = house, theme
        self._desk: Desk | None = None
        self._sheet: GiveSheet | PartnerSheet | BotSheet | None = None
        self._wanted = Wanted()
        self._folder = Path.home()
        self._talk: Conversation | None = None

    @property
    def sheet(self) -> GiveSheet | PartnerSheet | BotSheet | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def set_desk(self, desk: Desk) -> None:
        """Give from this library from now on."""
        self._desk, self._wanted = desk, Wanted()
        if self._sheet is not None:
            self._sheet.leave()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def show(self) -> None:
        """Ask what is to be given or taken; what can be done with an open note comes first."""
        if self._desk is None or self._sheet is not None:
            return
        choices = (*_OF_NOTE, *_CHOICES) if self._note() is not None else _CHOICES
        sheet = GiveSheet(self._theme, self._house.window, choices)
        sheet.chosen.connect(self._chosen)
        self._put(sheet)

    def _put(self, sheet: GiveSheet | PartnerSheet | BotSheet) -> None:
        self._sheet = sheet
        sheet.closed.connect(self._closed)
        sheet.begin()

    def _closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()

    def _chosen(self, name: str) -> None:
        if name == "partner":
            sheet = PartnerSheet(self._theme, self._house.window, self._wanted)
            sheet.looked.connect(self._look)
            sheet.given.connect(self._write)
            self._put(sheet)
        elif name == "talk":
            path, _ = QFileDialog.getOpenFileName(
                self._house.window, tr("Open a bot's conversation"), str(self._folder), _TALKS
            )
            if path:
                self._folder = Path(path).parent
                self.open_talk(path)
        else:
            self._save(name)

    def _trouble(self, error: KbError) -> None:
        self.failed.emit(error)

    # --- a partner's library ---

    def _look(self, wanted: Wanted) -> None:
        if self._desk is not None:
            work = partial(look, self._desk, wanted)
            self._house.lanes.disk.run(work, self._looked, "outgoing", self._refused)

    def _looked(self, found: tuple[Wanted, tuple[str, ...], Outgoing]) -> None:
        wanted, sentences, made = found
        sheet = self._sheet
        if isinstance(sheet, PartnerSheet) and sheet.choice.audience == wanted.audience:
            sheet.show_outgoing(sentences, made)

    def _write(self, wanted: Wanted) -> None:
        self._wanted = wanted
        if self._desk is not None:
            self._house.lanes.disk.run(partial(write, self._desk, wanted), self._written, "", self._refused)

    def _written(self, done: Exported) -> None:
        if self._sheet is not None:
            self._sheet.leave()
        wrong = sum(1 for one in done.findings if one.severity != "advice")
        parts = [
            tr(
                "{written:,} written, {removed:,} removed in {folder}",
                written=len(done.written),
                removed=len(done.removed),
                folder=done.folder,
            )
        ]
        if done.outgoing.left_out:
            parts.append(tr("{n:,} left out", n=len(done.outgoing.left_out)))
        if done.kept:
            parts.append(
                tr(
                    "{n:,} not touched, as they are the partner's: {path}",
                    n=len(done.kept),
                    path=done.kept[0][0],
                )
            )
        if wrong:
            parts.append(tr("the checker found {n:,} to look at", n=wrong))
        if done.notice:
            parts.append(done.notice.rstrip("."))
        self.said.emit("; ".join(parts) + ".")

    def _refused(self, error: KbError) -> None:
        if isinstance(self._sheet, PartnerSheet | BotSheet):
            self._sheet.refuse(str(error))
        else:
            self.failed.emit(error)

    # --- files ---

    def _note(self) -> HandoffNote | None:
        cover = self._house.frame.cover
        return cover.incoming.note if isinstance(cover, ReceivePage) else None

    def _save(self, name: str) -> None:
        title, kind, suffix = _KINDS[name]
        note = self._note()
        if self._desk is None or (name != "bot" and note is None):
            return
        first = (
            f"{Path(self._desk.root).name}-bot"
            if note is None or name == "bot"
            else f"handoff-{_plain(note.id)}"
        )
        chosen, _ = QFileDialog.getSaveFileName(
            self._house.window, title, str(self._folder / f"{first}{suffix}"), kind
        )
        if not chosen:
            return
        place = Path(chosen) if Path(chosen).suffix else Path(chosen + suffix)
        self._folder = place.parent
        over = place == Path(chosen)  # the dialogue asked about that name
        work = (
            partial(write_bot, self._desk, place, over)
            if name == "bot" or note is None
            else partial(write_note, note, place, over)
        )
        self._house.lanes.disk.run(work, self._saved, "", self._trouble)

    def _saved(self, sentence: str) -> None:
        self.said.emit(sentence)

    # --- a bot's conversation ---

    def open_talk(self, path: str) -> None:
        """Show the conversation in a file, to begin a call with it."""
        if self._desk is None:
            self.failed.emit(KbError(tr("No library is open."), tr("Open one first; then open it again.")))
        elif self._sheet is None:
            self._house.lanes.disk.run(partial(read_talk, Path(path)), self._read, "talk", self._trouble)

    def _read(self, talk: Conversation) -> None:
        self._talk = talk
        if self._desk is not None:
            self._house.lanes.find.run(partial(fitting, self._desk, talk), self._show, "talk", self._trouble)

    def _show(self, found: Talk) -> None:
        if self._sheet is None:
            self._talk = found[0]
            sheet = BotSheet(self._theme, self._house.window, *found)
            sheet.begun.connect(self._begin)
            self._put(sheet)

    def _begin(self, path: str, library: str) -> None:
        if self._desk is not None and self._talk is not None:
            work = partial(begin, self._desk, self._talk, path, library)
            self._house.lanes.call.run(work, self._begun, "", self._refused)

    def _begun(self, view: RunView) -> None:
        if self._sheet is not None:
            self._sheet.leave()
        self._house.frame.show_panes()
        self._house.caller.show_view(view)
        self._house.frame.go_to(CALL)
        self.said.emit(tr("The call begins where the bot stopped: what it tried stands above."))


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isalnum())[:12] or "note"


def look(desk: Desk, wanted: Wanted) -> tuple[Wanted, tuple[str, ...], Outgoing]:
    """What would go to a partner, in sentences and whole; runs in the lane of the disk."""
    from kbdesk.desk.partner import outgoing, told  # noqa: PLC0415 - not at start-up

    made = outgoing(desk, wanted.audience, owner=wanted.owner, synonyms=wanted.synonyms)
    return wanted, tuple(told(made)), made


def write(desk: Desk, wanted: Wanted) -> Exported:
    """A partner's folder brought up to date; runs in the lane of the disk.

    Raises:
        KbError: the folder cannot be used or written.
    """
    from kbdesk.desk.partner_place import export_to  # noqa: PLC0415 - not at start-up

    return export_to(desk, Path(wanted.folder).expanduser(), look(desk, wanted)[2])


def write_bot(desk: Desk, place: Path, over: bool) -> str:
    """Write the articles for a bot and say what was written; runs in the lane of the disk.

    Raises:
        KbError: it cannot be written.
    """
    from kbdesk.desk.bot import for_bot, told, write_for_bot  # noqa: PLC0415 - not at start-up

    made = for_bot(desk)
    write_for_bot(place, made, over=over)
    words = [tr("{place} is written.", place=place), *told(made)]
    if made.left_out:
        words.append(tr("{n:,} left out: {path} …", n=len(made.left_out), path=made.left_out[0][0]))
    return " ".join(words)


def write_note(note: HandoffNote, place: Path, over: bool) -> str:
    """Write a note as a page or form and say so; runs in the lane of the disk.

    Raises:
        KbError: it cannot be written.
    """
    from kbdesk.desk.defect import save_note  # noqa: PLC0415 - not at start-up

    left = save_note(note, place, over=over)
    words = [tr("Written to {place}.", place=place)]
    words += [tr("Left out: {what}.", what="; ".join(left[:3]))] if left else []
    return " ".join(words)


def read_talk(path: Path) -> Conversation:
    """A bot's conversation; runs in the lane of the disk.

    Raises:
        KbError: it cannot be read.
    """
    from kbdesk.desk.bot_talk import read_file  # noqa: PLC0415 - not at start-up

    return read_file(path)


def fitting(desk: Desk, talk: Conversation) -> Talk:
    """A conversation, what to tell of it, and playbooks that may fit; runs in the lane that searches."""
    from kbdesk.desk.bot_talk import nearest, told  # noqa: PLC0415 - not at start-up

    return talk, tuple(told(talk)), nearest(desk, talk)


def begin(desk: Desk, talk: Conversation, path: str, library: str) -> RunView:
    """The call that begins with a conversation; runs in the lane of the calls.

    Raises:
        KbError: there is no such playbook.
    """
    from kbdesk.desk.bot_talk import begin as begun  # noqa: PLC0415 - not at start-up

    return begun(desk, talk, path, library)

# SPDX-License-Identifier: MIT
"""The team in the window: puts the exchange, the footer's phrase, the sheets and the pages together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.language import tr, trn
from kbdesk.model import Draft, Question, SignIn, TeamState
from kbdesk.ui.article_notices import Note
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.sheet import Sheet, sheet_over
from kbdesk.ui.team.cloning import Cloning
from kbdesk.ui.team.exchange import Exchange, Standing
from kbdesk.ui.team.overview import Overview
from kbdesk.ui.team.question_sheet import QuestionSheet
from kbdesk.ui.team.recovering import Recovering
from kbdesk.ui.team.reviewing import Reviewing
from kbdesk.ui.team.sign_in import SignInSheet
from kbdesk.ui.team.state_button import StateButton
from kbdesk.ui.team.words import parked_sentence, paused, phrase_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

PARKED = "parked"
"""The ``act`` of the card that tells of a version of mine that was set aside."""


def local_now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()


class Sharing(QObject):
    """Everything of the team that the window has; its slots carry out the actions of the table.

    Signals:
        arrived(tuple of str): updates changed these files of the library folder.
        standing_changed(Standing): where sharing stands; cards over the article may have to follow.
        edit_asked(Draft): go on writing a draft.
        compare_asked(Draft): choose between a version of mine and the article.
        path_asked(str): open a file.
        library_made(Path): a library was got from its address; open it.
        said(str): something to tell in passing.
    """

    arrived = Signal(object)
    standing_changed = Signal(object)
    edit_asked = Signal(object)
    compare_asked = Signal(object)
    path_asked = Signal(str)
    library_made = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        home: Home,
        lanes: Lanes,
        frame: Frame,
        theme: Theme,
        window: QWidget,
        clock: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(window)
        self._frame, self._theme, self._window, self._clock = frame, theme, window, clock
        self._desk: Desk | None = None
        self._sheet: QuestionSheet | SignInSheet | None = None
        self._tried = False
        self.button = StateButton(theme, frame)
        self.button.clicked.connect(self.show_team)
        self.who = Who(home, lanes, theme, window)
        self.exchange = Exchange(lanes, self)
        self.cloning = Cloning(lanes, theme, window)
        self.recovering = Recovering(lanes, frame, self.who, theme, clock)
        self.reviewing = Reviewing(lanes, frame, self.who, theme, clock)
        self.overview = Overview(lanes, self.exchange, self.who, theme, window, clock)
        self._connect()

    def _connect(self) -> None:
        exchange, overview = self.exchange, self.overview
        exchange.changed.connect(self._show)
        exchange.working.connect(self.button.show_work)
        exchange.arrived.connect(self.arrived)
        exchange.told.connect(self.said)
        exchange.came_back.connect(self._came_back)
        exchange.noticed.connect(self._notice)
        self.cloning.made.connect(self.library_made)
        self.recovering.edit_asked.connect(self.edit_asked)
        self.recovering.compare_asked.connect(self.compare_asked)
        self.recovering.changed.connect(exchange.saved)
        self.reviewing.changed.connect(exchange.soon)
        self.reviewing.edit_asked.connect(self.edit_asked)
        overview.needed.connect(self.answer_need)
        overview.path_asked.connect(self.path_asked)
        overview.reviews_asked.connect(self.show_reviews)
        overview.recover_asked.connect(self.show_recover)
        overview.address_asked.connect(self.open_address)
        overview.files_changed.connect(self.arrived)
        for part in (self.recovering, self.reviewing, overview):
            part.said.connect(self.said)

    # --- from the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether one of the team's sheets covers the window."""
        sheets: tuple[Sheet | None, ...] = (
            self._sheet,
            self.overview.sheet,
            self.who.sheet,
            self.cloning.sheet,
        )
        return any(sheet is not None for sheet in sheets)

    def set_desk(self, desk: Desk) -> None:
        """Take the library that was opened; what was asked for the one before is asked no more."""
        if self._sheet is not None:
            self._sheet.leave()
        self._desk, self._tried = desk, False
        for part in (self.exchange, self.recovering, self.reviewing, self.overview):
            part.set_desk(desk)

    def begin(self) -> None:
        """The library is shown: updates may come."""
        self.exchange.begin()

    def saved(self) -> None:
        """Something was saved, settled or dropped: it is sent soon, and what waits is looked at again."""
        self.exchange.saved()
        self.recovering.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        for part in (
            self.button,
            self.who,
            self.cloning,
            self.recovering,
            self.reviewing,
            self.overview,
        ):
            part.set_theme(theme)
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what talks to the network; called when the window closes, before the lanes end."""
        self.cloning.cancel()
        self.exchange.shut_down()

    def parked(self, path: str) -> Draft | None:
        """My version of a file that waits for a choice; None if there is none."""
        standing = self.exchange.standing
        mine = standing.mine if standing is not None else ()
        return next((draft for draft in mine if draft.path == path), None)

    def note_for(self, path: str) -> Note | None:
        """The card over an article of which a version of mine was set aside; None if there is none."""
        draft = self.parked(path)
        return Note(parked_sentence(draft, self._clock()), tr("Compare"), PARKED) if draft else None

    # --- actions ---

    def show_team(self) -> None:
        """Show the team's sheet."""
        if self._desk is None:
            self.open_address()
        else:
            self.overview.show()

    def share_now(self) -> None:
        """Get the team's updates and send what waits, now."""
        if self._desk is not None:
            self.exchange.sync_now()

    def show_recover(self) -> None:
        """Show everything that can be recovered."""
        self.overview.close()
        self.recovering.show()

    def show_reviews(self) -> None:
        """Show the changes that wait for a maintainer, and one's own."""
        self.overview.close()
        self.reviewing.show()

    def open_address(self) -> None:
        """Get a team's library from its address."""
        self.overview.close()
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = self._desk.root.parent if self._desk is not None else Path(documents or Path.home())
        self.cloning.ask(place)

    def answer_need(self) -> None:
        """Go where the person decides what sharing waits for."""
        standing = self.exchange.standing
        if standing is None or self._sheet is not None:
            return
        state = standing.state
        if state.phase == "asking" and state.question is not None:
            self._ask(state.question)
        elif state.phase == "sign-in":
            self._ask_name(state)
        elif state.phase == "refused" and state.waiting:
            self.overview.offer_unsent()
        elif state.left_lock:
            self.overview.remove_lock()
        elif len(standing.mine) == 1:
            self.overview.close()
            self.compare_asked.emit(standing.mine[0])
        elif standing.mine:
            self.show_recover()

    # --- what comes back ---

    def _show(self, standing: Standing) -> None:
        phrase = phrase_of(
            standing.state, standing.mine, self._clock(), standing.returned, standing.to_review
        )
        self.button.show_phrase(paused(phrase) if self.exchange.paused else phrase)
        self.standing_changed.emit(standing)

    def _came_back(self, state: TeamState) -> None:
        """A round that was asked for has ended: ask what it needs, or tell how it went."""
        if state.phase in ("asking", "sign-in"):
            if self.overview.sheet is None and sheet_over(self._window) is not None:
                self._notice(state)
            else:
                self.answer_need()
        elif self.overview.sheet is None:
            came, phrase = len(state.arrived), self.button.phrase
            got = trn("{n:,} file changed.", "{n:,} files changed.", came) if came else ""
            self.said.emit(f"{got} {phrase}.".strip())

    def _notice(self, state: TeamState) -> None:
        if state.phase == "asking" and state.question is not None:
            asks = tr("kbdesk asks you before it takes the updates.")
            sentence = f"{state.question.sentence} {asks}"
            self._frame.notices.show_notice(sentence, tr("Look …"), self.answer_need)
        else:
            sentence = tr("To get updates, the team's server wants your name and password.")
            self._frame.notices.show_notice(sentence, tr("Sign in …"), self.answer_need)

    def _ask(self, question: Question) -> None:
        sheet = QuestionSheet(self._theme, self._window, question)
        sheet.taken.connect(self.exchange.answer)
        self._open(sheet)

    def _ask_name(self, state: TeamState) -> None:
        address = self._desk.info.remote_url if self._desk is not None else ""
        server = urlsplit(address).hostname or address  # never what stands before the @
        sheet = SignInSheet(self._theme, self._window, server, state.trouble if self._tried else "")
        sheet.given.connect(self._sign_in)
        self._open(sheet)

    def _open(self, sheet: QuestionSheet | SignInSheet) -> None:
        self._sheet = sheet
        sheet.closed.connect(self._sheet_closed)
        sheet.open_over()

    def _sheet_closed(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.deleteLater()

    def _sign_in(self, who: SignIn) -> None:
        self._tried = True
        self.exchange.sign_in(who)

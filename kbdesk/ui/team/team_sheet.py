# SPDX-License-Identifier: MIT
"""The team's sheet: what waits and what came, reviews, what is approved, the shared copy, who writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import Author, Draft, TeamPhase, TeamState
from kbdesk.ui.form import FormSheet, IconLabel, Section, made_button
from kbdesk.ui.key_map import key_of
from kbdesk.ui.state_pictures import StatePicture
from kbdesk.ui.team.approvals import ApprovalsPart
from kbdesk.ui.team.approving import Known
from kbdesk.ui.team.exchange import News, Standing
from kbdesk.ui.team.words import name_of, phrase_of, when
from kbdesk.ui.theme import Theme, set_look

SHOWN_NEWS = 8


@dataclass(frozen=True, slots=True)
class TeamView:
    """All that the team's sheet shows."""

    name: str
    """The library's."""
    address: str
    """Of the shared copy, without credentials; "" if there is none."""
    standing: Standing
    known: Known
    author: Author | None = None
    news: News | None = None


class TeamSheet(FormSheet):
    """Where sharing stands and everything that can be done about it.

    Signals:
        sync_pressed(), stop_pressed(): get and send updates now; end that.
        needed_pressed(): answer what is asked: a question, the sign-in, a choice between two versions.
        path_pressed(str): open a file that came.
        channel_chosen(str): follow "latest" or "approved".
        reviews_pressed(), recover_pressed(), address_pressed(), who_pressed(): go there.
    """

    sync_pressed = Signal()
    stop_pressed = Signal()
    needed_pressed = Signal()
    path_pressed = Signal(str)
    channel_chosen = Signal(str)
    reviews_pressed = Signal()
    recover_pressed = Signal()
    address_pressed = Signal()
    who_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Team"), 620)
        self._busy = False
        self._paths: list[QPushButton] = []
        self._build_state()
        self._news = Section(self, tr("What came last"))
        self._news_list = QWidget(self._news)
        self._news_box = QVBoxLayout(self._news_list)
        self._news_box.setContentsMargins(0, 0, 0, 0)
        self._news_box.setSpacing(0)
        self._news.box.addWidget(self._news_list)
        self._reviews = Section(self, tr("Reviews"))
        self._review_words = self._reviews.words()
        open_reviews = made_button(
            self._reviews,
            tr("Open the reviews"),
            tr("Look at changes that wait ({key})", key=key_of("show_reviews")),
        )
        open_reviews.clicked.connect(self.reviews_pressed)
        self._reviews.row(open_reviews)
        self._build_channel()
        self.approvals = ApprovalsPart(self)
        self._build_shared()
        self.column.addStretch(1)
        self._sync = self.add_button(
            tr("Get and send now"),
            tr("Get the team's updates and send yours ({key})", key=key_of("share_now")),
            "primary",
        )
        self._sync.clicked.connect(self._sync_or_stop)
        recover = self.add_button(
            tr("Recover …"), tr("Drafts, versions set aside and backups ({key})", key=key_of("show_recover"))
        )
        recover.clicked.connect(self.recover_pressed)
        self._close = self.add_button(tr("Close   Esc"), tr("Back to the desk (Esc)"))
        self._close.clicked.connect(self.leave)
        self.set_theme(theme)

    def _build_state(self) -> None:
        self._icon = IconLabel(self.content, 22)
        self.follow(self._icon)
        self._phrase = self.label(self.content, 15, 600)
        self._more = self.label(self.content, 13, 400, "muted")
        self._need = made_button(self.content, "", "", "primary")
        self._need.clicked.connect(self.needed_pressed)
        words = QVBoxLayout()
        words.addWidget(self._phrase)
        words.addWidget(self._more)
        words.addWidget(self._need, 0, Qt.AlignmentFlag.AlignLeft)
        self._state_row = QHBoxLayout()
        self._state_row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._state_row.addLayout(words, 1)
        self._picture = StatePicture(self.content, "offline", self._trouble, share=0.8)
        self.follow(self._picture)
        self._state_row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._phase: TeamPhase = "alone"
        self.column.addLayout(self._state_row)

    def _build_channel(self) -> None:
        self._channel = Section(self, tr("You read"))
        self._latest = made_button(
            self._channel, tr("The latest version"), tr("Every change as soon as it comes"), "chip"
        )
        self._approved = made_button(
            self._channel,
            tr("What is approved"),
            tr("Only what maintainers approved; to write, go to the latest"),
            "chip",
        )
        for button, name in ((self._latest, "latest"), (self._approved, "approved")):
            button.setProperty("channel", name)
            button.clicked.connect(self._channel_pressed)
        self._channel.row(self._latest, self._approved)

    def _build_shared(self) -> None:
        self._shared = Section(self, tr("The shared copy"))
        self._address = self._shared.words()
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._writer = self._shared.words()
        self._who = made_button(
            self._shared, tr("Change name or mail …"), tr("Who writes, as the team sees it")
        )
        self._who.clicked.connect(self.who_pressed)
        other = made_button(
            self._shared,
            tr("Open a library from an address …"),
            tr("Get another team's library ({key})", key=key_of("open_address")),
        )
        other.clicked.connect(self.address_pressed)
        self._shared.row(self._who, other)

    # --- what is shown ---

    def show_view(self, view: TeamView, now: datetime) -> None:
        """Show all of it; what was asked meanwhile stays asked."""
        self.title.setText(tr("Team of {name}", name=view.name))
        self._show_state(view.standing, now)
        self._show_news(view.news, now)
        state, alone = view.standing.state, view.standing.state.phase == "alone"
        self._show_reviews(view.known)
        self._channel.setVisible(not alone and bool(view.known.approvals))
        for button, name in ((self._latest, "latest"), (self._approved, "approved")):
            chosen, text = state.channel == name, button.text()
            button.setAccessibleName(tr("{name}, chosen", name=text) if chosen else text)
            set_look(button, "active", chosen)
        self.approvals.setVisible(not alone)
        self.approvals.show_approvals(view.known.approvals, now, maintainer=view.known.maintainer)
        self._address.setText(view.address or tr("None: this library is only on this computer."))
        author = view.author
        self._writer.setText(
            tr("You write as {name} <{email}>.", name=author.name, email=author.email) if author else ""
        )
        self._writer.setVisible(author is not None)
        self._who.setText(tr("Change name or mail …") if author else tr("Say who writes …"))
        self._sync.setVisible(not alone)
        self.say_told(view.known.problem)
        if self.isVisible():
            self.place()

    def open_over(self) -> None:
        """Open with the focus on what is most likely wanted."""
        super().open_over()
        first = next(one for one in (self._need, self._sync, self._close) if not one.isHidden())
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_work(self, doing: str) -> None:
        """Show what is being done; "" when it is over."""
        self._busy = bool(doing)
        self._sync.setText(tr("Stop") if doing else tr("Get and send now"))
        self._sync.setAccessibleName(self._sync.text())
        if doing:
            self._icon.show_icon("sync", "accent")
            self._phrase.setText(f"{doing} …")

    def _trouble(self) -> str:
        """Which picture goes with what is wrong."""
        return "offline" if self._phase == "offline" else "error"

    def _show_state(self, standing: Standing, now: datetime) -> None:
        self._phase = standing.state.phase
        self._picture.setVisible(self._phase in ("offline", "failed"))
        self._picture.update()
        phrase = phrase_of(standing.state, standing.mine, now, standing.returned, standing.to_review)
        if not self._busy:
            self._icon.show_icon(phrase.icon, phrase.colour)
            self._phrase.setText(phrase.text)
        self._more.setText("\n".join(text for text in (phrase.more, *standing.state.notes) if text))
        self._more.setVisible(bool(self._more.text()))
        self._need.setText(needed_words(standing.state, standing.mine))
        self._need.setAccessibleName(self._need.text())
        self._need.setVisible(bool(self._need.text()))

    def _show_news(self, news: News | None, now: datetime) -> None:
        self._news.setVisible(news is not None)
        if news is not None:
            self._news.set_heading(
                trn(
                    "What came last: {n:,} file, {when}",
                    "What came last: {n:,} files, {when}",
                    len(news.paths),
                    when=when(news.at, now),
                )
            )
        paths = news.paths[:SHOWN_NEWS] if news is not None else ()
        if paths != tuple(str(button.property("path")) for button in self._paths):
            self._show_paths(paths)

    def _show_paths(self, paths: tuple[str, ...]) -> None:
        for button in self._paths:
            button.hide()
            button.deleteLater()
        self._paths = []
        for path in paths:
            button = made_button(self._news_list, name_of(path), tr("Open {path}", path=path), "quiet")
            button.setProperty("tone", "accent")
            button.setProperty("path", path)
            button.clicked.connect(self._path_pressed)
            self._news_box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            button.show()  # at once: a layout would show it a moment later
            self._paths.append(button)

    def _show_reviews(self, known: Known) -> None:
        waits = sum(1 for one in known.reviews if not one.returned)
        returned = sum(1 for one in known.reviews if one.returned and one.mine)
        parts = []
        if waits:
            parts.append(
                trn("{n} change waits for a maintainer.", "{n} changes wait for a maintainer.", waits)
            )
        elif known.review_first:
            parts.append(tr("Here a maintainer looks at each change before it reaches the team."))
        if returned:
            parts.append(trn("{n} of yours was returned.", "{n} of yours were returned.", returned))
        self._review_words.setText(" ".join(parts) or tr("Nothing waits."))
        self._reviews.setVisible(known.review_first or bool(known.reviews))

    # --- acting ---

    def _sync_or_stop(self) -> None:
        (self.stop_pressed if self._busy else self.sync_pressed).emit()

    def _path_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.path_pressed.emit(str(button.property("path")))

    def _channel_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button.property("active") != "true":
            self.channel_chosen.emit(str(button.property("channel")))


def needed_words(state: TeamState, mine: tuple[Draft, ...]) -> str:
    """What the button says that answers what is asked; "" if nothing is."""
    if state.phase == "asking":
        return tr("Look and decide …")
    if state.phase == "sign-in":
        return tr("Sign in …")
    if state.phase == "refused" and state.waiting:
        return tr("Send mine for review")
    if state.left_lock:
        return tr("Remove the file that stops everybody")
    if len(mine) == 1:
        return tr("Compare the two versions")
    return tr("Show my versions") if mine else ""

# SPDX-License-Identifier: MIT
"""The sheet about shared counts: what would be sent, the very numbers, and the sum over the team."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.dates import day
from kbdesk.language import tr, trn
from kbdesk.model.counts import CountsFile, CountsView
from kbdesk.ui.form import FormSheet, Section, made_button
from kbdesk.ui.team.words import when
from kbdesk.ui.theme import Theme, set_look

SENT = tr(
    "• Numbers of weeks that are over: searches, openings of articles, calls and how they ended, answers "
    "taken in playbooks, and feedback.\n"
    "• Nothing that happened fewer than three times. No name, no words of a customer, nothing that was "
    "typed, no time of day.\n"
    "• They carry an id made by chance, another one each month, so that nobody is told apart for long.\n"
    "• They go where the team's articles are: {place}. Whoever may read those can read the numbers, and who "
    "runs that place may see who sends."
)
NOWHERE = tr("This library has no shared copy, so there is no team to share with.")
SHOWN = 14
"""Lines of a week; the button shows all of it."""
_AGREE, _STOP = tr("Share mine from now on"), tr("Stop sharing mine")


class CountsSheet(FormSheet):
    """Consent, what is sent, when it was, and what the team has.

    Signals:
        agreed(bool): share from now on, or stop.
        exchange_asked(): get the team's numbers now, and send one's own if that was agreed to.
    """

    agreed = Signal(bool)
    exchange_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Counts shared with the team"), 620)
        self._view: CountsView | None = None
        self._what = Section(self, tr("What is sent, if you agree"))
        self._what_words = self._what.words("", "fg")
        self._mine = Section(self, tr("Yours"))
        self._mine_words = self._mine.words()
        self._numbers = self._mine.words("", "fg")
        self._exact = made_button(
            self._mine, tr("Show exactly what is sent"), tr("The whole text, to the letter")
        )
        self._exact.clicked.connect(self._toggle_exact)
        self._exact_row = self._mine.row(self._exact)
        self._text = self._mine.words("", "fg")
        self._text.hide()
        self._team = Section(self, tr("The team"))
        self._team_words = self._team.words()
        self._team_numbers = self._team.words("", "fg")
        self._odd = self._team.words("", "warn")
        self.column.addStretch(1)
        self._agree = self.add_button(_AGREE, tr("Nothing is sent before you agree"), "primary")
        self._agree.clicked.connect(self._agree_or_stop)
        self._now = self.add_button(
            tr("Get and send now"), tr("Get the team's numbers; send yours if you agreed")
        )
        self._now.clicked.connect(self.exchange_asked)
        self._close = close = self.add_button(tr("Close   Esc"), tr("Go back (Esc)"))
        close.clicked.connect(self.leave)
        self._wait()
        self.set_theme(theme)

    def _wait(self) -> None:
        self.say_told(tr("Counting …"))
        for part in (self._what, self._mine, self._team):
            part.hide()
        for button in (self._agree, self._now):
            button.setEnabled(False)

    def show_view(self, view: CountsView, now: datetime) -> None:
        """Show where it stands."""
        first, self._view = self._view is None, view
        self.say_told(_state(view, now))
        for part in (self._what, self._mine, self._team):
            part.setVisible(bool(view.place))
        self._what.set_heading(tr("What is sent") if view.agreed else tr("What is sent, if you agree"))
        self._what_words.setText(SENT.format(place=view.place))
        self._show_mine(view)
        self._show_team(view)
        self._agree.setText(_STOP if view.agreed else _AGREE)
        self._agree.setAccessibleName(self._agree.text())
        set_look(self._agree, "role", "" if view.agreed else "primary")
        self._now.setText(tr("Get and send now") if view.agreed else tr("Get the team's numbers"))
        self._now.setAccessibleName(self._now.text())
        for button in (self._agree, self._now):
            button.setEnabled(bool(view.place))
        if self.isVisible():
            self.place()
        if first:
            first_button = self._agree if view.place else self._close
            first_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_work(self, doing: str) -> None:
        """Tell what is being done; "" when nothing is any more."""
        self._now.setEnabled(not doing and self._view is not None and bool(self._view.place))
        if doing:
            self.say_trouble("")
            self.say_told(doing)

    def _show_mine(self, view: CountsView) -> None:
        weeks = len(view.waiting)
        if weeks and view.agreed:
            told = trn(
                "Numbers of 1 week follow by themselves. Two months are never sent in one go:",
                "Numbers of {n} weeks follow by themselves. Two months are never sent in one go:",
                weeks,
            )
        elif weeks:
            told = trn(
                "Numbers of 1 week can be sent if you agree:",
                "Numbers of {n} weeks can be sent if you agree:",
                weeks,
            )
        else:
            told = tr(
                "Nothing waits. The numbers of this week can be sent from {day}.", day=day(view.next_day)
            )
        self._mine_words.setText(told)
        self._numbers.setText("\n".join(map(_told, view.waiting)))
        self._numbers.setVisible(bool(weeks))
        self._exact_row.setVisible(bool(weeks))
        self._text.setText("\n".join(one.text for one in view.waiting))
        if not weeks:
            self._text.hide()

    def _show_team(self, view: CountsView) -> None:
        team = view.team
        if team.since:
            told = trn(
                "{first} to {last}; in one week up to 1 person shared.",
                "{first} to {last}; in one week up to {n:,} people shared.",
                team.people,
                first=day(team.since),
                last=day(team.until),
            )
        else:
            told = team.notice
        self._team_words.setText(told)
        lines = [_line(words, number) for words, number in view.sums]
        self._team_numbers.setText("\n".join(lines))
        self._team_numbers.setVisible(bool(lines))
        self._odd.setText(team.notice if team.since else "")
        self._odd.setVisible(bool(team.since and team.notice))

    def _agree_or_stop(self) -> None:
        if self._view is not None:
            self.agreed.emit(not self._view.agreed)

    def _toggle_exact(self) -> None:
        self._text.setVisible(self._text.isHidden())
        self._exact.setText(tr("Show exactly what is sent") if self._text.isHidden() else tr("Hide it again"))
        self._exact.setAccessibleName(self._exact.text())
        self.place()
        if not self._text.isHidden():
            self.show_part(self._text)


def _state(view: CountsView, now: datetime) -> str:
    if not view.place:
        return NOWHERE
    if not view.agreed:
        return tr("Off: nothing of yours is sent.")
    parts = [tr("On since {day}.", day=day(view.agreed))]
    parts.append(
        tr("Yours were last sent {when}.", when=when(view.sent, now))
        if view.sent
        else tr("Nothing was sent yet.")
    )
    if view.last:
        parts.append(tr("The team's were got {when}.", when=when(view.last, now)))
    return " ".join(parts)


def _line(words: str, number: int) -> str:
    return tr("{n:,}  {words}", n=number, words=words)


def _told(one: CountsFile) -> str:
    """A week's first numbers in lines, and how many more there are."""
    lines = [_line(words, number) for words, number in one.rows[:SHOWN]]
    more = len(one.rows) - SHOWN
    lines += [tr("and {n} more, each of a document or a playbook", n=more)] if more > 0 else []
    return "\n".join((tr("Week from {day}", day=day(one.first)), *(f"    {line}" for line in lines)))

# SPDX-License-Identifier: MIT
"""The sheet about shared counts: what would be sent, the very numbers, and the sum over the team."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.dates import day
from kbdesk.model.counts import CountsFile, CountsView
from kbdesk.ui.form import FormSheet, Section, made_button
from kbdesk.ui.team.words import when
from kbdesk.ui.theme import Theme, set_look

SENT = (
    "• Numbers of weeks that are over: searches, openings of articles, calls and how they ended, answers "
    "taken in playbooks, and feedback.\n"
    "• Nothing that happened fewer than three times. No name, no words of a customer, nothing that was "
    "typed, no time of day.\n"
    "• They carry an id made by chance, another one each month, so that nobody is told apart for long.\n"
    "• They go where the team's articles are: {place}. Whoever may read those can read the numbers, and who "
    "runs that place may see who sends."
)
NOWHERE = "This library has no shared copy, so there is no team to share with."
SHOWN = 14
"""Lines of a week; the button shows all of it."""
_AGREE, _STOP = "Share mine from now on", "Stop sharing mine"


class CountsSheet(FormSheet):
    """Consent, what is sent, when it was, and what the team has.

    Signals:
        agreed(bool): share from now on, or stop.
        exchange_asked(): get the team's numbers now, and send one's own if that was agreed to.
    """

    agreed = Signal(bool)
    exchange_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "Counts shared with the team", 620)
        self._view: CountsView | None = None
        self._what = Section(self, "What is sent, if you agree")
        self._what_words = self._what.words("", "fg")
        self._mine = Section(self, "Yours")
        self._mine_words = self._mine.words()
        self._numbers = self._mine.words("", "fg")
        self._exact = made_button(self._mine, "Show exactly what is sent", "The whole text, to the letter")
        self._exact.clicked.connect(self._toggle_exact)
        self._exact_row = self._mine.row(self._exact)
        self._text = self._mine.words("", "fg")
        self._text.hide()
        self._team = Section(self, "The team")
        self._team_words = self._team.words()
        self._team_numbers = self._team.words("", "fg")
        self._odd = self._team.words("", "warn")
        self.column.addStretch(1)
        self._agree = self.add_button(_AGREE, "Nothing is sent before you agree", "primary")
        self._agree.clicked.connect(self._agree_or_stop)
        self._now = self.add_button("Get and send now", "Get the team's numbers; send yours if you agreed")
        self._now.clicked.connect(self.exchange_asked)
        self._close = close = self.add_button("Close   Esc", "Go back (Esc)")
        close.clicked.connect(self.leave)
        self._wait()
        self.set_theme(theme)

    def _wait(self) -> None:
        self.say_told("Counting …")
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
        self._what.set_heading("What is sent" if view.agreed else "What is sent, if you agree")
        self._what_words.setText(SENT.format(place=view.place))
        self._show_mine(view)
        self._show_team(view)
        self._agree.setText(_STOP if view.agreed else _AGREE)
        self._agree.setAccessibleName(self._agree.text())
        set_look(self._agree, "role", "" if view.agreed else "primary")
        self._now.setText("Get and send now" if view.agreed else "Get the team's numbers")
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
        which = "of 1 week" if weeks == 1 else f"of {weeks} weeks"
        if weeks and view.agreed:
            told = f"Numbers {which} follow by themselves. Two months are never sent in one go:"
        elif weeks:
            told = f"Numbers {which} can be sent if you agree:"
        else:
            told = f"Nothing waits. The numbers of this week can be sent from {day(view.next_day)}."
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
            people = "1 person" if team.people == 1 else f"{team.people:,} people"
            told = f"{day(team.since)} to {day(team.until)}; in one week up to {people} shared."
        else:
            told = team.notice
        self._team_words.setText(told)
        lines = [f"{number:,}  {words}" for words, number in view.sums]
        self._team_numbers.setText("\n".join(lines))
        self._team_numbers.setVisible(bool(lines))
        self._odd.setText(team.notice if team.since else "")
        self._odd.setVisible(bool(team.since and team.notice))

    def _agree_or_stop(self) -> None:
        if self._view is not None:
            self.agreed.emit(not self._view.agreed)

    def _toggle_exact(self) -> None:
        self._text.setVisible(self._text.isHidden())
        self._exact.setText("Show exactly what is sent" if self._text.isHidden() else "Hide it again")
        self._exact.setAccessibleName(self._exact.text())
        self.place()
        if not self._text.isHidden():
            self.show_part(self._text)


def _state(view: CountsView, now: datetime) -> str:
    if not view.place:
        return NOWHERE
    if not view.agreed:
        return "Off: nothing of yours is sent."
    parts = [f"On since {day(view.agreed)}."]
    parts.append(f"Yours were last sent {when(view.sent, now)}." if view.sent else "Nothing was sent yet.")
    if view.last:
        parts.append(f"The team's were got {when(view.last, now)}.")
    return " ".join(parts)


def _told(one: CountsFile) -> str:
    """A week's first numbers in lines, and how many more there are."""
    lines = [f"{number:,}  {words}" for words, number in one.rows[:SHOWN]]
    more = len(one.rows) - SHOWN
    lines += [f"and {more} more, each of a document or a playbook"] if more > 0 else []
    return "\n".join((f"Week from {day(one.first)}", *(f"    {line}" for line in lines)))

# SPDX-License-Identifier: MIT
"""The brief of a handoff note in the window: what is asked, who waits for what, how to reach them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kbdesk.desk.dates import moment
from kbdesk.language import tr
from kbdesk.model import Account, HandoffNote, Party
from kbdesk.ui.flow import LineLayout, grow_down
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

LONGEST = 1200
"""Characters of one value that are shown here; the whole note has the rest."""

SHORT = 40
"""A longer time or date stands on a line of its own, where it wraps."""

BESIDE = 380
"""From this width on (px at 100 %) the names stand beside what they name; below, above it."""

_NAMES = 112

_CHOICES = {
    "positive": tr("positive"),
    "neutral": tr("neutral"),
    "negative": tr("negative"),
    "leaving": tr("leaving"),
    "stable": tr("stable"),
    "watch": tr("watch"),
    "unstable": tr("unstable"),
    "functional": tr("functional"),
    "hierarchic": tr("hierarchic"),
    "specialist": tr("specialist"),
    "yes": tr("yes"),
    "no": tr("no"),
    "sometimes": tr("sometimes"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the brief; ``colour`` is the token of its text."""

    name: str
    text: str
    colour: str = "fg"


def cut(text: str) -> str:
    """The text, or its beginning if it is very long."""
    text = text.strip()
    return (
        text
        if len(text) <= LONGEST
        else tr("{text} … (the whole note has the rest)", text=text[:LONGEST].rstrip())
    )


def choice_name(choice: str) -> str:
    """What a choice that notes keep in English is called in the window."""
    return _CHOICES.get(choice, choice)


def tier_words(party: Party) -> str:
    """``tier 2``, ``a specialist``, with the team in brackets."""
    tier = tr("a specialist") if party.tier == "specialist" else tr("tier {tier}", tier=party.tier)
    return f"{tier} ({party.team})" if party.team else tier


def party_words(party: Party) -> str:
    """``Sam Okoro, tier 1 (network team)``."""
    return ", ".join(filter(None, (party.name, tier_words(party))))


def when(text: str) -> str:
    """A time as people write it; what is no ISO 8601 time stays as it was typed."""
    return moment(text) if text[:4].isdecimal() and "T" in text else text


def issue_of(note: HandoffNote) -> str:
    """The issue without the customer's words at its end: they have a line of their own."""
    words = f" (“{note.customer_words[0].strip()}”)" if note.customer_words else ""
    return cut(note.issue.strip().removesuffix(words) if words else note.issue)


def flags(note: HandoffNote) -> tuple[tuple[str, str], ...]:
    """What to know at the first glance, as (words, colour token); () if nothing presses."""
    found: list[tuple[str, str]] = []
    if note.severity == "unstable":
        found.append((tr("Unstable"), "danger"))
    elif note.severity == "watch":
        found.append((tr("Watch: it may get worse"), "warn"))
    if note.impact.work_stopped:
        found.append((tr("Work has stopped"), "danger"))
    if note.account.sentiment == "leaving":
        found.append((tr("The customer says that they will leave"), "danger"))
    if note.due and len(note.due) <= SHORT:
        found.append((tr("Needed by {when}", when=when(note.due)), "warn"))
    return tuple(found)


def who_waits(note: HandoffNote) -> Iterator[Line]:
    """What the customer says, was told and expects, and how to reach them."""
    if len(note.due) > SHORT:
        yield Line(tr("Needed by"), note.due, "warn")
    for number, words in enumerate(note.customer_words):
        yield Line(tr("Customer says") if number == 0 else "", f"“{words.strip()}”")
    yield Line(
        tr("Told"), note.customer.told or tr("not in the note"), "fg" if note.customer.told else "muted"
    )
    yield from _account(note.account)
    if note.customer.promised:
        yield Line(tr("Promised"), note.customer.promised, "warn")
    if note.customer.next_update_due:
        yield Line(tr("Next update"), when(note.customer.next_update_due), "warn")
    for condition, action in note.contingency:
        yield Line(tr("If"), f"{condition}: {action}" if condition and action else condition or action)
    if note.stop_if:
        yield Line(tr("Stop if"), note.stop_if, "danger")
    contact = note.customer.contact
    yield Line(tr("Contact"), contact or tr("not in the note"), "fg" if contact else "muted")
    if note.owner_of_contact:
        yield Line(tr("Speaks to them"), note.owner_of_contact)


def _account(account: Account) -> Iterator[Line]:
    """What a hierarchic escalation says of the customer's account."""
    texts = (
        (tr("Account"), account.name),
        (tr("Contract"), account.contract),
        (tr("Feels"), choice_name(account.sentiment)),
    )
    yield from (Line(name, text) for name, text in texts if text)
    if account.next_contact:
        yield Line(tr("Next contact"), when(account.next_contact), "warn")


def what_is_known(note: HandoffNote) -> Iterator[Line]:
    """Whom it hits, since when, with which errors, what was guessed and what goes with it."""
    if note.impact.who:
        yield Line(tr("Hits"), note.impact.who)
    if note.impact.workaround:
        yield Line(tr("Workaround"), note.impact.workaround)
    if note.since or note.changed_recently:
        changed = note.changed_recently
        before = tr("changed before: {what}", what=changed) if changed else ""
        yield Line(tr("Since"), "; ".join(filter(None, (when(note.since), before))))
    if note.errors:
        yield Line(tr("Errors"), "\n".join(note.errors))
    if note.environment:
        yield Line(
            tr("Known"), "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in note.environment)
        )
    if note.assessment:
        yield Line(tr("Guess"), note.assessment)
    again = note.reproduction
    if again.steps:
        yield Line(tr("To reproduce"), "\n".join(f"{n}. {step}" for n, step in enumerate(again.steps, 1)))
    if again.expected or again.actual:
        yield Line(tr("Expected"), again.expected or tr("not in the note"))
        yield Line(tr("Came instead"), again.actual or tr("not in the note"))
    if again.reproduced:
        yield Line(tr("Reproduced"), choice_name(again.reproduced))
    if note.attachments:
        yield Line(tr("Goes with it"), ", ".join(note.attachments))


class BriefRow(QWidget):
    """A name and its text: side by side, or one above the other where that is too narrow."""

    def __init__(self, parent: QWidget, line: Line, size: float = 14) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.line = line
        self._name = WrapLabel(self, 12, 600, "muted")
        self._name.setText(line.name)
        self._text = WrapLabel(self, size, 500 if line.colour in ("warn", "danger") else 400, line.colour)
        self._text.setText(cut(line.text))
        self.setAccessibleName(f"{line.name}: {cut(line.text)}" if line.name else cut(line.text))
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self._text, 1)
        grow_down(self, QSizePolicy.Policy.Preferred)

    def set_theme(self, theme: Theme, *, beside: bool) -> None:
        """Take a look; ``beside`` puts the name beside the text."""
        self._theme = theme
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._box.setSpacing(theme.px(8 if beside else 0))
        self._name.setVisible(beside or bool(self.line.name))
        self._name.setFixedWidth(theme.px(_NAMES)) if beside else self._name.setMaximumWidth(16_777_215)
        if not beside:
            self._name.setMinimumWidth(0)
        for label in (self._name, self._text):
            label.set_theme(theme)


class Flags(QWidget):
    """What presses, as coloured words side by side; each also says it in words, not by colour alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._labels: list[tuple[QLabel, str]] = []
        self._flow = LineLayout(self, 6)
        grow_down(self, QSizePolicy.Policy.Preferred)

    def show_flags(self, found: tuple[tuple[str, str], ...]) -> None:
        """Show these; nothing at all if there are none."""
        for label, _ in self._labels:
            self._flow.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for words, colour in found:
            label = QLabel(words, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._labels.append((label, colour))
            self._flow.addWidget(label)
            label.show()
        self.setVisible(bool(found))
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for label, colour in self._labels:
            label.setStyleSheet(
                f"QLabel {{ background: {theme.hex(colour + '_weak')}; color: {theme.hex(colour)};"
                f" border-radius: {theme.px(5)}px; padding: {theme.px(2)}px {theme.px(8)}px;"
                f" font-size: {theme.px(12)}px; font-weight: 600; }}"
            )
        self.updateGeometry()


class BriefRows(QWidget):
    """Lines of the brief below each other."""

    def __init__(self, parent: QWidget, size: float = 14) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._size = size
        self._rows: list[BriefRow] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        grow_down(self, QSizePolicy.Policy.Preferred)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return tuple(row.line for row in self._rows)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show these lines and no others."""
        for row in self._rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [BriefRow(self, line, self._size) for line in lines]
        for row in self._rows:
            self._box.addWidget(row)
            row.show()
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._box.setSpacing(theme.px(7))
        beside = self.width() >= theme.px(BESIDE)
        for row in self._rows:
            row.set_theme(theme, beside=beside)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the names beside their texts or above them."""
        super().resizeEvent(event)
        if (event.size().width() >= self._theme.px(BESIDE)) != (
            event.oldSize().width() >= self._theme.px(BESIDE)
        ):
            self.set_theme(self._theme)

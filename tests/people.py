# SPDX-License-Identifier: MIT
"""Three people of one team: each with a clone of the shared library, a tier, an inbox and a window."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desks import sample_files
from gitrepo import git
from hands import opened
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from team_desks import shared_copy

from kbdesk import handoff
from kbdesk.desk.home import Home
from kbdesk.desk.team import clone
from kbdesk.model import Author, HandoffNote, Seat


@dataclass(frozen=True)
class Person:
    """Somebody of the team and where they work."""

    name: str
    email: str
    tier: str
    team: str = ""


Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

SAM = Person("Sam Okoro", "sam@example.org", "1")
MIA = Person("Mia Tran", "mia@example.org", "2", "network")
TARA = Person("Tara Lindqvist", "tara@example.org", "3")
SAYS = "my wifi keeps cutting out"
VALUES = {
    "wan_light": "green",
    "since": "Monday",
    "router_model": "X200",
    "reason": "none logged",
    "firmware": "7.61",
    "reproduced": "every time",
}
RULES = f'review = true\nmaintainers = ["{MIA.email}"]\n'


class Floor:
    """The people at their desks: whoever sits down has a real window on a clone of their own."""

    def __init__(self, qtbot, monkeypatch, folder: Path) -> None:
        self.qtbot, self.monkeypatch, self.folder = qtbot, monkeypatch, folder
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.shared = shared_copy(folder, sample_files(), RULES)
        for person in (SAM, MIA, TARA):
            self._seat(person)

    def _seat(self, person: Person) -> None:
        home = self.home(person)
        home.make()
        home.set_who(Author(person.name, person.email))
        home.set_seat(Seat(person.tier, person.team, str(self.inbox)))
        clone(str(self.shared), self.library(person))

    def joins(self, name: str, email: str, tier: str) -> Person:
        """One more person of the team."""
        person = Person(name, email, tier)
        self._seat(person)
        return person

    def home(self, person: Person) -> Home:
        """The person's own folders."""
        place = self.folder / person.name.partition(" ")[0].lower()
        return Home(place / "data", place / "cache")

    def library(self, person: Person) -> Path:
        """The person's clone."""
        return self.folder / person.name.partition(" ")[0].lower() / "kb"

    @contextmanager
    def sits(self, person: Person):
        """The person at their window; it is closed when they leave."""
        self.monkeypatch.setenv("KBDESK_NAME", person.name)
        with opened(self.qtbot, self.home(person), self.library(person)) as hands:
            yield hands

    def notes(self) -> list[Path]:
        """The notes in the inbox."""
        return sorted(self.inbox.glob("*.handoff.md"))

    def note(self) -> HandoffNote:
        """The one note in the inbox."""
        (path,) = self.notes()
        return handoff.from_markdown(path.read_text(encoding="utf-8"))

    def all_ever_shared(self) -> str:
        """Every text that was ever sent to the shared copy, with what was said of it and by whom."""
        return git(self.shared, "log", "--all", "-p", "-m", "--no-color", "--format=%B")


def words(widget: QWidget) -> str:
    """All that its visible labels say."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


# --- what a person does ---


def record(hands):
    """Fill in the values of the step on screen that are still empty."""
    view = hands.window.caller.view
    known = dict(view.run.recorded)
    for number, value in enumerate(v for v in view.step.values if not (v.optional or known.get(v.name))):
        if number == 0:
            hands.key(Key.Key_R, CONTROL)
        hands.type(VALUES[value.name])
        hands.key(Key.Key_Return)


def take_call(hands, *answers):
    """Search the customer's words, run the playbook that is found, record what it asks and answer."""
    hands.key(Key.Key_L, CONTROL)
    hands.type(SAYS)
    hands.choose("playbook")
    for answer in answers:
        record(hands)
        hands.key(answer, CONTROL)


def open_form(hands):
    hands.key(Key.Key_E, CONTROL)
    hands.wait(lambda: hands.window.caller.sheet_open)
    hands.rest()


def hand_over(hands):
    hands.key(Key.Key_Return, CONTROL)
    hands.wait(lambda: hands.window.caller.handed)
    hands.key(Key.Key_Return)


def fill_in(hands, name, text):
    """Go on by Tab to the field with this name and type."""
    for _ in range(30):
        if QApplication.focusWidget().accessibleName().startswith(name):
            break
        hands.key(Key.Key_Tab)
    assert QApplication.focusWidget().accessibleName().startswith(name)
    hands.type(text)


def write_over(hands, text):
    hands.key(Key.Key_A, CONTROL)
    hands.type(text)


def note_down(hands, text):
    hands.key(Key.Key_N, CONTROL)
    hands.type(text)


def look_into_inbox(hands):
    """Open the inbox; what it says of the note in it."""
    inbox = hands.window.late.cases.inbox
    hands.key(Key.Key_I, ALT)
    hands.wait(lambda: inbox.page is not None and inbox.page.current is not None)
    hands.rest()
    return inbox.page


def open_from_inbox(hands):
    """Open what waits in the inbox, by Enter; its page."""
    look_into_inbox(hands)
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.late.cases.receiving.page is not None)
    hands.rest()
    return hands.window.late.cases.receiving.page


def take_on(hands, said):
    hands.type(said)
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.caller.view is not None)
    hands.rest()


def get_updates(hands):
    exchange = hands.window.late.work.sharing.exchange
    hands.wait(lambda: not exchange.busy)
    hands.key(Key.Key_S, CONTROL | SHIFT)
    hands.wait(lambda: not exchange.busy)
    hands.wait(lambda: hands.window.finder.ready and not hands.window.keeper.indexer.running)
    hands.rest()


def buttons(widget):
    return [button.text() for button in widget.findChildren(QPushButton) if button.isVisible()]

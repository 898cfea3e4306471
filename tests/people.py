# SPDX-License-Identifier: MIT
"""Three people of one team: each with a clone of the shared library, a tier, an inbox and a window."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desks import sample_files
from gitrepo import git
from hands import opened
from PySide6.QtWidgets import QLabel, QWidget
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


SAM = Person("Sam Okoro", "sam@example.org", "1")
MIA = Person("Mia Tran", "mia@example.org", "2", "network")
TARA = Person("Tara Lindqvist", "tara@example.org", "3")
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

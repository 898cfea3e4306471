# SPDX-License-Identifier: MIT
"""Public wording: only of public articles, counted, read by a second pair of eyes, recorded; by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import make_desk
from gitrepo import make_repo
from hands import home, opened
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication

from kbdesk.cases import CaseStore
from kbdesk.desk.wordings import initials_of, length, wording_of
from kbdesk.model import Author, Seat

__all__ = ["home"]

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = "We are sorry. " * 25
FILES = {
    "articles/outage.md": "---\ntitle: Outage\naudience: public\nconfidence: validated\n---\n# Outage\n\n"
    "Some text.\n\n> We know of it, and are on it.\n\n```\nping 1.1.1.1\n```\n\n"
    f"> It is back since {{{{time}}}}.\n\n> [!NOTE]\n> Not to be said.\n\n> {LONG}\n",
    "articles/inside.md": "---\ntitle: Inside\n---\n# Inside\n\n> Not for the street.\n",
    "articles/old.md": "---\ntitle: Old\naudience: public\nconfidence: archived\n---\n# Old\n\n"
    "> Once true.\n",
    "articles/silent.md": "---\ntitle: Silent\naudience: public\n---\n# Silent\n\nNo words to say.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Four articles, one of which may be spoken from."""
    root = tmp_path_factory.mktemp("public") / "kb"
    make_repo(root, FILES, author="Anna", date="2026-11-01T09:00:00+00:00")
    return root


# --- what may be said ---


def test_words_to_say_are_offered_and_nothing_else(library, tmp_path):
    """Block quotes in their order; no code, no call-out; what is selected stands first, once."""
    desk = make_desk(library, tmp_path / "home")
    page = desk.page("articles/outage.md")
    found = wording_of(page)
    assert found.refusal == ""
    assert found.texts == ("We know of it, and are on it.", "It is back since {{time}}.", LONG.strip())
    assert wording_of(page, " Some text. ").texts[0] == "Some text."
    assert wording_of(page, found.texts[1]).texts[0] == found.texts[1]
    assert len(wording_of(page, found.texts[1]).texts) == 3
    desk.close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("articles/inside.md", "is internal"),
        ("articles/old.md", "is archived"),
        ("articles/silent.md", "has no words to say"),
    ],
)
def test_what_is_not_public_gives_no_words(library, tmp_path, path, said):
    """Not even what is selected in it, but in a public one without words to say."""
    desk = make_desk(library, tmp_path / "home")
    found = wording_of(desk.page(path))
    assert found.texts == ()
    assert said in found.refusal
    assert bool(wording_of(desk.page(path), "picked").texts) == (path == "articles/silent.md")
    desk.close()


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("a\nb", 3), ("e\u0301", 1), ("ü" * 280, 280), ("日本", 2)],
)
def test_characters_are_counted_as_composed(text, count):
    """An accent that was typed apart is not counted twice."""
    assert length(text) == count


def test_initials():
    """The first letters of all names."""
    assert initials_of("Mia van der Tran") == "MVDT"
    assert initials_of("") == ""


# --- in the window ---


@pytest.fixture
def hands(qtbot, home, library, monkeypatch):
    """Mia answers in public."""
    monkeypatch.setenv("KBDESK_NAME", "Mia Tran")
    home.set_who(Author("Wilma Sol", "mia@example.org"))
    home.set_seat(Seat(role="social-media"))
    QGuiApplication.clipboard().setText("before")
    with opened(qtbot, home, library) as made:
        made.wait(lambda: made.window.late.roles.profiling.page is not None)
        made.rest()
        yield made


def read(hands, path):
    hands.window.finder.open_path(path)
    hands.wait(lambda: hands.window.finder.page is not None)
    hands.rest()


def sheet_of(hands):
    return hands.window.late.roles.public.sheet


def ask(hands):
    hands.key(Key.Key_X, CONTROL | SHIFT)


def copied():
    return QGuiApplication.clipboard().text()


def test_words_are_copied_after_a_colleague_read_them(hands, home, library):
    """Nothing leaves without initials, nor with one's own; the copy is recorded with them, not the words."""
    read(hands, "articles/outage.md")
    ask(hands)
    assert QApplication.focusWidget().accessibleName() == "Which words"
    hands.key(Key.Key_Return)
    assert "Have a colleague read it" in sheet_of(hands).trouble.text()
    hands.type("mt")
    hands.key(Key.Key_Return)
    assert "your own" in sheet_of(hands).trouble.text()
    hands.key(Key.Key_A, CONTROL)
    hands.type("ws")  # of the name that saves carry
    hands.key(Key.Key_Return)
    assert "your own" in sheet_of(hands).trouble.text()
    assert copied() == "before"
    hands.key(Key.Key_A, CONTROL)
    hands.type("so")
    hands.key(Key.Key_Return)
    assert sheet_of(hands) is None
    assert copied() == "We know of it, and are on it."
    with CaseStore(home.cases, check=False) as store:
        (use,) = (use for use in store.usage.of(str(library)) if use.kind == "copy")
    assert (use.path, use.words) == ("articles/outage.md", "public wording, read by SO")


def test_a_blank_is_filled_in_and_what_is_too_long_stays(hands, home):
    """Each with its reason; another place lets the long words go, and is proposed the next time."""
    home.set_seat(replace(home.seat(), second_eyes=False))
    hands.window.late.roles.profiling.take(home.seat())
    read(hands, "articles/outage.md")
    ask(hands)
    hands.key(Key.Key_Down)
    hands.key(Key.Key_Return)
    assert "Fill in: time." in sheet_of(hands).trouble.text()
    hands.type("10:30")
    hands.key(Key.Key_Return)
    assert copied() == "It is back since 10:30."
    ask(hands)
    hands.key(Key.Key_End)
    hands.key(Key.Key_Return)
    assert "too long" in sheet_of(hands).trouble.text()
    assert "too many" in sheet_of(hands)._too_long.text()
    assert QApplication.focusWidget().accessibleName() == "Characters where it is posted"
    hands.key(Key.Key_Down)
    hands.key(Key.Key_Return)
    assert copied() == LONG.strip()
    hands.wait(lambda: home.seat().limit == 500)
    hands.rest()
    ask(hands)
    assert sheet_of(hands).limit == 500
    hands.key(Key.Key_Escape)


def test_a_length_of_ones_own_can_be_given(hands, home):
    """A number that is none is asked for again."""
    home.set_seat(replace(home.seat(), second_eyes=False, limit=20))
    hands.window.late.roles.profiling.take(home.seat())
    read(hands, "articles/outage.md")
    ask(hands)
    assert sheet_of(hands).limit == 20
    hands.key(Key.Key_Return)
    assert "too long" in sheet_of(hands).trouble.text()
    own = sheet_of(hands)._own.edit
    own.setFocus()
    own.clear()
    hands.key(Key.Key_Return)
    assert "how many" in sheet_of(hands).trouble.text()
    hands.type("1,000")
    hands.key(Key.Key_Return)
    assert copied() == "We know of it, and are on it."


def test_an_internal_article_gives_nothing(hands):
    """Even with words selected in it; a sentence says why."""
    read(hands, "articles/inside.md")
    view = hands.window.article._view
    view.moveCursor(QTextCursor.MoveOperation.Start)
    view.moveCursor(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    ask(hands)
    assert sheet_of(hands) is None
    assert "is internal" in hands.window.frame.toast.text()
    assert copied() == "before"

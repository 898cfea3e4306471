# SPDX-License-Identifier: MIT
"""A quality specialist and those whose work it is, at their windows, by keys alone."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from desks import Clock, make_desk, sample_repo
from gitrepo import git
from hands import opened
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from kbdesk.desk.coaching_text import from_markdown, to_markdown
from kbdesk.desk.home import Home
from kbdesk.desk.inbox import Inbox
from kbdesk.model import Author, Seat
from kbdesk.ui.roles.quality_review_page import ReviewPage
from kbdesk.ui.theme import Theme

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
WIFI = "playbooks/technical/wifi-drops.md"
FORGET = "articles/network/forget-a-network.md"


class Desks:
    """Sam, who takes calls, and Tara, who looks at them: an inbox between them."""

    def __init__(self, qtbot, monkeypatch, folder):
        self.qtbot, self.monkeypatch, self.folder = qtbot, monkeypatch, folder
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.library = sample_repo(folder / "kb")
        for name in ("Sam Okoro", "Tara Lindqvist"):
            home = self.home(name)
            home.make()
            home.set_who(Author(name, f"{name[:3].lower()}@example.org"))
            home.set_seat(Seat("1", "", str(self.inbox)))

    def home(self, name):
        place = self.folder / name.partition(" ")[0]
        return Home(place / "data", place / "cache")

    def hand_over(self):
        """Sam's call, handed over; its note lies in the inbox."""
        desk = make_desk(self.library, self.folder / "Sam")
        desk.author = "Sam Okoro"
        desk.clock = now = Clock()
        calls = desk.calls
        run_id = calls.start(WIFI, ("my wifi keeps cutting out",)).run.id
        calls.record(run_id, "wan_light", "green")
        for number in (1, 2, 2):
            calls.answer(run_id, number)
        calls.opened(run_id, desk.read(FORGET))
        handed = calls.hand_over(run_id, {"since": "Monday", "ask": "Look at the radio", "router_model": "X"})
        Inbox(desk.home, now, "Sam Okoro").put(handed.path, handed.preview.note)
        desk.close()
        return run_id

    @contextmanager
    def sits(self, name):
        self.monkeypatch.setenv("KBDESK_NAME", name)
        with opened(self.qtbot, self.home(name), self.library) as hands:
            yield hands


@pytest.fixture
def desks(qtbot, monkeypatch, tmp_path):
    return Desks(qtbot, monkeypatch, tmp_path)


def press(*keys, held=Qt.KeyboardModifier.NoModifier):
    """Keys one after the other, without waiting in between; how many."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key, held)
    return len(keys)


def typed(text):
    QTest.keyClicks(QApplication.focusWidget(), text)
    return 1


def quality(hands):
    """The page of quality, opened by its key."""
    hands.key(Key.Key_Q, CONTROL | SHIFT)
    room = hands.window.late.roles.quality
    hands.wait(lambda: room.sampling.page is not None and room.sampling.page._board is not None)
    hands.rest()
    return room


def begin(hands, room):
    """The form for the chosen row."""
    hands.key(Key.Key_Return)
    hands.wait(lambda: room.reviewing.page is not None)
    hands.rest()
    return room.reviewing.page


def drop(window, path):
    """Drag a file over the window and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    native, place = window.windowHandle(), QPoint(400, 400)
    held = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(native, QDragEnterEvent(place, Qt.DropAction.CopyAction, *held))
    QApplication.sendEvent(native, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, *held))


def test_a_case_is_looked_at_by_keys_and_its_author_keeps_what_was_said(desks):
    """Eight criteria, one comment tied to a step, a summary, sent: some thirty keys. The author is told,
    reads it beside their own call, keeps it, and it is gone from the shared folder."""
    run_id = desks.hand_over()
    with desks.sits("Tara Lindqvist") as hands:
        room = quality(hands)
        page = begin(hands, room)
        assert page.subject.material.title == "The case"
        keys = press(Key.Key_Y, Key.Key_Return, Key.Key_Y, Key.Key_Return, Key.Key_N)
        keys += typed("Ask for the lights first")
        keys += press(Key.Key_Down, Key.Key_Down, held=ALT)
        assert page.check.spot.step == 2
        keys += press(Key.Key_Return)
        for _ in range(4):
            keys += press(Key.Key_Y, Key.Key_Return)
        keys += press(Key.Key_Minus, Key.Key_Return)
        keys += typed("Good ear; write to joe@customer.example")
        keys += press(Key.Key_Return, Key.Key_Return)
        hands.wait(lambda: room.reviewing.page is None)
        hands.rest()
        assert keys < 30
        assert room.sampling.page._list.rows[0].line.endswith("sent")
        assert room.sampling.page._list.current().value.kind == "article"
        assert "waits for Sam Okoro" in hands.window.frame.toast.text()
    (path,) = desks.inbox.glob("*.coaching.md")
    review = from_markdown(path.read_text(encoding="utf-8"))
    assert [check.answer for check in review.checks] == ["yes", "yes", "no", *["yes"] * 4, "na"]
    assert review.subject.key == run_id
    assert "joe@" not in review.summary
    with desks.sits("Sam Okoro") as hands:
        hands.window.late.roles.quality.coaching.look()
        hands.rest()
        assert "Coaching from Tara Lindqvist" in hands.window.frame.toast.text()
        room = quality(hands)
        assert room.sampling.page.section == "mine"
        hands.key(Key.Key_Return)
        hands.wait(lambda: room.coaching.page is not None)
        hands.rest()
        page = room.coaching.page
        assert page.check.comment == "Ask for the lights first"
        assert page.subject.spot.step == 2
        assert "Is it only one device" in page.subject.view.toPlainText()
        assert path.exists()
        hands.key(Key.Key_K)
        hands.wait(lambda: room.coaching.page is None)
        hands.rest()
        assert not path.exists()
        assert room.sampling.page._list.rows[0].line.startswith("from Tara Lindqvist")
        hands.key(Key.Key_Delete)
        hands.key(Key.Key_Delete)
        hands.rest()
        assert room.sampling.page._list.rows == ()
    assert git(desks.library, "status", "--porcelain") == ""


def test_a_form_is_left_and_gone_on_with_and_says_what_is_missing(desks):
    """Esc keeps what was answered; Ctrl+Enter goes to the first criterion that is open; V turns to the
    article that was used, in its version; a click on a line ties the comment to it."""
    desks.hand_over()
    with desks.sits("Tara Lindqvist") as hands:
        room = quality(hands)
        page = begin(hands, room)
        press(Key.Key_N)
        typed("Searched too late")
        press(Key.Key_Escape, Key.Key_Escape)
        hands.wait(lambda: room.reviewing.page is None)
        hands.rest()
        assert "begun, 1 of 8" in room.sampling.page._list.rows[0].line
        page = begin(hands, room)
        assert page._list.currentIndex().row() == 1
        assert page.review.checks[0].comment == "Searched too late"
        press(Key.Key_Return, held=CONTROL)
        assert "“Captured” is not answered" in page._trouble.text()
        press(Key.Key_N)
        press(Key.Key_Return, held=CONTROL)
        assert "what would have been better" in page._trouble.text()
        assert page._comment.hasFocus()
        press(Key.Key_Escape, Key.Key_V, Key.Key_V)
        assert page.subject.material.path == FORGET
        page.subject.view.picked.emit(3)
        spot = page.check.spot
        assert (spot.path, len(spot.blob)) == (FORGET, 40)
        assert spot.label == f"line {spot.line}"
        press(*[Key.Key_Up] * 20, held=ALT)
        assert page.check.spot is None
        hands.rest()


def test_another_sample_is_drawn_and_the_same_again(desks):
    """R draws by another seed, D asks for one; what cannot be a number is told at the field."""
    with desks.sits("Tara Lindqvist") as hands:
        room = quality(hands)
        first = room.sampling.page._board.sample
        hands.key(Key.Key_R)
        hands.rest()
        assert room.sampling.page._board.sample.subjects != first.subjects
        hands.key(Key.Key_D)
        hands.wait(lambda: room.sheet is not None)
        hands.type("many")
        hands.key(Key.Key_Return)
        assert room.sheet.trouble.text().startswith("Write a whole number")
        hands.key(Key.Key_A, CONTROL)
        hands.type("5")
        hands.key(Key.Key_Tab)
        hands.key(Key.Key_Tab)
        hands.key(Key.Key_A, CONTROL)
        hands.type(str(first.seed))
        hands.key(Key.Key_Return)
        hands.wait(lambda: room.sheet is None)
        hands.rest()
        assert room.sampling.page._board.sample == first
        for number, section in ((Key.Key_4, "trends"), (Key.Key_3, "sent"), (Key.Key_1, "mine")):
            press(number)
            assert room.sampling.page.section == section
            assert room.sampling.page._nothing.isVisible()


def test_coaching_comes_by_drop_and_paste_and_a_broken_one_is_a_sentence(desks, tmp_path):
    """A file or text that is whole opens on its page; a broken one is told and nothing changes."""
    desk = make_desk(desks.library, tmp_path / "other")
    review = desk.quality.begin(desk.quality.sample(1).subjects[-1])
    desk.close()
    checks = tuple(replace(check, answer="yes") for check in review.checks)
    text = to_markdown(replace(review, checks=checks, summary="Well written"))
    whole, bad = tmp_path / "a.coaching.md", tmp_path / "b.coaching.md"
    whole.write_text(text, encoding="utf-8")
    bad.write_text(text[: text.index('"checks"')], encoding="utf-8")
    with desks.sits("Sam Okoro") as hands:
        coaching = hands.window.late.roles.quality.coaching
        drop(hands.window, bad)
        hands.wait(lambda: hands.window.frame.notices.text != "")
        assert "coaching file is damaged" in hands.window.frame.notices.text
        assert coaching.page is None
        drop(hands.window, whole)
        hands.wait(lambda: coaching.page is not None)
        hands.rest()
        assert coaching.page.coaching.review.summary == "Well written"
        assert not coaching.page.coaching.for_me
        keep = [one for one in coaching.page.findChildren(QPushButton) if one.text().startswith("Keep")]
        assert not keep[0].isVisible()
        hands.key(Key.Key_K)
        assert coaching.page is not None
        hands.key(Key.Key_Escape)
        hands.wait(lambda: coaching.page is None)
        QGuiApplication.clipboard().setText(text)
        hands.key(Key.Key_V, CONTROL)
        hands.wait(lambda: coaching.page is not None)
        hands.rest()
        hands.key(Key.Key_Return)
        hands.rest()
        page = hands.window.finder.page
        assert page is not None
        assert page.document.path == review.subject.path


@pytest.mark.parametrize(
    "size", [(1280, 800, 1.0), (480, 800, 1.0), (1280, 800, 2.0), (600, 800, 2.0)], ids=str
)
def test_the_form_can_be_used_at_any_size(qtbot, size, tmp_path):
    """The question, the answers and the marked step are in sight wherever the focus is in the list."""
    desk = make_desk(sample_repo(tmp_path / "kb"), tmp_path / "home")
    subject = desk.quality.sample(1).subjects[-1]
    review = desk.quality.begin(subject)
    materials = desk.quality.material(review.subject, datetime(2026, 11, 22, tzinfo=UTC))
    desk.close()
    width, height, scale = size
    theme = Theme(scale=scale)
    host = QWidget()
    qtbot.addWidget(host)
    host.setStyleSheet(theme.qss())
    page = ReviewPage(theme, host, review, "It waits.")
    QVBoxLayout(host).addWidget(page)
    host.resize(width, height - 120)
    host.show()
    page.show_materials(materials)
    host.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page._list.hasFocus)
    for _ in range(7):
        press(Key.Key_Y, Key.Key_Return)
        press(Key.Key_Down, held=ALT)
        qtbot.wait(20)
        for part in (page._question, page._buttons["yes"], page._buttons["no"]):
            assert (
                page._scroll.viewport()
                .rect()
                .contains(part.mapTo(page._scroll.viewport(), part.rect().center()))
            )
        view = page.subject.view
        band = view._band(view._block(view._place))
        assert view.viewport().rect().top() - 1 <= band.top() + band.height()
        assert band.top() <= view.viewport().rect().bottom()
    assert [check.answer for check in page.review.checks] == ["yes"] * 7 + [""]

# SPDX-License-Identifier: MIT
"""A handoff note that comes in: opened, read back, gone on with, sent back and come home, by keys alone."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest
from desks import sample_repo
from gitrepo import commit
from hands import opened
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from kbdesk import handoff
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Blank, Incoming, Party, Rendered, Run, RunView, Seat, Step, Visit
from kbdesk.ui.cases.receive_page import ReceivePage
from kbdesk.ui.cases.receive_words import marks_of, tried_html
from kbdesk.ui.cases.receiving import Receiving
from kbdesk.ui.handing_over import under_blanks
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.run_trail import Trail, TrailItem
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
WIFI = "playbooks/technical/wifi-drops.md"
RADIO = "escalate-to-tier-2-radio-fault"
ASK = "Move the router off the DFS channels"
SAID = {
    "ask": ASK,
    "told": "We look at the radio log",
    "contact": "Dr. Lee, +49 171 5550143",
    "next_update_due": "13:30",
    "router_model": "X200",
    "since": "Monday",
    "wan_light": "green",
}


class People:
    """Several people, each with their own copy of the library, their own folders and one window."""

    def __init__(self, qtbot, monkeypatch, folder):
        self.qtbot, self.monkeypatch, self.folder = qtbot, monkeypatch, folder
        self.library = sample_repo(folder / "sample")

    def home(self, name):
        return Home(self.folder / name / "data", self.folder / name / "cache")

    def copy(self, name):
        place = self.folder / name / "kb"
        if not place.exists():
            shutil.copytree(self.library, place)
        return place

    @contextmanager
    def sits(self, name):
        """A person at their window."""
        self.monkeypatch.setenv("KBDESK_NAME", name)
        with opened(self.qtbot, self.home(name), self.copy(name)) as hands:
            yield hands

    def sams_note(self):
        """Sam's call, handed over to tier 2; the note in a file that both can reach."""
        desk = Desk(self.copy("Sam"), self.home("Sam"), author="Sam")
        run_id = desk.calls.start(WIFI, ("my wifi keeps cutting out",)).run.id
        for number in (1, 2, 2):
            desk.calls.answer(run_id, number)
        answers = {blank.key: blank.value for blank in desk.calls.escalation(run_id).blanks}
        path = desk.calls.hand_over(run_id, {**answers, **SAID}).path
        desk.close()
        return shutil.copy(path, self.folder / "from-sam.handoff.md")


@pytest.fixture
def people(qtbot, monkeypatch, tmp_path):
    return People(qtbot, monkeypatch, tmp_path)


@pytest.fixture
def note(people):
    return people.sams_note()


def note_in(path):
    return handoff.from_markdown(path.read_text(encoding="utf-8"))


def page_of(hands):
    """The page of the note that was opened."""
    hands.wait(lambda: hands.window.late.cases.receiving.page is not None)
    hands.rest()
    return hands.window.late.cases.receiving.page


def words(widget):
    """All that its visible labels say."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def drop(window, data):
    """Let go of something over the middle of the window; whether it was wanted there."""
    native, place = window.windowHandle(), QPoint(window.width() // 2, window.height() // 2)
    held = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, *held)
    QApplication.sendEvent(native, enter)
    QApplication.sendEvent(native, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, *held))
    return enter.isAccepted()


def file_data(path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def take_on(hands, path, read_back="Radio fault on an X200, off DFS by noon"):
    hands.window.late.cases.receiving.open_file(str(path))
    page_of(hands)
    hands.type(read_back)
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: hands.window.caller.view is not None)
    hands.rest()


def test_a_dropped_note_is_read_back_and_gone_on_with(people, note):
    """A file dropped on the window, a line, Enter: the call stands at the first step of tier 2."""
    with people.sits("Mia") as hands:
        window = hands.window
        assert drop(window, file_data(note))
        page = page_of(hands)
        for part in (ASK, "Dr. Lee, +49 171 5550143", "13:30", "We look at the radio log", "not verified"):
            assert part in words(page)
        assert QApplication.focusWidget() is page.read_back.line
        before = note.read_text(encoding="utf-8")
        hands.key(Qt.Key.Key_Return)
        assert note.read_text(encoding="utf-8") == before
        assert not people.home("Mia").handoffs.exists()
        hands.type("Radio fault on an X200, off DFS by noon")
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: window.caller.view is not None)
        hands.rest()
        view = window.caller.view
        assert (view.step.tier, view.run.tier, view.run.held) == ("2", "2", True)
        assert [visit.by for visit in view.run.visits[:3]] == ["Sam"] * 3
        assert window.frame.cover is None
        assert window.call.hasFocus()
        received = note_in(note).received
        assert (received.by, received.accepted) == ("Mia", True)
        assert received.read_back == "Radio fault on an X200, off DFS by noon"
        assert "Dr. Lee, +49 171 5550143" in words(window.call)
        assert "13:30" in words(window.call)
        assert "We look at the radio log" not in words(window.call)
        hands.key(Qt.Key.Key_B, ALT)
        assert "We look at the radio log" in words(window.call)
        hands.key(Qt.Key.Key_1)
        assert window.caller.view.run.visits[-2].by == "Mia"
        trail = [item.accessibleName() for item in window.call.findChildren(TrailItem)]
        assert any("Sam" in said for said in trail)
        assert any("Mia" in said for said in trail)
        hands.key(Qt.Key.Key_1)
        assert window.caller.view.step.kind == "resolve"
        hands.key(Qt.Key.Key_Return, CONTROL | SHIFT)
        hands.wait(lambda: window.late.cases.solving.sheet_open)
        assert note_in(note).outcome is None
        hands.key(Qt.Key.Key_Escape)


def test_a_note_is_pasted_anywhere_and_other_texts_stay_texts(people, note):
    """Ctrl+V with a quoted note opens it from the search field; with other words it pastes them."""
    quoted = "\n".join(f"> {line}" for line in note.read_text(encoding="utf-8").splitlines())
    with people.sits("Mia") as hands:
        window = hands.window
        QGuiApplication.clipboard().setText("printer is offline")
        hands.key(Qt.Key.Key_V, CONTROL)
        assert window.frame.search.text() == "printer is offline"
        assert window.late.cases.receiving.page is None
        QGuiApplication.clipboard().setText(f"Hi Mia,\nplease see below\n{quoted}\n-- \nSam")
        window.frame.search.clear()
        hands.key(Qt.Key.Key_V, CONTROL)
        page = page_of(hands)
        assert window.frame.search.text() == ""
        assert ASK in words(page)
        hands.key(Qt.Key.Key_Escape)
        assert window.late.cases.receiving.page is None
        assert window.caller.view is None
        window.late.work.new_article()
        hands.wait(lambda: window.late.work.sheet_open)
        hands.key(Qt.Key.Key_V, CONTROL)
        assert window.late.cases.receiving.page is None


@pytest.mark.parametrize(
    "text", ["# a grocery list\n", '```json\n{"schema": "kbdesk-handoff/1", "id": 3\n```']
)
def test_what_is_no_note_changes_nothing(people, text):
    """A file that holds no note, or a damaged one, is one sentence in the bar; nothing is opened."""
    path = people.folder / "odd.handoff.md"
    path.write_text(text, encoding="utf-8")
    with people.sits("Mia") as hands:
        drop(hands.window, file_data(path))
        hands.wait(lambda: hands.window.frame.notices.text != "")
        assert "note" in hands.window.frame.notices.text
        assert hands.window.late.cases.receiving.page is None
        assert hands.window.caller.view is None
        assert path.read_text(encoding="utf-8") == text


def test_a_note_is_sent_back_and_comes_home(people, note):
    """Two ticks and a line by keys; the sender sees them and is back in the form, with the two marked."""
    with people.sits("Mia") as hands:
        hands.window.late.cases.receiving.open_file(str(note))
        page = page_of(hands)
        hands.key(Qt.Key.Key_B, CONTROL | SHIFT)
        assert page.refusing
        hands.key(Qt.Key.Key_Return)
        assert note_in(note).received is None
        hands.key(Qt.Key.Key_3)
        hands.key(Qt.Key.Key_4)
        page.send_back.line.setFocus()
        hands.type("Which room?")
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: hands.window.late.cases.receiving.page is None)
        hands.rest()
        assert hands.window.caller.view is None
    received = note_in(note).received
    assert not received.accepted
    assert received.missing == ("What was promised, and by when", "The exact error text", "Which room?")
    with people.sits("Sam") as hands:
        window = hands.window
        window.late.cases.receiving.open_file(str(note))
        page = page_of(hands)
        assert "Sent back by Mia" in words(page)
        assert "Which room?" in words(page)
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: window.caller.sheet_open)
        hands.rest()
        assert window.caller.view.step.anchor == RADIO
        answers = window.caller.sheet_answers()
        assert answers["ask"] == ASK
        assert answers["contact"] == "Dr. Lee, +49 171 5550143"
        sheet = next(child for child in window.children() if type(child).__name__ == "EscalateSheet")
        assert "They miss: the exact error text." in words(sheet)
        assert "They miss: which room?" in words(sheet)
        hands.key(Qt.Key.Key_Escape)


def test_a_solved_case_comes_home(people, note):
    """The sender sees what it was and what fixed it first; Enter ends the call with that."""
    desk = Desk(people.copy("Mia"), people.home("Mia"), author="Mia", tier="2")
    taken = desk.handoffs.accept(desk.handoffs.open_file(note), "Radio fault, off DFS")
    desk.handoffs.solve(taken.view.run.id, "Radar on channel 60", "Channel fixed to 44")
    desk.close()
    with people.sits("Sam") as hands:
        hands.window.late.cases.receiving.open_file(str(note))
        page = page_of(hands)
        assert page.standing == "solved"
        for part in ("Solved by Mia", "Radar on channel 60", "Channel fixed to 44"):
            assert part in words(page)
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: hands.window.caller.view is not None)
        assert hands.window.caller.view.run.status == "resolved"


def test_the_playbook_of_then_is_kept_until_the_new_text_is_wanted(people, note):
    """A playbook that changed since: a banner, Alt+V shows the difference, Alt+N takes the text of now."""
    place = people.copy("Mia")
    text = (place / WIFI).read_text(encoding="utf-8")
    assert "### Read the radio log" in text
    changed = text.replace("### Read the radio log", "### Read the radio log\n\nOn an amber kangaroo, stop.")
    commit(place, {WIFI: changed}, "kangaroo", "Anna")
    with people.sits("Mia") as hands:
        window = hands.window
        window.late.cases.receiving.open_file(str(note))
        page = page_of(hands)
        assert "changed since" in words(page)
        hands.key(Qt.Key.Key_V, ALT)
        assert page.side == "changed"
        assert "amber kangaroo" in page.compare.text
        hands.key(Qt.Key.Key_Escape)
        hands.type("Radio fault, off DFS")
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: window.caller.view is not None)
        hands.rest()
        assert "kangaroo" not in window.caller.view.body.html
        assert "Use the new text" in [button.text() for button in shown_buttons(window.call)]
        hands.key(Qt.Key.Key_V, ALT)
        hands.wait(lambda: window.late.cases.changes.page is not None)
        assert "amber kangaroo" in window.late.cases.changes.page.compare.text
        hands.key(Qt.Key.Key_Escape)
        window.frame.show_call()
        hands.key(Qt.Key.Key_N, ALT)
        hands.wait(lambda: "kangaroo" in window.caller.view.body.html)
        assert not window.caller.view.run.held
        assert "Use the new text" not in [button.text() for button in shown_buttons(window.call)]


def shown_buttons(widget):
    return [button for button in widget.findChildren(QPushButton) if button.isVisible()]


def test_a_call_is_handed_back_the_way_it_came(people, note):
    """Ctrl+Shift+B addresses the form to who gave the call; the note in the same file then waits for Sam."""
    with people.sits("Mia") as hands:
        window = hands.window
        hands.key(Qt.Key.Key_B, CONTROL | SHIFT)
        assert not window.caller.sheet_open  # no call was taken on
        take_on(hands, note)
        hands.key(Qt.Key.Key_B, CONTROL | SHIFT)
        hands.wait(lambda: window.caller.sheet_open)
        hands.rest()
        answers = window.caller.sheet_answers()
        assert (answers["to_tier"], answers["to_name"]) == ("1", "Sam")
        assert answers["contact"] == "Dr. Lee, +49 171 5550143"
        hands.type("Ask them to unplug the second access point")
        hands.key(Qt.Key.Key_Return, CONTROL)
        hands.wait(lambda: window.caller.handed)
        hands.key(Qt.Key.Key_Escape)
    back = note_in(note)
    assert (back.to.name, back.sender.name, back.earlier[0].sender.name) == ("Sam", "Mia", "Sam")
    assert [one.by for one in back.tried].count("Sam") == len(back.tried) - 1
    with people.sits("Sam") as hands:
        window = hands.window
        window.late.cases.receiving.open_file(str(note))
        page = page_of(hands)
        assert page.standing == "handed-back"
        assert "unplug the second access point" in words(page)
        hands.type("They unplug the second access point")
        hands.key(Qt.Key.Key_Return)
        hands.wait(lambda: window.caller.view is not None)
        assert window.caller.view.run.tier == "1"
    assert note_in(note).received.by == "Sam"


def test_a_file_is_chosen_and_an_exported_note_waits_in_the_inbox(people, note, monkeypatch):
    """Alt+H opens the chosen file; what is handed over again goes into the folder, and the window says so."""
    folder = people.folder / "inbox"
    folder.mkdir()
    home = people.home("Mia")
    home.make()
    home.set_seat(Seat("2", inbox=str(folder)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(note), ""))
    with people.sits("Mia") as hands:
        window = hands.window
        hands.key(Qt.Key.Key_H, ALT)
        page_of(hands)
        hands.key(Qt.Key.Key_Escape)
        hands.key(Qt.Key.Key_Slash)
        hands.type("my wifi keeps cutting out")
        hands.choose("playbook")
        hands.key(Qt.Key.Key_E, CONTROL)
        hands.wait(lambda: window.caller.sheet_open)
        hands.rest()
        hands.type(ASK)
        hands.key(Qt.Key.Key_Return, CONTROL)
        hands.wait(lambda: window.caller.handed)
        hands.rest()
        assert [note_in(path).ask for path in folder.glob("*.handoff.md")] == [ASK]
        hands.key(Qt.Key.Key_Escape)
        assert "inbox" in window.frame.toast.text()


@pytest.mark.parametrize(("width", "scale"), [(1280, 1.0), (480, 1.0), (1280, 2.0)])
def test_contact_and_times_are_never_cut(qtbot, note, width, scale):
    """However long they are, the page and the card over the call give them the height that they need."""
    theme = Theme(scale=scale)
    known = note_in(note)
    long = "Dr. Aleksandra Wojciechowska-Lee, second floor, +49 171 5550143 or +49 30 5550100 " * 2
    customer = replace(known.customer, contact=long, next_update_due=long)
    known = replace(known, due=long, customer=customer)
    page = ReceivePage(theme, None, Incoming(known, "", Rendered("")), "new")
    list(page.making())
    pane = RunPane(theme)
    run = replace(run_of("Sam", "Mia"), brought=replace(known, tried=()))
    step = Step("s1", "Step 1", "step", "2", 1)
    for widget, size in ((page, (width - 20, 660)), (pane, (min(width, 330 * scale), 660))):
        qtbot.addWidget(widget)
        widget.setStyleSheet(theme.qss())
        widget.resize(int(size[0]), size[1])
        widget.show()
    pane.show_run(RunView(run, step, Rendered(""), (), 2, 3))
    pane.fold_brief()
    qtbot.wait(50)
    for widget in (page, pane):
        labels = [label for label in widget.findChildren(WrapLabel) if long.strip() in label.text()]
        assert len(labels) >= 2
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width())


# --- words and single parts ---


def run_of(*authors, by="Mia"):
    visits = tuple(
        Visit(WIFI, f"s{n}", f"Step {n}", "1", "2026-11-22T10:00:00+00:00", author, "yes")
        for n, author in enumerate(authors)
    )
    return Run("r1", "/lib", "", WIFI, "", "Wi-Fi", "2026-11-22T10:00:00+00:00", by, "2", (), visits)


def test_the_trail_names_authors_only_where_there_are_several(qtbot):
    """A call of one person shows no names; one of two shows whose step it was."""
    trail = Trail(None)
    qtbot.addWidget(trail)
    trail.show_run(run_of("Mia", "Mia"))
    assert not any("Mia" in item.accessibleName() for item in trail.findChildren(TrailItem))
    trail.show_run(replace(run_of("Sam", "Mia"), id="r2"))
    names = [item.accessibleName() for item in trail.findChildren(TrailItem) if not item.isHidden()]
    assert "Sam" in names[0]
    assert "Mia" in names[1]


def test_what_was_missed_is_said_under_its_field():
    """A tick marks its blank, a line of one's own the one that asks it; the rest stands under the ask."""
    marks = marks_of(("The exact error text", "Which room?", "What was tried is not clear", "Since?"))
    blanks = (Blank("errors", "Errors"), Blank("answer_1", "Which room?"), Blank("ask", "What do you need?"))
    assert under_blanks(marks, blanks) == {
        "errors": "They miss: the exact error text.",
        "answer_1": "They miss: which room?",
        "ask": "They miss: what was tried is not clear. They miss: since?",
    }


def test_a_hostile_note_stays_text(people, note):
    """Markup in a step, an answer or a name is shown as it is written."""
    evil = "<img src=x><a href='file:///etc/passwd'>x</a>"
    known = note_in(note)
    tried = replace(known.tried[0], step=evil, answer=evil, by=evil, note=evil, recorded=((evil, evil),))
    html = tried_html(replace(known, tried=(tried,), sender=Party("1", evil)))
    assert "<img" not in html
    assert "<a " not in html


def test_a_key_between_two_notes_never_acts_on_the_call_below(people, note, monkeypatch):
    """The second note is made while the first one still covers the call."""
    with people.sits("Mia") as hands:
        window, receiving = hands.window, hands.window.late.cases.receiving
        window.caller.start(WIFI, "", "", "")
        hands.rest()
        real = window.caller.view
        receiving.open_file(str(note))
        first, show = page_of(hands), Receiving._show

        def show_and_a_key(self, found):
            show(self, found)
            assert self._turns.busy and window.frame.cover is first
            people.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)

        monkeypatch.setattr(receiving, "_show", show_and_a_key.__get__(receiving))
        receiving.open_file(str(note))
        hands.wait(lambda: receiving.page not in (None, first))
        hands.rest()
        assert window.frame.cover is receiving.page
        assert window.caller.view == real

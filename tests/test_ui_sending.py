# SPDX-License-Identifier: MIT
"""Sending a note from the sheet after a handover: by keys, through real servers, nothing by itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from desks import make_desk, sample_repo
from hands import Held, opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QWidget
from ticket_servers import TOKEN, serving, taken

from kbdesk import handoff
from kbdesk.desk.home import Home
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.handed_over import HandedOverSheet
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.run_fields import Field
from kbdesk.ui.run_text import GrowingEdit
from kbdesk.ui.send_sheet import SecretSheet
from kbdesk.ui.sending import Dispatch
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

WIFI = "playbooks/technical/wifi-drops.md"
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Desk:
    """A window with a note that was just handed over, and the person before it."""

    def __init__(self, qtbot, tmp_path):
        self.qtbot, self.home = qtbot, Home(tmp_path / "home" / "data", tmp_path / "home" / "cache")
        self.desk = make_desk(sample_repo(tmp_path / "sample"), tmp_path / "home")
        view = self.desk.calls.start(WIFI, ("my wifi keeps cutting out",))
        self.handed = self.desk.calls.hand_over(view.run.id, {"ask": "Move it off DFS", "to_tier": "2"})
        self.window = QWidget()
        self.window.resize(1280, 800)
        self.lanes = Lanes(self.window)
        self.dispatch = Dispatch(self.lanes, Theme(), self.window)
        self.said = []
        self.dispatch.said.connect(self.said.append)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def sets_up(self, text):
        file = self.home.data / "senders.toml"
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        return self

    def shows(self):
        self.sheet = HandedOverSheet(Theme(), self.window)
        self.sheet.take_result(
            str(self.handed.path), self.handed.preview.spoken, self.handed.preview.markdown
        )
        self.sheet.open_over()
        self.dispatch.attach(self.home, self.sheet, self.handed)
        self.qtbot.waitUntil(lambda: not self.lanes.disk.busy)
        return self

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def rest(self):
        self.qtbot.waitUntil(lambda: not self.lanes.busy and not self.dispatch.busy, timeout=10_000)

    @property
    def texts(self):
        return [label.text() for label in self.sheet.findChildren(WrapLabel) if label.isVisible()]

    @property
    def buttons(self):
        return [b.text() for b in self.sheet.send.findChildren(QPushButton) if b.isVisible()]

    def end(self):
        self.dispatch.shut_down()
        self.lanes.shut_down()
        self.desk.close()
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def desk(qtbot, tmp_path):
    desk = Desk(qtbot, tmp_path)
    yield desk
    desk.end()


def hook(port, name="Tickets", more="", path="/hook/open"):
    return f'[[sender]]\nname = "{name}"\nkind = "webhook"\nurl = "http://localhost:{port}{path}"\n{more}\n'


ASKS = 'token_header = "Authorization"\ntoken_prefix = "Bearer"'


def test_nothing_is_offered_where_nothing_is_set_up(desk):
    """Without settings the sheet is as it always was, and Alt+1 does nothing."""
    desk.shows()
    assert not desk.sheet.send.isVisible()
    desk.key(Qt.Key.Key_1, ALT)
    desk.rest()
    assert desk.sheet.isVisible()


def test_a_note_is_sent_by_one_key(desk, tmp_path):
    """Alt+1 sends, the sheet says where it is, and it is sent once only."""
    with serving("tickets", tmp_path / "got") as port:
        desk.sets_up(hook(port)).shows()
        assert desk.buttons == ["Send to Tickets   Alt+1"]
        assert taken(tmp_path / "got") == []
        desk.key(Qt.Key.Key_1, ALT)
        assert "Sending to Tickets …" in desk.texts
        desk.key(Qt.Key.Key_1, ALT)
        desk.rest()
        assert "Sent to Tickets: Ticket INC1024." in desk.texts
        desk.key(Qt.Key.Key_1, ALT)
        desk.rest()
        assert desk.buttons == ["Sent to Tickets"]
    (got,) = taken(tmp_path / "got")
    assert got["value"]["markdown"] == desk.handed.preview.markdown


def test_a_secret_is_asked_once_for_all_notes(desk, tmp_path):
    """The token is asked in a sheet of its own, hidden, and known for the next note; Esc sends nothing."""
    with serving("tickets", tmp_path / "got") as port:
        desk.sets_up(hook(port, more=ASKS, path="/hook")).shows()
        desk.key(Qt.Key.Key_1, ALT)
        question = desk.window.findChild(SecretSheet)
        assert question.findChild(QLineEdit).echoMode() is QLineEdit.EchoMode.Password
        desk.key(Qt.Key.Key_Escape)
        assert desk.sheet.isVisible() and not desk.dispatch.busy
        desk.key(Qt.Key.Key_1, ALT)
        QTest.keyClicks(QApplication.focusWidget(), "wrong")
        desk.key(Qt.Key.Key_Return)
        desk.rest()
        assert any("does not take the token" in text for text in desk.texts)
        desk.key(Qt.Key.Key_1, ALT)
        QTest.keyClicks(QApplication.focusWidget(), TOKEN)
        desk.key(Qt.Key.Key_Return)
        desk.rest()
        assert "Sent to Tickets: Ticket INC1024." in desk.texts
        desk.key(Qt.Key.Key_Return)
        desk.shows()
        desk.key(Qt.Key.Key_1, ALT)
        desk.rest()
        assert "Sent to Tickets: Ticket INC1025." in desk.texts


def test_a_failure_keeps_the_note_and_can_be_repeated(desk, tmp_path):
    """A server that is away is told with what to do; the same key tries again."""
    desk.sets_up(hook(9)).shows()
    desk.key(Qt.Key.Key_1, ALT)
    desk.rest()
    assert any("does not answer at port 9" in text and "again" in text for text in desk.texts)
    assert desk.handed.path.exists()
    with serving("tickets", tmp_path / "got") as port:
        desk.sets_up(hook(port))
        desk.key(Qt.Key.Key_1, ALT)
        desk.rest()
        assert "Sent to Tickets: Ticket INC1024." in desk.texts


def test_escape_stops_the_sending_first(desk, tmp_path):
    """While a note is on its way Esc stops that; once more closes the sheet."""
    with serving("mail", tmp_path / "got", mode="silent") as port:
        settings = f'name = "Box"\nkind = "smtp"\nhost = "localhost"\nport = {port}\nsecurity = "none"\n'
        desk.sets_up(f'[[sender]]\n{settings}from = "a@b.example"\nto = "c@d.example"\n').shows()
        desk.key(Qt.Key.Key_1, ALT)
        assert any(text.startswith("Cancel") for text in desk.buttons)
        desk.key(Qt.Key.Key_Escape)
        desk.rest()
        assert "Stopped; nothing was sent." in desk.texts
        assert desk.sheet.isVisible()
        desk.key(Qt.Key.Key_Escape)
        assert not desk.sheet.isVisible()


def test_closing_the_sheet_lets_the_sending_go_on(desk, tmp_path):
    """Enter closes at once; how it went is told in passing."""
    with serving("tickets", tmp_path / "got") as port:
        desk.sets_up(hook(port)).shows()
        desk.key(Qt.Key.Key_1, ALT)
        desk.key(Qt.Key.Key_Return)
        desk.rest()
    assert desk.said == ["Sent to Tickets: Ticket INC1024."]


def test_how_one_note_went_is_not_told_as_that_of_the_next(desk, tmp_path):
    """The first is still on its way when the second is handed over: this one follows, and both are told."""
    held = Held(desk.lanes.share)
    with serving("tickets", tmp_path / "got") as port:
        desk.sets_up(hook(port)).shows()
        desk.key(Qt.Key.Key_1, ALT)
        desk.key(Qt.Key.Key_Return)
        desk.shows()
        desk.key(Qt.Key.Key_1, ALT)
        assert "Sending to Tickets …" in desk.texts
        held.let_go()
        desk.rest()
        assert len(taken(tmp_path / "got")) == 2
    assert desk.said == ["Sent to Tickets: Ticket INC1024."]
    assert "Sent to Tickets: Ticket INC1025." in desk.texts


def test_escape_takes_back_a_note_that_waits_for_another(desk, tmp_path):
    """What is on its way arrives; the one that waits is not sent."""
    held = Held(desk.lanes.share)
    with serving("tickets", tmp_path / "got") as port:
        desk.sets_up(hook(port)).shows()
        desk.key(Qt.Key.Key_1, ALT)
        desk.key(Qt.Key.Key_Return)
        desk.shows()
        desk.key(Qt.Key.Key_1, ALT)
        desk.key(Qt.Key.Key_Escape)
        assert "Stopped; nothing was sent." in desk.texts
        held.let_go()
        desk.rest()
        assert len(taken(tmp_path / "got")) == 1
    assert desk.said == ["Sent to Tickets: Ticket INC1024."]


def test_automatic_means_automatic_and_nothing_else_does(desk, tmp_path):
    """Only the sender whose settings say so sends by itself, each note once."""
    with serving("tickets", tmp_path / "got") as port:
        settings = hook(port, "By hand") + hook(port, "By itself", "automatic = true", "/hook/open/auto")
        desk.sets_up(settings).shows()
        desk.rest()
        assert "Sent to By itself: Ticket INC1024." in desk.texts
    assert [got["path"] for got in taken(tmp_path / "got")] == ["/hook/open/auto"]


def test_wrong_settings_are_told_in_the_sheet(desk):
    """The line of the mistake stands where the buttons would."""
    desk.sets_up('[[sender]]\nname = "x"\nkind = "fax"\n').shows()
    assert any("senders.toml, line 3: kind must be one of" in text for text in desk.texts)
    desk.key(Qt.Key.Key_Return)
    assert not desk.sheet.isVisible()


@pytest.mark.parametrize(("width", "scale"), [(480, 1.0), (480, 2.0), (1280, 2.0)])
def test_no_text_of_sending_is_cut_off(desk, width, scale):
    """Buttons and sentences fit a narrow window and large text."""
    names = ("Network mailbox of the second level", "Zammad")
    desk.sets_up("".join(hook(9, name) for name in names))
    desk.window.resize(width, 800)
    desk.shows()
    desk.sheet.set_theme(Theme(True, scale))
    desk.key(Qt.Key.Key_1, ALT)
    desk.rest()
    QApplication.processEvents()
    for label in desk.sheet.findChildren(WrapLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    content = desk.sheet.findChild(QScrollArea)
    assert content.widget().width() <= content.viewport().width()
    for button in desk.sheet.send.findChildren(QPushButton):
        assert button.width() <= content.viewport().width()


def test_the_window_starts_without_senders():
    """Neither the senders nor Python's mail and http clients are in the start-up path."""
    script = """
import sys, tempfile
from pathlib import Path
from kbdesk.ui.app import make_app, make_window
from kbdesk.desk.home import Home
import kbdesk.ui.sending
folder = Path(tempfile.mkdtemp())
app = make_app()
window = make_window(Home(folder / "data", folder / "cache"))
window.show()
app.processEvents()
late = ("kbdesk.senders", "kbdesk.desk.sending", "smtplib", "http.client", "ssl")
loaded = sorted(module for module in late if module in sys.modules)
window.close()
print(loaded)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


# --- in the real window ---


def test_a_call_is_handed_over_and_sent_by_keys(qtbot, tmp_path):
    """Ctrl+E, the ask, Ctrl+Enter, Alt+1: the note that was exported is in the ticket system."""
    home = Home(tmp_path / "home", tmp_path / "cache")
    home.make()
    with (
        serving("tickets", tmp_path / "got") as port,
        opened(qtbot, home, sample_repo(tmp_path / "sample")) as hands,
    ):
        (home.data / "senders.toml").write_text(hook(port))
        (home.data / "senders.toml").chmod(0o600)
        hands.type("wifi cuts out")
        hands.choose("playbook")
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.key(Qt.Key.Key_E, CONTROL)
        hands.wait(lambda: hands.window.findChild(EscalateSheet) is not None)
        hands.type("Move it off DFS")
        hands.key(Qt.Key.Key_Return, CONTROL)
        hands.wait(lambda: hands.window.caller.handed)
        hands.rest()
        hands.key(Qt.Key.Key_1, ALT)
        hands.wait(lambda: bool(taken(tmp_path / "got")))
        hands.rest()
        hands.key(Qt.Key.Key_Return)
        (file,) = home.handoffs.glob("*.handoff.md")
        (got,) = taken(tmp_path / "got")
        assert got["value"]["markdown"] == file.read_text(encoding="utf-8")
        assert got["value"]["file_name"] == file.name


TYPED = {
    "to_tier": "3",
    "to_team": "radio team",
    "to_name": "Rosa",
    "kind": "h",
    "severity": "u",
    "impact_who": "the whole site",
    "work_stopped": "y",
    "workaround": "a cable",
    "due": "today 18:00",
    "issue": "Wi-Fi drops on each floor",
    "customer_words": "it goes on and off\nI cannot work",
    "environment": "firmware: 1.2\nos: Windows 11",
    "since": "Monday",
    "changed_recently": "new router",
    "errors": "E-1\nE-2",
    "ruled_out": "the cable",
    "assessment": "a radar near by",
    "ask": "Move it off DFS",
    "if": "it turns red",
    "then": "call me",
    "if_2": "it rains",
    "then_2": "wait",
    "stop_if": "the site is down",
    "told": "We call back",
    "promised": "by 16:00",
    "next_update_due": "15:00",
    "contact": "extension 12",
    "owner_of_contact": "Mia",
    "ticket": "22007",
    "repro_steps": "join the Wi-Fi\nwait an hour",
    "expected": "it stays",
    "actual": "it drops",
    "reproduced": "s",
    "attachments": "log.txt\nshot.png",
}
EXPECTED = {
    "to": {"tier": "3", "name": "Rosa", "team": "radio team"},
    "kind": "hierarchic",
    "severity": "unstable",
    "impact": {"who": "the whole site", "work_stopped": True, "workaround": "a cable"},
    "due": "today 18:00",
    "issue": "Wi-Fi drops on each floor",
    "customer_words": ["it goes on and off", "I cannot work"],
    "environment": {"firmware": "1.2", "os": "Windows 11"},
    "since": "Monday",
    "changed_recently": "new router",
    "errors": ["E-1", "E-2"],
    "ruled_out": ["the cable"],
    "assessment": "a radar near by",
    "ask": "Move it off DFS",
    "contingency": [{"if": "it turns red", "then": "call me"}, {"if": "it rains", "then": "wait"}],
    "stop_if": "the site is down",
    "customer": {
        "told": "We call back",
        "promised": "by 16:00",
        "next_update_due": "15:00",
        "contact": "extension 12",
    },
    "owner_of_contact": "Mia",
    "ticket": "22007",
    "reproduction": {
        "steps": ["join the Wi-Fi", "wait an hour"],
        "expected": "it stays",
        "actual": "it drops",
        "reproduced": "sometimes",
    },
    "attachments": ["log.txt", "shot.png"],
}
MADE = {
    "schema",
    "id",
    "created",
    "from",
    "tried",
    "provenance",
    "redacted",
    "earlier",
    "received",
    "outcome",
}
"""What the program fills in, or the next tier."""


def fill(widget, text):
    """Type into the field with the focus, over what stands there; a line end is Enter."""
    if not isinstance(widget, QLineEdit | GrowingEdit):
        QTest.keyClicks(widget, text) if text.isalpha() else None
        while text.isdigit() and widget.text() != text:
            QTest.keyClick(widget, Qt.Key.Key_Right)
        return
    QTest.keyClick(widget, Qt.Key.Key_A, CONTROL)
    for number, line in enumerate(text.split("\n")):
        if number:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        QTest.keyClicks(widget, line)


def test_every_field_of_a_note_is_reached_by_keys(qtbot, tmp_path):
    """All that the format lets a person fill in is reached with Tab, typed, and stands in the note."""
    library = sample_repo(tmp_path / "sample")
    with opened(qtbot, Home(tmp_path / "home", tmp_path / "cache"), library) as hands:
        hands.type("wifi cuts out")
        hands.choose("playbook")
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.key(Qt.Key.Key_E, CONTROL)
        hands.wait(lambda: hands.window.findChild(EscalateSheet) is not None)
        hands.key(Qt.Key.Key_I, CONTROL)
        hands.key(Qt.Key.Key_M, CONTROL)
        left = dict(TYPED)
        for _ in range(2 * len(TYPED)):
            focused = QApplication.focusWidget()
            name = focused.parentWidget().objectName() if isinstance(focused.parentWidget(), Field) else ""
            if name in left:
                fill(focused, left.pop(name))
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert left == {}
        hands.key(Qt.Key.Key_Return, CONTROL)
        hands.wait(lambda: hands.window.caller.handed)
        (file,) = (tmp_path / "home" / "handoffs").glob("*.handoff.md")
        hands.key(Qt.Key.Key_Return)
    value = json.loads(handoff.to_json(handoff.from_markdown(file.read_text(encoding="utf-8"))))
    of_accounts = {"account"}  # asked for in a hierarchic escalation only: tests/test_accounts.py
    assert set(handoff.schema()["properties"]) - MADE - of_accounts == set(EXPECTED)
    assert {key: value.get(key) for key in EXPECTED} == EXPECTED

# SPDX-License-Identifier: MIT
"""Export and import in the window: a file is asked for, work runs in a lane, a draft is given out."""

from __future__ import annotations

import pytest
from desks import make_desk, sample_repo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMainWindow, QWidget

from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.exchanging import Exchanging, with_suffix
from kbdesk.ui.trainer.paper import pdf

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
BOOK = "playbooks/technical/wifi-drops.md"
TREE = "question,answer,next\nIs it on?,Yes,resolve\nIs it on?,No,Plug it in\n"


class Room(QMainWindow):
    """A window with nothing but a frame and the exchange."""

    def __init__(self, qtbot, library, home, monkeypatch):
        super().__init__()
        theme = Theme()
        self.qtbot, self.library = qtbot, library
        self.setStyleSheet(theme.qss())
        self.desk = make_desk(library, home)
        self.lanes = Lanes(self)
        self.frame = Frame(theme, self)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.setCentralWidget(self.frame)
        self.exchanging = Exchanging(self.lanes, self.frame, theme)
        self.drafts, self.told, self.chosen = [], [], ("", "")
        self.exchanging.edit_asked.connect(self.drafts.append)
        self.exchanging.said.connect(self.told.append)
        self.exchanging.failed.connect(self.fail)
        self.exchanging.set_desk(self.desk)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: self.chosen)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: self.chosen)
        self.resize(1280, 800)
        self.show()

    def fail(self, error):
        self.told.append(str(error))

    def rest(self):
        self.qtbot.waitUntil(lambda: not self.lanes.busy)


@pytest.fixture
def room(qtbot, tmp_path, monkeypatch):
    made = Room(qtbot, sample_repo(tmp_path / "kb"), tmp_path / "home", monkeypatch)
    yield made
    made.exchanging.shut_down()
    made.lanes.shut_down()
    made.desk.close()
    made.close()


@pytest.mark.parametrize(
    ("name", "kind", "written", "begins"),
    [
        ("a", "PDF to print (*.pdf)", "a.pdf", b"%PDF-"),
        ("a", "Web page (*.html)", "a.html", b"<!DOCTYPE"),
        ("a.dot", "Web page (*.html)", "a.dot", b"digraph"),
        ("a.b", "CACAO 2.0 playbook (*.json)", "a.b.json", b"{"),
    ],
)
def test_a_playbook_is_written_in_the_chosen_format(room, tmp_path, name, kind, written, begins):
    """The ending that was typed says the format, else the kind that was chosen; what was written is told."""
    room.chosen = (str(tmp_path / name), kind)
    room.exchanging.export(BOOK)
    room.rest()
    assert (tmp_path / written).read_bytes().startswith(begins)
    assert room.told == [f"Written to {tmp_path / written}."]


def test_a_name_that_got_an_ending_does_not_replace_another_file(room, tmp_path):
    """The dialog asked about the name that was typed, not about the one with the ending."""
    (tmp_path / "a.pdf").write_bytes(b"mine")
    room.chosen = (str(tmp_path / "a"), "PDF to print (*.pdf)")
    room.exchanging.export(BOOK)
    room.rest()
    assert (tmp_path / "a.pdf").read_bytes() == b"mine"
    assert "already" in room.told[0]


def test_nothing_happens_where_no_file_was_chosen(room):
    """Cancelling the dialog does nothing, for export and import."""
    room.exchanging.export(BOOK)
    room.exchanging.ask_import()
    room.rest()
    assert not room.told
    assert room.exchanging.sheet is None


def test_an_import_tells_what_was_guessed_and_opens_in_the_editor(room, tmp_path, qtbot):
    """Enter gives the draft; nothing is written; Esc lets go of it."""
    file = tmp_path / "tree.csv"
    file.write_text(TREE, encoding="utf-8")
    room.chosen = (str(file), "")
    room.exchanging.ask_import()
    qtbot.waitUntil(lambda: room.exchanging.sheet is not None)
    sheet = room.exchanging.sheet
    words = " ".join(label.text() for label in sheet.findChildren(QWidget) if hasattr(label, "text"))
    assert "playbooks/tree.md" in words
    assert "Plug it in" in words
    qtbot.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    room.rest()
    assert [(one.kind, one.path) for one in room.drafts] == [("new", "playbooks/tree.md")]
    assert room.exchanging.sheet is None
    assert not (room.library / "playbooks/tree.md").exists()
    room.exchanging.ask_import()
    qtbot.waitUntil(lambda: room.exchanging.sheet is not None)
    qtbot.keyClick(room.exchanging.sheet, Qt.Key.Key_Escape)
    assert room.exchanging.sheet is None
    assert len(room.drafts) == 1


def test_a_file_that_is_no_playbook_is_told(room, tmp_path):
    """The sentence names what is wrong."""
    file = tmp_path / "x.json"
    file.write_text("{}", encoding="utf-8")
    room.chosen = (str(file), "")
    room.exchanging.ask_import()
    room.rest()
    assert "no CACAO playbook" in room.told[0]


def test_a_pdf_can_be_stopped_and_tells_how_far_it_is(qtbot):
    """Progress counts to the last page; a stop ends it with the usual word."""
    from kbdesk.errors import Cancelled

    html = "".join(f"<h2>Step {n}</h2><p>{'words ' * 200}</p>" for n in range(40))
    told = []
    assert pdf(html, "Long", lambda done, pages: told.append((done, pages))).startswith(b"%PDF-")
    assert told[-1][0] == told[-1][1] > 3
    with pytest.raises(Cancelled):
        pdf(html, "Long", stopped=lambda: True)


def test_endings_of_formats_stay(tmp_path):
    """Only a name without one of our endings gets one."""
    assert with_suffix(tmp_path / "a.PDF", "Web page (*.html)").name == "a.PDF"
    assert with_suffix(tmp_path / "a", "").name == "a.html"

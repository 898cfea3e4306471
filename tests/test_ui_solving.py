# SPDX-License-Identifier: MIT
"""A solved case by keys alone: what it was, the playbook that grows, an article, a line to pass on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import make_desk, sample_repo
from gitrepo import commit, git
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from kbdesk.desk.learning import Ending
from kbdesk.model import Author, Draft
from kbdesk.ui.cases.solving import Solving
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

BOOK = "playbooks/technical/wifi-drops.md"
MIA = Author("Mia Tran", "mia@example.org")
Key = Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Room(QMainWindow):
    """A window with nothing but a frame, a solved case and all that is told of it."""

    def __init__(self, qtbot, library, home):
        super().__init__()
        theme = Theme()
        self.qtbot, self.library = qtbot, library
        self.setStyleSheet(theme.qss())
        self.desk = make_desk(library, home)
        self.lanes = Lanes(self)
        self.frame = Frame(theme, self)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.setCentralWidget(self.frame)
        self.who = Who(self.desk.home, self.lanes, theme, self)
        self.solving = Solving(self.lanes, self.frame, self.who, theme, self)
        self.drafts, self.told, self.copied, self.changed, self.solved = [], [], [], [], []
        self.solving.edit_asked.connect(self.drafts.append)
        self.solving.said.connect(self.told.append)
        self.solving.failed.connect(self.fail)
        self.solving.copied.connect(self.copied.append)
        self.solving.changed.connect(self.changed.append)
        self.solving.solved.connect(self.solved.append)
        self.solving.set_desk(self.desk)
        self.who.author = MIA
        self.solving.show(self.case())
        self.resize(1280, 800)
        self.show()
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow)
        self.frame.search.setFocus()
        self.rest()
        self.who.author = MIA

    def case(self):
        """A call that came to the escalation, went on and stands at a step of Tier 2."""
        calls = self.desk.calls
        run_id = calls.start(BOOK, ("my wifi keeps cutting out", "I am at 0151 2345678")).run.id
        calls.record(run_id, "account", "4711 0815")
        calls.answer(run_id, 1)
        calls.answer(run_id, 2)
        calls.record(run_id, "router_model", "X200")
        calls.answer(run_id, 2)
        calls.answer(run_id, 1)
        return calls.note(run_id, "The log shows a microwave")

    def fail(self, error):
        self.told.append(str(error))

    @property
    def sheet(self):
        return self.solving.sheet

    @property
    def taught(self):
        return self.solving.taught("case0001")

    def rest(self, milliseconds=0):
        self.qtbot.wait(milliseconds)
        self.qtbot.waitUntil(lambda: not self.lanes.busy, timeout=15_000)
        QApplication.processEvents()

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(QApplication.focusWidget() or self, key, modifiers)
        self.rest()

    def type(self, text):
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def retype(self, text):
        """Write over what stands in the field with the focus."""
        self.key(Key.Key_A, CONTROL)
        self.type(text)

    def focus_on(self, widget):
        """Go on by Tab until a field has the focus."""
        for _ in range(30):
            if QApplication.focusWidget() is widget:
                return
            self.key(Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {widget.accessibleName()}")

    def end(self):
        self.lanes.shut_down()
        self.close()
        self.desk.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample library, made once and copied."""
    return sample_repo(tmp_path_factory.mktemp("sample") / "kb")


@pytest.fixture
def room(qtbot, sample, tmp_path, plain_git):
    git(tmp_path, "clone", "-q", "--local", str(sample), "kb")
    made = Room(qtbot, tmp_path / "kb", tmp_path / "home")
    yield made
    made.end()
    made.deleteLater()


def ask(room):
    room.solving.solve_case()
    room.rest()
    assert room.sheet is not None and room.sheet.isVisible()


def begin_growing(room):
    room.solving.grow_playbook()
    room.rest(20)
    assert room.sheet is not None


def test_the_front_line_is_told_by_two_lines_and_ctrl_enter(room):
    """Cause and fix are asked, the case is solved, one line is on the clipboard."""
    ask(room)
    assert room.sheet.cause.text == "The log shows a microwave"
    room.retype("The microwave of the neighbour")
    room.key(Key.Key_Return)
    room.retype("Moving the router")
    room.key(Key.Key_Return, CONTROL)
    assert room.copied == ["What it was: The microwave of the neighbour. What fixed it: Moving the router."]
    assert room.solved == ["case0001"]
    assert room.desk.calls.run("case0001").status == "resolved"
    assert room.sheet is None
    assert "clipboard" in room.told[-1]
    assert QApplication.focusWidget() is room.frame.search


def test_what_the_front_line_needs_is_asked_for(room):
    """Without a fix nothing is done: the field is marked and has the focus; nothing chosen is said, too."""
    ask(room)
    room.retype("A microwave")
    room.key(Key.Key_Return, CONTROL)
    assert room.sheet.isVisible()
    assert room.sheet.trouble.text() == "The front line needs both: what it was, and what fixed it."
    assert QApplication.focusWidget() is room.sheet.fix.edit
    room.key(Key.Key_T, ALT)
    room.key(Key.Key_Return, CONTROL)
    assert room.sheet.trouble.text().startswith("Nothing is chosen yet")
    room.key(Key.Key_Escape)
    assert room.sheet is None and room.copied == [] and room.solved == []
    assert room.desk.calls.run("case0001").status == "running"


def test_what_was_typed_stands_there_again(room):
    """Whoever leaves the sheet, to read an article for instance, types nothing twice; a guess stays one."""
    ask(room)
    room.retype("A microwave")
    room.key(Key.Key_Escape)
    room.rest()
    assert (room.taught.cause, room.taught.fix) == ("A microwave", "")
    ask(room)
    assert room.sheet.cause.text == "A microwave"
    room.key(Key.Key_Escape)


def test_what_was_typed_outlives_the_window(room):
    """It is kept with the call a moment after the first letter and when the window goes, until it is said."""

    def kept():
        return room.desk.calls.run("case0001").asked

    ask(room)
    assert kept() == ()
    room.solving._later.setInterval(100)
    room.retype("A micro")
    room.qtbot.waitUntil(lambda: kept() == (("solve:cause", "A micro"),), timeout=5_000)
    room.solving._later.setInterval(60_000)
    room.type("wave")
    room.solving.shut_down()
    room.rest()
    assert kept() == (("solve:cause", "A microwave"),)
    room.solving.set_desk(room.desk)  # as another start does
    room.solving.show(room.desk.calls.view("case0001"))
    room.solving.write_down()
    room.rest()
    assert "A microwave" in room.drafts.pop().text
    ask(room)
    assert room.sheet.cause.text == "A microwave"
    room.key(Key.Key_Return)
    room.retype("Moved it")
    room.key(Key.Key_Return, CONTROL)
    assert room.solved == ["case0001"]
    assert kept() == ()


def test_keys_choose_and_are_no_letters(room):
    """Alt+A, Alt+P and Alt+T work while a line is typed, and Space on the offer."""
    ask(room)
    before = room.sheet.cause.text
    for name, offer in ((Key.Key_A, "article"), (Key.Key_P, "playbook"), (Key.Key_T, "tell")):
        was = getattr(room.sheet.chosen, offer)
        room.key(name, ALT)
        assert getattr(room.sheet.chosen, offer) is not was
    assert room.sheet.cause.text == before
    room.focus_on(room.sheet.tell)
    room.key(Key.Key_Space)
    assert room.sheet.chosen.tell
    room.solving.write_down()
    assert not room.sheet.chosen.article


def test_an_article_opens_with_what_was_left_out(room):
    """Chosen in the sheet: what is left out is named there, the draft comes, and a notice says it again."""
    ask(room)
    room.key(Key.Key_A, ALT)
    shown = room.sheet._lines.text()
    assert "account: recorded at “Check the lights”" in shown
    room.key(Key.Key_T, ALT)
    room.key(Key.Key_Return, CONTROL)
    assert [type(one) for one in room.drafts] == [Draft]
    assert "## Cause\n\nThe log shows a microwave." in room.drafts[0].text
    assert "4711" not in room.drafts[0].text and "2345678" not in room.drafts[0].text
    assert "left out, as it belongs to the customer" in room.frame.notices.text
    assert room.solved == []


def test_one_key_begins_the_article(room):
    """Alt+A without the sheet begins it at once; the second time the same one is gone on with."""
    room.solving.write_down()
    room.rest()
    room.desk.writing.keep(replace(room.drafts[0], text=room.drafts[0].text + "\nmore\n"))
    room.solving.write_down()
    room.rest()
    assert room.drafts[1].path == room.drafts[0].path
    assert room.drafts[1].text.endswith("\nmore\n")


def test_adding_to_an_article_is_as_easy_as_writing_one(room):
    """The nearest stand in the sheet; Alt+Shift+1 puts words and errors into one, in one save."""
    room.desk.build_index(lambda done, of: None)
    ask(room)
    room.rest(50)
    assert room.sheet.nearby.isVisible()
    path = room.sheet.nearby.hits[0].path
    room.key(Key.Key_1, ALT | SHIFT)
    room.rest()
    assert room.changed == [(path,)]
    assert "my wifi keeps cutting out" in (room.library / path).read_text("utf-8")
    assert room.sheet is not None and not room.sheet.chosen.article
    assert list(room.taught.changed) == [path]


def test_the_playbook_grows_by_keys(room):
    """Where Tier 1 ran out: an answer, a step, an end; the proof is shown while it is typed; one change."""
    begin_growing(room)
    sheet = room.sheet
    assert sheet.where.currentText() == "Change the channel – tier 1 ran out here"
    assert "still missing" in sheet.proof
    assert QApplication.focusWidget() is sheet.answer.edit
    room.type("It drops only while the microwave runs")
    room.key(Key.Key_Return)
    assert QApplication.focusWidget() is sheet.do
    room.type("Carry the router away: two metres from the microwave")
    room.rest(400)
    assert sheet.proof == "Every path still ends."
    room.focus_on(sheet.solved.edit)
    room.type("Router moved")
    room.rest(400)
    assert sheet.proof == "Every path still ends."
    assert "Resolve: router moved" in sheet.view.toPlainText()
    room.key(Key.Key_Return, CONTROL)
    room.rest()
    assert room.sheet is None
    assert room.changed == [(BOOK,)]
    assert "Added at “Change the channel”. Saved" in room.told[-1]
    text = (room.library / BOOK).read_text("utf-8")
    assert "- [It drops only while the microwave runs](#carry-the-router-away)\n" in text
    assert git(room.library, "log", "-1", "--format=%an").strip() == "Mia Tran"
    assert room.desk.check((BOOK,)) == ()


def test_another_step_can_take_it(room):
    """The list has the other steps of the case; what it has and where it leads back to go with it."""
    begin_growing(room)
    sheet = room.sheet
    room.focus_on(sheet.where)
    for _ in range(2):
        room.key(Key.Key_Down)
    assert sheet.where.currentText().startswith("Is it only one device")
    assert sheet._has.text() == "It has: One device · All devices · Only in some rooms"
    assert sheet.back.currentText() == "Escalate to tier 2: radio fault"
    room.key(Key.Key_Escape)
    assert room.sheet is None and room.changed == []


def test_what_is_not_proved_is_not_saved(room):
    """What is wrong is a sentence, the button is off, and Ctrl+Enter saves nothing."""
    begin_growing(room)
    sheet = room.sheet
    room.focus_on(sheet.where)
    room.key(Key.Key_Down)
    room.focus_on(sheet.answer.edit)
    room.type("Dark")
    room.rest(400)
    assert "router_model" in sheet.proof
    assert not sheet._save.isEnabled()
    room.key(Key.Key_Return, CONTROL)
    room.rest(400)
    assert room.sheet is sheet and "not saved" in sheet.trouble.text()
    assert git(room.library, "rev-list", "--count", "HEAD").strip() == "1"
    assert room.desk.writing.left() == ()


def test_all_that_was_chosen_happens(room):
    """Playbook first, then the note, then the article; the line names what changed."""
    ask(room)
    room.retype("A microwave")
    room.key(Key.Key_Return)
    room.type("Moving the router")
    room.key(Key.Key_P, ALT)
    room.key(Key.Key_A, ALT)
    room.key(Key.Key_Return, CONTROL)
    room.rest(50)
    assert room.sheet.solved.text == "Moving the router"
    assert room.copied == []
    room.type("Only at noon")
    room.key(Key.Key_Return, CONTROL)
    room.rest(50)
    room.rest()
    assert room.solved == ["case0001"]
    assert len(room.drafts) == 1
    title = "Wi-Fi drops or is slow"
    assert room.copied == [
        f"What it was: A microwave. What fixed it: Moving the router. See “{title}” ({BOOK}), "
        f"“{title}: radio fault” ({room.drafts[0].path})."
    ]


def test_leaving_the_playbook_be_does_the_rest(room):
    """Esc in the second sheet: the playbook stays, the front line is told all the same."""
    ask(room)
    room.key(Key.Key_Return)
    room.type("Moving the router")
    room.key(Key.Key_P, ALT)
    room.key(Key.Key_Return, CONTROL)
    room.rest(50)
    room.key(Key.Key_Escape)
    room.rest()
    assert room.changed == [] and room.solved == ["case0001"]


def test_a_change_in_the_same_moment_is_said_and_kept_open(room):
    """Others saved while it was typed: what they wrote is in the text that is saved."""
    begin_growing(room)
    room.type("Only at noon")
    room.rest(400)
    text = (room.library / BOOK).read_text("utf-8")
    commit(room.library, {BOOK: text.replace("count to thirty", "count to 40")}, "other", author="Bo")
    room.focus_on(room.sheet.solved.edit)
    room.type("Router moved")
    room.key(Key.Key_Return, CONTROL)
    room.rest()
    assert "count to 40" in (room.library / BOOK).read_text("utf-8")
    assert "[Only at noon]" in (room.library / BOOK).read_text("utf-8")


def test_the_article_that_was_written_is_the_one_the_end_names(room):
    """Once it is saved, it stands first among the articles."""
    room.solving.write_down()
    room.rest()
    assert room.desk.writing.save(room.drafts[0], "", MIA)
    begin_growing(room)
    assert room.sheet.article.currentData() == room.drafts[0].path
    room.type("Only at noon")
    room.rest(400)
    room.focus_on(room.sheet.solved.edit)
    room.type("Router moved")
    room.rest(400)
    assert room.sheet.proof == "Every path still ends."
    room.key(Key.Key_Return, CONTROL)
    name = room.drafts[0].path.rpartition("/")[2]
    assert f"](../../articles/{name})" in (room.library / BOOK).read_text("utf-8")


def test_without_a_call_it_says_what_to_do(room):
    """No call on screen, a call that was handed over, one without a playbook: a sentence each."""
    room.solving.show(None)
    for act in (room.solving.solve_case, room.solving.write_down, room.solving.grow_playbook):
        act()
        assert room.told.pop().startswith("Open the call")
    view = room.desk.calls.start("")
    room.solving.show(view)
    room.solving.grow_playbook()
    room.rest()
    assert room.told.pop() == "This call has no step to add to. Write an article from it instead."
    room.desk.calls.hand_over(view.run.id, {"ask": "Find out what it is."})
    room.solving.show(room.desk.calls.view(view.run.id))
    room.solving.solve_case()
    assert "handed over" in room.told.pop()
    assert room.sheet is None


@pytest.mark.parametrize("dark", [False, True])
def test_both_sheets_take_looks_and_narrow_windows(room, dark):
    """At 200 % and 480 px nothing is wider than the window, and what is typed stays."""
    ask(room)
    room.type("A microwave")
    for theme in (Theme(dark=dark, scale=2.0), Theme(dark=dark)):
        room.setStyleSheet(theme.qss())
        room.solving.set_theme(theme)
        room.resize(480, 800)
        room.rest(20)
        assert room.sheet.content.width() <= room.width() == 480
        assert room.sheet.cause.edit.text() == "A microwave"
    room.key(Key.Key_Escape)
    begin_growing(room)
    room.type("Only at noon")
    for theme in (Theme(dark=dark, scale=2.0), Theme(dark=dark)):
        room.setStyleSheet(theme.qss())
        room.solving.set_theme(theme)
        room.rest(400)
        assert room.sheet.content.width() <= room.width() == 480
        assert room.sheet.wish.answer == "Only at noon"
    assert room.desk.learning.ending("x") == Ending("x")

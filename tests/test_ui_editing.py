# SPDX-License-Identifier: MIT
"""A playbook edited on its map: by keys, in the form, in the text, by dragging; one draft everywhere."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from desks import make_desk, sample_repo
from gitrepo import commit, git
from hands import at_work, opened
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from kbdesk.desk.home import Home
from kbdesk.markdown.restep import restepped
from kbdesk.model import Author
from kbdesk.model.edits import AddAnswer, Goal, RenameStep
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.past.book import PastBook
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.changes_view import marks_of
from kbdesk.ui.trainer.dragging import head_at
from kbdesk.ui.trainer.editing import Editing
from kbdesk.ui.trainer.mapping import Mapping
from kbdesk.ui.who import Who

pytestmark = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.qt_log_ignore("propagateSizeHints|This plugin"),
]

PATH = "playbooks/technical/wifi-drops.md"
KEY, CONTROL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Room:
    """A trainer before the map of a playbook."""

    def __init__(self, qtbot, tmp_path) -> None:
        self.qtbot = qtbot
        self.library = sample_repo(tmp_path / "kb")
        self.before = (self.library / PATH).read_text(encoding="utf-8")
        self.desk = make_desk(self.library, tmp_path / "home")
        self.desk.home.set_who(Author("Mia Tran", "mia@example.org"))
        self.top = QWidget()
        theme = Theme()
        self.top.setObjectName("window")
        self.top.setStyleSheet(theme.qss())
        self.lanes = Lanes(self.top)
        frame = Frame(theme, self.top)
        frame.set_panes(QWidget(frame), QWidget(frame))
        QHBoxLayout(self.top).addWidget(frame)
        self.who = Who(self.desk.home, self.lanes, theme, self.top)
        self.past = PastBook(self.lanes, frame, self.who, theme)
        self.mapping = Mapping(self.lanes, frame, theme)
        self.editing = Editing(self.mapping, self.lanes, self.who, theme, self.top)
        self.said, self.failed, self.changed, self.clashed = [], [], [], []
        self.editing.said.connect(self.said.append)
        self.editing.failed.connect(self.failed.append)
        self.editing.changed.connect(self.changed.append)
        self.editing.clashed.connect(self.clashed.append)
        for part in (self.past, self.mapping, self.editing):
            part.set_desk(self.desk)
        self.top.resize(1280, 800)
        self.top.show()
        self.activate()
        self.rest()
        self.mapping.show(PATH)
        self.rest()
        self.page.view.setFocus()

    @property
    def page(self):
        return self.mapping.page

    @property
    def side(self):
        return self.editing.side

    @property
    def panel(self):
        return self.side.panel

    @property
    def text(self):
        return self.side.editor.text()

    def activate(self):
        self.top.activateWindow()
        self.qtbot.waitUntil(self.top.isActiveWindow)

    def rest(self):
        def done():
            waits = self.editing._draw_later.isActive() or self.editing.queue.busy
            return not (self.lanes.busy or at_work(self.top) or waits)

        self.qtbot.wait(20)
        self.qtbot.waitUntil(done, timeout=10_000)
        self.qtbot.wait(5)
        if not self.top.isActiveWindow():  # proposals that came up and went took it away
            self.activate()

    def key(self, *keys, held=Qt.KeyboardModifier.NoModifier):
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget() or self.top, key, held)
            self.rest()

    def type(self, text):
        """Type; the proposals that come up are closed as a person goes on."""
        field = QApplication.focusWidget()
        field.setText("") if hasattr(field, "setText") else None
        self.qtbot.keyClicks(field, text)
        completer = field.completer() if hasattr(field, "completer") else None
        if completer is not None and completer.popup().isVisible():
            completer.popup().hide()
            self.activate()
            field.setFocus()

    def on_disk(self):
        return (self.library / PATH).read_text(encoding="utf-8")

    def book(self):
        return self.editing.shown.book

    def close(self):
        if self.page is not None:
            self.mapping.close()
        self.rest()
        self.past.shut_down()
        self.lanes.shut_down()
        self.desk.close()
        self.top.close()
        self.top.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def room(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    made = Room(qtbot, tmp_path)
    yield made
    made.close()


def test_enter_opens_the_step_as_a_form_and_esc_goes_back_to_the_map(room):
    """The form shows what stands in the file; nothing is written by looking."""
    room.key(KEY.Key_Return)
    assert room.panel.title.text() == "Check the lights"
    assert room.panel.title.hasFocus()
    assert room.panel.values.toPlainText().startswith("wan_light: ")
    assert [(row.words.text(), row.to.text()) for row in room.panel.rows] == [
        ("The light is green", "Is it only one device"),
        ("Red or off", "Check power and cable"),
    ]
    room.key(KEY.Key_Escape)
    assert room.page.view.hasFocus()
    room.key(KEY.Key_Right)
    assert room.panel.title.text() == "Is it only one device"
    room.key(KEY.Key_Escape)
    assert room.page is None
    assert room.said == []
    assert room.desk.writing.left() == ()


def test_an_answer_is_added_by_keys_and_saved(room):
    """A, its words, where it leads, Ctrl+S, Enter: one change whose words are in the history."""
    room.key(KEY.Key_A)
    room.type("It blinks")
    room.key(KEY.Key_Return)
    room.type("Move the router")
    room.key(KEY.Key_Return)
    wanted = restepped(PATH, room.before, AddAnswer("check-the-lights", "It blinks", Goal("move-the-router")))
    assert room.text == wanted
    assert room.book().step("check-the-lights").answers[2].text == "It blinks"
    assert room.on_disk() == room.before
    room.key(KEY.Key_S, held=CONTROL)
    room.key(KEY.Key_Return)
    assert room.on_disk() == wanted
    message = git(room.library, "log", "-1", "--format=%B").strip()
    assert message.startswith("Wi-Fi drops or is slow: new answer “It blinks” at “Check the lights”")
    assert room.changed == [(PATH,)]
    assert not room.editing.active
    assert room.page.shown.book.step("check-the-lights").answers[2].text == "It blinks"
    assert room.desk.writing.left() == ()


def test_an_answer_to_a_name_that_no_step_has_makes_that_step(room):
    """One key takes both back, another makes them again; map, form and text go along."""
    room.key(KEY.Key_A)
    room.type("It blinks")
    room.key(KEY.Key_Return)
    room.type("Look at the socket")
    room.key(KEY.Key_Return)
    assert room.page.chosen == "look-at-the-socket"
    assert room.panel.title.text() == "Look at the socket"
    assert room.book().step("check-the-lights").answers[2].anchor == "look-at-the-socket"
    assert room.page.shown.dead_ends == {"look-at-the-socket"}
    room.page.view.setFocus()
    room.key(KEY.Key_Z, held=CONTROL)
    assert room.text == room.before
    assert room.book().step("look-at-the-socket") is None
    room.key(KEY.Key_Y, held=CONTROL)
    assert room.book().step("look-at-the-socket") is not None
    room.key(KEY.Key_Z, KEY.Key_Z, held=CONTROL)
    assert room.said == ["Nothing to undo."]


def test_new_ends_and_steps_names_and_taking_out_by_keys(room):
    """N, E, R and Del; what leads to a step that goes is asked for."""
    room.key(KEY.Key_N)
    room.type("Count the lights")
    room.key(KEY.Key_Return)
    room.type("Several lights")
    room.key(KEY.Key_Return)
    assert room.page.chosen == "count-the-lights"
    room.key(KEY.Key_E)
    room.type("Solved")
    room.key(KEY.Key_Return, KEY.Key_Return)
    assert "begins with" in room.editing.acts.sheet.trouble.text()
    room.editing.acts.sheet.fields[0].edit.setFocus()
    room.type("Resolve: all lights on")
    room.editing.acts.sheet.fields[1].edit.setFocus()
    room.type("All are on")
    room.key(KEY.Key_Return)
    assert room.page.chosen == "resolve-all-lights-on"
    room.page.choose_step("count-the-lights")
    room.page.view.setFocus()
    room.key(KEY.Key_R)
    room.type("Count them")
    room.key(KEY.Key_Return)
    assert room.page.chosen == "count-them"
    assert room.book().step("check-the-lights").answers[2].anchor == "count-them"
    room.key(KEY.Key_Delete)
    room.type("Move the router")
    room.key(KEY.Key_Return)
    assert room.book().step("count-them") is None
    assert room.book().step("check-the-lights").answers[2].anchor == "move-the-router"
    room.page.choose_step("resolve-all-lights-on")
    room.key(KEY.Key_Delete)
    assert room.book().step("resolve-all-lights-on") is None
    assert room.failed == []


def test_the_form_edits_each_part_of_a_step(room):
    """Title, words, text, values and answers; each is an edit once its field is left."""
    room.key(KEY.Key_Return)
    panel = room.panel
    panel.title.setText("Look at the lights")
    room.key(KEY.Key_Return)
    assert room.page.chosen == "look-at-the-lights"
    panel.says[0].setFocus()
    panel.says[0].setPlainText("Which colour is it?")
    panel.body.setFocus()
    room.rest()
    panel.body.setPlainText("Only the front.")
    panel.values.setFocus()
    room.rest()
    panel.values.setPlainText("count: how many (number)\nserial: on the label (optional)")
    panel.rows[0].words.setFocus()
    room.rest()
    panel.rows[0].words.setText("All green")
    room.key(KEY.Key_Return)
    panel.rows[0].to.setFocus()
    room.type("Move the router")
    room.key(KEY.Key_Return)
    panel.rows[0].words.setFocus()
    room.key(KEY.Key_Down, held=ALT)
    step = room.book().steps[0]
    assert (step.title, step.says, step.body) == (
        "Look at the lights",
        ("Which colour is it?",),
        "Only the front.",
    )
    assert [(value.name, value.kind, value.optional) for value in step.values] == [
        ("count", "number", False),
        ("serial", "text", True),
    ]
    assert [(one.text, one.anchor) for one in step.answers] == [
        ("Red or off", "check-power-and-cable"),
        ("All green", "move-the-router"),
    ]
    assert panel.rows[1].words.hasFocus()
    room.key(KEY.Key_Delete, held=ALT)
    assert [one.text for one in room.book().steps[0].answers] == ["Red or off"]
    assert room.failed == []


def test_what_cannot_be_is_said_beside_the_field(room):
    """A title that is taken, a line that is no value, text that would be a heading: the draft stays."""
    room.key(KEY.Key_Return)
    panel = room.panel
    for field, text, told in (
        (panel.title, "Move the router", "already"),
        (panel.values, ": no name", "is no value"),
        (panel.body, "### Another step", "something else"),
    ):
        field.setFocus()
        room.rest()
        (field.setText if field is panel.title else field.setPlainText)(text)
        panel.rows[0].words.setFocus()
        room.rest()
        assert told in panel.trouble.text()
        assert room.text == room.before
        panel.show_form(panel._form, "")
        (field.setText if field is panel.title else field.setPlainText)(
            panel._form.step.title if field is panel.title else
            "\n".join(panel._form.values) if field is panel.values else panel._form.parts.body
        )  # fmt: skip


def test_what_is_typed_in_the_text_is_drawn_and_the_cursor_chooses_the_step(room):
    """Text and map show the same draft; the map follows within 300 ms and one drawing."""
    room.key(KEY.Key_T)
    editor = room.side.editor
    assert editor.hasFocus()
    assert editor.textCursor().block().text() == "### Check the lights"
    line = next(n for n, one in enumerate(room.text.split("\n"), 1) if one == "### Move the router")
    editor.go_to_line(line)
    room.qtbot.waitUntil(lambda: room.page.chosen == "move-the-router", timeout=2_000)
    room.key(KEY.Key_End)
    start = time.monotonic()
    room.qtbot.keyClicks(editor, " away")
    room.qtbot.waitUntil(lambda: room.page.shown.book.step("move-the-router-away") is not None, timeout=3_000)
    assert time.monotonic() - start < 2
    assert "### Move the router away\n" in room.text
    found = zip(room.page.shown.findings, room.page.shown.at, strict=True)
    broken = next(at for one, at in found if one.code == "KB101")
    assert broken == "is-it-only-one-device"
    room.rest()
    assert room.page.chosen == "move-the-router-away"
    room.key(KEY.Key_Escape)
    assert room.page.view.hasFocus()
    room.key(KEY.Key_T)
    assert room.panel.title.text() == "Move the router away"


def test_an_arrow_is_dragged_to_another_step(room):
    """Pressed on an answer or at its arrow's head and let go on a card, it leads there."""
    view, scene = room.page.view, room.page.scene
    card = scene.cards[scene.card_of("check-the-lights")]
    there = scene.cards[scene.card_of("forget-the-network")]
    row = QPointF(card.node.x + 60, card.node.y + card.node.h + 8)
    assert scene.answer_at(row) == ("check-the-lights", 1)
    edge = next(one for one in scene.shown.layout.edges if one.source == card.number and one.number == 2)
    assert head_at(scene, QPointF(*edge.points[-1])) == ("check-the-lights", 2)
    _drag(view, row, there.card_rect().center())
    room.rest()
    room.rest()
    assert room.book().steps[0].answers[0].anchor == "forget-the-network"
    assert room.text == room.before.replace(
        "[The light is green](#is-it-only-one-device)", "[The light is green](#forget-the-network)"
    )


def test_a_drag_where_nothing_can_be_edited_is_not_made_later(room):
    """The playbook is open in Write: that is said, and the arrow stays where it is when it is edited here."""
    scene = room.page.scene
    card = scene.cards[scene.card_of("check-the-lights")]
    row = QPointF(card.node.x + 60, card.node.y + card.node.h + 8)
    room.editing.set_writer(SimpleNamespace(path=PATH))
    _drag(room.page.view, row, scene.cards[scene.card_of("forget-the-network")].card_rect().center())
    room.rest()
    assert len(room.failed) == 1 and not room.editing.active
    room.editing.set_writer(SimpleNamespace(path=""))
    room.key(KEY.Key_Return)
    room.rest()
    assert room.text == room.before


def _drag(view, start, end):
    kinds, left, none = QEvent.Type, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    middle = (start + end) / 2
    for kind, place, button in (
        (kinds.MouseButtonPress, start, left),
        (kinds.MouseMove, middle, none),
        (kinds.MouseMove, end, none),
        (kinds.MouseButtonRelease, end, left),
    ):
        spot = QPointF(view.mapFromScene(place))
        there = view.viewport().mapToGlobal(spot)
        event = QMouseEvent(kind, spot, there, button, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view.viewport(), event)


def test_leaving_keeps_the_draft_and_enter_goes_on_with_it(room):
    """What is unsaved is told of, kept, and there again."""
    room.key(KEY.Key_R)
    room.type("Look at the lights")
    room.key(KEY.Key_Return)
    room.page.view.setFocus()
    room.key(KEY.Key_Escape)
    assert room.page is None
    assert "draft" in room.said[0]
    (draft,) = room.desk.writing.left()
    assert "### Look at the lights\n" in draft.text
    room.mapping.show(PATH)
    room.rest()
    assert room.page.shown.book.steps[0].title == "Check the lights"
    room.page.view.setFocus()
    room.key(KEY.Key_Return)
    assert room.panel.title.text() == "Look at the lights"
    assert room.page.shown.book.steps[0].title == "Look at the lights"


def test_links_of_other_files_follow_a_renamed_step_in_the_same_change(room):
    """The sheet says so before; one change holds both files."""
    other = "articles/see.md"
    link = f"[lights](../{PATH}#check-the-lights)"
    commit(room.library, {other: f"# See\n\n{link}\n"}, "see")
    room.key(KEY.Key_R)
    room.type("Look at the lights")
    room.key(KEY.Key_Return)
    room.key(KEY.Key_S, held=CONTROL)
    assert "other files follow" in room.editing.saving.saver.sheet.plan.told
    room.key(KEY.Key_Return)
    assert (room.library / other).read_text(encoding="utf-8").endswith("#look-at-the-lights)\n")
    assert git(room.library, "show", "--name-only", "--format=", "HEAD").split()[:1] == [other]
    assert room.on_disk() != room.before


def test_a_branch_is_split_off_and_joined_again(room):
    """S and J show what changes first; each is one change, and the playbook is what it was."""
    steps = {step.anchor: step.title for step in room.page.shown.book.steps}
    room.page.choose_step("check-power-and-cable")
    room.key(KEY.Key_S)
    room.type("Power and cable")
    room.qtbot.wait(300)
    room.rest()
    assert room.editing.acts.sheet._go.isEnabled()
    room.key(KEY.Key_Return)
    new = "playbooks/technical/power-and-cable.md"
    assert (room.library / new).exists()
    assert room.changed[0][:2] == (PATH, new)
    assert room.page.shown.book.step("check-power-and-cable") is None
    assert not [one for one in room.page.shown.findings if one.severity == "error"]
    room.page.view.setFocus()
    room.key(KEY.Key_J)
    room.type("Power and cable")
    room.qtbot.wait(300)
    room.rest()
    room.key(KEY.Key_Return)
    assert not (room.library / new).exists()
    assert {step.anchor: step.title for step in room.page.shown.book.steps} == steps
    assert room.failed == []


def test_a_file_that_changed_meanwhile_is_a_choice(room):
    """The draft is handed to the page that lets the writer choose."""
    room.key(KEY.Key_R)
    room.type("Look at the lights")
    room.key(KEY.Key_Return)
    commit(room.library, {PATH: room.before.replace("Red or off", "Red")}, "other")
    room.key(KEY.Key_S, held=CONTROL)
    room.key(KEY.Key_Return)
    assert len(room.clashed) == 1
    assert "### Look at the lights\n" in room.clashed[0].draft.text
    assert not room.editing.active


def test_what_is_typed_in_a_field_is_kept_and_saved_before_the_field_is_left(room):
    """The draft on disk has it after a few seconds; field, cursor and text on screen stay as they are."""
    room.editing.form._soon.setInterval(30)
    room.key(KEY.Key_Return)
    title, wanted = room.panel.title, room.before.replace("### Check the lights", "### Check all the lights")
    title.setCursorPosition(len("Check "))
    room.qtbot.keyClicks(title, "all ")
    room.qtbot.waitUntil(lambda: bool(room.desk.writing.left()), timeout=5_000)
    room.rest()
    (draft,) = room.desk.writing.left()
    assert "### Check all the lights\n" in draft.text
    assert (room.text, title.text(), title.cursorPosition()) == (room.before, "Check all the lights", 10)
    assert title.hasFocus()
    room.qtbot.keyClicks(title, "many ")
    title.backspace()
    for _ in "many":
        title.backspace()
    room.key(KEY.Key_S, held=CONTROL)
    assert room.editing.saving.saver.sheet is not None
    room.key(KEY.Key_Return)
    assert room.on_disk() == draft.text
    assert wanted.splitlines()[-1] == room.on_disk().splitlines()[-1]
    assert room.desk.writing.left() == ()
    assert room.failed == []


@pytest.mark.parametrize("field", ["title", "says", "body", "words", "to"])
def test_what_stands_in_a_field_is_kept_when_the_window_closes(room, field):
    """No timer has to run out and no field to be left; a field that was left at that moment is kept, too."""
    room.key(KEY.Key_Return)
    panel = room.panel
    row = panel.rows[0]
    at = {"title": panel.title, "says": panel.says[0], "body": panel.body, "words": row.words, "to": row.to}
    at[field].setFocus()
    at[field].selectAll()
    word = {"title": "Resolved lights", "to": "Move the router"}.get(field, "Green as grass")
    room.qtbot.keyClicks(at[field], word)
    room.editing.shut_down()
    (draft,) = room.desk.writing.left()
    shown = "(#move-the-router)" if field == "to" else word
    assert draft.text.count(shown) > room.before.count(shown)


def test_what_is_typed_in_a_field_is_kept_when_the_map_closes(room):
    """Left by Esc and closed before the edit is made: it is in the draft that comes back."""
    room.key(KEY.Key_Return)
    room.panel.body.setFocus()
    room.panel.body.setPlainText("Only the front.")
    room.qtbot.keyClick(room.panel.body, KEY.Key_Escape)
    assert room.editing.queue.busy
    room.mapping.close()
    room.rest()
    (draft,) = room.desk.writing.left()
    assert "Only the front." in draft.text


def test_what_is_typed_before_the_sheet_comes_stays_in_the_form(room):
    """Typed on after Ctrl+S: what was there is saved, the rest is in the form, and is saved next."""
    room.key(KEY.Key_Return)
    body = room.panel.body
    body.setFocus()
    body.setPlainText("Only the front.")
    room.qtbot.keyClick(body, KEY.Key_S, CONTROL)
    room.qtbot.waitUntil(lambda: room.editing.saving.saver.busy, timeout=5_000)
    body.setPlainText("Only the back.")
    room.rest()
    assert room.editing.saving.saver.sheet is not None
    room.key(KEY.Key_Return)
    assert "Only the front." in room.on_disk()
    assert room.editing.active
    assert room.panel.body.toPlainText() == "Only the back."
    assert room.changed == [(PATH,)]
    room.key(KEY.Key_S, held=CONTROL)
    room.key(KEY.Key_Return)
    assert room.clashed == []
    assert "Only the back." in room.on_disk()
    assert room.desk.writing.left() == ()


def test_what_is_typed_before_a_choice_comes_is_chosen_from(room):
    """The draft that is handed to the writer has what was typed since Ctrl+S, and is kept."""
    room.key(KEY.Key_T)
    editor = room.side.editor
    editor.change_text(room.before.replace("### Check the lights", "### Look at the lights"))
    commit(room.library, {PATH: room.before.replace("Red or off", "Red")}, "other")
    room.qtbot.keyClick(editor, KEY.Key_S, CONTROL)
    mine = editor.text() + "\nTyped on.\n"
    editor.change_text(mine)
    assert room.editing.saving.saver.sheet is None
    room.rest()
    room.key(KEY.Key_Return)
    assert [one.draft.text for one in room.clashed] == [mine]
    assert [one.text for one in room.desk.writing.left()] == [mine]
    assert not room.editing.active


def test_the_history_shows_steps_in_words_and_on_the_map(room):
    """S on the History page of a playbook; the list names each change and the map marks it."""
    text = restepped(PATH, room.before, AddAnswer("check-the-lights", "It blinks", Goal("move-the-router")))
    text = restepped(PATH, text, RenameStep("move-the-router", "Put the router elsewhere"))
    commit(room.library, {PATH: text}, "Blinking", "Ben", "2026-11-03T14:02:00+00:00")
    room.mapping.close()
    room.past.show(PATH)
    room.rest()
    room.key(KEY.Key_S)
    view = room.past.page._steps
    assert [row.title for row in view.list.rows] == [
        "New answer “It blinks”",
        "“Move the router” is called “Put the router elsewhere” now",
    ]
    assert view.list.rows[0].line == "At “Check the lights”, leads to “Put the router elsewhere”"
    steps, answers = marks_of(room.desk.trainer.structure(PATH).change)
    assert steps == {} == answers
    scene = view.map.map_scene
    marked = {card.node.anchor: card.change.text for card in scene.cards if card.change}
    assert marked == {"check-the-lights": "changed", "put-the-router-elsewhere": "changed"}
    assert scene.cards[scene.card_of("check-the-lights")].row_marks[3].text == "new"
    room.past.close()


def test_in_the_window_the_keys_of_editing_are_not_those_of_the_call_behind(qtbot, tmp_path):
    """Map, answer, undo, redo and save by keys; a call that runs behind the page stays where it is."""
    library = sample_repo(tmp_path / "kb")
    person = Home(tmp_path / "data", tmp_path / "cache")
    person.make()
    person.set_who(Author("Mia Tran", "mia@example.org"))
    with opened(qtbot, person, library) as hands:
        window = hands.window
        window.finder.open_path(PATH)
        hands.rest()
        hands.key(KEY.Key_Return, CONTROL)
        step = hands.step
        hands.key(KEY.Key_M, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        editing = window.late.trainer.editing
        hands.wait(lambda: editing.page is not None)
        editing.page.view.setFocus()
        hands.key(KEY.Key_A)
        hands.wait(lambda: editing.acts.sheet is not None)
        hands.type("It blinks")
        hands.key(KEY.Key_Return)
        field = QApplication.focusWidget()
        field.setText("Move the router")
        hands.key(KEY.Key_Return)
        wanted = restepped(
            PATH,
            (library / PATH).read_text(encoding="utf-8"),
            AddAnswer("check-the-lights", "It blinks", Goal("move-the-router")),
        )
        hands.wait(lambda: editing.side.editor.text() == wanted)
        hands.key(KEY.Key_Z, CONTROL)
        assert not editing.keeper.changed
        hands.key(KEY.Key_Y, CONTROL)
        assert editing.keeper.changed
        hands.key(KEY.Key_1)
        assert hands.step == step
        buttons = editing.page.findChildren(QPushButton)
        how_calls_went = next(one for one in buttons if one.shortcut().toString() == "Alt+Y")
        how_calls_went.click()  # in the place of the form, which ends meanwhile
        assert editing.page.side is not editing.side
        hands.key(KEY.Key_S, CONTROL)
        hands.wait(lambda: editing.sheet_open)
        hands.key(KEY.Key_Return)
        hands.wait(lambda: not editing.active)
        assert (library / PATH).read_text(encoding="utf-8") == wanted
        how_calls_went.click()
        assert editing.page.side is not editing.page.text
        how_calls_went.click()
        assert editing.page.side is editing.page.text

# SPDX-License-Identifier: MIT
"""The run pane: what a call shows, what it asks, and that typing is never disturbed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from kbdesk.model import (
    Answer,
    CallTab,
    HandoffNote,
    Link,
    Party,
    Rendered,
    Run,
    RunView,
    Step,
    ValueField,
    Visit,
)
from kbdesk.ui.run_chips import Chips
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.run_parts import ChoiceButton, EndCard, ReadLink, WrapButton
from kbdesk.ui.run_say import SayCard
from kbdesk.ui.run_text import GrowingEdit, GrowingText, fill_blanks
from kbdesk.ui.run_trail import TrailItem, clock, visit_words
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel, lay_out

BOOK = "playbooks/wifi.md"
LIGHTS = Step(
    "lights",
    "Check the lights",
    "step",
    "1",
    9,
    says=("I am sorry, {{name}}. What colour is the light?", "{{name}}, I stay on the line."),
    values=(
        ValueField("wan_light", "colour of the light", 3, "choice", choices=("green", "red", "off")),
        ValueField("model", "model on the label", 4),
    ),
    answers=(Answer("The light is green", "one", 5), Answer("Red or off", "two", 6)),
    links=(Link("../articles/router-lights.md", "Router lights", 8),),
)
ONE = Step(
    "one", "Is it only one device", "step", "1", 20, answers=(Answer("Yes", "x", 21), Answer("No", "y", 22))
)
SOLVED = Step("solved", "Resolve: joined again", "resolve", "1", 30)
ESCALATE = Step(
    "esc",
    "Escalate to tier 2: radio fault",
    "escalate",
    "1",
    40,
    to_tier="2",
    to_team="network",
    values=(ValueField("wan_light", "colour of the light", 41), ValueField("since", "since when", 42)),
)


def visit(step, answer="", **changes):
    return Visit(BOOK, step.anchor, step.title, "1", "2026-11-22T10:00:00+00:00", "Sam", answer, **changes)


def view(step, *before, run_id="r1", status="running", current=None, **changes):
    run = Run(
        run_id, "/lib", "", BOOK, "", "Wi-Fi drops", "2026-11-22T10:00:00+00:00", "Sam", "1", (),
        (*before, current or visit(step)), status,
    )  # fmt: skip
    html = '<p>See <a href="kblink:0">Router lights</a>. <img src="kbimg:0"></p>'
    body = Rendered(html, links=("../articles/router-lights.md",), images=("a.png",))
    return replace(RunView(run, step, body, step.answers, len(before) + 1, 7), **changes)


@pytest.fixture
def pane(qtbot):
    host = QWidget()
    host.resize(420, 760)
    box = QHBoxLayout(host)
    search = QLineEdit(host)
    search.setObjectName("elsewhere")
    box.addWidget(search)
    pane = RunPane(Theme(), host)
    box.addWidget(pane, 1)
    qtbot.addWidget(host)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    search.setFocus()
    yield pane
    host.close()


def caught(signal):
    got = []
    signal.connect(lambda *values: got.append(values[0] if len(values) == 1 else values))
    return got


def choices(pane):
    return [b for b in pane.findChildren(ChoiceButton) if b.isVisible()]


def fields(pane, kind):
    return [w for w in pane.findChildren(kind) if w.isVisible()]


def test_nothing_open_says_how_to_begin(pane):
    """Without a call the pane says what to press."""
    pane.show_nothing()
    words = " ".join(label.text() for label in fields(pane, WrapLabel))
    assert "Open a playbook and press Enter" in words
    assert not choices(pane)


def test_a_click_answers_once(pane, qtbot):
    """A second click before the next step is shown answers nothing."""
    answered = caught(pane.answered)
    pane.show_run(view(LIGHTS))
    button = choices(pane)[1]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    pane.answer(1)
    assert answered == [2]


def test_the_second_half_of_a_double_click_does_not_answer_the_next_step(pane):
    """A double click on an answer answers one step although the next one appears under the mouse."""
    answered = caught(pane.answered)
    pane.answered.connect(lambda _n: pane.show_run(view(ONE, visit(LIGHTS, "The light is green"))))
    pane.show_run(view(LIGHTS))
    QTest.mouseClick(choices(pane)[0], Qt.MouseButton.LeftButton)
    QTest.mouseDClick(choices(pane)[0], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert answered == [1]


def test_the_next_step_can_be_answered(pane):
    """After the next step is shown, the same key answers again."""
    answered = caught(pane.answered)
    pane.show_run(view(LIGHTS))
    pane.answer(1)
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green")))
    pane.answer(2)
    assert answered == [1, 2]


def test_a_number_without_an_answer_does_nothing(pane):
    """Number 9 at a step with two answers gives no signal."""
    answered = caught(pane.answered)
    pane.show_run(view(LIGHTS))
    for number in (0, 3, 9):
        pane.answer(number)
    assert answered == []


def test_a_held_key_answers_once(pane):
    """Enter that repeats on a focused answer counts once."""
    pane.show_run(view(LIGHTS))
    pressed = caught(choices(pane)[0].clicked)
    choices(pane)[0].setFocus()
    for repeat in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeat
        )
        QApplication.sendEvent(choices(pane)[0], event)
    assert len(pressed) == 1


def test_what_is_typed_is_sent_before_the_answer(pane):
    """A note and a value that were just typed reach the window before the answer does."""
    told = []
    pane.noted.connect(lambda text: told.append(("note", text)))
    pane.recorded.connect(lambda name, text: told.append((name, text)))
    pane.answered.connect(lambda number: told.append(("answer", number)))
    pane.show_run(view(LIGHTS))
    line = next(w for w in fields(pane, QLineEdit) if w.accessibleName() == "Model on the label")
    QTest.keyClicks(line, "X200")
    pane.focus_note()
    QTest.keyClicks(fields(pane, GrowingEdit)[0], "on a train")
    pane.answer(1)
    assert told == [("model", "X200"), ("note", "on a train"), ("answer", 1)]


def test_a_note_is_sent_after_a_pause_and_once(pane, qtbot):
    """Typing a note sends it when the typing rests, and not again when the field is left."""
    noted = caught(pane.noted)
    pane.show_run(view(LIGHTS))
    pane.focus_note()
    QTest.keyClicks(fields(pane, GrowingEdit)[0], "train")
    assert noted == []
    qtbot.waitUntil(lambda: noted == ["train"], timeout=2000)
    pane.setFocus()
    assert noted == ["train"]


def test_showing_the_same_step_again_keeps_typing_and_focus(pane):
    """A recorded value comes back while a note is typed: text, cursor and focus stay."""
    pane.show_run(view(LIGHTS))
    pane.focus_note()
    note = fields(pane, GrowingEdit)[0]
    QTest.keyClicks(note, "half a sen")
    note.moveCursor(note.textCursor().MoveOperation.Left)
    at = note.textCursor().position()
    recorded = visit(LIGHTS, recorded=(("wan_light", "green"),), since="2026-11-22T10:01:00+00:00")
    pane.show_run(view(LIGHTS, current=recorded))
    assert fields(pane, GrowingEdit)[0] is note
    assert note.hasFocus()
    assert note.toPlainText() == "half a sen"
    assert note.textCursor().position() == at
    assert fields(pane, Chips)[0].text() == "green"


def test_a_reloaded_step_keeps_what_is_typed(pane):
    """A step whose text changed on disk is built anew with the note and the values as typed."""
    pane.show_run(view(LIGHTS))
    pane.focus_note()
    QTest.keyClicks(fields(pane, GrowingEdit)[0], "kept")
    pane.show_run(view(replace(LIGHTS, title="Check all lights")))
    assert fields(pane, GrowingEdit)[0].toPlainText() == "kept"


def test_a_new_step_never_leaves_the_cursor_in_a_text_field(pane):
    """After an answer given from the note, the next digit key answers instead of being typed."""
    noted = caught(pane.noted)
    pane.show_run(view(LIGHTS))
    pane.focus_note()
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green")))
    assert pane.hasFocus()
    assert noted == []


def test_a_new_step_does_not_take_the_focus_from_the_search(pane):
    """A step that appears while the agent types elsewhere leaves the cursor there."""
    pane.show_run(view(LIGHTS))
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green")))
    assert pane.window().findChild(QLineEdit, "elsewhere").hasFocus()


def test_a_choice_of_two_words_can_be_typed(qtbot):
    """A blank goes on with the word; letters of the second word do not jump to other choices."""
    chips = Chips(None, ("radar seen", "key timeout", "none logged"))
    qtbot.addWidget(chips)
    QTest.keyClicks(chips, "radar seen")
    assert chips.text() == "radar seen"
    QTest.keyClicks(chips, "key")
    assert chips.text() == "key timeout"


def test_a_choice_is_recorded_by_its_first_letter(pane):
    """Ctrl+R and a letter record the first value."""
    recorded = caught(pane.recorded)
    pane.show_run(view(LIGHTS))
    pane.focus_first_value()
    QTest.keyClicks(fields(pane, Chips)[0], "r")
    assert recorded == [("wan_light", "red")]


def test_a_choice_is_recorded_by_a_click(pane):
    """A click on a chip records it."""
    recorded = caught(pane.recorded)
    pane.show_run(view(LIGHTS))
    chip = next(b for b in fields(pane, QPushButton) if b.accessibleName() == "off")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert recorded == [("wan_light", "off")]


def test_enter_in_the_last_value_gives_the_digits_back(pane):
    """Enter records a value once and leaves the text field."""
    recorded = caught(pane.recorded)
    pane.show_run(view(LIGHTS))
    line = next(w for w in fields(pane, QLineEdit) if w.accessibleName() == "Model on the label")
    line.setFocus()
    QTest.keyClicks(line, "X200")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert recorded == [("model", "X200")]
    assert pane.hasFocus()


def test_a_refused_value_says_why_and_is_sent_again(pane):
    """The sentence stands under the field until it is edited, and the corrected text is sent."""
    recorded = caught(pane.recorded)
    pane.show_run(view(LIGHTS))
    line = next(w for w in fields(pane, QLineEdit) if w.accessibleName() == "Model on the label")
    QTest.keyClicks(line, "X")
    pane.flush()
    pane.show_value_error("model", "A model has a number.")
    assert "A model has a number." in [label.text() for label in fields(pane, WrapLabel)]
    QTest.keyClicks(line, "200")
    assert "A model has a number." not in [label.text() for label in fields(pane, WrapLabel)]
    pane.flush()
    assert recorded == [("model", "X"), ("model", "X200")]


def test_copying_words_asks_for_their_blank_first(pane):
    """C goes to the empty blank, Enter copies the words with it filled, and the run remembers it."""
    copied = caught(pane.copy_requested)
    pane.show_run(view(LIGHTS))
    pane.copy_says()
    assert copied == []
    blank = next(w for w in fields(pane, QLineEdit) if w.objectName() == "name")
    assert blank.hasFocus()
    QTest.keyClicks(blank, "Dana")
    QTest.keyClick(blank, Qt.Key.Key_Return)
    assert copied == ["I am sorry, Dana. What colour is the light?"]
    pane.copy_says(1)
    assert copied[1] == "Dana, I stay on the line."
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green")))
    pane.show_run(view(LIGHTS, visit(LIGHTS), visit(ONE)))
    pane.copy_says()
    assert copied[2] == copied[0]


def test_recorded_values_fill_blanks(pane):
    """A blank named like a recorded value comes filled in."""
    copied = caught(pane.copy_requested)
    step = replace(ONE, says=("So it is {{wan_light}}.",))
    pane.show_run(view(step, visit(LIGHTS, "The light is green", recorded=(("wan_light", "green"),))))
    pane.copy_says()
    assert copied == ["So it is green."]


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("no blank", "no blank"),
        ("{{a}} and {{ b }}", "1 and {b}"),
        ("{{a}}{{a}}", "11"),
        ("open {{a", "open {{a"),
        ("{{}} {{{{a}}", "{{}} {{{{a}}"),
        ("{{first_name}}", "{first name}"),
    ],
)
def test_blanks_are_filled_where_they_stand(words, filled):
    """Only whole {{name}} places are blanks."""
    text, marks = fill_blanks(words, lambda name: {"a": "1"}.get(name, ""))
    assert text == filled
    for start, end, known in marks:
        assert (text[start:end] == "1") is known


def test_links_of_a_step_tell_their_target(pane):
    """A link in the text and one in the list give the target as the file wrote it; others give nothing."""
    followed = caught(pane.link_activated)
    pane.show_run(view(LIGHTS))
    body = next(w for w in fields(pane, GrowingText) if "What to do" in w.accessibleName())
    body.anchorClicked.emit(QUrl("kblink:0"))
    for hostile in ("kblink:7", "kblink:-1", "file:///etc/passwd", "http://example.com", "kb:copy/0"):
        body.anchorClicked.emit(QUrl(hostile))
    QTest.mouseClick(fields(pane, ReadLink)[0], Qt.MouseButton.LeftButton)
    assert followed == ["../articles/router-lights.md"] * 2


def test_a_step_loads_no_file(pane, tmp_path):
    """A picture or style sheet that a text names is never read from disk."""
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    pane.show_run(view(LIGHTS))
    body = fields(pane, GrowingText)[0]
    for kind in (1, 2, 3):
        given = body.loadResource(kind, QUrl.fromLocalFile(str(secret)))
        assert given is not None
        assert given == b" " if kind != 2 else given.width() > 10


def test_the_trail_tells_each_visit(pane):
    """Answer, time, values and note stand under a step; undone and skipped ones say so."""
    done = visit(LIGHTS, "The light is green", recorded=(("wan_light", "green"),), note="late", seconds=64)
    assert visit_words(done, False) == ("The light is green  ·  01:04", "wan light: green", "“late”")
    assert visit_words(replace(done, undone=True), False)[0].startswith("Taken back")
    assert visit_words(visit(ONE, skipped=True), False) == ("Skipped",)
    assert visit_words(visit(ONE), True) == ("Now",)
    assert clock(3700) == "1:01:40"


def test_an_earlier_step_can_be_changed(pane):
    """A click on a finished step asks for it by its place in the run; current and undone ones do nothing."""
    revised = caught(pane.revise_requested)
    done = visit(LIGHTS, "The light is green")
    pane.show_run(view(ONE, done, replace(done, undone=True)))
    for item in fields(pane, TrailItem):
        QTest.mouseClick(item, Qt.MouseButton.LeftButton)
    assert revised == [0]


def test_with_another_text_size_the_step_stands_at_the_top_again(pane, qtbot):
    """What was done before is scrolled past, as when the step came."""
    pane.show_run(view(LIGHTS, *(visit(ONE, f"answer {n}") for n in range(3))))
    title = next(one for one in fields(pane, WrapLabel) if LIGHTS.title in one.text())
    qtbot.wait(300)
    pane.set_theme(Theme(scale=1.6))
    area = pane.findChild(QScrollArea).viewport()
    qtbot.waitUntil(lambda: 0 <= title.mapTo(area, QPoint(0, 0)).y() < 60)
    qtbot.wait(50)
    assert 0 <= title.mapTo(area, QPoint(0, 0)).y() < 60


def test_a_long_trail_folds(pane):
    """Of six steps the last three are open; the line above opens the rest."""
    pane.show_run(view(ONE, *(visit(LIGHTS, f"answer {n}") for n in range(5))))
    assert len(fields(pane, TrailItem)) == 3
    more = next(b for b in fields(pane, QPushButton) if b.text() == "… 3 earlier")
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert len(pane.findChildren(TrailItem)) >= 6
    assert [b for b in fields(pane, QPushButton) if b.text() == "Show fewer steps"]


def test_a_solved_call_finishes_by_enter(pane):
    """At a Resolve step Enter and the button finish the call, and no answers stand in the way."""
    finished = caught(pane.finish_requested)
    pane.show_run(view(SOLVED, visit(LIGHTS, "The light is green"), status="resolved"))
    pane.setFocus()
    QTest.keyClick(pane, Qt.Key.Key_Return)
    button = next(b for b in fields(pane, EndCard)[0].findChildren(QPushButton) if b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(finished) == 2
    assert not choices(pane)


def test_an_escalate_step_names_what_is_missing(pane):
    """The card says where it goes and what the call has not recorded yet; recording it updates the card."""
    before = visit(LIGHTS, "The light is green", recorded=(("wan_light", "green"),))
    pane.show_run(view(ESCALATE, before))
    words = [label.text() for label in fields(pane, WrapLabel)]
    assert "Hand over to tier 2 (network)" in words
    assert "Still missing: since when" in words
    pane.show_run(view(ESCALATE, before, current=visit(ESCALATE, recorded=(("since", "Monday"),))))
    assert not [label for label in fields(pane, WrapLabel) if label.text().startswith("Still missing")]
    asked = caught(pane.escalate_requested)
    QTest.mouseClick(pane.findChild(QPushButton, "escalate"), Qt.MouseButton.LeftButton)
    assert len(asked) == 1


def test_a_call_on_hold_takes_no_answer(pane):
    """On hold, answers are off and the button goes on."""
    answered, resumed = caught(pane.answered), caught(pane.pause_requested)
    pane.show_run(view(LIGHTS, status="paused"))
    QTest.mouseClick(choices(pane)[0], Qt.MouseButton.LeftButton)
    pane.answer(1)
    button = fields(pane, EndCard)[0].findChildren(QPushButton)[0]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert answered == []
    assert len(resumed) == 1


def test_open_calls_are_switched_by_their_chip(pane):
    """With two calls a strip shows both; the other one's chip asks for it and carries F8."""
    chosen = caught(pane.call_chosen)
    calls = (
        CallTab("r1", "Wi-Fi", "Lights", "running"),
        CallTab("r2", "Outlook & more", "Sign-in", "paused"),
    )
    pane.show_run(view(LIGHTS, calls=calls[:1]))
    assert not [b for b in fields(pane, QPushButton) if b.objectName() == "r1"]
    pane.show_run(view(LIGHTS, calls=calls))
    chips = {b.objectName(): b for b in pane.findChildren(QPushButton) if b.objectName() in ("r1", "r2")}
    assert "F8" in chips["r2"].text() and "F8" not in chips["r1"].text()
    for chip in chips.values():
        chip.click()
    assert chosen == ["r2"]


def test_chips_are_kept_while_a_call_goes_on(pane):
    """A chip that comes lays out the whole window: an answer only names them anew."""
    calls = (CallTab("r1", "Wi-Fi", "Lights", "running"), CallTab("r2", "Outlook", "Sign-in", "paused"))
    pane.show_run(view(LIGHTS, calls=calls))

    def chips():
        return {b.objectName(): b for b in fields(pane, QPushButton) if b.objectName() in ("r1", "r2", "r3")}

    before = chips()
    calls = (replace(calls[0], step="One"), replace(calls[1], status="running"))
    pane.show_run(view(ONE, visit(LIGHTS, "Green"), calls=calls))
    assert chips() == before
    assert [chip.accessibleName() for chip in before.values()] == ["Wi-Fi, at One", "Outlook, at Sign-in"]
    pane.show_run(view(ONE, visit(LIGHTS, "Green"), calls=(calls[0], replace(calls[1], run_id="r3"))))
    assert list(chips()) == ["r1", "r3"]
    assert "F8" in chips()["r3"].text()


def test_jumps_tell_their_anchor(pane):
    """The jump menu asks for the step's anchor."""
    jumped = caught(pane.jump_requested)
    pane.show_run(view(LIGHTS, jumps=(("one", "Is it only one device"),)))
    menu = next(b for b in fields(pane, QPushButton) if b.menu() is not None).menu()
    menu.actions()[0].trigger()
    assert jumped == ["one"]


def test_back_is_off_at_the_first_step(pane):
    """There is nothing to take back before the first answer."""
    back = caught(pane.back_requested)
    pane.show_run(view(LIGHTS))
    button = next(b for b in fields(pane, QPushButton) if b.text() == "Back")
    button.click()
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green")))
    button.click()
    assert len(back) == 1


def test_a_change_of_theme_keeps_what_is_typed(pane):
    """Dark and 200 % while a note is typed: the note, its focus and the clock stay."""
    pane.show_run(view(LIGHTS))
    pane.set_elapsed(192)
    pane.focus_note()
    note = fields(pane, GrowingEdit)[0]
    QTest.keyClicks(note, "half")
    pane.set_theme(Theme(True, 2.0))
    assert note.hasFocus() and note.toPlainText() == "half"
    assert pane.theme == Theme(True, 2.0)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [330, 460])
def test_no_text_is_cut_off(qtbot, scale, width):
    """At 100 % and 200 %, in a narrow and a wide pane, each label and answer is as high as its text."""
    theme = Theme(False, scale)
    pane = RunPane(theme)
    pane.setStyleSheet(theme.qss())
    qtbot.addWidget(pane)
    pane.resize(width if scale == 1 else max(width, 400), 700)
    long = replace(ONE, answers=(Answer("It is " + "very " * 30 + "slow", "x", 1), Answer("A" * 90, "y", 2)))
    pane.show()
    pane.show_run(view(long, visit(LIGHTS, "The light is green", note="word " * 30)))
    qtbot.waitUntil(lambda: choices(pane)[0].height() > 40 * scale)
    for part in [*fields(pane, WrapLabel), *fields(pane, WrapButton), *fields(pane, TrailItem)]:
        assert part.height() >= part.heightForWidth(part.width()), part.accessibleName() or part.text()
    for part in choices(pane):
        assert part.mapTo(pane, QPoint(part.width(), 0)).x() <= pane.width()
    pane.close()


def test_a_word_wider_than_the_line_breaks():
    """A path without spaces wraps instead of running out of sight."""
    layout, height = lay_out("C:\\" + "x" * 200, Theme().font(13), 120)
    assert layout.lineCount() > 5
    assert max(layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount())) <= 121
    assert height > 80


def test_texts_are_shown_and_never_run(pane):
    """A title or answer with markup in it stays text."""
    bad = "<img src=file:///etc/passwd><b>x</b>"
    step = replace(ONE, title=bad, says=(bad,), answers=(Answer(bad, "x", 1),))
    pane.show_run(view(step, visit(LIGHTS, bad)))
    assert any(label.text() == bad for label in fields(pane, WrapLabel))
    card = fields(pane, SayCard)[0]
    assert card.words() == bad
    assert card.findChildren(GrowingText)[0].toPlainText() == bad


def test_every_control_has_a_name(pane):
    """A screen reader finds a name on each button and field."""
    calls = (CallTab("r1", "Wi-Fi", "Lights", "running"), CallTab("r2", "Outlook", "Sign-in", "paused"))
    pane.show_run(view(LIGHTS, visit(ONE, "Yes"), calls=calls, jumps=(("one", "One"),)))
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, Chips):
        for control in fields(pane, kind):
            assert control.accessibleName() or getattr(control, "text", str)(), control


# --- the keyboard ---


def tabbed(pane, most=40):
    """The widgets that Tab goes through from the pane until it leaves it."""
    pane.setFocus()
    seen = []
    for _ in range(most):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        if not pane.isAncestorOf(at):
            break
        if at not in seen:
            seen.append(at)
    return seen


def test_tab_goes_through_the_pane_as_it_is_read(pane):
    """Head, trail, step, then Back and Escalate, also after the step and the trail were built anew."""
    pane.show_run(view(LIGHTS))
    noted = visit(ONE, note="a note")
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green")))
    pane.show_run(view(ONE, visit(LIGHTS, "The light is green"), current=noted))
    kinds = [type(widget) for widget in tabbed(pane)]
    order = [kinds.index(kind) for kind in (TrailItem, GrowingText, ChoiceButton, GrowingEdit)]
    assert order == sorted(order)
    names = [widget.accessibleName() or widget.text() for widget in tabbed(pane)[-2:]]
    assert names == ["Back", "Escalate"]


def test_enter_presses_the_button_that_has_the_focus(pane):
    """At a Resolve step Enter on Back goes back; it does not finish the call."""
    finished, back = caught(pane.finish_requested), caught(pane.back_requested)
    pane.show_run(view(SOLVED, visit(LIGHTS, "The light is green")))
    button = next(b for b in fields(pane, QPushButton) if b.text() == "Back")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert (len(back), len(finished)) == (1, 0)


def test_enter_in_a_value_ends_nothing_but_the_value(pane):
    """At an Escalate step Enter in a field goes on to the next; it does not hand over."""
    asked = caught(pane.escalate_requested)
    pane.show_run(view(ESCALATE, visit(LIGHTS, "The light is green")))
    pane.focus_first_value()
    first, second = fields(pane, QLineEdit)
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert second.hasFocus()
    assert asked == []


def test_escape_leads_from_a_field_to_the_digits(pane):
    """Escape in the note goes to the pane, once; the window has the next one."""
    pane.show_run(view(LIGHTS))
    pane.focus_note()
    QTest.keyClicks(fields(pane, GrowingEdit)[0], "half")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert pane.hasFocus()
    assert fields(pane, GrowingEdit)[0].toPlainText() == "half"
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pane, event)
    assert not event.isAccepted()


def test_hold_keeps_the_cursor_where_it_was(pane):
    """Ctrl+H from the note leaves the cursor in the note, not on a button that Enter would press."""
    pane.show_run(view(LIGHTS))
    pane.focus_note()
    pane.show_run(view(LIGHTS, status="paused"))
    assert fields(pane, GrowingEdit)[0].hasFocus()
    pane.show_run(view(LIGHTS))
    fields(pane, QLineEdit)[-1].setFocus()
    name = QApplication.focusWidget().accessibleName()
    pane.show_run(view(LIGHTS, status="paused"))
    assert QApplication.focusWidget().accessibleName() == name


def test_a_field_leaves_ctrl_e_to_the_window(pane):
    """On X11 Ctrl+E is Qt's key for the end of the line; in a call it hands over, wherever the focus is."""
    pane.show_run(view(LIGHTS))
    for field in fields(pane, QLineEdit):
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier, "\x05"
        )
        event.accept()
        field.event(event)  # not sent: then whoever stands around it would be asked too
        assert not event.isAccepted()


def test_the_pane_shows_that_it_has_the_focus(pane):
    """A ring stands around the pane while the digits answer."""
    pane.show_run(view(LIGHTS))
    calm = pane.grab().toImage()
    pane.setFocus()
    ringed = pane.grab().toImage()
    spot = (1, pane.height() // 2)
    assert ringed.pixelColor(*spot) != calm.pixelColor(*spot)


def test_a_call_that_was_handed_to_me_here_is_not_handed_over_by_enter(pane):
    """At the step that brought the call to this tier, Enter does not hand it over again."""
    note = HandoffNote("r1", "2026-11-22T10:00:00+00:00", Party("1", "Sam"), Party("2"), "Wi-Fi", ask="Look")
    asked = caught(pane.escalate_requested)
    mine = view(ESCALATE)
    pane.show_run(replace(mine, run=replace(mine.run, tier="2", by="Mia", brought=note)))
    pane.finish()
    assert asked == []
    said = " ".join(label.text() for label in fields(pane, WrapLabel))
    assert "It was handed to you here" in said
    assert "Sam asks" in said
    pane.show_run(mine)
    pane.finish()
    assert len(asked) == 1


def test_a_call_that_was_sent_back_offers_nothing(pane):
    """A note that was sent back is shown with its steps, and nothing of it can be answered."""
    pane.show_run(view(LIGHTS, status="returned"))
    assert not choices(pane)
    assert "Sent back" in [label.text() for label in fields(pane, WrapLabel)]

# SPDX-License-Identifier: MIT
"""The escalation sheet and the one after it: by keys alone, nothing forgotten, nothing lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from kbdesk.desk.escalating import EscalationForm
from kbdesk.model import Blank, HandoffNote, Party, Preview
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.handed_over import HandedOverSheet
from kbdesk.ui.handing_over import HandingOver
from kbdesk.ui.run_fields import Field
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns
from kbdesk.ui.wrap_label import WrapLabel

CONTROL = Qt.KeyboardModifier.ControlModifier
BLANKS = (
    Blank("since", "since when", required=True, group="missing"),
    Blank("wan_light", "colour", required=True, kind="choice", choices=("green", "red"), group="missing"),
    Blank("ask", "What do you need?", required=True),
    Blank("told", "What have you told the customer?", value="We call back."),
    Blank("promised", "What did you promise?"),
    Blank("if", "If …"),
    Blank("then", "… then"),
    Blank("ticket", "Ticket", group="more"),
    Blank("errors", "Exact error texts", "One line each.", value="E-1\nE-2", group="more"),
)
NOTE = HandoffNote(
    "n1", "2026-11-22T10:12:00+00:00", Party("1", "Sam"), Party("2", team="network"), "Wi-Fi drops"
)


def preview(markdown="# Wi-Fi drops\n", missing=(), redacted=()):
    note = HandoffNote(NOTE.id, NOTE.created, NOTE.sender, NOTE.to, NOTE.issue, redacted=redacted)
    return Preview(note, markdown, missing, (("Situation", "It drops."),))


@pytest.fixture
def window(qtbot):
    window = QWidget()
    window.resize(1280, 800)
    box = QVBoxLayout(window)
    search = QLineEdit(window)
    search.setObjectName("search")
    box.addWidget(search)
    box.addStretch(1)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    search.setFocus()
    yield window
    window.close()


@pytest.fixture
def sheet(window):
    sheet = EscalateSheet(Theme(), window)
    sheet.show_blanks(BLANKS, "Escalate to tier 2: radio fault", "Filled in from the call: 5 steps.")
    return sheet


def caught(signal):
    got = []
    signal.connect(lambda *values: got.append(values[0] if values else None))
    return got


def editor(sheet, key):
    return sheet.findChild(Field, key).editor


def key(name, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), name, modifiers)


def write(text):
    QTest.keyClicks(QApplication.focusWidget(), text)


def texts(parent):
    return [label.text() for label in parent.findChildren(WrapLabel) if label.isVisible()]


def test_the_form_is_done_by_typing_alone(sheet):
    """From the first key to the handover there is only text, Enter and Ctrl+Enter."""
    submitted = caught(sheet.submitted)
    write("since Monday")
    key(Qt.Key.Key_Return)
    write("r")
    key(Qt.Key.Key_Return)
    write("Swap the router, or say why not.")
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Return)
    write("A call by 14:00")
    key(Qt.Key.Key_Return)
    write("the light turns red")
    key(Qt.Key.Key_Return)
    write("call the site")
    key(Qt.Key.Key_Return, CONTROL)
    assert submitted == [
        {
            "since": "since Monday",
            "wan_light": "red",
            "ask": "Swap the router, or say why not.",
            "told": "We call back.",
            "promised": "A call by 14:00",
            "if": "the light turns red",
            "then": "call the site",
            "ticket": "",
            "errors": "E-1\nE-2",
        }
    ]


def test_the_cursor_begins_where_something_is_needed(sheet):
    """The first required field that is empty has the focus."""
    assert editor(sheet, "since").hasFocus()


def test_what_is_needed_is_said_where_it_is_missing(sheet):
    """Handing over with required fields empty says so under each, goes to the first and sends nothing."""
    submitted = caught(sheet.submitted)
    write("Monday")
    key(Qt.Key.Key_Return, CONTROL)
    assert submitted == []
    assert sheet.findChild(Field, "since").error() == ""
    assert "unknown" in sheet.findChild(Field, "wan_light").error()
    assert sheet.findChild(Field, "ask").error()
    assert editor(sheet, "wan_light").hasFocus()
    write("g")
    assert sheet.findChild(Field, "wan_light").error() == ""


def test_an_ask_that_asks_nothing_is_sent_back(sheet, qtbot):
    """When the preview says that "please check" is no ask, the field says so instead of handing over."""
    submitted, changed = caught(sheet.submitted), caught(sheet.changed)
    for name, text in (("since", "Monday"), ("ask", "please check")):
        editor(sheet, name).setFocus()
        write(text)
    editor(sheet, "wan_light").setFocus()
    write("g")
    qtbot.waitUntil(lambda: bool(changed))
    sheet.show_preview(preview(missing=("ask",)))
    key(Qt.Key.Key_Return, CONTROL)
    assert submitted == []
    assert "no ask" in sheet.findChild(Field, "ask").error()


def test_errors_from_the_desk_are_shown_in_the_folded_part_too(sheet):
    """A sentence for a folded field unfolds it and goes there."""
    sheet.show_errors({"ticket": "No such ticket."})
    assert editor(sheet, "ticket").hasFocus()
    assert sheet.findChild(Field, "ticket").error() == "No such ticket."


def test_changes_are_told_once_the_typing_rests(sheet, qtbot):
    """Ten keys in a row give one signal with the whole answers."""
    changed = caught(sheet.changed)
    write("ten letter")
    assert changed == []
    qtbot.waitUntil(lambda: bool(changed), timeout=1000)
    qtbot.wait(150)
    assert [answers["since"] for answers in changed] == ["ten letter"]


def test_the_preview_shows_the_note_and_what_was_taken_out(sheet):
    """The note stands beside the form without the machine's copy, and the redactions are counted."""
    machine = '# Wi-Fi drops\n\nbrief\n\n```json\n{"schema": 1}\n```\n'
    sheet.show_preview(preview(machine, redacted=(("card number", 1), ("password", 2))))
    note = next(w for w in sheet.findChildren(QPlainTextEdit) if w.isReadOnly())
    assert note.isVisible()
    assert "brief" in note.toPlainText() and "schema" not in note.toPlainText()
    assert "Taken out before export: 1 card number, 2 passwords" in texts(sheet)
    sheet.show_preview(preview())
    assert not [line for line in texts(sheet) if line.startswith("Taken out")]


def test_a_narrow_window_folds_the_preview_away(sheet, window):
    """Under 1000 px the note waits behind a button, and under 700 px the sheet takes all."""
    note = next(w for w in sheet.findChildren(QPlainTextEdit) if w.isReadOnly())
    window.resize(900, 800)
    QApplication.processEvents()
    assert not note.isVisible()
    toggle = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Preview of the note")
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert note.isVisible()
    window.resize(480, 800)
    QApplication.processEvents()
    assert sheet.card.geometry() == sheet.rect()
    window.resize(1280, 800)
    QApplication.processEvents()
    assert note.isVisible() and sheet.card.width() < sheet.width()


def test_the_rest_unfolds_by_a_key(sheet):
    """Ctrl+M shows the rest and goes there, and folds it again."""
    assert not editor(sheet, "ticket").isVisible()
    key(Qt.Key.Key_M, CONTROL)
    assert editor(sheet, "ticket").hasFocus()
    key(Qt.Key.Key_M, CONTROL)
    assert not editor(sheet, "ticket").isVisible()


def test_lines_stay_lines(sheet):
    """In a field for several lines Enter begins a line."""
    key(Qt.Key.Key_M, CONTROL)
    errors = editor(sheet, "errors")
    errors.setFocus()
    errors.moveCursor(errors.textCursor().MoveOperation.End)
    key(Qt.Key.Key_Return)
    write("E-3")
    assert sheet.answers()["errors"] == "E-1\nE-2\nE-3"


def test_another_if_then_pair_is_counted(sheet):
    """The plus gives a second pair whose keys end in 2."""
    add = next(b for b in sheet.findChildren(QPushButton) if b.text().startswith("Another"))
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    write("it rains")
    key(Qt.Key.Key_Return)
    write("wait")
    assert (sheet.answers()["if_2"], sheet.answers()["then_2"]) == ("it rains", "wait")


DEVELOPER = (
    Blank("repro_steps", "Steps to reproduce it", "One line each.", group="more"),
    Blank("expected", "What should happen?", group="more"),
    Blank("actual", "What happens instead?", group="more"),
    Blank("reproduced", "Could you?", kind="choice", choices=("yes", "no", "sometimes"), group="more"),
    Blank("attachments", "Files that go with it", "Names, one line each.", group="more"),
)


def opened_with(window, *blanks):
    sheet = EscalateSheet(Theme(), window)
    sheet.show_blanks(blanks, "Escalate", "")
    return sheet


def test_another_plan_comes_by_a_key(sheet):
    """Ctrl+I gives room for one more plan wherever the cursor is, up to nine."""
    for _ in range(12):
        key(Qt.Key.Key_I, CONTROL)
    write("it burns")
    assert sheet.answers()["if_9"] == "it burns"
    assert "if_10" not in sheet.answers()


def test_plans_that_are_written_already_are_shown(window):
    """Of the plans that the note may hold, only the first and those with words take room."""
    pairs = [
        Blank(f"{w}_{n}", w, value="x" if n == 2 else "", group="more")
        for n in (2, 3)
        for w in ("if", "then")
    ]
    sheet = opened_with(window, *BLANKS, *pairs)
    assert editor(sheet, "if_2").isVisible() and editor(sheet, "then_2").isVisible()
    assert "if_3" not in sheet.answers()
    key(Qt.Key.Key_I, CONTROL)
    assert editor(sheet, "if_3").hasFocus()


def test_tier_3_brings_the_block_for_developers(window):
    """The block stands open for tier 3 and specialists, else under More, and keeps what was typed."""
    tier = Blank("to_tier", "Tier", kind="choice", choices=("1", "2", "3", "specialist"), value="2")
    sheet = opened_with(window, tier, *BLANKS, *DEVELOPER)
    assert not editor(sheet, "expected").isVisible()
    editor(sheet, "to_tier").setFocus()
    key(Qt.Key.Key_Right)
    assert editor(sheet, "expected").isVisible() and editor(sheet, "to_tier").hasFocus()
    assert "For whoever looks into the fault itself" in texts(sheet)
    editor(sheet, "actual").setFocus()
    write("It drops")
    key(Qt.Key.Key_Return)
    assert editor(sheet, "reproduced").hasFocus()
    write("s")
    editor(sheet, "to_tier").setFocus()
    key(Qt.Key.Key_Left)
    assert not editor(sheet, "actual").isVisible()
    key(Qt.Key.Key_M, CONTROL)
    assert editor(sheet, "actual").isVisible()
    assert (sheet.answers()["actual"], sheet.answers()["reproduced"]) == ("It drops", "sometimes")


def test_names_of_files_are_chosen(window, monkeypatch):
    """The button adds the names of chosen files, a line each, none twice, and nothing of their folders."""
    sheet = opened_with(window, *BLANKS, Blank("to_tier", "Tier", value="3"), *DEVELOPER)
    chosen = (["/home/sam/log.txt", "/tmp/shot.png"], "")
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileNames", lambda *_more: chosen)
    add = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Add files …")
    editor(sheet, "attachments").setFocus()
    write("log.txt")
    key(Qt.Key.Key_Tab)
    assert add.hasFocus()
    key(Qt.Key.Key_Space)
    assert sheet.answers()["attachments"] == "log.txt\nshot.png"


def test_what_was_asked_back_comes_first(window):
    """A note that was sent back asks first for what is marked, and the cursor stands there."""
    asked = Blank("answer_1", "Which firmware?", "Rob asks for this.", required=True)
    since = Blank("since", "Since when?", "Rob asks for this.", required=True)
    ask = Blank("ask", "What do you need?", required=True, value="Swap it")
    sheet = opened_with(window, asked, ask, Blank("told", "Told", value="x"), since)
    assert editor(sheet, "answer_1").hasFocus()
    write("1.2")
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Return)
    assert editor(sheet, "since").hasFocus()


def test_the_folded_rest_says_what_it_holds(sheet):
    """One line names what the call filled in; it goes when the rest is shown."""
    assert "Filled in: errors" in texts(sheet)
    key(Qt.Key.Key_M, CONTROL)
    assert "Filled in: errors" not in texts(sheet)


def test_tab_goes_top_down_and_stays_in_the_sheet(sheet):
    """Tab visits the fields in order and never leaves the sheet; it comes round to the first."""
    seen = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert sheet.isAncestorOf(focused)
        seen.append(focused)
        key(Qt.Key.Key_Tab)
    wanted = [editor(sheet, name) for name in ("since", "wan_light", "ask", "told", "promised", "if", "then")]
    assert seen[: len(wanted)] == wanted
    assert seen.count(wanted[0]) > 1
    wanted[1].setFocus()
    key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert wanted[0].hasFocus()


def test_escape_gives_the_focus_back(sheet, window):
    """Esc cancels once, hides the sheet and the cursor is where it was."""
    cancelled = caught(sheet.cancelled)
    key(Qt.Key.Key_Escape)
    assert len(cancelled) == 1
    assert not sheet.isVisible()
    assert window.findChild(QLineEdit, "search").hasFocus()


def test_keys_do_not_act_below_the_sheet(sheet, window):
    """Digits, Ctrl+E and Esc of the window stay without effect while the sheet is open; zoom works."""
    fired = []
    for keys in ("1", "Ctrl+E", "Esc", "Ctrl++"):
        action = QAction(window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _on=False, name=keys: fired.append(name))
        window.addAction(action)
    for control in (editor(sheet, "since"), editor(sheet, "wan_light"), sheet.findChildren(QPushButton)[-1]):
        control.setFocus()
        key(Qt.Key.Key_1)
        key(Qt.Key.Key_E, CONTROL)
        key(Qt.Key.Key_Plus, CONTROL)
    key(Qt.Key.Key_Escape)
    assert fired == ["Ctrl++"] * 3


def test_keys_that_come_before_the_fields_wait_for_them(window):
    """What is typed while the fields are made stands in the fields then; nothing acts below."""
    search = window.findChild(QLineEdit, "search")
    sheet = EscalateSheet(Theme(), window)
    cancelled = caught(sheet.cancelled)
    sheet.hold_keys()
    write("Mon")
    key(Qt.Key.Key_Return)
    write("gre")
    assert (search.text(), sheet.card.isVisible()) == ("", False)
    for _ in sheet.filling(BLANKS, "Escalate", ""):
        pass
    sheet.open_filled()
    sheet.give_keys()
    assert (editor(sheet, "since").text(), sheet.card.isVisible()) == ("Mon", True)
    assert not editor(sheet, "since").hasFocus()
    key(Qt.Key.Key_Escape)
    assert cancelled == [None] and search.text() == ""


def test_keys_that_come_while_the_fields_are_made_stay_in_order(window):
    """One after each piece, the last too, in which the fields have the focus and are not painted yet."""
    sheet = EscalateSheet(Theme(), window)
    typed = ""
    for _, letter in zip(sheet.opening(BLANKS, "Escalate", "", {}), "abcdefghij", strict=False):
        write(letter)
        typed += letter
    assert len(typed) > 3
    assert editor(sheet, "since").text() == typed
    key(Qt.Key.Key_Escape)


@pytest.fixture
def handing(window):
    """A form of 39 fields is being made; ``ask_again()`` asks for it anew."""
    lane = SimpleNamespace(run=lambda work, done, *_, **__: done(work()))
    blanks = (*BLANKS, *(Blank(f"more{number}", f"More {number}", group="more") for number in range(30)))
    kept = {}
    calls = SimpleNamespace(
        escalation=lambda *_: EscalationForm("Escalate", "", blanks, tuple(kept.items())),
        preview=lambda *_: preview(),
        keep_form=lambda _run, _form, typed: kept.update(typed),
    )
    handing = HandingOver(SimpleNamespace(call=lane), Theme(), window)
    handing.ask_again = lambda: handing.ask(SimpleNamespace(calls=calls), "run1", {})
    handing.ask_again()
    return handing


def test_esc_before_the_fields_are_there_leaves_and_keeps_what_was_typed(qtbot, window, handing):
    """The form is not shown any more; opened for the same call again it has what was typed at once."""
    assert handing.sheet_open and not window.findChild(EscalateSheet).card.isVisible()
    write("Mon")
    key(Qt.Key.Key_Escape)
    assert not handing.sheet_open
    qtbot.wait(50)
    assert not handing.sheet_open and window.findChild(QLineEdit, "search").hasFocus()
    handing.ask_again()
    qtbot.waitUntil(lambda: not window.findChild(Turns).busy)
    assert handing.answers()["since"] == "Mon"
    key(Qt.Key.Key_Escape)


def test_a_look_that_comes_while_the_fields_are_made_is_that_of_all_of_it(window, handing):
    """Dark and 200 % reach the fields that were there and those that come."""
    handing.set_theme(Theme(True, 2.0))
    assert not window.findChild(Turns).busy
    labels = window.findChild(EscalateSheet).findChildren(WrapLabel)
    assert len(labels) > 40 and {label._theme for label in labels} == {Theme(True, 2.0)}
    key(Qt.Key.Key_Escape)


def test_a_change_of_theme_keeps_the_form(sheet):
    """Dark and 200 % keep what is typed and where."""
    write("Mon")
    sheet.set_theme(Theme(True, 2.0))
    assert sheet.answers()["since"] == "Mon"
    assert editor(sheet, "since").hasFocus()


@pytest.mark.parametrize(("width", "scale"), [(480, 1.0), (480, 2.0), (900, 1.0), (1280, 2.0)])
def test_no_text_of_the_form_is_cut_off(window, width, scale):
    """Labels and sentences are as high as they need, and no field runs out of the sheet."""
    theme = Theme(False, scale)
    window.setStyleSheet(theme.qss())
    window.resize(width, 800)
    sheet = EscalateSheet(theme, window)
    sheet.show_blanks(
        BLANKS, "Escalate to tier 2: radio fault", "Filled in from the call: " + "5 steps, " * 9
    )
    key(Qt.Key.Key_M, CONTROL)
    key(Qt.Key.Key_Return, CONTROL)
    QApplication.processEvents()
    QApplication.processEvents()
    for label in sheet.findChildren(WrapLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    for field in sheet.findChildren(Field):
        if field.isVisible():
            right = field.mapTo(sheet, field.rect().topRight()).x()
            assert right <= sheet.card.geometry().right(), field.objectName()


def test_the_sheet_after_says_where_the_note_is(window):
    """Path and words to read out are shown in their order; Enter closes and gives the focus back."""
    sheet = HandedOverSheet(Theme(), window)
    closed = caught(sheet.closed)
    spoken = (("Situation", "It drops."), ("Background", ""), ("Recommendation", "Swap it."))
    sheet.take_result("/home/sam/notes/wifi.handoff.md", spoken, "# Wi-Fi")
    sheet.open_over()
    shown = texts(sheet)
    assert "Handed over" in shown and "/home/sam/notes/wifi.handoff.md" in shown
    assert shown.index("It drops.") < shown.index("Swap it.")
    assert "Background" not in shown
    key(Qt.Key.Key_Return)
    assert len(closed) == 1
    assert window.findChild(QLineEdit, "search").hasFocus()


def test_the_sheet_after_copies_and_opens(window):
    """Ctrl+Shift+C and the buttons ask for the clipboard and the folder."""
    sheet = HandedOverSheet(Theme(True), window)
    copied, folder = caught(sheet.copy_requested), caught(sheet.folder_requested)
    sheet.take_result("/n.md", (), "# Wi-Fi")
    sheet.open_over()
    key(Qt.Key.Key_C, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    buttons = {b.accessibleName() or b.text(): b for b in sheet.findChildren(QPushButton)}
    buttons["Copy the note again"].click()
    buttons["Open folder"].click()
    assert (len(copied), len(folder)) == (2, 1)
    assert "Copied" in buttons["Copy the note again"].text()
    sheet.close()

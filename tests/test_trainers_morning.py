# SPDX-License-Identifier: MIT
"""A trainer's morning as a whole, in the real window and by keys alone."""

from __future__ import annotations

from functools import partial

import pytest
from people import MIA, Floor, buttons, get_updates, words
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QTextBrowser

from kbdesk.desk.desk import Desk
from kbdesk.playbook.rehearsal import same

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
WIFI = "playbooks/technical/wifi-drops.md"
STEP = "check-the-lights"


@pytest.fixture
def floor(qtbot, monkeypatch, tmp_path):
    """A team with a review; in one of Mia's calls the first step of the playbook was flagged."""
    made = Floor(qtbot, monkeypatch, tmp_path)
    desk = Desk(made.library(MIA), made.home(MIA), author=MIA.name)
    run_id = desk.calls.start(WIFI, ("my wifi keeps cutting out",)).run.id
    desk.calls.note(run_id, "The light was blinking, and no answer says so")
    desk.calls.flag(run_id)
    desk.calls.leave(run_id)
    desk.close()
    return made


def test_a_trainers_morning(floor):
    """From the list to the flag, edited on the map, checked, accepted, approved, and practised."""
    with floor.sits(MIA) as hands:
        get_updates(hands)
        find_the_flag(hands)
        answer_on_the_map(hands)
        nothing_is_wrong(hands)
        accept_the_change(hands)
        assert "It blinks" in (floor.library(MIA) / WIFI).read_text(encoding="utf-8")
        approve(hands)
        practise(hands)


def find_the_flag(hands):
    """The list of what wants attention has the step, with what was noted; M leads to the map."""
    trainer = hands.window.late.trainer
    hands.key(Key.Key_U, CONTROL | SHIFT)
    hands.wait(lambda: trainer.curating.page is not None and trainer.curating.page.current is not None)
    page = trainer.curating.page
    for _ in range(20):
        if page.current.kind == "flag":
            break
        hands.key(Key.Key_Down)
    assert (page.current.path, page.current.anchor) == (WIFI, STEP)
    hands.wait(lambda: "The light was blinking, and no answer says so" in words(page) or page_says(page))
    hands.key(Key.Key_M)
    hands.wait(lambda: trainer.mapping.page is not None and trainer.mapping.page.chosen == STEP)
    hands.rest()


def page_says(page):
    """Whether what was noted stands in the text at the right."""
    shown = (view.toPlainText() for view in page.findChildren(QTextBrowser) if view.isVisible())
    return any("no answer says so" in text for text in shown)


def answer_on_the_map(hands):
    """A adds the answer that was missing; Ctrl+S sends the change to be reviewed."""
    editing = hands.window.late.trainer.editing
    hands.wait(lambda: editing.page is not None)
    editing.page.view.setFocus()
    hands.key(Key.Key_A)
    hands.wait(lambda: editing.acts.sheet is not None)
    hands.type("It blinks")
    hands.key(Key.Key_Return)
    QApplication.focusWidget().setText("Move the router")
    hands.key(Key.Key_Return)
    hands.wait(lambda: editing.keeper.changed)
    hands.key(Key.Key_S, CONTROL)
    hands.wait(lambda: editing.sheet_open)
    hands.key(Key.Key_Return)
    hands.wait(lambda: not editing.active)
    hands.key(Key.Key_Escape)
    hands.rest()


def nothing_is_wrong(hands):
    """F7 checks the library: no error."""
    checking = hands.window.late.trainer.checking
    hands.key(Key.Key_F7)
    hands.wait(lambda: checking.findings is not None and not checking.process.running)
    assert not [one for one in checking.findings if one.severity == "error"]
    hands.key(Key.Key_Escape)


def accept_the_change(hands):
    """The change waits in the reviews; Ctrl+Enter makes it the team's."""
    window, sharing = hands.window, hands.window.late.work.sharing
    hands.wait(lambda: not sharing.exchange.busy)
    hands.key(Key.Key_R, ALT)
    hands.wait(partial(can_accept, sharing.reviewing))
    hands.key(Key.Key_Return, CONTROL)
    hands.wait(lambda: "Accepted" in window.frame.toast.text())
    hands.wait(lambda: "No change waits." in words(sharing.reviewing.page))
    hands.wait(lambda: not sharing.exchange.busy)
    hands.key(Key.Key_Escape)


def can_accept(reviewing):
    page = reviewing.page
    return page is not None and any(text.startswith("Accept") for text in buttons(page))


def approve(hands):
    """What stands now becomes what readers of the approved version see."""
    sharing = hands.window.late.work.sharing
    hands.key(Key.Key_T, CONTROL | SHIFT)
    hands.wait(lambda: sharing.overview.sheet is not None)
    hands.rest()
    sheet = sharing.overview.sheet
    for name in ("Approve what stands now", "Approve"):
        hands.wait(partial(go_to, hands, sheet, name))
        hands.key(Key.Key_Return)
    hands.wait(lambda: not sharing.exchange.busy)
    hands.rest()
    assert hands.window.keeper.desk.team.approvals()
    hands.key(Key.Key_Escape)


def go_to(hands, sheet, name):
    """Press Tab until this button has the focus; whether it has."""
    for _ in range(40):
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and focused.text().startswith(name):
            return True
        hands.key(Key.Key_Tab)
    return False


def practise(hands):
    """F5 rehearses the playbook as it is now; gone as expected, the report has no fault of the way."""
    window, practising = hands.window, hands.window.late.trainer.practising
    window.finder.open_path(WIFI)
    hands.rest()
    hands.key(Key.Key_F5)
    hands.wait(lambda: practising.page is not None and practising._turn is not None)
    hands.rest()
    for stage in practising._scene.stages:
        view = practising._turn.view
        number = next((n for n, one in enumerate(view.answers, 1) if same(one.text, stage.answer)), 0)
        if not number:
            break
        practising.page.run._acted.invalidate()
        hands.key(Key(Key.Key_0 + number))
    stood = [visit.answer for visit in practising._turn.view.run.visits if visit.answer]
    assert stood == [stage.answer for stage in practising._scene.stages[: len(stood)]]
    assert window.keeper.desk.cases.rows() != ()  # the flagged call only
    assert len(window.keeper.desk.cases.rows()) == 1
    practising.close()
    hands.rest()

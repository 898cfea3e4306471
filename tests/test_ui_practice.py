# SPDX-License-Identifier: MIT
"""Practice calls in the window, by keys: they touch no real call; heat on the map and in its panel."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from desks import make_desk, sample_repo
from frames import FrameWindow
from hands import Hands, at_work, home, opened
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from kbdesk import handoff
from kbdesk.playbook.rehearsal import same
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.heating import Heating, HeatPanel, marks_of
from kbdesk.ui.trainer.practice_page import BANNER
from kbdesk.ui.trainer.practising import Practising

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

WIFI = "playbooks/technical/wifi-drops.md"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
__all__ = ["home"]


class Host(FrameWindow):
    """A window with nothing but the frame and what practises."""

    def __init__(self, desk, theme) -> None:
        super().__init__(desk.home, theme)
        self.practising = Practising(self.lanes, self.frame, theme, desk.clock)
        self.heating = Heating(self.lanes, self.frame)


class Room:
    """Somebody at the keyboard who practises on the sample library."""

    def __init__(self, qtbot, folder, theme) -> None:
        self.qtbot, self.stopped = qtbot, False
        self.desk = make_desk(sample_repo(folder / "library"), folder / "home")
        self.host = Host(self.desk, theme)
        self.practising = self.host.practising
        self.said, self.failed = [], []
        self.practising.said.connect(self.said.append)
        self.practising.failed.connect(self.failed.append)
        self.host.resize(1280, 800)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)
        self.practising.set_desk(self.desk)
        self.host.heating.set_desk(self.desk)

    def rest(self):
        self.qtbot.wait(30)
        self.qtbot.waitUntil(lambda: not (self.host.lanes.busy or at_work(self.host)), timeout=10_000)
        self.qtbot.wait(10)

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget() or self.host, key, modifiers)
        self.rest()

    def type(self, text):
        QTest.keyClicks(QApplication.focusWidget(), text)
        self.rest()

    def begin(self, end="escalate"):
        """Begin a call that ends this way."""
        scenes = (self.desk.practice.scene(WIFI, seed) for seed in range(80))
        chosen = next(one for one in scenes if one.stages[-1].kind == end and len(one.stages) > 3)
        self.practising._begin(lambda desk: chosen)
        self.rest()
        return chosen

    @property
    def page(self):
        return self.practising.page

    @property
    def run(self):
        return self.practising._turn.view.run

    def number_of(self, stage):
        view = self.practising._turn.view
        return next(n for n, one in enumerate(view.answers, 1) if same(one.text, stage.answer))

    def go(self, stages):
        """Answer as expected, each by its digit; the values are put down through the pane."""
        for stage in stages:
            for told in stage.tells:
                self.page.run.recorded.emit(told.name, told.value)
            self.rest()
            if stage.answer:
                self.page.run._acted.invalidate()
                self.key(Qt.Key(Qt.Key.Key_0 + self.number_of(stage)))

    def stop(self):
        if not self.stopped:
            self.stopped = True
            self.practising.shut_down()
            self.host.lanes.shut_down()
            self.host.end(self.desk)


@pytest.fixture
def room(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # whoever else practises has their own
    made = Room(qtbot, tmp_path, Theme())
    yield made
    made.stop()


def folders():
    """The folders of practice calls that are there."""
    return set(Path(tempfile.gettempdir()).glob("kbdesk-practice-*"))


def test_a_practice_call_from_the_first_key_to_the_report(room):
    """Digits answer, Ctrl+E hands over to nobody, and the report says that all was right."""
    before = folders()
    scene = room.begin()
    assert BANNER in words(room.page)
    assert scene.customer in words(room.page)
    room.go(scene.stages)
    assert room.run.current.anchor == scene.stages[-1].anchor
    room.key(Qt.Key.Key_E, CONTROL)
    sheet = room.practising._sheet
    assert "neither saved nor copied" in words(sheet)
    for text in ("Swap the router by noon, or say why not.", "", "", "It gets worse", "Call the site"):
        if text:
            room.type(text)
        room.key(Qt.Key.Key_Tab)
    QApplication.clipboard().setText("mine")
    room.key(Qt.Key.Key_Return, CONTROL)
    room.qtbot.waitUntil(lambda: room.practising.reports.page is not None)
    room.rest()
    assert room.page is None
    assert QApplication.clipboard().text() == "mine"
    report = room.practising.reports.page.current.report
    assert report.perfect, report
    assert room.desk.cases.rows() == ()
    assert folders() == before


def test_the_customer_speaks_line_by_line_and_tells_when_asked(room):
    """The greeting comes first; Alt+Q asks for a value, also while one types, and the customer tells it."""
    scene = room.begin()
    pane = room.page.customer
    assert pane.lines[:2] == tuple(line.text for line in scene.opening)
    told = scene.stages[0].tells[0]
    room.key(Qt.Key.Key_N, CONTROL)
    room.type("1 is a digit")
    assert len(room.run.visits) == 1
    room.key(Qt.Key.Key_Q, ALT)
    assert pane.lines[-2:] == (f"{told.label}?", told.spoken)
    room.qtbot.waitUntil(lambda: not pane._waiting, timeout=8_000)
    assert told.spoken in words(pane)
    room.page.run.recorded.emit(told.name, told.value)
    room.rest()
    assert told.name not in [button.property("name") for button in pane._asks]


def test_off_the_way_the_customer_says_so_and_backspace_leads_back(room):
    """A wrong answer is noticed by what the customer says; it is in the report as taken back."""
    scene = room.begin()
    right = room.number_of(scene.stages[0])
    room.key(Qt.Key(Qt.Key.Key_0 + (2 if right == 1 else 1)))
    assert room.page.customer.lines[-1] == scene.lost
    assert room.page.customer._asks == []
    room.key(Qt.Key.Key_Backspace)
    assert room.run.current.anchor == scene.begins
    assert room.page.customer.lines[-1] == scene.stages[0].line.text
    room.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    room.rest()
    report = room.practising.reports.page.current.report
    assert report.rows[0].kind == "back"
    assert not report.ended


def test_esc_asks_before_it_ends_a_call_and_leaves_nothing(room):
    """The first Esc asks in the banner, going on takes the question back, the second ends it."""
    before = folders()
    scene = room.begin()
    assert folders() > before
    room.key(Qt.Key.Key_Escape)
    assert "once more" in words(room.page)
    room.go(scene.stages[:1])
    assert BANNER in words(room.page)
    room.key(Qt.Key.Key_Escape)
    room.key(Qt.Key.Key_Escape)
    assert room.page is None
    assert folders() == before


def test_a_report_is_kept_when_the_trainee_agrees_and_deleted_for_good(room):
    """K keeps it, Delete asks and then deletes; closing without K keeps nothing."""
    scene = room.begin("resolve")
    room.go(scene.stages)
    room.key(Qt.Key.Key_Return)
    page = room.practising.reports.page
    room.rest()
    assert "stays on this computer" in words(page)
    assert room.desk.practice.kept() == ()
    room.key(Qt.Key.Key_K)
    room.rest()
    (kept,) = room.desk.practice.kept()
    assert kept.report.playbook == WIFI
    assert page.current.id == kept.id
    room.key(Qt.Key.Key_K)
    assert len(room.desk.practice.kept()) == 1
    room.key(Qt.Key.Key_Delete)
    assert len(room.desk.practice.kept()) == 1
    room.key(Qt.Key.Key_Delete)
    room.rest()
    assert room.desk.practice.kept() == ()
    assert "No report is kept" in words(page)


def test_again_is_the_same_call_and_another_path_another(room):
    """F5 (asked of the page of reports) and N go on practising."""
    scene = room.begin("resolve")
    room.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    room.rest()
    room.practising.show(WIFI)
    room.rest()
    assert room.practising._rehearsal.scene == scene
    room.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    room.rest()
    room.key(Qt.Key.Key_N)
    room.rest()
    assert room.practising._rehearsal.scene.way.answers != scene.way.answers
    assert room.practising.reports.page is None


def test_a_real_case_is_practised_from_its_note(room, tmp_path, monkeypatch):
    """A note is chosen, and its customer's words open the call."""
    desk = room.desk
    run_id = desk.calls.start(WIFI, ("The wireless is haunted",)).run.id
    desk.calls.answer(run_id, 1)
    handed = desk.calls.hand_over(run_id, {"ask": "Swap the router, or say why not."})
    room.begin()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(handed.path), ""))
    room.page._note.click()
    room.rest()
    assert room.failed == []
    assert "The wireless is haunted." in room.page.customer.lines
    assert handoff.from_markdown(handed.path.read_text()).received is None


def test_a_value_that_does_not_fit_is_refused_under_its_field(room):
    """The step says why, and the call goes on."""
    room.begin()
    name = room.practising._turn.tells[0].name
    room.page.run.recorded.emit(name, "purple")
    room.rest()
    assert "purple" in words(room.page.run)
    assert room.run.status == "running"


def test_what_would_leave_the_call_is_not_done(room):
    """Flagging and copying say that this is practice; words to say are counted, not copied."""
    room.begin()
    QApplication.clipboard().setText("mine")
    room.key(Qt.Key.Key_F, CONTROL | SHIFT)
    room.key(Qt.Key.Key_C, CONTROL | SHIFT)
    room.page.run.copy_requested.emit("I am sorry")
    assert len(room.said) == 3
    assert QApplication.clipboard().text() == "mine"
    assert room.practising._copied == ["I am sorry"]
    assert room.desk.cases.rows() == ()


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(1280, 800, 1.0), (480, 800, 1.0), (480, 480, 1.0), (480, 800, 2.0)]
)
def test_it_fits_small_windows_and_large_text(room, width, height, scale):
    """The banner and the step stay in sight and nothing is wider than the window."""
    room.host.resize(width, height)
    room.begin()
    theme = Theme(scale=scale)
    room.host.frame.set_theme(theme)
    room.practising.set_theme(theme)
    page = room.page

    def fits():
        assert page._words.isVisible()
        assert page.run._step.isVisible()
        assert page.run.width() <= page.width() <= room.host.width() == max(width, min(theme.px(300), 420))
        assert page.customer._scroll.height() > theme.px(30)

    room.qtbot.waitUntil(fits)


def test_the_window_s_own_call_is_never_touched(qtbot, tmp_path, home):
    """With a call open below, the keys of a call act on the practice call alone."""
    library = sample_repo(tmp_path / "library")
    with opened(qtbot, home, library) as hands:
        assert isinstance(hands, Hands)
        window = hands.window
        window.caller.start(WIFI, "a real customer")
        hands.rest()
        real = window.caller.view.run
        desk = window.keeper.desk
        practising = Practising(window.lanes, window.frame, Theme(), desk.clock)
        practising.set_desk(desk)
        practising.show(WIFI)
        hands.rest()
        hands.wait(lambda: practising.page is not None)
        assert window.frame.cover is practising.page
        hands.key(Qt.Key.Key_1)
        assert len(practising._turn.view.run.visits) == 2
        hands.key(Qt.Key.Key_H, CONTROL)
        assert practising._turn.view.run.status == "paused"
        hands.key(Qt.Key.Key_H, CONTROL)
        hands.key(Qt.Key.Key_Backspace)
        hands.key(Qt.Key.Key_E, CONTROL)
        assert practising.sheet_open
        assert not window.caller.sheet_open
        hands.key(Qt.Key.Key_Escape)
        assert not practising.sheet_open
        hands.key(Qt.Key.Key_R, CONTROL)
        assert practising.page.isAncestorOf(QApplication.focusWidget())
        hands.key(Qt.Key.Key_E, CONTROL)
        assert practising.sheet_open
        hands.key(Qt.Key.Key_Escape)
        assert desk.calls.run(real.id) == real
        assert window.caller.view.run == real
        assert [row.run_id for row in desk.cases.rows()] == [real.id]
        practising.shut_down()
        hands.rest()


# --- heat -------------------------------------------------------------------------------------------------


def calls_through(desk, *answers):
    for answer in answers:
        run_id = desk.calls.start(WIFI, ()).run.id
        desk.calls.answer(run_id, answer)
        desk.calls.leave(run_id)


def test_heat_gives_the_map_its_marks_and_the_panel_its_table(room, qtbot):
    """Answers have their figures and widths, steps where calls stop are marked, and a row leads there."""
    calls_through(room.desk, 1, 1, 1, 2)
    found, listed, chosen = [], [], []
    room.host.heating.found.connect(lambda heat, marks: found.append((heat, marks)))
    room.host.heating.listed.connect(lambda view, worst: listed.append((view, worst)))
    room.host.heating.show(WIFI)
    room.rest()
    heat, (steps, answers) = found[0]
    first, second = heat.steps[0], next(step for step in heat.steps if step.stopped == 3)
    assert (answers[first.anchor, 1].text, answers[first.anchor, 1].strength) == ("3×", 1.0)
    assert answers[first.anchor, 2].strength == pytest.approx(1 / 3)
    assert steps[second.anchor].text.startswith("3 of 3 stop")
    assert steps[second.anchor].tone == "danger"
    assert marks_of(heat) == (steps, answers)
    panel = HeatPanel(Theme(), room.host)
    qtbot.addWidget(panel)
    panel.step_chosen.connect(chosen.append)
    panel.show_heat(*listed[0])
    panel.show()
    assert chosen == []
    assert "4 calls, 4 of them yours" in words(panel)
    assert panel._list.rows[0].value == second.anchor
    panel._list.choose(1)
    assert len(chosen) == 1


def test_the_button_asks_for_the_sheet_of_shared_counts(room, qtbot):
    """One press shows what would be sent; nothing is sent by it."""
    asked = []
    room.host.heating.counts_asked.connect(lambda: asked.append(True))
    panel = HeatPanel(Theme(), room.host)
    panel.counts_asked.connect(room.host.heating.counts_asked)
    button = next(one for one in panel.findChildren(QPushButton) if "Share" in one.text())
    assert "Alt+K" in button.toolTip()
    button.click()
    room.rest()
    assert asked == [True]


def test_a_key_between_two_practice_calls_never_acts_on_the_real_one(qtbot, home, tmp_path, monkeypatch):
    """Another path is made while the page of the one before still covers the window's own call."""
    with opened(qtbot, home, sample_repo(tmp_path / "library")) as hands:
        window = hands.window
        window.caller.start(WIFI, "", "", "")
        hands.rest()
        real = window.caller.view
        practising = Practising(window.lanes, window.frame, Theme(), window.keeper.desk.clock)
        practising.set_desk(window.keeper.desk)
        practising.show(WIFI)
        hands.rest()
        first, begun = practising.page, Practising._begun

        def begun_and_a_key(self, made):
            begun(self, made)
            assert self._turns.busy and window.frame.cover is first
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)

        monkeypatch.setattr(Practising, "_begun", begun_and_a_key)
        practising._other_path()
        hands.rest()
        assert practising.page not in (None, first) and window.frame.cover is practising.page
        assert window.caller.view == real
        practising.shut_down()
        hands.rest()

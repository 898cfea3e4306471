# SPDX-License-Identifier: MIT
"""The tour: the real window, driven by keys through first minutes, calls, writing and the next tier."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, Qt, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.desk.home import Home
from kbdesk.desk.starter import copy_library, share_library
from kbdesk.errors import KbError
from kbdesk.model import Author
from kbdesk.ui.app import log_qt_message, make_app, make_window
from kbdesk.ui.theme import Theme
from kbdesk.ui.tour_cases import hand_on
from kbdesk.ui.tour_first import begin, look_up
from kbdesk.ui.tour_writing import Colleague, write
from kbdesk.ui.turns import Turns
from kbdesk.ui.window import Window

SIZES = ((1280, 800), (480, 800))
LARGE = 2.0
"""The text size that all pictures are taken in, too."""
WAIT_MS = 30_000
REST_MS = 140
"""How long timers get to come to rest: longer than the pause after which typing is drawn or searched for."""
LOOK_MS = 40
"""How long another look gets to be drawn."""
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Tour:
    """One walk through the window; ``shots`` counts the pictures taken.

    Args:
        window: the window.
        folder: where the pictures go.
        large: whether each scene is taken with text at 200 %, too.
    """

    def __init__(self, window: Window, folder: Path, *, large: bool = False) -> None:
        self._window, self._folder = window, folder
        self._scales = (1.0, LARGE) if large else (1.0,)
        self.shots = 0
        self._scene = 0

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window work until something is so.

        Raises:
            KbError: if it does not become so in time; ``what`` says what was awaited.
        """
        deadline = QDeadlineTimer(WAIT_MS)
        while not until():
            if deadline.hasExpired():
                said = self._window.frame.notices.text
                raise KbError(
                    f"The tour waited in vain for {what}.", f"The window says: {said}" if said else ""
                )
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            QTest.qWait(5)

    def settle(self, rest: int = REST_MS) -> None:
        """Let timers and lanes come to rest; ``rest`` is for the timers, in milliseconds."""
        QTest.qWait(rest)
        self.wait(lambda: not self._window.lanes.busy, "the lanes to rest")
        self.wait(lambda: not any(turns.busy for turns in self._window.findChildren(Turns)), "what is made")
        QTest.qWait(20)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._target(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Type text where the focus is, letter by letter."""
        for letter in text:
            QTest.keyClicks(self._target(), letter)
        self.settle()

    def type_quickly(self, text: str) -> None:
        """Type text where the focus is in one go; a new line is the Enter key."""
        for number, line in enumerate(text.split("\n")):
            if number:
                QTest.keyClick(self._target(), Qt.Key.Key_Return)
            QTest.keyClicks(self._target(), line)
        self.settle()

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self._window

    def picture(self, name: str) -> None:
        """Take the scene in light and dark, wide and narrow, and with large text if that is wanted."""
        self._scene += 1
        window, was, size = self._window, self._window.looks.theme, self._window.size()
        dark = False
        for scale in self._scales:
            if scale != was.scale:
                window.looks.show_theme(replace(was, dark=dark, scale=scale))
            for number, (width, height) in enumerate(SIZES):
                window.resize(width, height)
                self.settle(REST_MS if number else LOOK_MS)
                for turn in (False, True):  # as few new looks as can be: each takes a quarter of a second
                    dark = dark != turn
                    if turn:
                        window.looks.show_theme(replace(was, dark=dark, scale=scale))
                        self.settle(LOOK_MS)
                    self._shoot(f"{self._scene:02}-{name}", scale, (width, height), dark=dark)
        window.resize(size)
        window.looks.show_theme(was)
        self.settle()

    def _shoot(self, scene: str, scale: float, size: tuple[int, int], *, dark: bool) -> None:
        look, text = "dark" if dark else "light", "" if scale == 1.0 else f"-{scale:.0%}".rstrip("%")
        name = f"{scene}-{look}-{size[0]}x{size[1]}{text}.png"
        self._window.grab().save(str(self._folder / name))
        self.shots += 1

    # --- what a person does ---

    def search_for(self, words: str, kind: str) -> None:
        """Type into the search field and go down to the first result of a kind."""
        self.key(Qt.Key.Key_L, CONTROL)
        self.type(words)
        self.wait(lambda: self._window.results.current() is not None, f"results for “{words}”")
        for _ in range(30):
            hit = self._window.results.current()
            if hit is None or hit.kind == kind:
                return
            self.key(Qt.Key.Key_Down)

    def step(self) -> str:
        """The kind of the step on screen; "" without a call."""
        view = self._window.caller.view
        return view.step.kind if view else ""

    def record(self) -> None:
        """Fill in the values of the step on screen that are still empty."""
        view = self._window.caller.view
        if view is None:
            return
        wanted = [f for f in view.step.values if not f.optional and not dict(view.run.recorded).get(f.name)]
        for number, field in enumerate(wanted):
            if number == 0:
                self.key(Qt.Key.Key_R, CONTROL)
            self.type(field.choices[0] if field.choices else SAMPLE_VALUES.get(field.name, "X200"))
            self.key(Qt.Key.Key_Return)

    def answer(self, number: int) -> None:
        """Give an answer by its number, wherever the focus is."""
        self.key(Qt.Key(Qt.Key.Key_0 + number), CONTROL)


SAMPLE_VALUES = {"since": "yesterday about noon", "router_model": "Router X200", "account": "4711 2209"}


def take_tour(folder: Path, library: Path, *, large: bool = False) -> tuple[int, Path]:
    """Drive the window through a whole call, through writing and the next tier, on a copy of ``library``.

    Args:
        folder: where the pictures go.
        library: the library that is copied.
        large: whether each scene is taken with text at 200 %, too.

    Returns:
        How many pictures were written to ``folder``, and the handoff note there.

    Raises:
        KbError: if a step does not come about.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kbdesk-tour-") as scratch:
        place = Path(scratch)
        mine, theirs = place / "Sample desk", place / "colleague"
        seed = copy_library(library, place / "seed", "Anna Weber")
        shared = share_library(seed, place / "team.git", (mine, theirs))
        os.environ.setdefault("KBDESK_NAME", "Mia Tran")
        app = make_app()
        qInstallMessageHandler(log_qt_message)
        home = Home(place / "data", place / "cache")
        home.make()
        home.set_who(Author("Mia Tran", "mia@example.org"))
        window = make_window(home)
        window.looks.show_theme(Theme())
        window.resize(*SIZES[0])
        window.show()
        window.activateWindow()
        tour = Tour(window, folder, large=large)
        try:
            begin(tour, window)
            _begin(tour, window, mine if shared else seed)
            _find_and_read(tour)
            _two_calls(tour, window)
            _hand_over(tour, window)
            note = _keep_note(home, folder)
            write(tour, window, Colleague(theirs, place) if shared else None)
            hand_on(tour, window, home, theirs if shared else seed, place)
            look_up(tour, window)
        finally:
            window.close()
            window.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return tour.shots, note


def _keep_note(home: Home, folder: Path) -> Path:
    written = sorted(home.handoffs.glob("*.handoff.md"))
    if not written:
        raise KbError("The tour ended without a handoff note.")
    return Path(shutil.copy(written[-1], folder / written[-1].name))


def _begin(tour: Tour, window: Window, library: Path) -> None:
    window.open_library(library)
    tour.wait(lambda: window.finder.ready, "the library")
    tour.wait(lambda: not window.keeper.indexer.running, "the index")
    tour.settle()
    tour.picture("welcome")


def _find_and_read(tour: Tour) -> None:
    tour.search_for("my wifi keeps cutting out", "playbook")
    tour.picture("search")
    tour.search_for("my wifi keeps cutting out", "article")
    tour.key(Qt.Key.Key_Return)
    tour.picture("article")


def _two_calls(tour: Tour, window: Window) -> None:
    def call() -> str:
        return window.caller.view.run.id if window.caller.view else ""

    tour.search_for("my wifi keeps cutting out", "playbook")
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: call() != "", "the first step")
    tour.picture("first-step")
    tour.record()
    tour.answer(1)
    tour.answer(2)
    tour.picture("two-answers")
    first = call()
    tour.search_for("outlook keeps asking for my password", "playbook")
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: call() != first, "a second call")
    tour.picture("second-call")
    tour.key(Qt.Key.Key_F8)
    tour.wait(lambda: call() == first, "the first call again")
    tour.key(Qt.Key.Key_Backspace)
    tour.picture("back")
    tour.answer(2)


def _hand_over(tour: Tour, window: Window) -> None:
    """Answer that nothing helped (the last answer of each step) until the playbook hands over."""
    for _ in range(12):
        view = window.caller.view
        if view is None or tour.step() != "step":
            break
        tour.record()
        tour.answer(len(view.answers))
    tour.picture("escalate-step")
    tour.key(Qt.Key.Key_E, CONTROL)
    tour.wait(lambda: window.caller.sheet_open, "the escalation sheet")
    sheet = window.caller.sheet_answers
    for key, words in (
        ("since", "Monday morning"),
        ("ask", "Move the router off the DFS channels, or say why not"),
    ):
        if key == "ask" or (key in sheet() and not sheet()[key]):
            tour.type(words)
            tour.key(Qt.Key.Key_Return)
    tour.type(" Anna of the network team calls back; the card 4111 1111 1111 1111 is not needed")
    tour.picture("escalation")
    tour.key(Qt.Key.Key_Return, CONTROL)
    tour.wait(lambda: window.caller.handed, "the note")
    tour.picture("handed-over")

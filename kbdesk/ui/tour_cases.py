# SPDX-License-Identifier: MIT
"""The tour's last part: a case that Tier 1 handed over is taken on, solved, and what it taught goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.desk.inbox import Inbox
from kbdesk.model import Seat
from kbdesk.ui.cases.grow_sheet import GrowSheet
from kbdesk.ui.window import Window

if TYPE_CHECKING:
    from kbdesk.ui.tour import Tour

WIFI, OUTLOOK = "playbooks/technical/wifi-drops.md", "playbooks/technical/outlook-password.md"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
RADIO = {
    "ask": "Find out what makes 5 GHz drop, and stop it",
    "promised": "A call back this afternoon",
    "impact_who": "A practice with eight people",
    "contact": "Dr. Lee, +49 171 5550143",
    "if": "the light turns red",
    "then": "call the practice at once",
}
LOCKED = {"ask": "Say whether the mailbox moves tonight", "severity": "watch", "impact_who": "One person"}
CAUSE = "A weather radar: 5 GHz falls silent on the channels 52 to 144"
FIX = "Set 5 GHz to a fixed channel from 36 to 48"
SEEN = "It drops only on 5 GHz"


def hand_on(tour: Tour, window: Window, home: Home, library: Path, place: Path) -> None:
    """Take a case on from the inbox, go on, solve it, and give back what was found.

    Args:
        tour: whose keys are pressed.
        window: the window, of Tier 2.
        home: the folders of who sits before it.
        library: a copy of the library for the colleague of Tier 1.
        place: a folder for the colleague, and for the inbox.

    Raises:
        KbError: if a step does not come about.
    """
    inbox = place / "Handoffs"
    inbox.mkdir()
    _colleague_hands_over(library, place, inbox)
    home.set_seat(Seat("2", "", str(inbox)))
    tour.key(Qt.Key.Key_S, CONTROL | SHIFT)
    tour.wait(lambda: not window.late.work.sharing.exchange.busy, "updates")
    window.frame.toast.hide()
    tour.key(Qt.Key.Key_L, CONTROL)
    tour.key(Qt.Key.Key_Escape)
    _take_on(tour, window)
    _go_on(tour, window)
    _solve(tour, window)
    tour.key(Qt.Key.Key_K, CONTROL | SHIFT)
    tour.wait(lambda: window.late.cases.own.page is not None, "one's own cases")
    tour.settle()
    tour.picture("my-cases")
    tour.key(Qt.Key.Key_Escape)


def _colleague_hands_over(library: Path, place: Path, inbox: Path) -> None:
    """Two calls of Tier 1, handed over into the inbox."""
    desk, folder = first_tier(library, place, inbox)
    try:
        run_id = desk.calls.start(WIFI, ("my wifi keeps cutting out",)).run.id
        play_wifi(desk, run_id)
        locked = desk.calls.start(OUTLOOK, ("outlook keeps asking for my password",)).run.id
        for one, answers in ((locked, LOCKED), (run_id, RADIO)):
            hand_over(desk, folder, one, {"to_tier": "2", **answers})
    finally:
        desk.close()


def first_tier(library: Path, place: Path, inbox: Path) -> tuple[Desk, Inbox]:
    """A colleague of Tier 1 with folders of their own, and the inbox that they hand over into."""
    home = Home(place / "tier-1-data", place / "tier-1-cache")
    home.make()
    home.set_seat(Seat("1", "", str(inbox)))
    desk = Desk(library, home, author="Sam Okoro")
    return desk, Inbox(home, desk.clock, desk.author)


def play_wifi(desk: Desk, run_id: str) -> None:
    """The first three steps of a call about Wi-Fi, each with its value and answer."""
    for name, value, answer in (
        ("wan_light", "green", 1),
        ("since", "Monday about noon", 2),
        ("router_model", "Router X200", 2),
    ):
        desk.calls.record(run_id, name, value)
        desk.calls.answer(run_id, answer)


def hand_over(desk: Desk, folder: Inbox, run_id: str, answers: dict[str, str]) -> None:
    """Hand a call over into the inbox; ``answers`` stand where the form would leave them to the person."""
    filled = {blank.key: blank.value for blank in desk.calls.escalation(run_id).blanks}
    handed = desk.calls.hand_over(run_id, {**filled, **answers})
    folder.put(handed.path, handed.preview.note)


def _take_on(tour: Tour, window: Window) -> None:
    tour.key(Qt.Key.Key_I, ALT)
    inbox = window.late.cases.inbox
    tour.wait(lambda: inbox.page is not None and inbox.page.current is not None, "notes in the inbox")
    tour.settle()
    for _ in range(3):
        note = inbox.page.current.note if inbox.page is not None and inbox.page.current is not None else None
        if note is None or note.ask == RADIO["ask"]:
            break
        tour.key(Qt.Key.Key_Down)
    tour.picture("inbox")
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: window.late.cases.receiving.page is not None, "the note")
    tour.settle()
    tour.type_quickly("5 GHz drops at a practice with eight people: find the cause, call back today")
    tour.picture("handoff")
    tour.key(Qt.Key.Key_Return)
    tour.wait(lambda: _brought(window), "the call that was taken on")
    tour.settle()


def _brought(window: Window) -> bool:
    view = window.caller.view
    return view is not None and view.run.brought is not None


def _go_on(tour: Tour, window: Window) -> None:
    tour.record()
    tour.picture("gone-on")
    tour.answer(1)
    tour.answer(1)
    tour.wait(lambda: tour.step() == "resolve", "the end of the case")
    tour.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    tour.wait(lambda: window.late.cases.sheet_open, "what is asked of a solved case")


def _solve(tour: Tour, window: Window) -> None:
    solving, writer = window.late.cases.solving, window.late.work.writer
    for text in (CAUSE, FIX):
        tour.key(Qt.Key.Key_A, CONTROL)
        tour.type_quickly(text)
        tour.key(Qt.Key.Key_Return)
    tour.key(Qt.Key.Key_P, ALT)
    tour.key(Qt.Key.Key_A, ALT)
    tour.picture("solved")
    tour.key(Qt.Key.Key_Return, CONTROL)
    tour.wait(lambda: isinstance(solving.sheet, GrowSheet), "the sheet that adds to the playbook")
    tour.settle()
    tour.type_quickly(SEEN)
    tour.wait(lambda: isinstance(solving.sheet, GrowSheet) and bool(solving.sheet.proof), "the proof")
    tour.settle()
    tour.picture("playbook-grown")
    tour.key(Qt.Key.Key_Return, CONTROL)
    tour.wait(lambda: writer.page is not None, "the article of the case")
    tour.settle()
    tour.picture("case-article")
    tour.key(Qt.Key.Key_W, CONTROL)
    tour.wait(lambda: writer.page is None, "the panes")

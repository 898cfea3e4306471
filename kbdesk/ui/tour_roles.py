# SPDX-License-Identifier: MIT
"""The tour of the roles: each page of docs/for followed by keys to its heart, and a picture taken there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, qInstallMessageHandler
from PySide6.QtGui import QImage

from kbdesk.desk.home import Home
from kbdesk.model import ROLES, TIERS, Author, Role, Seat, Tier
from kbdesk.ui.app import log_qt_message, make_app, make_window
from kbdesk.ui.theme import Theme
from kbdesk.ui.tour import SIZES, Tour
from kbdesk.ui.tour_cases import WIFI, first_tier, hand_over, play_wifi
from kbdesk.ui.window import Window

MOST_BYTES = 250_000
PREVIEW = 900
"""How long the article pane gets to show the chosen result, in milliseconds."""
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
_AT_RISK, _DATABASE = "playbooks/care/key-account-at-risk.md", "playbooks/technical/application-database.md"
_NOTES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        _AT_RISK,
        "we are looking at other providers",
        {
            "to_tier": "2",
            "kind": "hierarchic",
            "ask": "Decide whether we keep the service level for a year without the new price",
            "account_name": "Lake Clinic",
            "contract_impact": "Renewal on 1 December, eight sites",
            "sentiment": "leaving",
            "next_contact": "today 17:00, Dr. Lee",
            "promised": "A call from the account manager today before 17:00",
            "impact_who": "Eight sites of one customer",
        },
    ),
    (
        WIFI,
        "my wifi keeps cutting out",
        {
            "to_tier": "2",
            "ask": "Find out what makes 5 GHz drop, and stop it",
            "promised": "A call back tomorrow 9:00",
            "impact_who": "A practice with eight people",
            "contact": "Dr. Lee, +49 171 5550143",
            "if": "the light turns red",
            "then": "call the practice at once",
        },
    ),
    (
        _DATABASE,
        "the app says it cannot connect to the database",
        {
            "to_tier": "specialist",
            "to_team": "databases",
            "ask": "Say why the replica stopped, and when it will be back",
            "promised": "News today 16:30",
            "impact_who": "All of the warehouse",
        },
    ),
)
"""What a colleague of tier 1 handed over: playbook, the customer's words, the form."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One person before the window, whose role changes; pictures go to ``folder``."""

    tour: Tour
    window: Window
    folder: Path

    def take(self, name: str) -> None:
        """Keep what the window shows as for-NAME.png, with coarser colours if it would be too large."""
        self.window.frame.toast.hide()
        self.tour.settle()
        path = str(self.folder / f"for-{name}.png")
        image = self.window.grab().toImage()
        image.save(path, quality=0)  # 0 packs most
        if Path(path).stat().st_size > MOST_BYTES:
            image.convertToFormat(QImage.Format.Format_RGB16).save(path, quality=0)
        self.tour.shots += 1

    def become(self, role: Role, tier: Tier | None = None, team: str = "") -> None:
        """Close what covers the panes, and choose the role in the profile, as its page says."""
        self.leave()
        tour = self.tour
        tour.key(Qt.Key.Key_P, CONTROL | SHIFT)
        tour.key(Qt.Key.Key_Home)
        for _ in range(ROLES.index(role) + 1):  # the first line is: none of these
            tour.key(Qt.Key.Key_Down)
        tour.key(Qt.Key.Key_Tab)
        for number in range(TIERS.index(tier) + 1 if tier else 0):
            tour.key(Qt.Key.Key_Down if number else Qt.Key.Key_Home)
        tour.key(Qt.Key.Key_Tab)
        tour.key(Qt.Key.Key_A, CONTROL)
        tour.key(Qt.Key.Key_Delete)
        tour.type_quickly(team)
        tour.key(Qt.Key.Key_Return)
        tour.wait(lambda: self.window.late.roles.profiling.seat.role == role, f"the profile “{role}”")

    def leave(self) -> None:
        """Esc until the panes stand free."""
        for _ in range(6):
            if self.window.frame.cover is None and not self.window.late.roles.sheet_open:
                break
            self.tour.key(Qt.Key.Key_Escape)

    def open(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Press the key of a page and wait until it stands there, filled."""
        self.tour.key(key, modifiers)
        self.tour.wait(lambda: self.window.frame.cover is not None, "the page")
        self.tour.settle()

    def call(self, words: str, *answers: int) -> None:
        """Start the playbook that the words find, and answer."""
        before = self.window.caller.view
        self.tour.search_for(words, "playbook")
        self.tour.settle(PREVIEW)
        self.tour.key(Qt.Key.Key_Return)
        self.tour.wait(lambda: self.window.caller.view not in (None, before), "the call")
        for number in answers:
            self.tour.answer(number)


def take_roles(folder: Path, library: Path, data: Path) -> int:
    """Follow each role's page to its heart and take pictures (1280 x 800, light).

    Args:
        folder: where for-ROLE.png go.
        library: the library that ``data`` was made with; nothing is changed in it.
        data: a user's folder with a month of cases (tools/month.py); it is copied.

    Returns:
        How many pictures were taken.

    Raises:
        KbError: if a step does not come about.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kbdesk-roles-") as scratch:
        place = Path(scratch)
        shutil.copytree(data, place / "data")
        home = Home(place / "data", place / "cache")
        home.make()
        home.set_who(Author("Mia Tran", "mia@example.org"))
        os.environ.setdefault("KBDESK_NAME", "Mia Tran")
        inbox = place / "data" / "inbox"
        inbox.mkdir(exist_ok=True)
        home.set_seat(Seat("1", "", str(inbox), 400))
        _hand_over(library, place, inbox)
        app = make_app()
        qInstallMessageHandler(log_qt_message)
        window = make_window(home)
        window.looks.show_theme(Theme())
        window.resize(*SIZES[0])
        window.show()
        window.activateWindow()
        walk = Walk(Tour(window, folder), window, folder)
        try:
            window.open_library(library)
            walk.tour.wait(lambda: window.finder.ready, "the library")
            walk.tour.wait(lambda: not window.keeper.indexer.running, "the index")
            for follow in _PAGES:
                follow(walk)
        finally:
            window.close()
            window.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return walk.tour.shots


def _hand_over(library: Path, place: Path, inbox: Path) -> None:
    desk, folder = first_tier(library, place, inbox)
    try:
        for playbook, words, answers in _NOTES:
            run_id = desk.calls.start(playbook, (words,)).run.id
            if playbook == WIFI:
                play_wifi(desk, run_id)
            hand_over(desk, folder, run_id, answers)
    finally:
        desk.close()


# --- the pages, each followed to its heart ---


def _retention(walk: Walk) -> None:
    walk.become("retention")
    walk.call("I want to cancel", 1)
    walk.take("retention")
    walk.tour.answer(4)
    walk.tour.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    walk.open(Qt.Key.Key_G, CONTROL | SHIFT)
    walk.tour.key(Qt.Key.Key_4)
    for _ in range(5):
        walk.tour.key(Qt.Key.Key_Tab)
    walk.take("retention-offers")


def _tier_1(walk: Walk) -> None:
    walk.become("tier-1")
    walk.call("my wifi keeps cutting out", 1)
    walk.take("tier-1")
    walk.open(Qt.Key.Key_Home, ALT)
    walk.take("tier-1-start")


def _open_note(walk: Walk, ask: str) -> None:
    """Take the note that asks this from the inbox, and open it."""
    walk.open(Qt.Key.Key_I, ALT)
    inbox = walk.window.late.cases.inbox
    walk.tour.key(Qt.Key.Key_2)  # all
    for _ in range(60):
        page = inbox.page
        note = page.current.note if page is not None and page.current is not None else None
        if note is not None and note.ask.startswith(ask):
            break
        walk.tour.key(Qt.Key.Key_Down)
    walk.tour.key(Qt.Key.Key_O)
    walk.tour.wait(lambda: walk.window.late.cases.receiving.page is not None, "the note")
    walk.tour.settle()


def _tier_2(walk: Walk) -> None:
    walk.become("tier-2")
    _open_note(walk, "Find out what makes")
    walk.tour.type_quickly("5 GHz drops at a practice with eight people: find the cause, call back tomorrow")
    walk.take("tier-2")


def _tier_3(walk: Walk) -> None:
    walk.become("tier-3")
    _open_note(walk, "Find out what makes")
    walk.tour.key(Qt.Key.Key_L, ALT)
    walk.tour.key(Qt.Key.Key_E, ALT)
    walk.take("tier-3")


def _specialists(walk: Walk) -> None:
    walk.become("specialist", team="databases")
    walk.open(Qt.Key.Key_I, ALT)
    walk.take("specialists")


def _account_manager(walk: Walk) -> None:
    walk.become("account-manager", "2")
    walk.open(Qt.Key.Key_D, CONTROL | SHIFT)
    walk.tour.key(Qt.Key.Key_3)
    walk.take("account-manager")


def _manager(walk: Walk) -> None:
    walk.become("manager")
    walk.open(Qt.Key.Key_D, CONTROL | SHIFT)
    walk.tour.key(Qt.Key.Key_2)
    walk.take("manager")


def _onboarding(walk: Walk) -> None:
    walk.become("onboarding")
    walk.open(Qt.Key.Key_J, CONTROL | SHIFT)
    walk.tour.key(Qt.Key.Key_Return)
    walk.tour.key(Qt.Key.Key_Return)
    walk.take("onboarding")


def _quality(walk: Walk) -> None:
    walk.become("quality-assurance")
    walk.open(Qt.Key.Key_Q, CONTROL | SHIFT)
    walk.tour.key(Qt.Key.Key_2)
    walk.tour.key(Qt.Key.Key_Return)
    walk.tour.key(Qt.Key.Key_Y)
    walk.tour.key(Qt.Key.Key_Return)
    walk.tour.key(Qt.Key.Key_N)
    walk.tour.type_quickly("The customer's words were noted at the end; write them while they are said")
    walk.tour.key(Qt.Key.Key_Down, ALT)
    walk.take("quality-assurance")


def _trainer(walk: Walk) -> None:
    walk.become("trainer")
    walk.open(Qt.Key.Key_U, CONTROL | SHIFT)
    walk.take("trainer")
    walk.leave()
    walk.tour.search_for("I want to cancel", "playbook")
    walk.tour.key(Qt.Key.Key_Return, CONTROL)
    walk.open(Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    walk.tour.answer(1)
    walk.take("trainer-practice")


def _chatbot(walk: Walk) -> None:
    walk.become("chatbot")
    walk.open(Qt.Key.Key_Home, ALT)
    walk.take("chatbot")


def _analyst(walk: Walk) -> None:
    walk.become("analyst")
    walk.open(Qt.Key.Key_G, CONTROL | SHIFT)
    walk.tour.key(Qt.Key.Key_2)
    walk.take("analyst")


def _partner(walk: Walk) -> None:
    walk.leave()
    walk.tour.key(Qt.Key.Key_E, ALT)
    walk.tour.key(Qt.Key.Key_1)
    walk.take("partner")


def _social_media(walk: Walk) -> None:
    walk.become("social-media")
    walk.tour.search_for("you charged me twice", "article")
    walk.tour.key(Qt.Key.Key_Return)
    walk.tour.key(Qt.Key.Key_X, CONTROL | SHIFT)
    walk.take("social-media")


_PAGES: tuple[Callable[[Walk], None], ...] = (
    *(_tier_1, _retention, _analyst, _manager, _quality, _onboarding, _trainer, _chatbot),
    *(_tier_2, _tier_3, _specialists, _account_manager, _partner, _social_media),
)
"""In this order no picture shows what an earlier one left behind."""

# SPDX-License-Identifier: MIT
"""The inbox in the window: what waits, taken by keys; what came while another page was open; the seat."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hands import at_work
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from kbdesk.desk.home import Home
from kbdesk.desk.inbox import Inbox
from kbdesk.handoff import to_markdown
from kbdesk.model import Customer, HandoffNote, Impact, Outcome, Party, Received, Seat
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.cases.inboxing import Inboxing
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
KEY = Qt.Key
LIGHT = Theme()


def note_of(name, ago=60, **more) -> HandoffNote:
    created = (NOW - timedelta(minutes=ago)).isoformat()
    note = HandoffNote(
        f"id-{name}", created, Party("1", "Sam Okoro"), Party("2"), name, ask=f"Look at {name}."
    )
    return replace(note, **more)


class Room:
    """Anna of tier 2 before a window with nothing but the frame and the inbox."""

    def __init__(self, qtbot, folder, notes=(), inbox=True, size=(1280, 800), theme=LIGHT) -> None:
        self.qtbot, self.root, self.folder = qtbot, folder, folder / "handoff"
        self.folder.mkdir()
        for note in notes:
            self.lay(note)
        self.home = Home(folder / "data", folder / "cache")
        self.home.make()
        if inbox:
            self.home.set_seat(Seat("2", "", str(self.folder)))
        self.host = QWidget()
        self.host.setObjectName("window")
        self.host.setStyleSheet(theme.qss())
        self.lanes = Lanes(self.host)
        self.frame = Frame(theme, self.host)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        QHBoxLayout(self.host).addWidget(self.frame)
        self.host.resize(*size)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)
        self.inboxing = Inboxing(self.lanes, self.frame, theme, self.home, lambda: NOW)
        self.frame.put_in_footer(self.inboxing.button)
        self.opened, self.said, self.came, self.failed, self.counts = [], [], [], [], []
        self.inboxing.open_asked.connect(self.opened.append)
        self.inboxing.said.connect(self.said.append)
        self.inboxing.arrived.connect(self.came.append)
        self.inboxing.failed.connect(lambda error: self.failed.append(str(error)))
        self.inboxing.count_changed.connect(lambda *both: self.counts.append(both))
        self.rest()

    @property
    def page(self):
        return self.inboxing.page

    def lay(self, note) -> str:
        path = self.folder / f"{note.id}.handoff.md"
        path.write_text(to_markdown(note), encoding="utf-8")
        return str(path)

    def other(self, name="Lee", tier="2") -> Inbox:
        home = Home(self.root / name / "data", self.root / name / "cache")
        home.make()
        home.set_seat(Seat(tier, "", str(self.folder)))
        return Inbox(home, lambda: NOW - timedelta(minutes=5), name)

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.lanes.busy and not at_work(self.inboxing), timeout=15_000)

    def show(self) -> None:
        self.inboxing.show()
        self.rest()

    def look(self) -> None:
        self.inboxing.refresh()
        self.rest()

    def keys(self, *pressed) -> None:
        for key in pressed:
            QTest.keyClick(QApplication.focusWidget(), key)
            self.rest()

    def titles(self) -> list[str]:
        return [row.title for row in self.page._list.rows]

    def buttons(self) -> list[str]:
        shown = (b for b in self.page._foot.findChildren(QPushButton) if b.isVisible())
        return [button.accessibleName() for button in shown]

    def close(self) -> None:
        self.inboxing.shut_down()
        self.lanes.shut_down()
        self.host.close()
        self.host.deleteLater()


@pytest.fixture(autouse=True)
def my_name(monkeypatch):
    monkeypatch.setenv("KBDESK_NAME", "Anna Berg")


@pytest.fixture
def make(qtbot, tmp_path):
    rooms = []

    def made(*notes, **more) -> Room:
        rooms.append(Room(qtbot, tmp_path, notes, **more))
        return rooms[-1]

    yield made
    for room in rooms:
        room.close()


WIFI = note_of("Wi-Fi drops", 30)
VPN = note_of("VPN is down", 20, severity="unstable", impact=Impact("the site", work_stopped=True))
PRINTER = note_of("Printer is blank", 40, customer=Customer(next_update_due="14:30"))
OTHER = note_of("Of tier 3", 5, to=Party("3"))


def test_what_waits_for_me_is_read_taken_and_opened_by_keys(make):
    """What presses first, in words; the note beside it; Enter takes and opens; the footer counts."""
    room = make(WIFI, VPN, PRINTER, OTHER)
    assert room.counts == [(3, 1)]
    assert room.inboxing.button.text() == "Inbox 3 · 1 unstable"
    room.show()
    assert room.titles() == ["VPN is down", "Printer is blank", "Wi-Fi drops"]
    lines = [row.line for row in room.page._list.rows]
    assert lines[0].startswith("Unstable · work has stopped · Sam Okoro → tier 2 · waits 20 min")
    assert lines[1].startswith("Update overdue since 14:30")
    assert QApplication.focusWidget() is room.page._list
    assert "Look at VPN is down." in room.page.findChild(ArticleView).toPlainText()
    assert "kbdesk-handoff" not in room.page.findChild(ArticleView).toPlainText()
    room.keys(KEY.Key_Down, KEY.Key_Return)
    taken = room.folder / "id-Printer is blank.handoff.md"
    assert room.opened == [str(taken)]
    said = json.loads((room.folder / f"{taken.name}.taken").read_bytes())
    assert said["by"] == "Anna Berg"
    assert room.counts[-1] == (3, 1)
    assert "You have it since 15:00." in words(room.page)
    assert room.buttons() == ["Open", "Release"]


def test_one_who_was_faster_keeps_it_and_i_am_told(make):
    """Taken between two looks: nothing is opened, and it says who has it."""
    room = make(WIFI)
    room.show()
    room.other().take(str(room.folder / "id-Wi-Fi drops.handoff.md"))
    room.keys(KEY.Key_Return)
    assert room.opened == []
    assert room.said == ["Lee has it since 14:55."]
    assert room.titles() == []
    assert "1 other in the inbox: press 2." in words(room.page)
    assert room.counts[-1] == (0, 0)
    assert room.inboxing.button.text() == "Inbox"


def test_taking_over_asks_first_and_can_be_left(make):
    """Enter only opens what somebody else has; T asks, Esc leaves it be, T and T takes it over."""
    room = make(WIFI)
    path = str(room.folder / "id-Wi-Fi drops.handoff.md")
    room.other().take(path)
    room.show()
    room.keys(KEY.Key_2)
    assert "Lee has it since 14:55." in words(room.page)
    room.keys(KEY.Key_Return)
    assert room.opened == [path]
    room.keys(KEY.Key_T)
    assert "Take it over?" in words(room.page)
    room.keys(KEY.Key_Escape)
    assert "Take it over?" not in words(room.page)
    assert room.other("Kim").entries()[0].claim.by == "Lee"
    room.keys(KEY.Key_T, KEY.Key_T)
    assert room.other("Kim").entries()[0].claim.by == "Anna Berg"
    assert room.opened == [path, path]


def test_what_is_mine_can_be_released(make):
    """R lets others take it; then it waits again."""
    room = make(WIFI)
    room.show()
    room.keys(KEY.Key_Return, KEY.Key_R)
    assert room.said == ["Released: others can take it."]
    assert room.other().entries()[0].claim is None
    assert room.buttons() == ["Take and open", "Open"]


def test_a_note_is_read_without_taking_it(make):
    """O opens; nothing is written."""
    room = make(WIFI)
    room.show()
    room.keys(KEY.Key_O)
    assert room.opened == [str(room.folder / "id-Wi-Fi drops.handoff.md")]
    assert len(list(room.folder.iterdir())) == 1


def test_the_list_is_filtered_by_digits(make):
    """Waits for me, all, mine, solved; another tier's note is opened, not taken, by Enter."""
    done = note_of("Fax", 9, outcome=Outcome("Kim", NOW.isoformat(), "Cable", "A new cable"))
    mine = note_of("DNS", 8, received=Received("Anna Berg", NOW.isoformat(), accepted=True, read_back="DNS"))
    room = make(WIFI, OTHER, done, mine)
    room.show()
    assert room.titles() == ["Wi-Fi drops"]
    room.keys(KEY.Key_2)
    assert set(room.titles()) == {"Wi-Fi drops", "Of tier 3", "Fax", "DNS"}
    room.keys(KEY.Key_3)
    assert room.titles() == ["DNS"]
    assert "You work on it since 15:00." in words(room.page)
    assert room.buttons() == ["Open"]
    room.keys(KEY.Key_4)
    assert room.titles() == ["Fax"]
    assert room.page._list.rows[0].mark == "Solved: A new cable"
    room.keys(KEY.Key_2)
    room.page._list.choose(room.titles().index("Of tier 3"))
    room.keys(KEY.Key_Return)
    assert len(room.opened) == 1
    assert not list(room.folder.glob("*.taken"))


def test_a_pattern_is_a_line_that_shows_only_its_notes(make):
    """By Tab and Enter; Esc shows all again, a second one closes the page."""
    room = make(*(note_of(f"Case {n}", n, errors=("E-809",), to=Party("3")) for n in range(1, 4)), WIFI)
    room.show()
    line = room.page._lines._lines[0]
    assert line.text() == "3 cases since 14:57: E-809"
    line.setFocus()
    room.keys(KEY.Key_Return)
    assert sorted(room.titles()) == ["Case 1", "Case 2", "Case 3"]
    assert room.page._lines._lines[0].hasFocus()
    room.keys(KEY.Key_Escape)
    assert room.titles() == ["Wi-Fi drops"]
    room.keys(KEY.Key_Escape)
    assert room.page is None


def test_what_comes_meanwhile_is_told_once_and_shown(make):
    """The watched folder: a new note for me, one sent back to me; not those of others, nor my own."""
    room = make(WIFI)
    room.show()
    room.lay(VPN)
    room.lay(OTHER)
    room.qtbot.waitUntil(lambda: len(room.came) == 1, timeout=5_000)
    assert room.came == ["New for tier 2: VPN is down (unstable)"]
    assert room.titles() == ["VPN is down", "Wi-Fi drops"]
    back = Received("Kim", NOW.isoformat(), accepted=False, missing=("The ticket",))
    room.lay(note_of("Mail", 3, sender=Party("2", "Anna Berg"), to=Party("3"), received=back))
    room.look()
    assert room.came[1:] == ["Sent back to you: Mail"]
    for name in ("A", "B"):
        room.lay(note_of(name, 1))
    room.look()
    assert room.came[2:] == ["2 new for you: A, and 1 more"]


def test_a_claim_that_lost_on_a_synced_drive_is_told(make):
    """Lee's earlier claim arrives as a conflicted copy: it is his, and the window says so."""
    room = make(WIFI)
    room.show()
    room.keys(KEY.Key_Return)
    taken = room.folder / "id-Wi-Fi drops.handoff.md.taken"
    mine = taken.read_bytes()
    taken.unlink()
    room.other().take(str(room.folder / "id-Wi-Fi drops.handoff.md"))
    taken.rename(room.folder / "id-Wi-Fi drops.handoff.md (conflicted copy 2026-11-22).taken")
    taken.write_bytes(mine)
    room.look()
    assert room.said == ["Lee took “Wi-Fi drops”, too, and has it now."]


def test_reading_on_is_not_disturbed_by_looking_again(make):
    """What is chosen stays, and how far it was scrolled; a row that went leaves its neighbour chosen."""
    room = make(WIFI, VPN, replace(PRINTER, errors=tuple(f"Error {n}" for n in range(80))))
    room.show()
    room.keys(KEY.Key_Down)
    bar = room.page.findChild(ArticleView).verticalScrollBar()
    bar.setValue(200)
    assert bar.value() == 200
    room.lay(note_of("Newer", 1, severity="unstable"))
    room.look()
    assert room.page.current.note.issue == "Printer is blank"
    assert bar.value() == 200
    (room.folder / "id-Printer is blank.handoff.md").unlink()
    room.look()
    assert room.page.current is not None


def test_a_folder_that_cannot_be_reached_is_one_sentence(make):
    """The list stays; when it is back, the sentence goes."""
    room = make(WIFI)
    room.show()
    away = room.folder.rename(room.root / "away")
    room.look()
    assert "cannot be reached" in words(room.page)
    assert room.titles() == ["Wi-Fi drops"]
    assert room.failed == room.said == []
    room.keys(KEY.Key_R)
    room.keys(KEY.Key_Return)
    assert len(room.failed) == 1
    away.rename(room.folder)
    room.look()
    assert "cannot be reached" not in words(room.page)
    assert room.folder.as_posix() in room.inboxing._watcher.directories()


def test_without_a_folder_nothing_is_looked_at_until_one_is_chosen(make):
    """No timer, no button; the page offers to choose one; the sheet takes it by keys alone."""
    room = make(WIFI, inbox=False)
    assert not room.inboxing._every.isActive()
    assert not room.inboxing.button.isVisible()
    room.show()
    assert "Choose the folder in which your team hands over" in words(room.page)
    assert QApplication.focusWidget().text() == "Choose the folder …"
    room.keys(KEY.Key_Return)
    assert QApplication.focusWidget().accessibleName() == "Folder in which your team hands over"
    QTest.keyClicks(QApplication.focusWidget(), str(room.root / "none"))
    room.keys(KEY.Key_Return)
    assert "There is no folder" in words(room.inboxing.sheet)
    assert QApplication.focusWidget().property("invalid") == "true"
    QApplication.focusWidget().clear()
    QTest.keyClicks(QApplication.focusWidget(), str(room.folder))
    boxes = {box.accessibleName(): box for box in room.inboxing.sheet.findChildren(QComboBox)}
    tier, days = boxes["Tier"], boxes["Your own cases and notes are kept"]
    tier.setFocus()
    room.keys(KEY.Key_Down)
    days.setFocus()
    room.keys(KEY.Key_Up, KEY.Key_Return)
    assert room.inboxing.sheet is None
    assert room.home.seat() == Seat("2", "", str(room.folder), 7)
    assert room.titles() == ["Wi-Fi drops"]
    assert room.inboxing._every.isActive()
    assert room.inboxing.button.isVisible()
    assert room.came == []


def test_the_seat_is_changed_from_the_page(make):
    """W opens it as it is; another tier shows other notes; Esc changes nothing."""
    room = make(WIFI, OTHER)
    room.show()
    room.keys(KEY.Key_W)
    assert str(room.folder) in {edit.text() for edit in room.inboxing.sheet.findChildren(QLineEdit)}
    room.keys(KEY.Key_Escape)
    assert room.titles() == ["Wi-Fi drops"]
    room.keys(KEY.Key_W, KEY.Key_Down, KEY.Key_Return)
    assert room.titles() == ["Of tier 3"]


def test_a_foreign_file_is_shown_with_why_and_offers_nothing(make):
    """Among all notes; no key does anything to it."""
    room = make()
    (room.folder / "x.handoff.md").write_text("# no note")
    room.look()
    room.show()
    room.keys(KEY.Key_2)
    assert room.titles() == ["x.handoff.md"]
    assert "holds no kbdesk handoff note" in words(room.page)
    assert room.buttons() == []
    room.keys(KEY.Key_Return, KEY.Key_T, KEY.Key_O, KEY.Key_R)
    assert room.opened == []
    assert len(list(room.folder.iterdir())) == 1


@pytest.mark.parametrize(("size", "scale"), [((480, 800), 1.0), ((480, 800), 2.0), ((1280, 800), 2.0)])
def test_everything_has_room_in_a_narrow_window_and_with_large_text(make, size, scale):
    """The list, its filters and the buttons lie within the page."""
    notes = [replace(VPN, id=f"id-{n}", errors=("E-809", f"E-{n // 3}")) for n in range(9)]
    room = make(*notes, size=size, theme=Theme(scale=scale))
    room.show()
    page = room.page
    for part in (page._list, page._chips, page._foot, page._seat, page._close, *page._lines._lines):
        assert part.isVisible()
        place = part.rect().translated(part.mapTo(page, part.rect().topLeft()))
        assert page.rect().contains(place), part.accessibleName()
    assert page._list.height() > 40


def test_what_a_screen_reader_says(make):
    """Each row tells all that is shown, beyond its colour; the page, list and text have names."""
    room = make(VPN)
    room.show()
    index = room.page._list.model().index(0, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == ("VPN is down. Unstable · work has stopped · Sam Okoro → tier 2 · waits 20 min. 1 of 1")
    names = {one.accessibleName() for one in (room.page, room.page._list, room.page._text)}
    assert names == {"Inbox", "Notes in the inbox", "The note"}
    assert room.inboxing.button.accessibleName() == "Inbox: 1 note waits for you, 1 unstable"

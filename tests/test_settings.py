# SPDX-License-Identifier: MIT

"""Settings: one sheet, opened by a key, in force at once and after the next start."""

from __future__ import annotations

import gc
import threading  # noqa: TID251 - the test is about another thread
import time
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest
from gitrepo import make_repo
from hands import Hands, home
from pace import limit
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from teamhands import Room, room  # noqa: F401 - a fixture

from kbdesk.desk.home import Home
from kbdesk.ui import settings_clipboard, settings_file
from kbdesk.ui.app import make_window
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.motion import is_still, set_still
from kbdesk.ui.settings import SYNC_MINUTES, Settings, settings_folder
from kbdesk.ui.theme import Theme

__all__ = ["home", "room"]

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

Key = Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
OPENS_MS = 100


@pytest.fixture
def hands(qtbot, home):
    """A person before the window; no library is open."""
    window = make_window(home)
    garbage = GarbageTimer(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    _ = window.late.rooms
    hands = Hands(qtbot, window)
    hands.rest()
    yield hands
    window.close()
    garbage.give_back()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def open_settings(hands):
    hands.key(Key.Key_Comma, CONTROL)
    sheet = hands.window.late.settings.sheet
    assert sheet is not None
    hands.qtbot.waitUntil(lambda: sheet.is_whole)
    return sheet


def shown(sheet):
    return [row.name for group in sheet.groups for row in group.rows if row.isVisible()]


def controls(sheet):
    found = (*sheet.content.findChildren(QComboBox), *sheet.content.findChildren(QPushButton))
    return [one for one in found if one.isVisible()]


def find(hands, words):
    """Type words into the field and go down to the first control that is left."""
    sheet = open_settings(hands)
    hands.type(words)
    hands.key(Key.Key_Down)
    return sheet


# --- the sheet ---


def test_the_settings_open_at_once_with_the_cursor_where_words_find_one(hands):
    """Ctrl+, takes less than 100 ms of this thread until it is painted; Esc goes back to the search field."""
    before = QApplication.focusWidget()
    took = []
    for _ in range(4):
        began = time.thread_time()
        hands.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Comma, CONTROL)
        QApplication.processEvents()
        took.append((time.thread_time() - began) * 1000)
        sheet = hands.window.late.settings.sheet
        assert sheet.isVisible()
        assert sheet.field.hasFocus()
        hands.key(Key.Key_Escape)
        assert hands.window.late.settings.sheet is None
    assert min(took) < limit(OPENS_MS)
    assert QApplication.focusWidget() is before


def test_a_setting_is_found_by_its_words_or_by_others_that_mean_it(hands):
    """All words must fit; what fits none says so; Esc takes the words away before it closes."""
    sheet = open_settings(hands)
    everything = shown(sheet)
    hands.type("night")
    assert shown(sheet) == ["Theme"]
    hands.key(Key.Key_Escape)
    assert shown(sheet) == everything
    hands.type("folder index")
    assert shown(sheet) == ["The index"]
    hands.type(" xyzzy")
    assert shown(sheet) == []
    assert sheet._nothing.isVisible()
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_Escape)
    assert hands.window.late.settings.sheet is None


def test_every_control_is_reached_by_tab_and_says_what_it_sets(hands):
    """Tab goes once round all of them and back to the field; each has a name of its own."""
    sheet = open_settings(hands)
    names = []
    for _ in range(60):
        hands.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is sheet.field:
            break
        names.append(focused.accessibleName())
    assert QApplication.focusWidget() is sheet.field
    assert all(names)
    assert len(set(names)) == len(names)
    buttons = [one for one in controls(sheet) if isinstance(one, QPushButton)]
    unchosen = [one for one in buttons if one.group() and not one.isChecked()]
    assert len(names) == len(controls(sheet)) - len(unchosen) + 1  # and the button that closes


def test_nothing_is_cut_off_at_any_size(hands):
    """Every control stands whole inside the column, and its words have the width that they need."""
    sheet = open_settings(hands)
    for size, scale in (((1280, 800), 1.0), ((480, 800), 1.0), ((1280, 800), 2.0), ((480, 800), 2.0)):
        hands.window.resize(*size)
        hands.window.looks.show_theme(Theme(scale=scale))
        hands.rest()
        seen, room = controls(sheet), sheet._scroll.viewport().width()
        assert sheet.content.width() <= room
        assert len(seen) > 15
        for control in seen:
            left = control.mapTo(sheet.content, control.rect().topLeft()).x()
            assert left >= 0, (size, scale, control.accessibleName())
            assert left + control.width() <= room, (size, scale, control.accessibleName())
            assert control.width() >= control.minimumSizeHint().width()


# --- looks ---


def test_text_size_holds_at_once_and_after_the_next_start(hands, home):
    """The arrows choose in the list; keys that change it elsewhere are shown here, too."""
    sheet = find(hands, "text size")
    assert isinstance(QApplication.focusWidget(), QComboBox)
    hands.key(Key.Key_Down)
    assert hands.window.looks.theme.scale == 1.1
    assert sheet.theme.scale == 1.1
    hands.key(Key.Key_Plus, CONTROL)
    assert sheet._size.currentText() == "120 %"
    assert Settings.of(home).theme(system_dark=False).scale == 1.2


def test_the_theme_follows_the_system_until_one_is_chosen(hands, home):
    """Arrows go from System to Light and Dark; what the system says then counts no more."""
    hints = QGuiApplication.styleHints()
    looks = hands.window.looks
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert looks.theme.dark
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert not looks.theme.dark
    sheet = find(hands, "dark")
    hands.key(Key.Key_Right)
    hands.key(Key.Key_Right)
    assert QApplication.focusWidget().accessibleName() == "Theme: Dark"
    assert looks.theme.dark
    assert sheet.theme.dark
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert looks.theme.dark
    assert Settings.of(home).look == "dark"
    hands.key(Key.Key_Left)
    hands.key(Key.Key_Left)
    assert Settings.of(home).look == "system"
    assert not looks.theme.dark


def test_a_change_of_text_size_leaves_the_theme_to_the_system(hands, home):
    """Larger text is no choice of light or dark."""
    hands.key(Key.Key_Plus, CONTROL)
    assert Settings.of(home).look == "system"
    assert Settings.of(home).theme(system_dark=True) == Theme(True, 1.1)


def test_the_language_is_chosen_by_its_own_name_and_holds_after_the_next_start(hands, home):
    """The sheet says so until the choice is taken back; a file that names an unknown one counts as none."""
    sheet = find(hands, "deutsch")
    assert shown(sheet) == ["Language"]
    hands.key(Key.Key_Right)
    hands.key(Key.Key_Right)
    assert QApplication.focusWidget().accessibleName() == "Language: Deutsch"
    assert Settings.of(home).language == "de"
    assert sheet._languages._line.text() == "It is used when kbdesk is opened again."
    hands.key(Key.Key_Escape)
    sheet = find(hands, "language")
    assert sheet._languages._line.text() == "It is used when kbdesk is opened again."
    hands.key(Key.Key_Left)
    hands.key(Key.Key_Left)
    settings = Settings.of(home)
    assert settings.language == ""
    assert "opened again" not in sheet._languages._line.text()
    settings.language = "xx"
    assert settings.language == ""


def test_movement_can_be_turned_off(hands, home):
    """Carets stand still then, and they blink again when it is turned on."""
    try:
        find(hands, "animation")
        hands.key(Key.Key_Right)
        assert is_still()
        assert QApplication.cursorFlashTime() == 0
        assert Settings.of(home).flag("still")
        hands.key(Key.Key_Left)
        assert QApplication.cursorFlashTime() > 0
    finally:
        set_still(False)


# --- updates ---


def test_paused_updates_come_only_when_asked_for(room):
    """No round is planned, the phrase says so, by hand one still works; afterwards they come again."""
    room.team.begin()
    room.sync()
    assert room.team.exchange.next_s is not None
    room.team.exchange.go_by(5, paused=True)
    room.rest()
    assert room.team.exchange.next_s is None
    assert room.phrase == "Updates are paused. Up to date"
    room.team.saved()
    room.rest()
    assert room.team.exchange.next_s is None
    room.anna_sends({"articles/wifi.md": "# Wifi\n\nnew\n"})
    room.sync()
    assert (room.mine / "articles/wifi.md").read_text() == "# Wifi\n\nnew\n"
    assert room.team.exchange.next_s is None
    room.team.exchange.go_by(5, paused=False)
    assert room.team.exchange.next_s < 2


@pytest.mark.parametrize("minutes", [1, 60])
def test_updates_come_as_often_as_was_chosen(room, minutes):
    """A fifth more or less, so that windows of a team do not meet."""
    room.team.exchange.go_by(minutes, paused=False)
    room.team.begin()
    room.sync()
    assert minutes * 60 * 0.75 < room.team.exchange.next_s < minutes * 60 * 1.27


def test_pause_and_pace_are_chosen_in_the_sheet_and_kept(hands, home):
    """The rounds of the open library go by them at once."""
    exchange = hands.window.late.work.sharing.exchange
    find(hands, "synchronise")
    hands.key(Key.Key_Right)
    assert exchange.paused
    assert Settings.of(home).flag("sync_paused")
    hands.key(Key.Key_Escape)
    find(hands, "interval")
    hands.key(Key.Key_Down)
    assert Settings.of(home).sync_minutes == SYNC_MINUTES[SYNC_MINUTES.index(5) + 1]


# --- privacy ---


def test_copied_text_goes_from_the_clipboard_if_that_is_wanted(hands, home, monkeypatch):
    """After its time; not what was copied since, and nothing while it is off."""
    clipboard = QGuiApplication.clipboard()
    keeper = hands.window.late.settings.clipboard
    keeper._timer.setInterval(60)
    hands.window.outside.copy("the customer's number")
    hands.qtbot.wait(120)
    assert clipboard.text() == "the customer's number"
    find(hands, "clipboard")
    hands.key(Key.Key_Right)
    assert Settings.of(home).flag("clear_clipboard")
    hands.window.outside.copy("a note")
    assert keeper.left_s is not None
    hands.qtbot.waitUntil(lambda: clipboard.text() == "", timeout=2000)
    assert settings_clipboard.AFTER_MS == 60_000


def test_clipboard_histories_are_asked_to_skip_what_shall_go(hands):
    """Windows' and KDE's own, in their words; only if copied text shall not stay."""
    hidden = "CanIncludeInClipboardHistory"
    for on in (False, True):
        hands.window.looks.settings.set_flag("clear_clipboard", on=on)
        hands.window.outside.copy("the customer's number")
        data = QGuiApplication.clipboard().mimeData()
        assert data.text() == "the customer's number"
        assert any(hidden in name for name in data.formats()) == on
        assert data.hasFormat("x-kde-passwordManagerHint") == on
    hands.window.outside.forget()  # as at the end
    assert QGuiApplication.clipboard().text() == ""


def test_what_was_copied_since_stays(hands):
    """The minute of the first text does not take the second one away."""
    keeper = hands.window.late.settings.clipboard
    keeper._timer.setInterval(200)
    keeper.turn(on=True)
    hands.window.outside.copy("first")
    hands.qtbot.wait(120)
    hands.window.outside.copy("second")
    hands.qtbot.wait(120)
    assert QGuiApplication.clipboard().text() == "second"
    keeper.turn(on=False)
    hands.qtbot.wait(300)
    assert QGuiApplication.clipboard().text() == "second"


def test_how_long_cases_are_kept_is_part_of_the_profile(hands, home):
    """The rest of the profile stays, and those who go by it are told."""
    seats = []
    hands.window.late.cases.inbox.seat_changed.connect(seats.append)
    home.set_seat(replace(home.seat(), role="trainer", team="network"))
    find(hands, "cases days")
    hands.key(Key.Key_Down)
    assert home.seat() == replace(home.seat(), keep_days=90, role="trainer", team="network")
    assert seats == [home.seat()]


def test_a_folder_inside_a_library_is_refused_as_inbox(hands, home, tmp_path):
    """It says why, and shows the one that there was."""
    make_repo(tmp_path / "kb", {"a.md": "# A\n"}, author="Anna", date="2026-11-01T09:00:00+00:00")
    sheet = open_settings(hands)
    sheet.inbox_chosen.emit(str(tmp_path / "kb"))
    hands.rest()
    assert "belongs to a library" in sheet.trouble.text()
    assert home.seat().inbox == ""
    (tmp_path / "notes").mkdir()
    sheet.inbox_chosen.emit(str(tmp_path / "notes"))
    hands.rest()
    assert sheet.trouble.isHidden()
    assert home.seat().inbox == str(tmp_path / "notes")
    assert sheet._inbox._line.text() == str(tmp_path / "notes")


# --- what has a sheet of its own ---


def test_keys_and_profile_open_in_place_of_the_settings(hands):
    """One sheet after the other, never two; Esc goes back to the desk."""
    find(hands, "role tier")
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.late.cases.inbox.sheet is not None)
    assert hands.window.late.settings.sheet is None
    hands.key(Key.Key_Escape)
    find(hands, "shortcuts bindings")
    assert QApplication.focusWidget().objectName() == "change_keys"
    hands.key(Key.Key_Return)
    assert hands.window.late.settings.sheet is None


# --- where they are kept ---


def test_settings_are_kept_where_the_platform_keeps_them(tmp_path):
    """Data that was moved elsewhere takes its settings along."""
    assert settings_folder(Home(tmp_path, tmp_path)) == tmp_path
    usual = Path(platformdirs.user_data_dir("kbdesk", appauthor=False))
    assert settings_folder(Home(usual, tmp_path)) == Path(
        platformdirs.user_config_dir("kbdesk", appauthor=False)
    )


def test_settings_of_an_earlier_version_are_taken_along(tmp_path, monkeypatch):
    """They stood beside the cases."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("KBDESK_DATA", raising=False)
    made = Home.of_user()
    if settings_folder(made) == made.data:
        pytest.skip("this platform keeps both in one place")
    made.make()
    (made.data / "window.ini").write_text("[General]\nlibrary=/kb\n")
    settings = Settings.of(made)
    assert settings.library == "/kb"
    assert settings.file.parent == tmp_path / "config" / "kbdesk"
    assert not (made.data / "window.ini").exists()


@pytest.mark.parametrize(
    "text", ["[look]\ntheme=pink\nscale=x\n[sync]\nminutes=7\n[on]\nstill=perhaps\n", "\0\0"]
)
def test_a_file_that_somebody_edited_gives_the_defaults(tmp_path, text):
    """The window opens whatever stands there."""
    (tmp_path / "window.ini").write_text(text)
    settings = Settings(tmp_path)
    assert (settings.look, settings.sync_minutes, settings.flag("still")) == ("system", 5, False)
    assert settings.theme(system_dark=False) == Theme()


def test_a_disk_that_takes_its_time_stops_nobody(tmp_path, monkeypatch):
    """What was chosen holds at once; the disk has it in order, and who reads the file anew waits for it."""
    slow, wrote = threading.Event(), []

    def write(file, key, value):
        slow.wait(10)
        wrote.append(value)
        real(file, key, value)

    real = settings_file._write
    monkeypatch.setattr(settings_file, "_write", write)
    settings = Settings(tmp_path)
    for look in ("dark", "light", "light", "dark"):
        settings.look = look
        assert settings.look == look
    assert wrote == []
    assert not settings.file.exists()
    slow.set()
    assert Settings(tmp_path).look == "dark"
    assert wrote == ["dark", "light", "dark"]
    assert "theme=dark" in settings.file.read_text()


def test_settings_that_cannot_be_kept_hold_until_the_end(tmp_path):
    """A folder that is not there or cannot be written is no reason to stop."""
    (tmp_path / "no folder").write_text("")
    settings = Settings(tmp_path / "no folder")
    settings.set_flag("still", True)
    assert settings.flag("still")
    assert not Settings(tmp_path / "no folder").flag("still")

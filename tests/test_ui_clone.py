# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""A library is got from its address: proposed folder, progress, Stop, a name and password, never shown."""

from __future__ import annotations

import os
import shutil
import time

import pytest
from gitrepo import git
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QProgressBar
from servers import HOST, WRITER, make_certificate, served
from teamhands import FILES, room  # noqa: F401 - a fixture

from kbdesk.desk.desk import Desk
from kbdesk.ui.team import exchange
from kbdesk.ui.team.clone_sheet import LARGE_MB, split_credentials
from kbdesk.ui.team.words import copied_mb, copy_progress, folder_name

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]


@pytest.fixture
def sheet(room):
    room.team.open_address()
    return room.team.cloning.sheet


def fields(sheet):
    return [edit for edit in sheet.findChildren(QLineEdit) if edit.isVisible()]


def type_address(sheet, address):
    edit = fields(sheet)[0]
    edit.clear()
    QTest.keyClicks(edit, address)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://git.example.org/desk/support.git", "support"),
        ("https://git.example.org/desk/support/", "support"),
        ("git@example.org:desk/our kb.git", "our-kb"),
        ("ssh://git@example.org:22/kb", "kb"),
        ("C:\\shares\\kb.git", "kb"),
        ("", ""),
    ],
)
def test_the_folder_is_named_after_the_address(address, name):
    """The last part of the address, as a name that every system takes."""
    assert folder_name(address) == name


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Receiving objects:  45% (1234/2711), 5.2 MiB | 3 MiB/s", ("Getting the library", 45)),
        ("remote: Counting objects: 100% (9/9), done.", ("The server looks what there is", 100)),
        ("Resolving deltas:   7% (1/14)", ("Putting it together", 7)),
        ("Updating files:  99% (99/100)", ("Writing the files", 99)),
        ("Cloning into '/secret/place'...", ("", -1)),
    ],
)
def test_progress_is_told_in_peoples_words(line, said):
    """What git says is never shown as it is."""
    assert copy_progress(line) == said


@pytest.mark.parametrize(
    ("amount", "mb"), [("812.5 KiB", 0.832), ("5.20 MiB", 5.4525952), ("1.5 GiB", 1610.612736)]
)
def test_how_much_came_is_read_from_the_progress(amount, mb):
    """In whatever unit it is told."""
    assert copied_mb(f"Receiving objects:  45% (1234/2711), {amount} | 3.00 MiB/s") == pytest.approx(mb)
    assert copied_mb("Resolving deltas:   7% (1/14)") == 0


def test_a_copy_that_grows_large_is_spoken_of(sheet):
    """Once, while it goes on; the person decides whether to stop."""
    line = "Receiving objects:  45% (1234/2711), {} MiB | 3.00 MiB/s"
    sheet.show_work(line.format(400))
    assert sheet.trouble.text() == ""
    sheet.show_work(line.format(700))
    assert f"{LARGE_MB} MB" in sheet.trouble.text()
    sheet.trouble.setText("")
    sheet.show_work(line.format(800))
    assert sheet.trouble.text() == ""
    sheet.finish()


def test_a_password_in_the_address_moves_into_its_field(room, sheet):
    """It does not stay on screen in the clear, and the folder is named without it."""
    assert split_credentials("https://mia:p%40ss@h.example:8443/kb.git") == (
        "https://h.example:8443/kb.git",
        "mia",
        "p@ss",
    )
    assert split_credentials("ssh://mia@h/kb") == ("ssh://mia@h/kb", "", "")
    edit = fields(sheet)[0]
    QApplication.clipboard().setText("https://mia:s3cret@h.example/kb.git")
    edit.paste()
    address, folder, user, password = fields(sheet)
    assert (address.text(), user.text(), password.text()) == ("https://h.example/kb.git", "mia", "s3cret")
    assert folder.text() == str(room.mine.parent / "kb")
    assert password.echoMode() == QLineEdit.EchoMode.Password


def test_a_library_is_got_from_a_folder_by_keys_alone(room, sheet):
    """Address, Enter: it is copied beside the open library, and the window is told to open it."""
    made = []
    room.team.library_made.connect(made.append)
    type_address(sheet, str(room.shared))
    assert fields(sheet)[1].text() == str(room.folder / "shared")
    QTest.keyClick(fields(sheet)[0], Qt.Key.Key_Return)
    room.rest()
    assert made == [room.folder / "shared"]
    assert (made[0] / "articles/wifi.md").read_text() == FILES["articles/wifi.md"]
    assert not room.team.sheet_open


def test_a_folder_that_was_typed_stays(room, sheet):
    """The proposal follows the address only until the person chose another."""
    folder = fields(sheet)[1]
    folder.clear()
    QTest.keyClicks(folder, "/tmp/mine")
    type_address(sheet, "https://h.example/kb.git")
    assert folder.text() == "/tmp/mine"


def test_what_is_missing_is_marked(room, sheet):
    """Enter without an address goes nowhere but to the field."""
    QTest.keyClick(fields(sheet)[1], Qt.Key.Key_Return)
    assert fields(sheet)[0].property("invalid") == "true"
    assert QApplication.focusWidget() is fields(sheet)[0]
    assert not room.host.lanes.share.busy


def test_trouble_is_one_sentence_and_what_was_typed_stays(room, sheet):
    """A wrong address or a folder in use can be put right."""
    type_address(sheet, str(room.folder / "nowhere"))
    QTest.keyClick(fields(sheet)[0], Qt.Key.Key_Return)
    room.rest()
    assert "nowhere could not be cloned" in words(sheet) or "not there" in words(sheet)
    assert fields(sheet)[0].text() == str(room.folder / "nowhere")
    assert "fatal" not in words(sheet)


def test_stop_really_stops_and_leaves_nothing(room, sheet, tmp_path):
    """The server does not answer: Esc stops the copy, the sheet is there again, no folder is left."""
    stuck = tmp_path / "stuck.git"
    shutil.copytree(room.shared, stuck)
    (stuck / "HEAD").unlink()
    os.mkfifo(stuck / "HEAD")
    before = {path.name for path in tmp_path.iterdir()}
    type_address(sheet, str(stuck))
    QTest.keyClick(fields(sheet)[0], Qt.Key.Key_Return)
    room.qtbot.wait(300)
    assert sheet.findChild(QProgressBar).isVisible()
    assert QApplication.focusWidget() is room.button(sheet, "Stop")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    room.rest()
    assert "Stopped. Nothing of it was left behind." in words(sheet)
    assert {path.name for path in tmp_path.iterdir()} == before
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not room.team.sheet_open


def test_closing_the_window_stops_the_copy(room, sheet, tmp_path):
    """A copy under way does not keep the window from closing."""
    (room.shared / "HEAD").unlink()
    os.mkfifo(room.shared / "HEAD")
    type_address(sheet, str(room.shared))
    QTest.keyClick(fields(sheet)[0], Qt.Key.Key_Return)
    room.qtbot.wait(300)
    begun = time.monotonic()
    room.stop()
    assert time.monotonic() - begun < 3
    assert not (tmp_path / "shared").exists()


@pytest.fixture
def https(room, tmp_path, monkeypatch):
    """The shared copy behind a web server that wants a name and password; its address."""
    certificate, authority = make_certificate(tmp_path)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(authority))
    for proxy in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)
        monkeypatch.delenv(proxy.upper(), raising=False)
    name, password = WRITER
    people = {name: {"password": password, "writes": True}}
    with served("https", certificate=str(certificate), root=str(tmp_path), people=people) as port:
        yield f"https://{HOST}:{port}/shared.git"


def test_a_server_that_wants_a_name_gets_it(room, sheet, https):
    """The first try brings up the fields, a wrong password is said in a sentence, the right one opens it."""
    made = []
    room.team.library_made.connect(made.append)
    type_address(sheet, https)
    QTest.keyClick(fields(sheet)[0], Qt.Key.Key_Return)
    room.rest()
    _, _, user, password = fields(sheet)
    assert QApplication.focusWidget() is user
    user.setText(WRITER[0])
    password.setText("wrong")
    QTest.keyClick(password, Qt.Key.Key_Return)
    room.rest()
    assert password.text() == ""
    assert sheet.trouble.text()
    password.setText(WRITER[1])
    QTest.keyClick(password, Qt.Key.Key_Return)
    room.rest()
    assert made == [room.folder / "shared"]
    config = (made[0] / ".git" / "config").read_text()
    assert WRITER[1] not in config


def test_signing_in_lets_updates_go_on(room, https, monkeypatch):
    """The library asks in a sheet for name and password, once; they serve until it is closed."""
    monkeypatch.setattr(exchange, "SOON_S", 0.05)
    git(room.mine, "remote", "set-url", "origin", https)
    room.team.set_desk(Desk(room.mine, room.home))
    room.rest()
    room.team.begin()
    room.wait(lambda: "name and password" in room.host.frame.notices.text)
    room.rest()
    assert room.phrase == "Wants your name and password"
    assert room.team.exchange.next_s is None
    room.press(room.host.frame.notices, "Sign in")
    for password in ("wrong", WRITER[1]):
        asked = room.team._sheet
        user, secret = fields(asked)
        user.setText(WRITER[0])
        secret.setText(password)
        QTest.keyClick(secret, Qt.Key.Key_Return)
        room.rest()
    assert not room.team.sheet_open
    assert room.phrase == "Up to date"
    room.sync()
    assert room.phrase == "Up to date"

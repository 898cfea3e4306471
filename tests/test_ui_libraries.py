# SPDX-License-Identifier: MIT
"""Several libraries in the real window: added, searched, read, called, removed; changes noticed."""

from __future__ import annotations

import os
import shutil

import pytest
from gitrepo import make_repo, write
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from test_several_libraries import TEAM, VENDOR

from kbdesk.desk.home import Home
from kbdesk.model import Companion
from kbdesk.ui.app import make_window
from kbdesk.ui.indexing import Indexer
from kbdesk.ui.settings import Settings
from kbdesk.ui.theme import Theme


class Eyes:
    """A person before the window, who waits until it is done."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window

    def wait(self, until):
        self.qtbot.waitUntil(until, timeout=20_000)

    def rest(self):
        keeper, lanes = self.window.keeper, self.window.lanes
        self.wait(lambda: self.window.finder.ready and not keeper.indexer.running and not lanes.busy)

    def search(self, text):
        """The (badge, path) of the rows for a text."""
        self.window.frame.search.setText(text)
        self.rest()
        return [(hit.library, hit.path) for hit in self.window.finder._results.hits]

    @property
    def sheet(self):
        return self.window.libraries._sheet

    @property
    def status(self):
        return self.window.frame._status.text()


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def opened(qtbot, tmp_path, home):
    """Opens windows on the team's library."""
    make_repo(tmp_path / "team", TEAM)
    make_repo(tmp_path / "vendor", VENDOR, author="Vera")
    windows = []

    def open_window() -> Eyes:
        window = make_window(home)
        window.looks.show_theme(Theme())
        window.show()
        windows.append(window)
        eyes = Eyes(qtbot, window)
        window.open_library(tmp_path / "team")
        eyes.rest()
        return eyes

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def eyes(opened):
    return opened()


def add(eyes, folder, monkeypatch) -> None:
    """Choose a folder in the sheet."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    QTest.mouseClick(button(eyes.sheet, "Search another"), Qt.MouseButton.LeftButton)
    eyes.wait(lambda: any(one.root == str(folder) for one in eyes.sheet.companions))
    eyes.rest()


def button(sheet, text) -> QPushButton:
    """The visible button with this beginning."""
    return next(b for b in sheet.findChildren(QPushButton) if b.isVisible() and b.text().startswith(text))


def test_a_library_is_added_found_read_and_removed_by_the_sheet(eyes, tmp_path, monkeypatch):
    """From the button over the folders to a page with its badge, and back to one library alone."""
    eyes.window.tree.libraries_pressed.emit()
    assert eyes.sheet.isVisible()
    add(eyes, tmp_path / "vendor", monkeypatch)
    assert "+ vendor" in eyes.status
    QTest.keyClick(eyes.sheet, Qt.Key.Key_Escape)
    assert eyes.sheet is None
    assert eyes.search("toner is empty ")[0] == ("vendor", "articles/toner.md")
    eyes.window.finder.open_hit(eyes.window.results.current())
    eyes.rest()
    assert (eyes.window.finder.page.library, eyes.window.finder.page.revision.author) == ("vendor", "Vera")
    eyes.window.libraries.show_libraries()
    QTest.mouseClick(button(eyes.sheet, "Remove"), Qt.MouseButton.LeftButton)
    eyes.wait(lambda: eyes.sheet.companions == ())
    QTest.keyClick(eyes.sheet, Qt.Key.Key_Escape)
    assert eyes.search("toner") == []
    assert "vendor" not in eyes.status


def test_the_choice_and_the_name_are_remembered(eyes, opened, tmp_path, home):
    """The next window on the same library searches the same others; another library does not."""
    eyes.window.keeper.search_beside((Companion(str(tmp_path / "vendor")),))
    eyes.rest()
    eyes.window.libraries.show_libraries()
    name = next(edit for edit in eyes.sheet.findChildren(QLineEdit) if edit.isVisible())
    name.setFocus()
    name.setText("Contoso")
    QTest.keyClick(name, Qt.Key.Key_Return)
    eyes.wait(lambda: [one.name for one in eyes.sheet.companions] == ["Contoso"])
    QTest.keyClick(eyes.sheet, Qt.Key.Key_Escape)
    eyes.window.close()
    again = opened()
    again.wait(lambda: bool(again.window.keeper.desk.shelf.companions))
    again.rest()
    assert again.search("toner is empty ")[0] == ("Contoso", "articles/toner.md")
    assert Settings(home.data).beside(str(tmp_path / "vendor")) == ()
    assert not (tmp_path / "team" / "window.ini").exists()


def test_links_and_calls_stay_in_the_other_library(eyes, tmp_path):
    """A link of its page opens its file, a playbook of it runs, and the step's link leads into it."""
    eyes.window.keeper.search_beside((Companion(str(tmp_path / "vendor")),))
    eyes.rest()
    finder = eyes.window.finder
    finder.open_path("articles/vpn.md", library="vendor")
    eyes.rest()
    finder.follow("articles/vpn.md", "deep/more.md", "vendor")
    eyes.rest()
    assert (finder.page.library, finder.page.document.path) == ("vendor", "articles/deep/more.md")
    finder.go_back()
    eyes.rest()
    assert (finder.page.library, finder.page.document.path) == ("vendor", "articles/vpn.md")
    eyes.search("toner calls")
    finder.open_hit(eyes.window.results.current())
    eyes.rest()
    view = eyes.window.caller.view
    assert (view.library, view.step.title) == ("vendor", "Look")
    eyes.window.call.link_activated.emit("../articles/toner.md")
    eyes.rest()
    assert (finder.page.library, finder.page.document.path) == ("vendor", "articles/toner.md")
    assert [read.path for read in eyes.window.caller.view.run.articles][-1] == "articles/toner.md"


def test_a_missing_library_is_a_quiet_line_until_it_is_back(eyes, tmp_path):
    """No notice covers the window; the footer says it, and a look finds it when it is there again."""
    away = shutil.move(tmp_path / "vendor", tmp_path / "away")
    eyes.window.keeper.search_beside((Companion(str(tmp_path / "vendor")),))
    eyes.wait(lambda: "vendor is missing" in eyes.status)
    assert eyes.window.frame.notices.text == ""
    assert eyes.search("printer ")[0] == ("", "articles/printer.md")
    shutil.move(away, tmp_path / "vendor")
    eyes.window.keeper.look_again()
    eyes.wait(lambda: "+ vendor" in eyes.status)
    eyes.rest()
    assert eyes.search("toner is empty ")[0] == ("vendor", "articles/toner.md")


def test_a_change_on_disk_is_found_when_the_window_is_back(eyes, tmp_path):
    """The results on screen follow a file that an editor wrote, at once; the child then writes it down."""
    assert eyes.search("quagga") == []
    place = tmp_path / "team" / "articles" / "paper.md"
    write(tmp_path / "team", {"articles/paper.md": "# Paper jams\n\nAsk the quagga.\n"})
    os.utime(place, ns=(0, 1))
    eyes.window.keeper.look_again()
    eyes.wait(lambda: bool(eyes.window.finder._results.hits))
    assert eyes.window.finder._results.hits[0].path == "articles/paper.md"
    eyes.rest()
    assert eyes.window.keeper.desk.build_index(lambda done, to_do: None) == 0


def test_a_second_look_soon_after_is_not_lost(eyes, tmp_path):
    """Who comes back twice within a moment has the later change seen as well, a moment later."""
    eyes.window.keeper.look_again()
    eyes.rest()
    write(tmp_path / "team", {"articles/new.md": "# New\n\nThe okapi.\n"})
    eyes.search("okapi")
    eyes.window.keeper.look_again()
    eyes.wait(lambda: [hit.path for hit in eyes.window.finder._results.hits] == ["articles/new.md"])
    eyes.rest()


def test_indexes_are_built_one_after_another(qtbot, tmp_path, home):
    """One that cannot be built does not keep the next from it; one asked for meanwhile runs again."""
    home.make()
    for name in ("one", "two"):
        write(tmp_path / name, TEAM)
    indexer = Indexer(None)
    said, done = [], []
    indexer.failed.connect(said.append)
    indexer.finished.connect(done.append)
    roots = [str(tmp_path / name) for name in ("one", "gone", "two")]
    indexer.start(roots, str(home.data), str(home.cache))
    indexer.start(roots[:1], str(home.data), str(home.cache))
    qtbot.waitUntil(lambda: len(done) == 3, timeout=30_000)
    assert done == [len(TEAM), len(TEAM), 0]
    assert len(said) == 1
    assert "gone does not exist" in said[0]


def test_settings_that_somebody_spoiled_are_as_none(tmp_path):
    """A broken list of libraries in the settings stops nothing."""
    settings = Settings(tmp_path)
    for text in ("{", "[1]", '{"a": 1}', '{"a": [["x"]]}', "null"):
        settings._store.put("beside", text)
        assert settings.beside("a") == ()
    settings.keep_beside("a", (Companion("b", "B"),))
    assert settings.beside("a") == (Companion("b", "B"),)
    settings.keep_beside("a", ())
    assert settings.beside("a") == ()

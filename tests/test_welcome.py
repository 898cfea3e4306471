# SPDX-License-Identifier: MIT
"""The first page and the help: what a window without a library offers."""

from __future__ import annotations

import pytest
from desks import sample_repo
from first import unopened
from hands import opened
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication

from kbdesk.desk.help import Help, contents, help_folder
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.ui.actions import ACTS
from kbdesk.ui.help import PAGES, START
from kbdesk.ui.welcome_page import CHOICES

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEY = Qt.Key


@pytest.fixture
def empty(qtbot, tmp_path):
    """A person before a window that holds no library, on the first page."""
    with unopened(qtbot, Home(tmp_path / "data", tmp_path / "cache")) as hands:
        yield hands


def test_the_ways_to_begin_are_reached_by_arrows_and_named(empty):
    """The first way has the focus, Down goes on and comes round, and each has a name with its key."""
    seen = []
    for _ in CHOICES:
        button = QApplication.focusWidget()
        seen.append(button.accessibleName())
        key = next(act.keys[0] for act in ACTS if act.name == button.act)
        assert key in button.accessibleDescription()
        empty.key(KEY.Key_Down)
    assert seen == [title for _, _, title, _ in CHOICES]
    assert QApplication.focusWidget().accessibleName() == seen[0]


def test_a_new_library_is_made_and_opened_by_keys(empty, tmp_path):
    """Ctrl+Alt+N asks for a folder, says what is wrong with it, makes the library and opens it."""
    QStandardPaths.setTestModeEnabled(True)
    try:
        empty.key(KEY.Key_N, CONTROL | ALT)
    finally:
        QStandardPaths.setTestModeEnabled(False)
    window = empty.window
    assert window.late.sheet_open
    used = tmp_path / "used"
    used.mkdir()
    (used / "something.txt").write_text("mine", encoding="utf-8")
    for folder in (used, tmp_path / "new"):
        empty.key(KEY.Key_A, CONTROL)
        empty.type(str(folder))
        empty.key(KEY.Key_Return)
        if folder is used:
            assert "already in use" in window.late.first._sheet.trouble.text()
    empty.wait(lambda: window.finder.ready and not window.keeper.indexer.running)
    empty.rest()
    assert window.keeper.desk.root == tmp_path / "new"
    assert not window.late.sheet_open
    assert window.frame.cover is None
    assert (used / "something.txt").read_text(encoding="utf-8") == "mine"
    empty.key(KEY.Key_L, CONTROL)
    empty.type("no internet")
    assert window.results.current() is not None


def test_the_help_opens_without_a_library_and_finds_words(empty):
    """Shift+F1 shows the first page of the help; a filter leaves the pages that have all its words."""
    empty.key(KEY.Key_F1, SHIFT)
    page = empty.window.late.first.help.page
    empty.wait(lambda: page.has_entries and page.page is not None)
    assert page.page.document.path == START
    empty.key(KEY.Key_Tab, CONTROL)  # another page in front, and back
    empty.key(KEY.Key_F1, SHIFT)
    assert empty.window.frame.cover is page
    page._filter.setFocus()
    empty.type("luhn-nothing-has-this")
    assert page._list.rows == ()
    assert not page._nothing.isHidden()
    empty.key(KEY.Key_A, CONTROL)
    empty.type("approve")
    assert "team.md" in [row.value for row in page._list.rows]
    assert len(page._list.rows) < len(page._entries)


def test_links_of_the_help_lead_on_and_back(empty):
    """A link opens its page, Alt+Left the page before; what is not part of the help is said, not opened."""
    empty.key(KEY.Key_F1, SHIFT)
    helping = empty.window.late.first.help
    empty.wait(lambda: helping.page is not None and helping.page.page is not None)
    page = helping.page
    page.link_followed.emit("formats.md")
    empty.rest()
    assert page.page.document.path == "formats.md"
    empty.key(KEY.Key_Left, ALT)
    assert page.page.document.path == START
    page.link_followed.emit("../pyproject.toml")
    assert "not part of the help" in empty.window.frame.toast.text()
    empty.key(KEY.Key_Escape)
    assert helping.page is None


def test_the_help_opens_at_what_is_on_screen(qtbot, tmp_path):
    """Over the checks it opens the page that explains them."""
    home = Home(tmp_path / "data", tmp_path / "cache")
    with opened(qtbot, home, sample_repo(tmp_path / "sample")) as hands:
        hands.key(KEY.Key_F7)
        hands.wait(lambda: hands.window.frame.cover is not None)
        hands.key(KEY.Key_F1, SHIFT)
        helping = hands.window.late.first.help
        hands.wait(lambda: helping.page is not None and helping.page.page is not None)
        assert helping.page.page.document.path == "checks.md"


def test_each_page_of_the_help_that_is_named_is_there():
    """What the window opens for a page exists and is in the contents."""
    folder = help_folder()
    listed = {one.path for one in contents((folder / "index.md").read_text(encoding="utf-8"))}
    for path in {START, *PAGES.values()}:
        assert path in listed
        assert Help().page(path).rendered.html


def test_a_help_that_was_left_out_is_said(tmp_path, monkeypatch):
    """Without its pages the help says so in one sentence."""
    monkeypatch.setattr("kbdesk.desk.help.help_folder", lambda: None)
    with pytest.raises(KbError, match="not part of this installation"):
        Help()

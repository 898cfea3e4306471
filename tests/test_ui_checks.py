# SPDX-License-Identifier: MIT
"""The list of checks: made in a process of its own, gone through by keys, put right and saved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from gitrepo import git, make_repo
from hands import at_work
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Author
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.checking import Checking, check_files
from kbdesk.ui.trainer.checks_page import ChecksPage
from kbdesk.ui.trainer.checks_rows import SHOWN, Check
from kbdesk.ui.who import Who

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

BOOK = "playbooks/no-internet.md"
BROKEN = """---
title: No internet
---

## Tier 1

### Check the light

- [It is green](#check-the-cable)
- [It is red](#escalate-to-tier-2-no-signal)

### Check the cable

- [It was loose](#resolve-it-wroks)
- [Nobody knows](#wait-and-see)

### Wait and see

### Resolve: it works

### Escalate to tier 2: no signal

- [ ] `router_model`: on the label
"""
FILES = {
    BOOK: BROKEN,
    "articles/router.md": "# Router\n\nSee [the lights](The-Lights.md) and [more](gone.md).\n",
    "articles/the-lights.md": "# The lights\n",
}
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


class Host(QWidget):
    """A window with nothing but the frame and the checks."""

    def __init__(self, folder, files):
        super().__init__()
        make_repo(folder / "kb", files)
        home = Home(folder / "data", folder / "cache")
        home.make()
        home.set_who(Author("Mia Tran", "mia@example.org"))
        theme = Theme()
        self.setObjectName("window")
        self.setStyleSheet(theme.qss())
        self.lanes = Lanes(self)
        self.frame = Frame(theme, self)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.desk = Desk(folder / "kb", home, clock=lambda: NOW)
        self.checking = Checking(self.lanes, self.frame, Who(home, self.lanes, theme, self), theme, home)
        self.told, self.opened, self.failures, self.counts = [], [], [], []
        self.checking.said.connect(self.told.append)
        self.checking.failed.connect(self.failures.append)
        self.checking.open_asked.connect(self._opened)
        self.checking.counted.connect(self._counted)
        QHBoxLayout(self).addWidget(self.frame)
        self.resize(1280, 800)

    def _opened(self, path, line):
        self.opened.append((path, line))

    def _counted(self, errors, warnings):
        self.counts.append((errors, warnings))

    @property
    def page(self) -> ChecksPage:
        page = self.checking.page
        assert page is not None
        return page

    def know(self):
        """Let the checks be known, without the process that finds them."""
        self.checking._checked(check_files(self.desk, tuple(FILES)))
        self.counts.clear()

    def rows(self):
        return [(one.finding.code, one.finding.line) for one in self.page.shown]

    def button(self, text):
        return next(one for one in self.page.findChildren(QPushButton) if one.text().startswith(text))


@pytest.fixture
def host(qtbot, tmp_path):
    made = Host(tmp_path, FILES)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.checking.set_desk(made.desk)
    yield made
    made.checking.shut_down()
    made.lanes.shut_down()
    made.desk.close()
    made.close()


def rest(qtbot, host):
    def done():
        return not (host.lanes.busy or host.checking.process.running or at_work(host))

    qtbot.waitUntil(done, timeout=20_000)


def press(host, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def test_the_library_is_checked_in_a_process_and_listed_with_the_way_there(qtbot, host):
    """Errors first, with figures for each group; the way is the answers; Enter asks for the line."""
    host.checking.show()
    rest(qtbot, host)
    assert host.counts == [(4, 1)]
    assert host.rows() == [("KB101", 14), ("KB103", 17), ("KB203", 3), ("KB203", 3), ("KB110", 23)]
    assert "4 errors, 1 warning in 2 files" in words(host.page)
    assert QApplication.focusWidget() is host.page._list
    press(host, Qt.Key.Key_Down)
    said = words(host.page)
    assert "A dead end" in said and f"{BOOK}, line 17" in said
    assert host.page._way.text() == "1.  It is green\n2.  Nobody knows"
    press(host, Qt.Key.Key_Return)
    assert host.opened == [(BOOK, 17)]


def test_a_finding_is_put_right_by_a_key_and_saved(qtbot, host):
    """Ctrl+Enter saves the one change as a version; the list is checked again."""
    host.know()
    host.checking.show()
    rest(qtbot, host)
    assert "“#resolve-it-wroks”" in words(host.page) and "Put right" in words(host.page)
    press(host, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, host)
    assert host.failures == []
    text = (host.desk.root / BOOK).read_text()
    assert text == BROKEN.replace("it-wroks", "it-works")
    assert git(host.desk.root, "log", "-1", "--format=%an").strip() == "Mia Tran"
    assert host.told == [f"1 finding put right in {BOOK}."]
    assert host.rows() == [("KB103", 17), ("KB203", 3), ("KB203", 3), ("KB110", 23)]
    assert host.counts[-1] == (3, 1)


def test_all_that_is_certain_is_put_right_in_one_version(qtbot, host):
    """The button takes what the filter shows; what needs a person stays."""
    host.know()
    host.checking.show()
    rest(qtbot, host)
    host.button("Can be put right").click()
    assert len(host.rows()) == 2
    host.button("Put all right").click()
    rest(qtbot, host)
    assert "the-lights.md) and [more](gone.md)" in (host.desk.root / "articles/router.md").read_text()
    assert git(host.desk.root, "rev-list", "--count", "HEAD").strip() == "2"
    assert host.rows() == []
    host.button("All").click()
    assert host.rows() == [("KB103", 17), ("KB203", 3), ("KB110", 23)]


def test_a_text_that_is_not_saved_is_left_alone(qtbot, host):
    """Putting a finding right does not go over somebody's draft; it says so."""
    writing = host.desk.writing
    writing.keep(writing.open(BOOK))
    host.know()
    host.checking.show()
    rest(qtbot, host)
    press(host, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, host)
    assert [str(one) for one in host.failures] == [f"{BOOK} has a text that is not saved yet. Open it."]
    assert (host.desk.root / BOOK).read_text() == BROKEN


def test_the_list_is_filtered_by_words_kind_and_code(qtbot, host):
    """The filters hold together; Esc empties the words before it closes the page."""
    host.know()
    host.checking.show()
    rest(qtbot, host)
    page = host.page
    page._code.setCurrentIndex(page._code.findData("KB203"))
    page._code.activated.emit(page._code.currentIndex())
    assert host.rows() == [("KB203", 3), ("KB203", 3)]
    page._filter.setFocus()
    QTest.keyClicks(page._filter, "gone router")
    assert host.rows() == [("KB203", 3)]
    QTest.keyClicks(page._filter, " nothing")
    assert "Nothing fits the filter." in words(page)
    press(host, Qt.Key.Key_Escape)
    assert len(host.rows()) == 2
    press(host, Qt.Key.Key_Escape)
    assert host.checking.page is None


def test_the_open_file_is_shown_alone(qtbot, host):
    """One file is checked at once, without the process; the other button shows the whole library."""
    host.checking.show("articles/router.md", one_file=True)
    rest(qtbot, host)
    assert host.rows() == [("KB203", 3), ("KB203", 3)]
    assert host.counts == []
    host.button("Whole library").click()
    rest(qtbot, host)
    assert len(host.rows()) == 5


def test_what_was_saved_elsewhere_is_checked_again(qtbot, host):
    """The findings of a saved file take the place of those it had."""
    host.know()
    host.checking.show()
    rest(qtbot, host)
    (host.desk.root / "articles/router.md").write_text("# Router\n")
    host.checking.check_again(("articles/router.md",))
    rest(qtbot, host)
    assert host.counts[-1] == (2, 1)
    assert [code for code, _ in host.rows()] == ["KB101", "KB103", "KB110"]


def test_checking_is_stopped_by_a_button(qtbot, host):
    """Cancel ends the process; it is told and the list stays as it was."""
    host.checking.show()
    qtbot.waitUntil(lambda: host.checking.process.running)
    host.button("Cancel").click()
    rest(qtbot, host)
    assert host.told == ["Checking was stopped."]
    assert host.counts == []
    assert host.button("Check again").isVisible()


@pytest.mark.parametrize(("width", "scale"), [(480, 1.0), (480, 2.0), (1280, 2.0)])
def test_narrow_and_large_the_buttons_stay_in_sight(qtbot, host, width, scale):
    """The row that is chosen and every button are inside the page."""
    host.resize(width, 800)
    host.checking.set_theme(Theme(scale=scale))
    host.know()
    host.checking.show()
    rest(qtbot, host)
    QApplication.processEvents()
    for text in ("Open at the line", "Put it right", "Check again"):
        button = host.button(text)
        assert host.page.rect().contains(button.mapTo(host.page, button.rect().bottomRight())), text
    row = host.page._list.visualRect(host.page._list.currentIndex())
    assert row.height() > 0 and host.page._list.viewport().rect().contains(row)


def test_a_library_with_very_many_findings_is_shown_in_part(qtbot, host):
    """The list shows so many and says of how many; filters look through all."""
    host.know()
    host.checking.show()
    rest(qtbot, host)
    one = host.page.shown[0]
    many = tuple(Check(one.finding) for _ in range(SHOWN + 5))
    host.page.show_checks((*many, host.page.shown[-1]))
    assert len(host.page.shown) == SHOWN
    assert f"the first {SHOWN:,} of {SHOWN + 6:,} are shown" in words(host.page)
    host.page._filter.setText("KB110")
    assert len(host.page.shown) == 1

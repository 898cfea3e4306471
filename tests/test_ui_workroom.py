# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Writing, the past and moving files in the real window, by keys alone."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from desks import sample_repo
from gitrepo import commit, git
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk.ui.actions import ACTS
from kbdesk.ui.article_notices import Notices
from kbdesk.ui.article_view import ArticleView

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LAMP = "articles/network/router-lights.md"


@pytest.fixture
def hands(qtbot, tmp_path, home):
    with opened(qtbot, home, sample_repo(tmp_path / "sample")) as hands:
        yield hands


def read(hands, path=LAMP):
    hands.window.finder.open_path(path)
    hands.wait(lambda: hands.window.finder.page and hands.window.finder.page.document.path == path)
    hands.rest()


def test_an_article_is_edited_saved_and_read_again(hands, tmp_path):
    """Ctrl+Shift+E, typing, Ctrl+S, Enter: the article with the new text is on screen, found, and in git."""
    window = hands.window
    hands.key(Qt.Key.Key_Slash)
    hands.type("wifi keeps dropping")
    read(hands)
    hands.key(Qt.Key.Key_E, CONTROL | SHIFT)
    hands.wait(lambda: window.late.work.writer.page is not None)
    assert window.frame.cover is not None
    hands.key(Qt.Key.Key_End, CONTROL)
    QApplication.focusWidget().insertPlainText("\n## The amber kangaroo\n\nIt blinks thrice.\n")
    hands.key(Qt.Key.Key_S, CONTROL)
    hands.wait(lambda: window.late.work.sheet_open)
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: window.late.work.writer.page is None)
    hands.rest()
    assert window.frame.cover is None
    hands.wait(lambda: "kangaroo" in window.finder.page.document.source.text)
    assert window.finder.page.document.path == LAMP
    log = git(tmp_path / "sample", "log", "-1", "--format=%an %ae %s", "--name-only")
    assert log.startswith("Mia Tran mia@example.org Router lights")
    assert LAMP in log
    hands.key(Qt.Key.Key_L, CONTROL)
    hands.type("amber kangaroo")
    hands.wait(lambda: window.results.current() and window.results.current().path == LAMP)


def test_after_a_save_reading_goes_on_where_it_was(hands):
    """The section that was read, and written in, is in sight again; the change counts as read."""
    window = hands.window
    read(hands)
    window.article.go_to("resolution")
    bar = window.article.findChild(ArticleView).verticalScrollBar()
    at = bar.value()
    assert at > 0
    hands.key(Qt.Key.Key_E, CONTROL | SHIFT)
    hands.wait(lambda: window.late.work.writer.page is not None)
    hands.key(Qt.Key.Key_End)
    hands.type(" of it")
    hands.key(Qt.Key.Key_S, CONTROL)
    hands.wait(lambda: window.late.work.sheet_open)
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: "Resolution of it" in window.article.findChild(ArticleView).toPlainText())
    hands.rest()
    assert abs(bar.value() - at) < 3
    assert window.frame.cover is None
    assert window.article.isAncestorOf(QApplication.focusWidget())
    assert "since you last" not in " ".join(window.article.findChild(Notices).texts)


def test_the_line_that_is_written_stays_in_sight_at_any_text_size(hands):
    """Another size breaks all lines anew, part by part of the window; narrow and wide, larger and smaller."""
    window = hands.window
    read(hands)
    hands.key(Qt.Key.Key_E, CONTROL | SHIFT)
    hands.wait(lambda: window.late.work.writer.page is not None)
    editor = window.late.work.writer.page.editor
    hands.key(Qt.Key.Key_End, CONTROL)
    for width, scale in ((1280, 2.0), (480, 2.0), (480, 1.0), (1280, 1.0), (1280, 1.5)):
        window.resize(width, 800)
        hands.rest()
        window.looks.show_theme(replace(window.looks.theme, scale=scale))
        hands.rest()
        hands.qtbot.wait(50)
        assert editor.viewport().rect().contains(editor.cursorRect()), (width, scale)
    hands.key(Qt.Key.Key_W, CONTROL)


def test_what_is_read_stays_when_files_change(hands, tmp_path):
    """New results after a change on disk do not take the article away that was opened."""
    hands.key(Qt.Key.Key_Slash)
    hands.type("wifi keeps dropping")
    read(hands)
    (tmp_path / "sample" / "articles" / "new.md").write_text("# wifi keeps dropping anew\n", encoding="utf-8")
    hands.window.keeper.look_now()
    hands.wait(lambda: "articles/new.md" in hands.window.keeper.opening.files)
    hands.rest()
    hands.qtbot.wait(300)
    assert hands.window.finder.page.document.path == LAMP


def test_a_change_since_it_was_read_is_told_and_shown(hands, tmp_path):
    """The article says that it changed since it was read; Alt+U shows what, Esc goes back."""
    window = hands.window
    read(hands)
    text = (tmp_path / "sample" / LAMP).read_text(encoding="utf-8")
    commit(tmp_path / "sample", {LAMP: text.replace("# Router", "# The router", 1) + "\nNew at the end.\n"})
    window.keeper.look_now()
    hands.rest()
    hands.key(Qt.Key.Key_Slash)
    hands.type("router lights what they mean")
    hands.wait(lambda: window.results.current() and window.results.current().path == LAMP)
    assert window.results.current().news
    read(hands)
    notices = window.article.findChild(Notices)
    hands.wait(lambda: any("since you" in text for text in notices.texts))
    hands.key(Qt.Key.Key_U, ALT)
    hands.wait(lambda: window.late.work.past.page is not None)
    hands.rest()
    hands.key(Qt.Key.Key_Escape)
    assert window.frame.cover is None


def test_an_article_is_renamed_with_its_links(hands, tmp_path):
    """F2, the new name, Enter: file and links change in one version, and the article is shown there."""
    window = hands.window
    read(hands)
    hands.key(Qt.Key.Key_F2)
    hands.wait(lambda: window.late.work.mover.sheet_open)
    hands.type("lights-of-the-router")
    hands.qtbot.wait(400)
    hands.rest()
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: not window.late.work.mover.sheet_open)
    after = "articles/network/lights-of-the-router.md"
    hands.wait(lambda: window.finder.page.document.path == after)
    changed = git(tmp_path / "sample", "show", "--stat", "--format=%s", "HEAD")
    assert "lights-of-the-router.md" in changed
    assert not (tmp_path / "sample" / LAMP).exists()
    texts = [path.read_text("utf-8") for path in (tmp_path / "sample").rglob("*.md")]
    assert not any("router-lights.md" in text for text in texts)
    assert sum("lights-of-the-router.md" in text for text in texts) >= 1


def test_every_action_of_writing_and_team_has_its_key_and_slot(hands):
    """No key of the table leads nowhere."""
    for act in ACTS:
        if act.group in ("Write", "Team"):
            assert callable(hands.window.keys.slot_of(act.name)), act.name


def test_history_by_key(hands):
    """Ctrl+Shift+H shows the versions of the open article; Esc leads back to it."""
    read(hands)
    hands.key(Qt.Key.Key_H, CONTROL | SHIFT)
    hands.wait(lambda: hands.window.late.work.past.page is not None)
    hands.rest()
    assert hands.window.frame.cover is hands.window.late.work.past.page
    hands.key(Qt.Key.Key_Escape)
    assert hands.window.frame.cover is None
    assert hands.window.finder.page.document.path == LAMP


def test_a_text_that_cannot_be_kept_stays_on_screen(hands, home):
    """If its draft cannot be written, neither leaving the page nor closing the window loses the text."""
    window = hands.window
    read(hands)
    hands.key(Qt.Key.Key_E, CONTROL | SHIFT)
    hands.wait(lambda: window.late.work.writer.page is not None)
    drafts = home.data / "drafts"
    if drafts.exists():
        shutil.rmtree(drafts)
    drafts.write_text("a file where the folder should be", encoding="utf-8")
    QApplication.focusWidget().insertPlainText("What must not be lost. ")
    assert not window.close()
    assert window.isVisible()
    assert "closing once more" in window.frame.notices.text
    hands.key(Qt.Key.Key_W, CONTROL)
    hands.wait(lambda: window.late.work.writer.page is not None)
    hands.rest()
    assert "What must not be lost." in window.late.work.writer.page.editor.text()
    drafts.unlink()

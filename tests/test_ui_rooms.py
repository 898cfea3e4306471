# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""Going to and fro between search, call, a half-written article and the other pages, by keys alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import sample_repo
from gitrepo import commit
from hands import home, opened  # noqa: F401 - a fixture
from panes import words
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from kbdesk.desk.desk import Desk
from kbdesk.desk.pictures import discard
from kbdesk.ui.article_notices import Notices
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.modes import Modes

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LAMP = "articles/network/router-lights.md"

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture
def library(tmp_path):
    return sample_repo(tmp_path / "sample")


@pytest.fixture
def hands(qtbot, home, library):
    with opened(qtbot, home, library) as hands:
        yield hands


def read(hands, path=LAMP):
    hands.window.finder.open_path(path)
    hands.wait(lambda: hands.window.finder.page and hands.window.finder.page.document.path == path)
    hands.rest()


def write(hands):
    read(hands)
    hands.key(Key.Key_E, CONTROL | SHIFT)
    hands.wait(lambda: hands.window.late.work.writer.page is not None)
    hands.rest()
    return hands.window.late.work.writer.page.editor


def test_writing_begins_where_was_read(hands):
    """At the top it is the title, below the fields, where a letter breaks nothing; else what is in sight."""
    editor = write(hands)
    assert editor.text().splitlines()[editor.line - 1] == "# Router lights and what they mean"
    hands.key(Key.Key_W, CONTROL)
    hands.rest()
    for anchor, scrolled, heading in (("cause", 0, "## Cause"), ("issue", 200, "## Resolution")):
        hands.window.article.go_to(anchor)
        bar = hands.window.article.findChild(ArticleView).verticalScrollBar()
        bar.setValue(bar.value() + scrolled)
        hands.key(Key.Key_E, CONTROL | SHIFT)
        hands.wait(lambda: hands.window.late.work.writer.page is not None)
        hands.rest()
        editor = hands.window.late.work.writer.page.editor
        assert editor.text().splitlines()[editor.line - 1] == heading
        hands.key(Key.Key_W, CONTROL)
        hands.rest()
    editor = write(hands)
    hands.key(Key.Key_Home, CONTROL)
    hands.key(Key.Key_End)
    hands.type(" ")
    hands.key(Key.Key_W, CONTROL)
    hands.rest()
    editor = write(hands)
    assert editor.line == 1, "where writing stopped"


def start_call(hands):
    hands.key(Key.Key_L, CONTROL)
    hands.type("wifi keeps cutting out")
    hands.choose("playbook")
    hands.wait(lambda: hands.window.caller.view is not None)
    return hands.step


def test_from_half_a_sentence_to_a_search_and_back(hands):
    """Ctrl+L shows the panes, what is typed is found there; Ctrl+Tab leads back to the same place."""
    editor = write(hands)
    hands.key(Key.Key_End, CONTROL)
    hands.type("Half a sen")
    hands.key(Key.Key_L, CONTROL)
    assert hands.window.frame.cover is None
    assert hands.window.frame.search.hasFocus()
    hands.type("outlook")
    hands.wait(lambda: hands.window.results.current() is not None)
    assert hands.window.frame.search.hasFocus()
    hands.key(Key.Key_Tab, CONTROL)
    assert editor.hasFocus()
    hands.type("tence")
    assert editor.text().rstrip().endswith("Half a sentence")


def test_typing_into_the_search_field_shows_the_panes(hands):
    """Reached by the mouse, the field shows what it finds: the page steps aside and stays open."""
    write(hands)
    hands.window.frame.search.setFocus()
    assert hands.window.frame.cover is not None
    hands.type("o")
    assert hands.window.frame.cover is None
    assert hands.window.late.work.writer.is_open


def test_a_closed_page_gives_the_focus_back(hands):
    """After Esc in the history the article has the focus that it had."""
    read(hands)
    hands.key(Key.Key_2, Qt.KeyboardModifier.AltModifier)
    before = QApplication.focusWidget()
    hands.key(Key.Key_H, CONTROL | SHIFT)
    hands.wait(lambda: hands.window.late.work.past.page is not None)
    hands.rest()
    hands.key(Key.Key_Escape)
    assert hands.window.frame.cover is None
    assert QApplication.focusWidget() is before


@pytest.mark.parametrize("key", [Key.Key_1, Key.Key_Backspace])
def test_a_call_behind_a_page_is_not_answered(hands, key):
    """With the focus on the row of pages a digit shows the call; it does not answer what nobody sees."""
    start_call(hands)
    hands.key(Key.Key_1)
    step = hands.step
    write(hands)
    hands.window.frame.findChild(Modes).findChildren(QPushButton)[1].setFocus()
    hands.key(key)
    assert hands.step == step
    assert hands.window.frame.cover is None
    hands.key(key)
    assert hands.step != step


@pytest.mark.parametrize("key", [Key.Key_R, Key.Key_T])
def test_nothing_to_recover_still_closes_by_escape(hands, key):
    """An empty page keeps the focus on itself."""
    read(hands)
    hands.key(key, CONTROL | SHIFT)
    hands.rest()
    hands.key(Key.Key_Escape)
    assert hands.window.frame.cover is None
    assert not hands.window.late.work.sheet_open


def test_a_card_stays_when_updates_redraw_the_article(hands, library):
    """That the article changed since it was read is still told after it was drawn anew."""
    read(hands)
    text = (library / LAMP).read_text(encoding="utf-8")
    commit(library, {LAMP: text + "\nNew at the end.\n"})
    hands.window.keeper.look_now()
    hands.rest()
    hands.window.finder.open_path("articles/network/flush-dns.md")
    hands.rest()
    read(hands)
    notices = hands.window.article.findChild(Notices)
    hands.wait(lambda: any("since you" in text for text in notices.texts))
    hands.window.finder.refresh_page()
    hands.rest()
    assert any("since you" in text for text in notices.texts)


def test_a_text_that_was_left_is_told_at_the_start(qtbot, home, library):
    """After a crash a notice names the text; its button goes on where writing stopped."""
    desk = Desk(library, home)
    draft = desk.writing.open(LAMP)
    desk.writing.keep(replace(draft, text=draft.text.replace("## Cause", "## Cause\n\nAmber is new.")))
    desk.close()
    with opened(qtbot, home, library) as hands:
        frame = hands.window.frame
        hands.wait(lambda: "was not saved yet" in frame.notices.text)
        assert "Router lights" in frame.notices.text
        button = next(b for b in frame.notices.findChildren(QPushButton) if b.text() == "Go on writing")
        button.click()
        hands.wait(lambda: hands.window.late.work.writer.page is not None)
        hands.rest()
        editor = hands.window.late.work.writer.page.editor
        assert editor.hasFocus()
        assert editor.text().splitlines()[editor.line - 1] == "Amber is new."
        hands.window.keeper.look_now()
        hands.rest()
        assert frame.notices.text == ""


def test_a_narrow_window_has_room_for_all_pages(hands):
    """With three pages open the tabs of the panes and the row of pages both fit 480 px."""
    window = hands.window
    write(hands)
    read(hands)
    hands.key(Key.Key_H, CONTROL | SHIFT)
    hands.key(Key.Key_R, CONTROL | SHIFT)
    window.resize(480, 800)
    hands.key(Key.Key_L, CONTROL)
    assert window.frame.minimumSizeHint().width() <= 480
    for button in window.frame.findChildren(QPushButton):
        if button.isVisible() and button.property("role") == "tab":
            assert button.mapTo(window, button.rect().topRight()).x() < 480, button.text()
            assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_what_is_told_in_passing_covers_no_button(hands):
    """The sentence stands over the footer."""
    read(hands)
    hands.key(Key.Key_H, CONTROL | SHIFT)
    hands.wait(lambda: hands.window.late.work.past.page is not None)
    hands.rest()
    hands.window.say("Saved.")
    toast, page = hands.window.frame.toast, hands.window.late.work.past.page
    back = next(b for b in page.findChildren(QPushButton) if b.text().startswith("Bring back"))
    assert back.isVisible()
    assert (
        back.mapTo(hands.window, back.rect().bottomLeft()).y()
        < toast.mapTo(hands.window, toast.rect().topLeft()).y()
    )
    assert "History" in words(page)


def test_a_new_article_begins_where_there_is_to_be_written(hands):
    """The cursor stands in a line of its own, links are offered while typing, Alt+0 hides the neighbours."""
    window = hands.window
    hands.key(Key.Key_A, CONTROL | SHIFT)
    hands.wait(lambda: window.late.work.sheet_open)
    hands.type("Wi-Fi drops at noon")
    hands.key(Key.Key_Return)
    hands.wait(lambda: window.late.work.writer.page is not None)
    hands.rest()
    page = window.late.work.writer.page
    lines = page.editor.text().splitlines()
    at = page.editor.line - 1
    assert [lines[at - 2], *lines[at - 1 : at + 2]] == ["## Issue", "", "", ""]
    hands.wait(page.nearby.isVisible)
    hands.type("See [wi")
    assert page.links.offered
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert not page.nearby.isVisible()
    assert page.editor.hasFocus()


def test_keys_of_the_page_act_from_every_field(hands):
    """In a list of choices Ctrl+1 goes back to the text and chooses nothing."""
    editor = write(hands)
    before = editor.text()
    hands.key(Key.Key_3, CONTROL)
    hands.window.late.work.writer.page.fields.field("tier").setFocus()
    hands.key(Key.Key_1, CONTROL)
    assert editor.hasFocus()
    assert editor.text() == before


def test_a_picture_of_a_discarded_draft_goes_and_others_stay(hands, library):
    """What was pasted only for the draft is removed with it; a picture that another draft shows stays."""
    png = bytes.fromhex("89504e470d0a1a0a") + b"picture"
    writing = hands.window.keeper.desk.writing
    kept = []
    for name, data in (("mine.png", png), ("others.png", png + b"2")):
        link, _ = writing.store_picture(LAMP, data, name)
        draft = writing.open(LAMP) if name == "mine.png" else writing.new("article", "Other")
        target = link if name == "mine.png" else f"network/{link}"
        kept.append(writing.keep(replace(draft, text=f"{draft.text}\n![lamp]({target})\n")))
    folder = library / LAMP.replace(".md", ".assets")
    (folder / "notes.png").write_bytes(png + b"3")
    discard(writing, kept[0])
    assert sorted(path.name for path in folder.iterdir()) == ["notes.png", "others.png"]
    assert [draft.id for draft in writing.left()] == [kept[1].id]


def more(hands):
    """What the menu of the open document offers, by text and keys, and how to choose it."""
    menus = hands.window.article.findChildren(QMenu)
    menu = next(one for one in menus if "delete_article" in [action.data() for action in one.actions()])
    return {action.text().partition("\t")[0]: action for action in menu.actions() if action.isVisible()}


def test_the_menu_of_a_playbook_leads_to_its_map(hands):
    """Whoever has a hand on the mouse finds map and practice in the menu; an article has none."""
    read(hands)
    assert "Map of the playbook" not in more(hands)
    read(hands, "playbooks/technical/wifi-drops.md")
    action = more(hands)["Map of the playbook"]
    assert action.text().endswith("\tCtrl+Shift+M")
    action.trigger()
    hands.wait(lambda: hands.window.late.trainer.mapping.page is not None)
    assert hands.window.frame.cover is hands.window.late.trainer.mapping.page

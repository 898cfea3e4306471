# SPDX-License-Identifier: MIT
"""Writing by keys on a real library: opening, drafts, saving, clashes, new articles, pictures."""

from __future__ import annotations

import shutil

import pytest
from desks import make_desk
from gitrepo import git, make_repo, write
from hands import Held, at_work
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QStackedWidget

from kbdesk.model import Author
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who
from kbdesk.ui.writing import keeping
from kbdesk.ui.writing.preview import Preview
from kbdesk.ui.writing.writer import Writer

Key = Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
WIFI = """---
title: Wi-Fi drops
tier: 1
x-legacy: keep me   # and this
says:
  - the wifi goes away
---

# Wi-Fi drops

## Issue

It drops.\u00a0Often.

## Cause

See [the VPN](vpn.md#if-it-fails).
"""
VPN = (
    "---\ntitle: VPN will not connect\nsays: [vpn is down]\n---\n\n"
    "# VPN will not connect\r\n\n## If it fails\n\nText.\n"
)


class Room(QStackedWidget):
    """A window with nothing but the page of the writer, and all that it tells."""

    def __init__(self, qtbot, library, home):
        super().__init__()
        self.qtbot, self.library, self.home = qtbot, library, home
        theme = Theme()
        self.setStyleSheet(theme.qss())
        self.desk = make_desk(library, home)
        self.lanes = Lanes(self)
        self.who = Who(self.desk.home, self.lanes, theme, self)
        self.writer = Writer(self.lanes, self.who, theme, self)
        self.told, self.saved, self.read = [], [], []
        self.writer.shown.connect(self.put)
        self.writer.closed.connect(self.removeWidget)
        self.writer.said.connect(self.told.append)
        self.writer.failed.connect(self.fail)
        self.writer.saved.connect(self.saved.append)
        self.writer.read_requested.connect(self.read.append)
        self.writer.set_desk(self.desk)
        self.resize(1200, 800)
        self.show()
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow)
        self.rest()

    def put(self, page, name):
        assert name == "Write"
        self.addWidget(page)
        self.setCurrentWidget(page)

    def fail(self, error):
        self.told.append(str(error))

    @property
    def page(self):
        return self.writer.page

    @property
    def text(self):
        return self.page.editor.text()

    def file(self, path):
        return (self.library / path).read_bytes().decode()

    def rest(self, milliseconds=0):
        self.qtbot.wait(milliseconds)
        self.qtbot.waitUntil(lambda: not (self.lanes.busy or at_work(self)), timeout=15_000)
        QApplication.processEvents()

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(QApplication.focusWidget() or self, key, modifiers)
        self.rest()

    def type(self, text):
        for number, line in enumerate(text.split("\n")):
            if number:
                self.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
            self.qtbot.keyClicks(QApplication.focusWidget(), line)

    def edit(self, path):
        self.writer.edit(path)
        self.rest()
        self.qtbot.waitUntil(lambda: self.page is not None and self.page.editor.hasFocus())

    def drafts(self):
        return self.desk.writing.left()

    def end(self):
        self.lanes.shut_down()
        self.writer.shut_down()
        self.close()
        self.desk.close()


@pytest.fixture
def room(qtbot, tmp_path, plain_git):
    """A room on a library of two articles; who writes is known."""
    make_repo(tmp_path / "kb", {"wifi.md": WIFI, "vpn.md": VPN})
    made = Room(qtbot, tmp_path / "kb", tmp_path / "home")
    made.desk.home.set_who(Author("Mia Tran", "mia@example.org"))
    made.who.author = Author("Mia Tran", "mia@example.org")
    yield made
    made.end()
    made.deleteLater()


def test_an_article_is_edited_and_saved_by_keys(room):
    """Type, Ctrl+S, Enter: the file has the change and nothing else, and the history says who and what."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.key(Key.Key_End)
    room.type(" Daily.")
    room.key(Key.Key_S, CONTROL)
    assert "Issue" in room.writer.saver.sheet.message.text()
    room.key(Key.Key_Return)
    assert room.file("wifi.md") == WIFI.replace("Often.", "Often. Daily.")
    assert git(room.library, "log", "-1", "--format=%an %s", "--", "wifi.md").startswith(
        "Mia Tran Wi-Fi drops"
    )
    assert not room.writer.is_open
    assert room.saved == [("wifi.md",)]
    assert room.read == ["wifi.md"]
    assert room.told[-1].startswith("Saved.")
    assert room.drafts() == ()


def test_esc_after_enter_stops_no_save_and_the_next_one_meets_no_text_of_its_own(room):
    """It is being saved: that is told as ever, and the article is read."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.key(Key.Key_End)
    room.type(" Daily.")
    room.key(Key.Key_S, CONTROL)
    held = Held(room.lanes.disk)
    for key in (Key.Key_Return, Key.Key_Escape, Key.Key_Return):
        room.qtbot.keyClick(QApplication.focusWidget(), key)
    assert room.writer.sheet_open
    held.let_go()
    room.rest()
    assert room.file("wifi.md") == WIFI.replace("Often.", "Often. Daily.")
    assert not room.writer.is_open
    assert room.saved == [("wifi.md",)]
    assert room.drafts() == ()


def test_saving_may_go_on_writing(room):
    """Ctrl+Enter saves and stays, with undo and a fresh base: the next save has only the next change."""
    room.edit("wifi.md")
    room.type("<!-- one -->")
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return, CONTROL)
    assert room.writer.is_open
    assert room.file("wifi.md").startswith("<!-- one -->")
    room.page.editor.setFocus()
    room.page.editor.undo()
    assert room.text == WIFI
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return)
    assert room.file("wifi.md") == WIFI
    assert git(room.library, "rev-list", "--count", "HEAD").strip() == "3"


def test_a_message_of_ones_own_is_what_the_history_says(room):
    """The proposal is selected, so that typing replaces it."""
    room.edit("vpn.md")
    room.type("x")
    room.key(Key.Key_S, CONTROL)
    room.type("Why I did it")
    room.key(Key.Key_Return)
    assert git(room.library, "log", "-1", "--format=%s").strip() == "Why I did it"


def test_nothing_changed_is_not_saved(room):
    """Ctrl+S on an untouched text says so; Esc leaves it."""
    room.edit("wifi.md")
    room.key(Key.Key_S, CONTROL)
    assert room.writer.saver.sheet is None
    assert "nothing to save" in room.told[-1]
    room.key(Key.Key_Escape)
    assert not room.writer.is_open
    assert room.drafts() == ()


def test_who_writes_is_asked_once(room):
    """Without a name the first save asks for it, and goes on with the answer."""
    room.who.author = None
    (room.desk.home.data / "who.json").unlink()
    room.edit("wifi.md")
    room.type("x")
    room.key(Key.Key_S, CONTROL)
    assert room.writer.saver.sheet is None
    sheet = room.who.sheet
    sheet._name.edit.setText("Ben Fox")
    sheet._email.edit.setText("ben@example.org")
    room.key(Key.Key_Return)
    assert room.writer.saver.sheet is not None
    room.key(Key.Key_Return)
    assert git(room.library, "log", "-1", "--format=%an <%ae>").strip() == "Ben Fox <ben@example.org>"


def test_what_is_typed_before_the_sheet_comes_stays_on_screen(room):
    """Ctrl+S, typed on in text and form, Enter: the text of Ctrl+S is saved, and the rest is written on."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.type("one ")
    room.qtbot.keyClick(room.page.editor, Key.Key_S, CONTROL)
    room.type("two ")
    room.page.fields.field("title").setFocus()
    room.page.fields.field("title").end(False)
    room.type(" three")
    assert room.writer.saver.sheet is None
    room.rest()
    room.key(Key.Key_Return)
    saved = WIFI.replace("It drops.", "one It drops.")
    assert room.file("wifi.md") == saved
    wanted = saved.replace("one It", "one two It").replace("title: Wi-Fi drops", "title: Wi-Fi drops three")
    assert room.text == wanted
    assert room.page.isVisible()
    assert room.saved == [("wifi.md",)]
    room.page.editor.setFocus()
    room.key(Key.Key_W, CONTROL)
    assert not room.writer.is_open
    assert [(one.text, one.base_text) for one in room.drafts()] == [(wanted, saved)]
    room.edit("wifi.md")
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return)
    assert room.file("wifi.md") == wanted
    assert room.drafts() == ()


# --- drafts ---


def test_a_draft_is_kept_while_typing_and_comes_back(room, monkeypatch):
    """Two seconds after the last key the draft is on disk; a new window goes on with it."""
    room.writer.keeper._soon.setInterval(50)
    room.edit("wifi.md")
    room.type("typed ")
    room.rest(150)
    assert [draft.text for draft in room.drafts()] == ["typed " + WIFI]
    assert room.page.state == "Draft kept just now"
    room.key(Key.Key_W, CONTROL)
    assert not room.writer.is_open
    assert "draft is kept" in room.told[-1]
    room.edit("wifi.md")
    assert room.text == "typed " + WIFI
    assert room.file("wifi.md") == WIFI


def test_what_is_to_be_saved_is_kept_while_the_sheet_asks(room):
    """A crash before Enter loses nothing, however long the person thinks of what the history shall say."""
    room.edit("wifi.md")
    room.type("typed ")
    assert room.drafts() == ()
    room.key(Key.Key_S, CONTROL)
    assert room.writer.saver.sheet is not None
    assert [draft.text for draft in room.drafts()] == ["typed " + WIFI]
    room.key(Key.Key_Return)
    assert room.file("wifi.md") == "typed " + WIFI
    assert room.drafts() == ()


def test_what_was_left_is_kept_though_the_window_closes_at_once(qtbot, tmp_path, plain_git):
    """Ctrl+W, and the window before the lane comes to it: what waits there is dropped, yet kept."""
    make_repo(tmp_path / "kb", {"wifi.md": WIFI})
    room = Room(qtbot, tmp_path / "kb", tmp_path / "home")
    room.edit("wifi.md")
    room.type("typed ")
    held = Held(room.lanes.disk)
    room.qtbot.keyClick(room.page.editor, Key.Key_W, CONTROL)
    held.let_go()
    room.end()
    assert [draft.text for draft in room.drafts()] == ["typed " + WIFI]
    room.deleteLater()


def test_a_draft_is_kept_while_keys_never_rest(room):
    """Typing on without a pause does not put keeping off for ever."""
    assert keeping.REST_MS + keeping.LATEST_MS <= 10_000
    room.writer.keeper._latest.setInterval(100)
    room.edit("wifi.md")
    for _ in range(12):
        room.type("x")
        room.qtbot.wait(20)
    room.rest()
    assert room.drafts()[0].text.startswith("xxx")


def test_what_was_typed_last_is_kept_when_the_window_closes(qtbot, tmp_path, plain_git):
    """No timer has to run out first."""
    make_repo(tmp_path / "kb", {"wifi.md": WIFI})
    room = Room(qtbot, tmp_path / "kb", tmp_path / "home")
    room.edit("wifi.md")
    room.type("last words ")
    room.end()
    again = make_desk(tmp_path / "kb", tmp_path / "home")
    assert again.writing.open("wifi.md").text == "last words " + WIFI
    again.close()
    room.deleteLater()


def test_a_text_that_was_put_back_leaves_no_draft(room):
    """Undoing all and closing leaves nothing to recover."""
    room.writer.keeper._soon.setInterval(20)
    room.edit("wifi.md")
    room.type("x")
    room.rest(80)
    room.page.editor.undo()
    room.key(Key.Key_W, CONTROL)
    assert room.drafts() == ()


def test_another_article_can_be_opened_meanwhile(room):
    """The first text is kept, and each goes on where it was left."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(9)
    room.type("one ")
    room.edit("vpn.md")
    assert room.text == VPN
    room.type("two ")
    room.edit("wifi.md")
    assert room.page.editor.line == 9
    assert "one # Wi-Fi" in room.text
    assert {draft.path for draft in room.drafts()} == {"wifi.md", "vpn.md"}


def test_a_draft_that_cannot_be_kept_is_told_and_not_lost(room):
    """The text stays on screen, and keeping is tried again."""
    room.edit("wifi.md")
    folder = room.desk.home.data / "drafts"
    shutil.rmtree(folder)
    folder.write_text("in the way")
    room.type("x")
    room.writer.keeper.keep()
    room.rest()
    assert "could not be kept" in room.page.state
    assert any("drafts" in said for said in room.told)
    folder.unlink()
    room.writer.keeper.keep()
    room.rest()
    assert room.drafts()[0].text == "x" + WIFI


# --- before saving ---


def test_findings_are_shown_before_the_save_and_do_not_stop_it(room):
    """A broken link is in the margin, in the sheet, and saved all the same."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.type("[x](nowhere.md) ")
    room.rest(700)
    assert [one.line for one in room.page.findings.findings] == [13]
    room.page.editor.go_to_line(1)
    room.key(Key.Key_F8)
    assert room.page.editor.line == 13
    room.key(Key.Key_S, CONTROL)
    assert room.writer.saver.sheet.plan.findings[0].line == 13
    room.key(Key.Key_Return)
    assert "nowhere.md" in room.file("wifi.md")


def test_personal_data_is_asked_for_once(room):
    """The first Enter asks, the second saves."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.type("mia.tran@gmail.com ")
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return)
    assert room.file("wifi.md") == WIFI
    assert "person's data" in room.writer.saver.sheet.problem
    room.key(Key.Key_Return)
    assert "mia.tran" in room.file("wifi.md")


def test_broken_front_matter_is_not_saved(room):
    """The sheet says why; Enter does nothing, Esc goes back, and the form steps aside."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(2)
    room.type("a: [b\n")
    room.rest(200)
    assert room.page.fields.problem
    room.key(Key.Key_S, CONTROL)
    sheet = room.writer.saver.sheet
    assert "front matter" in sheet.plan.blocked
    assert not sheet.save.isEnabled()
    room.key(Key.Key_Escape)
    assert room.file("wifi.md") == WIFI
    assert room.writer.is_open


def test_links_to_a_renamed_heading_are_saved_along(room):
    """Renaming a heading that others link to changes their links in the same save."""
    room.edit("vpn.md")
    room.page.editor.change_text(VPN.replace("## If it fails", "## When it fails"))
    room.key(Key.Key_S, CONTROL)
    assert "1 other file follow" in room.writer.saver.sheet.plan.told
    room.key(Key.Key_Return)
    assert "vpn.md#when-it-fails" in room.file("wifi.md")
    assert room.file("vpn.md") == VPN.replace("## If", "## When")


# --- form ---


def test_form_and_text_edit_the_same_bytes(room):
    """A field changes its line only; unknown keys, comments and odd spaces stay; undo takes it back."""
    room.edit("wifi.md")
    room.rest(200)
    room.key(Key.Key_3, CONTROL)
    room.key(Key.Key_End)
    room.type(" often")
    room.page.fields.flush()
    assert room.text == WIFI.replace("title: Wi-Fi drops", "title: Wi-Fi drops often")
    room.key(Key.Key_1, CONTROL)
    assert room.page.editor.hasFocus()
    room.page.editor.undo()
    assert room.text == WIFI
    room.rest(200)
    assert room.page.fields.shown("title") == "Wi-Fi drops"


def test_the_form_follows_the_text(room):
    """What is typed into the front matter stands in the form after a moment."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(3)
    room.type("tags: [a, b]\n")
    room.qtbot.waitUntil(lambda: room.page.fields.shown("tags") == ("a", "b"), timeout=5_000)
    assert "x-legacy" in room.page.fields._others.text()


def test_says_are_edited_a_line_each(room):
    """A new line in the form is a new item in the text."""
    room.edit("wifi.md")
    room.rest(200)
    says = room.page.fields.field("says")
    says.setFocus()
    says.setPlainText("the wifi goes away\nno internet")
    room.page.fields.flush()
    assert "  - the wifi goes away\n  - no internet\n---" in room.text


# --- two writers ---


def clash(room):
    """Mine and theirs change the same line; theirs is saved first."""
    room.edit("wifi.md")
    room.page.editor.change_text(WIFI.replace("It drops.", "It drops for me."))
    write(room.library, {"wifi.md": WIFI.replace("It drops.", "It drops for Anna.")})
    git(room.library, "commit", "-qam", "theirs", author="Anna")
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return)
    assert room.writer.settler.page is not None


def test_a_clash_shows_three_texts_and_esc_loses_nothing(room):
    """Esc goes back to my text; the file has theirs, the draft has mine."""
    clash(room)
    page = room.writer.settler.page
    assert "Anna changed wifi.md" in page._title.text()
    assert "− It drops for me." in page.middle.text()
    assert "+ It drops for Anna." in page.middle.text()
    room.key(Key.Key_Escape)
    assert room.page.editor.hasFocus()
    assert "for me" in room.text
    assert "for Anna" in room.file("wifi.md")
    assert "for me" in room.drafts()[0].text


@pytest.mark.parametrize(
    ("digit", "stands"), [(Key.Key_1, "It drops for me."), (Key.Key_2, "It drops for Anna.")]
)
def test_mine_or_theirs_may_stand(room, digit, stands):
    """Ctrl+1 saves mine over theirs; Ctrl+2 throws mine away, and asks twice."""
    clash(room)
    room.key(digit, CONTROL)
    if digit == Key.Key_2:
        assert room.drafts()
        room.key(digit, CONTROL)
    assert stands in room.file("wifi.md")
    assert not room.writer.is_open
    assert room.drafts() == ()


def test_both_may_stand_or_be_put_together(room):
    """Ctrl+4 makes the middle a text to put right; pressed again it is saved."""
    clash(room)
    room.key(Key.Key_4, CONTROL)
    middle = room.writer.settler.page.middle
    assert "for Anna." in middle.text()
    assert "for me." in middle.text()
    middle.change_text(WIFI.replace("It drops.", "It drops for Anna and me."))
    room.key(Key.Key_4, CONTROL)
    assert "for Anna and me." in room.file("wifi.md")
    assert room.drafts() == ()


@pytest.mark.parametrize("digit", [Key.Key_1, Key.Key_3])
def test_what_is_typed_before_a_choice_comes_is_chosen_from(room, digit):
    """Typed on after Ctrl+S, and the file is another: mine is the text as it is on screen, and is kept."""
    base = WIFI + "Last.\n"
    write(room.library, {"wifi.md": base})
    git(room.library, "commit", "-qam", "longer")
    room.edit("wifi.md")
    room.page.editor.change_text(base.replace("It drops.", "It drops for me."))
    write(room.library, {"wifi.md": base.replace("Last.", "Last, says Anna.")})
    git(room.library, "commit", "-qam", "theirs", author="Anna")
    room.qtbot.keyClick(room.page.editor, Key.Key_S, CONTROL)
    mine = base.replace("It drops.", "It drops for me, still.")
    room.page.editor.change_text(mine)
    assert room.writer.saver.sheet is None
    room.rest()
    room.key(Key.Key_Return)
    assert "− It drops for me, still." in room.writer.settler.page.middle.text()
    assert room.drafts()[0].text == mine
    room.key(digit, CONTROL)
    anna = mine if digit == Key.Key_1 else mine.replace("Last.", "Last, says Anna.")
    assert room.file("wifi.md") == anna
    assert room.drafts() == ()


def test_after_a_save_that_was_none_the_text_on_screen_is_kept(room):
    """What is kept while one saves is newer than what stands there after undo: that is kept again."""
    room.edit("wifi.md")
    mine = WIFI.replace("It drops.", "It drops for me.")
    room.page.editor.change_text(mine)
    room.writer.keeper.keep()
    room.rest()
    write(room.library, {"wifi.md": WIFI.replace("It drops.", "It drops for Anna.")})
    git(room.library, "commit", "-qam", "theirs", author="Anna")
    room.qtbot.keyClick(room.page.editor, Key.Key_S, CONTROL)
    room.page.editor.change_text(mine.replace("for me", "for us"))
    room.rest()
    room.key(Key.Key_Return)
    room.key(Key.Key_Escape)
    assert "for us" in room.drafts()[0].text
    room.page.editor.undo()
    assert room.text == mine
    room.writer.keeper.keep()
    room.rest()
    assert room.drafts()[0].text == mine


def test_a_clean_text_follows_the_disk_and_a_changed_one_stays(room):
    """What others changed is read anew with a notice; over my changes it is only told."""
    room.edit("wifi.md")
    write(room.library, {"wifi.md": WIFI + "theirs\n"})
    room.writer.look_again()
    room.rest()
    room.rest()
    assert room.text == WIFI + "theirs\n"
    assert "read anew" in room.page.notices.text
    room.type("mine")
    write(room.library, {"wifi.md": WIFI + "theirs again\n"})
    room.writer.look_again()
    room.rest()
    assert room.text == "mine" + WIFI + "theirs\n"
    assert "you choose at the save" in room.page.notices.text


def test_a_parked_conflict_can_be_settled_without_the_editor(room):
    """A draft from Recover opens the choice; Esc leaves it where it was."""
    room.edit("wifi.md")
    parked = room.desk.writing.keep(
        room.desk.writing.open("vpn.md").__class__(
            "parked1", str(room.library), "vpn.md", "conflict", VPN + "mine\n", base="0" * 40, base_text=VPN
        )
    )
    room.type("x")
    room.writer.settle(parked)
    room.rest()
    assert room.writer.settler.page is not None
    room.key(Key.Key_Escape)
    assert not room.writer.is_open
    assert {draft.path for draft in room.drafts()} == {"vpn.md", "wifi.md"}


# --- new articles ---


def test_a_new_article_begins_with_the_customers_words(room):
    """Title and words go into the template; the file appears with the save."""
    room.writer.ask_new("screen stays black")
    room.type("Black screen")
    room.key(Key.Key_Return)
    room.rest()
    assert room.writer.path.endswith("black-screen.md")
    assert "screen stays black" in room.text
    assert room.drafts() == ()
    room.type("Plug it in.")
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return)
    assert "Plug it in." in room.file(room.saved[-1][0])


def test_the_nearest_articles_are_offered_and_take_the_words(room):
    """Alt+1 opens the nearest for reading; Alt+Shift+1 adds the words to it and ends the draft."""
    room.desk.build_index(lambda done, to_do: None)
    room.writer.ask_new("no wifi at all")
    room.type("Wi-Fi drops again")
    sheet = room.writer.beginner.sheet
    room.qtbot.waitUntil(lambda: bool(sheet.nearby.hits), timeout=5_000)
    room.key(Key.Key_Return)
    room.rest()
    room.qtbot.waitUntil(lambda: room.page is not None and bool(room.page.nearby.hits), timeout=5_000)
    assert room.page.nearby.hits[0].path == "wifi.md"
    room.key(Key.Key_1, ALT)
    assert room.read == ["wifi.md"]
    room.key(Key.Key_1, ALT | SHIFT)
    room.rest()
    assert "  - no wifi at all\n" in room.file("wifi.md")
    assert not room.writer.is_open
    assert room.drafts() == ()


def test_esc_closes_the_sheet_of_a_new_article(room):
    """Nothing was begun."""
    room.writer.ask_new("words")
    assert room.writer.sheet_open
    room.key(Key.Key_Escape)
    assert not room.writer.sheet_open
    assert not room.writer.is_open


# --- pictures ---


def png(tmp_path, name):
    """A picture file."""
    image = QImage(3, 3, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / name))
    return tmp_path / name


def test_a_pasted_picture_is_stored_and_saved_along(room, tmp_path):
    """The link stands in the text, undo takes it out, and the save has the picture."""
    data = png(tmp_path, "shot.png").read_bytes()
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.page.editor.picture_given.emit(data, "")
    room.rest()
    room.type("the router")
    assert "![the router](wifi.assets/" in room.text
    room.key(Key.Key_S, CONTROL)
    room.key(Key.Key_Return)
    assert git(room.library, "ls-tree", "-r", "--name-only", "HEAD").count("wifi.assets/") == 1


def test_a_dropped_file_keeps_its_name(room, tmp_path):
    """A picture is shown under its name, an article of the library linked, all else refused."""
    room.edit("wifi.md")
    places = (str(png(tmp_path, "router-light.png")), str(room.library / "vpn.md"), str(tmp_path / "x.exe"))
    (tmp_path / "x.exe").write_bytes(b"MZ")
    room.page.editor.files_given.emit(places)
    room.rest()
    assert "![router light](wifi.assets/router-light.png)" in room.text
    assert "[VPN will not connect](vpn.md)" in room.text
    assert any("x.exe cannot be put into an article" in said for said in room.told)
    room.page.editor.undo()
    room.page.editor.undo()
    assert room.text == WIFI


# --- the page ---


def test_the_preview_follows_the_text_and_the_cursor(room):
    """What is typed is drawn after a moment, and what the cursor stands in is in sight."""
    room.edit("wifi.md")
    room.page.editor.change_text(WIFI + "\n".join(f"\n## Part {n}\n\ntext {n}\n" for n in range(80)))
    view = room.page.preview.view
    room.qtbot.waitUntil(lambda: "Part 79" in view.toPlainText(), timeout=5_000)
    assert view.verticalScrollBar().value() == 0
    room.page.editor.go_to_line(room.page.editor.blockCount())
    room.qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 500, timeout=5_000)
    room.key(Key.Key_Home, CONTROL)
    room.qtbot.waitUntil(lambda: view.verticalScrollBar().value() == 0, timeout=5_000)


def test_the_first_preview_is_drawn_in_pieces(room):
    """Whoever begins to write need not wait for it; what comes meanwhile finishes it first."""

    def drawn(words):
        text = WIFI + "\n".join(f"\n## {words} {number}\n\ntext\n" for number in range(80))
        return room.desk.writing.preview("wifi.md", text), text.count("\n") + 1

    preview = Preview(Theme(), room)
    room.addWidget(preview)
    room.setCurrentWidget(preview)
    (page, lines), (other, _) = drawn("Part"), drawn("Piece")
    preview.follow(lines)
    preview.show_page(page, lines)
    assert preview.view.toPlainText() == "" and at_work(preview)
    room.rest()
    assert "Part 79" in preview.view.toPlainText()
    assert preview.view.verticalScrollBar().value() > 500
    preview.show_page(other, lines)
    assert "Piece 79" in preview.view.toPlainText()
    second = Preview(Theme(), room)
    second.show_page(page, lines)
    second.set_theme(Theme(dark=True))
    assert "Part 79" in second.view.toPlainText()
    third = Preview(Theme(), room)
    third.show_page(page, lines)
    third.show_page(other, lines)
    assert "Piece 79" in third.view.toPlainText() and not at_work(third)


def test_a_preview_that_was_drawn_anew_is_still_followed(room):
    """Pictures that get their width later draw the text again; where its headings stood then is forgotten."""
    room.edit("wifi.md")
    room.page.editor.change_text(WIFI + "\n".join(f"\n## Part {n}\n\ntext {n}\n" for n in range(80)))
    preview, last = room.page.preview, room.page.editor.blockCount()
    room.qtbot.waitUntil(lambda: "Part 79" in preview.view.toPlainText(), timeout=5_000)
    preview.follow(last)
    seen = preview.view.verticalScrollBar().value()
    for _ in range(3):
        preview.view.set_theme(Theme(dark=True))
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the document of before goes
        preview.follow(1)
        preview.follow(last)
    assert seen > 500 and abs(preview.view.verticalScrollBar().value() - seen) < 50


def test_a_narrow_page_shows_one_part_at_a_time(room):
    """Ctrl+1, 2 and 3 bring text, preview and fields to the front; F6 goes round."""
    room.edit("wifi.md")
    room.resize(480, 800)
    room.rest(50)
    assert room.page.narrow
    for digit, part in (
        (Key.Key_2, room.page.preview),
        (Key.Key_3, room.page.fields),
        (Key.Key_1, room.page.editor),
    ):
        room.key(digit, CONTROL)
        shown = [one.isVisible() for one in (room.page.preview, room.page.fields, room.page.editor)]
        assert part.isVisible()
        assert sum(shown) == 1
    room.key(Key.Key_F6)
    assert room.page.preview.isVisible()


def test_links_are_completed_with_the_articles_of_the_library(room):
    """A bracket and a word offer the article; Enter links it."""
    room.edit("wifi.md")
    room.page.editor.go_to_line(13)
    room.type("[vpn")
    room.qtbot.waitUntil(lambda: room.page.links.offered == ("VPN will not connect",), timeout=5_000)
    room.key(Key.Key_Return)
    assert "[VPN will not connect](vpn.md)It drops." in room.text


def test_leaving_a_changed_text_needs_its_own_key(room):
    """Esc in a changed text only says how to leave; the text stays open."""
    room.edit("wifi.md")
    room.type("x")
    room.key(Key.Key_Escape)
    assert room.writer.is_open
    assert "Ctrl+W" in room.told[-1]

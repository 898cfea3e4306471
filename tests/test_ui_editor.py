# SPDX-License-Identifier: MIT
"""Parts of the writing page: find and replace, the form, findings, spelling, the choice, the sheets."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from kbdesk.model import Clash, Draft, Finding, Hit
from kbdesk.ui.theme import Theme, contrast
from kbdesk.ui.writing.choice import ChoicePage, changed_lines, differences, together
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.fields import FieldsForm
from kbdesk.ui.writing.keeping import ago
from kbdesk.ui.writing.new_sheet import NewSheet
from kbdesk.ui.writing.page import WritePage
from kbdesk.ui.writing.places import Found, Wanted, filled, find_all
from kbdesk.ui.writing.save_sheet import SavePlan, SaveSheet
from kbdesk.ui.writing.spell import words_of

Key = Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def host(qtbot):
    """A window for a part."""
    made = QWidget()
    made.setStyleSheet(Theme().qss())
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def page(qtbot, host):
    """A writing page with the focus in its text."""
    made = WritePage(Theme(), host)
    made.resize(1000, 700)
    made.show()
    made.editor.setFocus()
    qtbot.waitUntil(made.editor.hasFocus)
    return made


def press(qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def write(qtbot, text):
    qtbot.keyClicks(QApplication.focusWidget(), text)


# --- find and replace ---


def test_words_are_found_where_a_document_has_them():
    """Positions count letters beyond U+FFFF twice; case and whole words count if they are asked to."""
    text = "\U0001f512 Über über-all übers"
    assert find_all(text, Wanted("über")).places == ((3, 7), (8, 12), (17, 21))
    assert find_all(text, Wanted("über", case=True)).places == ((8, 12), (17, 21))
    assert find_all(text, Wanted("über", words=True)).places == ((3, 7), (8, 12))
    assert find_all("a.b axb", Wanted("a.b")).places == ((0, 3),)
    assert find_all("text", Wanted("")) == Found()


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b"])
def test_no_expression_hangs(pattern):
    """One that would take years is given up within a moment, and said so."""
    begun = time.thread_time()
    found = find_all("a" * 60 + "!", Wanted(pattern, expression=True))
    assert time.thread_time() - begun < 1
    assert found.places == ()


def test_a_wrong_expression_is_told():
    """What is wrong with it stands beside the field."""
    assert "parenthes" in find_all("x", Wanted("(", expression=True)).problem


def test_groups_of_an_expression_go_into_the_new_text():
    """A backslash or dollar and a digit is a group; without an expression the text is as it is."""
    assert filled(r"$2-\1\n", ("ab", "a", "b")) == "b-a\n"
    assert filled(r"\1", ()) == r"\1"


def test_find_goes_round_by_keys(qtbot, page):
    """Ctrl+F, text, Enter and Shift+Enter go from place to place; Esc goes back to the text."""
    page.editor.show_text("one two\none three\nONE")
    press(qtbot, Key.Key_F, CONTROL)
    assert page.find_bar.field.hasFocus()
    write(qtbot, "one")
    press(qtbot, Key.Key_Return)
    assert page.find_bar.count_text == "1 of 3"
    press(qtbot, Key.Key_Return)
    assert page.editor.line == 2
    press(qtbot, Key.Key_Return, SHIFT)
    press(qtbot, Key.Key_Return, SHIFT)
    assert page.find_bar.count_text == "3 of 3"
    press(qtbot, Key.Key_C, ALT)
    press(qtbot, Key.Key_Return)
    assert page.find_bar.count_text == "1 of 2"
    press(qtbot, Key.Key_Escape)
    assert page.editor.hasFocus()
    assert page.editor.textCursor().selectedText() == "one"


def test_replace_all_is_one_step(qtbot, page):
    """Alt+A replaces all places; one undo brings all back, odd line ends included."""
    text = "one\r\ntwo one\nthree\u00a0one\n"
    page.editor.show_text(text)
    press(qtbot, Key.Key_H, CONTROL)
    write(qtbot, "one")
    page.find_bar.new.setFocus()
    write(qtbot, "1")
    press(qtbot, Key.Key_A, ALT)
    assert page.editor.text() == "1\r\ntwo 1\nthree\u00a01\n"
    page.editor.undo()
    assert page.editor.text() == text


def test_replace_goes_one_by_one_and_takes_groups(qtbot, page):
    """Enter in the second field replaces the marked place and marks the next."""
    page.editor.show_text("k1=v1 k2=v2")
    press(qtbot, Key.Key_R, CONTROL)
    page.find_bar._expression.setChecked(True)
    write(qtbot, r"(\w+)=(\w+)")
    page.find_bar.new.setFocus()
    write(qtbot, "$2:$1")
    press(qtbot, Key.Key_Return)
    press(qtbot, Key.Key_Return)
    assert page.editor.text() == "v1:k1 k2=v2"
    press(qtbot, Key.Key_Return)
    assert page.editor.text() == "v1:k1 v2:k2"


def test_places_that_come_while_typing_are_counted(qtbot, page):
    """The count follows the text."""
    page.editor.show_text("aa")
    page.find_bar.open_bar(replacing=False)
    page.find_bar.field.setText("a")
    page.editor.insert("a")
    qtbot.waitUntil(lambda: page.find_bar.count_text == "3 places")


# --- the form ---


@pytest.fixture
def form(host):
    """A form."""
    made = FieldsForm(Theme(), host)
    made.resize(400, 700)
    made.show()
    return made


FIELDS = (
    ("title", "Wi-Fi", True),
    ("tier", "2", True),
    ("tags", ("a", "b"), True),
    ("says", ("one", "two"), True),
    ("practice", "…", False),
    ("ms.date", "1", True),
)


def test_the_form_shows_fields_and_tells_of_the_others(form):
    """Lists with commas, says a line each; keys that it has no field for are named."""
    form.show_fields(FIELDS)
    assert form.shown("tags") == ("a", "b")
    assert form.shown("says") == ("one", "two")
    assert form.shown("tier") == "2"
    assert "practice, ms.date" in form._others.text()


def test_the_form_is_made_when_it_is_looked_at(host):
    """Nobody pays for what nobody sees; it comes with what was told last, and takes the look of then."""
    for told in ("fields", "problem"):
        form = FieldsForm(Theme(), host)
        form.show_problem("The closing line is missing.", 3)
        form.show_fields(FIELDS)
        if told == "problem":
            form.show_problem("The closing line is missing.", 3)
        form.set_theme(Theme(dark=True))
        form.flush()
        assert not form.findChildren(QLineEdit)
        form.show()
        assert form.problem == ("" if told == "fields" else "The closing line is missing.")
        assert form.field("title").isVisible() == (told == "fields")
        assert form.shown("tags") == (("a", "b") if told == "fields" else ())
        assert form.focusProxy() is form.field("title")


def test_the_form_gives_only_what_was_changed(qtbot, form):
    """A field that is left as it was gives nothing; one that is emptied gives None."""
    form.show_fields(FIELDS)
    given = []
    form.changed.connect(lambda name, value: given.append((name, value)))
    form.flush()
    for name in ("tags", "title"):
        field = form.field(name)
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "c, d" if name == "tags" else " ")
        form.flush()
    assert given == [("tags", ("c", "d")), ("title", None)]


def test_a_field_that_is_typed_in_is_left_alone(qtbot, form):
    """Reading the text anew does not change it under the fingers; others follow."""
    form.show_fields(FIELDS)
    title = form.field("title")
    title.setFocus()
    qtbot.waitUntil(title.hasFocus)
    qtbot.keyClicks(title, " drops")
    form.show_fields((("title", "Wi-Fi", True), ("tier", "3", True)))
    assert title.text().endswith("drops")
    assert form.shown("tier") == "3"
    assert form.shown("tags") == ()


def test_broken_front_matter_has_no_form(qtbot, form):
    """It says why and leads to the line; with good front matter it is back."""
    form.show_problem("It is broken.", 3)
    assert not form.field("title").isVisible()
    with qtbot.waitSignal(form.line_asked) as asked:
        form._go.click()
    assert asked.args == [3]
    form.show_fields(FIELDS)
    assert form.problem == ""
    assert form.field("title").isVisible()


def test_a_value_that_is_no_choice_is_shown_and_kept(form):
    """An audience of another tool stands in the list and is not changed by looking at it."""
    given = []
    form.changed.connect(lambda name, value: given.append(name))
    form.show_fields((("audience", "ITPro", True),))
    assert form.shown("audience") == "ITPro"
    form.flush()
    assert given == []


# --- findings ---

FINDINGS = (
    Finding("a.md", 5, "KB201", "warning", "Later."),
    Finding("a.md", 2, "KB101", "error", "A link leads nowhere."),
)


def test_findings_are_marked_listed_and_walked_through(qtbot, page):
    """F8 goes on, Shift+F8 back, round the end; the margin knows the line; Esc closes the list."""
    page.editor.show_text("\n".join("abcdefgh"))
    page.show_findings(FINDINGS)
    assert page.editor._gutter.at_line(2)[0].message == "A link leads nowhere."
    lines = []
    for modifiers in (Qt.KeyboardModifier.NoModifier,) * 3 + (SHIFT,):
        press(qtbot, Key.Key_F8, modifiers)
        lines.append(page.editor.line)
    assert lines == [2, 5, 2, 5]
    assert page.findings.isVisible()
    press(qtbot, Key.Key_Escape)
    assert not page.findings.isVisible()
    page.show_findings(())
    assert not page._look.isVisible()


# --- spelling ---


def test_words_that_a_dictionary_could_know():
    """Not code, links, paths, names in capitals, or keys of the front matter."""
    text = "The `teh` [lnik](wrnog.md) of https://exmaple.org IPv4 MFA don't a/b Wi-Fi x_y"
    assert [word for _, word in words_of(text, front=False)] == ["The", "lnik", "of", "don't"]
    assert words_of("owner: mgr", front=True) == []
    assert [word for _, word in words_of("title: Teh wifi", front=True)] == ["Teh", "wifi"]


def test_misspelt_words_are_underlined_and_put_right_by_key(qtbot, page):
    """Only what can be seen is asked for; F7 offers words, and the one that is chosen takes its place."""
    asked = []
    page.spelling.words_asked.connect(asked.append)
    page.editor.show_text("good wrod\n" + "\n" * 200 + "unseen\n")
    qtbot.waitUntil(lambda: bool(asked), timeout=5_000)
    assert asked[0] == ("good", "wrod")
    page.spelling.show_checked({"good": True, "wrod": False})
    assert page.spelling.unknown_in_sight() == ("wrod",)
    assert len(page.editor.extraSelections()) == 1
    cursor = page.editor.textCursor()
    cursor.setPosition(7)
    page.editor.setTextCursor(cursor)
    with qtbot.waitSignal(page.spelling.suggestions_asked) as wanted:
        press(qtbot, Key.Key_F7)
    assert wanted.args == ["wrod"]
    page.spelling.show_suggestions("wrod", ("word", "rod"))
    page.spelling.menu.actions()[0].trigger()
    page.spelling.menu.close()
    assert page.editor.text().startswith("good word\n")
    page.editor.undo()
    assert page.editor.text().startswith("good wrod\n")


# --- the choice ---

BASE, MINE, THEIRS = "a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\nd\n"


def test_three_texts_are_compared_by_lines():
    """What changed in each, what differs between both, and both in one."""
    assert changed_lines(BASE, THEIRS) == [1, 3]
    assert differences(MINE, THEIRS) == [("", "a"), ("-", "mine"), ("+", "theirs"), ("", "c"), ("+", "d")]
    assert together(MINE, THEIRS) == "a\ntheirs\nmine\nc\nd\n"
    assert together("a", "b") == "b\na"


def test_a_deleted_file_can_stay_deleted_or_come_back(qtbot, host):
    """The page says that it is gone, and asks twice before my text goes."""
    draft = Draft("1", "/kb", "a.md", "edit", MINE, "0" * 40, BASE)
    page = ChoicePage(Theme(), host)
    page.resize(1000, 700)
    page.show_clash(Clash(draft, "", "", "Anna"))
    page.show()
    chosen = []
    page.chosen.connect(lambda choice, text: chosen.append(choice))
    assert "deleted a.md" in page._title.text()
    page.theirs.click()
    assert chosen == []
    page.theirs.click()
    page.mine.click()
    assert chosen == ["theirs", "mine"]


def test_what_can_be_merged_is_proposed(host):
    """If both changes fit together, the text to edit is both."""
    draft = Draft("1", "/kb", "a.md", "edit", MINE, "0" * 40, BASE)
    page = ChoicePage(Theme(), host)
    page.show_clash(
        Clash(draft, THEIRS, "1" * 40, "Anna", "2026-11-22T10:12:00+00:00", merged="both\n"), "today"
    )
    page.edit.click()
    assert page.middle.text() == "both\n"
    assert not page.middle.isReadOnly()


# --- sheets, looks, names ---


def test_the_save_sheet_goes_to_a_line(qtbot, host):
    """Enter in the list shows the line instead of saving."""
    sheet = SaveSheet(Theme(), host)
    sheet.show_plan(SavePlan("Save", "Changed", FINDINGS))
    sheet._list.setFocus()
    sheet._list.setCurrentRow(1)
    with qtbot.waitSignal(sheet.line_asked) as asked:
        press(qtbot, Key.Key_Return)
    assert asked.args == [2]


def test_a_new_article_needs_a_title(qtbot, host):
    """Without one Enter begins nothing."""
    sheet = NewSheet(Theme(), host)
    begun = []
    sheet.submitted.connect(lambda *what: begun.append(what))
    sheet.open_with("known-error", "", "words\nmore")
    press(qtbot, Key.Key_Return)
    assert begun == []
    write(qtbot, "Title")
    press(qtbot, Key.Key_Return)
    assert begun == [("known-error", "Title", "words\nmore")]


def test_keys_of_the_page_do_not_reach_the_window(qtbot, page):
    """A digit, F8 or Ctrl+E below the page would act on the call; zoom and search still work."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    def held(key, modifiers=Qt.KeyboardModifier.NoModifier):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(page, event)
        return event.isAccepted()

    assert all(held(key) for key in (Key.Key_1, Key.Key_F8, Key.Key_Backspace, Key.Key_Escape))
    assert all(held(key, CONTROL) for key in (Key.Key_E, Key.Key_H, Key.Key_J, Key.Key_1))
    assert held(Key.Key_1, ALT)
    assert not any(held(key, CONTROL) for key in (Key.Key_Plus, Key.Key_0, Key.Key_L, Key.Key_Tab))
    assert not held(Key.Key_F1)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [480, 1280])
def test_no_button_is_cut_off(qtbot, host, scale, width):
    """At 100 and 200 % text, wide and narrow, every button has the room that it needs."""
    host.resize(width, 800)
    theme = Theme(scale=scale)
    host.setStyleSheet(theme.qss())
    page = WritePage(theme, host)
    page.resize(width, 800)
    page.nearby.show_hits(
        (Hit("a.md", "A rather long title of an article", "article", "1", 1.0, ""),), with_words=True
    )
    page.show_findings(FINDINGS)
    page.show()
    page.find_bar.open_bar(replacing=True)
    qtbot.wait(20)
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button.parent(), (QLineEdit, QComboBox)):
            assert button.height() >= button.minimumSizeHint().height(), button.accessibleName()
            assert button.mapTo(page, button.rect().topRight()).x() <= page.width(), button.text()


def test_everything_that_takes_the_focus_has_a_name(page):
    """Screen readers say what each part is."""
    page.nearby.show_hits((Hit("a.md", "Like it", "article", "1", 1.0, ""),), with_words=True)
    page.show_findings(FINDINGS)
    page.find_bar.open_bar(replacing=True)
    for part in page.findChildren(QWidget):
        kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
        if (
            part.focusPolicy() & Qt.FocusPolicy.TabFocus
            and isinstance(part, kinds)
            and part.isVisibleTo(page)
        ):
            text = part.text() if isinstance(part, QAbstractButton) else ""
            hidden = part.parent() is not None and isinstance(part.parent(), (QLineEdit, QComboBox))
            assert part.accessibleName() or text or hidden, part


@pytest.mark.parametrize("dark", [False, True])
def test_colours_of_markdown_can_be_read(dark):
    """All colours of the editor have 4.5:1 on its ground."""
    theme = Theme(dark=dark)
    grounds = {"ok": "code", "fg": "code"}
    for token in ("accent", "muted", "warn", "ok", "fg"):
        assert contrast(theme.hex(token), theme.hex(grounds.get(token, "bg"))) >= 4.5
    assert contrast(theme.hex("key"), theme.hex("bg")) >= 4.5


def test_line_numbers_are_shown_when_asked_for(qtbot, page):
    """Alt+L widens the margin for them, and takes them away again."""
    page.editor.show_text("\n" * 1_000)
    narrow = page.editor.viewportMargins().left()
    press(qtbot, Key.Key_L, ALT)
    assert page.editor.viewportMargins().left() > narrow
    page.grab()
    press(qtbot, Key.Key_L, ALT)
    assert page.editor.viewportMargins().left() == narrow


def test_ages_are_told_roughly():
    """Seconds by fives, then minutes."""
    assert [ago(seconds) for seconds in (1, 12, 59, 125)] == ["just now", "10 s ago", "55 s ago", "2 min ago"]


def test_a_key_in_a_long_text_is_cheap(qtbot, host):
    """A letter in 100 kB takes a few milliseconds of work, wherever it is typed."""
    editor = Editor(Theme(), host)
    editor.resize(600, 600)
    editor.show()
    editor.show_text("# Head\n\n- item with `code` and [a link](b.md)\n\nSome words of a text.\n\n" * 1_500)
    qtbot.waitUntil(lambda: not editor._highlighter.busy, timeout=10_000)
    times = []
    for line in (1, 4_000, 8_900):
        editor.go_to_line(line)
        QApplication.processEvents()
        for letter in "a few words of text":
            begun = time.thread_time()
            qtbot.keyClick(editor, letter)
            QApplication.processEvents()
            times.append(time.thread_time() - begun)
    assert sorted(times)[len(times) // 2] < 0.006

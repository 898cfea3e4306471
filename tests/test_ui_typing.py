# SPDX-License-Identifier: MIT
"""Keys in the editor: lists, quotes, tables, shaping, links; and texts that come out as they went in."""

from __future__ import annotations

import pytest
from desks import sample_files
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from kbdesk.ui.theme import Theme
from kbdesk.ui.writing import exact
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.links import LinkPopup, Offer, matching, place_of

ODD = "ab\u00a0\u2028\u2029\ufdd0\ufdd1\ufdd9\ufff9\ufffa\ufffb\u200b\ufeff\x0b\x0c\x85é\U0001f512\n\r"
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


@pytest.fixture
def editor(qtbot):
    """An editor with the focus."""
    made = Editor(Theme())
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def keys(qtbot, editor):
    """Shows a text with ``|`` for the cursor, types, and gives the text with the cursor in it."""

    def type_in(text, *pressed, sign="|"):
        before, found, after = text.partition(sign)
        editor.show_text(before + after)
        cursor = editor.textCursor()
        cursor.setPosition(exact.units(before) if found else 0)
        editor.setTextCursor(cursor)
        for one in pressed:
            if isinstance(one, tuple):
                qtbot.keyClick(editor, *one)
            elif isinstance(one, str):
                qtbot.keyClicks(editor, one)
            else:
                qtbot.keyClick(editor, one)
        return shown(editor, sign)

    return type_in


def shown(editor, sign="|"):
    """The text with a sign where the cursor stands, and ``‹›`` round what is selected."""
    text, cursor = editor.text(), editor.textCursor()
    start, end = (exact.letters(text, at) for at in (cursor.selectionStart(), cursor.selectionEnd()))
    if start == end:
        return f"{text[:start]}{sign}{text[start:]}"
    return f"{text[:start]}‹{text[start:end]}›{text[end:]}"


# --- texts ---


@pytest.mark.parametrize("path", sorted(sample_files()))
def test_files_of_the_sample_come_out_as_they_went_in(editor, path):
    """What nobody changed is the same, to the byte."""
    text = sample_files()[path]
    editor.show_text(text)
    assert exact.delivered(editor.document().toRawText(), exact.line_end(text)) == text


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from(ODD), max_size=40))
def test_odd_texts_go_through_an_edit_field_and_back(text):
    """Line ends of all kinds, odd spaces and signs that Qt has other uses for survive."""
    end = exact.line_end(text)
    carried = exact.carry(text, end)
    assert not set("\r\u2029\ufdd0\ufdd1") & set(carried)
    assert exact.delivered(carried.replace("\n", exact.PARAGRAPH), end) == text


def test_odd_texts_survive_qt_itself(editor):
    """The document gives back what it was given, letters that it knows no font for included."""
    text = "a\r\nb\rc\nd\u00a0e\u2028f\u2029g\ufdd0h\ufff9i\r\n\U0001f512\ufeff\r\n"
    editor.show_text(text)
    raw = editor.document().toRawText()
    assert exact.delivered(raw, exact.line_end(text)) == text
    editor.selectAll()
    assert editor.createMimeDataFromSelection().text() == text


@settings(max_examples=200)
@given(st.text(ODD, max_size=30), st.text(ODD, max_size=30))
def test_a_difference_makes_one_text_of_the_other(before, after):
    """Replacing what differs gives the new text."""
    start, end, put = exact.difference(before, after)
    assert before[:start] + put + before[end:] == after


def test_only_the_changed_line_changes(keys, editor):
    """Typing in one line of a file with mixed line ends leaves the ends of all lines as they are."""
    keys("one\r\ntwo|\nthree\r\nfour\r\n", "x")
    assert editor.text() == "one\r\ntwox\nthree\r\nfour\r\n"


def test_undo_brings_odd_line_ends_back(keys, editor):
    """A line end that differs from the others comes back with its line."""
    text = "one\ntwo\r\nthree\n"
    keys("|" + text, (Key.Key_Down, Qt.KeyboardModifier.NoModifier), (Key.Key_End, SHIFT), Key.Key_Delete)
    assert editor.text() != text
    editor.undo()
    assert editor.text() == text


def test_a_text_from_the_form_changes_only_what_differs_and_can_be_undone(editor):
    """Undo takes a change of the form back in one step; the cursor's line stays."""
    editor.show_text("---\ntitle: A\r\n---\n\ntext\n")
    editor.change_text("---\ntitle: Bcd\r\n---\n\ntext\n")
    assert editor.text() == "---\ntitle: Bcd\r\n---\n\ntext\n"
    editor.undo()
    assert editor.text() == "---\ntitle: A\r\n---\n\ntext\n"


# --- Enter and Tab ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- one|", "- one\n- |"),
        ("- one\n- |", "- one\n|"),
        ("9. nine|", "9. nine\n10. |"),
        ("3) three| four", "3) three\n4) |four"),
        ("  * deep|", "  * deep\n  * |"),
        ("- [x] done|", "- [x] done\n- [ ] |"),
        ("- [ ] |", "|"),
        ("> said|", "> said\n> |"),
        ("> said\n> |", "> said\n|"),
        ("> - item|", "> - item\n> - |"),
        ("> - |", "> |"),
        ("    code|", "    code\n    |"),
        ("plain|", "plain\n|"),
        ("|- one", "\n|- one"),
        ("- \U0001f512 lock|\nafter", "- \U0001f512 lock\n- |\nafter"),
        ("```\n  x = 1|\n```", "```\n  x = 1\n  |\n```"),
        ("```\n- one|\n```", "```\n- one\n|\n```"),
    ],
)
def test_enter_goes_on_with_what_the_line_is(keys, editor, qtbot, before, after):
    """Lists, boxes and quotes go on; an empty item ends them; code keeps its indent."""
    keys(before)
    qtbot.waitUntil(lambda: not editor._highlighter.busy)
    qtbot.wait(5)
    qtbot.keyClick(editor, Key.Key_Return)
    assert shown(editor) == after


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("| a | b |\n| --- | --- |\n| 1 | 2^ |", "enter", "| a | b |\n| --- | --- |\n| 1 | 2 |\n| ^ |  |"),
        ("| a | b^ |", "enter", "| a | b |\n| --- | --- |\n| ^ |  |"),
        ("| a^ | b |\n|---|---|\nx", "enter", "| a | b |\n|---|---|\n| ^ |  |\nx"),
        ("| a |\n|---|\n| ^ |", "enter", "| a |\n|---|\n^"),
        ("> | a | b^ |\n> |---|---|", "enter", "> | a | b |\n> |---|---|\n> | ^ |  |"),
        ("| a^ | bcd |\n|---|---|", "tab", "| a | ‹bcd› |\n|---|---|"),
        ("| a | b^ |\n|---|---|\n| cc | d |", "tab", "| a | b |\n|---|---|\n| ‹cc› | d |"),
        ("| a | b |\n|---|---|\n| c | d^ |", "tab", "| a | b |\n|---|---|\n| c | d |\n| ^ |  |"),
        ("| a | b |\n|---|---|\n| ^c | d |", "back", "| a | ‹b› |\n|---|---|\n| c | d |"),
        (r"| a \| b^ | c |", "tab", r"| a \| b | ‹c› |"),
        ("| \U0001f512 | ^ |\n|---|---|\n| x | y |", "tab", "| \U0001f512 |  |\n|---|---|\n| ‹x› | y |"),
        ("- one\n- two^", "tab", "- one\n  - two^"),
        ("1. one\n- two^", "tab", "1. one\n   - two^"),
        ("- one\n  - two^", "back", "- one\n- two^"),
        ("ab^", "tab", "ab  ^"),
        ("    x^", "back", "x^"),
        ("x^", "back", "x^"),
    ],
)
def test_tab_and_enter_in_tables_and_lists(keys, before, key, after):
    """Tab goes to the next cell or shifts an item, Enter makes the next row or ends the table."""
    pressed = {"enter": Key.Key_Return, "tab": Key.Key_Tab, "back": Key.Key_Backtab}[key]
    assert keys(before, pressed, sign="^") == after


def test_enter_with_a_selection_replaces_it(keys, editor):
    """What is selected goes, and one undo brings it back."""
    keys("- one|two", (Key.Key_End, SHIFT), Key.Key_Return)
    assert editor.text() == "- one\n"
    editor.undo()
    assert editor.text() == "- onetwo"


def test_shift_enter_is_a_line_end(keys, editor):
    """Never Qt's own sign for a line within a paragraph, which no file knows."""
    keys("- one|", (Key.Key_Return, SHIFT), "x")
    assert editor.text() == "- one\nx"


def test_tab_shifts_all_selected_lines(keys, editor):
    """All lines of a selection go in by four blanks, and out again."""
    keys("|one\ntwo\n\nthree", (Key.Key_A, CONTROL), Key.Key_Tab)
    assert editor.text() == "    one\n    two\n\n    three"
    editor.setFocus()
    QApplication.sendEvent(editor, _key(Key.Key_Backtab))
    assert editor.text() == "one\ntwo\n\nthree"


def _key(key, modifiers=Qt.KeyboardModifier.NoModifier):
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


# --- shaping ---


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("a wo|rd", (Key.Key_B, CONTROL), "a **‹word›**"),
        ("a wo|rd", (Key.Key_I, CONTROL), "a *‹word›*"),
        ("a wo|rd", (Key.Key_QuoteLeft, CONTROL), "a `‹word›`"),
        ("one\ntwo|\nthree", (Key.Key_Up, ALT), "two|\none\nthree"),
        ("one\ntwo|\nthree", (Key.Key_Down, ALT), "one\nthree\ntwo|"),
        ("one|", (Key.Key_Down, ALT), "one|"),
    ],
)
def test_keys_shape_words_and_move_lines(keys, before, key, after):
    """Bold, italic and code go round the word; Alt with an arrow moves the line."""
    assert keys(before, key) == after


def test_a_shaping_key_pressed_again_takes_the_signs_away(keys):
    """Bold off gives the word back, and italic leaves bold alone."""
    assert keys("a **wo|rd**", (Key.Key_B, CONTROL)) == "a ‹word›"
    assert keys("a **wo|rd**", (Key.Key_I, CONTROL)) == "a ***‹word›***"


def test_moving_lines_is_one_step_back(keys, editor):
    """Undo takes a move back at once, line ends included."""
    keys("one\ntwo|\r\nthree\n", (Key.Key_Up, ALT))
    assert editor.text() == "two\r\none\nthree\n"
    editor.undo()
    assert editor.text() == "one\ntwo\r\nthree\n"


# --- pasting ---


def test_rich_text_is_pasted_as_plain_text(keys, editor):
    """Colours and markup of other programs stay there."""
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold\r\nnext")
    keys("a|")
    editor.insertFromMimeData(data)
    assert editor.text() == "abold\r\nnext"
    editor.undo()
    assert editor.text() == "a"


def test_an_address_pasted_onto_words_links_them(keys, editor):
    """The words become the link's text."""
    keys("see |this", (Key.Key_End, SHIFT))
    data = QMimeData()
    data.setText("https://example.org/a")
    editor.insertFromMimeData(data)
    assert editor.text() == "see [this](https://example.org/a)"


def test_a_picture_is_offered_and_not_typed(qtbot, editor):
    """A pasted picture comes as PNG, dropped files with their places."""
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    with qtbot.waitSignal(editor.picture_given) as given_picture:
        editor.insertFromMimeData(picture)
    assert given_picture.args[0].startswith(b"\x89PNG")
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile("/tmp/a b.png")])
    with qtbot.waitSignal(editor.files_given) as given_files:
        editor.insertFromMimeData(files)
    assert given_files.args == [("/tmp/a b.png",)]
    assert editor.text() == ""


# --- links ---

TARGETS = (
    Offer("Reset the VPN profile", "network/vpn-reset.md"),
    Offer("Set up [the] VPN", "network/set up.md"),
    Offer("Wi-Fi drops", "wifi.md"),
)


@pytest.fixture
def popup(qtbot, editor):
    """Completion that knows three articles and the headings of one."""
    made = LinkPopup(editor, Theme())
    made.set_targets("network/own.md", TARGETS)
    made.headings_wanted.connect(
        lambda path: made.show_headings(path, (Offer("If it fails", "if-it-fails"),))
    )
    return made


@pytest.mark.parametrize(
    ("typed", "key", "after"),
    [
        ("[vpn p", Key.Key_Return, "[Reset the VPN profile](vpn-reset.md)|"),
        ("[set", Key.Key_Tab, "[Set up \\[the\\] VPN](set%20up.md)|"),
        ("[wi", Key.Key_Return, "[Wi-Fi drops](../wifi.md)|"),
        ("[x](drop", Key.Key_Return, "[x](../wifi.md)|"),
        ("[x](vpn-reset.md#", Key.Key_Return, "[x](vpn-reset.md#if-it-fails)|"),
        ("[x](#if", Key.Key_Return, "[x](#if-it-fails)|"),
    ],
)
def test_a_link_is_completed(keys, popup, typed, key, after):
    """Articles by words of their title, headings after #; Enter or Tab takes what is marked."""
    assert keys("|", typed, key) == after
    assert not popup.isVisible()


def test_a_hash_takes_the_article_and_goes_on_to_its_headings(keys, popup):
    """One more sign leads from the article to its headings."""
    assert keys("|", "[wi", "#", Key.Key_Return) == "[Wi-Fi drops](../wifi.md#if-it-fails)|"


def test_the_list_steals_no_keys(keys, editor, popup):
    """Enter after a bare bracket, a box and Esc do what they always do; what is typed on is typed."""
    assert keys("|", "[", Key.Key_Return) == "[\n|"
    assert keys("|", "- [ ] task", Key.Key_Return) == "- [ ] task\n- [ ] |"
    assert keys("|", "[vpn", Key.Key_Escape, Key.Key_Return) == "[vpn\n|"
    assert keys("|", "[nothing like it", Key.Key_Return) == "[nothing like it\n|"
    assert not popup.isVisible()


def test_down_chooses_among_the_articles(keys, popup):
    """The arrows go through the list while the focus stays in the text."""
    assert keys("|", "[vpn", Key.Key_Down, Key.Key_Return) == "[Set up \\[the\\] VPN](set%20up.md)|"


def test_what_may_be_completed():
    """Pictures, code, boxes and addresses offer nothing."""
    assert [place_of(text) for text in ("![a", "`[a", "- [x", "[a](https://e", "plain")] == [None] * 5
    assert place_of("see [a b").typed == "a b"
    assert [one.title for one in matching(TARGETS, "vpn")] == ["Reset the VPN profile", "Set up [the] VPN"]


# --- colours ---


def test_colours_follow_fences_however_long_the_text(qtbot, editor):
    """A fence that is opened above a long text colours it as code a little later, and back again."""
    editor.show_text("\n" + "text\n" * 3_000)
    qtbot.waitUntil(lambda: not editor._highlighter.busy)
    last = editor.document().lastBlock().previous()
    assert last.userState() & 15 == 0
    qtbot.keyClicks(editor, "```")
    qtbot.waitUntil(lambda: last.userState() & 15 == 2, timeout=10_000)
    editor.undo()
    qtbot.waitUntil(lambda: last.userState() & 15 == 0, timeout=10_000)


def test_headings_code_and_keys_have_colours(qtbot, editor):
    """Front matter, a heading, a link and code each have a look of their own, in light and dark."""
    editor.show_text("---\ntitle: A\n---\n# Head\n\n`code` \U0001f512 [a](b)\n")
    for theme in (Theme(dark=True), Theme()):
        editor.set_theme(theme)
        qtbot.waitUntil(lambda: not editor._highlighter.busy)
        qtbot.wait(5)
        block, looks = editor.document().begin(), []
        while block.isValid():
            formats = block.layout().formats()
            looks.append([(one.start, one.length, one.format.foreground().color().name()) for one in formats])
            block = block.next()
        assert looks[1][0][:2] == (0, 6)
        assert looks[3] == [(0, 6, theme.hex("accent"))]
        assert [one[:2] for one in looks[5]] == [(0, 6), (10, 6)]
        assert looks[5][1][2] == theme.hex("accent")

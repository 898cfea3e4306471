# SPDX-License-Identifier: MIT
"""The search field and what it offers after a sign, by keys."""

from __future__ import annotations

import pytest
from desks import sample_repo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from kbdesk.desk.home import Home
from kbdesk.search.complete import complete
from kbdesk.search.query import MAX_CHARACTERS
from kbdesk.ui.app import make_window
from kbdesk.ui.search_field import SearchField
from kbdesk.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

KNOWN = {
    "product": ("Exchange", "Outlook", "Router X200"),
    "tag": ("printer", "vpn", "😀"),
    "by": tuple(f"Agent {number:02}" for number in range(20)),
}


class Desk(QWidget):
    """A window with the field, another field below it, and answers that come at once."""

    def __init__(self):
        super().__init__()
        self.field = SearchField(self)
        self.other = QLineEdit(self)
        box = QVBoxLayout(self)
        box.addWidget(self.field)
        box.addStretch(1)
        box.addWidget(self.other)
        self.answering = True
        self.asked = []
        self.field.completion_wanted.connect(self.answer)

    def answer(self, text, cursor):
        self.asked.append((text, cursor))
        if self.answering:
            self.field.show_completion(complete(text, cursor, KNOWN.__getitem__))


class Entered:
    """The texts of a field at each Enter that reached it."""

    def __init__(self, field):
        self.field, self.texts = field, []

    def note(self):
        self.texts.append(self.field.text())


@pytest.fixture
def desk(qtbot):
    made = Desk()
    made.setStyleSheet(Theme().qss())
    made.field.set_theme(Theme())
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    return made


@pytest.fixture
def press(desk, qtbot):
    def press(*keys):
        for key in keys:
            if isinstance(key, str):
                desk.field.insert(key)
            else:
                qtbot.keyClick(desk.field, key)

    return press


def popup(desk):
    return desk.findChild(QFrame, "completion")


def test_plain_words_are_left_alone(desk, press):
    """Nothing is offered or even asked for while words are typed."""
    press("outlook keeps asking", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.field.offered == ()
    assert desk.asked == []


def test_tab_takes_the_first_value(desk, press):
    """After the sign the values are there; Tab takes one and what is typed next is another word."""
    press("vpn tag:")
    assert desk.field.offered == ("printer", "vpn", "😀")
    press("v")
    assert desk.field.offered == ("vpn",)
    press(Qt.Key.Key_Tab)
    assert desk.field.text() == "vpn tag:vpn "
    assert desk.field.offered == ()
    assert desk.field.hasFocus()
    press(Qt.Key.Key_Tab)
    assert desk.other.hasFocus()


def test_enter_takes_what_was_chosen_and_else_belongs_to_the_results(desk, press, qtbot):
    """Down and Up choose, round and round; without a choice Enter is not taken."""
    entered = Entered(desk.field)
    desk.field.returnPressed.connect(entered.note)
    press("product:", Qt.Key.Key_Return)
    assert entered.texts == ["product:"]
    press(
        Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return
    )
    assert desk.field.text() == 'product:"Router X200" '
    press("tier:", Qt.Key.Key_Up, Qt.Key.Key_Enter)
    assert desk.field.text() == 'product:"Router X200" tier:specialist '
    assert entered.texts == ["product:"]


def test_a_key_with_ctrl_is_not_for_what_is_offered(desk, press, qtbot):
    """The window's own keys stay its own."""
    press("tier:")
    qtbot.keyClick(desk.field, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert desk.field.text() == "tier:"
    assert desk.field.offered


def test_escape_closes_the_list_and_keeps_the_text(desk, press):
    """It stays closed while this value is typed, and comes back at the next sign."""
    press("tag:", Qt.Key.Key_Escape)
    assert (desk.field.offered, desk.field.text()) == ((), "tag:")
    press("v")
    assert desk.field.offered == ()
    press("pn tier:")
    assert desk.field.offered == ("1", "2", "3", "specialist")


def test_a_colon_lists_the_signs_and_a_sign_its_values(desk, press):
    """Who does not know the signs finds them by one key."""
    press("mail :")
    assert desk.field.offered[:2] == ("tier:", "product:")
    press(Qt.Key.Key_Tab)
    assert desk.field.text() == "mail tier:"
    assert desk.field.offered == ("1", "2", "3", "specialist")


def test_a_value_in_the_middle_is_replaced_in_place(desk, press):
    """What stands before and after it stays, also signs that Qt counts as two."""
    press("😀 tag:😀 outlook")
    desk.field.setCursorPosition(len("xx tag:"))
    assert desk.field.offered == ("printer", "vpn", "😀")
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.field.text() == "😀 tag:vpn outlook"
    desk.field.undo()
    assert desk.field.text() == "😀 tag:😀 outlook"


def test_an_answer_to_an_older_text_is_not_shown(desk, press):
    """Who types faster than the answers come sees only what fits."""
    desk.answering = False
    press("tag:")
    late = complete("tag:", 4, KNOWN.__getitem__)
    press("x")
    desk.field.show_completion(late)
    assert desk.field.offered == ()
    press(Qt.Key.Key_Backspace)
    desk.field.show_completion(late)
    assert desk.field.offered == ("printer", "vpn", "😀")


def test_nothing_is_offered_where_the_keys_do_not_go(desk, press):
    """The list closes with the focus, and a text that is set by the window opens none."""
    press("tag:")
    desk.other.setFocus()
    assert desk.field.offered == ()
    assert not popup(desk).isVisible()
    desk.field.setText("tier:")
    assert desk.field.offered == ()


def test_a_click_takes_a_row(desk, press, qtbot):
    """The mouse may do it too, and the focus stays."""
    press("tag:")
    rows = desk.findChild(QListWidget)
    spot = rows.visualItemRect(rows.item(1)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.field.text() == "tag:vpn "
    assert desk.field.hasFocus()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_list_stands_below_the_field_inside_the_window(desk, press, scale):
    """All of its rows can be seen at any text size, in a narrow window too."""
    theme = Theme(scale=scale)
    desk.setStyleSheet(theme.qss())
    desk.field.set_theme(theme)
    press("by:")
    area = popup(desk).geometry()
    assert area.top() > desk.field.geometry().bottom()
    assert desk.rect().contains(area)
    rows = popup(desk).findChild(QListWidget)
    assert rows.count() == 8
    assert rows.viewport().rect().contains(rows.visualItemRect(rows.item(7)))
    assert "type on for more" in popup(desk).findChild(QLabel).text()


@pytest.mark.parametrize("dark", [False, True])
def test_the_list_is_painted_in_the_tokens(desk, press, dark):
    """Ground, border, chosen row and words are those of the look."""
    theme = Theme(dark)
    desk.setStyleSheet(theme.qss())
    desk.field.set_theme(theme)
    press("is:", Qt.Key.Key_Down)
    image = popup(desk).grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {theme.hex(token) for token in ("raised", "border", "selected", "fg")} <= seen


def test_a_screen_reader_hears_the_rows(desk, press):
    """A row says its value and what it means."""
    press("changed:")
    rows = desk.findChild(QListWidget)
    assert rows.accessibleName()
    assert rows.item(1).data(Qt.ItemDataRole.AccessibleTextRole) == "7d, the last 7 days"


def test_a_text_that_is_too_long_reaches_the_search(desk, press):
    """The field does not cut silently what search would tell of."""
    press("x" * (MAX_CHARACTERS + 50))
    assert len(desk.field.text()) == MAX_CHARACTERS + 50


# --- the real window ---


@pytest.fixture
def window(qtbot, tmp_path):
    window = make_window(Home(tmp_path / "data", tmp_path / "cache"))
    window.looks.show_theme(Theme())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.open_library(sample_repo(tmp_path / "sample"))
    qtbot.waitUntil(lambda: window.finder.ready and not window.keeper.indexer.running, timeout=15_000)
    yield window
    window.close()
    window.deleteLater()


def test_a_tag_of_the_library_by_keys_alone(window, qtbot):
    """Values come from the index; what is taken narrows the results, whose keys work again at once."""
    field, results = window.frame.search, window.results
    field.setFocus()
    field.insert("wifi tag:wif")
    qtbot.waitUntil(lambda: field.offered == ("wifi",), timeout=5_000)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "wifi tag:wifi "
    qtbot.waitUntil(lambda: results.current() is not None and not window.lanes.busy, timeout=5_000)
    first = results.current()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert results.current() != first
    tagged = {hit.path for hit in window.keeper.desk.search("tag:wifi ", limit=200).hits}
    assert first.path in tagged
    assert field.hasFocus()


def test_the_list_of_keys_tells_how_to_search(window, qtbot):
    """F1 shows the signs beside the keys."""
    window.keys.show_keys()
    qtbot.waitUntil(lambda: window.finder.page is None and not window.lanes.busy, timeout=5_000)
    view = window.article.findChild(QTextBrowser)
    qtbot.waitUntil(lambda: "changed:>2026-10-01" in view.toPlainText(), timeout=5_000)
    assert "Searching" in view.toPlainText()

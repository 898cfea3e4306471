# SPDX-License-Identifier: MIT
"""The palette: found by words in any order or first letters, carried out by Enter, or told why not."""

from __future__ import annotations

import pytest
from desks import sample_repo
from hands import home, opened
from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from kbdesk.model import Playbook
from kbdesk.ui import key_map
from kbdesk.ui.palette_rows import Choice, fit_of, fitting

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]
__all__ = ["home"]

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
WIFI = "playbooks/technical/wifi-drops.md"


@pytest.fixture
def hands(qtbot, tmp_path, home):
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as made:
        yield made


def choice(text, group="Call", name="", reason=""):
    return Choice("action", name or text, text, group, "F2", reason)


def texts(found):
    return [one.text for one in found]


# --- which fit ---


def test_words_fit_in_any_order():
    """Each must begin a word, or stand inside one; what begins words comes first."""
    rows = [choice("Unhand it"), choice("Copy the last handoff note"), choice("Next pane")]
    assert texts(fitting(rows, "hand")) == ["Copy the last handoff note", "Unhand it"]
    assert texts(fitting(rows, "note copy")) == ["Copy the last handoff note"]
    assert texts(fitting(rows, "note nothing")) == []


def test_words_as_they_stand_come_before_words_apart_however_often_those_were_used():
    rows = [choice("Next open page, or back to the panes"), choice("Next pane")]
    recent = ("Next open page, or back to the panes",)
    assert texts(fitting(rows, "next pane", recent)) == ["Next pane", rows[0].text]
    assert texts(fitting(rows, "pane next", recent)) == [rows[0].text, "Next pane"]


def test_first_letters_fit():
    """Typed together they find what nobody wants to spell."""
    rows = [choice("Copy the last handoff note"), choice("Next pane")]
    assert texts(fitting(rows, "clhn")) == ["Copy the last handoff note"]
    assert fit_of(rows[0], "clh")[1] == ((0, 1), (9, 10), (14, 15))
    assert fit_of(rows[1], "xnp") is None


def test_the_group_fits_too():
    """Its actions are found by its name, after those with the word in their text."""
    rows = [choice("History", "Write"), choice("Who wrote which line", "Read"), choice("Write on", "Read")]
    assert texts(fitting(rows, "write")) == ["Write on", "History"]


def test_what_was_used_last_comes_first():
    """Among what fits equally well; and what can be done before what cannot."""
    rows = [choice("One"), choice("Two", reason="Not now."), choice("Three"), choice("Four")]
    assert texts(fitting(rows, "", ("Three", "Four"))) == ["Three", "Four", "One", "Two"]


def test_letters_that_change_their_length_mark_nothing_wrong():
    """A title in capitals of another language is found without a mark beyond its end."""
    found = fitting([choice("STRASSE İSTANBUL")], "istanbul")
    assert all(end <= len(one.text) for one in found for _, end in one.spans)


# --- in the window ---


def open_palette(hands, words="", key=Key.Key_K):
    hands.key(key, CONTROL)
    palette = hands.window.keys.palette
    assert palette is not None
    hands.wait(lambda: QApplication.focusWidget() is palette.field)
    hands.type(words)
    return palette


def test_an_action_is_found_and_carried_out(hands):
    """Words, Enter: it is done, and the focus was where it had been."""
    before = hands.window.looks.theme.dark
    palette = open_palette(hands, "dark light")
    assert palette.current.name == "toggle_theme"
    hands.key(Key.Key_Return)
    assert hands.window.looks.theme.dark != before
    assert hands.window.keys.palette is None
    assert QApplication.focusWidget() is hands.window.frame.search


def test_the_palette_opens_from_every_field(hands):
    """Also where Qt deletes to the end of the line with Ctrl+K."""
    window = hands.window
    window.keys.act("start_free")
    hands.wait(lambda: window.caller.view is not None)
    hands.rest()
    for name in ("focus_search", "focus_note"):
        window.keys.act(name)
        hands.rest()
        hands.type("some words")
        open_palette(hands)
        hands.key(Key.Key_Escape)
        assert window.keys.palette is None


def test_what_cannot_be_done_says_why_and_stays(hands):
    """Enter on it tells the reason; the palette stays open."""
    palette = open_palette(hands, "finish call")
    assert palette.current.reason == "No call is on screen."
    hands.key(Key.Key_Return)
    assert palette.isVisible()
    assert palette.told == "No call is on screen."
    assert palette.field.accessibleDescription() == "No call is on screen."


def test_the_last_used_stands_first_also_after_a_restart(hands, home):
    """What was carried out last is the first row."""
    open_palette(hands, "larger text")
    hands.key(Key.Key_Return)
    assert open_palette(hands).rows[0].name == "larger"
    hands.key(Key.Key_Escape)
    hands.rest()
    assert key_map.load(home.data)[1][0] == "larger"


def test_rows_show_changed_keys(hands):
    """The key beside an action is the one in force."""
    keys = hands.window.keys
    keys.use(key_map.KeyMap().with_key("escalate", "Ctrl+Alt+E"))
    assert open_palette(hands, "escalate").current.key == "Ctrl+Alt+E"
    keys.use(key_map.KeyMap())


def test_an_article_is_opened_by_its_title(hands):
    """Ctrl+P, words of the title, Enter."""
    palette = open_palette(hands, "lights router", Key.Key_P)
    hands.wait(lambda: palette.current is not None and palette.current.kind == "article")
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.finder.page is not None)
    assert hands.window.finder.page.document.path == "articles/network/router-lights.md"


def test_a_playbook_starts_or_is_read(hands):
    """Ctrl+Enter reads it, Enter begins a call."""
    palette = open_palette(hands, "wi-fi drops slow", Key.Key_P)
    hands.wait(lambda: palette.current is not None and palette.current.name == WIFI)
    hands.key(Key.Key_Return, CONTROL)
    hands.wait(lambda: isinstance(hands.window.finder.page and hands.window.finder.page.document, Playbook))
    assert hands.window.caller.view is None
    open_palette(hands, "wi-fi drops slow", Key.Key_P)
    hands.key(Key.Key_Return)
    hands.wait(lambda: hands.window.caller.view is not None)


def test_titles_stand_below_actions_and_a_sign_leaves_them_out(hands):
    """In Ctrl+K a title is offered too; after > only actions, in Ctrl+P too."""
    palette = open_palette(hands, "router")
    hands.wait(lambda: any(row.kind == "article" for row in palette.rows))
    kinds = [row.kind == "action" for row in palette.rows]
    assert kinds == sorted(kinds, reverse=True)
    palette.field.setText("> router")
    assert not [row for row in palette.rows if row.kind != "action"]
    hands.key(Key.Key_Escape)
    palette = open_palette(hands, "> larger", Key.Key_P)
    assert palette.current.name == "larger"


def test_without_a_library_the_palette_still_works(hands, qtbot, tmp_path_factory):
    """What needs one says so; what does not is carried out."""
    from kbdesk.desk.home import Home
    from kbdesk.ui.app import make_window

    folder = tmp_path_factory.mktemp("alone")
    window = make_window(Home(folder / "data", folder / "cache"))
    reasons = {one.name: one.reason for one in window.keys.choices()}
    assert reasons["new_article"] == "No library is open; Ctrl+O opens one."
    assert reasons["choose_library"] == reasons["toggle_theme"] == ""
    window.close()
    window.deleteLater()


def test_the_palette_is_heard(hands):
    """The field has a name, and what is chosen is its description as the arrows move."""
    palette = open_palette(hands, "text")
    face = QAccessible.queryAccessibleInterface(palette.field)
    assert face.text(QAccessible.Text.Name) == "Every action"
    first = face.text(QAccessible.Text.Description)
    hands.key(Key.Key_Down)
    second = face.text(QAccessible.Text.Description)
    assert palette.current.text in second
    assert first != second
    hands.key(Key.Key_Up)
    hands.key(Key.Key_Up)
    assert palette.current == palette.rows[-1]


def test_the_palette_opens_fast(hands):
    """From the key to a row that can be carried out takes less than 100 ms."""
    open_palette(hands)
    hands.key(Key.Key_Escape)
    clock = QElapsedTimer()
    times = []
    for _ in range(5):
        clock.start()
        hands.window.keys.show_palette()
        hands.window.grab()
        times.append(clock.elapsed())
        hands.key(Key.Key_Escape)
    assert min(times) < 100


def test_nothing_acts_below_the_palette(hands):
    """Keys of the window do nothing while it is open; a second Ctrl+K opens no second one."""
    palette = open_palette(hands)
    hands.key(Key.Key_B, CONTROL)
    hands.key(Key.Key_K, CONTROL)
    assert hands.window.keys.palette is palette
    assert not hands.window.frame._hidden[0]

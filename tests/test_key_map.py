# SPDX-License-Identifier: MIT
"""Keys that a person changes: what is taken from whom, what is kept, and every text that names one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from desks import sample_repo
from hands import home, opened
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.ui import key_map
from kbdesk.ui.actions import ACTS, key_list
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.key_map import KeyMap
from kbdesk.ui.writing.page import WritePage

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]
__all__ = ["home"]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = [act.name for act in ACTS]
ANY_KEY = st.sampled_from(
    [*(key for act in ACTS for key in act.keys), *(f"Ctrl+Alt+Shift+{letter}" for letter in "ABCDEFGH")]
)
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def keys_of_the_table():
    """Other tests name the keys of the table."""
    yield
    key_map.use(KeyMap())


@pytest.fixture
def hands(qtbot, tmp_path, home):
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as made:
        yield made


def every_key(keys: KeyMap) -> list[str]:
    return [key for name in NAMES for key in keys.keys(name)]


# --- the map ---


def test_the_table_gives_no_key_twice():
    """One key leads to one action."""
    assert len(every_key(KeyMap())) == len(set(every_key(KeyMap())))
    assert not [key for key in every_key(KeyMap()) if key_map.why_unusable(key)]


def test_the_table_writes_keys_as_qt_does():
    """A key that is pressed is compared with those of the table by its text."""
    for act in ACTS:
        for key in act.keys:
            assert key_map.written(QKeySequence(key)) == key


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), ANY_KEY)), max_size=12))
def test_however_keys_are_changed_each_action_has_one_of_its_own(changes):
    """After any changes and resets no key belongs to two actions, and no action is left without one."""
    keys = KeyMap()
    for name, key in changes:
        before = keys
        keys = keys.reset(name) if key is None else keys.with_key(name, key)
        assert len(every_key(keys)) == len(set(every_key(keys)))
        assert all(keys.keys(one) for one in NAMES)
        wanted = next(act.keys for act in ACTS if act.name == name) if key is None else (key,)
        assert keys.keys(name)[: len(wanted)] == wanted
        untouched = [one for one in NAMES if one != name and not set(before.keys(one)) & set(keys.keys(name))]
        assert all(keys.keys(one) == before.keys(one) for one in untouched)


def test_who_loses_a_key_gets_the_one_that_became_free():
    """Two actions change places."""
    keys = KeyMap().with_key("show_team", "Ctrl+E")
    assert keys.keys("show_team") == ("Ctrl+E",)
    assert keys.keys("escalate") == ("Ctrl+Shift+T",)
    assert keys.reset("escalate") == KeyMap()


def test_other_keys_of_an_action_stay():
    """Only the key that is shown is another."""
    assert KeyMap().with_key("focus_search", "Ctrl+G").keys("focus_search") == ("Ctrl+G", "/")


@pytest.mark.parametrize("key", ["Esc", "Tab", "Return", "Down", "3", "Ctrl+3", "Ctrl+C", ""])
def test_keys_that_mean_the_same_everywhere_cannot_be_given_away(key):
    """They are refused with a sentence."""
    assert key_map.why_unusable(key).endswith(".")


def test_what_a_key_does_while_writing_is_told():
    """There the page's own keys come first."""
    assert "Save" in key_map.on_pages("Ctrl+S")
    assert key_map.on_pages("Ctrl+Alt+Y") == ""


# --- on disk ---


def test_own_keys_come_back_at_the_next_start(tmp_path):
    """With what was chosen last."""
    keys = KeyMap().with_key("escalate", "Ctrl+Alt+E")
    key_map.save(tmp_path, keys, ("escalate", "show_map"))
    assert key_map.load(tmp_path) == (keys, ("escalate", "show_map"))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"keys": 3}', '{"keys": {"escalate": 5, "nobody": ["Ctrl+E"], "show_map": ["Esc", 3]}}'],
)
def test_a_file_that_cannot_be_read_gives_the_keys_of_the_table(tmp_path, text):
    """Whatever stands in it, the window opens."""
    (tmp_path / key_map.FILE).write_text(text, encoding="utf-8")
    assert key_map.load(tmp_path) == (KeyMap(), ())


def test_a_key_that_a_file_gives_twice_is_given_once(tmp_path):
    """The first one has it; an action that is new in the table does not take an own key back."""
    own = {"escalate": ["Ctrl+B"], "show_map": ["Ctrl+B"]}
    (tmp_path / key_map.FILE).write_text(json.dumps({"keys": own}), encoding="utf-8")
    keys, _ = key_map.load(tmp_path)
    assert keys.keys("escalate") == ("Ctrl+B",)
    assert keys.keys("show_map") == ("Ctrl+Shift+M",)
    assert keys.keys("toggle_results") == ()
    assert keys.key_of("toggle_results") == keys.key_of("show_palette")


# --- texts ---


def test_texts_name_the_keys_in_force():
    """Those of the window by name, those of the desk by the key of the table."""
    key_map.use(KeyMap().with_key("escalate", "Ctrl+Alt+E"))
    assert (
        key_map.with_keys("{escalate} hands over, {nobody} stays") == "Ctrl+Alt+E hands over, {nobody} stays"
    )
    assert key_map.in_own_keys("Press Ctrl+E, not Ctrl+Shift+E or Alt+Ctrl+E.") == (
        "Press Ctrl+Alt+E, not Ctrl+Shift+E or Alt+Ctrl+E."
    )


def test_the_docs_list_the_keys_of_the_table():
    """docs/keys.md is what ``make keys`` writes."""
    assert (ROOT / "docs/keys.md").read_text(encoding="utf-8") == key_list()


# --- the window ---


def all_others() -> KeyMap:
    """Every action has a key that it never had."""
    free = iter([f"Ctrl+Alt+Shift+{sign}" for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"])
    more = (
        f"{held}+F{number}"
        for held in ("Ctrl+Alt", "Ctrl+Shift", "Ctrl+Alt+Shift")
        for number in range(2, 36)
    )
    names = [*free, *more]
    return KeyMap(tuple((name, (key,)) for name, key in zip(NAMES, names, strict=False)))


def texts_of(window: QWidget, *, seen_only: bool = False) -> set[str]:
    """All that the window and its parts say of themselves."""
    found = set()
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(at_page(widget), WritePage):
            continue  # made before it is needed; its keys are its own
        if seen_only and not widget.isVisible():
            continue
        for name in ("toolTip", "text", "placeholderText", "accessibleName", "accessibleDescription"):
            value = widget.property(name)
            found.update([value] if isinstance(value, str) else [])
    return found


def at_page(widget: QWidget | None) -> QWidget | None:
    """The writing page that a widget is part of; None if it is of none."""
    while widget is not None and not isinstance(widget, WritePage):
        widget = widget.parentWidget()
    return widget


def named(texts: set[str]) -> set[str]:
    """The keys of the table that the texts name, with Ctrl, or Alt, or a function key."""
    known = {key for act in ACTS for key in act.keys if re.match(r"(Ctrl|Alt|Shift)\+|F\d", key)}
    words = {word for text in texts for word in re.findall(r"(?<![\w+])(?:\w+\+)*\w+(?![\w+])", text)}
    return known & words


PAGE_KEYS = {"Alt+1", "Alt+2", "Alt+3", "Ctrl+Z", "F5"}
"""Keys that pages have for themselves, whatever they do elsewhere."""


def test_no_text_of_the_window_names_a_key_that_was_changed(qtbot, home, tmp_path):
    """With all keys changed before the start, panes, call and pages name none of the table's."""
    key_map.save(home.data, all_others(), ())
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        window = hands.window
        window.finder.open_path("articles/network/router-lights.md")
        hands.rest()
        window.keys.act("start_free")
        hands.rest()
        hands.wait(lambda: window.caller.view is not None)
        window.frame.search.setText("zzz qqq")
        hands.rest()
        told = texts_of(window) | {window.frame.toast.text()}
        assert named(told) <= PAGE_KEYS
        for name in ("show_inbox", "show_start", "show_promises", "show_team", "show_curate", "show_checks"):
            window.keys.act(name)
            hands.rest()
            assert named(texts_of(window)) <= PAGE_KEYS, name
            hands.key(Key.Key_Escape)
        assert not window.late.sheet_open


def test_changed_keys_are_named_at_once(hands):
    """What stands on screen follows, hints too, and the old key does nothing any more."""
    window = hands.window
    window.keys.act("start_free")
    hands.rest()
    window.frame.search.setText("zzz qqq")
    hands.rest()
    window.keys.use(all_others())
    hands.rest()
    assert named(texts_of(window.frame, seen_only=True)) <= PAGE_KEYS
    shown = key_map.key_of("escalate")
    assert any(shown in text for text in texts_of(window.call))
    hands.key(Key.Key_E, CONTROL)
    assert not window.caller.sheet_open
    window.keys.use(KeyMap())
    hands.key(Key.Key_E, CONTROL)
    hands.wait(lambda: window.caller.sheet_open)


# --- the sheet ---


def open_sheet(hands, words):
    hands.key(Key.Key_F9, SHIFT)
    sheet = hands.window.keys.sheet
    assert sheet.isVisible()
    hands.type(words)
    return sheet


def test_a_key_is_changed_by_keys_alone(hands, home):
    """Find the action, Enter, the new key: it holds at once and is kept."""
    sheet = open_sheet(hands, "hand over next")
    assert sheet.chosen == "escalate"
    hands.key(Key.Key_Return)
    hands.key(Key.Key_G, CONTROL)
    assert sheet.keys.keys("escalate") == ("Ctrl+G",)
    hands.key(Key.Key_Escape)
    assert hands.window.keys.sheet is None
    hands.key(Key.Key_G, CONTROL)
    hands.wait(lambda: hands.window.caller.view is not None)
    assert key_map.load(home.data)[0].keys("escalate") == ("Ctrl+G",)


def test_a_conflict_is_told_before_anything_changes(hands):
    """It names who has the key and what that gets; Esc leaves all as it was, Enter takes it."""
    sheet = open_sheet(hands, "map of the open")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_E, CONTROL)
    told = sheet.trouble.text()
    assert "Escalate" in told
    assert "Ctrl+Shift+M" in told
    assert sheet.keys == KeyMap()
    hands.key(Key.Key_Escape)
    assert sheet.keys == KeyMap()
    hands.key(Key.Key_Return)
    hands.key(Key.Key_E, CONTROL)
    hands.key(Key.Key_Return)
    assert sheet.keys.keys("show_map") == ("Ctrl+E",)
    assert sheet.keys.keys("escalate") == ("Ctrl+Shift+M",)


def test_a_key_that_cannot_be_given_away_is_refused(hands):
    """The sentence says why, and another may be pressed."""
    sheet = open_sheet(hands, "map of the open")
    hands.key(Key.Key_Return)
    hands.key(Key.Key_3)
    assert "answers the step" in sheet.trouble.text()
    assert sheet.keys == KeyMap()
    hands.key(Key.Key_G, CONTROL)
    assert sheet.keys.keys("show_map") == ("Ctrl+G",)


def test_one_key_or_all_go_back(hands):
    """Delete brings back one action's; the button all."""
    keys = KeyMap().with_key("show_map", "Ctrl+G").with_key("escalate", "Ctrl+Alt+E")
    hands.window.keys.use(keys)
    sheet = open_sheet(hands, "map of the open")
    hands.key(Key.Key_Down)
    hands.key(Key.Key_Delete)
    assert sheet.keys == KeyMap().with_key("escalate", "Ctrl+Alt+E")
    for _ in range(12):
        hands.key(Key.Key_Tab)
        if QApplication.focusWidget().accessibleName() == "All as they were":
            break
    hands.key(Key.Key_Return)
    assert sheet.keys == KeyMap()
    assert hands.window.findChild(QAction, "escalate").shortcuts() == [QKeySequence("Ctrl+E")]


def test_an_action_is_found_by_its_key(hands):
    """What does Ctrl+J do?"""
    assert open_sheet(hands, "ctrl+j").chosen == "toggle_call"


# --- F1 ---


def page_of(hands):
    hands.key(Key.Key_F1)
    view = hands.window.article.findChild(ArticleView)
    hands.wait(lambda: "Here and now" in view.toPlainText())
    return view.toPlainText()


def heads(text, *parts):
    """Whether these stand in the text in this order."""
    places = [text.find(part) for part in parts]
    return -1 not in places and all(one < other for one, other in pairwise(places))


def test_f1_shows_first_what_works_here(hands):
    """In the results what opens them, in a call what answers, in a page what its buttons name."""
    text = page_of(hands)
    assert heads(text, "Here and now", "Choose a result", "Escalate: hand over")
    window = hands.window
    window.keys.act("start_free")
    hands.wait(lambda: window.caller.view is not None)
    hands.rest()
    text = page_of(hands)
    assert heads(text, "Here and now", "Answer the step", "Escalate: hand over", "Search, or find")
    hands.key(Key.Key_I, Qt.KeyboardModifier.AltModifier)
    hands.wait(lambda: window.frame.cover is not None)
    hands.key(Key.Key_F1)
    view = window.article.findChild(ArticleView)
    hands.wait(lambda: "Back to the desk" in view.toPlainText())


def test_f1_shows_changed_keys(hands):
    """The list is that of the keys in force."""
    hands.window.keys.use(replace(KeyMap(), own=(("escalate", ("Ctrl+Alt+E",)),)))
    text = page_of(hands)
    assert "Ctrl+Alt+E" in text
    assert "Ctrl+E\n" not in text

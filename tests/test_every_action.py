# SPDX-License-Identifier: MIT
"""Every action of the table: who carries it out, why it cannot be done, and that the palette does it."""

from __future__ import annotations

import pytest
from desks import sample_repo
from hands import at_work, home, opened
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from kbdesk.desk.home import Home
from kbdesk.ui.actions import ACTS
from kbdesk.ui.app import make_window
from kbdesk.ui.dresser import parts_of
from kbdesk.ui.key_map import with_keys
from kbdesk.ui.reasons import NEEDS, SENTENCES, why_not
from kbdesk.ui.sheet import Sheet

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]
__all__ = ["home"]

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
WIFI = "playbooks/technical/wifi-drops.md"
NAMES = [act.name for act in ACTS]
EVERYTHING = frozenset(SENTENCES)


@pytest.fixture
def nothing_outside(monkeypatch):
    """Dialogues of the system are cancelled and nothing is opened beside the window."""
    asked = []
    for name in ("getExistingDirectory", "getOpenFileName", "getSaveFileName"):
        given = "" if name == "getExistingDirectory" else ("", "")
        monkeypatch.setattr(QFileDialog, name, lambda *_, _given=given, **__: asked.append(_given) or _given)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(QUrl(url)) or True)
    return asked


@pytest.fixture
def hands(qtbot, tmp_path, home, nothing_outside):
    """A library is open, a playbook read, and a call goes by it."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as made:
        made.window.finder.open_path(WIFI)
        made.rest()
        made.window.finder.playbook_chosen.emit(WIFI, "", "")
        made.wait(lambda: made.window.caller.view is not None)
        made.rest()
        yield made


# --- the table ---


def test_every_action_has_a_text_a_group_and_a_key():
    """No text is given twice, so that the palette shows what each is."""
    assert len(set(NAMES)) == len(NAMES)
    texts = [act.text for act in ACTS]
    assert len(set(texts)) == len(texts)
    assert all(act.text and act.group and act.keys for act in ACTS)
    assert all(act.text[0].isupper() and not act.text.endswith(".") for act in ACTS)


def test_every_need_has_a_sentence():
    """And every sentence is that of a need; the actions are those of the table."""
    assert set(NEEDS) <= set(NAMES)
    assert {need for needs in NEEDS.values() for need in needs.split()} == set(SENTENCES)
    assert all(with_keys(sentence).endswith(".") for sentence in SENTENCES.values())


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_each_need_is_told_by_itself(name):
    """What is missing first is what is said; with all there is no reason."""
    assert why_not(name, EVERYTHING) == ""
    for need in NEEDS[name].split():
        assert why_not(name, EVERYTHING - {need}) == with_keys(SENTENCES[need])


# --- nothing is open ---


def test_without_a_library_each_action_works_or_says_why(qtbot, tmp_path, nothing_outside):
    """The owner of each is there; those without a reason are carried out and nothing fails."""
    window = make_window(Home(tmp_path / "data", tmp_path / "cache"))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    failed = []
    window.lanes.failed.connect(failed.append)
    try:
        for choice in window.keys.choices():
            assert callable(window.keys.slot_of(choice.name)), choice.name
            if not choice.reason:
                carry_out(qtbot, window, choice.name)
        assert not failed
    finally:
        window.close()
        window.deleteLater()


def carry_out(qtbot, window, name):
    """By the palette, as a person does; then back to the panes."""
    window.keys.show_palette()
    palette = window.keys.palette
    palette.field.setText(next(act.text for act in ACTS if act.name == name))
    assert palette.current.name == name, name
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert window.keys.palette is not palette, name
    settle(qtbot, window)
    look = window.looks.theme.qss()
    bare = [part for part in parts_of(window) if part.styleSheet() != look]
    assert not bare or at_work(window), f"{name}: {bare} stand in the window without its style"
    if name == "print_page" and window.finder.page is not None:
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    back_to_panes(qtbot, window)


def settle(qtbot, window):
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not window.lanes.busy, timeout=30_000)


def back_to_panes(qtbot, window):
    """Esc until no sheet and no page covers the panes, as a person would press it."""
    for _ in range(8):
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if above is not None:  # a menu, or a dialogue of the system's kind
            qtbot.keyClick(above, Key.Key_Escape)
            settle(qtbot, window)
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            continue
        if not any(sheet.isVisible() for sheet in window.findChildren(Sheet)) and window.frame.cover is None:
            return
        where = QApplication.focusWidget()
        where = where if where is not None and where.isVisible() else window
        qtbot.keyClick(where, Key.Key_Escape)
        settle(qtbot, window)
    cover = window.frame.cover
    assert cover is None, f"Esc does not lead away from {cover}"
    assert not [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]


# --- much is open ---

LAST = ("finish_call", "delete_article", "toggle_theme", "toggle_results", "start_guide")


def test_each_action_can_be_carried_out_from_the_palette(hands):
    """With a library, a playbook and a call: each does something without failing, and Esc leads back."""
    window, failed = hands.window, []
    window.lanes.failed.connect(failed.append)
    done = []
    window.finder.open_path("articles/network/router-lights.md")
    hands.rest()
    order = [name for name in NAMES if name not in LAST and name != "show_palette"]
    for name in (*order, *LAST):
        window.finder.open_path(WIFI)
        hands.rest()
        there = {choice.name: choice.reason for choice in window.keys.choices()}
        if there[name]:
            continue
        carry_out(hands.qtbot, window, name)
        done.append(name)
    assert not failed, [str(one) for one in failed]
    missing = {*NAMES} - {*done}
    assert missing <= {
        "show_palette",
        "go_forward",
        "clear_filters",
        "next_call",
        "use_new_text",
        "show_change",
        "hand_back",
        "fold_brief",
        "next_room",
        "record_gap",
    }

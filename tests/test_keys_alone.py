# SPDX-License-Identifier: MIT
"""A call, an article, two versions put together and a practice call: in the real window, by keys alone."""

from __future__ import annotations

import people
import pytest
from gitrepo import commit, git
from people import CONTROL, MIA, SAM, SHIFT, Floor, Key, get_updates, note_down, take_call
from PySide6.QtWidgets import QApplication

from kbdesk.playbook.rehearsal import same
from kbdesk.ui.writing.choice import ChoicePage
from kbdesk.ui.writing.editor import Editor

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

LIGHTS = "articles/network/router-lights.md"
WIFI = "playbooks/technical/wifi-drops.md"
END = "A dark light means no power."
OTHER = "A dark light means: look at the plug."


@pytest.fixture
def floor(qtbot, monkeypatch, tmp_path):
    """A team that sends what is saved without a review."""
    monkeypatch.setattr(people, "RULES", "")
    return Floor(qtbot, monkeypatch, tmp_path)


def test_a_day_by_keys_alone(floor):
    """Nothing is clicked and no part of the window is called: keys go where the focus is."""
    with floor.sits(MIA) as hands:
        get_updates(hands)
        take_and_finish_a_call(hands)
        another_writes_at_the_same_place(floor)
        write_in_an_article(hands)
        put_both_together(hands)
        practise(hands)


def open_by_title(hands, words, path, held=None):
    """Ctrl+P, some words of the title, Enter."""
    hands.key(Key.Key_P, CONTROL)
    palette = hands.window.keys.palette
    hands.type(words)
    hands.wait(lambda: palette.current is not None and palette.current.name == path)
    hands.key(Key.Key_Return, *([held] if held else []))
    hands.wait(lambda: hands.window.finder.page is not None)
    hands.wait(lambda: hands.window.finder.page.document.path == path)
    hands.rest()


def by_palette(hands, words, name):
    """Ctrl+K, some words, Enter."""
    hands.key(Key.Key_K, CONTROL)
    palette = hands.window.keys.palette
    hands.type(words)
    assert palette.current.name == name
    hands.key(Key.Key_Return)


def take_and_finish_a_call(hands):
    """Searched, answered, noted, and ended by the palette."""
    take_call(hands, Key.Key_1)
    note_down(hands, "All of it was said")
    by_palette(hands, "finish call", "finish_call")
    hands.wait(lambda: hands.window.caller.view is None)
    hands.rest()


def write_in_an_article(hands):
    """Opened by its title, written in, saved."""
    open_by_title(hands, "router lights", LIGHTS)
    write(hands, END)


def write(hands, text):
    """Ctrl+Shift+E, at the end some words, Ctrl+S and Enter."""
    writer = hands.window.late.work.writer
    hands.key(Key.Key_E, CONTROL | SHIFT)
    hands.wait(lambda: writer.is_open and isinstance(QApplication.focusWidget(), Editor))
    hands.rest()
    hands.key(Key.Key_End, CONTROL)
    hands.key(Key.Key_Return)
    hands.type(text)
    hands.key(Key.Key_S, CONTROL)
    hands.wait(lambda: hands.window.late.sheet_open)
    hands.key(Key.Key_Return)
    hands.wait(lambda: not writer.is_open and not hands.window.late.sheet_open)
    hands.rest()


def lights(hands):
    return (hands.window.keeper.desk.root / LIGHTS).read_text(encoding="utf-8")


def another_writes_at_the_same_place(floor):
    """Sam ends the article in another way, and sends it."""
    folder = floor.library(SAM)
    text = (folder / LIGHTS).read_text(encoding="utf-8")
    commit(folder, {LIGHTS: text + OTHER + "\n"}, "The plug", author=SAM.name)
    git(folder, "push", "-q", "origin", "HEAD")


def put_both_together(hands):
    """The team's text came and the own one waits in Recover: Enter, both texts, one saved."""
    get_updates(hands)
    assert lights(hands).endswith(OTHER + "\n")
    recovering = hands.window.late.work.sharing.recovering
    hands.key(Key.Key_R, CONTROL | SHIFT)
    hands.wait(lambda: recovering.page is not None and recovering.page._list.current() is not None)
    hands.rest()
    hands.key(Key.Key_Return)
    hands.wait(lambda: isinstance(hands.window.frame.cover, ChoicePage) or shown_choice(hands) is not None)
    hands.rest()
    choice = shown_choice(hands)
    hands.key(Key.Key_4, CONTROL)
    hands.rest()
    hands.key(Key.Key_End, CONTROL)
    hands.key(Key.Key_Return)
    hands.type("Both hold.")
    hands.key(Key.Key_4, CONTROL)
    hands.wait(lambda: shown_choice(hands) is not choice)
    hands.wait(lambda: "Both hold." in lights(hands))


def shown_choice(hands):
    """The page on which two versions stand; None while there is none."""
    found = [one for one in hands.window.findChildren(ChoicePage) if one.isVisible()]
    return found[0] if found else None


def practise(hands):
    """The playbook is read, practised by digits, and the report is left by Esc."""
    practising = hands.window.late.trainer.practising
    open_by_title(hands, "wi-fi drops slow", WIFI, CONTROL)
    hands.key(Key.Key_F5)
    hands.wait(lambda: practising.page is not None and practising._turn is not None)
    hands.rest()
    for stage in practising._scene.stages:
        view = practising._turn.view
        number = next((n for n, one in enumerate(view.answers, 1) if same(one.text, stage.answer)), 0)
        if not number:
            break
        practising.page.run._acted.invalidate()
        hands.key(Key(Key.Key_0 + number))
    hands.key(Key.Key_Return, CONTROL | SHIFT)
    hands.wait(lambda: practising.reports.page is not None)
    hands.rest()
    hands.key(Key.Key_Escape)

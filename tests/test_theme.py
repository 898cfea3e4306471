# SPDX-License-Identifier: MIT
"""Colours keep their distance, whichever two meet; the style sheet fits every text size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbdesk.ui import theme as theme_module
from kbdesk.ui.theme import EDGES, GROUNDS, INVERSE, TEXTS, TOKENS, Theme, contrast

UI = Path(theme_module.__file__).parent
WRITTEN = [(text, ground) for text in TEXTS for ground in GROUNDS]
ELSEWHERE = {
    "app.py",
    "icons.py",
    "reach/tray.py",
    "reach/paper_page.py",
    "trainer/paper.py",
    "trainer/map_print.py",
}
"""The app's own icon stands on the system's ground, print on paper."""
DRAWN = [(edge, ground) for edge in EDGES for ground in GROUNDS if ground != "hit"]


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read_on_every_ground(dark):
    """Text has at least 4.5:1 on whatever it may stand on (WCAG 2.2, 1.4.3)."""
    faint = {
        (text, ground): round(contrast(TOKENS[text][dark], TOKENS[ground][dark]), 2)
        for text, ground in (*WRITTEN, *INVERSE)
        if contrast(TOKENS[text][dark], TOKENS[ground][dark]) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("dark", [False, True])
def test_every_control_and_the_focus_can_be_told_apart(dark):
    """A control's edge and the ring of the focus have at least 3:1 beside any ground (WCAG 2.2, 1.4.11)."""
    faint = {
        (edge, ground): round(contrast(TOKENS[edge][dark], TOKENS[ground][dark]), 2)
        for edge, ground in DRAWN
        if contrast(TOKENS[edge][dark], TOKENS[ground][dark]) < 3
    }
    assert not faint


@pytest.mark.parametrize("dark", [False, True])
def test_code_can_be_read_in_every_colour(dark):
    """The colours of code keep 4.5:1 on its ground."""
    ground = TOKENS["code"][dark]
    pairs = theme_module._CODE_COLOURS.values()
    assert min(contrast(pair[dark], ground) for pair in pairs) >= 4.5


def test_every_token_is_text_ground_edge_or_decoration():
    """A new token is measured as well, or this fails."""
    assert set(TOKENS) == {*TEXTS, *GROUNDS, *EDGES, "on_accent", "line"}


def test_colours_come_from_the_table_alone():
    """No file of the window has a colour of its own: it would be measured nowhere."""
    raw = re.compile(r"""["'( :]#[0-9a-fA-F]{6}\b""")
    found = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if raw.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"theme.py", *ELSEWHERE}


def test_contrast_is_the_one_of_the_standard():
    """Black on white is 21:1, a colour on itself 1:1, and the grey that just passes does."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_every_size_follows_the_text_size():
    """At 200 % a size is twice what it is at 100 %."""
    assert Theme(scale=2.0).px(13) == 2 * Theme().px(13)
    assert "font-size: 26px" in Theme(scale=2.0).qss()

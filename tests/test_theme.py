# SPDX-License-Identifier: MIT
"""Colours keep their distance; the style sheet fits every text size."""

from __future__ import annotations

import pytest

from kbdesk.ui.theme import CONTROL_PAIRS, TEXT_PAIRS, TOKENS, Theme, contrast


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("pair", TEXT_PAIRS)
def test_text_can_be_read(pair, dark):
    """Text has at least 4.5:1 on its background (WCAG 2.2, 1.4.3)."""
    text, ground = (TOKENS[name][dark] for name in pair)
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("pair", CONTROL_PAIRS)
def test_controls_can_be_told_apart(pair, dark):
    """A control's edge has at least 3:1 (WCAG 2.2, 1.4.11)."""
    edge, ground = (TOKENS[name][dark] for name in pair)
    assert contrast(edge, ground) >= 3


def test_contrast_is_the_one_of_the_standard():
    """Black on white is 21:1, a colour on itself 1:1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_every_size_follows_the_text_size():
    """At 200 % a size is twice what it is at 100 %."""
    assert Theme(scale=2.0).px(13) == 2 * Theme().px(13)
    assert "font-size: 26px" in Theme(scale=2.0).qss()

# SPDX-License-Identifier: MIT
"""Sentences of the desk name the keys that the person chose, wherever the window shows them."""

from __future__ import annotations

import pytest
from desks import sample_repo
from hands import home, opened  # noqa: F401 - home is a fixture
from PySide6.QtCore import Qt

from kbdesk.model import Seat, StartRow
from kbdesk.ui import key_map
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.key_map import KeyMap
from kbdesk.ui.roles.start_rows import row_of
from kbdesk.ui.run_text import GrowingText

Key, CONTROL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def own_keys():
    """Verifying, unfolding and escalating have other keys."""
    own = KeyMap().with_key("verify_article", "F9").with_key("toggle_folded", "F10")
    key_map.use(own.with_key("escalate", "F11"))
    yield
    key_map.use(KeyMap())


def test_a_row_of_the_start_page_names_own_keys(own_keys):
    """What is done about a row is said with the person's key."""
    row = row_of(StartRow("stale", "2 documents", "Read it; Ctrl+Shift+Y says that it is right.", ""))
    assert row.line == "Read it; F9 says that it is right."


def test_folded_text_and_a_call_without_a_playbook_name_own_keys(qtbot, tmp_path, home, own_keys):  # noqa: F811
    """The link that unfolds an article and the step of a free call say the person's keys."""
    home.set_seat(Seat(role="tier-1"))
    with opened(qtbot, home, sample_repo(tmp_path / "library")) as hands:
        key_map.use(KeyMap().with_key("toggle_folded", "F10").with_key("escalate", "F11"))
        hands.window.finder.open_path("articles/databases/postgres-too-many-clients.md")
        hands.wait(lambda: hands.window.finder.page is not None)
        assert hands.window.finder.page.folded
        hands.rest()
        text = hands.window.article.findChild(ArticleView).toPlainText()
        assert "Show it (F10)" in text
        assert "Alt+T" not in text
        hands.key(Key.Key_N, CONTROL | SHIFT)
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.rest()
        shown = [one.toPlainText() for one in hands.window.findChildren(GrowingText) if one.isVisible()]
        assert any("Press F11 to hand over" in one for one in shown)

# SPDX-License-Identifier: MIT
"""The tree of the library's folders."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget

from kbdesk.ui.theme import Theme
from kbdesk.ui.tree import TreePane

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window


def test_a_folder_tells_how_many_files_are_in_it(qtbot):
    """Files at any depth count, folders do not."""
    pane = TreePane(Theme())
    qtbot.addWidget(pane)
    pane.show_files("lib", ("a/b/one.md", "a/b/two.md", "a/c/three.md", "a/four.md", "five.md"))
    tree = pane.findChild(QTreeWidget)
    top = tree.topLevelItem(0)
    assert top.text(0) == "a  (4)"
    assert [top.child(row).text(0) for row in range(top.childCount())] == ["b  (2)", "c  (1)", "four"]


def test_what_is_unfolded_stays_when_the_library_is_looked_at_again(qtbot):
    """The same files make no new rows; other files do."""
    pane = TreePane(Theme())
    qtbot.addWidget(pane)
    paths = tuple(f"{folder}/{name}.md" for folder in "abcdef" for name in ("one", "two"))
    pane.show_files("lib", paths)
    tree = pane.findChild(QTreeWidget)
    tree.topLevelItem(2).setExpanded(True)
    pane.show_files("lib", tuple(paths))
    assert tree.topLevelItem(2).isExpanded()
    pane.show_files("lib", ("z/more.md", *paths))
    assert tree.topLevelItemCount() == 7


def test_the_asterisk_unfolds_a_folder_and_all_below_it(qtbot):
    """Each file has one row then, and a file's own row stays as it is."""
    pane = TreePane(Theme())
    qtbot.addWidget(pane)
    pane.show_files("lib", ("a/b/c/one.md", "a/b/two.md", "a/three.md", "d/four.md"))
    tree = pane.findChild(QTreeWidget)
    for _ in range(2):
        tree.setCurrentItem(tree.topLevelItem(0))
        qtbot.keyClick(tree, Qt.Key.Key_Asterisk)
    top = tree.topLevelItem(0)
    assert top.childCount() == 2
    assert [top.child(0).child(row).text(0) for row in range(2)] == ["c  (1)", "two"]
    assert top.child(0).child(0).isExpanded()
    assert top.child(0).child(0).child(0).text(0) == "one"

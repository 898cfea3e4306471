# SPDX-License-Identifier: MIT
"""What is in a page is read in the order in which it stands; what Qt makes itself is not looked into."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from kbdesk.ui import reading
from kbdesk.ui.reading import follow_layout


def test_parts_are_read_as_they_stand_also_in_what_scrolls(qtbot, monkeypatch):
    """The order of children becomes that of the layouts; fields and labels are not asked for theirs."""
    page = QWidget()
    qtbot.addWidget(page)
    over = QLabel("drops down", page)
    scroll = QScrollArea(page)
    content = QWidget()
    scroll.setWidget(content)
    parts = [QPlainTextEdit(content), QLineEdit(content), QLabel(content)]
    inside = QVBoxLayout(content)
    for part in reversed(parts):
        inside.addWidget(part)
    first = QLineEdit(page)
    box = QVBoxLayout(page)
    for part in (first, scroll):
        box.addWidget(part)
    asked, real = [], reading._children
    monkeypatch.setattr(reading, "_children", lambda widget: asked.append(widget) or real(widget))
    follow_layout(page)
    assert real(page) == [first, scroll, over]
    assert real(content) == parts[::-1]
    assert set(map(type, asked)) == {QWidget}

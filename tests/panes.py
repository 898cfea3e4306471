# SPDX-License-Identifier: MIT
"""Single panes on screen, styled as in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from kbdesk.ui.theme import Theme


def shown(qtbot, kind, width, height):
    """A pane of a kind at this size."""
    theme = Theme()
    made = kind(theme)
    made.setStyleSheet(theme.qss())
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    return made


def words(pane):
    """All that its labels say."""
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())

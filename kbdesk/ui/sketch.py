# SPDX-License-Identifier: MIT
"""The window's first picture: the search field, ready to type in, and the panes as they will stand.

Nothing here may name ``Qt`` or call what takes one of its enumerations: making them all takes as long as
all the rest of this (measured). A style sheet of five rules draws instead of a painter.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from kbdesk.language import tr
from kbdesk.ui.fonts import sans
from kbdesk.ui.theme import Theme

_WIDE_EM = 46
"""From this width on, in em of the body text, there is a pane beside the article; as in the frame."""

_QSS = """
QFrame#sketch {{ background: {surface}; }}
QLabel {{ color: {fg}; font-family: "{family}"; font-size: {size}px; font-weight: 600; }}
QLineEdit {{ background: {raised}; color: {fg}; border: 1px solid {accent}; border-radius: {round}px;
 padding-left: {inset}px; font-family: "{family}"; font-size: {size}px; selection-background-color: {accent};
 placeholder-text-color: {muted}; }}
QFrame#pane {{ background: {bg}; border: 1px solid {line}; border-radius: {round}px; }}
"""


class Sketch(QFrame):
    """Stands in for the frame until it is made, some tenths of a second later.

    What is typed into its field is handed on.

    Args:
        theme: the look.
        parent: the window.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("sketch")
        tokens = {
            name: theme.hex(name) for name in ("surface", "fg", "raised", "accent", "muted", "bg", "line")
        }
        sizes = {"size": theme.px(15), "round": theme.px(9), "inset": theme.px(36)}
        self.setStyleSheet(_QSS.format(family=sans(), **tokens, **sizes))
        self._name = QLabel("kbdesk", self)
        self.search = QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setAccessibleName(tr("Search articles and playbooks"))
        self.search.setPlaceholderText(tr("Type what the customer says"))
        self._panes = QFrame(self), QFrame(self)
        for pane in self._panes:
            pane.setObjectName("pane")
        self.search.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place name, field and panes where the frame will have them."""
        super().resizeEvent(event)
        px, width = self._theme.px, self.width()
        edge, gap, top = px(10), px(8), px(8)
        wide = width >= px(15) * _WIDE_EM
        left = px(71) if wide else edge
        self._name.setVisible(wide)
        self._name.setGeometry(QRect(edge + px(2), top, left - edge, px(40)))
        room = width - left - px(105 if wide else 60)
        self.search.setGeometry(QRect(left, top, max(px(120), room), px(40)))
        top += px(40) + gap
        high = max(1, self.height() - top - px(26))
        side = min(px(372), round(width * 0.29)) if wide else 0
        self._panes[0].setVisible(wide)
        self._panes[0].setGeometry(QRect(edge, top, side, high))
        start = edge + (side + gap if wide else 0)
        self._panes[1].setGeometry(QRect(start, top, max(1, width - start - edge), high))

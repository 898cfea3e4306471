# SPDX-License-Identifier: MIT
"""A line that asks who looks after a document, with the owners that there are as proposals."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel


class OwnerField(QWidget):
    """Hidden until it is asked; Enter gives the name, Esc leaves it as it is.

    Signals:
        given(str): this person or team; "" for nobody.
        left(): nobody was named.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = WrapLabel(self, 12, 600)
        self._words.setText(tr("Owner: a person or a team"))
        self._edit = LineEdit(self)
        self._edit.setAccessibleName(tr("Owner"))
        self._edit.setToolTip(tr("Enter saves it, Esc leaves it as it is"))
        self._edit.setMaxLength(200)
        self._edit.setPlaceholderText(tr("nobody"))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._edit.setCompleter(completer)
        self._buttons = QWidget(self)
        flow = LineLayout(self._buttons, 8)
        save = made_button(self._buttons, tr("Save   Enter"), tr("Save the owner (Enter)"), "primary")
        save.clicked.connect(self._give)
        leave = made_button(self._buttons, tr("Leave it   Esc"), tr("Change nothing (Esc)"))
        leave.clicked.connect(self.left)
        for button in (save, leave):
            flow.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._words, self._edit, self._buttons):
            self._box.addWidget(widget)
        self.set_theme(theme)
        self.hide()

    def set_owners(self, owners: tuple[str, ...]) -> None:
        """Propose these."""
        self._names.setStringList(list(owners))

    def ask(self, owner: str) -> None:
        """Ask, with this name as it is typed over."""
        self._edit.setText(owner)
        self.show()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._words.set_theme(theme)
        self._box.setSpacing(theme.px(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field gives the name, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._edit.hasFocus():
            self._give()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        self.given.emit(" ".join(self._edit.text().split()))

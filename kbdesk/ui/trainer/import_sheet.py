# SPDX-License-Identifier: MIT
"""What an import made of a file: the playbook's title, where it would stand, and what was guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.ui.form import FormSheet, Section
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.exchange import Imported


class ImportSheet(FormSheet):
    """Tells what was made before it is opened in the editor.

    Args:
        theme: the look.
        parent: the window that it covers.
        made: the draft.

    Signals:
        accepted(Imported): open it in the editor.
    """

    accepted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, made: Imported) -> None:
        super().__init__(theme, parent, "A playbook was made of this file", 620)
        self._made = made
        self.say_told(
            f"“{made.title}” would stand in {made.path}. Nothing is written yet: read it, then save it."
        )
        if made.notes:
            guessed = Section(self, "Look at this")
            for note in made.notes:
                guessed.words(f"• {note}", "fg")
        else:
            Section(self, "Nothing was guessed").words("Every part of the file has a place in the playbook.")
        self.column.addStretch(1)
        self._open = self.add_button("Open in the editor   Enter", "Read and change it (Enter)", "primary")
        self._open.clicked.connect(self.entered)
        cancel = self.add_button("Cancel   Esc", "Let go of it (Esc)")
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def begin(self) -> None:
        """Cover the window, with the focus on what is done next."""
        self.open_over()
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        """Give the draft and close."""
        self.dismiss()
        self.accepted.emit(self._made)
        self.closed.emit()

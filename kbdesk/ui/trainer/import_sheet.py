# SPDX-License-Identifier: MIT
"""What an import made of a file: the playbook's title, where it would stand, and what was guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
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
        super().__init__(theme, parent, tr("A playbook was made of this file"), 620)
        self._made = made
        self.say_told(
            tr(
                "“{title}” would stand in {path}. Nothing is written yet: read it, then save it.",
                title=made.title,
                path=made.path,
            )
        )
        if made.notes:
            guessed = Section(self, tr("Look at this"))
            for note in made.notes:
                guessed.words(f"• {note}", "fg")
        else:
            Section(self, tr("Nothing was guessed")).words(
                tr("Every part of the file has a place in the playbook.")
            )
        self.column.addStretch(1)
        self._open = self.add_button(
            tr("Open in the editor   Enter"), tr("Read and change it (Enter)"), "primary"
        )
        self._open.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Let go of it (Esc)"))
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

# SPDX-License-Identifier: MIT
"""The sheet that makes a new library: its folder, and what will be in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kbdesk.language import tr
from kbdesk.ui.form import Field, FormSheet, made_button
from kbdesk.ui.theme import Theme

NAME = "knowledge"
"""What the folder is called unless somebody says otherwise."""


class NewLibrarySheet(FormSheet):
    """Asks where the library goes.

    Signals:
        asked(str folder): make it there.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, place: Path) -> None:
        super().__init__(theme, parent, tr("Make a new library"), 560)
        self._place = place
        self.say_told(
            tr(
                "A folder of plain Markdown files with a first article and a first playbook to write over. "
                "Where git is installed, every version of them is kept."
            )
        )
        self._folder = Field(
            self, tr("Folder on this computer"), tr("A folder that is empty or does not exist")
        )
        self._folder.edit.setText(str(place / NAME))
        choose = made_button(self._folder, tr("Choose …"), tr("Choose the folder that it goes into"))
        choose.clicked.connect(self._choose_place)
        self._folder.put_beside(choose)
        self.column.addStretch(1)
        make = self.add_button(tr("Make the library   Enter"), tr("Make it and open it (Enter)"), "primary")
        make.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Back (Esc)"))
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Cover the window, with the cursor in the folder's name."""
        super().open_over()
        self._folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._folder.edit.end(False)

    def entered(self) -> None:
        """Make it, if a folder was named."""
        self._folder.mark(wrong=not self._folder.text)
        if self._folder.text:
            self.asked.emit(self._folder.text)

    def show_failure(self, sentence: str) -> None:
        """It could not be made: say why."""
        self.say_trouble(sentence)
        self._folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_place(self) -> None:
        place = QFileDialog.getExistingDirectory(self, tr("Where should the library go?"), str(self._place))
        if place:
            self._place = Path(place)
            self._folder.edit.setText(str(self._place / NAME))

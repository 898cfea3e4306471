# SPDX-License-Identifier: MIT
"""Asks once who writes: the name and mail that the team sees beside each change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.language import tr
from kbdesk.model import Author
from kbdesk.ui.form import Field, FormSheet
from kbdesk.ui.theme import Theme


class WhoSheet(FormSheet):
    """Name and mail, with a proposal.

    Signals:
        given(Author): who writes from now on.
    """

    given = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, proposal: Author, why: str = "") -> None:
        super().__init__(theme, parent, tr("Who writes?"), 500)
        self.say_told(
            why
            or tr("The team sees this beside each of your changes. It can be changed in the team's sheet.")
        )
        self._name = Field(self, tr("Name"), "Anna Berg")
        self._email = Field(self, tr("Mail"), "anna@example.org")
        self._name.edit.setText(proposal.name)
        self._email.edit.setText(proposal.email)
        self.column.addStretch(1)
        use = self.add_button(tr("Use this name   Enter"), tr("Write under this name (Enter)"), "primary")
        use.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Nothing is saved or sent (Esc)"))
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    def open_over(self) -> None:
        """Open with the cursor in the name."""
        super().open_over()
        self._name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name.edit.selectAll()

    def entered(self) -> None:
        """Give what was typed if it can be used; else mark what cannot."""
        name, email = self._name.text, self._email.text
        wrong_mail = "@" not in email.strip("@") or any(sign in email for sign in " <>")
        self._name.mark(wrong=not name)
        self._email.mark(wrong=wrong_mail)
        if name and not wrong_mail:
            self.given.emit(Author(name, email))
            return
        self.say_trouble(tr("A name is needed.") if not name else tr("This is no mail address."))
        (self._name if not name else self._email).edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """It was taken: close."""
        self.dismiss()
        self.closed.emit()

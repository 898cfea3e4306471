# SPDX-License-Identifier: MIT
"""Asks where the library of a link is, if it was never opened on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.links import Link
from kbdesk.language import tr
from kbdesk.ui.form import FormSheet, Section
from kbdesk.ui.theme import Theme


class LinkSheet(FormSheet):
    """Says where a link leads, and offers what can be done.

    Args:
        theme: the look.
        parent: the window that it covers.
        link: what was given.
        here: the name of the library that is open; "" if none is.

    Signals:
        folder_asked(Link): choose the folder of its library.
        here_asked(Link): look for the same place in the open library.
    """

    folder_asked = Signal(object)
    here_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, link: Link, here: str) -> None:
        super().__init__(theme, parent, tr("A link into another library"), 520)
        self._link = link
        told = tr("It leads into a library without a name, which was not opened on this computer yet.")
        if link.library:
            told = tr(
                "It leads into “{library}”, which was not opened on this computer yet.", library=link.library
            )
        self.say_told(told)
        section = Section(self, tr("Where it leads"))
        section.words(f"{link.path}{f' › {link.anchor}' if link.anchor else ''}", "fg")
        section.words(tr("Nothing was opened. If somebody you do not know sent the link, cancel."))
        self.column.addStretch(1)
        folder = self.add_button(tr("Open its folder …"), tr("Choose the folder of that library"), "primary")
        folder.clicked.connect(self._ask_folder)
        if here:
            look = self.add_button(
                tr("Look in {library}", library=here), tr("Look for the same file in the open library")
            )
            look.clicked.connect(self._ask_here)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Open nothing (Esc)"))
        cancel.clicked.connect(self.leave)
        self._first = cancel
        self.set_theme(theme)

    def open_over(self) -> None:
        """Open with the focus where Enter opens nothing."""
        super().open_over()
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_folder(self) -> None:
        self.folder_asked.emit(self._link)

    def _ask_here(self) -> None:
        self.here_asked.emit(self._link)

# SPDX-License-Identifier: MIT
"""The sheet for the tray and the key from any program; what is chosen holds at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QWidget

from kbdesk.language import tr
from kbdesk.ui.form import FormSheet, Section, TickChip, made_button
from kbdesk.ui.reach.global_key import COMMAND, impossible
from kbdesk.ui.reach.presence import Presence
from kbdesk.ui.theme import Theme


class KeyField(QKeySequenceEdit):
    """Takes the next key that is pressed; Backspace clears it, Esc and Tab leave it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what leads out of the field to the sheet."""
        plain = not event.modifiers() or event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if plain and event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.clear()
            self.editingFinished.emit()
        else:
            super().keyPressEvent(event)


class ReachSheet(FormSheet):
    """Asks whether kbdesk hides in the tray, and for a key.

    Args:
        theme: the look.
        parent: the window that it covers.
        presence: what is changed.

    Signals:
        copied(str): text for the clipboard.
    """

    copied = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, presence: Presence) -> None:
        super().__init__(theme, parent, tr("Tray and key from anywhere"), 560)
        self._presence = presence
        self.say_told(tr("What you choose holds at once."))
        tray = Section(self, tr("Tray"))
        self.hides = TickChip(
            tray,
            tr("Closing the window hides kbdesk in the tray"),
            tr("Closing the window hides kbdesk in the tray"),
            tr("It comes back faster than a start, and goes on looking at your inbox (Space)"),
        )
        self.follow(self.hides)
        self.hides.setChecked(presence.hides)
        self.hides.toggled.connect(self._hide)
        tray.row(self.hides)
        self._tray_told = tray.words("", "warn")
        self._tray_told.hide()
        self._build_key()
        self.column.addStretch(1)
        close = self.add_button(tr("Close   Esc"), tr("Back to where you were (Esc)"), "primary")
        close.clicked.connect(self.leave)
        self.set_theme(theme)

    def _build_key(self) -> None:
        section = Section(self, tr("A key that brings kbdesk forward from any program"))
        self.field = KeyField(QKeySequence(self._presence.keys), section)
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName(tr("Key from any program"))
        self.field.setToolTip(tr("Press the key, such as Ctrl+Alt+K; Backspace takes it away"))
        self.field.editingFinished.connect(self._take)
        for line in self.field.findChildren(QLineEdit):
            line.setPlaceholderText(tr("Press the key"))
            line.setAccessibleName(self.field.accessibleName())
        clear = made_button(section, tr("No key"), tr("Give the key back to the others"))
        clear.clicked.connect(self._clear)
        section.row(self.field, clear)
        self._key_told = section.words("", "warn")
        self._key_told.hide()
        sentence = impossible()
        if sentence:
            section.words(sentence, "fg")
            copy = made_button(
                section, tr("Copy the command"), tr("Put “{command}” on the clipboard", command=COMMAND)
            )
            copy.clicked.connect(self._copy)
            section.row(copy)
            self.field.setEnabled(False)
            clear.setEnabled(False)

    def open_over(self) -> None:
        """Open at the first choice."""
        super().open_over()
        self.hides.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hide(self, on: bool) -> None:
        sentence = self._presence.set_hides(on)
        self._tray_told.setText(sentence)
        self._tray_told.setVisible(bool(sentence))
        self.place()

    def _take(self) -> None:
        keys = self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        sentence = self._presence.set_keys(keys) if keys != self._presence.keys else ""
        self._key_told.setText(sentence)
        self._key_told.setVisible(bool(sentence))
        self.place()

    def _clear(self) -> None:
        self.field.clear()
        self._take()

    def _copy(self) -> None:
        self.copied.emit(COMMAND)

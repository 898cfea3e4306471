# SPDX-License-Identifier: MIT
"""What stands beside the map while a playbook is edited: the step as a form, and the whole text."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.trainer.step_panel import StepPanel
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.editor import Editor

_REST_MS = 120


class EditSide(QWidget):
    """Tabs “Step” and “Text”, the line that says how the draft stands, and Save.

    Signals:
        save_asked(): save the draft.
        text_shown(): the text came into sight.
        line_rested(int): the cursor of the text rests in this line.
    """

    save_asked = Signal()
    text_shown = Signal()
    line_rested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QWidget(self)
        flow = LineLayout(self._bar, 6)
        self.step_tab = made_button(self._bar, tr("Step"), tr("The chosen step as a form (T)"), "tab")
        self.text_tab = made_button(self._bar, tr("Text   T"), tr("The text of the playbook (T)"), "tab")
        self.save = made_button(self._bar, tr("Save   Ctrl+S"), tr("Save the playbook (Ctrl+S)"), "primary")
        for button in (self.step_tab, self.text_tab, self.save):
            flow.addWidget(button)
        self.state = WrapLabel(self, 12, 400, "muted")
        self._stack = QStackedWidget(self)
        self.panel = StepPanel(theme, self._stack)
        self.editor = Editor(theme, self._stack)
        self.editor.setAccessibleName(tr("Text of the playbook"))
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.editor)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._bar)
        self._box.addWidget(self.state)
        self._box.addWidget(self._stack, 1)
        self.step_tab.clicked.connect(self.show_step)
        self.text_tab.clicked.connect(self.show_text)
        self.save.clicked.connect(self.save_asked)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._rests)
        self.editor.cursorPositionChanged.connect(self._moved)
        self.set_theme(theme)
        self._show(self.panel)

    @property
    def text_in_sight(self) -> bool:
        """Whether the text is shown, and not the form."""
        return self._stack.currentWidget() is self.editor

    def show_step(self) -> None:
        """Show the form."""
        self._show(self.panel)
        self.panel.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_text(self) -> None:
        """Show the text."""
        self._show(self.editor)
        self.text_shown.emit()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self) -> None:
        """Show the other of the two."""
        if self.text_in_sight:
            self.show_step()
        else:
            self.show_text()

    def step_back(self, *, back: bool) -> bool:
        """Undo the last change of the text, or redo it; whether there was one."""
        document = self.editor.document()
        can = document.isUndoAvailable() if back else document.isRedoAvailable()
        if can and back:
            self.editor.undo()
        elif can:
            self.editor.redo()
        return can

    def say(self, sentence: str) -> None:
        """How the draft stands."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for part in (self.state, self.panel, self.editor):
            part.set_theme(theme)
        self._box.setSpacing(theme.px(6))

    def _moved(self) -> None:
        if self.editor.hasFocus():
            self._rest.start()

    def _rests(self) -> None:
        if self.editor.hasFocus():
            self.line_rested.emit(self.editor.line)

    def _show(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(widget)
        self.setFocusProxy(self.panel.title if widget is self.panel else self.editor)
        for button, on in ((self.step_tab, widget is self.panel), (self.text_tab, widget is self.editor)):
            set_look(button, "active", on)

# SPDX-License-Identifier: MIT
"""Fields that ask for one value each: chips for a few choices, else a list, a line or a growing text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import Blank, ValueField, ValueKind
from kbdesk.ui.run_chips import Chips
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.run_text import GrowingEdit
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.wrap_label import WrapLabel

_HINTS: dict[str, str] = {"number": tr("A number"), "date": tr("A date, as 2026-11-30")}
_MAX_CHIPS, _MAX_CHIP_LETTERS = 7, 30


@dataclass(frozen=True, slots=True)
class Ask:
    """What a field asks for."""

    name: str
    label: str
    kind: ValueKind = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False
    optional: bool = False
    """Say "optional" behind the label; a field that is neither required nor optional says nothing."""
    long: bool = False
    """A sentence rather than a word: the field grows."""
    shown: tuple[str, ...] = ()
    """What the choices are called, if not as they stand."""
    lines: bool = False
    """Several lines: Enter begins a new one instead of leaving the field."""

    @classmethod
    def of_value(cls, value: ValueField) -> Ask:
        """What a step's value to record asks for."""
        label = value.label or value.name.replace("_", " ")
        return cls(
            value.name, label[:1].upper() + label[1:], value.kind, value.choices, optional=value.optional
        )

    @classmethod
    def of_blank(cls, blank: Blank, *, many_lines: bool = False) -> Ask:
        """What a blank of the escalation form asks for; ``many_lines`` lets Enter begin a line."""
        long = blank.kind == "text" and (blank.group == "ask" or many_lines)
        label = blank.label[:1].upper() + blank.label[1:]
        return cls(
            blank.key,
            label,
            blank.kind,
            blank.choices,
            blank.hint,
            blank.required,
            long=long,
            lines=many_lines,
        )


class Field(QWidget):
    """One labelled field with room for a sentence when its value will not do.

    Signals:
        edited(): the text changed by the agent.
        finished(): the agent is done with it: Enter, a choice, or the focus went elsewhere.
        entered(): Enter: go to the next field.
    """

    edited = Signal()
    finished = Signal()
    entered = Signal()

    def __init__(self, ask: Ask, parent: QWidget) -> None:
        super().__init__(parent)
        self.ask = ask
        shown = spoken = tr("{label} (optional)", label=ask.label) if ask.optional else ask.label
        if ask.required:
            shown, spoken = f"{ask.label}\u00a0*", tr("{label}, required", label=ask.label)
        self._label = WrapLabel(self, 13, 500)
        self._label.setText(shown)
        self._error = WrapLabel(self, 12, 500, "danger")
        self._error.hide()
        self._editor = self._make()
        self._editor.setAccessibleName(spoken)
        self._label.setBuddy(self._editor)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._editor)
        right.addWidget(self._error)
        right.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._label)
        self._box.addLayout(right, 1)
        self.set_theme(Theme())

    @property
    def editor(self) -> QWidget:
        """The widget that takes the focus."""
        return self._editor

    def text(self) -> str:
        """What it holds, without blanks around it."""
        if isinstance(self._editor, QComboBox):
            return self._editor.currentText() if self._editor.currentIndex() >= 0 else ""
        if isinstance(self._editor, GrowingEdit):
            return self._editor.toPlainText().strip()
        if isinstance(self._editor, QLineEdit | Chips):
            return self._editor.text().strip()
        return ""

    def set_text(self, text: str) -> None:
        """Shows ``text`` without telling anybody."""
        editor = self._editor
        blocked = editor.blockSignals(True)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findText(text))
        elif isinstance(editor, GrowingEdit):
            editor.setPlainText(text)
        elif isinstance(editor, Chips):
            editor.set_text(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.setCursorPosition(0)
        editor.blockSignals(blocked)

    def show_error(self, sentence: str) -> None:
        """Shows why the value will not do; "" takes the sentence away."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._editor.setAccessibleDescription(sentence)
        set_look(self._editor, "invalid", bool(sentence))

    def error(self) -> str:
        """The sentence that is shown; "" if none."""
        return "" if self._error.isHidden() else self._error.text()

    def set_beside(self, label_width: int) -> None:
        """Puts the label left of the field in a column of this width in pixels; 0 puts it above."""
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.LeftToRight if label_width else direction.TopToBottom)
        top = Qt.AlignmentFlag.AlignTop if label_width else Qt.AlignmentFlag(0)
        self._box.setAlignment(self._label, top)
        self._label.setMinimumHeight(self._editor.minimumSizeHint().height() if label_width else 0)
        self._label.setMinimumWidth(label_width)
        self._label.setMaximumWidth(label_width or 16777215)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``."""
        self._label.set_theme(theme)
        self._error.set_theme(theme)
        self._box.setSpacing(theme.px(5))

    def _make(self) -> QWidget:
        ask = self.ask
        if ask.kind == "choice" and ask.choices:
            if len(ask.choices) <= _MAX_CHIPS and max(map(len, ask.choices)) <= _MAX_CHIP_LETTERS:
                chips = Chips(self, ask.choices, ask.shown)
                chips.picked.connect(self._chosen)
                chips.entered.connect(self.entered)
                return chips
            combo = QComboBox(self)
            combo.addItems(list(ask.choices))
            combo.setPlaceholderText(tr("Choose …"))
            combo.setCurrentIndex(-1)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.textActivated.connect(self._chosen)
            return combo
        hint = ask.hint or _HINTS.get(ask.kind, "")
        if ask.long:
            edit = GrowingEdit(self, 1, 5, one_answer=not ask.lines)
            edit.setPlaceholderText(hint)
            edit.textChanged.connect(self._changed)
            edit.left.connect(self.finished)
            edit.entered.connect(self._enter)
            return edit
        line = LineEdit(self)
        line.setPlaceholderText(hint)
        line.textEdited.connect(self._changed)
        line.editingFinished.connect(self.finished)
        line.returnPressed.connect(self.entered)
        return line

    def _changed(self) -> None:
        self.show_error("")
        self.edited.emit()

    def _chosen(self) -> None:
        self._changed()
        self.finished.emit()

    def _enter(self) -> None:
        self.finished.emit()
        self.entered.emit()

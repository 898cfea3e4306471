# SPDX-License-Identifier: MIT
"""The form of an escalation: what is missing, what is asked, and the rest behind one line."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from kbdesk.model import Blank
from kbdesk.ui.run_fields import Ask, Field
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.run_text import WrapLabel
from kbdesk.ui.theme import Theme

_PAIR = re.compile(r"(if|then)(?:_(\d+))?")
_MAX_PAIRS = 9
_NEEDED = "This is needed before you can hand over."
_NEEDED_VALUE = "The next tier needs this. Write what you know, or “unknown”."


class EscalateForm(QWidget):
    """One field per blank, in the order in which an agent fills them in.

    Signals:
        edited(): a field changed.
        entered(): Enter was pressed in the last open field.
        field_focused(QWidget): this field has the focus and should be in sight.
        grown(): there are more or fewer fields.
    """

    edited = Signal()
    entered = Signal()
    field_focused = Signal(QWidget)
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._blanks: dict[str, Blank] = {}
        self._fields: dict[str, Field] = {}
        self._pairs: list[QBoxLayout] = []
        self._heads: list[WrapLabel] = []
        self._beside = False
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._missing_box, self._ask_box, self._pair_box = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._missing_head = self._head("The next tier needs these; the call has not recorded them")
        self._add = QPushButton("Another if – then", self)
        self._add.setProperty("role", "quiet")
        self._add.clicked.connect(self._add_pair)
        self._more = QPushButton(self)
        self._more.setProperty("role", "quiet")
        self._more.setToolTip("Show or fold the rest of the note (Ctrl+M)")
        self._more.clicked.connect(self.toggle_more)
        self._rest = QWidget(self)
        self._rest_box = QVBoxLayout(self._rest)
        self._rest_box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._missing_head)
        self._box.addLayout(self._missing_box)
        self._box.addLayout(self._ask_box)
        self._box.addLayout(self._pair_box)
        left = Qt.AlignmentFlag.AlignLeft
        self._box.addWidget(self._add, 0, left)
        self._box.addWidget(self._more, 0, left)
        self._box.addWidget(self._rest)
        self._boxes = (self._missing_box, self._ask_box, self._pair_box, self._rest_box)

    def show_blanks(self, blanks: tuple[Blank, ...], theme: Theme) -> None:
        """Builds the fields; called once for each sheet."""
        self._theme = theme
        for blank in blanks:
            self._blanks[blank.key] = blank
            pair = _PAIR.fullmatch(blank.key)
            if pair is None:
                group = {"missing": self._missing_box, "ask": self._ask_box, "more": self._rest_box}[
                    blank.group
                ]
                group.addWidget(self._field(blank))
            elif pair[1] == "if":
                self._lay_pair(blank, next((b for b in blanks if b.key == f"then{blank.key[2:]}"), None))
        self._missing_head.setVisible(any(blank.group == "missing" for blank in blanks))
        self._add.setVisible(bool(self._pairs))
        self._rest.hide()
        self._show_more()
        self._order()
        self.set_theme(theme)

    def answers(self) -> dict[str, str]:
        """Every blank's key and what stands in it."""
        return {key: field.text() for key, field in self._fields.items()}

    def missing(self) -> dict[str, str]:
        """The keys of required blanks that are empty, each with a sentence, in order."""
        return {
            key: _NEEDED_VALUE if self._blanks[key].group == "missing" else _NEEDED
            for key, field in self._in_order()
            if self._blanks[key].required and not field.text()
        }

    def show_errors(self, errors: dict[str, str]) -> None:
        """Shows a sentence under each of these fields and goes to the first of them."""
        first = None
        for key, field in self._in_order():
            field.show_error(errors.get(key, ""))
            if key in errors and first is None:
                first = field
        if first is not None:
            if self._rest.isAncestorOf(first):
                self._open(True)
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Puts the cursor into the first required field that is empty, else the first empty one."""
        fields = [(key, field) for key, field in self._in_order() if not field.isHidden()]
        empty = [(key, field) for key, field in fields if not field.text()]
        needed = [(key, field) for key, field in empty if self._blanks[key].required]
        for _key, field in (needed or empty or fields)[:1]:
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle_more(self) -> None:
        """Folds the rest or shows it and goes there."""
        self._open(self._rest.isHidden())
        first = next((field for _key, field in self._in_order() if self._rest.isAncestorOf(field)), None)
        if not self._rest.isHidden() and first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_beside(self, beside: bool) -> None:
        """Puts labels beside their fields, or above them in a narrow sheet."""
        self._beside = beside
        self._show_more()
        width = self._theme.px(150) if beside else 0
        for key, field in self._fields.items():
            field.set_beside(0 if _PAIR.fullmatch(key) else width)
        direction = QBoxLayout.Direction
        for pair in self._pairs:
            pair.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``; what is typed stays."""
        self._theme = theme
        for field in self._fields.values():
            field.set_theme(theme)
        for head in self._heads:
            head.set_theme(theme)
        set_icon(self._add, "plus", theme)
        for box in (self._box, *self._boxes, *self._pairs):
            box.setSpacing(theme.px(10))
        self.set_beside(self._beside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tells which field has the focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            field = watched.parentWidget()
            self.field_focused.emit(field if isinstance(field, Field) else watched)
        return super().eventFilter(watched, event)

    def _head(self, text: str) -> WrapLabel:
        label = WrapLabel(self, 12, 600, "danger")
        label.setText(text)
        self._heads.append(label)
        return label

    def _field(self, blank: Blank) -> Field:
        many = blank.kind == "text" and ("\n" in blank.value or "line each" in blank.hint)
        field = Field(Ask.of_blank(blank, many_lines=many), self)
        field.setObjectName(blank.key)
        field.set_text(blank.value)
        field.edited.connect(self.edited)
        field.entered.connect(self._next)
        field.editor.installEventFilter(self)
        self._fields[blank.key] = field
        return field

    def _lay_pair(self, first: Blank, second: Blank | None) -> None:
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(self._theme.px(10))
        for blank in (first, second):
            if blank is not None:
                self._blanks[blank.key] = blank
                row.addWidget(self._field(blank), 1)
        self._pairs.append(row)
        self._pair_box.addLayout(row)

    def _add_pair(self) -> None:
        number = len(self._pairs) + 1
        self._lay_pair(Blank(f"if_{number}", "If …"), Blank(f"then_{number}", "… then"))
        self._add.setVisible(number < _MAX_PAIRS)
        self._order()
        self.set_theme(self._theme)
        for word in ("if", "then"):
            self._fields[f"{word}_{number}"].show()
        self.grown.emit()
        self._fields[f"if_{number}"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, shown: bool) -> None:
        self._rest.setVisible(shown)
        self._show_more()
        self.grown.emit()

    def _show_more(self) -> None:
        keys = [key for key, blank in self._blanks.items() if blank.group == "more"]
        filled = sum(1 for key in keys if self._fields[key].text())
        words = "Less" if not self._rest.isHidden() else "More"
        count = f"  ·  {filled} of {len(keys)} filled in" if self._beside else ""
        self._more.setText(f"{words} (Ctrl+M){count}")
        self._more.setVisible(bool(keys))
        set_icon(self._more, "minus" if not self._rest.isHidden() else "plus", self._theme)

    def _in_order(self) -> list[tuple[str, Field]]:
        def place(key: str) -> tuple[int, int]:
            group = {"missing": 0, "ask": 1, "more": 3}[self._blanks[key].group]
            pair = _PAIR.fullmatch(key)
            return (2, int(pair[2] or 1)) if pair is not None else (group, 0)

        return sorted(self._fields.items(), key=lambda item: place(item[0]))

    def _order(self) -> None:
        """Makes Tab go top-down."""
        chain: list[QWidget] = []
        for key, field in self._in_order():
            if self._blanks[key].group == "more" and self._add not in chain:
                chain += [self._add, self._more]
            chain.append(field.editor)
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def _next(self) -> None:
        sender = self.sender()
        fields = [field for _key, field in self._in_order() if field.isVisible()]
        if not isinstance(sender, Field) or sender not in fields:
            return
        rest = fields[fields.index(sender) + 1 :]
        if rest:
            rest[0].editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()

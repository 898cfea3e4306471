# SPDX-License-Identifier: MIT
"""The form of an escalation: what is missing, what is asked, and the rest behind one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Blank
from kbdesk.ui.brief import choice_name
from kbdesk.ui.escalate_parts import ACCOUNT, DEVELOPER, AccountBlock, Developer, prefilled
from kbdesk.ui.run_fields import Ask, Field
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel

_PAIR = re.compile(r"(if|then)(?:_(\d+))?")
_OF_LINES = ("repro_steps", "attachments", "customer_words", "errors", "environment", "ruled_out")
"""Blanks that take a thing a line."""
_MAX_PAIRS = 9
_AT_ONCE = 10
"""So many fields are made in one piece."""
_CHANGE_THE_FORM = ("to_tier", "kind")
"""Blanks whose answers say which others are asked."""
_NEEDED = tr("This is needed before you can hand over.")
_NEEDED_VALUE = tr("The next tier needs this. Write what you know, or “unknown”.")


class EscalateForm(QWidget):
    """One field per blank, in the order in which an agent fills them in.

    What is for developers stands open when the note goes to tier 3 or a specialist, else with the rest. The
    fields of an account are there for a hierarchic escalation only.

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
        self._pairs: dict[int, QBoxLayout] = {}
        self._beside = False
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._missing_box, self._ask_box, self._pair_box = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._missing_head = WrapLabel(self, 12, 600, "danger")
        self._missing_head.setText(tr("The next tier needs these; the call has not recorded them"))
        self._add = self._quiet(tr("Another if – then (Ctrl+I)"), tr("Room for one more plan (Ctrl+I)"))
        self._add.clicked.connect(self.add_pair)
        self._account = AccountBlock(self)
        self._developer = Developer(self)
        self._more = self._quiet("", tr("Show or fold the rest of the note (Ctrl+M)"))
        self._more.clicked.connect(self.toggle_more)
        self._known = WrapLabel(self, 12, 400, "muted")
        self._rest = QWidget(self)
        self._rest_box = QVBoxLayout(self._rest)
        self._rest_box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._missing_head)
        for box in (self._missing_box, self._ask_box, self._pair_box):
            self._box.addLayout(box)
        left = Qt.AlignmentFlag.AlignLeft
        self._box.addWidget(self._add, 0, left)
        self._box.addWidget(self._account)
        self._box.addWidget(self._developer)
        self._box.addWidget(self._more, 0, left)
        self._box.addWidget(self._known)
        self._box.addWidget(self._rest)
        self._boxes = (self._missing_box, self._ask_box, self._pair_box, self._rest_box)

    def building(self, blanks: tuple[Blank, ...], theme: Theme) -> Iterator[None]:
        """Builds the fields, some in each piece; called once."""
        self._theme = theme
        self._blanks = {blank.key: blank for blank in blanks}
        for number, blank in enumerate(sorted(blanks, key=lambda blank: self._place(blank.key)), 1):
            pair = _PAIR.fullmatch(blank.key)
            if pair is None:
                self._layout_of(blank).addWidget(self._field(blank))
            elif pair[1] == "if":
                plan = int(pair[2] or 1)
                if plan == 1 or self._written(plan):
                    self._lay_pair(plan)
            if number % _AT_ONCE == 0:
                yield
        if "attachments" in self._fields:
            self._developer.offer_files(self._fields["attachments"])
        self._missing_head.setVisible(any(blank.group == "missing" for blank in blanks))
        self._add.setVisible(bool(self._pairs))
        self._rest.hide()
        self._show_account()
        self._put_developer()
        self._show_more()
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
        fields = [(key, field) for key, field in self._in_order() if field.isVisibleTo(self)]
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

    def add_pair(self) -> None:
        """Room for another if – then, and the cursor there."""
        number = max(self._pairs, default=0) + 1
        if not self._pairs or number > _MAX_PAIRS:
            return
        self._lay_pair(number)
        self._add.setVisible(number < _MAX_PAIRS)
        self._order()
        self.set_theme(self._theme)
        for word in ("if", "then"):
            self._fields[f"{word}_{number}"].show()
        self.grown.emit()
        self._fields[f"if_{number}"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_beside(self, beside: bool) -> None:
        """Puts labels beside their fields, or above them in a narrow sheet."""
        self._beside = beside
        self._show_more()
        width = self._theme.px(150) if beside else 0
        for key, field in self._fields.items():
            field.set_beside(0 if _PAIR.fullmatch(key) else width)
        self._developer.set_beside(width)
        direction = QBoxLayout.Direction
        for pair in self._pairs.values():
            pair.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours and the text size of ``theme``; what is typed stays."""
        self._theme = theme
        for field in self._fields.values():
            field.set_theme(theme)
        for label in (self._missing_head, self._known, self._account, self._developer):
            label.set_theme(theme)
        set_icon(self._add, "plus", theme)
        for box in (self._box, *self._boxes, *self._pairs.values()):
            box.setSpacing(theme.px(10))
        self.set_beside(self._beside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tells which field has the focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            field = watched.parentWidget()
            self.field_focused.emit(field if isinstance(field, Field) else watched)
        return super().eventFilter(watched, event)

    # --- building ---

    def _quiet(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "quiet")
        button.setToolTip(plain_tip(tip))
        return button

    def _layout_of(self, blank: Blank) -> QVBoxLayout:
        if blank.key in ACCOUNT:
            return self._account.box
        if blank.key in DEVELOPER:
            return self._developer.box
        return {"missing": self._missing_box, "ask": self._ask_box, "more": self._rest_box}[blank.group]

    def _field(self, blank: Blank) -> Field:
        many = blank.kind == "text" and ("\n" in blank.value or blank.key in _OF_LINES)
        ask = Ask.of_blank(blank, many_lines=many)
        if blank.group != "missing":  # what a playbook asks for, it asks in its own words
            ask = replace(ask, shown=tuple(map(choice_name, blank.choices)))
        field = Field(ask, self)
        field.setObjectName(blank.key)
        field.set_text(blank.value)
        field.edited.connect(self._changed if blank.key in _CHANGE_THE_FORM else self.edited)
        field.entered.connect(self._next)
        field.editor.installEventFilter(self)
        self._fields[blank.key] = field
        return field

    def _written(self, number: int) -> bool:
        """Whether a plan is there already."""
        found = (self._blanks.get(f"{word}_{number}") for word in ("if", "then"))
        return any(blank is not None and blank.value for blank in found)

    def _lay_pair(self, number: int) -> None:
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(self._theme.px(10))
        for word, label in (("if", tr("If …")), ("then", tr("… then"))):
            key = word if number == 1 else f"{word}_{number}"
            blank = self._blanks.setdefault(key, Blank(key, label))
            row.addWidget(self._field(blank), 1)
        self._pairs[number] = row
        self._pair_box.addLayout(row)

    # --- what is shown ---

    def _changed(self) -> None:
        """Somebody else gets the note, or for another reason: other fields come into the open, or go."""
        self._show_account()
        self._put_developer()
        self.grown.emit()
        self.edited.emit()

    @property
    def _for_developers(self) -> bool:
        keys = [key for key in DEVELOPER if key in self._fields]
        tier = self._fields["to_tier"].text() if "to_tier" in self._fields else ""
        asked = any(self._blanks[key].required for key in keys)
        return bool(keys) and (tier in ("3", "specialist") or asked)

    def _show_account(self) -> None:
        keys = [key for key in ACCOUNT if key in self._fields]
        kind = self._fields["kind"].text() if "kind" in self._fields else ""
        asked = kind == "hierarchic" or any(self._blanks[key].required for key in keys)
        self._account.setVisible(bool(keys) and asked)

    def _put_developer(self) -> None:
        part, is_open = self._developer, self._for_developers
        if is_open == self._rest.isAncestorOf(part) or part.isHidden():
            focused = part.focusWidget() if part.isVisible() else None
            for box in (self._box, self._rest_box):
                box.removeWidget(part)
            if is_open:
                self._box.insertWidget(self._box.indexOf(self._more), part)
            else:
                self._rest_box.insertWidget(0, part)
            if focused is not None and focused.hasFocus():
                focused.setFocus(Qt.FocusReason.OtherFocusReason)
        part.show_open(is_open, any(key in self._fields for key in DEVELOPER))
        self._order()

    def _open(self, shown: bool) -> None:
        self._rest.setVisible(shown)
        self._show_more()
        self.grown.emit()

    def _show_more(self) -> None:
        hidden = self._rest.isHidden()
        keys = [key for key, field in self._fields.items() if self._rest.isAncestorOf(field)]
        known = prefilled({key: self._fields[key].text() for key in keys})
        self._more.setText(tr("More (Ctrl+M)") if hidden else tr("Less (Ctrl+M)"))
        self._more.setVisible(bool(keys))
        self._known.setText(tr("Filled in: {what}", what=", ".join(known)))
        self._known.setVisible(hidden and bool(known))
        set_icon(self._more, "plus" if hidden else "minus", self._theme)

    # --- the order of fields ---

    def _place(self, key: str) -> tuple[int, int]:
        """Where a blank stands: what is missing, whom to, what is needed, what is asked, plans, the rest."""
        blank = self._blanks[key]
        pair = _PAIR.fullmatch(key)
        if pair is not None:
            return 2, int(pair[2] or 1)
        if key in ACCOUNT:
            return 3, -2
        if key in DEVELOPER:
            return (3 if self._fields and self._for_developers else 4), -1
        if blank.group == "ask":
            return 1, 0 if key.startswith("to_") else 1 if blank.required else 2
        return (0 if blank.group == "missing" else 4), 0

    def _in_order(self) -> list[tuple[str, Field]]:
        return sorted(self._fields.items(), key=lambda item: self._place(item[0]))

    def _order(self) -> None:
        """Makes Tab go top-down."""
        chain: list[QWidget] = []
        for key, field in self._in_order():
            place = self._place(key)[0]
            if place > 2 and self._add not in chain:
                chain.append(self._add)
            if place > 3 and self._more not in chain:
                chain.append(self._more)
            chain.append(field.editor)
            if key == "attachments":
                chain.append(self._developer.files)
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

# SPDX-License-Identifier: MIT
"""The sheet before a save: what to look at, and what the history shall say."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QListWidget, QPushButton, QWidget

from kbdesk.language import tr, trn
from kbdesk.model import Finding
from kbdesk.ui.flow import FlowLayout
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.findings import PERSONAL

_ROWS = 5
LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class SavePlan:
    """What a save sheet shows.

    ``message`` is "" where none is asked for.
    """

    title: str
    message: str = ""
    findings: tuple[Finding, ...] = ()
    blocked: str = ""
    """Why it cannot be saved, as a sentence; "" if it can."""
    told: str = ""
    """What else the save does, as a sentence."""
    action: str = tr("Save")
    may_go_on: bool = True
    """Whether writing may go on after the save."""


class SaveSheet(Sheet):
    """Asks before a text is saved.

    Signals:
        submitted(str message, bool go_on): save it.
        line_asked(int): show this line of the text instead.
        cancelled(): not now.
    """

    submitted = Signal(str, bool)
    line_asked = Signal(int)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Save"))
        self._plan = SavePlan("")
        self._go_on = False
        self._confirmed = False
        self._title = WrapLabel(self.card, 20, 700)
        self._blocked = WrapLabel(self.card, 13, 600, "danger")
        self._look = WrapLabel(self.card, 13, 600, "warn")
        self._list = QListWidget(self.card)
        self._list.setAccessibleName(tr("What to look at"))
        self._list.setToolTip(tr("Enter goes to the line in the text"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._line_chosen)
        self._label = WrapLabel(self.card, 12, 600, "muted")
        self.message = self._line(tr("What did you change?"), tr("Colleagues read it in the history"))
        self._label.setText(self.message.accessibleName())
        self._told = WrapLabel(self.card, 12, 400, "muted")
        self._problem = WrapLabel(self.card, 13, 600, "danger")
        self._buttons = QWidget(self.card)
        flow = FlowLayout(self._buttons, 8)
        self.save = self._button(tr("Save"), tr("Save and go back to reading (Enter)"), "primary", self._save)
        self.save_on = self._button(
            tr("Save and write on"), tr("Save and stay here (Ctrl+Enter)"), "", self._save_on
        )
        self.cancel = self._button(tr("Cancel"), tr("Not now (Esc)"), "quiet", self.cancelled.emit)
        for button in (self.save, self.save_on, self.cancel):
            flow.addWidget(button)
        self._fill()
        self.set_theme(theme)

    def _fill(self) -> None:
        parts: tuple[QWidget, ...] = (self._title, self._blocked, self._look, self._list, self._label)
        for part in (*parts, self.message, self._told, self._problem):
            self.box.addWidget(part)
        self.box.addStretch(1)
        self.box.addWidget(self._buttons)

    def _line(self, name: str, tip: str) -> LineEdit:
        made = LineEdit(self.card)
        made.setAccessibleName(name)
        made.setToolTip(plain_tip(tip))
        made.setMaxLength(LONGEST_MESSAGE)
        return made

    def _button(self, text: str, tip: str, role: str, pressed: object) -> QPushButton:
        made = QPushButton(text, self._buttons)
        made.setAutoDefault(False)
        made.setToolTip(plain_tip(tip))
        made.setProperty("role", role)
        made.clicked.connect(pressed)
        return made

    # --- what is shown ---

    def show_plan(self, plan: SavePlan) -> None:
        """Show what is to be saved, and put the focus into the message."""
        self._plan, self._confirmed = plan, False
        self._title.setText(plan.title)
        self._blocked.setText(plan.blocked)
        self._blocked.setVisible(bool(plan.blocked))
        count = len(plan.findings)
        self._look.setText(trn("1 thing to look at", "{n} things to look at", count))
        for part in (self._look, self._list):
            part.setVisible(bool(count))
        self._list.clear()
        for one in plan.findings:
            self._list.addItem(tr("Line {line}: {message}", line=one.line, message=one.message))
        self.message.setText(plan.message)
        self._label.setVisible(bool(plan.message))
        self.message.setVisible(bool(plan.message))
        self._told.setText(plan.told)
        self._told.setVisible(bool(plan.told))
        self.save.setText(plan.action)
        self.save.setEnabled(not plan.blocked)
        self.save_on.setVisible(plan.may_go_on)
        self.save_on.setEnabled(not plan.blocked)
        self.show_problem("")
        self.open_over()
        self._focus_first()

    def _focus_first(self) -> None:
        target: QWidget = self.save if self.message.isHidden() else self.message
        if self._plan.blocked:
            target = self._list if self._list.isVisible() else self.cancel
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(target, LineEdit):
            target.selectAll()

    def show_problem(self, sentence: str) -> None:
        """Say what keeps it from being saved; the sheet stays."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.place()

    @property
    def problem(self) -> str:
        """What keeps it from being saved, as it is shown."""
        return self._problem.text()

    @property
    def plan(self) -> SavePlan:
        """What is shown."""
        return self._plan

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self.take(theme)
        for label in (self._title, self._blocked, self._look, self._told, self._problem, self._label):
            label.set_theme(theme)
        edge = theme.px(24)
        self.box.setContentsMargins(edge, theme.px(20), edge, theme.px(18))
        self.box.setSpacing(theme.px(8))
        self._list.setStyleSheet(
            f"QListWidget::item {{ padding: {theme.px(3)}px; border-radius: {theme.px(5)}px; }}"
            f"QListWidget::item:selected {{ background: {theme.hex('selected')}; color: {theme.hex('fg')}; }}"
        )
        if self.isVisible():
            self.place()

    def wanted(self) -> tuple[int, int]:
        """As high as what is asked needs."""
        width = self.theme.px(560)
        inside = width - 2 * self.theme.px(24)
        if not self._list.isHidden():
            self._fit_list(inside)
        height = self.box.totalHeightForWidth(inside + 2 * self.theme.px(24))
        return width, max(height, self.theme.px(200))

    def place(self) -> None:
        """Place the card; the list is as high as its rows at the width that they get."""
        super().place()
        if not self._list.isHidden():
            self._fit_list(self.card.width() - 2 * self.theme.px(24))

    def _fit_list(self, width: int) -> None:
        """Give the list the height of up to five rows, whose lines are broken at this width."""
        rows = min(len(self._plan.findings), _ROWS)
        room = width - self.theme.px(24)
        metrics, wrap = self._list.fontMetrics(), Qt.TextFlag.TextWordWrap
        words = (self._list.item(row).text() for row in range(rows))
        high = sum(
            metrics.boundingRect(0, 0, room, 10_000, wrap, text).height() + self.theme.px(8) for text in words
        )
        self._list.setFixedHeight(high + self.theme.px(10))

    # --- inside ---

    def _save(self) -> None:
        self._submit(go_on=False)

    def _save_on(self) -> None:
        self._submit(go_on=True)

    def _submit(self, *, go_on: bool) -> None:
        if self._plan.blocked:
            return
        private = [one for one in self._plan.findings if one.code == PERSONAL]
        if private and not self._confirmed:
            self._confirmed = True
            self.show_problem(
                tr(
                    "Line {line} seems to hold a person's data. The whole team will see it.",
                    line=private[0].line,
                )
            )
            self.save.setText(tr("Save it all the same"))
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.submitted.emit(" ".join(self.message.text().split()), go_on)

    def _line_chosen(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._plan.findings):
            self.line_asked.emit(self._plan.findings[row].line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, in the list it goes to the line; Ctrl+Enter saves and stays; Esc cancels."""
        at = QApplication.focusWidget()
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._plan.may_go_on:
                self._save_on()
            elif isinstance(at, QAbstractButton):
                at.click()
            elif at is self._list:
                self._line_chosen()
            else:
                self._save()

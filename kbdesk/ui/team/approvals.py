# SPDX-License-Identifier: MIT
"""The part of the team's sheet about what is approved: which states were, approving now, taking back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Approval
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import FormSheet, Section, made_button
from kbdesk.ui.team.words import plain_list, when
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.wrap_label import WrapLabel

SHOWN = 6


def shown_name(approval: Approval) -> str:
    """The name of an approved state without what all of them begin with."""
    return approval.name.removeprefix("approved-")


class ApprovalRow(QWidget):
    """An approved state: its name, who approved it, what changed, and the way back to it.

    Signals:
        back_asked(Approval): tell what going back to it would change.
    """

    back_asked = Signal(object)

    def __init__(self, parent: QWidget, approval: Approval, now: datetime, may_go_back: bool) -> None:
        super().__init__(parent)
        self._approval = approval
        self._name = WrapLabel(self, 13, 600)
        name = shown_name(approval)
        self._name.setText(
            tr("{name}  (what readers of “approved” see)", name=name) if approval.current else name
        )
        self._line = WrapLabel(self, 12, 400, "muted")
        self._line.setText(" · ".join(part for part in (approval.by, when(approval.at, now)) if part))
        self._notes = WrapLabel(self, 12)
        self._notes.setText(plain_list(approval.notes))
        self._notes.setVisible(False)
        self._head = QWidget(self)
        flow = LineLayout(self._head, 8)
        self._more = made_button(
            self._head, tr("What changed"), tr("What changed until {name}", name=name), "quiet"
        )
        self._more.setVisible(bool(approval.notes.strip()))
        self._more.clicked.connect(self._toggle)
        flow.addWidget(self._more)
        if may_go_back and not approval.current:
            back = made_button(
                self._head, tr("Take back to this …"), tr("The whole library as it was approved then")
            )
            back.setAccessibleName(tr("Take the library back to {name}", name=name))
            back.clicked.connect(self._back)
            flow.addWidget(back)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._name, self._line, self._notes, self._head):
            self._box.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        for label in (self._name, self._line, self._notes):
            label.set_theme(theme)
        self._box.setSpacing(theme.px(2))

    def _toggle(self) -> None:
        self._notes.setVisible(self._notes.isHidden())
        self._more.setText(tr("What changed") if self._notes.isHidden() else tr("Hide what changed"))

    def _back(self) -> None:
        self.back_asked.emit(self._approval)


class ApprovalsPart(Section):
    """What is approved, and what maintainers do with it; each asks before it acts.

    Signals:
        approve_asked(): tell what would be approved.
        approved(): approve it.
        back_asked(Approval): tell what going back would change.
        taken_back(Approval): go back.
    """

    approve_asked = Signal()
    approved = Signal()
    back_asked = Signal(object)
    taken_back = Signal(object)

    def __init__(self, sheet: FormSheet) -> None:
        super().__init__(sheet, tr("Approved"))
        self._sheet = sheet
        self._rows: list[ApprovalRow] = []
        self._shown: tuple[tuple[Approval, ...], bool] | None = None
        self._going_back: Approval | None = None
        self._none = self.words(tr("Nothing was approved yet: everybody reads the latest version."))
        self._list = QWidget(self)
        self._list_box = QVBoxLayout(self._list)
        self._list_box.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(self._list)
        self._approve = made_button(
            self, tr("Approve what stands now …"), tr("Shows first what changed since")
        )
        self._approve.clicked.connect(self.approve_asked)
        self._foot = self.row(self._approve)
        self._ask = self.words("", "fg")
        self._ask.hide()
        self._yes = made_button(self, "", "")
        self._yes.clicked.connect(self._agree)
        self._no = made_button(self, tr("Leave it as it is"), tr("Change nothing"))
        self._no.clicked.connect(self._end_question)
        self._answers = self.row(self._yes, self._no)
        self._answers.hide()

    def show_approvals(self, approvals: tuple[Approval, ...], now: datetime, *, maintainer: bool) -> None:
        """Show the newest of these states, newest first; while they are the same, what is asked stays."""
        if (approvals, maintainer) == self._shown:
            return
        self._shown = (approvals, maintainer)
        for row in self._rows:
            self._sheet.forget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for approval in approvals[:SHOWN]:
            row = ApprovalRow(self._list, approval, now, maintainer)
            row.back_asked.connect(self.back_asked)
            self._sheet.follow(row)
            self._list_box.addWidget(row)
            row.show()  # at once: a layout would show it a moment later
            self._rows.append(row)
        self._none.setVisible(not approvals)
        self._foot.setVisible(maintainer)
        self._end_question()

    def ask_approve(self, notes: str) -> None:
        """Ask whether to approve what stands now; ``notes`` lists what changed."""
        self._going_back = None
        self._question(
            tr("This is approved:\n\n{changes}", changes=plain_list(notes) or tr("Nothing changed since.")),
            tr("Approve"),
            "primary",
        )

    def ask_back(self, approval: Approval, notes: str) -> None:
        """Ask whether to go back to a state; ``notes`` lists what changes then."""
        self._going_back = approval
        self._question(
            tr(
                "The whole library becomes as it was approved as {name}, for everybody. What came "
                "after stays in the history.\n\n{changes}",
                name=shown_name(approval),
                changes=plain_list(notes),
            ).strip(),
            tr("Take the library back"),
            "danger",
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the distances of a look."""
        super().set_theme(theme)
        if hasattr(self, "_list_box"):
            self._list_box.setSpacing(theme.px(10))

    def _question(self, text: str, yes: str, role: str) -> None:
        self._ask.setText(text)
        self._yes.setText(yes)
        self._yes.setAccessibleName(yes)
        set_look(self._yes, "role", role)
        self._foot.hide()
        self._ask.show()
        self._answers.show()
        self._sheet.place()
        self._focus(self._no if role == "danger" else self._yes)

    def _focus(self, button: QPushButton) -> None:
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._sheet.show_part(self._answers)

    def _end_question(self) -> None:
        asked = not self._answers.isHidden()
        self._ask.hide()
        self._answers.hide()
        if asked:
            self._foot.show()
            self._approve.setFocus(Qt.FocusReason.OtherFocusReason)

    def _agree(self) -> None:
        going_back, self._going_back = self._going_back, None
        self._end_question()
        if going_back is None:
            self.approved.emit()
        else:
            self.taken_back.emit(going_back)

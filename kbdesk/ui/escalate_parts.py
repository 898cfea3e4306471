# SPDX-License-Identifier: MIT
"""Parts of the escalation form: of an account, for developers, and what the folded rest holds already."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.run_fields import Field
from kbdesk.ui.run_parts import set_icon
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

DEVELOPER: Final = ("repro_steps", "expected", "actual", "reproduced", "attachments")
"""The blanks that matter to tier 3 and specialists."""

ACCOUNT: Final = ("account_name", "contract_impact", "sentiment", "next_contact")
"""The blanks of a hierarchic escalation."""

_NAMES: Final = {
    "issue": tr("issue"),
    "customer_words": tr("customer's words"),
    "environment": tr("device and versions"),
    "errors": tr("errors"),
    "ticket": tr("ticket"),
    "to_team": tr("team"),
    "to_name": tr("person"),
    "since": tr("since when"),
    "changed_recently": tr("what changed"),
    "impact_who": tr("whom it hits"),
    "workaround": tr("workaround"),
    "due": tr("needed by"),
    "ruled_out": tr("ruled out"),
    "assessment": tr("your guess"),
    "stop_if": tr("when to stop"),
    "contact": tr("contact"),
    "next_update_due": tr("next update"),
    "owner_of_contact": tr("who talks to the customer"),
    "repro_steps": tr("steps to reproduce"),
    "attachments": tr("files"),
}
"""Short names of what may be filled in; choices are always filled in and tell nothing."""


def prefilled(answers: dict[str, str]) -> list[str]:
    """What of these blanks is filled in, in short names, the weightiest first."""
    return [name for key, name in _NAMES.items() if answers.get(key)]


class AccountBlock(QWidget):
    """The block of a hierarchic escalation: fields go into ``box``; hidden for every other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._head = WrapLabel(self, 12, 600, "accent")
        self._head.setText(tr("Hierarchic: for whoever decides about the account"))
        self.box = QVBoxLayout()
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.addWidget(self._head)
        self._all.addLayout(self.box)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._head.set_theme(theme)
        for box in (self._all, self.box):
            box.setSpacing(theme.px(10))


class Developer(QWidget):
    """The block for tier 3: fields go into ``box``; ``files`` adds names of files."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._field: Field | None = None
        self._head = WrapLabel(self, 12, 600, "accent")
        self._head.setText(tr("For whoever looks into the fault itself"))
        self.files = QPushButton(tr("Add files …"), self)
        self.files.setToolTip(tr("Choose files; only their names go into the note"))
        self.files.setAutoDefault(False)
        self.files.setProperty("role", "quiet")
        self.files.clicked.connect(self.choose_files)
        self.box = QVBoxLayout()
        self._indent = QHBoxLayout()
        self._indent.addWidget(self.files)
        self._indent.addStretch(1)
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.addWidget(self._head)
        self._all.addLayout(self.box)
        self._all.addLayout(self._indent)
        self.hide()

    def offer_files(self, field: Field) -> None:
        """Add the names of chosen files to this field."""
        self._field = field

    def choose_files(self) -> None:
        """Ask for files and write their names down, a line each; none twice."""
        if self._field is None:
            return
        paths, _ = QFileDialog.getOpenFileNames(self.window(), tr("Files that go with the note"))
        lines = [line for line in self._field.text().splitlines() if line.strip()]
        lines += [name for name in dict.fromkeys(Path(path).name for path in paths) if name not in lines]
        if paths:
            self._field.set_text("\n".join(lines))
            self._field.edited.emit()

    def show_open(self, is_open: bool, has_fields: bool) -> None:
        """Show the heading only where it stands open."""
        self._head.setVisible(is_open)
        self.files.setVisible(self._field is not None)
        self.setVisible(has_fields)

    def set_beside(self, label_width: int) -> None:
        """Put the button below the fields, where labels of this width in pixels stand left of them."""
        self._indent.setContentsMargins(label_width + self._theme.px(5) if label_width else 0, 0, 0, 0)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._head.set_theme(theme)
        set_icon(self.files, "plus", theme)
        for box in (self._all, self.box):
            box.setSpacing(theme.px(10))

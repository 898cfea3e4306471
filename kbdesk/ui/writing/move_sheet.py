# SPDX-License-Identifier: MIT
"""The sheets that rename, move or delete a file: what else changes is shown before anything does."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from kbdesk.model import Plan
from kbdesk.ui.form import Field, FormSheet, Section
from kbdesk.ui.theme import Theme

PLAN_MS = 250
"""How long typing rests before it is worked out what would change."""
_SHOWN = 12


class PlanSheet(FormSheet):
    """A field, and below it what follows from what it says.

    Signals:
        plan_wanted(str): what would change with this in the field.
        confirmed(Plan): carry out what is shown.
    """

    plan_wanted = Signal(str)
    confirmed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, title: str, field: str, button: str) -> None:
        super().__init__(theme, parent, title, 620)
        self._plan: Plan | None = None
        self._field = Field(self, field)
        self._field.edit.textEdited.connect(self._typed)
        self._what = Section(self, "What changes")
        self._words = self._what.words()
        self._links = self._what.words()
        self._warnings = self._what.words("", "warn")
        self.column.addStretch(1)
        self._go = self.add_button(f"{button}   Enter", f"{button}: everything shown here (Enter)", "primary")
        self._go.clicked.connect(self.entered)
        self._cancel = self.add_button("Cancel   Esc", "Leave everything as it is (Esc)")
        self._cancel.clicked.connect(self.leave)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PLAN_MS)
        self._later.timeout.connect(self._ask)
        self.set_theme(theme)

    def show_plan(self, plan: Plan) -> None:
        """Show what would change; it can be carried out from now on."""
        self._plan = plan
        self.say_trouble("")
        files = len(plan.changes)
        change = plan.message.rpartition("\n")[2].removesuffix(".")
        self._words.setText(f"{change}. {files} file{'s' if files != 1 else ''} in one change.")
        self._links.setText(_told(plan))
        self._links.setVisible(bool(plan.links))
        self._warnings.setText("\n".join(plan.warnings[:_SHOWN]))
        self._warnings.setVisible(bool(plan.warnings))
        self._go.setEnabled(True)
        self.place()

    def show_trouble(self, sentence: str) -> None:
        """What stands in the field cannot be done; why."""
        self._plan = None
        self._go.setEnabled(False)
        for label in (self._words, self._links, self._warnings):
            label.setText("")
        self.say_trouble(sentence)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._field.text

    def open_with(self, text: str) -> None:
        """Open with this in the field; its name is selected, ready to type over."""
        self._go.setEnabled(False)
        self._words.setText("Looking for links to it …")
        for label in (self._links, self._warnings):
            label.hide()
        self._field.edit.setText(text)
        self.open_over()
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        start = text.rfind("/") + 1
        self._field.edit.setSelection(start, len(text.removesuffix(".md")) - start)
        self._ask()

    def entered(self) -> None:
        """Carry out what is shown, unless something else was typed since."""
        if self._plan is not None and not self._later.isActive():
            self.confirmed.emit(self._plan)

    def _typed(self) -> None:
        self._plan = None
        self._go.setEnabled(False)
        self._later.start()

    def _ask(self) -> None:
        self._later.stop()
        self.plan_wanted.emit(self._field.text)


class MoveSheet(PlanSheet):
    """Renames or moves a file."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "Rename or move", "New place in the library", "Rename")
        self.say_told("Links to it, to its headings and to its steps follow, in the whole library.")


class DeleteSheet(PlanSheet):
    """Deletes a file, and asks what takes its place.

    Args:
        titles: what can take its place, as (title, path).
    """

    def __init__(self, theme: Theme, parent: QWidget, titles: tuple[tuple[str, str], ...]) -> None:
        super().__init__(
            theme, parent, "Delete this article", "What takes its place (may stay empty)", "Delete"
        )
        self._go.setProperty("role", "danger")
        self.say_told("Links to it go to what takes its place. It can be brought back from its history.")
        self._paths = dict(titles)
        completer = QCompleter(sorted(self._paths), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._typed)
        self._field.edit.setCompleter(completer)
        self._field.edit.setPlaceholderText("Type a title")

    @property
    def successor(self) -> str:
        """The path of what takes its place; "" for nothing, or what was typed if it is no title."""
        return self._paths.get(self.text, self.text)


def _told(plan: Plan) -> str:
    """Which files have links that are rewritten, most first."""
    files = Counter(path for path, *_ in plan.links)
    lines = [f"{path}: {count} link{'s' if count != 1 else ''}" for path, count in files.most_common(_SHOWN)]
    if len(files) > _SHOWN:
        lines.append(f"and {len(files) - _SHOWN} more files")
    return "\n".join(lines)

# SPDX-License-Identifier: MIT
"""The sheets that rename, move or delete a file: what else changes is shown before anything does."""

from __future__ import annotations

import posixpath
from collections import Counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from kbdesk.language import tr, trn
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
        self._what = Section(self, tr("What changes"))
        self._words = self._what.words()
        self._links = self._what.words()
        self._warnings = self._what.words("", "warn")
        self.column.addStretch(1)
        self._go = self.add_button(
            f"{button}   Enter",
            tr("{button}: everything shown here (Enter)", button=button),
            "primary",
        )
        self._go.clicked.connect(self.entered)
        self._cancel = self.add_button(tr("Cancel   Esc"), tr("Leave everything as it is (Esc)"))
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
        files = trn("{n} file in one change.", "{n} files in one change.", len(plan.changes))
        links = trn("{n} link updated", "{n} links updated", len(plan.links)) if plan.links else ""
        self._words.setText(f"{', '.join(filter(None, (_change(plan), links)))}. {files}")
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
        self._words.setText(tr("Looking for links to it …"))
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
        super().__init__(theme, parent, tr("Rename or move"), tr("New place in the library"), tr("Rename"))
        self.say_told(tr("Links to it, to its headings and to its steps follow, in the whole library."))


class DeleteSheet(PlanSheet):
    """Deletes a file, and asks what takes its place.

    Args:
        titles: what can take its place, as (title, path).
    """

    def __init__(self, theme: Theme, parent: QWidget, titles: tuple[tuple[str, str], ...]) -> None:
        super().__init__(
            theme,
            parent,
            tr("Delete this article"),
            tr("What takes its place (may stay empty)"),
            tr("Delete"),
        )
        self._go.setProperty("role", "danger")
        self.say_told(tr("Links to it go to what takes its place. It can be brought back from its history."))
        self._paths = dict(titles)
        completer = QCompleter(sorted(self._paths), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._typed)
        self._field.edit.setCompleter(completer)
        self._field.edit.setPlaceholderText(tr("Type a title"))

    @property
    def successor(self) -> str:
        """The path of what takes its place; "" for nothing, or what was typed if it is no title."""
        return self._paths.get(self.text, self.text)


def _change(plan: Plan) -> str:
    """What happens to the file itself."""
    first = plan.changes[0]
    if first.data is None:
        return tr("{title}: deleted", title=plan.title)
    if posixpath.dirname(first.path) == posixpath.dirname(plan.changes[1].path):
        return tr("{title}: renamed to {path}", title=plan.title, path=first.path)
    return tr("{title}: moved to {path}", title=plan.title, path=first.path)


def _told(plan: Plan) -> str:
    """Which files have links that are rewritten, most first."""
    files = Counter(path for path, *_ in plan.links)
    lines = [
        trn("{path}: {n} link", "{path}: {n} links", count, path=path)
        for path, count in files.most_common(_SHOWN)
    ]
    if len(files) > _SHOWN:
        lines.append(trn("and {n} more file", "and {n} more files", len(files) - _SHOWN))
    return "\n".join(lines)

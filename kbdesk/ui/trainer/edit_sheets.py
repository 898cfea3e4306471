# SPDX-License-Identifier: MIT
"""The small sheets of editing a playbook on its map: a few lines to type, Enter makes the edit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from kbdesk.language import tr, trn
from kbdesk.ui.form import Field, FormSheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.move_sheet import PlanSheet


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet: what it asks for, what stands in it, and whether it proposes steps."""

    name: str
    hint: str = ""
    text: str = ""
    places: bool = False


ANSWER = (
    Line(tr("What is seen or said"), tr("It blinks")),
    Line(tr("Leads to"), tr("a step, or the name of a new one"), places=True),
)
STEP = (
    Line(tr("Title of the new step"), tr("Check the cable")),
    Line(tr("Answer that leads there from this step (may stay empty)"), tr("It blinks")),
)
END = (
    Line(tr("Title of the end"), tr("Resolve: cable replaced")),
    Line(tr("Answer that leads there from this step (may stay empty)"), tr("It works now")),
)


class AskSheet(FormSheet):
    """Asks for a few lines.

    Signals:
        given(tuple of str): what stands in the lines.
    """

    given = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        title: str,
        action: str,
        lines: tuple[Line, ...],
        names: QStringListModel | None = None,
    ) -> None:
        super().__init__(theme, parent, title, 520)
        self._fields = []
        for line in lines:
            field = Field(self, line.name, line.hint)
            field.edit.setText(line.text)
            if line.places and names is not None:
                field.edit.setCompleter(proposing(names, self))
            self._fields.append(field)
        self.column.addStretch(1)
        go = self.add_button(f"{action}   Enter", f"{action} (Enter)", "primary")
        go.clicked.connect(self.entered)
        cancel = self.add_button(tr("Cancel   Esc"), tr("Leave everything as it is (Esc)"))
        cancel.clicked.connect(self.leave)
        self.set_theme(theme)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The lines in order."""
        return tuple(self._fields)

    def ask(self) -> None:
        """Open with the first line ready to type."""
        self.open_over()
        first = self._fields[0].edit
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def entered(self) -> None:
        """Go to the next empty line that has the focus before it; at the last one give what was typed."""
        first = self._fields[0]
        first.mark(wrong=not first.text)
        if not first.text:
            first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        focused = next((n for n, one in enumerate(self._fields) if one.edit.hasFocus()), None)
        if focused is not None and focused + 1 < len(self._fields) and not self._fields[focused + 1].text:
            self._fields[focused + 1].edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.given.emit(tuple(field.text for field in self._fields))


class SplitSheet(PlanSheet):
    """Splits steps off into a playbook of their own; says which ones."""

    def __init__(self, theme: Theme, parent: QWidget, titles: tuple[str, ...]) -> None:
        super().__init__(theme, parent, tr("Split off"), tr("Title of the new playbook"), tr("Split off"))
        shown = ", ".join(tr("“{words}”", words=title) for title in titles[:6])
        rest = len(titles) - 6
        if rest > 0:
            told = trn(
                "{titles} and {n} more go there.", "{titles} and {n} more go there.", rest, titles=shown
            )
        else:
            told = tr("{titles} go there.", titles=shown)
        across = tr("Answers lead across; what is unsaved is saved with it.")
        self.say_told(f"{told} {across}")


class JoinSheet(PlanSheet):
    """Joins another playbook to the one on the map."""

    def __init__(self, theme: Theme, parent: QWidget, titles: tuple[tuple[str, str], ...]) -> None:
        super().__init__(
            theme, parent, tr("Join a playbook"), tr("Playbook whose steps come here"), tr("Join")
        )
        self._paths = dict(titles)
        self.say_told(tr("Its steps come into their tiers, links follow, and its own file goes."))
        completer = proposing(QStringListModel(sorted(self._paths), self), self)
        completer.activated.connect(self._typed)
        self._field.edit.setCompleter(completer)
        self._field.edit.setPlaceholderText(tr("Type its title"))

    @property
    def path(self) -> str:
        """The path of the playbook that was typed; what was typed if it is no title."""
        return self._paths.get(self.text, self.text)


def proposing(names: QStringListModel, parent: QWidget) -> QCompleter:
    """A completer that proposes names which hold what is typed."""
    made = QCompleter(names, parent)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setMaxVisibleItems(10)
    return made

# SPDX-License-Identifier: MIT
"""One step of a playbook as a form: each field that is left, or ended with Enter, is one edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model.edits import (
    Edit,
    Goal,
    MoveAnswer,
    RemoveAnswer,
    RenameStep,
    RetargetAnswer,
    RewordAnswer,
    SetBody,
    SetSays,
    SetValueLines,
    Wish,
)
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.run_text import GrowingEdit
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.answer_row import AnswerRow
from kbdesk.ui.wrap_label import WrapLabel

if TYPE_CHECKING:
    from kbdesk.desk.trainer import Place, StepForm

_VALUES_HINT = tr("router_model: on the label\nwan_light: colour (one of: green, red)")

ACTS = {
    "answer": (tr("Add answer   A"), tr("One more answer (A on the map)")),
    "step": (tr("New step   N"), tr("A new step after this one (N on the map)")),
    "end": (tr("New end   E"), tr("A step that resolves or escalates (E on the map)")),
    "remove": (tr("Take out   Del"), tr("Take this step out (Del on the map)")),
    "split": (
        tr("Split off   S"),
        tr("This step and all that comes only after it into a new playbook (S on the map)"),
    ),
    "join": (tr("Join   J"), tr("Bring the steps of another playbook here (J on the map)")),
}


class StepPanel(QScrollArea):
    """Shows a step for editing.

    Signals:
        edit_asked(Wish): make this edit.
        place_missing(str, int, str): an answer is to lead to a name that no step has: (step, key, name).
        act_asked(str): one of ``ACTS`` is wanted: answer, step, end, remove, split, join.
        typed(): something was typed in a field.
    """

    edit_asked = Signal(object)
    place_missing = Signal(str, int, str)
    act_asked = Signal(str)
    typed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._form: StepForm | None = None
        self._places: tuple[tuple[str, Goal], ...] = ()
        self._goals: dict[str, Goal] = {}
        self._names = QStringListModel(self)
        self._labels: list[WrapLabel] = []
        self._rows: list[AnswerRow] = []
        self._says: list[GrowingEdit] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The step as a form"))
        self._column = QWidget(self)
        self._box = QVBoxLayout(self._column)
        self.setWidget(self._column)
        self._build()
        self.setFocusProxy(self.title)
        self.set_theme(theme)

    def _build(self) -> None:
        self.place = self._label("", 12, 400, "muted")
        self.trouble = self._label("", 13, 600, "danger")
        self.trouble.hide()
        self._label(tr("Title"), 12, 600, "muted")
        self.title = LineEdit(self._column)
        self.title.setAccessibleName(tr("Title of the step"))
        self.title.setToolTip(tr("“Resolve: …” makes it an end, “Escalate to tier 2: …” hands the case over"))
        self.title.editingFinished.connect(self._title_left)
        self.title.textEdited.connect(self.typed)
        self._box.addWidget(self.title)
        self._label(tr("Words to say"), 12, 600, "muted")
        self._say_box = QVBoxLayout()
        self._box.addLayout(self._say_box)
        self._label(tr("What to do (Markdown)"), 12, 600, "muted")
        self.body = self._area(tr("What to do, as Markdown"), 2, 14)
        self.body.left.connect(self._body_left)
        self._box.addWidget(self.body)
        self._record = self._label(tr("Record, a value a line"), 12, 600, "muted")
        self.values = self._area(tr("Values to record, one a line"), 1, 10)
        self.values.setPlaceholderText(_VALUES_HINT)
        self.values.left.connect(self._values_left)
        self._box.addWidget(self.values)
        self._answers = self._label(tr("Answers, and where they lead"), 12, 600, "muted")
        self._row_box = QVBoxLayout()
        self._box.addLayout(self._row_box)
        foot = QWidget(self._column)
        flow = LineLayout(foot, 6)
        self._acts: dict[str, QPushButton] = {}
        for name, (text, tip) in ACTS.items():
            button = made_button(foot, text, tip, "chip")
            button.setProperty("act", name)
            button.clicked.connect(self._act)
            flow.addWidget(button)
            self._acts[name] = button
        self._box.addWidget(foot)
        self._box.addStretch(1)

    def _label(self, text: str, size: float, weight: int, colour: str) -> WrapLabel:
        made = WrapLabel(self._column, size, weight, colour)
        made.setText(text)
        self._labels.append(made)
        self._box.addWidget(made)
        return made

    def _area(self, name: str, least: int, most: int) -> GrowingEdit:
        made = GrowingEdit(self._column, least, most)
        made.setAccessibleName(name)
        made.textChanged.connect(self.typed)
        return made

    # --- what is shown ---

    @property
    def anchor(self) -> str:
        """The step that is shown; "" if none is."""
        return self._form.step.anchor if self._form is not None else ""

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        """The answers."""
        return tuple(self._rows)

    @property
    def says(self) -> tuple[GrowingEdit, ...]:
        """The fields of words to say."""
        return tuple(self._says)

    def set_places(self, places: Iterable[Place]) -> None:
        """Propose these places, and know them by their names."""
        self._places = tuple((place.name, place.goal) for place in places)
        self._know()

    def set_own(self, steps: tuple[tuple[str, str], ...]) -> None:
        """The steps of this playbook are these now, as (title, anchor)."""
        others = tuple(one for one in self._places if one[1].playbook)
        self._places = (*((title, Goal(anchor)) for title, anchor in steps), *others)
        self._know()

    def _know(self) -> None:
        self._goals = {}
        for name, goal in self._places:
            self._goals.setdefault(name, goal)
        if list(self._goals) != self._names.stringList():
            self._names.setStringList(list(self._goals))

    def goal(self, name: str) -> Goal | None:
        """The place of a name; None if there is none."""
        folded = name.casefold()
        return self._goals.get(name) or next(
            (goal for known, goal in self._goals.items() if known.casefold() == folded), None
        )

    @property
    def names(self) -> QStringListModel:
        """The names of all places."""
        return self._names

    def show_form(self, form: StepForm, place: str) -> None:
        """Show a step; a field in which something is being typed keeps that."""
        before = self._form
        other = before is None or before.step.anchor != form.step.anchor
        self._form = form
        self.say_trouble("")
        self.place.setText(place)
        self._put(self.title, form.step.title, other=other, old=before.step.title if before else "")
        self._show_says(form, before, other=other)
        self._put_area(self.body, form.parts.body, before.parts.body if before else "", other=other)
        old_values = "\n".join(before.values) if before else ""
        self._put_area(self.values, "\n".join(form.values), old_values, other=other)
        self._record.setText(
            tr("Needed in the note, a value a line")
            if form.step.kind == "escalate"
            else tr("Record, a value a line")
        )
        self._show_answers(form)
        if other:
            self.verticalScrollBar().setValue(0)

    def say_trouble(self, sentence: str) -> None:
        """Why an edit could not be made; "" for nothing."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        if sentence:
            self.ensureWidgetVisible(self.trouble)

    def _put(self, field: QLineEdit, text: str, *, other: bool, old: str) -> None:
        if other or not field.hasFocus() or field.text() == old:
            field.setText(text)
            field.setCursorPosition(0)

    def _put_area(self, area: GrowingEdit, text: str, old: str, *, other: bool) -> None:
        if area.toPlainText() != text and (other or not area.hasFocus() or area.toPlainText() == old):
            area.setPlainText(text)

    def _show_says(self, form: StepForm, before: StepForm | None, *, other: bool) -> None:
        texts = form.parts.says or ("",)
        olds = (before.parts.says or ("",)) if before is not None else ()
        while len(self._says) > len(texts):
            gone = self._says.pop()
            self._say_box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._says) < len(texts):
            made = self._area(tr("Words to say {number}", number=len(self._says) + 1), 1, 8)
            made.left.connect(self._says_left)
            self._says.append(made)
            self._say_box.addWidget(made)
        for number, (area, text) in enumerate(zip(self._says, texts, strict=True)):
            self._put_area(area, text, olds[number] if number < len(olds) else "", other=other)

    def _show_answers(self, form: StepForm) -> None:
        step = form.step
        while len(self._rows) > len(step.answers):
            gone = self._rows.pop()
            self._row_box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._rows) < len(step.answers):
            row = AnswerRow(self._column, len(self._rows) + 1, self._names)
            row.set_theme(self._theme)
            row.reworded.connect(self._reworded)
            row.led.connect(self._led)
            row.moved.connect(self._moved)
            row.removed.connect(self._removed)
            row.typed.connect(self.typed)
            self._rows.append(row)
            self._row_box.addWidget(row)
        for row, answer, to in zip(self._rows, step.answers, form.goals, strict=True):
            row.show_answer(answer.text, to)
        ends = step.kind == "resolve"
        self._answers.setVisible(not ends)
        self._answers.setText(
            tr("Where the next tier goes on")
            if step.kind == "escalate"
            else tr("Answers, and where they lead")
        )
        self._acts["answer"].setVisible(not ends)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for label in self._labels:
            label.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)
        self._box.setContentsMargins(theme.px(2), 0, theme.px(8), 0)
        self._box.setSpacing(theme.px(5))
        self._say_box.setSpacing(theme.px(5))
        self._row_box.setSpacing(theme.px(8))

    # --- what is edited ---

    def commit(self) -> None:
        """Make the edits of what stands in the fields."""
        for wish in self.wishes():
            self.edit_asked.emit(wish)

    def wishes(self) -> tuple[Wish, ...]:
        """The edits of what stands in the fields and not yet in the step; its title last, which names it."""
        if self._form is None:
            return ()
        parts = (self._new_says(), self._new_body(), self._new_values())
        return tuple(filter(None, (*parts, *self._new_answers(), self._new_title())))

    def _new_title(self) -> RenameStep | None:
        title = self.title.text()
        same = self._form is None or title.strip() in ("", self._form.step.title)
        return None if same else RenameStep(self.anchor, title)

    def _new_says(self) -> SetSays | None:
        texts = tuple(filter(None, (area.toPlainText().strip() for area in self._says)))
        same = self._form is None or texts == tuple(text.strip() for text in self._form.parts.says)
        return None if same else SetSays(self.anchor, texts)

    def _new_body(self) -> SetBody | None:
        text = self.body.toPlainText()
        same = self._form is None or text.strip("\n") == self._form.parts.body.strip("\n")
        return None if same else SetBody(self.anchor, text)

    def _new_values(self) -> SetValueLines | None:
        lines = self.values.toPlainText()
        same = self._form is None or lines.split("\n") == list(self._form.values or ("",))
        return None if same else SetValueLines(self.anchor, lines)

    def _new_answers(self) -> Iterator[Edit]:
        for row in self._rows:
            if row.new_words:
                yield RewordAnswer(self.anchor, row.number, row.new_words)
            if row.new_place is not None and (goal := self.goal(row.new_place)) is not None:
                yield RetargetAnswer(self.anchor, row.number, goal)

    def _title_left(self) -> None:
        self._wish(self._new_title())

    def _says_left(self) -> None:
        self._wish(self._new_says())

    def _body_left(self) -> None:
        self._wish(self._new_body())

    def _values_left(self) -> None:
        self._wish(self._new_values())

    def _wish(self, wish: Wish | None) -> None:
        if wish is not None:
            self.edit_asked.emit(wish)

    def _reworded(self, number: int, words: str) -> None:
        self._ask(RewordAnswer(self.anchor, number, words))

    def _led(self, number: int, name: str) -> None:
        goal = self.goal(name)
        if goal is not None:
            self._ask(RetargetAnswer(self.anchor, number, goal))
        elif name:
            self.place_missing.emit(self.anchor, number, name)

    def _moved(self, number: int, place: int) -> None:
        if 1 <= place <= len(self._rows):
            self._ask(MoveAnswer(self.anchor, number, place))
            self._rows[place - 1].words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _removed(self, number: int) -> None:
        self._ask(RemoveAnswer(self.anchor, number))

    def _ask(self, edit: Edit) -> None:
        self.edit_asked.emit(edit)

    def _act(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.act_asked.emit(str(button.property("act")))

# SPDX-License-Identifier: MIT
"""The chosen step beside the map, as people see it: words to say, what to do, what to record, the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.ui.form import made_button
from kbdesk.ui.mirror import arrow
from kbdesk.ui.run_parts import ChoiceButton
from kbdesk.ui.run_text import GrowingText
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_words import band_words, card_head, states_of
from kbdesk.ui.wrap_label import WrapLabel

if TYPE_CHECKING:
    from kbdesk.desk.maps import PlaybookMap, StepText
    from kbdesk.model import ValueField
    from kbdesk.playbook.layout import Node


class StepSide(QScrollArea):
    """Shows one step; an answer goes to the step that it leads to.

    Signals:
        answer_chosen(int): the number of the map's node that an answer leads to.
        read_asked(str): read the playbook at this step; its anchor.
        link_activated(str): a link of the step's text, as the file wrote it.
    """

    answer_chosen = Signal(int)
    read_asked = Signal(str)
    link_activated = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[PlaybookMap, StepText] | None = None
        self._targets: dict[int, int] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("The chosen step"))
        self._column = QWidget(self)
        self.setWidget(self._column)

    @property
    def anchor(self) -> str:
        """The step that is shown; "" if none is."""
        return self._shown[1].step.anchor if self._shown is not None else ""

    def show_step(self, shown: PlaybookMap, text: StepText) -> None:
        """Show a step of a map."""
        self._shown = (shown, text)
        self._build()

    def show_nothing(self) -> None:
        """No step is chosen."""
        self._shown = None
        self._build()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self._build()

    def _build(self) -> None:
        theme = self._theme
        self._column = QWidget(self)
        box = QVBoxLayout(self._column)
        box.setContentsMargins(0, 0, theme.px(6), 0)
        box.setSpacing(theme.px(8))
        if self._shown is None:
            self._words(box, tr("Choose a step on the map: its text is shown here."), 13, 400, "muted")
        else:
            self._fill(box, *self._shown)
        box.addStretch(1)
        self.setWidget(self._column)

    def _words(
        self, box: QVBoxLayout, text: str, size: float = 13, weight: int = 400, colour: str = "fg"
    ) -> WrapLabel:
        made = WrapLabel(self._column, size, weight, colour)
        made.set_theme(self._theme)
        made.setText(text)
        box.addWidget(made)
        return made

    def _fill(self, box: QVBoxLayout, shown: PlaybookMap, text: StepText) -> None:
        step, number = text.step, shown.layout.node(text.step.anchor)
        node = shown.layout.nodes[number]
        self._words(box, step.title, 15, 600)
        place = tr("Step {number} of {count}", number=number + 1, count=len(shown.book.steps))
        parts = (place, band_words(shown.layout.bands[node.band]), *states_of(shown, step.anchor))
        self._words(box, " · ".join(parts), 12, 400, "muted")
        for said in step.says:
            self._say(box, said)
        if text.body.html.strip():
            body = GrowingText(self._column)
            body.show_rendered(text.body, self._theme, text.pictures)
            body.link_activated.connect(self.link_activated)
            body.setAccessibleName(tr("What to do: {title}", title=step.title))
            box.addWidget(body)
        if step.values:
            self._words(box, tr("Needed") if step.kind == "escalate" else tr("Record"), 12, 600, "muted")
            for value in step.values:
                self._words(box, value_words(value))
        self._answers(box, shown, number)
        read = made_button(
            self._column, tr("Read in the playbook"), tr("Open the playbook at this step"), "quiet"
        )
        read.clicked.connect(self._read)
        box.addWidget(read)

    def _say(self, box: QVBoxLayout, said: str) -> None:
        card = QFrame(self._column)
        card.setProperty("role", "say")
        inside = QVBoxLayout(card)
        edge = self._theme.px(10)
        inside.setContentsMargins(edge, edge // 2, edge, edge // 2)
        self._words(inside, tr("Say"), 11, 600, "accent")
        self._words(inside, said, 14, 500)
        box.addWidget(card)

    def _answers(self, box: QVBoxLayout, shown: PlaybookMap, number: int) -> None:
        self._targets = {}
        edges = shown.answers(number)
        if edges:
            self._words(box, tr("Answers"), 12, 600, "muted")
        for edge in edges:
            there = where(shown, shown.layout.nodes[edge.target])
            button = ChoiceButton(self._column, edge.number, f"{edge.text}\n{arrow()} {there}")
            button.setAccessibleName(
                tr("{number}: {text}, leads to {there}", number=edge.number, text=edge.text, there=there)
            )
            button.setToolTip(tr("Go to the step that this answer leads to"))
            button.set_theme(self._theme)
            button.clicked.connect(self._answered)
            self._targets[edge.number] = edge.target
            box.addWidget(button)

    def _answered(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self.answer_chosen.emit(self._targets[button.number])

    def _read(self) -> None:
        self.read_asked.emit(self.anchor)


def value_words(value: ValueField) -> str:
    """“account number (`account`, one of: a, b; optional)”."""
    words = {"number": tr("number"), "date": tr("date"), "choice": tr("choice")}
    choices = tr("one of: {words}", words=", ".join(value.choices)) if value.choices else ""
    kind = choices or words.get(value.kind, "")
    parts = tuple(filter(None, (kind, tr("optional") if value.optional else "")))
    label = value.label or value.name
    return f"☐  {label} ({', '.join(parts)})" if parts else f"☐  {label}"


def where(shown: PlaybookMap, node: Node) -> str:
    """Where an answer leads, in words."""
    if node.kind == "elsewhere":
        return tr("the playbook “{title}”", title=card_head(shown, node))
    return tr("no step") if node.kind == "nowhere" else node.title

# SPDX-License-Identifier: MIT
"""The scene of a map: the cards, what is chosen, the way of the run, figures, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsScene

from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_items import ArrowsItem, BandItem, CardItem, Mark, Outlook
from kbdesk.ui.trainer.map_words import card_head, card_words, is_back

if TYPE_CHECKING:
    from kbdesk.desk.maps import PlaybookMap
    from kbdesk.playbook.layout import Edge

Answered = tuple[str, int]
"""(anchor of a step, number of its answer from 1; 0 if it was left without one)."""
MARGIN = 24.0
_WIDEST = 7.0


class MapScene(QGraphicsScene):
    """Shows one map. All sizes are those at 100 %: a view zooms with the size of text.

    Signals:
        step_chosen(str): another step is chosen, by its anchor.
        step_opened(str): a step was opened (Enter, double click).
        playbook_asked(str): a stub into another playbook was opened; ``PATH`` or ``PATH#ANCHOR``.
    """

    step_chosen = Signal(str)
    step_opened = Signal(str)
    playbook_asked = Signal(str)

    def __init__(self, shown: PlaybookMap, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.shown = shown
        self.cards: list[CardItem] = []
        self._chosen = -1
        self._run: tuple[Answered, ...] = ()
        self._at = ""
        self._heat: tuple[Mapping[str, Mark], Mapping[Answered, Mark]] = ({}, {})
        self._changes: tuple[Mapping[str, Mark], Mapping[Answered, Mark]] = ({}, {})
        self._out: dict[int, list[Edge]] = {}
        self._in: dict[int, list[Edge]] = {}
        for edge in shown.layout.edges:
            self._out.setdefault(edge.source, []).append(edge)
            self._in.setdefault(edge.target, []).append(edge)
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        self.clear()
        shown, look = self.shown, Outlook(theme)
        self._look = look
        for band in shown.layout.bands:
            self.addItem(BandItem(band, look))
        self._plain = self._arrows(-1, "border", 1.2)
        self._dashed = self._arrows(-1, "border", 1.2, dashed=True)
        self._near = self._arrows(0, "fg", 1.8)
        self._lit = self._arrows(1, "accent", 2.4)
        self._warm: list[ArrowsItem] = []
        edges = shown.layout.edges
        self._plain.show_edges((e for e in edges if e.kind == "forward"), look.colours)
        self._dashed.show_edges((e for e in edges if e.kind != "forward"), look.colours)
        self.cards = []
        for number, node in enumerate(shown.layout.nodes):
            answers = [edge.text for edge in self.answers(number)]
            head, back = card_head(shown, node), is_back(shown, node)
            card = CardItem(number, node, head, answers, look, back=back)
            card.set_words(card_words(shown, number))
            self._mark(card)
            self.cards.append(card)
            self.addItem(card)
        layout = shown.layout
        self.setSceneRect(
            QRectF(0, 0, layout.width, layout.height).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        )
        self._light()
        self._put_heat()
        self._put_changes()
        self.choose(self._chosen)

    def _arrows(self, level: float, token: str, width: float, *, dashed: bool = False) -> ArrowsItem:
        made = ArrowsItem(level, token, width, dashed=dashed)
        self.addItem(made)
        return made

    def _mark(self, card: CardItem) -> None:
        """Show what the checker found in a step, and whether no way leads to it or on from it."""
        node = card.node
        if node.kind not in ("step", "resolve", "escalate") or node.copy:
            return
        found = self.shown.findings_at(node.anchor)
        card.warnings = sum(finding.severity != "advice" for finding in found)
        card.tone = "danger" if any(finding.severity == "error" for finding in found) else "warn"
        card.states = self.shown.states(node.anchor)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a look."""
        if theme.dark != self._look.theme.dark:
            self._build(theme)

    @property
    def ground(self) -> QColor:
        """The colour behind everything."""
        return self._look.colours["bg"]

    @property
    def small_font(self) -> QFont:
        """The font of small words."""
        return self._look.small

    def copy_marks(self, other: MapScene) -> None:
        """Show the run, the figures and the changes that another scene of the same map shows."""
        self._run, self._at = other._run, other._at
        self._heat, self._changes = other._heat, other._changes
        self._light()
        self._put_heat()
        self._put_changes()

    # --- what is joined to what ---

    def answers(self, number: int) -> list[Edge]:
        """The arrows that leave a card, in the order of its answers."""
        return self._out.get(number, [])

    def sources(self, number: int) -> list[Edge]:
        """The arrows that end at a card, the uppermost first."""
        return sorted(self._in.get(number, []), key=self._height_of)

    def _height_of(self, edge: Edge) -> float:
        return self.shown.layout.nodes[edge.source].y

    def card_of(self, anchor: str) -> int:
        """The number of the card of a step; -1 if there is none."""
        return self.shown.layout.node(anchor)

    # --- choosing ---

    @property
    def chosen(self) -> int:
        """The number of the chosen card; -1 if none is."""
        return self._chosen

    @property
    def chosen_card(self) -> CardItem | None:
        """The chosen card."""
        return self.cards[self._chosen] if 0 <= self._chosen < len(self.cards) else None

    def choose(self, number: int) -> None:
        """Choose a card; its arrows stand out."""
        before = self.chosen_card
        self._chosen = number if 0 <= number < len(self.cards) else -1
        card = self.chosen_card
        for one in {before, card}:
            if one is not None:
                one.chosen = one is card
                one.focused = one is card and self.hasFocus()
                one.update()
        near = [*self._out.get(number, []), *self._in.get(number, [])]
        self._near.show_edges(near, self._look.colours)
        if card is not None and card is not before and card.node.kind not in ("elsewhere", "nowhere"):
            self.step_chosen.emit(card.node.anchor)

    def choose_step(self, anchor: str) -> bool:
        """Choose the card of a step, unless one of its cards is chosen; whether there is one."""
        card, number = self.chosen_card, self.card_of(anchor)
        if card is None or card.node.anchor != anchor:
            self.choose(number)
        return number >= 0

    def open_chosen(self) -> None:
        """Open the chosen card: a stub leads to the step that it names, or into the other playbook."""
        card = self.chosen_card
        if card is None or card.node.kind == "nowhere":
            return
        if card.node.kind == "elsewhere":
            self.playbook_asked.emit(card.node.anchor)
        elif card.node.kind == "stub":
            self.choose(self.card_of(card.node.anchor))
        else:
            self.step_opened.emit(card.node.anchor)

    def card_at(self, place: QPointF) -> CardItem | None:
        """The card at a place of the scene."""
        items = self.items(place)
        return next((item for item in items if isinstance(item, CardItem)), None)

    def answer_at(self, place: QPointF) -> Answered | None:
        """The answer at a place of the scene, as (anchor of the step, its number); None if none is there."""
        card = self.card_at(place)
        number = card.row_at(card.mapFromScene(place)) if card is not None else 0
        return (card.node.anchor, number) if card is not None and number else None

    def show_focus(self, focused: bool) -> None:
        """Draw the ring of the chosen card as one that has the keys, or not."""
        card = self.chosen_card
        if card is not None:
            card.focused = focused
            card.update()

    # --- the run, heat, changes ---

    def set_run(self, way: Iterable[Answered], at: str = "") -> None:
        """Light the way of a run: its steps with the answers that were given, and where it stands now."""
        self._run, self._at = tuple(way), at
        self._light()

    def _light(self) -> None:
        given = {answer for answer in self._run if answer[1]}
        visited = {anchor for anchor, _ in self._run}
        taken = [e for e in self.shown.layout.edges if (self.cards[e.source].node.anchor, e.number) in given]
        reached = {edge.target for edge in taken}
        for card in self.cards:
            own = card.number < len(self.shown.book.steps)
            card.lit = (own and card.node.anchor in visited) or card.number in reached
            card.current = bool(self._at) and card.node.anchor == self._at and own
            card.taken = frozenset(edge.number for edge in taken if edge.source == card.number)
            card.update()
        self._lit.show_edges(taken, self._look.colours, whole=True)

    def set_heat(self, steps: Mapping[str, Mark], answers: Mapping[Answered, Mark]) -> None:
        """Show figures on steps (by anchor) and answers, whose strength widens their arrows; {} for none."""
        self._heat = (steps, answers)
        self._put_heat()

    def _put_heat(self) -> None:
        for old in self._warm:
            self.removeItem(old)
        self._warm = []
        steps, answers = self._heat
        for edge in self.shown.layout.edges:
            mark = answers.get((self.cards[edge.source].node.anchor, edge.number))
            if mark is not None and mark.strength > 0:
                wide = 1.5 + (_WIDEST - 1.5) * min(1.0, mark.strength)
                self._warm.append(self._arrows(-0.5, mark.tone, wide))
                self._warm[-1].setOpacity(0.55)
                self._warm[-1].show_edges((edge,), self._look.colours, whole=True)
        for card in self._step_cards():
            card.heat = steps.get(card.node.anchor)
        self._put_rows()

    def set_changes(self, steps: Mapping[str, Mark], answers: Mapping[Answered, Mark]) -> None:
        """Show what became of steps (by anchor) and answers: a word each; {} for none."""
        self._changes = (steps, answers)
        self._put_changes()

    def _put_changes(self) -> None:
        for card in self._step_cards():
            card.change = self._changes[0].get(card.node.anchor)
        self._put_rows()

    def _put_rows(self) -> None:
        """Show the words on answers; what changed goes before how often it was taken."""
        for card in self._step_cards():
            marks = {**self._of_card(card, self._heat[1]), **self._of_card(card, self._changes[1])}
            card.row_marks = marks
            card.update()

    def _step_cards(self) -> list[CardItem]:
        return self.cards[: len(self.shown.book.steps)]

    def _of_card(self, card: CardItem, marks: Mapping[Answered, Mark]) -> dict[int, Mark]:
        anchor = card.node.anchor
        numbers = [edge.number for edge in self._out.get(card.number, [])]
        return {number: marks[anchor, number] for number in numbers if (anchor, number) in marks}

# SPDX-License-Identifier: MIT
"""An answer's arrow dragged on the map to another step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsLineItem

from kbdesk.ui.trainer.map_scene import Answered, MapScene
from kbdesk.ui.trainer.map_view import MapView

FAR = 8
"""How many pixels the pointer must go before a press is a drag."""
_NEAR = 12.0


class ArrowDrag(QObject):
    """Watches a map for answers that are pressed and dragged.

    Signals:
        dropped(str, int, str): the answer (anchor of its step, its number) was dropped on a step: its anchor,
            or ``PATH#ANCHOR`` of another playbook.
    """

    dropped = Signal(str, int, str)

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._answer: Answered | None = None
        self._from = QPoint()
        self._line: QGraphicsLineItem | None = None
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pointer from an answer or the head of its arrow to where it is let go."""
        del watched
        if isinstance(event, QMouseEvent):
            place = event.position().toPoint()
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._answer, self._from = self._answer_at(place), place
            elif event.type() == QEvent.Type.MouseMove and self._answer is not None:
                return self._moved(place)
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._let_go(place)
        return False

    def _answer_at(self, place: QPoint) -> Answered | None:
        scene = self._view.map_scene
        if scene is None:
            return None
        spot = self._view.mapToScene(place)
        return scene.answer_at(spot) or head_at(scene, spot)

    def _moved(self, place: QPoint) -> bool:
        scene = self._view.map_scene
        if scene is None or (self._line is None and (place - self._from).manhattanLength() < FAR):
            return False
        start, end = self._view.mapToScene(self._from), self._view.mapToScene(place)
        if self._line is None:
            self._line = QGraphicsLineItem()
            pen = QPen(self._view.palette().highlight().color(), 2)
            pen.setCosmetic(True)
            self._line.setPen(pen)
            self._line.setZValue(9)
            scene.addItem(self._line)
        self._line.setLine(start.x(), start.y(), end.x(), end.y())
        over = scene.card_at(end)
        self._view.viewport().setCursor(
            Qt.CursorShape.DragLinkCursor if over is not None else Qt.CursorShape.ForbiddenCursor
        )
        return True

    def _let_go(self, place: QPoint) -> None:
        answer, self._answer = self._answer, None
        line, self._line = self._line, None
        scene = self._view.map_scene
        if line is None or scene is None or answer is None:
            return
        if line.scene() is scene:
            scene.removeItem(line)
        card = scene.card_at(self._view.mapToScene(place))
        if card is not None and card.node.kind != "nowhere":
            self.dropped.emit(*answer, card.node.anchor)


def head_at(scene: MapScene, spot: QPointF) -> Answered | None:
    """The answer whose arrow ends at a place of the scene; None if none does."""
    for edge in scene.shown.layout.edges:
        x, y = edge.points[-1]
        if abs(spot.x() - x) + abs(spot.y() - y) <= _NEAR:
            return scene.cards[edge.source].node.anchor, edge.number
    return None

# SPDX-License-Identifier: MIT
"""The map on screen: zoom, drag, and keys that walk along the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from kbdesk.language import tr
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_scene import MapScene

if TYPE_CHECKING:
    from kbdesk.playbook.layout import Edge
    from kbdesk.ui.trainer.map_items import CardItem

SMALLEST, LARGEST, STEP = 0.1, 3.0, 1.2
READABLE = 0.8
"""A map that would be smaller than this when all of it is shown opens at this zoom, at its first step."""
_EDGE = 28


class MapView(QGraphicsView):
    """Shows a scene. Arrow keys walk, Enter opens, + and − zoom, 0 shows all, Home goes to the first step.

    Signals:
        zoomed(float): another zoom, as a factor of the size of text.
    """

    zoomed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zoom = 1.0
        self._mode = "start"
        """What a new size of the window shows again: the "start", "all" of it, or "" once somebody zoomed."""
        self._came: list[int] = []
        self._pressed: QPoint | None = None
        self._scene: MapScene | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a drawing, the same in every language
        self.setStyleSheet("QAbstractScrollArea::corner { background: transparent; border: none; }")
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Map of the playbook"))

    # --- what is shown ---

    @property
    def map_scene(self) -> MapScene | None:
        """The scene that is shown."""
        return self._scene

    def show_scene(self, scene: MapScene, *, keep: bool = False) -> None:
        """Show a scene; ``keep``: where it is and as large as the one before, as after a small change."""
        self._scene, self._came = scene, []
        self.setScene(scene)
        self.setAccessibleName(tr("Map of {title}", title=scene.shown.book.title))
        scene.step_chosen.connect(self._tell)
        if not keep:
            self._mode = "start"
            if self.isVisible():
                self.show_start()

    def set_theme(self, theme: Theme) -> None:
        """Take a look; the zoom grows with the size of text."""
        grown = theme.scale != self._theme.scale
        self._theme = theme
        if self._scene is not None:
            self._scene.set_theme(theme)
        self.setBackgroundBrush(theme.color("bg"))
        self.setMinimumHeight(theme.px(120))
        if grown:
            self._apply(self._zoom)

    # --- zoom ---

    @property
    def zoom(self) -> float:
        """How large it is shown, as a factor of the size of text."""
        return self._zoom

    def zoom_by(self, factor: float) -> None:
        """Show it larger or smaller."""
        self._mode = ""
        self._apply(self._zoom * factor)

    def zoom_in(self) -> None:
        """Larger."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """Smaller."""
        self.zoom_by(1 / STEP)

    def fit(self) -> None:
        """Show all of it."""
        self._mode = "all"
        self._apply(self._whole())
        if self._scene is not None:
            self.centerOn(self._scene.sceneRect().center())

    def show_start(self) -> None:
        """Show all of it if that can be read, else what begins at the chosen or the first step."""
        scene = self._scene
        if scene is None or not scene.cards:
            return
        if self._whole() >= READABLE:
            self._apply(self._whole())
            self.centerOn(scene.sceneRect().center())
            return
        self._apply(READABLE)
        card = scene.chosen_card or scene.cards[0]
        place = card.card_rect()
        half = self.mapToScene(self.viewport().rect()).boundingRect().width() / 2
        self.centerOn(place.x() - _EDGE + half, place.center().y())

    def _whole(self) -> float:
        if self._scene is None:
            return 1.0
        room, size = self.viewport().size(), self._scene.sceneRect()
        wide, high = room.width() / max(1.0, size.width()), room.height() / max(1.0, size.height())
        return min(1.0, wide / self._theme.scale, high / self._theme.scale)

    def _apply(self, zoom: float) -> None:
        self._zoom = min(LARGEST, max(SMALLEST, zoom))
        scale = self._zoom * self._theme.scale
        self.resetTransform()
        self.scale(scale, scale)
        self.zoomed.emit(self._zoom)

    # --- walking ---

    def choose(self, number: int) -> None:
        """Choose a card and bring it into sight."""
        if self._scene is not None and 0 <= number < len(self._scene.cards):
            self._scene.choose(number)
            self.show_card(self._scene.cards[number])

    def choose_step(self, anchor: str) -> None:
        """Choose a step and bring it into sight."""
        if self._scene is not None and self._scene.choose_step(anchor):
            card = self._scene.chosen_card
            if card is not None:
                self.show_card(card)

    def show_card(self, card: CardItem) -> None:
        """Bring a card into sight, with its answers if there is room."""
        rect = card.card_rect()
        self.ensureVisible(rect.adjusted(0, 0, 0, card.node.room), _EDGE, _EDGE)
        self.ensureVisible(rect, _EDGE, _EDGE)

    def _walk(self, key: int) -> None:
        scene = self._scene
        if scene is None or not scene.cards:
            return
        card = scene.chosen_card
        if card is None:
            self.choose(0)
            return
        if key == Qt.Key.Key_Right:
            ahead = scene.answers(card.number)
            if ahead:
                self._came.append(card.number)
                self.choose(ahead[0].target)
            elif card.node.kind == "stub":
                self._came.append(card.number)
                scene.open_chosen()
                self._reveal()
        elif key == Qt.Key.Key_Left:
            self.choose(self._source(scene.sources(card.number)))
        else:
            self.choose(self._beside(card, 1 if key == Qt.Key.Key_Down else -1))

    def _source(self, edges: list[Edge]) -> int:
        """The card to go back to: the one that was come from, else the uppermost that leads here."""
        sources = [edge.source for edge in edges]
        while self._came:
            before = self._came.pop()
            if before in sources or (self._scene and self._scene.cards[before].node.kind == "stub"):
                return before
        return sources[0] if sources else -1

    def _beside(self, card: CardItem, way: int) -> int:
        """The next card of the column, up or down; -1 if there is none."""
        cards = self._scene.cards if self._scene is not None else []
        column = sorted((one for one in cards if one.node.layer == card.node.layer), key=_top)
        place = column.index(card) + way
        return column[place].number if 0 <= place < len(column) else -1

    def _reveal(self) -> None:
        card = self._scene.chosen_card if self._scene is not None else None
        if card is not None:
            self.show_card(card)

    def _tell(self, anchor: str) -> None:
        """Let a screen reader say what is chosen."""
        del anchor
        card = self._scene.chosen_card if self._scene is not None else None
        if card is not None:
            self.setAccessibleDescription(card.words.replace("\n", ". "))
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, open, zoom; other keys are the page's."""
        strong = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        if strong:
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._scene is not None and not event.isAutoRepeat():
                self._scene.open_chosen()
                self._reveal()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Home:
            self._came = []
            self.choose(0)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom at the pointer; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a card; a drag moves the map."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that did not move the map chooses what is under it."""
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        place, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        if pressed is None or (place - pressed).manhattanLength() > 4 or self._scene is None:
            return
        card = self._scene.card_at(self.mapToScene(place))
        if card is not None:
            self._came = []
            self._scene.choose(card.number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is under the pointer."""
        if self._scene is not None and self._scene.card_at(self.mapToScene(event.position().toPoint())):
            self._scene.open_chosen()
            self._reveal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring as one that has the keys; the first step is chosen if none is."""
        super().focusInEvent(event)
        if self._scene is not None:
            if self._scene.chosen < 0:
                self._scene.choose(0)
            self._scene.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw the ring without keys."""
        super().focusOutEvent(event)
        if self._scene is not None:
            self._scene.show_focus(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on showing all of it, or its beginning, until somebody zooms."""
        super().resizeEvent(event)
        self._show_again()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with all of it, or its first step."""
        super().showEvent(event)
        self._show_again()

    def _show_again(self) -> None:
        if self.isVisible() and self._mode == "start":
            self.show_start()
        elif self.isVisible() and self._mode == "all":
            self.fit()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the map from acting elsewhere in the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_Home, Qt.Key.Key_Equal)
            if event.key() in mine and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.accept()
                return True
        return super().event(event)


def _top(card: CardItem) -> float:
    return card.node.y

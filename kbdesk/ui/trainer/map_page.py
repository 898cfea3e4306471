# SPDX-License-Identifier: MIT
"""The page “Map”: a playbook drawn, the chosen step beside it, what is wrong below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from kbdesk.language import tr, trn
from kbdesk.ui.cover import Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.trainer.map_list import MapList
from kbdesk.ui.trainer.map_scene import Answered, MapScene
from kbdesk.ui.trainer.map_side import StepSide
from kbdesk.ui.trainer.map_view import MapView
from kbdesk.ui.trainer.map_words import facts

if TYPE_CHECKING:
    from kbdesk.desk.maps import PlaybookMap, StepText
    from kbdesk.model import Finding

SIDE = 330
"""The width of the side in px at 100 %, where there is room beside the map."""
_SHARE = 0.56
"""The part of the height that the map gets where the side stands below it."""
_ROWS, _FEW_ROWS = 4, 2
"""How many findings are shown at once: beside the map, and below it."""
_COLOURS = {"error": "danger", "warning": "warn", "advice": "muted"}


class MapPage(Cover):
    """Shows one playbook as map or as list; what is chosen in one is chosen in the other.

    ``set_side`` replaces what stands beside the map; ``add_tool`` adds a button above it.

    Signals:
        text_asked(str): the text of this step is wanted at the side, by its anchor.
        step_opened(str): a step was opened (Enter, double click).
        playbook_asked(str): show this playbook instead; ``PATH`` or ``PATH#ANCHOR``.
        read_asked(str): read the playbook at this step.
        link_activated(str): a link of the step's text, as the file wrote it.
        save_asked(): write the map as a picture.
        print_asked(): print the map.
    """

    text_asked = Signal(str)
    step_opened = Signal(str)
    playbook_asked = Signal(str)
    read_asked = Signal(str)
    link_activated = Signal(str)
    save_asked = Signal()
    print_asked = Signal()

    least_stacked = 620

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, tr("Map"))
        self._shown: PlaybookMap | None = None
        self._scene: MapScene | None = None
        self.view = MapView(theme, self.left)
        self.list = MapList(theme, self.left)
        self._stack = QStackedWidget(self.left)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.list)
        self.left_box.addWidget(self._tools())
        self.left_box.addWidget(self._stack, 1)
        self.text = StepSide(theme, self.right)
        self._side: QWidget = self.text
        self._told_findings = self.label(self.right, 12, 600, "muted")
        self.findings = RowList(theme, self.right, tr("What the checker found"))
        self.right_box.addWidget(self.text, 1)
        self.right_box.addWidget(self._told_findings)
        self.right_box.addWidget(self.findings)
        for part in (self.view, self.list, self.text, self.findings):
            self.follow(part)
        self.focus_first(self.view)
        self._connect()
        self.set_theme(theme)

    def _tools(self) -> QWidget:
        bar = QWidget(self.left)
        self._flow = LineLayout(bar, 6)
        self._bar = bar
        self._as_map = self.add_tool(tr("Map"), tr("Show it drawn (L)"), "tab")
        self._as_list = self.add_tool(tr("List"), tr("Show it as a list (L)"), "tab")
        self._out = self.add_tool("−", tr("Smaller (−)"))
        self._size = self.add_tool("100 %", tr("Show all of it (0)"))
        self._in = self.add_tool("+", tr("Larger (+)"))
        self._save = self.add_tool(tr("Picture …"), tr("Write the map as a picture, SVG or PNG"))
        self._print = self.add_tool(tr("Print …"), tr("Print the map (Ctrl+P)"))
        for button, name in (
            (self._out, tr("Smaller")),
            (self._size, tr("Show all")),
            (self._in, tr("Larger")),
        ):
            button.setAccessibleName(name)
        return bar

    def _connect(self) -> None:
        self._as_map.clicked.connect(self.show_drawn)
        self._as_list.clicked.connect(self.show_list)
        self._out.clicked.connect(self.view.zoom_out)
        self._size.clicked.connect(self.view.fit)
        self._in.clicked.connect(self.view.zoom_in)
        self._save.clicked.connect(self.save_asked)
        self._print.clicked.connect(self.print_asked)
        self.view.zoomed.connect(self._show_zoom)
        self.list.step_chosen.connect(self.choose_step)
        self.list.step_opened.connect(self.step_opened)
        self.list.playbook_asked.connect(self.playbook_asked)
        self.text.answer_chosen.connect(self._go)
        self.text.read_asked.connect(self.read_asked)
        self.text.link_activated.connect(self.link_activated)
        self.findings.chosen.connect(self._show_finding)
        self.findings.entered.connect(self._show_finding)
        self.step_opened.connect(self._to_side)

    # --- seams for others ---

    def set_side(self, side: QWidget) -> None:
        """Put something else beside the map, such as a panel that edits; the one before is hidden."""
        if side is not self._side:
            self._side.hide()
            self.right_box.replaceWidget(self._side, side)
            self._side = side
            side.show()

    @property
    def side(self) -> QWidget:
        """What stands beside the map now."""
        return self._side

    def add_tool(self, text: str, tip: str, role: str = "quiet") -> QPushButton:
        """A button above the map, after the others."""
        button = made_button(self._bar, text, tip, role)
        self._flow.addWidget(button)
        return button

    @property
    def scene(self) -> MapScene | None:
        """The scene of the map; another one whenever the playbook changes."""
        return self._scene

    @property
    def shown(self) -> PlaybookMap | None:
        """What is shown."""
        return self._shown

    @property
    def chosen(self) -> str:
        """The anchor of the chosen step; "" if none is."""
        card = self._scene.chosen_card if self._scene is not None else None
        return card.node.anchor if card is not None else ""

    # --- what is shown ---

    def show_map(self, shown: PlaybookMap) -> None:
        """Show a playbook; another text of the same one keeps place, size and choice."""
        for _ in self.showing(shown):
            pass

    def showing(self, shown: PlaybookMap) -> Iterator[None]:
        """As ``show_map``, a piece for each turn of the window."""
        scene = MapScene(shown, self.theme, self)
        yield
        before, chosen = self._scene, self.chosen
        same = self._shown is not None and self._shown.book.path == shown.book.path
        self._shown = shown
        self._title.setText(shown.book.title)
        origin = tr("from {library}", library=shown.library) if shown.library else ""
        self.told.setText(" · ".join(filter(None, (tr("Map"), facts(shown), origin))))
        self._scene = scene
        if before is not None and same:
            scene.copy_marks(before)
        scene.step_chosen.connect(self._chosen)
        scene.step_opened.connect(self.step_opened)
        scene.playbook_asked.connect(self.playbook_asked)
        if same:
            scene.choose_step(chosen)
        self.view.show_scene(scene, keep=same)
        if before is not None:
            before.deleteLater()
        self.list.show_map(shown)
        self._show_findings(shown)
        self._show_mode()
        self._arrange()
        self.hand_focus_on()
        if scene.chosen < 0:
            self.view.choose(0)

    def _show_findings(self, shown: PlaybookMap) -> None:
        rows = []
        for finding, anchor in sorted(zip(shown.findings, shown.at, strict=True), key=_weight):
            step = shown.book.step(anchor)
            place = step.title if step is not None else tr("the head of the file")
            line = tr("{code} · line {line} · {place}", code=finding.code, line=finding.line, place=place)
            colour = _COLOURS[finding.severity]
            rows.append(Row((finding, anchor), finding.message, line, "warning", colour))
        self._told_findings.setText(
            trn("{n:,} finding", "{n:,} findings", len(rows))
            if rows
            else tr("The checker found nothing wrong.")
        )
        self.findings.show_rows(tuple(rows))
        self.findings.setVisible(bool(rows))
        self._fit_findings()

    def _fit_findings(self) -> None:
        rows = max(1, len(self.findings.rows))
        high = self.findings.wanted_height
        wide = self._splitter.orientation() == Qt.Orientation.Horizontal
        most = _ROWS if wide and not self.is_low else _FEW_ROWS
        self.findings.setFixedHeight(max(1, round(high * min(rows, most) / rows)))

    def show_text(self, text: StepText) -> None:
        """Show a step's text at the side, if it is still the chosen one."""
        if self._shown is not None and text.step.anchor == self.chosen:
            self.text.show_step(self._shown, text)

    def show_run(self, way: Iterable[Answered], at: str) -> None:
        """Light the way of a run; () and "" if there is none."""
        if self._scene is not None:
            self._scene.set_run(way, at)

    # --- choosing ---

    def choose_step(self, anchor: str) -> None:
        """Choose a step and bring it into sight."""
        self.view.choose_step(anchor)

    def _chosen(self, anchor: str) -> None:
        self.list.choose_step(anchor)
        self.text_asked.emit(anchor)

    def _go(self, number: int) -> None:
        """Go to the node that an answer leads to; a stub leads on to its step."""
        scene = self._scene
        if scene is None:
            return
        self.view.choose(number)
        card = scene.chosen_card
        if card is not None and card.node.kind in ("stub", "elsewhere"):
            scene.open_chosen()
            self.choose_step(self.chosen)

    def _show_finding(self, row: Row | None) -> None:
        if row is not None and isinstance(row.value, tuple) and row.value[1] and self.findings.hasFocus():
            self.choose_step(row.value[1])

    def _to_side(self, _anchor: str) -> None:
        """A step was opened: the keys go to its text."""
        target = self._side.focusProxy() or self._side
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- map or list ---

    def show_drawn(self) -> None:
        """Show the map."""
        self._show_part(self.view)

    def show_list(self) -> None:
        """Show the list."""
        self._show_part(self.list)

    def _show_part(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self.focus_first(part)
        part.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_mode()

    @property
    def _drawn(self) -> bool:
        return self._stack.currentWidget() is self.view

    def _show_mode(self) -> None:
        for button, on in ((self._as_map, self._drawn), (self._as_list, not self._drawn)):
            set_look(button, "active", on)
            button.setAccessibleName(tr("{name}, shown", name=button.text()) if on else button.text())
        for button in (self._out, self._size, self._in):
            button.setEnabled(self._drawn)

    def _show_zoom(self, zoom: float) -> None:
        self._size.setText(f"{round(zoom * 100)} %")

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """L changes between map and list, Ctrl+S saves a picture, Ctrl+P prints."""
        strong = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if strong and event.key() == Qt.Key.Key_S:
            self.save_asked.emit()
        elif strong and event.key() == Qt.Key.Key_P:
            self.print_asked.emit()
        elif event.key() == Qt.Key.Key_L and not event.modifiers():
            self._show_part(self.list if self._drawn else self.view)
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        """The map gets the room; the side stands beside it or below."""
        before = (self._splitter.orientation(), bool(self._splitter.property("placed")))
        super()._arrange()
        wide = self._splitter.orientation() == Qt.Orientation.Horizontal
        if before != (self._splitter.orientation(), True):
            length = self.width() if wide else max(self.height(), self.theme.px(self.least_stacked))
            side = min(self.theme.px(SIDE), round(length * 0.4)) if wide else round(length * (1 - _SHARE))
            self._splitter.setSizes([max(1, length - side), side])
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setStretchFactor(1, 0 if wide else 1)
            self._fit_findings()


def _weight(found: tuple[Finding, str]) -> tuple[int, int]:
    """Errors first, then by line."""
    finding, _ = found
    return list(_COLOURS).index(finding.severity), finding.line

# SPDX-License-Identifier: MIT
"""What stands around the map of a playbook: how calls went, practising, export and import."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from kbdesk.desk.heat import HeatView, StepHeat
from kbdesk.desk.maps import PlaybookMap
from kbdesk.language import tr
from kbdesk.ui.theme import set_look
from kbdesk.ui.trainer.heating import Heating, HeatPanel, Marks
from kbdesk.ui.trainer.map_page import MapPage
from kbdesk.ui.trainer.mapping import Mapping


class MapRoom(QObject):
    """Adds to the page of the map what other parts do with its playbook.

    Signals:
        practise_asked(str): practise the playbook with this path.
        export_asked(str): export it.
        import_asked(): import a playbook from a file.
        reports_asked(): show the reports of practice calls.
    """

    practise_asked = Signal(str)
    export_asked = Signal(str)
    import_asked = Signal()
    reports_asked = Signal()

    def __init__(self, mapping: Mapping, heating: Heating) -> None:
        super().__init__(mapping)
        self._mapping, self._heating = mapping, heating
        self._panel: HeatPanel | None = None
        self._before: QWidget | None = None
        self._button: QPushButton | None = None
        self._marks: Marks = ({}, {})
        mapping.opened.connect(self._opened)
        mapping.mapped.connect(self._mapped)
        heating.found.connect(self._found)
        heating.listed.connect(self._listed)

    @property
    def path(self) -> str:
        """The playbook that is drawn, if it is one of the open library."""
        shown = self._mapping.page.shown if self._mapping.page is not None else None
        return shown.book.path if shown is not None and not shown.library else ""

    def _opened(self, page: MapPage) -> None:
        self._panel = HeatPanel(page.theme, page.right)
        self._panel.hide()
        page.follow(self._panel)
        self._panel.step_chosen.connect(page.choose_step)
        self._panel.counts_asked.connect(self._heating.counts_asked)
        self._button = page.add_tool(
            tr("How calls went"), tr("Where calls stop or are handed over (Alt+Y)"), "tab"
        )
        self._button.setShortcut("Alt+Y")
        self._button.clicked.connect(self._toggle)
        tools = (
            (tr("Practise   {practise}"), tr("Practise this playbook ({practise})"), self._practise),
            (tr("Reports"), tr("Reports of practice calls that were kept"), self.reports_asked.emit),
            (tr("Export …"), tr("Write it as Mermaid, DOT, CACAO, HTML or PDF"), self._export),
            (tr("Import …"), tr("Make a playbook of a file of another kind"), self.import_asked.emit),
        )
        for text, tip, act in tools:
            page.add_tool(text, tip).clicked.connect(act)
        self._before = None

    def _mapped(self, shown: PlaybookMap) -> None:
        self._marks = ({}, {})
        if not shown.library:
            self._heating.show(shown.book.path)

    def _found(self, _heat: object, marks: Marks) -> None:
        self._marks = marks
        self._draw()

    def _listed(self, view: HeatView, worst: tuple[tuple[StepHeat, str], ...]) -> None:
        if self._panel is not None and self._mapping.page is not None:
            self._panel.show_heat(view, worst)

    def _toggle(self) -> None:
        page, panel = self._mapping.page, self._panel
        if page is None or panel is None or self._button is None:
            return
        if page.side is panel:
            page.set_side(self._before or page.text)
            self._before = None
        else:
            self._before = page.side
            page.set_side(panel)
        set_look(self._button, "active", page.side is panel)
        self._draw()

    def _draw(self) -> None:
        """Show the figures on the map while they are asked for."""
        page = self._mapping.page
        if page is not None and page.scene is not None:
            marks = self._marks if page.side is self._panel else ({}, {})
            page.scene.set_heat(*marks)

    def _practise(self) -> None:
        self.practise_asked.emit(self.path)

    def _export(self) -> None:
        self.export_asked.emit(self.path)

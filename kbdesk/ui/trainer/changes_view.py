# SPDX-License-Identifier: MIT
"""What differs between two texts of a playbook: a list in words, and the map of the newer one with marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kbdesk.language import tr, trn
from kbdesk.ui.mirror import Splitter
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.map_items import Mark
from kbdesk.ui.trainer.map_scene import MapScene
from kbdesk.ui.trainer.map_view import MapView
from kbdesk.ui.wrap_label import WrapLabel

if TYPE_CHECKING:
    from kbdesk.desk.trainer import Structure
    from kbdesk.model.edits import StructureChange

_STEPS = {"came": Mark(tr("new"), "ok"), "changed": Mark(tr("changed"), "accent")}
_ANSWERS = {
    "came": Mark(tr("new"), "ok"),
    "reworded": Mark(tr("other words"), "accent"),
    "retargeted": Mark(tr("leads elsewhere"), "warn"),
    "moved": Mark(tr("other key"), "accent"),
}
# The sentences of a comparison are English, as the history has them.
_ICONS = (("New ", "plus", "ok"), ("The step ", "close", "danger"), ("No ", "close", "danger"))
_LIST_SHARE = 0.42


class ChangesView(QWidget):
    """Shows a comparison by structure; the row that is chosen is brought into sight on the map."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene: MapScene | None = None
        self.told = WrapLabel(self, 12, 400, "muted")
        self._splitter = Splitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self.list = RowList(theme, self._splitter, tr("What differs"))
        self.map = MapView(theme, self._splitter)
        self.map.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list.chosen.connect(self._chosen)
        self.setFocusProxy(self.list)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.told)
        self._box.addWidget(self._splitter, 1)
        self.set_theme(theme)

    def show_structure(self, found: Structure | None) -> None:
        """Show what differs; None if one of the texts is no playbook."""
        told = found.told if found is not None else ()
        self.told.setText(_summary(found))
        before, self._scene = self._scene, None
        if found is not None and found.shown.book.steps:
            self._scene = scene = MapScene(found.shown, self._theme, self)
            scene.set_changes(*marks_of(found.change))
            self.map.show_scene(scene)
        self.map.setVisible(self._scene is not None)
        self.list.setVisible(bool(told))
        self.list.show_rows(tuple(_row(one.what, one.where, one.anchor) for one in told))
        self._share()
        if before is not None:
            before.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        for part in (self.told, self.list, self.map):
            part.set_theme(theme)
        self._box.setSpacing(theme.px(6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gets no more than it needs."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        high = self._splitter.height()
        rows = min(self.list.wanted_height, round(high * _LIST_SHARE))
        self._splitter.setSizes([rows, max(1, high - rows)])

    def _chosen(self, row: Row | None) -> None:
        if row is not None and isinstance(row.value, tuple) and row.value[-1]:
            self.map.choose_step(row.value[-1])


def marks_of(change: StructureChange) -> tuple[dict[str, Mark], dict[tuple[str, int], Mark]]:
    """The marks of a comparison for the map of the newer text: on steps, and on answers."""
    steps = {anchor: _STEPS[what] for anchor, what in change.marks if what in _STEPS}
    answers = {
        (anchor, number): _ANSWERS[what]
        for anchor, number, what in change.answer_marks
        if change.marks and steps.get(anchor) is not _STEPS["came"]
    }
    return steps, answers


def _row(what: str, where: str, anchor: str) -> Row:
    icon, colour = next(((i, c) for word, i, c in _ICONS if what.startswith(word)), ("note", "accent"))
    return Row((what, where, anchor), what, where[:1].upper() + where[1:], icon, colour)


def _summary(found: Structure | None) -> str:
    if found is None:
        return tr("There is no playbook to compare with.")
    if not found.told:
        return tr("No step and no answer differs.")
    return trn("{n} difference", "{n} differences", len(found.told))

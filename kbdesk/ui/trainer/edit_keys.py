# SPDX-License-Identifier: MIT
"""The keys of editing a playbook: letters on the map; save, undo and redo everywhere on its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from kbdesk.ui.trainer.editing import Editing
    from kbdesk.ui.trainer.map_page import MapPage

_ACTS = {
    Qt.Key.Key_A: "answer",
    Qt.Key.Key_N: "step",
    Qt.Key.Key_E: "end",
    Qt.Key.Key_R: "rename",
    Qt.Key.Key_F2: "rename",
    Qt.Key.Key_Delete: "remove",
    Qt.Key.Key_S: "split",
    Qt.Key.Key_J: "join",
    Qt.Key.Key_T: "text",
}


class EditKeys(QObject):
    """Watches the page of a map for keys that no field took."""

    def __init__(self, editing: Editing, page: MapPage) -> None:
        super().__init__(page)
        self._editing, self._page = editing, page
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Act on keys of editing; others go on to the page."""
        if watched is not self._page or not isinstance(event, QKeyEvent):
            return False
        act = self._act_of(event)
        if act is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if not event.isAutoRepeat():
                act()
            return True
        return False

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does; None if it is none of editing."""
        editing, key = self._editing, Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if editing.active and held & Qt.KeyboardModifier.ControlModifier:
            return self._with_control(key, shift=bool(held & Qt.KeyboardModifier.ShiftModifier))
        if editing.active and key == Qt.Key.Key_Escape and editing.in_side:
            return editing.back_to_map
        shown = self._page.shown
        if shown is not None and not shown.library and not held and key in _ACTS:
            return partial(editing.act, _ACTS[key])
        return None

    def _with_control(self, key: Qt.Key, *, shift: bool) -> Callable[[], None] | None:
        if key == Qt.Key.Key_Y or (key == Qt.Key.Key_Z and shift):
            return partial(self._editing.step_back, back=False)
        if key == Qt.Key.Key_Z:
            return partial(self._editing.step_back, back=True)
        return self._editing.save if key == Qt.Key.Key_S and not shift else None

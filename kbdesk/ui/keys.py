# SPDX-License-Identifier: MIT
"""The window's shortcuts: each action of the table carried out by whoever has a method of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from kbdesk.model import Page
from kbdesk.ui.actions import ACTS, key_list


class Keys(QObject):
    """Makes the actions of a window.

    Args:
        window: where the shortcuts hold.
        owners: gives the objects whose methods carry out the actions, asked in this order.
        may_act: whether the action of this name may be carried out now; "answer" is that of the digits.
        answer: chooses an answer of the call, 1 … 9.
    """

    def __init__(
        self,
        window: QWidget,
        owners: Callable[[], Iterator[QObject]],
        may_act: Callable[[str], bool],
        answer: Callable[[int], None],
    ) -> None:
        super().__init__(window)
        self._owners, self._may_act, self._answer = owners, may_act, answer
        for act in ACTS:
            self._add(window, act.name, act.text, act.keys, act.repeats)
        for number in range(1, 10):
            keys = (str(number), f"Ctrl+{number}")
            self._add(window, f"answer {number}", f"Answer {number}", keys, False)

    def _add(self, window: QWidget, name: str, text: str, keys: tuple[str, ...], repeats: bool) -> None:
        action = QAction(text, window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(self._triggered)
        action.setObjectName(name)
        action.setAutoRepeat(repeats)
        window.addAction(action)

    def _triggered(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        name, _, number = action.objectName().partition(" ")
        if not number:
            self.act(name)
        elif self._may_act(name):
            self._answer(int(number))

    def act(self, name: str) -> None:
        """Carry out an action of the table, if it may be now."""
        if self._may_act(name):
            self.slot_of(name)()

    def slot_of(self, name: str) -> Callable[[], None]:
        """What carries out an action of the table, wherever it lives."""
        slot: Callable[[], None] = next(
            getattr(owner, name) for owner in self._owners() if hasattr(owner, name)
        )
        return slot


def keys_page() -> Page:
    """The list of keys as a page; runs in a lane, as it brings the Markdown worker with it."""
    from kbdesk.desk.own import own_page  # noqa: PLC0415 - not in the start-up path

    return own_page(key_list())

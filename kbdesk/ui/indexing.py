# SPDX-License-Identifier: MIT
"""The index child: a process of its own, so that building an index never holds up a keystroke."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from kbdesk.language import tr
from kbdesk.ui.child import Child


class Indexer(Child):
    """Runs ``kbdesk index --progress`` in a niced child process, one library after another.

    Signals:
        finished(int indexed): the index of a library is up to date.
    """

    finished = Signal(int)

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent, tr("The index was not built."))
        self._waiting: list[str] = []
        self._folders = ("", "")
        self._indexed = -1

    def start(self, roots: Iterable[str], data: str, cache: str) -> None:
        """Bring the indexes of these libraries up to date; one that is just being read is read once more."""
        self._folders = (data, cache)
        self._waiting += [root for root in roots if root not in self._waiting]
        self._next()

    def _next(self) -> None:
        if not self.running and self._waiting:
            self._indexed = -1
            self.run(("index", self._waiting.pop(0), "--progress"), *self._folders)

    def cancel(self) -> None:
        """Stop the child and what waits for it; what it indexed so far stays usable."""
        self._waiting.clear()
        super().cancel()

    def shut_down(self) -> None:
        """Stop the child and wait until it is gone; called when the window closes."""
        self._waiting.clear()
        super().shut_down()

    def take(self, message: dict[str, Any]) -> None:
        """Take how far it is, or how much it indexed in all."""
        if "indexed" in message:
            self._indexed = int(message["indexed"])
        else:
            super().take(message)

    def done(self) -> bool:
        """Tell how much was indexed, and go on with the next library."""
        whole = self._indexed >= 0
        if whole:
            self.finished.emit(self._indexed)
        return whole

    def _close(self, sentence: str) -> None:
        super()._close(sentence)
        self._next()

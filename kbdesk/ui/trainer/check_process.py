# SPDX-License-Identifier: MIT
"""The process that checks a library for the window, so that checking never holds up a keystroke."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from kbdesk.desk.home import Home
from kbdesk.language import tr
from kbdesk.model import Finding
from kbdesk.ui.child import Child
from kbdesk.ui.trainer.checks_rows import Check


class CheckProcess(Child):
    """Runs ``kbdesk check --progress`` at low priority.

    Signals:
        finished(tuple of Check): all that was found.
    """

    finished = Signal(object)

    def __init__(self, parent: QObject, home: Home) -> None:
        super().__init__(parent, tr("The library was not checked."))
        self._home = home
        self._found: list[Check] = []
        self._whole = False

    def start(self, root: str) -> None:
        """Check a library; what is under way for another one is dropped."""
        self.shut_down()
        self._found, self._whole = [], False
        asked = ("check", "--library", root, "--progress", "--personal")
        self.run(asked, str(self._home.data), str(self._home.cache))

    def take(self, message: dict[str, Any]) -> None:
        """Take a finding, that it is through, or how far it is."""
        if "finding" in message:
            told = message["finding"]
            told["answers"] = tuple(told["answers"])
            self._found.append(Check(Finding(**told), message["fix"]))
        elif "checked" in message:
            self._whole = True
        else:
            super().take(message)

    def done(self) -> bool:
        """Tell all that was found, if the whole library was looked at."""
        if self._whole:
            self.finished.emit(tuple(self._found))
        return self._whole

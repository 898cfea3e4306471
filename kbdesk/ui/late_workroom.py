# SPDX-License-Identifier: MIT
"""Makes the workroom when it is first needed: the window is painted before writing is even imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kbdesk.ui.jobs import Lanes

if TYPE_CHECKING:
    from kbdesk.ui.theme import Theme
    from kbdesk.ui.workroom import Workroom


class LateWorkroom(QObject):
    """Stands in for the workroom until there is one.

    Args:
        lanes: where it is imported, so that the window does not wait.
        make: makes it, once its class is known.
        parent: its owner.
    """

    def __init__(self, lanes: Lanes, make: Callable[[type[Workroom]], Workroom], parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._make = lanes, make
        self._work: Workroom | None = None

    @property
    def work(self) -> Workroom:
        """The workroom, made now if it was not yet."""
        if self._work is None:
            self._work = self._make(workroom_class())
        return self._work

    @property
    def sheet_open(self) -> bool:
        """Whether one of its sheets covers the window."""
        return self._work is not None and self._work.sheet_open

    def load(self) -> None:
        """Import it in a lane and make it then; called when a library is about to be opened."""
        if self._work is None:
            self._lanes.disk.run(workroom_class, self._loaded)

    def _loaded(self, kind: type[Workroom]) -> None:
        del kind
        _ = self.work

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        if self._work is not None:
            self._work.set_theme(theme)

    def may_close(self) -> bool:
        """Keep what is being written; see ``Workroom.may_close``."""
        return self._work is None or self._work.may_close()

    def shut_down(self) -> None:
        """Stop what talks to the network; called before the lanes end."""
        if self._work is not None:
            self._work.shut_down()

    def finish(self) -> None:
        """Keep what was typed last; called when the lanes have ended."""
        if self._work is not None:
            self._work.finish()


def workroom_class() -> type[Workroom]:
    """The class of the workroom, and all that it needs imported; may run in a lane."""
    from kbdesk.ui.workroom import Workroom  # noqa: PLC0415 - not in the start-up path

    return Workroom

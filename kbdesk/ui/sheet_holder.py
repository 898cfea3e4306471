# SPDX-License-Identifier: MIT
"""The base of objects that ask something in a sheet over the window."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kbdesk.ui.jobs import Lanes
from kbdesk.ui.sheet import Sheet
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

SheetT = TypeVar("SheetT", bound=Sheet)


class SheetHolder(QObject, Generic[SheetT]):
    """Holds one sheet, gives it the look, and takes it away.

    The subclass makes the sheet and sets ``_sheet``.

    Args:
        lanes: where work is done.
        who: asks for the person's name where one is needed.
        theme: the look.
        window: what the sheet covers, and the owner.
    """

    def __init__(self, lanes: Lanes, who: Who, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._who, self._theme, self._window = lanes, who, theme, window
        self._sheet: SheetT | None = None

    @property
    def sheet(self) -> SheetT | None:
        """The sheet that covers the window; None if it does not."""
        return self._sheet

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def close(self) -> None:
        """Take the sheet away."""
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.dismiss()
            sheet.deleteLater()

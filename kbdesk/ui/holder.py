# SPDX-License-Identifier: MIT
"""The base of objects that hold a page over the panes while it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject

from kbdesk.ui.cover import Cover
from kbdesk.ui.frame import Frame
from kbdesk.ui.theme import Theme
from kbdesk.ui.turns import Turns

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

PageT = TypeVar("PageT", bound=Cover)


class Holder(QObject, Generic[PageT]):
    """Opens a page, gives it the look, and takes it away when the person leaves it.

    The subclass makes the page and calls ``bring`` or ``put`` with it, where more is long in ``_turns``.

    Args:
        frame: over whose panes it stands.
        theme: the look.
        name: what the page is called in the row of open pages.
    """

    def __init__(self, frame: Frame, theme: Theme, name: str) -> None:
        super().__init__(frame)
        self._frame, self._theme, self._name = frame, theme, name
        self._desk: Desk | None = None
        self._page: PageT | None = None
        self._turns = Turns(self)

    @property
    def page(self) -> PageT | None:
        """The page; None while it is closed."""
        return self._page

    def set_desk(self, desk: Desk) -> None:
        """Take another library; a page of the one before is closed."""
        self._turns.finish()
        self.close()
        self._desk = desk

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._turns.finish()
        self._theme = theme
        if self._page is not None:
            self._page.set_theme(theme)

    def bring(self, make: Callable[[], PageT], then: Callable[[], None]) -> None:
        """Bring the page to the front, made if there is none: to make and to show it are turns of their own.

        Args:
            make: gives the page.
            then: is called when it is in front.
        """
        self._turns.finish()
        self._turns.begin(self._bringing(make, then))

    def _bringing(self, make: Callable[[], PageT], then: Callable[[], None]) -> Iterator[None]:
        page = self._page
        if page is None:
            page = make()
            yield
        self.put(page)
        then()

    def put(self, page: PageT) -> None:
        """Show a page over the panes, or bring it to the front."""
        if self._page is not page:
            self._page = page
            page.closed.connect(self.left)
        self._frame.put_over(page, self._name)

    def close(self) -> None:
        """Close the page, as if the person had."""
        if self._page is not None:
            self._page.leave()

    def left(self) -> None:
        """The person left the page: it is let go of."""
        if self._page is not None:
            page, self._page = self._page, None
            self._frame.take_away(page)
            page.deleteLater()

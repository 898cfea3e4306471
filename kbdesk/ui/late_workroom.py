# SPDX-License-Identifier: MIT
"""Makes workroom, case work and trainers' work when they are first needed: the window is painted before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.caller import Caller
from kbdesk.ui.finder import Finder
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import Keeper
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.ui.cases.casework import CaseWork
    from kbdesk.ui.trainer.trainerwork import TrainerWork
    from kbdesk.ui.workroom import Workroom


class LateWorkroom(QObject):
    """Stands in for the workroom, the case work and the trainers' work until there are any.

    Args:
        home: the user's own folders.
        lanes: where they are imported, so that the window does not wait.
        frame, keeper, finder, article, caller: what they work with.
        window: their owner.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
        library_made(Path): a library was got from its address; open it.
    """

    said = Signal(str)
    failed = Signal(object)
    library_made = Signal(object)

    def __init__(
        self,
        home: Home,
        lanes: Lanes,
        frame: Frame,
        keeper: Keeper,
        finder: Finder,
        article: ArticlePane,
        caller: Caller,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._home, self._lanes, self._frame, self._keeper = home, lanes, frame, keeper
        self._finder, self._article, self._caller, self._window = finder, article, caller, window
        self._theme = Theme()
        self._work: Workroom | None = None
        self._cases: CaseWork | None = None
        self._trainer: TrainerWork | None = None
        keeper.began.connect(self.load)

    @property
    def work(self) -> Workroom:
        """The workroom, made now if it was not yet."""
        if self._work is None:
            kind, theme = late_classes()[0], self._theme
            self._work = work = kind(
                self._home,
                self._lanes,
                self._frame,
                self._keeper,
                self._finder,
                self._article,
                theme,
                self._window,
            )
            work.said.connect(self.said)
            work.failed.connect(self.failed)
            work.library_made.connect(self.library_made)
            work.set_theme(theme)
        return self._work

    @property
    def cases(self) -> CaseWork:
        """The case work, made now if it was not yet."""
        if self._cases is None:
            kind = late_classes()[1]
            self._cases = cases = kind(
                self._home,
                self._lanes,
                self._frame,
                self.work,
                self._caller,
                self._finder,
                self._theme,
                self._window,
            )
            cases.said.connect(self.said)
            cases.failed.connect(self.failed)
        return self._cases

    @property
    def trainer(self) -> TrainerWork:
        """The trainers' work, made now if it was not yet."""
        if self._trainer is None:
            kind = late_classes()[2]
            self._trainer = trainer = kind(
                self._home,
                self._lanes,
                self._frame,
                self._keeper,
                self.work,
                self._caller,
                self._finder,
                self._theme,
                self._window,
            )
            trainer.said.connect(self.said)
            trainer.failed.connect(self.failed)
        return self._trainer

    @property
    def _made(self) -> tuple[Workroom | CaseWork | TrainerWork, ...]:
        """Those that there are."""
        parts = (self._work, self._cases, self._trainer)
        return tuple(part for part in parts if part is not None)

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions; they are made now if they were not yet."""
        yield from (self.work, self.work.sharing)
        yield from self.cases.owners
        yield from self.trainer.owners

    @property
    def sheet_open(self) -> bool:
        """Whether one of their sheets covers the window."""
        return any(part.sheet_open for part in self._made)

    def load(self) -> None:
        """Import them in a lane and make them then; called when a library is about to be opened."""
        if self._work is None or self._cases is None or self._trainer is None:
            self._lanes.disk.run(late_classes, self._loaded)

    def _loaded(self, kinds: tuple[type[Workroom], type[CaseWork], type[TrainerWork]]) -> None:
        del kinds
        _ = self.cases, self.trainer

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        self.work.set_desk(desk)
        self.cases.set_desk(desk)
        self.trainer.set_desk(desk)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        for part in self._made:
            part.set_theme(theme)

    def may_close(self) -> bool:
        """Keep what is being written; see ``Workroom.may_close``."""
        return self._work is None or self._work.may_close()

    def shut_down(self) -> None:
        """Stop what talks to the network or looks again and again; called before the lanes end."""
        for part in self._made:
            part.shut_down()

    def finish(self) -> None:
        """Keep what was typed last; called when the lanes have ended."""
        for part in self._made:
            part.finish()


def late_classes() -> tuple[type[Workroom], type[CaseWork], type[TrainerWork]]:
    """The classes of all three, and all that they need; may run in a lane."""
    from kbdesk.ui.cases.casework import CaseWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.trainer.trainerwork import TrainerWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.workroom import Workroom  # noqa: PLC0415 - not in the start-up path

    return Workroom, CaseWork, TrainerWork

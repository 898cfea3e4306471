# SPDX-License-Identifier: MIT
"""Makes workroom, case work, trainers' and roles' work when first needed: the window is painted before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.ui.house import House
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.ui.cases.casework import CaseWork
    from kbdesk.ui.roles.rolework import RoleWork
    from kbdesk.ui.room import Room
    from kbdesk.ui.trainer.trainerwork import TrainerWork
    from kbdesk.ui.workroom import Workroom


class LateWorkroom(QObject):
    """Stands in for the workroom and the rooms beside it until there are any.

    Args:
        house: what they work with.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
        library_made(Path): a library was got from its address; open it.
    """

    said = Signal(str)
    failed = Signal(object)
    library_made = Signal(object)

    def __init__(self, house: House) -> None:
        super().__init__(house.window)
        self._house = house
        self._theme = Theme()
        self._work: Workroom | None = None
        self._rooms: tuple[CaseWork, TrainerWork, RoleWork] | None = None
        house.keeper.began.connect(self.load)

    @property
    def work(self) -> Workroom:
        """The workroom, made now if it was not yet."""
        if self._work is None:
            self._work = work = late_classes()[0](self._house, self._theme)
            work.said.connect(self.said)
            work.failed.connect(self.failed)
            work.library_made.connect(self.library_made)
            work.set_theme(self._theme)
        return self._work

    @property
    def cases(self) -> CaseWork:
        """Cases between tiers."""
        return self.rooms[0]

    @property
    def trainer(self) -> TrainerWork:
        """Maps of playbooks and what trainers do with them."""
        return self.rooms[1]

    @property
    def roles(self) -> RoleWork:
        """What roles do beside calls and playbooks."""
        return self.rooms[2]

    @property
    def rooms(self) -> tuple[CaseWork, TrainerWork, RoleWork]:
        """The rooms beside it, made now if they were not yet."""
        if self._rooms is None:
            _, case_work, trainer_work, role_work = late_classes()
            made = self._house, self.work, self._theme
            self._rooms = case_work(*made), trainer_work(*made), role_work(*made)
            for room in self._rooms:
                room.said.connect(self.said)
                room.failed.connect(self.failed)
            self._join(*self._rooms)
        return self._rooms

    @staticmethod
    def _join(cases: CaseWork, trainer: TrainerWork, roles: RoleWork) -> None:
        """What the rooms know of each other, and where their pages lead to."""
        cases.receiving.talk_given.connect(roles.giving.open_talk)
        cases.receiving.coaching_found.connect(roles.quality.coaching.open_found)
        trainer.heating.counts_asked.connect(roles.show_counts)
        cases.inbox.seat_changed.connect(roles.profiling.take)
        cases.inbox.count_changed.connect(roles.profiling.refresh)
        roles.profiling.case_asked.connect(cases.own.reopen_asked)
        roles.profiling.note_asked.connect(cases.inbox.open_asked)
        roles.promises.note_asked.connect(cases.inbox.open_asked)

    @property
    def _made(self) -> tuple[Workroom | Room, ...]:
        """Those that there are."""
        work = () if self._work is None else (self._work,)
        return (*work, *(self._rooms or ()))

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions; they are made now if they were not yet."""
        yield from (self.work, self.work.sharing)
        for room in self.rooms:
            yield from room.owners

    @property
    def sheet_open(self) -> bool:
        """Whether one of their sheets covers the window."""
        return any(part.sheet_open for part in self._made)

    def load(self) -> None:
        """Import them in a lane and make them then; called when a library is about to be opened."""
        if self._rooms is None:
            self._house.lanes.disk.run(late_classes, self._loaded)

    def _loaded(self, kinds: object) -> None:
        del kinds
        _ = self.rooms

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on."""
        for part in (self.work, *self.rooms):
            part.set_desk(desk)

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


def late_classes() -> tuple[type[Workroom], type[CaseWork], type[TrainerWork], type[RoleWork]]:
    """The classes of all of them, and all that they need; may run in a lane."""
    from kbdesk.ui.cases.casework import CaseWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.roles.rolework import RoleWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.trainer.trainerwork import TrainerWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.workroom import Workroom  # noqa: PLC0415 - not in the start-up path

    return Workroom, CaseWork, TrainerWork, RoleWork

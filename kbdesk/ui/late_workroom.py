# SPDX-License-Identifier: MIT
"""Makes workroom, case work, trainers' and roles' work when first needed: the window is painted before."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.ui.house import House
from kbdesk.ui.keeper import nothing
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.ui.cases.casework import CaseWork
    from kbdesk.ui.guide_room import GuideRoom
    from kbdesk.ui.reach.reachwork import ReachWork
    from kbdesk.ui.roles.rolework import RoleWork
    from kbdesk.ui.room import Room
    from kbdesk.ui.settings_room import SettingsRoom
    from kbdesk.ui.trainer.trainerwork import TrainerWork
    from kbdesk.ui.workroom import Workroom

_BITS = (
    *("settings_room", "cases.inboxing", "cases.own_cases", "cases.receiving", "writing.editor"),
    *("cases.grower", "cases.solving", "team.sharing", "past.book", "writing.mover", "writing.page"),
    *("writing.writer", "workroom", "cases.casework", "reach.linking", "reach.printing", "reach.reachwork"),
    *("roles.feedback", "roles.insight_page", "roles.insight_room", "roles.partner", "roles.paths"),
    *("roles.profile", "roles.promises", "roles.public_copy", "roles.coaching", "roles.quality_room"),
    *("roles.using", "roles.rolework", "trainer.checking", "trainer.curating", "trainer.editing"),
    *("trainer.exchanging", "trainer.heating", "trainer.map_room", "trainer.practising"),
)
"""Modules in an order in which none takes longer than 15 ms to import; those that are left out come along."""


class LateWorkroom(QObject):
    """Stands in for the workroom and the rooms beside it until there are any.

    Args:
        house: what they work with.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): something that must be known.
        library_made(Path): a library was got from its address; open it.
        ready(): all of them are made and work on the library that was opened.
    """

    said = Signal(str)
    failed = Signal(object)
    library_made = Signal(object)
    ready = Signal()

    def __init__(self, house: House) -> None:
        super().__init__(house.window)
        self._house = house
        self._theme = Theme()
        self._work: Workroom | None = None
        self._first: GuideRoom | None = None
        self._rooms: tuple[CaseWork, TrainerWork, RoleWork, ReachWork] | None = None
        self._settings: SettingsRoom | None = None
        self._desk: Desk | None = None
        self._modules = list(_BITS)

    @property
    def settings(self) -> SettingsRoom:
        """The settings, made now if they were not yet; they need none of the others."""
        if self._settings is None:
            from kbdesk.ui.settings_room import SettingsRoom  # noqa: PLC0415 - not in the start-up path

            self._settings = room = SettingsRoom(self._house, self._theme)
            room.said.connect(self.said)
            room.failed.connect(self.failed)
        return self._settings

    @property
    def work(self) -> Workroom:
        """The workroom, made now if it was not yet."""
        if self._work is None:
            self._work = work = late_classes()[0](self._house, self._theme)
            work.said.connect(self.said)
            work.failed.connect(self.failed)
            work.library_made.connect(self.library_made)
            work.set_theme(self._theme)
            self._tell_desk(work)
        return self._work

    @property
    def first(self) -> GuideRoom:
        """The first minutes and the help, made now if they were not yet; they need none of the others."""
        if self._first is None:
            from kbdesk.ui.guide_room import GuideRoom  # noqa: PLC0415 - not in the start-up path

            self._first = first = GuideRoom(self._house, self._theme)
            first.said.connect(self.said)
            first.failed.connect(self.failed)
            first.library_made.connect(self.library_made)
            self._tell_desk(first)
        return self._first

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
    def reach(self) -> ReachWork:
        """Links, paper, tray and key."""
        return self.rooms[3]

    @property
    def rooms(self) -> tuple[CaseWork, TrainerWork, RoleWork, ReachWork]:
        """The rooms beside it, made now if they were not yet."""
        if self._rooms is None:
            _, case_work, trainer_work, role_work, reach_work = late_classes()
            made = self._house, self.work, self._theme
            cases = case_work(*made)
            reach = reach_work(self._house, cases, self._theme)
            self._rooms = cases, trainer_work(*made), role_work(*made), reach
            self._rooms[0].receiving.talk_given.connect(self._rooms[2].giving.open_talk)
            self._rooms[0].receiving.coaching_found.connect(self._rooms[2].quality.coaching.open_found)
            self._join(self._rooms[0], self._rooms[2])
            self._rooms[1].heating.counts_asked.connect(self._rooms[2].show_counts)
            self._settle(self.settings, cases, self.work)
            for room in self._rooms:
                room.said.connect(self.said)
                room.failed.connect(self.failed)
            self._tell_desk(*self._rooms)
        return self._rooms

    def _tell_desk(self, *parts: Workroom | Room) -> None:
        """Let them work on the library that is open."""
        if (desk := self._desk) is not None:
            for part in parts:
                part.set_desk(desk)

    @staticmethod
    def _settle(settings: SettingsRoom, cases: CaseWork, work: Workroom) -> None:
        """Who goes by the settings."""
        settings.paced.connect(work.sharing.exchange.go_by)
        settings.seated.connect(cases.inbox.seat_changed)
        settings.seated.connect(cases.inbox.refresh)
        settings.tell_pace()

    @staticmethod
    def _join(cases: CaseWork, roles: RoleWork) -> None:
        """What roles know of cases, and where their pages lead to."""
        cases.inbox.seat_changed.connect(roles.profiling.take)
        cases.inbox.count_changed.connect(roles.profiling.refresh)
        roles.profiling.case_asked.connect(cases.own.reopen_asked)
        roles.profiling.note_asked.connect(cases.inbox.open_asked)
        roles.promises.note_asked.connect(cases.inbox.open_asked)
        cases.receiving.put_aside.connect(roles.profiling.come_back)
        cases.receiving.put_aside.connect(roles.promises.come_back)

    @property
    def _made(self) -> tuple[Workroom | Room, ...]:
        """Those that there are."""
        alone = (self._first, self._settings, self._work)
        return (*(one for one in alone if one is not None), *(self._rooms or ()))

    @property
    def is_ready(self) -> bool:
        """Whether all of them are made."""
        return self._rooms is not None

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions; they are made now if they were not yet."""
        yield from self.settings.owners
        yield self.first
        yield from (self.work, self.work.sharing)
        for room in self.rooms:
            yield from room.owners

    @property
    def sheet_open(self) -> bool:
        """Whether one of their sheets covers the window."""
        return any(part.sheet_open for part in self._made)

    def set_desk(self, desk: Desk) -> None:
        """Work on this library from now on; what is not made yet is when the first search was answered."""
        self._desk = desk
        self._tell_desk(*(part for part in self._made if part is not self._settings))
        self._house.lanes.find.run(nothing, self._load)

    def _load(self, _value: None) -> None:
        """Import them bit by bit, so that the window stays usable, and make them.

        That is done here and not in a lane: Qt's classes made in two threads at once end in a crash (6.11).
        A lane only says when the next turn has come.
        """
        if self._modules and self._rooms is None:
            import_module(f"kbdesk.ui.{self._modules.pop(0)}")
            self._house.lanes.disk.run(nothing, self._load)
        else:
            _ = self.first, self.rooms
            self.ready.emit()

    def lighten(self) -> None:
        """Let go of what was made ahead, before all widgets take another look."""
        if self._work is not None:
            self._work.writer.spare.drop()

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


def late_classes() -> tuple[
    type[Workroom], type[CaseWork], type[TrainerWork], type[RoleWork], type[ReachWork]
]:
    """The classes of all of them, and all that they need; never in a lane, see ``LateWorkroom._load``."""
    import kbdesk.ui.settings_room  # noqa: PLC0415, F401 - not in the start-up path
    from kbdesk.ui.cases.casework import CaseWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.reach.reachwork import ReachWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.roles.rolework import RoleWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.trainer.trainerwork import TrainerWork  # noqa: PLC0415 - not in the start-up path
    from kbdesk.ui.workroom import Workroom  # noqa: PLC0415 - not in the start-up path

    return Workroom, CaseWork, TrainerWork, RoleWork, ReachWork

# SPDX-License-Identifier: MIT
"""Puts the settings to work: opens their sheet, and lets what is chosen hold at once and from then on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast, get_args

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from kbdesk.desk import logs
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Seat
from kbdesk.ui.house import House
from kbdesk.ui.motion import set_still
from kbdesk.ui.placing_window import Placing
from kbdesk.ui.room import Room
from kbdesk.ui.settings import Flag, Look
from kbdesk.ui.settings_clipboard import ClipboardKeeper
from kbdesk.ui.settings_sheet import SettingsSheet, Standing
from kbdesk.ui.theme import Theme


class SettingsRoom(Room):
    """Holds the sheet while it is open, and what goes by the settings.

    Signals:
        paced(int, bool): updates come every so many minutes; whether they are paused.
        seated(Seat): the profile was changed.
    """

    paced = Signal(int, bool)
    seated = Signal(object)

    def __init__(self, house: House, theme: Theme) -> None:
        super().__init__(house)
        self._house, self._theme = house, theme
        self._looks, self._settings = house.looks, house.looks.settings
        self._seat = Seat()
        self._spoken = self._settings.language
        self.sheet: SettingsSheet | None = None
        self.placing = Placing(house.window, self._settings)
        self.clipboard = ClipboardKeeper(self)
        self.placing.said.connect(self.said)
        self.placing.changed.connect(self._placed)
        self._looks.changed.connect(self._looked)
        self.clipboard.turn(on=self._settings.flag("clear_clipboard"))
        if self._settings.flag("still"):
            set_still(True)

    @property
    def owners(self) -> Iterator[QObject]:
        """Whose methods carry out actions."""
        yield from (self, self.placing)

    @property
    def sheet_open(self) -> bool:
        """Whether the sheet covers the window."""
        return self.sheet is not None

    def tell_pace(self) -> None:
        """Tell how updates are to come, to whoever has just begun to listen."""
        self.paced.emit(self._settings.sync_minutes, self._settings.flag("sync_paused"))

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        super().set_theme(theme)
        self._theme = theme
        if self.sheet is not None:
            self.sheet.set_theme(theme)

    # --- the sheet ---

    def show_settings(self) -> None:
        """Open the settings."""
        if self.sheet is not None:
            return
        self.sheet = sheet = SettingsSheet(self._theme, self._house.window, self._standing())
        sheet.look_chosen.connect(self._look_chosen)
        sheet.language_chosen.connect(self._language_chosen)
        sheet.scale_chosen.connect(self._looks.choose_scale)
        sheet.turned.connect(self._turn)
        sheet.minutes_chosen.connect(self._minutes_chosen)
        sheet.days_chosen.connect(self._days_chosen)
        sheet.inbox_chosen.connect(self._inbox_chosen)
        sheet.folder_asked.connect(self._show_folder)
        sheet.acted.connect(self._act)
        sheet.closed.connect(self._closed)
        sheet.show_seat(self._seat)
        sheet.open_over()
        self._house.lanes.disk.run(self._house.home.seat, self._seat_read, "settings")

    def _standing(self) -> Standing:
        home, desk = self._house.home, self._house.keeper.desk
        flags = frozenset(flag for flag in get_args(Flag) if self._settings.flag(flag))
        folders = (
            (tr("Your cases and notes"), tr("cases drafts sqlite"), home.data),
            (tr("The index"), tr("search cache"), home.cache),
            (tr("These settings"), "window.ini", self._settings.file.parent),
            (tr("The log"), tr("logs trouble support"), logs.folder_of_user()),
        )
        return Standing(
            self._settings.look,
            (self._settings.language, self._spoken),
            self._looks.theme.scale,
            flags,
            self._settings.sync_minutes,
            str(desk.root) if desk is not None else "",
            folders,
        )

    def _closed(self) -> None:
        if self.sheet is not None:
            sheet, self.sheet = self.sheet, None
            sheet.deleteLater()

    def _act(self, name: str) -> None:
        """Carry out an action of the table, as its key does."""
        for action in self._house.window.actions():
            if action.objectName() == name:
                action.trigger()

    def _show_folder(self, folder: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(folder))

    # --- what is chosen ---

    def _look_chosen(self, look: str) -> None:
        self._looks.choose_look(cast("Look", look))

    def _language_chosen(self, tag: str) -> None:
        self._settings.language = tag

    def _looked(self, theme: Theme) -> None:
        if self.sheet is not None:
            self.sheet.show_look(self._settings.look, theme.scale)

    def _placed(self) -> None:
        if self.sheet is not None:
            self.sheet.show_flag("on_top", self.placing.on_top)

    def _turn(self, name: str, on: bool) -> None:
        if name == "on_top":
            self.placing.turn(on=on)
            return
        self._settings.set_flag(cast("Flag", name), on)
        if name == "still":
            set_still(on)
        elif name == "clear_clipboard":
            self.clipboard.turn(on=on)
        elif name == "sync_paused":
            self.tell_pace()

    def _minutes_chosen(self, minutes: int) -> None:
        self._settings.sync_minutes = minutes
        self.tell_pace()

    def _days_chosen(self, days: int) -> None:
        self._keep(keep_days=days)

    def _inbox_chosen(self, folder: str) -> None:
        self._keep(inbox=folder)

    def _keep(self, **chosen: str | int) -> None:
        work = partial(changed_seat, self._house.home, chosen)
        self._house.lanes.disk.run(work, self._kept, failed=self._not_kept)

    def _kept(self, seat: Seat) -> None:
        self._say_trouble("")
        self._seat_read(seat)
        self.seated.emit(seat)

    def _not_kept(self, error: KbError) -> None:
        self._say_trouble(str(error))
        self._seat_read(self._seat)

    def _seat_read(self, seat: Seat) -> None:
        self._seat = seat
        if self.sheet is not None:
            self.sheet.show_seat(seat)

    def _say_trouble(self, sentence: str) -> None:
        if self.sheet is not None:
            self.sheet.say_trouble(sentence)


def changed_seat(home: Home, chosen: Mapping[str, Any]) -> Seat:
    """The profile as it stands with what was chosen of it, kept from now on; runs in a lane.

    Raises:
        KbError: the folder of the inbox cannot be used, or the profile cannot be written.
    """
    from kbdesk.desk.inbox import keep_seat  # noqa: PLC0415 - brings workers with it

    return keep_seat(home, replace(home.seat(), **chosen))

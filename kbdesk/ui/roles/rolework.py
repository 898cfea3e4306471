# SPDX-License-Identifier: MIT
"""What roles do beside calls and playbooks: insight, quality, coaching, promises, feedback."""

from __future__ import annotations

from kbdesk.ui.house import House
from kbdesk.ui.room import Room
from kbdesk.ui.theme import Theme
from kbdesk.ui.workroom import Workroom


class RoleWork(Room):
    """Puts the parts of roles together with the finder, the calls and the workroom."""

    def __init__(self, house: House, work: Workroom, theme: Theme) -> None:
        super().__init__(house)
        self._house, self._work = house, work
        self._parts = ()

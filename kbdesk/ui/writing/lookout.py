# SPDX-License-Identifier: MIT
"""Notices when others changed the file that is being written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Draft
from kbdesk.ui.jobs import Lanes

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Standing:
    """A file as it stands now; ``problem`` says why it cannot be read, "" if it can."""

    path: str
    blob: str
    text: str
    by: str = ""
    problem: str = ""


class Lookout(QObject):
    """Looks at the file of a draft, and tells each change once.

    Signals:
        changed(Standing): the file is not what the writing began from any more.
    """

    changed = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._draft: Draft | None = None
        self._told: tuple[str, str] = ("", "")

    def look(self, desk: Desk, draft: Draft) -> None:
        """Look whether the file is still what this draft began from."""
        self._draft = draft
        if draft.base:
            self._lanes.disk.run(partial(standing, desk, draft.path), self._looked, "write-look")

    def _looked(self, found: Standing) -> None:
        draft = self._draft
        told = (found.path, found.blob)
        if draft is None or found.path != draft.path or told == self._told:
            return
        if found.blob != draft.base:
            self._told = told
            self.changed.emit(found)


def standing(desk: Desk, path: str) -> Standing:
    """A file as it stands now; runs in a lane."""
    try:
        source = desk.read(path).source
    except KbError as error:
        return Standing(path, "", "", problem=error.message)
    revision = desk.revision(path)
    return Standing(path, source.blob, source.text, revision.author if revision else "", source.problem)


def told_of(found: Standing, *, anew: bool) -> str:
    """What somebody who writes is told of a change by others; ``anew``: the text was taken over."""
    who = found.by or tr("Someone")
    if found.problem:
        return tr("{problem} Your text stays; you choose at the save.", problem=found.problem)
    if anew:
        return tr("{who} changed this article; it was read anew.", who=who)
    return tr("{who} changed this article meanwhile. Your text stays; you choose at the save.", who=who)


def read_anew(desk: Desk, draft: Draft) -> Draft:
    """The file as it is now, in the place of a draft that has nothing of its own; runs in a lane."""
    desk.writing.drop(draft)
    return desk.writing.open(draft.path)

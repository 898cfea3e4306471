# SPDX-License-Identifier: MIT
"""What editing asks the desk for, in a lane; and where a line of the text stands on the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.trainer.map_words import states_of

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.maps import PlaybookMap
    from kbdesk.desk.trainer import Place, StepForm
    from kbdesk.model import Draft


def later(parent: QObject, milliseconds: int, act: Callable[[], None]) -> QTimer:
    """A timer that acts once each time it is started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return timer


def open_in_write() -> KbError:
    """Why a playbook cannot be edited on its map while it is written as text."""
    return KbError(tr("This playbook is open in Write."), tr("Save it or close it there first."))


def opened(desk: Desk, path: str) -> tuple[Draft, tuple[Place, ...], PlaybookMap]:
    """The draft of a playbook, where its answers may lead, and its map; runs in a lane.

    Raises:
        KbError: it cannot be edited.
    """
    draft = desk.trainer.open(path)
    return draft, desk.trainer.places(path, draft.text), desk.trainer.drawn(path, draft.text)


def step_at(shown: PlaybookMap, line: int) -> str:
    """The anchor of the step in which a line stands; "" above the first."""
    before = [step for step in shown.book.steps if step.line <= line]
    return max(before, key=lambda step: step.line).anchor if before else ""


def place_words(shown: PlaybookMap, form: StepForm) -> str:
    """Which step of how many a form shows, on which line, and what is wrong with its place."""
    steps = shown.book.steps
    number = next((n for n, one in enumerate(steps, 1) if one.anchor == form.step.anchor), 0)
    place = tr("Step {number} of {count}", number=number, count=len(steps))
    line = tr("line {line}", line=form.parts.line)
    return " · ".join((place, line, *states_of(shown, form.step.anchor)))

# SPDX-License-Identifier: MIT
"""The guided call: which key comes next, and how it is known that it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbdesk.language import tr
from kbdesk.ui.key_map import key_of

if TYPE_CHECKING:
    from kbdesk.model import RunView, Visit

PLAYBOOK = "playbooks/technical/wifi-drops.md"
_SAID = "my wifi keeps cutting out"
"""What finds the playbook: the sample library is written in English."""


@dataclass(frozen=True, slots=True)
class Scene:
    """How the window stands: all that a step looks at."""

    query: str = ""
    has_results: bool = False
    view: RunView | None = None
    copied: bool = False
    handing: bool = False
    """Whether the sheet is open on which the call is handed over."""
    handed: bool = False

    @property
    def answers(self) -> int:
        """How many answers stand."""
        return sum(bool(one.answer) and not one.undone for one in self._visits)

    @property
    def undone(self) -> bool:
        """Whether an answer was taken back."""
        return any(one.undone for one in self._visits)

    @property
    def recorded(self) -> bool:
        """Whether any value was recorded."""
        return any(one.recorded for one in self._visits)

    @property
    def kind(self) -> str:
        """The kind of the step on screen; "" without a call."""
        return self.view.step.kind if self.view is not None else ""

    @property
    def _visits(self) -> tuple[Visit, ...]:
        return self.view.run.visits if self.view is not None else ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the key that does it, what it is for, and whether it was done."""

    key: str
    text: str
    done: Callable[[Scene], bool]


def steps() -> tuple[Step, ...]:
    """The whole call, with the keys that are in force."""
    back, values = key_of("step_back"), key_of("focus_values")
    copy, hand_over = key_of("copy_words"), key_of("escalate")
    return (
        Step(tr("Type"), tr("A customer calls: “{words}”. Type what she says.", words=_SAID), _typed),
        Step(
            "Enter",
            tr(
                "The results came while you typed. The playbook “Wi-Fi drops or is slow” stands first: Enter "
                "begins it. Down and Up choose another."
            ),
            lambda now: now.view is not None,
        ),
        Step(
            copy,
            tr(
                "The call has begun. Read out what stands in the blue card. {copy} copies it for a "
                "chat: type her name, then Enter.",
                copy=copy,
            ),
            lambda now: now.copied or now.recorded or now.answers > 0,
        ),
        Step(
            values,
            tr(
                "“It is green”, she says. {values} goes to what is to be recorded: choose green, then Enter.",
                values=values,
            ),
            lambda now: now.recorded or now.answers > 0,
        ),
        Step(
            "1",
            tr("Now the answer: 1 is “The light is green”. While you type in a field it is Ctrl+1."),
            lambda now: now.answers > 0 or now.undone,
        ),
        Step(
            back,
            tr(
                "Pressed too early? {back} takes the answer back. The record keeps it as taken back.",
                back=back,
            ),
            lambda now: now.undone or now.answers > 1,
        ),
        Step("1", tr("The light is green after all: answer again."), lambda now: now.answers > 0),
        Step(
            "2",
            tr("“My phone loses it as well.” That is 2, all devices."),
            lambda now: now.answers > 1 or _ended(now),
        ),
        Step(
            "2",
            tr("You move her Wi-Fi to another channel, as the step says. It still drops: 2."),
            _ended,
        ),
        Step(
            hand_over,
            tr(
                "Here Tier 1 ends. {hand_over} hands the call over, here and at any other step.",
                hand_over=hand_over,
            ),
            lambda now: now.handing or now.handed,
        ),
        Step(
            "Ctrl+Enter",
            tr("The call has written most of it. Fill in what is marked *; Ctrl+Enter hands it over."),
            lambda now: now.handed,
        ),
        Step(
            "Esc",
            tr(
                "That was a whole call. The note is on the clipboard, ready for the ticket. {folder_key} "
                "opens a folder of your own, {help_key} the help.",
                folder_key=key_of("choose_library"),
                help_key=key_of("show_help"),
            ),
            lambda _now: False,
        ),
    )


def _typed(now: Scene) -> bool:
    return (len(now.query) >= len(_SAID) - 6 and now.has_results) or now.view is not None


def _ended(now: Scene) -> bool:
    return now.kind in ("escalate", "resolve")

# SPDX-License-Identifier: MIT
"""Where a call comes from: its library, and what stands in for a playbook that is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kbdesk.model import LibraryInfo, Meta, Playbook, Run, SourceFile, Step

FREE_CALL = Playbook(
    source=SourceFile("", "", ""),
    meta=Meta(),
    title="Call without a playbook",
    intro="",
    steps=(
        Step(
            "call",
            "No playbook fits",
            "step",
            "1",
            1,
            body="Search, read and take notes; what you do is kept for the handoff note. "
            "Press **Ctrl+E** to hand over.",
        ),
    ),
    headings=(),
    links=(),
    body_line=1,
)
"""What a call stands at for which there is no playbook: one step, so that it can still be handed over."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A library as its calls need it; ``badge`` is "" for the open one."""

    info: LibraryInfo
    playbook: Callable[[str], Playbook | None] = lambda path: None
    pictures: Callable[[str, tuple[str, ...]], tuple[bytes, ...]] = lambda path, targets: ()
    badge: str = ""


def stand_in(run: Run) -> Playbook:
    """What a call stands at whose playbook is gone: its last step, so that it can still be handed over."""
    here = run.current
    step = Step(here.anchor, here.title, "step", here.tier, 1)
    source = SourceFile(here.playbook, "", "")
    return replace(FREE_CALL, source=source, title=run.title, steps=(step,))

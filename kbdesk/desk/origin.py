# SPDX-License-Identifier: MIT
"""Where a call comes from: its library, and what stands in for a playbook that is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kbdesk import markdown
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.texts import text_of_blob
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
            body=tr(
                "Search, read and take notes; what you do is kept for the handoff note. "
                "Press **Ctrl+E** to hand over."
            ),
        ),
    ),
    headings=(),
    links=(),
    body_line=1,
)
"""What a call stands at for which there is no playbook: one step, so that it can still be handed over."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call stands."""

    book: Playbook
    step: Step
    notice: str
    """What the agent must know of it, as a sentence; "" if nothing."""
    newer: bool
    """Whether there is a newer text than the version that the call goes by."""


def shown(title: str) -> str:
    """A title of a call or step as the window shows it; cases and notes keep those of ``FREE_CALL``."""
    if title == FREE_CALL.title:
        return tr("Call without a playbook")
    return tr("No playbook fits") if title == FREE_CALL.steps[0].title else title


_ELSEWHERE = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
"""What a path of a library does not have: some system takes it for a share, a drive or a device."""
_LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True)
class Origin:
    """A library as its calls need it; ``badge`` is "" for the open one."""

    info: LibraryInfo
    playbook: Callable[[str], Playbook | None] = lambda path: None
    pictures: Callable[[str, tuple[str, ...]], tuple[bytes, ...]] = lambda path, targets: ()
    badge: str = ""
    playbook_at: Callable[[str, str], Playbook | None] = lambda path, blob: None
    """The playbook at a path in the version with this blob id; None if that is not at hand."""


class Pinned:
    """The playbooks of one library: as they stand, and in versions that were used, from its history.

    A path may come from somebody's note, so only one that can be in a library is looked at.

    Args:
        info: gives the library as it stands.
        now: gives the playbook at a path as it stands.
    """

    def __init__(self, info: Callable[[], LibraryInfo], now: Callable[[str], Playbook | None]) -> None:
        self._info, self._now = info, now
        self._known: dict[tuple[str, str], Playbook] = {}

    def now(self, path: str) -> Playbook | None:
        """The playbook at a path as it stands; None if there is none that can be read."""
        parts = path.split("/")
        inside = all(part not in ("", ".", "..") for part in parts) and not _ELSEWHERE.search(path)
        book = self._now(path) if inside and len(path) <= _LONGEST_PATH else None
        return book if book is not None and book.source.blob else None

    def then(self, path: str, blob: str) -> Playbook | None:
        """The playbook at a path in the version with this blob id; None if that is not at hand."""
        now = self.now(path)
        if now is not None and now.source.blob == blob:
            return now
        if (path, blob) not in self._known:
            try:
                document = markdown.parse(text_of_blob(self._info(), blob, path, markdown.decode))
            except KbError:
                return None
            if not isinstance(document, Playbook) or not document.steps:
                return None
            self._known[path, blob] = document
        return self._known[path, blob]


def used_version(run: Run, path: str) -> str:
    """The blob id of the version in which the run went through a playbook; "" if it did not."""
    return dict(run.blobs).get(path, run.playbook_blob if path == run.playbook else "")


def told_version(run: Run, path: str) -> str:
    """The blob id of the version of a playbook that the note of a run names; "" if it names none."""
    source = run.brought.provenance if run.brought is not None else None
    if source is None or not path:
        return ""
    return source.playbook_blob if path == source.playbook else dict(source.versions).get(path, "")


def stand_in(run: Run) -> Playbook:
    """What a call stands at whose playbook is gone: its last step, so that it can still be handed over."""
    here = run.current
    step = Step(here.anchor, here.title, "step", here.tier, 1)
    source = SourceFile(here.playbook, "", "")
    return replace(FREE_CALL, source=source, title=run.title, steps=(step,))

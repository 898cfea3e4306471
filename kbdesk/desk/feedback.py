# SPDX-License-Identifier: MIT
"""What people say of a document or step in one key: it helped, it did not, it is wrong, it is out of date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbdesk import handoff
from kbdesk.cases import CaseStore
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model.usage import FEEDBACK_KINDS, Feedback, FeedbackKind

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

LONGEST: Final = 500
"""Characters of a line beside feedback."""


class FeedbackBook:
    """The feedback on one library and those beside it.

    ``give`` and ``take_back`` are to be used in the thread of ``calls``, ``of`` in any.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def give(self, said: Feedback, badge: str = "") -> Feedback:
        """Keep feedback and give it as it was kept; when this returns, it is on disk.

        Args:
            said: what was said. Without an ``id`` it is new; else it takes the place of what was said before
                under that id. Secrets are taken out of its note.
            badge: the library that the document is of; "" is the open one.

        Raises:
            KbError: it is about no document, or of no kind that there is; or the store cannot be written.
        """
        if said.kind not in FEEDBACK_KINDS:
            raise KbError(
                tr("“{kind}” is no feedback.", kind=said.kind),
                tr("Say one of {kinds}.", kinds=", ".join(FEEDBACK_KINDS)),
            )
        if not said.path:
            raise KbError(tr("There is nothing to give feedback on."), tr("Open an article or start a call."))
        desk = self._desk
        kept = replace(
            said,
            id=said.id or desk.new_id(),
            at=desk.clock().isoformat(timespec="seconds"),
            by=desk.author,
            note=handoff.redact(" ".join(said.note.split()))[0][:LONGEST],
        )
        root = desk.shelf.desk(badge).info.root if badge else desk.info.root
        desk.calls.store.feedback.keep(root, kept)
        return kept

    def take_back(self, feedback_id: str) -> None:
        """Take feedback back; of what was never given nothing changes.

        Raises:
            KbError: the store cannot be written.
        """
        self._desk.calls.store.feedback.delete((feedback_id,))

    def of(
        self, since: str = "", until: str = "", kinds: tuple[FeedbackKind, ...] = FEEDBACK_KINDS
    ) -> tuple[Feedback, ...]:
        """The feedback on the library, oldest first; ``until`` is the first day or time that is left out.

        Raises:
            KbError: the store cannot be read.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            found = store.feedback.of(self._desk.info.root, since, until)
        return tuple(one for one in found if one.kind in kinds)

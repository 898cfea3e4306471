# SPDX-License-Identifier: MIT
"""Proof that an edited playbook says what the old one said, with that edit and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.sections import AS_TEXT, Sheet, bare_step
from kbdesk.model import Step

REFUSED = tr(
    "Headings, quotes and lists of links have a meaning of their own in a step; write it another way."
)


def proved(
    before: Sheet,
    text: str,
    wanted: Sequence[Step],
    *,
    headings: int | None = 0,
    texts: bool = True,
    ends: bool = True,
) -> Sheet:
    """The sheet of a new text that says what it should.

    Args:
        before: the old text.
        text: the new one.
        wanted: the steps that it must have, without lines.
        headings: how many headings more there must be; None for any number.
        texts: whether texts must be those that are wanted, and not only the rest; links in them may have
            been led elsewhere.
        ends: whether practice paths must end where they did.

    Raises:
        KbError: it says anything else.
    """
    after = Sheet.of(before.book.path, text)
    got = [bare_step(step) for step in after.book.steps]
    old, new = before.book, after.book
    if not texts:
        got, wanted = [_without_text(one) for one in got], [_without_text(one) for one in wanted]
    meta = new.meta if ends else replace(new.meta, practice_ends=old.meta.practice_ends)
    right = (
        got == list(wanted)
        and (new.intro == old.intro or not texts)
        and (new.title, meta) == (old.title, old.meta)
        and headings in (None, len(new.headings) - len(old.headings))
    )
    if not right:
        raise KbError(tr("This cannot be put into {path} without changing more.", path=old.path), AS_TEXT)
    return after


def is_proved(before: Sheet, text: str, wanted: Sequence[Step], headings: int | None = 0) -> bool:
    """Whether a new text says what it should; see ``proved``."""
    try:
        proved(before, text, wanted, headings=headings)
    except KbError:
        return False
    return True


def _without_text(step: Step) -> Step:
    return replace(step, body="", says=(), links=())

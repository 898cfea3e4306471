# SPDX-License-Identifier: MIT
"""What an import gives before anybody has looked at it."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.model.files import Playbook


@dataclass(frozen=True, slots=True)
class Proposal:
    """A playbook made from a foreign file, and sentences about what was guessed or could not be taken over.

    The anchors of its steps are keys of the import; the writer gives each heading its own.
    """

    book: Playbook
    notes: tuple[str, ...] = ()
    came_from: str = ""
    """The path that the links in its texts are relative to; "" for where the book is to stand."""

# SPDX-License-Identifier: MIT
"""Gaps: what was searched for and not found, kept in the customer's words for whoever writes articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kbdesk.cases import CaseStore
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Filters
from kbdesk.model.gaps import Gap


@dataclass
class Gaps:
    """The gaps of one library, in the agent's own data. It shares the calls' store, and so their thread."""

    store: CaseStore
    library: str
    clock: Callable[[], datetime]
    author: str
    new_id: Callable[[], str]

    def record(self, words: str, filters: Filters | None = None, call: str = "") -> Gap:
        """A new gap; when this returns, it is on disk.

        Args:
            words: what was searched for: the customer's words.
            filters: the filters that were on.
            call: the id of the call that it came up in.

        Raises:
            KbError: there are no words, or the store cannot be written.
        """
        words = " ".join(words.split())
        if not words:
            raise KbError(tr("There is nothing to record yet."), tr("Type what the customer says first."))
        at = self.clock().isoformat(timespec="seconds")
        gap = Gap(self.new_id(), self.library, at, self.author, words, call, filters or Filters())
        self.store.record_gap(gap)
        return gap

    def list(self) -> tuple[Gap, ...]:
        """All gaps of the library, newest first."""
        return self.store.gaps(self.library)

    def remove(self, gap_id: str) -> None:
        """Take a gap off the list: it was a mistake, or an article answers it now."""
        self.store.close_gap(gap_id)

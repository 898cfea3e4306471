# SPDX-License-Identifier: MIT
"""Recording what the library does not answer, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kbdesk.language import tr
from kbdesk.model import Filters
from kbdesk.model.gaps import Gap
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.key_map import with_keys

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class GapBook(QObject):
    """Connects the results pane with the desk's gaps, in the lane of the calls, whose store they share.

    Signals:
        kept(str words, str id): this was recorded under an id, or is no longer ("").
        said(str): something to tell in passing.
    """

    kept = Signal(str, str)
    said = Signal(str)

    def __init__(self, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes = lanes

    def record(self, desk: Desk, words: str, filters: Filters, call: str) -> None:
        """Record words that nothing answers, with the filters that were on and the call they came up in."""
        self._lanes.call.run(partial(_record, desk, words, filters, call), self._recorded)

    def _recorded(self, gap: Gap) -> None:
        self.kept.emit(gap.words, gap.id)
        told = tr("The gap is recorded with the customer's words. {record_gap} again takes it back.")
        self.said.emit(with_keys(told))

    def remove(self, desk: Desk, words: str, gap_id: str) -> None:
        """Take a gap back."""
        self._lanes.call.run(partial(_remove, desk, words, gap_id), self._removed)

    def _removed(self, words: str) -> None:
        self.kept.emit(words, "")
        self.said.emit(tr("The gap is taken back."))


def _record(desk: Desk, words: str, filters: Filters, call: str) -> Gap:
    """Runs in the lane, as it may open the case store."""
    return desk.gaps.record(words, filters, call)


def _remove(desk: Desk, words: str, gap_id: str) -> str:
    desk.gaps.remove(gap_id)
    return words

# SPDX-License-Identifier: MIT
"""Path heat of one library: what one's own calls did, and what colleagues shared of theirs as counts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kbdesk.cases import CaseStore
from kbdesk.desk.together_format import month_of, week_of
from kbdesk.desk.together_own import trail_of
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.playbook.heat import Counts, Heat, StepHeat, Trail, added, count, heat, hottest, larger, usual

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

__all__ = ["Heat", "HeatView", "PathHeat", "StepHeat", "hottest", "usual"]


@dataclass(frozen=True, slots=True)
class HeatView:
    """The heat of a playbook as a page shows it."""

    heat: Heat
    own_runs: int
    """How many of the calls are one's own."""
    shared_by: int
    """How many counts of colleagues are in it, one for each person and week."""
    notice: str = ""
    """Which counts could not be used, as a sentence; "" if all could."""


class PathHeat:
    """What happened in playbooks; it opens the case store for itself, so any lane will do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, path: str) -> HeatView:
        """What happened in a playbook, by one's own calls and by those that colleagues shared.

        Raises:
            KbError: there is no such playbook, or the case store cannot be read.
        """
        book = self._desk.playbook(path)
        if book is None:
            raise KbError(
                tr("{path} is not a playbook.", path=path), tr("Choose a playbook of this library.")
            )
        others, sent, files, notice = self._desk.together.of_playbook(path)
        local = self._local(path)
        own = [
            larger(local.get(month, Counts()), sent.get(month, Counts())) for month in sorted({*local, *sent})
        ]
        own_runs = sum(counts.runs for counts in own)
        return HeatView(heat(added((*own, *others)), book), own_runs, files, notice)

    def _local(self, path: str) -> dict[str, Counts]:
        """What one's own calls did in a playbook, by month."""
        months: dict[str, list[Trail]] = {}
        with CaseStore(self._desk.home.cases, check=False) as store:
            for _, raw in store.kept(self._desk.info.root):
                # a run that cannot be read, or is not over, counts nothing
                with suppress(KeyError, TypeError, AttributeError, ValueError):
                    month = month_of(week_of(date.fromisoformat(raw["started"][:10])))
                    months.setdefault(month, []).append(trail_of(raw))
        return {month: count(trails).get(path, Counts()) for month, trails in months.items()}

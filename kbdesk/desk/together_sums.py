# SPDX-License-Identifier: MIT
"""The sums of what was shared, week by week; kept beside the files, for those of a year take seconds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kbdesk import library
from kbdesk.desk.together_format import BadCountsError, Shared, from_kept, kept, read, summed
from kbdesk.library.sync.counts import Counts, Week

_FORM: Final = 1
"""Grows when sums are kept in another form or reckoned in another way."""


@dataclass(slots=True)
class WeekSum:
    """What was shared of one week."""

    others: Shared = field(default_factory=Shared)
    mine: dict[str, Shared] = field(default_factory=dict)
    """One's own, by contributor's id."""
    files: int = 0
    bad: tuple[str, ...] = ()
    """Paths of what could not be used."""


class Sums:
    """The sums of one library's weeks.

    Args:
        counts: the files.
    """

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._known: dict[str, tuple[str, WeekSum]] = {}

    def of(self, week: Week, mine: Collection[str]) -> WeekSum:
        """The sum of a week; reckoned anew only if a file came.

        Args:
            week: its files.
            mine: the ids of one's own.

        Raises:
            KbError: what was got is damaged; it is got anew the next time.
        """
        ours = sorted(name for name, _ in week.files if name in mine)
        mark = hashlib.sha256(repr((_FORM, week, ours)).encode("utf-8", "surrogateescape")).hexdigest()
        known = self._known.get(week.name)
        if known is None or known[0] != mark:
            known = self._known[week.name] = (
                mark,
                self._remembered(week, mark) or self._reckoned(week, ours, mark),
            )
        return known[1]

    def _place(self, week: Week) -> Path:
        return self._counts.folder / "sums" / f"{week.name}.json"

    def _remembered(self, week: Week, mark: str) -> WeekSum | None:
        """The sum as it was kept; None if it is of other files, or damaged."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raw = json.loads(self._place(week).read_bytes())
            if raw["mark"] == mark:
                mine = {name: from_kept(one) for name, one in raw["mine"].items()}
                return WeekSum(from_kept(raw["others"]), mine, int(raw["files"]), tuple(map(str, raw["bad"])))
        return None

    def _reckoned(self, week: Week, ours: Collection[str], mark: str) -> WeekSum:
        data = self._counts.read([blob for _, blob in week.files])
        own: dict[str, Shared] = {}
        others, bad = [], list(week.odd)
        for name, blob in week.files:
            try:
                shared = read(data.get(blob, b""), name, week.name)
            except BadCountsError:
                bad.append(f"{week.name}/{name}.json")
                continue
            if name in ours:
                own[name] = shared
            else:
                others.append(shared)
        made = WeekSum(summed(others), own, len(others) + len(own), tuple(bad))
        self._keep(week, mark, made)
        return made

    def _keep(self, week: Week, mark: str, made: WeekSum) -> None:
        """Keep a sum for the next start; best effort."""
        place = self._place(week)
        raw = {
            "mark": mark,
            "files": made.files,
            "bad": made.bad,
            "others": kept(made.others),
            "mine": {name: kept(one) for name, one in made.mine.items()},
        }
        with suppress(OSError):
            place.parent.mkdir(mode=0o700, exist_ok=True)
            library.write_atomic(place, json.dumps(raw).encode("ascii"))

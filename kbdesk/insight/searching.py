# SPDX-License-Identifier: MIT
"""Figures of searching: how much, what came of it, what found nothing, which result was opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from kbdesk.insight.definitions import REPHRASED_S
from kbdesk.insight.facts import Material, folded
from kbdesk.insight.groups import Counted, Group, gathered, longest, percent
from kbdesk.insight.spans import line
from kbdesk.language import tr, trn
from kbdesk.model.usage import Use

Came = Literal["opened", "rephrased", "nothing", "left"]
_CAME: Final[tuple[tuple[Came, str], ...]] = (
    ("opened", tr("opened a result")),
    ("rephrased", tr("was rephrased")),
    ("nothing", tr("found nothing, not asked again")),
    ("left", tr("opened nothing")),
)
_RANKS: Final = (
    (1, tr("the first")),
    (3, tr("second or third")),
    (10, tr("fourth to tenth")),
    (0, tr("further down")),
)


def searches(material: Material) -> Counted:
    """Searches over time."""
    groups = line(material.since, material.until, material.searches, _at)
    return Counted(groups, trn("{n:,} search", "{n:,} searches", len(material.searches)))


def what_came(uses: Iterable[Use]) -> tuple[tuple[Use, Came], ...]:
    """What came of each search, in the order of the uses; see the figure's formula."""
    found: list[tuple[Use, Came]] = []
    for session in gathered(uses, lambda use: use.session or use.at).values():
        for place, use in enumerate(session):
            if use.kind == "search":
                found.append((use, _came(use, session[place + 1 :])))
    return tuple(sorted(found, key=lambda pair: pair[0].at))


def _came(search: Use, after: list[Use]) -> Came:
    for use in after:
        if use.kind == "search":
            break
        if use.kind == "open" and use.rank:
            return "opened"
    if after and _rephrases(after[0], search):
        return "rephrased"
    return "left" if search.found else "nothing"


def _rephrases(use: Use, before: Use) -> bool:
    """Whether a use is, soon enough, a search for the same in other words."""
    if use.kind != "search" or (use.words and folded(use.words) == folded(before.words)):
        return False
    try:
        passed = datetime.fromisoformat(use.at) - datetime.fromisoformat(before.at)
    except (ValueError, TypeError):
        return False
    return 0 <= passed.total_seconds() <= REPHRASED_S


def search_outcomes(material: Material) -> Counted:
    """What became of searches."""
    came = gathered(what_came(material.uses), lambda pair: pair[1])
    whole = sum(map(len, came.values()))
    groups = tuple(
        Group(label, key, tuple(use for use, _ in came.get(key, ())), of=whole) for key, label in _CAME
    )
    said = trn(
        "{percent} of {n:,} search opened a result",
        "{percent} of {n:,} searches opened a result",
        whole,
        percent=percent(len(groups[0].items), whole),
    )
    return Counted(groups, said if whole else tr("No searches yet"))


def without_result(material: Material) -> Counted:
    """Searches that found nothing, by their words."""
    those = [use for use in material.searches if use.found == 0]
    whole = len(material.searches)
    said = trn(
        "{percent} of {n:,} search found nothing",
        "{percent} of {n:,} searches found nothing",
        whole,
        percent=percent(len(those), whole),
    )
    return _by_words(those, said if whole else "")


def rephrased(material: Material) -> Counted:
    """Searches that were followed by other words, by their words."""
    those = [use for use, came in what_came(material.uses) if came == "rephrased"]
    whole = len(material.searches)
    said = trn(
        "{percent} of {n:,} search were rephrased",
        "{percent} of {n:,} searches were rephrased",
        whole,
        percent=percent(len(those), whole),
    )
    return _by_words(those, said if whole else "")


def _by_words(those: list[Use], said: str) -> Counted:
    named = gathered((use for use in those if use.words), lambda use: folded(use.words))
    groups = longest(Group(_commonest(use.words for use in uses), key, uses) for key, uses in named.items())
    return Counted(groups, said or tr("No searches yet"))


def _commonest(spellings: Iterable[str]) -> str:
    counts = Counter(spellings)
    return min(counts, key=lambda words: (-counts[words], words))


def at_rank_1(material: Material) -> Counted:
    """Which result of a list was opened."""
    those = [use for use in material.openings if use.rank]
    ranks = gathered(those, lambda use: str(_band(use.rank)))
    groups = tuple(
        Group(label, f"rank-{end or 'more'}", ranks.get(str(end), ()), of=len(those)) for end, label in _RANKS
    )
    said = trn(
        "{percent} of {n:,} opened result was the first",
        "{percent} of {n:,} opened results were the first",
        len(those),
        percent=percent(len(groups[0].items), len(those)),
    )
    return Counted(groups, said if those else tr("Nothing was opened from a list of results yet"))


def _band(rank: int) -> int:
    return next((end for end, _ in _RANKS if rank <= end), 0)


def _at(use: Use) -> str:
    return use.at

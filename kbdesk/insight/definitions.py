# SPDX-License-Identifier: MIT
"""What each figure is called and how it is counted; docs/insight.md says the same in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kbdesk.model.insight import ChartKind

REPHRASED_S: Final = 120
"""Within how many seconds another search counts as the same wish in other words."""
OFFER: Final = "offer"
"""A step makes an offer if it asks for a value of this name, or of a name that ends in ``_offer``."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure before anything was counted."""

    key: str
    title: str
    formula: str
    chart: ChartKind
    unit: str


DEFINITIONS: Final = (
    Definition(
        "searches",
        "Searches over time",
        "searches = the searches of each day (of each week over more than 31 days, of each month over more "
        "than 190)",
        "line",
        "searches",
    ),
    Definition(
        "search-outcomes",
        "What became of searches",
        "a search opened something if an opening with a rank follows it in its session before the next "
        "search; else it was rephrased, found nothing or was left",
        "share",
        "searches",
    ),
    Definition(
        "searches-without-result",
        "Searches without result",
        "searches without result = searches that found 0 documents, by their words; share = these / all "
        "searches",
        "bars",
        "searches",
    ),
    Definition(
        "searches-rephrased",
        "Searches that were rephrased",
        "a search was rephrased if the next thing in its session is, within 120 seconds, a search with other "
        "words; share = these / all searches",
        "bars",
        "searches",
    ),
    Definition(
        "results-opened-at-rank-1",
        "Results opened at rank 1",
        "share = openings of the first result / all openings out of a list of results",
        "share",
        "openings",
    ),
    Definition(
        "most-used",
        "Most used articles",
        "openings of each article or playbook, however it was reached",
        "bars",
        "openings",
    ),
    Definition(
        "never-used",
        "Never used articles",
        "never used = articles and playbooks of the library of now, archived ones aside, that were not "
        "opened, by folder; share = these / all",
        "bars",
        "articles",
    ),
    Definition(
        "stale",
        "Stale articles",
        "days over = last day − review_by of the front matter; archived ones aside",
        "share",
        "articles",
    ),
    Definition(
        "calls",
        "Calls over time",
        "calls = the calls that began on each day (week, month, as for searches)",
        "line",
        "calls",
    ),
    Definition(
        "playbook-outcomes",
        "How calls ended",
        "share = calls that began in this time and are now solved, handed over, sent back, closed or open / "
        "all calls that began",
        "share",
        "calls",
    ),
    Definition(
        "solved-by-playbook",
        "Calls solved, by playbook",
        "solved = calls that began in the playbook and are solved; of = calls that began in it and are over",
        "bars",
        "calls",
    ),
    Definition(
        "escalations-by-leaf",
        "Escalations by step",
        "calls handed over at a step = calls with state handed over or sent back whose last standing stay is "
        "there, and calls that went on from an Escalate step; of = calls that went through "
        "its playbook",
        "bars",
        "calls",
    ),
    Definition(
        "sent-back-reasons",
        "Why notes were sent back",
        "notes that were sent back in this time, by each thing that was missing (capitals and signs do not "
        "count)",
        "bars",
        "notes",
    ),
    Definition(
        "time-per-step",
        "Time per step",
        "median of the seconds of all standing stays at the step, one's own, of calls that began in this "
        "time; one strip for each playbook",
        "strip",
        "s",
    ),
    Definition(
        "reused-against-created",
        "Knowledge reused against created",
        "reused = calls that are over in which a playbook was followed or an article was read; created = "
        "articles and playbooks added to the library in this time, of those it has now (a new name is no new "
        "one)",
        "bars",
        "",
    ),
    Definition(
        "offers",
        "Offers and their answers",
        "standing answers at steps that make an offer; of = all standing answers at that step",
        "bars",
        "answers",
    ),
    Definition(
        "offer-outcomes",
        "Where calls with an offer ended",
        "share = calls that are over and came to a step that makes an offer, by the step at which they "
        "ended / all of these",
        "share",
        "calls",
    ),
    Definition(
        "feedback",
        "Feedback",
        "share = answers of each kind / all answers",
        "share",
        "answers",
    ),
)
"""All figures, in the order of the page."""
BY_KEY: Final = {one.key: one for one in DEFINITIONS}

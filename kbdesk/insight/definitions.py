# SPDX-License-Identifier: MIT
"""What each figure is called and how it is counted; docs/insight.md says the same in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kbdesk.language import tr
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
        tr("Searches over time"),
        tr(
            "searches = the searches of each day (of each week over more than 31 days, of each month "
            "over more than 190)"
        ),
        "line",
        "searches",
    ),
    Definition(
        "search-outcomes",
        tr("What became of searches"),
        tr(
            "a search opened something if an opening with a rank follows it in its session before the next "
            "search; else it was rephrased, found nothing or was left"
        ),
        "share",
        "searches",
    ),
    Definition(
        "searches-without-result",
        tr("Searches without result"),
        tr(
            "searches without result = searches that found 0 documents, by their words; share = these / all "
            "searches"
        ),
        "bars",
        "searches",
    ),
    Definition(
        "searches-rephrased",
        tr("Searches that were rephrased"),
        tr(
            "a search was rephrased if the next thing in its session is, within 120 seconds, a search "
            "with other words; share = these / all searches"
        ),
        "bars",
        "searches",
    ),
    Definition(
        "results-opened-at-rank-1",
        tr("Results opened at rank 1"),
        tr("share = openings of the first result / all openings out of a list of results"),
        "share",
        "openings",
    ),
    Definition(
        "most-used",
        tr("Most used articles"),
        tr("openings of each article or playbook, however it was reached"),
        "bars",
        "openings",
    ),
    Definition(
        "never-used",
        tr("Never used articles"),
        tr(
            "never used = articles and playbooks of the library of now, archived ones aside, that were not "
            "opened, by folder; share = these / all"
        ),
        "bars",
        "articles",
    ),
    Definition(
        "stale",
        tr("Stale articles"),
        tr("days over = last day − review_by of the front matter; archived ones aside"),
        "share",
        "articles",
    ),
    Definition(
        "calls",
        tr("Calls over time"),
        tr("calls = the calls that began on each day (week, month, as for searches)"),
        "line",
        "calls",
    ),
    Definition(
        "playbook-outcomes",
        tr("How calls ended"),
        tr(
            "share = calls that began in this time and are now solved, handed over, sent back, closed "
            "or open / all calls that began"
        ),
        "share",
        "calls",
    ),
    Definition(
        "solved-by-playbook",
        tr("Calls solved, by playbook"),
        tr(
            "solved = calls that began in the playbook and are solved; of = calls that began in it "
            "and are over"
        ),
        "bars",
        "calls",
    ),
    Definition(
        "escalations-by-leaf",
        tr("Escalations by step"),
        tr(
            "calls handed over at a step = calls with state handed over or sent back whose last "
            "standing stay is there, and calls that went on from an Escalate step; of = calls that went "
            "through its playbook"
        ),
        "bars",
        "calls",
    ),
    Definition(
        "sent-back-reasons",
        tr("Why notes were sent back"),
        tr(
            "notes that were sent back in this time, by each thing that was missing (capitals and "
            "signs do not count)"
        ),
        "bars",
        "notes",
    ),
    Definition(
        "time-per-step",
        tr("Time per step"),
        tr(
            "median of the seconds of all standing stays at the step, one's own, of calls that began in this "
            "time; one strip for each playbook"
        ),
        "strip",
        "s",
    ),
    Definition(
        "reused-against-created",
        tr("Knowledge reused against created"),
        tr(
            "reused = calls that are over in which a playbook was followed or an article was read; created = "
            "articles and playbooks added to the library in this time, of those it has now (a new "
            "name is no new one)"
        ),
        "bars",
        "",
    ),
    Definition(
        "offers",
        tr("Offers and their answers"),
        tr("standing answers at steps that make an offer; of = all standing answers at that step"),
        "bars",
        "answers",
    ),
    Definition(
        "offer-outcomes",
        tr("Where calls with an offer ended"),
        tr(
            "share = calls that are over and came to a step that makes an offer, by the step at which they "
            "ended / all of these"
        ),
        "share",
        "calls",
    ),
    Definition(
        "feedback",
        tr("Feedback"),
        tr("share = answers of each kind / all answers"),
        "share",
        "answers",
    ),
)
"""All figures, in the order of the page."""
BY_KEY: Final = {one.key: one for one in DEFINITIONS}

# SPDX-License-Identifier: MIT
"""All figures of a time, and the list behind each point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kbdesk.insight import calling, reading, searching
from kbdesk.insight.definitions import BY_KEY, DEFINITIONS, Definition
from kbdesk.insight.facts import Material
from kbdesk.insight.groups import Counted, behind
from kbdesk.model.insight import Behind, Figure

_STRIPS: Final = "time-per-step"
_COUNTS: Final[Mapping[str, Callable[[Material], Counted]]] = {
    "searches": searching.searches,
    "search-outcomes": searching.search_outcomes,
    "searches-without-result": searching.without_result,
    "searches-rephrased": searching.rephrased,
    "results-opened-at-rank-1": searching.at_rank_1,
    "most-used": reading.most_used,
    "never-used": reading.never_used,
    "stale": reading.stale,
    "calls": calling.calls,
    "playbook-outcomes": calling.outcomes,
    "solved-by-playbook": calling.solved_by_playbook,
    "escalations-by-leaf": calling.by_leaf,
    "sent-back-reasons": calling.sent_back_reasons,
    "reused-against-created": reading.reused_against_created,
    "offers": calling.offers,
    "offer-outcomes": calling.offer_outcomes,
    "feedback": reading.feedback,
}


def figures(material: Material) -> tuple[Figure, ...]:
    """All figures, in the order of ``DEFINITIONS``; time per step has one for each playbook."""
    return tuple(_figures(material))


def _figures(material: Material) -> Iterator[Figure]:
    for definition in DEFINITIONS:
        if definition.key != _STRIPS:
            yield _figure(definition, _COUNTS[definition.key](material))
            continue
        for book, counted in calling.strips(material)[: calling.MOST_STRIPS]:
            title = f"{definition.title}: {book.title}"
            yield _figure(definition, counted, strip_key(book.path), title)


def _figure(definition: Definition, counted: Counted, key: str = "", title: str = "") -> Figure:
    return Figure(
        key or definition.key,
        title or definition.title,
        definition.formula,
        definition.chart,
        definition.unit,
        tuple(group.point for group in counted.groups),
        counted.headline,
    )


def strip_key(path: str) -> str:
    """The key of a playbook's strip: ``time-per-step-care-cancel``."""
    name = path.removeprefix("playbooks/").removesuffix(".md").casefold()
    return f"{_STRIPS}-{re.sub(r'[^0-9a-z]+', '-', name).strip('-')}"


def list_behind(material: Material, figure: str, point: str) -> tuple[Behind, ...]:
    """The list behind a point of a figure; () if there is no such point (any more)."""
    for counted in _counted(material, figure):
        for group in counted.groups:
            if group.key == point:
                return behind(material, group)
    return ()


def _counted(material: Material, key: str) -> Iterator[Counted]:
    if key in BY_KEY and key != _STRIPS:
        yield _COUNTS[key](material)
    elif key.startswith(_STRIPS):
        for book, counted in calling.strips(material):
            if key in (_STRIPS, strip_key(book.path)):
                yield counted

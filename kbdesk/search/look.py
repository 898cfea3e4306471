# SPDX-License-Identifier: MIT
"""A closer look at the best documents: where the words of the query stand in them, all at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kbdesk.search.analysis import STOP_WORDS
from kbdesk.search.arrays import Array
from kbdesk.search.build import MOST_ORDER
from kbdesk.search.groups import Group
from kbdesk.search.marks import level
from kbdesk.search.schema import Field
from kbdesk.search.view import View

FIRST_WORDS = 1_000
"""Words of a document that are looked at: most have fewer."""
MOST_WORDS = 50_000
"""Words that are looked at in the best documents, if the first of them have none of the query."""
SENTENCE = 160
"""Characters within which words are near each other; about as long as a snippet."""
LEAD = 500
"""Characters at the beginning of a text, where articles say what they are about: what the customer sees."""
_TITLE, _TAG, _TEXT = int(Field.TITLE), int(Field.TAG), int(Field.TEXT)
"""NumPy takes four times as long to compare with a member of an enum."""
_MOST_TRIES, _ALL_TRIES = 3, 60
_NONE = np.zeros(0, np.int64)
_STRETCH_BITS = 20
_BITS = np.uint64(1) << np.arange(64, dtype=np.uint64)
_NO_BITS = np.zeros(1, np.uint64)
_TRUE, _FALSE = np.ones(1, bool), np.zeros(1, bool)


class Asked(NamedTuple):
    """The words of a query, in their order."""

    groups: list[Group]
    worths: Array
    telling: Array
    """The numbers of those that say something; texts have no others in their streams."""


class Events(NamedTuple):
    """The words of the query in some documents, in the order of the documents and of their texts."""

    owners: Array
    """The place of each word's document among those looked at."""
    places: Array
    """Characters from the beginning of the document's text."""
    ends: Array
    groups: Array
    """The number of its group, from 0."""
    fields: Array
    order: Array
    """Where it stands among the words of its document that tell something."""
    firsts: Array
    """For each document its first event; one more at the end."""


class Seen(NamedTuple):
    """What the look saw; all but the first are arrays with a value for each document."""

    events: Events
    areas: Array
    """Where its fields end (see ``build.Entry``)."""
    in_title: Array
    """The share of the query, by worth, that the title has."""
    title_part: Array
    """The share of the title's characters that are words of the query."""
    in_says: Array
    in_lead: Array
    """The share of the query, by worth, that the title and the beginning of the text have."""
    adjacent: Array
    """The share of the pairs of neighbouring words of the query that are neighbours in the document too."""
    near: Array
    """The share of the query, by worth, that stands within a sentence."""
    whole: Array
    """Where the query stands as it was typed: 1 in the text, 2 in the title."""
    best: Array
    """The event where the best passage begins; -1 if the text itself has none."""


def asked(groups: list[Group]) -> Asked:
    """What to look for."""
    telling = [at for at, group in enumerate(groups) if group.word.text not in STOP_WORDS]
    return Asked(groups, np.array([group.worth for group in groups]), np.array(telling, np.int64))


def look(view: View, numbers: Array, wanted: Asked, text: str, most: int = FIRST_WORDS) -> Seen:
    """Look at documents.

    Args:
        view: the view that they are of.
        numbers: ascending.
        wanted: the words of the query.
        text: the query as it was typed, in lower case.
        most: how many words of each are looked at.
    """
    events, areas = _events(view, numbers, wanted.groups, most)
    count, worths = len(numbers), wanted.worths
    total = worths.sum() or 1.0
    held = np.zeros((count, len(Field), len(worths)), bool)
    # What comes after the beginning of the text is put where headings are, which are no events of their own.
    later = events.places >= (areas[:, _TAG] + LEAD)[events.owners]
    held[events.owners, events.fields + later, events.groups] = True
    held[:, _TEXT] |= held[:, _TITLE]
    shares = held[:, : Field.HEADING] @ worths / total
    titles = (events.fields == _TITLE).nonzero()[0]
    lengths = (events.ends - events.places)[titles]
    covered = np.bincount(events.owners[titles], lengths, count)
    near, best = _windows(events, worths, count)
    adjacent, owners, places = _neighbours(events, wanted, count)
    whole = _as_typed(view, numbers, level(text), wanted, owners, places, areas[:, Field.TITLE])
    return Seen(
        events,
        areas,
        shares[:, Field.TITLE],
        np.minimum(covered / np.maximum(areas[:, Field.TITLE], 1), 1.0),
        shares[:, Field.SAYS],
        shares[:, _TEXT],
        adjacent,
        near / total,
        whole,
        best,
    )


def _events(view: View, numbers: Array, groups: list[Group], most: int) -> tuple[Events, Array]:
    found: list[tuple[Array, ...]] = []
    areas: list[Array] = []
    # Of two words with a form in common the finished one counts.
    order = sorted(enumerate(groups, 1), key=lambda pair: not pair[1].word.unfinished)
    for segment, local, first in view.parts(numbers):
        at = view.segments.index(segment)
        owners, *rest = segment.stream(local, [(number, group.rows[at]) for number, group in order], most)
        found.append((owners + first if first else owners, *rest))
        areas.append(segment.areas[local])
    if len(found) == 1:
        owners, starts, lengths, of, order_of, firsts = found[0]
        area = areas[0]
    else:
        columns = list(zip(*found, strict=True))[:-1]
        owners, starts, lengths, of, order_of = (np.concatenate(parts) for parts in columns)
        firsts = owners.searchsorted(np.arange(len(numbers) + 1))
        area = np.concatenate(areas)
    places = starts.astype(np.int64)
    fields = (places[:, None] >= area[owners, : Field.TEXT]).sum(axis=1)
    return Events(owners, places, places + lengths, of.astype(np.int64) - 1, fields, order_of, firsts), area


def _windows(events: Events, worths: Array, count: int) -> tuple[Array, Array]:
    """For each document the most that the words near each other are worth, and where they begin in the text.

    Texts are cut into stretches of half a sentence; near are the words of one and of the next.
    """
    near, best = np.zeros(count), np.full(count, -1)
    if not len(events.owners):
        return near, best
    stretches = (events.owners << _STRETCH_BITS) + events.places // (SENTENCE // 2)
    starts = np.flatnonzero(np.concatenate((_TRUE, stretches[1:] != stretches[:-1])))
    # Each word of the query is a bit (a query of more than 64 words has those of the first).
    held = np.bitwise_or.reduceat(_BITS.take(events.groups, mode="clip"), starts)
    number, owners = stretches.take(starts), events.owners.take(starts)
    following = np.concatenate((number[1:] == number[:-1] + 1, _FALSE))
    held |= np.where(following, np.concatenate((held[1:], _NO_BITS)), 0)
    values = ((held[:, None] & _BITS[: len(worths)]) != 0) @ worths[: len(_BITS)]
    firsts = np.flatnonzero(np.concatenate((_TRUE, owners[1:] != owners[:-1])))
    with_events = owners.take(firsts)
    near[with_events] = np.maximum.reduceat(values, firsts)
    in_text = np.where(events.fields.take(starts) == _TEXT, values, -1.0)
    most = np.zeros(count)
    most[with_events] = np.maximum.reduceat(in_text, firsts)
    candidates = ((in_text == most.take(owners)) & (in_text > 0)).nonzero()[0][::-1]
    best[owners.take(candidates)] = starts.take(candidates)
    return near, best


def _neighbours(events: Events, wanted: Asked, count: int) -> tuple[Array, Array, Array]:
    """The share of neighbouring pairs, where all of them follow each other, and where the last does.

    Little words between two others do not keep them apart.

    Returns:
        For each document the share. Then the documents in which all pairs follow each other (one may be there
        several times), and for each the place in the text where the first word of the first pair stands.
    """
    adjacent = np.zeros(count)
    pairs = len(wanted.telling) - 1
    if pairs < 1:
        if len(wanted.groups) < 2:
            return adjacent, _NONE, _NONE
        first = (events.groups == _anchor(wanted)).nonzero()[0]
        return adjacent, events.owners[first], events.places[first]
    numbers = np.full(len(wanted.groups), -9)
    numbers[wanted.telling] = np.arange(len(wanted.telling))
    words = numbers[events.groups]
    if pairs + 1 < len(numbers):
        kept = (words >= 0).nonzero()[0]
        words = words[kept]
        owners, order, places, ends = (
            column[kept] for column in (events.owners, events.order, events.places, events.ends)
        )
    else:
        owners, order, places, ends = events.owners, events.order, events.places, events.ends
    at = (words[1:] - words[:-1] == 1).nonzero()[0]
    step = (order[at + 1] - order[at]) & MOST_ORDER  # it wraps around, so that a step back is a long one
    # Within one word (parts of a name, writing without spaces) they must touch.
    touching = (step == 1) | ((step == 0) & (places[at + 1] - ends[at] <= 1))
    at = at[touching & (owners[at] == owners[at + 1])]
    if not len(at):
        return adjacent, _NONE, _NONE
    found = np.zeros((count, pairs), bool)
    found[owners[at], words[at]] = True
    worths = wanted.worths[wanted.telling]
    both = worths[1:] + worths[:-1]
    # All pairs one after another are the query as it was typed: their events follow each other too.
    last = (words[at] == pairs - 1).nonzero()[0]
    last = last[last >= pairs - 1]
    first = at[last - pairs + 1]
    runs = first[at[last] - first == pairs - 1]
    return found @ (both / both.sum()), owners[runs], places[runs]


def _anchor(wanted: Asked) -> int:
    """The number of the word at which the whole query is looked for."""
    return int(wanted.telling[0]) if len(wanted.telling) else 0


def _as_typed(
    view: View, numbers: Array, text: str, wanted: Asked, owners: Array, places: Array, title_ends: Array
) -> Array:
    """Where the query stands as it was typed: 1 in the text, 2 in the title."""
    whole = np.zeros(len(numbers))
    lead = max(text.find(wanted.groups[_anchor(wanted)].shown), 0) if len(owners) else 0
    tries: dict[int, int] = {}
    for owner, place in zip(owners[:_ALL_TRIES].tolist(), places.tolist(), strict=False):
        tries[owner] = tries.get(owner, 0) + 1
        worth = 2 if place < title_ends[owner] else 1
        if tries[owner] <= _MOST_TRIES and whole[owner] < worth:
            segment, local = view.locate(int(numbers[owner]))
            start = max(place - lead, 0)
            if level(segment.text(local, start, start + len(text))) == text:
                whole[owner] = worth
    return whole

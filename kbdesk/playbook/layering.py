# SPDX-License-Identifier: MIT
"""What a map of a playbook has to draw, and in which layer: its steps, the leaves beside them, the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from kbdesk.model import TIERS, Answer, Playbook, Tier
from kbdesk.playbook.ordering import Arrow

NodeKind = Literal["step", "resolve", "escalate", "stub", "elsewhere", "nowhere"]
EdgeKind = Literal["forward", "back", "stub"]

FARTHEST: Final = 2
"""An arrow within a tier goes over so many layers at most; one that goes farther becomes a stub."""
MOST_CROSSED, MOST_CROSSED_UP = 1, 4
"""So many others may an arrow cross that joins branches, or one that hands over to another tier."""


@dataclass(slots=True)
class Spot:
    """A node whose place is sought; ``depth`` counts layers from the first of its band on."""

    anchor: str
    title: str
    kind: NodeKind
    band: int
    depth: int = 0
    rows: int = 0
    copy: bool = False


@dataclass(slots=True)
class Way:
    """An answer whose arrow is sought; ``source`` and ``target`` count the spots."""

    source: int
    number: int
    text: str
    target: int
    kind: EdgeKind = "forward"
    joins: bool = False
    """Whether there was a way to its target before."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Spots in layers. A long arrow has a joint in each layer that it passes, counted on from the spots.

    ``chains``: for each way all that its arrow touches, in order.
    """

    layers: list[list[int]]
    arrows: list[Arrow]
    chains: list[list[int]]
    first: list[int]
    """The first layer of each band, and the layer after the last."""


class Draft:
    """The steps of a playbook as spots, in file order, then the leaves; ways lead from one to another."""

    def __init__(self, book: Playbook) -> None:
        self._book = book
        self.bands = _bands(book)
        numbers = {band: number for number, band in enumerate(self.bands)}
        self._known: dict[str, int] = {}
        self.spots: list[Spot] = []
        self.ways: list[Way] = []
        leads: list[list[int | None]] = []
        for number, step in enumerate(book.steps):
            self._known.setdefault(step.anchor, number)
            band = numbers[step.tier, step.team]
            self.spots.append(Spot(step.anchor, step.title, step.kind, band))
        for step, spot in zip(book.steps, self.spots, strict=True):
            leads.append([] if step.kind == "resolve" else [self._target(answer) for answer in step.answers])
            spot.rows = len(leads[-1])
        self._join(leads)

    def _target(self, answer: Answer) -> int | None:
        """The number of the step of this playbook to which an answer leads; None if to none."""
        if answer.playbook not in ("", self._book.path):
            return None
        if not answer.anchor:
            return 0 if answer.playbook else None
        return self._known.get(answer.anchor)

    def _join(self, leads: list[list[int | None]]) -> None:
        """Find the depth of each step, then make the ways."""
        spots = self.spots
        inner = [
            [to for to in targets if to is not None and spots[to].band >= spots[number].band]
            for number, targets in enumerate(leads)
        ]
        begun, topological, back = _walk(inner)
        shared = self._shared(leads)
        for number in topological:
            for to in inner[number]:
                ahead = (number, to) not in back and to not in shared
                if ahead and spots[to].band == spots[number].band:
                    spots[to].depth = max(spots[to].depth, spots[number].depth + 1)
        self._draw_ways(begun, leads, shared, back)

    def _draw_ways(
        self,
        begun: list[int],
        leads: list[list[int | None]],
        shared: set[int],
        back: set[tuple[int, int]],
    ) -> None:
        """Make a way of each answer, and the leaves that some of them need."""
        reached: set[int] = set()
        for number in begun:
            leaves: dict[tuple[NodeKind, str], int] = {}
            for place, to in enumerate(leads[number], 1):
                answer = self._book.steps[number].answers[place - 1]
                way = Way(number, place, answer.text, -1)
                self.ways.append(way)
                if to is None:
                    way.target = self._leaf(leaves, number, self._outside(answer))
                elif to in shared:
                    way.target = self._end(leaves, number, to, taken=to in reached)
                elif kind := self._jump(number, to, back):
                    way.target, way.kind = self._leaf(leaves, number, self._stub(to)), kind
                else:
                    way.target, way.joins = to, to in reached
                if to is not None and way.kind == "forward":
                    reached.add(to)

    def _leaf(self, leaves: dict[tuple[NodeKind, str], int], number: int, leaf: Spot) -> int:
        """The number of a leaf beside a spot; two answers of one step share theirs."""
        key = (leaf.kind, leaf.anchor)
        if key not in leaves:
            leaves[key] = self._put(leaf, number)
        return leaves[key]

    def _end(self, leaves: dict[tuple[NodeKind, str], int], number: int, to: int, *, taken: bool) -> int:
        """The leaf that stands for a shared Resolve step: its own spot for the first, else a copy."""
        own, here = self.spots[to], self.spots[number]
        if not taken and own.band == here.band:
            own.depth = here.depth + 1
            leaves["resolve", own.anchor] = to
        return self._leaf(leaves, number, Spot(own.anchor, own.title, "resolve", 0, copy=True))

    def _shared(self, leads: list[list[int | None]]) -> set[int]:
        """The Resolve steps that are drawn as a leaf of each step that leads to them."""
        sources: dict[int, set[int]] = {}
        for number, targets in enumerate(leads):
            for to in targets:
                if to is not None and self.spots[to].kind == "resolve":
                    sources.setdefault(to, set()).add(number)
        return {to for to, come in sources.items() if len(come) > 1}

    def _jump(self, number: int, to: int, back: set[tuple[int, int]]) -> EdgeKind | None:
        """What kind of jump an answer is; None if its arrow can be drawn."""
        here, there = self.spots[number], self.spots[to]
        if (number, to) in back or there.band < here.band:
            return "back"
        return "stub" if there.band == here.band and there.depth - here.depth > FARTHEST else None

    @staticmethod
    def _far(answer: Answer) -> str:
        return f"{answer.playbook}#{answer.anchor}" if answer.anchor else answer.playbook

    def _outside(self, answer: Answer) -> Spot:
        """The leaf of an answer that leads into another playbook, or to no step."""
        if answer.playbook and answer.playbook != self._book.path:
            return Spot(self._far(answer), answer.playbook, "elsewhere", 0)
        return Spot(answer.anchor, answer.anchor, "nowhere", 0)

    def _stub(self, to: int) -> Spot:
        return Spot(self.spots[to].anchor, self.spots[to].title, "stub", 0)

    def _put(self, leaf: Spot, beside: int) -> int:
        """Add a leaf to the right of a spot; its number."""
        leaf.band, leaf.depth = self.spots[beside].band, self.spots[beside].depth + 1
        self.spots.append(leaf)
        return len(self.spots) - 1

    def loosen(self, counts: Sequence[int]) -> bool:
        """Make stubs of ways that cross too many others; whether there were any.

        Args:
            counts: for each way how many others it crosses.
        """
        found = False
        for way, count in zip(self.ways, counts, strict=True):
            here, there = self.spots[way.source], self.spots[way.target]
            up = there.band != here.band
            if (way.joins and count > MOST_CROSSED) or (up and count > MOST_CROSSED_UP):
                way.target, way.kind, way.joins = self._put(self._stub(way.target), way.source), "stub", False
                found = True
        return found

    def layers(self) -> Layers:
        """Spots and joints in layers, in the order in which a walk by the answers comes to them."""
        first, deepest = [0], [0] * len(self.bands)
        for spot in self.spots:
            deepest[spot.band] = max(deepest[spot.band], spot.depth)
        for deep in deepest:
            first.append(first[-1] + deep + 1)
        at = [first[spot.band] + spot.depth for spot in self.spots]
        arrows: list[Arrow] = []
        chains: list[list[int]] = []
        for way in self.ways:
            chain = [way.source]
            for layer in range(at[way.source] + 1, at[way.target]):
                chain.append(len(at))
                at.append(layer)
            chain.append(way.target)
            chains.append(chain)
            port = way.number
            for here, there in pairwise(chain):
                arrows.append((here, port, there))
                port = 0
        return Layers(_walked(at, arrows, first[-1]), arrows, chains, first)


def _walked(at: list[int], arrows: list[Arrow], count: int) -> list[list[int]]:
    """The layers, each in the order in which a walk by the arrows comes to what stands in it."""
    after: list[list[tuple[int, int]]] = [[] for _ in at]
    entered = [False] * len(at)
    for source, port, target in arrows:
        after[source].append((port, target))
        entered[target] = True
    layers: list[list[int]] = [[] for _ in range(count)]
    seen = [False] * len(at)
    stack = [number for number in range(len(at) - 1, -1, -1) if not entered[number]]
    while stack:
        number = stack.pop()
        if not seen[number]:
            seen[number] = True
            layers[at[number]].append(number)
            stack += [target for _, target in sorted(after[number], reverse=True)]
    return layers


def _bands(book: Playbook) -> list[tuple[Tier, str]]:
    """The tiers and teams of a playbook, lowest tier first, else in file order."""
    found = dict.fromkeys((step.tier, step.team) for step in book.steps)
    return sorted(found, key=lambda band: TIERS.index(band[0]))


def _walk(targets: list[list[int]]) -> tuple[list[int], list[int], set[tuple[int, int]]]:
    """(all in the order in which a walk comes to them, a topological order, what leads back)."""
    entered = {to for ends in targets for to in ends}
    begun: list[int] = []
    left: list[int] = []
    back: set[tuple[int, int]] = set()
    state = [0] * len(targets)
    for root in (0, *(n for n in range(len(targets)) if n not in entered), *range(len(targets))):
        if root >= len(targets) or state[root]:
            continue
        state[root] = 1
        begun.append(root)
        stack = [(root, iter(targets[root]))]
        while stack:
            number, ends = stack[-1]
            for to in ends:
                if state[to] == 1:
                    back.add((number, to))
                elif not state[to]:
                    state[to] = 1
                    begun.append(to)
                    stack.append((to, iter(targets[to])))
                    break
            else:
                state[number] = 2
                left.append(number)
                stack.pop()
    return begun, left[::-1], back

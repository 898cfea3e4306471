# SPDX-License-Identifier: MIT
"""Where the steps and answers of a playbook are drawn: left to right in time, a column of layers per tier.

Below each step's card stand its answers, one under the other; an arrow runs under each and on to the next.
What would make arrows cross far away from where one reads is drawn as a leaf: a jump back or far ahead as
a stub that names the step, a Resolve step that several steps share once for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from kbdesk.language import tr
from kbdesk.model import Playbook, Tier
from kbdesk.playbook.layering import Draft, EdgeKind, Layers, NodeKind, Spot, Way
from kbdesk.playbook.ordering import crossed, ordered
from kbdesk.playbook.placing import Pull, placed

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large things are drawn, in any unit.

    ``cards`` overrides ``step`` and ``end`` for single steps, by anchor.
    """

    step: tuple[float, float] = (200, 42)
    end: tuple[float, float] = (200, 36)
    stub: tuple[float, float] = (200, 26)
    row: float = 22
    """The height of an answer below its card."""
    tail: float = 16
    """How far an answer's line goes on to the right of its card before it bends."""
    across: float = 66
    down: float = 14
    """Between two layers, and between two nodes of a layer."""
    head: float = 40
    """What stands above the nodes: the title of the band."""
    edge: float = 16
    """What is left free around the nodes of a band."""
    cards: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """A card of the map. ``w`` and ``h`` are the card's; its answers stand below, ``room`` high in all.

    A ``stub`` names a step that is drawn elsewhere, a ``resolve`` with ``copy`` is drawn more than once;
    ``elsewhere`` leads into another playbook (``anchor`` is then ``PATH#ANCHOR``), ``nowhere`` to no step.
    """

    anchor: str
    title: str
    kind: NodeKind
    x: float
    y: float
    w: float
    h: float
    room: float
    band: int
    layer: int
    order: int
    """The place in its layer, from the top."""
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An answer: ``source`` and ``target`` count ``Layout.nodes``, ``number`` counts answers from 1.

    ``points``: down from the card, right below the answer's text (from the second point to the third), then
    from column to column into the target. ``kind`` says whether the step that it names stands ahead and
    is joined (``forward``), or is named by a stub: an earlier one (``back``) or one far ahead (``stub``).
    """

    source: int
    target: int
    number: int
    text: str
    points: tuple[Point, ...]
    kind: EdgeKind


@dataclass(frozen=True, slots=True)
class Band:
    """The columns of a tier."""

    tier: Tier
    team: str
    title: str
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A playbook as it is drawn. The first nodes are the steps, in file order, one each."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    bands: tuple[Band, ...]
    width: float
    height: float

    def node(self, anchor: str) -> int:
        """The number of the node that stands for a step; -1 if there is none."""
        return next((n for n, node in enumerate(self.nodes) if node.anchor == anchor), -1)


def layout(book: Playbook, sizes: Sizes | None = None) -> Layout:
    """The map of a playbook; the same for the same playbook and sizes."""
    draft = Draft(book)
    found = draft.layers()
    counts = iter(crossed(found.layers, found.arrows))
    if draft.loosen([sum(next(counts) for _ in chain[1:]) for chain in found.chains]):
        found = draft.layers()
    return _Drawing(draft, found, ordered(found.layers, found.arrows), sizes or Sizes()).drawn()


class _Drawing:
    """Puts what has its layer and its order in place."""

    def __init__(self, draft: Draft, found: Layers, order: list[list[int]], sizes: Sizes) -> None:
        self._draft, self._found, self._order, self._sizes = draft, found, order, sizes
        self._cards = [self._card(spot) for spot in draft.spots]
        self._tops = self._find_tops()
        self._lefts, self._widths = self._find_columns()

    def _card(self, spot: Spot) -> tuple[float, float]:
        sizes = self._sizes
        if spot.kind in ("stub", "elsewhere", "nowhere"):
            return sizes.stub
        return sizes.cards.get(spot.anchor, sizes.step if spot.kind == "step" else sizes.end)

    def drawn(self) -> Layout:
        """The map itself."""
        nodes = self._nodes()
        edges = tuple(
            self._edge(way, chain, nodes)
            for way, chain in zip(self._draft.ways, self._found.chains, strict=True)
        )
        height = max((node.y + node.h + node.room for node in nodes), default=0.0) + self._sizes.edge
        bands = tuple(self._band(number, height) for number in range(len(self._draft.bands)))
        width = bands[-1].x + bands[-1].w if bands else 0.0
        return Layout(nodes, edges, bands, width, height)

    def _nodes(self) -> tuple[Node, ...]:
        places = {
            number: (layer, order)
            for layer, numbers in enumerate(self._order)
            for order, number in enumerate(numbers)
        }
        found = []
        for number, (spot, (w, h)) in enumerate(zip(self._draft.spots, self._cards, strict=True)):
            layer, order = places[number]
            x, y, room = self._lefts[layer], self._tops[number], spot.rows * self._sizes.row
            found.append(
                Node(spot.anchor, spot.title, spot.kind, x, y, w, h, room, spot.band, layer, order, spot.copy)
            )
        return tuple(found)

    def _find_tops(self) -> list[float]:
        sizes, cards = self._sizes, self._cards
        count = len(cards)
        middle = [h / 2 for _, h in cards]
        pulls: list[Pull] = []
        for way, chain in zip(self._draft.ways, self._found.chains, strict=True):
            leaving = cards[way.source][1] + sizes.row * way.number
            for here, there in pairwise(chain):
                into = middle[there] if there < count else 0.0
                strength = 1 + (here >= count) + 6 * (here >= count and there >= count)
                pulls.append((here, there, leaving - into, strength))
                leaving = 0.0
        joints = sum(len(chain) - 2 for chain in self._found.chains)
        heights = [h + spot.rows * sizes.row for (_, h), spot in zip(cards, self._draft.spots, strict=True)]
        tops = placed(self._order, pulls, heights + [0.0] * joints, sizes.down)
        return [top + sizes.head for top in tops]

    def _find_columns(self) -> tuple[list[float], list[float]]:
        """The left edge of each layer, and its width."""
        lefts, widths, x = [], [], self._sizes.edge
        for number, layer in enumerate(self._order):
            if number in self._found.first[1:]:
                x += self._sizes.edge
            wide = max((self._cards[spot][0] for spot in layer if spot < len(self._cards)), default=0.0)
            lefts.append(x)
            widths.append(wide)
            x += wide + self._sizes.across
        return lefts, widths

    def _edge(self, way: Way, chain: list[int], nodes: tuple[Node, ...]) -> Edge:
        source, target = nodes[way.source], nodes[way.target]
        down = source.y + source.h + self._sizes.row * way.number
        trunk = source.x + self._sizes.row / 2
        right = source.x + self._widths[source.layer] + self._sizes.tail
        points = [(trunk, source.y + source.h), (trunk, down), (right, down)]
        for layer, joint in enumerate(chain[1:-1], source.layer + 1):
            x, y = self._lefts[layer], self._tops[joint]
            points += [(x, y), (x + self._widths[layer], y)]
        points.append((target.x, target.y + target.h / 2))
        return Edge(way.source, way.target, way.number, way.text, tuple(points), way.kind)

    def _band(self, number: int, height: float) -> Band:
        tier, team = self._draft.bands[number]
        first, half = self._found.first, self._sizes.edge
        last = first[number + 1] - 1
        left = self._lefts[first[number]] - half
        right = self._lefts[last] + self._widths[last] + half
        return Band(tier, team, band_title(tier, team), left, 0, right - left, height)


def band_title(tier: Tier, team: str) -> str:
    """What a tier is called: “Tier 2: network team”, “Specialist databases”."""
    if tier == "specialist":
        return tr("Specialist {team}", team=team).strip()
    return tr("Tier {n}: {team}", n=tier, team=team) if team else tr("Tier {n}", n=tier)

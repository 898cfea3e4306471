# SPDX-License-Identifier: MIT
"""The order of what stands in the layers of a drawing, so that few arrows cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from typing import Final

Arrow = tuple[int, int, int]
"""(node, port, node of the next layer); a lower port leaves its node further up."""

PATIENCE: Final = 2
"""How many sweeps may bring nothing before the next beginning is tried."""
SWEEPS, ROUNDS = 8, 4
_PORTS: Final = 64
"""More than a node has ports: (place, port) as one number."""


def ordered(layers: Sequence[Sequence[int]], arrows: Sequence[Arrow]) -> list[list[int]]:
    """The layers with their nodes in an order with few crossings; the same for the same input.

    The order that is given is tried first and kept if nothing crosses in it.
    """
    order = _Order(layers, arrows)
    best, fewest = order.copy(), order.crossings()
    for begin in (None, False, True):
        if not fewest:
            break
        order.take(layers)
        if begin is not None:
            order.sweep(down=begin)
        best, fewest = _improved(order, best, fewest, down=not begin)
    return best


def crossings(layers: Sequence[Sequence[int]], arrows: Sequence[Arrow]) -> int:
    """How many pairs of arrows cross if the layers are drawn in this order."""
    return _Order(layers, arrows).crossings()


def crossed(layers: Sequence[Sequence[int]], arrows: Sequence[Arrow]) -> list[int]:
    """For each arrow how many others it crosses if the layers are drawn in this order."""
    place = {node: number for layer in layers for number, node in enumerate(layer)}
    depth = {node: number for number, layer in enumerate(layers) for node in layer}
    counts = [0] * len(arrows)
    gaps: dict[int, list[tuple[int, int, int]]] = {}
    for number, (source, port, target) in enumerate(arrows):
        gaps.setdefault(depth[source], []).append((place[source] * _PORTS + port, place[target], number))
    for gap in gaps.values():
        gap.sort()
        for first, (_, end, number) in enumerate(gap):
            for _, other, another in gap[first + 1 :]:
                if other < end:
                    counts[number] += 1
                    counts[another] += 1
    return counts


def _improved(
    order: _Order, best: list[list[int]], fewest: int, *, down: bool
) -> tuple[list[list[int]], int]:
    """The better of what is known and what sweeps and moves of single nodes make of an order."""
    here, least, tired = order.copy(), order.crossings(), 0
    for _ in range(SWEEPS):
        order.sweep(down=down)
        down = not down
        count = order.crossings()
        tired = 0 if count < least else tired + 1
        if count < least:
            here, least = order.copy(), count
        if not least or tired >= PATIENCE:
            break
    order.take(here)
    for _ in range(ROUNDS):
        if not least or not order.sift():
            break
        least = order.crossings()
    return (order.copy(), least) if least < fewest else (best, fewest)


class _Order:
    """Layers whose nodes change places."""

    def __init__(self, layers: Sequence[Sequence[int]], arrows: Sequence[Arrow]) -> None:
        size = 1 + max((node for layer in layers for node in layer), default=-1)
        self._outs: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        self._ins: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        for source, port, target in arrows:
            self._outs[source].append((port, target))
            self._ins[target].append((source, port))
        for outs in self._outs:
            outs.sort()
        self._place = [0] * size
        self.take(layers)

    def take(self, layers: Sequence[Sequence[int]]) -> None:
        """Stand in this order from now on."""
        self._layers = [list(layer) for layer in layers]
        for layer in self._layers:
            self._number(layer)

    def copy(self) -> list[list[int]]:
        """The order as it is now."""
        return [list(layer) for layer in self._layers]

    def _number(self, layer: list[int]) -> None:
        for place, node in enumerate(layer):
            self._place[node] = place

    def _ends(self, layer: list[int]) -> list[int]:
        """The places at which the arrows of a layer end, in the order in which they leave it."""
        place, ends = self._place, []
        for node in layer:
            outs = self._outs[node]
            if len(outs) == 1:
                ends.append(place[outs[0][1]])
            elif outs:
                ends += [end for _, end in sorted([(port, place[target]) for port, target in outs])]
        return ends

    def crossings(self) -> int:
        """How many pairs of arrows cross."""
        count = 0
        for layer in self._layers:
            passed: list[int] = []
            for end in self._ends(layer):
                if passed and end < passed[-1]:
                    count += len(passed) - bisect_right(passed, end)
                    insort(passed, end)
                else:
                    passed.append(end)
        return count

    def sweep(self, *, down: bool) -> None:
        """Put each layer in the order of the medians of what its nodes are joined to, from one side on."""
        for layer in self._layers[1:] if down else self._layers[-2::-1]:
            before = 0.0
            wanted: dict[int, float] = {}
            for node in layer:
                joined = self._sources(node) if down else self._targets(node)
                before = wanted[node] = _median(joined) if joined else before
            layer.sort(key=wanted.__getitem__)
            self._number(layer)

    def _sources(self, node: int) -> list[int]:
        place = self._place
        return sorted([place[source] * _PORTS + port for source, port in self._ins[node]])

    def _targets(self, node: int) -> list[int]:
        place = self._place
        return sorted([place[target] for _, target in self._outs[node]])

    def sift(self) -> bool:
        """Move each node whose arrows cross to its best place in its layer; whether any crossing went."""
        gained = 0
        for number, layer in enumerate(self._layers):
            crossed = self._crossed(number)
            if crossed:
                joined = {node: (self._sources(node), self._targets(node)) for node in layer}
                for node in sorted(crossed, key=self._place.__getitem__):
                    gained += self._move(layer, node, joined)
        return gained > 0

    def _crossed(self, number: int) -> set[int]:
        """The nodes of a layer that have an arrow which crosses another."""
        found: set[int] = set()
        place = self._place
        for left in (number - 1, number):
            if not 0 <= left < len(self._layers) - 1:
                continue
            pairs = [
                (place[node] * _PORTS + port, place[target], node if left == number else target)
                for node in self._layers[left]
                for port, target in self._outs[node]
            ]
            pairs.sort()
            highest, lowest = -1, 1 << 30
            for _, end, node in pairs:
                if end < highest:
                    found.add(node)
                else:
                    highest = end
            for _, end, node in reversed(pairs):
                if end > lowest:
                    found.add(node)
                else:
                    lowest = end
        return found

    def _move(self, layer: list[int], node: int, joined: dict[int, tuple[list[int], list[int]]]) -> int:
        """Put a node where its arrows cross least; how many crossings that saves."""
        here = self._place[node]
        ins, outs = joined[node]
        best, saved = here, 0
        for step in (1, -1):
            gone, at = 0, here + step
            while 0 <= at < len(layer):
                others, ends = joined[layer[at]]
                gone += step * (_swapped(ins, others) + _swapped(outs, ends))
                if gone > saved:
                    best, saved = at, gone
                at += step
        if best != here:
            layer.insert(best, layer.pop(here))
            self._number(layer)
        return saved


def _median(places: list[int]) -> float:
    """The weighted median of places in order (Gansner and others, 1993)."""
    half, size = len(places) // 2, len(places)
    if size % 2:
        return places[half]
    if size == 2:
        return (places[0] + places[1]) / 2
    left, right = places[half - 1] - places[0], places[-1] - places[half]
    if not left + right:
        return (places[half - 1] + places[half]) / 2
    return (places[half - 1] * right + places[half] * left) / (left + right)


def _swapped(first: list[int], second: list[int]) -> int:
    """How many crossings go if what is joined to ``second`` comes before what is joined to ``first``."""
    gone = 0
    for one in first:
        for other in second:
            if one > other:
                gone += 1
            elif one < other:
                gone -= 1
    return gone

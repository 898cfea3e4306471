# SPDX-License-Identifier: MIT
"""Playbooks made up for measuring: as desks write them, tangled ones, and trees."""

from __future__ import annotations

from random import Random

from kbdesk.model import TIERS, Answer, Meta, Playbook, SourceFile, Step, StepKind, Tier


class Sketch:
    """Steps that are still being joined."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, StepKind, Tier]] = []
        self.ways: list[list[int]] = []

    def add(self, kind: StepKind, tier: Tier) -> int:
        """A new step; its number."""
        number = len(self.steps) + 1
        title = {"resolve": f"Resolve: cured by {number}", "escalate": f"Escalate: fault {number}"}
        self.steps.append((title.get(kind, f"Look at part {number} of it"), kind, tier))
        self.ways.append([])
        return number - 1

    def book(self) -> Playbook:
        """The playbook of these steps."""
        steps = tuple(
            Step(
                f"s{number}",
                title,
                kind,
                tier,
                10 * number,
                to_tier=_next(tier) if kind == "escalate" else None,
                answers=tuple(
                    Answer(f"Answer {place} of {number}", f"s{way}", 10 * number + place)
                    for place, way in enumerate(self.ways[number], 1)
                ),
            )
            for number, (title, kind, tier) in enumerate(self.steps)
        )
        return Playbook(SourceFile("playbooks/a.md", "", ""), Meta(), "Made up", "", steps, (), (), 1)


def realistic(size: int, seed: int) -> Playbook:
    """Three tiers of one to four answers a step, ends that are shared, some joins and jumps back."""
    chance, sketch = Random(seed), Sketch()  # noqa: S311 - nothing secret
    entries = [sketch.add("step", "1")]
    for tier, share in zip(TIERS[:3], (0.6, 0.85, 1.0), strict=True):
        begun = len(sketch.steps)
        _grow(sketch, tier, entries, round(size * share), chance)
        entries = []
        for number in range(begun, len(sketch.steps)):
            if sketch.steps[number][1] == "escalate" and (following := _next(tier)):
                entries.append(sketch.add("step", following))
                sketch.ways[number].append(entries[-1])
        if not entries:
            break
    return sketch.book()


def _grow(sketch: Sketch, tier: Tier, entries: list[int], full: int, chance: Random) -> None:
    """Give the steps of a tier answers, and these steps and ends, until there are enough."""
    open_steps, inner = list(entries), list(entries)
    ends: list[int] = []
    escalates: list[int] = []
    while open_steps:
        step = open_steps.pop(0)
        for _ in range(chance.choices((1, 2, 3, 4), (5, 55, 30, 10))[0]):
            wish = chance.random()
            if len(sketch.steps) < full and (wish < 0.52 or not open_steps):
                way = sketch.add("step", tier)
                open_steps.append(way)
                inner.append(way)
            elif wish < 0.60 and tier != "3":
                way = chance.choice(escalates) if escalates and chance.random() < 0.6 else -1
                if way < 0:
                    escalates.append(way := sketch.add("escalate", tier))
            elif wish < 0.66 and len(inner) > 3:
                way = chance.choice(inner)
            elif wish < 0.76 and ends:
                way = chance.choice(ends)
            else:
                ends.append(way := sketch.add("resolve", tier))
            if way != step and way not in sketch.ways[step]:
                sketch.ways[step].append(way)


def tangled(size: int, seed: int) -> Playbook:
    """Steps of one tier, joined without any plan by half as many answers again."""
    chance, sketch = Random(seed), Sketch()  # noqa: S311
    for number in range(size):
        sketch.add("step", "1")
        if number:
            sketch.ways[chance.randrange(max(0, number - 12), number)].append(number)
    for _ in range(size // 2):
        source, target = chance.randrange(size), chance.randrange(size)
        if source != target and target not in sketch.ways[source]:
            sketch.ways[source].append(target)
    return sketch.book()


def tree(size: int, seed: int) -> Playbook:
    """Steps of one tier of which each but the first has one way to it."""
    chance, sketch = Random(seed), Sketch()  # noqa: S311
    sketch.add("step", "1")
    for number in range(1, size):
        sketch.add("step", "1")
        sketch.ways[chance.randrange(number)].append(number)
    return sketch.book()


def _next(tier: Tier) -> Tier | None:
    following = TIERS.index(tier) + 1
    return TIERS[following] if following < len(TIERS) else None

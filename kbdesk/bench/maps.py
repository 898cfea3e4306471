# SPDX-License-Identifier: MIT
"""Maps of playbooks beside Graphviz: time and crossings, in one run. ``python -m kbdesk.bench.maps``.

``dot`` gets each playbook twice: as it is written, and with the stubs and leaves that our map draws. Its time
holds the start of its process, as it would in a program that called it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations, pairwise
from shutil import which
from time import perf_counter
from typing import TypeVar

from kbdesk.bench.playbooks import realistic, tangled, tree
from kbdesk.model import Playbook
from kbdesk.playbook.layout import Layout, Point, layout

Made = TypeVar("Made")
Joined = tuple[int, int]
"""(number of the source, number of the target)."""
Line = tuple[Joined, list[Point]]
ROUNDS = 5


def measured(book: Playbook) -> tuple[tuple[float, int], ...]:
    """(seconds, crossings) of our map, of dot on the playbook as written, and of dot on what we draw.

    Seconds are the best of ``ROUNDS``; only ours if there is no dot on this computer.
    """
    ours, drawn = _best(partial(layout, book))
    found = [(ours, crossings(lines_of(drawn)))]
    if which("dot"):
        known = {step.anchor: number for number, step in enumerate(book.steps)}
        written = [(known[s.anchor], known[a.anchor]) for s in book.steps for a in s.answers]
        for joined in (written, [(edge.source, edge.target) for edge in drawn.edges]):
            seconds, lines = _best(partial(_dot, joined))
            found.append((seconds, crossings(lines)))
    return tuple(found)


def _best(work: Callable[[], Made]) -> tuple[float, Made]:
    """(the least seconds of some rounds, what came of the last)."""
    least = float("inf")
    for _ in range(ROUNDS):
        began = perf_counter()
        made = work()
        least = min(least, perf_counter() - began)
    return least, made


def lines_of(drawn: Layout) -> list[Line]:
    """The arrows of a map from the answer's text on, as short straight lines."""
    found = []
    for edge in drawn.edges:
        points = [edge.points[2]]
        for here, there in pairwise(edge.points[2:]):
            middle = (here[0] + there[0]) / 2
            level = here[1] == there[1]
            points += [there] if level else _bent([here, (middle, here[1]), (middle, there[1]), there])[1:]
        found.append(((edge.source, edge.target), points))
    return found


def crossings(lines: Sequence[Line]) -> int:
    """How many pairs of lines cross that neither begin nor end at one node."""
    count = 0
    for (one, first), (other, second) in combinations(lines, 2):
        if one[0] != other[0] and one[1] != other[1]:
            count += any(_cross(a, b) for a in pairwise(first) for b in pairwise(second))
    return count


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, other
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(p: Point, q: Point, r: Point) -> float:
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])


def _bent(points: Sequence[Point]) -> list[Point]:
    """Bézier curves of four points each, the last the first of the next, as short straight lines."""
    found = [points[0]]
    for at in range(0, len(points) - 3, 3):
        for part in range(1, 9):
            t, s = part / 8, 1 - part / 8
            weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            corners = list(zip(weights, points[at : at + 4], strict=True))
            found.append((sum(w * x for w, (x, _) in corners), sum(w * y for w, (_, y) in corners)))
    return found


def _dot(joined: Sequence[Joined]) -> list[Line]:
    """The arrows as dot draws them."""
    text = 'digraph { rankdir=LR; node [shape=box, width=2, height=.5, label=""]; %s }'
    ways = " ".join(f"{source} -> {target};" for source, target in joined)
    done = subprocess.run(
        ["dot", "-Tplain"], input=text % ways, capture_output=True, text=True, check=True, timeout=60
    )
    found = []
    for line in done.stdout.splitlines():
        parts = line.split()
        if parts[0] == "edge":
            places = [float(part) for part in parts[4 : 4 + 2 * int(parts[3])]]
            points = list(zip(places[::2], places[1::2], strict=True))
            found.append(((int(parts[1]), int(parts[2])), _bent(points)))
    return found


def main() -> None:
    """Print the table."""
    tell = sys.stdout.write
    tell("| playbook | steps | answers | ours | dot, as written | dot, as we draw it |\n")
    tell("|---|---|---|---|---|---|\n")
    for make in (realistic, tangled, tree):
        for size in (40, 150):
            for seed in range(1, 5):
                book = make(size, seed)
                cells = [f"{s * 1000:.1f} ms, {crossed} ×" for s, crossed in measured(book)]
                answers = sum(len(step.answers) for step in book.steps)
                tell(f"| {make.__name__} {seed} | {len(book.steps)} | {answers} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""A playbook as a graph: steps are nodes, answers lead from one to the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from kbdesk.model import Answer, Playbook, Step

Others = Callable[[str], Playbook | None]
"""Gives the playbook at a library path; None if there is none."""
Node = tuple[str, str]
"""A step among several playbooks: (path of the playbook, anchor)."""


Route = tuple[tuple[Node, Answer], ...]
"""A way as (step, the answer given there)."""


def told(route: Route) -> tuple[str, ...]:
    """A way as the answers that a person would click."""
    return tuple(answer.text for _, answer in route)


@dataclass(frozen=True, slots=True)
class Graph:
    """The steps of a playbook and of all playbooks its answers lead into."""

    start: Node | None
    steps: dict[Node, Step]
    ways: dict[Node, tuple[tuple[Answer, Node], ...]]
    """The answers of each step that lead somewhere, in order; a Resolve step ends the run and has none."""

    def paths(self, avoid: Collection[Node] = ()) -> dict[Node, tuple[str, ...]]:
        """For each step that can be reached, the shortest way as answers to click.

        A step in ``avoid`` may be come to but not passed through.
        """
        return {node: told(route) for node, route in self.routes(avoid).items()}

    def routes(self, avoid: Collection[Node] = ()) -> dict[Node, Route]:
        """The same ways with the step that each answer is given at."""
        if self.start is None:
            return {}
        found: dict[Node, Route] = {self.start: ()}
        queue = deque([self.start])
        while queue:
            node = queue.popleft()
            if node in avoid:
                continue
            for answer, target in self.ways[node]:
                if target not in found:
                    found[target] = (*found[node], (node, answer))
                    queue.append(target)
        return found

    def led_to(self, starts: Iterable[Node]) -> set[Node]:
        """The steps that can be reached from at least one of ``starts``, these included."""
        found = set(starts)
        queue = deque(found)
        while queue:
            for _, target in self.ways[queue.popleft()]:
                if target not in found:
                    found.add(target)
                    queue.append(target)
        return found

    def leading_to(self, goals: Iterable[Node]) -> set[Node]:
        """The steps from which at least one of ``goals`` can be reached, the goals included."""
        sources: dict[Node, list[Node]] = {}
        for node, ways in self.ways.items():
            for _, target in ways:
                sources.setdefault(target, []).append(node)
        found = set(goals)
        queue = deque(found)
        while queue:
            for source in sources.get(queue.popleft(), ()):
                if source not in found:
                    found.add(source)
                    queue.append(source)
        return found


def target_of(playbook: Playbook, answer: Answer, others: Others) -> tuple[Playbook, Step] | None:
    """The playbook and step to which an answer leads; None if it leads nowhere.

    A playbook named without an anchor means its first step.
    """
    if not (answer.playbook or answer.anchor):
        return None
    there = playbook if answer.playbook in ("", playbook.path) else others(answer.playbook)
    if there is None:
        return None
    step = there.step(answer.anchor) if answer.anchor else next(iter(there.steps), None)
    return None if step is None else (there, step)


def build(playbook: Playbook, others: Others) -> Graph:
    """The graph of a playbook together with every playbook that can be come to from it."""
    steps: dict[Node, Step] = {}
    ways: dict[Node, tuple[tuple[Answer, Node], ...]] = {}
    seen = {playbook.path}
    queue = deque([playbook])
    while queue:
        book = queue.popleft()
        for step in book.steps:
            node = (book.path, step.anchor)
            if node in steps:
                continue  # a second step with one anchor: no answer can lead to it
            steps[node] = step
            leads: list[tuple[Answer, Node]] = []
            for answer in step.answers if step.kind != "resolve" else ():
                found = target_of(book, answer, others)
                if found is None:
                    continue
                there, target = found
                leads.append((answer, (there.path, target.anchor)))
                if there.path not in seen:
                    seen.add(there.path)
                    queue.append(there)
            ways[node] = tuple(leads)
    start = (playbook.path, playbook.steps[0].anchor) if playbook.steps else None
    return Graph(start, steps, ways)


def between(playbook: Playbook, start: str, goal: str) -> tuple[Step, ...]:
    """The steps between two steps on the shortest way by answers; () if no way leads there."""
    came_from: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue and goal not in came_from:
        anchor = queue.popleft()
        for target in _targets(playbook, anchor):
            if target not in came_from:
                came_from[target] = anchor
                queue.append(target)
    way: list[Step] = []
    anchor = came_from.get(goal, "")
    while anchor and anchor != start:
        step = playbook.step(anchor)
        if step is not None:
            way.append(step)
        anchor = came_from[anchor]
    return tuple(reversed(way))


def furthest(playbook: Playbook, anchor: str, avoid: Collection[str] = ()) -> int:
    """How many steps at most come after this one up to a Resolve or Escalate step; circles are not walked.

    Steps in ``avoid`` are not passed through; this one may be among them.
    """
    length: dict[str, int] = {}
    seen = set(avoid) - {anchor}
    stack: list[tuple[str, tuple[str, ...] | None]] = [(anchor, None)]
    while stack:
        node, leads = stack.pop()
        if leads is not None:
            length[node] = 1 + max((length[target] for target in leads if target in length), default=-1)
        elif node not in seen:
            seen.add(node)
            leads = _targets(playbook, node, within_tier=True)
            stack.append((node, leads))  # comes up again when all of them have their lengths
            stack += [(target, None) for target in leads]
    return length[anchor]


def _targets(playbook: Playbook, anchor: str, *, within_tier: bool = False) -> tuple[str, ...]:
    """The anchors of the steps of this playbook to which a step's answers lead, in order."""
    step = playbook.step(anchor)
    if step is None or step.kind == "resolve" or (within_tier and step.kind == "escalate"):
        return ()
    found = (target_of(playbook, answer, lambda _: None) for answer in step.answers)
    return tuple(target.anchor for _, target in filter(None, found))

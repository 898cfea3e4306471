# SPDX-License-Identifier: MIT
"""A playbook as nodes, bands and arrows: what every drawing language needs, before it is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbdesk.model import Answer, Playbook, Step
from kbdesk.playbook.exchange.proposal import one_line
from kbdesk.playbook.graph import Others, target_of

Shape = Literal["step", "resolve", "escalate", "playbook", "missing"]


@dataclass(frozen=True, slots=True)
class Node:
    """A box: a step, a step of another playbook, or where an answer leads to nothing."""

    id: str
    title: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Arrow:
    """An answer from one box to another; ``number`` is its key, from 1."""

    source: str
    target: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A playbook to be drawn: bands of (tier, its boxes), boxes outside of them, arrows."""

    title: str
    bands: tuple[tuple[str, tuple[Node, ...]], ...]
    outside: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def chart(book: Playbook, others: Others) -> Chart:
    """The boxes and arrows of a playbook; steps of other playbooks are boxes without arrows of their own."""
    ids = {id(step): f"s{number}" for number, step in enumerate(book.steps, 1)}
    bands: dict[str, list[Node]] = {}
    outside: dict[str, Node] = {}
    arrows: list[Arrow] = []
    for step in book.steps:
        bands.setdefault(band_title(step), []).append(Node(ids[id(step)], one_line(step.title), step.kind))
        for number, answer in enumerate(step.answers if step.kind != "resolve" else (), 1):
            found = target_of(book, answer, others)
            if found is not None and found[0] is book:
                target = ids[id(found[1])]
            else:
                node = _outside(answer, found, len(outside) + 1)
                target = outside.setdefault(f"{node.shape} {node.title}", node).id
            arrows.append(Arrow(ids[id(step)], target, one_line(answer.text), number))
    return Chart(
        one_line(book.title),
        tuple((title, tuple(nodes)) for title, nodes in bands.items()),
        tuple(outside.values()),
        tuple(arrows),
    )


def band_title(step: Step) -> str:
    """The tier of a step as its heading says it."""
    if step.tier == "specialist":
        return one_line(f"Specialist {step.team}")
    return one_line(f"Tier {step.tier}" + (f": {step.team}" if step.team else ""))


def _outside(answer: Answer, found: tuple[Playbook, Step] | None, number: int) -> Node:
    if found is not None:
        return Node(f"p{number}", one_line(f"{found[0].title}: {found[1].title}"), "playbook")
    where = answer.playbook or f"#{answer.anchor}"
    shape: Shape = "playbook" if answer.playbook else "missing"
    return Node(f"p{number}", one_line(where), shape)

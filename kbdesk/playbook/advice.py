# SPDX-License-Identifier: MIT
"""Advice on a playbook: what works, but is hard to use on a call or to link to."""

from __future__ import annotations

from collections import Counter
from math import ceil

from kbdesk.language import tr
from kbdesk.model import Finding, Playbook, Step
from kbdesk.playbook.graph import Node

MAX_ANSWERS = 9
"""There are nine digit keys."""
MAX_STEPS = 40
"""In one tier."""
SCREEN_LINES = 40
SCREEN_COLUMNS = 80


def advise(playbook: Playbook, paths: dict[Node, tuple[str, ...]]) -> tuple[Finding, ...]:
    """The pieces of advice on a playbook, step by step."""
    found: list[Finding] = []
    for step in playbook.steps:
        way = paths.get((playbook.path, step.anchor), ())
        found += [
            Finding(playbook.path, step.line, code, "advice", text, way) for code, text in _of_step(step)
        ]
    for tier, count in Counter(step.tier for step in playbook.steps).items():
        if count > MAX_STEPS:
            line = next(step.line for step in playbook.steps if step.tier == tier)
            message = _too_many(tier, count)
            found.append(Finding(playbook.path, line, "KB114", "advice", message))
    return tuple(found)


def _of_step(step: Step) -> list[tuple[str, str]]:
    """(code, sentence) for all there is to say of a step."""
    found = []
    if len(step.answers) > MAX_ANSWERS:
        message = tr(
            "“{title}” has {n} answers, but keys go to {most}: ask in two steps.",
            title=step.title,
            n=len(step.answers),
            most=MAX_ANSWERS,
        )
        found.append(("KB113", message))
    text = "\n".join((step.body, *step.says))
    rows = sum(max(1, ceil(len(line) / SCREEN_COLUMNS)) for line in text.splitlines()) + len(step.values)
    if rows > SCREEN_LINES:
        message = tr(
            "“{title}” is about {n} lines long, more than a screen: split it, or link an article.",
            title=step.title,
            n=rows,
        )
        found.append(("KB115", message))
    if "&" in step.title or "--" in step.anchor:
        message = tr(
            "The anchor of “{title}” differs between git hosts: leave out “&” and lone hyphens.",
            title=step.title,
        )
        found.append(("KB116", message))
    return found


def _too_many(tier: str, count: int) -> str:
    if tier == "specialist":
        return tr(
            "Tier specialist has {n} steps, more than {most}: split the playbook.", n=count, most=MAX_STEPS
        )
    return tr(
        "Tier {tier} has {n} steps, more than {most}: split the playbook.",
        tier=tier,
        n=count,
        most=MAX_STEPS,
    )

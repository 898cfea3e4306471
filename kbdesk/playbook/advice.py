# SPDX-License-Identifier: MIT
"""Advice on a playbook: what works, but is hard to use on a call or to link to."""

from __future__ import annotations

from collections import Counter
from math import ceil

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
            message = f"Tier {tier} has {count} steps, more than {MAX_STEPS}: split the playbook."
            found.append(Finding(playbook.path, line, "KB114", "advice", message))
    return tuple(found)


def _of_step(step: Step) -> list[tuple[str, str]]:
    """(code, sentence) for all there is to say of a step."""
    found = []
    if len(step.answers) > MAX_ANSWERS:
        message = (
            f"“{step.title}” has {len(step.answers)} answers, but keys go to {MAX_ANSWERS}: ask in two steps."
        )
        found.append(("KB113", message))
    text = "\n".join((step.body, *step.says))
    rows = sum(max(1, ceil(len(line) / SCREEN_COLUMNS)) for line in text.splitlines()) + len(step.values)
    if rows > SCREEN_LINES:
        message = (
            f"“{step.title}” is about {rows} lines long, more than a screen: split it, or link an article."
        )
        found.append(("KB115", message))
    if "&" in step.title or "--" in step.anchor:
        message = f"The anchor of “{step.title}” differs between git hosts: leave out “&” and lone hyphens."
        found.append(("KB116", message))
    return found

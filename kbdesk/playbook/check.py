# SPDX-License-Identifier: MIT
"""Checking a playbook: that every answer leads on, every path ends, and every handoff is complete.

Each finding carries the shortest way to it as the answers a person would click. Circles are fine as long as
an end can be reached from them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbdesk.model import TIERS, Answer, Finding, Playbook, Severity, Step
from kbdesk.playbook.advice import advise
from kbdesk.playbook.articles import file_findings
from kbdesk.playbook.graph import Graph, Node, Others, build, target_of
from kbdesk.playbook.links import Anchors, Resolve, check_links
from kbdesk.playbook.practice import check_practice


@dataclass(frozen=True, slots=True)
class _Case:
    """A playbook on the table, with what every rule looks at."""

    playbook: Playbook
    graph: Graph
    paths: dict[Node, tuple[str, ...]]
    others: Others

    def node(self, step: Step) -> Node:
        """The step's node in the graph."""
        return self.playbook.path, step.anchor

    def finding(
        self, step: Step, code: str, severity: Severity, message: str, answer: Answer | None = None
    ) -> Finding:
        """A finding at a step or at one of its answers, with the way there."""
        line = answer.line if answer else step.line
        way = self.paths.get(self.node(step))
        if way is not None and answer and step.kind != "resolve":
            way = (*way, answer.text)
        return Finding(self.playbook.path, line, code, severity, message, way or ())


def check_playbook(
    playbook: Playbook, anchors: Anchors, others: Others, *, resolve: Resolve
) -> tuple[Finding, ...]:
    """The findings about a playbook, by line.

    Args:
        playbook: what to check.
        anchors: gives the anchors of another document, None if there is none.
        others: gives another playbook, None if there is none.
        resolve: gives the library path of a link's target as written in a file, None if it leads nowhere.
    """
    found = list(file_findings(playbook))
    if playbook.source.problem:
        return tuple(found)
    if not playbook.steps:
        message = (
            "The playbook has no step: add a “## Tier 1” and under it a “### ” heading for the first step."
        )
        own: Severity = "error" if playbook.body_line > 1 else "advice"  # else it may be no playbook of ours
        others_found = (finding for finding in found if finding.line != playbook.body_line)
        return (*others_found, Finding(playbook.path, playbook.body_line, "KB100", own, message))
    graph = build(playbook, others)
    case = _Case(playbook, graph, graph.paths(), others)
    found += _answers(case)
    found += _twins(case)
    found += _ends(case)
    found += _unreached(case)
    found += _tiers(case)
    found += _handoffs(case)
    found += _links(case, anchors, resolve)
    found += check_practice(playbook, graph, case.paths)
    found += advise(playbook, case.paths)
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.code)))


def _answers(case: _Case) -> list[Finding]:
    """Rule 1: answers that lead to no step; and answers nobody can choose."""
    found = []
    for step in case.playbook.steps:
        if step.kind == "resolve" and step.answers:
            message = (
                f"“{step.title}” ends the run, so its answers cannot be chosen: take them out, or rename it."
            )
            found.append(case.finding(step, "KB109", "advice", message))
        found += [
            case.finding(step, "KB101", "error", _leads_nowhere(case, answer), answer)
            for answer in step.answers
            if target_of(case.playbook, answer, case.others) is None
        ]
    return found


def _leads_nowhere(case: _Case, answer: Answer) -> str:
    """The sentence for an answer that leads to no step."""
    said = f"The answer “{answer.text}” leads to"
    if answer.playbook in ("", case.playbook.path):
        return f"{said} “#{answer.anchor}”, but no step has this anchor: correct it, or add the step."
    there = case.others(answer.playbook)
    if there is None:
        return f"{said} {answer.playbook}, but there is no such playbook: correct the path."
    if not there.steps:
        return f"{said} {answer.playbook}, which has no step: add one there."
    return f"{said} “#{answer.anchor}” in {answer.playbook}, but no step there has this anchor: correct it."


def _twins(case: _Case) -> list[Finding]:
    """Rule 1: steps with one anchor, whether the second got a number at its end or not."""
    found = []
    first: dict[str, Step] = {}
    for step in case.playbook.steps:
        bare = re.sub(r"[^\w\- ]", "", step.title.strip().lower())
        twin = first.get(bare) or first.get(f"#{step.anchor}")
        first.setdefault(bare, step)
        first.setdefault(f"#{step.anchor}", step)
        if twin is None:
            continue
        message = (
            f"“{step.title}” has the anchor of the step in line {twin.line}: change one of the headings."
        )
        found.append(case.finding(step, "KB102", "error", message))
    return found


def _ends(case: _Case) -> list[Finding]:
    """Rules 2 and 4: dead ends, and steps from which no path ends.

    A step that only leads to a dead end or a broken answer is no finding of its own: mending that mends it.
    """
    graph, steps = case.graph, case.graph.steps
    ends = {node for node, step in steps.items() if step.kind != "step"}
    loose = {node for node, step in steps.items() if len(graph.ways[node]) < max(len(step.answers), 1)}
    explained = graph.leading_to(ends | loose)
    found = []
    for step in case.playbook.steps:
        if step.kind == "step" and not step.answers:
            message = (
                f"A dead end: “{step.title}” has no answer. Add answers, or make it Resolve or Escalate."
            )
            found.append(case.finding(step, "KB103", "error", message))
        elif case.node(step) not in explained:
            message = (
                f"A trap: no path from “{step.title}” ends in Resolve or Escalate. Add an answer that does."
            )
            found.append(case.finding(step, "KB105", "error", message))
    return found


def _unreached(case: _Case) -> list[Finding]:
    """Rule 3: steps that no path reaches."""
    return [
        case.finding(
            step,
            "KB104",
            "warning",
            f"No answer leads to “{step.title}” from the first step: link it from an answer, or take it out.",
        )
        for step in case.playbook.steps
        if case.node(step) not in case.paths
    ]


def _tiers(case: _Case) -> list[Finding]:
    """Rule 5: a higher tier is entered through an Escalate step only, and an Escalate step goes up."""
    found = []
    for step in case.playbook.steps:
        if step.kind == "escalate":
            found += _escalation(case, step)
            continue
        for answer, node in case.graph.ways[case.node(step)]:
            target = case.graph.steps[node]
            if _rank(target) <= _rank(step):
                continue
            goes = f"The answer “{answer.text}” goes from {_tier(step.tier)} into {_tier(target.tier)}"
            if target.kind == "step":
                message = f"{goes}: lead it to a step “Escalate to {_tier(target.tier)}: …” instead."
                found.append(case.finding(step, "KB106", "error", message, answer))
            else:
                # Nobody works in the higher tier here, but the record would say so.
                message = f"{goes}: move “{target.title}” under the heading of {_tier(step.tier)}."
                found.append(case.finding(step, "KB106", "warning", message, answer))
    return found


def _escalation(case: _Case, step: Step) -> list[Finding]:
    """What is wrong with the tiers of an Escalate step."""
    to = step.to_tier
    sideways = to == step.tier == "specialist" and step.to_team.casefold() != step.team.casefold()
    if to is None or not (TIERS.index(to) > _rank(step) or sideways):
        message = f"“{step.title}” stands in {_tier(step.tier)} and does not go up: name a higher tier."
        return [case.finding(step, "KB107", "error", message)]
    found = []
    for answer, node in case.graph.ways[case.node(step)]:
        target = case.graph.steps[node]
        if target.tier != to:
            message = (
                f"“{step.title}” hands over to {_tier(to)}, but its answer “{answer.text}” goes on "
                f"in {_tier(target.tier)}: lead it to a step of {_tier(to)}."
            )
            found.append(case.finding(step, "KB108", "warning", message, answer))
    return found


def _rank(step: Step) -> int:
    """The place of the step's tier, lowest 0."""
    return TIERS.index(step.tier)


def _tier(tier: str) -> str:
    """A tier as people say it."""
    return tier if tier == "specialist" else f"tier {tier}"


def _handoffs(case: _Case) -> list[Finding]:
    """Rule 6: values that an Escalate step needs and some path to it never asks for.

    For each value the graph is walked without passing through the steps that ask for it: an Escalate step
    that is still reached has a path that lacks the value, and the walk is that path.
    """
    needs = [
        (step, value)
        for step in case.playbook.steps
        if step.kind == "escalate" and case.node(step) in case.paths
        for value in step.values
        if not value.optional
    ]
    lacking: dict[str, dict[Node, tuple[str, ...]]] = {}
    for name in {value.name for _, value in needs}:
        asking = {
            node
            for node, step in case.graph.steps.items()
            if any(value.name == name for value in step.values)
        }
        lacking[name] = case.graph.paths(avoid=asking)
    found = []
    for step, value in needs:
        way = lacking[value.name].get(case.node(step))
        if way is not None:
            message = (
                f"“{step.title}” needs “{value.name}”, but a path to it never asks for it: "
                "record it in a step on the way, or the agent is asked at the end."
            )
            found.append(Finding(case.playbook.path, value.line, "KB110", "warning", message, way))
    return found


def _links(case: _Case, anchors: Anchors, resolve: Resolve) -> tuple[Finding, ...]:
    """Rule 1: links and pictures in the text. A link in an answer is judged as an answer."""
    answers = {answer.line for step in case.playbook.steps for answer in step.answers}
    links = [link for link in case.playbook.links if link.line not in answers or link.image]
    return check_links(case.playbook, links, anchors, resolve, heading_severity="error")

# SPDX-License-Identifier: MIT
"""Checking that a handoff is complete: each value that an Escalate step needs is asked for on every path.

It is a data-flow proof. For each value the graph, with every playbook that can be come to, is walked without
passing through the steps that ask for it: an Escalate step that is still reached has a path that lacks the
value, and the walk is that path, the shortest there is.
"""

from __future__ import annotations

from dataclasses import replace

from kbdesk.language import tr
from kbdesk.model import Finding, Playbook, Step, ValueField
from kbdesk.playbook.graph import Graph, Node, Route, told

_Need = tuple[Node, Step, ValueField]


def check_handoffs(playbook: Playbook, graph: Graph) -> tuple[Finding, ...]:
    """The findings about values that some path to an Escalate step never asks for.

    Those of another playbook's Escalate steps are told here only where it is this one's doing: not if a
    playbook on the way, started at its own first step, lacks the value there too.

    Args:
        playbook: what is checked.
        graph: its steps and those of all playbooks it leads into.
    """
    reached = graph.routes()
    needs: list[_Need] = [
        (node, step, value)
        for node, step in graph.steps.items()
        if step.kind == "escalate" and node in reached
        for value in step.values
        if not value.optional
    ]
    lacking = {name: _without(graph, name) for name in {value.name for *_, value in needs}}
    found = []
    for node, step, value in needs:
        route = lacking[value.name].get(node)
        if route is None:
            continue
        if node[0] != playbook.path:
            others = _others(playbook, node, route)
            if not any(_lacks_alone(graph, path, node, value.name) for path in others):
                found.append(_on_the_way(playbook, (node, step, value), route))
            continue
        message = tr(
            "“{title}” needs “{value}”, but a path to it never asks for it: "
            "record it in a step on the way, or the agent is asked at the end.",
            title=step.title,
            value=value.name,
        )
        found.append(Finding(playbook.path, value.line, "KB110", "warning", message, told(route)))
    return tuple(found)


def _without(graph: Graph, name: str) -> dict[Node, Route]:
    """The shortest ways on which nobody asks for a value."""
    asking = {node for node, step in graph.steps.items() if any(value.name == name for value in step.values)}
    return graph.routes(avoid=asking)


def _others(playbook: Playbook, end: Node, route: Route) -> set[str]:
    """The other playbooks that a way goes through."""
    return {node[0] for node in (*(node for node, _ in route), end)} - {playbook.path}


def _lacks_alone(graph: Graph, path: str, end: Node, name: str) -> bool:
    """Whether a value is lacking at a step, too, if a playbook is started at its own first step."""
    first = next(node for node in graph.steps if node[0] == path)
    return end in _without(replace(graph, start=first), name)


def _on_the_way(playbook: Playbook, need: _Need, route: Route) -> Finding:
    """The finding at the last answer of this playbook on a way into another."""
    node, step, value = need
    line = next(answer.line for at, answer in reversed(route) if at[0] == playbook.path)
    message = tr(
        "This leads to “{title}” in {path}, which needs “{value}”, but nothing on the way asks for it: "
        "record it in a step before, or the agent is asked at the end.",
        title=step.title,
        path=node[0],
        value=value.name,
    )
    return Finding(playbook.path, line, "KB110", "warning", message, told(route))

# SPDX-License-Identifier: MIT
"""Checking a playbook: that every answer leads on, every path ends, and every handoff is complete.

Each finding carries the shortest way to it as the answers a person would click. Circles are fine as long as
an end can be reached from them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kbdesk.language import tr
from kbdesk.model import TIERS, Answer, Finding, Playbook, Severity, Step
from kbdesk.playbook.advice import advise
from kbdesk.playbook.articles import Library, file_findings, told_of_itself
from kbdesk.playbook.graph import Graph, Node, Others, build, target_of
from kbdesk.playbook.handoffs import check_handoffs
from kbdesk.playbook.likeness import meant
from kbdesk.playbook.links import Anchors, Resolve, check_links
from kbdesk.playbook.practice import check_practice, plain_words


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
    playbook: Playbook,
    anchors: Anchors,
    others: Others,
    *,
    resolve: Resolve,
    today: str = "",
    library: Library | None = None,
) -> tuple[Finding, ...]:
    """The findings about a playbook, by line.

    Args:
        playbook: what to check.
        anchors: gives the anchors of another document, None if there is none.
        others: gives another playbook, None if there is none.
        resolve: gives the library path of a link's target as written in a file, None if it leads nowhere.
        today: the day as ``YYYY-MM-DD``; left out, nothing is past its date.
        library: what other documents say of themselves; left out, documents are not compared.
    """
    found = list(file_findings(playbook))
    if playbook.source.problem:
        return tuple(found)
    found += told_of_itself(playbook, resolve, today, library)
    if not playbook.steps:
        message = tr(
            "The playbook has no step: add a “## Tier 1” and under it a “### ” heading for the first step."
        )
        own: Severity = "error" if playbook.body_line > 1 else "advice"  # else it may be no playbook of ours
        others_found = (finding for finding in found if finding.line != playbook.body_line)
        found = [*others_found, Finding(playbook.path, playbook.body_line, "KB100", own, message)]
        return tuple(sorted(found, key=_place))
    graph = build(playbook, others)
    case = _Case(playbook, graph, graph.paths(), others)
    found += _answers(case)
    found += _twins(case)
    found += _ends(case)
    found += _unreached(case, library)
    found += _tiers(case)
    found += check_handoffs(playbook, graph)
    found += _links(case, anchors, resolve)
    found += check_practice(playbook, graph, case.paths)
    found += advise(playbook, case.paths)
    return tuple(sorted(found, key=_place))


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of a text that it did not have before; lines that only moved make none new."""
    had = Counter((one.path, one.code, one.message) for one in before)
    new = []
    for finding in after:
        told = finding.path, finding.code, finding.message
        if had[told]:
            had[told] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _place(finding: Finding) -> tuple[int, str]:
    return finding.line, finding.code


def _answers(case: _Case) -> list[Finding]:
    """Rule 1: answers that lead to no step; and answers nobody can choose."""
    found = []
    for step in case.playbook.steps:
        if step.kind == "resolve" and step.answers:
            message = tr(
                "“{title}” ends the run, so its answers cannot be chosen: take them out, or rename it.",
                title=step.title,
            )
            found.append(case.finding(step, "KB109", "advice", message))
        found += [
            case.finding(step, "KB101", "error", _leads_nowhere(case, answer), answer)
            for answer in step.answers
            if target_of(case.playbook, answer, case.others) is None
        ]
        found += _alike(case, step)
    return found


def _alike(case: _Case, step: Step) -> list[Finding]:
    """Answers of one step that nobody can tell apart."""
    first: dict[str, Answer] = {}
    found = []
    for answer in step.answers:
        twin = first.setdefault(plain_words(answer.text), answer)
        if twin is not answer:
            message = tr(
                "“{answer}” reads like the answer in line {line}: say what tells them apart.",
                answer=answer.text,
                line=twin.line,
            )
            found.append(case.finding(step, "KB117", "warning", message, answer))
    return found


def _leads_nowhere(case: _Case, answer: Answer) -> str:
    """The sentence for an answer that leads to no step."""
    said = {"answer": answer.text, "anchor": answer.anchor, "path": answer.playbook}
    if answer.playbook in ("", case.playbook.path):
        return tr(
            "The answer “{answer}” leads to “#{anchor}”, but no step has this anchor: "
            "correct it, or add the step.",
            **said,
        )
    there = case.others(answer.playbook)
    if there is None:
        return tr(
            "The answer “{answer}” leads to {path}, but there is no such playbook: correct the path.", **said
        )
    if not there.steps:
        return tr("The answer “{answer}” leads to {path}, which has no step: add one there.", **said)
    return tr(
        "The answer “{answer}” leads to “#{anchor}” in {path}, but no step there has this anchor: "
        "correct it.",
        **said,
    )


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
        message = tr(
            "“{title}” has the anchor of the step in line {line}: change one of the headings.",
            title=step.title,
            line=twin.line,
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
            message = tr(
                "A dead end: “{title}” has no answer. Add answers, or make it Resolve or Escalate.",
                title=step.title,
            )
            found.append(case.finding(step, "KB103", "error", message))
        elif case.node(step) not in explained:
            message = tr(
                "A trap: no path from “{title}” ends in Resolve or Escalate. Add an answer that does.",
                title=step.title,
            )
            found.append(case.finding(step, "KB105", "error", message))
    return found


def _unreached(case: _Case, library: Library | None) -> list[Finding]:
    """Rule 3: steps that no path reaches, from the first step or from where another playbook comes in.

    A step that an answer means and misses by a slip is no finding of its own: mending that mends it.
    """
    path = case.playbook.path
    left = [step for step in case.playbook.steps if case.node(step) not in case.paths]
    if left:
        starts = {(path, anchor) for anchor in _missed(case)}
        starts |= {(path, anchor) for anchor in library.entered(path)} if library else set()
        reached = case.graph.led_to(starts & case.graph.steps.keys())
        left = [step for step in left if case.node(step) not in reached]
    return [
        case.finding(
            step,
            "KB104",
            "warning",
            tr(
                "No answer leads to “{title}” from the first step: link it from an answer, or take it out.",
                title=step.title,
            ),
        )
        for step in left
    ]


def _missed(case: _Case) -> list[str]:
    """The anchors of the steps that broken answers mean."""
    book = case.playbook
    anchors = [step.anchor for step in book.steps]
    answers = (answer for step in book.steps for answer in step.answers)
    broken = (one for one in answers if one.playbook in ("", book.path) and one.anchor not in anchors)
    return [found for answer in broken if (found := meant(answer.anchor, anchors))]


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
            goes = {"answer": answer.text, "tier": _tier(step.tier), "higher": _tier(target.tier)}
            if target.kind == "step":
                message = tr(
                    "The answer “{answer}” goes from {tier} into {higher}: "
                    "lead it to a step “Escalate to {heading}: …” instead.",
                    heading=_heading(target.tier),
                    **goes,
                )
                found.append(case.finding(step, "KB106", "error", message, answer))
            else:
                # Nobody works in the higher tier here, but the record would say so.
                message = tr(
                    "The answer “{answer}” goes from {tier} into {higher}: "
                    "move “{title}” under the heading of {tier}.",
                    title=target.title,
                    **goes,
                )
                found.append(case.finding(step, "KB106", "warning", message, answer))
    return found


def _escalation(case: _Case, step: Step) -> list[Finding]:
    """What is wrong with the tiers of an Escalate step."""
    to = step.to_tier
    sideways = to == step.tier == "specialist" and step.to_team.casefold() != step.team.casefold()
    if to is None or not (TIERS.index(to) > _rank(step) or sideways):
        message = tr(
            "“{title}” stands in {tier} and does not go up: name a higher tier.",
            title=step.title,
            tier=_tier(step.tier),
        )
        return [case.finding(step, "KB107", "error", message)]
    found = []
    for answer, node in case.graph.ways[case.node(step)]:
        target = case.graph.steps[node]
        if target.tier != to:
            message = tr(
                "“{title}” hands over to {higher}, but its answer “{answer}” goes on in {tier}: "
                "lead it to a step of {higher}.",
                title=step.title,
                higher=_tier(to),
                answer=answer.text,
                tier=_tier(target.tier),
            )
            found.append(case.finding(step, "KB108", "warning", message, answer))
    return found


def _rank(step: Step) -> int:
    """The place of the step's tier, lowest 0."""
    return TIERS.index(step.tier)


def _tier(tier: str) -> str:
    """A tier as people say it."""
    return tr("specialist") if tier == "specialist" else tr("tier {n}", n=tier)


def _heading(tier: str) -> str:
    """A tier as headings of playbooks name it."""
    return tier if tier == "specialist" else f"tier {tier}"


def _links(case: _Case, anchors: Anchors, resolve: Resolve) -> tuple[Finding, ...]:
    """Rule 1: links and pictures in the text. A link in an answer is judged as an answer."""
    answers = {answer.line for step in case.playbook.steps for answer in step.answers}
    links = [link for link in case.playbook.links if link.line not in answers or link.image]
    return check_links(case.playbook, links, anchors, resolve, heading_severity="error")

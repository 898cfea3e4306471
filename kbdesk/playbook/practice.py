# SPDX-License-Identifier: MIT
"""Checking practice paths: that each goes and ends as it says, and how many answers they take together."""

from __future__ import annotations

import re

from kbdesk.language import tr
from kbdesk.model import Finding, Playbook, Step
from kbdesk.playbook.graph import Graph, Node


def check_practice(
    playbook: Playbook, graph: Graph, paths: dict[Node, tuple[str, ...]]
) -> tuple[Finding, ...]:
    """The findings about a playbook's practice paths; () if it has none."""
    practice, ends = playbook.meta.practice, playbook.meta.practice_ends
    if not practice or graph.start is None:
        return ()
    taken: set[tuple[Node, int]] = set()
    found: list[Finding] = []
    for index, answers in enumerate(practice):
        said = ends[index].removeprefix("#") if index < len(ends) else ""
        message = _walk(graph, graph.start, answers, said, taken, index + 1)
        if message:
            line = line_of_path(playbook, index)
            found.append(Finding(playbook.path, line, "KB111", "error", message, answers))
    left = [
        tr("“{answer}” at “{title}”", answer=answer.text, title=step.title)
        for step in playbook.steps
        if (playbook.path, step.anchor) in paths and step.kind == "step"
        for number, answer in enumerate(step.answers)
        if ((playbook.path, step.anchor), number) not in taken
    ]
    if left and not found:  # what a wrong path would take is not known
        total = len(left) + sum(
            node[0] == playbook.path and graph.steps[node].kind == "step" for node, _ in taken
        )
        counted = {"n": total - len(left), "all": total, "answers": ", ".join(left[:3])}
        message = (
            tr(
                "Practice paths take {n} of {all} answers; none takes {answers} and {more} more.",
                more=len(left) - 3,
                **counted,
            )
            if len(left) > 3
            else tr("Practice paths take {n} of {all} answers; none takes {answers}.", **counted)
        )
        found.append(Finding(playbook.path, line_of_path(playbook, None), "KB112", "advice", message))
    return tuple(found)


def _walk(
    graph: Graph,
    node: Node,
    answers: tuple[str, ...],
    end: str,
    taken: set[tuple[Node, int]],
    path_number: int,
) -> str:
    """What goes wrong on a practice path, as a sentence; "" if nothing. Notes what it takes."""
    home = node[0]
    for text in answers:
        step = graph.steps[node]
        number = next((n for n, one in enumerate(step.answers) if _same(one.text, text)), None)
        if number is None or step.kind == "resolve":
            return _no_answer(path_number, step, text)
        target = next((to for answer, to in graph.ways[node] if answer is step.answers[number]), None)
        if target is None:
            return tr(
                "Practice path {n} stops at “{title}”: the answer “{answer}” leads nowhere.",
                n=path_number,
                title=step.title,
                answer=text,
            )
        taken.add((node, number))
        node = target
    path, anchor = node
    if end and end not in (anchor, f"{path}#{anchor}"):
        here = anchor if path == home else f"{path}#{anchor}"
        return tr(
            "Practice path {n} ends at “{here}”, not at “{end}” as it says: correct the path or its end.",
            n=path_number,
            here=here,
            end=end,
        )
    return ""


def _same(one: str, other: str) -> bool:
    """Whether two answers read the same; case, blanks and Markdown signs do not count."""
    return plain_words(one) == plain_words(other)


def plain_words(text: str) -> str:
    """An answer as it is compared: case, blanks and Markdown signs do not count."""
    return " ".join(re.sub(r"[*_`\\]", "", text).casefold().split())


def _no_answer(path_number: int, step: Step, text: str) -> str:
    """That a path stops for want of an answer, with the answers to choose from."""
    said = {"n": path_number, "title": step.title, "answer": text}
    if step.kind == "resolve" or not step.answers:
        return tr(
            "Practice path {n} stops at “{title}”, which has no answer “{answer}”: "
            "it has none, so end the path there.",
            **said,
        )
    return tr(
        "Practice path {n} stops at “{title}”, which has no answer “{answer}”: its answers are {answers}.",
        answers=", ".join(tr("“{title}”", title=answer.text) for answer in step.answers),
        **said,
    )


def line_of_path(playbook: Playbook, index: int | None) -> int:
    """The line of a practice path in the front matter (of the key itself for None); 1 if not found."""
    items = key = 0
    indent = None
    for number, line in enumerate(playbook.source.text.splitlines()[: max(playbook.body_line - 1, 0)], 1):
        if key and (item := re.match(r"(\s*)-\s", line)):
            indent = item[1] if indent is None else indent
            if item[1] != indent:
                continue  # an answer of a path that has a line for each
            if items == index:
                return number
            items += 1
        elif key and line[:1].strip() and not line.startswith("#"):
            break
        elif re.match(r"practice\s*:", line):
            key = number
    return key or 1

# SPDX-License-Identifier: MIT
"""Practice paths for answers that are put into a playbook: which they are, and where they are written."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.markdown.yamlguard import RefusedYamlError
from kbdesk.markdown.yamltext import BLOCK, FLOW, read_entries, written
from kbdesk.model import Playbook, Step

Paths = tuple[tuple[str, ...], ...]


def new_paths(
    before: Playbook, after: Playbook, lines: Sequence[str], place: Step, new: set[str]
) -> tuple[int, list[str], Paths] | None:
    """Practice paths that take each new answer to its end; None if there are none or no place for them.

    Args:
        before: the playbook as it is.
        after: with the new answer and the new steps.
        lines: of the file as it is.
        place: the step that gets the answer.
        new: the anchors of the new steps.

    Returns:
        The index of the line before which they go, the lines that say them, and the paths.
    """
    where = _place_of(before, lines) if before.meta.practice else None
    paths = list(_paths(after, place, new))
    if where is None or not paths:
        return None
    at, dash, told = where
    made = []
    for answers, end in paths:
        item = f"{dash}[{', '.join(written(one, FLOW) for one in answers)}]"
        made.append(f"{item}  # ends at: {end}" if told else item)
    return at, made, tuple(answers for answers, _ in paths)


def _place_of(book: Playbook, lines: Sequence[str]) -> tuple[int, str, bool] | None:
    """After which line the next path goes, how its line begins, and whether the others name their ends."""
    front = "".join(
        f"{line}\n" for line in with_plain_line_ends(book.source.text).split("\n")[1 : book.body_line - 2]
    )
    try:
        entry = next((one for one in read_entries(front) if one.name == "practice"), None)
    except RefusedYamlError:
        return None
    if entry is None or entry.style != BLOCK:
        return None
    first = front.count("\n", 0, entry.start) + 2
    last, dash = 0, ""
    for number in range(first, book.body_line - 2):
        line = lines[number].strip()
        if line and not lines[number].startswith((" ", "-", "\t", "#")):
            break
        if line and not line.startswith("#"):
            last = number + 1
            found = re.match(r" *-[ ]+", lines[number])
            dash = dash or (found[0] if found else "")
    return (last, dash, any(book.meta.practice_ends)) if dash else None


def _paths(book: Playbook, place: Step, new: set[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """For every new answer a path from the first step through it to an end, as (answers, anchor)."""
    ways = _ways(book)
    taken: set[tuple[str, str]] = set()
    here = book.step(place.anchor)
    sources = [(here, here.answers[-1:])] if here is not None else []
    sources += [(step, step.answers) for step in book.steps if step.anchor in new]
    for step, answers in sources:
        for answer in answers:
            way = ways.get(step.anchor)
            if way is None or (step.anchor, answer.text) in taken:
                continue
            path, at = [*way, answer.text], answer.anchor
            taken.add((step.anchor, answer.text))
            been = {step.anchor}
            while at in new and at not in been:
                been.add(at)
                there = book.step(at)
                if there is None or not there.answers or there.kind != "step":
                    break
                taken.add((at, there.answers[0].text))
                path.append(there.answers[0].text)
                at = there.answers[0].anchor
            yield tuple(path), at


def _ways(book: Playbook) -> dict[str, tuple[str, ...]]:
    """For each step that can be come to in this file the shortest way, as answers."""
    found: dict[str, tuple[str, ...]] = {book.steps[0].anchor: ()}
    queue = deque([book.steps[0].anchor])
    while queue:
        at = queue.popleft()
        step = book.step(at)
        for answer in step.answers if step is not None and step.kind != "resolve" else ():
            if not answer.playbook and answer.anchor not in found and book.step(answer.anchor) is not None:
                found[answer.anchor] = (*found[at], answer.text)
                queue.append(answer.anchor)
    return found

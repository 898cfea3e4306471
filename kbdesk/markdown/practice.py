# SPDX-License-Identifier: MIT
"""Practice paths for answers that are put into a playbook: which they are, and where they are written."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

import yaml

from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.markdown.yamlguard import RefusedYamlError
from kbdesk.markdown.yamltext import BLOCK, FLOW, read_entries, written
from kbdesk.model import Playbook, Step

_EACH_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")

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


def renamed_answers(text: str, book: Playbook, at: str, words: str, new: str) -> str:
    """The text in whose practice paths an answer of a step has other words; as it is if that cannot be done.

    Args:
        text: the whole file; its front matter is that of ``book``.
        book: the playbook in which the answer has its old words.
        at: the anchor of the step.
        words: the old words.
        new: the new ones.
    """
    taken = {
        (number, place)
        for number, path in enumerate(book.meta.practice)
        for place, step in enumerate(_walked(book, path))
        if step.anchor == at and _bare(path[place]) == _bare(words)
    }
    if not taken:
        return text
    lines = _EACH_LINE.split(text)
    for line, first, last, style, where in reversed(_items_of(book, taken)):
        old = lines[line]
        lines[line] = old[:first] + written(new, where, style) + old[last:]
    made = "".join(lines)
    wanted = tuple(
        tuple(new if (number, place) in taken else one for place, one in enumerate(path))
        for number, path in enumerate(book.meta.practice)
    )
    meta = read_front_matter(with_plain_line_ends(made)).meta
    right = meta == replace(book.meta, practice=wanted)
    return made if right else text


def _walked(book: Playbook, path: tuple[str, ...]) -> Iterator[Step]:
    """The steps at which the answers of a path are given, as far as it goes in this file."""
    step = book.steps[0] if book.steps else None
    for words in path:
        if step is None:
            return
        yield step
        found = next((one for one in step.answers if _bare(one.text) == _bare(words)), None)
        step = book.step(found.anchor) if found is not None and not found.playbook else None


def _items_of(book: Playbook, taken: set[tuple[int, int]]) -> list[tuple[int, int, int, str, str]]:
    """Where answers of practice paths stand: (line from 0, first and last sign, quote, style of the list)."""
    lines = with_plain_line_ends(book.source.text).split("\n")[1 : book.body_line - 2]
    front = "".join(f"{line}\n" for line in lines)
    root = yaml.compose(front, Loader=yaml.BaseLoader)  # the guard let it pass when it was read
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    paths = next((value for key, value in pairs if key.value == "practice"), None)
    found = []
    for number, path in enumerate(paths.value if isinstance(paths, yaml.SequenceNode) else []):
        for place, item in enumerate(path.value if isinstance(path, yaml.SequenceNode) else []):
            start, end = item.start_mark, item.end_mark
            if (number, place) in taken and start.line == end.line:
                where = FLOW if path.flow_style else BLOCK
                found.append((start.line + 1, start.column, end.column, item.style or "", where))
    return found


def _bare(words: str) -> str:
    """Words without what a practice path may vary: case, blanks and Markdown signs."""
    return " ".join(re.sub(r"[*_`\\]", "", words).casefold().split())

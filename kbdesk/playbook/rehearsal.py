# SPDX-License-Identifier: MIT
"""Practice calls: what the customer says on a way through a playbook, and which way that is.

A way ends where the call does for the tier that runs it: at a Resolve step, or at the Escalate step where it
is handed over. What comes after is a way of its own, for the tier that takes the case on. Everything here is
pure; the same seed gives the same call to the word.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import HandoffNote, Playbook, Run, Step, StepKind, Tier, Visit
from kbdesk.playbook.graph import Graph, Node, Others, build
from kbdesk.playbook.voices import Customer, Line, Told, customer, lost, opening, reply, told

Source = Literal["practice", "random", "note"]
"""Where a way comes from: the playbook's own practice paths, chance, or a handoff note."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way through one tier of a playbook; ``answers`` are those to choose, in order."""

    start: Node
    answers: tuple[str, ...]
    source: Source = "practice"
    number: int = 0
    """Which of the playbook's practice paths it is of, from 1; 0 if of none."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step that the call comes to if all goes as expected."""

    playbook: str
    anchor: str
    title: str
    kind: StepKind
    answer: str
    """The answer that is right; "" at the end."""
    line: Line | None
    """What tells the trainee so; None at the end."""
    tells: tuple[Told, ...] = ()
    """The values that the step asks for."""
    says: tuple[str, ...] = ()
    """The words that the playbook would have the trainee say."""

    @property
    def node(self) -> Node:
        """The step among several playbooks."""
        return self.playbook, self.anchor


@dataclass(frozen=True, slots=True)
class Scene:
    """A practice call before it begins."""

    playbook: str
    """The path of the playbook that it begins in."""
    blob: str
    title: str
    begins: str
    """The anchor of the step that it begins at."""
    tier: Tier
    """The tier that it is for."""
    way: Way
    seed: int
    customer: str
    """Who calls, and how they are."""
    opening: tuple[Line, ...]
    lost: str
    """What the customer says where the call has left the way."""
    stages: tuple[Stage, ...]


def same(one: str, other: str) -> bool:
    """Whether two answers read the same; case, blanks and Markdown signs do not count."""
    return _plain(one) == _plain(other)


def ways(book: Playbook, others: Others) -> tuple[Way, ...]:
    """The ways of a playbook's practice paths, each once: for its first tier, then for those after it."""
    graph = build(book, others)
    if graph.start is None:
        return ()
    found: dict[tuple[Node, tuple[str, ...]], Way] = {}
    for number, answers in enumerate(book.meta.practice, 1):
        for start, part in _parts(graph, graph.start, answers):
            found.setdefault((start, part), Way(start, part, "practice", number))
    first = graph.start
    return tuple(sorted(found.values(), key=lambda way: way.start != first))


def random_way(book: Playbook, others: Others, seed: int) -> Way:
    """A way from the first step to an end of its tier, by chance.

    Raises:
        KbError: the playbook has no step, or no end that can be come to.
    """
    graph = build(book, others)
    if graph.start is None:
        raise KbError(
            tr("The playbook {path} has no steps yet.", path=book.path),
            tr("Add a ### heading under ## Tier 1."),
        )
    chance = Random(f"way {seed} {book.path}")  # noqa: S311 - for practice, not for secrets
    return Way(graph.start, _wander(graph, graph.start, chance), "random")


def way_of_note(note: HandoffNote, others: Others) -> Way:
    """The way that a real case took, as far as the playbook of now has it.

    Raises:
        KbError: the case had no playbook, or none that is in the library.
    """
    steps = [one for one in note.tried if not (one.undone or one.skipped) and one.playbook]
    book = others(steps[0].playbook) if steps else None
    if book is None:
        raise KbError(
            tr("This note's case did not go through a playbook of this library."),
            tr("Choose a note of a call that followed one."),
        )
    first = steps[0].anchor if book.step(steps[0].anchor) is not None else book.steps[0].anchor
    start = (book.path, first)
    parts = _parts(build(book, others), start, tuple(one.answer for one in steps if one.answer))
    _, answers = next(iter(parts), (start, ()))
    return Way(start, answers, "note")


def scene(way: Way, others: Others, seed: int, today: date, *, note: HandoffNote | None = None) -> Scene:
    """The practice call of a way.

    A way that stops at a step which is no end goes on by chance to one. ``note`` (redacted) gives the
    customer's words and values of a real case.

    Raises:
        KbError: the playbook is gone, or no end can be come to.
    """
    book = others(way.start[0])
    step = book.step(way.start[1]) if book is not None else None
    if book is None or step is None:
        raise KbError(
            tr("{path} has no step “{anchor}” any more.", path=way.start[0], anchor=way.start[1]),
            tr("Choose another path."),
        )
    chance = Random(f"call {seed} {way.start} {way.answers}")  # noqa: S311 - as above
    graph = _from(book, others, way.start)
    answers, end = way.answers, _walked(graph, way.start, way.answers)[-1][0]
    if graph.steps[end].kind == "step":
        answers = (*answers, *_wander(graph, end, chance))
    who = customer(chance)
    said = note.customer_words if note is not None and note.customer_words else book.meta.says
    first = opening(chance, who, said, book.title)
    stages = _stages(graph, _walked(graph, way.start, answers), chance, who, first[-1].text, today, note)
    return Scene(
        playbook=book.path,
        blob=book.source.blob,
        title=book.title,
        begins=step.anchor,
        tier=step.tier,
        way=way,
        seed=seed,
        customer=f"{who.name}, {who.mood}",
        opening=first,
        lost=lost(chance),
        stages=stages,
    )


def standing(scene: Scene, run: Run) -> Iterator[tuple[Visit, int | None]]:
    """Each visit of a run with the number of the stage it is at; None where it has left the way.

    A step that comes more than once on the way is the next one of its kind; one that the run comes back to
    is the last.
    """
    reached = 0
    for visit in run.visits:
        node = (visit.playbook, visit.anchor)
        places = [number for number, stage in enumerate(scene.stages) if stage.node == node]
        at = next((number for number in places if number >= reached), places[-1] if places else None)
        if at is not None and not visit.skipped and not visit.undone:
            reached = at + 1
        yield visit, at


def stage_now(scene: Scene, run: Run) -> Stage | None:
    """Where the run stands on the way; None if it has left it."""
    at = None
    for visit, number in standing(scene, run):
        if not visit.undone:
            at = number
    return None if at is None else scene.stages[at]


# --- ways -------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`\\]", "", text).casefold().split())


def _from(book: Playbook, others: Others, start: Node) -> Graph:
    graph = build(book, others)
    return Graph(start, graph.steps, graph.ways)


def _walked(graph: Graph, start: Node, answers: Sequence[str]) -> list[tuple[Node, str]]:
    """Each step on a way with its answer as the playbook writes it; the last has none."""
    walked, node = [], start
    for text in answers:
        found = next(((one, to) for one, to in graph.ways[node] if same(one.text, text)), None)
        if found is None:
            break
        walked.append((node, found[0].text))
        node = found[1]
    return [*walked, (node, "")]


def _parts(graph: Graph, start: Node, answers: Sequence[str]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """A way cut where the case is handed over: for each tier where it starts and its answers."""
    begun: Node | None = start
    taken: list[str] = []
    for node, text in _walked(graph, start, answers):
        if begun is None:
            begun = node
        if graph.steps[node].kind == "escalate":
            if begun != node or taken or node == start:
                yield begun, tuple(taken)
            begun, taken = None, []
        elif text:
            taken.append(text)
    if begun is not None and (taken or begun == start):
        yield begun, tuple(taken)


def _wander(graph: Graph, node: Node, chance: Random) -> tuple[str, ...]:
    """The answers of a way by chance from a step to where its tier's part of the call ends.

    Raises:
        KbError: none can be come to.
    """
    far = _far(graph)
    if node not in far:
        title = graph.steps[node].title
        raise KbError(
            tr("From “{title}” no answer leads to an end.", title=title),
            tr("Check the playbook: its paths must end somewhere."),
        )
    seen, taken = {node}, []
    while far[node]:
        fresh = [(answer, to) for answer, to in graph.ways[node] if to in far and to not in seen]
        short = [(answer, to) for answer, to in graph.ways[node] if far.get(to) == far[node] - 1]
        answer, node = chance.choice(fresh or short)
        seen.add(node)
        taken.append(answer.text)
    return tuple(taken)


def _far(graph: Graph) -> dict[Node, int]:
    """How many answers it takes at least from each step to an end of its tier; only where one can be had."""
    sources: dict[Node, list[Node]] = {}
    for node, leads in graph.ways.items():
        if graph.steps[node].kind == "step":
            for _, to in leads:
                sources.setdefault(to, []).append(node)
    far = {node: 0 for node, step in graph.steps.items() if step.kind != "step"}
    queue = deque(far)
    while queue:
        node = queue.popleft()
        for source in sources.get(node, ()):
            if source not in far:
                far[source] = far[node] + 1
                queue.append(source)
    return far


# --- scenes -----------------------------------------------------------------------------------------------


def _stages(
    graph: Graph,
    walked: Sequence[tuple[Node, str]],
    chance: Random,
    who: Customer,
    words: str,
    today: date,
    note: HandoffNote | None,
) -> tuple[Stage, ...]:
    """The steps of a way with what the customer says and tells at each; a value stays what it was."""
    known = _known(note)
    values: dict[str, Told] = {}
    stages = []
    for node, answer in walked:
        step = graph.steps[node]
        for field in step.values:
            if field.name not in values:
                value = told(chance, field, known.get(field.name, ""), words, answer, today)
                values[field.name] = value
        tells = tuple(values[field.name] for field in step.values)
        line = reply(chance, who, step, answer) if answer else None
        stages.append(_stage(node, step, answer, line, tells))
    return tuple(stages)


def _stage(node: Node, step: Step, answer: str, line: Line | None, tells: tuple[Told, ...]) -> Stage:
    return Stage(node[0], step.anchor, step.title, step.kind, answer, line, tells, step.says)


def _known(note: HandoffNote | None) -> Mapping[str, str]:
    """The values of a real case by name; one from which something was taken out is not known."""
    if note is None:
        return {}
    pairs = [pair for one in note.tried if not one.undone for pair in one.recorded]
    every = (*note.environment, *pairs)
    return {name: value for name, value in every if value and "removed]" not in value}

# SPDX-License-Identifier: MIT
"""Faults planted in random sound playbooks are found, each at its line and with a way that leads there.

``KBDESK_LONG=1`` plants each kind 200 times; what fails names its seed.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from check_mutations import FAULTS
from random_playbooks import Book, library

from kbdesk.errors import KbError
from kbdesk.model import Finding, Playbook, Run, Step
from kbdesk.playbook import Library, answer, check_playbook, start
from kbdesk.playbook.links import inside

TIMES = 200 if os.environ.get("KBDESK_LONG") else 6
TODAY = "2026-11-22"
AT = "2026-11-22T10:00:00+00:00"
TRIES = 400
"""Playbooks that are made at most to find one with a place for a fault."""


def checked(books: list[Playbook]) -> dict[str, tuple[Finding, ...]]:
    """The findings of each playbook of a library that has one article, too."""
    by_path = {book.path: book for book in books}
    anchors = {path: frozenset(head.anchor for head in book.headings) for path, book in by_path.items()}
    anchors["articles/there.md"] = frozenset({"there"})

    def resolve(path: str, target: str) -> str | None:
        found = inside(path, target)
        return found if found in anchors else None

    def entered(path: str) -> set[str]:
        steps = (step for book in books for step in book.steps)
        return {one.anchor for step in steps for one in step.answers if one.playbook == path}

    others = Library(entered=entered)
    return {
        path: check_playbook(book, anchors.get, by_path.get, resolve=resolve, today=TODAY, library=others)
        for path, book in by_path.items()
    }


def walked(finding: Finding, books: dict[str, Playbook]) -> tuple[Run, str]:
    """The run that takes the way of a finding, and the answer at which it could not go on ("" if none)."""
    book = books[finding.path]
    run = start(book, run_id="r", library="l", commit="", at=AT, by="me", tier="1")
    for text in finding.answers:
        step = standing(run, books)
        number = next((n for n, one in enumerate(step.answers, 1) if one.text == text), 0)
        try:
            run = answer(run, book, number, AT, others=books.get)
        except KbError:
            return run, text
    return run, ""


def standing(run: Run, books: dict[str, Playbook]) -> Step:
    step = books[run.current.playbook].step(run.current.anchor)
    assert step is not None
    return step


def asked_for(run: Run, books: dict[str, Playbook]) -> set[str]:
    """The names of the values that the steps before the last one asked for."""
    steps = (books[visit.playbook].step(visit.anchor) for visit in run.visits[:-1])
    return {value.name for step in steps if step for value in step.values}


def check_way(finding: Finding, books: dict[str, Playbook]) -> None:
    """See that the way of a finding leads a person to what it tells."""
    run, stuck_at = walked(finding, books)
    step, book = standing(run, books), books[finding.path]
    last = finding.answers[-1] if finding.answers else ""
    given = {one.line: one.text for each in book.steps for one in each.answers}
    if finding.code == "KB111":
        return  # what is wrong is the path itself
    assert stuck_at == (last if finding.code == "KB101" else ""), finding
    if finding.code == "KB110":
        needed = {value.name for value in step.values} - asked_for(run, books)
        assert step.kind == "escalate" and any(f"“{name}”" in finding.message for name in needed), finding
        assert finding.line in given or finding.line in {value.line for value in step.values}, finding
    elif finding.code in ("KB101", "KB106", "KB108", "KB117"):
        assert given[finding.line] == last, finding
    elif finding.answers:
        assert (run.current.playbook, step.line) == (finding.path, finding.line), finding


def ends_from(run: Run, books: dict[str, Playbook]) -> bool:
    """Whether some answers lead from where a run stands to an end."""
    seen, todo = set(), [run]
    while todo:
        here = todo.pop()
        step = standing(here, books)
        if step.kind != "step":
            return True
        if (here.current.playbook, step.anchor) in seen:
            continue
        seen.add((here.current.playbook, step.anchor))
        book = books[here.current.playbook]
        todo += [answer(here, book, n, AT, others=books.get) for n in range(1, len(step.answers) + 1)]
    return False


def sound(seed: int) -> list[Book]:
    """A library of random playbooks, in which nothing is found."""
    books = library(Random(seed))
    found = checked([book.read() for book in books])
    assert not any(found.values()), (seed, found)
    return books


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_found_at_its_line_with_a_way_that_leads_there(kind):
    """Each sound playbook has no finding; broken in one place it has the one that tells of it.

    Every finding's way, also of those that follow from the fault, is walked with a run.
    """
    planted = 0
    for seed in range(sum(map(ord, kind)) * 1000, sum(map(ord, kind)) * 1000 + TRIES * TIMES):
        books = sound(seed)
        fault = FAULTS[kind](Random(seed), books[0])
        if fault is None:
            continue
        read = {book.path: book.read() for book in books}
        found = checked(list(read.values()))[books[0].path]
        right = [one for one in found if (one.code, one.line) == (fault.code, fault.line())]
        assert right, (kind, seed, fault.code, fault.line(), found)
        for one in found:
            check_way(one, read)
        if fault.code == "KB105":
            assert not ends_from(walked(right[0], read)[0], read)
        planted += 1
        if planted == TIMES:
            break
    assert planted == TIMES, (kind, planted)

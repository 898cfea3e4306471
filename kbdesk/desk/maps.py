# SPDX-License-Identifier: MIT
"""Maps of playbooks: where each step is drawn, what the checker says of it, what a step says to people."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbdesk import markdown
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Finding, Pairs, Playbook, Rendered, Step
from kbdesk.playbook.graph import build
from kbdesk.playbook.layout import Edge, Layout, layout

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

BROKEN, DEAD_END, UNREACHED = "KB101", "KB103", "KB104"


@dataclass(frozen=True, slots=True)
class PlaybookMap:
    """A playbook as its map shows it.

    ``at`` gives for each finding the anchor of the step in which it lies; "" if it lies in none.
    ``titles`` names the playbooks that answers lead into, by path.
    """

    book: Playbook
    layout: Layout
    findings: tuple[Finding, ...] = ()
    at: tuple[str, ...] = ()
    titles: Pairs = ()
    unreached: frozenset[str] = frozenset()
    """The steps to which no way leads, also those that a broken answer means: on a map they stand alone."""
    library: str = ""
    """The badge of the library that the playbook comes from; "" is the open one."""

    def answers(self, number: int) -> tuple[Edge, ...]:
        """The arrows that leave a node, in the order of its answers."""
        return tuple(edge for edge in self.layout.edges if edge.source == number)

    def findings_at(self, anchor: str) -> tuple[Finding, ...]:
        """What is wrong in a step."""
        pairs = zip(self.findings, self.at, strict=True)
        return tuple(finding for finding, place in pairs if place == anchor)

    @property
    def dead_ends(self) -> frozenset[str]:
        """The steps from which nothing leads on although they are no end."""
        pairs = zip(self.findings, self.at, strict=True)
        return frozenset(place for finding, place in pairs if place and finding.code == DEAD_END)

    def states(self, anchor: str) -> tuple[str, ...]:
        """What is wrong with a step's place on the map, as a word each: “unreached”, “dead end”.

        The words are plain, as the map compares them; it translates them where it shows them.
        """
        known = (("unreached", self.unreached), ("dead end", self.dead_ends))
        return tuple(word for word, anchors in known if anchor in anchors)


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as people see it: what to do as safe HTML, with its pictures."""

    step: Step
    body: Rendered
    pictures: tuple[bytes, ...] = ()


def map_of(
    book: Playbook,
    findings: Iterable[Finding] = (),
    title_of: Callable[[str], str] = str,
    badge: str = "",
) -> PlaybookMap:
    """The map of a playbook, whether it is saved or still being written.

    Args:
        book: the playbook.
        findings: what the checker says of it.
        title_of: gives the title of the playbook at a path.
        badge: names a library beside the open one.
    """
    wrong = tuple(finding for finding in findings if finding.path == book.path)
    steps = sorted(book.steps, key=lambda step: step.line)
    lines = [step.line for step in steps]
    places = [bisect_right(lines, finding.line) - 1 for finding in wrong]
    at = tuple(steps[place].anchor if place >= 0 else "" for place in places)
    others = dict.fromkeys(a.playbook for step in book.steps for a in step.answers if a.playbook)
    return PlaybookMap(
        book,
        layout(book),
        wrong,
        at,
        tuple((path, title_of(path)) for path in others),
        _unreached(book, wrong, at),
        badge,
    )


def _unreached(book: Playbook, findings: tuple[Finding, ...], at: tuple[str, ...]) -> frozenset[str]:
    """The steps to which no way leads.

    The checker says which these are, but for those that a broken answer means. In a playbook without any,
    a step to which it has no way of its own is one where another playbook comes in.
    """
    codes = {finding.code for finding in findings}
    told = {place for finding, place in zip(findings, at, strict=True) if finding.code == UNREACHED}
    if BROKEN in codes:
        reached = {anchor for _, anchor in build(book, _no_other).paths()}
        told |= {step.anchor for step in book.steps if step.anchor not in reached}
    return frozenset(told)


def _no_other(path: str) -> None:
    """No other playbook is looked at."""
    del path


def read_map(desk: Desk, path: str, badge: str = "") -> PlaybookMap:
    """The map of a playbook of the library, or of one beside it; reads files.

    Raises:
        KbError: there is no such file, or it is no playbook.
    """
    there = desk.shelf.desk(badge) if badge else desk
    document = there.read(path)
    if not isinstance(document, Playbook):
        raise KbError(
            tr("{path} is an article.", path=path), tr("Only a playbook has a map; open one first.")
        )
    return map_of(document, there.check((path,)), _titles(there), badge)


def _titles(desk: Desk) -> Callable[[str], str]:
    def title_of(path: str) -> str:
        book = desk.playbook(path)
        return book.title if book is not None else path

    return title_of


def step_text(desk: Desk, book: Playbook, anchor: str, badge: str = "") -> StepText:
    """What a step of a playbook says.

    Raises:
        KbError: it has no such step, or that library is not searched any more.
    """
    step = book.step(anchor)
    if step is None:
        raise KbError(
            tr("{path} has no step {anchor}.", path=book.path, anchor=anchor),
            tr("It was changed meanwhile; open the map again."),
        )
    there = desk.shelf.desk(badge) if badge else desk
    body = markdown.render(step.body)
    return StepText(step, body, there.reader.pictures(book.path, body.images))

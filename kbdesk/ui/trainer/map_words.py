# SPDX-License-Identifier: MIT
"""What a map says in words: on its cards, in tooltips, and to a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbdesk.language import tr, trn
from kbdesk.ui.mirror import arrow

if TYPE_CHECKING:
    from kbdesk.desk.maps import PlaybookMap
    from kbdesk.playbook.layout import Band, Edge, Node


STATES = {"unreached": tr("unreached"), "dead end": tr("dead end")}
"""What ``PlaybookMap.states`` names, as people read it."""


def states_of(shown: PlaybookMap, anchor: str) -> tuple[str, ...]:
    """What is wrong with a step's place on the map, as a word each."""
    return tuple(STATES[state] for state in shown.states(anchor))


def band_words(band: Band) -> str:
    """What a tier is called: “Tier 2: network team”, “Specialist databases”."""
    if band.tier == "specialist":
        return tr("Specialist {team}", team=band.team).strip()
    words = tr("Tier {tier}", tier=band.tier)
    return f"{words}: {band.team}" if band.team else words


def card_head(shown: PlaybookMap, node: Node) -> str:
    """The text on a card; its form says what kind it is, so “Resolve:” is left out."""
    if node.kind == "resolve":
        return _capital(node.title.partition(":")[2].strip() or node.title)
    if node.kind == "escalate":
        return _capital(node.title.removeprefix("Escalate to").strip() or node.title)
    if node.kind == "elsewhere":
        return dict(shown.titles).get(node.title, node.title)
    if node.kind == "nowhere":
        return tr("Leads to no step")
    if is_back(shown, node):
        return tr("Back to {title}", title=node.title)
    return node.title


def is_back(shown: PlaybookMap, node: Node) -> bool:
    """Whether a node is a stub that leads back to a step before it."""
    there = shown.layout.node(node.anchor)
    return node.kind == "stub" and there >= 0 and shown.layout.nodes[there].layer < node.layer


def card_words(shown: PlaybookMap, number: int) -> str:
    """All that a card shows, a line each: for the tooltip and the screen reader."""
    node = shown.layout.nodes[number]
    if node.kind == "elsewhere":
        return tr("Goes on in the playbook “{title}”", title=card_head(shown, node))
    if node.kind == "nowhere":
        if node.anchor:
            return tr("This answer leads to no step: there is no “{anchor}”", anchor=node.anchor)
        return tr("This answer leads to no step")
    if is_back(shown, node):
        return tr("Back to the step “{title}”", title=node.title)
    if node.kind == "stub":
        return tr("On to the step “{title}”", title=node.title)
    lines = [node.title]
    place = tr("Step {number} of {count}", number=number + 1, count=len(shown.book.steps))
    if not node.copy:
        lines.append(f"{place}, {band_words(shown.layout.bands[node.band])}")
    answers = len(shown.answers(number))
    if answers:
        lines.append(trn("{n:,} answer", "{n:,} answers", answers))
    if node.anchor in shown.unreached:
        lines.append(tr("Unreached: no answer leads here"))
    if node.anchor in shown.dead_ends:
        lines.append(tr("Dead end: nothing leads on from here"))
    lines += [f"{finding.code}: {finding.message}" for finding in shown.findings_at(node.anchor)]
    return "\n".join(lines)


def answer_words(shown: PlaybookMap, edge: Edge) -> str:
    """“1 The light is green → Is it only one device”."""
    target = shown.layout.nodes[edge.target]
    there = card_head(shown, target) if target.kind in _OUT else target.title
    return f"{edge.number} {edge.text} {arrow()} {there}"


_OUT = ("elsewhere", "nowhere")


def facts(shown: PlaybookMap) -> str:
    """A line on the whole: how many steps, ends and tiers there are."""
    book = shown.book
    parts = [
        trn("{n:,} step", "{n:,} steps", len(book.steps)),
        trn("{n:,} end", "{n:,} ends", sum(step.kind != "step" for step in book.steps)),
        trn("{n:,} tier", "{n:,} tiers", len(shown.layout.bands)),
    ]
    if shown.findings:
        parts.append(trn("{n:,} finding", "{n:,} findings", len(shown.findings)))
    return " · ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

# SPDX-License-Identifier: MIT
"""What a map says in words: on its cards, in tooltips, and to a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbdesk.desk.maps import PlaybookMap
    from kbdesk.playbook.layout import Edge, Node


def counted(number: int, what: str) -> str:
    """“1 answer”, “3 answers”."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def card_head(shown: PlaybookMap, node: Node) -> str:
    """The text on a card; its form says what kind it is, so “Resolve:” is left out."""
    if node.kind == "resolve":
        return _capital(node.title.partition(":")[2].strip() or node.title)
    if node.kind == "escalate":
        return _capital(node.title.removeprefix("Escalate to").strip() or node.title)
    if node.kind == "elsewhere":
        return dict(shown.titles).get(node.title, node.title)
    if node.kind == "nowhere":
        return "Leads to no step"
    if node.kind == "stub" and _is_back(shown, node):
        return f"Back to {node.title}"
    return node.title


def _is_back(shown: PlaybookMap, node: Node) -> bool:
    there = shown.layout.node(node.anchor)
    return there >= 0 and shown.layout.nodes[there].layer < node.layer


def card_words(shown: PlaybookMap, number: int) -> str:
    """All that a card shows, a line each: for the tooltip and the screen reader."""
    node = shown.layout.nodes[number]
    if node.kind == "elsewhere":
        return f"Goes on in the playbook “{card_head(shown, node)}”"
    if node.kind == "nowhere":
        return "This answer leads to no step" + (f": there is no “{node.anchor}”" if node.anchor else "")
    if node.kind == "stub":
        return f"{'Back' if _is_back(shown, node) else 'On'} to the step “{node.title}”"
    lines = [node.title]
    place = f"Step {number + 1} of {len(shown.book.steps)}"
    if not node.copy:
        lines.append(f"{place}, {shown.layout.bands[node.band].title}")
    answers = len(shown.answers(number))
    if answers:
        lines.append(counted(answers, "answer"))
    if node.anchor in shown.unreached:
        lines.append("Unreached: no answer leads here")
    if node.anchor in shown.dead_ends:
        lines.append("Dead end: nothing leads on from here")
    lines += [f"{finding.code}: {finding.message}" for finding in shown.findings_at(node.anchor)]
    return "\n".join(lines)


def answer_words(shown: PlaybookMap, edge: Edge) -> str:
    """“1 The light is green → Is it only one device”."""
    target = shown.layout.nodes[edge.target]
    return f"{edge.number} {edge.text} → {card_head(shown, target) if target.kind in _OUT else target.title}"


_OUT = ("elsewhere", "nowhere")


def facts(shown: PlaybookMap) -> str:
    """A line on the whole: how many steps, ends and tiers there are."""
    book = shown.book
    ends = sum(step.kind != "step" for step in book.steps)
    tiers = len(shown.layout.bands)
    parts = [counted(len(book.steps), "step"), counted(ends, "end"), counted(tiers, "tier")]
    if shown.findings:
        parts.append(counted(len(shown.findings), "finding"))
    return " · ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

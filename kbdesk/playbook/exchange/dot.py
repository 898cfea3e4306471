# SPDX-License-Identifier: MIT
"""A playbook as a Graphviz DOT graph: tiers are clusters, and every text is in quotes and escaped."""

from __future__ import annotations

import textwrap

from kbdesk.model import Playbook
from kbdesk.playbook.exchange.chart import Node, Shape, chart
from kbdesk.playbook.graph import Others

_WIDTH = 28
"""Letters of a line in a box."""
_SHAPES: dict[Shape, str] = {
    "step": 'shape=box, style="rounded"',
    "resolve": "shape=ellipse, peripheries=2",
    "escalate": "shape=hexagon, penwidth=2",
    "playbook": "shape=folder",
    "missing": 'shape=octagon, style="dashed"',
}


def dot(book: Playbook, others: Others) -> str:
    """The graph's text; Resolve is an ellipse, Escalate a hexagon, another playbook a folder."""
    drawn = chart(book, others)
    title = _quoted(drawn.title)
    lines = ["digraph playbook {", f"    label={title}; labelloc=t; rankdir=TB;"]
    lines.append(
        '    graph [fontname="sans-serif"]; node [fontname="sans-serif"]; edge [fontname="sans-serif"];'
    )
    for number, (band, nodes) in enumerate(drawn.bands, 1):
        lines.append(f"    subgraph cluster_{number} {{")
        lines.append(f"        label={_quoted(band)};")
        lines += [f"        {_node(node)}" for node in nodes]
        lines.append("    }")
    lines += [f"    {_node(node)}" for node in drawn.outside]
    lines += [
        f"    {arrow.source} -> {arrow.target} [label={_quoted(f'{arrow.number}. {arrow.text}')}];"
        for arrow in drawn.arrows
    ]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node) -> str:
    return f"{node.id} [label={_quoted(node.title)}, {_SHAPES[node.shape]}];"


def _quoted(text: str) -> str:
    """A text in quotes, in lines of a box's width; ``&`` would begin an entity."""
    rows = textwrap.wrap(text, _WIDTH, break_on_hyphens=False) or [""]
    escaped = (row.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for row in rows)
    return '"' + "\\n".join(escaped) + '"'

# SPDX-License-Identifier: MIT
"""A playbook as a Mermaid flowchart: tiers are subgraphs, and every text is in quotes and escaped."""

from __future__ import annotations

from kbdesk.model import Playbook
from kbdesk.playbook.exchange.chart import Node, Shape, chart
from kbdesk.playbook.graph import Others

_ENTITIES = {ord(sign): f"#{ord(sign)};" for sign in "#\\`%@"} | {
    ord('"'): "#quot;",
    ord("<"): "#lt;",
    ord(">"): "#gt;",
    ord("&"): "#amp;",
}
_SHAPES: dict[Shape, tuple[str, str]] = {
    "step": ("[", "]"),
    "resolve": ("([", "])"),
    "escalate": ("{{", "}}"),
    "playbook": ("[[", "]]"),
    "missing": (">", "]"),
}


def mermaid(book: Playbook, others: Others) -> str:
    """The flowchart's text; Resolve is round, Escalate a hexagon, another playbook has double sides."""
    drawn = chart(book, others)
    lines = ["flowchart TD", f"    accTitle: {_plain(drawn.title)}"]
    for number, (title, nodes) in enumerate(drawn.bands, 1):
        lines.append(f'    subgraph b{number}["{_quoted(title)}"]')
        lines += [f"        {_node(node)}" for node in nodes]
        lines.append("    end")
    lines += [f"    {_node(node)}" for node in drawn.outside]
    lines += [
        f'    {arrow.source} -->|"{arrow.number}. {_quoted(arrow.text)}"| {arrow.target}'
        for arrow in drawn.arrows
    ]
    lines += ["    classDef escalate stroke-width:3px", "    classDef missing stroke-dasharray:4 4"]
    for shape in ("escalate", "missing"):
        ids = [
            node.id
            for node in (*(node for _, nodes in drawn.bands for node in nodes), *drawn.outside)
            if node.shape == shape
        ]
        lines += [f"    class {','.join(ids)} {shape}"] if ids else []
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    opening, closing = _SHAPES[node.shape]
    return f'{node.id}{opening}"{_quoted(node.title)}"{closing}'


def _quoted(text: str) -> str:
    """A text between quotes; Mermaid reads ``#quot;`` and ``#35;`` as signs."""
    escaped = text.translate(_ENTITIES)
    if "style" in text or "classDef" in text:  # Mermaid cuts a semicolon behind “style…:…#…;”
        escaped = escaped.replace(":", "#58;")
    return escaped or " "


def _plain(text: str) -> str:
    """A text up to the end of its line, where nothing can be escaped."""
    return "".join(sign for sign in text if sign not in '#;%{}"<>`\\').strip() or "Playbook"

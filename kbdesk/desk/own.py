# SPDX-License-Identifier: MIT
"""Pages of kbdesk's own, shown like articles."""

from __future__ import annotations

from kbdesk import markdown
from kbdesk.model import Page, SourceFile


def own_page(text: str) -> Page:
    """A page of kbdesk's own Markdown (the list of keys)."""
    document = markdown.parse(SourceFile("", "", text))
    return Page(document, markdown.render_document(document))

# SPDX-License-Identifier: MIT
"""Text to articles and playbooks, to safe HTML, and to the plain words that search indexes."""

from __future__ import annotations

from kbdesk.markdown.anchors import anchor, is_playbook_path
from kbdesk.markdown.decode import decode
from kbdesk.markdown.html import render, render_document
from kbdesk.markdown.parse import parse
from kbdesk.markdown.plain import plain_sections, search_doc
from kbdesk.markdown.synonyms import read_synonyms

__all__ = [
    "anchor",
    "decode",
    "is_playbook_path",
    "parse",
    "plain_sections",
    "read_synonyms",
    "render",
    "render_document",
    "search_doc",
]

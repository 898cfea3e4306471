# SPDX-License-Identifier: MIT
"""Text to articles and playbooks, to safe HTML and to plain words for the index; and changes of a text."""

from __future__ import annotations

from kbdesk.markdown.anchors import anchor, is_playbook_path
from kbdesk.markdown.decode import decode
from kbdesk.markdown.encode import encode
from kbdesk.markdown.fields import Field, fields, with_field
from kbdesk.markdown.html import render, render_document
from kbdesk.markdown.merge import merged
from kbdesk.markdown.parse import is_demanding, parse
from kbdesk.markdown.plain import plain_sections, search_doc
from kbdesk.markdown.relink import Relinked, link_target, relinked
from kbdesk.markdown.summary import WIDTH, summary
from kbdesk.markdown.synonyms import read_synonyms
from kbdesk.markdown.templates import TemplateKind, file_name, template
from kbdesk.markdown.titles import has_steps, title_of

__all__ = [
    "WIDTH",
    "Field",
    "Relinked",
    "TemplateKind",
    "anchor",
    "decode",
    "encode",
    "fields",
    "file_name",
    "has_steps",
    "is_demanding",
    "is_playbook_path",
    "link_target",
    "merged",
    "parse",
    "plain_sections",
    "read_synonyms",
    "relinked",
    "render",
    "render_document",
    "search_doc",
    "summary",
    "template",
    "title_of",
    "with_field",
]

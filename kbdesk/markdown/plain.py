# SPDX-License-Identifier: MIT
"""Documents to the plain words that search indexes: never a Markdown sign, never a link's target."""

from __future__ import annotations

from kbdesk.markdown.anchors import split_target
from kbdesk.markdown.parse import body_of, head_and_rest
from kbdesk.markdown.tokens import paragraphs, read_markdown
from kbdesk.model import AUDIENCES, Article, Document, SearchDoc, Section


def plain_sections(document: Document) -> tuple[Section, ...]:
    """The words of a document under each heading, in its order; the first section has no heading.

    Alternative texts of pictures and code are kept; front matter, comments and link targets are not.
    """
    body, rest = head_and_rest(body_of(document))
    parsed = read_markdown(body)
    if parsed.is_cut:  # the parser lost text; better its signs than not to find it
        return (Section("", "", body + rest),)
    starts = [n for n, token in enumerate(parsed.tokens) if token.type == "heading_open"]
    ends = [*starts[1:], len(parsed.tokens)]
    sections = [Section("", "", "\n".join(paragraphs(parsed.tokens[: starts[0] if starts else None])))]
    for heading, start, end in zip(document.headings, starts, ends, strict=False):
        # heading_open, inline, heading_close come first
        text = "\n".join(paragraphs(parsed.tokens[start + 3 : end]))
        sections.append(Section(heading.text, heading.anchor, text))
    if rest:
        sections.append(Section("", "", rest))
    return tuple(sections)


def search_doc(document: Document) -> SearchDoc:
    """What search indexes of a document; a heading that only repeats the title is left out.

    What git knows (``by``, ``changed``) is left empty, and ``successor`` is the path as written, whether or
    not a file is there.
    """
    meta = document.meta
    sections = (
        Section("", "", section.text) if section.heading == document.title else section
        for section in plain_sections(document)
    )
    successor = split_target(document.path, meta.superseded_by)[0] if meta.superseded_by else None
    return SearchDoc(
        path=document.path,
        blob=document.source.blob,
        kind="article" if isinstance(document, Article) else "playbook",
        title=document.title,
        sections=tuple(section for section in sections if section.heading or section.text),
        says=meta.says,
        errors=meta.errors,
        tags=meta.tags,
        products=meta.products,
        tier=meta.tier,
        confidence=meta.confidence,
        steps=() if isinstance(document, Article) else tuple(step.anchor for step in document.steps),
        owner=meta.owner,
        review_by=meta.review_by,
        successor=successor or "",
        audience=next((one for one in AUDIENCES if one == meta.audience), "internal"),
    )

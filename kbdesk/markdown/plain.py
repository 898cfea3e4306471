# SPDX-License-Identifier: MIT
"""Documents to the plain words that search indexes: never a Markdown sign, never a link's target."""

from __future__ import annotations

from kbdesk.markdown.parse import body_of, head_and_rest
from kbdesk.markdown.tokens import paragraphs, read_markdown
from kbdesk.model import Article, Document, SearchDoc, Section


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
    """What search indexes of a document; a heading that only repeats the title is left out."""
    sections = plain_sections(document)
    meta = document.meta
    headings = (section.heading for section in sections if section.heading)
    return SearchDoc(
        path=document.path,
        blob=document.source.blob,
        kind="article" if isinstance(document, Article) else "playbook",
        title=document.title,
        headings="\n".join(heading for heading in headings if heading != document.title),
        body="\n".join(section.text for section in sections if section.text),
        says=meta.says,
        errors=meta.errors,
        tags=meta.tags,
        products=meta.products,
        tier=meta.tier,
        confidence=meta.confidence,
    )

# SPDX-License-Identifier: MIT
"""F8 and F9: mutated Markdown, front matter, playbooks and notes through our parsers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kbdesk import markdown
from kbdesk.desk.reader import Reader
from kbdesk.handoff import from_markdown, read_text
from kbdesk.markdown.anchors import split_target
from kbdesk.markdown.web import web_html
from kbdesk.model import Rendered, SourceFile
from kbdesk.playbook import check_playbook
from suites.mutations import Mutations
from suites.outcome import Outcome
from suites.tried import ROOT, Tried, number_of, of_tests

ARTICLES, OTHERS = 40_000, 15_000
ARTICLE_MS, OTHER_MS = 500, 100
_SCHEMES = ("http://", "https://", "mailto:")
_WEB_TAG = re.compile(r"<(?!/)([^\s>]*)((?:\"[^\"]*\"|[^\">])*)>")
_NAMES = "a blockquote br code em h1 h2 h3 h4 h5 h6 hr img li ol p pre s strong table tbody td th thead tr ul"
_WEB_TAGS = frozenset(_NAMES.split())
_WEB_ATTRIBUTES = re.compile(
    r'(?: (?:href="(?:#|https?:|mailto:)[^"]*"|(?:alt|title)="[^"]*"|class="note"|start="\d+"'
    r'|style="text-align:(?:left|center|right)")| ?/)*'
)


def play_f8(share: float, seed: int, folder: Path) -> Outcome:
    """Mutated Markdown: only allowed tags, schemes and attributes in the HTML that we make of it."""
    del folder
    allowed = of_tests("test_markdown_html").check
    reader = Reader(ROOT, "the sample library")
    texts, tried = Mutations(f"{seed} markdown"), Tried(ARTICLE_MS)
    for number in range(number_of(ARTICLES, share)):
        path = "articles/a.md" if number % 3 else "playbooks/a.md"
        text = texts.article() if number % 3 else texts.playbook()
        made: list[Rendered] = []
        tried.case(text, partial(_lay_out, path, text, made))
        if made:
            tried.failed += [f"{fault}: {text[:300]!r}" for fault in _faults(made[-1], text, allowed, reader)]
    return tried.outcome()


def _lay_out(path: str, text: str, made: list[Rendered]) -> None:
    document = markdown.parse(SourceFile(path, "", text))
    markdown.search_doc(document)
    made.append(markdown.render_document(document))


def _faults(rendered: Rendered, text: str, allowed: Callable[[str], int], reader: Reader) -> list[str]:
    faults = []
    try:
        allowed(rendered.html)
    except AssertionError as error:
        faults.append(f"not allowed: {error}")
    for target in rendered.links:
        leads = reader.follow("articles/a.md", target)
        if leads.url and not leads.url.lower().startswith(_SCHEMES):
            faults.append(f"leads to {leads.url!r}")
        if leads.path.startswith(("/", "..")):
            faults.append(f"leads outside: {leads.path!r}")
    for name, attributes in _WEB_TAG.findall(web_html(text, str, _no_picture) if len(text) % 4 == 0 else ""):
        if name not in _WEB_TAGS or not _WEB_ATTRIBUTES.fullmatch(attributes):
            faults.append(f"not allowed on a page: <{name}{attributes}>")
    return faults


def _no_picture(target: str) -> str:
    del target
    return ""


def play_f9(share: float, seed: int, folder: Path) -> Outcome:
    """Mutated front matter, playbooks and notes, a third of each: a value or our own error, at once."""
    texts, tried = Mutations(f"{seed} front matter"), Tried(OTHER_MS)
    note, lots = of_tests("test_handoff_mutated").mutated, random.Random(f"{seed} notes")
    path = folder / "a.handoff.md"
    for number in range(number_of(OTHERS, share)):
        if number % 3 == 0:
            tried.case(text := texts.with_front_matter(), partial(_read_front_matter, text))
        elif number % 3 == 1:
            tried.case(text := texts.playbook(), partial(_read_playbook, text))
        else:
            path.write_bytes(data := note(lots))
            tried.case(data, partial(_read_note, path))
            if path.read_bytes() != data:
                tried.failed.append(f"the note was changed: {data[:200]!r}")
    return tried.outcome(refused=f"{tried.refused:,}")


def _read_front_matter(text: str) -> None:
    document = markdown.parse(SourceFile("articles/a.md", "", text))
    markdown.title_of("articles/a.md", text)
    if document.meta.title:
        markdown.with_field(text, "owner", "Anna")


def _read_playbook(text: str) -> None:
    document = markdown.parse(SourceFile("playbooks/a.md", "", text))
    check_playbook(document, _nowhere, _nowhere, resolve=_resolved)


def _nowhere(path: str) -> None:
    del path


def _resolved(path: str, target: str) -> str | None:
    return split_target(path, target)[0]


def _read_note(path: Path) -> None:
    from_markdown(read_text(path))

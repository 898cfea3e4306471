# SPDX-License-Identifier: MIT
"""A file of the library to an ``Article`` or a ``Playbook``."""

from __future__ import annotations

import posixpath

from kbdesk.language import tr
from kbdesk.markdown.anchors import is_playbook_path
from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.steps import read_steps
from kbdesk.markdown.tokens import headings, links, read_markdown, with_plain_line_ends
from kbdesk.model import Article, Document, Playbook, Problem, SourceFile

MAX_BYTES = 1_000_000
"""Longer texts are read only in part: 1 MB of prose takes the parser about two seconds."""
MAX_SIGNS = 30_000
"""Lines and signs with a meaning; the time to read a text goes with them more than with its length."""
_SIGNS = (*"\n[*_`<!|~&", "- ", "-\t", "+ ", "> ", ">\t", ". ", ") ")
"""Those of lists and quotes count each: a line may open forty of them (a file of 1 MB: 12 s, measured)."""
DEMANDING_SIGNS, DEMANDING_CHARS = 10_000, 250_000
"""From here on a text is tried in a process of its own first: of 11,400 real articles ten are so large."""
FIRST_CHARS = 100_000
TOO_DEEP = tr("Parts of this file are nested too deeply to be read; it is shown as plain text.")


def parse(source: SourceFile) -> Article | Playbook:
    """The file as a value, whatever state it is in: what is wrong with it is in ``problems``.

    A file under a folder ``playbooks`` is a playbook, README.md excepted; every other one is an article.
    """
    text = with_plain_line_ends(source.text)
    front = read_front_matter(text)
    problems = list(front.problems)
    if source.problem:
        problems.insert(0, Problem(1, source.problem))
    body, rest = ("", "") if source.problem else head_and_rest(_after(text, front.body_line))
    if rest:
        problems.append(Problem(front.body_line, tr("Only the beginning of this long file is read.")))
    parsed = read_markdown(body)
    if parsed.is_cut:
        problems.append(Problem(front.body_line, TOO_DEEP))
    found = headings(parsed.tokens, front.body_line)
    all_links = links(parsed, front.body_line)
    title = (
        front.meta.title or next((head.text for head in found if head.text), "") or _file_title(source.path)
    )
    if not is_playbook_path(source.path):
        return Article(source, front.meta, title, found, all_links, front.body_line, problems=tuple(problems))
    read = read_steps(source.path, body, parsed, found, all_links, front.body_line, front.meta.tier)
    return Playbook(
        source=source,
        meta=front.meta,
        title=title,
        intro=read.intro,
        steps=read.steps,
        headings=found,
        links=all_links,
        body_line=front.body_line,
        problems=(*problems, *read.problems),
    )


def body_of(document: Document) -> str:
    """The whole Markdown of a document under its front matter, lines ending in a line feed."""
    return _after(with_plain_line_ends(document.source.text), document.body_line)


def is_demanding(text: str) -> bool:
    """Whether reading a text and laying it out may take more than the half of a second."""
    return len(text) > DEMANDING_CHARS or (len(text) > DEMANDING_SIGNS and _signs(text) > DEMANDING_SIGNS)


def head_and_rest(body: str, max_bytes: int = MAX_BYTES) -> tuple[str, str]:
    """The text to read as Markdown, and what is left of one that is too long ("" for nearly all)."""
    is_short = len(body) * 4 <= max_bytes or len(body.encode("utf-8", "replace")) <= max_bytes
    if is_short and (len(body) <= MAX_SIGNS or _signs(body) <= MAX_SIGNS):
        return body, ""
    end = min(FIRST_CHARS, max_bytes, len(body))
    while _signs(body[:end]) > MAX_SIGNS:
        end //= 2
    end = body.rfind("\n", 0, end) + 1 or end
    return body[:end], body[end:]


def _signs(text: str) -> int:
    return sum(map(text.count, _SIGNS))


def _after(text: str, body_line: int) -> str:
    if body_line == 1:
        return text
    lines = text.split("\n", body_line - 1)
    return lines[-1] if len(lines) == body_line else ""


def _file_title(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0] or path

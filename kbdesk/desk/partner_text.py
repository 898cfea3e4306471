# SPDX-License-Identifier: MIT
"""A document as it may go to another company: its text without names, remarks and links to what they lack."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

from kbdesk import markdown
from kbdesk.desk.personal import private_lines
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.anchors import split_target
from kbdesk.markdown.fields import ORDER
from kbdesk.model import Document, Playbook, SourceFile, Tier

LACKING = "this page is not in your library"
"""Stands in brackets behind the words of a link to what the reader does not have."""
LEFT_PICTURE = "picture left out"
ON_TOPIC = "not in this library"
"""The topic of the Escalate step that stands in for a playbook which the reader does not have."""
_HANDED_ON = "The next steps are not in this library: hand over. The note says what was tried."
_UP: dict[Tier, str] = {"1": "tier 2", "2": "tier 3", "3": "specialist support"}

_MARK = "kbdesk-left-out-page"
_MARKED = re.compile(
    rf"\]\([ \t]*\n?[ \t>]*(?:<[^<>\n]*{_MARK}[^<>\n]*>|[^\s()<>]*{_MARK}[^\s()<>]*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_DEFINED = re.compile(
    rf"^[ \t>]*\[([^\[\]\n]+)\]:[ \t]*\n?[ \t]*<?\S*{_MARK}\S*[^\n]*(?:\n|\Z)", re.MULTILINE
)
_DIRECTIVE = re.compile(rf":::image\s[^\n]{{0,2000}}?{_MARK}[^\n]{{0,2000}}?:::")
_ALT = re.compile(r"alt-text=\"([^\"]*)\"")
_ENDS_AT = re.compile(r"#\s*ends at:")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r" {0,3}(?:> ?)*(?:[-*+] +|\d+[.)] +)? *(```+|~~~+)")
_CODE_SPAN = re.compile(r"(`+)(?!`)(?:.{1,400}?)(?<!`)\1(?!`)")
_BLANK = re.compile(r"\s+")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HAND = "kbdesk-handed-on-page"
_HANDED = re.compile(rf"[^\s()<>\[\]]*{_HAND}(?:\.md)?#")

Gone = Callable[[str, bool], bool]
"""Whether a target (percent-encoded), of a picture or not, leads to what the reader does not have."""


# --- names and remarks ---


def cleaned(document: Document, owner: str | None) -> str:
    """The text of a document without hidden remarks, and of its front matter only what kbdesk knows.

    Args:
        document: the document.
        owner: stands in place of the owner's name; "": no owner is named; None: the name stays.

    Raises:
        KbError: something in it cannot be taken out for certain, and why.
    """
    source, meta = document.source, document.meta
    text = _without_front_comments(source)
    if document.body_line > 1:
        text = _without_foreign(text, document.body_line)
        known = parsed(source, text).meta
        for name in ("products", "tags", "errors"):  # what other tools call so stays, under our name
            if getattr(known, name) != getattr(meta, name):
                text = markdown.with_field(text, name, getattr(meta, name))
        if owner is not None and meta.owner:
            text = markdown.with_field(text, "owner", owner or None)
    return _without_comments(source, text)


def _without_foreign(text: str, body_line: int) -> str:
    """The text without the fields of its front matter that kbdesk does not know."""
    found = markdown.fields(text)
    foreign = [one for one in found if one.name not in ORDER]
    starts = [one.line for one in found] + [body_line - 1]
    if foreign and starts == sorted(set(starts)):  # each on lines of its own: all at once
        gone = {
            number
            for place, one in enumerate(found)
            if one.name not in ORDER
            for number in range(starts[place], starts[place + 1])
        }
        lines = _LINES.findall(text)
        made = "".join(line for number, line in enumerate(lines, 1) if number not in gone)
        if [(one.name, one.value) for one in markdown.fields(made)] == [
            (one.name, one.value) for one in found if one.name in ORDER
        ]:
            return made
    for one in foreign:
        text = markdown.with_field(text, one.name, None)
    return text


def parsed(source: SourceFile, text: str) -> Document:
    """The document that a changed text of a file makes."""
    return markdown.parse(replace(source, text=text))


def personal(document: Document, text: str) -> str:
    """What personal data the first line of a text that has any seems to hold, as a sentence; "" if none."""
    number, what = next(private_lines(parsed(document.source, text)), (0, ""))
    if not number:
        return ""
    line = re.split(r"\r\n?|\n", text)[number - 1]
    there = re.split(r"\r\n?|\n", document.source.text)
    number = there.index(line) + 1 if line in there else number
    return tr("line {n} seems to hold {what}", n=number, what=what)


def _without_front_comments(source: SourceFile) -> str:
    """The text without remarks in its front matter; those that say where practice paths end stay."""
    document = markdown.parse(source)
    lines = _LINES.findall(source.text)
    front = document.body_line - 1
    if front < 1 or not any("#" in line for line in lines[:front]):
        return source.text
    made = [_bare(line) if "#" in line else line for line in lines[:front]]
    text = "".join([*made, *lines[front:]])
    if parsed(source, text).meta != document.meta:
        raise KbError(tr("remarks in its front matter cannot be told from its values"))
    return text


def _bare(line: str) -> str:
    """A line of front matter without its comment, unless that says where a path ends."""
    quote = ""
    for place, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and (place == 0 or line[place - 1] in " \t[{,:-"):
            quote = sign
        elif sign == "#" and (place == 0 or line[place - 1] in " \t"):
            if _ENDS_AT.match(line, place):
                return line
            return line[:place].rstrip() + line[len(line.rstrip("\r\n")) :]
    return line


def _without_comments(source: SourceFile, text: str) -> str:
    """The text without HTML comments, which no reader sees and every recipient could read."""
    if "<!--" not in text:
        return text
    document = parsed(source, text)
    code = list(_code(text, document.body_line))
    pieces, done = [], 0
    for found in _COMMENT.finditer(text):
        if any(first <= found.start() < last for first, last in code):
            continue
        first, last = found.span()
        alone = not text[text.rfind("\n", 0, first) + 1 : first].strip(" \t")
        end = text.find("\n", last)
        end = len(text) if end == -1 else end + 1
        if alone and not text[last:end].strip():
            last = end
        pieces.append(text[done:first])
        done = last
    made = "".join([*pieces, text[done:]])
    if made != text and _words(parsed(source, made)) != _words(document):
        raise KbError(tr("remarks hidden in its text cannot be taken out for certain"))
    return made


def _code(text: str, body_line: int) -> Iterator[tuple[int, int]]:
    """Where code stands in a text."""
    fence, began, place = "", 0, 0
    for number, line in enumerate(_LINES.findall(text), 1):
        opening = _FENCE.match(line) if number >= body_line else None
        if opening and not fence:
            fence, began = opening[1], place
        elif opening and opening[1].startswith(fence[0]) and len(opening[1]) >= len(fence):
            fence = ""
            yield began, place + len(line)
        elif not fence:
            yield from ((place + one.start(), place + one.end()) for one in _CODE_SPAN.finditer(line))
        place += len(line)
    if fence:
        yield began, place


def _words(document: Document) -> str:
    """All that a reader sees of a document."""
    html = markdown.render_document(document).html
    return _BLANK.sub("", unescape(re.sub(r"<[^>]*>", "", html)))


# --- links ---


def unlinked(document: Document, text: str, gone: Gone) -> tuple[str, int]:
    """The text with a sentence for each link to what the reader lacks, and how many links that were.

    Args:
        document: as it stands in the library.
        text: its text by now.
        gone: whether a target leads to what the reader lacks.

    Raises:
        KbError: a link cannot be taken out for certain.
    """
    path = document.path

    def marked(target: str, image: bool) -> tuple[str, str, str] | None:
        return ("", f"{_MARK}.md", "") if gone(target, image) else None

    made = markdown.relinked(text, path, marked)
    if made.missed:
        line, target = made.missed[0]
        raise KbError(tr("the link “{target}” in line {line} cannot be taken out", target=target, line=line))
    if made.text == text:
        return text, 0
    count = len(made.changes)
    after = _without_marks(made.text)
    before = Counter(link.target for link in parsed(document.source, made.text).links)
    left = Counter(link.target for link in parsed(document.source, after).links)
    kept = Counter({target: number for target, number in before.items() if _MARK not in target})
    if _MARK in after or left != kept:
        raise KbError(tr("a link in it to what they lack cannot be taken out for certain"))
    return after, count


def _without_marks(text: str) -> str:
    """The text with the words of each marked link or picture in its place."""
    while (found := _MARKED.search(text)) is not None:
        opening = _opening(text, found.start())
        if opening < 0:
            return text
        image = opening > 0 and text[opening - 1] == "!" and not _is_escaped(text, opening - 1)
        words = text[opening + 1 : found.start()]
        text = text[: opening - image] + _instead(words, image=image) + text[found.end() :]
    text = _DIRECTIVE.sub(_directive, text)
    while (found := _DEFINED.search(text)) is not None:
        text = _without_reference(text[: found.start()] + text[found.end() :], found[1])
    return text


def _directive(found: re.Match[str]) -> str:
    alt = _ALT.search(found[0])
    return _instead(alt[1] if alt else "", image=True)


def _instead(words: str, *, image: bool) -> str:
    sentence = LEFT_PICTURE if image else LACKING
    return f"{words} ({sentence})" if words.strip() else f"({sentence})"


def _opening(text: str, closing: int) -> int:
    """Where the bracket stands that this one closes; -1 if nowhere."""
    depth = 0
    for place in range(closing, -1, -1):
        if text[place] in "[]" and not _is_escaped(text, place):
            depth += 1 if text[place] == "]" else -1
            if depth == 0:
                return place
    return -1


def _is_escaped(text: str, place: int) -> bool:
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _without_reference(text: str, label: str) -> str:
    """The text with the words of each link that was written by this label."""
    name = r"\s+".join(map(re.escape, label.split()))
    full = re.compile(rf"(!?)\[((?:[^\[\]]|\\.)*)\]\[\s*{name}\s*\]", re.IGNORECASE)
    short = re.compile(rf"(!?)\[({name})\](?:\[\])?(?![\[(:])", re.IGNORECASE)
    for one in (full, short):
        text = one.sub(lambda found: _instead(found[2], image=bool(found[1])), text)
    return text


# --- playbooks ---


def handed_on(book: Playbook, text: str, lacks: Callable[[str], bool]) -> tuple[str, int]:
    """A playbook whose answers into playbooks that the reader lacks hand the case over, and how many.

    Its practice paths go with them: they may lead through what is no longer there.

    Args:
        book: as it stands in the library.
        text: its text by now.
        lacks: whether the reader lacks the playbook at a path.

    Raises:
        KbError: there is no tier above to hand over to.
    """
    tiers: dict[str, Tier] = {}
    count = 0
    for step in book.steps:
        for answer in step.answers:
            if answer.playbook and lacks(answer.playbook):
                tiers.setdefault(answer.playbook, step.tier)
                count += 1
    if not tiers:
        return text, 0
    if any(tier not in _UP for tier in tiers.values()):
        raise KbError(
            tr("an answer leads into a playbook that they lack, and no tier is above to hand over to")
        )
    titles = {tier: f"Escalate to {_UP[tier]}: {ON_TOPIC}" for tier in sorted(set(tiers.values()))}
    for tier, title in titles.items():
        text = _with_step(parsed(book.source, text), tier, title)

    def marked(target: str, image: bool) -> tuple[str, str, str] | None:
        led = None if image else split_target(book.path, unquote(target))
        tier = tiers.get(led[0] or "") if led else None
        return ("", f"{_HAND}.md", markdown.anchor(titles[tier])) if tier else None

    made = markdown.relinked(text, book.path, marked)
    text = _HANDED.sub("#", made.text)
    if made.missed or _HAND in text:
        raise KbError(tr("an answer into a playbook that they lack cannot be changed"))
    if book.meta.practice:
        text = markdown.with_field(text, "practice", None)
    return text, count


def _with_step(document: Document, tier: Tier, title: str) -> str:
    """The text with an Escalate step more at the end of a tier."""
    text = document.source.text
    if not isinstance(document, Playbook) or document.step(markdown.anchor(title)) is not None:
        return text
    last = max(step.line for step in document.steps if step.tier == tier)
    below = [one.line for one in document.headings if one.line > last and one.level <= 2]
    lines = _LINES.findall(text)
    at = below[0] - 1 if below else len(lines)
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if at and not lines[at - 1].strip() else end
    closed = "" if not at or lines[at - 1].endswith(("\n", "\r")) else end
    made = f"{closed}{gap}### {title}{end}{end}{_HANDED_ON}{end}{end if below else ''}"
    return "".join([*lines[:at], made, *lines[at:]])

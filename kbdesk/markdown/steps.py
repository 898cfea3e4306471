# SPDX-License-Identifier: MIT
"""A playbook's Markdown to its steps (the file format "playbook": ``##`` is a tier, ``###`` a step)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from markdown_it.token import Token

from kbdesk.language import tr
from kbdesk.markdown.anchors import is_playbook_path, split_target
from kbdesk.markdown.tokens import Parsed, close_of, paragraphs, target, words
from kbdesk.model import Answer, Heading, Link, Problem, Step, StepKind, Tier, ValueField, ValueKind

_BAND = re.compile(
    r"(?:tier\s+([123])(?:\s*[:–—-]\s*(.+))?|(specialist)s?\b\s*(?:[:–—-]\s*)?(.*))$", re.IGNORECASE
)
_ESCALATE = re.compile(
    r"escalate to\s+(?:tier\s+([123])|(specialist)\b\s*([^:]*?))\s*(?::.*)?$", re.IGNORECASE
)
_TICK_BOX = re.compile(r"\[[ xX]\]\s*$")
_OPTIONAL = re.compile(r"\s*\(\s*(optional|number|date)\s*\)\s*$", re.IGNORECASE)
_ONE_OF = re.compile(r"\s*\(\s*one of:(.*)\)\s*$", re.IGNORECASE)
_MAX_REFERENCES = 200
CALL_OUT = re.compile(r"\[!(note|tip|important|warning|caution)\][ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlaybookParts:
    """What ``read_steps`` gives: the text above the first tier, the steps, what is wrong."""

    intro: str
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A top-level block: its tokens and its lines in the body, counted from 0, the end not included."""

    tokens: Sequence[Token]
    start_0: int
    end_0: int

    @property
    def type(self) -> str:
        return self.tokens[0].type


@dataclass(frozen=True, slots=True)
class _Band:
    tier: Tier
    team: str = ""


def read_steps(
    path: str,
    body: str,
    parsed: Parsed,
    headings: tuple[Heading, ...],
    links: tuple[Link, ...],
    body_line: int,
    first_tier: Tier,
) -> PlaybookParts:
    """The steps of a playbook in order of the file, with the line numbers of the whole file.

    Args:
        path: the playbook's path in the library; links are relative to it.
        body: the Markdown without front matter, lines ending in a line feed.
        parsed: its tokens.
        headings: all its headings with their anchors.
        links: all its links.
        body_line: the line of the file on which the body begins.
        first_tier: the tier of steps that stand above the first tier heading.
    """
    reader = _StepReader(path, body, parsed, links, body_line)
    by_line = {heading.line: heading for heading in headings}
    band = _Band(first_tier)
    steps: list[Step] = []
    intro_from = 0
    intro_to: int | None = None
    unknown: Heading | None = None
    for heading_block, blocks in _sections(parsed.tokens):
        if heading_block is None:
            continue
        heading = by_line[heading_block.start_0 + body_line]
        if heading.level == 1 and intro_to is None:
            intro_from = intro_from or heading_block.end_0
        elif intro_to is None:
            intro_to = heading_block.start_0
        if heading.level == 2:
            unknown = None if (read := _read_band(heading)) else heading
            band = read or band
        elif heading.level == 3:
            if unknown:
                message = tr(
                    '"{text}" is no tier: write "Tier 1", "Tier 2", "Tier 3" or "Specialist NAME".',
                    text=unknown.text,
                )
                reader.problems.append(Problem(unknown.line, message))
                unknown = None
            steps.append(reader.step(heading, band, heading_block, blocks))
    if not steps:
        reader.problems.append(Problem(body_line, tr("This playbook has no step: a step is a ### heading.")))
    intro = reader.lines[intro_from:intro_to]
    return PlaybookParts("\n".join(intro).strip("\n"), tuple(steps), tuple(reader.problems))


def _sections(tokens: Sequence[Token]) -> list[tuple[_Block | None, list[_Block]]]:
    """The top-level blocks under each top-level heading of level 1 to 3; first those above any heading."""
    parts: list[tuple[_Block | None, list[_Block]]] = [(None, [])]
    for block in _blocks(tokens):
        if block.type == "heading_open" and block.tokens[0].tag in ("h1", "h2", "h3"):
            parts.append((block, []))
        else:
            parts[-1][1].append(block)
    return parts


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    """The blocks side by side in these tokens, each with what it holds."""
    start = 0
    while start < len(tokens):
        end = close_of(tokens, start)
        start_0, end_0 = tokens[start].map or (0, 0)
        yield _Block(tokens[start : end + 1], start_0, end_0)
        start = end + 1


def _read_band(heading: Heading) -> _Band | None:
    """The tier that a ``##`` heading opens; None if it opens none."""
    found = _BAND.match(heading.text)
    if not found:
        return None
    if found[1]:
        return _Band(cast(Tier, found[1]), (found[2] or "").strip())
    return _Band("specialist", found[4].strip())


class _StepReader:
    """Takes the steps of one playbook apart, gathering problems."""

    def __init__(self, path: str, body: str, parsed: Parsed, links: tuple[Link, ...], body_line: int) -> None:
        self.problems: list[Problem] = []
        self.lines = body.split("\n")
        self._path = path
        self._references = parsed.references
        self._links = links
        self._body_line = body_line

    def step(self, heading: Heading, band: _Band, heading_block: _Block, blocks: list[_Block]) -> Step:
        """One step with all that formats.md gives a meaning."""
        kind, to_tier, to_team = self._kind(heading)
        says: list[str] = []
        values: list[ValueField] = []
        blank: set[int] = set()
        dropped: set[int] = set()
        for block in blocks:
            if block.type == "blockquote_open" and not is_call_out(block.tokens):
                says.append("\n\n".join(paragraphs(block.tokens)))
                blank.update(range(block.start_0, block.end_0))
            elif block.type in ("bullet_list_open", "ordered_list_open"):
                self._take_values(block, values, blank, dropped)
        answers = self._answers(blocks, blank)
        first_0 = heading_block.end_0
        end_0 = max((block.end_0 for block in blocks), default=first_0)
        links = self._article_links(heading.line, end_0 + self._body_line)
        return Step(
            anchor=heading.anchor,
            title=heading.text,
            kind=kind,
            tier=band.tier,
            line=heading.line,
            team=band.team,
            to_tier=to_tier,
            to_team=to_team,
            body=self._body(first_0, end_0, blank, dropped),
            says=tuple(filter(None, says)),
            values=tuple(values),
            answers=answers,
            links=links,
        )

    def _kind(self, heading: Heading) -> tuple[StepKind, Tier | None, str]:
        text = heading.text.lower()
        if text.startswith("resolve:"):
            return "resolve", None, ""
        if found := _ESCALATE.match(heading.text):
            tier = cast(Tier, found[1] or "specialist")
            return "escalate", tier, (found[3] or "").strip()
        if text.startswith("escalate to"):
            message = tr(
                'An escalation begins with "Escalate to tier 2:", tier 3 or "Escalate to specialist NAME:".'
            )
            self.problems.append(Problem(heading.line, message))
        return "step", None, ""

    def _take_values(
        self, block: _Block, values: list[ValueField], blank: set[int], dropped: set[int]
    ) -> None:
        items = _list_items(block)
        found = [value for item in items if (value := self._value(item))]
        values.extend(found)
        if len(found) == len(items):
            blank.update(range(block.start_0, block.end_0))
            return
        lines = {value.line - self._body_line for value in found}
        for item in items:
            if item.start_0 in lines:  # no blank line instead: it would make the rest a loose list
                dropped.update(range(item.start_0, item.end_0))

    def _value(self, item: _Block) -> ValueField | None:
        inline = item.tokens[2] if item.tokens[1].type == "paragraph_open" else None
        children = (inline.children or []) if inline else []
        if len(children) < 2 or not _TICK_BOX.match(children[0].content) or children[1].type != "code_inline":
            return None
        name = children[1].content.strip()
        if not name:
            return None
        label = words(children[2:]).strip().removeprefix(":").strip()
        kind: ValueKind = "text"
        optional, choices = False, ()
        while mark := _OPTIONAL.search(label) or _ONE_OF.search(label):
            label = label[: mark.start()]
            word = mark[1].strip()
            if mark.re is _ONE_OF:
                choices = tuple(filter(None, (part.strip() for part in word.split(","))))
                kind = "choice" if choices else "text"
            elif word.lower() == "optional":
                optional = True
            else:
                kind = cast(ValueKind, word.lower())
        line = item.start_0 + self._body_line
        return ValueField(name, label, line, kind, optional, choices)

    def _answers(self, blocks: list[_Block], blank: set[int]) -> tuple[Answer, ...]:
        """The last list whose items are all links to steps; its lines and "Then:" go into ``blank``."""
        for number in range(len(blocks) - 1, -1, -1):
            block = blocks[number]
            if block.type not in ("bullet_list_open", "ordered_list_open"):
                continue
            read = [self._answer(item) for item in _list_items(block)]
            answers = tuple(filter(None, read))
            if not answers:
                continue
            if len(answers) < len(read):
                message = tr("This list mixes answers with other items, so none of it can be answered.")
                self.problems.append(Problem(block.start_0 + self._body_line, message))
                continue
            blank.update(range(block.start_0, block.end_0))
            if number and (before := blocks[number - 1]).type == "paragraph_open":
                last_0 = before.end_0 - 1
                if self.lines[last_0].strip().lower() in ("then:", "then"):
                    blank.add(last_0)
            return answers
        return ()

    def _answer(self, item: _Block) -> Answer | None:
        if len(item.tokens) != 5 or item.tokens[1].type != "paragraph_open":
            return None
        children = item.tokens[2].children or []
        ends = [place for place, child in enumerate(children) if child.type in ("link_open", "link_close")]
        if len(ends) != 2:
            return None
        first, last = ends
        text = words(children[first:last]).strip()
        if not text or not all(map(_is_blank, (*children[:first], *children[last + 1 :]))):
            return None
        href = target(children[first], "href")
        path, fragment = split_target(self._path, href)
        line = item.start_0 + self._body_line
        if path == self._path and (fragment or href in ("", "#")):
            return Answer(text, fragment, line)
        return Answer(text, fragment, line, path) if path and is_playbook_path(path) else None

    def _article_links(self, first: int, last: int) -> tuple[Link, ...]:
        start = bisect_left(self._links, first, key=_line)
        end = bisect_left(self._links, last, key=_line)
        return tuple(link for link in self._links[start:end] if not link.image and self._is_article(link))

    def _is_article(self, link: Link) -> bool:
        path, _ = split_target(self._path, link.target)
        return bool(path) and str(path).lower().endswith(".md") and not is_playbook_path(str(path))

    def _body(self, first_0: int, end_0: int, blank: set[int], dropped: set[int]) -> str:
        kept: list[str] = []
        after_cut = False
        for line_0 in range(first_0, end_0):
            line = self.lines[line_0]
            if line_0 in blank:
                after_cut = True
            elif line_0 not in dropped and not (after_cut and not line.strip()):
                if after_cut and kept and kept[-1].strip():
                    kept.append("")
                after_cut = False
                kept.append(line)
        text = "\n".join(kept).strip("\n")
        return self._with_references(text, first_0, end_0) if text.strip() else ""

    def _with_references(self, text: str, first_0: int, end_0: int) -> str:
        """The text and those link definitions of the file, standing elsewhere, that it uses."""
        folded = " ".join(text.upper().split())
        used = []
        for label, reference in islice(self._references.items(), _MAX_REFERENCES if "[" in text else 0):
            start_0, stop_0 = reference.get("map") or (first_0, first_0)
            if not first_0 <= start_0 < end_0 and f"[{label.upper()}]" in folded:
                used.append("\n".join(self.lines[start_0:stop_0]))
        return text + "\n\n" + "\n".join(used) if used else text


def is_call_out(tokens: Sequence[Token]) -> bool:
    """Whether a block quote is a call-out (``> [!NOTE]``) and so no words to say."""
    if tokens[1].type != "paragraph_open" or not tokens[2].children:
        return False
    return bool(CALL_OUT.match(tokens[2].children[0].content))


def _is_blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()


def _line(link: Link) -> int:
    return link.line


def _list_items(block: _Block) -> list[_Block]:
    return list(_blocks(block.tokens[1:-1]))

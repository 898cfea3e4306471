# SPDX-License-Identifier: MIT
"""A foreign runbook (headings, numbered lists, links) to a playbook that somebody has yet to look at.

Headings that tell what it is about become the introduction; each other one becomes a step, and so does each
item of a numbered list. A step leads to “it works now” and to what comes after it; the last leads to an
escalation. What was guessed is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from markdown_it.token import Token

from kbdesk.language import tr, trn
from kbdesk.markdown.anchors import Anchors
from kbdesk.markdown.parse import body_of, head_and_rest, parse
from kbdesk.markdown.runbook_links import Place, moved
from kbdesk.markdown.taming import as_line
from kbdesk.markdown.tokens import Parsed, close_of, read_markdown, target, words
from kbdesk.model import Answer, Meta, Playbook, SourceFile, Step, ValueField
from kbdesk.model.exchange import Proposal

Part = Literal["intro", "check", "do", "escalate", "more"]
Other = Callable[[str], str]
"""Gives the playbook that another runbook becomes, for a target of this one; "" for none."""

_PARTS: tuple[tuple[Part, str], ...] = (
    ("escalate", r"escalat|contact|get(?:ting)? help|support case"),
    ("more", r"reference|related|see also|further|additional (?:res|inf)|links?$|author|change ?log|"
             r"contents?$"),
    ("intro", r"meaning|overview|description|summary|about|introduction|purpose|background|when to use|"
              r"symptom|impact|scope|severity|alert$|what (?:is|does|this)|cause|context|note"),
    ("check", r"diagnos|investigat|check|verif|identif|triage|analy|debug|confirm|detect|inspect|"
              r"troubleshoot"),
    ("do", r"mitigat|resol|fix|remed|recover|repair|steps?$|action|procedure|solution|workaround|how to"),
)  # fmt: skip
_IF = re.compile(
    r"(?<!verify )(?<!check )(?<!determine )(?<!see )\b(?:if|when|in case(?: of)?)\s+(.{4,160}?)"
    r"(?:,|;|:|\bthen\b|\b(?:please )?(?:see|go to|follow|refer|use|check)\b|$)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"( {0,3})(\d{1,9}[.)])([ \t]+|$)")
_MOST_ITEMS, _MOST_STEPS, _TITLE, _PREFACE_LINES = 12, 36, 64, 12
_SOLVED, _ESCALATED = "runbook-solved", "runbook-escalate"


@dataclass
class _Section:
    """A heading with the blocks under it, up to the next heading."""

    level: int
    title: str
    anchor: str
    part: Part
    blocks: list[tuple[Sequence[Token], int, int]] = field(default_factory=list)
    """(tokens, first line, line after the last), lines from 0."""


@dataclass
class _Piece:
    """A step in the making; ``goes_on``: the next one belongs to the same list."""

    title: str
    body: str
    part: Part
    tokens: Sequence[Token]
    anchor: str = ""
    goes_on: bool = False


def read_runbook(from_path: str, text: str, to_path: str, place: Place, other: Other) -> Proposal:
    """The playbook that a runbook may become, and what was guessed.

    Args:
        from_path: the name of its file, for a title where the text has none.
        text: the whole file.
        to_path: where the playbook is to stand in the library.
        place: where in the library a target of this file leads; "" for nowhere.
        other: which playbook a runbook becomes that a target of this file names; "" for none.
    """
    document = parse(SourceFile("runbook/" + from_path.rpartition("/")[2], "", text))
    body, rest = head_and_rest(body_of(document))
    conditions = _targets(body)
    body, gone = moved(body, to_path, place, other)
    runbook = _Runbook(as_line(document.title), body, conditions, other)
    intro, steps = runbook.intro(), runbook.steps()
    notes = [*runbook.notes()]
    if gone:
        notes.append(
            tr("Links that lead nowhere in the library became words: {links}.", links=", ".join(gone[:10]))
        )
    if rest:
        notes.append(tr("Only the beginning of this long file was read."))
    meta = Meta(
        title=runbook.title, confidence="draft", products=document.meta.products, tags=document.meta.tags
    )
    book = Playbook(SourceFile(to_path, "", ""), meta, runbook.title, intro, steps, (), (), 1)
    return Proposal(book, tuple(notes))


def _targets(body: str) -> list[tuple[str, str]]:
    """(words of a condition, target) for each link in a sentence that begins with “if”."""
    found: list[tuple[str, str]] = []
    for token in read_markdown(body).tokens:
        children = token.children or ()
        if token.type != "inline" or not any(one.type == "link_open" for one in children):
            continue
        for number, child in enumerate(children):
            if child.type == "link_open":
                before = re.split(r"(?<=[.!?])\s", words(children[:number]))[-1]
                if condition := _IF.search(before):
                    said = as_line(condition[1]).strip(" ,.;:*_")
                    found.append((said[:1].upper() + said[1:], target(child, "href")))
    return found


class _Runbook:
    """One runbook taken apart."""

    def __init__(self, title: str, body: str, conditions: list[tuple[str, str]], other: Other) -> None:
        self.title = _tidy(title) or "Runbook"
        self._lines = body.split("\n")
        self._parsed: Parsed = read_markdown(body)
        self._sections = list(self._read())
        self._conditions, self._other = conditions, other
        self._pieces = self._made()
        self._asked = 0

    def _read(self) -> Iterator[_Section]:
        """The sections in order, each with what it is for."""
        anchors, tokens, start = Anchors(), self._parsed.tokens, 0
        above: list[_Section] = []
        section = _Section(1, "", "", "intro")
        while start < len(tokens):
            end = close_of(tokens, start)
            first, last = tokens[start].map or [0, 0]
            if tokens[start].type == "heading_open":
                yield section
                level = int(tokens[start].tag[1])
                name = as_line(words(tokens[start + 1].children or ()))
                above = [one for one in above if one.level < level]
                section = _Section(level, name, anchors.take(name), _part(name, above))
                above.append(section)
            else:
                section.blocks.append((tokens[start : end + 1], first, last))
            start = end + 1
        yield section

    # --- introduction ---

    def intro(self) -> str:
        """What the runbook is about, as far as it says so."""
        parts = [f"Use when “{self.title}” comes up."]
        for section in self._sections:
            text = self._text(section.blocks)
            if section.part != "intro" or not text or not any(self._pieces):
                continue
            is_named = section.level > 1 and not re.match(r"(?i)meaning|overview|descr|$", section.title)
            parts += [f"**{_escaped(section.title)}**" if is_named else "", text]
        return "\n\n".join(filter(None, parts))

    # --- steps ---

    def steps(self) -> tuple[Step, ...]:
        """The steps, an end, and an escalation."""
        keys: dict[str, str] = {}
        for number, piece in enumerate(self._pieces):
            keys.setdefault(piece.anchor or f" {number}", f"step-{number}")
        made = []
        for number, piece in enumerate(self._pieces):
            after = f"step-{number + 1}" if number + 1 < len(self._pieces) else _ESCALATED
            answers = [Answer("It works now", _SOLVED, 0), Answer("It did not help", after, 0)]
            if piece.part == "check" or piece.goes_on:
                answers = [Answer("Done, go on", after, 0), Answer("It works now", _SOLVED, 0)]
            answers[-1:-1] = self._asides(piece, keys, f"step-{number}")
            body = self._defined(piece.body)
            made.append(
                Step(f"step-{number}", piece.title, "step", "1", 0, body=body, answers=tuple(answers))
            )
        seen = ValueField("message", "the alert or message, word for word", 0)
        made[0] = replace(made[0], values=(seen,))
        rest = [self._text(one.blocks) for one in self._sections if one.part in ("escalate", "more")]
        last = self._defined("\n\n".join(filter(None, rest)))
        title = f"Escalate to tier 2: {self.title}"
        return (
            *made,
            Step(_SOLVED, "Resolve: solved", "resolve", "1", 0),
            Step(_ESCALATED, title, "escalate", "1", 0, to_tier="2", body=last, values=(seen,)),
        )

    def notes(self) -> Iterator[str]:
        """What was guessed."""
        count = len(self._pieces)
        yield trn(
            "{n} step was guessed from headings and numbered lists.",
            "{n} steps were guessed from headings and numbered lists.",
            count,
        )
        yield tr("Each step has the answers “It works now” and one that leads on; the last leads to tier 2.")
        yield tr("“message” was added as a value to record, so that the next tier has it.")
        if self._asked:
            yield trn(
                "{n} answer was made from “if … see …”.",
                "{n} answers were made from “if … see …”.",
                self._asked,
            )

    def _made(self) -> list[_Piece]:
        """The steps; numbered lists stay whole where taking them apart would give too many."""
        pieces = [one for section in self._sections for one in self._of(section, split=True)]
        if len(pieces) > _MOST_STEPS:
            pieces = [one for section in self._sections for one in self._of(section, split=False)]
        if not pieces:
            blocks = [block for section in self._sections for block in section.blocks]
            text = self._text(blocks)
            pieces = [_Piece("Follow the text", text, "do", [token for one in blocks for token in one[0]])]
        return pieces[:_MOST_STEPS]

    def _of(self, section: _Section, *, split: bool) -> Iterator[_Piece]:
        if section.part not in ("check", "do") or not section.blocks:
            return
        title = _tidy(section.title) or self.title
        before: list[tuple[Sequence[Token], int, int]] = []
        made: list[_Piece] = []
        for block in section.blocks:
            items = _items(block) if split and block[0][0].type == "ordered_list_open" else []
            if not 2 <= len(items) <= _MOST_ITEMS:
                if made:
                    made[-1].body = "\n\n".join(filter(None, (made[-1].body, self._text([block]))))
                    made[-1].tokens = [*made[-1].tokens, *block[0]]
                else:
                    before.append(block)
                continue
            steps = [self._item(item, section.part) for item in items]
            for step in steps[:-1]:
                step.goes_on = True
            made += steps
        text, tokens = self._text(before), [token for block in before for token in block[0]]
        if not made:
            made = [_Piece(title, text, section.part, tokens)]
        elif text and text.count("\n") < _PREFACE_LINES:
            made[0].body = "\n\n".join(filter(None, (text, made[0].body)))
            made[0].tokens = [*tokens, *made[0].tokens]
        elif text:
            made.insert(0, _Piece(title, text, "check", tokens))
        made[0].anchor = section.anchor
        yield from made

    def _item(self, item: tuple[Sequence[Token], int, int], part: Part) -> _Piece:
        """The step of an item of a numbered list."""
        tokens, first, last = item
        lines = self._lines[first:last]
        mark = _ITEM.match(lines[0])
        width = mark.end() if mark and mark[3] else 3
        depth = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=width)
        inner = depth if width <= depth < width + 4 else width
        rest = [line[min(inner, len(line) - len(line.lstrip())) :] for line in lines[1:]]
        body = "\n".join([lines[0][width:], *rest]).strip("\n").rstrip()
        title = _title_of(tokens)
        return _Piece(title or "Go on", _without_lead(body, title), part, tokens)

    def _asides(self, piece: _Piece, keys: dict[str, str], own: str) -> Iterator[Answer]:
        """Answers made of “if …, see …” with a link to another step or to another runbook."""
        inlines = (token for token in piece.tokens if token.type == "inline")
        said = as_line(" ".join(words(token.children or ()) for token in inlines))
        taken: set[str] = set()
        for condition, at in self._conditions:
            if len(taken) > 5 or condition.lower() not in said.lower() or condition in taken:
                continue
            bare, _, anchor = at.partition("#")
            text = _tidy(condition)
            playbook = self._other(bare) if bare else ""
            key = keys.get(anchor, "") if not bare else ""
            if text and ((key and key != own) or playbook):
                taken.add(condition)
                self._asked += 1
                yield Answer(text, key, 0, playbook)

    # --- text ---

    def _text(self, blocks: Sequence[tuple[Sequence[Token], int, int]]) -> str:
        return "\n\n".join("\n".join(self._lines[first:last]).rstrip() for _, first, last in blocks).strip(
            "\n"
        )

    def _defined(self, text: str) -> str:
        """The text and the definitions of the links by reference that it uses."""
        used, folded = [], " ".join(text.upper().split())
        for label, one in self._parsed.references.items():
            first, last = one.get("map") or (0, 0)
            if f"[{label.upper()}]" in folded and "\n".join(self._lines[first:last]) not in text:
                used.append("\n".join(self._lines[first:last]).strip())
        return text + "\n\n" + "\n".join(used) if used else text


def _part(name: str, above: Sequence[_Section]) -> Part:
    """What a heading is for: by its words, else by those of the headings above it."""
    for part, pattern in _PARTS:
        if re.match(rf"(?i)(?:the |\W)*(?:{pattern})", name):
            return part
    inherited = [one.part for one in above if one.level > 1]
    return inherited[-1] if inherited else "intro" if not above else "do"


def _items(block: tuple[Sequence[Token], int, int]) -> list[tuple[Sequence[Token], int, int]]:
    tokens, found, start = block[0], [], 1
    while start < len(tokens) - 1:
        end = close_of(tokens, start)
        first, last = tokens[start].map or [0, 0]
        found.append((tokens[start : end + 1], first, last))
        start = end + 1
    return found


def _title_of(tokens: Sequence[Token]) -> str:
    """A title for an item: what is bold at its beginning, else its first sentence."""
    inline = next((token for token in tokens if token.type == "inline"), None)
    children = (inline.children if inline else None) or []
    if len(children) > 2 and children[0].type == "text" and not children[0].content:
        children = children[1:]
    if children and children[0].type == "strong_open":
        end = next(n for n, one in enumerate(children) if one.type == "strong_close")
        bold = _tidy(words(children[1:end]))
        if len(bold) > 3:
            return bold
    return _tidy(re.split(r"(?<=[.!?:])\s", as_line(words(children)))[0])


def _without_lead(body: str, title: str) -> str:
    """The text of an item without what its title says already."""
    lead = re.match(r"\*\*(.{3,80}?)\*\*\s*:?\s*|([^\n]{3,80}?)[.:]?[ \t]*(?:\n|$)", body)
    if lead and _tidy(lead[1] or lead[2]) == title:
        rest = body[lead.end() :]
        return rest.strip("\n") if lead[2] else rest[:1].upper() + rest[1:]
    return body


def _tidy(text: str) -> str:
    """Words as a title: short, without an end mark, with an anchor that all git hosts agree on."""
    line = re.sub(r"\s*&\s*", " and ", as_line(text))
    line = re.sub(r"(?:^|(?<=\s))[^\w\s]+(?=\s|$)|-{2,}", " ", line)
    line = re.sub(r"\(`[^`]*`\)", "", line)
    line = " ".join(line.split()).strip(" .:;,*_`")
    line = re.sub(r"(?i)^escalate to\b", "Hand over to", line)
    line = re.sub(r"(?i)^resolve:", "Resolve", line)
    if len(line) <= _TITLE:
        return line
    cut = line[:_TITLE].rpartition(" ")[0]
    return (cut if len(cut) > _TITLE // 2 else line[:_TITLE]).rstrip(" ,;:.-(")


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)

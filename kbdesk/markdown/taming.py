# SPDX-License-Identifier: MIT
"""Texts from elsewhere made fit for a playbook, where headings, quotes and some lists have a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from kbdesk.markdown.anchors import anchor
from kbdesk.markdown.parse import parse
from kbdesk.markdown.steps import is_call_out
from kbdesk.markdown.tokens import read_markdown, with_plain_line_ends
from kbdesk.model import Answer, Playbook, SourceFile, Step, ValueField

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_MARK = re.compile(r"(?:\[[ xX]\]\s*|\[!\w{1,20}\]\s*)+")
_ATX = re.compile(r"( {0,3})#{1,3}(?=[ \t]|$)")
_NOT_NAME = re.compile(r"[^\w]+")
_BAND_WORDS = re.compile(r"[()]")
_LABEL_MARK = re.compile(r"\(\s*(?:optional|number|date|one of:.*)\s*\)\s*$", re.IGNORECASE)
_LAST_COMMENTS = re.compile(r"(?:\s*<!--(?:(?!-->).)*-->)+\s*$", re.DOTALL)
_BLANK_ENDS = re.compile(r"\A(?:[ \t]*\n)+|\s+\Z")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PROBE = "playbooks/probe.md"
Follows = Literal["answers", "values", ""]
_AFTER: dict[Follows, str] = {"answers": "\n\nThen:\n\n1) [a](#x)\n", "values": "\n\n1) [ ] `v`: x\n", "": ""}


def tamed(book: Playbook) -> Playbook:
    """The playbook with texts that read back; one that was read from a file stays as it is."""
    return replace(
        book,
        title=as_line(book.title) or "Untitled",
        intro=as_intro(book.intro),
        steps=tuple(_apart(map(_tamed, book.steps))),
    )


def as_line(text: str) -> str:
    """A text on one line, without signs that cannot be seen."""
    return _BREAKS.sub(" ", _SURROGATES.sub("\ufffd", text)).strip()


def as_body(text: str, before: Follows = "answers") -> str:
    """Foreign Markdown as the text of a step: it reads back as that and as nothing else.

    Headings become small ones, quotes become notes; what still would mean something is shown as code.

    Args:
        text: the Markdown.
        before: what stands after it in the step. If nothing does, a comment at its end would be lost, and is
            left out.
    """
    text = text if before else _LAST_COMMENTS.sub("", text)
    text = _SURROGATES.sub("\ufffd", with_plain_line_ends(text)).replace("\0", "\ufffd")
    text = _BLANK_ENDS.sub("", text)
    if not text:
        return ""
    if _is_body(text, before):
        return text
    made = "\n".join(_harmless(text)).strip("\n")
    return made if _is_body(made, before) else _fenced(text)


def as_intro(text: str) -> str:
    """Foreign Markdown as the introduction of a playbook, which has no headings."""
    text = with_plain_line_ends(text).replace("\0", "\ufffd").strip("\n")
    if not text.strip() or _is_intro(text):
        return text if text.strip() else ""
    lines = _harmless(text)
    bold = [re.sub(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", r"**\1**", line) for line in lines]
    made = "\n".join(bold).strip("\n")
    return made if _is_intro(made) else _fenced(text)


def as_say(text: str) -> str:
    """Words to say as they are read back: paragraphs without signs of other blocks."""
    parts = [
        "\n".join(filter(None, map(as_line, part.split("\n"))))
        for part in re.split(r"\n\s*\n", with_plain_line_ends(text))
    ]
    bare = (_MARK.sub("", part).strip() if _MARK.match(part) else part for part in parts)
    return "\n\n".join(filter(None, bare))


def value_name(text: str) -> str:
    """A name for a value to record: letters, digits and underscores."""
    return _NOT_NAME.sub("_", text).strip("_")[:60] or "value"


# --- steps ---


def _apart(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps with titles that give each its own anchor; a repeated one gets a number."""
    used: set[str] = set()
    for step in steps:
        number, title = 2, step.title
        while _bare(title) in used or not anchor(title):
            title = f"{step.title} {number}" if anchor(step.title) else f"Step {number - 1}"
            number += 1
        used.add(_bare(title))
        yield step if title == step.title else replace(step, title=title)


def _bare(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().lower())


def _tamed(step: Step) -> Step:
    return replace(
        step,
        title=as_line(step.title) or "Untitled",
        team=as_line(step.team),
        body=as_body(step.body, "answers" if step.answers else "values" if step.values else ""),
        says=tuple(filter(None, map(as_say, step.says))),
        values=tuple(map(_value, step.values)),
        answers=tuple(map(_answer, step.answers)),
    )


def _value(value: ValueField) -> ValueField:
    name = as_line(value.name)
    label = as_line(value.label)
    while label.startswith(":") or _LABEL_MARK.search(label):
        label = _BAND_WORDS.sub(" ", label).strip(": ").strip()
    choices = tuple(filter(None, (as_line(one).replace(",", ";") for one in value.choices)))
    kind = "text" if value.kind == "choice" and not choices else value.kind
    return replace(value, name=name or "value", label=label, kind=kind, choices=choices)


def _answer(answer: Answer) -> Answer:
    return replace(answer, text=as_line(answer.text) or "Go on")


# --- bodies ---


def _is_body(text: str, before: Follows) -> bool:
    """Whether a text under a heading is the body of that step and nothing else."""
    probe = parse(SourceFile(_PROBE, "", f"### x\n\n{text}{_AFTER[before]}\n\n### y\n"))
    if not isinstance(probe, Playbook) or len(probe.steps) != 2 or text.rstrip().endswith("Then:"):
        return False
    step = probe.steps[0]
    found = [*(one.anchor for one in step.answers), *(one.name for one in step.values)]
    wanted = {"answers": ["x"], "values": ["v"], "": []}[before]
    hidden = text.rpartition("<!--")[2].count("-->") < ("<!--" in text)  # hosts hide all that comes after
    return (step.body, step.says, found, hidden) == (text, (), wanted, False)


def _is_intro(text: str) -> bool:
    probe = parse(SourceFile(_PROBE, "", f"# x\n\n{text}\n\n### y\n"))
    hidden = text.rpartition("<!--")[2].count("-->") < ("<!--" in text)
    return isinstance(probe, Playbook) and len(probe.headings) == 2 and probe.intro == text and not hidden


def _harmless(text: str) -> Iterator[str]:
    """The lines of a text with small headings only, notes for quotes, and comments that end."""
    lines = text.split("\n")
    tokens = read_markdown(text).tokens
    setext: set[int] = set()
    for number, token in enumerate(tokens):
        if token.map is None or token.level:
            continue
        first, last = token.map
        if token.type == "heading_open" and token.tag in ("h1", "h2", "h3"):
            if token.markup.startswith("#"):
                lines[first] = _ATX.sub(r"\1####", lines[first])
            else:
                setext.add(last - 1)
                lines[first] = f"#### {' '.join(line.strip() for line in lines[first : last - 1])}"
                setext.update(range(first + 1, last - 1))
        elif token.type == "blockquote_open" and not is_call_out(tokens[number : number + 3]):
            lines[first] = f"> [!NOTE]\n{lines[first]}"
    for number, line in enumerate(lines):
        if number not in setext:
            yield line.replace("<!--", "< !--") if "<!--" in line and "-->" not in line else line


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text.replace('<!--', '< !--')}\n{fence}"

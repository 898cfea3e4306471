# SPDX-License-Identifier: MIT
"""A playbook as a value to the Markdown of its file, written so that it reads back as the same value.

What was made is read again before it is given out; where the two differ, it is refused. Texts that came from
elsewhere are made harmless first (``tamed``), so that a heading, a quote or a list of theirs cannot become a
step, words to say or answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.anchors import Anchors
from kbdesk.markdown.fields import ORDER, with_field
from kbdesk.markdown.grow import as_text
from kbdesk.markdown.parse import parse
from kbdesk.markdown.relink import link_target
from kbdesk.markdown.taming import as_line, tamed
from kbdesk.markdown.tokens import close_of, headings, read_markdown
from kbdesk.markdown.yamltext import FLOW, written
from kbdesk.model import Answer, Meta, Playbook, SourceFile, Step, ValueField

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_BLOCK = re.compile(r"([#>+=|-]|\d{1,9}(?=[.)]))", re.ASCII)
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s")
_LISTS = {"bullet_list_open": "-", "ordered_list_open": "."}


def playbook_text(book: Playbook) -> str:
    """The file of a playbook: its front matter, title, introduction and steps; lines end in a line feed.

    Anchors follow from the titles. An answer's ``anchor`` names a step of ``book`` by that step's
    ``anchor``, whatever that is: the link that is written leads to the anchor which the heading gets.

    Raises:
        KbError: the file would not read back as this playbook.
    """
    anchors = _new_anchors(book)
    text = _front(book, anchors) + "\n\n".join(_blocks(book, anchors)) + "\n"
    differs = _difference(book, parse(SourceFile(book.path, "", text)), anchors)
    if differs:
        raise KbError(
            tr("“{title}” cannot be written as a playbook: {reason}.", title=book.title, reason=differs),
            tr("Change that part, and try again."),
        )
    return text


def foreign_text(book: Playbook) -> str:
    """The file of a playbook whose texts came from elsewhere and may hold any Markdown.

    What a step is follows from its title.

    Raises:
        KbError: see ``playbook_text``.
    """
    safe = tamed(book)
    return playbook_text(replace(safe, steps=tuple(map(_as_titled, safe.steps))))


def _as_titled(step: Step) -> Step:
    """The step with the kind that its title says."""
    probe = parse(SourceFile("playbooks/probe.md", "", f"### {inline(step.title)}\n"))
    read = probe.steps[0] if isinstance(probe, Playbook) and probe.steps else step
    return replace(step, kind=read.kind, to_tier=read.to_tier, to_team=read.to_team)


# --- the parts of the file ---


def _new_anchors(book: Playbook) -> dict[str, str]:
    """For the anchor of each step the one that its heading gets in the new file."""
    names = Anchors()
    made: dict[str, str] = {}
    names.take(as_line(book.title))
    for band, step in _banded(book):
        if band:
            names.take(as_line(band))
        made.setdefault(step.anchor, names.take(as_line(step.title)))
        for heading in headings(read_markdown(step.body).tokens, 1):
            names.take(heading.text)
    return made


def _banded(book: Playbook) -> Iterator[tuple[str, Step]]:
    """Each step with the heading of the tier that begins before it, "" if none does."""
    last: tuple[str, str] | None = None
    for step in book.steps:
        here = (step.tier, step.team)
        yield ("" if here == last else _band(step), step)
        last = here


def _band(step: Step) -> str:
    if step.tier == "specialist":
        return f"Specialist {step.team}".strip()
    return f"Tier {step.tier}" + (f": {step.team}" if step.team else "")


def _front(book: Playbook, anchors: dict[str, str]) -> str:
    """The front matter; keys that the reader kept as they were are written as they were."""
    meta, text = book.meta, ""
    kept = dict(meta.extra)
    usual = Meta()
    for name in ORDER[:-1]:
        value = getattr(meta, name)
        if name not in kept and value != getattr(usual, name):
            text = with_field(text, name, value)
    lines = text.rstrip("\n").split("\n")[:-1] if text else ["---"]
    if meta.practice:
        lines += ["practice:", *_practice(meta, anchors)]
    lines += [f"{written(name)}: {written(value)}" for name, value in meta.extra]
    return "\n".join([*lines, "---", "", ""]) if len(lines) > 1 else ""


def _practice(meta: Meta, anchors: dict[str, str]) -> Iterator[str]:
    for number, path in enumerate(meta.practice):
        end = meta.practice_ends[number] if number < len(meta.practice_ends) else ""
        line = f"  - [{', '.join(written(one, FLOW) for one in path)}]"
        yield f"{line}  # ends at: {anchors.get(end, end)}" if end else line


def _blocks(book: Playbook, anchors: dict[str, str]) -> Iterator[str]:
    """The blocks of the body in order."""
    yield f"# {inline(book.title)}"
    if book.intro.strip():
        yield book.intro
    defined = {line for line in book.intro.split("\n") if _DEFINITION.match(line)}
    for band, step in _banded(book):
        if band:
            yield f"## {inline(band)}"
        yield f"### {inline(step.title)}".rstrip()
        yield from _step(book, step, anchors, defined)


def _step(book: Playbook, step: Step, anchors: dict[str, str], defined: set[str]) -> Iterator[str]:
    for say in step.says:
        yield "\n".join(f"> {line}".rstrip() for line in _said(say))
    body = _without_repeated(step.body, defined)
    if body.strip():
        yield body
    last = _last_list(body)
    if step.values:
        sign = "*" if last == "-" else "-"
        yield "\n".join(f"{sign} [ ] {_code(value.name)}{_label(value)}" for value in step.values)
    if step.answers:
        if step.values or last or body.rstrip().rpartition("\n")[2].strip().lower() in ("then:", "then"):
            yield "Then:"
        yield "\n".join(f"- {_link(book.path, one, anchors)}" for one in step.answers)


def _without_repeated(body: str, defined: set[str]) -> str:
    """The body without link definitions at its end that stand in a step before it already."""
    lines = body.split("\n")
    at = len(lines)
    while at and (_DEFINITION.match(lines[at - 1]) or not lines[at - 1].strip()):
        at -= 1
    kept = [line for line in lines[at:] if line.strip() and line not in defined]
    whole = len(kept) == sum(bool(line.strip()) for line in lines[at:])
    defined.update(line for line in lines if _DEFINITION.match(line))
    if whole:
        return body
    head = "\n".join(lines[:at])
    return f"{head}\n\n{chr(10).join(kept)}" if kept else head


def _last_list(body: str) -> str:
    """The sign of the list with which a body ends: "-", another bullet as "*", or "."; "" for none."""
    tokens, start, last = read_markdown(body).tokens, 0, None
    while start < len(tokens):
        last, start = tokens[start], close_of(tokens, start) + 1
    if last is None or last.type not in _LISTS:
        return ""
    return last.markup or _LISTS[last.type]


def _said(say: str) -> Iterator[str]:
    """The lines of words to say: paragraphs, and breaks inside them."""
    for number, paragraph in enumerate(say.split("\n\n")):
        if number:
            yield ""
        lines = [_BLOCK.sub(r"\\\1", line, count=1) if _BLOCK.match(line) else line
                 for line in map(inline, paragraph.split("\n"))]  # fmt: skip
        yield from (f"{_number(line)}\\" for line in lines[:-1])
        yield _number(lines[-1])


def _number(line: str) -> str:
    """A line that begins like an item of a numbered list, as text: the full stop is escaped."""
    return re.sub(r"^\\(\d{1,9})([.)])", r"\1\\\2", line)


def _label(value: ValueField) -> str:
    marks = ""
    if value.choices:
        marks = f" (one of: {', '.join(value.choices)})"
    elif value.kind in ("number", "date"):
        marks = f" ({value.kind})"
    marks += " (optional)" if value.optional else ""
    return f": {inline(f'{value.label}{marks}'.strip())}" if value.label or marks else ""


def _link(path: str, answer: Answer, anchors: dict[str, str]) -> str:
    if answer.playbook and answer.playbook != path:
        target = link_target(path, answer.playbook, answer.anchor)
    else:
        to = anchors.get(answer.anchor, answer.anchor)
        target = link_target(path, path, to, "#") if to else "#"
    return f"[{inline(answer.text)}]({target})"


def inline(text: str) -> str:
    """Words of one line as Markdown that shows them as they are; what reads as a tag is set as code."""
    text = as_line(text)
    made, done = [], 0
    for tag in _TAG.finditer(text):
        made += [_signs(text[done : tag.start()]), _code(tag[0])]
        done = tag.end()
    return "".join(made) + _signs(text[done:])


def _signs(text: str) -> str:
    return as_text(text).replace(":::", r"\:::")


def _code(text: str) -> str:
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(count for count in range(1, 999) if count not in runs)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}"


# --- proof that it reads back ---


def _difference(book: Playbook, read: object, anchors: dict[str, str]) -> str:
    """What a file says otherwise than the playbook it was made of, in words; "" if nothing."""
    if not isinstance(read, Playbook):
        return tr("{path} is not under a folder called “playbooks”", path=book.path)
    if (read.title, read.intro.strip()) != (as_line(book.title), book.intro.strip()):
        return tr("its title or introduction would read as something else")
    named = [*book.meta.practice_ends, *("" for _ in book.meta.practice)][: len(book.meta.practice)]
    ends = tuple(anchors.get(end, end) for end in named)
    if replace(read.meta, title="") != replace(book.meta, title="", practice_ends=ends):
        return tr("its front matter would read as something else")
    if len(read.steps) != len(book.steps):
        return tr("its texts would make other steps")
    for old, new in zip(book.steps, read.steps, strict=True):
        if _plain(old, anchors) != _plain(new, {}):
            return tr("the step “{title}” would read as something else", title=old.title)
    return ""


def _plain(step: Step, anchors: dict[str, str]) -> Step:
    """A step without lines and links, its texts as they are read, its answers at their new anchors."""
    body = [line for line in step.body.split("\n") if not _DEFINITION.match(line) or line.startswith("    ")]
    return replace(
        step,
        anchor="",
        title=as_line(step.title),
        line=0,
        body="\n".join(body).strip(),
        values=tuple(replace(value, line=0) for value in step.values),
        answers=tuple(
            replace(one, line=0, text=as_line(one.text), anchor=one.anchor if one.playbook
                    else anchors.get(one.anchor, one.anchor))
            for one in step.answers
        ),
        links=(),
    )  # fmt: skip

# SPDX-License-Identifier: MIT
"""Short ways to make model values for tests of the workers, without parsing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from zlib import crc32

from kbdesk.model import (
    Answer,
    Article,
    Heading,
    Link,
    Meta,
    Playbook,
    Problem,
    SourceFile,
    Step,
    Tier,
    ValueField,
)


def slug(title: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def source(path: str, text: str = "", problem: str = "") -> SourceFile:
    """A file with a blob id that depends on its path and text only."""
    blob = f"{crc32(f'{path} {text}'.encode()):040x}"
    return SourceFile(path, blob, text, size_bytes=len(text), problem=problem)


def value(name: str, **more) -> ValueField:
    """A value to record, in line 5."""
    return ValueField(name, more.pop("label", name), more.pop("line", 5), **more)


def ways(*answers: tuple[str, str]) -> tuple[Answer, ...]:
    """Answers from (text, target): a target is an anchor, or FILE#ANCHOR of another playbook."""
    found = []
    for line, (text, target) in enumerate(answers, 100):
        path, mark, anchor = target.partition("#")
        found.append(
            Answer(text, anchor, line, path) if mark or path.endswith(".md") else Answer(text, path, line)
        )
    return tuple(found)


def step(title: str, *answers: tuple[str, str], tier: Tier = "1", line: int = 0, values=(), **more) -> Step:
    """A step whose kind and target tier are read from its title, as the parser does."""
    kind, to_tier, to_team = "step", None, ""
    if title.startswith("Resolve:"):
        kind = "resolve"
    elif found := re.match(r"Escalate to (?:tier (\d)|specialist ([^:]*))", title):
        kind, to_tier, to_team = "escalate", found[1] or "specialist", found[2] or ""
    fields = tuple(value(one) if isinstance(one, str) else one for one in values)
    return Step(
        anchor=more.pop("anchor", slug(title)),
        title=title,
        kind=kind,
        tier=tier,
        line=line,
        to_tier=to_tier,
        to_team=to_team,
        values=fields,
        answers=ways(*answers),
        **more,
    )


def playbook(
    *steps: Step, path: str = "playbooks/a.md", text: str = "", links=(), problems=(), **meta
) -> Playbook:
    """A playbook of these steps; a step without a line stands ten lines below the one before."""
    placed = tuple(one if one.line else replace(one, line=10 * number) for number, one in enumerate(steps, 1))
    return Playbook(
        source=source(path, text or "".join(one.title for one in steps)),
        meta=Meta(**meta),
        title=meta.get("title", "A playbook"),
        intro="",
        steps=placed,
        headings=tuple(Heading(3, one.title, one.anchor, one.line) for one in placed),
        links=tuple(links),
        body_line=body_line_of(text),
        problems=tuple(problems),
    )


def body_line_of(text: str) -> int:
    """The line after the front matter of a text."""
    lines = text.splitlines()
    return lines.index("---", 1) + 2 if lines[:1] == ["---"] else 1


def article(
    path: str = "articles/a.md",
    *,
    text: str = "",
    headings: tuple[tuple[int, str], ...] = ((1, "An article"),),
    links: tuple[str | Link, ...] = (),
    problems: tuple[Problem, ...] = (),
    problem: str = "",
    **meta,
) -> Article:
    """An article; links are targets in lines 21, 22, …; front matter counts as there if ``meta`` is given."""
    found = tuple(Link(one, one, 21 + n) if isinstance(one, str) else one for n, one in enumerate(links))
    return Article(
        source=source(path, text, problem),
        meta=Meta(**meta),
        title=meta.get("title") or (headings[0][1] if headings else "a"),
        headings=tuple(
            Heading(level, title, slug(title), 10 + n) for n, (level, title) in enumerate(headings)
        ),
        links=found,
        body_line=body_line_of(text) if text else (8 if meta else 1),
        problems=problems,
    )


def known(*playbooks: Playbook) -> Callable[[str], Playbook | None]:
    """A look-up of playbooks by path."""
    return {one.path: one for one in playbooks}.get


def anchors_of(
    files: Mapping[str, frozenset[str] | tuple[str, ...]],
) -> Callable[[str], frozenset[str] | None]:
    """A look-up of anchors by path."""
    found = {path: frozenset(names) for path, names in files.items()}
    return found.get


def places(anchors: Callable[[str], frozenset[str] | None]) -> Callable[[str, str], str | None]:
    """A look-up of link targets for a library of these documents, in which every other file exists."""

    def resolve(from_path: str, target: str) -> str | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), target))
        return None if path.endswith(".md") and anchors(path) is None else path

    return resolve


def clock(second: int) -> str:
    """A time, so many seconds after ten o'clock."""
    return f"2026-11-22T{10 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+00:00"

# SPDX-License-Identifier: MIT
"""Titles and values of playbooks that are made from foreign files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from kbdesk.model import Meta, Playbook, SourceFile, Step, StepKind, Tier

_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff]+")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing round, and could make a text look like another."""
_ESCALATE = re.compile(
    r"escalate to\s+(?:tier\s+([123])|(specialist)\b\s*([^:]*?))\s*(?::.*)?$", re.IGNORECASE
)


def one_line(text: str, limit: int = 0) -> str:
    """A text on one line without signs that cannot be seen, cut at a word if it is longer than ``limit``."""
    line = _BREAKS.sub(" ", _TURNING.sub("", text)).strip()
    if not limit or len(line) <= limit:
        return line
    cut = line[:limit].rpartition(" ")[0]
    return (cut if len(cut) > limit // 2 else line[:limit]).rstrip(" ,;:.-") + " …"


def kind_of(title: str) -> tuple[StepKind, Tier | None, str]:
    """What a step's title makes of it: its kind, and for an escalation the tier and team it goes to."""
    if title.lower().startswith("resolve:"):
        return "resolve", None, ""
    if found := _ESCALATE.match(title):
        return "escalate", cast(Tier, found[1] or "specialist"), (found[3] or "").strip()
    return "step", None, ""


def as_titled(step: Step, title: str) -> Step:
    """The step under a title, with the kind that the title says."""
    kind, to_tier, to_team = kind_of(title)
    return replace(step, title=title, kind=kind, to_tier=to_tier, to_team=to_team)


def plain_title(text: str, limit: int = 70) -> str:
    """A title whose anchor all git hosts agree on: without “&”, lone or repeated hyphens."""
    text = re.sub(r"\s*&\s*", " and ", one_line(text))
    text = re.sub(r"(?:^|(?<=\s))[^\w\s]+(?=\s|$)|-{2,}", " ", text)
    return one_line(" ".join(text.split()), limit).rstrip(" .")


def draft_of(
    path: str, title: str, intro: str, steps: tuple[Step, ...], meta: Meta | None = None
) -> Playbook:
    """A playbook value that no file holds yet."""
    own = meta or Meta(title=title, confidence="draft")
    return Playbook(SourceFile(path, "", ""), own, title, intro, steps, (), (), 1)

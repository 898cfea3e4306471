# SPDX-License-Identifier: MIT
"""What a new article or playbook begins with, by kind; the formats are those of docs/formats.md."""

from __future__ import annotations

import re
from typing import Literal

from kbdesk.markdown.anchors import anchor
from kbdesk.markdown.fields import with_field

TemplateKind = Literal["article", "how-to", "known-error", "playbook", "reading-path"]

_FRONT = """---
title:
tier: 1
audience: internal
confidence: draft
---

"""
_ARTICLE = """# {title}

## Issue



## Environment



## Resolution

1. …

## Check that it worked



## If it did not work



## Cause


"""
_HOW_TO = """# {title}

## What it is for



## Before you start



## Steps

1. …

## Check that it worked



## If it did not work


"""
_KNOWN_ERROR = """# {title}

## Issue



## Environment



## Workaround

1. …

## Check that it worked



## Cause



## Fix

Not known yet.
"""
_PLAYBOOK = """---
title:
confidence: draft
---

# {title}

Use when … Not for: …

## Tier 1

### Ask what happens

> What do you see on the screen?

- [ ] `account`: account number

Then:

- [It works now](#resolve-solved)
- [It still fails](#escalate-to-tier-2-{topic})

### Resolve: solved

### Escalate to tier 2: {title}

> I am passing this on with everything we did. You do not have to repeat it.

- [ ] `account`: account number
"""
_PATH = """---
title:
kind: reading-path
role: tier-1
audience: internal
confidence: draft
---

# {title}

## First

1. …
"""
_BODIES = {"article": _ARTICLE, "how-to": _HOW_TO, "known-error": _KNOWN_ERROR}
_SIGN = re.compile(r"([\\`*\[\]<])")
_NAME_LIMIT = 60
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def template(
    kind: TemplateKind,
    title: str,
    words: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
) -> str:
    """The text of a new file.

    Args:
        kind: what is to be written.
        title: its title, on one line.
        words: the customer's words.
        products: what it is about.
        errors: the exact codes that lead to it.
    """
    title = " ".join(title.split()) or "Untitled"
    shown = _SIGN.sub(r"\\\1", title)
    if kind == "playbook":
        # An anchor that hosts disagree on (repeated hyphens) would be a finding in a fresh file.
        topic = " ".join(re.sub(r"[^\w ]+", " ", title).split()) or "it still fails"
        text = _PLAYBOOK.replace("tier 2: {title}", f"tier 2: {topic}")
        text = text.replace("{title}", shown).replace("{topic}", anchor(topic))
    elif kind == "reading-path":
        text = _PATH.replace("{title}", shown)
    else:
        text = _FRONT + _BODIES[kind].replace("{title}", shown)
    text = with_field(text, "title", title)
    for name, values in (("products", products), ("errors", errors), ("says", words)):
        if values:
            text = with_field(text, name, values)
    return text


def file_name(title: str) -> str:
    """A name for the file of a title, without ``.md``: one that every system can keep and every host link."""
    name = re.sub(r"-{2,}", "-", re.sub(r"[^\w]+", "-", title.lower())).strip("-_")
    if len(name) > _NAME_LIMIT:
        name = name[:_NAME_LIMIT].rpartition("-")[0] or name[:_NAME_LIMIT]
    if not name or _DEVICES.fullmatch(name):
        return f"article-{name}".strip("-")
    return name

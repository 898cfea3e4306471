# SPDX-License-Identifier: MIT
"""The pages of the docs, as tests read them: commands in blocks and in the text, links, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from desks import ROOT

DOCS = ROOT / "docs"
PAGES = tuple(sorted(DOCS.rglob("*.md")))
_BLOCK = re.compile(r"(?ms)^```(console|sh|bash)\n(.*?)^```\s*$")
_FENCE = re.compile(r"(?ms)^(```|~~~).*?^\1\s*$")
_CODE = re.compile(r"`(kbdesk [^`\n]+)`")


def name_of(page: Path) -> str:
    """The path in the source, for messages."""
    return page.relative_to(ROOT).as_posix()


def block_commands(page: Path) -> Iterator[str]:
    """The lines of the page's terminal blocks; a script that begins with #! is one command."""
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block[2].startswith("#!"):
            yield block[2]
            continue
        lines = block[2].splitlines()
        if any(line.startswith("$ ") for line in lines):  # the others are what the terminal prints
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        yield from (line.strip() for line in lines if line.strip())


def text_commands(page: Path) -> Iterator[str]:
    """What the text names as a command of kbdesk."""
    words = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for code in _CODE.finditer(words):
        yield code[1].replace("\\|", "|")

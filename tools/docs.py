# SPDX-License-Identifier: MIT
"""Puts the pages of the site together in a folder that Sphinx reads: tools/docs.py FOLDER.

The pages are those of docs/, with the list of contents of docs/index.md as navigation, and ARCHITECTURE.md.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from docs_commands import PLACE, text

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SCHEMAS = {
    "handoff.schema.json": ROOT / "kbdesk" / "handoff" / "schema.json",
    "coaching.schema.json": ROOT / "kbdesk" / "desk" / "coaching.schema.json",
    "bot.schema.json": ROOT / "kbdesk" / "desk" / "bot.schema.json",
}
"""The schemas as the site offers them, by their name there."""
_ITEM = re.compile(r"^- \[([^\]]+)\]\(([\w/.-]+)\.md\)")
_LINK = re.compile(r"(?<!!)(\[[^\]\n]*\])\(([^)\s]+)\)")
_FENCE = re.compile(r"(?ms)^(```|~~~).*?^\1\s*$")


def stage(folder: Path) -> None:
    """Write all pages to a folder, which is made anew."""
    PLACE.write_text(text(), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns("conf.py", "_*"))
    shutil.copy(ROOT / "ARCHITECTURE.md", folder / "architecture.md")
    schemas = folder / "schemas"
    schemas.mkdir()
    for name, place in SCHEMAS.items():
        shutil.copy(place, schemas / name)
    for page in folder.rglob("*.md"):
        page.write_text(mended(page.read_text(encoding="utf-8"), page, folder), encoding="utf-8")
    index = folder / "index.md"
    index.write_text(with_navigation(index.read_text(encoding="utf-8"), folder), encoding="utf-8")


def mended(words: str, page: Path, folder: Path) -> str:
    """The text with links that lead to no page turned into plain words; schemas are linked as files.

    Args:
        words: the page's Markdown.
        page: where it stands in ``folder``.
        folder: all pages.
    """
    parts, at = [], 0
    for fence in _FENCE.finditer(words):
        parts += [_LINK.sub(lambda m: _link(m, page, folder), words[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*parts, _LINK.sub(lambda m: _link(m, page, folder), words[at:])])


def _link(match: re.Match[str], page: Path, folder: Path) -> str:
    target, _, anchor = match[2].partition("#")
    if not target or "://" in target or target.startswith("mailto:"):
        return match[0]
    up = "../" * (len(page.relative_to(folder).parts) - 1)
    for name, place in SCHEMAS.items():
        if target.endswith(str(place.relative_to(ROOT).as_posix())):
            return f"{match[1]}({up}schemas/{name})"
    home = DOCS if page.name != "architecture.md" else ROOT
    source = (home / page.relative_to(folder)).parent / target if home == DOCS else ROOT / target
    if home == ROOT and target.startswith("docs/"):
        target = target.removeprefix("docs/")
    there = page.parent / target
    if there.exists():
        return f"{match[1]}({target}{f'#{anchor}' if anchor else ''})"
    if source.exists() and source.is_relative_to(ROOT):
        return f"{match[1][1:-1]} (`{source.resolve().relative_to(ROOT).as_posix()}` in the source)"
    return match[1][1:-1]  # a page that is not there (yet), or a link of an example


def with_navigation(index: str, folder: Path) -> str:
    """The contents with a hidden list of pages after each heading, which the site shows at its side.

    What is listed and not there is left out.
    """
    lines: list[str] = []
    part: list[str] = []
    caption = ""

    def close() -> None:
        if part:
            body = "\n".join(part)
            lines.append(f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{body}\n```\n")
            part.clear()

    for line in index.splitlines():
        item = _ITEM.match(line)
        if line.startswith("## "):
            close()
            caption = line.removeprefix("## ")
        if item is None:
            if not line.startswith("- "):
                lines.append(line)
        elif (folder / f"{item[2]}.md").is_file():
            part.append(f"{item[1]} <{item[2]}>")
            lines.append(line)
    close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    stage(Path(sys.argv[1]))

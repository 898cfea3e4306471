# SPDX-License-Identifier: MIT
"""Names of headings and paths of links, by the rules that the large git hosts share."""

from __future__ import annotations

import posixpath
import re
import unicodedata

_ASCII_PUNCTUATION = re.compile(r"[^a-z0-9_\- ]")
_KEPT_CATEGORIES = frozenset({"Nd", "Nl", "Pc"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def anchor(heading_text: str) -> str:
    """The anchor of a heading, without the number that a repeated one gets.

    Lower case, spaces to hyphens, punctuation and symbols dropped; letters, marks and digits of every script
    are kept (github-slugger 2.0; html-pipeline 2.14, TableOfContentsFilter).
    """
    text = heading_text.lower()
    kept = _ASCII_PUNCTUATION.sub("", text) if text.isascii() else "".join(filter(_is_kept, text))
    return kept.replace(" ", "-")


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return char in " -" or category[0] in "LM" or category in _KEPT_CATEGORIES


class Anchors:
    """Anchors of one document, each given out once: repeats get -1, -2 and so on."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, heading_text: str) -> str:
        """The anchor for the next heading of the document."""
        base = name = anchor(heading_text)
        while name in self._used:
            self._used[base] += 1
            name = f"{base}-{self._used[base]}"
        self._used[name] = 0
        return name


def is_playbook_path(path: str) -> bool:
    """Whether a library path names a playbook: a Markdown file under a folder called ``playbooks``."""
    *folders, name = path.split("/")
    return "playbooks" in folders and name.lower().endswith(".md") and name.lower() != "readme.md"


def split_target(from_path: str, target: str) -> tuple[str | None, str]:
    """A link as written, taken apart as (library path, anchor); nothing is looked up on disk.

    The path is ``from_path`` itself for ``#anchor``, and None if the link leads to another site or out of
    the library.
    """
    path, _, fragment = target.partition("#")
    if not path:
        return from_path, fragment
    if _SCHEME.match(path) or path.startswith("//") or "\\" in path or "\0" in path:
        return None, fragment
    base = "" if path.startswith("/") else posixpath.dirname(from_path)
    joined = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    return (None if joined == ".." or joined.startswith("../") else joined), fragment

# SPDX-License-Identifier: MIT
"""Links of a foreign text that moves into a library: those that lead there stay, the others become words."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from kbdesk.markdown.relink import relinked

Place = Callable[[str], str]
"""Gives the library path to which a target of the foreign file leads; "" if to none."""
_MARK = "kbdesk-left-{}-"
_MARKED = re.compile(r"[^()<>\s\"\]]*kbdesk-left-(\d+)-[^()<>\s\"]*")
_DEFINED = re.compile(r"^ {0,3}\[([^\]]+)\]:[ \t]*<?[^\s<>]*kbdesk-left-(\d+)-[^\n]*\n?", re.MULTILINE)
_ELSEWHERE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def moved(text: str, to_path: str, place: Place, other: Place) -> tuple[str, tuple[str, ...]]:
    """The text as a file of the library, and the targets that lead nowhere there.

    A link that leads nowhere is left as its words with the target in brackets behind them; one to a heading
    of the same text as its words alone.

    Args:
        text: the foreign text without front matter.
        to_path: where it is to stand.
        place: where a target leads.
        other: which new playbook a target becomes, whose headings are not those of the target.
    """
    left: list[str] = []

    def changed(target: str, image: bool) -> tuple[str, str, str] | None:
        del image
        meant = unquote(target)
        if _ELSEWHERE.match(meant):
            return None
        bare, _, anchor = meant.partition("#")
        found = place(bare) if bare else ""
        if found:
            return bare, found, anchor
        if bare and other(bare):
            return bare, other(bare), ""
        left.append(meant)
        return "", _MARK.format(len(left) - 1), ""

    done = relinked(text, to_path, changed)
    made = _without_definitions(done.text, left)
    made = _without_links(made, left)
    gone = [target for target in left if not target.startswith("#")]
    return made, tuple(dict.fromkeys([*gone, *(target for _, target in done.missed)]))


def _without_definitions(text: str, left: list[str]) -> str:
    """The text in which links by reference to nowhere are words."""
    for found in list(_DEFINED.finditer(text)):
        label, target = re.escape(found[1]), left[int(found[2])]
        hint = _hint(target)

        def words(match: re.Match[str], hint: str = hint) -> str:
            return f"{match[1]}{hint}"

        text = text.replace(found[0], "", 1)
        text = re.sub(rf"!?\[([^\[\]]+)\](?:\[{label}\])", words, text, flags=re.IGNORECASE)
        text = re.sub(rf"!?\[({label})\](?:\[\])?(?![\[(:])", words, text, flags=re.IGNORECASE)
    return text


def _without_links(text: str, left: list[str]) -> str:
    """The text in which the marked links and pictures are words."""
    while found := _MARKED.search(text):
        start, end, words = _around(text, found.start(), found.end())
        text = text[:start] + words + _hint(left[int(found[1])]) + text[end:]
    return text


def _around(text: str, first: int, last: int) -> tuple[int, int, str]:
    """Where the link with a target in this place begins and ends, and its words."""
    opening = text.rfind("](", 0, first)
    if opening == -1 or text[opening + 2 : first].strip(" \n<"):
        return first, last, ""
    start, depth = opening, 1
    while start and depth:
        start -= 1
        if text[start] in "[]" and text[start - 1 : start] != "\\":
            depth += 1 if text[start] == "]" else -1
    closing = re.compile(r">?(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)").match(text, last)
    if depth or closing is None:
        return first, last, ""
    words = text[start + 1 : opening]
    if start and text[start - 1] == "!":
        return start - 1, closing.end(), f"Picture: {words or 'without a description'}"
    return start, closing.end(), words


def _hint(target: str) -> str:
    bare = target.replace("`", "").strip()
    return "" if bare.startswith("#") or not bare else f" (`{bare}`)"

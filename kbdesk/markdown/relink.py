# SPDX-License-Identifier: MIT
"""Links of a text pointed elsewhere: only the characters of their targets change.

The parser says what is a link but not where it stands. So every place that looks like a target gets a mark of
its own, and the parser is asked once more: a mark that comes out as a link's target tells where that link
stands. Code, comments and plain text give no link and stay as they are. What was made is read a third time
before it is given out.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination
from markdown_it.token import Token

from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.parse import head_and_rest
from kbdesk.markdown.tokens import read_markdown, with_plain_line_ends

_PLACE = re.compile(r"\](?:\(|:)[ \t]*(?:\n[ \t>]*)?|:::image\s[^\n]{0,2000}?\bsource=\"\s*")
_INDEXES = ("readme.md", "index.md")
_MARK = "kbdesk-place-{}-"
_MARKED = re.compile(r"kbdesk-place-(\d+)-")
_SIGNS_KEPT = "/-_.~!$'*+,=:@&"
_ANCHOR_KEPT = "-_.~!$'*+,=:@&/?"


Changed = Callable[[str, bool], "tuple[str, str, str] | None"]
"""Gives, for a target (percent-encoded) and whether it is a picture's, (the library path it leads to now, the
one it is to lead to, the anchor there); None if it stays as it is."""


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """Where a target stands in the text, as it is written."""

    start: int
    end: int
    line: int
    written: str


@dataclass(frozen=True, slots=True)
class Relinked:
    """A text whose links lead elsewhere; ``changes`` are (line, before, after)."""

    text: str
    changes: tuple[tuple[int, str, str], ...] = ()
    missed: tuple[tuple[int, str], ...] = ()
    """(line, target) of links that were to be changed and could not be."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link or picture that the parser found, and where its target stands; None if that is not known."""

    target: str
    line: int
    image: bool
    place: LinkPlace | None


def relinked(text: str, from_path: str, changed: Changed) -> Relinked:
    """The text with some of its links and pictures leading elsewhere, written as they were.

    Autolinks stay. A link written by reference is changed where its target is defined.

    Args:
        text: the whole file.
        from_path: the path that the file has after the change.
        changed: says which targets change.
    """
    body = _body(text)[1]
    wanted = {target: changed(target, image) for target, _, image in _targets(body)}
    if not any(wanted.values()):
        return Relinked(text)
    links, pieces, expected = _located(text), {}, []
    missed = []
    for link in links:
        expected.append(link.target)
        new = wanted[link.target]
        if new is None:
            continue
        if link.place is None:
            missed.append((link.line, link.target))
            continue
        old_path, to_path, anchor = new
        written = _in_place(
            link.place.written, link_target(from_path, to_path, anchor, link.place.written, old_path)
        )
        if written != link.place.written:
            pieces[link.place] = written
            expected[-1] = _meant(written)
    made = _replaced(text, pieces)
    after = _body(made)[1]
    if [target for target, _, _ in _targets(after)] != expected or _texts(after) != _texts(body):
        return Relinked(text, missed=tuple((link.line, link.target) for link in links if wanted[link.target]))
    changes = tuple((place.line, place.written, new) for place, new in pieces.items())
    return Relinked(made, changes, tuple(missed))


def link_target(from_path: str, to_path: str, anchor: str = "", written: str = "", old_path: str = "") -> str:
    """How a link to a file of the library is written in another of its files.

    Args:
        from_path: the file that holds the link.
        to_path: the file that it leads to.
        anchor: the heading; "" for none.
        written: the target that it takes the place of, whose way of writing is kept: from the root or
            relative, with ``./`` or without, with ``.md`` or without, letters percent-encoded or as they are.
        old_path: where that one led.
    """
    old = written.strip("<>").partition("#")[0]
    old, mark, asked = old.partition("?")
    if written and not old and to_path == from_path:
        path = ""
    elif old.startswith("/"):
        path = f"/{to_path}"
    else:
        path = posixpath.relpath(to_path, posixpath.dirname(from_path) or ".")
        path = f"./{path}" if old.startswith("./") and not path.startswith(".") else path
    folder, name = posixpath.split(path)
    if old and not old.lower().endswith(".md") and name.lower().endswith(".md"):
        last = unquote(old.rpartition("/")[2])
        if last == posixpath.basename(old_path)[:-3]:
            path = path[:-3]
        elif name.lower() in _INDEXES:  # a link to the folder
            path = (folder or ".") + ("/" if old.endswith("/") else "")
    made = _quoted(path, _SIGNS_KEPT, "%" in written) + mark + asked
    return f"{made}#{_quoted(anchor, _ANCHOR_KEPT, '%' in written)}" if anchor else made


def _located(text: str) -> list[_Link]:
    """All links and pictures of a file but autolinks, in its order, each with the place of its target."""
    plain, body, start, body_line = _body(text)
    candidates = list(_candidates(body))
    before = _targets(body)
    after = _marked(body, candidates)
    if len(after) != len(before):  # a mark made or unmade a link; what links to nothing of ours is left out
        candidates = [one for one in candidates if _meant(one[2]) in {target for target, _, _ in before}]
        after = _marked(body, candidates)
    if len(after) != len(before):
        after = ["" for _ in before]
    raw, links = _raw_places(text), []
    for (target, line, image), mark in zip(before, after, strict=True):
        place = None
        if number := _MARKED.fullmatch(mark):
            first, last, written = candidates[int(number[1])]
            if _meant(written) == target:
                at = plain.count("\n", 0, start + first) + 1
                place = LinkPlace(raw(start + first), raw(start + last), at, written)
        links.append(_Link(target, line + body_line, image, place))
    return links


def _marked(body: str, candidates: list[tuple[int, int, str]]) -> list[str]:
    """The targets of the text when each candidate's is its own mark."""
    marked, done = [], 0
    for number, (first, last, _) in enumerate(candidates):
        marked += [body[done:first], _MARK.format(number)]
        done = last
    return [target for target, _, _ in _targets("".join(marked) + body[done:])]


def _quoted(text: str, kept: str, ascii_only: bool) -> str:
    """The text with percent signs for what a target cannot hold; other scripts stay unless they did not."""
    if ascii_only:
        return quote(text, safe=kept)
    return "".join(
        sign if ord(sign) > 0xA0 and sign.isprintable() else quote(sign, safe=kept) for sign in text
    )


def _body(text: str) -> tuple[str, str, int, int]:
    """The text with plain line ends, its Markdown, where that begins in it, and on which line (from 0)."""
    plain = with_plain_line_ends(text)
    line = read_front_matter(plain).body_line
    start = 0
    for _ in range(line - 1):
        start = plain.find("\n", start) + 1 or len(plain)
    return plain, head_and_rest(plain[start:])[0], start, line


def _raw_places(text: str) -> Callable[[int], int]:
    """Gives the place in a text of a place in the one with plain line ends."""
    if "\r\n" not in text:
        return lambda place: place
    gone = [found.start() - number for number, found in enumerate(re.finditer("\r\n", text))]

    def raw(place: int) -> int:
        return place + bisect_left(gone, place)

    return raw


def _candidates(body: str) -> Iterator[tuple[int, int, str]]:
    """What looks like a target: (start, end, as it is written)."""
    done = 0
    for found in _PLACE.finditer(body):
        first = found.end()
        if found[0].startswith(":::"):
            last = body.find('"', first, body.find("\n", first) % (len(body) + 1))
            written = body[first:last].rstrip() if last > first else ""
            last = first + len(written)
        else:
            read = parseLinkDestination(body, first, len(body))
            last = read.pos if read.ok else first
            written = body[first:last]
        if written and first >= done:
            done = last
            yield first, last, written


def _meant(written: str) -> str:
    """The target as the parser gives it; what it would not take as one stays as it is."""
    bare = written[1:-1] if written.startswith("<") and written.endswith(">") else written
    target = normalizeLink(unescapeAll(bare))
    return target if validateLink(target) else written


def _targets(body: str) -> list[tuple[str, int, bool]]:
    """The targets of all links and pictures but autolinks, in order: (target, line from 0, picture)."""
    found: list[tuple[str, int, bool]] = []
    for token in read_markdown(body).tokens:
        if token.type == "inline":
            line = token.map[0] if token.map else 0
            found += _in_line(token.children or (), line)
    return found


def _in_line(children: list[Token] | tuple[()], line: int) -> Iterator[tuple[str, int, bool]]:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            line += child.markup != "<br>"
        elif child.type == "link_open" and child.info != "auto":
            yield str(child.attrs.get("href", "")), line, False
        elif child.type == "image":
            yield str(child.attrs.get("src", "")), line, True
            yield from _in_line(child.children or [], line)


def _texts(body: str) -> list[str]:
    """All that the parser reads but targets."""
    found: list[str] = []
    for token in read_markdown(body).tokens:
        found += [token.type, token.info, *(_words(token) if token.type == "inline" else (token.content,))]
    return found


def _words(token: Token) -> Iterator[str]:
    for child in token.children or ():
        yield child.type
        yield from _words(child) if child.type == "image" else (child.content,)


def _in_place(written: str, new: str) -> str:
    """A target written as the old one was: in angle brackets, which allow spaces, or without."""
    return f"<{new.replace('%20', ' ')}>" if written.startswith("<") else new


def _replaced(text: str, pieces: dict[LinkPlace, str]) -> str:
    made, done = [], 0
    for place, new in sorted(pieces.items(), key=lambda one: one[0].start):
        made += [text[done : place.start], new]
        done = place.end
    return "".join(made) + text[done:]

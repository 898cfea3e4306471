# SPDX-License-Identifier: MIT
"""How a finding is put right where only one way is possible; what is a matter of opinion has no fix."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Answer, Document, Finding, Link, Playbook, Step, ValueField
from kbdesk.playbook.articles import Library, line_of, successors
from kbdesk.playbook.graph import Others, build, target_of
from kbdesk.playbook.likeness import meant
from kbdesk.playbook.links import Anchors, Resolve, inside
from kbdesk.playbook.practice import line_of_path, plain_words
from kbdesk.playbook.values import checked_value

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\[[^\]]*\]\([^)]*\)\s*")
_DAY = re.compile(r"(?:reviewed|review_by)\s*:\s*[\"']?([^\"'#]+?)[\"']?\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class LinkFix:
    """Every link of a file to one target leads elsewhere."""

    path: str
    line: int
    target: str
    """What the links lead to now, as written and percent-decoded; the file alone if ``anchor`` is None."""
    to_path: str
    """The library path that they are to lead to."""
    anchor: str | None
    """The heading there; None if each link keeps its own."""

    @property
    def told(self) -> str:
        """What it does, as a sentence."""
        place = "" if self.to_path == self.path else self.to_path
        mark = f"#{self.anchor}" if self.anchor else ""
        return tr("The link “{target}” leads to “{place}”.", target=self.target, place=f"{place}{mark}")


@dataclass(frozen=True, slots=True)
class LineFix:
    """A few characters of one line become others; ``after`` None takes the line out."""

    path: str
    line: int
    before: str
    """What stands in the line exactly once."""
    after: str | None

    @property
    def told(self) -> str:
        """What it does, as a sentence."""
        if self.after is None:
            return tr("“{before}” is taken out.", before=self.before.strip())
        return tr("“{before}” becomes “{after}”.", before=self.before, after=self.after)


Fix = LinkFix | LineFix


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What fixing may ask of the library."""

    anchors: Anchors
    others: Others
    resolve: Resolve
    names: Callable[[str], Iterable[str]]
    """The names of files and folders in a folder of the library ("" is its top)."""
    library: Library


def fix_of(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """The fix of a finding of this document; None if more than one thing could be meant."""
    if finding.path != document.path:
        return None
    make = _FIXES.get(finding.code)
    fix = make(finding, document, about) if make else None
    if isinstance(fix, LineFix) and _line(document, fix.line).count(fix.before) != 1:
        return None
    return fix


def _line(document: Document, line: int) -> str:
    """A line of the file; "" if there is none."""
    lines = re.split(r"\r\n?|\n", document.source.text)
    return lines[line - 1] if 0 < line <= len(lines) else ""


# --- links and answers ---


def _answer(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB101: the anchor, or the playbook, that was meant."""
    if not isinstance(document, Playbook):
        return None
    answers = (answer for step in document.steps for answer in step.answers if answer.line == finding.line)
    broken = next((one for one in answers if target_of(document, one, about.others) is None), None)
    link = next((one for one in document.links if one.line == finding.line and not one.image), None)
    if broken is None or link is None or not (broken.anchor or broken.playbook):
        return None
    path = broken.playbook or document.path
    there = document if path == document.path else about.others(path)
    if there is None:
        return _other_file(document, link, about)
    anchor = meant(broken.anchor, (step.anchor for step in there.steps))
    return LinkFix(document.path, finding.line, link.target, path, anchor) if anchor else None


def _link(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB203, KB205: the file that was meant."""
    for link in document.links:
        if link.line == finding.line and f"“{_bare_target(link)}”" in finding.message:
            return _other_file(document, link, about)
    return None


def _heading(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB204: the heading that was meant."""
    for link in document.links:
        target, _, fragment = link.target.strip().partition("#")
        if link.line != finding.line or link.image or f"“#{fragment}”" not in finding.message:
            continue
        path = about.resolve(document.path, target.partition("?")[0]) if target else document.path
        known: Iterable[str] = (heading.anchor for heading in document.headings)
        if path and path != document.path:
            known = about.anchors(path) or ()
        anchor = meant(fragment, known)
        return LinkFix(document.path, finding.line, link.target, path, anchor) if path and anchor else None
    return None


def _other_file(document: Document, link: Link, about: Surroundings) -> Fix | None:
    path = _meant_path(document.path, _bare_target(link), about.names)
    if path is None or path == document.path or "?" in link.target:
        return None
    return LinkFix(document.path, link.line, _bare_target(link), path, None)


def _bare_target(link: Link) -> str:
    return link.target.strip().partition("#")[0].partition("?")[0]


def _meant_path(from_path: str, target: str, names: Callable[[str], Iterable[str]]) -> str | None:
    """The one file that a path to nothing must mean: each of its names is there, or nearly so."""
    path = inside(from_path, target) if target and not target.startswith(("/", "~")) else None
    if path is None:
        return None
    folder = ""
    *above, last = path.split("/")
    for part in above:
        found = _meant_name(part, names(folder))
        if found is None:
            return None
        folder = posixpath.join(folder, found)
    here = tuple(names(folder))
    ending = posixpath.splitext(last)[1].lower()
    name = _meant_name(last, (one for one in here if posixpath.splitext(one)[1].lower() == ending))
    if name is None and ending != ".md":
        name = _meant_name(f"{last}.md", (one for one in here if one.lower().endswith(".md")))
    return posixpath.join(folder, name) if name else None


def _meant_name(written: str, names: Iterable[str]) -> str | None:
    known = tuple(names)
    return written if written in known else meant(written, known)


def _twin(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB117: an answer that stands twice, words and target; once is enough."""
    if not isinstance(document, Playbook):
        return None
    for step in document.steps:
        told = [(plain_words(one.text), one.playbook, one.anchor) for one in step.answers]
        for number, one in enumerate(step.answers):
            if one.line == finding.line and told[number] in told[:number]:
                line = _line(document, one.line)
                if _ITEM.fullmatch(line) and _has_own_line(step, one):
                    return LineFix(document.path, one.line, line, None)
    return None


def _has_own_line(step: Step, answer: Answer) -> bool:
    """Whether the next answer begins in the line below, so that nothing hangs on this one."""
    lines = [one.line for one in step.answers]
    return answer.line + 1 in lines or answer.line == max(lines)


# --- front matter ---


def _date(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB002: a date that can be read in one way only."""
    found = _DAY.match(_line(document, finding.line))
    if found is None or finding.line >= document.body_line:
        return None
    try:
        day = checked_value(ValueField("", "", 0, "date"), found[1])
    except KbError:
        return None
    return LineFix(document.path, finding.line, found[1], day) if day != found[1] else None


def _successor(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB213, KB216: the successor that was meant, or the last in line."""
    written = document.meta.superseded_by
    bare, mark, anchor = written.partition("#")
    if finding.code == "KB216":
        path: str | None = successors(document, about.resolve, about.library)[-1]
        mark = anchor = ""
    else:
        path = _meant_path(document.path, unquote(bare), about.names)
    if path is None or path == document.path:
        return None
    after = posixpath.relpath(path, posixpath.dirname(document.path) or ".")
    if not re.fullmatch(r"[\w./-]+", after):
        return None  # it may need quotation marks
    return LineFix(document.path, line_of(document, "superseded_by"), written, f"{after}{mark}{anchor}")


def _practice(finding: Finding, document: Document, about: Surroundings) -> Fix | None:
    """KB111: the answer that was meant, on a path that is right up to there."""
    if not isinstance(document, Playbook):
        return None
    graph = build(document, about.others)
    for index, answers in enumerate(document.meta.practice):
        node = graph.start
        if answers != finding.answers or line_of_path(document, index) != finding.line:
            continue
        for text in answers:
            ways = graph.ways.get(node, ()) if node else ()
            node = next((to for one, to in ways if plain_words(one.text) == plain_words(text)), None)
            if node is None:
                after = meant(text, (one.text for one, _ in ways))
                if after is None or not re.fullmatch(r"[\w .’-]+", after):
                    return None  # it may need quotation marks
                return LineFix(document.path, finding.line, text, after)
    return None


_FIXES: dict[str, Callable[[Finding, Document, Surroundings], Fix | None]] = {
    "KB002": _date,
    "KB101": _answer,
    "KB111": _practice,
    "KB117": _twin,
    "KB203": _link,
    "KB204": _heading,
    "KB205": _link,
    "KB213": _successor,
    "KB216": _successor,
}
"""The codes that may have a fix."""

FIXABLE = frozenset(_FIXES)
"""The codes that may have a fix: of other findings ``fix_of`` need not be asked."""

# SPDX-License-Identifier: MIT
"""Steps of a playbook split off into a playbook of their own, and a playbook joined into another.

Lines are moved as they are; only links that cross the border are written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import unquote

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.anchors import anchor, is_playbook_path, split_target
from kbdesk.markdown.fields import fields, with_field
from kbdesk.markdown.reanswer import Goals, retarget_answer, retargeted
from kbdesk.markdown.relink import relinked
from kbdesk.markdown.repart import one_line
from kbdesk.markdown.reproof import proved
from kbdesk.markdown.restep import end_of_band, pointed_elsewhere
from kbdesk.markdown.sections import AS_TEXT, LINE_END, Piece, Section, Sheet, bare_step, new_blocks
from kbdesk.markdown.tokens import read_markdown
from kbdesk.markdown.write import inline
from kbdesk.model import Step
from kbdesk.model.edits import Goal, RetargetAnswer

_TAKEN_ALONG = ("audience", "owner", "products", "tags")


@dataclass(frozen=True, slots=True)
class Split:
    """A playbook without some of its steps, and the new one that has them; answers lead across."""

    text: str
    new_text: str


def split_off(path: str, text: str, steps: Collection[str], new_path: str, title: str) -> Split:
    """Steps of a playbook in a playbook of their own.

    Args:
        path: the playbook's path in the library.
        text: the whole file.
        steps: the anchors of the steps that go; the first of them in the file is where the new one starts.
        new_path: where the new playbook is to stand.
        title: its title.

    Raises:
        KbError: a step is gone, none is to go, the first would go, or a text cannot be moved as it is.
    """
    sheet = Sheet.of(path, text)
    going = [section for section in sheet.sections.values() if section.step.anchor in steps]
    for name in steps:
        sheet.section(name)
    if not going or sheet.book.steps[0].anchor in steps:
        raise KbError(tr("The first step of a playbook stays where it is."), tr("Choose the steps after it."))
    if not is_playbook_path(new_path) or new_path == path:
        raise KbError(
            tr("{path} cannot be a new playbook.", path=new_path),
            tr("Choose a name in a folder “playbooks”."),
        )
    if not one_line(title):
        raise KbError(tr("The new playbook has no title yet."), tr("Write what it is for."))
    left = sheet.with_pieces(_without(sheet, going))[0]
    wanted = [bare_step(step) for step in sheet.book.steps if step.anchor not in steps]
    goals = {(path, name): Goal(name, new_path) for name in steps}
    less = proved(sheet, left, wanted, headings=None)
    return Split(pointed_elsewhere(less, goals), _new_text(sheet, going, new_path, one_line(title)))


def joined(path: str, text: str, other_path: str, other_text: str) -> str:
    """A playbook with the steps of another one, each in its tier; that one's front matter stays behind.

    Args:
        path: the playbook's path in the library.
        text: the whole file.
        other_path: the path of the one that is joined to it.
        other_text: the other's whole file.

    Raises:
        KbError: both have a step of one name, or a text cannot be moved as it is.
    """
    other = Sheet.of(other_path, other_text)
    if not other.book.steps:
        raise KbError(tr("{path} has no step.", path=other_path), tr("Choose another playbook."))
    sheet = Sheet.of(path, text)
    taken = {heading.anchor: heading.text for heading in sheet.book.headings}
    for step in other.book.steps:
        if step.anchor in taken:
            raise KbError(
                tr("Both playbooks have a step “{title}”.", title=step.title), tr("Rename one of them first.")
            )
    goals: Goals = {(other_path, step.anchor): Goal(step.anchor) for step in other.book.steps}
    goals[other_path, ""] = Goal(other.book.steps[0].anchor)
    here = Sheet.of(path, pointed_elsewhere(_brought_home(sheet, goals), goals))
    home: Goals = {(path, step.anchor): Goal(step.anchor) for step in sheet.book.steps}
    moved = Sheet.of(
        path, _relinked(_brought_home(other, home), path, {**goals, **_same_names(home, other_path)})
    )
    made = here
    for _, group in groupby(moved.sections.values(), key=lambda one: (one.step.tier, one.step.team)):
        made = _with_sections(made, moved, list(group))
    own = {step.anchor: step for step in map(bare_step, made.book.steps)}
    wanted = {step.anchor: bare_step(step) for step in (*here.book.steps, *moved.book.steps)}
    if {name: _without_links(one) for name, one in own.items()} != {
        name: _without_links(one) for name, one in wanted.items()
    } or made.book.steps[0].anchor != sheet.book.steps[0].anchor:
        raise KbError(tr("{path} cannot be joined without changing more.", path=other_path), AS_TEXT)
    return made.text


# --- inside ---


def _brought_home(sheet: Sheet, goals: Goals) -> Sheet:
    """The text whose answers to another playbook lead to steps that it is about to have."""
    for step in sheet.book.steps:
        for number, one in enumerate(step.answers, 1):
            goal = goals.get((one.playbook, one.anchor))
            if goal is not None:
                edit = RetargetAnswer(step.anchor, number, goal)
                sheet = Sheet.of(sheet.book.path, retarget_answer(sheet, edit, known=False))
    return sheet


def _same_names(goals: Goals, path: str) -> Goals:
    """The same goals for what leads to steps of those names in another playbook."""
    return {(path, name): goal for (_, name), goal in goals.items()}


def _without(sheet: Sheet, going: Sequence[Section]) -> list[Piece]:
    """The lines of sections taken out; at the end of the file the blank ones before them, too."""
    pieces: list[Piece] = []
    for section in going:
        start = section.start
        while section.end == len(sheet.lines) and start and sheet.is_blank(start - 1):
            start -= 1
        pieces.append((start, section.end, []))
    return pieces


def _new_text(sheet: Sheet, going: Sequence[Section], new_path: str, title: str) -> str:
    """The file of the playbook that is split off."""
    path = sheet.book.path
    head = with_field("", "title", title)
    for one in fields(sheet.text):
        if one.name in _TAKEN_ALONG and one.editable and one.value:
            head = with_field(head, one.name, one.value)
    if sheet.book.meta.tier != "1" and not _band_of(sheet, going[0]):
        head = with_field(head, "tier", sheet.book.meta.tier)
    lines = [*head.rstrip("\n").split("\n"), ""]
    if anchor(title) not in {section.step.anchor for section in going}:
        lines += [f"# {inline(title)}", ""]
    band: list[str] = []
    for section in going:
        if (here := _band_of(sheet, section)) != band:
            lines += [*here, ""]
            band = here
        lines += [*(sheet.bare(n) for n in range(section.start, sheet.last_line(section))), ""]
    lines += _definitions(sheet, going)
    end = next((found[0] for line in sheet.lines if (found := LINE_END.search(line))), "\n")
    text = end.join(lines).rstrip() + end
    new = Sheet.of(path, text)  # read where its links lead from now
    goals = {(path, section.step.anchor): Goal(section.step.anchor, new_path) for section in going}
    made = _relinked(new, new_path, goals)
    after = [_without_links(bare_step(step)) for step in Sheet.of(new_path, made).book.steps]
    wanted = [_moved(section.step, path, new_path, goals) for section in going]
    if after != [_without_links(one) for one in wanted]:
        raise KbError(tr("These steps cannot be moved without changing more."), AS_TEXT)
    return made


def _band_of(sheet: Sheet, section: Section) -> list[str]:
    """The lines of the tier's heading under which a section stands; [] if it stands above them all."""
    above = [line for line in sheet.bands if line < section.start]
    return [f"## {sheet.bare(above[-1]).strip().lstrip('#').strip()}"] if above else []


def _definitions(sheet: Sheet, going: Sequence[Section]) -> Iterator[str]:
    """The definitions of links that stand elsewhere and that the sections use."""
    offset = sheet.book.body_line - 1
    inside = {number for one in going for number in range(one.start, one.end)}
    words = " ".join("".join(sheet.lines[n] for n in sorted(inside)).upper().split())
    for label, reference in read_markdown(_body(sheet)).references.items():
        start, end = reference.get("map") or (0, 0)
        if start + offset not in inside and f"[{label.upper()}]" in words:
            yield from (sheet.bare(number + offset) for number in range(start, end))


def _body(sheet: Sheet) -> str:
    lines = (f"{sheet.bare(number)}\n" for number in range(sheet.book.body_line - 1, len(sheet.lines)))
    return "".join(lines)


def _moved(step: Step, path: str, new_path: str, goals: Goals) -> Step:
    """A step as it is to read at another path."""
    bare = retargeted(bare_step(step), path, goals)
    answers = []
    for one in bare.answers:
        to = "" if one.playbook == new_path else one.playbook or path
        answers.append(replace(one, playbook=to))
    return replace(bare, answers=tuple(answers))


def _relinked(sheet: Sheet, new_path: str, goals: Goals) -> str:
    """A text as it is to stand at another path: its links lead where they led, or where the goals say."""
    path = sheet.book.path

    def changed(target: str, _image: bool) -> tuple[str, str, str] | None:
        to, name = split_target(
            path, unquote(target.partition("?")[0]) if "#" not in target else unquote(target)
        )
        if not to:
            return None
        goal = goals.get((to, name))
        return (to, goal.playbook or new_path, goal.anchor) if goal is not None else (to, to, name)

    made = relinked(sheet.text, new_path, changed)
    if made.missed:
        raise KbError(tr("The link “{target}” could not be changed.", target=made.missed[0][1]), AS_TEXT)
    return made.text


def _with_sections(sheet: Sheet, moved: Sheet, group: Sequence[Section]) -> Sheet:
    """A playbook with more sections at the end of the tier that they belong to."""
    first = group[0].step
    own = [
        one for one in sheet.sections.values() if (one.step.tier, one.step.team) == (first.tier, first.team)
    ]
    blocks = [
        [moved.bare(number) for number in range(section.start, moved.last_line(section))] for section in group
    ]
    if own:
        piece = new_blocks(sheet, own[-1].end, blocks)
    else:
        band = _band_name(first)
        line, _, is_new = end_of_band(sheet, band)
        heading = [[f"## {inline(band)}"]] if is_new else []
        piece = new_blocks(sheet, line, [*heading, *blocks])
    return Sheet.of(sheet.book.path, sheet.with_pieces([piece])[0])


def _band_name(step: Step) -> str:
    if step.tier == "specialist":
        return f"Specialist {step.team}".strip()
    return f"Tier {step.tier}: {step.team}" if step.team else f"Tier {step.tier}"


def _without_links(step: Step) -> Step:
    """A step without what links in its text lead to, which is written anew where it moves."""
    return replace(step, body="", links=())

# SPDX-License-Identifier: MIT
"""Where a playbook can grow after a case, and the steps that are made of a few lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kbdesk import markdown
from kbdesk.desk.without import Without
from kbdesk.handoff.escape import one_line
from kbdesk.language import tr
from kbdesk.markdown.grow import NewStep, as_text, as_title, free_title
from kbdesk.model import Playbook, Run, Step, Visit

_TITLE = 60
_ESCALATE = re.compile(r"\s*escalate to\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the library's playbook at which something can be added."""

    playbook: str
    anchor: str
    title: str
    why: str
    """Why it is offered: “Tier 1 ran out here”."""
    notice: str = ""
    """That the step of the case is gone and this one is the nearest; "" if it is the one."""
    answers: tuple[str, ...] = ()
    """The answers that it has."""
    ends: tuple[tuple[str, str], ...] = ()
    """The Escalate steps to which the new way may lead back, (anchor, title); the nearest first."""
    book: str = ""
    """The title of the playbook."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a new way through a playbook ends: solved, handed over, or one if the other fails."""

    solved: str = ""
    """What the new Resolve step says was done; "" if it is not solved on this way."""
    article: str = ""
    """The path of the article that the Resolve step names; "" for none."""
    article_title: str = ""
    back: str = ""
    """The anchor of the step to go on at if it does not help; "" for none."""


def ran_out(run: Run, visits: Sequence[Visit]) -> int:
    """The place among the standing visits at which Tier 1 ran out; the last answered step if it did not."""
    end = next((n for n, visit in enumerate(visits) if _is_escalate(visit)), None)
    if end is None and run.brought is not None and run.brought.provenance is not None:
        at = run.brought.provenance.step
        left = [n for n, visit in enumerate(visits) if visit.anchor == at and not is_end(visit)]
        if left:
            return left[-1]
    if end is None:
        end = next((n for n, visit in enumerate(visits) if visit.tier != visits[0].tier), len(visits))
    steps = [n for n in range(end) if not is_end(visits[n])]
    answered = [n for n in steps if visits[n].answer] if end < len(visits) else steps
    return (answered or steps or [max(0, len(visits) - 1)])[-1]


def why_here(run: Run, visit: Visit) -> str:
    """Why the first place is offered, as the end of a sentence."""
    handed = run.brought is not None or any(_is_escalate(one) for one in run.visits if not one.undone)
    return tr("tier {tier} ran out here", tier=visit.tier) if handed else tr("the last step of this case")


def _is_escalate(visit: Visit) -> bool:
    return bool(_ESCALATE.match(visit.title))


def is_end(visit: Visit) -> bool:
    """Whether a visit was at an end, by the name of its step."""
    return _is_escalate(visit) or visit.title.casefold().startswith("resolve:")


def nearest_step(book: Playbook, visit: Visit) -> Step | None:
    """The step whose name is most like that of one that is gone; the first if none is like it."""
    steps = [step for step in book.steps if step.kind == "step"]
    same_tier = [step for step in steps if step.tier == visit.tier] or steps
    wanted = visit.title.casefold()
    return max(
        same_tier,
        key=lambda step: SequenceMatcher(None, wanted, step.title.casefold()).ratio(),
        default=None,
    )


def ends_for(book: Playbook, step: Step, run: Run) -> tuple[tuple[str, str], ...]:
    """Escalate steps of the same tier: those the step leads to, those the run came to, the others."""
    own = {answer.anchor for answer in step.answers if not answer.playbook}
    been = {visit.anchor for visit in run.visits if visit.playbook == book.path and not visit.undone}
    there = [one for one in book.steps if one.kind == "escalate" and one.tier == step.tier]
    there.sort(key=lambda one: -(2 * (one.anchor in own) + (one.anchor in been)))
    return tuple((one.anchor, one.title) for one in there)


def new_steps(
    book: Playbook, lines: Sequence[str], ending: Ending, without: Without, path: str
) -> tuple[NewStep, ...]:
    """A step for each line, and the Resolve step; each leads to the next."""
    solved = without.text(one_line(ending.solved), tr("in how it ends")).rstrip(" .")
    resolve = _resolve(book, solved, ending, path) if solved else None
    titled = [_titled(line) for line in lines]
    steps = []
    for number, (title, body) in enumerate(titled):
        more = titled[number + 1] if number + 1 < len(titled) else None
        if more is not None:
            answers = [("Done", NewStep(more[0]).anchor)]
        else:
            answers = [("It works now", resolve.anchor)] if resolve is not None else []
            if ending.back:
                answers.append(("It does not help" if resolve is not None else "Done", ending.back))
        steps.append(NewStep(title, body, answers=tuple(answers)))
    return (*steps, resolve) if resolve is not None else tuple(steps)


def _resolve(book: Playbook, solved: str, ending: Ending, path: str) -> NewStep:
    """The end at which it is solved, with the article that says more."""
    done = solved[:1].lower() + solved[1:] if solved[1:2].islower() else solved
    title = free_title(book, f"Resolve: {_short(_heading(done, capital=False))}")
    body = as_text(solved) if _short(solved) != solved else ""
    if ending.article:
        link = markdown.link_target(path, ending.article)
        name = as_text(as_title(ending.article_title or ending.article))
        body = f"Why, and how to be sure: [{name}]({link})."
    return NewStep(title, body)


def _titled(line: str) -> tuple[str, str]:
    """The title and the text of a step from one line: “Title: what to do”, or a short line alone."""
    title, colon, body = line.partition(": ")
    if colon and 3 <= len(title) <= _TITLE and body.strip():
        return _heading(title), _as_paragraph(body.strip())
    line = line.rstrip()
    short = _short(line.rstrip("."))
    return _heading(short), _as_paragraph(line) if short != line.rstrip(".") else ""


def _as_paragraph(line: str) -> str:
    """A line of Markdown that begins no heading, list, quote or block of code."""
    return re.sub(r"^(?=#|>|[-+*=]\s|[-=~]{3}|`{3})|(?<=^\d)(?=[.)]\s)", r"\\", line)


def _heading(text: str, *, capital: bool = True) -> str:
    """Words as a title whose anchor is the same on every host."""
    text = re.sub(r"\s*&\s*", " and ", text)
    text = re.sub(r"\s+[-–—]+\s+", ", ", text)
    return text[:1].upper() + text[1:] if capital else text


def _short(text: str) -> str:
    """As many of the first words as a title holds."""
    if len(text) <= _TITLE:
        return text
    cut = re.split(r"[.;,](?:\s|$)", text[: _TITLE + 1])[0] if re.search(r"[.;,]\s", text[:_TITLE]) else text
    return cut if 10 <= len(cut) <= _TITLE else text[:_TITLE].rpartition(" ")[0]

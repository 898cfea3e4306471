# SPDX-License-Identifier: MIT
"""Figures of calls: how they ended, where they were handed over, what was sent back, how long steps take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median
from typing import Final

from kbdesk.insight.definitions import OFFER
from kbdesk.insight.facts import Call, Material, Stay, reason_key
from kbdesk.insight.groups import STATES, AtStep, Counted, Group, clock, gathered, longest, percent
from kbdesk.insight.spans import line
from kbdesk.language import tr, trn
from kbdesk.model import Playbook, Step

MOST_STRIPS: Final = 12
"""How many playbooks have a strip: those with most calls."""
_OUTCOMES: Final = ("resolved", "escalated", "returned", "closed", "open")
_GONE_ON: Final = ("escalated", "returned")
_SEP: Final = "\t"


def calls(material: Material) -> Counted:
    """Calls over time."""
    groups = line(material.since, material.until, material.began, lambda call: call.started)
    return Counted(groups, trn("{n:,} call", "{n:,} calls", len(material.began)))


def outcomes(material: Material) -> Counted:
    """How calls ended."""
    whole = len(material.began)
    states = gathered(material.began, lambda call: call.status if call.over else "open")
    groups = tuple(
        Group(STATES.get(key, tr("still open")), key, states.get(key, ()), of=whole) for key in _OUTCOMES
    )
    solved = percent(len(groups[0].items), whole)
    said = trn("{percent} of {n:,} call solved", "{percent} of {n:,} calls solved", whole, percent=solved)
    return Counted(groups, said if whole else tr("No calls yet"))


def solved_by_playbook(material: Material) -> Counted:
    """How many calls of each playbook were solved."""
    over = [call for call in material.began if call.over and call.playbook]
    books = gathered(over, lambda call: call.playbook)
    groups = longest(
        Group(material.title(path), path, [call for call in ones if call.status == "resolved"], of=len(ones))
        for path, ones in books.items()
    )
    solved = sum(call.status == "resolved" for call in over)
    said = trn(
        "{percent} of {n:,} call through a playbook solved",
        "{percent} of {n:,} calls through a playbook solved",
        len(over),
        percent=percent(solved, len(over)),
    )
    return Counted(groups, said if over else tr("No calls through a playbook yet"))


def by_leaf(material: Material) -> Counted:
    """At which steps calls were handed over."""
    through: Counter[str] = Counter()
    left: list[AtStep] = []
    for call in material.began:
        through.update(_books_of(call))
        left += _handed_over(material, call)
    leaves = gathered(left, lambda one: f"{one.stay.playbook}#{one.stay.anchor}")
    groups = longest(
        Group(_step_label(material, ones[-1].stay), key, ones, of=through[ones[0].stay.playbook])
        for key, ones in leaves.items()
    )
    calls_left = len({one.call.id for one in left})
    whole = len(material.began)
    said = trn(
        "{percent} of {n:,} call was handed over",
        "{percent} of {n:,} calls were handed over",
        whole,
        percent=percent(calls_left, whole),
    )
    return Counted(groups, said if whole else tr("No calls yet"))


def _handed_over(material: Material, call: Call) -> Iterator[AtStep]:
    """The stays at which a call was handed over, each step once."""
    last, seen = call.last, set()
    for stay in call.stays:
        went_on = stay.stands and stay.answer and _is_escalate(material, stay)
        ended = stay is last and call.status in _GONE_ON
        if (went_on or ended) and _place(stay) not in seen:
            seen.add(_place(stay))
            yield AtStep(call, stay, tr("handed over") if ended else tr("handed over, and went on"))


def _books_of(call: Call) -> set[str]:
    """The playbooks that a call went through."""
    return {stay.playbook for stay in call.stays if stay.stands and stay.playbook}


def _is_escalate(material: Material, stay: Stay) -> bool:
    step = _step(material, stay)
    return step.kind == "escalate" if step is not None else stay.anchor.startswith("escalate")


def _step(material: Material, stay: Stay) -> Step | None:
    book = material.books.get(stay.playbook)
    return book.step(stay.anchor) if book is not None else None


def _place(stay: Stay) -> tuple[str, str]:
    return stay.playbook, stay.anchor


def _step_label(material: Material, stay: Stay) -> str:
    step = stay.title.removeprefix("Escalate to ")
    return f"{step} · {material.title(stay.playbook)}" if stay.playbook else step


def sent_back_reasons(material: Material) -> Counted:
    """What was missing in notes that were sent back."""
    reasons: list[tuple[str, AtStep]] = []
    notes = 0
    for call in material.calls:
        for back in call.sent_back:
            last = call.last
            if material.within(back.at) and last is not None:
                notes += 1
                own = {reason_key(one): one for one in back.missing}
                reasons += [(one, AtStep(call, last, one)) for one in own.values()]
    groups = longest(
        Group(min(one for one, _ in ones), key, [item for _, item in ones])
        for key, ones in gathered(reasons, lambda pair: reason_key(pair[0])).items()
    )
    return Counted(groups, trn("{n:,} note was sent back", "{n:,} notes were sent back", notes))


# --- time ---


def strips(material: Material) -> tuple[tuple[Playbook, Counted], ...]:
    """A strip for each playbook that calls went through, those with most calls first."""
    books: dict[str, dict[str, list[AtStep]]] = {}
    through: Counter[str] = Counter()
    for call in material.began:
        through.update(_books_of(call))
        for stay in call.stays:
            if stay.stands and stay.own and stay.seconds > 0:
                steps = books.setdefault(stay.playbook, {})
                steps.setdefault(stay.anchor, []).append(AtStep(call, stay))
    order = sorted(
        (path for path in books if path in material.books), key=lambda path: (-through[path], path)
    )
    return tuple((material.books[path], _strip(material.books[path], books[path])) for path in order)


def _strip(book: Playbook, stays: dict[str, list[AtStep]]) -> Counted:
    groups = []
    for step in book.steps:
        if step.kind != "resolve":
            those = stays.get(step.anchor, [])
            middle = median(one.stay.seconds for one in those) if those else 0
            groups.append(Group(step.title, f"{book.path}#{step.anchor}", those, value=middle))
    slowest = max(groups, key=lambda group: group.number, default=None)
    if slowest is None or not slowest.number:
        return Counted(tuple(groups))
    said = tr("Longest: {step}, {time}", step=slowest.label, time=clock(slowest.number))
    return Counted(tuple(groups), said)


# --- offers ---


def makes_offer(step: Step) -> bool:
    """Whether a step makes an offer."""
    return any(one.name == OFFER or one.name.endswith(f"_{OFFER}") for one in step.values)


def _at_offers(material: Material, call: Call) -> list[AtStep]:
    found = []
    for stay in call.stays:
        step = _step(material, stay) if stay.stands else None
        if step is not None and makes_offer(step):
            found.append(AtStep(call, stay))
    return found


def offers(material: Material) -> Counted:
    """What customers answered to offers."""
    those = [one for call in material.began for one in _at_offers(material, call) if one.stay.answer]
    asked = Counter(_place(one.stay) for one in those)
    answers = gathered(those, lambda one: _SEP.join((*_place(one.stay), one.stay.answer)))
    groups = longest(
        Group(f"{ones[0].stay.title}: {ones[0].stay.answer}", key, ones, of=asked[_place(ones[0].stay)])
        for key, ones in answers.items()
    )
    said = trn("{n:,} offer was answered", "{n:,} offers were answered", len(those))
    return Counted(groups, said if those else tr("No offers yet"))


def offer_outcomes(material: Material) -> Counted:
    """Where calls ended in which an offer was made."""
    those = [call for call in material.began if call.over and _at_offers(material, call)]
    ends = gathered(those, _end)
    groups = longest(Group(STATES.get(key, key), key, ones, of=len(those)) for key, ones in ends.items())
    if not groups:
        return Counted((), tr("No calls with an offer yet"))
    said = trn(
        "{percent} of {n:,} call with an offer: {outcome}",
        "{percent} of {n:,} calls with an offer: {outcome}",
        len(those),
        percent=percent(groups[0].number, len(those)),
        outcome=groups[0].label,
    )
    return Counted(groups, said)


def _end(call: Call) -> str:
    """The step at which a call was solved, else its state."""
    last = call.last
    if call.status == "resolved" and last is not None:
        return last.title.removeprefix("Resolve: ")
    return call.status

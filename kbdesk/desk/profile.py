# SPDX-License-Identifier: MIT
"""What a person's profile changes: what comes first among equals, and what their tier does not carry out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import NamedTuple

from kbdesk.language import tr, trn
from kbdesk.model import TIERS, Heading, Leaning, Page, Playbook, Seat, Tier
from kbdesk.model.roles import LOOKING_AFTER

UNFOLD = "kb:unfold/0"
"""The address of the link in a line that stands for folded text."""

_BAND = re.compile(r"(?:tier\s+([123])\b|(specialist)s?\b)", re.IGNORECASE)
_CARRIED_OUT = re.compile(
    r"(?:resolution|solution|procedure|steps?|fix|workaround|what to do|how to|"
    r"check that it worked|if it did not work)\b",
    re.IGNORECASE,
)
"""Sections of an article that say what to do (KCS v6: resolution)."""
_BOX = re.compile(r"<(/?)(?:table|ul|ol|blockquote)\b")


class _Part(NamedTuple):
    """A section of the HTML: where its heading begins, where its text begins, and where that ends."""

    heading: Heading
    start: int
    text: int
    end: int


def leaning_of(seat: Seat) -> Leaning:
    """What comes first among equals for this person."""
    return Leaning(seat.tier, seat.products)


def folds_for(seat: Seat) -> bool:
    """Whether anything is folded for this person: whoever looks after the work of all tiers reads all."""
    return bool(seat.role) and seat.role not in LOOKING_AFTER


def is_above(tier: Tier, seat: Seat) -> bool:
    """Whether a tier is above that of this person."""
    return TIERS.index(tier) > TIERS.index(seat.tier)


def folded(page: Page, seat: Seat) -> Page:
    """The page with what this person's tier may not carry out also as folded HTML; the text itself stays.

    Of a playbook these are the steps of higher tiers. Of an article these are sections that are headed with
    a higher tier; and if the whole article is for one, its sections that say what to do.
    """
    if not folds_for(seat):
        return page
    html = page.rendered.html
    pieces, at = [], 0
    for part, line in _above(page, seat, tuple(_parts(html, page.rendered.outline))):
        if part.start < at:  # it is inside of one that is folded
            continue
        inside = html[part.text : part.end]
        anchors = "".join(re.findall(r'<a name="[^"<>]*"></a>', inside))
        unfold = tr("Show it (Alt+T)")
        shown = f'{anchors}<p>{escape(line)} <a href="{UNFOLD}">{unfold}</a></p>\n'
        pieces += [html[at : part.text], shown]
        at = part.end
    return replace(page, folded="".join((*pieces, html[at:]))) if pieces else page


def _above(page: Page, seat: Seat, parts: tuple[_Part, ...]) -> Iterator[tuple[_Part, str]]:
    """The parts that are above a person's tier, each with the line that stands for it."""
    document = page.document
    if isinstance(document, Playbook):
        steps = {step.anchor: step for step in document.steps}
        for part in parts:
            held = [
                steps[other.heading.anchor]
                for other in parts
                if part.start <= other.start < part.end and other.heading.anchor in steps
            ]
            if part.heading.level in (2, 3) and held and all(is_above(step.tier, seat) for step in held):
                above = _named(held[0].tier)
                yield (
                    part,
                    trn("A step for {tier}, folded.", "{n} steps for {tier}, folded.", len(held), tier=above),
                )
        return
    for part in parts:
        tier = _band(part.heading.text)
        if tier is not None and is_above(tier, seat):
            yield part, tr("For {tier}, folded.", tier=_named(tier))
    if is_above(document.meta.tier, seat):
        line = tr("What to do is for {tier}, folded.", tier=_named(document.meta.tier))
        known = [part for part in parts if _CARRIED_OUT.match(part.heading.text)]
        below = [part for part in parts if part.heading.level > 1]
        for part in known or below or parts:
            yield part, line


def _band(heading: str) -> Tier | None:
    """The tier that a heading names, as those of playbooks do; None if it names none."""
    found = _BAND.match(heading.strip())
    if found is None:
        return None
    named = found[1] or "specialist"
    return next(tier for tier in TIERS if tier == named)


def _named(tier: Tier) -> str:
    return tr("specialists") if tier == "specialist" else tr("tier {n}", n=tier)


def _parts(html: str, outline: tuple[Heading, ...]) -> Iterator[_Part]:
    """The sections of rendered HTML, in its order; headings inside a list, table or quote begin none."""
    found: list[tuple[Heading, int, int]] = []
    at = depth = 0
    for heading in outline:
        begin = f'<a name="{escape(heading.anchor)}"></a><h{heading.level}>'
        start = html.find(begin, at)
        if start < 0:
            return
        depth += sum(-1 if box[1] else 1 for box in _BOX.finditer(html, at, start))
        at = start + len(begin)
        if depth == 0:
            found.append((heading, start, html.find("</h", at)))
    for number, (heading, start, close) in enumerate(found):
        following = (begin for other, begin, _ in found[number + 1 :] if other.level <= heading.level)
        text = html.index(">", close) + 1
        yield _Part(heading, start, text, next(following, len(html)))

# SPDX-License-Identifier: MIT
"""A comparison as HTML for a QTextBrowser: side by side or one under the other, what is the same folded away.

What went is struck through and what came is underlined, so that both can be told apart without colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

from kbdesk.language import tr, trn
from kbdesk.model.history import ComparedBlock, Comparison
from kbdesk.ui.theme import Theme

CONTEXT = 1
"""Blocks that are shown around each change."""
MOST_BLOCKS = 36
"""Blocks that are shown at once; each is a table to Qt, and many of them would hold up the window."""

_MOST_PAIRS = 40_000
_GRID = re.compile(r'<table class="grid"[^>]*>')
_CELL = re.compile(r"<t[dh]\b(?! width)")
_PANEL = re.compile(r'(<table class="(?:code|say|callout [a-z]+)" width="100%" cellpadding=)"10"')
_HEADING = re.compile(r"<(h[1-6])>(.*?)</h[1-6]>", re.DOTALL)
_TAG_PAIR = 'width="100%" cellspacing="0" cellpadding="0"'


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks in a row of a comparison: shown, or folded away because they are the same."""

    start: int
    end: int
    folded: bool


def parts(blocks: Sequence[ComparedBlock], opened: frozenset[int] = frozenset()) -> tuple[Part, ...]:
    """What is shown and what is folded, in order.

    Around each change stand its neighbours and the heading that it is under.

    Args:
        blocks: of a comparison.
        opened: first blocks of folded parts that were unfolded.
    """
    shown = [False] * len(blocks)
    heading = -1
    for number, block in enumerate(blocks):
        if block.after.startswith("<h") or block.before.startswith("<h"):
            heading = number
        if block.change != "same":
            for near in range(max(0, number - CONTEXT), min(len(blocks), number + CONTEXT + 1)):
                shown[near] = True
            if heading >= 0:
                shown[heading] = True
    found: list[Part] = []
    start = 0
    for number in range(1, len(blocks) + 1):
        if number == len(blocks) or shown[number] != shown[start]:
            alone = number - start == 1  # folding one block away would save no room
            found.append(Part(start, number, not shown[start] and not alone and start not in opened))
            start = number
    return tuple(found)


def comparison_html(
    comparison: Comparison,
    *,
    wide: bool,
    opened: frozenset[int] = frozenset(),
    most: int = MOST_BLOCKS,
) -> tuple[str, int]:
    """The HTML, and how many places in it changed; each has an anchor ``change-N``, N from 0.

    Args:
        comparison: what to show.
        wide: side by side; else one under the other.
        opened: see ``parts``.
        most: blocks that are shown; the rest waits behind a link ``kb:more``.
    """
    out: list[str] = []
    if comparison.notice:
        out.append(f'<p class="told">{escape(comparison.notice)}</p>')
    if comparison.fields:
        out.append(_fields(comparison.fields, wide))
    changes = int(bool(comparison.fields))
    left, before = most, True
    for part in parts(comparison.blocks, opened):
        if part.folded:
            out.append(_fold(part))
            before = True
            continue
        for block in comparison.blocks[part.start : part.end]:
            if left <= 0:
                more = _link("kb:more", tr("Show more"))
                out.append(f'<p class="fold">{more}</p>')
                return "".join(out), changes
            left -= 1
            is_change = block.change != "same"
            if is_change and before:  # changes that follow each other are one place
                out.append(f'<a name="change-{changes}"></a>')
                changes += 1
            before = not is_change
            out.append(_pair(block, wide))
    return "".join(out), changes


def compare_css(theme: Theme) -> str:
    """The style sheet: that of documents, and what marks the changes."""
    t = theme.hex
    quiet = f"color: {t('muted')}; font-size: {theme.px(12)}px;"
    rules = [
        theme.article_css(),
        f"p, li, td, th {{ font-size: {theme.px(14)}px; }}",
        f"p, li {{ margin-bottom: {theme.px(4)}px; }}",
        *(
            f"p.h{level} {{ font-size: {theme.px(size)}px; font-weight: 600; margin-top: {theme.px(4)}px; }}"
            for level, size in enumerate((20, 17, 15, 14, 14, 14), 1)
        ),
        f".went {{ background-color: {t('danger_weak')}; color: {t('danger')}; }}",
        f".came {{ background-color: {t('ok_weak')}; color: {t('ok')}; }}",
        ".went { text-decoration: line-through; } .came { text-decoration: underline; }",
        f"td.removed {{ background-color: {t('danger_weak')}; }}",
        f"td.added {{ background-color: {t('ok_weak')}; }}",
        f"td.removed, td.added {{ padding: {theme.px(6)}px; }}",
        f"td.side {{ padding: {theme.px(3)}px {theme.px(14)}px {theme.px(3)}px {theme.px(6)}px; }}",
        f"p.label {{ {quiet} margin-bottom: {theme.px(2)}px; }}",
        f"p.fold {{ {quiet} margin-top: {theme.px(4)}px; margin-bottom: {theme.px(10)}px; }}",
        f"p.fold a {{ font-size: {theme.px(12)}px; }}",
        f"p.told {{ color: {t('muted')}; }}",
        f"table.pair {{ margin-bottom: {theme.px(4)}px; }}",
        f"table.code {{ background-color: {t('code')}; }}",
        f"table.say, table.note, table.important {{ background-color: {t('weak')}; }}",
        f"table.tip {{ background-color: {t('ok_weak')}; }}",
        f"table.warning {{ background-color: {t('warn_weak')}; }}",
        f"table.caution {{ background-color: {t('danger_weak')}; }}",
    ]
    return "\n".join(rules)


def _fold(part: Part) -> str:
    told = trn("{n} part is the same", "{n} parts are the same", part.end - part.start)
    shows = _link(f"kb:open/{part.start}", tr("Show"))
    return f'<p class="fold">⋯ {escape(told)} · {shows}</p>'


def _pair(block: ComparedBlock, wide: bool) -> str:
    left, right = _fitted(block.before), _fitted(block.after)
    if block.change == "same":
        return _table(("side", left), ("side", right)) if wide else _table(("side", right))
    if block.change == "removed":
        cell = ("removed", _label(tr("− Removed")) + left)
        return _table(cell, ("side", "")) if wide else _table(cell)
    if block.change == "added":
        cell = ("added", _label(tr("+ Added")) + right)
        return _table(("side", ""), cell) if wide else _table(cell)
    if wide:
        return _table(("side", left), ("side", right))
    before, after = _label(tr("Before")) + left, _label(tr("After")) + right
    return _table(("side", before)) + _table(("side", after))


def _link(address: str, text: str) -> str:
    return f'<a href="{address}">{escape(text)}</a>'


def _label(text: str) -> str:
    return f'<p class="label">{escape(text)}</p>'


def _table(*cells: tuple[str, str]) -> str:
    width = 100 // len(cells)
    inner = "".join(f'<td class="{kind}" width="{width}%">{html}</td>' for kind, html in cells)
    return f'<table class="pair" {_TAG_PAIR}><tr>{inner}</tr></table>'


def _fitted(html: str) -> str:
    """A block's HTML with tables as wide as their side: rows that stand apart keep their columns in line."""
    if _GRID.search(html):
        cells = len(_CELL.findall(html)) - html.count("<table")
        share = 100 // max(1, cells + html.count("<table"))
        html = _CELL.sub(rf'\g<0> width="{share}%"', html)
        html = _GRID.sub('<table class="grid" width="100%" cellspacing="0" cellpadding="6">', html)
    html = _HEADING.sub(r'<p class="\1">\2</p>', html)  # Qt sizes headings by itself
    return _PANEL.sub(r'\1"8"', html)


def _fields(fields: Sequence[tuple[str, str, str]], wide: bool) -> str:
    return '<a name="change-0"></a>' + "".join(_field_rows(fields, wide))


def _field_rows(fields: Sequence[tuple[str, str, str]], wide: bool) -> Iterator[str]:
    for key, before, after in fields:
        name = _label(key)
        sides = [f"<p>{html}</p>" if html else _label("—") for html in _marked(before, after)]
        if wide:
            yield _table(("side", name + sides[0]), ("side", name + sides[1]))
        else:
            yield _table(("side", name + "".join(sides)))


def _marked(before: str, after: str) -> tuple[str, str]:
    """Both values of a field with the words marked that the other one has not."""
    old, new = before.split(), after.split()
    if len(old) * len(new) > _MOST_PAIRS:
        old, new = [before], [after]
    sides: tuple[list[str], list[str]] = ([], [])
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for side, words, mark in ((0, old[first:last], "went"), (1, new[start:end], "came")):
            if words:
                text = escape(" ".join(words))
                sides[side].append(text if kind == "equal" else f'<span class="{mark}">{text}</span>')
    return " ".join(sides[0]), " ".join(sides[1])

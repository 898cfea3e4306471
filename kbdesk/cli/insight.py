# SPDX-License-Identifier: MIT
"""Figures in the terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace

from kbdesk.cli.commands import desk_at
from kbdesk.desk.insight_tables import figures_csv, figures_json
from kbdesk.errors import KbError
from kbdesk.model.insight import Behind, Figure, Insight, Point

_BAR = 24
_LABEL = 64


def insight_verb(options: Namespace) -> int:
    """Print the figures of some days; code 1 if a list behind a point is asked for and empty."""
    desk = desk_at(options.library)
    try:
        page = desk.insight.page(options.since, options.until)
        page = replace(page, figures=_chosen(page, options.figure))
        rows: tuple[Behind, ...] = ()
        if options.behind:
            if len(page.figures) != 1:
                raise KbError("A list is behind a point of one figure.", "Name it with --figure.")
            figure = page.figures[0]
            point = next((one.key for one in figure.points if one.label == options.behind), options.behind)
            rows = desk.insight.behind(figure.key, point, page.since, page.until)
    finally:
        desk.close()
    if options.behind:
        for row in rows:
            print(_row(row))
        return 0 if rows else 1
    if options.format == "json":
        print(figures_json(page))
    elif options.format == "csv":
        sys.stdout.write(figures_csv(page.figures))
    else:
        _tell(page)
    return 0


def _chosen(page: Insight, key: str) -> tuple[Figure, ...]:
    """The figures of this key, or whose key begins with it: ``time-per-step`` is one for each playbook."""
    if not key:
        return page.figures
    found = tuple(one for one in page.figures if one.key == key or one.key.startswith(f"{key}-"))
    exact = tuple(one for one in found if one.key == key)
    if not found:
        known = ", ".join(one.key for one in page.figures)
        raise KbError(f"There is no figure “{key}”.", f"There are: {known}.")
    return exact or found


def _tell(page: Insight) -> None:
    print(f"From {page.since} to {page.until}")
    for figure in page.figures:
        print(f"\n{figure.title}   [{figure.key}]")
        if figure.headline:
            print(f"  {figure.headline}")
        _chart(figure)
    if page.notice:
        print(f"\n{page.notice}")


def _chart(figure: Figure) -> None:
    most = max((point.value for point in figure.points), default=0)
    width = max((len(_cut(point.label)) for point in figure.points), default=0)
    for point in figure.points:
        number = _number(point, " s" if figure.unit == "s" else "")
        print(f"  {_cut(point.label):{width}} {number:>14}  {_bar(point.value, most)}".rstrip())


def _number(point: Point, unit: str) -> str:
    value = f"{point.value:,.10g}{unit}"
    return f"{value} of {point.of:,.10g}" if point.of else value


def _bar(value: float, most: float) -> str:
    return "█" * round(_BAR * value / most) if most else ""


def _cut(label: str) -> str:
    line = " ".join(label.split())
    return line if len(line) <= _LABEL else f"{line[: _LABEL - 1]}…"


def _row(row: Behind) -> str:
    where = f"{row.path}#{row.anchor}" if row.anchor else row.path
    parts = (row.at[:16].replace("T", " "), row.title, row.detail, where, row.run and f"case {row.run}")
    return " · ".join(filter(None, parts))

# SPDX-License-Identifier: MIT
"""What the history of an article says, in people's words."""

from __future__ import annotations

from kbdesk.desk.dates import day, moment
from kbdesk.language import tr, trn
from kbdesk.model.history import Comparison, Version
from kbdesk.ui.rows import Row


def row_of(version: Version, path: str) -> Row:
    """A version as a row of the list: what was done, and below it by whom and when.

    Args:
        version: of an article.
        path: the article as it is called now.
    """
    parts = [version.author or tr("Somebody"), moment(version.date)]
    if version.aside:
        parts.append(tr("another text took its place"))
    elif not version.blob:
        parts.append(tr("deleted"))
    if version.path != path:
        parts.append(tr("then {path}", path=version.path))
    look = ("warning", "warn") if version.aside else ("close" if not version.blob else "article", "accent")
    return Row(version, version.message or tr("No words were left"), " · ".join(parts), *look)


def read_before(at: str, comparison: Comparison) -> str:
    """The sentence over an article that changed since it was read last."""
    places = sum(
        block.change != "same" and (number == 0 or comparison.blocks[number - 1].change == "same")
        for number, block in enumerate(comparison.blocks)
    ) + bool(comparison.fields)
    return trn(
        "Changed since you last read it on {day}.",
        "Changed in {n} places since you last read it on {day}.",
        max(1, places),
        day=day(at),
    )


def brought_back(version: Version) -> str:
    """What is said when a version is the article's text again."""
    return tr("The text of {day} is back. What stood before is in the history.", day=day(version.date))


def ask_back(version: Version) -> str:
    """The question before a version becomes the article's text again."""
    return tr(
        "Make the text of {when} the article's text again? That is a new change; nothing "
        "of the history goes.",
        when=moment(version.date),
    )

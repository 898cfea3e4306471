# SPDX-License-Identifier: MIT
"""Searching titles in memory: for the first moments of a new library, while its index is being built."""

from __future__ import annotations

from time import perf_counter

from kbdesk.model import Hit, Kind, Results
from kbdesk.search import analysis, marks, query


class TitleScan:
    """The titles of a library.

    Args:
        entries: (path, title, kind) of each document.
    """

    def __init__(self, entries: tuple[tuple[str, str, Kind], ...]) -> None:
        self._entries = tuple((marks.level(title), path, title, kind) for path, title, kind in entries)

    def search(self, text: str, limit: int = 30) -> Results:
        """The documents whose titles have the most of the words, best first; () for an empty text."""
        began = perf_counter()
        asked = query.parse(text)
        wanted = [
            mark
            for group, word in enumerate(asked.words)
            for mark in marks.marks(
                [word.text], group, open_ended=word.text if word.unfinished else "", anywhere=word.pair
            )
        ]
        found: list[tuple[float, int, str, Hit]] = []
        for levelled, path, title, kind in self._entries if wanted else ():
            places = marks.places(levelled, wanted)
            share = len({group for _, _, group in places}) / len(asked.words)
            if share > 0.5 or (share == 0.5 and len(asked.words) == 2):
                hit = Hit(path, title, kind, "1", share, "", title_spans=marks.spans(places))
                found.append((-share, len(title), path, hit))
        found.sort(key=lambda entry: entry[:3])
        return Results(
            query=text,
            hits=tuple(hit for *_, hit in found[:limit]),
            total=len(found),
            took_ms=(perf_counter() - began) * 1000,
            words=tuple(word.text for word in asked.words if word.text not in analysis.STOP_WORDS),
        )

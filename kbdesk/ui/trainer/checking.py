# SPDX-License-Identifier: MIT
"""Connects the page “Checks” with the desk: checking the library or a file, putting right what is certain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr, trn
from kbdesk.model import Author, Finding
from kbdesk.ui.frame import Frame
from kbdesk.ui.holder import Holder
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.theme import Theme
from kbdesk.ui.trainer.check_process import CheckProcess
from kbdesk.ui.trainer.checks_page import ChecksPage
from kbdesk.ui.trainer.checks_rows import Check, counts, in_order
from kbdesk.ui.who import Who

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk
    from kbdesk.desk.mending import PutRight


class Checking(Holder[ChecksPage]):
    """Knows what the checker found, and holds the page that lists it while it is open.

    Signals:
        open_asked(str path, int line): show a file there.
        saved(tuple of str): these files were put right and saved.
        said(str): something to tell in passing.
        failed(KbError): something could not be done.
        counted(int errors, int warnings): what the library as a whole has.
        found(tuple of Finding): the same as a list, whenever it changed.
    """

    open_asked = Signal(str, int)
    saved = Signal(object)
    said = Signal(str)
    failed = Signal(object)
    counted = Signal(int, int)
    found = Signal(object)

    def __init__(self, lanes: Lanes, frame: Frame, who: Who, theme: Theme, home: Home) -> None:
        super().__init__(frame, theme, tr("Checks"))
        self._lanes, self._who = lanes, who
        self._file = ""
        self._one_file = False
        self._checks: tuple[Check, ...] | None = None
        self._of_file: tuple[Check, ...] = ()
        self.process = CheckProcess(self, home)
        self.process.progressed.connect(self._progressed)
        self.process.finished.connect(self._checked)
        self.process.failed.connect(self._not_checked)

    @property
    def findings(self) -> tuple[Finding, ...] | None:
        """What the library as a whole has, errors first; None if it was not checked yet."""
        return None if self._checks is None else tuple(check.finding for check in self._checks)

    def set_desk(self, desk: Desk) -> None:
        """Take another library; nothing is known of it yet."""
        self.process.shut_down()
        self._checks, self._of_file, self._file = None, (), ""
        super().set_desk(desk)

    def show(self, path: str = "", *, one_file: bool = False) -> None:
        """Open the list; ``path`` is the open file, which is shown alone if ``one_file``."""
        if self._desk is None:
            return
        self._turns.finish()
        self._file, self._one_file = path, one_file and bool(path)
        self._turns.begin(self._opening())

    def _opening(self) -> Iterator[None]:
        page = self._page
        if page is None:
            page = self._made()
            yield
        page.show_open_file(self._file)
        self.put(page)
        yield
        if self._one_file:
            self._check_file()
        elif self._checks is None:
            self.check()
        else:
            self._show()

    def _made(self) -> ChecksPage:
        from kbdesk.playbook.codes import CODES  # noqa: PLC0415 - the window is painted before workers

        page = ChecksPage(self._theme, self._frame.rooms, CODES)
        page.open_asked.connect(self.open_asked)
        page.fix_asked.connect(self._fix)
        page.again_asked.connect(self.check)
        page.cancel_asked.connect(self.process.cancel)
        page.file_asked.connect(self._turn)
        page.show_progress(1, 1)
        return page

    # --- checking ---

    def check(self) -> None:
        """Check the library as a whole, in a process of its own."""
        if self._desk is not None and not self.process.running:
            self.process.start(self._desk.info.root)
            self._progressed(0, 0)

    def check_again(self, paths: tuple[str, ...]) -> None:
        """Check files again that were saved, if the library was checked before."""
        if self._desk is not None and (self._checks is not None or self._page is not None):
            work = partial(check_files, self._desk, paths)
            self._lanes.disk.run(work, partial(self._take, paths), "check again", self.failed.emit)

    def shut_down(self) -> None:
        """Stop what goes on; called before the window closes."""
        self.process.shut_down()

    def _check_file(self) -> None:
        if self._desk is not None and self._file:
            work = partial(check_files, self._desk, (self._file,))
            self._lanes.disk.run(work, partial(self._take, (self._file,)), "check file", self.failed.emit)

    def _take(self, paths: tuple[str, ...], checks: tuple[Check, ...]) -> None:
        """Put what was found anew in the place of what these files had."""
        if self._file in paths:
            self._of_file = in_order(one for one in checks if one.finding.path == self._file)
        if self._checks is not None:
            others = (one for one in self._checks if one.finding.path not in paths)
            self._know(in_order((*others, *checks)))
        self._show()

    def _checked(self, checks: tuple[Check, ...]) -> None:
        self._turns.finish()
        self._turns.begin(self._knowing(checks))

    def _knowing(self, checks: tuple[Check, ...]) -> Iterator[None]:
        """To count thousands of findings and to list them are two turns of the window."""
        self._know(in_order(checks))
        self._progressed(1, 1)
        yield
        self._show()

    def _not_checked(self, sentence: str) -> None:
        self._progressed(1, 1)
        if sentence:
            self.failed.emit(KbError(sentence))
        else:
            self.said.emit(tr("Checking was stopped."))

    def _know(self, checks: tuple[Check, ...]) -> None:
        self._checks = checks
        number = counts(checks)
        self.counted.emit(number["error"], number["warning"])
        self.found.emit(self.findings)

    def _progressed(self, done: int, to_do: int) -> None:
        if self._page is not None:
            self._page.show_progress(done, to_do)

    def _show(self) -> None:
        if self._page is None:
            return
        if self._one_file:
            self._page.show_checks(self._of_file, self._file)
        elif self._checks is not None:
            self._page.show_checks(self._checks)

    def _turn(self, one_file: bool) -> None:
        self.show(self._file, one_file=one_file)

    # --- putting right ---

    def _fix(self, findings: tuple[Finding, ...]) -> None:
        self._who.need(partial(self._fix_as, findings))

    def _fix_as(self, findings: tuple[Finding, ...], author: Author) -> None:
        if self._desk is not None:
            work = partial(fixed, self._desk, findings, author)
            self._lanes.disk.run(work, self._fixed, "", self.failed.emit)

    def _fixed(self, done: PutRight) -> None:
        files = len(done.paths)
        if files == 1:
            said = trn(
                "{n} finding put right in {path}.",
                "{n} findings put right in {path}.",
                done.count,
                path=done.paths[0],
            )
        else:
            said = trn(
                "{n} finding put right in {files} files.",
                "{n} findings put right in {files} files.",
                done.count,
                files=files,
            )
        self.said.emit(f"{said} {done.notice}".strip())
        self.saved.emit(done.paths)
        self.check_again(done.paths)


def check_files(desk: Desk, paths: tuple[str, ...]) -> tuple[Check, ...]:
    """What the checker says of some files; runs in a lane.

    Raises:
        KbError: one of them is gone.
    """
    from kbdesk.desk.checking import check  # noqa: PLC0415 - imported in the lane
    from kbdesk.desk.mending import Mending  # noqa: PLC0415 - as above

    there = tuple(path for path in paths if (desk.root / path).is_file())
    mending = Mending(desk.root, desk.read)
    found = []
    for finding in check(desk, there) if there else ():
        fix = mending.fix(finding)
        found.append(Check(finding, fix.told if fix else ""))
    return tuple(found)


def fixed(desk: Desk, findings: tuple[Finding, ...], author: Author) -> PutRight:
    """Put these findings right; runs in a lane.

    Raises:
        KbError: it could not be done.
    """
    from kbdesk.desk.mending import put_right  # noqa: PLC0415 - imported in the lane

    return put_right(desk, findings, author)

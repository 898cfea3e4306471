# SPDX-License-Identifier: MIT
"""Runs inside kbdesk's own process: types, opens articles, listens for gaps, and prints one line of JSON.

``python bench_inside.py TASK [NUMBER]``; the window is started as ``kbdesk open`` starts it.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kbdesk.ui.binding  # noqa: F401 - before all else of Qt, as the command does

# isort: split
from bench_gaps import Gaps
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QProcess, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTextBrowser, QTreeWidget, QTreeWidgetItem

WORDS = "outlook cannot connect to the server"
PATH_ROLE = Qt.ItemDataRole.UserRole
WARM_UP = 100
"""Articles that are opened before anything is measured."""
MORE = 1_000
"""Articles after that over which memory is watched."""
PAUSE_MS = 20
"""Between two articles."""


class Probe(QObject):
    """Drives the window through one task."""

    def __init__(self, task: str, number: int) -> None:
        super().__init__()
        self._task, self._number = task, number
        self._window: object = None
        self._waits: Callable[[], bool] = bool
        self._then: Callable[[], None] = self._end
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._look)
        self._gaps = Gaps(self)
        self._answer: dict[str, object] = {}

    def begin(self) -> None:
        """The event loop runs for the first time."""
        getattr(self, f"_{self._task}")()

    def _wait(self, until: Callable[[], bool], then: Callable[[], None], every_ms: int = 10) -> None:
        self._waits, self._then = until, then
        self._poll.start(every_ms)

    def _look(self) -> None:
        if self._waits():
            self._poll.stop()
            self._then()

    def _end(self) -> None:
        print(json.dumps(self._answer), flush=True)
        sys.stdout.flush()
        os._exit(0)

    # --- the window, as far as it is made ---

    def window(self) -> Any:  # noqa: ANN401 - the window of the kbdesk that is measured
        """The window of kbdesk; None as long as it is not furnished."""
        for top in QApplication.topLevelWidgets():
            if hasattr(top, "finder") and hasattr(top, "keeper"):
                return top
        return None

    def _is_ready(self) -> bool:
        """Whether the library is open, known and indexed, and nothing is under way."""
        window = self.window()
        return (
            window is not None
            and window.keeper.opening is not None
            and not window.keeper.indexer.running
            and not window.lanes.busy
        )

    # --- search ---

    def _search(self) -> None:
        """Type as soon as there is a field, and wait until results are painted."""
        fields = [one for one in QApplication.allWidgets() if isinstance(one, QLineEdit)]
        field = next((one for one in fields if one.objectName() == "search"), None)
        if field is None:
            QTimer.singleShot(1, self, self._search)
            return
        field.setText(WORDS)
        self._wait(lambda: self.window() is not None, self._watch_results, 1)

    def _watch_results(self) -> None:
        window = self.window()
        if window.frame.search.text() != WORDS:  # what was typed at first must have been taken over
            raise SystemExit("what was typed was lost")
        window.finder.answered.connect(self._answered)

    def _answered(self, results: Any) -> None:  # noqa: ANN401 - as above
        if results.hits and results.query == WORDS:
            self._answer["hits"] = len(results.hits)
            self.window().results.installEventFilter(self)
            QTimer.singleShot(0, self, self._results_painted)

    def _results_painted(self) -> None:
        self.window().repaint()
        self._answer["at"] = time.perf_counter()
        self._end()

    # --- memory ---

    def _memory(self) -> None:
        """Search, open the first article, and stay; the process is looked at from outside."""
        self._wait(self._is_ready, self._type_words, 50)

    def _type_words(self) -> None:
        window = self.window()
        window.frame.search.setText(WORDS)
        self._wait(lambda: bool(window.results.current()) and not window.lanes.busy, self._open_first, 50)

    def _open_first(self) -> None:
        window = self.window()
        window.finder.page_opened.connect(self._stays)
        self._press(window.frame.search, Qt.Key.Key_Return)

    def _stays(self) -> None:
        QTimer.singleShot(2500, self, self._say_ready)

    def _say_ready(self) -> None:
        print(json.dumps({"ready": True}), flush=True)

    # --- articles ---

    def _articles(self) -> None:
        self._wait(self._is_ready, self._find_rows, 50)

    def _find_rows(self) -> None:
        window = self.window()
        self._tree = window.tree.findChild(QTreeWidget)
        self._view = window.article.findChild(QTextBrowser)
        rows: dict[str, QTreeWidgetItem] = {}
        self._collect(self._tree.invisibleRootItem(), rows)
        paths = sorted(path for path in rows if not path.rpartition("/")[2].startswith("README"))
        random.Random(2_461).shuffle(paths)
        paths *= -(-(WARM_UP + MORE) // len(paths))  # a small library is gone through more than once
        self._rows = [(path, rows[path]) for path in paths[: WARM_UP + MORE]]
        self._times: list[float] = []
        self._own: list[float] = []
        self._marks: dict[int, float] = {}
        self._at = 0
        self._expected = ""
        window.finder.page_opened.connect(self._page_opened)
        self._view.viewport().installEventFilter(self)
        self._next()

    def _collect(self, item: QTreeWidgetItem, rows: dict[str, QTreeWidgetItem]) -> None:
        for number in range(item.childCount()):
            child = item.child(number)
            path = str(child.data(0, PATH_ROLE) or "")
            if path:
                rows[path] = child
            elif child.childCount() or not child.isExpanded():
                child.setExpanded(True)
                self._collect(child, rows)

    def _next(self) -> None:
        if self._at in (WARM_UP, WARM_UP + self._number, len(self._rows)):
            self._marks[self._at] = own_mb()
        if self._at == len(self._rows):
            self._tell_articles()
            return
        path, item = self._rows[self._at]
        self._at += 1
        self._tree.setCurrentItem(item)
        self._expected, self._shown = path, False
        QTimer.singleShot(PAUSE_MS, self, self._open_row)

    def _open_row(self) -> None:
        self._began, self._cpu = time.perf_counter(), time.process_time()
        self._press(self._tree, Qt.Key.Key_Return)

    def _page_opened(self, page: Any) -> None:  # noqa: ANN401 - as above
        self._shown = page.document.path == self._expected

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """The text is about to be painted: what follows in the loop comes after it."""
        if event.type() == QEvent.Type.Paint and self._task == "articles" and self._shown:
            self._shown = False
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        if WARM_UP < self._at <= WARM_UP + self._number:
            self._times.append((time.perf_counter() - self._began) * 1000)
            self._own.append((time.process_time() - self._cpu) * 1000)
        QTimer.singleShot(0, self, self._next)

    def _tell_articles(self) -> None:
        first, last = self._marks[WARM_UP], self._marks[len(self._rows)]
        self._answer = {"ms": self._times, "cpu_ms": self._own, "own_mb": last, "grown_mb": last - first}
        self._answer["opened"] = len(self._rows) - WARM_UP
        self._end()

    # --- gaps ---

    def _gaps_idle(self) -> None:
        self._wait(self._is_ready, self._settle, 50)

    _gaps_sync = _gaps_check = _gaps_idle

    def _settle(self) -> None:
        QTimer.singleShot(1500, self, getattr(self, f"_begin_{self._task.removeprefix('gaps_')}"))

    def _begin_idle(self) -> None:
        self._gaps.start()
        QTimer.singleShot(4000, self, self._tell_gaps)

    def _gaps_index(self) -> None:
        """The index is not there: it is built as soon as the library is open."""
        window = self.window()
        if window is None or not window.keeper.indexer.running or window.keeper.opening is None:
            QTimer.singleShot(5, self, self._gaps_index)
            return
        self._wait(lambda: not window.lanes.busy, self._begin_index, 20)

    def _begin_index(self) -> None:
        self._gaps.start()
        window = self.window()
        self._wait(lambda: not window.keeper.indexer.running, self._tell_gaps, 100)

    def _begin_sync(self) -> None:
        """The update at the start is done; when somebody else has changed something, get that."""
        print(json.dumps({"ready": True}), flush=True)
        self._wait((Path.home() / "go").exists, self._begin_update, 50)

    def _begin_update(self) -> None:
        window = self.window()
        head = window.keeper.desk.info.head
        self._gaps.start()
        window.keys.act("share_now")
        self._wait(lambda: window.keeper.desk.info.head != head and self._is_ready(), self._tell_gaps, 100)

    def _begin_check(self) -> None:
        window = self.window()
        self._gaps.start()
        window.keys.act("show_checks")
        self._wait(lambda: self._has_checked() and self._is_ready(), self._tell_gaps, 100)

    def _has_checked(self) -> bool:
        children = self.window().findChildren(QProcess)
        checking = self.window().late.trainer.checking
        return checking.findings is not None and not any(
            one.state() != QProcess.ProcessState.NotRunning for one in children
        )

    def _tell_gaps(self) -> None:
        self._answer = dict(self._gaps.figures())
        self._end()

    def _press(self, widget: QObject, key: Qt.Key) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def own_mb() -> float:
    """Megabytes that are this process's alone and no part of a file (the system keeps those as it likes)."""
    import gc  # noqa: PLC0415 - garbage is no growth

    gc.collect()
    own = 0
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Private_Dirty"):
            own += int(line.split()[1])
    return own / 1024


def main() -> int:
    """Start the window as the command does, with the probe in its event loop."""
    task, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    from kbdesk.cli import main as run  # noqa: PLC0415 - as the command does
    from kbdesk.ui.app import make_app  # noqa: PLC0415 - as above

    app = make_app()
    probe = Probe(task, number)
    probe.setParent(app)
    QTimer.singleShot(0, probe, probe.begin)
    return run(["open"])


if __name__ == "__main__":
    sys.exit(main())

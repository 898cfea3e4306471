# SPDX-License-Identifier: MIT
"""Runs inside kbdesk's own process: opens, edits, saves articles; how long does the window stand still?

The window is started as ``kbdesk open`` starts it; one line of JSON is printed at the end.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kbdesk.ui.binding  # noqa: F401 - before all else of Qt, as the command does

# isort: split
from bench_gaps import Gaps
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

SIZES = (8_000, 8_000, 30_000, 30_000)
"""Articles of about these sizes, in bytes, are opened, changed and saved."""
LIMIT_S = 30.0
KEYS = 300
PAUSES = 60
REST_MS = 400
"""Between two letters of the preview's measurement: it is drawn when the keys rest."""
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Painted(QObject):
    """Tells when a widget was painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.at = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Take the time after the widget has seen to it, not before."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._now)
        return super().eventFilter(watched, event)

    def _now(self) -> None:
        self.at = time.perf_counter()


class Writer(QObject):
    """Goes through all of it, with the window's own event loop in between."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gaps = Gaps(self)
        self._stalls: dict[str, list[tuple[float, float]]] = {}
        self._start = QTimer(self)
        self._start.timeout.connect(self._look)
        self._start.start(20)

    def _look(self) -> None:
        """Begin when the window is there: a loop within the loop would hold up its start."""
        if self.window is not None and self.window.keeper.opening is not None:
            self._start.stop()
            self._begin()

    def _begin(self) -> None:
        self._wait(self._at_rest)
        self._rest(3_000)
        before, keeper = self.window.keeper.desk, self.window.keeper
        self._do(
            "open and first look at all files",
            lambda: self.window.open_library(before.root),
            lambda: keeper.desk is not before and keeper.opening is not None,
        )
        chosen = self._articles()
        for path in chosen:
            self._write(path)
        self._look_at(chosen[0])
        print(
            json.dumps({"stalls": self._stalls, "keys": self._keys(), "pauses": self._pauses(chosen[-1])}),
            flush=True,
        )
        os._exit(0)

    # --- what is done ---

    def _articles(self) -> list[str]:
        root = self.window.keeper.desk.root
        sizes = {
            path.relative_to(root).as_posix(): path.stat().st_size
            for path in sorted(root.rglob("*.md"))
            if path.name != "README.md" and ".git" not in path.parts
        }
        chosen: list[str] = []
        for size in SIZES:
            chosen.append(
                min((p for p in sizes if p not in chosen), key=lambda path: abs(sizes[path] - size))
            )
        return chosen

    def _write(self, path: str) -> None:
        """Open, edit, type, save an article; each is a row of its own."""
        window = self.window
        size = self.window.keeper.desk.root.joinpath(path).stat().st_size
        kind = f"an article of {round(size / 1000)} kB"
        self._do(f"open {kind}", lambda: window.finder.open_path(path), lambda: self._shows(path))
        self._do("begin to edit it", lambda: window.keys.act("edit_article"), lambda: self._page is not None)
        self._key(Qt.Key.Key_End, CONTROL)
        self._key(Qt.Key.Key_Return)
        self._do("type; the preview follows", lambda: self._type(f"Seen again in {kind}."), self._at_rest)
        self._do("save: the sheet", lambda: self._key(Qt.Key.Key_S, CONTROL), self._sheet_is_open)
        self._do(
            "save: the save, and the article shown anew",
            lambda: self._key(Qt.Key.Key_Return),
            lambda: self._page is None and self._shows(path),
        )

    def _look_at(self, path: str) -> None:
        window = self.window
        window.finder.open_path(path)
        self._wait(lambda: self._shows(path))
        for name, act in (
            ("history", "show_past"),
            ("who wrote which line", "show_lines"),
            ("the team's sheet", "show_team"),
            ("Recover", "show_recover"),
        ):
            self._do(name, lambda act=act: window.keys.act(act), self._at_rest)
            for _ in range(2):
                self._key(Qt.Key.Key_Escape)
                self._rest(200)
        (Path.home() / "change").touch()  # the other side of the measurement has somebody change articles
        self._wait((Path.home() / "changed").exists)
        head = window.keeper.desk.info.head
        self._do(
            "an update that brings 300 changed files",
            lambda: window.keys.act("share_now"),
            lambda: window.keeper.desk.info.head != head,
        )

    def _keys(self) -> list[float]:
        """Milliseconds from a key to the picture in a text of 100 kB."""
        self._edit_new(
            "\n\n".join(f"Paragraph {number}: " + "words of a text " * 12 for number in range(500))
        )
        editor = self._page.editor
        editor.go_to_line(editor.blockCount() // 2)
        painted, found = Painted(editor.viewport()), []
        for number in range(KEYS):
            self._rest(30)
            painted.at, began = 0.0, time.perf_counter()
            QTest.keyClick(editor, "abcdefgh "[number % 9])
            self._wait(lambda: painted.at > 0, 0)
            found.append((painted.at - began) * 1000)
        self._key(Qt.Key.Key_W, CONTROL)
        return found

    def _pauses(self, path: str) -> list[float]:
        """Milliseconds from when the keys have rested to the painted preview, in the largest article."""
        self.window.finder.open_path(path)
        self._wait(lambda: self._shows(path))
        self.window.keys.act("edit_article")
        self._wait(lambda: self._page is not None)
        self._wait(self._at_rest)
        page, found = self._page, []
        editor, timer = page.editor, self.window.late.work.writer._watcher._draw_later
        painted, began = Painted(page.preview.view.viewport()), [0.0]
        timer.timeout.connect(lambda: began.__setitem__(0, time.perf_counter()))
        lines = editor.text().splitlines()
        middle = range(len(lines) // 2, len(lines))
        editor.go_to_line(1 + next(n for n in middle if len(lines[n]) > 60 and lines[n][0].isalpha()))
        self._key(Qt.Key.Key_End)
        for number in range(PAUSES):
            began[0] = painted.at = 0.0
            QTest.keyClick(editor, "abcdefgh"[number % 8])
            self._wait(lambda: began[0] > 0, 0)
            painted.at = 0.0
            self._wait(lambda: painted.at > 0, 0)
            found.append((painted.at - began[0]) * 1000)
            self._rest(REST_MS)
        return found

    def _edit_new(self, text: str) -> None:
        self.window.late.work.writer.new("article", "Long text")
        self._wait(lambda: self._page is not None)
        self._page.editor.change_text(text)
        self._wait(self._at_rest)
        self._rest(2_000)

    # --- how ---

    @property
    def window(self) -> Any:  # noqa: ANN401 - the window of the kbdesk that is measured
        """The window of kbdesk; None as long as it is not furnished."""
        tops = QApplication.topLevelWidgets()
        return next((top for top in tops if hasattr(top, "finder") and hasattr(top, "keeper")), None)

    @property
    def _page(self) -> Any:  # noqa: ANN401 - as above
        return self.window.late.work.writer.page

    def _shows(self, path: str) -> bool:
        page = self.window.finder.page
        return page is not None and page.document.path == path

    def _sheet_is_open(self) -> bool:
        return bool(self.window.late.work.writer.sheet_open)

    def _at_rest(self) -> bool:
        return not self.window.lanes.busy and not self.window.keeper.indexer.running

    def _do(self, name: str, act: Callable[[], None], until: Callable[[], bool]) -> None:
        """Do something, wait until it is done and all is at rest, and note the longest gap."""
        self._gaps.start()
        act()
        self._wait(until)
        self._wait(self._at_rest)
        self._rest(700)
        self._note(name)
        self._rest(2_500)  # what is made ahead is made

    def _note(self, name: str) -> None:
        figures = self._gaps.figures()
        self._stalls.setdefault(name, []).append((figures["max"], figures["own_max"]))

    def _wait(self, until: Callable[[], bool], every_ms: int = 10) -> None:
        loop, limit, timer = QEventLoop(), time.monotonic() + LIMIT_S, QTimer()

        def look() -> None:
            if until():
                loop.exit(0)
            elif time.monotonic() > limit:
                loop.exit(1)

        timer.timeout.connect(look)
        timer.start(every_ms)
        if loop.exec():
            raise SystemExit(f"waited in vain: {until}")
        timer.stop()

    def _rest(self, ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def _type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(QApplication.focusWidget(), letter)
            self._rest(40)


def main() -> int:
    """Start the window as the command does, with the writer in its event loop."""
    from kbdesk.cli import main as run  # noqa: PLC0415 - as the command does
    from kbdesk.ui.app import make_app  # noqa: PLC0415 - as above

    app = make_app()
    app.setProperty("writer", Writer(app))
    return run(["open"])


if __name__ == "__main__":
    sys.exit(main())

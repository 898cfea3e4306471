# SPDX-License-Identifier: MIT
"""Suite F15: links of a hostile article, clicked with the mouse in the real window."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from gitrepo import make_repo, write
from hostile_texts import CLICKS
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from kbdesk.desk.home import Home
from kbdesk.ui.app import make_app, make_window
from kbdesk.ui.article_view import ArticleView
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.window import Window
from suites.outcome import Outcome

SCHEMES = (
    "http https mailto file ms-msdt search-ms smb vscode ldap x-evil ssh ftp c about javascript vbscript data"
)
_OUTSIDE = ("http", "https", "mailto")
_WORD = "pressme"
_WAIT_S = 20.0
_FILES = {
    "README.md": "# Readme\n",
    "articles/a.md": "# A\n\n## Part\n\nText.\n",
    "articles/b c.md": "# B\n",
    "articles/guide/README.md": "# Guide\n",
    "articles/run.sh": "#!/bin/sh\n",
}


class Browser(QObject):
    """Stands where the system's browser, mailer and file manager do, and remembers what they were given."""

    def __init__(self, schemes: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        for scheme in schemes.split():
            QDesktopServices.setUrlHandler(scheme, self, "take")

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """An address was opened."""
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))


class Person:
    """Reads articles in the real window and clicks on their links.

    Args:
        window: with the library open.
        browser: what is opened outside.
    """

    def __init__(self, window: Window, browser: Browser) -> None:
        self._window, self._browser = window, browser
        found = window.article.findChild(ArticleView)
        assert isinstance(found, ArticleView)
        self._view = found

    def click(self, path: str) -> tuple[str, str, str]:
        """Open an article and click on the link in it.

        Returns:
            What was opened outside before any question, the host that was asked for and then opened with its
            scheme, and the path of the article that is shown afterwards ("" if it is the same).
        """
        self._window.finder.open_path(path)
        until(lambda: self._shown() == path and not self._window.lanes.busy, f"{path} is shown")
        self._browser.opened.clear()
        spot = self._view.cursorRect(self._view.document().find(_WORD)).center() - QPoint(9, 0)
        QTest.mouseClick(
            self._view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
        QTest.qWait(20)
        until(lambda: not self._window.lanes.busy, "the click was answered")
        QTest.qWait(20)
        unasked = " ".join(self._browser.opened)
        box = self._window.findChild(QMessageBox)
        asked = self._agree(box) if box is not None else ""
        return unasked, asked, "" if self._shown() == path else self._shown()

    def _agree(self, box: QMessageBox) -> str:
        question = box.text()
        button = box.button(QMessageBox.StandardButton.Open)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        until(lambda: self._window.findChild(QMessageBox) is None, "the question is gone")
        opened = [QUrl(one) for one in self._browser.opened]
        if len(opened) != 1:
            return f"{len(opened)} addresses were opened"
        host = opened[0].host(QUrl.ComponentFormattingOption.FullyEncoded) or opened[0].path()
        scheme = opened[0].scheme()
        told = host in question and host.isascii() and not opened[0].hasQuery()
        address = f"{scheme}:{host}" if scheme == "mailto" else f"{scheme}://{host}"
        return address if told else f"{address}, but asked was: {question}"

    def _shown(self) -> str:
        page = self._window.finder.page
        return page.document.path if page is not None else ""


def play_f15(share: float, seed: int, folder: Path) -> Outcome:
    """Click each of 41 links; nothing leaves the window unasked, and nothing outside the library is shown."""
    chosen = list(enumerate(CLICKS))
    if share < 1:
        chosen = random.Random(seed).sample(chosen, max(1, round(len(chosen) * share)))
    kb = _library(folder)
    make_app()
    browser = Browser(SCHEMES)
    window = make_window(Home(folder / "data", folder / "cache"))
    garbage = GarbageTimer(window)
    try:
        window.resize(1100, 700)
        window.show()
        window.open_library(kb)
        until(lambda: window.finder.ready and not window.keeper.indexer.running, "the library is open")
        person = Person(window, browser)
        failed = _clicked(person, (0, ("https://known.example/", "https://known.example")), "known")
        for one in chosen:
            failed += _clicked(person, one, f"{one[0]:02}")
    finally:
        window.close()
        garbage.give_back()
    return Outcome(len(chosen), tuple(failed), {"addresses asked about": str(_asking(chosen))})


def _asking(chosen: list[tuple[int, tuple[str, str]]]) -> int:
    return sum(wanted.startswith(_OUTSIDE) for _, (_, wanted) in chosen)


def _clicked(person: Person, one: tuple[int, tuple[str, str]], name: str) -> list[str]:
    """What went otherwise than wanted, as sentences."""
    target, wanted = one[1]
    unasked, asked, shown = person.click(f"articles/{name}.md")
    outside = wanted if wanted.startswith(_OUTSIDE) else ""
    failed = [f"{target}: {unasked} was opened unasked"] if unasked else []
    if asked != outside:
        failed.append(f"{target}: asked for and opened was {asked!r}, not {outside!r}")
    if shown != ("" if outside else wanted):
        failed.append(f"{target}: {shown!r} was shown")
    return failed


def _library(folder: Path) -> Path:
    pages = {
        f"articles/{number:02}.md": f"# Links\n\n[{_WORD}](<{target}>)\n\n## Part\n\nText.\n"
        for number, (target, _) in enumerate(CLICKS)
    }
    known = {"articles/known.md": f"# Links\n\n[{_WORD}](https://known.example/)\n"}
    make_repo(folder / "kb", {**_FILES, **pages, **known})
    write(folder, {"secret.md": "# Secret\n"})
    (folder / "kb" / "articles" / "out.md").symlink_to(folder / "secret.md")
    return folder / "kb"


def until(true: Callable[[], bool], what: str) -> None:
    """Let the window work until something holds.

    Raises:
        TimeoutError: it does not.
    """
    end = time.monotonic() + _WAIT_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"in vain: {what}")
        QTest.qWait(5)

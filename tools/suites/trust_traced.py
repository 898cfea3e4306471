# SPDX-License-Identifier: MIT
"""Runs under strace for suite F13: shows payloads in the window's own widgets, with a mark before each.

``python -m suites.trust_traced FOLDER NUMBER …``; FOLDER holds ``kb`` with an article ``NN.md`` for each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from hostile_texts import PICTURES
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QTextBrowser,
    QToolTip,
    QWidget,
)

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.desk.reader import Followed
from kbdesk.model import Hit, Results
from kbdesk.ui.app import make_app
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.article_notices import Note, Notices
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.notice import NoticeBar
from kbdesk.ui.outside import Outside
from kbdesk.ui.results import ResultsPane
from kbdesk.ui.settings import Settings
from kbdesk.ui.theme import Theme
from kbdesk.ui.toast import Toast
from kbdesk.ui.tree import TreePane
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.findings import FindingsList
from kbdesk.ui.writing.nearby import Nearby
from kbdesk.ui.writing.preview import Preview

MARK = "/kbdesk-mark"
"""A file that does not exist: looking for it leaves a line in the trace."""
WARM = -1
"""The number of a harmless payload that has everything loaded that is loaded once."""


class Widgets:
    """The places of the window where texts of others stand.

    Args:
        folder: holds the library.
        theme: the look.
    """

    def __init__(self, folder: Path, theme: Theme) -> None:
        home = Home(folder / "data", folder / "cache")
        self._desk = Desk(folder / "kb", home)
        self._desk.opening()
        self._window = QWidget()
        self._window.resize(700, 700)
        self._article = ArticlePane(theme, self._window)
        self._preview = Preview(theme, self._window)
        self._results = ResultsPane(theme, self._window)
        self._tree = TreePane(theme, self._window)
        self._nearby = Nearby(theme, self._window)
        self._findings = FindingsList(theme, self._window)
        self._choices = DropDown(self._window)
        self._notices = Notices(theme, self._window)
        self._bar = NoticeBar(self._window)
        self._toast = Toast(self._window)
        self._label = WrapLabel(self._window, 12, 400)
        self._outside = Outside(Settings(folder / "data"), self._window)
        self.places: tuple[tuple[str, Callable[[str, str], None]], ...] = (
            ("article", self._read),
            ("preview", self._write),
            ("tooltip", self._point),
            ("results", self._list),
            ("notice", self._tell),
        )

    def close(self) -> None:
        """Let go of all."""
        self._desk.close()
        self._window.close()

    def _read(self, text: str, path: str) -> None:
        page = self._desk.page(path)
        self._article.show_page(page, ("x",))
        self._article.show_similar((_hit(text, path),))
        self._paint(self._article)
        self._article.show_plain(text, text)
        self._paint(self._article)

    def _write(self, text: str, path: str) -> None:
        self._preview.show_page(self._desk.page("warm.md"), 9)
        self._paint(self._preview)
        self._preview.show_page(self._desk.page(path), 9)
        self._paint(self._preview)

    def _list(self, text: str, path: str) -> None:
        facets = (("product", ((text, 1),)), ("tag", ((text, 1),)))
        self._results.show_results(Results("x", (_hit(text, path),), 1, facets, words=("x",), problem=text))
        self._paint(self._results)
        self._results.show_results(Results(text, (), 0, meant=text, nearest=(_hit(text, path),)))
        self._results.show_message(text, text)
        self._paint(self._results)

    def _tell(self, text: str, path: str) -> None:
        self._notices.show_notes((Note(text), Note(text, text, "open"), Note(path)))
        self._bar.show_notice(text, text)
        self._toast.show_text(text)
        self._label.setText(text)
        self._outside.ask(Followed(url=text, host=text))
        for widget in (self._notices, self._bar, self._toast, self._label):
            self._paint(widget)
        for box in self._window.findChildren(QMessageBox):
            self._paint(box)
            box.close()
        QApplication.processEvents()

    def _point(self, text: str, path: str) -> None:
        self._results.show_results(Results("x", (_hit(text, path),), 1, words=("x",)))
        self._tree.show_files(text, (f"{text}.md", f"{text}/x.md"))
        self._nearby.show_hits((_hit(text, path),), with_words=True)
        self._choices.clear()
        self._choices.addItem(f"{text} and much more than there is room for")
        self._choices.setToolTip(text)
        self._notices.show_notes((Note(text, "Open", "open"),))
        for widget in (self._results, self._tree, self._nearby, self._choices, self._notices):
            self._paint(widget)
            for part in (widget, *widget.findChildren(QWidget)):
                self._tip_of(part)

    def _tip_of(self, part: QWidget) -> None:
        """Rest the pointer on a widget, or on the first row of a list, until its tooltip is painted."""
        spot, target = QPoint(3, 3), part
        if isinstance(part, QAbstractItemView):
            index = part.model().index(0, 0)
            spot, target = part.visualRect(index).center(), part.viewport()
        elif not part.toolTip() and not isinstance(part, DropDown):
            return
        event = QHelpEvent(QHelpEvent.Type.ToolTip, spot, target.mapToGlobal(spot))
        QApplication.sendEvent(target, event)
        for label in QApplication.topLevelWidgets():
            if isinstance(label, QLabel) and label.isVisible():
                label.grab()
        QToolTip.hideText()

    def _paint(self, widget: QWidget) -> None:
        widget.setGeometry(QRect(0, 0, 400, 500))
        widget.show()
        QApplication.processEvents()
        widget.grab()


def _hit(text: str, path: str) -> Hit:
    return Hit(path, text, "article", "1", 1.0, text, matched_says=text, successor=text, library=text)


def _control(out: str) -> None:
    """What Qt does with such a text by itself: it must be in the trace, or the trace is blind."""
    text = PICTURES[11].format(out=out)
    label, browser = QLabel(text), QTextBrowser()
    browser.setHtml(text)
    for widget in (label, browser):
        widget.show()
        widget.grab()
        widget.close()


def mark(name: str) -> None:
    """Leave a line in the trace."""
    with suppress(FileNotFoundError):
        os.open(f"{MARK}/{name}", os.O_RDONLY)


def main() -> None:
    """Show the harmless text, then each payload, in each place."""
    folder = Path(sys.argv[1])
    out = str(folder / "outside")
    app = make_app()
    theme = Theme()
    app.setStyleSheet(theme.qss())
    widgets = Widgets(folder, theme)
    warm = '<b>warm</b> "x"'
    for _, show in widgets.places:
        show(warm, "warm.md")
    _control_first()
    for number in map(int, sys.argv[2:]):
        for name, show in widgets.places:
            mark(f"{name}/{number}")
            show(PICTURES[number].format(out=out), f"{number:02}.md")
    mark("control/0")
    _control(out)
    mark("end/0")
    widgets.close()


def _control_first() -> None:
    """Have Qt load what its own HTML needs once."""
    for widget in (QLabel("<b>x</b>"), QTextBrowser()):
        widget.show()
        widget.grab()
        widget.close()


if __name__ == "__main__":
    main()

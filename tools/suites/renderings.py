# SPDX-License-Identifier: MIT
"""F11: mutated articles in the real reading view."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from kbdesk import markdown
from kbdesk.model import SourceFile
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.theme import Theme
from suites.mutations import Mutations
from suites.outcome import Outcome
from suites.tried import Tried, number_of

RENDERINGS = 4_000
RENDERING_MS = 250


class _Reading:
    """A view of 800 × 900 pixels that shows one article after the other."""

    def __init__(self) -> None:
        self._view = ArticleView(Theme())
        self._view.resize(800, 900)
        self._view.show()

    def show(self, html: str, words: tuple[str, ...]) -> None:
        """Show an article, paint it, go to its end and mark words in it."""
        self._view.show_sheet(Sheet(html), words)
        self._view.viewport().repaint()
        self._view.verticalScrollBar().setValue(self._view.verticalScrollBar().maximum())
        self._view.find_text("the")
        QApplication.processEvents()


def play_f11(share: float, seed: int, folder: Path) -> Outcome:
    """Mutated articles are laid out and painted; a crash ends this process, which counts as a failure."""
    del folder
    application = QApplication.instance() or QApplication([])
    texts, tried, reading = Mutations(f"{seed} renderings"), Tried(RENDERING_MS), _Reading()
    for number in range(number_of(RENDERINGS, share)):
        text = texts.article() if number % 4 else texts.playbook()
        rendered = markdown.render_document(markdown.parse(SourceFile("articles/a.md", "", text)))
        words = tuple(text.split()[:3])
        tried.case(text, lambda html=rendered.html, words=words: reading.show(html, words))
    del application
    return tried.outcome()

# SPDX-License-Identifier: MIT
"""Two versions side by side, rendered; in a narrow room one under the other."""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QBoxLayout, QFrame, QTextBrowser, QVBoxLayout, QWidget

from kbdesk.language import tr, trn
from kbdesk.model.history import Comparison
from kbdesk.ui.article_pictures import placeholder
from kbdesk.ui.past.compare_html import MOST_BLOCKS, compare_css, comparison_html
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel

SIDE_BY_SIDE = 560
"""From this width on (px at 100 %) the two texts stand side by side."""

_OPEN = re.compile(r"kb:open/(\d{1,6})")


class _Pages(QTextBrowser):
    """The text of both sides; it loads nothing and opens nothing."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("What changed"))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: a comparison has no pictures."""
        del name
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return placeholder(tr("left out"), self.theme.px(200), self.devicePixelRatioF(), self.theme)
        return QByteArray(b" ")

    def doSetSource(
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Nothing: the view shows what it is given and opens no address."""


class CompareView(QWidget):
    """Shows a comparison: what stands on each side, how much changed, and the two texts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: Comparison | None = None
        self._opened: frozenset[int] = frozenset()
        self._most = MOST_BLOCKS
        self._wide: bool | None = None
        self._changes = 0
        self._at = -1
        self._before, self._after = WrapLabel(self, 12, 600), WrapLabel(self, 12, 600)
        self._told = WrapLabel(self, 12, 400, "muted")
        self._pages = _Pages(theme, self)
        self._pages.anchorClicked.connect(self._clicked)
        self.setFocusProxy(self._pages)
        self._heads = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._heads.addWidget(self._before, 1)
        self._heads.addWidget(self._after, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._told)
        self._box.addLayout(self._heads)
        self._box.addWidget(self._pages, 1)
        self.set_theme(theme)

    @property
    def comparison(self) -> Comparison | None:
        """What is shown."""
        return self._comparison

    @property
    def text(self) -> str:
        """All words that are shown, for people who hear them and for tests."""
        return self._pages.toPlainText()

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show a comparison from its first change; None for nothing."""
        self._comparison = comparison
        self._opened, self._most, self._at = frozenset(), MOST_BLOCKS, -1
        self._before.setText(comparison.before_title if comparison else "")
        self._after.setText(comparison.after_title if comparison else "")
        self._draw()
        self._told.setText(self._summary())
        self._pages.verticalScrollBar().setValue(0)

    def go_to_change(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place that changed."""
        if self._changes:
            self._at = (self._at + step) % self._changes if self._at >= 0 else 0 if step > 0 else -1
            self._at %= self._changes
            self._pages.scrollToAnchor(f"change-{self._at}")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look; what is read stays in sight."""
        self._theme = self._pages.theme = theme
        for label in (self._before, self._after, self._told):
            label.set_theme(theme)
        self._box.setSpacing(theme.px(6))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts side by side or one under the other."""
        super().resizeEvent(event)
        if self._wide != self._is_wide():
            self._draw()

    def _is_wide(self) -> bool:
        return self.width() >= self._theme.px(SIDE_BY_SIDE)

    def _summary(self) -> str:
        if self._comparison is None:
            return ""
        if not self._changes:
            return "" if self._comparison.notice else tr("Nothing differs.")
        added, removed = self._comparison.added, self._comparison.removed
        told = (
            trn("{n} place changed", "{n} places changed", self._changes),
            trn("{n:,} word added", "{n:,} words added", added) if added else "",
            trn("{n:,} word removed", "{n:,} words removed", removed) if removed else "",
            tr("N next, P previous"),
        )
        return " · ".join(filter(None, told))

    def _draw(self) -> None:
        wide = self._wide = self._is_wide()
        direction = QBoxLayout.Direction
        self._heads.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._heads.setSpacing(self._theme.px(16 if wide else 2))
        comparison, bar = self._comparison, self._pages.verticalScrollBar()
        here = bar.value()
        html, self._changes = "", 0
        if comparison is not None:
            html, self._changes = comparison_html(comparison, wide=wide, opened=self._opened, most=self._most)
        document = self._pages.document()
        document.setDefaultFont(self._theme.font(14))
        document.setIndentWidth(self._theme.px(22))
        document.setDefaultStyleSheet(compare_css(self._theme))
        self._pages.setHtml(html)
        bar.setValue(here)

    def _clicked(self, url: QUrl) -> None:
        address = url.toString()
        if address == "kb:more":
            self._most += 2 * MOST_BLOCKS
        elif found := _OPEN.fullmatch(address):
            self._opened |= {int(found[1])}
            self._most += MOST_BLOCKS
        else:
            return
        self._draw()

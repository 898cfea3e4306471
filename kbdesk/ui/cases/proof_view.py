# SPDX-License-Identifier: MIT
"""A change of a playbook as it is being thought out: both texts rendered, what is the same folded away."""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from kbdesk.language import tr
from kbdesk.model import Comparison
from kbdesk.ui.past.compare_html import MOST_BLOCKS, compare_css, comparison_html
from kbdesk.ui.theme import Theme

SIDE_BY_SIDE = 640
"""From this width on (px at 100 %) the two texts stand side by side."""
_OPEN = re.compile(r"kb:open/(\d{1,6})")


class ProofView(QTextBrowser):
    """Shows a comparison; it loads nothing and opens nothing."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: Comparison | None = None
        self._opened: frozenset[int] = frozenset()
        self._most = MOST_BLOCKS
        self._wide = False
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("How the playbook changes"))
        self.anchorClicked.connect(self._clicked)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a change from its first place in the text on; the front matter stands above."""
        if comparison != self._comparison:
            self._comparison, self._opened, self._most = comparison, frozenset(), MOST_BLOCKS
            self._draw()
            self.scrollToAnchor("change-1" if comparison.fields else "change-0")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        self._theme = theme
        self.setMinimumHeight(theme.px(210))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts side by side or one under the other."""
        super().resizeEvent(event)
        if self._wide != self._is_wide():
            self._draw()

    def _is_wide(self) -> bool:
        return self.width() >= self._theme.px(SIDE_BY_SIDE)

    def _draw(self) -> None:
        self._wide = self._is_wide()
        html = ""
        if self._comparison is not None:
            html, _ = comparison_html(self._comparison, wide=self._wide, opened=self._opened, most=self._most)
        here = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultFont(self._theme.font(13))
        document.setIndentWidth(self._theme.px(20))
        document.setDefaultStyleSheet(compare_css(self._theme))
        self.setHtml(html)
        self.verticalScrollBar().setValue(here)

    def _clicked(self, url: QUrl) -> None:
        """Unfold what was pressed."""
        if found := _OPEN.fullmatch(url.toString()):
            self._opened |= {int(found[1])}
        elif url.toString() == "kb:more":
            self._most += MOST_BLOCKS
        self._draw()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: a comparison has no pictures."""
        del kind, name
        return QByteArray(b" ")

    def doSetSource(
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Nothing: the view shows what it is given and opens no address."""

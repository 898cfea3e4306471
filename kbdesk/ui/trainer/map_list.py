# SPDX-License-Identifier: MIT
"""A playbook as a list: tier, step, answers. It says all that the map draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from kbdesk.language import tr, trn
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.trainer.map_words import answer_words, band_words, card_words, states_of

if TYPE_CHECKING:
    from kbdesk.desk.maps import PlaybookMap

_ANCHOR = Qt.ItemDataRole.UserRole
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MapList(QTreeWidget):
    """The steps below their tiers, their answers below them. Enter on an answer goes to where it leads.

    Signals:
        step_chosen(str): another step is current, or an answer of it; by the step's anchor.
        step_opened(str): Enter on a step.
        playbook_asked(str): Enter on an answer that leads into another playbook; ``PATH`` or ``PATH#ANCHOR``.
    """

    step_chosen = Signal(str)
    step_opened = Signal(str)
    playbook_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps: dict[str, QTreeWidgetItem] = {}
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.setAccessibleName(tr("Steps and answers of the playbook"))
        self.currentItemChanged.connect(self._moved)
        self.itemDoubleClicked.connect(self._opened)
        self.set_theme(theme)

    def show_map(self, shown: PlaybookMap) -> None:
        """List a playbook."""
        chosen = self.chosen
        with QSignalBlocker(self):
            self.clear()
            self._steps = {}
            layout = shown.layout
            bands = [QTreeWidgetItem(self, [band_words(band)]) for band in layout.bands]
            for number, step in enumerate(shown.book.steps):
                words = card_words(shown, number).split("\n")
                item = QTreeWidgetItem(bands[layout.nodes[number].band], [_line(shown, number)])
                item.setData(0, _ANCHOR, (step.anchor, "step"))
                item.setToolTip(0, plain_tip(chr(10).join(words), wrapped=True))
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ". ".join(words))
                self._steps.setdefault(step.anchor, item)
                for edge in shown.answers(number):
                    answer = QTreeWidgetItem(item, [answer_words(shown, edge)])
                    target = layout.nodes[edge.target]
                    answer.setData(0, _ANCHOR, (target.anchor, target.kind))
            self.expandAll()
            self.choose_step(chosen)

    @property
    def chosen(self) -> str:
        """The anchor of the step that is current, or whose answer is; "" if none is."""
        return _step_of(self.currentItem())

    def choose_step(self, anchor: str) -> None:
        """Make a step current, unless one of its answers is."""
        item = self._steps.get(anchor)
        if item is not None and self.chosen != anchor:
            with QSignalBlocker(self):
                self.setCurrentItem(item)
            self.scrollToItem(item)

    def set_theme(self, theme: Theme) -> None:
        """Take the text size of a look."""
        self.setFont(theme.font(13))
        self.setIndentation(theme.px(18))
        self.setMinimumHeight(theme.px(120))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens what is current; other letters are the page's."""
        item = self.currentItem()
        if event.key() in _ENTER and item is not None and not event.isAutoRepeat():
            self._opened(item)
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _moved(self, item: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:
        anchor = _step_of(item)
        if anchor and anchor != _step_of(before):
            self.step_chosen.emit(anchor)

    def _opened(self, item: QTreeWidgetItem) -> None:
        data = item.data(0, _ANCHOR)
        if data is None:
            return
        anchor, kind = data
        if kind == "elsewhere":
            self.playbook_asked.emit(anchor)
        elif item is self._steps.get(anchor):
            self.step_opened.emit(anchor)
        elif anchor in self._steps:
            self.setCurrentItem(self._steps[anchor])


def _step_of(item: QTreeWidgetItem | None) -> str:
    """The anchor of a step's line, or of the step that an answer's line stands below."""
    above = item.parent() if item is not None else None
    if above is not None and above.parent() is not None:
        item = above
    data = item.data(0, _ANCHOR) if item is not None else None
    return data[0] if data is not None else ""


def _line(shown: PlaybookMap, number: int) -> str:
    """A step's line: its title, and what is wrong with it, in words."""
    node = shown.layout.nodes[number]
    notes = list(states_of(shown, node.anchor))
    found = len(shown.findings_at(node.anchor))
    if found:
        notes.append(trn("{n:,} finding", "{n:,} findings", found))
    return f"{node.title}   ({', '.join(notes)})" if notes else node.title

# SPDX-License-Identifier: MIT
"""The page for writing: text, preview and fields, side by side or one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import Finding
from kbdesk.ui.footnote import Footnote
from kbdesk.ui.frame import NARROW_EM
from kbdesk.ui.mirror import side_by_side
from kbdesk.ui.notice import NoticeBar
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.fields import FieldsForm
from kbdesk.ui.writing.find import FindReplace
from kbdesk.ui.writing.findings import FindingsList, told
from kbdesk.ui.writing.keys import is_withheld, names_of
from kbdesk.ui.writing.links import LinkPopup
from kbdesk.ui.writing.nearby import Nearby
from kbdesk.ui.writing.preview import Preview
from kbdesk.ui.writing.spell import Spelling
from kbdesk.ui.writing.tabs import Tabs, made_button

TEXT, PREVIEW, FIELDS = 0, 1, 2
VIEWS = (tr("Text"), tr("Preview"), tr("Fields"))
_TABS = tuple((number, name, f"{name} (Ctrl+{number + 1})") for number, name in enumerate(VIEWS))
PLACE_MS = 80
"""How long after the cursor moved its place is told: not while a key is held down."""
_HINTS = tr("Ctrl+S save   Ctrl+W close   [ link   Ctrl+F find   F8 next finding   F6 next part")


class Themed(Protocol):
    """A part that takes a look."""

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""


class WritePage(QWidget):
    """All parts of writing one text. It reads and saves nothing.

    Signals:
        save_requested(): the text is to be saved.
        close_requested(): writing is to end here; the draft is kept.
        said(str): something to tell in passing.
    """

    save_requested = Signal()
    close_requested = Signal()
    said = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Writing"))
        self._theme = theme
        self._view = TEXT
        self._beside = PREVIEW
        self._number = 0
        self._narrow: bool | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._splitter = side_by_side(self)
        self._left = _pane(self._splitter, tr("Text"))
        self._right = _pane(self._splitter, tr("Preview and fields"))
        self._tabs = Tabs(_TABS, self, spread=True)
        self._layout.addWidget(self._tabs)
        self._layout.addWidget(self._splitter, 1)
        self._fill_left()
        self._fill_right()
        self._connect()
        self.setFocusProxy(self.editor)
        self.notices.set_theme(theme)  # the other parts were made with it
        self._take_sizes(theme)

    def _fill_left(self) -> None:
        box = QVBoxLayout(self._left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._head = QHBoxLayout()
        self._path = Footnote(self._left)
        self._state = Footnote(self._left)
        self._close = made_button(self._left, tr("Close"), tr("Close; the draft is kept (Ctrl+W)"), "quiet")
        self._save = made_button(self._left, tr("Save …"), tr("Save (Ctrl+S)"), "primary")
        for label, share in ((self._path, 3), (self._state, 2)):
            label.setProperty("role", "muted")
            self._head.addWidget(label, share)
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head.addWidget(self._close)
        self._head.addWidget(self._save)
        box.addLayout(self._head)
        self.notices = NoticeBar(self._left)
        self.nearby = Nearby(self._theme, self._left, may_hide=True)
        self.editor = Editor(self._theme, self._left)
        self.links = LinkPopup(self.editor, self._theme)
        self.spelling = Spelling(self.editor, self._theme)
        self.find_bar = FindReplace(self.editor, self._theme, self._left)
        self.findings = FindingsList(self._theme, self._left)
        for part in (self.notices, self.nearby):
            box.addWidget(part)
        self._text_box = QVBoxLayout()
        self._text_box.addWidget(self.editor)
        box.addLayout(self._text_box, 1)
        box.addWidget(self.find_bar)
        box.addWidget(self.findings)
        self._foot = QHBoxLayout()
        self._place = Footnote(self._left)
        self._place.setProperty("role", "meta")
        self._look = made_button(self._left, "", tr("Show what to look at (F8 goes to the next)"), "quiet")
        self._look.hide()
        self._foot.addWidget(self._place, 1)
        self._foot.addWidget(self._look)
        box.addLayout(self._foot)

    def _fill_right(self) -> None:
        box = QVBoxLayout(self._right)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._side_tabs = Tabs(_TABS[1:], self._right, spread=False)
        box.addWidget(self._side_tabs)
        self._stack = QStackedWidget(self._right)
        self.preview = Preview(self._theme, self._stack)
        self.fields = FieldsForm(self._theme, self._stack)
        for part in (self.preview, self.fields):
            self._stack.addWidget(part)
        box.addWidget(self._stack, 1)

    def _connect(self) -> None:
        for tabs in (self._tabs, self._side_tabs):
            tabs.chosen.connect(self.show_view)
        self._save.clicked.connect(self.save_requested)
        self._close.clicked.connect(self.close_requested)
        self._look.clicked.connect(self.toggle_findings)
        self.findings.line_asked.connect(self.show_line)
        self.findings.closed.connect(self._back_to_text)
        self.fields.line_asked.connect(self.show_line)
        self.find_bar.said.connect(self.said)
        self.nearby.left.connect(self._show_text)
        self._tell_place = QTimer(self)
        self._tell_place.setSingleShot(True)
        self._tell_place.setInterval(PLACE_MS)
        self._tell_place.timeout.connect(self._cursor_moved)
        self.editor.cursorPositionChanged.connect(self._tell_place.start)
        self.editor.installEventFilter(self)

    # --- what is shown ---

    def show_path(self, path: str) -> None:
        """Say which file is written."""
        self._path.setText(path)
        self._path.setToolTip(plain_tip(path))

    def show_state(self, sentence: str) -> None:
        """Say how the draft stands."""
        if self._state.text() != sentence:
            self._state.setText(sentence)
            self._state.setToolTip(plain_tip(sentence))

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what was found, in the margin and in the list."""
        self.findings.show_findings(findings)
        self.editor.show_findings(findings)
        self._look.setText(told(findings))
        self._look.setVisible(bool(findings))
        if not findings:
            self.findings.hide()

    @property
    def state(self) -> str:
        """How the draft stands, as it is shown."""
        return self._state.text()

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        parts: tuple[Themed, ...] = (self.editor, self.links, self.spelling, self.find_bar, self.findings)
        for part in (*parts, self.preview, self.fields, self.nearby, self.notices):
            part.set_theme(theme)
        self._take_sizes(theme)

    def _take_sizes(self, theme: Theme) -> None:
        gap = theme.px(8)
        self._splitter.setHandleWidth(gap)
        self._layout.setSpacing(gap)
        self._head.setContentsMargins(*(theme.px(side) for side in (14, 8, 8, 4)))
        self._head.setSpacing(theme.px(6))
        self._text_box.setContentsMargins(theme.px(4), theme.px(2), theme.px(4), 0)
        self._foot.setContentsMargins(*(theme.px(side) for side in (14, 4, 8, 6)))
        self._narrow = None
        self._arrange()
        self._cursor_moved()

    # --- parts ---

    @property
    def narrow(self) -> bool:
        """Whether one part is shown at a time."""
        return bool(self._narrow)

    def show_view(self, view: int) -> None:
        """Bring text, preview or fields to the front and put the focus there."""
        self._view = view
        if view != TEXT:
            self._beside = view
        self._arrange()
        target: QWidget = self.editor
        if view != TEXT:
            target = self.preview.view if view == PREVIEW else self.fields
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_part(self) -> None:
        """Go round text, preview (or fields)."""
        at = QApplication.focusWidget()
        in_text = at is not None and self._left.isAncestorOf(at)
        if self.narrow:
            self.show_view((self._view + 1) % len(VIEWS))
        else:
            self.show_view(self._beside if in_text else TEXT)

    def show_line(self, line: int) -> None:
        """Go to a line of the text, counted from 1."""
        if self.narrow:
            self.show_view(TEXT)
        self.editor.go_to_line(line)

    def toggle_findings(self) -> None:
        """Show or hide the list of findings."""
        if self.findings.isVisible():
            self._back_to_text()
        elif self.findings.findings:
            self.findings.show()
            self.findings.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step_finding(self, step: int) -> None:
        line = self.findings.next_line(self.editor.line, step)
        if line:
            self.findings.show()
            self.findings.choose_line(line)
            self.show_line(line)
        else:
            self.said.emit(tr("Nothing to look at was found in this text."))

    def _back_to_text(self) -> None:
        self.findings.hide()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cursor_moved(self) -> None:
        line, column = self.editor.line, self.editor.column
        place = tr("Ln {line}, Col {column}", line=line, column=column)
        self._place.setText(f"{place}   {_HINTS}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One part or two as the width allows."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._theme.px(15) * NARROW_EM
        changed = narrow != self._narrow
        self._narrow = narrow
        self._tabs.setVisible(narrow)
        self._side_tabs.setVisible(not narrow)
        self._left.setVisible(not narrow or self._view == TEXT)
        self._right.setVisible(not narrow or self._view != TEXT)
        self._stack.setCurrentIndex(self._beside - 1)
        self._tabs.show_active(self._view)
        self._side_tabs.show_active(self._beside)
        if changed and not narrow:
            self._splitter.setSizes([self.width() // 2, self.width() // 2])

    # --- keys ---

    def _acts(self) -> dict[str, Callable[[], None]]:
        return {
            "save": self.save_requested.emit,
            "close": self.close_requested.emit,
            "find": self._open_find,
            "replace": self._open_replace,
            "find_next": self.find_bar.find_next,
            "find_previous": self.find_bar.find_previous,
            "next_finding": self._next_finding,
            "previous_finding": self._previous_finding,
            "next_part": self.next_part,
            "text": self._show_text,
            "preview": self._show_preview,
            "fields": self._show_fields,
            "spelling": self.spelling.suggest,
            "numbers": self._toggle_numbers,
            "none_near": self.nearby.put_aside,
            "leave": self._leave,
        }

    def act_on(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does on this page; None if nothing."""
        name, number = names_of(event)
        if name == "near":
            self._number = number
            return self._read_near
        if name == "words":
            self._number = number
            return self._words_near
        return self._acts().get(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page's keys before the text takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            name, _ = names_of(event)
            if name and name != "leave":
                act = self.act_on(event)
                if act is not None:
                    act()
                    return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep the window's keys from acting below the page; looks and the search stay."""
        if isinstance(event, QKeyEvent) and is_withheld(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's keys where no part took them; Enter presses the button with the focus."""
        act = self.act_on(event)
        at = QApplication.focusWidget()
        if act is not None:
            act()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(at, QAbstractButton):
            at.click()

    def _open_find(self) -> None:
        self.findings.hide()
        self.find_bar.open_bar(replacing=False)

    def _open_replace(self) -> None:
        self.findings.hide()
        self.find_bar.open_bar(replacing=True)

    def _next_finding(self) -> None:
        self._step_finding(1)

    def _previous_finding(self) -> None:
        self._step_finding(-1)

    def _show_text(self) -> None:
        self.show_view(TEXT)

    def _show_preview(self) -> None:
        self.show_view(PREVIEW)

    def _show_fields(self) -> None:
        self.show_view(FIELDS)

    def _read_near(self) -> None:
        self.nearby.read_number(self._number)

    def _words_near(self) -> None:
        self.nearby.words_number(self._number)

    def _toggle_numbers(self) -> None:
        self.editor.show_numbers(not self.editor.numbers_shown)

    def _leave(self) -> None:
        """Esc: close what is open, go back to the text, and from there tell how to leave."""
        if self.notices.text:
            self.notices.clear()
        elif self.find_bar.isVisible():
            self.find_bar.close_bar()
        elif self.findings.isVisible():
            self._back_to_text()
        elif not self.editor.hasFocus():
            self.show_view(TEXT)
        elif not self.editor.document().isModified():
            self.close_requested.emit()
        else:
            self.said.emit(tr("Ctrl+W closes and keeps the draft; Ctrl+S saves."))


def _pane(parent: QWidget, name: str) -> QFrame:
    made = QFrame(parent)
    made.setProperty("role", "pane")
    made.setAccessibleName(name)
    return made

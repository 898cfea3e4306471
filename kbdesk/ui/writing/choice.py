# SPDX-License-Identifier: MIT
"""Two people changed one text: mine, what differs, theirs, and what is to stand."""

from __future__ import annotations

from difflib import SequenceMatcher

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr, trp
from kbdesk.model import Clash
from kbdesk.ui.flow import FlowLayout
from kbdesk.ui.frame import NARROW_EM
from kbdesk.ui.theme import Theme
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.keys import is_withheld
from kbdesk.ui.writing.tabs import Tabs, made_button, show_on

_PARTS = (trp("text", "Yours"), tr("What differs"), tr("Theirs"))
_TABS = tuple((number, name, f"{name} (Alt+{number + 1})") for number, name in enumerate(_PARTS))
_THEIRS, _EDIT = tr("Use theirs   Ctrl+2"), tr("Edit together   Ctrl+4")
_SHOWN = {"-": "−", "+": "+", "…": "…"}
_MOST_LINES = 20_000
"""Lines up to which differences are marked."""


def changed_lines(before: str, after: str) -> list[int]:
    """The lines of ``after``, from 0, that differ from ``before``."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) + len(new) > _MOST_LINES:
        return []
    found: list[int] = []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.extend(range(start, end))
    return found


def differences(mine: str, theirs: str) -> list[tuple[str, str]]:
    """Lines as (sign, line): ``-`` only in mine, ``+`` only in theirs, "" around them, ``…`` left out."""
    ours, others = mine.splitlines(), theirs.splitlines()
    if len(ours) + len(others) > _MOST_LINES:
        return [("…", tr("These texts are too long to be compared here."))]
    rows: list[tuple[str, str]] = []
    end = 0
    for group in SequenceMatcher(None, ours, others, autojunk=False).get_grouped_opcodes(2):
        if group[0][1] > end:
            rows.append(("…", ""))
        for kind, start, stop, begin, until in group:
            if kind == "equal":
                rows += [("", line) for line in ours[start:stop]]
            else:
                rows += [("-", line) for line in ours[start:stop]]
                rows += [("+", line) for line in others[begin:until]]
            end = stop
    if end < len(ours):
        rows.append(("…", ""))
    return rows


def together(mine: str, theirs: str) -> str:
    """Both texts in one: where they differ, theirs is followed by mine, to be put right by hand."""
    ours, others = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    parts: list[str] = []
    for kind, start, stop, begin, until in SequenceMatcher(None, others, ours, autojunk=False).get_opcodes():
        parts += others[start:stop]
        if kind != "equal":
            if parts and not parts[-1].endswith(("\n", "\r")):
                parts.append("\n")
            parts += ours[begin:until]
    return "".join(parts)


class Column(QFrame):
    """One of the three texts under a heading."""

    def __init__(self, theme: Theme, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self._theme = theme
        self.title = WrapLabel(self, 13, 600)
        self.title.setText(name)
        self.text = Editor(theme, self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(name)
        self.text.setTabChangesFocus(True)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.title)
        self._box.addWidget(self.text, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self.title.set_theme(theme)
        self.text.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (10, 10, 4, 4)))

    def mark_lines(self, lines: list[tuple[int, str]]) -> None:
        """Put a ground of a token's colour under lines (counted from 0)."""
        selections = []
        for line, token in lines[:2_000]:
            look = QTextCharFormat()
            look.setBackground(self._theme.color(token))
            look.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
            selection = QTextEdit.ExtraSelection()
            block: QTextBlock = self.text.document().findBlockByNumber(line)
            selection.cursor, selection.format = QTextCursor(block), look
            selection.cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )  # a long line is broken into several: all of them
            selections.append(selection)
        self.text.show_layer("lines", selections)


class ChoicePage(QWidget):
    """Three texts and a choice. Nothing is lost by any of them: what is not chosen is in the history.

    Signals:
        chosen(str choice, str text): ``mine``, ``theirs``, ``both`` or ``text``; see ``Writing.settle``.
        left(): not now; the draft stays.
    """

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Two changes of one article"))
        self._first: QWidget | None = None
        self._theme = theme
        self._clash: Clash | None = None
        self._editing = self._sure = False
        self._part = 0
        self._rows: list[tuple[str, str]] = []
        self._title = WrapLabel(self, 17, 600)
        self._told = WrapLabel(self, 13, 400, "muted")
        self._problem = WrapLabel(self, 13, 600, "danger")
        self._problem.hide()
        self._columns = tuple(Column(theme, self, name) for name in _PARTS)
        self._tabs = Tabs(_TABS, self, spread=True)
        self._tabs.chosen.connect(self._show_part)
        self._texts = QHBoxLayout()
        for column in self._columns:
            self._texts.addWidget(column, 1)
            column.text.installEventFilter(self)
        self._buttons = QWidget(self)
        flow = FlowLayout(self._buttons, 8)
        parent = self._buttons
        self.mine = made_button(parent, tr("Use mine   Ctrl+1"), tr("Your text stands (Ctrl+1)"))
        self.theirs = made_button(parent, _THEIRS, tr("Their text stands (Ctrl+2)"))
        self.both = made_button(parent, tr("Keep both   Ctrl+3"), tr("Both stand (Ctrl+3)"))
        self.edit = made_button(parent, _EDIT, tr("Put it together by hand (Ctrl+4)"))
        self.later = made_button(parent, tr("Not now   Esc"), tr("Your text stays in Recover (Esc)"), "quiet")
        acts = (self._use_mine, self._use_theirs, self._use_both, self._edit_text, self.left)
        buttons = (self.mine, self.theirs, self.both, self.edit, self.later)
        for button, act in zip(buttons, acts, strict=True):
            button.clicked.connect(act)
            flow.addWidget(button)
        self._box = QVBoxLayout(self)
        for part in (self._title, self._told, self._tabs):
            self._box.addWidget(part)
        self._box.addLayout(self._texts, 1)
        self._box.addWidget(self._problem)
        self._box.addWidget(self._buttons)
        self.set_theme(theme)

    # --- what is shown ---

    def show_clash(self, clash: Clash, when: str = "") -> None:
        """Show a clash; ``when`` is when theirs was written, in words."""
        self._clash, self._editing, self._sure = clash, False, False
        who = clash.by or tr("Someone")
        gone = not clash.theirs_blob
        path = clash.draft.path
        self._title.setText(
            tr("{who} deleted {path} while you were writing", who=who, path=path)
            if gone
            else tr("{who} changed {path} while you were writing", who=who, path=path)
        )
        kept = tr("If yours is to stand, theirs stays in the history.") if clash.by else ""
        self._part = 1
        self._told.setText(" ".join(filter(None, (f"{when}." if when else "", kept))))
        self._told.setVisible(bool(self._told.text()))
        mine, rows, theirs = self._columns
        mine.text.show_text(clash.draft.text)
        theirs.text.show_text(clash.theirs)
        theirs.title.setText(tr("Theirs (deleted)") if gone else tr("Theirs – {who}", who=who))
        self._rows = differences(clash.draft.text, clash.theirs)
        rows.text.setReadOnly(True)
        rows.title.setText(tr("What differs: − yours, + theirs"))
        rows.text.show_text("\n".join(f"{_SHOWN.get(sign, ' ')} {line}" for sign, line in self._rows))
        merges = clash.merged is not None
        self.both.setToolTip(
            tr("Both changes in one text (Ctrl+3)")
            if merges
            else tr("Yours goes into a file of its own (Ctrl+3)")
        )
        show_on(self.theirs, tr("Let it be deleted   Ctrl+2") if gone else _THEIRS)
        show_on(self.edit, _EDIT)
        self.show_problem("")
        self._mark()
        self._arrange()
        self._first = self.both if merges else self.mine
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, sentence: str) -> None:
        """Say why a choice could not be carried out."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        for label in (self._title, self._told, self._problem):
            label.set_theme(theme)
        for column in self._columns:
            column.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (8, 4, 8, 8)))
        self._box.setSpacing(theme.px(8))
        self._texts.setSpacing(theme.px(8))
        self._mark()
        self._arrange()

    def _mark(self) -> None:
        if self._clash is None:
            return
        base = self._clash.draft.base_text
        mine, rows, theirs = self._columns
        for column, text in ((mine, self._clash.draft.text), (theirs, self._clash.theirs)):
            changed = changed_lines(base, text)
            column.mark_lines([(line, "weak") for line in changed])
            if changed:
                column.text.go_to_line(changed[0] + 1, focus=False)
        ground = {"-": "danger_weak", "+": "ok_weak"}
        marked = [(line, ground[sign]) for line, (sign, _) in enumerate(self._rows) if sign in ground]
        rows.mark_lines([] if self._editing else marked)

    # --- choices ---

    def _use_mine(self) -> None:
        self.chosen.emit("mine", "")

    def _use_theirs(self) -> None:
        """It is asked twice: this is the one choice that throws a text away."""
        if self._sure:
            self.chosen.emit("theirs", "")
            return
        self._sure = True
        show_on(self.theirs, tr("Throw my text away   Ctrl+2"))
        self.show_problem(tr("Your text would be gone. Press it once more if that is right."))

    def _use_both(self) -> None:
        self.chosen.emit("both", "")

    def _edit_text(self) -> None:
        """The middle becomes a text to be put right; pressed again it is what stands."""
        if self._clash is None:
            return
        middle = self._columns[1]
        if self._editing:
            self.chosen.emit("text", middle.text.text())
            return
        self._editing = True
        middle.title.setText(tr("Together – put it right, then save it"))
        middle.text.setReadOnly(False)
        merged = self._clash.merged
        middle.text.show_text(
            merged if merged is not None else together(self._clash.draft.text, self._clash.theirs)
        )
        show_on(self.edit, tr("Save this text   Ctrl+4"))
        self._mark()
        self._show_part(1)
        if first := changed_lines(self._clash.theirs, middle.text.text()):
            middle.text.go_to_line(first[0] + 1)
        middle.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def middle(self) -> Editor:
        """The text in the middle."""
        return self._columns[1].text

    # --- room and keys ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on to what loses nothing."""
        super().focusInEvent(event)
        if self._first is not None:
            self._first.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three texts or one as the width allows."""
        super().resizeEvent(event)
        self._arrange()

    def _show_part(self, part: int) -> None:
        self._part = part
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._theme.px(15) * NARROW_EM
        self._tabs.setVisible(narrow)
        self._tabs.show_active(self._part)
        for number, column in enumerate(self._columns):
            column.setVisible(not narrow or number == self._part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page's keys before a text takes them."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        return self._act(event) if is_key and isinstance(event, QKeyEvent) else False

    def event(self, event: QEvent) -> bool:
        """Keep the window's keys from acting below the page."""
        if isinstance(event, QKeyEvent) and is_withheld(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+1–4 choose, Alt+1–3 show a text, Esc leaves, Enter presses the button with the focus."""
        at = QApplication.focusWidget()
        if self._act(event) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        if isinstance(at, QAbstractButton) and not event.isAutoRepeat():
            at.click()

    def _act(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        number = key - Qt.Key.Key_1.value
        buttons = (self.mine, self.theirs, self.both, self.edit)
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif modifiers == Qt.KeyboardModifier.ControlModifier and 0 <= number < len(buttons):
            buttons[number].click()
        elif modifiers == Qt.KeyboardModifier.AltModifier and 0 <= number < len(self._columns):
            self._show_part(number)
        else:
            return False
        return True

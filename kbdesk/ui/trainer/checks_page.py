# SPDX-License-Identifier: MIT
"""Checks: what the checker found in the library or in one file, the way to it, and what puts it right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Finding
from kbdesk.ui.chips import GroupChips, filter_field
from kbdesk.ui.cover import Cover
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.motion import show_progress
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.state_pictures import picture_over
from kbdesk.ui.theme import Theme, set_look
from kbdesk.ui.trainer.checks_rows import (
    GROUPS,
    SEVERITIES,
    SHOWN,
    Check,
    codes,
    counts,
    fits,
    row_of,
    told,
)

_BUTTONS = (tr("Open at the line   Enter"), tr("Put it right   Ctrl+Enter"), tr("Check again   F5"))


class ChecksPage(Cover):
    """The list with filters; at its right the chosen finding, the way to it, and what can be done.

    Args:
        theme: the look.
        parent: its owner.
        sentences: what each code stands for.

    Signals:
        open_asked(str path, int line): show the file there.
        fix_asked(tuple of Finding): put these right.
        again_asked(): check once more.
        cancel_asked(): stop checking.
        file_asked(bool): show the open file only, or the whole library.
    """

    open_asked = Signal(str, int)
    fix_asked = Signal(object)
    again_asked = Signal()
    cancel_asked = Signal()
    file_asked = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget, sentences: Mapping[str, str]) -> None:
        super().__init__(theme, parent, tr("Checks"))
        self._sentences = sentences
        self._checks: tuple[Check, ...] = ()
        self._is_known = self._has_many_fixes = False
        self._known = tr("Not checked yet.")
        self._file = ""
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)
        self._show_list()

    def _build_left(self) -> None:
        self._where = QWidget(self.left)
        where = LineLayout(self._where, 4)
        self._whole = made_button(
            self._where, tr("Whole library"), tr("Show what was found in every file"), "chip"
        )
        self._one = made_button(
            self._where, tr("Open file"), tr("Show what was found in the open file"), "chip"
        )
        self._whole.clicked.connect(self._whole_pressed)
        self._one.clicked.connect(self._one_pressed)
        where.addWidget(self._whole)
        where.addWidget(self._one)
        self._filter = filter_field(
            self.left, tr("Filter the list by words of the sentence, the file or the code")
        )
        self._filter.textChanged.connect(self._show_list)
        self._chips = GroupChips(self.left, GROUPS)
        self._chips.changed.connect(self._show_list)
        self._code = DropDown(self.left)
        self._code.setAccessibleName(tr("Show only one kind of finding"))
        self._code.setToolTip(tr("Show only one kind of finding"))
        self._code.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._code.activated.connect(self._show_list)
        self._list = RowList(self.theme, self.left, tr("What the checker found"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._nothing = self.label(self.left, 13, 400, "muted")
        for widget in (self._where, self._filter, self._chips, self._code, self._list, self._nothing):
            self.left_box.addWidget(widget, 1 if widget is self._list else 0)
        self.follow(picture_over(self._nothing, self.left_box, "done"))
        self.left_box.addStretch(0)

    def _build_right(self) -> None:
        self._bar = QProgressBar(self.right)
        self._bar.setAccessibleName(tr("How far checking is"))
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._details = column_scroll(self.right)
        self._details.setAccessibleName(tr("The chosen finding"))
        inside = QWidget(self._details)
        self._details.setWidget(inside)
        self._code_line = self.label(inside, 12, 600, "muted")
        self._message = self.label(inside, 15, 600)
        self._place = self.label(inside, 12, 400, "muted")
        self._fix_line = self.label(inside, 13, 400, "ok")
        self._way_line = self.label(inside, 13, 600)
        self._way_line.setText(tr("The way there, as the answers that a person clicks"))
        self._way = self.label(inside, 13)
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, 0, 0)
        for label in (self._code_line, self._message, self._place, self._fix_line, self._way_line, self._way):
            self._inside.addWidget(label)
        self._inside.addStretch(1)
        self._foot = QWidget(self.right)
        flow = LineLayout(self._foot, 8)
        self._open = made_button(self._foot, _BUTTONS[0], tr("Show the file there (Enter)"), "primary")
        self._fix = made_button(self._foot, _BUTTONS[1], tr("Save the file so (Ctrl+Enter)"))
        self._fix_all = made_button(
            self._foot, tr("Put all right"), tr("All in the list that needs no decision")
        )
        self._again = made_button(self._foot, _BUTTONS[2], tr("Check the whole library once more (F5)"))
        self._cancel = made_button(self._foot, tr("Cancel"), tr("Stop checking; what was found before stays"))
        self._open.clicked.connect(self._open_current)
        self._fix.clicked.connect(self._fix_current)
        self._fix_all.clicked.connect(self._fix_every)
        self._again.clicked.connect(self.again_asked)
        self._cancel.clicked.connect(self.cancel_asked)
        for button in (self._open, self._fix, self._fix_all, self._again, self._cancel):
            flow.addWidget(button)
        self.right_box.addWidget(self._details, 1)
        self.right_box.addWidget(self._bar)
        self.right_box.addWidget(self._foot)

    # --- what is shown ---

    @property
    def shown(self) -> tuple[Check, ...]:
        """What the list shows, in its order."""
        return tuple(row.value for row in self._list.rows if isinstance(row.value, Check))

    def show_checks(self, checks: tuple[Check, ...], file: str = "") -> None:
        """Show what was found, in this order; ``file`` names the open file if only that was looked at."""
        self._checks, self._is_known = checks, True
        self._file = file
        chosen = self._code.currentData()
        self._code.clear()
        self._code.addItem(tr("{name} ({n:,})", name=tr("Every kind"), n=len(checks)), "")
        for code, count in codes(self._checks):
            name = f"{code} {self._sentences.get(code, '')}"
            self._code.addItem(tr("{name} ({n:,})", name=name, n=count), code)
        self._code.setCurrentIndex(max(0, self._code.findData(chosen)))
        self._show_list()
        self.hand_focus_on()

    def show_open_file(self, path: str) -> None:
        """Say which file is open, so that it can be looked at alone; "" for none."""
        self._one.setVisible(bool(path))
        self._one.setText(path.rpartition("/")[2] or tr("Open file"))

    def show_progress(self, done: int, to_do: int) -> None:
        """Say how far checking is; all done hides it."""
        going = to_do == 0 or done < to_do
        self._bar.setVisible(going)
        self._cancel.setVisible(going)
        self._again.setVisible(not going)
        show_progress(self._bar, done, to_do)
        if going:
            self._say(
                tr("Checking … {done:,} of {to_do:,} files", done=done, to_do=to_do)
                if to_do
                else tr("Checking …")
            )
        else:
            self._tell()

    def _tell(self) -> None:
        """Say what was found, unless checking goes on, which is told then."""
        if not self._bar.isVisibleTo(self):
            self._say(self._known)

    def _say(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setVisible(not self.is_low)

    def _show_list(self) -> None:
        code = self._code.currentData() or ""
        group, words = self._chips.group, self._filter.text()
        matching = self._checks
        if code or words or group != "all":
            matching = tuple(one for one in self._checks if fits(one, group, code, words))
        found = counts(self._checks)
        numbers = {group: tr("{n:,}", n=found[group]) for group, _ in GROUPS}
        self._chips.show_groups(lambda group: bool(found[group]), lambda group: f" {numbers[group]}")
        set_look(self._whole, "active", not self._file)
        set_look(self._one, "active", bool(self._file))
        self._list.show_rows(tuple(row_of(one) for one in matching[:SHOWN]))
        empty = not matching
        self._known = told(self._checks, found) if self._is_known else tr("Not checked yet.")
        if len(matching) > SHOWN:
            first = tr("the first {shown:,} of {n:,} are shown", shown=SHOWN, n=len(matching))
            self._known = f"{self._known}; {first}"
        self._tell()
        self._nothing.setText(
            tr("Nothing fits the filter.") if self._checks else tr("Nothing is wrong here.")
        )
        self._nothing.setVisible(empty and self._is_known)
        self._has_many_fixes = sum(bool(one.fix) for one in matching) > 1
        self.fit()
        if empty:
            self.hold_focus()
        self._list.setVisible(not empty)
        if empty:
            self._chosen(None)

    def _chosen(self, row: Row | None) -> None:
        check = row.value if row is not None else None
        is_one = isinstance(check, Check)
        for part in (self._details, self._open, self._fix):
            part.setVisible(is_one)
        if not isinstance(check, Check):
            return
        finding = check.finding
        self._code_line.setText(
            f"{SEVERITIES[finding.severity]} {finding.code}: {self._sentences.get(finding.code, '')}"
        )
        self._message.setText(finding.message)
        self._place.setText(tr("{path}, line {line}", path=finding.path, line=finding.line))
        self._fix_line.setText(
            check.fix and tr("Put right, {told}", told=check.fix[0].lower() + check.fix[1:])
        )
        self._fix_line.setVisible(bool(check.fix))
        self._fix.setVisible(bool(check.fix))
        self._way.setText("\n".join(f"{n}.  {text}" for n, text in enumerate(finding.answers, 1)))
        self._way_line.setVisible(bool(finding.answers))
        self._way.setVisible(bool(finding.answers))
        self._details.verticalScrollBar().setValue(0)

    def fit(self) -> None:
        """On a low page the filter for words, the list and the sentence are what counts."""
        room = not self.is_low
        self._filter.setVisible(bool(self._checks))
        for part in (self._chips, self._code):
            part.setVisible(room and bool(self._checks))
        self._where.setVisible(room)
        self._fix_all.setVisible(room and self._has_many_fixes)
        for label in (self._code_line, self._place):
            label.setVisible(room)
        for button, text in zip((self._open, self._fix, self._again), _BUTTONS, strict=True):
            button.setText(text if room else text.partition("   ")[0])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._inside.setSpacing(theme.px(8))
        self._bar.setFixedHeight(theme.px(6))

    # --- acting ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter puts the chosen finding right, F5 checks again; Esc empties the filter first."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self._fix_current()
        elif event.key() == Qt.Key.Key_F5:
            if self._again.isVisible():
                self.again_asked.emit()
        elif event.key() == Qt.Key.Key_Escape and self._filter.hasFocus() and self._filter.text():
            self._filter.clear()
        else:
            super().keyPressEvent(event)

    def _current(self) -> Check | None:
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, Check) else None

    def _entered(self, row: Row) -> None:
        if isinstance(row.value, Check):
            self.open_asked.emit(row.value.finding.path, row.value.finding.line)

    def _open_current(self) -> None:
        row = self._list.current()
        if row is not None:
            self._entered(row)

    def _fix_current(self) -> None:
        check = self._current()
        if check is not None and check.fix:
            self.fix_asked.emit((check.finding,))

    def _fix_every(self) -> None:
        found: tuple[Finding, ...] = tuple(one.finding for one in self.shown if one.fix)
        self.fix_asked.emit(found)

    def _whole_pressed(self) -> None:
        self.file_asked.emit(False)

    def _one_pressed(self) -> None:
        self.file_asked.emit(True)

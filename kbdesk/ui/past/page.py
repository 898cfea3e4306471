# SPDX-License-Identifier: MIT
"""The History page: the versions of an article at the left, at the right what is asked of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from kbdesk.language import tr
from kbdesk.model import Page
from kbdesk.model.history import Comparison, LineAuthor, PastPage, Version
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.cover import SIDE_BY_SIDE, Cover
from kbdesk.ui.flow import LineLayout
from kbdesk.ui.form import made_button
from kbdesk.ui.past.compare_view import CompareView
from kbdesk.ui.past.lines_view import LinesView
from kbdesk.ui.past.words import ask_back, row_of
from kbdesk.ui.rows import Row, RowList
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme, set_look

if TYPE_CHECKING:
    from kbdesk.desk.trainer import Structure
    from kbdesk.ui.trainer.changes_view import ChangesView

Mode = Literal["change", "now", "steps", "page", "lines", "read"]
"""What the right side shows: what a version changed; what changed from it until now; what it changed in the
steps and answers of a playbook; the article as it was; who wrote which line of the article as it is; what
changed since it was read."""

_MODES: tuple[tuple[Mode, str, str], ...] = (
    ("change", tr("What changed   V"), tr("What the chosen version changed (V)")),
    ("now", tr("Compared with now   C"), tr("What changed from the chosen version until now (C)")),
    ("steps", tr("Steps   S"), tr("Which steps and answers the chosen version changed (S)")),
    ("page", tr("As it was   Enter"), tr("The article as it was then (Enter)")),
    ("lines", tr("Who wrote which line   L"), tr("Who wrote which line of the article as it is now (L)")),
)
_KEYS: dict[int, Mode] = {
    Qt.Key.Key_V: "change",
    Qt.Key.Key_C: "now",
    Qt.Key.Key_S: "steps",
    Qt.Key.Key_L: "lines",
}


class VersionList(RowList):
    """The versions; letters are keys of the page, not the beginning of a row's words."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters and digits to the page."""
        if event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class HistoryPage(Cover):
    """Shows versions; asks for what it has not.

    Signals:
        version_asked(Mode, Version): what the right side is to show of a version.
        lines_asked(): who wrote which line.
        more_asked(str): the next part of the versions.
        back_asked(Version): make this version's text the article's again.
    """

    version_asked = Signal(str, object)
    lines_asked = Signal()
    more_asked = Signal(str)
    back_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, path: str) -> None:
        super().__init__(theme, parent, tr("History"))
        self._path = path
        self._versions: tuple[Version, ...] = ()
        self._more = ""
        self._mode: Mode = "change"
        self._asking = False
        self.told.setText(path)
        self._build_left()
        self._build_right()
        self.focus_first(self._list)
        self.set_theme(theme)

    def _build_left(self) -> None:
        self._list = VersionList(self.theme, self.left, tr("Versions, newest first"))
        self.follow(self._list)
        self._list.chosen.connect(self._chosen)
        self._list.entered.connect(self._entered)
        self._list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._note = self.label(self.left, 12, 400, "muted")
        self._note.setText(tr("Looking through the history …"))
        self.left_box.addWidget(self._list, 1)
        self.left_box.addWidget(self._note)

    def _build_right(self) -> None:
        self._scroll = scroll = column_scroll(self.right)  # at a large text size in a small window
        inner = QWidget(scroll)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        scroll.setWidget(inner)
        self._modes = QWidget(inner)
        flow = LineLayout(self._modes, 4)
        self._buttons: dict[str, QPushButton] = {}
        for mode, text, tip in _MODES:
            if mode == "steps" and not self._is_playbook:
                continue
            button = made_button(self._modes, text, tip, "chip")
            button.setProperty("mode", mode)
            button.clicked.connect(self._mode_pressed)
            flow.addWidget(button)
            self._buttons[mode] = button
        self._line = self.label(inner, 12, 400, "muted")
        self._line.hide()
        self._stack = QStackedWidget(inner)
        self._compare = CompareView(self.theme, self._stack)
        self._view = ArticleView(self.theme, self._stack)
        self._view.setAccessibleName(tr("The article as it was"))
        self._lines = LinesView(self.theme, self._stack)
        self._lines.version_chosen.connect(self._choose_commit)
        self._steps: ChangesView | None = None
        for view in (self._compare, self._view, self._lines):
            self._stack.addWidget(view)
            self.follow(view)
        self._build_foot(inner)
        for widget in (self._modes, self._line, self._stack, self._ask, self._foot):
            self._column.addWidget(widget, 1 if widget is self._stack else 0)
        self.right_box.addWidget(scroll)

    def _build_foot(self, parent: QWidget) -> None:
        self._ask = self.label(parent, 13, 600, "warn")
        self._ask.hide()
        self._foot = QWidget(parent)
        foot = LineLayout(self._foot, 8)
        self._back = made_button(
            self._foot, "", tr("Make this version's text the article's again, as a new change (B)"), "primary"
        )
        self._back.clicked.connect(self._back_pressed)
        self._no = made_button(self._foot, tr("Leave it   Esc"), tr("Leave the article as it is (Esc)"))
        self._no.clicked.connect(self._end_question)
        self._no.hide()
        foot.addWidget(self._back)
        foot.addWidget(self._no)
        self._name_back()

    # --- what is shown ---

    @property
    def path(self) -> str:
        """The article, as it is called now."""
        return self._path

    @property
    def _is_playbook(self) -> bool:
        return "playbooks" in self._path.split("/")[:-1]

    @property
    def mode(self) -> Mode:
        """What the right side shows."""
        return self._mode

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions that are known so far."""
        return self._versions

    def version(self) -> Version | None:
        """The chosen version; None if there is none."""
        row = self._list.current()
        return row.value if row is not None and isinstance(row.value, Version) else None

    def show_versions(self, page: PastPage, *, further: bool = False) -> None:
        """Show the first page of versions, or one that goes on after what is shown."""
        known = {version.commit for version in self._versions} if further else set()
        fresh = tuple(version for version in page.versions if version.commit not in known)
        self._versions = (*self._versions, *fresh) if further else fresh
        self._more = page.more
        self._note.setText(page.notice)
        self._note.setVisible(bool(page.notice))
        self.right.setVisible(bool(self._versions) or self._mode in ("read", "lines"))
        if fresh or not further:
            self._list.show_rows(tuple(row_of(version, self._path) for version in self._versions))
            self.fit_list(self._list.wanted_height)
        if not further and not self._compare.hasFocus():
            self.hand_focus_on()
        self._want_more()

    def show_comparison(self, mode: Mode, comparison: Comparison) -> None:
        """Show two texts side by side, if that is still wanted."""
        if mode == self._mode:
            self._compare.show_comparison(comparison)
            self._bring_up(self._compare)

    def show_reading(self, comparison: Comparison) -> None:
        """Show what changed since the article was read last."""
        self._set_mode("read")
        self.show_comparison("read", comparison)
        self.right.show()

    def show_page(self, page: Page) -> None:
        """Show the article as it was, if that is still wanted."""
        if self._mode == "page":
            self._view.show_sheet(Sheet(page.rendered.html, page.pictures, page.rendered.images))
            self._bring_up(self._view, " ".join(page.notices))

    def show_steps(self, found: Structure | None) -> None:
        """Show which steps and answers of a playbook differ, if that is still wanted."""
        if self._mode != "steps":
            return
        if self._steps is None:
            from kbdesk.ui.trainer.changes_view import ChangesView  # noqa: PLC0415 - only playbooks need it

            self._steps = ChangesView(self.theme, self._stack)
            self._stack.addWidget(self._steps)
            self.follow(self._steps)
        self._steps.show_structure(found)
        self._bring_up(self._steps)

    def show_lines(self, lines: tuple[LineAuthor, ...]) -> None:
        """Show who wrote which line, if that is still wanted."""
        if self._mode == "lines":
            self._lines.show_lines(lines)
            told = tr("The article as it is now. Enter goes to the change that a line came with.")
            self._bring_up(self._lines, told)
            if self._list.hasFocus() or self._buttons["lines"].hasFocus():
                self._lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trouble(self, sentence: str) -> None:
        """Say what cannot be shown."""
        self._compare.show_comparison(Comparison("", "", (), notice=sentence))
        self._bring_up(self._compare)

    def _bring_up(self, view: QWidget, told: str = "") -> None:
        self._stack.setCurrentWidget(view)
        self._line.setText(told)
        self._line.setVisible(bool(told))
        self._scroll.ensureWidgetVisible(self._stack)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a look."""
        super().set_theme(theme)
        self._column.setSpacing(theme.px(8))
        self._stack.setMinimumSize(theme.px(60), theme.px(150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a few versions in sight where the list stands over the rest."""
        super().resizeEvent(event)
        self._list.setMinimumHeight(min(self.theme.px(150), self.height() // 4))
        wide = self.width() >= self.theme.px(SIDE_BY_SIDE)
        for mode, text, _ in _MODES:
            if mode in self._buttons:
                self._buttons[mode].setText(text if wide else text.partition("   ")[0])

    # --- choosing ---

    def ask_for(self, mode: Mode) -> None:
        """Show this at the right, of the chosen version."""
        self._end_question()
        self._set_mode(mode)
        version = self.version()
        if mode == "lines":
            self.lines_asked.emit()
        elif version is not None:
            self.version_asked.emit(mode, version)

    def _set_mode(self, mode: Mode) -> None:
        self._mode = mode
        for name, button in self._buttons.items():
            set_look(button, "active", name == mode)

    def _mode_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.ask_for(next(mode for mode, _, _ in _MODES if mode == button.property("mode")))

    def _chosen(self, row: Row | None) -> None:
        self._end_question()
        version = self.version()
        can = version is not None and bool(version.blob)
        self._back.setEnabled(can)
        self._buttons["page"].setEnabled(can)
        if row is None or self._list.currentIndex().row() >= len(self._versions) - 2:
            self._want_more()
        if self._mode in ("change", "now", "steps", "page") and version is not None:
            self.ask_for(self._mode if can or self._mode != "page" else "change")

    def _entered(self, _row: Row) -> None:
        version = self.version()
        if version is not None and version.blob:
            self.ask_for("page")

    def _choose_commit(self, commit: str) -> None:
        number = next((n for n, one in enumerate(self._versions) if one.commit == commit), -1)
        if number >= 0:
            self._set_mode("change")
            self._list.choose(number)
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _scrolled(self, value: int) -> None:
        if value >= self._list.verticalScrollBar().maximum() - self.theme.px(40):
            self._want_more()

    def _want_more(self) -> None:
        """Ask for more versions if the end of the list is in sight."""
        bar = self._list.verticalScrollBar()
        near = self._list.currentIndex().row() >= len(self._versions) - 2
        if self._more and (near or bar.value() >= bar.maximum() - self.theme.px(40)):
            more, self._more = self._more, ""
            self.more_asked.emit(more)

    # --- bringing back ---

    def _back_pressed(self) -> None:
        """The first time it asks; the second time it is done."""
        version = self.version()
        if version is None or not version.blob:
            return
        if not self._asking:
            self._asking = True
            self._ask.setText(ask_back(version))
            self._ask.show()
            self._no.show()
            self._name_back()
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._end_question()
        self.back_asked.emit(version)

    def _end_question(self) -> None:
        if self._asking:
            self._asking = False
            self._ask.hide()
            self._no.hide()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name_back()

    def _name_back(self) -> None:
        text = tr("Yes, bring it back   B") if self._asking else tr("Bring back this version   B")
        self._back.setText(text)
        self._back.setAccessibleName(text.partition("   ")[0])

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """V, C, S, L and Enter choose what is shown, B brings back, N and P go through the changes."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        key = event.key() if not held and not event.isAutoRepeat() else 0
        if key in _KEYS and (self._is_playbook or _KEYS[key] != "steps"):
            self.ask_for(_KEYS[key])
        elif key == Qt.Key.Key_B:
            self._back_pressed()
        elif key in (Qt.Key.Key_N, Qt.Key.Key_P) and self._stack.currentWidget() is self._compare:
            self._compare.go_to_change(1 if key == Qt.Key.Key_N else -1)
        elif event.key() == Qt.Key.Key_Escape and self._asking:
            self._end_question()
        else:
            super().keyPressEvent(event)

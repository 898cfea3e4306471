# SPDX-License-Identifier: MIT
"""The frame of the window: top bar, panes side by side or one at a time, footer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.ui.dresser import hollow
from kbdesk.ui.footnote import Footnote
from kbdesk.ui.icons import icon
from kbdesk.ui.key_map import name_keys
from kbdesk.ui.mirror import side_by_side
from kbdesk.ui.modes import FIND, Modes
from kbdesk.ui.notice import NoticeBar
from kbdesk.ui.panes import ARTICLE, CALL, RESULTS
from kbdesk.ui.reading import follow_layout
from kbdesk.ui.search_field import SearchField
from kbdesk.ui.sheet import give_focus
from kbdesk.ui.theme import Theme, dress, set_look
from kbdesk.ui.toast import Toast
from kbdesk.ui.within import alive

NARROW_EM = 46
"""Below this width, in em of the body text, one pane is shown at a time."""
CROWDED_EM = 66
"""Below this width three panes do not fit: the side pane that was used last stays beside the article."""

SMALLEST_PX = 420
"""The window can be made this narrow and this low at any text size: beside the program of the telephone."""

BESIDE_TABS = 3
"""Up to so many rooms, that of the panes too, fit beside the tabs of a narrow window."""

PANES = (("show_results", tr("Results")), ("show_article", tr("Article")), ("show_call", tr("Call")))
"""The action that leads to each pane, and its name."""


class Side(QStackedWidget):
    """The left pane: one of several widgets, to which it hands the keyboard focus on."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to what is shown."""
        shown = self.currentWidget()
        if shown is not None:
            shown.setFocus(event.reason())


class Frame(QWidget):
    """Three panes with a search field above and a line of hints below.

    A page (writing, history …) may cover the panes; the search field and the footer stay, and the row of
    modes leads back and forth.

    Signals:
        pane_shown(int): a pane was brought to the front: 0 results, 1 article, 2 call.
        theme_pressed(): light or dark was pressed.
        keys_pressed(): the list of keys was asked for.
        narrowed(bool): the window became narrow (True) or wide.
        uncovered(): the panes are shown again.
        covered(): a page covers them.
    """

    pane_shown = Signal(int)
    theme_pressed = Signal()
    keys_pressed = Signal()
    narrowed = Signal(bool)
    uncovered = Signal()
    covered = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self._theme = theme
        self._panes: tuple[QWidget, ...] = ()
        self._hidden = [False, False, True]
        self._side = 0
        self._current = 0
        self._narrow: bool | None = None
        self._hints = ""
        self._names = [FIND]
        self._left_at: dict[QWidget, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._top_bar())
        self.notices = NoticeBar(self)
        self.toast = Toast(self)
        self._layout.addWidget(self.notices)
        self._layout.addLayout(self._tabs())
        self._mode_row = QHBoxLayout()
        self._layout.addLayout(self._mode_row)
        self._splitter = side_by_side(self)
        self.left = Side(self)
        self._rooms = QStackedWidget(self)
        self._rooms.addWidget(self._splitter)
        hollow(self, self._rooms, self._splitter)
        self._layout.addWidget(self._rooms, 1)
        self._layout.addLayout(self._footer())
        self.set_theme(theme)

    def set_panes(self, article: QWidget, call: QWidget) -> None:
        """Place the panes; they are made after the frame's own fields, so that Tab goes in reading order."""
        self._panes = (self.left, article, call)
        for pane in self._panes:
            self._splitter.addWidget(pane)
            pane.raise_()  # read in this order, too
        self._narrow = None
        self._arrange()

    def _top_bar(self) -> QHBoxLayout:
        self._bar = bar = QHBoxLayout()
        self._name = QLabel("kbdesk", self)
        self._name.setProperty("role", "heading")
        self.search = SearchField(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText(tr("Type what the customer says   ( / )"))
        self.search.setAccessibleName(tr("Search articles and playbooks"))
        self.search.setClearButtonEnabled(True)
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName(tr("Clear the search"))
        self.search.textEdited.connect(self.show_panes)
        self._glass = QLabel(self.search)
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self.search)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._glass, 0, Qt.AlignmentFlag.AlignLeft)
        self._modes = Modes(self)
        self._modes.chosen.connect(self._choose_room)
        self._keys_button = self._tool(tr("All keys"), "show_keys", self.keys_pressed)
        self._theme_button = self._tool(tr("Light or dark"), "toggle_theme", self.theme_pressed)
        for widget in (self._name, self.search, self._modes, self._keys_button, self._theme_button):
            bar.addWidget(widget, 1 if widget is self.search else 0)
        return bar

    def _tool(self, name: str, act: str, pressed: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        name_keys(button, tip=f"{name} ({{{act}}})")
        button.clicked.connect(pressed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _tabs(self) -> QHBoxLayout:
        self._tab_row = row = QHBoxLayout()
        self._tab_buttons: list[QPushButton] = []
        for number, (act, name) in enumerate(PANES):
            button = QPushButton(name, self)
            button.setProperty("role", "tab")
            name_keys(button, tip=f"{name} ({{{act}}})")
            button.setProperty("pane", number)
            button.clicked.connect(self._tab_pressed)
            self._tab_buttons.append(button)
            row.addWidget(button, 1)
        return row

    def put_in_footer(self, widget: QWidget) -> None:
        """Put a widget at the left of the footer."""
        dress(widget, self._theme)
        self._foot.insertWidget(0, widget)
        for part in (self._status, self._hint_label):
            part.raise_()  # read behind it, too

    def _footer(self) -> QHBoxLayout:
        self._foot = row = QHBoxLayout()
        self._status = Footnote(self)
        self._hint_label = Footnote(self)
        for label in (self._status, self._hint_label):
            label.setProperty("role", "meta")
            row.addWidget(label, 1)
        self._hint_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        gap = theme.px(8)
        self._layout.setContentsMargins(theme.px(10), gap, theme.px(10), theme.px(4))
        self._layout.setSpacing(gap)
        self._splitter.setHandleWidth(gap)
        self._theme_button.setIcon(icon("sun" if theme.dark else "moon", theme.hex("muted"), theme.px(18)))
        self._keys_button.setIcon(icon("list", theme.hex("muted"), theme.px(18)))
        for button in (self._theme_button, self._keys_button):
            button.setIconSize(QSize(theme.px(18), theme.px(18)))
        self._glass.setPixmap(icon("search", theme.hex("muted"), theme.px(18)).pixmap(theme.px(18)))
        self._glass.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        self.search.set_theme(theme)
        self.notices.set_theme(theme)
        self.toast.set_theme(theme)
        self._narrow = None
        self._arrange()

    def set_status(self, text: str) -> None:
        """Show the library's state at the left of the footer."""
        self._status.setText(text)
        self._status.setToolTip("")

    def set_hints(self, text: str) -> None:
        """Show the keys that matter now at the right of the footer."""
        self._hint_label.setText(text)

    def set_call_label(self, text: str) -> None:
        """Name the third tab, for example ``Call 3/7``."""
        self._tab_buttons[2].setText(text)

    # --- pages over the panes ---

    @property
    def cover(self) -> QWidget | None:
        """The page that covers the panes; None while they are shown."""
        return self._rooms.currentWidget() if self._rooms.currentIndex() else None

    @property
    def rooms(self) -> QStackedWidget:
        """The parent for pages that will be put over: one with another parent takes twice as long to show."""
        return self._rooms

    def put_over(self, page: QWidget, name: str) -> None:
        """Show a page in the room of the panes; it stays open until ``take_away``, whatever is shown."""
        number = self._rooms.indexOf(page)
        if number < 0:
            dress(page, self._theme)
            number = self._rooms.addWidget(page)
            self._names.append(name)
            follow_layout(page)
        self._names[number] = name
        self._choose_room(number)

    def take_away(self, page: QWidget) -> None:
        """Close a page; the panes are shown again if it was in front."""
        number = self._rooms.indexOf(page)
        if number > 0:
            if number == self._rooms.currentIndex():
                self._choose_room(0)
            self._rooms.removeWidget(page)
            self._left_at.pop(page, None)
            del self._names[number]
            self._arrange()

    def next_room(self) -> None:
        """Go on to the next page, or back to the panes."""
        self._choose_room((self._rooms.currentIndex() + 1) % self._rooms.count())

    def _choose_room(self, number: int) -> None:
        before, room = self._rooms.currentWidget(), self._rooms.widget(number)
        if before is None or room is None:
            return
        focused, searching = QApplication.focusWidget(), self.search.hasFocus()
        if before is not room and focused is not None and before.isAncestorOf(focused):
            self._left_at[before] = focused
        self._rooms.setCurrentIndex(number)
        self._arrange()
        if before is not room and (number or not searching):
            self._go_back_to(room)
        if number:
            self.covered.emit()
        elif before is not room:
            self.uncovered.emit()

    def _go_back_to(self, room: QWidget) -> None:
        """Put the focus where it was when a page, or the panes, were left."""
        last = self._left_at.pop(room, None)
        if last is None or not alive(last) or not room.isAncestorOf(last) or not last.isVisible():
            last = self._panes[self._current] if room is self._splitter else room
        give_focus(last, Qt.FocusReason.OtherFocusReason)

    def show_panes(self) -> None:
        """Let a page that covers the panes step aside; it stays open."""
        if self.cover is not None:
            self._choose_room(0)

    # --- panes ---

    @property
    def narrow(self) -> bool:
        """Whether one pane is shown at a time."""
        return bool(self._narrow)

    @property
    def current(self) -> int:
        """The pane that was chosen last: 0 results, 1 article, 2 call."""
        return self._current

    def choose(self, pane: int) -> None:
        """Bring a pane to the front, or back if it was hidden."""
        self._current = pane
        self.show_panes()
        self._side = pane if pane != 1 else self._side
        self._hidden[pane] = False
        self._arrange()

    def toggle(self, pane: int) -> None:
        """Hide a pane, or bring it back; the article always stays."""
        self.show_panes()
        self._hidden[pane] = not self._hidden[pane]
        self._arrange()

    def is_hidden(self, pane: int) -> bool:
        """Whether the pane cannot be seen now."""
        if self.narrow:
            return self._current != pane
        crowded = not any(self._hidden) and self.width() < self._theme.px(15) * CROWDED_EM
        return self._hidden[pane] or (crowded and pane not in (1, self._side))

    def minimumSizeHint(self) -> QSize:
        """Small enough for one pane at any text size: a window of three may be made narrow in one go."""
        side = min(self._theme.px(300), SMALLEST_PX)
        return QSize(side, side)

    def _tab_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.go_to(int(button.property("pane")))

    def go_to(self, pane: int) -> None:
        """Bring a pane to the front and put the keyboard focus there."""
        self.choose(pane)
        give_focus(self._panes[pane], Qt.FocusReason.ShortcutFocusReason)
        self.pane_shown.emit(pane)

    def show_results(self) -> None:
        """Go to the results."""
        self.go_to(RESULTS)

    def show_article(self) -> None:
        """Go to the article."""
        self.go_to(ARTICLE)

    def show_call(self) -> None:
        """Go to the call."""
        self.go_to(CALL)

    def next_pane(self) -> None:
        """Go round the panes."""
        self.go_to((self._current + 1) % 3)

    def previous_pane(self) -> None:
        """Go round the panes the other way."""
        self.go_to((self._current - 1) % 3)

    def toggle_results(self) -> None:
        """Hide or show the results."""
        self.toggle(0)

    def toggle_call(self) -> None:
        """Hide or show the call."""
        self.toggle(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Switch between one pane and three as the width allows."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._theme.px(15) * NARROW_EM
        changed = narrow != self._narrow
        self._narrow = narrow
        for number, (pane, button) in enumerate(zip(self._panes, self._tab_buttons, strict=False)):
            pane.setVisible(not self.is_hidden(number))
            button.setVisible(narrow and self.cover is None)
            set_look(button, "tight", narrow)
            set_look(button, "active", self._current == number)
        self._place_modes(narrow)
        at = self._rooms.currentIndex()
        self._modes.show_rooms(tuple(self._names), at, panes_named=narrow and not at, tight=narrow)
        self._name.setVisible(not narrow)
        self._keys_button.setVisible(not narrow)
        self._status.setVisible(not narrow)
        if changed:
            if not narrow:
                self._share_width()
            self.narrowed.emit(narrow)

    def _place_modes(self, narrow: bool) -> None:
        """In a narrow window the modes stand beside the tabs, or below where they would not fit there."""
        beside = self.cover is not None or len(self._names) <= BESIDE_TABS
        row = self._bar if not narrow else self._tab_row if beside else self._mode_row
        if row.indexOf(self._modes) < 0:
            for old in (self._bar, self._tab_row, self._mode_row):
                old.removeWidget(self._modes)
            row.insertWidget(row.indexOf(self._keys_button) if row is self._bar else row.count(), self._modes)

    def _share_width(self) -> None:
        left = min(self._theme.px(372), round(self.width() * 0.29))
        right = min(self._theme.px(330), round(self.width() * 0.26))
        middle = max(self.width() - left - right, self._theme.px(300))
        self._splitter.setSizes([left, middle, right])
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setStretchFactor(2, 0)

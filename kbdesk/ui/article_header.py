# SPDX-License-Identifier: MIT
"""What stands over an article: where it is kept, how old it is, its badges, buttons, and notices."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr, trn
from kbdesk.model import Heading, Page, Playbook
from kbdesk.ui import icons
from kbdesk.ui.flow import FlowLayout
from kbdesk.ui.key_map import key_of, name_keys
from kbdesk.ui.mirror import write
from kbdesk.ui.result_rows import TIER_COLOURS, TIER_NAMES
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip

_LEAST_WORDS = 120
"""With less room than this (px at 100 %) beside the buttons the words stand below them."""

_CONFIDENCE = {
    "draft": (tr("draft"), "warn", "warn_weak"),
    "not-validated": (tr("not validated"), "warn", "warn_weak"),
    "validated": (tr("validated"), "ok", "ok_weak"),
    "archived": (tr("archived"), "muted", "surface"),
}
_BUTTONS = (
    ("back", tr("Back to the article before ({go_back})"), "back_requested"),
    ("forward", tr("Forward ({go_forward})"), "forward_requested"),
    ("outline", tr("Headings of this article ({open_outline})"), ""),
    ("copy", tr("Copy this article's path"), "copy_path_requested"),
    ("clock", tr("History: who changed what and when ({show_past})"), "past_requested"),
    ("note", tr("Edit this article ({edit_article})"), "edit_requested"),
    ("more", tr("More: rename, delete, map, practise"), ""),
)
_OF_FILE = ("copy", "clock", "note", "more")
_MORE = (
    ("give_feedback", tr("Does it help? …")),
    ("show_map", tr("Map of the playbook")),
    ("practise", tr("Practise it")),
    ("move_article", tr("Rename or move …")),
    ("delete_article", tr("Delete …")),
    ("show_lines", tr("Who wrote which line")),
    ("verify_article", tr("It is verified today")),
)
"""What stands in the menu: (action of the table, text)."""
_OF_PLAYBOOK = ("show_map", "practise")


def ago(date: str, now: str) -> str:
    """How long ago a time was, ``3 days ago``; "" if either is not an ISO 8601 time."""
    try:
        then, here = (datetime.fromisoformat(text) for text in (date, now))
    except ValueError:
        return ""
    then, here = (time if time.tzinfo else time.replace(tzinfo=UTC) for time in (then, here))
    seconds = (here - then).total_seconds()
    days = int(seconds // 86_400)
    if seconds < 60:
        return tr("just now")
    if seconds < 3600:
        return tr("{n} min ago", n=int(seconds // 60))
    if days < 1:
        return tr("{n} h ago", n=int(seconds // 3600))
    if days == 1:
        return tr("yesterday")
    if days < 60:
        return trn("{n} day ago", "{n} days ago", days)
    if days < 730:
        return trn("{n} month ago", "{n} months ago", int(days // 30.44))
    return trn("{n} year ago", "{n} years ago", int(days // 365.25))


class ElidedLabel(QWidget):
    """One line of plain text that gives up its middle where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._theme = theme
        self.set_theme(theme)

    def show_text(self, text: str) -> None:
        """Show this text."""
        self._text = " ".join(text.split())[:400]
        self.setAccessibleName(self._text)
        self.setToolTip(plain_tip(self._text))
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        metrics = QFontMetrics(self._theme.font(12))  # not the widget's: a style sheet may set another
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + self._theme.px(4))

    def minimumSizeHint(self) -> QSize:
        """Room for a few signs."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._theme.px(60)), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, elided."""
        painter = QPainter(self)
        try:
            painter.setFont(self._theme.font(12))
            painter.setPen(self._theme.color("muted"))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
            write(painter, QRectF(self.rect()), shown)
        finally:
            painter.end()


class ArticleHeader(QWidget):
    """The line over the text.

    Signals:
        back_requested(), forward_requested(): go through what was read.
        copy_path_requested(): the article's path is wanted.
        heading_chosen(str): go to the heading with this anchor.
        edit_requested(), past_requested(): the article is to be edited; its history is wanted.
        more_chosen(str): an action of the table was chosen in the menu, by its name.
    """

    back_requested = Signal()
    forward_requested = Signal()
    copy_path_requested = Signal()
    heading_chosen = Signal(str)
    edit_requested = Signal()
    past_requested = Signal()
    more_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._outline: tuple[Heading, ...] = ()
        self._buttons: dict[str, QToolButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._box = QHBoxLayout()
        self._rows.addLayout(self._box)
        self._words = QWidget(self)
        self._flow = FlowLayout(self._words)
        self._path, self._changed = ElidedLabel(theme, self._words), ElidedLabel(theme, self._words)
        self._badges = [QLabel(self._words) for _ in range(3)]
        for part in (self._path, self._changed, *self._badges):
            self._flow.addWidget(part)
        for badge in self._badges:
            badge.setTextFormat(Qt.TextFormat.PlainText)
        policy = self._words.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        policy.setHeightForWidth(True)
        self._words.setSizePolicy(policy)
        for name, tip, signal in _BUTTONS:
            self._buttons[name] = self._button(name, tip, signal)
        for name in ("back", "forward"):
            self._box.addWidget(self._buttons[name], 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._box.addStretch(0)
        for name in ("outline", *_OF_FILE):
            self._box.addWidget(self._buttons[name], 0, Qt.AlignmentFlag.AlignTop)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._menu.triggered.connect(self._choose)
        self._buttons["outline"].clicked.connect(self.open_outline)
        self._more_menu = QMenu(self)
        for name, text in _MORE:
            self._more_menu.addAction(f"{text}\t{key_of(name)}").setData(name)
        self._more_menu.triggered.connect(self._choose_more)
        self._buttons["more"].clicked.connect(self._open_more)
        self._looks: list[tuple[str, str, str]] = []
        self.set_navigation(can_back=False, can_forward=False)
        self.set_theme(theme)

    def show_page(self, page: Page, now: str) -> None:
        """Show what is known of this document."""
        document, revision = page.document, page.revision
        for action in self._more_menu.actions():
            action.setVisible(isinstance(document, Playbook) or action.data() not in _OF_PLAYBOOK)
        parts = document.path.split("/")
        self._path.show_text(" › ".join(parts[:-1]) or parts[-1])
        self._path.setToolTip(plain_tip(document.path))
        changed = [text for text in (ago(revision.date, now), revision.author) if text] if revision else []
        self._changed.show_text("·  " + ", ".join(changed) if changed else "")
        self._changed.setVisible(bool(changed))
        tier, confidence = document.meta.tier, document.meta.confidence
        self._looks = [(page.library, "accent", "weak")] if page.library else []
        self._looks.append((TIER_NAMES[tier], *TIER_COLOURS[tier]))
        if confidence in _CONFIDENCE:
            self._looks.append(_CONFIDENCE[confidence])
        if document.source.encoding == "cp1252":
            self._looks.append((tr("not UTF-8"), "warn", "warn_weak"))
        self._outline = page.rendered.outline
        self._show_badges()
        self._buttons["outline"].setEnabled(bool(self._outline))
        self._enable(("copy",), True)
        self._enable(_OF_FILE[1:], not page.library)

    def show_title(self, title: str) -> None:
        """Show only these words: what is open is not a document of the library."""
        self._path.show_text(title)
        self._changed.hide()
        self._looks, self._outline = [], ()
        self._show_badges()
        self._buttons["outline"].setEnabled(False)
        self._enable(_OF_FILE, False)

    def _enable(self, names: tuple[str, ...], on: bool) -> None:
        for name in names:
            self._buttons[name].setEnabled(on)
            self._draw_icon(name)

    def _draw_icon(self, name: str) -> None:
        button, side = self._buttons[name], self._theme.px(17)
        button.setIcon(icons.icon(name, self._theme.hex("muted" if button.isEnabled() else "line"), side))
        button.setIconSize(QSize(side, side))

    def set_navigation(self, *, can_back: bool, can_forward: bool) -> None:
        """Say where one can go."""
        for name, can in (("back", can_back), ("forward", can_forward)):
            self._buttons[name].setVisible(can_back or can_forward)
            self._buttons[name].setEnabled(can)
            self._draw_icon(name)

    def open_outline(self) -> None:
        """Open the list of headings below its button."""
        button = self._buttons["outline"]
        if button.isEnabled():
            self._menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def outline_menu(self) -> QMenu:
        """The list of headings, filled."""
        self._fill_menu()
        return self._menu

    @property
    def words(self) -> str:
        """All that the line says, for people who hear it."""
        shown = (part.text for part in (self._path, self._changed))
        return " ".join((*filter(None, shown), *(text for text, _, _ in self._looks)))

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        self._box.setSpacing(theme.px(2))
        self._flow.setSpacing(theme.px(6))
        for name in self._buttons:
            self._draw_icon(name)
        self._path.set_theme(theme)
        self._changed.set_theme(theme)
        self._show_badges()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words below the buttons where there is no room beside them."""
        super().resizeEvent(event)
        wide = sum(one.sizeHint().width() for one in self._buttons.values() if not one.isHidden())
        row = self._rows if self.width() - wide < self._theme.px(_LEAST_WORDS) else self._box
        if row.indexOf(self._words) < 0:
            for other in (self._box, self._rows):
                other.removeWidget(self._words)
            if row is self._box:
                self._box.insertWidget(2, self._words, 1, Qt.AlignmentFlag.AlignVCenter)
            else:
                self._rows.addWidget(self._words)

    def _button(self, name: str, tip: str, signal: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"article-{name}")
        name_keys(button, tip=tip)
        button.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        if signal:
            button.clicked.connect(getattr(self, signal))
        return button

    def _show_badges(self) -> None:
        theme = self._theme
        for number, badge in enumerate(self._badges):
            badge.setVisible(number < len(self._looks))
            if number < len(self._looks):
                text, ink, ground = self._looks[number]
                badge.setText(text)
                edge = theme.hex("line" if ground == "surface" else ground)
                look = (
                    f"color: {theme.hex(ink)}; background: {theme.hex(ground)}; border: 1px solid {edge};"
                    f" border-radius: {theme.px(8)}px; padding: {theme.px(1)}px {theme.px(8)}px;"
                    f" font-size: {theme.px(11)}px;"
                )
                if badge.styleSheet() != look:  # reading one takes as long as all the rest of the line
                    badge.setStyleSheet(look)

    def _fill_menu(self) -> None:
        self._menu.clear()
        top = min((heading.level for heading in self._outline), default=1)
        for heading in self._outline:
            text = " ".join(heading.text.split())
            text = text if len(text) <= 70 else text[:69] + "…"
            action = self._menu.addAction("    " * min(heading.level - top, 4) + text.replace("&", "&&"))
            action.setData(heading.anchor)

    def _open_more(self) -> None:
        button = self._buttons["more"]
        for action in self._more_menu.actions():
            action.setText(f"{action.text().partition(chr(9))[0]}\t{key_of(str(action.data()))}")
        self._more_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _choose_more(self, action: QAction) -> None:
        self.more_chosen.emit(str(action.data()))

    def _choose(self, action: QAction) -> None:
        self.heading_chosen.emit(str(action.data()))

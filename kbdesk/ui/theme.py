# SPDX-License-Identifier: MIT
"""Colours, sizes and the style sheet, all made from one table of tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget

from kbdesk.ui.fonts import mono, sans

TOKENS: dict[str, tuple[str, str]] = {
    # name: (light, dark)
    "bg": ("#ffffff", "#14171a"),
    "surface": ("#f6f7f9", "#1a1e22"),
    "raised": ("#ffffff", "#20252a"),
    "line": ("#dfe3e8", "#323940"),
    "border": ("#7a8592", "#77828e"),
    "fg": ("#1b2027", "#e6e9ec"),
    "muted": ("#5a6472", "#9ba6b2"),
    "accent": ("#0b5cad", "#7ab7ff"),
    "on_accent": ("#ffffff", "#0b1a2b"),
    "weak": ("#e7f0fa", "#18293c"),
    "selected": ("#dcebfb", "#1d3550"),
    "ok": ("#16722f", "#5fd37a"),
    "ok_weak": ("#e6f5ea", "#14291a"),
    "warn": ("#855600", "#e6b84a"),
    "warn_weak": ("#fff4d9", "#2d2411"),
    "danger": ("#b81c2b", "#ff8a80"),
    "danger_weak": ("#fdeaec", "#391719"),
    "hit": ("#ffe58a", "#463a0e"),
    "key": ("#7a2fa0", "#d3a6f2"),
    "code": ("#f3f5f7", "#1d2227"),
}
"""Colour tokens; text on its background keeps at least 4.5:1, controls 3:1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

TEXTS = ("fg", "muted", "accent", "ok", "warn", "danger", "key")
"""What is written with."""

GROUNDS = (
    *("bg", "surface", "raised", "selected", "weak", "code"),
    *("ok_weak", "warn_weak", "danger_weak", "hit"),
)
"""What is written on: each text can be read on each of them, so that no use of two tokens can be wrong."""

INVERSE = (("bg", "fg"), ("on_accent", "accent"))
"""(text, ground) the other way round: words in passing, and the button that matters most."""

EDGES = ("border", "accent")
"""Edges of controls and the ring of the focus; "line" only decorates and never tells a control."""

_CODE_COLOURS: dict[str, tuple[str, str]] = {
    # Pygments short classes, grouped by what they mean
    "k kd kn kr kt nt": ("#0b5cad", "#7ab7ff"),
    "s s1 s2 sb sd se sh si sx sr": ("#19703a", "#7fd897"),
    "c c1 cm ch cp": ("#5a6472", "#9ba6b2"),
    "m mi mf mh mo": ("#8a4b00", "#e6b84a"),
    "nb nf nc na nv bp vm": ("#7a2fa0", "#d3a6f2"),
    "gd err": ("#b81c2b", "#ff8a80"),
}


@cache
def _font(family: str, pixels: int, weight: int) -> QFont:
    """A font, made once: each label asks for its font several times while it is laid out and painted.

    What joins or changes signs is off: Inter writes the x of 0x80070005 as ×, code fonts join ->.
    """
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    if hasattr(font, "setFeature"):
        for feature in ("calt", "liga"):
            font.setFeature(QFont.Tag(feature), 0)
    return font


@dataclass(frozen=True, slots=True)
class Theme:
    """One look: light or dark, at a text size.

    ``scale`` is the text size as a factor of 100 % (0.9 to 2.0); every size is a multiple of it.
    """

    dark: bool = False
    scale: float = 1.0

    def hex(self, token: str) -> str:
        """The token's colour as ``#rrggbb``."""
        return TOKENS[token][self.dark]

    def color(self, token: str) -> QColor:
        """The token's colour."""
        return QColor(self.hex(token))

    def px(self, size: float) -> int:
        """A size that is given in pixels at 100 %, at this text size."""
        return max(1, round(size * self.scale))

    def font(self, size: float = 13, weight: int = 400) -> QFont:
        """The window's font at ``size`` px (at 100 %)."""
        return QFont(_font(sans(), self.px(size), weight))

    def mono(self, size: float = 13) -> QFont:
        """The font for code, without ligatures: agents copy commands and must see each sign."""
        return QFont(_font(mono(), self.px(size), 400))

    def palette(self) -> QPalette:
        """The palette for the parts that a style sheet does not reach."""
        palette = QPalette()
        role = QPalette.ColorRole
        for to, token in (
            (role.Window, "surface"),
            (role.Base, "bg"),
            (role.AlternateBase, "surface"),
            (role.Button, "raised"),
            (role.ToolTipBase, "raised"),
            (role.WindowText, "fg"),
            (role.Text, "fg"),
            (role.ButtonText, "fg"),
            (role.ToolTipText, "fg"),
            (role.PlaceholderText, "muted"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent"),
            (role.Accent, "accent"),
        ):
            palette.setColor(to, self.color(token))
        return palette

    def qss(self) -> str:
        """The style sheet of a part of the window (``kbdesk.ui.dresser``).

        Widgets choose by the properties ``role`` (``pane``, ``card``, ``primary``, ``danger``, ``quiet``,
        ``chip``, ``tab``, ``title``, ``heading``, ``muted``, ``meta``, ``say``, ``warning``, ``error``) and,
        where it applies, ``active`` ("true"/"false").
        """
        return _qss(self)

    def article_css(self) -> str:
        """The style sheet of rendered documents: the part of CSS that QTextBrowser knows."""
        t = self.hex
        rules = [
            f"body, p, li, td, th {{ color: {t('fg')}; font-size: {self.px(15)}px; }}",
            f"p, li {{ line-height: 130%; margin-top: 0; margin-bottom: {self.px(10)}px; }}",
            f"a {{ color: {t('accent')}; text-decoration: none; }}",
            f"code, pre {{ font-family: '{mono()}', monospace; font-size: {self.px(13)}px; }}",
            f"code {{ background-color: {t('code')}; }}",
            f"pre {{ white-space: pre-wrap; margin: 0; color: {t('fg')}; }}",
            f".copy {{ color: {t('muted')}; font-size: {self.px(12)}px; }}",
            f"table.grid {{ border-collapse: collapse; margin-bottom: {self.px(12)}px; }}",
            f"table.grid td, table.grid th {{ border: 1px solid {t('line')}; padding: {self.px(6)}px; }}",
            f"table.grid th {{ background-color: {t('surface')}; font-weight: 600; }}",
            f".meta {{ color: {t('muted')}; font-size: {self.px(12)}px; }}",
        ]
        for level, size in ((1, 24), (2, 20), (3, 17), (4, 15), (5, 15), (6, 15)):
            rules.append(
                f"h{level} {{ color: {t('fg')}; font-size: {self.px(size)}px; font-weight: 600;"
                f" margin-top: {self.px(22 if level > 1 else 4)}px; margin-bottom: {self.px(8)}px; }}"
            )
        for classes, pair in _CODE_COLOURS.items():
            rules.extend(f"span.{name} {{ color: {pair[self.dark]}; }}" for name in classes.split())
        return "\n".join(rules)


@cache
def _qss(theme: Theme) -> str:
    values = {name: pair[theme.dark] for name, pair in TOKENS.items()}
    sizes = {f"s{size}": f"{theme.px(size)}px" for size in range(1, 41)}
    return _QSS.format(family=f'"{sans()}"', **values, **sizes)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_QSS = """
* {{ font-family: {family}; font-size: {s13}; color: {fg}; outline: none; }}
QMainWindow, QWidget#window {{ background: {surface}; }}
QFrame#completion {{ background: {raised}; border: 1px solid {border}; border-radius: {s9}; }}
QFrame[role="pane"] {{ background: {bg}; border: 1px solid {line}; border-radius: {s10}; }}
QFrame[role="card"] {{ background: {bg}; border: 1px solid {line}; border-radius: {s12}; }}
QFrame[role="say"] {{ background: {weak}; border: none; border-left: {s4} solid {accent}; border-radius: {s5}; }}
QFrame[role="warning"] {{ background: {warn_weak}; border: 1px solid {warn}; border-radius: {s8}; }}
QLabel, QLabel[role="say"], QLabel[role="warning"] {{ background: transparent; border: none; }}
QLabel[role="title"] {{ font-size: {s17}; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {s15}; font-weight: 600; }}
QLabel[role="muted"] {{ color: {muted}; font-size: {s12}; }}
QLabel[role="meta"] {{ color: {muted}; font-size: {s11}; }}
QLabel[role="warning"] {{ color: {warn}; font-size: {s12}; }}
QLabel[role="error"] {{ color: {danger}; font-size: {s12}; }}
QLabel[role="say"] {{ font-size: {s15}; }}
QLabel[role="toast"] {{ background: {fg}; color: {bg}; border-radius: {s9}; font-weight: 600; }}
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit {{ background: {bg}; border: 1px solid {border}; border-radius: {s8};
  padding: {s6} {s10}; font-size: {s14}; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus {{
  border: 2px solid {accent}; padding: {s5} {s9}; }}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {{ border: 2px solid {danger};
  padding: {s5} {s9}; }}
QLineEdit#search {{ font-size: {s15}; padding: {s8} {s12} {s8} {s36}; border-radius: {s9}; }}
QComboBox::drop-down {{ border: none; width: {s20}; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {line}; selection-background-color: {selected};
  selection-color: {fg}; }}
QPushButton {{ background: {raised}; border: 1px solid {line}; border-radius: {s8}; padding: {s6} {s12};
  font-weight: 500; }}
QPushButton:hover {{ background: {surface}; border-color: {border}; }}
QPushButton:focus {{ border: 2px solid {accent}; }}
QPushButton:disabled {{ color: {muted}; background: {surface}; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {fg}; }}
QPushButton[role="danger"] {{ background: {danger_weak}; color: {danger}; border-color: {danger}; font-weight: 600; }}
QPushButton[role="quiet"], QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {s8};
  padding: {s5} {s8}; color: {muted}; }}
QPushButton[role="quiet"][tone="accent"] {{ color: {accent}; text-align: left; }}
QPushButton[role="quiet"]:hover, QToolButton:hover {{ background: {weak}; color: {accent}; }}
QPushButton[role="quiet"]:focus, QToolButton:focus {{ border: 2px solid {accent}; }}
QPushButton[role="chip"] {{ border-radius: {s13}; padding: {s6} {s12}; font-size: {s12}; }}
QPushButton[role="chip"][active="true"], QPushButton[role="tab"][active="true"] {{ background: {weak};
  color: {accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="tab"] {{ border-color: transparent; background: transparent; color: {muted}; padding: {s6} {s16}; }}
QPushButton[role="tab"][tight="true"] {{ padding: {s6} {s2}; }}
QPushButton[role="tab"][active="true"] {{ border-color: transparent; }}
QPushButton[role="tab"]:focus, QPushButton[role="danger"]:focus {{ border: 2px solid {accent}; }}
QPushButton[role="tab"][active="true"]:focus, QPushButton[role="chip"][active="true"]:focus {{ border: 2px solid {fg}; }}
QPushButton[role="foot"] {{ background: transparent; border: 1px solid transparent; border-radius: {s8};
  padding: 0 {s6}; color: {muted}; font-size: {s11}; font-weight: 600; text-align: left; }}
QPushButton[role="foot"][tone="accent"] {{ color: {accent}; }}
QPushButton[role="foot"][tone="ok"] {{ color: {ok}; }}
QPushButton[role="foot"][tone="warn"] {{ color: {warn}; }}
QPushButton[role="foot"][tone="danger"] {{ color: {danger}; }}
QPushButton[role="foot"]:hover {{ background: {weak}; }}
QPushButton[role="foot"]:focus {{ border: 2px solid {accent}; }}
QCheckBox, QRadioButton {{ spacing: {s8}; padding: {s4}; border: 2px solid transparent; border-radius: {s6}; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {accent}; }}
QListView, QTreeView, QTextBrowser, QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QListView, QTextBrowser {{ border: 2px solid transparent; border-radius: {s8}; }}
QTreeView::item {{ padding: {s4} {s4}; border-radius: {s5}; }}
QTreeView::item:hover {{ background: {weak}; }}
QTreeView::item:selected {{ background: {selected}; color: {fg}; }}
QListView:focus, QTreeView:focus, QTextBrowser:focus {{ border: 2px solid {accent}; }}
QFrame#completion QListWidget, QFrame#completion QListWidget:focus {{ background: transparent; border: none; }}
QProgressBar {{ background: {line}; border: none; border-radius: {s3}; max-height: {s6}; min-height: {s6}; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {s3}; }}
QScrollBar:vertical {{ background: transparent; width: {s10}; margin: {s2}; }}
QScrollBar::handle:vertical {{ background: {border}; border-radius: {s3}; min-height: {s24}; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: {s10}; margin: {s2}; }}
QScrollBar::handle:horizontal {{ background: {border}; border-radius: {s3}; min-width: {s24}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ width: 0; height: 0;
  background: transparent; }}
QToolTip {{ background: {raised}; color: {fg}; border: 1px solid {line}; padding: {s4} {s6}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: {s4}; }}
QMenu::item {{ padding: {s6} {s20}; border-radius: {s5}; }}
QMenu::item:selected {{ background: {selected}; }}
QMenu::item:disabled {{ color: {muted}; font-size: {s12}; }}
QMenu::separator {{ background: {line}; height: 1px; margin: {s4} {s8}; }}
"""


def dress(part: QWidget, theme: Theme) -> None:
    """Style a part of the window, and all that stands in it, unless it has this look."""
    if part.styleSheet() != theme.qss():
        part.setStyleSheet(theme.qss())


def style_ahead(part: QWidget) -> None:
    """Style a part that is hidden, and all that stands in it, now and not when it is shown."""
    for widget in (part, *part.findChildren(QWidget)):
        widget.ensurePolished()


def set_look(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property that the style sheet asks for ("active", "invalid", "role"), and style the widget by it."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - it is made after the first picture

    wanted = value if isinstance(value, str) else "true" if value else "false"
    if widget.property(name) != wanted:
        widget.setProperty(name, wanted)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is styled when it is shown
            widget.style().unpolish(widget)
            widget.style().polish(widget)

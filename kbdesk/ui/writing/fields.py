# SPDX-License-Identifier: MIT
"""The front matter as a form; the text and the form are two ways to edit the same lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kbdesk.language import tr
from kbdesk.model import TIERS
from kbdesk.ui.drop_down import DropDown
from kbdesk.ui.run_keys import LineEdit
from kbdesk.ui.scroll import column_scroll
from kbdesk.ui.theme import Theme
from kbdesk.ui.tips import plain_tip
from kbdesk.ui.wrap_label import WrapLabel
from kbdesk.ui.writing.keys import names_of

Value = str | tuple[str, ...]
FieldValues = tuple[tuple[str, Value, bool], ...]
"""(name, value, whether a form can edit it) of each key of the front matter, in order."""

TYPED_MS = 250
"""How long after the last letter a field is written into the text."""

_CHOICES: dict[str, dict[str, str]] = {
    "tier": {tier: tr("specialist") if tier == "specialist" else tier for tier in TIERS},
    "audience": {"internal": tr("internal"), "partner": tr("partner"), "public": tr("public")},
    "confidence": {
        "draft": tr("draft"),
        "not-validated": tr("not-validated"),
        "validated": tr("validated"),
        "archived": tr("archived"),
    },
}
_LISTS = ("products", "tags", "errors")
_LABELS = (
    ("title", tr("Title"), ""),
    ("says", tr("What customers say"), tr("one phrase a line, in their own words")),
    ("errors", tr("Error codes"), tr("with commas between them")),
    ("products", tr("Products"), tr("with commas between them")),
    ("tags", tr("Tags"), tr("with commas between them")),
    ("tier", tr("Tier"), ""),
    ("audience", tr("Who may read it"), ""),
    ("confidence", tr("How sure it is"), ""),
    ("owner", tr("Owner"), tr("who answers questions about it")),
    ("review_by", tr("Review by"), tr("a day like 2027-03-31")),
)
_LINES_OF_SAYS = 4


class FieldsForm(QFrame):
    """A field for each key that kbdesk understands; all others stay as they are.

    The fields are made when they are first looked at: most texts are written without.

    Signals:
        changed(str name, object value): write this into the text; None takes the key out.
        line_asked(int): show this line of the text.
    """

    changed = Signal(str, object)
    line_asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Fields of the article"))
        self._theme = theme
        self._known: FieldValues = ()
        self._problem_told = ""
        self._values: dict[str, Value] = {}
        self._typed: set[str] = set()
        self._line = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPED_MS)
        self._later.timeout.connect(self.flush)
        self._scroll = column_scroll(self)
        self._content = QWidget(self._scroll)
        self._box = QVBoxLayout(self._content)
        self._scroll.setWidget(self._content)  # empty: what is in it takes on its style only once
        self._problem = WrapLabel(self._content, 13, 400, "warn")
        self._go = QPushButton(tr("Show the line"), self._content)
        self._go.setAutoDefault(False)
        self._go.setToolTip(tr("Go to the line in the text"))
        self._go.clicked.connect(self._show_line)
        self._box.addWidget(self._problem)
        self._box.addWidget(self._go)
        self._labels: list[WrapLabel] = []
        self._fields: dict[str, QLineEdit | QComboBox | QPlainTextEdit] = {}
        self._others = WrapLabel(self._content, 12, 400, "muted")
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._scroll)

    def _fill(self) -> None:
        """Make the fields, unless they are there."""
        if self._fields:
            return
        for name, label, note in _LABELS:
            self._add(name, label, note)
        self._box.addWidget(self._others)
        self._box.addStretch(1)
        self.setFocusProxy(self._fields["title"])
        self.set_theme(self._theme)
        self._show()

    def _add(self, name: str, label: str, note: str) -> None:
        text = WrapLabel(self._content, 12, 600, "muted")
        text.setText(f"{label} – {note}" if note else label)
        made: QLineEdit | QComboBox | QPlainTextEdit
        if name in _CHOICES:
            made = DropDown(self._content)
            for value, shown in {"": "", **_CHOICES[name]}.items():
                made.addItem(shown, value)
            made.activated.connect(self._chosen)
        elif name == "says":
            made = QPlainTextEdit(self._content)
            made.setTabChangesFocus(True)
            made.textChanged.connect(self._letter)
        else:
            made = LineEdit(self._content)
            made.setMaxLength(2_000)
            made.textEdited.connect(self._letter)
            made.editingFinished.connect(self.flush)
        made.setAccessibleName(label)
        made.setToolTip(
            plain_tip(
                f"{label}: {note}" if note else tr("{field}; Ctrl+1 goes back to the text", field=label)
            )
        )
        made.setProperty("field", name)
        made.installEventFilter(self)
        self._fields[name] = made
        self._labels.append(text)
        self._box.addWidget(text)
        self._box.addWidget(made)

    # --- what is shown ---

    def show_fields(self, fields: FieldValues) -> None:
        """Show these keys; the field that is being typed in is left alone."""
        self._known, self._problem_told, self._line = fields, "", 0
        self._values = {name: value for name, value, _ in fields}
        if self._fields:
            self._show()

    def show_problem(self, sentence: str, line: int) -> None:
        """Say why there is no form, and step aside."""
        self._problem_told, self._line = sentence, line
        if self._fields:
            self._show()

    def _show(self) -> None:
        self._problem.setText(self._problem_told)
        self._problem.setVisible(bool(self._problem_told))
        self._go.setVisible(self._line > 0)
        if self._problem_told:
            for part in (*self._labels, *self._fields.values(), self._others):
                part.hide()
            return
        known = {name: (value, editable) for name, value, editable in self._known}
        for name, field in self._fields.items():
            value, editable = known.get(name, ("", True))
            field.setEnabled(editable)
            if name not in self._typed and not field.hasFocus():
                self._put(name, value)
        for part in (*self._labels, *self._fields.values()):
            part.show()
        others = [name for name, _, _ in self._known if name not in self._fields]
        self._others.setText(
            tr("Only in the text, and kept as they are: {fields}.", fields=", ".join(others))
            if others
            else ""
        )
        self._others.setVisible(bool(others))

    @property
    def problem(self) -> str:
        """Why there is no form; "" if there is one."""
        return self._problem_told

    def shown(self, name: str) -> Value:
        """What stands in a field."""
        field = self.field(name)
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        if isinstance(field, QPlainTextEdit):
            return tuple(filter(None, (line.strip() for line in field.toPlainText().split("\n"))))
        if name in _LISTS:
            return tuple(dict.fromkeys(filter(None, (part.strip() for part in field.text().split(",")))))
        return field.text().strip()

    def field(self, name: str) -> QLineEdit | QComboBox | QPlainTextEdit:
        """The field of a key."""
        self._fill()
        return self._fields[name]

    def flush(self) -> None:
        """Write what was typed into the text now."""
        self._later.stop()
        typed, self._typed = self._typed, set()
        for name in self._fields:
            if name in typed:
                value = self.shown(name)
                before = self._values.get(name, "")
                if value != before and (value or before):
                    self._values[name] = value
                    self.changed.emit(name, value or None)

    def set_theme(self, theme: Theme) -> None:
        """Draw in this theme from now on."""
        self._theme = theme
        if not self._fields:
            return
        for label in (*self._labels, self._others, self._problem):
            label.set_theme(theme)
        self._box.setContentsMargins(*(theme.px(side) for side in (18, 12, 18, 18)))
        self._box.setSpacing(theme.px(5))
        says = self._fields["says"]
        line = QFontMetricsF(theme.font(14)).lineSpacing()
        says.setFixedHeight(round(line * _LINES_OF_SAYS) + theme.px(24))

    # --- inside ---

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks at it."""
        self._fill()
        super().showEvent(event)

    def _put(self, name: str, value: Value) -> None:
        field = self._fields[name]
        if self.shown(name) == (value or self.shown(name).__class__()):
            return
        if isinstance(field, QComboBox):
            text = value if isinstance(value, str) else ", ".join(value)
            if field.findData(text) < 0:
                field.addItem(text, text)
            field.setCurrentIndex(field.findData(text))
        elif isinstance(field, QPlainTextEdit):
            field.blockSignals(True)
            field.setPlainText("\n".join((value,) if isinstance(value, str) else value))
            field.blockSignals(False)
        else:
            field.setText(value if isinstance(value, str) else ", ".join(value))

    def _letter(self) -> None:
        field = self.sender()
        if isinstance(field, QWidget):
            self._typed.add(str(field.property("field")))
            self._later.start()

    def _chosen(self) -> None:
        self._letter()
        self.flush()

    def _show_line(self) -> None:
        self.line_asked.emit(self._line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write a field when it is left; keys of the page and the wheel do not change a choice in passing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and names_of(event)[0]:
            event.ignore()  # the page takes it
            return True
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QWidget):
            self.flush()
            name = str(watched.property("field"))
            if name not in self._typed and not self.problem:
                self._put(name, self._values.get(name, ""))
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._scroll.ensureWidgetVisible(watched)
        elif event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox) and not watched.hasFocus():
            event.ignore()
            return True
        return False

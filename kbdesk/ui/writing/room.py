# SPDX-License-Identifier: MIT
"""The room of writing: what takes the place of the panes, and where writing begins."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from kbdesk.language import tr
from kbdesk.model import Draft
from kbdesk.ui.key_map import key_of
from kbdesk.ui.theme import Theme, dress
from kbdesk.ui.writing.page import WritePage


class Room(QStackedWidget):
    """The writing page, and over it the choice after a clash; it hands the focus on."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        dress(self, theme)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to what is shown."""
        shown = self.currentWidget()
        if shown is not None:
            shown.setFocus(event.reason())


def line_to_begin(draft: Draft, seen: int = 0) -> int:
    """The line, from 1, at which a text is opened: where it was or is to be written, or was read."""
    if draft.number:
        return line_to_go_on(draft.base_text, draft.text)
    return first_line_to_write(draft.text) if draft.kind == "new" else max(1, seen)


def first_line_to_write(text: str) -> int:
    """The line of a template where writing begins: below its first section and one empty line."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("#")]
    start = next((number for number in heads if lines[number].startswith("##")), heads[0] if heads else 0)
    empty = [number + 1 for number in range(start + 1, len(lines)) if not lines[number].strip()]
    if len(empty) > 1 and empty[1] == empty[0] + 1:
        return empty[1]
    return empty[0] if empty else max(1, len(lines))


def made_room(theme: Theme, parent: QWidget) -> tuple[Room, WritePage]:
    """The room with a page for a text; to make it is half of what it takes to open one."""
    room = Room(theme, parent)
    room.hide()
    page = WritePage(theme, room)
    room.addWidget(page)
    return room, page


def line_to_go_on(base: str, text: str) -> int:
    """The last line that differs from the text it began from, counted from 1: writing stopped about there."""
    old, new = base.splitlines(), text.splitlines()
    same = 0
    while same < min(len(old), len(new)) and old[-1 - same] == new[-1 - same]:
        same += 1
    return max(1, len(new) - same)


def kept_phrase(draft: Draft | None) -> str:
    """What is told when writing ends without a save: where the draft is found again."""
    if draft is not None and draft.kind == "new":
        return tr("The draft is kept; Recover ({key}) opens it again.", key=key_of("show_recover"))
    return tr("The draft is kept; edit the article again to go on with it.")


def returned_phrase(draft: Draft) -> str:
    """What is told of a text that came back from a review."""
    who, why = draft.by or tr("A maintainer"), draft.note or tr("no comment")
    return tr("{who} sent it back: {why}", who=who, why=why)

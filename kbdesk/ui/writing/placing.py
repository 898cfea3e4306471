# SPDX-License-Identifier: MIT
"""Pictures and files that are pasted or dropped: stored beside the article, and linked where they fell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.writing.editor import Editor
from kbdesk.ui.writing.pasting import PICTURE_ENDINGS, picture_file

if TYPE_CHECKING:
    from kbdesk.desk.desk import Desk


class Placer(QObject):
    """Stores what is pasted into an editor.

    Signals:
        said(str): something to tell in passing.
        failed(KbError): it could not be stored.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, editor: Editor, lanes: Lanes) -> None:
        super().__init__(editor)
        self._editor, self._lanes = editor, lanes
        self._desk: Desk | None = None
        self._path: Callable[[], str] | None = None
        self._spots: list[QTextCursor] = []
        editor.picture_given.connect(self._picture)
        editor.files_given.connect(self._files)

    def begin(self, desk: Desk, path: Callable[[], str]) -> None:
        """Store for the file whose path ``path`` gives."""
        self._desk, self._path = desk, path

    def _picture(self, data: bytes, name: str) -> None:
        if self._desk is not None and self._path is not None:
            self._run(partial(stored_picture, self._desk, self._path(), data, name))

    def _files(self, places: tuple[str, ...]) -> None:
        if self._desk is not None and self._path is not None:
            for place in places:
                self._run(partial(stored_file, self._desk, self._path(), place))

    def _run(self, work: Callable[[], str]) -> None:
        self._spots.append(self._editor.textCursor())
        self._lanes.disk.run(work, self._stored, failed=self._not_stored)

    def _stored(self, link: str) -> None:
        """Put the link where the picture fell; of a picture without a name the words come next."""
        spot = self._spots.pop(0)
        stands_there = spot == self._editor.textCursor()
        spot.insertText(link)
        if stands_there and link.startswith("![]"):
            cursor = self._editor.textCursor()
            cursor.setPosition(spot.position() - len(link) + 2)
            self._editor.setTextCursor(cursor)
            self.said.emit(tr("The picture is stored. Type what it shows; Ctrl+Z takes it out of the text."))

    def _not_stored(self, error: KbError) -> None:
        self._spots.pop(0)
        self.failed.emit(error)


# --- in the lane ---


def stored_picture(desk: Desk, path: str, data: bytes, name: str) -> str:
    """Store a picture beside a file and give the Markdown that shows it.

    Raises:
        KbError: it is no picture that articles may have, or could not be written.
    """
    link, _ = desk.writing.store_picture(path, data, name)
    words = Path(name).stem.replace("-", " ").replace("_", " ") if name else ""
    return f"![{words}]({link})"


def stored_file(desk: Desk, path: str, place: str) -> str:
    """The Markdown for a file that was dropped: a picture is stored, an article of the library linked.

    Raises:
        KbError: it is neither, or could not be read or written.
    """
    file = Path(place)
    try:
        if file.suffix.lower() in PICTURE_ENDINGS:
            data = picture_file(place)
            if not data:
                raise KbError(
                    tr("{name} is too large: pictures may have up to 10 MB.", name=file.name),
                    tr("Make it smaller first."),
                )
            return stored_picture(desk, path, data, file.name)
        inside = file.resolve().is_relative_to(desk.root)
    except OSError as error:
        raise KbError(
            tr("{name} cannot be read: {reason}.", name=file.name, reason=error.strerror)
        ) from error
    if file.suffix.lower() == ".md" and inside:
        target = file.resolve().relative_to(desk.root).as_posix()
        return f"[{desk.read(target).title}]({desk.writing.link(path, target)})"
    raise KbError(
        tr("{name} cannot be put into an article.", name=file.name),
        tr("Pictures (PNG, JPEG, GIF, WebP) and articles can."),
    )

# SPDX-License-Identifier: MIT
"""Reading one library: documents, pages with their pictures, and where links lead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from kbdesk import library, markdown
from kbdesk.desk.rendering import rendered_in_time, too_slow
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Document, Page, Playbook, Rendered, Revision, SourceFile

PICTURES_BYTES = 64 * 1024 * 1024
"""Pictures of one page that are read into memory at most; the rest shows a placeholder."""

CACHED_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a link leads: to a ``path`` (and ``anchor``) of the library, or to the ``url`` outside."""

    path: str = ""
    anchor: str = ""
    library: str = ""
    """The badge of the library that ``path`` is in; "" is the open one."""
    url: str = ""
    host: str = ""
    refused: str = ""
    """Why the link is not opened, as a sentence; "" if it may be."""


class Reader:
    """Reads the files of one library. Two threads may read at once: what they share are frozen values.

    Args:
        root: the library's folder.
        name: what the library is called in a sentence.
    """

    def __init__(self, root: Path, name: str) -> None:
        self._root, self._name = root, name
        self._documents: dict[str, tuple[tuple[int, int], Document]] = {}
        self._laid: tuple[str, Rendered | None] = ("", None)
        """The last demanding text, and what was made of it: reading it and showing it both need that."""

    def read(self, path: str) -> Document:
        """The document at a path of the library, whatever state it is in.

        Raises:
            KbError: if the path leads outside the library or to no Markdown file.
        """
        target = self._root / path
        try:
            stat = target.lstat()
        except (OSError, ValueError) as error:
            raise KbError(
                tr("There is no file {path} in {name}.", path=path, name=self._name),
                tr("Search for its title."),
            ) from error
        stamp = (stat.st_mtime_ns, stat.st_size)
        held = self._documents.get(path)
        if held is not None and held[0] == stamp:
            return held[1]
        source = library.read_file(self._root, path, markdown.decode)
        if markdown.is_demanding(source.text) and self._in_time(source) is None:
            source = replace(source, problem=too_slow())
        document = markdown.parse(source)
        if len(self._documents) >= CACHED_DOCUMENTS:
            self._documents.pop(list(self._documents)[0], None)  # noqa: RUF015 - a copy: two lanes read here
        self._documents[path] = (stamp, document)
        return document

    def playbook(self, path: str) -> Playbook | None:
        """The playbook at a path; None if there is none."""
        try:
            document = self.read(path)
        except KbError:
            return None
        return document if isinstance(document, Playbook) else None

    def page(self, document: Document, revision: Revision | None = None) -> Page:
        """A document of this library, in whatever version, with everything that showing it needs."""
        demanding = not document.source.problem and markdown.is_demanding(document.source.text)
        rendered = self._in_time(document.source) if demanding else None
        if demanding and rendered is None:
            document = markdown.parse(replace(document.source, problem=too_slow()))
        rendered = rendered or markdown.render_document(document)
        notices = [problem.message for problem in document.problems]
        if document.source.problem:
            notices.insert(0, document.source.problem)
        if document.source.encoding == "cp1252":
            notices.append(
                tr("This file is not UTF-8; it was read as Windows-1252, so some letters may be wrong.")
            )
        if rendered.notice:
            notices.append(rendered.notice)
        successor = self._successor(document)
        if document.meta.confidence == "archived":
            notices.insert(
                0,
                tr("This article is archived. Read “{title}” instead.", title=successor)
                if successor
                else tr("This article is archived."),
            )
        return Page(
            document=document,
            rendered=rendered,
            pictures=self.pictures(document.path, rendered.images),
            revision=revision,
            successor=successor,
            notices=tuple(dict.fromkeys(notices)),
        )

    def _in_time(self, source: SourceFile) -> Rendered | None:
        """What a demanding file looks like; None if laying it out takes too long."""
        laid = self._laid
        if laid[0] != source.text:
            self._laid = laid = (source.text, rendered_in_time(source))
        return laid[1]

    def _successor(self, document: Document) -> str:
        if not document.meta.superseded_by:
            return ""
        path = library.resolve(self._root, document.path, document.meta.superseded_by)
        return self.read(path).title if path and path.endswith(".md") else ""

    def pictures(self, path: str, targets: tuple[str, ...]) -> tuple[bytes, ...]:
        """The bytes of a file's pictures, b"" for those that are missing, outside or too many."""
        left, found = PICTURES_BYTES, []
        for target in targets:
            place = library.resolve(self._root, path, target)
            data = library.read_picture(self._root, place) if place else None
            found.append(data if data is not None and len(data) <= left else b"")
            left -= len(found[-1])
        return tuple(found)

    def follow(self, from_path: str, target: str) -> Followed:
        """Where a link leads that stands in a file; nothing is opened."""
        target = target.strip()
        if target.startswith("#"):
            return Followed(path=from_path, anchor=target[1:])
        parts = _split(target)
        if parts.scheme in {"http", "https"} and parts.hostname:
            try:
                host = parts.hostname.encode("idna").decode("ascii")
            except UnicodeError:
                return Followed(refused=tr("The address {target} is not a valid one.", target=target))
            return Followed(url=target, host=host)
        if parts.scheme == "mailto" and parts.path:
            return Followed(url=f"mailto:{parts.path}", host=parts.path)
        path = library.resolve(self._root, from_path, target)
        if path is None:
            return Followed(
                refused=tr(
                    "“{target}” leads to nothing in this library, so it was not opened.", target=target
                )
            )
        if not path.endswith(".md"):
            return Followed(
                refused=tr("{path} is not an article; kbdesk opens Markdown files only.", path=path)
            )
        return Followed(path=path, anchor=parts.fragment)


def _split(target: str) -> SplitResult:
    try:
        return urlsplit(target)
    except ValueError:
        return urlsplit("")

# SPDX-License-Identifier: MIT
"""The help: the same Markdown as on the site, read from where kbdesk is installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kbdesk.desk.reader import Followed, Reader
from kbdesk.desk.starter import shipped
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Page

INDEX = "index.md"
_LINE = re.compile(
    r"(?m)^(?:## +(?P<part>.+)|[-*] \[(?P<title>[^\]]+)\]\((?P<path>[\w/.-]+\.md)\)(?P<told>.*))$"
)


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """One page of the help, as the contents name it."""

    path: str
    title: str
    part: str
    """The heading that it stands under."""
    told: str = ""
    """What it is about, in a line."""
    words: str = ""
    """All of its text, to look for words in."""


def help_folder() -> Path | None:
    """Where the pages are; None where they were left out."""
    folder = shipped("help", "docs")
    return folder if (folder / INDEX).is_file() else None


def contents(index: str) -> tuple[HelpEntry, ...]:
    """The pages that the text of ``index.md`` lists, in its order."""
    part, found = "", []
    for line in _LINE.finditer(index):
        if line["part"]:
            part = line["part"].strip()
        else:
            found.append(HelpEntry(line["path"], line["title"], part, line["told"].lstrip(" :").strip()))
    return tuple(found)


class Help:
    """The pages of the help. Runs in a lane.

    Raises:
        KbError: they were left out of this installation.
    """

    def __init__(self, folder: Path | None = None) -> None:
        place = folder or help_folder()
        if place is None:
            raise KbError(
                tr("The help is not part of this installation."),
                tr("Install kbdesk again, or read it on the site that its README names."),
            )
        self._folder = place
        self._reader = Reader(place, tr("the help"))

    def entries(self) -> tuple[HelpEntry, ...]:
        """The pages in the order of the contents, with their words; what is not there is left out."""
        listed = contents((self._folder / INDEX).read_text(encoding="utf-8"))
        found = []
        for one in listed:
            try:
                words = (self._folder / one.path).read_text(encoding="utf-8")
            except OSError:  # left out of this installation
                continue
            found.append(HelpEntry(one.path, one.title, one.part, one.told, words))
        return tuple(found)

    def page(self, path: str) -> Page:
        """A page with its pictures.

        Raises:
            KbError: there is no such page.
        """
        return self._reader.page(self._reader.read(path))

    def follow(self, from_path: str, target: str) -> Followed:
        """Where a link of a page leads; nothing is opened."""
        found = self._reader.follow(from_path, target)
        if found.refused:
            return Followed(
                refused=tr("“{target}” is not part of the help; it is in kbdesk's source.", target=target)
            )
        return found

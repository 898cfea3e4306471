# SPDX-License-Identifier: MIT
"""Keeps texts that are in no version: what is typed, and what another text takes the place of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from kbdesk import library
from kbdesk.desk.beside import Beside
from kbdesk.errors import KbError
from kbdesk.library.objects import trusted_objects
from kbdesk.library.sync.worktree import Folder
from kbdesk.model import Author, Draft

LEFT_IN_FILE = "It stood in the file, unsaved, when your text took its place."


@dataclass
class Keeping(Beside):
    """The drafts of one library."""

    _shown: dict[str, str] = field(default_factory=dict)
    """For each draft that clashed the blob id of the text that stood against it when the writer was asked."""
    _unkept: dict[str, Draft] = field(default_factory=dict)
    """Drafts that could not be written: they are held here and tried again."""

    def keep(self, draft: Draft) -> Draft:
        """Keep a draft in the user's own folder; give it as it was kept.

        One that could not be written is held until it can be, or until the window is closed.

        Raises:
            KbError: it could not be written.
        """
        draft = replace(draft, at=self._now())
        try:
            kept = library.keep_draft(self._folder, draft)
        except KbError:
            self._unkept[draft.id] = draft
            raise
        self._unkept.pop(draft.id, None)
        return kept

    def drop(self, draft: Draft) -> None:
        """Throw a draft away."""
        self._shown.pop(draft.id, None)
        self._unkept.pop(draft.id, None)
        library.drop_draft(self._folder, draft.id)

    def left(self) -> tuple[Draft, ...]:
        """All drafts of this library, the one kept last first."""
        held = []
        for draft in tuple(self._unkept.values()):
            try:
                self.keep(draft)
            except KbError:
                held.append(draft)
        newer = {draft.id for draft in held}
        return (*held, *(draft for draft in library.read_drafts(self._folder) if draft.id not in newer))

    def keep_unsaved(self, path: str, author: Author) -> None:
        """Keep a text that another program left in a file and that no version has, before it is replaced.

        Raises:
            KbError: it could not be kept.
        """
        objects = trusted_objects(self.desk.info)
        if objects is not None:
            Folder(objects, self._folder, self.desk.clock(), author).keep_unsaved(path, LEFT_IN_FILE)

    @property
    def _folder(self) -> Path:
        return library.drafts_folder(self.desk.home.data, self.desk.info.root)

    def _now(self) -> str:
        return self.desk.clock().isoformat(timespec="seconds")

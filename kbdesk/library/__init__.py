# SPDX-License-Identifier: MIT
"""A library: a folder of Markdown and, if it has one, its git repository. The only place that knows git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbdesk.library.addresses import redact_url
from kbdesk.library.atomic import write_atomic
from kbdesk.library.create import begin_history, create
from kbdesk.library.drafts import drafts_folder, drop_draft, keep_draft, read_drafts
from kbdesk.library.files import (
    SYNONYMS_FILE,
    blob_id,
    is_article_path,
    list_files,
    read_file,
    read_picture,
)
from kbdesk.library.history import LastChanges, changed_since, revisions
from kbdesk.library.locks import library_lock, repair_locks
from kbdesk.library.opening import open_library
from kbdesk.library.paths import check_new_path, resolve
from kbdesk.library.runner import git_version
from kbdesk.library.saving import commit_names, finish, save
from kbdesk.library.who import check_author, suggested_author

if TYPE_CHECKING:
    from kbdesk.library.cloning import clone

__all__ = [
    "SYNONYMS_FILE",
    "LastChanges",
    "begin_history",
    "blob_id",
    "changed_since",
    "check_author",
    "check_new_path",
    "clone",
    "commit_names",
    "create",
    "drafts_folder",
    "drop_draft",
    "finish",
    "git_version",
    "is_article_path",
    "keep_draft",
    "library_lock",
    "list_files",
    "open_library",
    "read_drafts",
    "read_file",
    "read_picture",
    "redact_url",
    "repair_locks",
    "resolve",
    "revisions",
    "save",
    "suggested_author",
    "write_atomic",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """``clone``, which brings all of sharing: no search waits for that."""
        if name != "clone":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from kbdesk.library.cloning import clone  # noqa: PLC0415 - see above

        globals()[name] = clone
        return clone

# SPDX-License-Identifier: MIT
"""A library: a folder of Markdown and, if it has one, its git repository. The only place that knows git."""

from kbdesk.library.addresses import redact_url
from kbdesk.library.clone import clone
from kbdesk.library.create import begin_history, create
from kbdesk.library.files import (
    SYNONYMS_FILE,
    blob_id,
    is_article_path,
    list_files,
    read_file,
    read_picture,
)
from kbdesk.library.history import changed_since, revisions
from kbdesk.library.opening import open_library
from kbdesk.library.paths import resolve
from kbdesk.library.runner import git_version

__all__ = [
    "SYNONYMS_FILE",
    "begin_history",
    "blob_id",
    "changed_since",
    "clone",
    "create",
    "git_version",
    "is_article_path",
    "list_files",
    "open_library",
    "read_file",
    "read_picture",
    "redact_url",
    "resolve",
    "revisions",
]

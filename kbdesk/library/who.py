# SPDX-License-Identifier: MIT
"""Who writes: the name and mail address that a library's history shows for a save."""

from __future__ import annotations

import re

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.runner import GitRunner, git_executable
from kbdesk.model import Author

_LIMIT = 200
_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f\ud800-\udfff]+@[^\s<>@\x00-\x1f\x7f\ud800-\udfff]+")
_CRUD = " .,:;<>\"\\'"
"""Signs that git cuts off both ends of a name or address."""


def suggested_author() -> Author:
    """Give the name and address of the user's own git settings, each "" where there is none.

    Raises:
        KbError: git did not answer.
    """
    if not git_executable():
        return Author("", "")
    known = {"user.name": "", "user.email": ""}
    outcome = GitRunner().run(
        "config", "--global", "--includes", "-z", "--get-regexp", r"^user\.(name|email)$"
    )
    for entry in outcome.out.decode("utf-8", "replace").split("\0"):
        key, _, value = entry.partition("\n")
        if key in known:
            known[key] = value.strip()
    return Author(known["user.name"], known["user.email"])


def check_author(author: Author) -> Author:
    """Give the author as the history will show it.

    Raises:
        KbError: the name or the address cannot be used.
    """
    name = re.sub(r"\s+", " ", author.name).strip(_CRUD)
    email = author.email.strip(_CRUD)
    if not name or len(name) > _LIMIT or re.search(r"[\x00-\x1f\x7f<>\ud800-\udfff]", name):
        raise KbError(tr("A save needs your name."), tr("Type the name that your colleagues know you by."))
    if not _ADDRESS.fullmatch(email) or len(email) > _LIMIT:
        raise KbError(
            tr("{address!r} is not a mail address.", address=email)
            if email
            else tr("A save needs your mail address."),
            tr("Type the address that your colleagues reach you at."),
        )
    return Author(name, email)

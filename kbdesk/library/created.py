# SPDX-License-Identifier: MIT
"""Which articles were added to a library in some days."""

from __future__ import annotations

import os

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.files import is_article_path
from kbdesk.library.opening import trusted_runner
from kbdesk.model import LibraryInfo

_LOG = (
    "log",
    "-z",
    "--diff-filter=A",
    "--name-only",
    "-M",
    "-l400",
    "--no-ext-diff",
    "--no-textconv",
    "--no-show-signature",
    "--format=%x01%cI",
)


def created(info: LibraryInfo, since: str, until: str) -> tuple[tuple[str, str], ...]:
    """The articles that came in a time as (path, when), newest first; one that got a new name is not new.

    () if there is no usable history. A file counts by the day on which it was first saved.

    Args:
        info: the library.
        since: first day, YYYY-MM-DD.
        until: last day.

    Raises:
        KbError: git failed.
    """
    runner = trusted_runner(info)
    if runner is None:
        return ()
    days = (f"--since={since}T00:00:00Z", f"--until={until}T23:59:59Z")
    outcome = runner.run(*_LOG, *days, "--end-of-options", "HEAD", "--")
    if outcome.status != 0:
        raise KbError(tr("git could not read the history: {error}.", error=outcome.error))
    found: dict[str, str] = {}
    at = ""
    for token in outcome.out.split(b"\0"):
        if token.startswith(b"\x01"):
            at = token[1:].decode("ascii", "replace")
            continue
        name = os.fsdecode(token.removeprefix(b"\n"))
        if name and is_article_path(name):
            found.setdefault(name, at)
    return tuple(found.items())

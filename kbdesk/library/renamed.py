# SPDX-License-Identifier: MIT
"""What a file is called now that had another name."""

from __future__ import annotations

import os

from kbdesk.errors import KbError
from kbdesk.library.log import versions
from kbdesk.library.opening import trusted_runner
from kbdesk.model import LibraryInfo

_MOST_NAMES = 8
"""Names of a file that are followed."""


def name_now(info: LibraryInfo, path: str) -> str:
    """Give the path that a file has now that is not in the library under its old one; "" if it is unknown.

    It is followed from rename to rename; one that was copied and deleted in two steps is not found.
    """
    runner, known = trusted_runner(info), {path}
    try:
        while runner is not None and len(known) <= _MOST_NAMES:
            last = next(iter(versions(info, path, count=1).versions), None)
            if last is None or last.blob:
                return path if len(known) > 1 else ""
            flags = ("-r", "-z", "-M", "-l400", "--diff-filter=R", "--no-commit-id", "--name-status")
            out = runner.run("diff-tree", *flags, last.commit).out.split(b"\0")
            moved = dict(zip(out[1::3], out[2::3], strict=False))
            path = os.fsdecode(moved.get(os.fsencode(path), b""))
            if not path or path in known:
                return ""
            known.add(path)
    except KbError:  # a history that cannot be read knows no names
        pass
    return ""

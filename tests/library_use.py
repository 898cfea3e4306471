# SPDX-License-Identifier: MIT
"""Everything that reading a library does to it, for tests of what must not happen meanwhile."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kbdesk import library
from kbdesk.model import LibraryInfo

posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and owners of POSIX")


def text(data: bytes) -> tuple[str, str, str]:
    return data.decode("utf-8", "replace"), "utf-8", ""


def use_everything(root: Path) -> LibraryInfo:
    """Open a library and do everything that reads, also as if it had been trusted when it was opened."""
    info = library.open_library(root)
    head = "0" * 40
    if (root / ".git" / "refs" / "heads" / "main").exists():
        head = (root / ".git" / "refs" / "heads" / "main").read_text().strip()
    for seen in (info, replace(info, git="ok", head=head)):
        library.revisions(seen)
        library.changed_since(seen, head)
    for entry in library.list_files(root):
        assert library.read_file(root, entry.path, text).text
        library.resolve(root, entry.path, "b.md")
    return info


# --- states -----------------------------------------------------------------------------------------------

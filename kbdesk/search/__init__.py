# SPDX-License-Identifier: MIT
"""Search: the index of a library, a cache outside of it. Delete it and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbdesk.search.folder import IndexDamaged, index_folder
from kbdesk.search.index import Index
from kbdesk.search.scan import TitleScan
from kbdesk.search.segment import FACETS

if TYPE_CHECKING:
    from kbdesk.search.writer import indexed, update

__all__ = ["FACETS", "Index", "IndexDamaged", "TitleScan", "index_folder", "indexed", "update"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """What writes an index, which brings Whoosh: whoever only searches does not wait for it."""
        if name not in ("indexed", "update"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from kbdesk.search import writer  # noqa: PLC0415 - see above

        value = globals()[name] = getattr(writer, name)
        return value

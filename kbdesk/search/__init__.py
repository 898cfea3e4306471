# SPDX-License-Identifier: MIT
"""Search: the index of a library, a cache outside of it. Delete it and nothing is lost."""

from __future__ import annotations

from kbdesk.search.folder import IndexDamaged
from kbdesk.search.index import Index
from kbdesk.search.scan import TitleScan
from kbdesk.search.segment import FACETS
from kbdesk.search.writer import index_folder, indexed, update

__all__ = ["FACETS", "Index", "IndexDamaged", "TitleScan", "index_folder", "indexed", "update"]

# SPDX-License-Identifier: MIT
"""What must not be taken over without asking: a history that was rewritten, and very many files gone."""

from __future__ import annotations

from kbdesk.language import tr
from kbdesk.library.files import is_article_path
from kbdesk.library.objects import Objects
from kbdesk.library.sync.merging import merge_base, merge_bases
from kbdesk.model import Question

MANY = 20
"""So many files, or this share of all in per cent, may go without a question."""
FEW = 3
"""In a small library, fewer than these are never many, unless they are all."""

_SHOWN_PATHS = 200


def rewritten(objects: Objects, head: str, seen: str, tip: str) -> bool:
    """Tell whether the team took out of its history what this library has from it.

    Args:
        objects: the library's objects.
        head: where the library stands; "" if nothing was saved yet.
        seen: the tip of the team that was seen before; "" if none.
        tip: the tip of the team now.
    """
    if not head or not seen or tip in (head, seen):
        return False
    return not all(objects.is_ancestor(base, tip) for base in merge_bases(objects, head, seen))


def mass_deletion(objects: Objects, head: str, tip: str) -> Question | None:
    """Give the question to ask if the team's tip lacks unusually many files; None if it does not.

    A file that lies elsewhere now, unchanged, was only moved.
    """
    base = merge_base(objects, head, tip) if head else ""
    if not base:
        return None
    changed = objects.changed_paths(base, tip)
    arrived = {new for _, old, _, new in changed.values() if not old}
    gone = [path for path, (_, old, _, new) in changed.items() if not new and old not in arrived]
    if not gone:
        return None
    before = objects.tree(base)
    articles = [path for path in gone if is_article_path(path)]
    all_articles = sum(map(is_article_path, before))
    if not _is_many(len(gone), len(before)) and not _is_many(len(articles), all_articles):
        return None
    sentence = tr(
        "The team's latest state no longer has {n:,} of {all:,} files. "
        "Take it over, or ask in the team first?",
        n=len(gone),
        all=len(before),
    )
    return Question("mass-deletion", sentence, tip, tuple(gone[:_SHOWN_PATHS]))


def _is_many(gone: int, of: int) -> bool:
    return gone > MANY or (gone * 100 > of * MANY and gone >= FEW) or 0 < gone == of

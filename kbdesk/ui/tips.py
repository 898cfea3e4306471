# SPDX-License-Identifier: MIT
"""Tooltips that say what they are given."""

from __future__ import annotations

from html import escape


def plain_tip(text: str, *, wrapped: bool = False) -> str:
    """Give a text as a tooltip that Qt shows letter by letter.

    Qt takes a tooltip with something like a tag in its first line for HTML and opens the files that this
    names, also on other computers: a title of somebody else's must not do that.

    Args:
        text: what is to be read.
        wrapped: whether long lines are broken.
    """
    if not wrapped and "<" not in text and "&lt;" not in text:
        return text
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")

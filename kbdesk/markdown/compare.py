# SPDX-License-Identifier: MIT
"""Two texts of a file side by side: block by block, with the words marked that went and came."""

from __future__ import annotations

from collections.abc import Iterator

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.markdown.align import aligned, changed_words
from kbdesk.markdown.blocks import Block, as_html, blocks_of
from kbdesk.markdown.fields import fields
from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.model.history import ComparedBlock, Comparison

WENT, CAME = "went", "came"
"""Classes of the spans around words that only the old, or only the new text has."""


def compare(before: str, after: str, before_title: str = "", after_title: str = "") -> Comparison:
    """Set two texts of a file side by side, front matter included; line ends and blank lines do not count.

    Args:
        before: the old text, "" if there was none.
        after: the new one.
        before_title: what stands over the old one.
        after_title: what stands over the new one.
    """
    old_front, old_body, old_line = _parts(before)
    new_front, new_body, new_line = _parts(after)
    old, old_notice = blocks_of(old_body, old_line)
    new, new_notice = blocks_of(new_body, new_line)
    rows = tuple(_differing(old_front, new_front))
    writer = _Writer()
    blocks = tuple(writer.blocks(old, new))
    notice = old_notice or new_notice
    if not notice and before != after and not rows and all(block.change == "same" for block in blocks):
        notice = tr("These versions differ only in how they are written, not in what they say.")
    return Comparison(before_title, after_title, blocks, rows, len(writer.came), len(writer.went), notice)


class _Writer:
    """Writes the pairs of blocks of one comparison and counts their words."""

    def __init__(self) -> None:
        self.went: list[str] = []
        self.came: list[str] = []

    def blocks(self, old: tuple[Block, ...], new: tuple[Block, ...]) -> Iterator[ComparedBlock]:
        """The pairs, in the order of the new text."""
        old_keys, new_keys = ([block.signature for block in side] for side in (old, new))
        for one, other in aligned(old_keys, new_keys, lambda n: old[n].bag(), lambda n: new[n].bag()):
            if other < 0:
                self.went += (word.key[0] for word in old[one].words)
                yield ComparedBlock("removed", as_html(old[one]), "", old[one].line)
            elif one < 0:
                self.came += (word.key[0] for word in new[other].words)
                yield ComparedBlock("added", "", as_html(new[other]), 0, new[other].line)
            elif old_keys[one] == new_keys[other]:
                after = as_html(new[other])
                alike = old[one].tokens[0].attrs == new[other].tokens[0].attrs  # an item's number is one
                before = after if alike else as_html(old[one])
                yield ComparedBlock("same", before, after, old[one].line, new[other].line)
            else:
                yield self._changed(old[one], new[other])

    def _changed(self, old: Block, new: Block) -> ComparedBlock:
        went, came = changed_words([word.key for word in old.words], [word.key for word in new.words])
        self.went += (old.words[n].key[0] for n in went)
        self.came += (new.words[n].key[0] for n in came)
        before, after = as_html(old, went, WENT), as_html(new, came, CAME)
        return ComparedBlock("changed", before, after, old.line, new.line)


def _parts(text: str) -> tuple[str, str, int]:
    """The front matter of a text, its body, and the line on which that begins."""
    text = with_plain_line_ends(text)
    line = read_front_matter(text).body_line
    lines = text.split("\n")
    return "\n".join(lines[: line - 1]), "\n".join(lines[line - 1 :]), line


def _differing(before: str, after: str) -> Iterator[tuple[str, str, str]]:
    if before == after:
        return
    try:
        old, new = _values(before), _values(after)
    except KbError:  # what cannot be taken apart is shown as it is
        yield tr("front matter"), before, after
        return
    for key in dict.fromkeys((*new, *old)):
        if old.get(key, "") != new.get(key, ""):
            yield key, old.get(key, ""), new.get(key, "")


def _values(front: str) -> dict[str, str]:
    return {
        one.name: one.value if isinstance(one.value, str) else ", ".join(one.value) for one in fields(front)
    }

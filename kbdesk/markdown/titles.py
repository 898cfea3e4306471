# SPDX-License-Identifier: MIT
"""What a file is called, and whether it has steps, without reading all of it."""

from __future__ import annotations

import re

from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.markdown.parse import parse
from kbdesk.markdown.tokens import with_plain_line_ends
from kbdesk.model import SourceFile

_TITLE = re.compile(r"^title:[ \t]+([^\s\"'\[\]{}>|*&!%#`@?,:-][^\n]*)$", re.MULTILINE)
_HEADING = re.compile(r"^# +([^\n#`*_\[\]<>&\\!]+?)[ \t]*$", re.MULTILINE)
_BEFORE = re.compile(r"```|~~~|<!--|^    |^\t|^[ >*+-]*#|^=+[ \t]*$|^-+[ \t]*$", re.MULTILINE)
"""What may hold, or make, another heading before the first plain one."""
_BEGINNING = 4_000
_STEP = re.compile(r"^ {0,3}###[ \t\r\n]", re.MULTILINE)


def title_of(path: str, text: str) -> str:
    """The title of a file as ``parse`` gives it; simple cases are read from its first lines alone."""
    head = with_plain_line_ends(text[:_BEGINNING])
    if not head.startswith("---"):
        found = _HEADING.search(head)
        if found and not _BEFORE.search(head, 0, found.start()):
            return found[1].strip()
    else:
        end = head.find("\n---", 3)
        found = _TITLE.search(head, 0, max(end, 0))
        if found and ": " not in found[1] and " #" not in found[1] and not found[1].endswith(":"):
            follows = head[found.end() + 1 : found.end() + 2]
            if follows not in (" ", "\t", "\n", "") and not _refused(head[: end + 4]):
                return found[1].strip()
    return parse(SourceFile(path, "", text)).title


def has_steps(text: str) -> bool:
    """Whether a playbook has the heading of a step; one that stands in code counts, too."""
    return _STEP.search(text) is not None


def _refused(front: str) -> bool:
    return bool(read_front_matter(f"{front}\n").problems)

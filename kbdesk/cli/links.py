# SPDX-License-Identifier: MIT
"""Links to places of a library, in the terminal."""

from __future__ import annotations

from argparse import Namespace

from kbdesk.cli.commands import desk_at, library_path
from kbdesk.desk.links import landing, link_of
from kbdesk.errors import KbError


def link_verb(options: Namespace) -> int:
    """Print the link to a place; a place that is not there is refused."""
    name, _, anchor = options.path.partition("#")
    desk = desk_at(options.library)
    try:
        link = link_of(desk, library_path(desk, name), anchor)
        if landing(desk, link).anchor != anchor:
            raise KbError(f"{link.path} has no heading or step “{anchor}”.", "See: kbdesk show PATH")
    finally:
        desk.close()
    print(link.text)
    return 0

# SPDX-License-Identifier: MIT
"""What the page of reading paths says: an item as a row, how far a person is, what is left."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kbdesk.language import tr, trn, trp
from kbdesk.model.paths import PathItem, ReadingPath
from kbdesk.model.roles import ROLE_NAMES
from kbdesk.ui.rows import Row
from kbdesk.ui.team.words import when

_LOOKS: Final = {
    # state: (icon, colour)
    "read": ("check", "ok"),
    "changed": ("sync", "warn"),
    "gone": ("warning", "danger"),
}


def item_row(item: PathItem, now: datetime) -> Row:
    """The row of an item; its value is the number."""
    icon, colour = _LOOKS.get(item.state, ("playbook" if item.playbook else "article", "muted"))
    line = " · ".join(filter(None, (standing(item, now), item.part)))
    return Row(item.number, f"{item.number}. {item.title}", line, icon, colour)


def standing(item: PathItem, now: datetime) -> str:
    """Whether it was read, and when."""
    if item.state == "read":
        return trp("it was read then", "Read {when}", when=when(item.read_at, now))
    if item.state == "changed":
        return tr("Changed since you read it {when}", when=when(item.read_at, now))
    if item.state == "gone":
        return item.trouble
    return tr("Playbook, not read yet") if item.playbook else tr("Not read yet")


def progress(path: ReadingPath) -> str:
    """How far a person is: “4 of 12 read, 1 changed since you read it”."""
    there = [item for item in path.items if item.state != "gone"]
    if not path.items:
        return tr("Its text has no numbered list of links, so there is nothing to read in order.")
    words = [tr("{n} of {whole} read", n=path.read, whole=len(there))]
    changed, gone = path.changed, len(path.items) - len(there)
    if changed:
        words.append(trn("{n} changed since you read it", "{n} changed since you read it", changed))
    if gone:
        words.append(trn("{n} cannot be found", "{n} cannot be found", gone))
    return ", ".join(words)


def name_of(path: ReadingPath) -> str:
    """What the list of paths calls it."""
    return f"{path.title} ({path.read}/{len(path.items)})"


def told(path: ReadingPath) -> str:
    """Whom it is for."""
    names = {str(role): name for role, name in ROLE_NAMES.items()}
    roles = [names.get(one, one) for one in path.role.replace(",", " ").split()]
    return tr("For: {roles}", roles=", ".join(roles)) if roles else tr("For everybody")


NOTHING: Final = tr(
    "This library has no reading path yet. Write an article with “kind: reading-path” and “role: tier-1” in "
    "its front matter, and a numbered list of links: that list is the path."
)
FINISHED: Final = tr("You have read all of it as it stands now. What changes later is marked here.")

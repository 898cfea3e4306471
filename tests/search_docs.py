# SPDX-License-Identifier: MIT
"""Small libraries for the tests of search."""

from __future__ import annotations

import hashlib
import random

from kbdesk.markdown import anchor
from kbdesk.model import SearchDoc, Section
from kbdesk.search import Index, index_folder, update

_WORDS = """
account address agent backup button cable calendar cartridge certificate client cloud code connect
cursor delete device dialog disk display domain drive driver export family filter firewall folder
font gateway group guest header icon import inbox install invoice kernel keyboard language laptop
layout licence line lock login macro mailbox margin meeting memory menu message mobile monitor mouse
network number office outbox page password patch permission phone picture policy portal print
printer profile proxy queue quota reboot receipt record reset restore router scan screen script
search send server share sign slide sound spool stamp start storage sync table task team template
token tray tunnel update upload user version video voice wallet window wireless word zone
"""
WORDS = _WORDS.split()


def doc(path: str, title: str, body: str = "", headings: str = "", **more) -> SearchDoc:
    """A document of a text and headings, one a line, with a blob id that fits its content."""
    blob = hashlib.sha1(f"{title}{body}{headings}{more}".encode()).hexdigest()
    sections = [Section("", "", body)]
    sections += [Section(line, anchor(line), "") for line in headings.splitlines()]
    values = {"kind": "article", "sections": tuple(sections), **more}
    return SearchDoc(path=path, blob=blob, title=title, **values)


def library(count: int, seed: int = 1) -> list[SearchDoc]:
    """Documents of random words, always the same for a seed."""
    chance = random.Random(seed)
    return [
        doc(
            f"articles/{number:04}.md",
            " ".join(chance.sample(WORDS, 4)),
            " ".join(chance.choices(WORDS, k=chance.randint(20, 120))),
            headings=" ".join(chance.sample(WORDS, 3)),
            tags=(chance.choice(("mail", "print", "network")),),
            products=(chance.choice(("Contoso Mail", "Contoso Print")),),
            tier=chance.choice(("1", "2")),
            errors=(f"E-{number}",),
        )
        for number in range(count)
    ]


def indexed(tmp_path, docs) -> Index:
    """An index of these documents."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    update(folder, docs, ())
    return Index.open(folder)


def paths(results) -> list[str]:
    """The paths of the hits, best first."""
    return [hit.path for hit in results.hits]

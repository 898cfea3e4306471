# SPDX-License-Identifier: MIT
"""Public wording: what of a document may be said in public as it stands, and how long it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kbdesk.language import tr
from kbdesk.model import Page

LIMITS: Final = (280, 500, 2_000)
"""Characters that posts may have in usual places."""

_SAY: Final = re.compile(r'<table class="say".*?href="kb:copy/(\d+)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wording:
    """What may be said in public out of one document."""

    path: str
    library: str
    title: str
    texts: tuple[str, ...] = ()
    """Each text to say, in the order of the document; what was selected stands first."""
    refusal: str = ""
    """Why nothing may be said, as a sentence; "" if it may."""


def wording_of(page: Page, selected: str = "") -> Wording:
    """What may be said in public out of an open document: its words to say, and what was selected in it."""
    document, meta = page.document, page.document.meta
    refusal = ""
    if not document.path:
        refusal = tr("Open a public article first; its words to say are copied.")
    elif meta.audience != "public":
        refusal = tr(
            "“{title}” is {audience}: only wording of public articles leaves by this key.",
            title=document.title,
            audience=meta.audience,
        )
    elif meta.confidence in ("draft", "archived"):
        if meta.confidence == "draft":
            refusal = tr("“{title}” is a draft, so it is no public wording.", title=document.title)
        else:
            refusal = tr("“{title}” is archived, so it is no public wording.", title=document.title)
    codes = page.rendered.codes
    found = (int(number) for number in _SAY.findall(page.rendered.html))
    says = (codes[number].strip() for number in found if number < len(codes))
    texts = tuple(dict.fromkeys(filter(None, (selected.strip(), *says))))
    if not refusal and not texts:
        refusal = tr(
            "“{title}” has no words to say (lines with >); select what you want to copy.",
            title=document.title,
        )
    return Wording(document.path, page.library, document.title, () if refusal else texts, refusal)


def length(text: str) -> int:
    """How many characters a text has where it is posted: composed ones (NFC), a line break counts as one."""
    return len(unicodedata.normalize("NFC", text))


def initials_of(name: str) -> str:
    """The first letters of a name's words, in capitals."""
    return "".join(word[0] for word in name.split()).upper()

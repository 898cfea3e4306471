# SPDX-License-Identifier: MIT
"""A note looked up in one's own libraries: which playbook it means, what changed in it, how to read it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kbdesk import handoff, markdown
from kbdesk.desk.dates import moment
from kbdesk.errors import KbError
from kbdesk.handoff.escape import one_line
from kbdesk.library.log import versions
from kbdesk.library.renamed import name_now
from kbdesk.library.texts import is_saved
from kbdesk.markdown.compare import compare
from kbdesk.model import Comparison, HandoffNote, Playbook, PlaybookState, Provenance, Rendered

if TYPE_CHECKING:
    from kbdesk.desk.origin import Origin

_LINK = re.compile(r'<a href="kblink:\d+">(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'<img src="kbimg:\d+" alt="([^"]*)">')
_VERSIONS = 200
"""Versions of a playbook among which the one that was used is looked for by its date."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What became of the playbook of a note in the reader's own libraries."""

    origin: Origin
    """The library that the case goes on in."""
    state: PlaybookState
    notice: str = ""
    difference: Comparison | None = None
    warnings: tuple[str, ...] = ()


def page_of(note: HandoffNote) -> Rendered:
    """The note to read. It comes from outside: there is no picture in it, and no link leads anywhere."""
    rendered = markdown.render(handoff.readable(note))
    html = _PICTURE.sub(r"\1", _LINK.sub(r"\1", rendered.html))
    return replace(rendered, html=html, images=(), links=())


def look_up(origins: tuple[Origin, ...], note: HandoffNote) -> LookedUp:
    """Find the playbook of a note: in the library that it names, else in any that has it.

    Args:
        origins: the reader's libraries, the open one first.
        note: the note.
    """
    source, origin = note.provenance, origin_of(origins, note)
    if source is None or not source.playbook:
        return LookedUp(origin, "none")
    path, blob = source.playbook, source.playbook_blob
    now, used = origin.playbook(path), origin.playbook_at(path, blob) if blob else None
    if now is None:
        return _moved(origin, source, used)
    warnings = _other_library(origin, source)
    if now.source.blob == blob or (used is not None and _says(used) == _says(now)):
        return LookedUp(origin, "same", warnings=warnings)
    if used is None:
        notice = (
            f"The version of {_called(path)} that was used is not in your copy of the library: "
            "you go on in the text of now. Getting updates may bring it."
        )
        return LookedUp(origin, "other-version", notice, warnings=warnings)
    notice = "The playbook changed since; the case goes on in the version that was used."
    if note.outcome is not None:
        notice = "The playbook changed since this case."
    return LookedUp(origin, "changed", notice, _difference(origin, used, now), warnings)


def _named(origins: tuple[Origin, ...], source: Provenance) -> tuple[Origin, ...]:
    """All libraries, those with the name that the note gives first."""
    return tuple(sorted(origins, key=lambda one: source.library not in (one.info.name, one.badge or None)))


def origin_of(origins: tuple[Origin, ...], note: HandoffNote) -> Origin:
    """The library that a case goes on in: the named one if it has the playbook, else one that has it."""
    source = note.provenance
    if source is None:
        return origins[0]
    path, blob = source.playbook, source.playbook_blob
    ordered = _named(origins, source)
    having = [one for one in ordered if one.playbook(path) is not None]
    if having and source.library in (having[0].info.name, having[0].badge):
        return having[0]
    knowing = [one for one in having or ordered if blob and one.playbook_at(path, blob) is not None]
    return (knowing or having or list(ordered))[0]


def _moved(origin: Origin, source: Provenance, used: Playbook | None) -> LookedUp:
    """What to say of a playbook that is not in the library under its name."""
    path = name_now(origin.info, source.playbook)
    now = origin.playbook(path) if path else None
    if now is None:
        going = (
            "the case goes on in the version that was used"
            if used is not None
            else "you can read the note, take notes and hand over"
        )
        named = f"“{_called(source.library)}”" if source.library else "another library"
        notice = f"The playbook {_called(source.playbook)} of {named} is not in your library now: {going}."
        return LookedUp(origin, "gone", notice)
    if used is None:
        notice = (
            f"The playbook {_called(source.playbook)} is called {path} now, and the version that was used "
            "is not in your copy of the library: use the new text to go on."
        )
        return LookedUp(origin, "other-version", notice)
    notice = f"The playbook is called {path} now; the case goes on in the version that was used."
    return LookedUp(origin, "changed", notice, _difference(origin, used, now))


def _says(book: Playbook) -> str:
    """The text of a playbook however its lines end on this computer."""
    return book.source.text.replace("\r\n", "\n")


def _other_library(origin: Origin, source: Provenance) -> tuple[str, ...]:
    known = source.library in ("", origin.info.name, origin.badge)
    if known or (source.commit and is_saved(origin.info, source.commit)):
        return ()
    named = _called(source.library)
    return (f"The note names the library “{named}”; its playbook was found in “{origin.info.name}”.",)


def _called(name: str) -> str:
    """A name from somebody's note, to stand in a sentence."""
    return one_line(name, 80)


def _difference(origin: Origin, used: Playbook, now: Playbook) -> Comparison:
    try:
        found = versions(origin.info, now.path, count=_VERSIONS).versions
    except KbError:  # the texts are at hand; only who wrote them is not known
        found = ()
    titles = {one.blob: f"{one.author}, {moment(one.date)}" for one in reversed(found)}
    before = ": ".join(filter(None, ("As it was used", titles.get(used.source.blob))))
    after = ": ".join(filter(None, ("Now", titles.get(now.source.blob))))
    return compare(used.source.text, now.source.text, before, after)

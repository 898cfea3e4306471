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
from kbdesk.language import tr
from kbdesk.library.log import versions
from kbdesk.library.renamed import name_now
from kbdesk.library.texts import is_saved
from kbdesk.markdown.compare import compare
from kbdesk.model import Comparison, HandoffNote, Playbook, PlaybookState, Provenance, Rendered, Run

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
        notice = tr(
            "The version of {path} that was used is not in your copy of the library: you go "
            "on in the text of now. Getting updates may bring it.",
            path=_called(path),
        )
        return LookedUp(origin, "other-version", notice, warnings=warnings)
    notice = tr("The playbook changed since; the case goes on in the version that was used.")
    if note.outcome is not None:
        notice = tr("The playbook changed since this case.")
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
            tr("the case goes on in the version that was used")
            if used is not None
            else tr("you can read the note, take notes and hand over")
        )
        notice = tr(
            "The playbook {path} of {library} is not in your library now: {consequence}.",
            path=_called(source.playbook),
            library=f"“{_called(source.library)}”" if source.library else tr("another library"),
            consequence=going,
        )
        return LookedUp(origin, "gone", notice)
    if used is None:
        notice = tr(
            "The playbook {old} is called {path} now, and the version that was used is not "
            "in your copy of the library: use the new text to go on.",
            old=_called(source.playbook),
            path=path,
        )
        return LookedUp(origin, "other-version", notice)
    notice = tr(
        "The playbook is called {path} now; the case goes on in the version that was used.", path=path
    )
    return LookedUp(origin, "changed", notice, _difference(origin, used, now))


def _says(book: Playbook) -> str:
    """The text of a playbook however its lines end on this computer."""
    return book.source.text.replace("\r\n", "\n")


def _other_library(origin: Origin, source: Provenance) -> tuple[str, ...]:
    known = source.library in ("", origin.info.name, origin.badge)
    if known or (source.commit and is_saved(origin.info, source.commit)):
        return ()
    named = _called(source.library)
    return (
        tr(
            "The note names the library “{name}”; its playbook was found in “{library}”.",
            name=named,
            library=origin.info.name,
        ),
    )


def told(note: HandoffNote, own: Run | None, me: str) -> tuple[str, ...]:
    """What was done with a note since it was written, and what the reader knows more, a sentence each.

    Args:
        note: the note.
        own: the reader's own case of it; None if there is none.
        me: the reader's name.
    """
    found, answer, end = [], note.received, note.outcome
    if end is not None and end.by != me:
        found.append(tr("{name} solved this case: {when}.", name=_person(end.by), when=_when(end.at)))
    elif answer is not None and answer.by != me:
        name, when = _person(answer.by), _when(answer.at)
        found.append(
            tr("{name} took this on: {when}.", name=name, when=when)
            if answer.accepted
            else tr("{name} sent this back: {when}.", name=name, when=when)
        )
    if own is not None and note.sender.name == me and answer is None and end is None:
        found.append(tr("You handed this over yourself; nobody has answered yet."))
    elif own is not None and own.status == "escalated" and len(own.visits) > len(note.tried):
        found.append(tr("You handed this case over since, with more than this note says."))
    return tuple(found)


def _person(name: str) -> str:
    return one_line(name, 60) or tr("Somebody")


def _when(at: str) -> str:
    return one_line(moment(at), 40) or tr("nobody knows when")


def _called(name: str) -> str:
    """A name from somebody's note, to stand in a sentence."""
    return one_line(name, 80)


def _difference(origin: Origin, used: Playbook, now: Playbook) -> Comparison:
    try:
        found = versions(origin.info, now.path, count=_VERSIONS).versions
    except KbError:  # the texts are at hand; only who wrote them is not known
        found = ()
    titles = {one.blob: f"{one.author}, {moment(one.date)}" for one in reversed(found)}
    before = ": ".join(filter(None, (tr("As it was used"), titles.get(used.source.blob))))
    after = ": ".join(filter(None, (tr("Now"), titles.get(now.source.blob))))
    return compare(used.source.text, now.source.text, before, after)

# SPDX-License-Identifier: MIT
"""A note for those who do not use kbdesk: a web page, or a defect form without the customer's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kbdesk import handoff
from kbdesk.desk.exchange import write_export
from kbdesk.desk.redacting import redacted
from kbdesk.desk.without import Without, is_private
from kbdesk.errors import KbError
from kbdesk.handoff.defect import defect
from kbdesk.handoff.escape import one_line
from kbdesk.handoff.page import page
from kbdesk.language import tr
from kbdesk.markdown.web import web_html
from kbdesk.model import HandoffNote, Impact, Run, Visit

PAGE_SUFFIXES = (".html", ".htm")
_TELLING = 4
"""As few letters and digits as tell who somebody is."""


@dataclass(frozen=True, slots=True)
class DefectForm:
    """A defect form, and what was left out of it."""

    text: str
    left_out: tuple[str, ...] = ()


def note_page(note: HandoffNote) -> str:
    """The whole note as a web page of its own, with what must not travel taken out once more."""
    return page(redacted(note), _html)


def defect_form(note: HandoffNote) -> DefectForm:
    """The note as a defect for developers, in Markdown.

    A value that was recorded under a name, an account or an address is left out, wherever it stands.
    """
    note = redacted(note)
    without = Without(_run(note))

    def text(one: str, where: str) -> str:
        return without.text(one, where) if one.strip() else one

    def texts(many: tuple[str, ...], where: str) -> tuple[str, ...]:
        return tuple(text(one, where) for one in many)

    known = []
    for name, value in note.environment:
        if is_private(name):
            without.leave(tr("{name}: the customer's", name=name))
        else:
            known.append((name, text(value, name)))
    seen, secrets = note.reproduction, tuple(_secrets(note))
    errors = tuple(one for one in note.errors if not any(secret in _bare(one) for secret in secrets))
    if len(errors) < len(note.errors):
        without.leave(tr("an error text that holds a name or number of the customer's"))
    bare = replace(
        note,
        issue=text(_issue(note), tr("issue")),
        environment=tuple(known),
        since=text(note.since, tr("since")),
        changed_recently=text(note.changed_recently, tr("what changed before")),
        tried=tuple(
            one
            if one.playbook
            else replace(one, step=text(one.step, tr("steps")), answer=text(one.answer, tr("steps")))
            for one in note.tried  # what stands in a playbook says nothing of the customer
        ),
        errors=errors,  # else word for word: a number in it is no phone
        assessment=text(note.assessment, tr("guess")),
        ask=text(note.ask, tr("ask")),
        impact=Impact("", note.impact.work_stopped, text(note.impact.workaround, tr("workaround"))),
        attachments=texts(note.attachments, tr("attachments")),
        reproduction=replace(
            seen,
            steps=texts(seen.steps, tr("steps to reproduce")),
            expected=text(seen.expected, tr("expected")),
            actual=text(seen.actual, tr("actual")),
        ),
    )
    return DefectForm(defect(bare), without.left_out)


def save_note(note: HandoffNote, place: Path, *, over: bool = False) -> tuple[str, ...]:
    """Write a note as a web page (``.html``) or else as a defect form, and give what was left out.

    Raises:
        KbError: there is such a file, or it cannot be written.
    """
    if place.suffix.lower() in PAGE_SUFFIXES:
        write_export(place, note_page(note).encode("utf-8", "replace"), over=over)
        return ()
    form = defect_form(note)
    write_export(place, form.text.encode("utf-8", "replace"), over=over)
    return form.left_out


def _issue(note: HandoffNote) -> str:
    """The issue without the customer's words at its end."""
    words = f" (“{one_line(note.customer_words[0])}”)" if note.customer_words else ""
    return one_line(note.issue).removesuffix(words)


def _secrets(note: HandoffNote) -> Iterator[str]:
    """What was recorded of the customer, as letters and digits."""
    for name, value in (*note.environment, *(pair for one in note.tried for pair in one.recorded)):
        if is_private(name) and len(_bare(value)) >= _TELLING:
            yield _bare(value)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _html(text: str) -> str:
    """The note's Markdown; it comes from outside, so there is no picture in it and no link leads anywhere."""
    return web_html(text, _nothing, _nothing, top=1)


def _nothing(target: str) -> str:
    del target
    return ""


def _run(note: HandoffNote) -> Run:
    """What is known of the customer, as the run that the note was made of."""
    try:
        run = handoff.run_of(note, library="", at="", by="", tier=note.to.tier)
    except KbError:  # it says nowhere where to go on, but its values count all the same
        run = Run("", "", "", "", "", "", "", "", note.to.tier, (), ())
    contact = (("contact", note.customer.contact),) if note.customer.contact else ()
    known = Visit("", "", "", note.to.tier, "", "", recorded=(*note.environment, *contact))
    return replace(run, visits=(known, *run.visits))

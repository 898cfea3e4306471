# SPDX-License-Identifier: MIT
"""What the window shows, whole: everything a pane needs, so that showing it loads nothing."""

from __future__ import annotations

from dataclasses import dataclass

from kbdesk.model.files import Answer, Document, Rendered, Step
from kbdesk.model.library import Revision
from kbdesk.model.runs import Run
from kbdesk.model.words import RunStatus


@dataclass(frozen=True, slots=True)
class Page:
    """A document as the reading pane shows it: everything it needs, so that showing it loads nothing."""

    document: Document
    rendered: Rendered
    pictures: tuple[bytes, ...] = ()
    """Encoded bytes for each of ``rendered.images``; b"" where there is none to show."""
    revision: Revision | None = None
    successor: str = ""
    """Title of the article that replaces an archived one; "" if none."""
    notices: tuple[str, ...] = ()
    """Sentences to show above the text: problems of the file, its encoding, what was cut."""
    library: str = ""
    """The badge of the library that it comes from; "" is the open one."""
    folded: str = ""
    """Its HTML with what the reader's tier does not carry out folded; "" if there is nothing to fold."""


@dataclass(frozen=True, slots=True)
class CallTab:
    """One open call in the strip above the run pane."""

    run_id: str
    title: str
    step: str
    status: RunStatus


@dataclass(frozen=True, slots=True)
class RunView:
    """A run at its current step, as the run pane shows it."""

    run: Run
    step: Step
    body: Rendered
    answers: tuple[Answer, ...]
    step_number: int
    steps_total: int
    calls: tuple[CallTab, ...] = ()
    pictures: tuple[bytes, ...] = ()
    """Encoded bytes for each of ``body.images``; b"" where there is none to show."""
    jumps: tuple[tuple[str, str], ...] = ()
    """Steps that can be jumped to, as (anchor, title) in file order."""
    notice: str = ""
    """What the agent must know of this run (the playbook changed, a file is gone); "" if nothing."""
    library: str = ""
    """The badge of the library that its playbook comes from; "" is the open one."""
    newer: bool = False
    """Whether it stays in the version of the playbook that was used although there is a newer text."""

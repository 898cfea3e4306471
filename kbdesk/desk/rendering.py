# SPDX-License-Identifier: MIT
"""Articles that may take long: laid out in a process of their own, which is ended after its budget."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import astuple
from typing import IO, Any

from kbdesk import markdown
from kbdesk.language import tag, tr
from kbdesk.model import Heading, Rendered, SourceFile

BUDGET_S = 2
"""Seconds of the processor that reading and laying out an article may take."""
PATIENCE_S = 10.0
"""Seconds on the clock after which it is ended in any case: a busy computer, or one that cannot count."""
_COMMAND = (sys.executable, "-P", "-m", "kbdesk.desk.render_child")
"""-P: a folder that somebody else prepared must not stand in for our modules."""


def too_slow() -> str:
    """The sentence over a text that was not laid out in time."""
    return tr("This text takes too long to lay out: it is shown as plain text.")


def rendered_in_time(source: SourceFile) -> Rendered | None:
    """Safe HTML of a whole file, made beside this process; None if that took longer than its budget.

    A file that can be read in the blink of an eye (``markdown.is_demanding``) does not need this.
    """
    asked = json.dumps({"path": source.path, "text": source.text, "seconds": BUDGET_S})
    try:
        done = subprocess.run((*_COMMAND, tag()), input=asked.encode(), capture_output=True,
                              timeout=PATIENCE_S, check=False)  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return None
    return _rendered(json.loads(done.stdout)) if not done.returncode else None


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Lay out what is asked for and answer; the system ends this process when its seconds are used up."""
    asked = json.loads(source.read())
    _bounded(asked["seconds"])
    rendered = markdown.render_document(markdown.parse(SourceFile(asked["path"], "", asked["text"])))
    sink.write(json.dumps(astuple(rendered)).encode())


def _bounded(seconds: int) -> None:
    """Let the system end this process after so much work; where it cannot, who asked waits no longer."""
    with contextlib.suppress(ImportError):  # Windows has no such bound
        import resource  # noqa: PLC0415

        used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        limit: Callable[[int, tuple[int, int]], None] = resource.setrlimit
        limit(resource.RLIMIT_CPU, (used + seconds, used + seconds))
        limit(resource.RLIMIT_CORE, (0, 0))


def _rendered(values: list[Any]) -> Rendered:
    html, outline, images, links, codes, notice = values
    headings = tuple(Heading(*one) for one in outline)
    return Rendered(html, headings, tuple(images), tuple(links), tuple(codes), notice)

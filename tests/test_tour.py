# SPDX-License-Identifier: MIT
"""The tour: what a machine without a display shows of kbdesk."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import jsonschema
from desks import ROOT

from kbdesk import handoff

SCENES = {
    *("beginning", "guide-search", "guide", "actions", "keys", "help"),
    *("welcome", "search", "article", "first-step", "second-call", "back", "escalation", "handed-over"),
    *("completion", "writing", "fields", "save", "history", "new-article"),
    *("two-versions", "choice", "team", "recover"),
    *("inbox", "handoff", "gone-on", "solved", "playbook-grown", "case-article", "my-cases"),
}


def test_the_tour_ends_with_pictures_and_a_note(tmp_path):
    """Every scene is there in both looks and widths, the note validates, and nothing is complained of."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    done = subprocess.run(
        [sys.executable, "-m", "kbdesk", "tour", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    scenes = {name.rsplit("-", 2)[0] for name in pictures}
    assert {name.partition("-")[2] for name in scenes} >= SCENES
    for scene in scenes:
        for look in ("light", "dark"):
            for size in ("1280x800", "480x800"):
                assert f"{scene}-{look}-{size}.png" in pictures
    (note,) = tmp_path.glob("*.handoff.md")
    read = handoff.from_markdown(note.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(handoff.to_json(read)), handoff.schema())
    assert read.redacted
    assert any(tried.undone for tried in read.tried)
    assert read.provenance is not None
    assert read.provenance.articles

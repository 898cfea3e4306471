# SPDX-License-Identifier: MIT
"""No text of the window is cut off: on every page and sheet, at every text size, in every width."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from clipping import cuts
from people import SAM, Floor
from scenes import Scenes

from kbdesk import language
from kbdesk.ui.theme import Theme

pytestmark = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.qt_log_ignore("propagateSizeHints|raise|grab"),
]

WORST = [(2.0, 480)]
"""Where there is least room; `make long` looks at all."""
ALL = list(product((1.0, 1.5, 2.0), (1280, 800, 480)))
KNOWN = {(2.0, 480, name) for name in ("write_down", "show_help", "show_curate")} | {(2.0, 800, "write_down")}
"""Still cut off, to be mended: what is like a new article below a notice, wide code in the help, a button."""
if language.tag() == "de":
    KNOWN.add((2.0, 480, "practise"))  # two buttons side by side are wider than the page
LONG = bool(os.environ.get("KBDESK_LONG"))
PICTURES = os.environ.get("KBDESK_CLIPPED", "")
"""A folder for pictures of what is cut off, for whoever mends it."""


@pytest.mark.parametrize(("scale", "width"), ALL if LONG else WORST)
def test_no_text_is_cut_off(qtbot, monkeypatch, tmp_path, scale, width):
    """Every visible label, button, tab and row has the room that its text needs."""
    floor = Floor(qtbot, monkeypatch, tmp_path)
    found = {}
    with floor.sits(SAM) as hands:
        window = hands.window
        window.looks.show_theme(Theme(scale=scale))
        window.resize(width, 800)
        hands.rest()
        assert window.width() == width
        for name in Scenes(hands).all():
            hands.rest()
            cut = cuts(window)
            if cut:  # on a busy computer what was laid out last may still be under way
                qtbot.wait(200)
                cut = cuts(window)
            if cut and (scale, width, name) not in KNOWN:
                found[name] = [f"{one.owner}: “{one.text}” {one.fault}" for one in cut]
                if PICTURES:
                    window.grab().save(f"{PICTURES}/{name}-{scale}-{width}.png")
    assert not found, "\n".join(f"{name}\n    " + "\n    ".join(them) for name, them in found.items())


@pytest.mark.skipif(not LONG or language.tag() != "en", reason="takes half a minute; make long does it")
def test_no_german_text_is_cut_off():
    """German words, a third longer, have the room that they need in the narrowest window, too."""
    here = Path(__file__).parent
    env = {name: value for name, value in os.environ.items() if name != "KBDESK_LONG"}
    env |= {"KBDESK_LANGUAGE": "de", "PYTHONPATH": str(here)}  # a window has one language as long as it runs
    plugins = ("-p", "speaking", "-p", "no:cacheprovider", "-p", "no:xdist")
    command = [sys.executable, "-m", "pytest", "-q", *plugins, str(here / "test_clipped.py")]
    done = subprocess.run(command, cwd=here.parent, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]

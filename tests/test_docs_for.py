# SPDX-License-Identifier: MIT
"""The pages of the roles name keys, commands, links and pictures that there are."""

from __future__ import annotations

import re
import shlex

import pytest
from desks import ROOT
from PySide6.QtGui import QImageReader

from kbdesk.cli.arguments import parser
from kbdesk.model import ROLE_NAMES
from kbdesk.ui.actions import ACTS
from kbdesk.ui.tour_roles import MOST_BYTES

PAGES = sorted((ROOT / "docs" / "for").glob("*.md"))
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"\b(?:Ctrl|Alt|Shift)\+(?:(?:Alt|Shift)\+)?[A-Za-z0-9,]+|\bF\d{1,2}\b")
_COMMAND = re.compile(r"^kbdesk .+$|`(kbdesk (?!FOLDER)[^`]+)`", re.MULTILINE)
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_ROLE = re.compile(r"Ctrl\+Shift\+P[`*]*(?:: choose|:| and choose|\. Choose) \*([^*]+)\*")
OF_PAGES = {
    "Ctrl+Enter": "reads a playbook, sends a form",
    "Ctrl+Shift+Enter": "finishes a call",
    "Ctrl+C": "copies the numbers of a picture",
    "Alt+Down": "ties a comment to a step",
    "Ctrl+M": "more fields of the escalation",
    "Alt+L": "the whole of a note",
    "Ctrl+1": "an answer",
    "Ctrl+9": "an answer",
    "Ctrl+Z": "takes back",
}
"""Keys that belong to a page or a sheet and stand in no table."""
KNOWN = {key for act in ACTS for key in act.keys} | set(OF_PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_key_that_a_page_names_does_something(page):
    """A key of the modifier kind stands in the table of actions or belongs to a page."""
    named = set(_KEY.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))))
    assert named - KNOWN == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_that_a_page_names_is_understood(page):
    """The terminal's own parser takes it."""
    for found in _COMMAND.finditer(page.read_text(encoding="utf-8")):
        words = shlex.split((found[1] or found[0]).partition(">")[0])
        parser().parse_args(words[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_shows_a_picture_of_the_window(page):
    """It is there, 1280 x 800 and small, and says in words what it shows."""
    pictures = _PICTURE.findall(page.read_text(encoding="utf-8"))
    assert pictures
    for words, place in pictures:
        file = (page.parent / place).resolve()
        assert len(words) > 30
        size = QImageReader(str(file)).size()
        assert (size.width(), size.height()) == (1280, 800)
        assert file.stat().st_size <= MOST_BYTES


def test_every_role_has_a_page():
    """A role of the profile has its page, and none is missing from the list of pages."""
    pages = {page.stem for page in PAGES}
    assert {role if role != "specialist" else "specialists" for role in ROLE_NAMES} | {"partner"} == pages


def test_roles_that_the_pages_choose_are_in_the_profile():
    """What a page says to choose as role is a line of the profile, word for word."""
    names = set(ROLE_NAMES.values())
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for chosen in _ROLE.findall(text):
            assert any(name.startswith(chosen) for name in names), (page.stem, chosen)

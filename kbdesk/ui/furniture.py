# SPDX-License-Identifier: MIT
"""All that stands in the window, under one name: it is imported when the first picture is on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kbdesk.ui.article import ArticlePane
from kbdesk.ui.caller import Caller
from kbdesk.ui.dresser import Dresser
from kbdesk.ui.finder import Finder
from kbdesk.ui.frame import Frame
from kbdesk.ui.gaps import GapBook
from kbdesk.ui.house import House
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import Keeper
from kbdesk.ui.key_map import in_own_keys, with_keys
from kbdesk.ui.key_map import load as load_keys
from kbdesk.ui.key_map import use as use_keys
from kbdesk.ui.keys import Keys
from kbdesk.ui.late_workroom import LateWorkroom
from kbdesk.ui.libraries import Libraries
from kbdesk.ui.looks import Looks
from kbdesk.ui.outside import Outside
from kbdesk.ui.results import ResultsPane
from kbdesk.ui.run_pane import RunPane
from kbdesk.ui.tree import TreePane
from kbdesk.ui.welcome import show_welcome, state_sentence

__all__ = [
    "ArticlePane",
    "Caller",
    "Dresser",
    "Finder",
    "Frame",
    "GapBook",
    "House",
    "Keeper",
    "Keys",
    "Lanes",
    "LateWorkroom",
    "Libraries",
    "Looks",
    "Outside",
    "Qt",
    "ResultsPane",
    "RunPane",
    "TreePane",
    "in_own_keys",
    "load_keys",
    "show_welcome",
    "state_sentence",
    "use_keys",
    "with_keys",
]

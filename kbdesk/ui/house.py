# SPDX-License-Identifier: MIT
"""The parts of the window that everything made later works with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.caller import Caller
from kbdesk.ui.finder import Finder
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import Keeper
from kbdesk.ui.looks import Looks


@dataclass(frozen=True, slots=True)
class House:
    """The window's parts, handed on as one value.

    Args:
        home: the user's own folders.
        lanes: where work is done beside the window.
        frame: the panes, and the pages that cover them.
        keeper: the open library and its index.
        finder: searching and reading.
        article: the reading pane.
        caller: calls and the escalation.
        window: the owner of sheets and parts.
        looks: the look in force, and the settings.
    """

    home: Home
    lanes: Lanes
    frame: Frame
    keeper: Keeper
    finder: Finder
    article: ArticlePane
    caller: Caller
    window: QWidget
    looks: Looks

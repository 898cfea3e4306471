# SPDX-License-Identifier: MIT
"""Walks through the whole window in the foreign language and writes down what is still English.

Run by ``test_languages.py`` in a process of its own: a window has one language as long as it runs.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from desks import sample_files
from drawn import words_of
from people import SAM, Floor
from PySide6.QtWidgets import QGraphicsView, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from scenes import Scenes

from kbdesk import language

pytestmark = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.qt_log_ignore("propagateSizeHints|raise|grab"),
]

_PATH = re.compile(r"[^ ]*/[^ ]*|[^ ]+\.(?:md|git)\b")
_PHRASE = re.compile(r"[A-Za-z0-9][ -~]*")
_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_KEYS = re.compile(
    r"\b(Ctrl|Alt|Shift|Enter|Return|Esc|Del|Delete|Backspace|Space|Home|End|Tab|Up|Down|Left|Right"
    r"|PgUp|PgDown|Page|Menu|Ins)\b"
)
NAMES = ("kbdesk", SAM.name, "Anna Berg", "ms", "zxqv", "sample-library", *language.NAMES.values())
_WRITTEN = QTextEdit, QPlainTextEdit, QLineEdit, QGraphicsView
"""Shows what people wrote: articles, notes and what is typed."""


def walk(qtbot, monkeypatch, tmp_path):
    """Every scene's words that are neither translated nor content."""
    floor = Floor(qtbot, monkeypatch, tmp_path)
    written = (*sample_files().keys(), *sample_files().values(), *NAMES)
    known = _plain("\n".join(written))
    found: dict[str, list[str]] = {}
    with floor.sits(SAM) as hands:
        hands.window.resize(1280, 800)
        hands.rest()
        for name in Scenes(hands).all():
            hands.rest()
            english = sorted(_english(hands.window, known))
            if english:
                found[name] = english
    Path(os.environ["KBDESK_WALK"]).write_text(json.dumps(found, ensure_ascii=False, indent=1))


test_walk = walk


def _english(window: QWidget, known: str) -> set[str]:
    found = set()
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.isWindow() or _is_written(widget):
            continue
        said = {words.text for words in words_of(widget)}
        said |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
        for text in said:
            bare = _PATH.sub("·", _KEYS.sub("·", re.sub(r"<[^>]*>", "", text)))
            phrases = (part for one in _PHRASE.findall(bare) for part in re.split(r"[.,:;!?()]|\d+", one))
            if any(_ENGLISH.search(part) and not _stands_in(known, _plain(part)) for part in phrases):
                found.add(text)
    return found


def _stands_in(known: str, phrase: str) -> bool:
    """Whether people wrote this; a snippet may have left out what stands between two words."""
    words = phrase.split()
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words)))
    return any(before in known and after in known for before, after in halves)


def _is_written(widget: QWidget) -> bool:
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, _WRITTEN):
            return True
        at = at.parentWidget()
    return False


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))

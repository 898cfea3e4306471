# SPDX-License-Identifier: MIT
"""Rules of the house that no linter holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QTextFrameFormat

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "kbdesk").rglob("*.py"))


def test_the_window_is_painted_before_the_workers_are_imported():
    """Whoosh, git, Markdown, YAML, colours, writing, Qt's network and QML are not in the start-up path.

    Work in a lane lets go of the interpreter soon: what draws the window takes it hundreds of times.
    """
    script = """
import sys
from kbdesk.ui.app import make_app, make_window
from kbdesk.desk.home import Home
from pathlib import Path
import tempfile
folder = Path(tempfile.mkdtemp())
app = make_app()
window = make_window(Home(folder / "data", folder / "cache"))
window.show()
app.processEvents()
late = ("whoosh", "git", "markdown_it", "yaml", "pygments", "PySide6.QtNetwork", "PySide6.QtQml")
late += ("kbdesk.ui.workroom", "kbdesk.ui.writing.writer", "kbdesk.ui.team.sharing", "kbdesk.ui.past.book")
late += ("kbdesk.ui.trainer.trainerwork", "kbdesk.ui.trainer.mapping", "kbdesk.ui.roles.rolework")
late += ("kbdesk.ui.cases.casework", "kbdesk.ui.cases.receiving", "kbdesk.ui.cases.solving")
loaded = sorted(module for module in late if module in sys.modules)
window.close()
print(loaded, sys.getswitchinterval() <= 0.001)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip().splitlines()[-1] == "[] True"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_stay_small_and_name_their_licence(path):
    """No file of over 400 lines, none without its licence line, no star import."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# SPDX-License-Identifier: MIT\n")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert all(alias.name != "*" for alias in node.names)


def test_qt_keeps_its_hands_off_none():
    """PySide6 6.12.0 drops a reference to None at every call on Python 3.11 and aborts after some 5,000."""
    before = sys.getrefcount(None)
    for _ in range(500):
        QTextFrameFormat().property(1 << 20)
    assert abs(sys.getrefcount(None) - before) < 100

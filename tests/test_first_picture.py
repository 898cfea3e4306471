# SPDX-License-Identifier: MIT
"""The first picture of the window: what it needs, what it keeps, and what comes after it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hands import opened
from PySide6.QtWidgets import QApplication

from kbdesk.desk.home import Home
from kbdesk.ui.app import bare_window, furnish, paint
from kbdesk.ui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

BUDGET = """
import sys
from pathlib import Path
from kbdesk.cli import single, windowed
from kbdesk.ui.app import bare_window, make_app, paint
from kbdesk.desk.home import Home
from kbdesk.ui.settings import Settings
folder = Path(sys.argv[1])
app = make_app()
home = Home(folder / "data", folder / "cache")
window = bare_window(home, Settings.of(home))
window.show()
paint(app, window)
late = ("argparse", "ctypes.util", "logging.config", "subprocess", "concurrent.futures", "socket", "numpy")
late += ("json", "kbdesk.cli.arguments", "kbdesk.model.files", "kbdesk.model.search", "kbdesk.ui.article")
late += ("kbdesk.ui.results", "kbdesk.ui.frame", "kbdesk.ui.icons", "kbdesk.ui.jobs", "kbdesk.ui.key_map")
from PySide6 import QtCore
made = "Qt" in vars(QtCore)
print([name for name in late if name in sys.modules and name not in ALREADY], made)
"""


@pytest.fixture
def bare(qtbot, tmp_path):
    """A window with its first picture only."""
    home = Home(tmp_path / "data", tmp_path / "cache")
    settings = Settings.of(home)
    window = bare_window(home, settings)
    qtbot.addWidget(window)
    window.show()
    paint(QApplication.instance(), window)
    yield window, settings
    window.close()


def test_the_first_picture_needs_no_pane_no_value_and_none_of_qts_enumerations(tmp_path):
    """All that is imported before it is what a bare window needs, and the few modules of the picture."""
    # what PySide6 itself imports depends on its version and counts for a bare window as well
    known = "import sys; from PySide6.QtWidgets import QMainWindow; print(sorted(sys.modules))"
    before = subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True).stdout
    script = f"ALREADY = {before.strip()}\n{BUDGET}"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip().splitlines()[-1] == "[] False"


def test_what_is_typed_into_the_first_picture_is_kept(qtbot, bare):
    """The letters stand in the search field of the furnished window, which has the focus."""
    window, settings = bare
    qtbot.keyClicks(window.findChild(type(window._sketch.search), "search"), "my wifi")
    assert not window.is_furnished
    furnish(window, settings)
    assert window.is_furnished
    assert window.frame.search.text() == "my wifi"
    window.activateWindow()
    qtbot.waitUntil(window.frame.search.hasFocus)


def test_a_window_that_is_closed_at_once_ends_quietly(bare):
    """Nothing was opened, nothing is to be kept."""
    window, _ = bare
    assert window.close()
    assert window.isHidden()


def test_words_typed_before_the_library_is_open_are_searched_for_first(qtbot, tmp_path, monkeypatch):
    """The answer is there before the rooms for writing, teams and roles are made."""
    from kbdesk.ui.late_workroom import LateWorkroom
    from kbdesk.ui.window import Window

    seen = []
    answered, load = Window._answered, LateWorkroom._load
    monkeypatch.setattr(
        Window, "_answered", lambda self, found: (seen.append(found.query), answered(self, found))
    )
    monkeypatch.setattr(LateWorkroom, "_load", lambda self, value: (seen.append("rooms"), load(self, value)))
    typed = Window.open_library

    def with_words(self, folder):
        self.frame.search.setText("wifi")
        typed(self, folder)

    monkeypatch.setattr(Window, "open_library", with_words)
    library = tmp_path / "library"
    (library / "articles").mkdir(parents=True)
    (library / "articles" / "wifi.md").write_text(
        "# The wifi cuts out\n\nMove the router.\n", encoding="utf-8"
    )
    with opened(qtbot, Home(tmp_path / "data", tmp_path / "cache"), library) as hands:
        hands.wait(lambda: "rooms" in seen)
    assert seen.index("wifi") < seen.index("rooms")


def test_no_source_is_read_to_import_a_module(tmp_path):
    """PySide6 would read and keep the source of whatever is imported after it: 21 MB of the whole window."""
    script = (
        "import linecache, sys, kbdesk.ui.app, kbdesk.ui.late_workroom as late; late.late_classes();"
        "print(sum('kbdesk' in name for name in sys.modules) > 300, "
        "[name for name in linecache.cache if 'kbdesk' in name and not name.endswith('binding.py')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path
    )
    assert done.stdout.strip() == "True []"


TELLS = """
import sys
{before}
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication
app = QApplication([])
parser = sys.modules["shibokensupport.signature.parser"]
print("pyside_type_init" in vars(parser))
for wrong in (lambda: QPoint("a", "b"), lambda: QObject().setObjectName(3), lambda: parser.nothing):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
print(QObject.setObjectName.__doc__, QObject.__doc__)
print("pyside_type_init" in vars(parser), "__getattr__" in vars(parser))
"""


def told_by(before):
    done = subprocess.run(
        [sys.executable, "-c", TELLS.format(before=before)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_what_tells_qts_signatures_comes_when_it_is_asked_for():
    """The start does not wait for it; a wrong call and help say what they say without kbdesk."""
    plain, ours = told_by(""), told_by("import kbdesk.ui.app")
    assert (plain[0], ours[0]) == ("True", "False")
    assert plain[1:] == ours[1:]
    assert "called with wrong argument types" in "".join(ours)
    assert ours[-1] == "True False"

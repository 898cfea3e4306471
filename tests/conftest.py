# SPDX-License-Identifier: MIT
"""What every test gets: an off-screen Qt, folders of its own, and no unexpected warning."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["KBDESK_NICE"] = "0"  # tests that run beside each other leave nothing for one that gives way
os.environ["KBDESK_LANGUAGE"] = "en"  # whatever the system speaks

import hypothesis
import pytest
from gitrepo import commit, make_repo, write
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from kbdesk.ui.fonts import bring

# At a desk each run tries other examples; where a change is judged, the same ones, so that it alone decides.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("judge", deadline=None, derandomize=True)
hypothesis.settings.load_profile("judge" if os.environ.get("CI") else "desk")


LONGEST = {
    *("test_tour", "test_suites", "test_next_tier", "test_sync_servers", "test_every_action", "test_clipped"),
}
"""Files that take long; they begin first, so that no process works on one alone at the end."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Cases and index go into a folder of the test's own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("KBDESK_DATA", str(home / "data"))
    monkeypatch.setenv("KBDESK_CACHE", str(home / "cache"))


@pytest.fixture(autouse=True)
def no_warning_in_the_log(caplog):
    """A warning or error in the log that no test asked for fails the test."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, f"unexpected in the log: {[r.getMessage() for r in loud]}"


@pytest.fixture(autouse=True, scope="module")
def old_objects_rest():
    """What was there before a file's tests, modules above all, is not looked through again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp_cls():
    """pytest-qt's application, in the typeface that the window has, whatever this computer has."""
    bring()
    return QApplication


@pytest.fixture(autouse=True)
def no_window_left_open(request):
    """A window that a test leaves open fails it.

    Garbage is collected here, in the thread of the windows: in a lane it would destroy widgets there.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        left = [w for w in app.topLevelWidgets() if w.isVisible()]
        for window in left:
            window.close()
        assert not left, f"left open: {left}"
        gc.collect()


@pytest.fixture
def plain_git(monkeypatch):
    """git without this computer's own settings."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A repository of two commits with a change that is not in one; copied, never changed."""
    folder = tmp_path_factory.mktemp("template") / "kb"
    make_repo(folder, {"a.md": "# A\n", "b.md": "# B\n", ".gitattributes": "*.md filter=x diff=x merge=x\n"})
    commit(folder, {"a.md": "# A\n\nmore\n"}, "second")
    write(folder, {"a.md": "# A\n\nmore and more\n"})
    return folder


@pytest.fixture
def kb(template, tmp_path):
    """A copy of the template for one test."""
    return Path(shutil.copytree(template, tmp_path / "kb"))

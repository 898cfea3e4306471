# SPDX-License-Identifier: MIT
"""What nobody expected: told once, kept in the log, copied by a key, and the window goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from desks import sample_repo
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from kbdesk.desk import logs
from kbdesk.desk.home import Home
from kbdesk.ui.app import make_window
from kbdesk.ui.child import Child
from kbdesk.ui.jobs import GarbageTimer
from kbdesk.ui.safe import SafeStart
from kbdesk.ui.theme import Theme
from kbdesk.ui.trouble import ENDED, UNEXPECTED, Watch

SECRET = "Erika Musterfrau"


@contextmanager
def watched(qtbot, folder, logs_folder):
    """A window whose mistakes are told, as the app starts it."""
    watch = Watch(logs_folder)
    window = make_window(Home(folder / "data", folder / "cache"))
    garbage = GarbageTimer(window)
    try:
        window.looks.show_theme(Theme())
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        watch.over(window)
        qtbot.waitUntil(lambda: not window.lanes.busy)
        yield window, watch
    finally:
        window.close()
        watch.end()
        garbage.give_back()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def watch_window(qtbot, tmp_path, caplog):
    """The window, and the door for mistakes."""
    with watched(qtbot, tmp_path, tmp_path / "logs") as made:
        yield made
    caplog.clear()


class Clumsy(QObject):
    """Makes mistakes when it is asked to."""

    def stumble(self):
        raise ValueError(SECRET)

    def fall(self):
        raise KeyError(SECRET)


def log_text(tmp_path):
    return (tmp_path / "logs" / logs.NAME).read_text(encoding="utf-8")


def test_a_mistake_is_told_and_its_details_are_copied_by_keys(qtbot, watch_window, tmp_path, caplog):
    """A sentence stands in the bar; its button shows what Enter copies; Esc goes back to where one was."""
    window, watch = watch_window
    clumsy = Clumsy(window)
    window.frame.search.setFocus()
    QTimer.singleShot(0, clumsy, clumsy.stumble)
    qtbot.waitUntil(lambda: window.frame.notices.text == UNEXPECTED)
    caplog.clear()
    button = next(
        one for one in window.frame.notices.children() if getattr(one, "text", str)() == "Details …"
    )
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    sheet = watch.trouble.sheet
    assert sheet is not None and sheet.isVisible() and window.frame.notices.text == ""
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    copied = QGuiApplication.clipboard().text()
    assert copied == sheet.details.toPlainText()
    assert "kbdesk 0" in copied and "Qt 6" in copied and "in stumble" in copied and "ValueError" in copied
    assert SECRET not in copied and SECRET not in log_text(tmp_path)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert watch.trouble.sheet is None
    assert "in stumble" in log_text(tmp_path)


def test_never_more_than_one_is_told_at_a_time_and_each_once(qtbot, watch_window, caplog):
    """Mistakes that come while the details are open, or again, do not come in the way."""
    window, watch = watch_window
    clumsy = Clumsy(window)
    QTimer.singleShot(0, clumsy, clumsy.stumble)
    qtbot.waitUntil(lambda: window.frame.notices.text == UNEXPECTED)
    watch.trouble.show_details()
    window.frame.notices.clear()
    for act in (clumsy.stumble, clumsy.fall) * 5:
        QTimer.singleShot(0, clumsy, act)
    qtbot.wait(50)
    assert window.frame.notices.text == ""
    watch.trouble.sheet.leave()
    QTimer.singleShot(0, clumsy, clumsy.stumble)
    QTimer.singleShot(0, clumsy, clumsy.fall)
    qtbot.wait(50)
    assert window.frame.notices.text == "" and watch.trouble.sheet is None
    caplog.clear()


def test_a_widget_that_cannot_paint_leaves_the_window_usable(qtbot, watch_window, caplog):
    """A mistake at every painting is told once, after the painting."""
    window, _ = watch_window

    class Broken(QWidget):
        def paintEvent(self, event):  # noqa: N802
            raise TypeError("unsupported operand")

    broken = Broken(window)
    broken.setGeometry(0, 0, 50, 50)
    broken.show()
    for _ in range(20):
        broken.update()
        qtbot.wait(5)
    qtbot.waitUntil(lambda: window.frame.notices.text == UNEXPECTED)
    broken.hide()
    qtbot.keyClicks(window.frame.search, "vpn")
    assert window.frame.search.text() == "vpn"
    caplog.clear()


def test_a_crash_in_a_lane_is_told_and_the_lane_goes_on(qtbot, watch_window, tmp_path, caplog):
    """What fails beside the window reaches the same door; the next work is done."""
    window, _ = watch_window
    clumsy = Clumsy(window)
    window.lanes.find.run(clumsy.fall, window.say)
    qtbot.waitUntil(lambda: window.frame.notices.text == UNEXPECTED)
    said = []
    window.lanes.find.run(lambda: "done", said.append)
    qtbot.waitUntil(lambda: said == ["done"])
    assert "in fall" in log_text(tmp_path) and SECRET not in log_text(tmp_path)
    caplog.clear()


def test_a_crash_of_a_process_beside_the_window_is_told(qtbot, watch_window, tmp_path, caplog, monkeypatch):
    """A child that ends by a mistake says so in one sentence, and its traceback is in the log."""
    window, _ = watch_window
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "platformdirs.py").write_text(
        "raise ValueError(' '.join(('Erika', 'Musterfrau')))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))

    class Idle(Child):
        def done(self):
            return False

    child, said = Idle(window, "Nothing was done."), []
    child.failed.connect(said.append)
    child.run(("doctor",), str(tmp_path / "data"), str(tmp_path / "cache"))
    qtbot.waitUntil(lambda: bool(said), timeout=15_000)
    assert said == ["Nothing was done. Something unexpected happened."]
    qtbot.waitUntil(lambda: window.frame.notices.text == UNEXPECTED)
    assert "platformdirs.py" in log_text(tmp_path) and SECRET not in log_text(tmp_path)
    caplog.clear()


def test_the_crash_of_the_start_before_is_told(qtbot, tmp_path, caplog):
    """What killed Qt last time is offered at the next start, once."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "crash-1.txt").write_text('Fatal Python error: Segmentation fault\n  File "x.py"')
    with watched(qtbot, tmp_path, tmp_path / "logs") as (window, watch):
        assert window.frame.notices.text == ENDED
        watch.trouble.show_details()
        assert "Segmentation fault" in watch.trouble.sheet.details.toPlainText()
        watch.trouble.sheet.leave()
    caplog.clear()
    with watched(qtbot, tmp_path, tmp_path / "logs") as (window, _):
        assert window.frame.notices.text == ""


def test_everything_is_as_before_when_the_window_has_closed(qtbot, tmp_path):
    """No hook and no handler stays."""
    before = sys.excepthook, sys.unraisablehook, list(logs.log.handlers)
    with watched(qtbot, tmp_path, tmp_path / "logs"):
        assert sys.excepthook != before[0]
    assert (sys.excepthook, sys.unraisablehook, list(logs.log.handlers)) == before
    assert list((tmp_path / "logs").glob("crash-*")) == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_details_fit_a_narrow_window_with_large_text(qtbot, watch_window, dark, caplog):
    """At 200 % and 480 px the buttons wrap and stay in the window."""
    window, watch = watch_window
    window.resize(480, 800)
    window.looks.show_theme(Theme(dark, 2.0))
    watch.trouble.show_details()
    sheet = watch.trouble.sheet
    qtbot.wait(20)
    for button in sheet.findChildren(type(sheet.copy_button)):
        corner = button.mapTo(window, button.rect().bottomRight())
        assert window.rect().contains(corner), button.text()
    sheet.leave()
    caplog.clear()


def test_a_safe_start_leaves_settings_and_index_aside(qtbot, home, tmp_path):  # noqa: F811
    """Defaults and no index; nothing is written where those are, and titles are found."""
    library = sample_repo(tmp_path / "kb")
    (home.data / "window.ini").write_text("[look]\ntheme=dark\nscale=2.0\n")
    (home.data / "keys.json").write_text('{"keys": {"show_inbox": ["F4"]}, "recent": []}')
    before = [(home.data / name).read_bytes() for name in ("window.ini", "keys.json")]
    apart = SafeStart(home)
    assert apart.home.data == home.data and apart.home.cache != home.cache
    window = make_window(apart.home, apart.settings)
    garbage = GarbageTimer(window)
    window.show()
    apart.over(window)
    assert window.looks.theme.scale == 1.0
    window.open_library(library)
    qtbot.waitUntil(lambda: window.finder.ready and window.keeper.opening is not None, timeout=15_000)
    inbox = next(action for action in window.actions() if action.objectName() == "show_inbox")
    assert inbox.shortcut().toString() == "Alt+I"
    window.keys.show_palette()
    qtbot.keyClicks(QApplication.focusWidget(), "larger text")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.looks.theme.scale > 1.0
    qtbot.wait(300)
    assert not window.keeper.indexer.running and "Safe start" in window.frame.notices.text
    window.frame.search.setFocus()
    qtbot.keyClicks(window.frame.search, "vpn")
    qtbot.waitUntil(lambda: window.results.current() is not None, timeout=15_000)
    window.close()
    garbage.give_back()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    apart.end()
    assert not apart.home.cache.parent.exists()
    assert [(home.data / name).read_bytes() for name in ("window.ini", "keys.json")] == before
    assert not home.cache.exists() or list(home.cache.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("words", [("--safe",), ("--new-window",)])
def test_the_whole_program_starts_logs_and_ends_by_ctrl_c(tmp_path, words):
    """The window comes, the log's folder is made, Ctrl+C in the terminal closes it in order."""
    environment = {
        **os.environ,
        "KBDESK_DATA": str(tmp_path / "data"),
        "KBDESK_CACHE": str(tmp_path / "cache"),
        "KBDESK_LOGS": str(tmp_path / "logs"),
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kbdesk", *words], env=environment, cwd=tmp_path, stderr=subprocess.PIPE
    )
    try:
        end = time.monotonic() + 30
        while not list(tmp_path.glob("logs/crash-*")) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0 and b"Traceback" not in said
    assert list(tmp_path.glob("logs/crash-*")) == []

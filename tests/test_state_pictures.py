# SPDX-License-Identifier: MIT
"""Pictures of states and typefaces: drawn by ourselves, there whenever their words are."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kbdesk.ui import fonts
from kbdesk.ui.state_pictures import HIGH, NAMES, StatePicture, picture, picture_over
from kbdesk.ui.theme import Theme


def colours(pixmap):
    image = pixmap.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(*point).name() for point in points}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_every_state_is_drawn_in_the_colours_of_the_look(qapp, name, dark):
    """Lines that stand out from the ground (3:1) carry it; what means something has more than its colour."""
    theme = Theme(dark)
    found = colours(picture(name, theme, 240))
    assert theme.hex("border") in found
    assert any(theme.hex(token) in found for token in ("accent", "ok", "warn"))


def test_every_picture_is_another(qapp):
    """No two states look the same, in grey neither."""
    seen = {
        bytes(picture(name, Theme()).toImage().convertToFormat(QImage.Format.Format_Grayscale8).constBits())
        for name in NAMES
    }
    assert len(seen) == len(NAMES)


def test_a_picture_comes_and_goes_with_its_words(qtbot):
    """It stands right above them, and shows the state that there is at the time."""
    page = QWidget()
    qtbot.addWidget(page)
    box = QVBoxLayout(page)
    words = QLabel("Looking …", page)
    state = ["loading"]
    box.addWidget(words)
    made = picture_over(words, box, "done", lambda: state[0])
    assert box.indexOf(made) == box.indexOf(words) - 1
    page.show()
    assert made.isVisible()
    assert made.name == "loading"
    state[0] = "done"
    assert made.name == "done"
    words.hide()
    assert made.isHidden()
    words.show()
    assert made.isVisible()


def test_a_picture_gives_way_where_there_is_little_room(qtbot):
    """Words and buttons are whole in a window that is too low for both."""
    page = QWidget()
    qtbot.addWidget(page)
    box = QVBoxLayout(page)
    words = QLabel("one\ntwo\nthree", page)
    made = StatePicture(page, "empty")
    box.addWidget(made)
    box.addWidget(words)
    page.resize(300, words.sizeHint().height() + 40)
    page.show()
    assert words.height() >= words.sizeHint().height()
    assert made.height() < HIGH
    page.resize(300, 600)
    assert made.height() == HIGH


def test_screen_readers_hear_the_words_only(qtbot):
    """The picture has no name and takes no focus."""
    page = QWidget()
    qtbot.addWidget(page)
    made = StatePicture(page, "empty")
    assert made.accessibleName() == ""
    assert made.focusPolicy().value == 0


# --- typefaces ---


def test_the_typeface_is_one_that_is_there(qapp):
    """Not a name that Qt would replace by another."""
    for family in (fonts.sans(), fonts.mono()):
        assert QFontInfo(Theme().font()).family() == fonts.sans()
        assert family
    assert QFontInfo(Theme().mono()).fixedPitch()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the platform has a good one")
def test_a_computer_without_a_good_typeface_gets_one(tmp_path):
    """The package that comes along brings Inter in all its weights; without it the window still has one."""
    if not fonts.is_brought():
        pytest.skip("the package is not installed")
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    script = """
from PySide6.QtGui import QFontDatabase
from kbdesk.ui.app import make_app
from kbdesk.ui.fonts import sans
app = make_app()
print(sans(), "SemiBold" in QFontDatabase.styles(sans()))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["Inter", "True"]

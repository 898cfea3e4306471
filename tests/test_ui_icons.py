# SPDX-License-Identifier: MIT
import pytest
from PySide6.QtGui import QColor

from kbdesk.ui import icons

ASKED = """
    search article playbook clock sun moon copy back forward up check close flag pause play phone note list
    filter skip undo warning outline minus plus app
"""


@pytest.mark.parametrize("name", ASKED.split())
def test_every_icon_is_drawn_in_its_colour(qapp, name):
    """Each icon has ink, and the ink is the colour that was asked for."""
    image = icons.pixmap(name, "#0b5cad", 24, 2.0).toImage()
    inks = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [ink.name() for ink in inks if ink.alpha() == 255]
    assert QColor("#0b5cad").name() in solid


def test_no_two_icons_look_the_same(qapp):
    """All icons can be told apart."""
    pictures = {bytes(icons.pixmap(name, "#000000").toImage().constBits()) for name in icons.NAMES}
    assert len(pictures) == len(icons.NAMES)


def test_an_icon_is_sharp_on_a_dense_screen(qapp):
    """A pixmap for two pixels per point has twice the pixels and the same logical size."""
    picture = icons.pixmap("flag", "#000000", 18, 2.0)
    assert picture.width() == 36
    assert picture.deviceIndependentSize().width() == 18


def test_an_icon_is_made_once(qapp):
    """The same icon is not drawn again."""
    assert icons.icon("flag", "#123456") is icons.icon("flag", "#123456")


def test_an_unknown_icon_is_an_error(qapp):
    """A misspelt name is found at once."""
    with pytest.raises(KeyError):
        icons.icon("flagg", "#000000")


def test_the_mark_stays_readable_in_a_bright_colour(qapp):
    """The letter of the app's mark is dark on a bright ground."""
    image = icons.pixmap("app", "#e6e9ec", 48).toImage()
    shades = [image.pixelColor(x, y).lightness() for x in range(12, 36) for y in range(12, 36)]
    assert min(shades) < 60

# SPDX-License-Identifier: MIT
"""The window of a language that is written from right to left: everything stands where reading begins."""

from __future__ import annotations

import pytest
from clipping import cuts
from drawn import words_of
from people import SAM, SAYS, Floor
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QListView, QToolButton, QWidget
from scenes import Scenes

from kbdesk import markdown
from kbdesk.model.insight import Figure, Point
from kbdesk.ui import icons
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.result_list import HitList
from kbdesk.ui.roles.charts import Chart
from kbdesk.ui.run_parts import ChoiceButton
from kbdesk.ui.theme import Theme

pytestmark = [
    pytest.mark.usefixtures("plain_git"),
    pytest.mark.qt_log_ignore("propagateSizeHints|raise|grab"),
]


@pytest.fixture
def turned(qapp):
    """The direction of Arabic or Hebrew, for as long as the test."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def middle_of(view, text: str) -> float:
    """Where the middle of the first words that contain this text is drawn, from left to right."""
    return next(one.room.center().x() for one in words_of(view.viewport()) if text in one.text)


def overlapping(view) -> list[tuple[str, str]]:
    """Pairs of words of a list that are drawn over each other."""
    drawn = [(one.text, one.room.adjusted(1, 3, -1, -3)) for one in words_of(view.viewport())]
    return [
        (text, other)
        for at, (text, room) in enumerate(drawn)
        for other, its in drawn[at + 1 :]
        if room.intersects(its)
    ]


@pytest.mark.usefixtures("turned")
def test_the_window_is_turned_and_nothing_in_it_is_cut_off_or_overlaps(qtbot, monkeypatch, tmp_path):
    """Rows begin at the right and end at the left, the search field's signs stand apart, no text is cut."""
    floor = Floor(qtbot, monkeypatch, tmp_path)
    with floor.sits(SAM) as hands:
        window = hands.window
        window.resize(480, 800)
        hands.rest()
        scenes = Scenes(hands)
        search = window.frame.search
        scenes.search(SAYS)
        glass, clear = window.frame._glass, search.findChild(QToolButton)
        assert clear.isVisible()
        assert clear.geometry().right() < search.width() / 3
        assert glass.geometry().left() > search.width() * 2 / 3
        rows = window.results.findChild(HitList)
        hands.wait(lambda: window.results.current() is not None)
        assert middle_of(rows, "Wi-Fi") > rows.width() / 2
        assert middle_of(rows, "T1") < rows.width() / 4
        assert not overlapping(rows)
        window.keys.act("show_palette")
        hands.rest()
        choices = scenes.sheets[-1].findChild(QListView)
        assert middle_of(choices, "Ctrl+L") < choices.width() / 4
        assert middle_of(choices, "Search") > choices.width() / 2
        assert not overlapping(choices)
        scenes.clear()
        for act in ("show_settings", "show_lines", "new_article"):
            window.keys.act(act)
            hands.rest()
            assert not cuts(window), act
            scenes.clear()


@pytest.mark.usefixtures("turned")
def test_an_answer_has_its_number_at_the_right(qtbot):
    """The number key stands before the words, which end at the left."""
    owner = QWidget()
    qtbot.addWidget(owner)
    button = ChoiceButton(owner, 3, "The light is red")
    button.resize(300, 44)
    drawn = {one.text: one.room for one in words_of(button)}
    assert drawn["3"].left() > drawn["The light is red"].right()
    assert drawn["3"].right() < 300


@pytest.mark.usefixtures("turned")
def test_a_chart_is_turned_and_its_words_can_be_read(qtbot):
    """A bar's words stand at the right, its value at the left; Left goes on."""
    points = (Point("Router", 8), Point("Printer", 2))
    owner = QWidget()
    qtbot.addWidget(owner)
    chart = Chart(Figure("used", "Most used", "", "bars", "", points), Theme(), owner)
    chart.resize(300, chart.heightForWidth(300))
    drawn = {one.text: one.room for one in words_of(chart)}
    assert QRectF(240, 0, 60, 40).contains(drawn["Router"].center())
    assert QRectF(0, 0, 60, 40).contains(drawn["8"].center())
    chart.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier))
    assert chart.current == 1


def test_icons_that_tell_a_direction_are_turned(qapp):
    """Back points to where reading begins; a glass and a clock stay as they are."""

    def images() -> dict[str, QImage]:
        return {name: icons.pixmap(name, "#000000", 24).toImage() for name in ("back", "clock")}

    before = images()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        after = images()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert after["back"] == before["back"].flipped(Qt.Orientation.Horizontal) != before["back"]
    assert after["clock"] == before["clock"]


@pytest.mark.parametrize("window", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_an_article_has_the_direction_of_its_own_text(qtbot, qapp, window):
    """Headings and paragraphs in Arabic stand at the right, those in English at the left, in any window."""
    qapp.setLayoutDirection(window)
    try:
        for text, at_right in (("# تسجيل الدخول\n\nأدخل كلمة\n", True), ("# Sign in\n\nEnter it.\n", False)):
            view = ArticleView(Theme())
            qtbot.addWidget(view)
            view.resize(500, 300)
            view.show_sheet(Sheet(markdown.render(text).html))
            view.show()
            assert (view.layoutDirection() == Qt.LayoutDirection.RightToLeft) is at_right
            rooms = [one.room for one in words_of(view.viewport())]
            assert rooms
            assert all((room.center().x() > 250) is at_right for room in rooms)
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

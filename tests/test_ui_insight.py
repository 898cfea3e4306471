# SPDX-License-Identifier: MIT
"""The insight page: pictures by keys, lists behind them, numbers, files; drawn in colour and in grey."""

from __future__ import annotations

import csv
import importlib
import sys
from datetime import UTC, datetime
from itertools import pairwise
from statistics import fmean, pstdev
from xml.etree import ElementTree

import pytest
from desks import ROOT, make_desk, sample_repo
from hands import opened
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from kbdesk.desk.home import Home
from kbdesk.model import Author
from kbdesk.model.insight import Behind, Figure, Insight, Point
from kbdesk.ui.roles.chart_bars import MOST
from kbdesk.ui.roles.chart_share import Share
from kbdesk.ui.roles.chart_strip import Strip
from kbdesk.ui.roles.chart_words import rows, said, value_of
from kbdesk.ui.roles.charts import Chart, drawing_of
from kbdesk.ui.roles.insight_behind import CASE, PAGE, WORDS, acts_of
from kbdesk.ui.roles.insight_grid import placed
from kbdesk.ui.roles.insight_page import InsightPage
from kbdesk.ui.roles.insight_paper import image_of, paged, print_figures, svg_of
from kbdesk.ui.theme import Theme

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SIZES = [(600, 1.0), (330, 1.0), (380, 2.0)]
LOOKS = [Theme(), Theme(dark=True)]


def figure(chart, count=5, key="made-up", of=0.0, unit="calls", headline="It says this"):
    """A made-up figure: values fall from the first to the last."""
    points = tuple(
        Point(f"point {n} with words that go on and on", count - n, of, f"k{n}") for n in range(count)
    )
    return Figure(key, f"Title of {key}", "how it is counted", chart, unit, points, headline)


FIGURES = (
    figure("line", 30, "searches", unit="searches"),
    figure("share", 4, "search-outcomes", of=10, unit="searches"),
    figure("bars", 12, "searches-without-result", unit="searches"),
    figure("bars", 3, "most-used"),
    figure("bars", 4, "escalations-by-leaf", of=20),
    figure("strip", 14, "time-per-step-a", unit="s"),
    figure("strip", 3, "time-per-step-b", unit="s"),
    figure("bars", 0, "sent-back-reasons", headline="0 notes were sent back"),
)
PAGE_OF = Insight("2026-10-24", "2026-11-22", FIGURES)
ROWS = (
    Behind("First call", "solved", "2026-11-20T10:00:00+00:00", "playbooks/a.md", "x", "run1"),
    Behind("Second call", "handed over", "2026-11-19T10:00:00+00:00", "playbooks/a.md", "y", "run2"),
)


def drawn(drawing, width, current=-1):
    """A drawing as a picture on the ground of its look."""
    image = QImage(width, round(drawing.height(width)) + 1, QImage.Format.Format_RGB32)
    image.fill(drawing.theme.color("bg"))
    painter = QPainter(image)
    drawing.paint(painter, width, current)
    painter.end()
    return image


def greys(image, box):
    """The greys of a picture within a box, 0 to 255."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    box = box.toRect().adjusted(2, 2, -3, -3)
    return [
        grey.pixelColor(x, y).lightness()
        for x in range(box.left(), box.right())
        for y in range(box.top(), box.bottom())
    ]


# --- drawings ---


@pytest.mark.parametrize(("width", "scale"), SIZES)
@pytest.mark.parametrize("one", [one for one in FIGURES if one.points], ids=lambda one: one.key)
def test_points_stay_inside_their_chart_and_do_not_cover_each_other(qapp, one, width, scale):
    """At any width and text size each point has a place of its own within the picture."""
    drawing = drawing_of(one, Theme(scale=scale))
    spots = drawing.spots(width)
    whole = QRectF(-1, -1, width + 2, drawing.height(width) + 2)
    assert len(spots) == min(len(one.points), MOST if one.chart == "bars" else len(one.points))
    for number, spot in enumerate(spots):
        if one.chart != "line":  # the first and the last column reach half a step out
            assert whole.contains(spot)
            assert not any(spot.adjusted(1, 1, -1, -1).intersects(other) for other in spots[:number])
        assert drawn(drawing, width, number) != drawn(drawing, width)


@pytest.mark.parametrize("theme", LOOKS, ids=["light", "dark"])
def test_parts_of_a_share_are_told_apart_in_grey(qapp, theme):
    """Neighbours differ in grey or in pattern, and each swatch looks as its part does."""
    one = figure("share", 5, of=15)
    equal = Figure(*(getattr(one, n) for n in ("key", "title", "formula", "chart", "unit")), one.points)
    drawing = Share(equal, theme)
    image, looks = drawn(drawing, 700), []
    for part in drawing.parts(700):
        edge = QRectF(part.left() + 2, part.top(), 26, part.height())  # beside the words
        found = greys(image, edge)
        looks.append((fmean(found), pstdev(found)))
    for (mean, spread), (other, others) in pairwise(looks):
        assert abs(mean - other) > 12 or abs(spread - others) > 12


@pytest.mark.parametrize("theme", LOOKS, ids=["light", "dark"])
def test_a_strip_is_stronger_the_longer_in_grey_too(qapp, theme):
    """The longer a step takes, the farther its cell is from the ground, without any colour."""
    points = tuple(Point(f"step {n}", seconds) for n, seconds in enumerate((10, 40, 70, 100)))
    drawing = Strip(Figure("time-per-step-x", "T", "f", "strip", "s", points), theme)
    image, ground = drawn(drawing, 500), theme.color("bg").lightness()
    corners = [QRectF(spot.left(), spot.top(), 12, 10) for spot in drawing.spots(500)]
    away = [abs(fmean(greys(image, corner)) - ground) for corner in corners]
    assert away == sorted(away)
    assert away[-1] > away[0] + 60


def test_values_are_said_with_their_unit_and_part():
    """What a screen reader says of a point holds its words, value, unit, part and place."""
    bars = Figure("e", "E", "f", "bars", "calls", (Point("line down", 12, 48, "k"), Point("other", 1)))
    assert said(bars, 0) == "line down, 12 calls of 48, 25 %, 1 of 2. Enter opens the list behind it"
    assert said(bars, 1) == "other, 1 call, 2 of 2"
    assert value_of(bars, bars.points[0]) == "12 of 48"
    assert rows(bars) == (("line down", "12", "48", "25 %"), ("other", "1", "–", "–"))
    strip = Figure("s", "S", "f", "strip", "s", (Point("read the log", 139), Point("ask", 12)))
    assert said(strip, 0) == "read the log, 2:19 min, 1 of 2"
    assert said(strip, 1) == "ask, 12 s, 2 of 2"


def test_cards_fill_the_shortest_column_and_wide_ones_go_below_all():
    """Columns stay even; a card of the whole width begins below the longest column."""
    places, high = placed([(100, False), (50, False), (30, False), (40, True), (10, False)], 2, 10)
    assert places == [(0, 0), (1, 0), (1, 60), (0, 110), (0, 160)]
    assert high == 170
    assert placed([], 3, 10) == ([], 0)


# --- the page by keys ---


class Room:
    """A person before the page with made-up figures."""

    def __init__(self, qtbot, theme, width, height):
        self.qtbot = qtbot
        self.host = QWidget()
        self.host.setStyleSheet(theme.qss())
        qtbot.addWidget(self.host)
        self.page = InsightPage(theme, self.host)
        self.asked, self.opened, self.files, self.copied, self.days = [], [], [], [], []
        self.page.behind_asked.connect(self._behind)
        self.page.opened.connect(self._opened)
        self.page.copied.connect(self.copied.append)
        self.page.asked.connect(self._days)
        self.host.resize(width, height)
        self.page.resize(width, height)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)
        self.page.setFocus()
        self.page.show_insight(PAGE_OF)
        qtbot.wait(20)

    def _behind(self, one, at):
        self.asked.append((one.key, at))
        self.page.show_behind(one, at, ROWS, UTC)

    def _opened(self, act, row):
        self.opened.append((act, row.title))

    def take_file(self, kind, figures):
        self.files.append((kind, [one.key for one in figures]))

    def _days(self):
        self.days.append((self.page.days, self.page.team))

    def keys(self, *pressed, modifiers=Qt.KeyboardModifier.NoModifier):
        for key in pressed:
            QTest.keyClick(QApplication.focusWidget(), key, modifiers)
            self.qtbot.wait(5)

    @property
    def focus(self):
        return QApplication.focusWidget()

    def tab_to(self, key):
        """Go on by Tab to a figure."""
        for _ in range(40):
            if isinstance(self.focus, Chart) and self.focus.figure.key == key:
                return self.focus
            self.keys(Key.Key_Tab)
        raise AssertionError(key)

    def shown(self):
        return [view.figure.key for view in self.page.views if view.isVisible()]


@pytest.fixture
def room(qtbot):
    return Room(qtbot, Theme(), 1280, 800)


def test_arrows_go_along_a_chart_and_enter_opens_the_list_behind(room):
    """Tab comes to each picture; arrows, Home and End choose a point; Enter asks for what is behind it."""
    assert room.focus.figure.key == "searches"
    chart = room.tab_to("searches-without-result")
    room.keys(Key.Key_Down, Key.Key_Right, Key.Key_Up)
    assert chart.current == 1
    assert "point 1 with words" in chart.accessibleName()
    assert "11 searches" in chart.accessibleName()
    room.keys(Key.Key_End)
    assert chart.current == MOST - 1
    room.keys(Key.Key_Down, Key.Key_Home, Key.Key_Up)
    assert chart.current == 0
    room.keys(Key.Key_Down, Key.Key_Return)
    assert room.asked == [("searches-without-result", 1)]
    assert room.page.behind.list.hasFocus()
    assert [row.title for row in room.page.behind.list.rows] == ["First call", "Second call"]


def test_esc_goes_back_step_by_step_to_the_point_it_came_from(room):
    """Esc closes the list and the focus is on the same point again; another Esc leaves the page."""
    closed = []
    room.page.closed.connect(lambda: closed.append(True))
    chart = room.tab_to("escalations-by-leaf")
    room.keys(Key.Key_Down, Key.Key_Down, Key.Key_Return, Key.Key_Escape)
    assert room.focus is chart
    assert chart.current == 2
    assert not room.page.behind.isVisible()
    assert not closed
    room.keys(Key.Key_Escape)
    assert closed


def test_t_turns_a_picture_into_its_numbers_and_back(room):
    """The table has every point, also those that are not drawn; the point stays the same both ways."""
    chart = room.tab_to("searches-without-result")
    room.keys(Key.Key_Down, Key.Key_T)
    table = room.focus
    assert table.rowCount() == 12
    assert table.currentRow() == 1
    assert table.item(1, 1).text() == "11"
    assert table.isColumnHidden(2)
    room.keys(Key.Key_Down, Key.Key_Return)
    assert room.asked == [("searches-without-result", 2)]
    room.keys(Key.Key_Escape)
    assert room.focus is table
    room.keys(Key.Key_T)
    assert room.focus is chart
    assert chart.current == 2


def test_digits_choose_a_topic_and_letters_the_time(room):
    """4 shows calls only; W, M, Q, Y ask for other days, U for the team's numbers."""
    room.keys(Key.Key_4)
    assert room.shown() == [
        "escalations-by-leaf",
        "time-per-step-a",
        "time-per-step-b",
        "sent-back-reasons",
    ]
    room.keys(Key.Key_Tab)
    assert room.page.isAncestorOf(room.focus)
    room.keys(Key.Key_3)
    assert room.shown() == ["most-used"]
    assert [view.figure.key for view in room.page.views if view.isAncestorOf(room.focus)] == ["most-used"]
    room.keys(Key.Key_1, Key.Key_W, Key.Key_Y, Key.Key_Y, Key.Key_U)
    assert len(room.shown()) == len(FIGURES)
    assert room.days == [(7, False), (365, False), (365, True)]


def test_what_has_nothing_to_show_says_what_to_do(room):
    """An empty figure has no picture but a sentence, and stands after all others."""
    last = room.page.views[-1]
    assert last.figure.key == "sent-back-reasons"
    assert last.chart is None
    told = [label.text() for label in last.findChildren(QLabel) if label.isVisible()]
    assert any("Nothing to do here" in one for one in told)


def test_the_numbers_of_a_picture_go_to_the_clipboard(room):
    """Ctrl+C copies the figure at hand as cells of a spreadsheet."""
    room.tab_to("most-used")
    room.keys(Key.Key_C, modifiers=CONTROL)
    lines = room.copied[0].splitlines()
    assert lines[0] == "Title of most-used: It says this"
    assert lines[2].split("\t")[1] == "3"
    assert len(lines) == 5


def test_s_offers_the_picture_at_hand_and_the_whole_page(room):
    """The menu writes one figure or all that are shown, chosen by keys."""
    room.page.file_asked.connect(room.take_file)
    room.tab_to("most-used")
    room.keys(Key.Key_S)
    menu = room.page.findChild(QMenu)
    assert menu.isVisible()
    texts = [act.text() for act in menu.actions()]
    assert texts[0] == "Title of most-used"
    assert texts[5] == "The whole page"
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Return):
        QTest.keyClick(menu, key)
    assert room.files == [("svg", ["most-used"])]
    menu.actions()[8].trigger()
    assert room.files[1] == ("csv", [view.figure.key for view in room.page.views])
    menu.close()


def test_counting_again_keeps_the_point_that_was_looked_at(room):
    """New numbers take the place of the old; the focus stays at the same figure and point."""
    room.tab_to("escalations-by-leaf")
    room.keys(Key.Key_Down)
    room.page.show_insight(PAGE_OF)
    room.qtbot.wait(20)
    assert room.focus.figure.key == "escalations-by-leaf"
    assert room.focus.current == 1


@pytest.mark.parametrize(
    ("width", "scale", "columns"), [(1280, 1.0, 2), (480, 1.0, 1), (1280, 2.0, 1), (440, 2.0, 1)]
)
def test_cards_stand_in_columns_as_the_width_allows(qtbot, width, scale, columns):
    """Two columns in a wide window, one at 480 px and at 200 % text; nothing is cut off at the right."""
    room = Room(qtbot, Theme(scale=scale), width, 800)
    page = room.page
    views = [view for view in page.views if not view.figure.key.startswith("time-per-step")]
    lefts = {view.mapTo(page, view.rect().topLeft()).x() for view in views[:-1]}
    assert len(lefts) == columns
    sight = page._scroll.viewport()
    right = sight.mapTo(page, sight.rect().topRight()).x()
    for view in page.views:
        assert view.mapTo(page, view.rect().topRight()).x() <= right
        assert view.width() > 0.6 * width / columns / (1 + (columns > 1))
    chart = room.tab_to("escalations-by-leaf")
    room.keys(Key.Key_Down)
    room.qtbot.wait(20)
    place = chart.place.translated(chart.mapTo(page._scroll.viewport(), chart.rect().topLeft()))
    assert page._scroll.viewport().rect().contains(place)


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (480, False)])
def test_the_list_stands_beside_the_pictures_or_takes_their_place(qtbot, width, beside):
    """In a wide window both are seen; in a narrow one the list has all of the room."""
    room = Room(qtbot, Theme(), width, 800)
    room.tab_to("search-outcomes")
    room.keys(Key.Key_Return)
    assert room.page.behind.isVisible()
    assert room.page.left.isVisible() is beside
    room.keys(Key.Key_A)
    assert room.opened == [(PAGE, "First call")]
    room.keys(Key.Key_C)
    assert room.opened[-1] == (CASE, "First call")
    room.keys(Key.Key_Escape)
    assert room.page.left.isVisible()
    assert not room.page.right.isVisible()


def test_enter_opens_what_a_figure_is_about_first():
    """Behind figures of calls a row is a case first; behind others a document, then the search."""
    row = Behind("t", "d", path="a.md", run="r", words="w")
    assert acts_of("playbook-outcomes", row) == (CASE, PAGE, WORDS)
    assert acts_of("most-used", row) == (PAGE, WORDS, CASE)
    assert acts_of("searches", Behind("t", "d", words="w")) == (WORDS,)
    assert acts_of("searches", Behind("t", "d")) == ()


# --- files and paper ---


def test_pictures_hold_every_figure_with_its_sentence(qapp):
    """The SVG is well-formed and says each headline; the PNG is twice as large and not empty."""
    tree = ElementTree.fromstring(svg_of(FIGURES))
    text = " ".join("".join(node.itertext()) for node in tree.iter())
    assert text.count("It says this") >= len(FIGURES) - 1
    assert tree.find("{http://www.w3.org/2000/svg}title").text == "Insight"
    one, all_of_them = image_of(FIGURES[:1]), image_of(FIGURES)
    assert one.width() == 1280
    assert all_of_them.width() == 2480
    assert len(set(greys(one, QRectF(0, 0, 600, 300)))) > 10


def test_no_figure_goes_across_two_pages(qapp, tmp_path):
    """On paper each figure is whole; all of them are there, and a PDF comes out."""
    pages = paged(FIGURES * 3, 900)
    assert sum(map(len, pages)) == 3 * len(FIGURES)
    for sheet in pages:
        boxes = [QRectF(left, top, block.width, block.height) for block, left, top in sheet]
        assert all(box.bottom() <= 900 + 24 or box.top() <= 24 for box in boxes)
        assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "insight.pdf"))
    assert print_figures(FIGURES, printer) >= 1
    assert (tmp_path / "insight.pdf").read_bytes().startswith(b"%PDF")


# --- the whole window on a scripted month ---


@pytest.fixture
def month(tmp_path):
    """The folders of a person after a month of four colleagues, up to today."""
    tools = ROOT / "tools"
    if not (tools / "month.py").exists():
        pytest.skip("this copy of the source has no tools")
    if str(tools) not in sys.path:
        sys.path.append(str(tools))
    library = sample_repo(tmp_path / "kb")
    write_month = importlib.import_module("month").write_month
    write_month(tmp_path / "data", library, agents=4, last=datetime.now(UTC).date())
    home = Home(tmp_path / "data", tmp_path / "cache")
    home.make()
    home.set_who(Author("Mia Tran", "mia@example.org"))
    return home, library


def show(hands):
    hands.key(Key.Key_G, CONTROL | SHIFT)
    room = hands.window.late.roles.insight
    hands.wait(lambda: room.page is not None and room.page.insight is not None)
    hands.rest()
    return room


def go_to(hands, key):
    for _ in range(80):
        focus = QApplication.focusWidget()
        if isinstance(focus, Chart) and focus.figure.key == key:
            return focus
        QTest.keyClick(focus, Key.Key_Tab)
    raise AssertionError(key)


def test_from_a_figure_to_the_search_the_article_and_the_case(qtbot, month, tmp_path):
    """By keys alone: a search without result is searched again, an article read, a case read as it went."""
    with opened(qtbot, *month) as hands:
        room = show(hands)
        page = room.page
        assert page.insight.until == datetime.now(UTC).date().isoformat()
        chart = go_to(hands, "searches-without-result")
        wanted = chart.figure.points[0]
        hands.key(Key.Key_Return)
        assert len(page.behind.list.rows) == wanted.value
        words = page.behind.current.words
        assert words
        hands.key(Key.Key_Return)
        assert hands.window.frame.cover is None
        assert hands.window.frame.search.text() == words
        hands.key(Key.Key_Tab, CONTROL)
        assert hands.window.frame.cover is page
        hands.key(Key.Key_Escape)
        most = go_to(hands, "most-used").figure.points[0]
        hands.key(Key.Key_Return)
        hands.key(Key.Key_A)
        hands.wait(lambda: hands.window.finder.page is not None)
        assert hands.window.finder.page.document.path == most.key
        show(hands)
        go_to(hands, "playbook-outcomes")
        hands.key(Key.Key_Return)
        hands.key(Key.Key_Return)
        hands.wait(lambda: page.behind.reads)
        hands.key(Key.Key_Escape)
        assert not page.behind.reads
        assert page.behind.list.hasFocus()


def test_another_time_the_team_and_files_from_the_real_store(qtbot, month, tmp_path):
    """A week has fewer searches than a month; without consent the team's side says so; files are written."""
    with opened(qtbot, *month) as hands:
        room = show(hands)
        page = room.page
        before = page.insight
        hands.key(Key.Key_W)
        hands.wait(lambda: page.insight is not before)
        searches = [sum(point.value for point in one.figures[0].points) for one in (before, page.insight)]
        assert 0 < searches[1] < searches[0]
        for kind in ("png", "svg", "csv"):
            room.write(kind, page.insight.figures, tmp_path / f"out.{kind}")
        hands.rest()
        assert QImageReader(str(tmp_path / "out.png")).read().width() > 1000
        assert (tmp_path / "out.svg").read_bytes().startswith(b"<?xml")
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            table = list(csv.reader(file))
        assert len(table) == 1 + sum(len(one.points) for one in page.insight.figures)
        hands.key(Key.Key_U)
        hands.wait(lambda: not page.insight.figures)
        assert any("Alt+K" in label.text() for label in page.findChildren(QLabel) if label.isVisible())
        hands.key(Key.Key_O)
        hands.wait(lambda: bool(page.insight.figures))


def test_an_empty_store_says_what_to_do(room, tmp_path):
    """Before anything was searched the page shows what the library alone tells, and how numbers come."""
    desk = make_desk(sample_repo(tmp_path / "kb"), tmp_path / "home")
    room.page.show_insight(desk.insight.page())
    room.qtbot.wait(20)
    desk.close()
    told = "\n".join(label.text() for label in room.page.findChildren(QLabel) if label.isVisible())
    assert "it counts from then on" in told
    full = [view.figure.key for view in room.page.views if not view.empty]
    assert full == ["never-used", "stale", "reused-against-created"]
    assert isinstance(room.focus, Chart)

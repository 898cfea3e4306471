# SPDX-License-Identifier: MIT
"""Why a hit is there, and what is said when there is none."""

from __future__ import annotations

import pytest
from panes import shown, words
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QStyleOptionViewItem

from kbdesk.model import Filters, Hit, Results
from kbdesk.ui.result_list import HitModel
from kbdesk.ui.result_rows import HitDelegate
from kbdesk.ui.results import ResultsPane, read_as
from kbdesk.ui.run_parts import WrapButton
from kbdesk.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

PLAIN = Hit(
    "mail/asks.md", "Outlook asks again", "article", "1", 1.0, "Outlook prompts", ((0, 7),), ((0, 7),)
)
STEP = PLAIN._replace(kind="step", path="playbooks/mail.md", anchor="b", of="Mail", title="Which one?")
OLD = PLAIN._replace(confidence="archived", successor="mail/new-sign-in.md", title="Outlook 2010 asks")
NOTHING = Results("pasword xyz", unfiltered=15, meant="password xyz", nearest=(PLAIN, STEP, OLD))


@pytest.fixture
def pane(qtbot):
    return shown(qtbot, ResultsPane, 372, 700)


def way(pane, text):
    """The way on with this beginning; None if there is none to be seen."""
    buttons = (b for b in pane.findChildren(WrapButton) if b.isVisible())
    return next((b for b in buttons if b.accessibleName().startswith(text)), None)


def heard(hit):
    model = HitModel()
    model.show_hits((hit,))
    return model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)


def drawn(hit, width=400):
    """A row as a picture, in which every pixel counts."""
    delegate = HitDelegate(Theme())
    model = HitModel()
    model.show_hits((hit,))
    picture = QImage(width, delegate.row_height, QImage.Format.Format_RGB32)
    picture.fill(Theme().color("bg"))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, delegate.row_height)
    painter = QPainter(picture)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    return picture


# --- why this hit ---


@pytest.mark.parametrize(
    ("hit", "sentence"),
    [
        (PLAIN, "Outlook asks again. article. mail / asks. rank 1 of 1"),
        (STEP, "Which one?. step. of Mail. rank 1 of 1"),
        (
            PLAIN._replace(field="error"),
            "Outlook asks again. article. mail / asks. found in: error code. rank 1 of 1",
        ),
        (
            PLAIN._replace(field="says", matched_says="it nags", library="Net"),
            "Outlook asks again. article. mail / asks. customers say: it nags. library Net. rank 1 of 1",
        ),
        (
            OLD,
            "Outlook 2010 asks. article. mail / asks. archived, replaced by new sign in. rank 1 of 1",
        ),
    ],
)
def test_a_screen_reader_hears_why_a_hit_is_there(qapp, hit, sentence):
    """What the row shows by badge, icon and colour is said in words."""
    assert heard(hit) == sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"field": "error"},
        {"field": "tag"},
        {"field": "heading"},
        {"kind": "step", "of": "Mail"},
        {"confidence": "archived"},
        {"successor": "mail/new.md"},
        {"library": "Network team"},
        {"matched_says": "it nags"},
    ],
)
def test_each_reason_can_be_seen(qapp, changes):
    """A row with it is drawn otherwise than one without."""
    assert drawn(PLAIN._replace(**changes)) != drawn(PLAIN)


@pytest.mark.parametrize("field", ["title", "text"])
def test_what_goes_without_saying_is_not_said(qapp, field):
    """A match in title or text has no label: its marks show it."""
    assert drawn(PLAIN._replace(field=field)) == drawn(PLAIN)


def test_the_customers_words_need_no_label_besides(qapp):
    """The line that quotes them is the label."""
    says = PLAIN._replace(matched_says="it nags")
    assert drawn(says._replace(field="says")) == drawn(says)


def test_a_row_without_room_drops_labels_before_the_tier(qapp):
    """However narrow, the tier stays and nothing is drawn over anything else."""
    crowded = OLD._replace(library="A library with a rather long name", field="heading")
    assert drawn(crowded, 120) == drawn(crowded._replace(library="", field="text"), 120)
    assert drawn(crowded, 120) != drawn(crowded._replace(tier="2"), 120)


def test_the_line_of_the_successor_leads_there(pane, qtbot):
    """A click on it asks for the successor, one beside it for the hit."""
    pane.show_results(Results("outlook", (OLD, PLAIN), 2))
    view = pane.findChild(QListView)
    row = view.visualRect(view.model().index(0))
    line = QPoint(row.center().x(), row.top() + Theme().px(7) + round(row.height() * 0.29))
    with qtbot.waitSignal(pane.successor_asked) as asked, qtbot.assertNotEmitted(pane.hit_activated):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=line)
    assert asked.args == [OLD]
    with qtbot.waitSignal(pane.hit_activated), qtbot.assertNotEmitted(pane.successor_asked):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.topLeft() + QPoint(60, 14))


def test_two_steps_of_one_playbook_are_two_hits(pane):
    """The place in the list is kept by step, not only by file."""
    other = STEP._replace(anchor="c", title="Another")
    pane.show_results(Results("mail", (PLAIN, STEP, other), 3))
    pane.move(2)
    pane.show_results(Results("mail", (STEP, other, PLAIN), 3))
    assert pane.current() == other


# --- quiet lines over the list ---


@pytest.mark.parametrize(
    ("query", "meant", "line"),
    [
        ("outlook pasword", "outlook password", "“pasword” was read as “password”"),
        (
            "Outlok Pasword",
            "outlook password",
            "“Outlok” was read as “outlook”, “Pasword” was read as “password”",
        ),
        ("pass word", "password", "Read as “password”"),
        ("password", "", ""),
    ],
)
def test_mistyped_words_are_told_in_one_line(pane, query, meant, line):
    """Over the list stands how each word was read; a good query has no such line."""
    results = Results(query, (PLAIN,), 1, meant=meant)
    assert read_as(results) == line
    pane.show_results(results)
    assert (line or "read as") in words(pane) or not line
    assert ("was read as" in words(pane)) == ("was read as" in line)


def test_a_part_of_the_query_that_does_not_count_is_told(pane):
    """The sentence stands over the hits, and is gone with the next answer."""
    pane.show_results(Results("tier:9", (PLAIN,), 1, problem="There is no tier 9."))
    assert "There is no tier 9." in words(pane)
    pane.show_results(Results("tier:2", (PLAIN,), 1))
    assert "There is no tier 9." not in words(pane)


# --- nothing found ---


def test_nothing_found_offers_every_way_on(pane, qtbot):
    """Did you mean, what the filters hide, the gap, and what comes closest."""
    pane.set_filters(Filters(tier="1", product="Outlook"))
    pane.show_results(NOTHING)
    assert "Nothing found for “pasword xyz”" in words(pane)
    assert "2 filters are on: Tier 1, Outlook." in words(pane)
    assert "Closest we have" in words(pane)
    with qtbot.waitSignal(pane.meant_requested):
        way(pane, "Did you mean “password xyz”?").click()
    with qtbot.waitSignal(pane.gap_requested):
        way(pane, "Record this gap").click()
    with qtbot.waitSignal(pane.filters_changed) as cleared:
        way(pane, "Show 15 results without the filters").click()
    assert cleared.args == [Filters()]


def test_only_what_helps_is_offered(pane):
    """Without another spelling, filters or near hits, these ways are not there."""
    pane.show_results(Results("xyz"))
    assert [way(pane, text) for text in ("Did you mean", "Show", "Clear")] == [None, None, None]
    assert way(pane, "Record this gap") is not None
    assert "Closest" not in words(pane)
    assert pane.current() is None
    pane.show_results(Results(""))
    assert way(pane, "Record this gap") is None


def test_the_nearest_are_chosen_by_key_and_never_by_themselves(pane, qtbot):
    """Enter opens none of them before Down chose one; then it opens that one."""
    pane.show_results(NOTHING)
    with qtbot.assertNotEmitted(pane.hit_activated):
        pane.activate_current()
    pane.move(1)
    pane.move(1)
    assert pane.current() == STEP
    with qtbot.waitSignal(pane.hit_activated) as opened:
        pane.activate_current()
    assert opened.args == [STEP]


def test_the_focus_goes_to_the_nearest(pane, qtbot):
    """Who goes to the results with keys sees the first of the nearest chosen, and Enter opens it."""
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.show_results(NOTHING)
    pane.setFocus()
    view = next(v for v in pane.findChildren(QListView) if v.hasFocus())
    assert view.accessibleName() == "Closest we have"
    assert [index.row() for index in view.selectedIndexes()] == [0]
    with qtbot.waitSignal(pane.hit_activated) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [PLAIN]


def test_hits_after_nothing_are_hits_again(pane):
    """The nearest of the search before are gone with the next answer."""
    pane.show_results(NOTHING)
    pane.move(1)
    pane.show_results(Results("outlook", (OLD,), 1))
    assert pane.current() == OLD
    assert "Nothing found" not in words(pane)
    pane.show_results(Results("zzz"))
    assert pane.current() is None


def test_a_recorded_gap_is_shown_until_something_else_is_searched_for(pane):
    """The button takes it back; another query, or a late answer for another one, starts afresh."""
    pane.show_results(Results("xyz "))
    pane.show_gap("xyz", "g1")
    assert pane.gap == "g1"
    assert way(pane, "Take the gap back") is not None
    pane.show_results(Results("xyz "))  # the same again, for instance while the index is built
    assert pane.gap == "g1"
    assert way(pane, "Take the gap back") is not None
    pane.show_results(Results("xyzz"))
    assert pane.gap == ""
    assert way(pane, "Record this gap") is not None
    pane.show_gap("xyz", "g1")
    assert pane.gap == ""


@pytest.mark.parametrize("width", [330, 460])
@pytest.mark.parametrize("query", ["pasword xyz", "w" * 300])
def test_nothing_is_cut_at_twice_the_text_size(pane, qtbot, width, query):
    """All that is said and offered stays inside a narrow pane, and what does not fit its height scrolls."""
    theme = Theme(scale=2.0)
    pane.setStyleSheet(theme.qss())
    pane.set_theme(theme)
    pane.set_filters(Filters(tier="1", product="Outlook"))
    pane.resize(width, 700)
    pane.show_results(NOTHING)
    pane.show_results(Results(query, meant=query, unfiltered=3, nearest=(PLAIN, OLD)))
    qtbot.wait(20)
    for part in (*pane.findChildren(QPushButton), *pane.findChildren(QLabel), *pane.findChildren(QListView)):
        if part.isVisible():
            assert part.mapTo(pane, QPoint(part.width(), 0)).x() <= pane.width(), part
            assert part.height() >= part.heightForWidth(part.width()), part
    pane.move(1)
    pane.move(1)
    view = next(v for v in pane.findChildren(QListView) if v.accessibleName() == "Closest we have")
    row = view.visualRect(view.currentIndex())
    assert pane.rect().contains(view.viewport().mapTo(pane, row.center()))


def test_a_hit_that_changed_since_it_was_read_says_so():
    """The row draws a badge, and a screen reader hears it."""
    assert "changed since you read it" in heard(PLAIN._replace(news=True))
    assert "changed since" not in heard(PLAIN)
    assert drawn(PLAIN._replace(news=True)) != drawn(PLAIN)

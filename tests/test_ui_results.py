# SPDX-License-Identifier: MIT
import dataclasses

import pytest
from panes import shown, words
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListView, QProgressBar, QPushButton

from kbdesk.model import Filters, Hit, Results
from kbdesk.ui.result_list import HitModel
from kbdesk.ui.result_rows import HitDelegate, breadcrumb, utf16
from kbdesk.ui.results import ResultsPane, count_line
from kbdesk.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

FACETS = (
    ("kind", (("article", 9), ("playbook", 3))),
    ("tier", (("2", 5), ("1", 4), ("specialist", 1))),
    ("product", (("Outlook", 6), ("R&D <b>", 1))),
    ("tag", (("auth", 2),)),
)


def hit(number, **changes):
    plain = Hit(
        path=f"Outlook/Client/article-{number}.md",
        title=f"Article {number}",
        kind="article",
        tier="1",
        score=1.0,
        snippet="Outlook prompts for a password again and again",
        snippet_spans=((0, 7), (8, 14)),
        title_spans=((0, 7),),
    )
    return plain._replace(**changes)


def results(count=12, query="outlook", **changes):
    return dataclasses.replace(
        Results(query, tuple(hit(n) for n in range(count)), 42, FACETS, 6.2, ("outlook",)), **changes
    )


@pytest.fixture
def pane(qtbot):
    return shown(qtbot, ResultsPane, 372, 700)


def chip(pane, text):
    buttons = (b for b in pane.findChildren(QPushButton) if b.isVisibleTo(pane))
    return next(b for b in buttons if (b.text() or b.label).startswith(text))


def press(qtbot, pane, key, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(pane.findChild(QListView), key, modifiers)


# --- the list ---


def test_the_first_result_is_ready_to_open(pane, qtbot):
    """Enter after a search opens the best hit without a further key."""
    pane.show_results(results())
    with qtbot.waitSignal(pane.hit_activated) as opened:
        pane.activate_current()
    assert opened.args == [hit(0)]


def test_the_selection_moves_while_the_focus_is_elsewhere(pane, qtbot):
    """The window moves the row; it stops at both ends."""
    pane.show_results(results(3))
    with qtbot.waitSignal(pane.selection_moved) as moved:
        pane.move(1)
    assert moved.args == [hit(1)]
    pane.move(99)
    assert pane.current() == hit(2)
    pane.move(-99)
    assert pane.current() == hit(0)


def test_enter_opens_and_ctrl_enter_opens_beside(pane, qtbot):
    """The list tells the two wishes apart."""
    pane.show_results(results(3))
    press(qtbot, pane, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.hit_beside) as beside, qtbot.assertNotEmitted(pane.hit_activated):
        press(qtbot, pane, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert beside.args == [hit(1)]
    with qtbot.waitSignal(pane.hit_activated), qtbot.assertNotEmitted(pane.hit_beside):
        press(qtbot, pane, Qt.Key.Key_Return)


def test_a_click_opens_the_row_under_it_once(pane, qtbot):
    """One click is enough, and it asks once."""
    pane.show_results(results(3))
    asked = []
    pane.hit_activated.connect(asked.append)
    view = pane.findChild(QListView)
    spot = view.visualRect(view.model().index(1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert asked == [hit(1)]


def test_a_click_below_the_rows_opens_nothing(pane, qtbot):
    """Empty space is not a row."""
    pane.show_results(results(1))
    view = pane.findChild(QListView)
    with qtbot.assertNotEmitted(pane.hit_activated):
        spot = QPoint(20, view.viewport().height() - 4)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_the_row_stays_when_only_filters_change(pane):
    """The same query again keeps the person's place if the hit is still there."""
    pane.show_results(results(5))
    pane.move(3)
    pane.show_results(results(5, hits=(hit(7), hit(3))))
    assert pane.current() == hit(3)
    pane.show_results(results(5, query="other"))
    assert pane.current() == hit(0)


def test_a_screen_reader_hears_what_the_row_is(qapp):
    """The row says title, kind, path and rank of all."""
    model = HitModel()
    model.show_hits(results(3).hits, 42)
    said = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Article 1. article. Outlook / Client / article-1. rank 2 of 42"


def test_a_tooltip_shows_marked_up_titles_as_they_are(qapp):
    """A title with tags in it is text, not HTML."""
    model = HitModel()
    model.show_hits((hit(0, title="<img src=//host/x.png>"),))
    assert "<img" not in model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)


# --- looks ---


def colours(pane):
    image = pane.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }


@pytest.mark.parametrize("dark", [False, True])
def test_hits_and_the_selection_are_painted_in_the_tokens(pane, dark):
    """Matched words stand on the hit colour, the current row on the selection colour with its bar."""
    theme = Theme(dark)
    pane.setStyleSheet(theme.qss())
    pane.set_theme(theme)
    pane.show_results(results(4))
    assert {theme.hex(token) for token in ("hit", "selected", "accent")} <= colours(pane)


def test_rows_grow_with_the_text(pane):
    """At 200 % a row is about twice as high, so nothing is cut."""
    small, large = HitDelegate(Theme()), HitDelegate(Theme(scale=2.0))
    assert 1.8 < large.row_height / small.row_height < 2.2


def test_a_theme_change_lays_the_rows_out_anew(pane):
    """Rows that were painted take the new height at once."""
    pane.show_results(results(4))
    pane.grab()
    view = pane.findChild(QListView)
    before = view.visualRect(view.model().index(1)).top()
    pane.set_theme(Theme(scale=2.0))
    pane.grab()
    assert view.visualRect(view.model().index(1)).top() > 1.5 * before


def test_only_hits_that_look_new_are_laid_out(pane, monkeypatch):
    """After a save the same results come with other scores and one other text: one row is laid out."""
    pane.show_results(results(4))
    pane.grab()
    laid_out, lay_out = [], HitDelegate._lay_out
    monkeypatch.setattr(
        HitDelegate,
        "_lay_out",
        lambda self, hit, width: laid_out.append(hit.path) or lay_out(self, hit, width),
    )
    again = tuple(hit(n, score=2.0 + n) for n in (1, 0, 3))
    pane.show_results(results(0, hits=(*again, hit(2, snippet="Outlook asks no more"))))
    assert colours(pane)
    assert laid_out == ["Outlook/Client/article-2.md"]
    replaced = (hit(7, successor="Outlook/b.md"),)
    for hits in (again[:1], again[1:2], replaced, replaced):
        pane.show_results(results(0, hits=hits))
        pane.grab()
    names = [path[-4:] for path in laid_out[1:]]
    assert names == ["0.md", "7.md", "7.md"], "what was gone, and a row that names a key, which may change"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "W" * 5000, "snippet": "o" * 5000},
        {"title": "كلمة المرور", "snippet": "يطلب Outlook كلمة المرور " * 50, "snippet_spans": ((5, 12),)},
        {"title": "\u200b" * 300, "snippet": "\u200b", "snippet_spans": ((0, 1),)},
        {
            "title": "😀😀 Outlook",
            "title_spans": ((3, 10),),
            "snippet": "a\nb\u2028c 😀",
            "snippet_spans": ((0, 6),),
        },
        {"title": "", "snippet": "", "title_spans": (), "snippet_spans": ()},
        {"matched_says": "it keeps asking me " * 30, "confidence": "archived", "tier": "specialist"},
        {"title_spans": ((0, 900),), "confidence": "draft", "path": "a/" * 200 + "b.md", "tier": "3"},
    ],
)
def test_any_text_can_be_drawn(pane, changes):
    """No title or snippet, however odd, keeps a row from being drawn."""
    pane.show_results(results(1, hits=(hit(0, **changes), hit(1))))
    assert not pane.grab().isNull()


def test_offsets_are_counted_as_qt_counts():
    """A sign outside the first plane takes two places."""
    assert utf16("😀 Outlook", ((2, 9),)) == ((3, 10),)
    assert utf16("é Outlook", ((2, 9),)) == ((2, 9),)


def test_a_path_reads_as_a_trail():
    """Folders and the name without its ending."""
    assert breadcrumb("Outlook/Client/x.md") == "Outlook / Client / x"


# --- count, messages, progress ---


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"total": 12}, "12 results · 6 ms"),
        ({}, "first 12 of 42 results · 6 ms"),
        ({"hits": (hit(0),), "total": 1}, "1 result · 6 ms"),
        (
            {"total": 12, "left_out": ("xyz", "abc"), "took_ms": 0.2},
            "12 results · under 1 ms · left out: xyz, abc",
        ),
    ],
)
def test_the_count_line_says_how_many_and_how_fast(changes, line):
    """The count, the time, and the words that were left out."""
    assert count_line(results(**changes)) == line


def test_no_result_names_the_query_and_the_filters_that_may_hide_it(pane, qtbot):
    """The empty state says what was asked and clears the filters with one click."""
    pane.set_filters(Filters(kind="playbook", tier="1"))
    pane.show_results(Results("outlok <b>pasword</b>"))
    assert "outlok <b>pasword</b>" in words(pane)
    assert "2 filters are on: playbooks only, Tier 1." in words(pane)
    with qtbot.waitSignal(pane.filters_changed) as changed:
        chip(pane, "Clear the filters").click()
    assert changed.args == [Filters()]


def test_a_message_takes_the_place_of_the_list(pane):
    """A first start has words where the rows would be, and nothing to open."""
    pane.show_results(results())
    pane.show_message("This library is empty", "Add a Markdown file to it.")
    assert "This library is empty Add a Markdown file to it." in words(pane)
    assert pane.current() is None
    assert "results" not in words(pane)
    pane.show_results(results())
    assert pane.current() == hit(0)


def test_progress_is_shown_above_the_rows_and_can_be_cancelled(pane, qtbot):
    """Reading the library never hides what was found."""
    pane.show_results(results())
    pane.show_progress(1204, 2459, "Full text in about 4 s.")
    assert "1,204 of 2,459" in words(pane)
    assert pane.findChild(QProgressBar).value() == 1204
    assert pane.findChild(QListView).isVisible()
    with qtbot.waitSignal(pane.cancel_requested):
        chip(pane, "Cancel").click()
    pane.hide_progress()
    assert "1,204" not in words(pane)


def test_a_few_documents_are_read_without_a_word(pane):
    """The rows stay where they are while what was just saved is read: somebody may be about to click one."""
    pane.show_results(results())
    rows = pane.findChild(QListView)
    before = rows.mapTo(pane, QPoint(0, 0))
    pane.show_progress(0, 1, "")
    pane.grab()
    assert rows.mapTo(pane, QPoint(0, 0)) == before
    assert "Reading" not in words(pane)


# --- filters ---


def test_the_kind_chips_ask_for_a_new_search_once(pane, qtbot):
    """A second click on the same chip asks nothing."""
    asked = []
    pane.filters_changed.connect(asked.append)
    chip(pane, "Playbooks").click()
    chip(pane, "Playbooks").click()
    chip(pane, "All").click()
    assert asked == [Filters(kind="playbook"), Filters()]


def test_the_menu_offers_values_with_counts_and_marks_what_is_on(pane, qtbot):
    """Tiers come in their order; a value that is on can be taken off, even if nothing has it now."""
    pane.set_filters(Filters(product="Gone"))
    pane.show_results(results())
    menu = pane._chips.menu()
    texts = [action.text() for action in menu.actions() if action.isCheckable()]
    assert texts == [
        "Tier 1  (4)",
        "Tier 2  (5)",
        "Specialist  (1)",
        "Outlook  (6)",
        "R&&D <b>  (1)",
        "Gone  (0)",
        "auth  (2)",
    ]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Gone  (0)"]


def test_choosing_in_the_menu_filters_and_shows_a_chip_that_clears_it(pane, qtbot):
    """The filter can be seen, counted, and taken off again."""
    pane.show_results(results())
    asked = []
    pane.filters_changed.connect(asked.append)
    menu = pane._chips.menu()
    next(action for action in menu.actions() if action.text().startswith("Tier 2")).trigger()
    assert pane.filters() == Filters(tier="2")
    assert chip(pane, "Filters").text() == "Filters · 1 ▾"
    chip(pane, "Tier 2").click()
    assert asked == [Filters(tier="2"), Filters()]
    assert chip(pane, "Filters").text() == "Filters ▾"


def test_setting_filters_from_outside_is_silent(pane, qtbot):
    """Only a person's choice starts a search; clearing what is not on does not."""
    with qtbot.assertNotEmitted(pane.filters_changed):
        pane.set_filters(Filters(kind="article", tag="auth"))
    assert pane.filters() == Filters(kind="article", tag="auth")
    with qtbot.waitSignal(pane.filters_changed):
        pane.clear_filters()
    with qtbot.assertNotEmitted(pane.filters_changed):
        pane.clear_filters()


@pytest.mark.parametrize("width", [330, 460])
def test_nothing_is_cut_at_twice_the_text_size(pane, width):
    """All chips stay inside a narrow pane at 200 %."""
    theme = Theme(scale=2.0)
    pane.setStyleSheet(theme.qss())
    pane.set_theme(theme)
    pane.set_filters(Filters(product="Outlook", tag="a rather long tag that goes on", tier="specialist"))
    pane.resize(width, 700)
    pane.show_results(results())
    pane.grab()
    for button in pane.findChildren(QPushButton):
        if button.isVisible():
            assert button.mapTo(pane, QPoint(button.width(), 0)).x() <= pane.width()
            assert button.height() >= button.fontMetrics().height()


def test_every_control_has_a_name(pane):
    """A screen reader can name each button and the list."""
    pane.set_filters(Filters(tag="auth"))
    pane.show_progress(1, 200, "")
    assert all(button.accessibleName() for button in pane.findChildren(QPushButton) if button.isVisible())
    assert pane.findChild(QListView).accessibleName() == "Results"


def test_the_focus_goes_to_the_list(pane, qtbot):
    """Who goes to the results can choose with Up and Down at once; without results, the filters have it."""
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.show_results(results())
    pane.setFocus()
    assert pane.findChild(QListView).hasFocus()
    pane.show_results(results(0))
    pane.setFocus()
    assert chip(pane, "All").hasFocus()

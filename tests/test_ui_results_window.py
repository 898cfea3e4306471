# SPDX-License-Identifier: MIT
"""From the words to the right place, through the real window: typing, landing, gaps, see also."""

from __future__ import annotations

import pytest
from desks import make_desk, sample_repo
from hands import opened
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk.cases import CaseStore
from kbdesk.desk.home import Home

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
WIFI = "playbooks/technical/wifi-drops.md"
CHANNEL = "articles/network/change-the-wifi-channel.md"
WORDS = "my wifi keeps cutting out again"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """The sample library, indexed once."""
    folder = tmp_path_factory.mktemp("window")
    desk = make_desk(sample_repo(folder / "sample"), folder / "home")
    desk.build_index(lambda done, to_do: None)
    desk.close()
    return folder


@pytest.fixture
def home(indexed, tmp_path):
    return Home(tmp_path / "data", indexed / "home" / "cache")


@pytest.fixture
def hands(qtbot, indexed, home):
    with opened(qtbot, home, indexed / "sample") as hands:
        yield hands


def choose(hands, wanted):
    """Go down to the first result that is wanted."""
    hands.wait(lambda: hands.window.results.current() is not None)
    for _ in range(30):
        if wanted(hands.window.results.current()):
            return
        hands.key(Qt.Key.Key_Down)
    raise AssertionError("there is no such result")


def text_view(hands):
    return hands.window.article._view


def seen(hands):
    """The text of the article that is in sight."""
    view = text_view(hands)
    first = view.cursorForPosition(view.viewport().rect().topLeft())
    last = view.cursorForPosition(view.viewport().rect().bottomRight())
    return view.toPlainText()[first.position() : last.position()]


# --- never a stale result ---


def test_fast_typing_shows_only_what_was_typed_and_ends_at_the_last_letter(hands, qtbot):
    """Each answer that is shown belongs to what stands in the field then; the last one stays."""
    field, shown = hands.window.frame.search, []

    def note(results):
        shown.append((results.query, field.text()))

    hands.window.finder.answered.connect(note)
    for number, letter in enumerate(WORDS):
        qtbot.keyClicks(field, letter)
        assert field.text() == WORDS[: number + 1]  # no key waits for an answer
        if number % 3 == 0:
            qtbot.wait(4)  # as long as an answer takes: some are shown, some come too late
    hands.rest()
    assert all(query == typed for query, typed in shown)
    queries = [query for query, _ in shown]
    assert queries == sorted(queries, key=len)
    assert queries[-1] == WORDS
    best = hands.window.keeper.desk.search(WORDS).hits
    assert hands.window.results.current() == best[0]


def test_an_answer_that_comes_after_the_field_was_emptied_is_not_shown(hands, qtbot):
    """Emptying the field while a search is under way leaves nothing of it on screen."""
    window = hands.window
    qtbot.keyClicks(window.frame.search, "wifi")
    window.frame.search.clear()
    hands.rest()
    assert window.results.current() is None
    assert window.frame.left.currentWidget() is window.tree


# --- landing ---


def test_a_hit_in_the_text_opens_at_its_passage(hands):
    """The heading of the passage that matched is in sight, far from the top of the article."""
    hands.window.resize(1280, 420)
    hands.type("DFS radar channels ")
    choose(hands, lambda hit: hit.kind == "article" and hit.field != "title")
    hit = hands.window.results.current()
    hands.key(Qt.Key.Key_Return)
    page = hands.window.finder.page
    assert page.document.path == hit.path
    headings = [heading.anchor for heading in page.rendered.outline]
    assert headings.index(hit.anchor) > 2
    assert page.rendered.outline[headings.index(hit.anchor)].text in seen(hands)
    assert page.document.title not in seen(hands)


def test_a_hit_in_the_title_opens_at_the_top(hands):
    """The whole article is wanted, so its beginning is in sight."""
    hands.window.resize(1280, 420)
    hands.type("change the wi-fi channel")
    choose(hands, lambda hit: hit.path == CHANNEL)
    assert hands.window.results.current().field == "title"
    hands.key(Qt.Key.Key_Return)
    assert text_view(hands).verticalScrollBar().value() == 0


def test_the_preview_goes_on_to_the_passage_of_the_next_hit_in_the_same_file(hands):
    """Down from one step of a playbook to another shows that one, and marks what is searched for now."""
    hands.window.resize(1280, 420)
    hands.type("channel")
    choose(hands, lambda hit: hit.kind == "step" and hit.anchor == "change-the-channel")
    hands.rest()
    assert "Change the channel" in seen(hands)
    view, bar = text_view(hands), text_view(hands).verticalScrollBar()
    there = bar.value()
    assert there > 0
    marked = {view.toPlainText()[a:b].lower() for a, b in view.marks}
    assert "channel" in marked
    hands.key(Qt.Key.Key_Slash)
    hands.type("lights")
    choose(hands, lambda hit: hit.kind == "step" and hit.anchor == "check-the-lights")
    hands.rest()
    assert bar.value() < there
    assert "lights" in {view.toPlainText()[a:b].lower() for a, b in view.marks}


# --- steps ---


def test_a_step_starts_the_call_there(hands):
    """Enter on a step begins its playbook at that step; what lies before is in the record as skipped."""
    hands.type("change the channel")
    choose(hands, lambda hit: hit.kind == "step" and hit.path == WIFI)
    hands.key(Qt.Key.Key_Return)
    assert hands.step == "change-the-channel"
    run = hands.window.caller.view.run
    assert run.visits[0].anchor == "check-the-lights"
    assert all(visit.skipped for visit in run.visits[1:-1])
    hands.key(Qt.Key.Key_Backspace)
    assert hands.step == "check-the-lights"


def test_a_step_of_the_call_on_screen_is_jumped_to(hands):
    """Who is in the playbook already goes on in the same call."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    first = hands.window.caller.view.run.id
    hands.key(Qt.Key.Key_Slash)
    hands.type("change the channel")
    choose(hands, lambda hit: hit.kind == "step" and hit.path == WIFI)
    hands.key(Qt.Key.Key_Return)
    assert hands.step == "change-the-channel"
    assert hands.window.caller.view.run.id == first
    assert len(hands.window.caller.view.calls) == 1


def test_ctrl_enter_on_a_step_reads_it(hands):
    """The playbook is shown at the step, and no call begins."""
    hands.window.resize(1280, 420)
    hands.type("change the channel")
    choose(hands, lambda hit: hit.kind == "step" and hit.path == WIFI)
    hands.key(Qt.Key.Key_1, ALT)
    hands.key(Qt.Key.Key_Return, CONTROL)
    assert hands.window.caller.view is None
    assert hands.window.finder.page.document.path == WIFI
    assert "Change the channel" in seen(hands)


# --- archived ---


def test_alt_enter_opens_what_replaces_an_archived_hit(hands):
    """One key leads from the old article to the one in force, also when the old one is open."""
    hands.type("pptp")
    choose(hands, lambda hit: bool(hit.successor))
    successor = hands.window.results.current().successor
    hands.key(Qt.Key.Key_Return, ALT)
    assert hands.window.finder.page.document.path == successor
    hands.key(Qt.Key.Key_Slash)
    hands.key(Qt.Key.Key_Return)
    assert hands.window.finder.page.document.meta.confidence == "archived"
    hands.key(Qt.Key.Key_Escape)
    hands.key(Qt.Key.Key_Escape)
    assert hands.window.results.current() is None
    hands.key(Qt.Key.Key_Return, ALT)
    assert hands.window.finder.page.document.path == successor


def test_a_preview_that_is_still_to_come_does_not_take_the_place_of_what_is_opened(hands):
    """Down and at once Alt+Enter: what was asked for stays on screen."""
    hands.type("pptp")
    choose(hands, lambda hit: bool(hit.successor))
    successor = hands.window.results.current().successor
    hands.window.finder._preview.start(40)  # as Down does
    hands.key(Qt.Key.Key_Return, ALT)
    hands.qtbot.wait(80)
    hands.rest()
    assert hands.window.finder.page.document.path == successor


# --- gaps ---


def gaps(hands, home):
    with CaseStore(home.cases) as store:
        return store.gaps(hands.window.keeper.desk.info.root)


def test_a_gap_is_recorded_and_taken_back_with_one_key(hands, home):
    """Alt+G keeps the customer's words and says so; once more takes them back."""
    hands.type("qqfaxq singt")
    hands.key(Qt.Key.Key_G, ALT)
    (gap,) = gaps(hands, home)
    assert (gap.words, gap.call) == ("qqfaxq singt", "")
    assert "recorded" in hands.window.frame.toast.text()
    hands.key(Qt.Key.Key_G, ALT)
    assert gaps(hands, home) == ()
    assert "taken back" in hands.window.frame.toast.text()


def test_a_gap_in_a_call_names_the_call_and_the_filters(hands, home):
    """What hid the answer and where it was needed is known later; the same words again are another gap."""
    hands.type("my wifi keeps cutting out")
    hands.choose("playbook")
    call = hands.window.caller.view.run.id
    hands.key(Qt.Key.Key_Slash)
    hands.type("qqfaxq")
    hands.window.results._chips._kinds["playbook"].click()
    hands.rest()
    hands.key(Qt.Key.Key_G, ALT)
    hands.type("x")
    hands.key(Qt.Key.Key_Backspace)
    hands.key(Qt.Key.Key_G, ALT)
    newest, oldest = gaps(hands, home)
    assert newest.words == oldest.words == "qqfaxq"
    assert oldest.call == call
    assert oldest.filters.kind == "playbook"


def test_without_words_there_is_no_gap(hands, home):
    """An empty field is no question."""
    hands.key(Qt.Key.Key_G, ALT)
    assert gaps(hands, home) == ()
    assert "Type what the customer says first" in hands.window.frame.toast.text()


def test_alt_m_searches_for_what_was_meant(hands):
    """The field takes the words put right, ready to be typed on."""
    hands.type("outlok pasword")
    meant = hands.window.finder._results.meant
    assert meant == "outlook password"
    hands.key(Qt.Key.Key_M, ALT)
    assert hands.window.frame.search.text() == meant
    hands.key(Qt.Key.Key_M, ALT)
    assert hands.window.frame.search.text() == meant


# --- see also ---


def also(hands):
    """The links under “See also”."""
    text = text_view(hands).toPlainText()
    return [line.strip() for line in text.partition("See also")[2].splitlines() if line.strip()]


def test_see_also_stands_at_the_end_and_is_reached_by_keys(hands):
    """Similar documents are links below the text, without the article itself; Tab and Enter open them."""
    hands.type("change the wi-fi channel")
    choose(hands, lambda hit: hit.path == CHANNEL)
    hands.key(Qt.Key.Key_Return)
    before = text_view(hands).verticalScrollBar().value()
    hands.wait(lambda: also(hands) != [])
    assert text_view(hands).verticalScrollBar().value() == before
    assert 1 <= len(also(hands)) <= 5
    assert not any("Change the Wi-Fi channel" in line for line in also(hands))
    wanted = also(hands)[0]
    place = text_view(hands).toPlainText().index(wanted)
    for _ in range(60):
        hands.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if text_view(hands).textCursor().selectionStart() >= place:
            break
    hands.key(Qt.Key.Key_Return)
    assert wanted.startswith(hands.window.finder.page.document.title)
    hands.key(Qt.Key.Key_Left, ALT)
    assert hands.window.finder.page.document.path == CHANNEL


def test_see_also_outlives_a_new_look(hands):
    """Light or dark, the links stay and are no part of what is searched in the article."""
    hands.type("change the wi-fi channel")
    choose(hands, lambda hit: hit.path == CHANNEL)
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: also(hands) != [])
    links = also(hands)
    marks = text_view(hands).marks
    hands.window.looks.toggle_theme()
    hands.rest()
    assert also(hands) == links
    assert text_view(hands).marks == marks

# SPDX-License-Identifier: MIT
"""What is searched for, opened and copied: recorded beside the work, without names, and not for ever."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desks import make_desk, sample_repo
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk.cases import CaseStore
from kbdesk.desk.usage import LONGEST, ROWS_DAYS, Search, Trail, Usage, forget_old, spoken
from kbdesk.model import Seat
from kbdesk.model.usage import Feedback, Use

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SEARCH = Use("", "search", "wifi drops", 4, session="s")


@pytest.fixture
def desk(tmp_path):
    made = make_desk(sample_repo(tmp_path / "kb"), tmp_path / "home")
    yield made
    made.close()


def at(minutes):
    return NOW + timedelta(minutes=minutes)


# --- keeping ---


def test_a_use_is_kept_as_it_was_with_the_time_and_without_secrets(desk):
    """Searches, openings and copies come back in their order; a card number in the words does not."""
    used = (
        SEARCH,
        Use("", "open", "wifi drops", -1, "articles/a.md", "", 2, "s", "run1"),
        Use("", "copy", "pay with 4111 1111 1111 1111", -1, "playbooks/b.md", "step", 0, "s"),
    )
    for use in used:
        desk.usage.record(use)
    kept = desk.usage.of()
    assert [one.words for one in kept] == ["wifi drops", "wifi drops", "pay with [card removed]"]
    assert [replace(one, at="", words="") for one in kept] == [replace(one, words="") for one in used]
    assert [one.at for one in kept] == sorted({one.at for one in kept})
    assert b"4111" not in desk.home.cases.read_bytes()


def test_a_secret_that_the_cut_would_halve_is_taken_out_whole(desk):
    """Secrets are looked for before a long search is cut: half a card number is none to the rules."""
    desk.usage.record(replace(SEARCH, words="x" * (LONGEST - 10) + " 4111 1111 1111 1111"))
    (kept,) = desk.usage.of()
    assert kept.words == "x" * (LONGEST - 10) + " [card rem"
    assert b"4111" not in desk.home.cases.read_bytes()


def test_a_document_of_a_library_beside_this_one_is_told_by_its_badge(desk):
    """An opened document of another library is no document of this one, and a use of this one."""
    desk.usage.record(Use("", "open", path="articles/a.md"), "Other")
    assert [one.path for one in desk.usage.of()] == ["Other: articles/a.md"]


def test_words_that_are_typed_on_are_one_search(desk):
    """Who stops to think while typing searches once; other words, or the same after opening, count anew."""
    for words, found in (("wifi", 40), ("wifi drops", 7), ("wifi drops at night", 2), ("vpn", 3)):
        desk.usage.record(replace(SEARCH, words=words, found=found))
    desk.usage.record(Use("", "open", "vpn", -1, "articles/vpn.md", session="s"))
    desk.usage.record(replace(SEARCH, words="vpn on a mac"))
    searches = [(one.words, one.found) for one in desk.usage.of() if one.kind == "search"]
    assert searches == [("wifi drops at night", 2), ("vpn", 3), ("vpn on a mac", 4)]


def test_the_same_words_of_another_window_or_an_hour_later_are_a_search_of_their_own(desk):
    """Only what one window typed within a minute is joined."""
    desk.usage.record(SEARCH)
    desk.usage.record(replace(SEARCH, words="wifi drops often", session="t"))
    desk.clock.now += timedelta(hours=1)
    desk.usage.record(replace(SEARCH, words="wifi drops often, too", session="t"))
    assert len(desk.usage.of()) == 3


def test_uses_can_be_asked_for_by_time_and_are_of_one_library(desk, tmp_path):
    """Since is the first that counts, until the first that does not."""
    with CaseStore(tmp_path / "cases.sqlite") as store:
        days = [Use(f"2026-11-{day:02}T10:00:00+00:00", "search", str(day), 1) for day in range(1, 8)]
        store.usage.record_all("/kb", days)
        store.usage.record("/other", days[3])
        assert [one.words for one in store.usage.of("/kb", "2026-11-03", "2026-11-06")] == ["3", "4", "5"]
        assert store.usage.of("/kb") == tuple(days)


# --- for how long ---


def test_words_go_when_cases_do_and_the_rest_after_400_days(tmp_path):
    """Old words cannot be read from the file any more; older rows and feedback are gone."""
    days = (0, 29, 31, ROWS_DAYS - 1, ROWS_DAYS + 2)
    uses = [
        Use((NOW - timedelta(days=day)).isoformat(), "search", f"words of day {day} zq", day) for day in days
    ]
    said = [
        Feedback(f"f{day}", use.at, "Mia", "a.md", "", "", "wrong")
        for day, use in zip(days, uses, strict=True)
    ]
    path = tmp_path / "cases.sqlite"
    with CaseStore(path) as store:
        store.usage.record_all("/kb", uses)
        store.feedback.keep("/kb", *said)
        forget_old(store, 30, NOW)
        kept = {one.found: one.words for one in store.usage.of("/kb")}
        assert kept == {0: "words of day 0 zq", 29: "words of day 29 zq", 31: "", ROWS_DAYS - 1: ""}
        assert [one.id for one in store.feedback.of("/kb")] == [f"f{day}" for day in reversed(days[:-1])]
        assert b"words of day 31 zq" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())
        written = path.stat().st_mtime_ns
        forget_old(store, 30, NOW + timedelta(hours=3))
        assert path.stat().st_mtime_ns == written  # nothing more goes that day: the file is left alone


def test_upkeep_of_cases_takes_the_words_and_leaves_its_count_alone(desk):
    """Who keeps cases for no day keeps no words after the window; searches are no cases."""
    desk.home.set_seat(Seat(keep_days=0))
    desk.usage.record(SEARCH)
    assert desk.cases.purge(desk.clock.now - timedelta(hours=1)) == 0
    assert desk.usage.of()[0].words == "wifi drops"
    assert desk.cases.purge(desk.clock.now + timedelta(seconds=1)) == 0
    assert [(one.words, one.found) for one in desk.usage.of()] == [("", 4)]


# --- which wording failed ---


def trail(*searches):
    """The trail of searches, a minute apart: (words, found, its best results)."""
    made = Trail()
    for minute, (words, found, best) in enumerate(searches):
        made.searched(Search(words, found, best, at(minute)))
    return made


@pytest.mark.parametrize(
    ("searches", "wording"),
    [
        ([("kaputte kiste", 0, ()), ("router red light", 5, ("a.md",))], "kaputte kiste"),
        ([("my box is angry", 3, ("b.md",)), ("router red light", 5, ("a.md",))], "my box is angry"),
        ([("one", 0, ()), ("two", 0, ()), ("three", 1, ("a.md",))], "one"),
        ([("angry box tier:1 -fax", 0, ()), ("router", 1, ("a.md",))], "angry box"),
        ([("router red light", 5, ("a.md",))], ""),  # never rephrased
        ([("red light", 5, ("c.md", "a.md")), ("router red", 5, ("a.md",))], ""),  # it was found
        ([("printer", 90, ("b.md",)), ("blank pages", 2, ("a.md",))], ""),  # too wide for one document
        ([("printer", 0, ()), ("blank pages", 2, ("a.md",))], "printer"),
        ([("red light", 0, ()), ("router red light", 1, ("a.md",))], ""),  # the last one has all of it
        ([("router re", 0, ()), ("router red light", 1, ("a.md",))], ""),  # typed on
        ([("the", 9, ("b.md",)), ("router red light", 5, ("a.md",))], ""),  # no word that tells anything
        ([("angry box", 0, ()), ("kind:article", 5, ("a.md",))], "angry box"),
    ],
)
def test_the_first_wording_that_failed_is_known_when_something_is_opened(searches, wording):
    """A search without a good result that was said in other words, then something was opened from them."""
    assert trail(*searches).opened("a.md", at(3)) == wording


def test_searches_of_another_question_are_no_wording():
    """After five minutes, or after something was opened, a search belongs to another question."""
    two = (("kaputte kiste", 0, ()), ("router red light", 5, ("a.md",)))
    assert trail(*two).opened("a.md", at(7)) == ""
    once = trail(*two)
    assert once.opened("b.md", at(2)) == "kaputte kiste"
    assert once.opened("a.md", at(2)) == ""


def test_signs_are_no_words_of_a_customer():
    """What narrows a search is left out; a colon in a pasted message is not."""
    assert spoken("tier:2 vpn  drops -mac") == "vpn drops"
    assert spoken("Error: cannot  connect") == "Error: cannot connect"


# --- in the window ---


def search(hands, words, stand=True):
    hands.key(Key.Key_L, CONTROL)
    hands.type(words)
    if stand:
        hands.qtbot.wait(1_300)
        hands.rest()


def uses(hands):
    hands.rest()
    return [(one.kind, one.words, one.path, one.rank) for one in hands.window.keeper.desk.usage.of()]


def test_a_person_at_the_window_leaves_one_line_for_each_search_and_opening(qtbot, home, tmp_path):  # noqa: F811
    """Words that stand count, letters do not; the opened result is kept with its rank, once; copies too."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        finder = hands.window.finder
        search(hands, "purple elephants zzz")
        assert uses(hands) == [("search", "purple elephants zzz", "", 0)]
        search(hands, "new phone", stand=False)
        hands.key(Key.Key_Down)
        second = hands.window.results.current()
        if second.kind == "article":
            hands.key(Key.Key_Return)
        else:
            hands.window.results._list.beside_hit.emit(second)
        hands.wait(lambda: finder.page is not None and finder.page.document.path == second.path)
        hands.rest()
        finder.open_path(second.path)
        hands.rest()
        finder.open_path("articles/network/router-lights.md")
        hands.rest()
        assert uses(hands)[1:] == [
            ("search", "new phone", "", 0),
            ("open", "new phone", second.path, 2),
            ("open", "", "articles/network/router-lights.md", 0),
        ]
        finder.copied.emit("Some words to say")
        finder.copied.emit("articles/network/router-lights.md")  # a path is no text of it
        assert uses(hands)[4:] == [("copy", "new phone", "articles/network/router-lights.md", 0)]
        kept = hands.window.keeper.desk.usage.of()
        assert len({one.session for one in kept}) == 1
        assert kept[0].session
        assert (kept[0].found, kept[2].found) == (0, -1)


def test_a_playbook_is_opened_by_starting_it_and_its_copied_words_belong_to_the_call(qtbot, home, tmp_path):  # noqa: F811
    """The rank is that of the result; what is copied in the call has its id, step and playbook."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        search(hands, "wifi keeps cutting out", stand=False)
        hands.choose("playbook")
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.key(Key.Key_C)  # there is a blank to fill first
        hands.type("Ms Ode")
        hands.key(Key.Key_Return)
        run = hands.window.caller.view.run
        asked, begun, copied = hands.window.keeper.desk.usage.of()
        assert (asked.kind, asked.words, asked.run) == ("search", "wifi keeps cutting out", "")
        assert (begun.kind, begun.path, begun.rank > 0) == ("open", run.playbook, True)
        assert (copied.kind, copied.path, copied.anchor) == ("copy", run.playbook, run.current.anchor)
        assert copied.run == run.id


def test_recording_never_waits_in_the_thread_of_the_window(qtbot, home, tmp_path):  # noqa: F811
    """A search that settles costs the window under 2 ms, and its write the lane of the calls under 100 ms."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        search(hands, "wifi", stand=False)
        using, took = hands.window.late.roles.using, []
        for _ in range(20):
            using._settled = False
            began = time.perf_counter()
            using._settle()
            took.append(time.perf_counter() - began)
            hands.rest()
        assert sorted(took)[10] < 0.002
        usage, writes = Usage(hands.window.keeper.desk), []
        for number in range(20):
            began = time.perf_counter()
            usage.record(replace(SEARCH, words=f"word {number}", session=str(number)))
            writes.append(time.perf_counter() - began)
        assert sorted(writes)[10] < 0.1
        assert QApplication.focusWidget() is not None

# SPDX-License-Identifier: MIT
"""The next tier as a whole: three people, three clones, one note, in real windows and by keys alone."""

from __future__ import annotations

from functools import partial

import pytest
from people import (
    ALT,
    CONTROL,
    MIA,
    SAM,
    SAYS,
    SHIFT,
    TARA,
    VALUES,
    Floor,
    Key,
    buttons,
    fill_in,
    get_updates,
    hand_over,
    look_into_inbox,
    note_down,
    open_form,
    open_from_inbox,
    record,
    take_call,
    take_on,
    words,
    write_over,
)
from PySide6.QtWidgets import QApplication

pytestmark = [pytest.mark.usefixtures("plain_git"), pytest.mark.qt_log_ignore("propagateSizeHints")]

ASK = "Move the router off the DFS channels"
PHONE, MAIL, CUSTOMER = "0151 23456789", "lee.minh@kunde.example", "Minh Lee"
CAUSE = "A microwave oven disturbs 2.4 GHz at noon"
FIX = "Move the router two metres away from the microwave"
SEEN = "It drops only at noon"


@pytest.fixture
def floor(qtbot, monkeypatch, tmp_path):
    return Floor(qtbot, monkeypatch, tmp_path)


# --- the stations ---


def by_author(note):
    return [(one.step, one.by) for one in note.tried]


def sam_hands_over(floor):
    with floor.sits(SAM) as hands:
        take_call(hands, Key.Key_1, Key.Key_2)
        record(hands)
        note_down(hands, f"{CUSTOMER}: channel 11 was full")
        hands.key(Key.Key_2, CONTROL)
        assert hands.step == "escalate-to-tier-2-radio-fault"
        open_form(hands)
        hands.type(ASK)
        hands.key(Key.Key_M, CONTROL)
        fill_in(hands, "How to reach the customer", f"{CUSTOMER}, {PHONE}")
        hand_over(hands)
        assert "waits in the inbox" in hands.window.frame.toast.text()
    note = floor.note()
    assert (note.sender.name, note.to.tier, note.ask, note.customer_words) == (SAM.name, "2", ASK, (SAYS,))
    assert [one.recorded for one in note.tried[:3]] == [
        (("wan_light", "green"),),
        (("since", "Monday"),),
        (("router_model", "X200"),),
    ]


def mia_hands_on(floor):
    with floor.sits(MIA) as hands:
        window = hands.window
        inbox = look_into_inbox(hands)
        assert inbox.current.for_me
        page = open_from_inbox(hands)
        assert page.standing == "new"
        for told in (ASK, SAYS, "router model: X200", f"{CUSTOMER}, {PHONE}"):
            assert told in words(page)
        hands.key(Key.Key_L, ALT)
        assert page.side == "whole"
        take_on(hands, "X200 drops on all devices, off DFS")
        assert floor.note().received.read_back == "X200 drops on all devices, off DFS"
        assert (hands.step, window.caller.view.run.tier) == ("read-the-radio-log", "2")
        record(hands)
        hands.key(Key.Key_3, CONTROL)
        record(hands)
        note_down(hands, f"The log is empty; {MAIL} sent it")
        hands.key(Key.Key_2, CONTROL)
        assert hands.step == "escalate-to-tier-3-firmware-fault"
        open_form(hands)
        assert window.caller.sheet_answers()["since"] == "Monday"
        hands.type("Find out why everybody drops at noon")
        fill_in(hands, "Steps to reproduce it", "Join the 5 GHz, stream, wait for noon")
        fill_in(hands, "What happens instead?", "All clients leave at 12:00")
        hand_over(hands)
    note = floor.note()
    assert (note.sender.name, note.to.tier, note.earlier[0].sender.name) == (MIA.name, "3", SAM.name)
    assert note.reproduction.steps == ("Join the 5 GHz, stream, wait for noon",)
    assert by_author(note)[4:6] == [("Read the radio log", MIA.name), ("Compare the firmware", MIA.name)]


def tara_solves(floor):
    with floor.sits(TARA) as hands:
        window, solving = hands.window, hands.window.late.cases.solving
        page = open_from_inbox(hands)
        for told in ("Find out why everybody drops at noon", "All clients leave at 12:00"):
            assert told in words(page)
        take_on(hands, "All clients drop at noon; find the cause")
        assert hands.step == "reproduce-with-the-same-firmware"
        record(hands)
        hands.key(Key.Key_N, CONTROL)
        hands.qtbot.keyClicks(QApplication.focusWidget(), f"A microwave oven at {CUSTOMER}'s, see {MAIL}")
        hands.key(Key.Key_S, ALT)
        hands.wait(lambda: solving.sheet_open)
        assert "microwave oven" in solving.sheet.cause.text
        assert MAIL not in solving.sheet.cause.text
        write_over(hands, CAUSE)
        hands.key(Key.Key_Return)
        write_over(hands, FIX)
        hands.key(Key.Key_A, ALT)
        hands.key(Key.Key_P, ALT)
        assert "belongs to the customer" in words(solving.sheet)
        hands.key(Key.Key_Return, CONTROL)
        hands.wait(lambda: hasattr(solving.sheet, "proof"))
        assert "Change the channel" in solving.sheet.where.currentText()
        hands.type(SEEN)
        hands.wait(lambda: solving.sheet.proof == "Every path still ends.")
        hands.key(Key.Key_Return, CONTROL)
        hands.wait(lambda: window.late.work.writer.page is not None)
        hands.rest()
        assert "belongs to the customer" in window.frame.notices.text
        assert CAUSE in QApplication.clipboard().text()
        check_left_out(window.late.work.writer.page.editor.text())
        hands.key(Key.Key_S, CONTROL)
        hands.wait(lambda: window.late.work.sheet_open)
        hands.key(Key.Key_Return)
        hands.wait(lambda: window.late.work.writer.page is None)
        hands.rest()
        assert "waits for a maintainer" in window.frame.toast.text()
        assert window.frame.notices.text == ""


def mia_accepts(floor):
    with floor.sits(MIA) as hands:
        window, sharing = hands.window, hands.window.late.work.sharing
        get_updates(hands)
        assert sharing.button.phrase == "2 changes wait for your review"
        hands.key(Key.Key_R, ALT)
        for left in (2, 1):
            hands.wait(partial(waits, sharing.reviewing, left))
            hands.key(Key.Key_Return, CONTROL)
            hands.wait(lambda: "Accepted" in window.frame.toast.text())
            window.frame.toast.show_text("")
            hands.rest()
        hands.wait(lambda: "No change waits." in words(sharing.reviewing.page))
        hands.wait(lambda: not sharing.exchange.busy)


def waits(reviewing, count):
    """Whether so many changes wait, and the first can be accepted."""
    page = reviewing.page
    shown = page is not None and any(text.startswith("Accept") for text in buttons(page))
    return shown and len(page._list.rows) == count


def sam_learns(floor, changed):
    with floor.sits(SAM) as hands:
        window = hands.window
        get_updates(hands)
        inbox = look_into_inbox(hands)
        assert inbox.current.state == "solved"
        assert any(f"Solved: {FIX}" in row.line for row in inbox._list.rows)
        page = open_from_inbox(hands)
        assert page.standing == "solved"
        assert f"Fixed by: {FIX}" in words(page)
        reads = [text for text in buttons(page) if text.startswith("Read: ")]
        assert len(reads) == len(changed) == 2
        article = next(path for path in changed if path.startswith("articles/"))
        hands.key(Key.Key_1 + changed.index(article))
        hands.wait(lambda: window.finder.page is not None and window.finder.page.document.path == article)
        assert CAUSE in window.finder.page.document.source.text
        for _ in ("the inbox", "the note"):
            hands.key(Key.Key_Tab, CONTROL)
        assert window.frame.cover is page
        hands.key(Key.Key_Return)
        hands.wait(lambda: window.caller.view is not None)
        assert window.caller.view.run.status == "resolved"
        assert f"Fixed by: {FIX}." in words(window.call)
        hands.key(Key.Key_Return)
        hands.wait(lambda: window.caller.view is None)
        assert window.frame.toast.text().startswith("Solved.")
        take_call(hands, Key.Key_1, Key.Key_2)
        assert [answer.text for answer in window.caller.view.answers][-1] == SEEN
        record(hands)
        hands.key(Key.Key_3, CONTROL)
        assert window.caller.view.step.title == FIX
        hands.key(Key.Key_1, CONTROL)
        assert window.caller.view.step.kind == "resolve"
        hands.key(Key.Key_Return)
        hands.wait(lambda: window.caller.view is None)


def check_left_out(text):
    for private in (PHONE, MAIL, CUSTOMER, "Minh", SAM.name):
        assert private not in text


def check_note(note):
    """Everything is in it once: the visits with their authors, the handings over, the outcome."""
    assert by_author(note) == [
        ("Check the lights", SAM.name),
        ("Is it only one device", SAM.name),
        ("Change the channel", SAM.name),
        ("Escalate to tier 2: radio fault", SAM.name),
        ("Read the radio log", MIA.name),
        ("Compare the firmware", MIA.name),
        ("Escalate to tier 3: firmware fault", MIA.name),
        ("Reproduce with the same firmware", TARA.name),
    ]
    recorded = [pair for one in note.tried for pair in one.recorded]
    assert sorted(recorded) == sorted(VALUES.items())
    assert [leg.sender.name for leg in note.earlier] == [SAM.name]
    assert (note.sender.name, note.received.by) == (MIA.name, TARA.name)
    assert (note.outcome.by, note.outcome.cause, note.outcome.fix) == (TARA.name, CAUSE, FIX)
    assert note.customer_words == (SAYS,)


def test_a_case_goes_up_three_tiers_and_what_was_learned_comes_back(floor):
    """Tier 1, 2, 3 and back in one note; Tier 1's next run of the playbook ends at what Tier 3 found."""
    sam_hands_over(floor)
    mia_hands_on(floor)
    tara_solves(floor)
    check_note(floor.note())
    (path,) = floor.notes()
    text = path.read_text(encoding="utf-8")
    assert PHONE in text
    assert MAIL not in text
    mia_accepts(floor)
    sam_learns(floor, floor.note().outcome.changed)
    assert floor.notes() == [path]
    everything = floor.all_ever_shared()
    assert SEEN in everything
    assert FIX in everything
    check_left_out(everything)


def test_what_is_typed_when_a_key_is_pressed_is_in_what_it_opens(floor, qtbot):
    """A note typed in the same moment is kept and known by Alt+S, Alt+P and Alt+A; closing loses none."""
    with floor.sits(SAM) as hands:
        window, solving = hands.window, hands.window.late.cases.solving
        take_call(hands)
        for key, word in ((Key.Key_S, "one"), (Key.Key_P, "two"), (Key.Key_A, "three")):
            hands.key(Key.Key_N, CONTROL)
            qtbot.keyClicks(QApplication.focusWidget(), f"{word} ")
            qtbot.keyClick(QApplication.focusWidget(), key, ALT)
            hands.wait(lambda: solving.sheet_open or window.late.work.writer.page is not None)
            assert window.caller.view.run.current.note.endswith(f"{word} ")
            if key == Key.Key_S:
                assert solving.sheet.cause.text == "one"
            elif key == Key.Key_A:
                hands.rest()
                assert "One two three" in window.late.work.writer.page.editor.text()
            hands.key(Key.Key_W, CONTROL) if window.late.work.writer.page else hands.key(Key.Key_Escape)
            window.frame.show_call()
        hands.key(Key.Key_N, CONTROL)
        qtbot.keyClicks(QApplication.focusWidget(), "four")
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_S, ALT)
        hands.wait(lambda: solving.sheet_open)
    with floor.sits(SAM) as hands:
        hands.wait(lambda: hands.window.caller.view is not None)
        assert hands.window.caller.view.run.current.note == "one two three four"
        open_form(hands)
        hands.type(ASK)
        hands.key(Key.Key_Escape)
        open_form(hands)
        assert hands.window.caller.sheet_answers()["ask"] == ASK
        hands.key(Key.Key_Escape)


def test_a_case_that_was_handed_back_is_noted_on_under_ones_own_name(floor):
    """Sent back, sent again, taken on, handed back down: each sees why; nobody writes in another name."""
    with floor.sits(SAM) as hands:
        take_call(hands, Key.Key_1, Key.Key_2, Key.Key_2)
        open_form(hands)
        hands.type(ASK)
        hand_over(hands)
    with floor.sits(MIA) as hands:
        open_from_inbox(hands)
        hands.key(Key.Key_B, CONTROL | SHIFT)
        fill_in(hands, "Something else", "Which room?")
        hands.key(Key.Key_Return)
        assert hands.window.frame.cover is hands.window.late.cases.inbox.page
    with floor.sits(SAM) as hands:
        assert "Which room?" in words(open_from_inbox(hands))
        hands.key(Key.Key_Return)
        hands.wait(lambda: hands.window.caller.sheet_open)
        hands.rest()
        assert QApplication.focusWidget().accessibleName().startswith("Which room?")
        hands.type("The kitchen")
        hand_over(hands)
    with floor.sits(MIA) as hands:
        assert "The kitchen" in words(open_from_inbox(hands))
        take_on(hands, "Off DFS")
        note_down(hands, "Two access points")
        hands.key(Key.Key_B, CONTROL | SHIFT)
        hands.wait(lambda: hands.window.caller.sheet_open)
        hands.rest()
        hands.type("Ask them to unplug the second one")
        hand_over(hands)
    with floor.sits(SAM) as hands:
        page = open_from_inbox(hands)
        assert page.standing == "handed-back"
        take_on(hands, "They unplug it")
        note_down(hands, "It holds")
        hands.key(Key.Key_S, ALT)
        hands.wait(lambda: hands.window.late.cases.solving.sheet_open)
        hands.key(Key.Key_Return)
        hands.type("Unplugged")
        hands.key(Key.Key_Return, CONTROL)
        hands.wait(lambda: hands.window.caller.view is None)
        hands.rest()
        assert hands.window.late.cases.inbox._counts == (0, 0)
    assert [(one.by, one.note) for one in floor.note().tried if one.note] == [
        (MIA.name, "Two access points"),
        (SAM.name, "It holds"),
    ]


def test_of_two_who_take_a_note_at_the_same_moment_one_has_it(floor):
    """Both press Enter on the same row: one reads the note, the other reads who has it."""
    noa = floor.joins("Noa Levi", "noa@example.org", "2")
    with floor.sits(SAM) as hands:
        take_call(hands)
        open_form(hands)
        hands.type(ASK)
        hand_over(hands)
    with floor.sits(MIA) as mia, floor.sits(noa) as other:
        both = (mia, other)
        for hands in both:
            hands.window.activateWindow()
            hands.wait(hands.window.isActiveWindow)
            look_into_inbox(hands)
        for hands in both:
            hands.qtbot.keyClick(hands.window.late.cases.inbox.page._list, Key.Key_Return)
        for hands in both:
            hands.rest()
        pages = [hands.window.late.cases.receiving.page for hands in both]
        assert sum(page is not None for page in pages) == 1
        loser, winner = (other, mia) if pages[0] is not None else (mia, other)
        name, lost = winner.window.late.cases.inbox._inbox.author, loser.window.late.cases.inbox.page
        assert f"{name} has it" in loser.window.frame.toast.text()
        assert not [text for text in buttons(lost) if text.startswith("Take and")]

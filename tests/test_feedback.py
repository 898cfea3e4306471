# SPDX-License-Identifier: MIT
"""Feedback on an article or step in one key, and what a curator sees of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from curation import MIA, TODAY, curated_library
from desks import make_desk, sample_repo
from gitrepo import commit
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kbdesk import cli
from kbdesk.desk.feedback import LONGEST
from kbdesk.errors import KbError
from kbdesk.model import Companion
from kbdesk.model.usage import Feedback

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PRINTER, WIFI = "articles/printer.md", "playbooks/wifi.md"


@pytest.fixture
def desk(tmp_path):
    made = make_desk(curated_library(tmp_path / "kb"), tmp_path / "home")
    yield made
    made.close()


def said(desk, kind, path=PRINTER, anchor="", note="", **more):
    """Feedback that somebody gives now on a document as it stands."""
    blob = desk.read(path).source.blob
    return desk.feedback.give(Feedback("", "", "", path, anchor, blob, kind, note, **more))


def flags(desk):
    return desk.curate.rows(TODAY, kinds=("flag",))


# --- keeping ---


def test_feedback_is_kept_with_what_was_read_and_without_secrets(desk):
    """Who, when and which text are known; a mail address in the line is not."""
    said(desk, "wrong", note="  see\n anna@example.org ", run="case9")
    (kept,) = desk.feedback.of()
    assert (kept.by, kept.path, kept.kind, kept.run) == ("Mia Tran", PRINTER, "wrong", "case9")
    assert kept.note == "see [e-mail removed]"
    assert kept.blob == desk.read(PRINTER).source.blob
    assert kept.at.startswith("2026-11-22T10:")


def test_a_secret_that_the_cut_would_halve_is_taken_out_of_feedback(desk):
    """Secrets are looked for before a long line is cut."""
    note = "x" * (LONGEST - 10)
    assert said(desk, "wrong", note=f"{note} 4111 1111 1111 1111").note == f"{note} [card rem"


def test_the_same_feedback_can_be_changed_and_taken_back(desk):
    """Under its id another kind takes the place of the first; then nothing of it is in the file."""
    first = said(desk, "wrong", note="quite sure zq")
    desk.feedback.give(replace(first, kind="out-of-date"))
    assert [one.kind for one in desk.feedback.of()] == ["out-of-date"]
    desk.feedback.take_back(first.id)
    desk.feedback.take_back("never given")
    assert desk.feedback.of() == ()
    desk.close()
    assert b"quite sure zq" not in b"".join(one.read_bytes() for one in desk.home.data.iterdir())


def test_feedback_on_nothing_or_of_no_kind_is_refused(desk):
    """Only the four that there are, on a document."""
    with pytest.raises(KbError, match="nothing to give feedback on"):
        desk.feedback.give(Feedback("", "", "", "", "", "", "wrong"))
    with pytest.raises(KbError, match="“great” is no feedback"):
        desk.feedback.give(Feedback("", "", "", PRINTER, "", "", "great"))  # type: ignore[arg-type]
    assert desk.feedback.of() == ()


def test_feedback_on_a_library_beside_this_one_is_kept_for_that_one(desk, tmp_path):
    """Who curates that library sees it, and nobody here does."""
    other = sample_repo(tmp_path / "beside")
    desk.shelf.put((Companion(str(other)),))
    desk.feedback.give(Feedback("", "", "", "articles/x.md", "", "", "wrong"), desk.shelf.companions[0].name)
    assert desk.feedback.of() == ()
    beside = make_desk(other, tmp_path / "home")
    assert [one.path for one in beside.feedback.of()] == ["articles/x.md"]
    beside.close()


# --- what a curator sees ---


def test_what_is_wrong_or_out_of_date_or_did_not_help_is_a_flag_and_praise_is_not(desk):
    """One row for each document, with every line; a text that only did not help weighs less."""
    said(desk, "helped")
    said(desk, "out-of-date", note="The menu moved.")
    said(desk, "wrong")
    said(desk, "wrong", note="Page 2")
    said(desk, "did-not-help", "articles/mfa.md")
    printer, mfa = flags(desk)
    assert (printer.path, printer.count, printer.weight) == (PRINTER, 3, 72)
    assert printer.why == "Said to be wrong twice, said to be out of date, last on 22 Nov 2026."
    assert printer.more == (
        ("22 Nov 2026, Mia Tran, said to be wrong", "Page 2"),
        ("22 Nov 2026, Mia Tran, said to be wrong", ""),
        ("22 Nov 2026, Mia Tran, said to be out of date", "The menu moved."),
    )
    assert (mfa.path, mfa.weight, mfa.why) == (
        "articles/mfa.md",
        50,
        "Said not to help, last on 22 Nov 2026.",
    )


def test_feedback_on_a_step_stands_with_the_flags_of_calls_at_that_step(desk):
    """The row is that of the step; it is gone when the step says something else."""
    run = desk.calls.start(WIFI).run
    desk.calls.flag(run.id)
    said(desk, "wrong", WIFI, "check-the-lights", run="other")
    (row,) = flags(desk)
    assert (row.path, row.anchor, row.count) == (WIFI, "check-the-lights", 2)
    assert row.why.startswith("Flagged as wrong or unclear in one call, said to be wrong, last on")
    text = (desk.root / WIFI).read_text(encoding="utf-8")
    commit(desk.root, {WIFI: text.replace("Look at the lights", "Look at the new lights")})
    desk.changed_on_disk()
    assert flags(desk) == ()


def test_feedback_on_an_article_is_done_with_when_its_text_changes_and_not_when_words_are_added(desk):
    """The front matter may change as it likes; what it says below may not."""
    said(desk, "wrong")
    text = (desk.root / PRINTER).read_text(encoding="utf-8")
    commit(desk.root, {PRINTER: text.replace("says: [", "says: [blank sheets, ")})
    desk.changed_on_disk()
    assert len(flags(desk)) == 1
    commit(desk.root, {PRINTER: text.replace("Clean the", "First clean the")})
    desk.changed_on_disk()
    assert flags(desk) == ()


def test_feedback_on_an_article_is_done_with_when_it_is_verified(desk):
    """Verified today, after the feedback: it is right as it stands. Said again, it is on the list again."""
    said(desk, "out-of-date")
    desk.curate.verify(PRINTER, TODAY, MIA)
    assert flags(desk) == ()
    said(desk, "out-of-date")
    assert [row.path for row in flags(desk)] == [PRINTER]


def test_feedback_on_an_article_that_is_gone_or_whose_text_is_nowhere_is_no_trouble(desk):
    """A text that no version has counts until the article is reviewed later; a deleted article is no row."""
    desk.feedback.give(Feedback("", "", "", PRINTER, "", "f" * 40, "wrong"))
    desk.feedback.give(Feedback("", "", "", "articles/gone.md", "", "f" * 40, "wrong"))
    assert [row.path for row in flags(desk)] == [PRINTER]


# --- in the terminal ---


def test_the_terminal_lists_what_was_said(desk, monkeypatch, capsys):
    """Newest first, by kind and day; code 1 if there is nothing."""
    monkeypatch.setenv("KBDESK_DATA", str(desk.home.data))
    library = ("--library", str(desk.root))
    assert cli.main(["feedback", *library]) == 1
    assert "Alt+F" in capsys.readouterr().out
    said(desk, "helped")
    said(desk, "wrong", WIFI, "check-the-lights", "Red is green.", run="case9")
    assert cli.main(["feedback", *library]) == 0
    first, second, third, fourth, fifth = capsys.readouterr().out.splitlines()
    assert first == f"wrong: {WIFI}#check-the-lights"
    assert second.endswith(" · Mia Tran · call case9")
    assert (third, fourth) == ("  Red is green.", f"helped: {PRINTER}")
    assert fifth.strip()
    assert cli.main(["feedback", *library, "--kind", "helped", "--json"]) == 0
    assert [one["kind"] for one in json.loads(capsys.readouterr().out)] == ["helped"]
    assert cli.main(["feedback", *library, "--since", "2027-01-01"]) == 1


# --- in the window ---


def words_said(hands):
    hands.rest()
    return [(one.path, one.anchor, one.kind, one.note) for one in hands.window.keeper.desk.feedback.of()]


def test_a_person_says_it_in_one_key_and_finds_it_in_curate(qtbot, home, tmp_path):  # noqa: F811
    """Alt+F, a digit: kept at once. A line is optional; Curate shows it without being asked again."""
    path = "articles/network/router-lights.md"
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        feedback = hands.window.late.roles.feedback
        hands.key(Key.Key_F, ALT)
        assert feedback.sheet is None  # nothing is open
        hands.window.finder.open_path(path)
        hands.rest()
        hands.key(Key.Key_F, ALT)
        for _ in range(4):
            hands.key(Key.Key_Tab)
        hands.key(Key.Key_Return)
        assert feedback.sheet is not None  # nothing was said yet
        hands.key(Key.Key_1)
        assert words_said(hands) == [(path, "", "helped", "")]
        hands.key(Key.Key_Tab, SHIFT)
        hands.key(Key.Key_3)
        assert words_said(hands) == [(path, "", "wrong", "")]
        hands.type("4 lights now")  # a digit in the line is text
        hands.key(Key.Key_Return)
        assert feedback.sheet is None
        assert words_said(hands) == [(path, "", "wrong", "4 lights now")]
        hands.key(Key.Key_U, CONTROL | SHIFT)
        curating = hands.window.late.trainer.curating
        hands.wait(lambda: curating.page is not None and curating.page.current is not None)
        assert (curating.page.current.path, curating.page.current.kind) == (path, "flag")
        hands.key(Key.Key_F, ALT)
        assert feedback.sheet is None  # the article is covered


def test_in_a_call_it_is_the_step_unless_the_person_turns_to_the_article(qtbot, home, tmp_path):  # noqa: F811
    """What has the focus comes first; S turns to the other; taken back, nothing is kept."""
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        feedback = hands.window.late.roles.feedback
        hands.window.finder.open_path("articles/network/router-lights.md")
        hands.rest()
        hands.window.open_any("playbooks/technical/wifi-drops.md")
        hands.wait(lambda: hands.window.caller.view is not None)
        hands.rest()
        hands.key(Key.Key_F, ALT)
        assert feedback.sheet.about.anchor == hands.step != ""
        hands.key(Key.Key_S)
        assert feedback.sheet.about.path == "articles/network/router-lights.md"
        hands.key(Key.Key_S)
        hands.key(Key.Key_2)
        run = hands.window.caller.view.run
        assert words_said(hands) == [(run.playbook, hands.step, "did-not-help", "")]
        (kept,) = hands.window.keeper.desk.feedback.of()
        assert (kept.run, kept.blob) == (run.id, run.playbook_blob)
        hands.key(Key.Key_Tab)
        hands.key(Key.Key_Tab)
        assert QApplication.focusWidget().text() == "Take it back"
        hands.key(Key.Key_Return)
        assert words_said(hands) == []
        assert feedback.sheet is None

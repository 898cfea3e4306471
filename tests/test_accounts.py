# SPDX-License-Identifier: MIT
"""Hierarchic escalations: the account's fields are asked there only, and go with the note and the case."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from desks import make_desk, sample_repo
from handoff_sample import ANSWERS, ESCALATE, wifi_note, wifi_run
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kbdesk.handoff import blanks, draft, from_markdown, run_of, to_json, to_markdown
from kbdesk.model import Account, Blank, Party, Received
from kbdesk.ui.brief import flags, who_waits
from kbdesk.ui.escalate import EscalateSheet
from kbdesk.ui.theme import Theme

KEYS = ("account_name", "contract_impact", "sentiment", "next_contact")
SAID = {
    "kind": "hierarchic",
    "account_name": "Lee Dental Group",
    "contract_impact": "renewal in January",
    "sentiment": "leaving",
    "next_contact": "Monday 9:00",
}
ACCOUNT = Account("Lee Dental Group", "renewal in January", "leaving", "Monday 9:00")
AT = "2026-11-22T11:00:00+00:00"
AT_RISK = "playbooks/care/key-account-at-risk.md"


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(sample_repo(tmp_path / "library"), tmp_path)
    yield desk
    desk.close()


def test_a_hierarchic_note_carries_the_account():
    """It stands in the brief, in the JSON, and is read back as it was."""
    note = wifi_note(answers=ANSWERS | SAID)
    assert note.account == ACCOUNT
    text = to_markdown(note)
    assert from_markdown(text) == note
    line = "- **Account:** Lee Dental Group; **leaving**; contract: renewal in January; next contact: Monday 9:00"  # noqa: E501
    assert line in text.split("\n## ")[0].split("\n")


def test_a_functional_note_is_as_it_always_was():
    """What was typed before it was made functional after all is left out, and the JSON has no key of it."""
    note = wifi_note(answers=ANSWERS | SAID | {"kind": "functional"})
    assert note == wifi_note()
    assert "account" not in json.loads(to_json(note))
    golden = Path(__file__).parent / "golden" / "wifi.handoff.md"
    assert to_markdown(from_markdown(golden.read_text("utf-8"))) == golden.read_text("utf-8")


def test_an_account_that_another_program_wrote_wrong_is_a_damaged_note():
    """A feeling that there is no word for is not guessed at."""
    text = to_markdown(wifi_note(answers=ANSWERS | SAID)).replace(
        '"sentiment": "leaving"', '"sentiment": "x"'
    )
    with pytest.raises(Exception, match="sentiment"):
        from_markdown(text)


def test_whoever_takes_it_over_passes_it_on():
    """The next hierarchic form is filled in from it; a functional one passes it on unasked."""
    said = replace(wifi_note(answers=ANSWERS | SAID), received=Received("Bo", AT, True))
    run = run_of(said, library="/kb", at=AT, by="Bo", tier="2")
    form = {blank.key: blank for blank in blanks(run, None)}
    assert [form[key].value for key in KEYS] == [SAID[key] for key in KEYS]

    def onward(answers):
        return draft(
            run, None, answers, note_id="n", created=AT, sender=Party("2", "Bo"), to=Party("3"), app="kbdesk"
        )

    assert onward({"ask": "x"}).account == ACCOUNT
    calmer = onward({"ask": "x", "kind": "hierarchic", "sentiment": "neutral"})
    assert calmer.account == replace(ACCOUNT, sentiment="neutral")


@pytest.mark.parametrize("missing", ["next_contact", "when somebody speaks with the customer next"])
def test_what_it_was_sent_back_for_is_asked(missing):
    """A note that lacks the next contact comes back with that blank required."""
    note = wifi_note(answers=ANSWERS | SAID | {"next_contact": ""})
    back = replace(note, received=Received("Bo", AT, False, missing=(missing,)), tried=())
    run = replace(wifi_run(), brought=back)
    form = {blank.key: blank for blank in blanks(run, ESCALATE)}
    assert form["next_contact"].required
    assert form["kind"].value == "hierarchic"


def test_a_step_that_says_hierarchic_asks_for_the_account(desk):
    """What the playbook recorded fills it in; an ordinary step keeps the form as it was."""
    view = desk.calls.start(AT_RISK, ("we will not renew",))
    for name, value in (("account_name", "Lee Dental"), ("sentiment", "negative"), ("stay_words", "care")):
        desk.calls.record(view.run.id, name, value)
    desk.calls.answer(view.run.id, 2)
    desk.calls.record(view.run.id, "broken_promise", "a report")
    desk.calls.answer(view.run.id, 2)
    form = {blank.key: blank for blank in desk.calls.escalation(view.run.id).blanks}
    assert form["kind"].value == "hierarchic"
    assert (form["account_name"].value, form["sentiment"].value) == ("Lee Dental", "negative")
    assert not any(form[key].required for key in KEYS)
    ordinary = {blank.key: blank for blank in blanks(wifi_run(), ESCALATE)}
    assert ordinary["kind"].value == "functional"
    assert {ordinary[key].group for key in KEYS} == {"more"}


def test_the_window_shows_it_where_the_case_is_read():
    """Whoever takes it on sees the account, and that they will leave, before anything else."""
    note = wifi_note(answers=ANSWERS | SAID)
    assert ("The customer says that they will leave", "danger") in flags(note)
    told = {line.name: line.text for line in who_waits(note)}
    assert (told["Account"], told["Next contact"]) == ("Lee Dental Group", "Monday 9:00")


FORM = (
    Blank("ask", "What do you need?", required=True),
    *(Blank(key, key) for key in KEYS if key != "sentiment"),
    Blank("sentiment", "How do they feel?", kind="choice", choices=("neutral", "leaving")),
    Blank("kind", "What for?", kind="choice", choices=("functional", "hierarchic"), group="more"),
)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    window.resize(1280, 800)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    window.show()
    return window


def seen(sheet):
    return {name for name in KEYS if sheet.findChild(QWidget, name).isVisibleTo(sheet)}


@pytest.mark.parametrize("kind", ["functional", "hierarchic"])
def test_the_form_has_the_fields_of_an_account_for_a_hierarchic_escalation_only(window, kind):
    """They come and go with the kind; those of an ordinary escalation are not even behind “More”."""
    sheet = EscalateSheet(Theme(), window)
    form = tuple(replace(one, value=kind) if one.key == "kind" else one for one in FORM)
    sheet.show_blanks(form, "Escalate", "")
    assert seen(sheet) == (set(KEYS) if kind == "hierarchic" else set())
    sheet._form.toggle_more()
    assert seen(sheet) == (set(KEYS) if kind == "hierarchic" else set())
    field = sheet.findChild(QWidget, "kind")
    field.set_text("functional" if kind == "hierarchic" else "hierarchic")
    field.edited.emit()
    assert seen(sheet) == (set() if kind == "hierarchic" else set(KEYS))
    assert set(KEYS) <= set(sheet.answers())


def test_a_field_that_is_asked_for_is_there_whatever_the_kind(window):
    """A functional note that was sent back for the account can be completed."""
    sheet = EscalateSheet(Theme(), window)
    form = tuple(replace(one, required=True) if one.key == "account_name" else one for one in FORM)
    sheet.show_blanks(form, "Escalate", "")
    assert "account_name" in seen(sheet)

# SPDX-License-Identifier: MIT
"""The form of a case that came with a note: nobody types twice, and what is missing is marked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from handoff_sample import ANSWERS, ESCALATE, wifi_note, wifi_run

from kbdesk.handoff import (
    FIELDS,
    blanks,
    draft,
    from_markdown,
    preview,
    run_of,
    schema,
    stamped,
    to_json,
    to_markdown,
)
from kbdesk.model import Account, Blank, HandoffNote, Party, Received, Run, Step, Visit

AT = "2026-11-22T11:00:00+00:00"
FULL = {
    **ANSWERS,
    "due": "Tuesday noon",
    "ruled_out": "the cable\nthe power supply",
    "to_name": "Bo Lind",
    "kind": "hierarchic",
    "repro_steps": "1. Join the wifi\n2. Wait ten minutes",
    "expected": "The connection stays",
    "actual": "It drops",
    "reproduced": "sometimes",
    "attachments": "radio.log\nrouter label.png",
    "if_3": "nobody answers",
    "then_3": "call me",
    "account_name": "Lee Dental Group",
    "contract_impact": "renewal in January",
    "sentiment": "negative",
    "next_contact": "Monday 9:00",
}
ACCOUNT = ("account_name", "contract_impact", "sentiment", "next_contact")


def taken(note: HandoffNote | None = None, by: str = "Bo Lind") -> Run:
    """The run of the next tier that read the note back and goes on."""
    said = Received(by, AT, True, "Read the log")
    text = stamped(to_markdown(note or wifi_note(answers=FULL)), received=said)
    return run_of(from_markdown(text), library="/kb", at=AT, by=by, tier="2")


def returned(*missing: str, note: HandoffNote | None = None) -> Run:
    """The sender's own run with the note that was sent back."""
    note = note or wifi_note(answers=FULL)
    back = replace(note, received=Received("Bo Lind", AT, False, missing=missing), tried=())
    return replace(wifi_run(), brought=back)


def form(run: Run, step: Step | None = None, to: Party | None = None) -> dict[str, Blank]:
    return {blank.key: blank for blank in blanks(run, step, to)}


def onward(run: Run, answers: dict[str, str], step: Step | None = None) -> HandoffNote:
    note = draft(
        run,
        step,
        answers,
        note_id=run.id,
        created="2026-11-22T12:00:00+00:00",
        sender=Party(run.tier, run.by, "network team"),
        to=Party("3"),
        app="kbdesk",
    )
    assert from_markdown(to_markdown(note)) == note
    return note


def test_who_takes_over_types_nothing_twice() -> None:
    """Everything the note says is in the next form; only the ask and the guess are not."""
    note, shown = wifi_note(answers=FULL), form(taken())
    asked_anew = {"ask", "assessment", "kind", "to_tier", "to_team", "to_name", "if_4", "then_4"}
    assert {key for key, blank in shown.items() if not blank.value} == asked_anew - {"to_tier", "kind"}
    assert (shown["to_tier"].value, shown["kind"].value) == ("3", "functional")
    again = onward(taken(), {"ask": "Look into the firmware"})
    same = (
        *("issue", "ticket", "severity", "impact", "due", "customer_words", "environment", "since", "errors"),
        *("changed_recently", "ruled_out", "contingency", "stop_if", "customer", "owner_of_contact"),
        *("reproduction", "attachments", "redacted", "account"),
    )
    for name in same:
        was, now = getattr(note, name), getattr(again, name)
        assert (dict(now) == dict(was)) if name == "environment" else (now == was), name
    assert "the new access point" in shown["assessment"].hint


def test_handing_over_before_is_kept_with_its_answer() -> None:
    """The leg that brought the case is the last of the earlier ones, with ask, guess and read-back."""
    again = onward(taken(), {"ask": "Look into the firmware"})
    (leg,) = again.earlier
    note = wifi_note(answers=FULL)
    assert (leg.sender, leg.to, leg.at) == (note.sender, note.to, note.created)
    assert (leg.ask, leg.assessment) == (note.ask, note.assessment)
    assert leg.received is not None
    assert (leg.received.by, leg.received.accepted) == ("Bo Lind", True)
    third = run_of(again, library="/kb", at=AT, by="Cem", tier="3")
    assert [one.sender.name for one in onward(third, {"ask": "x"}).earlier] == ["Sam Okoro", "Bo Lind"]


def test_what_was_recorded_since_wins_over_the_note() -> None:
    """A value that the next tier recorded is newer than what the note said of it; older ones are not."""
    run = taken()
    newer = Visit(
        "playbooks/network/wifi-drops.md",
        "log",
        "Read the log",
        "2",
        "2026-11-22T11:05:00+00:00",
        "Bo Lind",
        recorded=(("since", "Wednesday 09:10"), ("error_code", "E-811"), ("os", "Windows 11 25H2")),
    )
    run = replace(run, visits=(*run.visits, newer))
    shown = form(run)
    assert shown["since"].value == "Wednesday 09:10"
    assert shown["errors"].value == "E-809\nE-811"
    environment = dict(onward(run, {"ask": "x"}).environment)
    assert (environment["os"], environment["access point"]) == ("Windows 11 25H2", "AP-7 (new)")


def test_value_that_was_put_right_in_the_form_stays_right() -> None:
    """What a sender corrected in the form is not taken back by what a step had recorded."""
    note = wifi_note(answers={**FULL, "environment": "router_model: Router X300\nos: Windows 11"})
    assert dict(note.environment)["router_model"] == "Router X300"
    assert dict(onward(taken(note), {"ask": "x"}).environment)["router_model"] == "Router X300"


def test_value_that_no_line_can_say_is_passed_on() -> None:
    """A value of several lines, or under a name that the form could not hold, goes along as it is."""
    odd = (("Which firmware? (exactly)", "1.2; beta: 3"), ("log", "one\ntwo"), ("os", "Windows 11"))
    run = taken(replace(wifi_note(), environment=odd))
    shown = form(run)["environment"].value
    assert shown == "account: 4711 2209\nrouter_model: Router X200\nos: Windows 11"
    environment = dict(onward(run, {"ask": "x"}).environment)
    assert {name: environment[name] for name, _ in odd} == dict(odd)
    assert "os" not in dict(onward(run, {"ask": "x", "environment": ""}).environment)


def test_what_developers_miss_is_asked_openly_on_the_way_to_them() -> None:
    """Steps to reproduce and the like may stay folded for tier 2; tier 3 and specialists need them."""
    keys = ("repro_steps", "expected", "actual", "reproduced", "attachments")
    assert {form(wifi_run(), ESCALATE)[key].group for key in keys} == {"more"}
    assert {form(taken())[key].group for key in keys} == {"ask"}
    shown = form(wifi_run(), None, Party("specialist", team="wireless"))
    assert {shown[key].group for key in keys} == {"ask"}
    assert not any(shown[key].required for key in keys)


def test_handing_back_down_is_filled_in_with_who_gave_it() -> None:
    """The one whom it goes to stands in the form, folded away."""
    shown = form(taken(), None, Party("1", "Sam Okoro", "front line"))
    assert [(shown[key].value, shown[key].group) for key in ("to_tier", "to_team", "to_name")] == [
        ("1", "more"),
        ("front line", "more"),
        ("Sam Okoro", "more"),
    ]
    answers = {key: blank.value for key, blank in shown.items()} | {"ask": "Call the customer back"}
    assert onward(taken(), answers).to == Party("1", "Sam Okoro", "front line")


# --- sent back --------------------------------------------------------------------------------------------


def test_note_that_was_sent_back_stands_whole_in_the_form() -> None:
    """The sender finds all that was written, the ask too, and whom it went to."""
    shown = form(returned("since"), ESCALATE)
    for key, value in FULL.items():
        if key not in ("environment", "repro_steps", "if", "then"):
            assert shown[key].value == value, key
    assert shown["repro_steps"].value == "Join the wifi\nWait ten minutes"
    assert (shown["to_tier"].value, shown["to_team"].value) == ("2", "network team")


def test_what_is_missing_is_required_and_in_the_open() -> None:
    """Blanks that the reviewer named, by key or by name, are marked; other lines are blanks themselves."""
    lean = wifi_note(answers={"ask": "Look on site"})
    run = returned("since", "The exact error text", "Which firmware is on the router?", note=lean)
    shown = form(run, ESCALATE)
    assert [key for key, blank in shown.items() if blank.required] == ["answer_1", "since", "errors", "ask"]
    assert {shown[key].group for key in ("answer_1", "since", "errors")} == {"ask"}
    assert shown["since"].hint.startswith("Bo Lind asks for this.")
    assert shown["answer_1"].label == "Which firmware is on the router?"
    given = {"since": "Monday", "errors": "E-809", "answer_1": "1.2.8"}
    note = onward(run, given, ESCALATE)
    seen = preview(note, blanks(run, ESCALATE), {})
    assert set(seen.missing) == {"answer_1", "since", "errors"}
    assert preview(note, blanks(run, ESCALATE), given).missing == ()
    assert (note.since, note.errors) == ("Monday", ("E-809",))
    assert dict(note.environment)["Which firmware is on the router?"] == "1.2.8"
    assert note.received is None
    assert note.earlier[-1].received is not None
    assert note.earlier[-1].received.missing == run.brought.received.missing
    assert note.redacted == lean.redacted


def test_what_was_taken_out_is_added_up_over_the_tiers() -> None:
    """Who took over adds one; who got the note back still has those of before, and counts none twice."""
    note = replace(wifi_note(), redacted=(("card", 1), ("password", 2)))
    answers = {"ask": "Look on site", "assessment": "PIN: 4711"}
    assert onward(taken(note), answers).redacted == (("card", 1), ("password", 3))
    assert onward(returned("since", note=note), answers).redacted == note.redacted


def test_what_is_said_of_the_account_counts_where_the_form_shows_it() -> None:
    """Asked for a decision, or sent back: as typed. Else nothing that a step recorded goes along unseen."""
    typed = {"ask": "x", "account_name": "Lee & Sons"}
    assert onward(returned("since"), typed | {"kind": "functional"}).account.name == "Lee & Sons"
    assert onward(taken(), typed | {"kind": "hierarchic"}).account.name == "Lee & Sons"
    noted = replace(wifi_run().visits[0], recorded=(("account_name", "Lee & Sons"),))
    run = replace(wifi_run(), visits=(noted, *wifi_run().visits[1:]))
    assert form(run)["account_name"].value == "Lee & Sons"
    assert wifi_note(run, {"ask": "x"}).account == Account()


def test_answer_to_a_reviewer_goes_along_and_is_not_asked_again() -> None:
    """What was asked back stays in the note of the next tier, and is filled in if it is asked once more."""
    question = "Which firmware is on the router?"
    note = onward(returned(question), {"answer_1": "1.2.8"}, ESCALATE)
    assert dict(onward(taken(note), {"ask": "x"}).environment)[question] == "1.2.8"
    assert form(returned(question, note=note), ESCALATE)["answer_1"].value == "1.2.8"


def test_secret_in_an_answer_does_not_travel() -> None:
    """A reviewer may ask for a password; it is taken out like everywhere."""
    note = onward(returned("What is the wifi password?"), {"answer_1": "Sommer2026!"}, ESCALATE)
    assert "Sommer2026" not in to_markdown(note)


def test_everything_that_can_be_named_as_missing_is_a_blank() -> None:
    """A tick for something that no blank asks could not be answered."""
    assert set(FIELDS) <= set(form(wifi_run(), None))


# --- every field ------------------------------------------------------------------------------------------


def leaves(rule: dict, defs: dict, path: str = "") -> set[str]:
    """The paths of the values that a schema knows: ``customer.told``, ``tried[].step``."""
    if "$ref" in rule:
        rule = defs[rule["$ref"].rpartition("/")[2]]
    if rule.get("type") == "array":
        return leaves(rule["items"], defs, f"{path}[]")
    if "properties" not in rule:
        return {path}
    inner = rule["properties"].items()
    return {leaf for key, part in inner for leaf in leaves(part, defs, f"{path}.{key}".lstrip("."))}


def filled(data: object, path: str = "") -> set[str]:
    """The paths of the values of a note that say something."""
    if isinstance(data, dict):
        whole = {path} if data else set()
        return whole.union(*(filled(part, f"{path}.{key}".lstrip(".")) for key, part in data.items()))
    if isinstance(data, list):
        return set().union(*(filled(part, f"{path}[]") for part in data))
    return {path} if data not in ("", None, 0) or isinstance(data, bool) else set()


NEXT_TIER = {
    *(f"received.{key}" for key in ("by", "at", "accepted", "read_back", "missing[]")),
    *(f"outcome.{key}" for key in ("by", "at", "cause", "fix", "changed[]")),
    "earlier[].received.missing[]",
}
"""Filled in by whoever answers, not by whoever hands over."""


def test_every_field_of_the_note_can_be_reached_from_the_form() -> None:
    """A run that went through all and a form that is filled in leave no field of the note empty."""
    run = taken(replace(wifi_note(answers=FULL), sender=Party("1", "Sam Okoro", "front line")))
    radio = "playbooks/radio.md"
    visits = (
        *run.visits,
        Visit(radio, "log", "Read the log", "2", AT, "Bo Lind", "Radar", (("channel", "11"),), "seen", 20),
        Visit(radio, "next", "Next", "2", AT, "Bo Lind", since=AT),
    )
    run = replace(run, visits=visits, blobs=((radio, "b1" * 20),), flagged=(f"{radio}#log",))
    shown = form(run)
    answers = {key: blank.value or f"something for {key}" for key, blank in shown.items()}
    answers |= {"work_stopped": "yes", "kind": "hierarchic"}
    note = onward(run, answers)
    missing = leaves(schema(), schema()["$defs"]) - filled(json.loads(to_json(note))) - NEXT_TIER
    assert missing == set()
    assert len(note.contingency) == 4


def test_every_field_is_described() -> None:
    """The table of the file formats names every field of the schema, the inner ones too."""
    text = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    table = text.split("## 3. Handoff note")[1].split("\n## ")[0]
    names = {part.rstrip("[]") for leaf in leaves(schema(), schema()["$defs"]) for part in leaf.split(".")}
    assert {name for name in names if not re.search(rf"[`{{ .]{name}\b", table)} == set()


@pytest.mark.parametrize("key", sorted(FULL))
def test_each_blank_lands_in_the_note(key: str) -> None:
    """What is typed into a blank changes the note, and only typing into that blank does."""
    values = {"to_tier": "3", "severity": "unstable", "work_stopped": "yes", "kind": "hierarchic"}
    values |= {"reproduced": "no", "environment": "zz: typed", "ask": "Typed", "sentiment": "leaving"}
    shown = form(wifi_run(), ESCALATE)
    assert key in shown
    least = {"ask": "x"} | ({"kind": "hierarchic"} if key in ACCOUNT else {})
    bare = wifi_note(answers=least)
    assert wifi_note(answers=least | {key: values.get(key, "typed")}) != bare
    assert shown[key].label


@pytest.mark.parametrize("feeling", ["positive", "neutral", "negative", "leaving"])
def test_how_the_customer_feels_is_one_of_four_words(feeling: str) -> None:
    """In whatever case it is written, the note has the word; any other says nothing."""
    answers = {"ask": "x", "kind": "hierarchic"}
    for said in (feeling, feeling.title()):
        assert wifi_note(answers=answers | {"sentiment": said}).account.sentiment == feeling
    assert wifi_note(answers=answers | {"sentiment": f"{feeling}?"}).account.sentiment == ""


def test_each_choice_of_the_form_is_the_word_of_the_note() -> None:
    """How often it can be reproduced and how bad it is are one of three words; any other is as none."""
    for word in ("yes", "no", "sometimes", ""):
        assert wifi_note(answers={"ask": "x", "reproduced": word}).reproduction.reproduced == word
    for word in ("stable", "watch", "unstable"):
        assert wifi_note(answers={"ask": "x", "severity": word}).severity == word
    odd = wifi_note(answers={"ask": "x", "reproduced": "maybe", "severity": "purple"})
    assert (odd.reproduction.reproduced, odd.severity) == ("", "stable")

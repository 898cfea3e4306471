# SPDX-License-Identifier: MIT
"""The form, the note made of it, and how it reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handoff_sample import ANSWERS, ESCALATE, wifi_note, wifi_run

from kbdesk.handoff import blanks, is_ask, preview, spoken, to_markdown
from kbdesk.model import Blank, Pairs, Step, ValueField

GOLDEN = Path(__file__).parent / "golden" / "wifi.handoff.md"


def by_key(run=None, step: Step | None = ESCALATE) -> dict[str, Blank]:
    return {blank.key: blank for blank in blanks(run or wifi_run(), step)}


def without(run, name: str):
    """The run with one recorded value taken away."""
    visits = tuple(
        replace(visit, recorded=tuple(pair for pair in visit.recorded if pair[0] != name))
        for visit in run.visits
    )
    return replace(run, visits=visits)


def test_note_is_the_golden_file() -> None:
    """A fixed run, answers and clock give the same note to the byte."""
    assert to_markdown(wifi_note()).encode() == GOLDEN.read_bytes()


def test_form_asks_first_what_the_step_needs_and_the_run_lacks() -> None:
    """A needed value that no step recorded is the first blank, required, with its kind and choices."""
    form = blanks(without(wifi_run(), "wan_light"), ESCALATE)
    assert form[0] == Blank(
        "wan_light",
        "colour seen",
        required=True,
        kind="choice",
        choices=("green", "red", "off"),
        group="missing",
    )
    assert [blank.key for blank in form if blank.required] == ["wan_light", "ask"]


def test_optional_and_recorded_values_are_not_asked() -> None:
    """A complete run is asked nothing but what no run can know."""
    form = by_key()
    assert {"wan_light", "router_model", "floor"}.isdisjoint(form)
    assert [key for key, blank in form.items() if blank.group == "ask"] == [
        "ask",
        "told",
        "promised",
        "if",
        "then",
    ]
    assert [key for key, blank in form.items() if blank.required] == ["ask"]


def test_value_that_was_recorded_blank_is_asked() -> None:
    """Blanks are no value: the step's need stands."""
    run = without(wifi_run(), "wan_light")
    first = replace(run.visits[0], recorded=(("wan_light", "  "),))
    form = by_key(replace(run, visits=(first, *run.visits[1:])))
    assert [key for key, blank in form.items() if blank.group == "missing"] == ["wan_light"]


def test_value_that_the_form_asks_anyway_is_asked_once() -> None:
    """A step that needs `since` makes that blank required instead of asking twice."""
    step = replace(ESCALATE, values=(ValueField("since", "since when", 1),))
    form = blanks(wifi_run(), step)
    assert [blank.group for blank in form if blank.key == "since"] == ["missing"]
    note = wifi_note(answers={"ask": "x", "since": "Monday"}, step=step)
    assert (note.since, dict(note.environment)["since"]) == ("Monday", "Monday")


def test_form_is_filled_in_from_the_run() -> None:
    """Issue, customer's words, known values and the agent's name stand in the form already."""
    run = wifi_run()
    last = replace(
        run.visits[4], recorded=(("error_code", "E-809"), ("since", "Thursday"), ("os", "Windows 11"))
    )
    form = by_key(replace(run, visits=(*run.visits[:4], last, run.visits[5]), queries=("E-809 X200",)))
    assert form["issue"].value.startswith("Wi-Fi drops every few minutes: radio fault (“The wifi keeps")
    assert form["customer_words"].value.split("\n") == [
        "The wifi keeps cutting out, I cannot even finish a call",
        "E-809 X200",
    ]
    assert (form["errors"].value, form["since"].value) == ("E-809", "Thursday")
    assert form["environment"].value == "account: 4711 2209\nos: Windows 11"
    assert form["owner_of_contact"].value == "Sam Okoro"


def test_escalation_from_the_middle_asks_where_to() -> None:
    """Without an Escalate step the form asks for tier and team, the next tier filled in."""
    run = wifi_run()
    run = replace(run, visits=run.visits[:5])
    form = blanks(run, None)
    assert [blank.key for blank in form[:3]] == ["to_tier", "to_team", "ask"]
    assert (form[0].value, form[0].choices, form[0].group) == ("2", ("1", "2", "3", "specialist"), "ask")
    note = wifi_note(run, {"ask": "Look at it on site", "to_tier": "specialist", "to_team": "radio"}, None)
    assert (note.to.tier, note.to.team) == ("specialist", "radio")
    assert wifi_note(run, {"ask": "Look at it on site", "to_tier": ""}, None).to.tier == "2"
    assert note.provenance is not None
    assert note.provenance.step == "change-the-channel"


def test_a_value_of_one_word_is_an_answer() -> None:
    """What a step needs is there with one word; only the ask has to be a sentence that wants something."""
    form = blanks(without(wifi_run(), "wan_light"), ESCALATE)
    assert preview(wifi_note(), form, {**ANSWERS, "wan_light": " "}).missing == ("wan_light",)
    assert preview(wifi_note(), form, {**ANSWERS, "wan_light": "please"}).missing == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Please check.",
        "pls look into this asap",
        "Can you please help?",
        "TBD",
        "Please advise",
        "-",
    ],
)
def test_please_check_is_no_ask(text: str) -> None:
    """A sentence that wants nothing in particular keeps the note from being exported."""
    assert not is_ask(text)
    answers = {**ANSWERS, "ask": text}
    assert preview(wifi_note(answers=answers), blanks(wifi_run(), ESCALATE), answers).missing == ("ask",)


@pytest.mark.parametrize(
    "text", ["Please check the radio log", "Swap the router", "Reset the tunnel on gw-2"]
)
def test_deed_is_an_ask(text: str) -> None:
    """A sentence that names a deed is an ask."""
    assert is_ask(text)


def test_preview_is_complete_when_the_required_blanks_are_filled() -> None:
    """The preview holds the note, its text, the strip and nothing missing."""
    seen = preview(wifi_note(), blanks(wifi_run(), ESCALATE), ANSWERS)
    assert seen.note == wifi_note()
    assert seen.missing == ()
    assert seen.markdown == to_markdown(wifi_note())
    assert [part for part, _ in seen.spoken] == ["Situation", "Background", "Assessment", "Recommendation"]


def test_missing_value_from_the_form_stands_in_the_note() -> None:
    """A value given in the form joins the environment and the step that needed it."""
    note = wifi_note(without(wifi_run(), "wan_light"), {"ask": "x", "wan_light": "green"})
    assert dict(note.environment)["wan_light"] == "green"
    assert note.tried[-1].recorded == (("wan_light", "green"),)


def test_missing_value_stands_only_at_the_stay_from_which_the_case_is_handed_over() -> None:
    """Who came to the Escalate step before, and went back to try more, had not got the value then."""
    run = without(wifi_run(), "wan_light")
    before = replace(run.current, undone=True, note="came too early")
    note = wifi_note(
        replace(run, visits=(run.visits[0], before, *run.visits[1:])), {"ask": "x", "wan_light": "green"}
    )
    assert [one.recorded for one in note.tried if one.step == ESCALATE.title] == [
        (),
        (("wan_light", "green"),),
    ]


def test_note_tells_the_whole_run() -> None:
    """Every visit is told, skipped and taken back ones as such; only standing answers rule something out."""
    note = wifi_note()
    assert [(one.step, one.skipped, one.undone) for one in note.tried][1:4] == [
        ("Is it only one device", False, True),
        ("Is it only one device", False, False),
        ("Update the firmware", True, False),
    ]
    assert note.ruled_out == (
        "Check the lights: The light is green",
        "Is it only one device: All devices",
        "Change the channel: It still drops",
    )
    assert note.contingency == (
        ("the light marked Internet turns red", "treat it as line down and call the site at once"),
        ("the log shows radar events", "pin the router to channels 36–48"),
    )
    assert dict(note.environment)["access point"] == "AP-7 (new)"


def test_what_the_brief_says_in_its_own_line_is_not_known_a_second_time() -> None:
    """A recorded value that fills "Since", an error or the contact stands once in the brief, whole below."""
    run = wifi_run()
    recorded = (("since", "Monday"), ("error_code", "E-809"), ("callback", "ann@example.org"), ("floor", "3"))
    last = replace(run.visits[4], recorded=recorded)
    note = wifi_note(replace(run, visits=(*run.visits[:4], last, run.visits[5])), {"ask": "Look on site"})
    brief, record = to_markdown(note).split("\n## ", 1)
    assert "- **Since:** Monday; error: E-809\n" in brief
    assert "- **Known:** account 4711 2209; wan light green; floor 3\n" in brief
    assert "- **since:** Monday\n" in record
    corrected = to_markdown(replace(note, since="Sunday night")).split("\n## ", 1)[0]
    assert "floor 3" in corrected
    assert "since Monday" in corrected


@pytest.mark.parametrize(("blobs", "blob"), [((("playbooks/radio.md", "b1" * 20),), "b1" * 20), ((), "")])
def test_note_names_the_playbook_in_which_the_run_stands(blobs: Pairs, blob: str) -> None:
    """After an answer into another playbook, the note names it at the version that was shown, if any."""
    run = wifi_run()
    there = replace(run.visits[5], playbook="playbooks/radio.md", anchor="read-the-log")
    note = wifi_note(
        replace(run, visits=(*run.visits[:5], there), blobs=blobs),
        {"ask": "x"},
        None,
    )
    assert note.provenance is not None
    named = note.provenance.playbook, note.provenance.playbook_blob, note.provenance.step
    assert named == ("playbooks/radio.md", blob, "read-the-log")


def test_note_goes_where_the_untouched_form_says() -> None:
    """An untouched form hands over to the tier that it shows: the one above the step."""
    run = wifi_run()
    stands = replace(run, visits=(replace(run.visits[0], tier="2"),))
    assert by_key(stands, None)["to_tier"].value == "3"
    assert wifi_note(stands, {"ask": "x"}, None).to.tier == "3"


def test_untouched_form_is_that_of_the_step() -> None:
    """A step says whom to and what the customer is told; what nobody changed of it stands in the note."""
    step = replace(ESCALATE, to_tier="3", says=("We call you back.",))
    note = wifi_note(answers={"ask": "x"}, step=step)
    assert (note.to.tier, note.customer.told) == ("3", "We call you back.")


def test_labels_typed_into_a_plan_are_left_out() -> None:
    """The note says “If” and “then” itself; what follows them stays to the letter."""
    answers = {"ask": "x", "if": "If the light turns red", "then": "Then: call the site"}
    assert wifi_note(answers=answers).contingency == (("the light turns red", "call the site"),)


def test_half_a_plan_stands_in_the_note() -> None:
    """Who wrote only what may happen, or only what to do, finds it in the note, whichever pair it is of."""
    answers = {"ask": "x", "if_5": "the light turns red", "then_7": "call the site"}
    assert wifi_note(answers=answers).contingency == (("the light turns red", ""), ("", "call the site"))


def test_number_is_taken_only_from_the_front_of_a_step_to_reproduce() -> None:
    """The note numbers the steps itself; a number at the end of a sentence belongs to it."""
    steps = "1. Open page 2. Then wait\n2) Set the channel to 11. Join\nSwitch to band 5. Join"
    assert wifi_note(answers={"ask": "x", "repro_steps": steps}).reproduction.steps == (
        "Open page 2. Then wait",
        "Set the channel to 11. Join",
        "Switch to band 5. Join",
    )


def test_blank_that_was_cleared_stays_empty() -> None:
    """An answer that was emptied on purpose is not filled in again."""
    assert wifi_note(answers={"ask": "x", "customer_words": ""}).customer_words == ()
    assert wifi_note(answers={"ask": "x"}).customer_words != ()


def test_secrets_never_reach_the_note() -> None:
    """Notes, queries, recorded values, words and answers are redacted; account, phone and contact stay."""
    run = wifi_run()
    first = replace(
        run.visits[0],
        recorded=(
            ("account", "4711 2209"),
            ("phone", "+49 171 5550143"),
            ("wifi_pin", "88-31"),
            ("wan_light", "green"),
        ),
        note="card 4111 1111 1111 1111",
    )
    run = replace(
        run,
        visits=(first, *run.visits[1:]),
        queries=("login sam@example.org password is Rose77",),
        customer_words=("my IBAN is DE89 3704 0044 0532 0130 00",),
    )
    answers = {"ask": "Call ann@example.org", "contact": "ann@example.org", "environment": "token: a1b2c3d4"}
    text = to_markdown(wifi_note(run, answers))
    for secret in ("4111 1111", "88-31", "sam@", "Rose77", "DE89", "a1b2c3d4", "Call ann@", "Sommer2026"):
        assert secret not in text
    for useful in ("4711 2209", "+49 171 5550143", "`ann@example.org`"):
        assert useful in text
    note = wifi_note(run, answers)
    assert note.redacted == (("IBAN", 1), ("card", 1), ("e-mail", 2), ("password", 4))


def test_long_text_is_cut_and_says_so() -> None:
    """A pasted log does not make the note too large to open."""
    note = wifi_note(answers={"ask": "x", "assessment": "log line\n" * 5000})
    assert note.assessment.endswith("(shortened)")
    assert len(note.assessment) < 7000


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("x" * 6_000, "x" * 6_000),
        ("x" * 6_001, "x" * 6_000 + " … (shortened)"),
        ("x" * 5_999 + "\n\nmore", "x" * 5_999 + " … (shortened)"),
    ],
    ids=("fits", "longer", "at a line end"),
)
def test_a_text_is_cut_behind_its_six_thousandth_character(said: str, kept: str) -> None:
    """One that just fits stays whole; where the cut is at a line end, none stands before the words for it."""
    assert wifi_note(answers={"ask": "x", "assessment": said}).assessment == kept


def test_lines_without_a_name_are_known_together() -> None:
    """What the form says of the device without a name for it is not written over by the next such line."""
    note = wifi_note(answers={"ask": "x", "environment": "on battery\nos: W 11\nbought last week"})
    assert dict(note.environment)["also"] == "on battery; bought last week"


def test_what_belongs_on_one_line_is_cut_to_it() -> None:
    """A log pasted into a field of one line, the contact's too, leaves a line of 600 characters."""
    keys = ("issue", "ticket", "impact_who", "due", "since", "next_update_due", "contact", "owner_of_contact")
    note = wifi_note(answers={"ask": "x", **dict.fromkeys(keys, "log line\n" * 500)})
    found = (note.issue, note.ticket, note.impact.who, note.due, note.since, note.customer.next_update_due)
    untold = wifi_note(replace(wifi_run(), title="log line\n" * 500), {"ask": "x", "issue": ""})
    for line in (*found, note.customer.contact, note.owner_of_contact, untold.issue):
        assert line.startswith("log line log line")
        assert line.endswith("…")
        assert 590 < len(line) <= 600


def test_brief_has_at_most_twelve_lines_with_everything_filled_in() -> None:
    """The top of the fullest note is twelve lines; the ask is the first thing after the route."""
    answers = {
        **ANSWERS,
        **{key: f"{value}\nand more" * 40 for key, value in ANSWERS.items() if key != "severity"},
    }
    for note in (wifi_note(), wifi_note(answers=answers)):
        brief = to_markdown(note).split("\n## ", 1)[0]
        lines = [line for line in brief.split("\n") if line]
        assert len(lines) == 12
        assert lines[2].startswith("- **Ask:**")
        assert max(map(len, lines)) < 700


def test_empty_note_reads_well_too() -> None:
    """A note of which only the ask is written has no empty lines or labels."""
    run = replace(wifi_run(), visits=wifi_run().visits[:1], customer_words=(), queries=(), articles=())
    run = replace(run, visits=(replace(run.visits[0], answer="", recorded=(), seconds=0),))
    text = to_markdown(wifi_note(run, {"ask": "Take the call"}, None))
    brief = text.split("\n## ", 1)[0]
    assert brief.split("\n")[4:8] == [
        "- **Ask:** Take the call",
        "- **How bad:** stable; work goes on",
        "- **Tried:** no step was finished",
        "- **Contact:** Sam Okoro talks to the customer",
    ]


def test_spoken_strip_says_what_matters_in_order() -> None:
    """The strip is plain sentences: situation, background, a marked guess, the ask."""
    parts = dict(spoken(wifi_note()))
    assert parts["Situation"].startswith("From tier 1, Sam Okoro to tier 2, network team. Ticket INC-20931.")
    assert "3 steps tried. The last, Change the channel, gave: It still drops." in parts["Background"]
    assert parts["Assessment"].startswith("My guess, not proven: the new access point")
    assert parts["Recommendation"].startswith("I need: Read the radio log")
    assert all("\n" not in text and "**" not in text for text in parts.values())

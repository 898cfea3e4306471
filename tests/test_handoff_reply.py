# SPDX-License-Identifier: MIT
"""What the next tier writes into a note: read back, sent back, solved; a newer note keeps its bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from handoff_sample import wifi_note

from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, is_newer, readable, schema, stamped, to_json, to_markdown
from kbdesk.handoff.read import MAX_JSON_BYTES
from kbdesk.model import HandoffNote, Leg, Outcome, Party, Received, Reproduction

YES = Received("Bo Lind", "2026-11-22T10:20:00+00:00", True, "Read the radio log, then router or not")
NO = Received(
    "Bo Lind",
    "2026-11-22T10:20:00+00:00",
    False,
    missing=("since", "errors", "Which firmware is on the router?"),
)
SOLVED = Outcome(
    "Cem Aydin",
    "2026-11-23T09:00:00+00:00",
    "two access points on channel 11",
    "AP-7 moved to channel 36",
    ("articles/network/two-access-points.md",),
)


def brief(text: str) -> list[str]:
    return [line for line in text.split("\n## ", 1)[0].split("\n") if line]


@pytest.mark.parametrize(
    ("answer", "field"),
    [(YES, "received"), (NO, "received"), (SOLVED, "outcome")],
    ids=("yes", "no", "solved"),
)
def test_answer_stands_in_the_note_and_nothing_else_changed(answer: object, field: str) -> None:
    """The note with an answer is the note before and the answer, and fits the published schema."""
    text = stamped(to_markdown(wifi_note()), **{field: answer})
    note = from_markdown(text)
    assert note == replace(wifi_note(), **{field: answer})
    assert text == to_markdown(note)
    jsonschema.Draft202012Validator(schema()).validate(json.loads(to_json(note)))


def test_outcome_is_the_first_line_of_the_brief() -> None:
    """What it was and what fixed it stand on top, and the brief is not longer for it."""
    text = stamped(stamped(to_markdown(wifi_note()), received=YES), outcome=SOLVED)
    lines = brief(text)
    assert len(lines) == 12
    assert (
        lines[2]
        == "- **Solved:** it was: two access points on channel 11; fixed by: AP-7 moved to channel 36"
    )
    assert lines[3].startswith("- **Ask:**")
    record = text.split("\n## ", 1)[1]
    assert "- **Guess:** the new access point sits on the same channel" in record
    assert "- **Changed:** `articles/network/two-access-points.md`" in record
    assert "- **Read back by Bo Lind:** Read the radio log, then router or not" in record
    assert from_markdown(text).received == YES


def test_what_it_was_sent_back_for_is_the_first_line_of_the_brief() -> None:
    """The names of blanks are told in words; the reviewer's own lines as they are."""
    text = stamped(to_markdown(wifi_note()), received=NO)
    lines = brief(text)
    assert len(lines) == 12
    assert lines[2] == (
        "- **Sent back:** since when it happens; the exact error text; Which firmware is on the router? "
        "are missing (asked by Bo Lind)"
    )
    one = stamped(to_markdown(wifi_note()), received=replace(NO, missing=("errors",)))
    assert "- **Sent back:** the exact error text is missing" in one


def test_chain_reproduction_and_attachments_are_in_the_record() -> None:
    """What a note carries beyond the first handing over can be read by a person, too."""
    leg = Leg(
        Party("1", "Sam Okoro"), Party("2", team="network"), "2026-11-22T10:12:00+00:00", "Why?", "AP", YES
    )
    note = replace(
        wifi_note(),
        sender=Party("2", "Bo Lind"),
        earlier=(leg,),
        reproduction=Reproduction(("Join the wifi", "Wait"), "It stays", "It drops", "sometimes"),
        attachments=("radio.log", "a`b.png"),
    )
    note = replace(note, provenance=replace(note.provenance, flagged=("playbooks/a.md#x",)))
    text = readable(note)
    assert "```json" not in text
    for line in (
        "1. **Tier 1, Sam Okoro → Tier 2, network** 2026-11-22 10:12 UTC",
        "   - **Ask:** Why?",
        "   - **Read back by Bo Lind:** Read the radio log, then router or not",
        "- **Step 1:** Join the wifi",
        "- **Expected:** It stays",
        "- **Reproduced:** sometimes",
        "- `radio.log`",
        "- ``a`b.png``",
        "- Flagged as wrong or unclear: playbooks/a.md#x",
        "   - by Sam Okoro",
    ):
        assert line in text.split("\n"), line
    assert "   - by Sam Okoro" not in readable(wifi_note())


def test_answer_is_redacted_and_kept_on_one_line() -> None:
    """What a person types into an answer travels like the note: without secrets, without line ends."""
    said = replace(YES, read_back="Log in with password: Sommer2026!\n## Known")
    note = from_markdown(stamped(to_markdown(wifi_note()), received=said))
    assert note.received is not None
    assert note.received.read_back == "Log in with password: [password removed] ## Known"
    assert note.redacted == (("password", 2),)


@pytest.mark.parametrize(
    ("answer", "field", "name"),
    [
        *((YES, "received", name) for name in ("by", "read_back")),
        *((SOLVED, "outcome", name) for name in ("by", "cause", "fix")),
    ],
)
def test_each_line_of_an_answer_is_cut(answer: object, field: str, name: str) -> None:
    """A log pasted into it leaves a line of 600 characters that shows that it is cut."""
    said = replace(answer, **{name: "x" * 601})
    note = from_markdown(stamped(to_markdown(wifi_note()), **{field: said}))
    assert getattr(getattr(note, field), name) == "x" * 599 + "…"


def test_each_name_of_a_changed_file_is_cut() -> None:
    """A name that is no name leaves a line of 600 characters."""
    said = replace(SOLVED, changed=("articles/a.md", "x" * 601))
    note = from_markdown(stamped(to_markdown(wifi_note()), outcome=said))
    assert note.outcome is not None
    assert note.outcome.changed == ("articles/a.md", "x" * 599 + "…")


def test_answer_that_makes_the_note_too_large_is_refused() -> None:
    """A note that could not be opened again is not made."""
    full = replace(wifi_note(), errors=("x" * 1_000,) * 256)
    text = to_markdown(full)
    assert from_markdown(text) == full
    with pytest.raises(KbError, match="too large") as caught:
        stamped(text, received=replace(NO, missing=("y" * 600,) * 50))
    assert caught.value.hint.startswith("Shorten the answer")


def test_an_answer_may_fill_a_note_to_the_last_byte() -> None:
    """What is made can be opened again up to the very size at which opening refuses."""
    answered = replace(wifi_note(), assessment="", received=YES)
    room = MAX_JSON_BYTES - len(to_json(answered).encode())
    full = replace(wifi_note(), assessment="x" * room)
    assert from_markdown(stamped(to_markdown(full), received=YES)) == replace(full, received=YES)
    with pytest.raises(KbError, match="too large"):
        stamped(to_markdown(replace(full, assessment="x" * (room + 1))), received=YES)


def test_an_answer_without_secrets_leaves_what_was_counted() -> None:
    """Even if another program counted one kind in two lines."""
    note = replace(wifi_note(), redacted=(("card", 1), ("password", 1), ("card", 2)))
    assert from_markdown(stamped(to_markdown(note), received=YES)).redacted == note.redacted


# --- notes of a newer schema ------------------------------------------------------------------------------


def newer(**more: object) -> str:
    data = {
        **json.loads(to_json(wifi_note())),
        "schema": "kbdesk-handoff/2",
        "mood": {"colour": [1, 2.5, None]},
    }
    body = json.dumps(data | more, indent=2, ensure_ascii=False)
    return f"# Written by a newer kbdesk ☂\n\nIts own words.\n\n```json\n{body}\n```\n\n-- \nSam\n"


def test_counts_of_one_kind_in_two_lines_are_added_up() -> None:
    """Another program may have written them so; an answer with a secret of its own loses none."""
    note = replace(wifi_note(), redacted=(("card", 1), ("password", 1), ("card", 2)))
    said = replace(YES, read_back="PIN: 1234")
    found = from_markdown(stamped(to_markdown(note), received=said))
    assert found.redacted == (("card", 3), ("password", 2))


def test_newer_is_told_from_ours() -> None:
    """A note of a later schema is known as such; ours is not."""
    assert is_newer(newer())
    assert not is_newer(to_markdown(wifi_note()))
    with pytest.raises(KbError):
        is_newer("no note")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=("lf", "crlf", "cr"))
@pytest.mark.parametrize("quote", ["", "> ", "> > "])
def test_newer_note_keeps_every_byte_but_its_json(line_end: str, quote: str) -> None:
    """Text around the JSON stays to the byte, and so does every key in it that we do not know."""
    before = line_end.join(f"{quote}{line}" for line in newer(received={"tone": "kind"}).split("\n"))
    after = stamped(before, received=NO, outcome=SOLVED)
    head, tail = f"```json{line_end}{quote}", f"{line_end}{quote}```"
    assert after.startswith(before[: before.index(head) + len(head)])
    assert after.endswith(before[before.rindex(tail) :])
    body = after[after.index(head) + len(head) : after.rindex(tail)]
    data = json.loads(body.replace(f"{line_end}{quote}", "\n"))
    was = json.loads(newer().split("```json")[1].split("```")[0])
    received = {
        "tone": "kind",
        "by": NO.by,
        "at": NO.at,
        "accepted": False,
        "read_back": "",
        "missing": list(NO.missing),
    }
    assert data.pop("received") == received
    assert data.pop("outcome")["fix"] == SOLVED.fix
    assert data == was
    again = from_markdown(after)
    assert (again.received, again.outcome, again.ask) == (NO, SOLVED, wifi_note().ask)


def test_newer_note_that_is_only_solved_gets_no_other_answer() -> None:
    """Who tells how a case ended says nothing in the place of whoever took it over."""
    after = stamped(newer(received={"by": "Kim", "accepted": True, "tone": "kind"}), outcome=SOLVED)
    data = json.loads(after.split("```json")[1].split("```")[0])
    assert data["received"] == {"by": "Kim", "accepted": True, "tone": "kind"}
    assert data["outcome"]["fix"] == SOLVED.fix
    assert "received" not in stamped(newer(), outcome=SOLVED)


def test_a_stray_sign_does_not_change_the_line_ends() -> None:
    """A lone carriage return in somebody's words leaves the JSON with the line ends of the rest."""
    after = stamped(newer().replace("Its own words", "Its own\rwords"), received=YES)
    assert after.count("\r") == 1 and after.count("\n") > 50


def test_newer_note_on_a_single_line_is_answered_in_lines() -> None:
    """JSON without any line end, as a program sends it, gets the usual ones, and its quoting before each."""
    data = json.loads(newer().split("```json")[1].split("```")[0])
    for quote in ("", "> "):
        after = stamped(quote + json.dumps(data), received=YES)
        assert from_markdown(after).received == YES
        assert "\r" not in after
        assert all(line.startswith(quote) for line in after.split("\n"))


def test_newer_note_with_hard_wrapped_lines_is_still_answered() -> None:
    """A mail program that broke the lines does not stop an answer."""
    before = newer().replace(" of the X200 for channel 11 and", "\nof the X200\nfor channel 11 and")
    after = stamped(before, received=YES)
    assert from_markdown(after).received == YES
    assert after.endswith("\n```\n\n-- \nSam\n")


def test_ours_in_a_thread_is_written_as_the_note_alone() -> None:
    """A note of our schema is written anew: what stood around it was somebody's mail."""
    text = f"Hello,\n\n{to_markdown(wifi_note())}\nRegards\n"
    answered: HandoffNote = from_markdown(stamped(text, received=YES))
    assert stamped(text, received=YES) == to_markdown(answered)
    assert "Regards" not in stamped(text, received=YES)

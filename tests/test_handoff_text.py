# SPDX-License-Identifier: MIT
"""The note as Markdown and back: nothing breaks out, nothing gets lost, nothing hostile gets in."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import jsonschema
import pytest
from handoff_sample import ANSWERS, wifi_note, wifi_run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, schema, to_json, to_markdown
from kbdesk.handoff.escape import clean
from kbdesk.handoff.read import MAX_JSON_BYTES, MAX_TEXT_CHARS
from kbdesk.model import (
    Account,
    ArticleRead,
    Customer,
    HandoffNote,
    Impact,
    Leg,
    Outcome,
    Party,
    Provenance,
    Received,
    Reproduction,
    Tried,
)

# Kinds of characters that no note holds: control (line feed and tab aside), surrogates, bidi, invisible.
TEXTS = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=24)
    | st.text("`*_[]()<>#-+|~!\\&;\n\t \"'1.:{}$@", max_size=24)
    | st.just('```json\n{\n "schema": "kbdesk-handoff/1"\n}\n```')
).map(clean)
TIERS = st.sampled_from(("1", "2", "3", "specialist"))
PARTIES = st.builds(Party, TIERS, TEXTS, TEXTS)
PAIRS = st.dictionaries(TEXTS, TEXTS, max_size=3).map(lambda values: tuple(values.items()))
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
TRIED = st.builds(
    Tried,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    PAIRS,
    TEXTS,
    st.integers(0, 10**6),
    st.booleans(),
    st.booleans(),
    TIERS,
)
RECEIVED = st.none() | st.builds(Received, TEXTS, TEXTS, st.booleans(), TEXTS, LISTS)
REPRODUCTIONS = st.builds(Reproduction, LISTS, TEXTS, TEXTS, st.sampled_from(("", "yes", "no", "sometimes")))
ARTICLES = st.lists(st.builds(ArticleRead, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple)
NOTES = st.builds(
    HandoffNote,
    id=TEXTS,
    created=TEXTS,
    sender=PARTIES,
    to=PARTIES,
    issue=TEXTS,
    kind=st.sampled_from(("functional", "hierarchic")),
    ticket=TEXTS,
    severity=st.sampled_from(("stable", "watch", "unstable")),
    impact=st.builds(Impact, TEXTS, st.booleans(), TEXTS),
    due=TEXTS,
    customer_words=LISTS,
    environment=PAIRS,
    since=TEXTS,
    changed_recently=TEXTS,
    errors=LISTS,
    tried=st.lists(TRIED, max_size=3).map(tuple),
    ruled_out=LISTS,
    assessment=TEXTS,
    ask=TEXTS,
    contingency=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    stop_if=TEXTS,
    customer=st.builds(Customer, TEXTS, TEXTS, TEXTS, TEXTS),
    owner_of_contact=TEXTS,
    provenance=st.none()
    | st.builds(
        Provenance,
        TEXTS,
        TEXTS,
        TEXTS,
        TEXTS,
        TEXTS,
        articles=ARTICLES,
        queries=LISTS,
        app=TEXTS,
        title=TEXTS,
        began=TEXTS,
        started=TEXTS,
        versions=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
        flagged=LISTS,
    ),
    redacted=st.lists(st.tuples(TEXTS, st.integers(0, 99)), max_size=2).map(tuple),
    reproduction=REPRODUCTIONS,
    attachments=LISTS,
    earlier=st.lists(st.builds(Leg, PARTIES, PARTIES, TEXTS, TEXTS, TEXTS, RECEIVED), max_size=2).map(tuple),
    received=RECEIVED,
    outcome=st.none() | st.builds(Outcome, TEXTS, TEXTS, TEXTS, TEXTS, LISTS),
    account=st.builds(
        Account, TEXTS, TEXTS, st.sampled_from(("", "positive", "neutral", "negative", "leaving")), TEXTS
    ),
)
VALIDATOR = jsonschema.Draft202012Validator(schema())
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(NOTES)
@example(replace(wifi_note(), reproduction=Reproduction(("# heading", "- item", "> quote", "```"))))
@example(replace(wifi_note(), redacted=(("# heading", 1), ("- item", 2))))
@example(replace(wifi_note(), tried=(Tried("", "a", "p.md", "Yes", "", ""),)))
@example(
    replace(wifi_note(), tried=(Tried('{"schema": "kbdesk-handoff/1"', "a", "p.md", "Yes", "", ""),) * 9)
)
def test_note_survives_the_round_trip(note: HandoffNote) -> None:
    """A note read back from its own Markdown is the same note, and its JSON fits the published schema."""
    text = to_markdown(note)
    assert from_markdown(text) == note
    VALIDATOR.validate(json.loads(to_json(note)))
    inside = [token.type for token in flat(text)]
    assert {"html_block", "html_inline", "link_open", "image", "table_open", "s_open"}.isdisjoint(inside)
    assert inside.count("heading_open") == text_headings(note)


def text_headings(note: HandoffNote) -> int:
    """How many headings the note has by its own sections."""
    mark = to_markdown(replace(note, redacted=()))
    fixed = (
        *("## Outcome", "## Handovers", "## What was tried", "## Known", "## Reproduction", "## Attachments"),
        *("## In full", "## Where this comes from", "## For kbdesk"),
    )
    lines = mark.split("\n")
    first_fences = {line for line in lines if line in fixed}
    return 1 + len(first_fences) + bool(note.redacted)


def flat(text: str) -> list:
    tokens = []
    for token in MARKDOWN.parse(text):
        tokens += [token, *(token.children or ())]
    return tokens


def test_schema_is_a_valid_schema_and_fits_the_sample() -> None:
    """The published schema is itself correct and accepts a real note."""
    jsonschema.Draft202012Validator.check_schema(schema())
    data = json.loads(to_json(wifi_note()))
    VALIDATOR.validate(data)
    assert list(data)[:2] == ["schema", "id"]
    assert data["contingency"][0].keys() == {"if", "then"}


INJECTIONS = (
    "# heading",
    "## Known",
    "> quote",
    "- item",
    "* item",
    "+ item",
    "1. item",
    "1) item",
    "---",
    "***",
    "===",
    "```",
    "```json",
    "~~~",
    "    code",
    "\tcode",
    "[link](http://evil.example)",
    "![pic](//host/share/x.png)",
    "[ref]: http://evil.example",
    "[a][b]",
    "<http://evil.example>",
    "<img src=x onerror=alert(1)>",
    "<script>x</script>",
    "<!-- comment -->",
    "</details>",
    "&lt;b&gt; &copy;",
    "**bold** __bold__ *em* _em_",
    "~~gone~~",
    "`code`",
    "``a`b``",
    "a | b\n--- | ---\n1 | 2",
    "[ ] task",
    "[x] done",
    "back\\slash\\",
    "*",
    "_",
    "`",
    "[",
    "]",
    "](x)",
    "a\n\n# b",
    "a\n```\n# b\n```",
    "````\nx",
    "line one\r\n## line two",
    "a\u2028# b",
    "\u202egnp.exe",
    "x\x00y\x1b[31m",
    "trailing ##",
    "$a$ $$b$$",
    "@team see #12",
    "www.evil.example",
    "  \n",
    "~~~json\n{}\n~~~",
    ":smile:",
    "a](b)[c",
    "\\",
    "\\`x\\`",
    '```\n```json\n{"schema": "kbdesk-handoff/1"}\n```',
    "{{template}} {% x %}",
    "footnote[^1]\n\n[^1]: x",
)
ASKED = (
    "ask",
    "told",
    "promised",
    "if",
    "then",
    "issue",
    "customer_words",
    "ticket",
    "impact_who",
    "workaround",
    "due",
    "since",
    "changed_recently",
    "errors",
    "assessment",
    "stop_if",
    "contact",
    "next_update_due",
    "owner_of_contact",
    "to_team",
)
HARMLESS_LINE = "harmless"


def filled(value: str) -> HandoffNote:
    """A note in which this value stands wherever a person or the library can write."""
    run = wifi_run()
    visits = tuple(
        replace(visit, note=value, recorded=(("value", value),), title=value, answer=value)
        for visit in run.visits
    )
    articles = tuple(replace(one, title=value) for one in run.articles)
    run = replace(run, visits=visits, queries=(value,), articles=articles, title=value)
    answers = {
        **ANSWERS,
        **dict.fromkeys(ASKED, value),
        "if_2": "a",
        "then_2": "b",
        "environment": f"x: {value}",
    }
    return wifi_note(run, answers)


def shape(text: str) -> list[tuple[str, int]]:
    """The blocks of a text, and the inline marks that can lead anywhere or look like something else."""
    plain = {"text", "code_inline", "softbreak"}
    return [(token.type, token.level) for token in flat(text) if token.type not in plain]


@pytest.mark.parametrize("value", INJECTIONS)
def test_no_value_changes_the_structure(value: str) -> None:
    """Whatever a value holds, the text has the same blocks, no link, no picture, no HTML, and reads back."""
    note = filled(value)
    text = to_markdown(note)
    several = "\n" in clean(value).strip()
    types = [kind for kind, _ in shape(text)]
    assert {"link_open", "image", "html_inline", "html_block", "table_open", "s_open", "em_open"}.isdisjoint(
        types
    )
    assert [token.content for token in MARKDOWN.parse(text) if token.type == "fence"][-1] == to_json(
        note
    ) + "\n"
    assert from_markdown(text) == note
    assert not any(sign in text for sign in "\u202e\u2028\x00\x1b\r")
    if not several and clean(value).strip():
        assert shape(text) == shape(to_markdown(filled(HARMLESS_LINE)))
    if several and "\n\n" not in clean(value) and "\n" not in (clean(value)[:1], clean(value)[-1:]):
        same_lines = "\n".join(f"w{number}" for number, _ in enumerate(clean(value).split("\n")))
        assert [kind for kind, _ in shape(text)] == [
            kind for kind, _ in shape(to_markdown(filled(same_lines)))
        ]


def test_single_line_shows_what_was_written() -> None:
    """The rendered text of an escaped value is the value."""
    for value in INJECTIONS:
        if "\n" in clean(value) or not clean(value).strip():
            continue
        text = to_markdown(wifi_note(answers={**ANSWERS, "ask": value}))
        ask = next(
            token for token in MARKDOWN.parse(text) if token.type == "inline" and "Ask:" in token.content
        )
        shown = "".join(child.content for child in ask.children or ())
        assert shown == "Ask: " + " ".join(clean(value).split())


QUOTED = (
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    lambda text: "\n".join(f"> > {line}".rstrip() for line in text.split("\n")) + "\n\nthanks",
    lambda text: f"Hello,\n\nsee below.\n\n{text}\n\n-- \nSam Okoro\n```json\n{{}}\n```\n{{not json",
    lambda text: "\ufeff" + text.replace(" ", "\u00a0", 3),
    lambda text: text.replace("\n", " \u00a0\t\n"),
    lambda text: text[text.rindex("```json") + 7 : text.rindex("```")],
    lambda text: "\ufeff" + text[text.rindex("```json") + 8 : text.rindex("```")],
    lambda text: text[text.rindex("```json") + 7 : text.rindex("```")].replace("\n", "\n\n"),
    lambda text: "".join(f" \t\u00a0{line}\n" for line in text.split("\n")),
    lambda text: text.replace("```json", "{code:json}").replace("```", "{code}"),
    lambda text: text.replace(" of the X200 for channel 11 and", "\nof the X200\nfor channel 11 and"),
)


@pytest.mark.parametrize("mangle", QUOTED)
def test_note_survives_mail_and_tickets(mangle) -> None:
    """Foreign line ends, quoting, signatures, other fences and a bare JSON block do no harm."""
    note = wifi_note()
    assert from_markdown(mangle(to_markdown(note))) == note


def test_sign_at_the_front_of_a_wrapped_line_stays() -> None:
    """In a note that nobody quoted, a line that begins with “>” is no quotation."""
    wrapped = changed(ask="Set the channel > 11").replace("channel >", "channel\n>")
    assert from_markdown(wrapped).ask == "Set the channel > 11"


def test_last_note_of_a_thread_counts() -> None:
    """Of two notes in one text the last one is read."""
    first, second = wifi_note(), replace(wifi_note(), id="second")
    assert from_markdown(to_markdown(first) + "\n---\n" + to_markdown(second)) == second


@pytest.mark.parametrize(
    "below",
    [
        '{"schema": "iglu:com.example/click/1", "user": 7}\n',
        '{\n "schema": "public",\n "table": "users"\n}\n',
        '{\n "file": "wifi.handoff.md",\n "bytes": 5120,\n "schema": "kbdesk-handoff/1"\n}\n',
        '```json\n[{"id": 7}]\n```\n',
        "```json\n```\n",
    ],
)
def test_other_json_below_a_note_does_not_hide_it(below: str) -> None:
    """Events of a log, rows or a list of files pasted below a note, however many, are passed over."""
    note = wifi_note()
    assert from_markdown(f"{to_markdown(note)}\n{below * 50}") == note


def test_beginnings_of_nothing_are_passed_over_at_once() -> None:
    """Fences with nothing but empty lines below them are not read to the end of the text, each of them."""
    text = "```json\n" * 8 + "\n" * 900_000
    began = time.thread_time()
    with pytest.raises(KbError, match="holds no kbdesk handoff note"):
        from_markdown(text)
    assert time.thread_time() - began < 4 * counted(text), "as long as a few looks at each line"


def counted(text: str) -> float:
    """Seconds of processor time that one look at each line takes."""
    began = time.thread_time()
    assert sum("{" in line or "```" in line for line in text.split("\n")) == 8
    return time.thread_time() - began


def test_long_text_after_a_note_does_no_harm() -> None:
    """Whatever sign stands where reading stops, a note with an endless thread below it is read."""
    note = wifi_note()
    for shift in range(3):
        assert from_markdown(f"{to_markdown(note)}\n{'x' * shift}{'€' * 100_000}") == note


def test_a_text_may_be_as_long_as_the_limit_says() -> None:
    """A million characters around a note, to the last one; one more is refused."""
    text = to_markdown(wifi_note()).ljust(MAX_TEXT_CHARS, "x")
    assert from_markdown(text) == wifi_note()
    with pytest.raises(KbError, match="too long to be a handoff note"):
        from_markdown(f"{text}x")


@pytest.mark.parametrize("indent", [None, 0], ids=("one line", "many lines"))
def test_size_is_limited_however_the_note_is_laid_out(indent: int | None) -> None:
    """A note on a single line may be as large as one in thousands, and no larger."""
    data = {**json.loads(to_json(wifi_note())), "unknown": [7] * 3_000}
    room = MAX_JSON_BYTES - len(json.dumps({**data, "ask": ""}, indent=indent).encode())
    assert from_markdown(json.dumps({**data, "ask": "x" * room}, indent=indent)).ask == "x" * room
    with pytest.raises(KbError, match="larger than 256 kB"):
        from_markdown(json.dumps({**data, "ask": "x" * (room + 1)}, indent=indent))


def changed(**more: object) -> str:
    return "```json\n" + json.dumps({**json.loads(to_json(wifi_note())), **more}, indent=1) + "\n```\n"


def test_newer_note_is_read_as_far_as_it_is_understood() -> None:
    """A newer schema may add keys and change optional ones; the rest is read."""
    text = changed(
        schema="kbdesk-handoff/2", mood="fine", severity="purple", errors=["E-1", 7], since={"on": "Monday"}
    )
    note = from_markdown(text)
    assert (note.ask, note.severity, note.errors, note.since) == (wifi_note().ask, "stable", ("E-1",), "")


def test_absurd_numbers_are_read_as_very_large() -> None:
    """A stay or a count of hundreds of digits can be shown, added up and kept like any other."""
    tried = [{"step": "a", "answer": "b", "seconds": 10**400}] * 3
    note = from_markdown(changed(tried=tried, redacted=[{"kind": "card", "count": 10**400}]))
    assert [one.seconds for one in note.tried] == [999_999_999] * 3
    assert note.redacted == (("card", 999_999_999),)
    assert "3 steps in 833333:19:57" in to_markdown(note)


def test_answer_without_a_verdict_says_nothing() -> None:
    """Who neither accepted a note nor sent it back has not answered it."""
    assert from_markdown(changed(received={"by": "Kim", "missing": ["ask"]})).received is None
    back = from_markdown(changed(received={"accepted": False})).received
    assert back == Received("", "", False)


def test_unknown_keys_are_dropped_and_characters_cleaned() -> None:
    """A note of our own schema may hold keys we do not know; hidden characters never come in."""
    text = changed(colour="red", ask="swap\u202eit\x00!", received={"by": "Kim"})
    for sign in ("", "\ud800"):
        assert from_markdown(text.replace("!", sign)) == replace(wifi_note(), ask="swapit")


@pytest.mark.parametrize("fence", ["```", "~~~~", ""])
def test_the_schema_may_stand_anywhere_in_a_block_of_json(fence: str) -> None:
    """Another program may write the keys in another order, with other fences, or all on a bare line."""
    data = json.loads(to_json(wifi_note()))
    text = json.dumps(dict(reversed(data.items())), indent=1 if fence else None)
    assert from_markdown(f"{fence}json\n{text}\n{fence}\n") == wifi_note()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no kbdesk handoff note"),
        ('# A letter\n\n```json\n{"a": 1}\n```', "holds no kbdesk handoff note"),
        ("```json\n[1, 2]\n```", "holds no kbdesk handoff note"),
        (to_markdown(wifi_note())[:-400], "damaged: its end is missing"),
        (to_markdown(wifi_note()).replace('"ask": "Read', '"ask": Read'), "damaged"),
        (changed(unknown=float("nan")), "damaged: its end is missing or a sign was changed"),
        (changed(unknown=7).replace("7\n}", "7e999\n}"), "damaged: its end is missing or a sign was changed"),
        (changed(severity="purple"), "“severity”"),
        (changed(tried=[{"step": 3}]), "“tried[0].step”"),
        (changed(tried=[{"step": "a", "seconds": True}]), "“tried[0].seconds”"),
        (changed(tried=[{"step": "a", "seconds": -1}]), "“tried[0].seconds”"),
        (changed(**{"from": None}), "“from”"),
        (changed(environment={"a": ["b"]}), "“environment.a”"),
        (changed(schema="kbdesk-handoff/x"), "schema that kbdesk does not know"),
        (changed(schema="kbdesk-handoff/2", to={"tier": "9"}), "“to.tier”"),
        (changed(ask="x" * 300_000), "larger than 256 kB"),
        ("x" * 2_000_000, "too long"),
        ('```json\n{"schema": "kbdesk-handoff/1", "a": ' + "[" * 50_000, "damaged"),
        ('```json\n{"schema": "kbdesk-handoff/1", "a": ' + "[" * 700 + "]" * 700 + "}\n```", "damaged"),
        ('```json\n{"schema": "kbdesk-handoff/1", "a": NaN}\n```', "damaged"),
        ('```json\n{"schema": "kbdesk-handoff/1", "a": ' + "9" * 9_000 + "}\n```", "damaged"),
        ("```json\n" * 20_000, "holds no kbdesk handoff note"),
        ("> " * 100_000, "holds no kbdesk handoff note"),
    ],
    ids=range(23),
)
def test_foreign_damaged_or_hostile_note_is_refused(text: str, says: str) -> None:
    """What cannot be read is refused with one sentence that says why."""
    with pytest.raises(KbError) as caught:
        from_markdown(text)
    assert says in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.hint or "256 kB" in says


@pytest.mark.parametrize("depth", [*range(100, 1000, 100), 5_000])
def test_what_is_nested_is_left_out_or_refused_with_the_reason(depth: int) -> None:
    """However deep a key that we do not know goes, the note is read without it, or the sentence says why."""
    text = changed(odd=1).replace('"odd": 1', f'"odd": {"[" * depth}{"]" * depth}')
    try:
        assert from_markdown(text) == wifi_note()
    except KbError as error:
        reason = error.message.removeprefix("This handoff note is damaged: ")
        assert reason in ("it is nested too deep.", "its end is missing or a sign was changed.")


@given(
    st.text(max_size=200) | st.integers(0, 3000).map(lambda cut: to_markdown(wifi_note())[cut : -cut or None])
)
@settings(max_examples=100, deadline=None)
def test_reading_anything_gives_a_note_or_one_error(text: str) -> None:
    """No text makes the reader fail in another way than with its own error."""
    try:
        note = from_markdown(text)
    except KbError:
        return
    assert note.id == "5f0c2ab4-11d2"


def test_every_schema_rule_is_known_to_the_reader() -> None:
    """The reader checks the schema by itself; the schema holds no rule that it would overlook."""
    known = {
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "additionalProperties", "required",
        "properties", "items", "enum", "const", "minimum", "default",
    }  # fmt: skip

    def rules(part: dict) -> set[str]:
        found = set(part)
        inner = [*part.get("properties", {}).values(), *part.get("$defs", {}).values(), part.get("items", {})]
        inner.append(
            part["additionalProperties"] if isinstance(part.get("additionalProperties"), dict) else {}
        )
        return found.union(*(rules(one) for one in inner if one))

    assert rules(schema()) <= known


def test_what_a_note_leaves_out_is_empty() -> None:
    """With nothing but what the schema demands, in the note and in its parts, all else is empty or usual."""
    sides = {"from": {"tier": "1"}, "to": {"tier": "2"}}
    place = {
        "playbook": "p.md",
        "step": "one",
        "articles": [{"path": "a.md"}],
        "versions": [{"playbook": "p.md"}],
    }
    least = {"schema": "kbdesk-handoff/1", "id": "x", "created": "2026-11-22T10:00:00+00:00", "issue": "slow"}
    data = least | sides | {"earlier": [sides], "provenance": place}
    note = from_markdown(f"```json\n{json.dumps(data)}\n```\n")
    one, two = Party("1", "", ""), Party("2", "", "")
    usual = HandoffNote("x", least["created"], one, two, "slow")
    assert replace(note, earlier=(), provenance=None) == usual
    assert (note.kind, note.severity, note.ticket, note.stop_if) == ("functional", "stable", "", "")
    assert note.earlier == (Leg(one, two, "", "", "", None),)
    assert note.provenance is not None
    assert note.provenance.articles == (ArticleRead("a.md", "", "", ""),)
    assert note.provenance.versions == (("p.md", ""),)


def test_parts_that_another_program_left_empty_are_read() -> None:
    """Each part of a note may lack all that the schema does not demand of it, and is then empty."""
    parts = {key: {} for key in ("impact", "environment", "customer", "reproduction", "received", "account")}
    lists = {"tried": [{"step": "a"}], "contingency": [{}, {"then": "call"}, {"if": "red"}]}
    source = {"provenance": {"playbook": "p.md", "step": "one"}}
    data = json.loads(to_json(wifi_note())) | parts | lists | source | {"outcome": {}}
    VALIDATOR.validate(data)
    note = from_markdown(json.dumps(data))
    assert (note.impact, note.customer, note.account) == (Impact(), Customer(), Account())
    assert (note.reproduction, note.received, note.outcome) == (Reproduction(), None, Outcome("", "", "", ""))
    assert note.contingency == (("", ""), ("", "call"), ("red", ""))
    assert note.provenance == Provenance("", "", "p.md", "", "one")
    assert note.tried == (Tried("a", "", "", "", "", ""),)
    assert from_markdown(to_markdown(note)) == note

# SPDX-License-Identifier: MIT
"""Thousands of damaged and hostile notes: one clear error or a run that stands, at once, on disk nothing."""

from __future__ import annotations

import html
import json
import os
import random
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from handoff_sample import ANSWERS, wifi_note, wifi_run
from pace import limit

from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, read_text, run_of, stamped, to_json, to_markdown
from kbdesk.model import HandoffNote, Leg, Outcome, Party, Received

COUNT = 10_000 if os.environ.get("KBDESK_LONG") else 2_000
BATCHES = 4
SLOWEST = 0.1
"""Seconds of processor time that one note may take."""
YES = Received("Bo", "2026-11-22T10:20:00+00:00", True, "Read the log")


def full_note() -> HandoffNote:
    """A note in which everything is filled in."""
    leg = Leg(Party("1", "Sam"), Party("2", "Bo"), "2026-11-22T10:12:00+00:00", "Why?", "AP", YES)
    more = {"repro_steps": "Join\nWait", "expected": "stays", "actual": "drops", "attachments": "radio.log"}
    return replace(
        wifi_note(replace(wifi_run(), flagged=("playbooks/a.md#x",)), {**ANSWERS, **more}),
        earlier=(leg,) * 3,
        received=YES,
        outcome=Outcome(
            "Cem", "2026-11-23T09:00:00+00:00", "two access points", "moved one", ("articles/a.md",)
        ),
    )


def newer(note: HandoffNote) -> str:
    data = {**json.loads(to_json(note)), "schema": "kbdesk-handoff/2", "mood": [1, {"deep": None}]}
    return f"# Newer\n\n```json\n{json.dumps(data, indent=1)}\n```\n"


FULL = to_markdown(full_note())
BASES = (FULL, FULL, to_markdown(wifi_note()), newer(full_note()))
ODD = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**400,
        -(10**400),
        "",
        "x",
        [],
        {},
        [[]],
        [{}],
        {"": ""},
        "kbdesk-handoff/1",
    ),
    *("\ud800", "\u202e", "\0", "```", "a\nb", "9", "specialist", ["x"] * 50, {"x": {"y": {}}}, "A" * 9_000),
)
"""Values of other types and of extreme sizes."""


def data_of(text: str) -> dict:
    return json.loads(text[text.rindex("```json") + 7 : text.rindex("```")])


def places(value: object) -> list[tuple[object, object]]:
    """Every container of a JSON value with each of its keys."""
    found: list[tuple[object, object]] = []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        found += [(value, key), *places(part)]
    return found


def swapped(text: str, lots: random.Random) -> str:
    """Some values of the JSON are others, gone, or under another key."""
    data = data_of(text)
    for _ in range(lots.randint(1, 3)):
        inside, key = lots.choice(places(data))
        deed = lots.random()
        if deed < 0.7:
            inside[key] = lots.choice(ODD)  # type: ignore[index]
        elif deed < 0.85 or isinstance(inside, list):
            del inside[key]  # type: ignore[attr-defined]
        else:
            inside[f"{key}x"] = inside.pop(key)  # type: ignore[attr-defined]
        if not places(data):
            break
    return f"# Hm\n\n```json\n{json.dumps(data, indent=lots.choice((None, 1)))}\n```\n"


def raw(text: str, lots: random.Random) -> str:
    """Something stands in the JSON that only a text can say: endless digits, NaN, depth, sizes."""
    value = lots.choice(
        (
            *(
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "9" * 4_299,
                "9" * 5_000,
                "-0",
                '"\\ud800"',
                '"\\u0000"',
            ),
            *("[" * 900 + "]" * 900, '{"a":' * 2_000, "[" * 60_000, '"' + "y" * 300_000 + '"', "[1,]", "'x'"),
            *('"\\x"', '"a', "{}{}", "[" + "0," * 20_000 + "0]", "{" + '"k":1,' * 9_000 + '"k":2}'),
        )
    )
    lines = list(re.finditer(r'": ("[^"\n]*"|\d+|\[\]|true|false)', text))
    place = lots.choice(lines)
    return text[: place.start(1)] + value + text[place.end(1) :]


def mangled(text: str, lots: random.Random) -> str:
    """What mail, tickets and web pages do to a text."""
    way = lots.randrange(8)
    if way == 0:
        return "\n".join("> " * lots.randint(1, 3) + line for line in text.split("\n"))
    if way == 1:
        return html.escape(text)
    if way == 2:
        return text.replace("```", lots.choice(("`", "~~~~", "{code}", "``````", "")))
    if way == 3:
        return text.replace("\n", lots.choice(("\r\n", "\r", " ", "\u2028", "\n\n", "\n> ")))
    if way == 4:
        width = lots.randint(8, 90)
        return "\n".join(
            line[at : at + width] for line in text.split("\n") for at in range(0, len(line) + 1, width)
        )
    if way == 5:
        return text.translate({ord('"'): "“", ord("'"): "’"})
    if way == 6:
        return text + lots.choice(
            ("\n```json\n", '{"schema": "kbdesk-handoff/1"', '\n{"schema"\n')
        ) * lots.randint(1, 400)
    return lots.choice(
        (text * lots.randint(2, 9), "> " * 40_000 + text, "\n" * 200_000 + text, "{\n" * 60_000 + text)
    )


def bent(text: str, lots: random.Random) -> bytes:
    """Bytes are flipped, cut out, put in twice, or the file is in another encoding."""
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(lots.choice((1, 1, 2, 5, 40))):
        at, size = lots.randrange(len(data)), lots.choice((1, 3, 60, 900))
        deed = lots.randrange(4)
        if deed == 0:
            data[at] ^= 1 << lots.randrange(8)
        elif deed == 1:
            del data[at : at + size]
        elif deed == 2:
            data[at:at] = data[at : at + size]
        else:
            data[at : at + 1] = lots.choice(
                (b"\0", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"\\", b"{", b"]", b"`")
            )
        if not data:
            break
    if lots.random() < 0.1:
        return (
            bytes(data).decode("utf-8", "replace").encode(lots.choice(("utf-16", "utf-8-sig", "utf-16-be")))
        )
    return bytes(data)


def mutated(lots: random.Random) -> bytes:
    """One damaged or hostile note."""
    text = lots.choice(BASES)
    for change in lots.sample((swapped, raw, mangled), lots.choice((0, 1, 1, 1, 2))):
        try:
            text = change(text, lots)
        except (ValueError, IndexError, RecursionError):  # one change left nothing for the next
            break
    if lots.random() < 0.4:
        return bent(text, lots)
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutated_note_gives_one_error_or_a_run_at_once(tmp_path: Path, batch: int) -> None:
    """No crash, no hang, no change on disk; what is read can be gone on with, written and answered."""
    lots = random.Random(f"notes {batch}")
    path = tmp_path / "a.handoff.md"
    read = refused = 0
    for number in range(COUNT // BATCHES):
        data = mutated(lots)
        path.write_bytes(data)
        began = time.thread_time()
        try:
            text = read_text(path)
            note = from_markdown(text)
            run = run_of(note, library="/kb", at="2026-11-22T12:00:00+00:00", by="Bo", tier="2")
            written = to_markdown(note)
        except KbError as error:
            assert error.message.endswith("."), error.message
            refused += 1
            took = time.thread_time() - began
        else:
            took = time.thread_time() - began
            read += 1
            assert not (run.current.undone or run.current.skipped or run.current.answer)
            if number % 10 == 0:
                assert from_markdown(written) == note
                assert from_markdown(stamped(text, received=YES)).received == YES
        assert took <= SLOWEST or took <= limit(SLOWEST), (number, took)
        assert path.read_bytes() == data
        assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert read > COUNT // BATCHES // 20  # else the damage is too great to test the rest
    assert refused > COUNT // BATCHES // 5

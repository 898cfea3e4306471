# SPDX-License-Identifier: MIT
"""F7 and F10: an index that is killed, damaged or not ours; and hostile queries."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kbdesk import search
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Filters
from kbdesk.search import Index, IndexDamaged, index_folder, store, update
from suites.outcome import Outcome
from suites.tried import ROOT, Tried, number_of, of_tests

KILLS, DAMAGES, QUERIES = 150, 150, 2_000
QUERY_MS = 300
_WORDS = (
    "outlook",
    "printer",
    "vpn",
    "password",
    "wi-fi",
    "0x800CCC0E",
    "the",
    "a",
    "e-17",
    "zugang",
    "日本語",
)
_SIGNS = (
    *(
        '"',
        "-",
        ":",
        "*",
        "?",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "^",
        "~",
        "+",
        "&",
        "|",
        "!",
        "\\",
        "/",
        "'",
        "`",
    ),
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\0",
        "\u200b",
        "\u202e",
        "\ud800",
        "\u0301",
        "İ",
        "ß",
        "\ufdfa",
        "証",
        "😀",
        "١",
    ),
    *(
        "tier:",
        "tier:1",
        "product:",
        'product:"',
        "tag:vpn",
        "-tag:",
        "changed:>",
        "changed:2026-13",
        "by:",
        "is:",
    ),
    *(
        "kind:step",
        "audience:all",
        "is:stale",
        "AND",
        "OR",
        "NOT",
        " TO ",
        "[a TO z]",
        "a*",
        "*e*",
        "/.*/",
        "%00",
    ),
    *('"exact phrase"', '-"left out"', "-without", "Get-Mailbox -Identity", "http://a.", "a.b-c/d", "1e999"),
)


def play_f7(share: float, seed: int, folder: Path) -> Outcome:
    """Whatever kill or damage: the answers are right, or the index is made anew."""
    tests = of_tests("test_search_damage")
    failed: list[str] = []
    kills, damages = number_of(KILLS, share), number_of(DAMAGES, share)
    _guarded(failed, "kills", lambda: _kills(tests, folder / "killed", kills, seed, failed))
    noticed = _guarded(failed, "damage", lambda: _damages(tests, folder / "damaged", damages, seed, failed))
    for name, stamp in (
        ("another version", {**store.STAMP, "analyser": 0}),
        ("a foreign one", {"format": "x"}),
    ):
        _guarded(
            failed, name, lambda stamp=stamp, name=name: _other(tests, folder / name.replace(" ", "-"), stamp)
        )
    return Outcome(kills + damages + 2, tuple(failed), {"damage that mattered": str(noticed)})


def _guarded(failed: list[str], name: str, work: Callable[[], int | None]) -> int:
    try:
        return work() or 0
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        failed.append(f"{name}: {type(error).__name__}: {str(error)[:300]}")
        return 0


def _kills(tests, folder: Path, count: int, seed: int, failed: list[str]) -> None:  # noqa: ANN001
    chance = random.Random(f"{seed} kills")
    place = index_folder(folder / "cache", str(folder / "library"))
    wanted = {entry.path for entry in tests.library(120)}
    for number in range(count):
        writer = tests.start_writer(place, seed=number * 100)
        time.sleep(chance.uniform(0, 0.25))
        tests.kill(writer)
        try:
            index = Index.open(place)
            index.verify()
            found = {hit.path for hit in index.search("printer network", limit=200).hits}
            if not found <= wanted or not index.known().keys() <= wanted:
                failed.append(f"kill {number}: a wrong result")
            index.close()
            search.indexed(place)
        except IndexDamaged:
            failed.append(f"kill {number}: the index was damaged")
    update(place, tests.library(120), sorted(search.indexed(place).keys() - wanted))
    index = Index.open(place)
    if index.doc_count() != len(wanted):
        failed.append(f"after the kills {index.doc_count()} of {len(wanted)} documents")
    index.close()


def _damages(tests, folder: Path, count: int, seed: int, failed: list[str]) -> int:  # noqa: ANN001
    chance = random.Random(f"{seed} damages")
    folder.mkdir()
    whole = index_folder(folder / "cache", str(folder / "library"))
    update(whole, tests.DOCS, ())
    update(whole, tests.CHANGED, [tests.GONE])
    index = Index.open(whole)
    sound, noticed = tests.answers(index), 0
    index.close()
    names = sorted(entry.name for entry in whole.iterdir() if entry.stat().st_size)
    for number in range(count):
        place, name = tests.copied(whole, folder), chance.choice(names)
        at = chance.randrange((whole / name).stat().st_size)
        try:
            tests.break_file(place / name, chance, at, chance.random() < 0.3)
            noticed += tests.serve(place, sound)
            try:
                tests.assert_all_is_found(place, search.indexed(place))
            except IndexDamaged:  # it is found out while it is written, and then everything is wanted
                noticed += 1
                tests.assert_all_is_found(place, search.indexed(place))
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            failed.append(f"damage {number} of {name} at {at}: {type(error).__name__}: {str(error)[:200]}")
    return noticed


def _other(tests, folder: Path, stamp: dict[str, object]) -> None:  # noqa: ANN001
    place = index_folder(folder / "cache", str(folder / "library"))
    update(place, tests.library(30), ())
    (place / "stamp.json").write_text(json.dumps(stamp))
    assert search.indexed(place) == {}, "it was taken as ours"
    assert Index.open(place).doc_count() == 0, "its documents were found"
    update(place, tests.library(30), ())
    index = Index.open(place)
    assert index.doc_count() == 30, "it was not made anew"
    index.close()


def play_f10(share: float, seed: int, folder: Path) -> Outcome:
    """Hostile queries against the sample library's index and one of thousands of random documents."""
    chance = random.Random(f"{seed} queries")
    large = index_folder(folder / "cache", str(folder / "large"))
    update(large, of_tests("search_docs").library(2_000), ())
    index, desk = Index.open(large), Desk(ROOT, Home(folder / "data", folder / "cache"))
    desk.lookup.build(lambda done, to_do: None)
    tried = Tried(QUERY_MS)
    known = [text for text in of_tests("test_search_query").hostile() if len(text) > 256]
    for number in range(number_of(QUERIES, share)):
        text = chance.choice(known) if number % 20 == 0 else _query(chance)
        tried.case(text, partial(index.search, text))
        tried.case(text, partial(desk.search, text, Filters()))
        tried.case(text, partial(desk.complete, text, min(len(text), chance.randrange(300))))
        tried.count -= 2
    index.close()
    return tried.outcome()


def _query(chance: random.Random) -> str:
    kind = chance.randrange(4)
    if kind == 0:
        text = (chance.choice((*_SIGNS, *_WORDS)) * 256)[: chance.randint(1, 256)]
    elif kind == 1:
        text = " ".join(chance.choices(_WORDS, k=chance.randint(1, 40)))
    else:
        text = "".join(chance.choices((*_SIGNS, *_WORDS, "ab", "x1"), k=chance.randint(1, 60)))
    return text[:256]

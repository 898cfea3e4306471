# SPDX-License-Identifier: MIT
"""Queries drawn from a library by a seed, and queries with known answers from files."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from kbdesk.bench.engine import Doc
from kbdesk.errors import KbError

Query = dict[str, str]
"""``text`` and the ``path`` of the document it was drawn from; ``id`` if it is from a file."""

COUNTS: Mapping[str, int] = {
    "keystroke": 50,
    "words": 300,
    "codes": 100,
    "phrases": 100,
    "typos": 100,
    "common": 50,
}
"""How many queries of each kind; for ``keystroke`` how many are typed, each letter being one query."""

_LOOKED_AT = 10_000
"""Documents whose words are counted."""
_TOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_]{3,20}")
_CODE = re.compile(
    r"\b(?:0x[0-9A-Fa-f]{4,}|KB\d{6,7}|[A-Z]{3,}\d{3,}|[A-Z][a-z]+-[A-Z]\w+|[A-Z]{2,}(?:_[A-Z0-9]+)+|\d{7,}"
    r"|\d+\.\d+\.\d+)\b"
)
_EVERYDAY = """
about after all also and any are but can cannot could does each for from had has have how into its may more
must not now one only other our out over same should some such than that the their them then there these they
this those use used using via was were what when where which while who will with within would you your
"""
_FUNCTION_WORDS = frozenset(_EVERYDAY.split())


class _Source:
    """The documents that queries are drawn from, and how many of them have each word."""

    def __init__(self, docs: Sequence[Doc], seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self.docs = docs if len(docs) <= _LOOKED_AT else self.chance.sample(docs, _LOOKED_AT)
        self.having: Counter[str] = Counter()
        self.codes: dict[str, list[str]] = {}
        for doc in self.docs:
            texts = _texts(doc)
            self.having.update({word for text in texts for word in _TOKEN.findall(text.lower())})
            for code in {code for text in texts for code in _CODE.findall(text)}:
                self.codes.setdefault(code, []).append(doc["path"])

    def doc(self) -> Doc:
        """Any document."""
        return self.chance.choice(self.docs)

    def words(self, least: int, most: int, near: int = 12) -> Query | None:
        """Content words from one place of a document, in its order."""
        doc = self.doc()
        found = _WORD.findall(self.chance.choice(_texts(doc)))
        start = self.chance.randrange(max(len(found) - near, 0) + 1)
        content = [word for word in found[start : start + near] if word.lower() not in _FUNCTION_WORDS]
        wanted = self.chance.randint(least, most)
        if len(content) < wanted:
            return None
        places = sorted(self.chance.sample(range(len(content)), wanted))
        return {"text": " ".join(content[place] for place in places).lower(), "path": doc["path"]}


def _texts(doc: Doc) -> list[str]:
    """The title, which shall be drawn as often as all the text, and each section's text."""
    texts = [section["text"] for section in doc["sections"] if len(section["text"]) > 40]
    return [doc["title"]] * max(len(texts), 1) + texts


def query_sets(docs: Sequence[Doc], seed: int, counts: Mapping[str, int] = COUNTS) -> dict[str, list[Query]]:
    """Queries by kind, the same for the same documents and seed; fewer where a library has no more.

    A text without a space at its end has an unfinished last word.
    """
    source = _Source(docs, seed)
    made = {
        "keystroke": _distinct(lambda: source.words(3, 5), counts["keystroke"]),
        "words": _distinct(lambda: _finished(source.words(2, 4)), counts["words"]),
        "codes": _codes(source, counts["codes"]),
        "phrases": _distinct(lambda: _phrase(source), counts["phrases"]),
        "typos": _distinct(lambda: _typo(source), counts["typos"]),
        "common": _common(source, counts["common"]),
    }
    made["keystroke"] = [letter for query in made["keystroke"] for letter in _letters(query)]
    return {kind: queries for kind, queries in made.items() if queries}


def _distinct(draw: Callable[[], Query | None], wanted: int) -> list[Query]:
    found: dict[str, Query] = {}
    for _ in range(wanted * 20):
        if len(found) >= wanted:
            break
        if query := draw():
            found.setdefault(query["text"], query)
    return list(found.values())


def _letters(query: Query) -> Iterator[Query]:
    """What has been typed after each key."""
    for end in range(1, len(query["text"]) + 1):
        yield {"text": query["text"][:end], "path": query["path"]}


def _finished(query: Query | None) -> Query | None:
    return query and {**query, "text": query["text"] + " "}


def _codes(source: _Source, wanted: int) -> list[Query]:
    rare = sorted((code, paths) for code, paths in source.codes.items() if len(paths) <= 3)
    chosen = source.chance.sample(rare, min(wanted, len(rare)))
    return [{"text": code + " ", "path": paths[0]} for code, paths in chosen]


def _phrase(source: _Source) -> Query | None:
    doc = source.doc()
    line = source.chance.choice(source.chance.choice(_texts(doc)).split("\n"))
    wanted = source.chance.randint(2, 4)
    # Signs between the words would mean something else to each engine.
    runs = [run.split() for run in re.split(r"[^\w ]+", line) if len(run.split()) >= wanted]
    if not runs:
        return None
    run = source.chance.choice(runs)
    start = source.chance.randrange(len(run) - wanted + 1)
    return {"text": '"' + " ".join(run[start : start + wanted]) + '"', "path": doc["path"]}


def _typo(source: _Source) -> Query | None:
    query = source.words(1, 3)
    if query is None:
        return None
    words = query["text"].split()
    long = [place for place, word in enumerate(words) if len(word) >= 5]
    if not long:
        return None
    place = source.chance.choice(long)
    words[place] = _mistyped(words[place], source.chance)
    return None if words[place] in source.having else {**query, "text": " ".join(words) + " "}


def _mistyped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    before, sign, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice("abcdefghijklmnopqrstuvwxyz")
    ways = (before + after, before + other + sign + after, before + other + after)
    return chance.choice((*ways, before + after[:1] + sign + after[1:]))


def _common(source: _Source, wanted: int) -> list[Query]:
    """One or two of the words that most documents have."""
    content = (word for word, _ in source.having.most_common(1000) if len(word) > 3 and _WORD.fullmatch(word))
    often = [word for word in content if word not in _FUNCTION_WORDS][:60]
    if not often:
        return []

    def draw() -> Query:
        words = source.chance.sample(often, min(source.chance.randint(1, 2), len(often)))
        return {"text": " ".join(words) + " ", "path": ""}

    return _distinct(draw, wanted)


def read_queries(file: Path) -> list[Query]:
    """The queries of a file, a line each: id, tab, text.

    Raises:
        KbError: the file cannot be read, or a line is not of that form.
    """
    hint = "Each line is an id, a tab and the text of the query."
    queries = [{"id": name, "text": text} for name, text in _rows(file, 2, hint)]
    if not queries:
        raise KbError(f"{file} has no queries.", hint)
    return queries


def read_answers(file: Path) -> dict[str, dict[str, float]]:
    """The right paths and their grades by the id of a query; a line each: id, tab, path, tab, grade.

    Raises:
        KbError: the file cannot be read, or a line is not of that form.
    """
    hint = "Each line is an id, a path and a grade (a number), with tabs between."
    answers: dict[str, dict[str, float]] = {}
    for number, (name, path, grade) in enumerate(_rows(file, 3, hint), 1):
        try:
            answers.setdefault(name, {})[path] = float(grade)
        except ValueError:
            raise KbError(f"The grade in line {number} of {file} is not a number.", hint) from None
    return answers


def _rows(file: Path, columns: int, hint: str) -> Iterator[list[str]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise KbError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise KbError(f"{file} is not UTF-8.", "Save it as UTF-8.") from None
    for number, line in enumerate(lines, 1):
        row = line.rstrip("\r").split("\t")
        if len(row) == columns and row[0]:
            yield row
        elif line.strip():
            raise KbError(f"Line {number} of {file} cannot be used.", hint)

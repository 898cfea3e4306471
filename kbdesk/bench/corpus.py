# SPDX-License-Identifier: MIT
"""The text that all engines index: parsed once, kept as JSON lines, recombined to any number of articles."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from zlib import crc32

from kbdesk import library, markdown
from kbdesk.bench.engine import Doc
from kbdesk.errors import KbError
from kbdesk.model import SearchDoc, Section

Tell = Callable[[str], None]
"""Takes a line about what goes on."""


def gather(source: Path, articles: int, seed: int, tell: Tell) -> list[Doc]:
    """The documents of a folder of Markdown or of a JSON-lines file (``id``, ``title``, ``text``).

    Args:
        source: the folder or the file.
        articles: how many are wanted; 0 for as many as there are. More than there are: the rest is recombined
            from their sections. Fewer: a random choice.
        seed: the same seed gives the same documents.
        tell: told how far reading has come.

    Raises:
        KbError: there is nothing to read, or a line is not what it should be.
    """
    found = _lines(source) if source.is_file() else _folder(source, tell)
    docs = [asdict(doc) for doc in found]
    if not docs:
        raise KbError(f"There are no articles in {source}.", "Give a folder of Markdown or a .jsonl file.")
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    if 0 < articles < len(docs):
        docs = chance.sample(docs, articles)
    elif articles > len(docs):
        tell(f"recombining {len(docs):,} articles to {articles:,}")
        docs += _recombined(docs, articles - len(docs), chance)
    _fill_facets(docs)
    return docs


def write(docs: list[Doc], file: Path) -> None:
    """Keep documents as one JSON line each."""
    with file.open("w", encoding="utf-8", errors="replace") as lines:
        for doc in docs:
            lines.write(json.dumps(doc, ensure_ascii=False) + "\n")


def _folder(root: Path, tell: Tell) -> Iterator[SearchDoc]:
    if not root.is_dir():
        raise KbError(f"There is no folder {root}.", "Give a folder of Markdown or a .jsonl file.")
    entries = library.list_files(root)
    for number, entry in enumerate(entries, 1):
        if number % 1000 == 0:
            tell(f"{number:,} of {len(entries):,} articles read")
        document = markdown.parse(library.read_file(root, entry.path, markdown.decode))
        yield markdown.search_doc(document)


def _lines(file: Path) -> Iterator[SearchDoc]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            given = json.loads(line)
            path, title, text = str(given["id"]), str(given["title"]), str(given["text"])
        except (ValueError, TypeError, KeyError) as error:
            hint = 'Each line is an object with "id", "title" and "text".'
            raise KbError(f"Line {number} of {file} cannot be read.", hint) from error
        blob = library.blob_id(text.encode("utf-8", "replace"))
        yield SearchDoc(path, blob, "article", title, (Section("", "", text),))


def _recombined(docs: list[Doc], wanted: int, chance: random.Random) -> Iterator[Doc]:
    """New documents: sections of any, a title from two, all else from one."""
    pool = [section for doc in docs for section in doc["sections"] if section["text"].strip()]
    titles = {doc["title"] for doc in docs}
    for number in range(wanted):
        like = chance.choice(docs)
        title = _fresh_title(docs, titles, chance)
        sections = chance.choices(pool, k=max(len(like["sections"]), 1)) if pool else []
        path = f"recombined/{number // 1000:03}/{number:06}.md"
        blob = hashlib.sha1(f"{path}{title}".encode(errors="replace"), usedforsecurity=False).hexdigest()
        yield {
            **like,
            "path": path,
            "blob": blob,
            "kind": "article",
            "title": title,
            "sections": sections,
            "steps": [],
            "says": [],
            "errors": [],
            "successor": "",
        }


def _fresh_title(docs: list[Doc], taken: set[str], chance: random.Random) -> str:
    for attempt in count():
        first, second = chance.choice(docs)["title"].split(), chance.choice(docs)["title"].split()
        title = " ".join((*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]))
        title = title if attempt < 20 else f"{title} {attempt}"
        if title not in taken:
            break
    taken.add(title)
    return title


def _fill_facets(docs: list[Doc]) -> None:
    """Give every facet something to count, as a library for agents would.

    Where hardly any document has tags, its folders become tags under names that nobody types; where all
    have one tier, it is drawn from the path.
    """
    if sum(bool(doc["tags"]) for doc in docs) * 2 < len(docs):
        names: dict[str, str] = {}
        for doc in docs:
            folders = doc["path"].split("/")[:-1]
            doc["tags"] = [names.setdefault(folder, _name(len(names))) for folder in dict.fromkeys(folders)]
    if len({doc["tier"] for doc in docs}) == 1:
        for doc in docs:
            doc["tier"] = "123"[crc32(doc["path"].encode("utf-8", "replace")) % 3]


def _name(number: int) -> str:
    """A name that is no word of any text: ``zq`` and four letters."""
    letters = []
    for _ in range(4):
        number, place = divmod(number, 26)
        letters.append(ascii_lowercase[place])
    return "zq" + "".join(letters)

# SPDX-License-Identifier: MIT
"""A team that shared its counts for many weeks, written in one go; and people who send at the same moment."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kbdesk.desk.together_format import KEYS, Shared, monday, month_of, week_of, written
from kbdesk.library import open_library
from kbdesk.library.sync import counts as sync_counts
from kbdesk.playbook.heat import Counts, StepCount

DOCUMENTS = 12
BOOKS = 3
STEPS = 6


def weeks_until(last: date, number: int) -> list[str]:
    """So many ISO weeks, the last of which has this day."""
    return [week_of(last - timedelta(weeks=back)) for back in range(number - 1, -1, -1)]


def week_of_work(chance: random.Random, documents: list[str], books: list) -> Shared:
    """What somebody with forty calls a day did in a week."""
    did = Shared(Counter({key: chance.randrange(3, 200) for key in KEYS}))
    for path in chance.sample(documents, min(DOCUMENTS, len(documents))):
        did.opened[path] = chance.randrange(3, 25)
    for book in chance.sample(books, min(BOOKS, len(books))):
        counts = did.playbooks[book.path] = Counts(chance.randrange(3, 60))
        counts.versions[book.source.blob] = counts.runs
        for step in book.steps[:STEPS]:
            came = chance.randrange(3, 60)
            answers = Counter({one.text: chance.randrange(3, 30) for one in step.answers})
            counts.steps[step.anchor] = StepCount(
                Counter({"came": came}), answers, [(5 * chance.randrange(1, 40), came)]
            )
    return did


def write_team(
    bare: Path, people: int, weeks: list[str], documents: list[str], books: list, seed: int = 1
) -> Counter[str]:
    """Write the branch of so many people into a bare repository; gives the sum of its numbers."""
    chance = random.Random(seed)
    total: Counter[str] = Counter()
    ids: dict[tuple[int, str], str] = {}

    def stream() -> Iterator[bytes]:
        for week in weeks:
            when = int((monday(week) + timedelta(weeks=1) - date(1970, 1, 1)).total_seconds())
            for person in chance.sample(range(people), people):
                name = ids.setdefault((person, month_of(week)), f"{chance.getrandbits(128):032x}")
                did = week_of_work(chance, documents, books)
                total.update(did.numbers)
                data = written(name, week, did)
                who = "Shared counts <counts@kbdesk.invalid>"
                said = f"Counts of {week}\n".encode()
                yield b"commit refs/heads/kbdesk/counts\n"
                yield f"author {who} {when} +0000\ncommitter {who} {when} +0000\n".encode()
                yield b"data %d\n%s" % (len(said), said)
                yield f"M 100644 inline {week}/{name}.json\ndata {len(data)}\n".encode() + data + b"\n"

    with subprocess.Popen(
        ["git", "-C", str(bare), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        for part in stream():
            process.stdin.write(part)
        process.stdin.close()
        assert process.wait() == 0
    return total


def push_at_once(people: list[list[str]]) -> int:
    """Everybody (library, cache, locks, path) sends a file at the same moment; how many failed."""
    children = []
    for library, cache, locks, path in people:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                counts = sync_counts.Counts(Path(cache), Path(locks))
                sent = counts.exchange(
                    open_library(Path(library)), {path: path.encode()}, now=datetime.now(UTC)
                )
                status = int(sent != (path,))
            finally:
                if status:
                    traceback.print_exc()
                os._exit(status)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    raise SystemExit(push_at_once(json.loads(sys.argv[1])))

# SPDX-License-Identifier: MIT
"""The pathological files of F14."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

BOMB = "<svg xmlns='http://www.w3.org/2000/svg'><defs><g id='a0'><path d='M0 0h9'/></g>{}</defs></svg>"


def write(folder: Path) -> dict[str, str]:
    """Write them into an empty folder and give their paths by what they are."""
    texts = {
        "1 MB without a space": "# One word\n\n" + "x" * 1_000_000,
        "1 MB on one line": "# One line\n\n" + "word " * 200_000,
        "quotes 200 deep": "# Deep\n\n" + "> " * 200 + "needle",
        "lists 60 deep": "# Lists\n\n" + "\n".join("  " * n + f"- item{n}" for n in range(60)),
        "100,000 rows": "# Rows\n\n| a | b |\n|---|---|\n" + "| c | d |\n" * 100_000,
        "1,500 columns": "# Columns\n\n"
        + "|a" * 1_500
        + "|\n"
        + "|-" * 1_500
        + "|\n"
        + ("|b" * 1_500 + "|\n") * 12,
        "40 lists on each line": "# Lists\n\n" + ("- " * 40 + "a\n") * 10_000,
        "40,000 list items": "# Items\n\n" + "- item\n" * 40_000,
        "20,000 headings": "# Headings\n\n" + "## More\n\ntext\n\n" * 20_000,
        "9,000 links": "# Links\n\n" + "[a](b.md) " * 9_000,
        "1 MB of code": "# Code\n\n```python\n" + ("x = '" + "a" * 40 + "'\n") * 20_000 + "\n```\n",
        "10,000 keys": "---\n" + "".join(f"key{n}: value\n" for n in range(10_000)) + "---\n\n# Keys\n",
        "a merge-key bomb": "---\na: &a {x: 1}\n" + "b: {<<: [*a, *a]}\n" * 30 + "---\n\n# Bomb\n",
        "picture bombs": "# Pictures\n\n" + "\n\n".join(f"![]({name})" for name in _pictures(folder)),
        "300 pictures": "# Many\n\n" + "\n\n".join("![](grey.png)" for _ in range(300)),
        "10,000 addresses": "# Addresses\n\n" + "http://a." * 10_000,
    }
    paths = {}
    for number, (name, text) in enumerate(texts.items()):
        paths[name] = f"articles/{number:02}.md"
        (folder / paths[name]).write_text(text, encoding="utf-8")
    steps = "".join(f"### Step {n}\n\n> Say {n}.\n\n- [Next](#step-{n + 1})\n\n" for n in range(5_000))
    paths["5,000 steps"] = "playbooks/long.md"
    (folder / paths["5,000 steps"]).write_text(
        f"# Long\n\n## Tier 1\n\n{steps}### Step 5000\n\n### Resolve: done\n"
    )
    paths["50 MB"] = "articles/large.md"
    (folder / paths["50 MB"]).write_text("# Large\n\n" + "word " * 10_000_000)
    paths["3 GB of nothing"] = "articles/sparse.md"
    with (folder / paths["3 GB of nothing"]).open("wb") as file:
        file.truncate(3_000_000_000)
    paths["a pipe"] = "articles/pipe.md"
    os.mkfifo(folder / paths["a pipe"])
    return paths


def _pictures(folder: Path) -> tuple[str, ...]:
    """Pictures whose few bytes become gigabytes, or endless work."""
    for part in ("articles", "playbooks"):
        (folder / part).mkdir()
    place = folder / "articles"
    (place / "grey.png").write_bytes(_png(5_600, 5_600))
    (place / "wide.png").write_bytes(_png(60_000, 600))
    (place / "huge.png").write_bytes(_png(60_000, 60_000, rows=10))
    (place / "huge.gif").write_bytes(
        b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0\0\0" + b"\x2c" * 20
    )
    uses = "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 9))
    (place / "uses.svg").write_text(BOMB.format(uses))
    (place / "uses.png").write_text(BOMB.format(uses))
    return "grey.png", "wide.png", "huge.png", "huge.gif", "uses.svg", "uses.png"


def _png(width: int, height: int, rows: int = 0) -> bytes:
    """A grey picture; with ``rows``, its data ends after these."""
    packer = zlib.compressobj(9)
    line = b"\0" + b"\x80" * width
    data = b"".join(packer.compress(line) for _ in range(rows or height)) + packer.flush()
    parts = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )

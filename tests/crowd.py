# SPDX-License-Identifier: MIT
"""Many people's kbdesk as programs: each saves a new article and a line of a shared one, then syncs."""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from kbdesk.library import open_library
from kbdesk.library.drafts import drafts_folder
from kbdesk.library.files import blob_id
from kbdesk.library.runner import git_version
from kbdesk.library.saving import save
from kbdesk.library.sync import sync_round
from kbdesk.model import Author, Change, SignIn

ROUNDS = 2


def one(folder: Path, data: Path, name: str, sign_in: SignIn) -> None:
    """Save twice, sync twice."""
    author = Author(name, f"{name.lower()}@example.org")
    info = open_library(folder)
    save(info, [Change(f"{name}.md", f"# {name}\n".encode())], f"Add {name}", author)
    old = (folder / "a.md").read_bytes()
    lines = old.splitlines(keepends=True)
    lines[int(name[1:]) % len(lines)] = f"{name}\n".encode()
    save(info, [Change("a.md", b"".join(lines), blob_id(old))], f"Change by {name}", author)
    drafts = drafts_folder(data, info.root)
    for _ in range(ROUNDS):
        state = sync_round(info, author, drafts, now=datetime.now(UTC), sign_in=sign_in)
        if state.phase not in ("current", "waiting"):
            raise SystemExit(f"{name}: {state}")


def main(people: list[list[str]], sign_in: SignIn) -> int:
    """Fork one process for each person; how many failed."""
    git_version()  # what is imported here need not be imported by each
    children = []
    for folder, data, name in people:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                one(Path(folder), Path(data), name, sign_in)
                status = 0
            finally:
                if status:
                    traceback.print_exc()
                os._exit(status)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    raise SystemExit(main(json.loads(sys.argv[1]), SignIn(*sys.argv[2:4])))

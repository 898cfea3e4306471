# SPDX-License-Identifier: MIT
"""Coverage-guided fuzzing of the four parsers with atheris: ``make fuzz ARGS="--minutes 10"``.

Each parser has a process of its own. It begins from tests/fuzz_seeds/ and what earlier runs found in
build/fuzz/. An input that raises anything but a ``KbError``, or takes a second of the processor, is kept as
build/fuzz/crash-*; it belongs into tests/fuzz_seeds/ then, where ``make test`` plays it for good.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "tests" / "fuzz_seeds"
MOST_BYTES = 8_000
SLOW_S = 1.0
"""Instrumented code is several times slower than ours is."""


def markdown_text(data: bytes) -> None:
    """An article: parsed, its words, its HTML."""
    from kbdesk import markdown  # noqa: PLC0415 - instrumented when it is imported
    from kbdesk.model import SourceFile  # noqa: PLC0415 - instrumented when it is imported

    text, encoding, problem = markdown.decode(data)
    document = markdown.parse(SourceFile("articles/a.md", "", text, encoding, len(data), problem))
    markdown.search_doc(document)
    markdown.render_document(document)


def front_matter(data: bytes) -> None:
    """Front matter: read, and one key changed."""
    from kbdesk import markdown  # noqa: PLC0415 - instrumented when it is imported
    from kbdesk.model import SourceFile  # noqa: PLC0415 - instrumented when it is imported

    text = f"---\n{markdown.decode(data)[0]}\n---\n# A\n"
    markdown.parse(SourceFile("articles/a.md", "", text))
    markdown.fields(text)
    markdown.with_field(text, "owner", "Anna")


def playbook(data: bytes) -> None:
    """A playbook: parsed and checked."""
    from kbdesk import markdown  # noqa: PLC0415 - instrumented when it is imported
    from kbdesk.model import SourceFile  # noqa: PLC0415 - instrumented when it is imported
    from kbdesk.playbook import check_playbook  # noqa: PLC0415 - instrumented when it is imported

    document = markdown.parse(SourceFile("playbooks/a.md", "", markdown.decode(data)[0]))
    check_playbook(document, lambda _: None, lambda _: None, resolve=lambda *_: None)


def note(data: bytes) -> None:
    """A handoff note: read, and written again."""
    from kbdesk.handoff import from_markdown, to_markdown  # noqa: PLC0415 - instrumented when it is imported

    to_markdown(from_markdown(data.decode("utf-8", "replace")))


PARSERS: dict[str, Callable[[bytes], None]] = {
    "markdown": markdown_text,
    "front_matter": front_matter,
    "playbook": playbook,
    "note": note,
}


def one_input(parser: Callable[[bytes], None], data: bytes) -> None:
    """Parse it; raises whatever is not our own error, and TimeoutError if it takes too long."""
    from kbdesk.errors import KbError  # noqa: PLC0415 - instrumented when it is imported

    began = time.thread_time()
    with suppress(KbError):
        parser(data)
    took = time.thread_time() - began
    if took > SLOW_S:
        message = f"{took:.1f} s for {len(data)} bytes"
        raise TimeoutError(message)


def main() -> int:
    """Fuzz the parsers that were asked for, at once; 1 if one of them found something."""
    options = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--only", nargs="*", default=list(PARSERS), choices=list(PARSERS))
    options.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz")
    options.add_argument("--inside", default="", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.inside:
        return _inside(asked.inside, asked.minutes, asked.folder)
    running = {}
    for name in asked.only:
        (asked.folder / name).mkdir(parents=True, exist_ok=True)
        words = ("--inside", name, "--minutes", str(asked.minutes), "--folder", str(asked.folder))
        log = (asked.folder / f"{name}.log").open("wb")
        running[name] = subprocess.Popen((sys.executable, __file__, *words), stdout=log, stderr=log)
        log.close()
    codes = [_told(name, process.wait(), asked.folder) for name, process in running.items()]
    return 1 if any(codes) else 0


def _inside(name: str, minutes: float, folder: Path) -> int:
    import atheris  # noqa: PLC0415 - not needed to play the seeds

    parser = PARSERS[name]
    with atheris.instrument_imports(include=["kbdesk", "markdown_it", "mdurl"]):
        from kbdesk.errors import KbError  # noqa: PLC0415 - instrumented when it is imported

        with suppress(KbError):
            parser(b"# A\n\n- [b](c)\n")  # imports what it needs, in as long as that takes
    words = ["fuzz", str(folder / name), str(SEEDS / name), f"-max_total_time={round(minutes * 60)}"]
    words += [f"-max_len={MOST_BYTES}", f"-artifact_prefix={folder}/crash-{name}-", "-print_final_stats=1"]
    atheris.Setup(words, lambda data: one_input(parser, data))
    atheris.Fuzz()
    return 0


def _told(name: str, code: int, folder: Path) -> int:
    log = (folder / f"{name}.log").read_text(errors="replace")
    done = re.search(r"number_of_executed_units:\s*(\d+)", log)
    covered = re.findall(r"cov: (\d+)", log)
    tried, edges = int(done[1]) if done else 0, covered[-1] if covered else 0
    print(f"{name}: {tried:,} executions, {edges} edges, ended with {code}")
    if code:
        print(log[-3000:])
    return code


if __name__ == "__main__":
    sys.exit(main())

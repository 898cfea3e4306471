# SPDX-License-Identifier: MIT
"""Suite F13: what the window opens when it shows texts that name files and servers of others, by strace."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from gitrepo import make_repo, write
from hostile_texts import PICTURES

from suites.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
PLACES = 5
_CALLS = "open,openat,openat2,stat,lstat,newfstatat,statx,access,faccessat,faccessat2,connect"
_LINE = re.compile(r"^\d+ +(\w+)\((?:[^\"]*\"([^\"]*)\"|(.*))")
_MARK = re.compile(r"/kbdesk-mark/(\w+/\d+)")
_HARMLESS = ("/usr/", "/lib", "/proc/", "/dev/", "/sys/", "/etc/fonts", "/etc/ld.so", "/etc/localtime")
_BAIT = ("bait", "kbimg")
"""What nobody may look for: what payloads name, and our own names of pictures, which are no files."""
_TIMEOUT_S = 300


def play_f13(share: float, seed: int, folder: Path) -> Outcome:
    """Show 24 payloads in 5 places of the window and read the trace of it."""
    strace = shutil.which("strace")
    if strace is None:
        return Outcome(0, unmet="strace is not installed, so nothing could be looked at")
    numbers = list(range(len(PICTURES)))
    if share < 1:
        numbers = random.Random(seed).sample(numbers, max(1, round(len(numbers) * share)))
    _make_world(folder)
    log = folder / "trace"
    command = [strace, "-f", "--seccomp-bpf", "-qq", "-s", "400", "-e", f"trace={_CALLS}", "-o", str(log)]
    child = [sys.executable, "-P", "-m", "suites.trust_traced", str(folder), *map(str, numbers)]
    here = os.pathsep.join((str(ROOT), str(ROOT / "tools")))
    env = {**os.environ, "PYTHONPATH": here, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*command, *child],
        cwd=folder / "kb",
        env=env,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if "ptrace" in done.stderr and not log.exists():
        return Outcome(0, unmet="this computer does not let strace look at programs")
    failed, calls, bitten = _read(log, folder)
    if done.returncode != 0:
        failed.append(f"the traced window ended with {done.returncode}: {done.stderr[-1000:]}")
    elif not bitten:
        failed.append("a plain label of Qt opened nothing either, so the trace proves nothing")
    figures = {"calls looked at": f"{calls:,}", "files a plain label of Qt asks for": str(bitten)}
    return Outcome(len(numbers) * PLACES, tuple(failed), figures)


def _read(log: Path, folder: Path) -> tuple[list[str], int, int]:
    """What must not be in a trace, as sentences; how many calls were read; how often our own took bait."""
    failed: dict[str, None] = {}
    calls = bitten = 0
    place = ""
    for line in log.read_text(errors="replace").splitlines():
        marked = _MARK.search(line)
        if marked:
            place = marked[1]
            continue
        found = _LINE.match(line)
        if not place or place.startswith("end") or found is None:
            continue
        calls += 1
        what = next(_wrong(found[1], found[2] or "", line, folder), "")
        if what and place.startswith("control"):
            bitten += _BAIT[0] in what
        elif what:
            failed[f"{_told(place)}: {what}"] = None
    return list(failed), calls, bitten


def _wrong(call: str, path: str, line: str, folder: Path) -> Iterator[str]:
    """What is wrong with one call; nothing if it is harmless."""
    outside = call.startswith("open") and path.startswith("/") and not _is_ours(path, folder)
    if call == "connect":
        yield f"a connection: {line[:200]}"
    elif outside or any(name in path for name in _BAIT):
        yield f"{call} {path}"


def _is_ours(path: str, folder: Path) -> bool:
    """Whether a path is the library's, the person's own, or belongs to Qt, Python, kbdesk or the fonts."""
    home = Path.home()
    own = [folder / name for name in ("kb", "data", "cache")]
    parts = [ROOT, Path(sys.prefix), Path(sys.base_prefix), home / ".fonts", home / ".local/share/fonts"]
    parts += [*own, home / ".cache/fontconfig", Path("/var/cache/fontconfig")]
    at = os.path.normpath(path)
    inside = any(at == str(part) or at.startswith(f"{part}/") for part in parts)
    return inside or f"{at}/".startswith(_HARMLESS)


def _told(place: str) -> str:
    name, _, number = place.partition("/")
    return f"{name}, {PICTURES[int(number)]}"


def _make_world(folder: Path) -> None:
    """A library with an article for each payload, whose links and pictures lead to bait outside."""
    out = folder / "outside"
    bait = dict.fromkeys((f"bait{end}" for end in (".png", "-2.png", ".css", ".svg", ".html")), "x")
    write(out, {**bait, "behind.png": "x"})
    articles = {
        f"{number:02}.md": f"---\ntitle: {json_of(text)}\n---\n\n# {text}\n\n{text}\n"
        for number, text in enumerate(one.format(out=out) for one in PICTURES)
    }
    make_repo(folder / "kb", {**articles, "warm.md": "# Warm\n\n![b](warm.png)\n\n**x** `y`\n"})
    (folder / "kb" / "link.png").symlink_to(out / "behind.png")
    (folder / "kb" / "folder").symlink_to(out)


def json_of(text: str) -> str:
    """A text as a quoted value of front matter."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'

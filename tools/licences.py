# SPDX-License-Identifier: MIT
"""Write docs/licences.md: what kbdesk needs to run, under which licences, and why it may ship with it.

``python tools/licences.py --python PYTHON`` asks pip-licenses what the packages of that environment say of
themselves. A person has looked at each (``REVIEWED``); a package that is new, or that says something else
than it did then, ends it with 1 and writes nothing. So does a licence that leaves only the GPL to choose.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINNED = ROOT / "requirements.txt"
PAGE = ROOT / "docs" / "licences.md"
BUILD_ONLY = frozenset({"flit-core"})
"""In requirements.txt so that kbdesk itself is installed from nothing unpinned; never shipped."""
ALLOWED = frozenset(
    {"MIT", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Zlib", "CC0-1.0", "Apache-2.0", "PSF-2.0", "OFL-1.1"}
    | {"LGPL-2.1-or-later", "LGPL-3.0-only"}
)
"""SPDX identifiers that let kbdesk stay MIT; the LGPL ones because the library stays one of its own."""


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody found on looking: ``said`` is the tool's word then, ``spdx`` what it means."""

    said: str
    spdx: str
    why: str


_PERMISSIVE = "permissive: its text goes along"
_QT = "LGPL chosen: Qt's own libraries, loaded when kbdesk starts, unchanged, and replaceable in their folder"
_QT_SAYS = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
REVIEWED = {
    "fontpkg": Review("MIT", "MIT", _PERMISSIVE),
    "fontpkg-inter": Review(
        "OFL-1.1", "OFL-1.1", "a font, shipped unchanged under its own name (Linux only)"
    ),
    "gitdb": Review("BSD License", "BSD-3-Clause", _PERMISSIVE),
    "gitpython": Review("BSD-3-Clause", "BSD-3-Clause", _PERMISSIVE),
    "markdown-it-py": Review("MIT License", "MIT", _PERMISSIVE),
    "mdurl": Review("MIT License", "MIT", _PERMISSIVE),
    "numpy": Review(
        "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
        "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
        "permissive; its wheels carry OpenBLAS (BSD) and GCC's run-time libraries (GPL with an exception for "
        "programs that use them; libquadmath LGPL), which are files of their own",
    ),
    "platformdirs": Review("MIT", "MIT", _PERMISSIVE),
    "pyenchant": Review(
        "LGPL",
        "LGPL-2.1-or-later",
        "LGPL: unchanged, and a bundle can be made again with another; the Enchant library it loads is a "
        "file of its own",
    ),
    "pygments": Review("BSD-2-Clause", "BSD-2-Clause", _PERMISSIVE),
    "pyside6-essentials": Review(_QT_SAYS, _QT_SAYS, _QT),
    "pystemmer": Review("BSD License; MIT License", "MIT AND BSD-3-Clause", _PERMISSIVE),
    "pyyaml": Review("MIT License", "MIT", _PERMISSIVE),
    "shiboken6": Review(_QT_SAYS, _QT_SAYS, _QT),
    "smmap": Review("BSD License", "BSD-3-Clause", _PERMISSIVE),
    "whoosh3": Review("BSD-2-Clause", "BSD-2-Clause", _PERMISSIVE),
}


def main() -> int:
    """Compare what the tool says with what was reviewed; write the page if nothing is new."""
    words = argparse.ArgumentParser(description="Write docs/licences.md.")
    words.add_argument("--python", default=sys.executable, help="the Python that has what is pinned")
    pins = pinned(PINNED.read_text(encoding="utf-8"))
    wrong = problems(pins, said(words.parse_args().python, pins), REVIEWED)
    if wrong:
        print(*wrong, sep="\n", file=sys.stderr)
        return 1
    PAGE.write_text(page(pins), encoding="utf-8")
    print(f"{len(pins)} packages, all of them looked at: {PAGE.relative_to(ROOT)}")
    return 0


def pinned(requirements: str) -> dict[str, tuple[str, ...]]:
    """Versions by name of all that is pinned to run kbdesk; several where they differ by Python or system."""
    found: dict[str, tuple[str, ...]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", requirements, re.MULTILINE):
        if name not in BUILD_ONLY:
            found[name] = (*found.get(name, ()), version)
    return found


def said(python: str, names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """What pip-licenses says of these packages in that Python's environment, by pinned name."""
    tool = str(Path(sys.executable).with_name("pip-licenses"))
    command = [tool, "--python", python, "--from", "mixed", "--format", "json", "--packages", *names]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {re.sub(r"[-_.]+", "-", row["Name"]).lower(): row["License"] for row in json.loads(done.stdout)}


def problems(
    pins: dict[str, tuple[str, ...]], tells: dict[str, str], reviewed: dict[str, Review]
) -> list[str]:
    """A sentence for each package that may not ship as it is, or that nobody has looked at."""
    found = []
    for name in pins:
        review = reviewed.get(name)
        now = tells.get(name, "nothing: it is not installed")
        if review is None:
            found.append(f"{name} is new and says “{now}”. Look at it, and put it into REVIEWED.")
        elif now != review.said:
            found.append(
                f"{name} says “{now}” now, and said “{review.said}” when it was looked at. Look again."
            )
        elif not may_ship(review.spdx):
            found.append(f"{name} is {review.spdx}: kbdesk cannot be MIT with it.")
    found += [f"{name} is not pinned any more. Take it out of REVIEWED." for name in reviewed.keys() - pins]
    return found


def may_ship(expression: str) -> bool:
    """Whether an SPDX expression leaves a choice all of whose licences are allowed; no brackets, no WITH."""
    return any(
        all(licence.strip() in ALLOWED for licence in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def page(pins: dict[str, tuple[str, ...]]) -> str:
    """docs/licences.md for these pins."""
    rows = [
        f"| {name} | {', '.join(versions)} | {REVIEWED[name].spdx} | {REVIEWED[name].why} |"
        for name, versions in sorted(pins.items())
    ]
    return _PAGE.format(rows="\n".join(rows))


_PAGE = """# Licences of what kbdesk needs

kbdesk is under the MIT licence. It runs on the packages below, as pinned in `requirements.txt`; none of them
is changed, and none is copied into kbdesk. `make licences` writes this page and fails on a package that
nobody has looked at.

| package | version | licence (SPDX) | why it may ship with kbdesk |
|---|---|---|---|
{rows}

The wheel holds none of them: pip fetches them beside it. The bundle holds them all, each with the licence
text that its package brings; one that is built on Debian has the LGPL's and GPL's in `_internal/licences`,
for others they are at https://www.gnu.org/licenses/. Beside them Python
(PSF-2.0) and PyInstaller's start program (GPL-2.0-or-later with an exception that lets the programs it
starts have any licence). git is called as a program, and comes from your system.

Whoever gets a bundle may put in their own builds of the LGPL libraries: Qt and PySide6 are the files of
`_internal/PySide6` and `_internal/shiboken6`. pyenchant is Python code inside the start program; `make
bundle` puts all of it together again from kbdesk's public source with a changed one. Their sources are at
[code.qt.io](https://code.qt.io/cgit/pyside/pyside-setup.git/) and
[github.com/pyenchant](https://github.com/pyenchant/pyenchant).

Development tools (`requirements-dev.txt`, `-docs`, `-supply`, `-mutants`, `packaging/requirements.txt`) are
not shipped and not listed here.
"""

if __name__ == "__main__":
    sys.exit(main())

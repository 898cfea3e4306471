# SPDX-License-Identifier: MIT
"""What kbdesk gets from others and gives to others: pins with hashes, licences, reproducible archives."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from desks import ROOT
from gitrepo import commit, git

sys.path.insert(0, str(ROOT / "tools"))
import licences

PINS = sorted([*ROOT.glob("requirements*.txt"), ROOT / "packaging" / "requirements.txt"])
BUILD = "import kbdesk_build as b; print(b.build_sdist({to!r})); print(b.build_wheel({to!r}))"
MOMENT = 1_700_000_000
"""When the commit was made that is built below; in seconds since 1970, and even, as times in a zip are."""

# --- what comes in ---


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_everything_is_pinned_with_hashes(path):
    """Each package has one version and SHA-256 sums; no file names a registry."""
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==[\w.+!-]+ .*--hash=sha256:[0-9a-f]{64}\b", line), line
    assert "://" not in text and "index-url" not in text


def test_nothing_is_installed_without_hashes():
    """Workflows, Makefile, scripts and the bundle install what is pinned, or our own alone."""
    places = [ROOT / "Makefile", ROOT / "packaging" / "bundle.py"]
    places += [*(ROOT / "tools").glob("*.sh"), *(ROOT / ".github" / "workflows").glob("*.yml")]
    found = 0
    for path in places:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.lstrip().startswith("#") and re.search(r"\bpip\b.* install|\bpip\(\w", line):
                found += 1
                ours = "--no-deps" in line and ("-e ." in line or "--no-index" in line)
                assert ours or "--require-hashes" in line or line.startswith("def pip("), (
                    f"{path.name}: {line}"
                )
    assert found >= 8


@pytest.fixture
def tiny(tmp_path):
    """A folder with the wheel of a package of one module, and the sum of its bytes."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    path = wheels / "tiny-1.0-py3-none-any.whl"
    about = {
        "tiny.py": "",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny-1.0.dist-info/RECORD": "tiny.py,,\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in about.items():
            archive.writestr(name, text)
    return wheels, hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_a_package_of_other_bytes_is_not_installed(tiny, tmp_path):
    """tools/venv.sh installs what has the pinned sum, and nothing of a package that has another."""
    wheels, right = tiny
    tools = tmp_path / "venv" / "bin"
    tools.mkdir(parents=True)
    for name, text in {"python": f'exec {shlex.quote(sys.executable)} "$@"', "pip": ":"}.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    for sum_, comes in ((right, True), ("0" * 64, False)):
        site = tmp_path / f"site-{comes}"
        pins = tmp_path / "pins.txt"
        pins.write_text(f"tiny==1.0 --hash=sha256:{sum_}\n")
        done = subprocess.run(  # its second step finds no project here, and ends there
            ["sh", str(ROOT / "tools" / "venv.sh"), sys.executable, str(tmp_path / "venv"), str(pins)],
            cwd=tmp_path,
            env=environment | {"PIP_TARGET": str(site)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode != 0
        assert (site / "tiny.py").exists() is comes, done.stderr
        assert ("DO NOT MATCH THE HASHES" in done.stderr) is not comes


# --- licences ---


def test_the_page_of_licences_is_that_of_the_pins():
    """docs/licences.md names each package that is pinned to run kbdesk, and its version (`make licences`)."""
    pins = licences.pinned(licences.PINNED.read_text(encoding="utf-8"))
    assert len(pins) > 10 and pins.keys() == licences.REVIEWED.keys()
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(pins)


@pytest.mark.parametrize(
    ("spdx", "may"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
        ("BSD-3-Clause AND 0BSD", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-only OR GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_that_leaves_only_the_gpl_may_not_ship(spdx, may):
    """Of an expression, one choice must be allowed as a whole; what is unknown is not."""
    pins, review = {"x": ("1",)}, licences.Review("said", spdx, "why")
    assert bool(licences.problems(pins, {"x": "said"}, {"x": review})) is not may


def test_a_package_that_nobody_has_looked_at_is_named():
    """So is one that says something else than it did, one that is not there, and one that is gone."""
    review = licences.Review("MIT", "MIT", "why")
    pins = {"new": ("1",), "changed": ("1",), "missing": ("1",), "same": ("1",)}
    tells = {"new": "MIT", "changed": "GPL", "same": "MIT"}
    reviewed = dict.fromkeys(("changed", "missing", "same", "gone"), review)
    found = licences.problems(pins, tells, reviewed)
    assert [line.split()[0] for line in found] == ["new", "changed", "missing", "gone"]


def test_the_bundle_brings_every_licence_along():
    """Each package that is pinned to run kbdesk is among those whose own words go into the bundle."""
    spec = (ROOT / "packaging" / "kbdesk.spec").read_text(encoding="utf-8")
    named = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r'"([\w.-]+)"', spec)}
    assert licences.pinned(licences.PINNED.read_text(encoding="utf-8")).keys() <= named
    assert "/usr/share/common-licenses" in spec
    assert {"lgpl-3", "gpl-3"} <= named


# --- what goes out ---


def built(source: Path, to: Path, umask: int, **environment: str) -> tuple[str, str]:
    """Build the source archive and the wheel in a process of its own; give their SHA-256."""
    to.mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(to=str(to))],
        cwd=source,
        env=kept | {"PYTHONPATH": str(source / "tools" / "backend")} | environment,
        umask=umask,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    first, second = (hashlib.sha256((to / name).read_bytes()).hexdigest() for name in done.stdout.split())
    return first, second


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Source archive and wheel of this tree, unpacked from it into a repository of one commit."""
    folder = tmp_path_factory.mktemp("archives")
    built(ROOT, folder / "raw", 0o22)
    with tarfile.open(next((folder / "raw").glob("*.tar.gz"))) as archive:
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    source = next(path for path in folder.iterdir() if path.name.startswith("kbdesk-"))
    (source / "PKG-INFO").unlink()
    git(source, "init", "-q")
    commit(source, {}, "first", date=f"@{MOMENT} +0000")
    return folder, source, built(source, folder / "first", 0o22, TZ="UTC", LC_ALL="C")


@pytest.mark.skipif(sys.platform == "win32", reason="umask and time zones are those of POSIX")
def test_the_same_commit_gives_the_same_bytes(archives):
    """Another folder, other file times, umask, time zone and language: the same source archive and wheel."""
    folder, source, first = archives
    there = folder / "quite" / "another place"
    there.parent.mkdir()
    git(folder, "clone", "-q", str(source), str(there))
    for path in there.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            os.utime(path, (1_000_000_000, 1_000_000_000))
            path.chmod(path.stat().st_mode & 0o700)
    (there / "tests" / "__pycache__").mkdir()
    (there / "tests" / "__pycache__" / "left.pyc").write_bytes(b"left lying about")
    assert built(there, folder / "second", 0o77, TZ="Asia/Kathmandu", LC_ALL="tr_TR.UTF-8") == first


@pytest.mark.skipif(sys.platform == "win32", reason="umask and time zones are those of POSIX")
def test_the_source_archive_gives_the_same_wheel(archives):
    """What is unpacked from the archive has no history, and is built into the same bytes all the same."""
    folder, _, first = archives
    place = folder / "unpacked"
    with tarfile.open(next((folder / "first").glob("*.tar.gz"))) as archive:
        times = {member.mtime for member in archive.getmembers() if not member.name.endswith("/PKG-INFO")}
        assert times == {MOMENT}
        archive.extractall(place, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    assert built(next(place.iterdir()), folder / "third", 0o22)[1] == first[1]


def test_both_archives_hold_every_language(archives):
    """The compiled texts of each language are in the wheel and the source archive; caches are in neither."""
    ours = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("kbdesk/languages/*/LC_MESSAGES/*.mo")}
    with zipfile.ZipFile(next((archives[0] / "first").glob("*.whl"))) as archive:
        wheel = set(archive.namelist())
    with tarfile.open(next((archives[0] / "first").glob("*.tar.gz"))) as archive:
        source = {name.partition("/")[2] for name in archive.getnames()}
    assert ours and ours <= wheel and ours <= source
    assert not [name for name in wheel | source if "__pycache__" in name or name.endswith(".pyc")]

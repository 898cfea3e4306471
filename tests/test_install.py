# SPDX-License-Identifier: MIT
"""kbdesk as it is installed: wheel, source archive, and the bundle if there is one (``make bundle-test``)."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from desks import ROOT
from gitrepo import make_repo

from kbdesk import __version__

sys.path.insert(0, str(ROOT / "tools" / "backend"))
import kbdesk_build

from kbdesk.desk.checking import MANY

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BUNDLE = os.environ.get("KBDESK_BUNDLE", "")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The source archive, unpacked: nothing but what is in it."""
    folder = tmp_path_factory.mktemp("source")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        name = kbdesk_build.build_sdist(str(folder))
    finally:
        os.chdir(before)
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return folder / f"kbdesk-{__version__}"


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    """The wheel, built from the source archive."""
    folder = tmp_path_factory.mktemp("wheel")
    before = Path.cwd()
    os.chdir(source)
    try:
        return folder / kbdesk_build.build_wheel(str(folder))
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs kbdesk from the unpacked wheel, in a folder of its own, with a user's folders of its own."""
    place = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return runner(
        (sys.executable, "-P", "-m", "kbdesk"), tmp_path_factory.mktemp("user"), {"PYTHONPATH": str(place)}
    )


def runner(program, folder, more=None):
    """Runs a program with a user's folders of its own; gives what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KBDESK_")}
    environment |= {
        "KBDESK_DATA": str(folder / "data"),
        "KBDESK_CACHE": str(folder / "cache"),
        "QT_QPA_PLATFORM": "offscreen",
        **(more or {}),
    }

    def run(*words, code=0):
        done = subprocess.run(
            [*program, *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == code, done.stderr or done.stdout
        return done.stdout

    run.folder, run.environment, run.program = folder, environment, program
    return run


def test_the_wheel_holds_every_file_of_the_package(wheel):
    """Modules, schemas, pictures and starter files are all in it, and nothing that was left lying about."""
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kbdesk").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        about = archive.read(f"kbdesk-{__version__}.dist-info/METADATA").decode()
        programs = archive.read(f"kbdesk-{__version__}.dist-info/entry_points.txt").decode()
    beside = ("kbdesk/sample/", "kbdesk/help/")
    assert {name for name in names if name.startswith("kbdesk/") and not name.startswith(beside)} == ours
    assert "kbdesk/sample/playbooks/technical/wifi-drops.md" in names and "kbdesk/help/index.md" in names
    assert f"kbdesk-{__version__}.dist-info/licenses/LICENSE" in names
    assert "License-Expression: MIT" in about and "Requires-Python: >=3.11" in about
    assert "kbdesk=kbdesk.cli:main" in programs and "kbdesk-window=kbdesk.cli:window" in programs


def test_the_source_archive_holds_what_its_tests_need(source):
    """Tests, sample library and licence are in it."""
    for name in (
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "tests/conftest.py",
        "playbooks",
        "articles",
        "synonyms.md",
    ):
        assert (source / name).exists(), name


def test_what_was_installed_works_alone(installed):
    """From the wheel: a library is made, indexed, searched and checked; the doctor finds nothing missing."""
    assert installed("--version").strip() == f"kbdesk {__version__}"
    installed("new", "kb")
    assert "Indexed 2" in installed("index", "kb")
    assert "restart-the-router" in installed("search", "router", "--library", "kb")
    installed("check", "--library", "kb", "--fail-on", "error")
    assert json.loads(installed("doctor", "--json"))["missing"] == {}


def test_a_process_beside_the_window_is_of_the_same_installation(installed, wheel):
    """``-m kbdesk`` finds the wheel's own modules, not those of the source beside it."""
    code = "import kbdesk; print(kbdesk.__file__)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=installed.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(installed.environment["PYTHONPATH"])


# --- the bundle ---


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--version",), 0),
        (("-P", "-m", "kbdesk", "--version"), 0),
        (("-P", "-m", "os"), 2),
        (("-P", "-c", "print(1)"), 2),
    ],
)
def test_a_bundles_start_is_no_python_for_everybody(words, code, tmp_path):
    """The words of kbdesk's own processes are understood, other modules and programs are not run."""
    start = ROOT / "packaging" / "start.py"
    out = runner((sys.executable, "-P", str(start)), tmp_path)(*words, code=code)
    assert (out.strip() == f"kbdesk {__version__}") is (code == 0)


bundle = pytest.mark.skipif(not BUNDLE, reason="needs a bundle: make bundle-test")


@pytest.fixture
def bundled(tmp_path):
    """Runs the bundle without our Python, our modules and our search path."""
    plain = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": "",
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "share"),
    }
    return runner((str(Path(BUNDLE) / "kbdesk"),), tmp_path, plain)


@bundle
def test_the_bundle_finds_everything(bundled):
    """Nothing is missing in it: schemas, starter files, stemmers, dictionaries' library, metadata."""
    assert bundled("--version").strip() == f"kbdesk {__version__}"
    told = json.loads(bundled("doctor", "--json"))
    assert told["missing"] == {} and "bundle" in told["facts"]["Python"]
    bundled("new", "kb")
    assert "Indexed 2" in bundled("index", "kb")
    assert "restart-the-router" in bundled("search", "restarting routers", "--library", "kb")
    bundled(
        "run",
        "playbooks/no-internet.md",
        "--library",
        "kb",
        "--answer",
        "1",
        "--handoff",
        "a.handoff.md",
    )
    bundled("history", "articles/restart-the-router.md", "--library", "kb")
    bundled("export", "playbooks/no-internet.md", "--library", "kb", "--format", "html", "--to", "book.html")


@bundle
def test_the_bundle_checks_in_processes_of_its_own(bundled):
    """A large library is checked by processes beside it, which are the bundle again."""
    files = {
        f"articles/a{number}.md": f"# Article {number}\n\n[Gone](b{number}.md)\n"
        for number in range(MANY + 10)
    }
    make_repo(bundled.folder / "big", files)
    found = json.loads(bundled("check", "--library", "big", "--format", "json", code=1))
    assert str(found).count("KB") >= MANY


@bundle
def test_the_bundle_takes_the_tour(bundled):
    """The real window of the bundle goes through a whole call off-screen."""
    shutil.copytree(ROOT / "articles", bundled.folder / "kb" / "articles")
    shutil.copytree(ROOT / "playbooks", bundled.folder / "kb" / "playbooks")
    out = bundled("tour", "tour", "--library", "kb")
    assert "pictures are in" in out and list((bundled.folder / "tour").glob("*.png"))


@bundle
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs an X server")
def test_the_bundles_window_opens_on_a_display(bundled):
    """Under an X server the window comes, indexes in a process of its own, and ends by Ctrl+C."""
    bundled("new", "kb")
    environment = bundled.environment | {"QT_QPA_PLATFORM": "xcb"}
    command = ["xvfb-run", "-a", *bundled.program, "--new-window", "kb"]
    process = subprocess.Popen(
        command,
        cwd=bundled.folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        end = time.monotonic() + 60
        while not list((bundled.folder / "cache").glob("**/*.kbv")) and time.monotonic() < end:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.2)
        assert list((bundled.folder / "cache").glob("**/*.kbv")), "no index was built"
        time.sleep(1)
        noted = next((bundled.folder / "data" / "logs").glob("crash-*"))
        os.kill(int(noted.stem.partition("-")[2]), signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert "Traceback" not in said
    assert not list((bundled.folder / "data" / "logs").glob("crash-*"))


# --- what a CI does ---


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_sound(path):
    """It can be read, names its permissions, pins its actions to commits, and calls what is there."""
    text = path.read_text(encoding="utf-8")
    work = yaml.safe_load(text)
    assert work["permissions"] == {"contents": "read"}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name, job in work["jobs"].items():
        assert job["timeout-minutes"] <= 60, name
        for step in job["steps"]:
            assert step.get("name") or step.get("uses"), f"{name}: a step without a name"
            if "uses" in step:
                assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
            for line in step.get("run", "").splitlines():
                assert "${{ github.event" not in line and "${{ secrets" not in line, "values go through env"
                if line.startswith("make "):
                    assert line.split()[1] in targets, line
            for used in re.findall(r"(?:packaging|tools)/[\w./-]+\.\w+", step.get("run", "")):
                assert (ROOT / used).is_file(), used

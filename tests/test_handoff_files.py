# SPDX-License-Identifier: MIT
"""Notes on disk: private, whole or absent, never over another note."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from handoff_sample import wifi_note

from kbdesk.errors import KbError
from kbdesk.handoff import from_markdown, to_markdown, write

posix = pytest.mark.skipif(os.name == "nt", reason="modes and limits of POSIX")


def test_note_is_written_whole_under_a_telling_name(tmp_path: Path) -> None:
    """The file is named by date, issue and id, holds the note, and nothing else is left in the folder."""
    folder = tmp_path / "data" / "handoffs"
    path = write(wifi_note(), folder)
    assert path.name == "2026-11-22-wi-fi-drops-every-few-minutes-radio-faul-5f0c2ab4.handoff.md"
    assert path.read_bytes() == to_markdown(wifi_note()).encode()
    assert [one.name for one in folder.iterdir()] == [path.name]


@posix
def test_folder_and_file_are_private(tmp_path: Path) -> None:
    """A folder that was open to others is closed; the file was never open."""
    folder = tmp_path / "handoffs"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    path = write(wifi_note(), folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_other_note_of_the_same_name_is_kept(tmp_path: Path) -> None:
    """A second note gets a number; the same note again gives the same file."""
    first = write(wifi_note(), tmp_path)
    second = write(replace(wifi_note(), ask="Something else"), tmp_path)
    assert second.name == first.name.replace(".handoff.md", "-2.handoff.md")
    assert write(wifi_note(), tmp_path) == first
    assert from_markdown(first.read_text(encoding="utf-8")) == wifi_note()
    assert len(list(tmp_path.iterdir())) == 2


@posix
def test_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link of the note's name neither receives the note nor counts as it."""
    folder = tmp_path / "handoffs"
    name = write(wifi_note(), folder).name
    target = tmp_path / "target"
    target.write_bytes((folder / name).read_bytes())
    (folder / name).unlink()
    (folder / name).symlink_to(target)
    assert write(wifi_note(), folder).name == name.replace(".handoff.md", "-2.handoff.md")


@pytest.mark.parametrize(
    ("issue", "created", "start"),
    [
        ("../../etc/passwd", "2026-11-22T10:12:00+00:00", "2026-11-22-etc-passwd-5f0c2ab4"),
        ("Übergröße: 無", "../x", "undated-ubergroe-5f0c2ab4"),
        ("🔥", "2026-11-22", "2026-11-22-note-5f0c2ab4"),
    ],
)
def test_name_is_safe(tmp_path: Path, issue: str, created: str, start: str) -> None:
    """No issue or date leads out of the folder or makes a name that a file system refuses."""
    path = write(replace(wifi_note(), issue=issue, created=created), tmp_path / "in")
    assert path.parent == tmp_path / "in"
    assert path.name == f"{start}.handoff.md"


def test_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    """A file where the folder should be gives a sentence, not a traceback."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(KbError, match="could not be saved"):
        write(wifi_note(), tmp_path / "file" / "handoffs")


@posix
def test_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A write that fails half-way leaves no note and no temporary file, and says why."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from handoff_sample import wifi_note\n"
        "from kbdesk.errors import KbError\n"
        "from kbdesk.handoff import write\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    write(wifi_note(), Path(sys.argv[1]))\n"
        "except KbError as error:\n"
        "    print(error.message)\n"
    )
    assert resource.RLIMIT_FSIZE is not None
    command = [sys.executable, "-B", "-c", code, str(tmp_path), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "larger than allowed" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_note_too_large_to_open_is_not_written(tmp_path: Path) -> None:
    """A note that could not be read back is refused before anything is written."""
    with pytest.raises(KbError, match="too large"):
        write(replace(wifi_note(), errors=("x" * 1000,) * 300), tmp_path)
    assert list(tmp_path.iterdir()) == []

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
from kbdesk.handoff import from_markdown, read_text, rewrite, to_markdown, write

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


# --- reading, and answering in place ----------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_note_is_read_in_the_encodings_that_programs_save_in(tmp_path: Path, encoding: str) -> None:
    """Other editors and mail programs save with a mark, as UTF-16 or in a code page of Windows."""
    path = tmp_path / "a.handoff.md"
    text = "Überraschung – “so”\r\nzwei"
    path.write_bytes(text.encode(encoding))
    assert read_text(path) == text


@posix
def test_what_is_no_plain_text_file_is_refused(tmp_path: Path) -> None:
    """Folders, links, pipes, missing, binary and huge files give one sentence; none keeps us waiting."""
    (tmp_path / "note.md").write_text("x")
    (tmp_path / "link.md").symlink_to(tmp_path / "note.md")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "binary.md").write_bytes(b"\x89PNG\x00\x81")
    (tmp_path / "huge.md").write_bytes(b"x" * (1024 * 1024 + 1))
    for name in ("link.md", "pipe.md", "folder.md", "binary.md", "huge.md", "none.md", "x\0.md"):
        with pytest.raises(KbError) as caught:
            read_text(tmp_path / name)
        assert caught.value.message.endswith(".")
        assert caught.value.hint


@posix
def test_answer_is_put_in_place_whole_and_the_mode_stays(tmp_path: Path) -> None:
    """The file holds the new text in its old encoding and mode; nothing is left beside it."""
    path = tmp_path / "a.handoff.md"
    path.write_bytes("Über".encode("utf-16"))
    path.chmod(0o640)
    rewrite(path, "Über", "Über\r\nund mehr")
    assert path.read_bytes().decode("utf-16") == "Über\r\nund mehr"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_letters_that_the_old_code_page_lacks_are_not_lost(tmp_path: Path) -> None:
    """An answer in other letters turns a file of a code page into UTF-8."""
    path = tmp_path / "a.handoff.md"
    path.write_bytes("Über".encode("cp1252"))
    rewrite(path, "Über", "Über 無")
    assert read_text(path) == "Über 無"


def test_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Somebody else's answer, or a deletion, is never written over."""
    path = tmp_path / "a.handoff.md"
    path.write_text("theirs")
    with pytest.raises(KbError, match="changed by somebody else"):
        rewrite(path, "what I read", "mine")
    assert path.read_text() == "theirs"
    path.unlink()
    with pytest.raises(KbError, match="could not be read"):
        rewrite(path, "theirs", "mine")
    assert list(tmp_path.iterdir()) == []


@posix
def test_link_put_in_the_notes_place_is_not_written_through(tmp_path: Path) -> None:
    """A symbolic link gets no answer, and neither does what it leads to."""
    (tmp_path / "target").write_text("x")
    (tmp_path / "a.handoff.md").symlink_to(tmp_path / "target")
    with pytest.raises(KbError):
        rewrite(tmp_path / "a.handoff.md", "x", "y")
    assert (tmp_path / "target").read_text() == "x"
    assert (tmp_path / "a.handoff.md").is_symlink()


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    """A read-only share gives a sentence."""
    path = tmp_path / "a.handoff.md"
    path.write_text("x")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(KbError, match="may not write"):
            rewrite(path, "x", "y")
    finally:
        tmp_path.chmod(0o700)


def test_lock_of_a_dead_program_holds_nobody_up(tmp_path: Path) -> None:
    """A lock that was left behind is taken away once it is old."""
    path = tmp_path / "a.handoff.md"
    path.write_text("x")
    lock = tmp_path / ".a.handoff.md.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    rewrite(path, "x", "y")
    assert path.read_text() == "y"
    assert not lock.exists()


def test_of_many_who_answer_at_once_one_wins(tmp_path: Path) -> None:
    """Of processes that answer one text at the same moment, one is in the file and the others are told."""
    path = tmp_path / "a.handoff.md"
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from kbdesk.errors import KbError\n"
        "from kbdesk.handoff import rewrite\n"
        "print('ready', flush=True)\n"
        "for line in sys.stdin:\n"
        "    try:\n"
        "        rewrite(Path(sys.argv[1]), line.strip(), line.strip() + sys.argv[2])\n"
        "        print('won', flush=True)\n"
        "    except KbError as error:\n"
        "        print('lost' if 'changed' in error.message else error.message, flush=True)\n"
    )
    several = [
        subprocess.Popen(
            [sys.executable, "-B", "-c", code, str(path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    try:
        assert all(one.stdout.readline() == "ready\n" for one in several)
        for turn in range(25):
            path.write_text(f"text{turn}")
            for one in several:
                one.stdin.write(f"text{turn}\n")
                one.stdin.flush()
            said = [one.stdout.readline().strip() for one in several]
            assert sorted(said) == ["lost", "lost", "lost", "won"]
            assert path.read_text() == f"text{turn}{'abcd'[said.index('won')]}"
    finally:
        for one in several:
            one.stdin.close()
            one.wait(10)
            one.stdout.close()

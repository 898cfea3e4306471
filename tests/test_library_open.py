# SPDX-License-Identifier: MIT
"""Opening a folder: what git can do for it, and who may not use git at all."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gitrepo import commit, git, make_repo
from library_use import posix, use_everything

from kbdesk import library
from kbdesk.errors import KbError
from kbdesk.library.runner import GitRunner

pytestmark = pytest.mark.usefixtures("plain_git")


def test_a_repository_opens_with_its_name_head_and_branch(tmp_path):
    """A clean repository is "ok", without a notice."""
    make_repo(tmp_path / "Network team", {"a.md": "# A\n"})
    info = library.open_library(tmp_path / "Network team")
    assert (info.git, info.notice, info.name, info.branch) == ("ok", "", "Network team", "main")
    assert info.head == git(tmp_path / "Network team", "rev-parse", "HEAD").strip()


def test_a_folder_without_history_opens_calmly(tmp_path):
    """A plain folder is a library whose notice says what it lacks."""
    info = library.open_library(tmp_path)
    assert info.git == "no-repository"
    assert info.notice == "This folder has no history of changes, so last authors and dates are not shown."


def test_a_folder_inside_a_repository_names_the_top_folder(tmp_path):
    """A repository above is not entered, only named."""
    make_repo(tmp_path / "top", {"docs/a.md": "# A\n"})
    info = library.open_library(tmp_path / "top" / "docs")
    assert info.git == "no-repository"
    assert str(tmp_path / "top") in info.notice
    assert library.revisions(info) == {}


def test_a_missing_folder_is_an_error_for_the_person(tmp_path):
    """A folder that is not there, or is a file, is refused with a hint."""
    with pytest.raises(KbError, match="does not exist") as caught:
        library.open_library(tmp_path / "gone")
    assert caught.value.hint
    (tmp_path / "file").write_text("x")
    with pytest.raises(KbError, match="not a folder"):
        library.open_library(tmp_path / "file")


def test_without_git_the_files_can_be_read(kb, tmp_path, monkeypatch):
    """Without git on this computer a library is "no-git" and everything but history works."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    info = use_everything(kb)
    assert info.git == "no-git"
    assert "git-scm.com" in info.notice
    assert library.git_version() == ""
    with pytest.raises(KbError, match="not installed"):
        library.clone(str(kb), tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_reading_does_not_import_gitpython(tmp_path):
    """A plain folder is opened and read without loading GitPython."""
    (tmp_path / "a.md").write_text("# A\n")
    code = (
        "import sys; from pathlib import Path; from kbdesk import library as l; r = Path(sys.argv[1]);"
        "l.open_library(r); print(len(l.list_files(r)), 'git' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "False"]


def test_git_in_the_current_folder_is_never_run(tmp_path, monkeypatch):
    """Only absolute folders of PATH are searched for git."""
    monkeypatch.chdir(tmp_path)
    for name in ("git", "git.exe"):
        (tmp_path / name).write_text("#!/bin/sh\ntouch ran\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join(("", ".")))
    assert library.git_version() == ""
    assert not (tmp_path / "ran").exists()


def test_git_version_is_the_installed_one():
    """The version is given as figures."""
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    assert library.git_version() in said
    assert library.git_version()[0].isdigit()


def test_a_repository_without_a_commit_is_unborn(tmp_path):
    """Before the first save there is no history and that is no failure."""
    git(tmp_path, "init", "-q")
    info = library.open_library(tmp_path)
    assert (info.git, info.head, info.branch) == ("unborn", "", "main")
    assert info.notice
    assert library.revisions(info) == {}
    assert library.changed_since(info, "0" * 40) == ()


def test_a_detached_head_has_no_branch(kb):
    """A checked-out commit is "ok" with an empty branch."""
    git(kb, "checkout", "-q", "-f", "--detach", "HEAD~1")
    info = library.open_library(kb)
    assert (info.git, info.branch) == ("ok", "")
    assert info.head == git(kb, "rev-parse", "HEAD").strip()
    assert set(library.revisions(info)) == {"a.md", "b.md"}


def test_a_shallow_clone_does_not_name_wrong_authors(kb, tmp_path):
    """Files last changed before the history was cut are left out; those changed after it are named."""
    commit(kb, {"b.md": "# B\n\nnew\n"}, "third", author="Ben")
    commit(kb, {"c.md": "# C\n"}, "fourth", author="Cleo")
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{kb}", "shallow")
    info = library.open_library(tmp_path / "shallow")
    assert info.git == "shallow"
    assert "Older history" in info.notice
    assert {path: seen.author for path, seen in library.revisions(info).items()} == {"c.md": "Cleo"}


@posix
def test_a_folder_of_another_user_is_read_without_git(kb, monkeypatch):
    """A folder that git calls dubious is "foreign-owner"; safe.directory is never written."""
    if os.geteuid() == 0:
        for place in (kb, kb / ".git"):
            os.chown(place, 12345, 12345)
    else:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    info = use_everything(kb)
    assert info.git == "foreign-owner"
    assert "another user" in info.notice
    assert "safe.directory" not in (kb / ".git" / "config").read_text()


def test_a_damaged_repository_fails_in_one_sentence(kb, tmp_path):
    """An empty .git, a lost commit and unreadable settings are "failed", and the files can be read."""
    shutil.rmtree(kb / ".git" / "objects")
    (kb / ".git" / "objects").mkdir()
    assert library.open_library(kb).git == "failed"
    (tmp_path / "empty" / ".git").mkdir(parents=True)
    assert library.open_library(tmp_path / "empty").git == "failed"
    (kb / ".git" / "config").write_text("[core\nbroken")
    info = library.open_library(kb)
    assert info.git == "failed"
    assert "\n" not in info.notice
    assert len(library.list_files(kb)) == 2


def test_another_repository_in_the_environment_changes_nothing(kb, tmp_path, monkeypatch):
    """Started from a git hook, kbdesk still works on the folder it was asked for."""
    make_repo(tmp_path / "other", {"z.md": "# Z\n"})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other" / ".git" / "index"))
    info = library.open_library(kb)
    assert set(library.revisions(info)) == {"a.md", "b.md"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://anna:s3cret@example.org/kb.git", "https://example.org/kb.git"),
        ("https://ghp_s3cret@example.org/kb.git", "https://example.org/kb.git"),
        ("ssh://git:s3cret@example.org/kb.git", "ssh://git@example.org/kb.git"),
        ("git@example.org:kb.git", "git@example.org:kb.git"),
        ("http://example.org/kb.git", ""),
        ("ext::sh -c s3cret", ""),
        ("../kb", ""),
    ],
)
def test_the_remote_address_shows_no_secret(url, shown, kb):
    """The address for a fresh clone has no credentials, and is empty if it may not be cloned."""
    git(kb, "config", "--file", ".git/config", "remote.origin.url", url)
    info = library.open_library(kb)
    assert info.remote_url == shown
    assert "s3cret" not in repr(info)


# --- running git ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("fatal: https://a:b@h/x failed", "fatal: https://h/x failed"),
        ("HTTPS://a:p@ss@h/x", "HTTPS://h/x"),
        ("https://a:p/ss@h/x", "https://h/x"),
        ("ssh://git@h/x and http://t@h2/y", "ssh://git@h/x and http://h2/y"),
        ("https://h:8080/a@b", "https://h:8080/a@b"),
        ("https://h/?mail=a@b.org", "https://h/?mail=a@b.org"),
        ("write to anna@example.org", "write to anna@example.org"),
    ],
)
def test_redaction_takes_credentials_and_nothing_else(said, shown):
    """User and password of an address go, mail addresses and paths stay."""
    assert library.redact_url(said) == shown


def test_redaction_is_quick_on_long_lines():
    """A hostile line of 200 kB takes no noticeable time."""
    began = time.process_time()
    for line in ("https://" * 25_000, "a://b:" * 30_000, "a" * 200_000, "a://" + "b:" * 90_000):
        library.redact_url(line)
    assert time.process_time() - began < 2


@posix
def test_a_git_that_hangs_is_killed_with_its_children(tmp_path, monkeypatch):
    """A command that overruns its deadline is stopped, and so is what it started."""
    pids = tmp_path / "pids"
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\nsleep 60 &\necho $! $$ > {pids}.new; mv {pids}.new {pids}\nsleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    began = time.monotonic()
    with pytest.raises(KbError, match="did not answer"):
        GitRunner().run("status", deadline_s=1.0)
    assert time.monotonic() - began < 30
    alive = pids.read_text().split()
    assert len(alive) == 2
    while alive and time.monotonic() - began < 10:
        alive = [pid for pid in alive if running(int(pid))]
        time.sleep(0.02)
    assert not alive


def running(pid: int) -> bool:
    """Whether the process is there and no zombie. A bare Debian has no ps, and other systems no /proc."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return stat.rpartition(")")[2].split()[0] not in ("Z", "X")
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip() not in ("", "Z")


def test_nothing_of_git_reaches_the_logs(kb, caplog, capfd):
    """Command lines and paths stay out of logs and off the terminal, also at debug level."""
    caplog.set_level(logging.DEBUG)
    use_everything(kb)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@posix
def test_processes_and_descriptors_do_not_pile_up(kb):
    """Many openings leave no process and no open pipe behind."""
    library.open_library(kb)
    before = len(list(Path("/dev/fd").iterdir()))
    for _ in range(15):
        info = library.open_library(kb)
        library.revisions(info)
    assert len(list(Path("/dev/fd").iterdir())) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)

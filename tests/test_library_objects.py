# SPDX-License-Identifier: MIT
"""The stored history: read, added to and moved on without git's own index; git as it is run for that."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from gitrepo import commit, git, make_repo, write
from library_use import posix

from kbdesk import library
from kbdesk.errors import Cancelled, KbError
from kbdesk.library.files import blob_id
from kbdesk.library.objects import Objects, plain_head, trusted_objects
from kbdesk.library.process import Running
from kbdesk.library.runner import GitRunner
from kbdesk.model import Author, SignIn

pytestmark = pytest.mark.usefixtures("plain_git")

ANNA = Author("Anna Müller", "anna@example.org")
FILES = {
    "a.md": "# A\n",
    "guides/b.md": "# B\n",
    "guides/deep/c.md": "# C\n",
    "guides.md": "# G\n",
    "guides-x.md": "# X\n",
    "tab\tü 日本.md": "# T\n",
}


@pytest.fixture
def objects(tmp_path) -> Objects:
    """The stored history of a small library with one commit."""
    make_repo(tmp_path / "kb", FILES)
    return Objects(tmp_path / "kb", GitRunner(tmp_path / "kb"))


def test_what_is_stored_can_be_read(objects):
    """Head, files by path and contents are as git itself says."""
    branch, head = objects.head()
    assert (branch, head) == ("main", git(objects.root, "rev-parse", "HEAD").strip())
    tree = objects.tree(head)
    assert set(tree) == set(FILES)
    assert objects.blobs(head, ["a.md", "guides/deep/c.md", "guides", "gone/x.md"]) == {
        "a.md": tree["a.md"],
        "guides/deep/c.md": tree["guides/deep/c.md"],
    }
    many = [*FILES, *(f"no{number}.md" for number in range(60))]
    assert objects.blobs(head, many) == tree
    assert objects.read(tree["a.md"][1]) == b"# A\n"
    blobs = [blob for _, blob in tree.values()]
    assert set(objects.read_many([*blobs, "f" * 40]).values()) == {text.encode() for text in FILES.values()}
    assert objects.commit_of("refs/heads/main") == objects.commit_of("HEAD") == head
    assert objects.commit_of("refs/heads/none") == objects.commit_of("") == objects.commit_of("--all") == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"a.md": "new\n"},
        {"guides/deep/c.md": None},
        {"guides/b.md": None, "guides/deep/c.md": None},
        {"new/er/x.md": "x\n", "guides/y.md": "y\n"},
        {"guides/b.md": None, "guides/deep/c.md": None, "guides": "a file now\n"},
        {"a.md": None, "a.md/in.md": "a folder now\n"},
        {"gone.md": None, "nowhere/gone.md": None},
        dict.fromkeys(FILES),
    ],
)
def test_a_tree_with_changes_is_the_one_that_git_makes(objects, changes):
    """Files put in, taken away, and a file for a folder give the tree that git's index would give."""
    root = objects.root
    head = objects.head()[1]
    entries = {
        path: ("100644", objects.write(text.encode(), path)) if text is not None else None
        for path, text in changes.items()
    }
    tree = objects.tree_with(head, entries)
    gone = [path for path in changes if path in FILES]
    git(root, "rm", "-q", "--cached", "--", *gone) if gone else None
    for path, entry in entries.items():
        if entry is not None:
            git(root, "update-index", "--add", "--cacheinfo", f"{entry[0]},{entry[1]},{path}")
    assert tree == git(root, "write-tree").strip()
    assert objects.tree_with(tree, {}) == tree
    assert objects.tree_with("", objects.tree(tree)) == tree
    git(root, "fsck", "--strict", "--no-dangling")


def test_a_path_that_leads_out_is_never_stored(objects):
    """Names that git's own index refuses are refused."""
    entry = ("100644", objects.write(b"x", "x.md"))
    for path in ("../x.md", "a/../x.md", ".git/config", "a/.GIT/config", "a//b", "/a", "a/", "git~1/x"):
        with pytest.raises(KbError, match="not the name of a file"):
            objects.tree_with(objects.head()[1], {path: entry})


def test_a_commit_is_stored_with_author_and_date(objects):
    """Name, date and message arrive as given; no branch moves."""
    head = objects.head()[1]
    made = objects.commit_tree(
        objects.tree_with(head, {"a.md": None}), [head], "Ä: one\n\ntwo", ANNA, "2026-11-22T10:00:00+01:00"
    )
    said = git(objects.root, "show", "-s", "--format=%an|%ae|%cn|%aI|%cI|%P|%B", made)
    date = "2026-11-22T10:00:00+01:00"
    assert said.strip() == f"Anna Müller|anna@example.org|Anna Müller|{date}|{date}|{head}|Ä: one\n\ntwo"
    assert objects.head()[1] == head
    assert objects.is_ancestor(head, made)
    assert not objects.is_ancestor(made, head)
    assert objects.changed_paths(head, made) == {"a.md": (*objects.tree(head)["a.md"], "", "")}


def test_a_reference_moves_only_from_where_it_was_seen(objects):
    """A compare-and-swap: made once, moved once, deleted once; several together or not at all."""
    head = objects.head()[1]
    newer = commit(objects.root, {"a.md": "# A2\n"})
    one, two = "refs/kbdesk/one", "refs/kbdesk/two"
    assert objects.move(one, head, "", "test")
    assert not objects.move(one, head, "", "test")
    assert not objects.move(one, newer, newer, "test")
    assert objects.move_all([(one, newer, head), (two, head, "")], "test")
    assert not objects.move_all([(one, head, newer), (two, newer, newer)], "test")
    assert (objects.commit_of(one), objects.commit_of(two)) == (newer, head)
    assert objects.move(one, "", newer, "test")
    assert not objects.move(one, "", newer, "test")
    assert objects.commit_of(one) == ""
    assert not (objects.root / ".git" / f"{two}.lock").exists()


def test_a_locked_reference_is_no_error_but_cannot_move_now(objects):
    """While another program holds its lock, moving says no instead of failing."""
    head = objects.head()[1]
    newer = objects.commit_tree(objects.tree_with(head, {"a.md": None}), [head], "x", ANNA)
    lock = objects.root / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    assert not objects.move("refs/heads/main", newer, head, "test")
    lock.unlink()
    assert objects.move("refs/heads/main", newer, head, "test")


def test_line_end_rules_are_applied_when_a_file_is_stored(objects):
    """What .gitattributes says of a path holds; a file without a rule is stored to the byte."""
    write(objects.root, {".gitattributes": "*.md text eol=crlf\n"})
    git(objects.root, "config", "core.safecrlf", "true")
    assert objects.read(objects.write(b"a\r\nb\n", "guides/x.md")) == b"a\nb\n"
    assert objects.read(objects.write(b"a\r\nb\n", "guides/x.txt")) == b"a\r\nb\n"


def test_the_shared_index_learns_what_was_saved(objects):
    """After refresh_index git sees no change; without an index one is made; a locked one is left alone."""
    root = objects.root
    head = objects.head()[1]
    blob = objects.write(b"new\n", "a.md")
    tree = objects.tree_with(head, {"a.md": ("100644", blob), "guides/b.md": None})
    made = objects.commit_tree(tree, [head], "x", ANNA)
    write(root, {"a.md": "new\n"})
    (root / "guides" / "b.md").unlink()
    assert objects.move("refs/heads/main", made, head, "test")
    (root / ".git" / "index.lock").touch()
    objects.refresh_index(["a.md"])
    (root / ".git" / "index.lock").unlink()
    assert git(root, "status", "--porcelain") != ""
    objects.refresh_index(["a.md", "guides/b.md", "never.md"])
    assert git(root, "status", "--porcelain") == ""
    (root / ".git" / "index").unlink()
    objects.refresh_index(["a.md"])
    assert git(root, "status", "--porcelain") == ""


@pytest.mark.parametrize("branch", ["main", "team/größe.v2"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_branch_is_known_however_git_keeps_it(objects, monkeypatch, branch, packed):
    """Its name and commit, from plain files without starting git, or as git says once it has packed them."""
    root, runs = objects.root, []
    if branch != "main":
        git(root, "checkout", "-q", "-b", branch)
    if packed:
        git(root, "pack-refs", "--all")
    run = GitRunner.run
    monkeypatch.setattr(GitRunner, "run", lambda *words, **how: runs.append(words) or run(*words, **how))
    assert objects.head() == (branch, git(root, "rev-parse", "HEAD").strip())
    assert bool(runs) is packed


def test_what_stands_for_a_branch_is_not_believed(objects):
    """A file that no git wrote there is git's to judge: nothing is saved to it."""
    place = objects.root / ".git" / "refs" / "heads" / "main"
    place.write_text("g" * 40 + "\n")
    with pytest.raises(KbError):
        objects.head()
    place.unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(place)  # whoever reads it waits for ever
    else:
        place.write_text("f" * 4_000)
    assert plain_head(objects.root) is None


def test_a_git_beside_is_waited_for_even_if_the_rest_fails(objects):
    """What git began to store is stored when the error reaches the caller: it is never killed half-way."""
    with pytest.raises(ZeroDivisionError), objects.writing(b"beside\n", "a.md"):
        raise ZeroDivisionError
    assert objects.read(blob_id(b"beside\n")) == b"beside\n"
    large = os.urandom(300_000)  # more than a pipe takes at once
    with objects.writing(large, "large.png") as stored:
        assert objects.head()[0] == "main"
        assert objects.read(stored()) == large


def test_an_older_version_taken_out_by_hand_is_refused(objects):
    """With a detached HEAD there is no branch to write to; with none yet the commit is ""."""
    git(objects.root, "checkout", "-q", "--detach")
    with pytest.raises(KbError, match="older version") as caught:
        objects.head()
    assert caught.value.hint
    git(objects.root, "checkout", "-q", "--orphan", "fresh/start")
    assert objects.head() == ("fresh/start", "")


def test_settings_are_judged_before_each_trusted_use(tmp_path):
    """A setting that came after opening switches git off."""
    make_repo(tmp_path / "kb", FILES)
    info = library.open_library(tmp_path / "kb")
    assert trusted_objects(info) is not None
    git(tmp_path / "kb", "config", "core.fsmonitor", "evil")
    assert trusted_objects(info) is None


def test_a_sign_in_reaches_git_but_no_command_line(tmp_path, monkeypatch):
    """git gets the name and password for the named server only, and other helpers are not asked."""
    runner = GitRunner()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    (tmp_path / "config").write_text(f"[credential]\nhelper = !touch {tmp_path}/asked; true\n")
    sign_in = SignIn("mia", "s3 cr\"et$x'%s", "https://kb.example:8443/team/kb.git")

    def ask(host: str, known: SignIn) -> str:
        asked = f"protocol=https\nhost={host}\n\n".encode()
        return runner.run("credential", "fill", stdin=asked, sign_in=known).out.decode()

    said = ask("kb.example:8443", sign_in)
    assert "username=mia\n" in said
    assert "password=s3 cr\"et$x'%s\n" in said
    assert "password" not in ask("evil.example", sign_in)
    assert "password=s3" in ask("kb.example", SignIn(sign_in.user, sign_in.password))
    assert not (tmp_path / "asked").exists()
    assert "KBDESK_SIGN_IN_PASSWORD" not in os.environ
    assert sign_in.password not in repr(sign_in)
    with pytest.raises(KbError, match="cannot be typed") as caught:
        ask("kb.example", SignIn("mia", "two\nlines"))
    assert "lines" not in str(caught.value)


@posix
def test_cancel_ends_git_and_what_it_started_at_once(tmp_path, monkeypatch):
    """A git that runs on and on is killed soon after the wish, and its lines arrive before."""
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    body = 'sleep 60 & echo $! > "$0.child"; printf "10%%\\r20%%\\rhttps://u:p@host/ 30%%\\n" >&2; wait\n'
    fake.write_text(f'#!/bin/sh\nif test "$1" = version; then echo git version 2.39.5; exit; fi\n{body}')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    lines: list[str] = []
    began = time.monotonic()
    with pytest.raises(Cancelled):
        GitRunner().run("fetch", idle=True, said=lines.append, cancelled=lambda: len(lines) >= 3)
    assert time.monotonic() - began < 2.0
    assert lines == ["10%", "20%", "https://host/ 30%"]
    child = int(Path(f"{fake}.child").read_text())
    while _runs(child) and time.monotonic() - began < 5.0:
        time.sleep(0.01)
    assert not _runs(child)


def test_much_can_be_sent_to_git_while_it_answers(objects):
    """Megabytes on standard input and output do not stop each other, and a git that stops reading is fine."""
    data = os.urandom(3_000_000)
    blob = objects.write(data, "big.bin")
    assert objects.read(blob) == data
    asked = f"{blob}\n".encode() * 8
    assert len(objects.runner.run("cat-file", "--batch", stdin=asked).out) > 8 * len(data)
    assert objects.runner.run("version", stdin=data).status == 0


def test_a_git_that_was_expected_is_taken_over_once(objects, monkeypatch):
    """It is started before it is known what it reads; who asks again, or something else, starts another."""
    started: list[tuple[str, ...]] = []
    start = GitRunner._start
    monkeypatch.setattr(
        GitRunner, "_start", lambda self, words, *more: started.append(words) or start(self, words, *more)
    )
    hashing, runner = ("hash-object", "--stdin"), objects.runner
    with runner.expecting(*hashing), runner.expecting(*hashing):
        assert started == [hashing]
        assert runner.run("rev-parse", "HEAD").out.decode().strip() == objects.head()[1]
        with runner.beside(*hashing, stdin=b"a") as first:
            second = runner.run(*hashing, stdin=b"b")
        told = [first().out, second.out, runner.run(*hashing, environment={"GIT_TRACE": "0"}).out]
    assert [out.decode().strip() for out in told] == [blob_id(data) for data in (b"a", b"b", b"")]
    assert [words[0] for words in started] == ["hash-object", "rev-parse", "hash-object", "hash-object"]


@posix
def test_the_deadline_of_a_git_that_was_expected_begins_when_it_is_asked(objects, monkeypatch):
    """A slow disk between its start and its question is no fault of git's."""
    monkeypatch.setattr("kbdesk.library.runner.LOCAL_DEADLINE_S", 0.5)
    with objects.runner.expecting("hash-object", "--stdin"):
        time.sleep(0.6)
        assert objects.runner.run("hash-object", "--stdin", stdin=b"a").status == 0


def test_a_change_that_did_not_come_has_done_nothing(objects, monkeypatch):
    """What was started for it is ended, and nothing is stored, moved or left in the library."""
    ended: list[Running] = []
    end = Running.end
    monkeypatch.setattr(Running, "end", lambda self: ended.append(self) or end(self))
    git_folder = objects.root / ".git"
    before = {place: place.read_bytes() for place in git_folder.rglob("*") if place.is_file()}
    with objects.change_ahead("nothing"):
        pass
    assert len(ended) == 3 and all(running._popen.returncode is not None for running in ended)
    assert {place: place.read_bytes() for place in git_folder.rglob("*") if place.is_file()} == before


def test_a_runner_reaches_the_network_only_if_it_was_made_for_it(objects, tmp_path):
    """A folder can be fetched from with a network runner, and http and git never."""
    make_repo(tmp_path / "other", {"x.md": "# X\n"})
    other = str(tmp_path / "other")
    assert "not allowed" in GitRunner(objects.root).run("fetch", other, "main").whole_error
    online = GitRunner(objects.root, network=True)
    assert online.run("fetch", "-q", other, "main").status == 0
    for address in ("http://127.0.0.1:9/x", "git://127.0.0.1:9/x", "ext::true"):
        assert "not allowed" in online.run("fetch", address, "main").whole_error


def _runs(pid: int) -> bool:
    """Whether a process is there and not only waits to be noticed."""
    if not sys.platform.startswith("linux"):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

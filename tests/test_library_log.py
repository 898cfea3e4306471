# SPDX-License-Identifier: MIT
"""The past of a file: versions across names, merges and kinds of files, old texts, writers of lines."""

from __future__ import annotations

import os
import shutil
import time
from itertools import pairwise
from types import SimpleNamespace

import pytest
from gitrepo import commit, git, make_repo, write

from kbdesk import library
from kbdesk.errors import Cancelled, KbError
from kbdesk.library import log, texts
from kbdesk.library.runner import GitRunner
from kbdesk.markdown import decode

pytestmark = pytest.mark.usefixtures("plain_git")
TEXT = "\n".join(f"Line {number} of an article that is long enough to be known again." for number in range(9))


def day(number):
    return f"2026-03-{number:02}T10:00:00+00:00"


def every(info, path, count=20):
    """All versions of a file, page by page."""
    found, more = [], ""
    while True:
        page = log.versions(info, path, more, count)
        found += page.versions
        more = page.more
        if not more:
            return found


def messages(root, path):
    return [version.message for version in every(library.open_library(root), path)]


def test_versions_say_who_changed_what_and_when(tmp_path):
    """Newest first, with the writer's words, the blob of each state and of the one it started from."""
    make_repo(tmp_path, {"a.md": "one\n", "b.md": "b\n"}, date=day(1))
    commit(tmp_path, {"b.md": "b2\n"}, "not this file", date=day(2))
    second = commit(tmp_path, {"a.md": "two\n"}, "Say two\n\nBecause of\nthe call.", "Bèn Ö", day(3))
    page = log.versions(library.open_library(tmp_path), "a.md")
    newest, oldest = page.versions
    assert (newest.commit, newest.path, newest.author, newest.date) == (second, "a.md", "Bèn Ö", day(3))
    assert (newest.message, newest.details) == ("Say two", "Because of\nthe call.")
    assert newest.email == "bèn.ö@example.org"
    assert newest.blob == library.blob_id(b"two\n")
    assert newest.base == oldest.blob == library.blob_id(b"one\n")
    assert (oldest.message, oldest.base, page.notice) == ("first", "", "")


def test_a_history_follows_the_names_of_a_file(tmp_path):
    """Two renames, one along with an edit and into a folder, are followed; each version has its own path."""
    make_repo(tmp_path, {"a.md": TEXT, "x.md": "x"}, date=day(1))
    git(tmp_path, "mv", "a.md", "b.md")
    commit(tmp_path, {}, "rename", date=day(2))
    commit(tmp_path, {"b.md": TEXT + "\nmore"}, "edit", date=day(3))
    (tmp_path / "Ü folder").mkdir()
    git(tmp_path, "mv", "b.md", "Ü folder/c.md")
    commit(tmp_path, {"Ü folder/c.md": TEXT + "\nmore and more"}, "move and edit", date=day(4))
    found = every(library.open_library(tmp_path), "Ü folder/c.md")
    assert [(version.message, version.path) for version in found] == [
        ("move and edit", "Ü folder/c.md"),
        ("edit", "b.md"),
        ("rename", "b.md"),
        ("first", "a.md"),
    ]


def test_a_history_follows_many_names_whatever_they_are(tmp_path, monkeypatch):
    """Eight names, of which some cannot be asked for in a line; one git tells what was renamed."""
    names = ["a.md", "-b.md", "=c.md", "d d.md", "e\ne.md", "ü.md", "g\r.md", "h.md"]
    make_repo(tmp_path, {names[0]: TEXT}, date=day(1))
    for number, (old, new) in enumerate(pairwise(names), 2):
        git(tmp_path, "mv", "--", old, new)
        commit(tmp_path, {}, f"to {number}", date=day(number))
    started: list[str] = []
    start = GitRunner._start
    monkeypatch.setattr(
        GitRunner, "_start", lambda self, words, *more: started.append(words[0]) or start(self, words, *more)
    )
    info = library.open_library(tmp_path)
    started.clear()
    assert [version.path for version in log.versions(info, names[-1]).versions] == names[::-1]
    assert started.count("diff-tree") == 1
    monkeypatch.setattr("kbdesk.library.runner.sys", SimpleNamespace(platform="win32"))
    assert [version.path for version in log.versions(info, names[-1]).versions] == names[::-1]


def test_a_part_of_the_history_that_is_damaged_hides_no_other(tmp_path):
    """If git cannot say what a file was called before, what it can say is told."""
    make_repo(tmp_path, {"a.md": TEXT, "x/y.md": "y"}, date=day(1))
    tree = git(tmp_path, "rev-parse", "HEAD:x").strip()
    (tmp_path / "x" / "y.md").unlink()
    git(tmp_path, "mv", "a.md", "b.md")
    commit(tmp_path, {}, "rename", date=day(2))
    commit(tmp_path, {"b.md": "new\n"}, "edit", date=day(3))
    (tmp_path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    assert [version.message for version in every(library.open_library(tmp_path), "b.md")] == [
        "edit",
        "rename",
    ]


def test_a_name_that_another_file_had_before_brings_no_foreign_past(tmp_path):
    """After a.md was deleted and b.md took its name, a.md's history is that of b.md."""
    make_repo(tmp_path, {"a.md": "quite another thing\n" * 9, "b.md": TEXT}, date=day(1))
    (tmp_path / "a.md").unlink()
    commit(tmp_path, {}, "delete a", date=day(2))
    git(tmp_path, "mv", "b.md", "a.md")
    commit(tmp_path, {}, "b is a now", date=day(3))
    assert messages(tmp_path, "a.md")[:2] == ["b is a now", "first"]
    first = every(library.open_library(tmp_path), "a.md")[1]
    assert (first.path, first.blob) == ("b.md", library.blob_id(TEXT.encode()))


def test_a_deleted_and_a_new_file_of_one_name_share_a_history(tmp_path):
    """The change that deleted the file is told as one without a text."""
    make_repo(tmp_path, {"a.md": "one\n", "b.md": "b"}, date=day(1))
    (tmp_path / "a.md").unlink()
    commit(tmp_path, {}, "delete", date=day(2))
    commit(tmp_path, {"a.md": "new\n"}, "write anew", date=day(3))
    found = every(library.open_library(tmp_path), "a.md")
    assert [(v.message, bool(v.blob)) for v in found] == [
        ("write anew", True),
        ("delete", False),
        ("first", True),
    ]


def test_pages_go_on_where_they_ended(tmp_path):
    """Pages of three give each version once, in order, even when the file is changed in between."""
    make_repo(tmp_path, {"a.md": "0"}, date=day(1))
    for number in range(1, 8):
        commit(tmp_path, {"a.md": str(number)}, f"change {number}", date=day(number + 1))
    info = library.open_library(tmp_path)
    page = log.versions(info, "a.md", count=3)
    commit(tmp_path, {"a.md": "later"}, "later", date=day(20))
    found = list(page.versions)
    while page.more:
        page = log.versions(info, "a.md", page.more, 3)
        found += page.versions
    assert [version.message for version in found] == [*(f"change {n}" for n in range(7, 0, -1)), "first"]


@pytest.mark.parametrize("more", ["x", "HEAD taken 3", "--output=x taken 0", f"{'a' * 40} other 0"])
def test_a_made_up_page_is_refused(more, tmp_path):
    """Only what a page gave leads to another page."""
    make_repo(tmp_path, {"a.md": "0"})
    with pytest.raises(KbError):
        log.versions(library.open_library(tmp_path), "a.md", more)


def side_by_side(root):
    """A library whose main line and side line both changed a.md."""
    make_repo(root, {"a.md": TEXT, "b.md": "b"}, date=day(1))
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"a.md": TEXT.replace("Line 8", "SIDE")}, "side", "Ben", day(2))
    git(root, "checkout", "-q", "main")
    commit(root, {"a.md": TEXT.replace("Line 0", "MAIN"), "b.md": "b2"}, "main", "Anna", day(3))


def test_a_merge_counts_only_if_somebody_changed_the_file_in_it(tmp_path):
    """Both changes are told; a merge by a round of updates is not, nor one that took a text as it was."""
    side_by_side(tmp_path)
    git(tmp_path, "merge", "-q", "-m", f"{log.SYNC_MERGE} from the team", "side", date=day(4))
    commit(tmp_path, {"b.md": "b3"}, "other", date=day(5))
    assert messages(tmp_path, "a.md") == ["main", "side", "first"]
    git(tmp_path, "checkout", "-q", "-b", "more", "HEAD~1")
    commit(tmp_path, {"a.md": "more"}, "more", date=day(6))
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "-m", "takes it", "more", date=day(7))
    assert messages(tmp_path, "a.md") == ["more", "main", "side", "first"]


def test_a_merge_in_which_the_file_was_changed_by_hand_is_a_version(tmp_path):
    """Its text is none of the two that were merged."""
    side_by_side(tmp_path)
    git(tmp_path, "merge", "-q", "--no-commit", "-s", "ours", "side")
    merged = commit(tmp_path, {"a.md": "both, by hand"}, "put together", "Dora", day(4))
    newest = log.versions(library.open_library(tmp_path), "a.md").versions[0]
    assert (newest.commit, newest.message, newest.author) == (merged, "put together", "Dora")
    assert newest.blob == library.blob_id(b"both, by hand")


def test_a_text_that_another_took_the_place_of_can_still_be_opened(tmp_path):
    """What lost a conflict stands behind the others, is told apart, and its text is there."""
    side_by_side(tmp_path)
    git(tmp_path, "merge", "-q", "-s", "ours", "-m", f"{log.SYNC_MERGE}", "side", date=day(4))
    info = library.open_library(tmp_path)
    assert [v.message for v in log.versions(info, "a.md").versions] == ["main", "first"]
    *_, last = every(info, "a.md")
    assert (last.message, last.author, last.aside) == ("side", "Ben", True)
    assert "SIDE" in texts.text_of(info, last.commit, last.path, decode).text


def test_a_change_beside_a_rename_is_not_lost(tmp_path):
    """One renames, one edits under the old name; after updates were brought together both are told."""
    make_repo(tmp_path, {"a.md": TEXT}, date=day(1))
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"a.md": TEXT.replace("Line 8", "SIDE")}, "edit", "Ben", day(2))
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "mv", "a.md", "new.md")
    commit(tmp_path, {}, "rename", "Anna", day(3))
    git(tmp_path, "merge", "-q", "-m", log.SYNC_MERGE, "side", date=day(4))
    assert "SIDE" in (tmp_path / "new.md").read_text()
    assert messages(tmp_path, "new.md") == ["rename", "edit", "first"]


def test_folders_links_and_submodules_of_that_name_are_left_out(tmp_path):
    """Where a path ending in .md was a folder, a link or another repository, there is no version."""
    make_repo(tmp_path, {"a.md/picture.png": "p", "z.md": "z"}, date=day(1))
    shutil.rmtree(tmp_path / "a.md")
    (tmp_path / "a.md").symlink_to("z.md")
    commit(tmp_path, {}, "a link", date=day(2))
    (tmp_path / "a.md").unlink()
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},a.md")
    git(tmp_path, "commit", "-q", "-m", "a submodule", date=day(3))
    git(tmp_path, "rm", "-q", "--cached", "a.md")
    commit(tmp_path, {"a.md": "at last an article\n"}, "an article", date=day(4))
    info = library.open_library(tmp_path)
    assert [version.message for version in every(info, "a.md")] == ["an article"]
    link = git(tmp_path, "rev-parse", "HEAD~2").strip()
    for commit_id in (link, git(tmp_path, "rev-parse", "HEAD~3").strip()):
        with pytest.raises(KbError, match="no article"):
            texts.text_of(info, commit_id, "a.md", decode)


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("Größe\r\n".encode("cp1252"), "cp1252", "Größe\r\n"),
        ("Größe\n".encode("utf-16"), "utf-16", "Größe\n"),
        (b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe\n", "utf-8-sig", "Größe\n"),
    ],
)
def test_old_versions_in_other_encodings_are_read(data, encoding, text, tmp_path):
    """A version is decoded as a file on disk would be."""
    make_repo(tmp_path, {"b.md": "b"})
    (tmp_path / "a.md").write_bytes(data)
    old = commit(tmp_path, {}, "old", date=day(2))
    commit(tmp_path, {"a.md": "new"}, "new", date=day(3))
    info = library.open_library(tmp_path)
    source = texts.text_of(info, old, "a.md", decode)
    assert (source.text, source.encoding, source.problem) == (text, encoding, "")
    assert source.blob == every(info, "a.md")[-1].blob == library.blob_id(data)


def test_an_old_version_that_is_too_large_is_a_problem(tmp_path):
    """More than 5 MB are not taken apart."""
    make_repo(tmp_path, {"a.md": "x" * 5_000_001})
    version = every(library.open_library(tmp_path), "a.md")[0]
    source = texts.text_of(library.open_library(tmp_path), version.commit, "a.md", decode)
    assert (source.text, "too large" in source.problem) == ("", True)


def test_a_shallow_history_says_that_older_changes_are_missing(tmp_path):
    """What was cut off is not given to the wrong writer."""
    make_repo(tmp_path / "full", {"a.md": "1", "b.md": "1"}, date=day(1))
    commit(tmp_path / "full", {"b.md": "2"}, "second", "Ben", day(2))
    commit(tmp_path / "full", {"a.md": "3"}, "third", "Cleo", day(3))
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{tmp_path}/full", "cut")
    info = library.open_library(tmp_path / "cut")
    page = log.versions(info, "a.md")
    assert [version.author for version in page.versions] == ["Cleo"]
    assert "not downloaded" in page.notice
    assert log.versions(info, "b.md").versions == ()
    authors = [line.author for line in texts.line_authors(info, "b.md", "2")]
    assert authors == [""]


def test_a_library_without_history_says_so(tmp_path):
    """No repository, no first save yet, and a file that was never saved: a sentence and no version."""
    write(tmp_path, {"plain/a.md": "a", "unborn/a.md": "a"})
    git(tmp_path / "unborn", "init", "-q")
    make_repo(tmp_path / "kb", {"b.md": "b"})
    write(tmp_path, {"kb/a.md": "a"})
    for name in ("plain", "unborn", "kb"):
        page = log.versions(library.open_library(tmp_path / name), "a.md")
        assert (page.versions, page.more) == ((), "")
        assert page.notice


def test_paths_and_names_are_never_options_or_patterns(tmp_path):
    """A file whose name looks like an option, a pattern or a revision has its own history only."""
    names = ["-x.md", "*.md", ":(top)a.md", "HEAD.md", 'q"uo\tte.md']
    make_repo(tmp_path, {name: name for name in names})
    info = library.open_library(tmp_path)
    for number, name in enumerate(names, 2):
        commit(tmp_path, {name: "changed"}, f"change {name}", date=day(number))
        found = every(info, name)
        assert [version.message for version in found] == [f"change {name}", "first"]
        assert texts.text_of(info, found[-1].commit, name, decode).text == name
        assert texts.line_authors(info, name, "changed")[0].date[:10] == day(number)[:10]


def test_files_of_gives_what_was_there_within_the_limit(tmp_path):
    """Pictures of then: bytes by path, without links, missing ones, and what is too much."""
    make_repo(tmp_path, {"p.png": "old", "big.png": "x" * 500, "a.md": "a"})
    (tmp_path / "link.png").symlink_to("p.png")
    old = commit(tmp_path, {}, "link")
    commit(tmp_path, {"p.png": "new"}, "new picture")
    info = library.open_library(tmp_path)
    found = texts.files_of(info, old, ("p.png", "gone.png", "big.png", "link.png", "a.md"), 100)
    assert found == {"p.png": b"old", "a.md": b"a"}


# --- lines ------------------------------------------------------------------------------------------------


def test_each_line_has_its_writer_unsaved_ones_none(tmp_path):
    """Lines of two writers, and one that is only in the editor, on a text with CRLF line ends."""
    make_repo(tmp_path, {"a.md": "one\r\ntwo\r\n"}, author="Anna", date=day(1))
    second = commit(tmp_path, {"a.md": "one\r\nzwei\r\n"}, "x", "Bèn", "2026-03-02T10:00:00-03:30")
    info = library.open_library(tmp_path)
    found = texts.line_authors(info, "a.md", "one\r\nzwei\r\nnew\r\n")
    assert [(line.line, line.text, line.author) for line in found] == [
        (1, "one", "Anna"),
        (2, "zwei", "Bèn"),
        (3, "new", ""),
    ]
    assert (found[1].commit, found[1].date) == (second, "2026-03-02T10:00:00-03:30")
    assert (found[2].commit, found[2].date) == ("", "")


def test_lines_of_another_encoding_and_of_an_unsaved_file(tmp_path):
    """A Windows-1252 file is known by its bytes; a file that was never saved has no writers."""
    make_repo(tmp_path, {"b.md": "b"})
    (tmp_path / "a.md").write_bytes("Größe\n".encode("cp1252"))
    commit(tmp_path, {}, "old", "Cleo")
    write(tmp_path, {"new.md": "x\ny\n"})
    info = library.open_library(tmp_path)
    assert [one.author for one in texts.line_authors(info, "a.md", "Größe\n", "cp1252")] == ["Cleo"]
    assert [one.author for one in texts.line_authors(info, "new.md", "x\ny")] == ["", ""]
    with pytest.raises(KbError, match="UTF-8"):
        texts.line_authors(info, "a.md", "Größe\n", "utf-16")


# --- the graph --------------------------------------------------------------------------------------------


def test_the_graph_is_written_once_a_week_and_the_library_stays_trusted(tmp_path):
    """It is written when missing or old, the lock of a killed one goes, answers stay the same."""
    make_repo(tmp_path, {"a.md": TEXT}, date=day(1))
    commit(tmp_path, {"a.md": "2"}, "second", date=day(2))
    info, now = library.open_library(tmp_path), time.time()
    before = every(info, "a.md")
    graph = tmp_path / ".git" / "objects" / "info" / "commit-graph"
    assert log.write_commit_graph(info, now)
    assert graph.exists()
    assert list((tmp_path / ".git" / "objects" / "pack").glob("*.pack"))
    assert not log.write_commit_graph(info, now + 3600)
    os.utime(graph, (now - 8 * 86_400,) * 2)
    lock = graph.with_name("commit-graph.lock")
    lock.touch()
    os.utime(lock, (now - 3600,) * 2)
    assert log.write_commit_graph(info, now)
    assert graph.stat().st_mtime > now - 60
    assert library.open_library(tmp_path).git == "ok"
    assert every(info, "a.md") == before


def test_the_graph_can_be_stopped(tmp_path):
    """Stopping it leaves the library as usable as before."""
    make_repo(tmp_path, {"a.md": "1"})
    info = library.open_library(tmp_path)
    with pytest.raises(Cancelled):
        log.write_commit_graph(info, time.time(), cancelled=lambda: True)
    assert len(every(info, "a.md")) == 1


def test_reading_the_past_changes_nothing(tmp_path):
    """Every file of .git keeps its bytes."""
    side_by_side(tmp_path)
    git(tmp_path, "merge", "-q", "-m", "m", "side", date=day(4))

    def state():
        files = [path for path in (tmp_path / ".git").rglob("*") if path.is_file()]
        return {str(path): path.read_bytes() for path in files}

    before = state()
    info = library.open_library(tmp_path)
    found = every(info, "a.md")
    texts.text_of(info, found[-1].commit, "a.md", decode)
    texts.line_authors(info, "a.md", "unsaved")
    assert state() == before

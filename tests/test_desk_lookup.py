# SPDX-License-Identifier: MIT
"""The upkeep of the index: what changed on disk is found at once, and what git knows of it stays true."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from desks import make_desk
from gitrepo import commit, make_repo, write

from kbdesk.desk import lookup
from kbdesk.model import Revision
from kbdesk.search import Index

FILES = {
    "articles/a.md": "# Printer is offline\n\nSwitch it on.\n",
    "articles/b.md": "# Paper jams\n\nOpen the lid.\n",
}


@pytest.fixture
def desk(tmp_path):
    make_repo(tmp_path / "kb", FILES, date="2026-03-04T10:00:00+00:00")
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    desk.build_index(still)
    desk.opening()
    yield desk
    desk.close()


def still(done: int, to_do: int) -> None:
    """Tell nobody how far indexing is."""


def found(desk, text: str) -> list[str]:
    return [hit.path for hit in desk.search(text).hits]


def written(desk) -> Index:
    """The index as the disk has it."""
    return Index.open(desk.lookup.folder)


def rewrite(desk, path: str, text: str) -> None:
    """Change a file so that its time differs."""
    place = desk.root / path
    before = place.stat().st_mtime_ns
    place.write_text(text, encoding="utf-8")
    os.utime(place, ns=(before + 1_000_000, before + 1_000_000))


def test_the_first_search_waits_for_no_parser(desk):
    """Somebody types while the window starts: Markdown and YAML are read in later, they take 0.1 s."""
    script = """
import sys
from pathlib import Path
from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
root, data, cache = map(Path, sys.argv[1:])
hits = Desk(root, Home(data, cache)).search("printer").hits
print([hit.path for hit in hits], "markdown_it" in sys.modules, "yaml" in sys.modules)
"""
    places = map(str, (desk.root, desk.home.data, desk.home.cache))
    done = subprocess.run([sys.executable, "-c", script, *places], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['articles/a.md'] False False"


def test_what_changed_on_disk_is_told_once(desk):
    """Changed, new and deleted files since the library was opened; then nothing."""
    assert desk.changed_on_disk() is None
    rewrite(desk, "articles/a.md", "# Printer is offline\n\nAsk the quagga.\n")
    write(desk.root, {"articles/c.md": "# New\n"})
    (desk.root / "articles/b.md").unlink()
    assert desk.changed_on_disk() == ("articles/a.md", "articles/b.md", "articles/c.md")
    assert desk.changed_on_disk() is None


def test_a_new_version_alone_is_a_change(desk):
    """A commit that leaves the files as they are changes who changed them."""
    commit(desk.root, {})
    assert desk.changed_on_disk() == ()


def test_a_changed_file_is_found_at_once_without_being_written(desk):
    """New words are found and old ones are not, before the child has written anything."""
    assert found(desk, "quagga") == []
    rewrite(desk, "articles/a.md", "# Scanner is offline\n\nAsk the quagga.\n")
    write(desk.root, {"articles/c.md": "# New\n\nThe okapi.\n"})
    (desk.root / "articles/b.md").unlink()
    desk.take_up(desk.changed_on_disk())
    assert found(desk, "quagga") == ["articles/a.md"]
    assert found(desk, "okapi") == ["articles/c.md"]
    assert found(desk, "paper jams ") == []
    assert "articles/c.md" not in written(desk).known()


def test_the_child_writes_what_was_taken_up(desk, tmp_path):
    """After the child has run, the same is found by this window and by a new one."""
    rewrite(desk, "articles/a.md", "# Printer is offline\n\nAsk the quagga.\n")
    (desk.root / "articles/b.md").unlink()
    desk.take_up(desk.changed_on_disk())
    child = make_desk(desk.root, tmp_path / "home")
    assert child.build_index(still) == 1
    assert set(written(desk).known()) == {"articles/a.md"}
    for each in (desk, child):
        assert found(each, "quagga") == ["articles/a.md"]
        assert found(each, "paper jams ") == []
    child.close()


def test_a_file_is_found_soon_after_it_changed(desk):
    """Reading one changed file and answering the next search takes no longer than a blink."""
    found(desk, "quagga")
    rewrite(desk, "articles/a.md", "# Printer is offline\n\nAsk the quagga.\n")
    changed = desk.changed_on_disk()
    began = time.perf_counter()
    desk.take_up(changed)
    assert found(desk, "quagga") == ["articles/a.md"]
    assert time.perf_counter() - began < 0.5


def test_very_many_changes_wait_for_the_child_but_for_their_titles(desk, monkeypatch):
    """A large update does not hold up the next keystroke; its new files are found by name."""
    monkeypatch.setattr(lookup, "TAKEN_UP", 3)
    found(desk, "okapi")
    write(desk.root, {f"articles/okapi-{n}.md": "# New\n\nThe quagga.\n" for n in range(4)})
    desk.take_up(desk.changed_on_disk())
    assert len(found(desk, "okapi")) == 4
    assert found(desk, "quagga") == []


def test_a_large_update_is_not_hidden_by_what_was_saved_before(desk, tmp_path, monkeypatch):
    """What was taken up of a file gives way to the newer text of an update that waits for the child."""
    rewrite(desk, "articles/a.md", "# Printer is offline\n\nAsk the quagga.\n")
    rewrite(desk, "articles/b.md", "# Paper jams\n\nAsk the tapir.\n")
    desk.take_up(desk.changed_on_disk())
    monkeypatch.setattr(lookup, "TAKEN_UP", 3)
    rewrite(desk, "articles/a.md", "# Printer is offline\n\nAsk the okapi instead.\n")
    write(desk.root, {f"articles/new-{n}.md": "# New\n" for n in range(4)})
    desk.take_up(desk.changed_on_disk())
    child = make_desk(desk.root, tmp_path / "home")
    child.build_index(still)
    child.close()
    assert found(desk, "okapi") == ["articles/a.md"]
    assert found(desk, "quagga") == []
    assert found(desk, "tapir") == ["articles/b.md"]


def test_a_large_update_brings_back_what_was_deleted_before(desk, tmp_path, monkeypatch):
    """A file that went and came again in an update that waits for the child is found once that has run."""
    text = (desk.root / "articles/b.md").read_text(encoding="utf-8")
    (desk.root / "articles/b.md").unlink()
    desk.take_up(desk.changed_on_disk())
    assert found(desk, "paper jams ") == []
    monkeypatch.setattr(lookup, "TAKEN_UP", 3)
    write(desk.root, {"articles/b.md": text} | {f"articles/new-{n}.md": "# New\n" for n in range(4)})
    desk.take_up(desk.changed_on_disk())
    child = make_desk(desk.root, tmp_path / "home")
    child.build_index(still)
    child.close()
    assert found(desk, "paper jams ") == ["articles/b.md"]


def test_the_index_knows_who_changed_what_and_when(desk):
    """Author and day of the last commit are searched for with ``by:`` and ``changed:``."""
    commit(
        desk.root,
        {"articles/b.md": "# Paper jams\n\nNow open it.\n"},
        "b",
        "Bela",
        "2026-05-06T23:00:00+00:00",
    )
    desk.build_index(still)
    assert found(desk, "by:bela ") == ["articles/b.md"]
    assert found(desk, "by:anna ") == ["articles/a.md"]
    assert found(desk, "changed:>2026-05-05 ") == ["articles/b.md"]
    assert written(desk).values("by") == ("Anna", "Bela")


def test_a_commit_of_what_was_indexed_before_tells_who_did_it(desk):
    """A file that was indexed when it was saved gets its author once that is known."""
    rewrite(desk, "articles/b.md", "# Paper jams\n\nNow open it.\n")
    assert desk.build_index(still) == 1
    assert found(desk, "by:bela ") == []
    commit(desk.root, {}, "b", "Bela", "2026-05-06T10:00:00+00:00")
    assert desk.build_index(still) == 1
    assert found(desk, "by:bela ") == ["articles/b.md"]
    assert desk.build_index(still) == 0


def test_a_first_commit_tells_who_did_it(tmp_path):
    """A folder that becomes a repository after it was indexed is not left without authors."""
    write(tmp_path / "kb", FILES)
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    desk.build_index(still)
    assert written(desk).values("by") == ()
    make_repo(tmp_path / "kb", {}, author="Anna")
    assert desk.build_index(still) == 2
    assert written(desk).values("by") == ("Anna",)
    desk.close()


def test_a_taken_up_file_keeps_its_author(desk):
    """Who changed a file last is known of a changed one too, until git knows better."""
    rewrite(desk, "articles/a.md", "# Printer is offline\n\nAsk the quagga.\n")
    desk.take_up(desk.changed_on_disk())
    assert found(desk, "by:anna quagga ") == ["articles/a.md"]


def test_an_archived_article_names_its_successor_as_a_path(tmp_path):
    """However the link is written, the hit has the path of the file that is really there."""
    files = {
        "net/old.md": "---\nconfidence: archived\nsuperseded_by: new\n---\n# Okapi old\n",
        "net/older.md": "---\nconfidence: archived\nsuperseded_by: gone.md\n---\n# Okapi older\n",
        "net/new.md": "# Quagga\n",
    }
    write(tmp_path / "kb", files)
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    desk.build_index(still)
    assert {hit.path: hit.successor for hit in desk.search("okapi").hits} == {
        "net/old.md": "net/new.md",
        "net/older.md": "",
    }
    desk.close()


def test_a_damaged_index_does_not_keep_a_change_from_being_noticed(desk):
    """Taking up a change with no index to take it into asks for a new one at the next search."""
    for place in desk.lookup.folder.iterdir():
        if place.is_file():
            place.write_bytes(b"damaged")
    desk.close_index()
    desk.lookup.changed(("articles/a.md",), {"articles/a.md": Revision("c" * 40, "Anna", "2026-01-01")})
    found(desk, "printer")
    assert desk.wants_index
    assert found(desk, "a") == ["articles/a.md"]


def test_the_opening_names_playbooks_that_have_steps(tmp_path):
    """By their titles; one that cannot be read, or has no step yet, is not offered for a call."""
    files = {
        "playbooks/a.md": "---\ntitle: Wi-Fi drops\n---\n\n## Tier 1\n\n### Look\n",
        "playbooks/b.md": "# A plan\n\nNothing yet.\n",
        "playbooks/c.md": '---\ntitle: "Mail: lost"\n---\n\n   ### Ask\n',
    }
    make_repo(tmp_path / "kb", files)
    (tmp_path / "kb" / "playbooks" / "d.md").write_bytes(b"### \x00\x01\x02")
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    assert desk.opening().playbooks == (("Wi-Fi drops", "playbooks/a.md"), ("Mail: lost", "playbooks/c.md"))
    desk.close()

# SPDX-License-Identifier: MIT
"""The past at the desk: versions as pages, comparisons, bringing back, what changed since it was read."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from itertools import chain

import pytest
from desks import make_desk
from gitrepo import commit, git, make_repo, write

from kbdesk.cases import CaseStore
from kbdesk.cases.schema import APPLICATION, SCHEMA
from kbdesk.errors import KbError
from kbdesk.model import Author
from kbdesk.model.history import Reading

pytestmark = pytest.mark.usefixtures("plain_git")
MIA = Author("Mia Tran", "mia@example.org")
PNG = "\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def zone(monkeypatch):
    """Times are told as in this place."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def desk(tmp_path):
    """A library in which a.md changed twice; a picture of it changed, too."""
    kb = tmp_path / "kb"
    make_repo(kb, {"a.md": "# Portal\n\nThe old way.\n\n![x](p.png)\n"}, "Anna", "2026-11-01T09:00:00+00:00")
    (kb / "p.png").write_bytes(PNG.encode("latin-1") + b"old")
    commit(
        kb,
        {"a.md": "# Portal\n\nThe new way.\n\n![x](p.png)\n"},
        "Say new",
        "Ben",
        "2026-11-03T14:02:00+00:00",
    )
    (kb / "p.png").write_bytes(PNG.encode("latin-1") + b"new")
    commit(kb, {"a.md": "# Portal\n\nThe newest way.\n"}, "Say newest", "Cleo", "2026-11-05T09:00:00+00:00")
    made = make_desk(kb, tmp_path)
    yield made
    made.past.close()
    made.close()


def words(blocks):
    return [(block.change, "new" in block.before, "new" in block.after) for block in blocks]


def test_a_version_is_shown_as_it_was(desk):
    """Its text, its writer, its picture of then, and a sentence that says so."""
    version = desk.past.versions("a.md").versions[1]
    page = desk.past.page(version)
    assert "The new way." in page.rendered.html
    assert (page.revision.author, page.pictures) == ("Ben", (PNG.encode("latin-1") + b"old",))
    assert page.notices[0].startswith("This is how it was on 3 Nov 2026, 14:02.")


def test_a_version_that_deleted_the_file_is_a_sentence(desk):
    """There is nothing to show or to bring back."""
    (desk.root / "a.md").unlink()
    commit(desk.root, {}, "delete", "Dora", "2026-11-06T09:00:00+00:00")
    version = desk.past.versions("a.md").versions[0]
    for verb in (desk.past.page, lambda one: desk.past.bring_back("a.md", one, MIA)):
        with pytest.raises(KbError, match="deleted"):
            verb(version)


def test_comparisons_of_versions_and_of_now(desk):
    """What a version changed; two versions; a version and the file as it is; what is not saved yet."""
    newest, middle, oldest = desk.past.versions("a.md").versions
    own = desk.past.compare("a.md", None, middle)
    assert (own.before_title, own.after_title) == ("Before", "Ben, 3 Nov 2026, 14:02")
    assert [block.change for block in own.blocks] == ["same", "changed", "same"]
    both = desk.past.compare("a.md", oldest, newest)
    assert (both.before_title, both.after_title) == ("Anna, 1 Nov 2026, 09:00", "Cleo, 5 Nov 2026, 09:00")
    assert [block.change for block in both.blocks] == ["same", "changed", "removed"]
    assert {block.change for block in desk.past.compare("a.md", None, oldest).blocks} == {"added"}
    write(desk.root, {"a.md": "# Portal\n\nTyped now.\n"})
    assert desk.past.compare("a.md", newest).after_title == "Now"
    unsaved = desk.past.compare("a.md")
    assert (unsaved.before_title, unsaved.blocks[-1].change != "same") == ("Cleo, 5 Nov 2026, 09:00", True)
    (desk.root / "a.md").unlink()
    assert {block.change for block in desk.past.compare("a.md", newest).blocks} == {"removed"}


def test_a_binary_version_is_said_not_shown(desk):
    """What is no text is told by a sentence."""
    (desk.root / "a.md").write_bytes(b"\0\1\2")
    commit(desk.root, {}, "oops")
    compared = desk.past.compare("a.md", None, desk.past.versions("a.md").versions[0])
    assert (compared.blocks, "binary" in compared.notice) == ((), True)


def test_bringing_back_is_a_new_change(desk):
    """The old text is the file again, by its own writer now; every version before stays."""
    before = desk.past.versions("a.md").versions
    saved = desk.past.bring_back("a.md", before[-1], MIA)
    assert (desk.root / "a.md").read_text() == "# Portal\n\nThe old way.\n\n![x](p.png)\n"
    after = desk.past.versions("a.md").versions
    assert (after[0].commit, after[0].author, after[0].blob) == (saved.commit, "Mia Tran", before[-1].blob)
    assert after[0].message == "Bring back the text of 1 Nov 2026 by Anna"
    assert after[1:] == before
    assert desk.writing.left() == ()


def test_bringing_back_goes_to_the_name_of_now_and_to_a_deleted_file(desk):
    """After a rename the text comes to the new name; after a deletion the file is there again."""
    git(desk.root, "mv", "a.md", "b.md")
    commit(desk.root, {}, "rename", date="2026-11-06T09:00:00+00:00")
    oldest = desk.past.versions("b.md").versions[-1]
    desk.past.bring_back("b.md", oldest, MIA)
    assert "The old way." in (desk.root / "b.md").read_text()
    assert not (desk.root / "a.md").exists()
    (desk.root / "b.md").unlink()
    commit(desk.root, {}, "delete", date="2026-11-23T09:00:00+00:00")
    desk.past.bring_back("b.md", oldest, MIA)
    assert "The old way." in (desk.root / "b.md").read_text()
    assert git(desk.root, "status", "--porcelain") == ""


def test_bringing_back_leaves_a_waiting_draft_alone(desk):
    """What is being typed is not lost, and clashes only when it is saved."""
    draft = desk.writing.keep(replace(desk.writing.open("a.md"), text="typed"))
    desk.past.bring_back("a.md", desk.past.versions("a.md").versions[-1], MIA)
    assert [one.text for one in desk.writing.left()] == ["typed"]
    assert desk.writing.save(draft, "mine", MIA).theirs.startswith("# Portal\n\nThe old way.")


def test_lines_are_of_the_file_on_disk(desk):
    """A line that is not saved has no writer."""
    write(desk.root, {"a.md": "# Portal\n\nThe newest way.\nmore\n"})
    assert [(line.text, line.author) for line in desk.past.lines("a.md")] == [
        ("# Portal", "Anna"),
        ("", "Anna"),
        ("The newest way.", "Cleo"),
        ("more", ""),
    ]


# --- what was read ----------------------------------------------------------------------------------------


def test_what_changed_since_it_was_read(desk):
    """Nothing for what was never read or is as it was; then the difference; then nothing again."""
    past = desk.past
    assert (past.unread("a.md"), past.changed_since_read()) == (None, frozenset())
    past.mark_read(desk.page("a.md"))
    assert (past.unread("a.md"), past.changed_since_read()) == (None, frozenset())
    commit(desk.root, {"a.md": "# Portal\n\nAnother way.\n"}, "later")
    assert past.look_again() == {"a.md"}
    compared = past.unread("a.md")
    assert (compared.before_title, compared.after_title) == ("When you read it, 22 Nov 2026", "Now")
    assert [block.change for block in compared.blocks] == ["same", "changed"]
    past.mark_read(desk.page("a.md"))
    assert (past.unread("a.md"), past.changed_since_read()) == (None, frozenset())


def test_what_was_read_is_known_to_the_next_desk(desk, tmp_path):
    """It is kept in the user's own folder, for each library for itself."""
    desk.past.mark_read(desk.page("a.md"))
    desk.past.close()
    commit(desk.root, {"a.md": "other"}, "later")
    again = make_desk(desk.root, tmp_path)
    assert again.past.changed_since_read() == {"a.md"}
    again.past.close()
    other = tmp_path / "other"
    make_repo(other, {"a.md": "quite other"})
    elsewhere = make_desk(other, tmp_path)
    assert elsewhere.past.changed_since_read() == frozenset()
    elsewhere.past.close()


def test_a_text_that_was_never_saved_is_kept_to_be_compared(desk, tmp_path):
    """Without a history, or for an unsaved file, a copy is kept; what is in the history is not copied."""
    desk.past.mark_read(desk.page("a.md"))
    write(desk.root, {"new.md": "# New\n\nFirst words.\n"})
    desk.past.mark_read(desk.page("new.md"))
    with CaseStore(desk.home.cases) as store:
        root = str(desk.root)
        assert (store.read_copy(root, "a.md"), store.read_copy(root, "new.md")) == (
            "",
            "# New\n\nFirst words.\n",
        )
    write(desk.root, {"new.md": "# New\n\nLast words, longer.\n"})
    assert [block.change for block in desk.past.unread("new.md").blocks] == ["same", "changed"]


def test_a_deleted_file_is_not_said_to_have_changed(desk):
    """There is nothing to read, so there is no mark."""
    desk.past.mark_read(desk.page("a.md"))
    (desk.root / "a.md").unlink()
    assert desk.past.look_again() == frozenset()
    assert desk.past.unread("a.md") is None


def test_a_text_of_then_that_is_gone_is_a_sentence(desk):
    """If history was rewritten so that the old text is nowhere, it still says that something changed."""
    with CaseStore(desk.home.cases) as store:
        store.set_reading(str(desk.root), Reading("a.md", "1" * 40, "2026-11-20T10:00:00+00:00"))
    compared = desk.past.unread("a.md")
    assert (compared.blocks, bool(compared.notice)) == ((), True)


def test_what_one_wrote_oneself_is_no_news(desk):
    """After an own save nothing is said to have changed, although the text is another."""
    desk.past.mark_read(desk.page("a.md"))
    desk.past.bring_back("a.md", desk.past.versions("a.md").versions[-1], MIA)
    assert desk.past.look_again() == {"a.md"}
    desk.past.mark_written(("a.md", "gone.md"))
    assert (desk.past.unread("a.md"), desk.past.changed_since_read()) == (None, frozenset())


def test_pages_of_other_libraries_are_not_noted(desk):
    """A page of a library beside this one, or a file that could not be read, leaves no mark."""
    desk.past.mark_read(replace(desk.page("a.md"), library="beside"))
    (desk.root / "big.md").write_bytes(b"x" * 5_000_001)
    desk.past.mark_read(desk.page("big.md"))
    with CaseStore(desk.home.cases) as store:
        assert store.readings(str(desk.root)) == {}


@pytest.mark.parametrize("version", range(1, len(SCHEMA)))
def test_a_store_of_a_version_before_is_taken_over(tmp_path, version):
    """What an older kbdesk wrote stays, and reading can be noted in it."""
    place = tmp_path / "cases.sqlite"
    connection = sqlite3.connect(place)
    for name in ("row_of_run", "words_of_run"):
        connection.create_function(name, 4, lambda *_: "")
    for statement in chain.from_iterable(SCHEMA[:version]):
        connection.execute(statement)
    connection.execute("INSERT INTO seen VALUES ('/kb', 'abc')")
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
    with CaseStore(place) as store:
        store.set_reading("/kb", Reading("a.md", "b" * 40, "2026-11-20T10:00:00+00:00"), "text")
        assert (store.seen("/kb"), store.take_notice()) == ("abc", "")
        assert store.readings("/kb")["a.md"].blob == "b" * 40
        assert (store.read_copy("/kb", "a.md"), store.read_copy("/kb", "b.md")) == ("text", "")

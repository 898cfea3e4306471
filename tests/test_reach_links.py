# SPDX-License-Identifier: MIT
"""Links to places of a library: strict to read, followed here and elsewhere, copied by key."""

from __future__ import annotations

import pytest
from desks import make_desk, sample_repo
from gitrepo import commit, git
from hands import home, opened  # noqa: F401 - a fixture
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication

from kbdesk.cli import FAILED, FINE, main
from kbdesk.desk.links import (
    Link,
    landing,
    lead,
    library_around,
    link_of,
    mark_of,
    parse_link,
    places,
    remember,
)
from kbdesk.errors import KbError
from kbdesk.model import LibraryInfo
from kbdesk.ui.reach import wire
from kbdesk.ui.reach.link_drops import dropped, link_in

ARTICLE = "articles/network/change-the-wifi-channel.md"
BOOK = "playbooks/technical/vpn-will-not-connect.md"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(tmp_path, plain_git):
    made = make_desk(sample_repo(tmp_path / "lib"), tmp_path / "home")
    yield made
    made.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://open/articles/a.md",
        "kbdesk:articles/a.md",
        "kbdesk://run/articles/a.md",
        "KBDESK://open/articles/a.md",
        "kbdesk://open@host/articles/a.md",
        "kbdesk://open:80/articles/a.md",
        "kbdesk://open//etc/a.md",
        "kbdesk://open/../a.md",
        "kbdesk://open/articles/%2e%2e/%2e%2e/a.md",
        "kbdesk://open/articles%2f..%2f..%2fa.md",
        "kbdesk://open/.git/a.md",
        "kbdesk://open/c:/a.md",
        "kbdesk://open/articles\\a.md",
        "kbdesk://open/articles%5Ca.md",
        "kbdesk://open/articles/a.md%00",
        "kbdesk://open/articles/a%0a.md",
        "kbdesk://open/articles/a%E2%80%AEdm.md",
        "kbdesk://open/articles/a%ff.md",
        "kbdesk://open/articles/a%4.md",
        "kbdesk://open/articles/a.exe",
        "kbdesk://open/articles/",
        "kbdesk://open/articles/a.md?run=yes",
        "kbdesk://open/articles/a.md?library=a&library=b",
        "kbdesk://open/articles/a.md?id=0123456789AB",
        "kbdesk://open/articles/a.md?id=../../x",
        "kbdesk://open/articles/a.md#%00",
        "kbdesk://open/articles/a.md#" + "a" * 301,
        "kbdesk://open/" + "a" * 3000 + ".md",
    ],
)
def test_what_is_not_exactly_a_link_is_refused(text):
    """Nothing is guessed of a link that somebody else wrote."""
    with pytest.raises(KbError):
        parse_link(text)


SIGNS = st.characters(categories=("L", "N"), include_characters=" -_&=#?%+'()")
WORD = st.text(SIGNS, min_size=1).map(str.strip)
PART = WORD.filter(lambda text: text and not set(text) & set('?*"<>|\\:'))


@given(st.lists(PART, min_size=1, max_size=4), PART, st.sampled_from(["", "0123456789ab"]), PART)
def test_a_link_says_what_was_put_into_it(parts, anchor, mark, name):
    """Every path, anchor and name of a library comes back from its link as it was."""
    link = Link("/".join(parts)[:300].rstrip("/ ") + ".md", anchor[:300], name[:100].strip(), mark)
    assert parse_link(link.text) == link
    assert len(link.text.split()) == 1


def test_copies_of_one_library_have_one_mark():
    """However a team's address is written, its copies are known as the same; folders without one are not."""
    ways = (
        "https://git.example.org/support/kb.git",
        "https://mia:secret@git.example.org/support/kb",
        "ssh://git@git.example.org/support/kb.git",
        "git@git.example.org:support/kb.git",
    )
    marks = {mark_of(LibraryInfo(f"/home/{n}", "kb", "ok", remote_url=url)) for n, url in enumerate(ways)}
    assert len(marks) == 1
    alone = {mark_of(LibraryInfo(root, "kb", "ok")) for root in ("/a", "/b")}
    assert len(alone | marks) == 3


def test_a_link_leads_to_its_place_in_the_open_library(desk):
    """A step of a playbook is found; a place that is gone leads to the beginning, and that is told."""
    link = link_of(desk, BOOK, "check-the-password")
    found = lead(desk.home, desk, parse_link(link.text))
    assert (found.to, found.path, found.anchor, found.notice) == ("here", BOOK, "check-the-password", "")
    gone = landing(desk, Link(BOOK, "no-such-step"))
    assert (gone.path, gone.anchor) == (BOOK, "")
    assert "gone" in gone.notice


def test_a_link_finds_a_file_that_was_renamed(desk, tmp_path):
    """The history says what the file is called now."""
    link = link_of(desk, ARTICLE, "cause")
    new = "articles/network/wifi-channel.md"
    git(tmp_path / "lib", "mv", ARTICLE, new)
    commit(tmp_path / "lib", {}, "renamed")
    again = make_desk(tmp_path / "lib", tmp_path / "home")
    found = landing(again, link)
    again.close()
    assert (found.path, found.anchor) == (new, "cause")
    assert new in found.notice


def test_a_library_that_was_open_before_is_known(desk, tmp_path):
    """Its folder is found by the mark, and no more once it is gone."""
    remember(desk.home, desk.info)
    remember(desk.home, desk.info)
    assert len(places(desk.home)) == 1
    link = link_of(desk, ARTICLE)
    assert lead(desk.home, None, link).root == str(tmp_path / "lib")
    assert lead(desk.home, None, Link(ARTICLE, mark="0" * 12, library="lib")).to == "unknown"
    (tmp_path / "lib").rename(tmp_path / "elsewhere")
    assert lead(desk.home, None, link).to == "unknown"
    (desk.home.data / "places.json").write_text("{broken")
    assert places(desk.home) == ()


def test_the_terminal_prints_links(desk, tmp_path, capsys):
    """A link to a step is printed; to a step that is not there it is refused."""
    there = ["--library", str(tmp_path / "lib")]
    assert main(["link", f"{BOOK}#check-the-password", *there]) == FINE
    printed = capsys.readouterr().out.strip()
    assert parse_link(printed).anchor == "check-the-password"
    assert main(["link", f"{BOOK}#no-such-step", *there]) == FAILED
    assert main(["link", "articles/network", *there]) == FAILED


def test_a_file_belongs_to_the_library_around_it(tmp_path):
    """The nearest folder that is a library counts; a note that lies about belongs to none."""
    place = tmp_path / "kb" / "articles" / "a.md"
    place.parent.mkdir(parents=True)
    place.write_text("# A\n")
    assert library_around(place) == (tmp_path / "kb", "articles/a.md")
    alone = tmp_path / "a.txt"
    alone.write_text("x")
    assert library_around(alone) is None


def test_what_is_dropped_is_told_apart(tmp_path):
    """A link or a folder is taken; files and other texts are left to others."""
    link = "kbdesk://open/articles/a.md"
    assert link_in(f" {link}\n") == link
    assert link_in(f"see {link}") == ""
    folder, text, web = QMimeData(), QMimeData(), QMimeData()
    folder.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    text.setText(link)
    web.setUrls([QUrl("https://example.org")])
    assert dropped(folder) == (wire.FOLDER, str(tmp_path), "")
    assert dropped(text) == (wire.LINK, link, "")
    assert dropped(web) is None


def test_links_in_the_window(qtbot, home, tmp_path, plain_git):  # noqa: F811
    """Copied by key they lead back to the section; pasted they are followed; an unknown library asks."""
    library = sample_repo(tmp_path / "lib")
    with opened(qtbot, home, library) as hands:
        window = hands.window
        window.finder.open_path(BOOK, "check-the-password")
        hands.wait(lambda: window.finder.page is not None)
        hands.rest()
        hands.key(Qt.Key.Key_V, CONTROL | SHIFT)
        copied = QGuiApplication.clipboard().text()
        assert (parse_link(copied).path, parse_link(copied).anchor) == (BOOK, "check-the-password")
        window.finder.open_path(ARTICLE)
        hands.wait(lambda: window.finder.page.document.path == ARTICLE)
        hands.key(Qt.Key.Key_V, CONTROL)
        hands.wait(lambda: window.finder.page.document.path == BOOK)
        linking = window.late.reach.linking
        linking.open_link("kbdesk://open/articles/x.md?library=Other&id=0123456789ab")
        hands.wait(lambda: linking.sheet is not None)
        hands.key(Qt.Key.Key_Return)  # the focus is where nothing is opened
        assert linking.sheet is None
        assert window.finder.page.document.path == BOOK


def test_a_link_opens_the_library_that_it_leads_into(qtbot, home, tmp_path, plain_git):  # noqa: F811
    """A library that was open before is opened again, at the article of the link."""
    first, second = sample_repo(tmp_path / "first"), sample_repo(tmp_path / "second")
    other = make_desk(second, tmp_path / "else")
    remember(home, other.info)
    link = link_of(other, ARTICLE, "cause").text
    other.close()
    with opened(qtbot, home, first) as hands:
        window = hands.window
        window.late.reach.linking.open_link(link)
        hands.wait(lambda: window.keeper.desk.root == second and window.finder.page is not None)
        hands.rest()
        assert window.finder.page.document.path == ARTICLE
        hands.wait(lambda: not window.keeper.indexer.running)

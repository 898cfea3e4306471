# SPDX-License-Identifier: MIT
"""Reading paths: an ordered list of links is the path; what was read and what changed since is told."""

from __future__ import annotations

import pytest
from desks import make_desk, sample_repo
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt

from kbdesk.desk.paths import list_links
from kbdesk.errors import KbError
from kbdesk.markdown import parse
from kbdesk.model import Seat, SourceFile

TIER_1 = "articles/paths/tier-1.md"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(sample_repo(tmp_path / "library"), tmp_path)
    yield desk
    desk.close()


def links(text):
    return [link.target for link in list_links(parse(SourceFile("articles/p.md", "b", text)))]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("1. [A](a.md)\n2. [B](b.md)\n", ["a.md", "b.md"]),
        ("1. Read [A](a.md), then [B](b.md)\n", ["a.md"]),
        ("1. First the long one:\n   [A](a.md)\n2) [B](b.md)\n", ["a.md", "b.md"]),
        ("See [X](x.md).\n\n- [Y](y.md)\n\n1. [A](a.md)\n", ["a.md"]),
        ("1. [A](a.md)\n   - [B](b.md)\n2. [A](a.md)\n", ["a.md"]),
        ("```\n1. [A](a.md)\n```\n", []),
        ("1. ![P](p.png)\n2. [A](a.md)\n", ["a.md"]),
        ("", []),
    ],
)
def test_the_ordered_list_is_the_path(text, targets):
    """The first link of each numbered item counts, in order and once; what stands elsewhere does not."""
    assert links(text) == targets


def test_the_sample_paths(desk):
    """The path of one's own role comes first, its items in order under their headings, all of them there."""
    paths = desk.paths.all()
    assert paths[0].path == TIER_1
    assert [one.for_me for one in paths] == [True] + [False] * (len(paths) - 1)
    assert paths[0].items[0].title == "How to use this library"
    assert paths[0].items[0].part == "Before the first call"
    assert {item.state for path in paths for item in path.items} == {"new"}
    assert any(item.playbook for item in paths[0].items)
    desk.home.set_seat(Seat("1", role="retention"))
    assert "retention" in desk.paths.all()[0].role


def test_what_was_read_and_what_changed_since(desk):
    """Reading moves the path on; an item that was changed is to be read again, and its change is told."""
    first = desk.paths.all()[0].next
    assert desk.paths.difference(first) is None
    desk.paths.read(first)
    path = desk.paths.all()[0]
    assert (path.read, path.items[0].state, path.next.number) == (1, "read", 2)
    file = desk.root / first.path
    file.write_text(
        file.read_text("utf-8").replace("Type what the customer", "Write what the customer"), "utf-8"
    )
    path = desk.paths.all()[0]
    assert (path.read, path.changed, path.next.number) == (0, 1, 1)
    assert any(block.change == "changed" for block in desk.paths.difference(path.next).blocks)
    desk.paths.read(path.next)
    assert desk.paths.all()[0].changed == 0


def test_a_link_that_leads_nowhere_stops_nobody(desk):
    """It is named, passed over by the next item, and cannot be read."""
    text = "---\nkind: Reading-Path\n---\n\n# P\n\n1. [Gone](gone.md)\n2. [Out](https://example.org)\n"
    text += "3. [Here](../desk/remote-session.md)\n"
    (desk.root / "articles/paths/odd.md").write_text(text, "utf-8")
    odd = next(path for path in desk.paths.all() if path.path.endswith("odd.md"))
    assert [item.state for item in odd.items] == ["gone", "gone", "new"]
    assert odd.next.number == 3
    with pytest.raises(KbError, match="leads"):
        desk.paths.page(odd.items[1])


def test_a_path_is_read_by_enter(qtbot, tmp_path, home):  # noqa: F811
    """Ctrl+Shift+J opens it at the next item; Enter notes it as read and goes on; O opens it to read."""
    with opened(qtbot, home, sample_repo(tmp_path / "library")) as hands:
        hands.key(Qt.Key.Key_J, CONTROL | SHIFT)
        paths = hands.window.late.roles.paths
        hands.wait(lambda: paths.page is not None and paths.page.current is not None)
        assert paths.page.path.path == TIER_1
        for number in (1, 2):
            assert paths.page.current.number == number
            hands.key(Qt.Key.Key_Return)
            hands.wait(lambda: paths.page.path.read == number)  # noqa: B023
        assert paths.page.current.number == 3
        hands.key(Qt.Key.Key_O)
        hands.wait(lambda: hands.window.finder.page is not None)
        assert hands.window.finder.page.document.path == paths.page.path.items[2].path
        hands.key(Qt.Key.Key_J, CONTROL | SHIFT)
        hands.wait(lambda: paths.page.path.read == 3)

# SPDX-License-Identifier: MIT
"""History in the window: versions, comparisons, lines, bringing back; what changed since it was read."""

from __future__ import annotations

import time

import pytest
from desks import make_desk
from gitrepo import commit, git, make_repo
from hands import at_work
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from kbdesk.markdown.compare import compare
from kbdesk.model import Author
from kbdesk.model.history import ComparedBlock, Comparison, LineAuthor, PastPage, Version
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.past.book import PastBook
from kbdesk.ui.past.compare_html import MOST_BLOCKS, compare_css, comparison_html, parts
from kbdesk.ui.past.compare_view import CompareView
from kbdesk.ui.past.lines_view import LinesView
from kbdesk.ui.past.page import HistoryPage
from kbdesk.ui.past.words import read_before, row_of
from kbdesk.ui.theme import Theme
from kbdesk.ui.who import Who

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints"),
    pytest.mark.usefixtures("plain_git"),
]
KEY = Qt.Key
OLD = (
    "# Portal\n\nOpen the old portal.\n\n"
    + "".join(f"Part {n} stays.\n\n" for n in range(9))
    + "## End\n\nBye.\n"
)


@pytest.fixture(autouse=True)
def zone(monkeypatch):
    """Times are told as in this place."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def kb(tmp_path):
    """A library whose a.md three people wrote."""
    folder = tmp_path / "kb"
    make_repo(folder, {"a.md": OLD}, "Anna", "2026-11-01T09:00:00+00:00")
    commit(
        folder, {"a.md": OLD.replace("old", "new")}, "Name the new portal", "Ben", "2026-11-03T14:02:00+00:00"
    )
    last = OLD.replace("old", "new").replace("Bye.", "Good bye.")
    commit(folder, {"a.md": last}, "Say good bye", "Cleo", "2026-11-05T09:00:00+00:00")
    return folder


class Room:
    """A frame with the History page's keeper, on a real library."""

    def __init__(self, qtbot, tmp_path, kb):
        self.qtbot = qtbot
        self.desk = make_desk(kb, tmp_path)
        self.desk.home.set_who(Author("Mia Tran", "mia@example.org"))
        self.top = QWidget()
        theme = Theme()
        self.top.setStyleSheet(theme.qss())
        self.frame = Frame(theme, self.top)
        box = QVBoxLayout(self.top)
        box.addWidget(self.frame)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.lanes = Lanes(self.top)
        self.who = Who(self.desk.home, self.lanes, theme, self.top)
        self.book = PastBook(self.lanes, self.frame, self.who, theme)
        self.book.set_desk(self.desk)
        qtbot.addWidget(self.top)
        self.top.resize(1280, 800)
        self.top.show()
        self.top.activateWindow()
        qtbot.waitUntil(self.top.isActiveWindow)
        self.rest()

    @property
    def page(self):
        return self.book.page

    def rest(self):
        self.qtbot.wait(20)
        self.qtbot.waitUntil(lambda: not (self.lanes.busy or at_work(self.top)), timeout=10_000)

    def key(self, *keys):
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget(), key)
            self.rest()

    def close(self):
        self.book.shut_down()
        self.lanes.shut_down()
        self.desk.close()
        self.desk.past.close()


@pytest.fixture
def room(qtbot, tmp_path, kb):
    made = Room(qtbot, tmp_path, kb)
    yield made
    made.close()


def seen(widget):
    """All that its labels say."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_versions_are_told_in_peoples_words(room):
    """Who, when and what, newest first; the newest is chosen and what it changed is shown."""
    room.book.show("a.md")
    room.rest()
    rows = [(row.title, row.line) for row in room.page._list.rows]
    assert rows == [
        ("Say good bye", "Cleo · 5 Nov 2026, 09:00"),
        ("Name the new portal", "Ben · 3 Nov 2026, 14:02"),
        ("first", "Anna · 1 Nov 2026, 09:00"),
    ]
    assert room.frame.cover is room.page
    assert room.page._list.hasFocus()
    assert (room.page.mode, room.page._compare.comparison.after_title) == (
        "change",
        "Cleo, 5 Nov 2026, 09:00",
    )
    assert "Good bye." in room.page._compare.text
    words = seen(room.page).lower()
    assert not any(word in words for word in ("git", "commit", "branch", "merge", "head"))


def test_every_view_is_a_key_away(room):
    """Down, C, Enter, L and V lead through the views of a version, and Esc back to the desk."""
    room.book.show("a.md")
    room.rest()
    room.key(KEY.Key_Down)
    assert "Open the new portal." in room.page._compare.text
    room.key(KEY.Key_C)
    assert (room.page.mode, room.page._compare.comparison.after_title) == ("now", "Now")
    assert "Good bye." in room.page._compare.text
    room.key(KEY.Key_Return)
    assert "Open the new portal." in room.page._view.toPlainText()
    assert "This is how it was on 3 Nov 2026, 14:02." in seen(room.page)
    room.key(KEY.Key_Down)
    assert "Open the old portal." in room.page._view.toPlainText()
    room.key(KEY.Key_L)
    assert room.page._lines.hasFocus()
    assert [line.author for line in room.page._lines.lines[:3]] == ["Anna", "Anna", "Ben"]
    room.key(KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)
    assert (room.page.version().author, room.page.mode) == ("Ben", "change")
    room.key(KEY.Key_Escape)
    assert (room.page, room.frame.cover) == (None, None)


def test_lines_can_be_opened_at_once(room):
    """The page opens at the lines, with the versions beside them."""
    room.book.show_lines("a.md")
    room.rest()
    assert (room.page.mode, len(room.page.versions)) == ("lines", 3)
    assert room.page._stack.currentWidget() is room.page._lines
    assert room.page._lines.lines[2].author == "Ben"


def test_bringing_back_asks_once(room, kb):
    """B asks, Esc leaves it, B and B again save the old text as a new version that is listed first."""
    room.book.show("a.md")
    room.rest()
    room.key(KEY.Key_Down, KEY.Key_Down, KEY.Key_B)
    assert "Make the text of 1 Nov 2026, 09:00 the article's text again?" in seen(room.page)
    room.key(KEY.Key_Escape)
    assert room.page is not None
    assert "Make the text" not in seen(room.page)
    said, changed = [], []
    room.book.said.connect(said.append)
    room.book.changed.connect(changed.append)
    room.key(KEY.Key_B, KEY.Key_B)
    assert (kb / "a.md").read_text() == OLD
    assert (changed, said) == (
        [("a.md",)],
        ["The text of 1 Nov 2026 is back. What stood before is in the history."],
    )
    assert room.page._list.rows[0].title == "Bring back the text of 1 Nov 2026 by Anna"
    assert git(kb, "rev-list", "--count", "HEAD").strip() == "4"


def test_choosing_another_version_ends_the_question(room, kb):
    """The question is about one version only."""
    room.book.show("a.md")
    room.rest()
    room.key(KEY.Key_Down, KEY.Key_B)
    room.page._list.setFocus()
    room.key(KEY.Key_Down, KEY.Key_B)
    assert git(kb, "rev-list", "--count", "HEAD").strip() == "3"
    assert "1 Nov 2026" in seen(room.page)


def test_long_histories_come_page_by_page(qtbot, tmp_path):
    """The next versions are asked for when the end of the list is near, and none is there twice."""
    kb = tmp_path / "kb"
    make_repo(kb, {"a.md": "0\n"})
    for number in range(1, 46):
        commit(
            kb,
            {"a.md": f"{number}\n"},
            f"change {number}",
            date=f"2026-02-01T{number // 60:02}:{number % 60:02}:00+00:00",
        )
    room = Room(qtbot, tmp_path, kb)
    room.book.show("a.md")
    room.rest()
    assert len(room.page.versions) == 20
    room.key(KEY.Key_End)
    room.key(KEY.Key_End)
    room.key(KEY.Key_End)
    assert [version.message for version in room.page.versions] == [
        *(f"change {n}" for n in range(45, 0, -1)),
        "first",
    ]
    assert room.page._list.currentIndex().row() == 45
    room.close()


def test_an_article_without_versions_says_so(room, kb):
    """A file that was never saved: a sentence, and nothing to choose."""
    (kb / "new.md").write_text("# New\n")
    room.book.show("new.md")
    room.rest()
    assert "has not been saved" in seen(room.page)
    assert not room.page.right.isVisible()
    room.key(KEY.Key_B)
    room.key(KEY.Key_Escape)
    assert room.page is None


def test_what_cannot_be_shown_is_told_in_its_place(room, kb):
    """A version that deleted the file has no page of its own; asking for lines of UTF-16 is a sentence."""
    (kb / "a.md").write_bytes("Größe\n".encode("utf-16"))
    commit(kb, {}, "utf-16", date="2026-11-06T09:00:00+00:00")
    room.book.show("a.md")
    room.rest()
    room.key(KEY.Key_L)
    assert "UTF-8" in room.page._compare.text


# --- what was read ----------------------------------------------------------------------------------------


def test_an_article_that_changed_since_it_was_read_says_so(room, kb):
    """The sentence comes once with the page; the difference is shown in the History page; marks follow."""
    told, marked = [], []
    room.book.unread_found.connect(lambda path, sentence: told.append((path, sentence)))
    room.book.marked.connect(marked.append)
    room.book.page_opened(room.desk.page("a.md"))
    room.rest()
    assert (told, marked[-1]) == ([], frozenset())
    commit(kb, {"a.md": OLD.replace("Bye.", "See you.")}, "See you", "Dora", "2026-11-21T09:00:00+00:00")
    room.book.look_again()
    room.rest()
    assert marked[-1] == {"a.md"}
    room.book.page_opened(room.desk.page("a.md"))
    room.rest()
    assert told == [("a.md", "Changed in 2 places since you last read it on 22 Nov 2026.")]
    assert marked[-1] == frozenset()
    room.book.show_unread()
    room.rest()
    assert (room.page.mode, room.page._compare.comparison.before_title) == (
        "read",
        "When you read it, 22 Nov 2026",
    )
    assert "See you." in room.page._compare.text
    room.key(KEY.Key_Down)
    assert room.page.mode == "read"
    room.key(KEY.Key_V)
    assert room.page._compare.comparison.after_title == "Cleo, 5 Nov 2026, 09:00"
    room.book.page_opened(room.desk.page("a.md"))
    room.rest()
    assert len(told) == 1


def test_the_sentence_counts_places():
    """Changes that follow each other are one place."""
    blocks = [ComparedBlock(kind, "x", "y") for kind in ("changed", "added", "same", "removed")]
    assert "in 2 places" in read_before("2026-11-20T10:00:00+00:00", Comparison("", "", tuple(blocks)))
    one = Comparison("", "", (blocks[0],))
    assert read_before("2026-11-20T10:00:00+00:00", one) == "Changed since you last read it on 20 Nov 2026."


# --- the views --------------------------------------------------------------------------------------------


def test_what_is_the_same_is_folded_away():
    """Around a change stand its neighbours and its heading; a single part is not worth folding."""
    kinds = ["same"] * 12
    kinds[6] = "changed"
    blocks = [ComparedBlock(kind, "<p>x</p>", "<p>x</p>") for kind in kinds]
    blocks[2] = ComparedBlock("same", "<h2>x</h2>", "<h2>x</h2>")
    found = [(part.start, part.end, part.folded) for part in parts(blocks)]
    assert found == [(0, 2, True), (2, 3, False), (3, 5, True), (5, 8, False), (8, 12, True)]
    assert not parts(blocks, frozenset({8}))[-1].folded
    assert [part.folded for part in parts([blocks[0]] * 5)] == [True]


def shown(qtbot, width=900):
    view = CompareView(Theme())
    qtbot.addWidget(view)
    view.resize(width, 600)
    view.show()
    return view


def test_side_by_side_or_one_under_the_other(qtbot):
    """Wide: both texts in one row; narrow: named and one under the other; folded parts open by a click."""
    comparison = compare(OLD, OLD.replace("old", "new"), "Anna", "Ben")
    view = shown(qtbot)
    view.show_comparison(comparison)
    assert "Before" not in view.text
    assert "parts are the same" in view.text
    assert "Part 5 stays." not in view.text
    fold = next(part.start for part in parts(comparison.blocks) if part.folded)
    view._clicked(QUrl(f"kb:open/{fold}"))
    assert view.text.count("Part 5 stays.") == 2
    view.resize(400, 600)
    assert "Before" in view.text
    assert view.text.count("Part 5 stays.") == 1


def test_marks_can_be_told_apart_without_colours(qtbot):
    """What went is struck through, what came is underlined; nothing else is."""
    view = shown(qtbot)
    view.show_comparison(compare("Say old here.\n", "Say new here.\n"))
    looks = {}
    block = view._pages.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            look = at.fragment().charFormat()
            looks[at.fragment().text().strip()] = (look.fontStrikeOut(), look.fontUnderline())
            at += 1
        block = block.next()
    assert (looks["old"], looks["new"], looks["here."]) == ((True, False), (False, True), (False, False))


def test_added_and_removed_parts_say_so(qtbot):
    """They carry a word, not only a colour."""
    view = shown(qtbot)
    view.show_comparison(compare("One thing.\n\nTwo, quite other.\n", "One thing.\n\n- new point\n"))
    assert "− Removed" in view.text
    assert "+ Added" in view.text


def test_fields_are_shown_with_their_words_marked():
    """Front matter stands first; only the words that differ are marked."""
    comparison = compare("---\ntitle: Reset the VPN\n---\nx\n", "---\ntitle: Reset the MFA\n---\nx\n")
    html, changes = comparison_html(comparison, wide=True)
    assert (
        'Reset the <span class="went">VPN</span>' in html,
        'Reset the <span class="came">MFA</span>' in html,
    ) == (
        True,
        True,
    )
    assert (changes, html.index("title") < html.index("parts") if "parts" in html else True) == (1, True)


def test_a_large_comparison_is_shown_in_parts(qtbot):
    """At first some blocks, then more on request; the window does not wait for hundreds of tables."""
    old = "\n\n".join(f"Paragraph {number} says this." for number in range(400))
    view = shown(qtbot)
    begun = time.perf_counter()
    view.show_comparison(compare(old, old.replace("this", "that")))
    assert time.perf_counter() - begun < 3
    assert f"Paragraph {MOST_BLOCKS - 1} " in view.text
    assert f"Paragraph {MOST_BLOCKS} " not in view.text
    view._clicked(QUrl("kb:more"))
    assert f"Paragraph {MOST_BLOCKS} " in view.text


def test_going_from_change_to_change(qtbot):
    """N goes on to the next place, P back, round the end."""
    old = "\n\n".join(f"# {number}\n\n" + "word " * 900 + f"old {number}" for number in range(5))
    view = shown(qtbot, 700)
    view.show_comparison(compare(old, old.replace("old", "new")))
    bar = view._pages.verticalScrollBar()
    view.go_to_change(1)
    first = bar.value()
    view.go_to_change(1)
    second = bar.value()
    view.go_to_change(-1)
    assert (first < second, bar.value()) == (True, first)
    view.go_to_change(-1)
    assert bar.value() > second


def test_a_comparison_loads_and_opens_nothing(qtbot):
    """Whatever stood in its HTML, no file is read and no address followed."""
    view = shown(qtbot)
    block = ComparedBlock("added", "", '<p><img src="/etc/passwd"><a href="file:///etc/passwd">x</a></p>')
    view.show_comparison(Comparison("", "", (block,)))
    view._clicked(QUrl("file:///etc/passwd"))
    assert view._pages.source().isEmpty()
    assert "root:" not in view.text


def test_lines_name_their_writers(qtbot):
    """A run of lines of one change has one label; an unsaved line says so; Enter on it does nothing."""
    lines = tuple(
        LineAuthor(
            number, f"line {number}", author, "2026-11-03T14:02:00+00:00" if commit_id else "", commit_id
        )
        for number, (author, commit_id) in enumerate(
            [("Anna", "a" * 40)] * 2 + [("Ben", "b" * 40), ("", "")], 1
        )
    )
    view = LinesView(Theme())
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.show_lines(lines)
    labels = [view.label_of(number) for number in range(4)]
    assert labels == ["3 Nov 2026  Anna", "", "3 Nov 2026  Ben", "not saved yet"]
    chosen = []
    view.version_chosen.connect(chosen.append)
    for key in (KEY.Key_Down, KEY.Key_Return, KEY.Key_End, KEY.Key_Down, KEY.Key_Down, KEY.Key_Return):
        qtbot.keyClick(view, key)
    assert chosen == ["a" * 40]
    assert "not saved yet" in view.accessibleDescription()
    view.resize(400, 400)
    assert view.label_of(0) == "Anna"


def test_rows_of_special_versions():
    """A text that was set aside, a deletion and a former name are told."""
    version = Version("c" * 40, "old/name.md", "", "", "", "2026-11-03T14:02:00+00:00", "")
    row = row_of(version, "a.md")
    assert (row.title, row.line) == (
        "No words were left",
        "Somebody · 3 Nov 2026, 14:02 · deleted · then old/name.md",
    )
    aside = Version("c" * 40, "a.md", "b" * 40, "Ben", "", "2026-11-03T14:02:00+00:00", "x", aside=True)
    assert row_of(aside, "a.md").line.endswith("another text took its place")


@pytest.mark.parametrize(("width", "scale"), [(480, 1.0), (1280, 1.0), (600, 2.0)])
def test_every_button_can_be_reached_and_read(qtbot, width, scale):
    """All have names, tips and room for their words, in a narrow window and at 200 % text."""
    theme = Theme(scale=scale)
    page = HistoryPage(theme, None, "a.md")
    page.setStyleSheet(theme.qss())
    qtbot.addWidget(page)
    page.resize(width, 800)
    page.show()
    version = Version("c" * 40, "a.md", "b" * 40, "Ben", "", "2026-11-03T14:02:00+00:00", "x")
    page.show_versions(PastPage((version,)))
    page.show_comparison("change", compare("old\n", "new\n", "Anna, 1 Nov 2026", "Ben, 3 Nov 2026"))
    qtbot.wait(50)
    buttons = [*page._buttons.values(), page._back, page._close]
    assert all(button.accessibleName() and button.toolTip() for button in buttons)
    assert [one.text() for one in buttons if one.width() < one.sizeHint().width()] == []
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)


def test_the_style_sheet_knows_every_class():
    """Each class that a comparison writes has a look, in light and dark."""
    for dark in (False, True):
        css = compare_css(Theme(dark=dark))
        for name in (".went", ".came", "td.removed", "td.added", "p.label", "p.fold", "p.h1", "table.code"):
            assert name in css

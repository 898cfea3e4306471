# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""What is drawn anew, and what is not: the window waits for each drawing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from desks import sample_repo
from gitrepo import commit
from hands import home, opened  # noqa: F401 - a fixture
from panes import shown
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kbdesk.markdown import render
from kbdesk.ui.article_document import made_document
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.keeper import SOON_MS
from kbdesk.ui.theme import Theme
from kbdesk.ui.writing.patching import changed_words, patched
from kbdesk.ui.writing.preview import LiveView
from kbdesk.ui.writing.spare import QUIET_MS, SpareRoom

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

ARTICLES = sorted((Path(__file__).parent.parent / "articles").rglob("*.md"))
LAMP = "articles/network/router-lights.md"
PUT = (
    "word ",
    "ü",
    "**bold** ",
    "`code` ",
    "😀 ",
    "a <b> & c ",
    "[t](u.md) ",
    "\n",
    "\n\n",
    "日本",
    "  ",
    "- ",
    " \\",
)
TEXT = """# Lamps

A line with **bold** words, a [link](x.md) and `code`.

> Please hold on.

```powershell
Get-Item C:\\lamps

Write-Host $x
```

| Lamp | Means |
|---|---|
| red | trouble |

- one
- two
  - three

> [!TIP]
> Look twice.

"""
LONG = TEXT + "\n\n".join(f"Paragraph {number} says nothing much." for number in range(60)) + "\n"


def looks(document):
    """What can be seen of a document: words, places, formats; pieces that look the same are one."""
    found, block = [], document.begin()
    while block.isValid():
        pieces, walk = [], block.begin()
        while not walk.atEnd():
            piece = walk.fragment()
            if pieces and pieces[-1][1] == piece.charFormat():
                pieces[-1] = (pieces[-1][0] + piece.text(), piece.charFormat())
            else:
                pieces.append((piece.text(), piece.charFormat()))
            walk += 1
        shape = block.blockFormat()
        shape.setObjectIndex(-1)  # lists are counted for each document
        found.append((block.position(), pieces, block.charFormat(), shape))
        block = block.next()
    return found


def laid_out(qtbot, view):
    """The view, once all of its document has its place."""
    bar, seen = view.verticalScrollBar(), view.viewport().height()
    qtbot.waitUntil(lambda: bar.maximum() == round(view.document().size().height()) - seen)
    return view


# --- a few words ---


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_document_is_the_same_as_a_new_one(qtbot, seed):
    """After random changes of real articles every word, format and panel is as in a document made anew."""
    chance, owner, changed, asked = random.Random(seed), QObject(), 0, 0
    for path in chance.sample(ARTICLES, 12):
        theme = Theme(dark=chance.random() < 0.5, scale=chance.choice((1.0, 1.5)))
        text = path.read_text(encoding="utf-8")
        old = render(text).html
        document, panels = made_document(old, theme, owner)
        for _ in range(5):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(PUT) + text[at + chance.choice((0, 0, 3)) :]
            new = render(text).html
            wanted, wanted_panels = made_document(new, theme, owner)
            got = patched(document, panels, old, new, theme, owner)
            asked += old != new
            if got is None:
                document, panels = wanted, wanted_panels
            else:
                changed += 1
                panels = got
                assert document.toRawText() == wanted.toRawText(), (path, at)
                assert looks(document) == looks(wanted), (path, at)
                assert panels == wanted_panels, (path, at)
            old = new
    assert changed > asked / 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("words,", "words, and more of them,"),
        ("hold on", "hold on, please, while **I** look"),
        ("C:\\lamps", "D:\\all 'lamps'"),
        ("trouble", "[trouble](y.md)"),
        ("three", "`three`"),
        ("Look twice.", "Look thrice, and then once more, as often as you have time for it, or longer."),
        ("Paragraph 50 says", "Paragraph fifty has said"),
    ],
)
def test_other_words_change_the_document_and_look_as_if_drawn_anew(qtbot, old, new):
    """The preview keeps its document when words change; its picture is that of a new view to the pixel."""
    assert old in LONG
    before, after = LONG, LONG.replace(old, new)
    view, other = shown(qtbot, LiveView, 500, 900), shown(qtbot, ArticleView, 500, 900)
    view.show_sheet(Sheet(render(before).html))
    document = view.document()
    view.refresh(Sheet(render(after).html))
    assert view.document() is document
    other.show_sheet(Sheet(render(after).html))
    for share in (0, 0.5, 1):
        for one in (laid_out(qtbot, view), laid_out(qtbot, other)):
            one.verticalScrollBar().setValue(round(share * one.verticalScrollBar().maximum()))
        assert view.verticalScrollBar().value() == other.verticalScrollBar().value()
        assert view.viewport().grab().toImage() == other.viewport().grab().toImage()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Lamps", "# Lights"),
        ("Please hold on.", "Please\n>\n> hold on."),
        ("Please hold on.", ""),
        ("- two", "- two ![a](b.png)"),
        ("| red |", "| blue | calm |\n| red |"),
        ("Get-Item", "\nGet-Item"),
        ("- one", "1. one"),
    ],
)
def test_other_blocks_take_a_new_document(qtbot, old, new):
    """New blocks, headings and pictures are drawn anew; what is shown is right either way."""
    before, after = render(LONG).html, render(LONG.replace(old, new, 1)).html
    assert before != after
    view = shown(qtbot, LiveView, 500, 600)
    view.show_sheet(Sheet(before))
    document = view.document()
    view.refresh(Sheet(after))
    assert view.document() is not document
    wanted, _ = made_document(after, Theme(), view)
    assert view.document().toRawText() == wanted.toRawText()


def test_a_document_that_shows_something_else_is_left_alone(qtbot):
    """If the document is not what the old HTML says, nothing in it is changed."""
    owner = QObject()
    old, new = render("One word.\n\nTwo words.\n").html, render("One word.\n\nTwo more words.\n").html
    other, panels = made_document(render("Another word.\n\nTwo words.\n").html, Theme(), owner)
    assert changed_words(old, new) is not None
    assert patched(other, panels, old, new, Theme(), owner) is None
    assert other.toPlainText().split() == ["Another", "word.", "Two", "words."]


def test_what_is_read_stays_when_words_above_it_change(qtbot):
    """A paragraph above that takes more lines does not push away what is in sight."""
    view = shown(qtbot, LiveView, 400, 300)
    view.show_sheet(Sheet(render(LONG).html))
    bar = laid_out(qtbot, view).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = view.viewport().grab().toImage()
    view.refresh(Sheet(render(LONG.replace("A line with", "A line with many more " * 20)).html))
    laid_out(qtbot, view)
    assert view.viewport().grab().toImage() == before


# --- an article ---


def test_a_long_page_with_pictures_is_drawn_once(qtbot):
    """The scroll bar that a long page gets does not have its pictures fitted anew."""
    view = shown(qtbot, ArticleView, 700, 400)
    text = "![a](a.png)\n\n" + "\n\n".join(f"Paragraph {number}, and so on." for number in range(1500))
    rendered = render(text)
    view.show_sheet(Sheet(rendered.html, (b"",), rendered.images))
    document = view.document()
    qtbot.wait(300)
    assert view.document() is document


@pytest.fixture
def hands(qtbot, tmp_path, home):
    with opened(qtbot, home, sample_repo(tmp_path / "sample")) as hands:
        hands.window.finder.open_path(LAMP)
        hands.wait(lambda: hands.window.finder.page is not None)
        hands.rest()
        yield hands


def test_an_open_article_is_drawn_anew_only_if_it_changed(hands, tmp_path):
    """Looking at the disk again keeps the drawn page and its place; another text comes at the same place."""
    window = hands.window
    view = window.article.findChild(ArticleView)
    hands.wait(lambda: "See also" in view.toPlainText())
    bar, document = view.verticalScrollBar(), view.document()
    bar.setValue(bar.maximum() // 2)
    at = bar.value()
    window.finder.refresh_page()
    hands.rest()
    assert view.document() is document
    text = (tmp_path / "sample" / LAMP).read_text(encoding="utf-8")
    commit(tmp_path / "sample", {LAMP: text + "\nThe amber kangaroo.\n"})
    window.finder.refresh_page()
    hands.wait(lambda: "amber kangaroo" in view.toPlainText())
    assert at > 0
    assert abs(bar.value() - at) < 3
    assert view.toPlainText().count("See also") == 1


def test_drawn_anew_in_pieces_is_drawn_anew(qtbot):
    """Until the last piece all is as it was; then as if drawn at once, place and part below too."""
    text = LONG + "\n" + LONG.replace("Lamps", "Lights")
    views = [shown(qtbot, ArticleView, 400, 300) for _ in range(2)]
    for view in views:
        view.show_sheet(Sheet(render(text).html), ("nothing",))
        view.show_more("<h4>See also</h4>")
        bar = laid_out(qtbot, view).verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
    other = Sheet(render(text.replace("A line with", "A line with many more " * 20)).html)
    old, before = views[0].document(), views[0].toPlainText()
    pieces = 0
    for _ in views[0].refreshing(other):
        assert views[0].document() is old
        assert views[0].toPlainText() == before
        pieces += 1
    assert pieces >= 2
    views[1].refresh(other)
    one, two = (laid_out(qtbot, view).viewport().grab().toImage() for view in views)
    assert one == two
    assert views[0].toPlainText() == views[1].toPlainText() != before
    assert views[0].toPlainText().endswith("See also")
    views[0].find_text("nothing")
    assert views[0].marks == views[1].marks


def test_after_a_save_the_files_are_looked_at_a_moment_later(hands, tmp_path):
    """First the article is shown; what else changed on the disk is found soon after."""
    window, taken = hands.window, []
    window.keeper.taken_up.connect(lambda: taken.append(True))
    (tmp_path / "sample" / "articles" / "new.md").write_text("# A quokka\n", encoding="utf-8")
    for _ in range(3):
        window.keeper.look_soon()
    assert not window.lanes.disk.busy
    hands.qtbot.wait(SOON_MS + 100)
    hands.wait(lambda: bool(taken))
    hands.rest()
    assert len(taken) == 1


# --- a page for writing ---


def test_a_page_for_writing_is_made_ahead(qtbot):
    """When nothing is to be done a page is made; it takes each look, is given away once, and made anew."""
    window = QWidget()
    qtbot.addWidget(window)
    lanes = Lanes(window)
    spare = SpareRoom(lanes, Theme(), window, window)
    spare.make_soon()
    assert not spare.is_made
    qtbot.waitUntil(lambda: spare.is_made, timeout=QUIET_MS + 2_000)
    spare.set_theme(Theme(dark=True))
    room, page = spare.take()
    assert page.editor.palette().text().color() == Theme(dark=True).color("fg")
    assert room.isHidden()
    assert not spare.is_made
    assert spare.take()[1] is not page
    lanes.shut_down()


def test_a_page_that_is_done_with_goes_in_a_quiet_moment(qtbot):
    """It is deleted before the next one is made, and at once before all widgets take another look."""
    window = QWidget()
    qtbot.addWidget(window)
    lanes = Lanes(window)
    spare = SpareRoom(lanes, Theme(), window, window)
    for hurried in (False, True):
        room, _ = spare.take()
        gone: list[bool] = []
        room.destroyed.connect(lambda _room, gone=gone: gone.append(spare.is_made))
        spare.take_back(room)
        qtbot.wait(50)
        assert not gone
        if hurried:
            spare.drop()
        else:
            qtbot.waitUntil(lambda gone=gone: bool(gone), timeout=QUIET_MS + 2_000)
        assert gone == [False]
    qtbot.waitUntil(lambda: spare.is_made, timeout=2 * QUIET_MS + 2_000)
    spare.drop()
    assert not spare.is_made
    lanes.shut_down()

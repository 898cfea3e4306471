# SPDX-License-Identifier: MIT
"""Where the reading pane stands when it was opened at a passage, and what stands below the text."""

from __future__ import annotations

import pytest
from panes import shown
from PySide6.QtCore import Qt, QUrl

from kbdesk.markdown import parse, render_document
from kbdesk.model import Hit, Page, SourceFile
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.article_view import ArticleView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

FILLER = "\n\n".join(f"Paragraph {number} says nothing much." for number in range(60))
TEXT = f"""# Long article

{FILLER}

The needle of the beginning.

## Middle

### Needle heading

{FILLER}

A needle far below its heading.

## Near

A needle just below its heading.

{FILLER}

## Without

{FILLER}

## Again

needle
"""
SIMILAR = Hit("b.md", "Other <b>things</b>", "article", "1", 1.0, "")


@pytest.fixture
def pane(qtbot):
    return shown(qtbot, ArticlePane, 700, 500)


def page():
    document = parse(SourceFile("a.md", "b" * 40, TEXT, "utf-8", len(TEXT)))
    return Page(document, render_document(document))


def view(pane):
    return pane.findChild(ArticleView)


def seen(pane):
    """The text in sight."""
    shown = view(pane)
    last = shown.cursorForPosition(shown.viewport().rect().bottomRight())
    return shown.toPlainText()[shown._top_position() : last.position()]


def open_at(pane, anchor, **more):
    pane.show_page(page(), ("needle",), anchor, **more)
    return seen(pane)


def test_a_passage_whose_word_is_near_shows_its_heading_first(pane):
    """The heading stands at the top if the word below it can be seen as well."""
    assert open_at(pane, "near").startswith("Near")
    assert "A needle just below its heading." in seen(pane)


def test_a_passage_whose_word_is_far_below_shows_the_word(pane):
    """What was searched for is in sight, even if its heading then is not; the one in a heading is not it."""
    assert "A needle far below its heading." in open_at(pane, "needle-heading")
    assert "A needle far below its heading." in open_at(pane, "middle")


def test_a_passage_without_the_word_shows_its_heading(pane):
    """A match by tag or customer phrase has no marked word there; later passages do not count."""
    assert open_at(pane, "without").startswith("Without")


def test_the_beginning_is_a_passage_of_its_own(pane):
    """A text match before the first heading is looked for there."""
    assert "The needle of the beginning." in open_at(pane, "")


def test_the_place_itself_is_wanted_without_marks(pane):
    """A title match stays at the top, a link at its heading, wherever marked words stand."""
    assert open_at(pane, "", at_first_hit=False).startswith("Long article")
    assert open_at(pane, "needle-heading", at_first_hit=False).startswith("Needle heading")
    pane.land("", at_first_hit=False)
    assert seen(pane).startswith("Long article")


def test_an_anchor_that_is_gone_opens_the_beginning(pane):
    """The index may be older than the file."""
    assert open_at(pane, "no-such-heading", at_first_hit=False).startswith("Long article")


def test_f3_goes_on_from_the_passage(pane, qtbot):
    """The next marked word is the next one from here, not the first of the article."""
    open_at(pane, "without")
    qtbot.keyClick(view(pane), Qt.Key.Key_F3)
    assert "Again" in seen(pane)
    open_at(pane, "without")
    qtbot.keyClick(view(pane), Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert "A needle just below its heading." in seen(pane)


def test_other_words_can_be_marked_without_moving(pane):
    """What is searched for changes while the page stays."""
    open_at(pane, "near")
    before = view(pane).verticalScrollBar().value()
    pane.mark(("heading",))
    text = view(pane).toPlainText()
    assert {text[start:end].lower() for start, end in view(pane).marks} == {"heading"}
    assert view(pane).verticalScrollBar().value() == before


def test_similar_documents_are_links_below_the_text(pane, qtbot):
    """They move nothing, are text and no HTML, and ask for their path; the next page has none of them."""
    open_at(pane, "near")
    before = view(pane).verticalScrollBar().value()
    pane.show_similar((SIMILAR, SIMILAR._replace(path="p.md", title="Book", kind="playbook")))
    assert view(pane).verticalScrollBar().value() == before
    end = view(pane).toPlainText().partition("See also")[2]
    assert "Other <b>things</b>" in end
    assert "playbook" in end
    with qtbot.waitSignal(pane.similar_activated) as asked, qtbot.assertNotEmitted(pane.path_activated):
        view(pane).anchorClicked.emit(QUrl("kb:also/1"))
    assert asked.args == ["p.md"]
    open_at(pane, "near")
    assert "See also" not in view(pane).toPlainText()
    with qtbot.assertNotEmitted(pane.similar_activated):
        view(pane).anchorClicked.emit(QUrl("kb:also/1"))


def test_nothing_similar_adds_nothing(pane):
    """No heading without a link."""
    open_at(pane, "")
    pane.show_similar(())
    assert "See also" not in view(pane).toPlainText()

# SPDX-License-Identifier: MIT
import dataclasses
from struct import pack
from zlib import compress, crc32

import pytest
from panes import shown
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QKeyEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton

from kbdesk.markdown import parse, render_document
from kbdesk.model import Page, Revision, SourceFile
from kbdesk.ui.article import ArticlePane
from kbdesk.ui.article_header import ArticleHeader, ago
from kbdesk.ui.article_marks import fold, text_places, word_places
from kbdesk.ui.article_notices import Note, Notices
from kbdesk.ui.article_pictures import Pictures, placeholder
from kbdesk.ui.article_view import ArticleView, Sheet
from kbdesk.ui.find_bar import FindBar
from kbdesk.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the off-screen Qt of every window

NOW = "2026-11-22T12:00:00+00:00"
TEXT = """---
title: Outlook asks again
tier: 2
confidence: validated
---
# Outlook asks again

## Symptoms

The Outlook client prompts. See [the list](../list.md#a), [below](#the-end) and [the web](https://x.example/).

> Please hold on.

```powershell
Get-Item -> $x
```

> [!WARNING]
> Back up first.

- [x] done

![Dialog](pictures/dialog.png)

{filler}

## The end

Outlook again.
"""
FILLER = "\n\n".join(f"Paragraph {number} says nothing much." for number in range(80))


def page(text=TEXT, path="Outlook/Client/asks.md", pictures=(), **changes):
    text = text.replace("{filler}", FILLER)
    document = parse(SourceFile(path, "b" * 40, text, changes.pop("encoding", "utf-8"), len(text)))
    rendered = render_document(document)
    revision = Revision("c" * 40, "Anna", "2026-11-19T10:00:00+00:00")
    return dataclasses.replace(Page(document, rendered, pictures, revision), **changes)


def png(width=40, height=30, colour="#ff0000", kind="PNG"):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(buffer.data())


@pytest.fixture
def pane(qtbot):
    return shown(qtbot, ArticlePane, 700, 600)


def view(pane):
    return pane.findChild(ArticleView)


def click_link(pane, address):
    view(pane).anchorClicked.emit(QUrl(address))


def scrolled(pane):
    return view(pane).verticalScrollBar().value()


def colours(pane):
    image = pane.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }


# --- header and notices ---


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-11-22T11:59:30+00:00", "just now"),
        ("2026-11-22T11:20:00+00:00", "40 min ago"),
        ("2026-11-22T10:00:00+02:00", "4 h ago"),
        ("2026-11-21T09:00:00Z", "yesterday"),
        ("2026-11-19T10:00:00+00:00", "3 days ago"),
        ("2026-06-01T10:00:00+00:00", "5 months ago"),
        ("2020-06-01T10:00:00+00:00", "6 years ago"),
        ("2027-01-01T10:00:00+00:00", "just now"),
        ("2026-11-19", "3 days ago"),
        ("not a date", ""),
        ("", ""),
    ],
)
def test_an_age_is_told_in_words(date, said):
    """Ages are told from a given now, and a broken date says nothing."""
    assert ago(date, NOW) == said


def test_the_header_says_where_when_who_and_how_sure(pane):
    """Path, last change, tier, confidence and a foreign encoding stand over the text."""
    pane.show_page(page(encoding="cp1252"), (), "", NOW)
    said = pane.findChild(ArticleHeader).words
    assert said == "Outlook › Client · 3 days ago, Anna T2 validated not UTF-8"


def test_a_file_without_history_says_no_age(pane):
    """What git does not know is not invented."""
    pane.show_page(page(revision=None, path="a.md"), (), "", NOW)
    assert pane.findChild(ArticleHeader).words == "a.md T2 validated"


def test_notices_stand_above_the_text_once_each(pane):
    """The page's sentences and what the renderer left out, without repeats; many are folded."""
    shown = page(notices=("One <b>.", "Two."))
    rendered = dataclasses.replace(shown.rendered, notice="Two.")
    pane.show_page(dataclasses.replace(shown, rendered=rendered))
    assert pane.findChild(Notices).texts == ("One <b>.", "Two.")
    pane.show_page(page(notices=tuple("abcde")))
    assert pane.findChild(Notices).texts == ("a", "b", "3 more: c d e")
    pane.show_page(page())
    assert not pane.findChild(Notices).isVisible()


def test_an_archived_article_leads_to_its_successor(pane, qtbot):
    """One click opens the article that replaces it."""
    text = TEXT.replace("validated", "archived\nsuperseded_by: new.md")
    pane.show_page(page(text, successor="New", notices=("This article is archived.",)))
    button = pane.findChild(Notices).findChild(QPushButton)
    with qtbot.waitSignal(pane.link_activated) as followed:
        button.click()
    assert followed.args == [-1, "new.md"]


def test_the_outline_goes_to_a_heading(pane):
    """Choosing a heading scrolls to it."""
    pane.show_page(page())
    menu = pane.findChild(ArticleHeader).outline_menu()
    assert [action.text().strip() for action in menu.actions()] == [
        "Outlook asks again",
        "Symptoms",
        "The end",
    ]
    menu.actions()[-1].trigger()
    assert scrolled(pane) > 0


def test_back_and_forward_follow_what_the_window_says(pane, qtbot):
    """Buttons that lead nowhere cannot be pressed."""
    back = pane.findChild(QToolButton, "article-back")
    forward = pane.findChild(QToolButton, "article-forward")
    pane.set_navigation(True, False)
    assert back.isEnabled()
    assert not forward.isEnabled()
    with qtbot.waitSignal(pane.back_requested):
        back.click()
    pane.set_navigation(False, True)
    with qtbot.waitSignal(pane.forward_requested):
        forward.click()


def test_every_control_has_a_name_and_a_tip(pane):
    """Nothing is an icon without words."""
    pane.show_page(page())
    pane.open_find()
    for button in pane.findChildren(QToolButton):
        if button.objectName():
            assert button.accessibleName()
            assert button.toolTip()
    assert pane.findChild(QLineEdit).accessibleName()


# --- links ---


def test_a_link_is_handed_out_as_it_was_written(pane, qtbot):
    """The pane follows nothing itself."""
    pane.show_page(page())
    with qtbot.waitSignal(pane.link_activated) as followed:
        click_link(pane, "kblink:0")
    assert followed.args == [0, "../list.md#a"]


def test_a_link_inside_the_page_scrolls(pane, qtbot):
    """An anchor of this page needs nobody's help."""
    pane.show_page(page())
    with qtbot.assertNotEmitted(pane.link_activated):
        click_link(pane, "kblink:1")
    assert scrolled(pane) > 0


def test_code_and_words_to_say_are_copied_exactly(pane, qtbot):
    """Copy gives what the file wrote."""
    pane.show_page(page())
    copied = []
    pane.copy_requested.connect(copied.append)
    click_link(pane, "kb:copy/0")
    click_link(pane, "kb:copy/1")
    assert copied == ["Please hold on.", "Get-Item -> $x"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "kblink:99",
        "kb:copy/99",
        "kb:open/0",
        "https://x.example/",
        "kblink:-1",
        "//h/s",
    ],
)
def test_any_other_address_does_nothing(pane, qtbot, address):
    """Only numbers that the page knows lead anywhere."""
    pane.show_page(page())
    before = view(pane).toPlainText()
    with (
        qtbot.assertNotEmitted(pane.link_activated),
        qtbot.assertNotEmitted(pane.copy_requested),
        qtbot.assertNotEmitted(pane.path_activated),
    ):
        click_link(pane, address)
    assert view(pane).toPlainText() == before


def test_a_click_on_the_text_of_a_link_follows_it(pane, qtbot):
    """The mouse reaches what the signal tests reach."""
    pane.show_page(page())
    shown = view(pane)
    cursor = shown.document().find("the list")
    spot = shown.cursorRect(cursor).center() - QPoint(12, 0)
    with qtbot.waitSignal(pane.link_activated) as followed:
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert followed.args == [0, "../list.md#a"]


# --- marks and finding ---


def test_words_are_found_whatever_their_case_and_accents():
    """Whole words and beginnings of words; short words only alone; accents do not matter."""
    text = fold("Café OUTLOOK outlooks preoutlook 😀 Réseau a an at")
    found = [text[start:end] for start, end in word_places(text, ("outlook", "cafe", "reseau", "a"))]
    assert found == ["cafe", "outlook", "outlook", "reseau", "a"]


def test_places_are_counted_as_qt_counts(pane):
    """A sign outside the first plane before a word does not shift its mark."""
    pane.show_page(page("# T\n\n😀😀 İ Éclair Outlook"), ("outlook",))
    marked = view(pane).extraSelections()
    assert [mark.cursor.selectedText() for mark in marked] == ["Outlook"]


def test_marks_are_painted_in_the_hit_colour(pane):
    """The words of the search stand out in the text."""
    pane.show_page(page(), ())
    assert Theme().hex("hit") not in colours(pane)
    pane.show_page(page(), ("outlook",))
    assert Theme().hex("hit") in colours(pane)


def test_the_page_opens_at_the_first_hit_of_the_body(pane):
    """A hit in the title alone does not count; one in sight needs no scrolling."""
    pane.show_page(page(), ("again",))
    assert scrolled(pane) > 0
    pane.show_page(page(), ("outlook",))
    assert scrolled(pane) == 0
    pane.show_page(page(), ("again",), at_first_hit=False)
    assert scrolled(pane) == 0


def test_the_page_opens_at_an_anchor(pane):
    """An anchor comes before the words."""
    pane.show_page(page(), ("outlook",), "the-end")
    assert scrolled(pane) > 0


def test_ctrl_f_finds_f3_goes_on_and_esc_closes(pane, qtbot):
    """The find bar works by keys alone, round and round."""
    pane.show_page(page(), ("prompts",))
    shown, bar = view(pane), pane.findChild(FindBar)
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bar.isVisible()
    qtbot.keyClicks(bar.field, "outlook")
    assert bar.count_text == "1 of 3"
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.keyClick(shown, Qt.Key.Key_F3)
    assert bar.count_text == "3 of 3"
    assert scrolled(pane) > 0
    qtbot.keyClick(shown, Qt.Key.Key_F3)
    assert bar.count_text == "1 of 3"
    qtbot.keyClick(bar.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count_text == "3 of 3"
    qtbot.keyClicks(bar.field, "zzz")
    assert bar.count_text == "not found"
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert [s.cursor.selectedText() for s in shown.extraSelections()] in ([], ["prompts"])


def test_the_pane_keeps_its_keys_from_the_window(pane):
    """Ctrl+F in the article is the article's, whatever the window does with it."""
    pane.show_page(page())
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier, "f")
    event.ignore()
    QApplication.sendEvent(view(pane), event)
    assert event.isAccepted()


def test_only_what_is_in_sight_is_marked_and_scrolling_marks_the_rest(pane):
    """Thousands of hits cost no more than a screen of them."""
    pane.show_page(page("# T\n\n" + "word stone\n\n" * 2000), ("word",))
    shown = view(pane)
    assert len(shown.marks) == 2000
    assert 0 < len(shown.extraSelections()) < 200
    shown.verticalScrollBar().setValue(shown.verticalScrollBar().maximum() // 2)
    marked = [s.cursor.selectedText() for s in shown.extraSelections()]
    assert marked
    assert set(marked) == {"word"}


# --- looks ---


@pytest.mark.parametrize("dark", [False, True])
def test_panels_are_painted_in_the_tokens(pane, dark):
    """Code, words to say and call-outs stand on grounds of their own, with their bars."""
    theme = Theme(dark)
    pane.setStyleSheet(theme.qss())
    pane.set_theme(theme)
    pane.show_page(page())
    assert {theme.hex(token) for token in ("code", "weak", "accent", "warn_weak", "warn")} <= colours(pane)


def test_the_reading_column_is_centred_and_not_too_wide(pane):
    """On a wide screen lines stay readable."""
    pane.resize(1600, 600)
    pane.show_page(page())
    shape = view(pane).document().rootFrame().frameFormat()
    column = view(pane).viewport().width() - shape.leftMargin() - shape.rightMargin()
    assert 755 <= column <= 761
    pane.resize(400, 600)
    assert view(pane).document().rootFrame().frameFormat().leftMargin() < 30


def test_a_new_text_size_keeps_the_reader_s_place(pane):
    """After zooming the same paragraph stands at the top."""
    pane.show_page(page())
    shown = view(pane)
    shown.scrollToAnchor("the-end")
    shown.verticalScrollBar().setValue(shown.verticalScrollBar().value() - 900)
    before = shown.cursorForPosition(QPoint(40, 2)).block().text()
    pane.set_theme(Theme(scale=1.5))
    assert before.startswith("Paragraph")
    near = shown.cursorForPosition(QPoint(60, 2)).block()
    assert before in (near.text(), near.previous().text(), near.next().text())


@pytest.mark.parametrize("finding", [False, True])
def test_a_long_text_is_laid_aside_while_the_look_changes(pane, qtbot, finding):
    """It is gone for a moment and comes back at the same place, with what was looked for in it."""
    pane.show_page(page("# T\n\n" + "".join(f"Paragraph {number} of many.\n\n" for number in range(2_000))))
    shown = view(pane)
    if finding:
        shown.find_text("paragraph 12")
    shown.verticalScrollBar().setValue(shown.verticalScrollBar().maximum() // 2)
    before = shown.cursorForPosition(QPoint(60, 12)).block().text()
    pane.lay_aside()
    assert shown.document().isEmpty()
    pane.lay_aside()  # a second change before the first is over
    pane.set_theme(Theme(scale=1.2))
    qtbot.waitUntil(lambda: not shown.document().isEmpty())
    near = shown.cursorForPosition(QPoint(60, 12)).block()
    assert before in (
        near.text(),
        near.previous().previous().text(),
        near.previous().text(),
        near.next().text(),
    )
    assert bool(shown.extraSelections()) == finding


def test_copied_text_is_plain(pane):
    """A ticket gets words without colours, places to break, or pictures."""
    pane.show_page(page("# T\n\n" + "x" * 1200 + " end ![p](a.png)"))
    shown = view(pane)
    shown.selectAll()
    data = shown.createMimeDataFromSelection()
    assert data.formats() == ["text/plain"]
    assert "x" * 1200 + " end" in data.text()
    assert "\ufffc" not in data.text()


def test_code_shows_each_sign_that_it_is_made_of(pane):
    """No ligature hides what an agent must type."""
    pane.show_page(page())
    features = view(pane).document().defaultFont()
    assert {tag.toString().data() for tag in features.featureTags()} == {b"calt", b"liga"}


# --- pictures ---


def test_a_picture_of_the_page_is_shown(pane):
    """Its pixels are on the screen."""
    pane.show_page(page("# T\n\n![p](a.png)", pictures=(png(),)))
    assert "#ff0000" in colours(pane)


def test_a_missing_or_broken_picture_is_a_box_with_its_name(pane):
    """Nothing breaks, and the box is not the picture of something else."""
    boxes = [
        view(pane).loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("kbimg:0"))
        for _ in [pane.show_page(page("![p](a.png)", pictures=(data,))) for data in (b"", b"no picture")]
    ]
    assert all(isinstance(box, QImage) and not box.isNull() for box in boxes)


def test_wide_pictures_are_scaled_to_the_column_and_small_ones_are_not(qapp):
    """A screen with two pixels per point gets all the pixels it can show."""
    pictures = Pictures()
    wide = pictures.image(png(3000, 300), 500, 2.0)
    assert (wide.width(), wide.height(), wide.devicePixelRatio()) == (1000, 100, 2.0)
    assert pictures.image(png(40, 30), 500, 2.0).devicePixelRatio() == 1.0


def bomb(width, height):
    """A whole black-and-white PNG of this size: a few kilobytes."""

    def part(kind, data):
        return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))

    head = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = compress(bytes((1 + (width + 7) // 8) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_a_picture_within_the_limits_is_decoded(qapp):
    """The limit is what refuses the larger ones, not a fault of theirs."""
    assert Pictures().image(bomb(6_000, 5_000), 500, 1.0) is not None


@pytest.mark.parametrize(
    "data",
    [
        bomb(20_000, 20_000),
        bomb(7_000, 6_000),
        b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
        b"",
        b"\x89PNG\r\n\x1a\n",
        png(kind="BMP"),
    ],
)
def test_bombs_and_other_formats_are_not_decoded(qapp, data):
    """Only four formats, at most 40 megapixels by their header, are decoded."""
    assert Pictures().image(data, 500, 1.0) is None


def test_kept_pictures_stay_within_their_memory(qapp):
    """The least recently shown picture goes first."""
    pictures = Pictures(kept_bytes=3 * 100 * 100 * 4)
    data = [png(100, 100, f"#0000{number:02x}") for number in range(5)]
    first = pictures.image(data[0], 500, 1.0)
    for one in (*data[1:3], data[0], *data[3:4]):
        pictures.image(one, 500, 1.0)
    assert pictures.size_bytes <= 3 * 100 * 100 * 4
    assert pictures.image(data[0], 500, 1.0) is first


def test_a_placeholder_is_never_null(qapp):
    """Even a narrow column gets a picture, so that Qt looks for no file."""
    assert not placeholder("x" * 5000, 1, 1.0, Theme()).isNull()


def test_a_picture_in_a_table_leaves_room_for_its_neighbours(pane):
    """A picture in one of three columns takes at most a third of the width; a missing one as well."""
    text = "| a | b | c |\n|---|---|---|\n| ![p](a.png) | words | ![q](b.png) |"
    pane.show_page(page(text, pictures=(png(3000, 300), b"")))
    for number in (0, 1):
        image = view(pane).loadResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(f"kbimg:{number}")
        )
        assert image.width() / image.devicePixelRatio() < view(pane).viewport().width() / 3


# --- nothing is loaded ---


class Recording(ArticleView):
    """The view, writing down what Qt asked for and what it got."""

    def __init__(self, theme):
        self.asked = []
        super().__init__(theme)

    def loadResource(self, kind, name):  # noqa: N802
        answer = super().loadResource(kind, name)
        self.asked.append((name.toString(), answer))
        return answer


def hostile(folder):
    here = folder.as_posix()
    return f"""<html><head><link rel="stylesheet" href="file://{here}/evil.css">
        <style>@import url("file://{here}/evil.css");</style></head>
        <body background="{here}/red.png"><h1>T</h1><p>text</p>
        <img src="file://{here}/red.png"><img src="{here}/red.png"><img src="red.png">
        <img src="//host/share/x.png"><img src="http://127.0.0.1:9/x.png"><img src="kbimg:7">
        <img src="data:image/png;base64,iVBORw0KGgo="><img src="qrc:/x.png"><img src=":/x.png">
        <table background="file://{here}/red.png" class="code"><tr>
        <td style="background-image:url({here}/red.png)">cell</td></tr></table></body></html>"""


def a_long_view(qtbot) -> ArticleView:
    view = ArticleView(Theme())
    qtbot.addWidget(view)
    lines = (f"<p>{number} is where words go on and on and on, line after line.</p>" for number in range(400))
    view.show_sheet(Sheet("".join(lines)))
    view.resize(1000, 800)
    view.show()
    view.document().documentLayout().blockBoundingRect(view.document().lastBlock())  # laid out to its end
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 3_000)
    qtbot.wait(50)
    return view


def top_paragraph(view: ArticleView) -> str:
    cursor = view.textCursor()
    cursor.setPosition(view._top_position())
    return cursor.block().text()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("widths", [(330,), (330, 1000), range(990, 320, -10), (700, 330, 1100)])
def test_the_text_at_the_top_stays_when_the_window_gets_another_width(qtbot, share, widths):
    view = a_long_view(qtbot)
    bar = view.verticalScrollBar()
    bar.setValue(int(bar.maximum() * share))
    top = top_paragraph(view)
    for width in widths:
        view.resize(width, 800)
        assert top_paragraph(view) == top
        QApplication.processEvents()
    qtbot.wait(200)  # the rest of the text is laid out
    assert top_paragraph(view) == top


def test_scrolled_between_two_widths_the_new_place_stays(qtbot):
    view = a_long_view(qtbot)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    view.resize(500, 800)
    bar.setValue(bar.value() // 2)
    top = top_paragraph(view)
    view.resize(800, 800)
    assert top_paragraph(view) == top


def test_another_document_at_the_same_place_of_the_bar_keeps_its_own_text(qtbot):
    view = a_long_view(qtbot)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    view.resize(500, 800)
    before = bar.value()
    view.show_sheet(Sheet("".join(f"<p>{number} is short.</p>" for number in range(900))))
    view.document().documentLayout().blockBoundingRect(view.document().lastBlock())
    qtbot.waitUntil(lambda: bar.maximum() > before)
    bar.setValue(before)
    top = top_paragraph(view)
    view.resize(800, 800)
    assert top_paragraph(view) == top


def test_the_beginning_stays_the_beginning_at_another_width(qtbot):
    view = a_long_view(qtbot)
    view.resize(330, 800)
    qtbot.wait(200)
    assert view.verticalScrollBar().value() == 0


def test_the_place_at_the_end_stays_when_the_window_is_made_narrower(qtbot):
    view = a_long_view(qtbot)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    top = top_paragraph(view)
    view.resize(330, 800)  # its text is higher then
    assert top_paragraph(view) == top
    qtbot.wait(200)
    assert top_paragraph(view) == top
    assert bar.maximum() > bar.value()  # no longer the end: less of the text is in sight


def test_hostile_html_opens_no_file(qtbot, tmp_path, monkeypatch):
    """Even HTML that no renderer of ours writes gets a placeholder for each picture and nothing else."""
    (tmp_path / "red.png").write_bytes(png(200, 200))
    (tmp_path / "evil.css").write_text("* { color: #ff0000; background-color: #ff0000; }")
    monkeypatch.chdir(tmp_path)
    theme = Theme()
    shown = Recording(theme)
    qtbot.addWidget(shown)
    shown.resize(700, 900)
    shown.show()
    shown.show_sheet(Sheet(hostile(tmp_path)))
    assert "#ff0000" not in colours(shown)
    pictures = [answer for name, answer in shown.asked if name.endswith(".png") or name.startswith("kbimg")]
    assert len(pictures) >= 6
    assert all(isinstance(answer, QImage) and not answer.isNull() for answer in pictures)
    sheets = [bytes(answer.data()) for name, answer in shown.asked if name.endswith(".css")]
    assert sheets
    assert set(sheets) == {b" "}


def test_the_view_opens_no_address(qtbot, tmp_path):
    """Being told to go to a file changes nothing."""
    (tmp_path / "secret.txt").write_text("secret")
    shown = ArticleView(Theme())
    qtbot.addWidget(shown)
    shown.show_sheet(Sheet("<p>text</p>"))
    shown.setSource(QUrl.fromLocalFile(str(tmp_path / "secret.txt")))
    assert shown.toPlainText().strip() == "text"


# --- own pages, long texts ---


def test_the_welcome_page_leads_to_what_changed(pane, qtbot):
    """Plain values are shown as they are; a row opens its path."""
    pane.show_welcome("Welcome", ("Type <b>words</b>.",), (("A & B", "2 h ago, Anna", "a/b.md"),))
    assert "Type <b>words</b>." in view(pane).toPlainText()
    assert "A & B — 2 h ago, Anna" in view(pane).toPlainText()
    with qtbot.waitSignal(pane.path_activated) as opened:
        click_link(pane, "kb:open/0")
    assert opened.args == ["a/b.md"]


def test_a_broken_file_is_shown_as_plain_text(pane):
    """Its signs are shown, not obeyed, and what is cut is said."""
    pane.show_plain("<img src=//h/x.png>\n# no heading", "This file is broken.")
    assert "<img src=//h/x.png>" in view(pane).toPlainText()
    assert pane.findChild(Notices).texts == ("This file is broken.",)
    pane.show_plain("line\n" * 100_000)
    assert len(pane.findChild(Notices).texts) == 1


@pytest.mark.parametrize(
    "text",
    [
        "some words here " * 25_000,
        "a" * 100_000,
        "```\n" + "some words " * 20_000 + "\n```",
        "كلمة المرور " * 8_000,
        "\u200d" * 20_000,
        "😀" * 5_000,
    ],
)
def test_long_lines_are_cut_before_they_are_laid_out(pane, text):
    """No paragraph is so long that laying it out is felt, and none of its words is lost."""
    pane.show_page(page(text), ("words",))
    pane.grab()
    document = view(pane).document()
    block, longest = document.begin(), 0
    while block.isValid():
        longest = max(longest, block.length())
        block = block.next()
    assert longest <= 2_001
    kept = document.toPlainText().replace("Copy", "").replace("\u200b", "")
    kept, whole = ("".join(one.split()) for one in (kept, text.replace("```", "")))
    assert kept == whole


def test_the_find_text_is_taken_literally():
    """Signs of patterns mean themselves."""
    assert text_places(fold("a.b (x) a+b"), "a.b") == ((0, 3),)
    assert text_places(fold("abc"), "") == ()


def test_nothing_is_cut_at_twice_the_text_size(pane):
    """In a narrow pane at 200 % labels wrap and stay inside."""
    theme = Theme(scale=2.0)
    pane.setStyleSheet(theme.qss())
    pane.set_theme(theme)
    pane.resize(330, 900)
    pane.show_page(
        page(notices=("This file is not UTF-8, so some letters may be wrong.",), encoding="cp1252")
    )
    QApplication.processEvents()
    for label in pane.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.mapTo(pane, QPoint(label.width(), 0)).x() <= pane.width()
            assert label.height() >= label.heightForWidth(label.width())


def test_a_long_page_has_its_scroll_bar_at_once(pane):
    """A bar that comes later makes the column narrower and lays a large table out a second time."""
    policy = Qt.ScrollBarPolicy
    pane.show_page(page("# Long\n\n" + "| a | b |\n|---|---|\n" + "| word | word |\n" * 1500))
    assert view(pane).verticalScrollBarPolicy() == policy.ScrollBarAlwaysOn
    pane.show_page(page("# Short\n\nOne line."))
    assert view(pane).verticalScrollBarPolicy() == policy.ScrollBarAsNeeded
    pane.show_page(page("# Middle\n\n" + "Some twenty letters. " * 700))
    assert view(pane).verticalScrollBarPolicy() == policy.ScrollBarAlwaysOn
    pane.resize(3_000, 3_000)
    QApplication.processEvents()
    assert view(pane).verticalScrollBarPolicy() == policy.ScrollBarAsNeeded, "now it has the room"


def test_a_note_with_a_button_says_which_was_pressed(pane, qtbot):
    """A card that is added stands first because of its button, which tells its name."""
    pane.show_page(page("# A\n", notices=("One.",)))
    pane.add_note(Note("Changed since you read it.", "Show what changed", "show_unread"))
    pane.add_note(Note("Changed since you read it.", "Show what changed", "show_unread"))
    assert pane.findChild(Notices).texts == ("Changed since you read it.", "One.")
    button = pane.findChild(QPushButton, "show_unread")
    with qtbot.waitSignal(pane.note_acted) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == ["show_unread"]


def test_the_header_offers_what_can_be_done_with_a_file_of_this_library(pane, qtbot):
    """Edit and history are asked for by buttons; another library's article can only be read."""
    pane.show_page(page("# A\n"))
    header = pane.findChild(ArticleHeader)
    for name, signal in (("note", pane.edit_requested), ("clock", pane.past_requested)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(header.findChild(QToolButton, f"article-{name}"), Qt.MouseButton.LeftButton)
    pane.show_page(page("# A\n", library="beside"))
    assert not header.findChild(QToolButton, "article-note").isEnabled()
    assert header.findChild(QToolButton, "article-copy").isEnabled()


def test_the_focus_goes_to_the_text_and_tab_to_the_header(pane, qtbot):
    """Who goes to the article reads at once; Shift+Tab reaches the header's buttons."""
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.show_page(page("# No links\n\nOne line."))
    pane.setFocus()
    assert view(pane).hasFocus()
    qtbot.keyClick(view(pane), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert "More" in QApplication.focusWidget().accessibleName()


def test_what_comes_while_a_page_is_drawn_anew_waits_for_it(qtbot, pane):
    """Another page, look or part below finds the page as it shall be, and nothing comes back later."""
    pages = [page(f"# Title {number}\n\nText {number}.\n\n{{filler}}") for number in range(3)]
    pane.show_page(pages[0])
    pane.refresh_page(pages[1])
    assert "Text 0" in view(pane).toPlainText()
    pane.set_theme(Theme(dark=True))
    assert "Text 1" in view(pane).toPlainText()
    pane.refresh_page(pages[0])
    qtbot.waitUntil(lambda: "Text 0" in view(pane).toPlainText())
    pane.refresh_page(pages[1])
    pane.show_page(pages[2])
    qtbot.wait(100)
    assert "Text 2" in view(pane).toPlainText()

# SPDX-License-Identifier: MIT
# ruff: noqa: F811 - fixtures are imported
"""A note for those who do not use kbdesk: a page of its own, and a defect form for developers."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from desks import sample_repo
from handoff_sample import wifi_note
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFileDialog, QPushButton

from kbdesk import handoff
from kbdesk.cli import main
from kbdesk.desk.defect import defect_form, note_page, save_note
from kbdesk.errors import KbError
from kbdesk.handoff.defect import missing
from kbdesk.markdown import parse
from kbdesk.model import Customer, HandoffNote, Reproduction, SourceFile, Tried


class Page(HTMLParser):
    """What a browser would do with a page: its tags, headings, ids, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.levels: list[int] = []
        self.loads: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == [], "a tag was not closed"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in ("meta", "br", "hr", "img"):
            self._open.append(tag)
        if tag[0] == "h" and tag[1:].isdigit():
            self.levels.append(int(tag[1:]))
        self.loads += [value for name, value in attrs if name in ("src", "href", "srcset", "action", "style")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data


HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1)) ![p](https://evil.example/p.png) <https://evil.example>",
    '"><img src=x onerror=alert(1)>',
    "</main></body>```\n# Heading\n<style>@import url(//evil)</style>",
    "https://evil.example/x",
)


def hostile(note: HandoffNote) -> HandoffNote:
    """The note with tricks in every text."""
    return replace(
        note,
        issue=HOSTILE[0],
        ask=HOSTILE[1],
        assessment=HOSTILE[2],
        customer_words=HOSTILE,
        errors=HOSTILE,
        environment=tuple((text, text) for text in HOSTILE),
        attachments=HOSTILE,
        reproduction=Reproduction(HOSTILE, HOSTILE[3], HOSTILE[1], "yes"),
    )


def test_the_page_stands_alone_and_holds_the_note():
    """No script, form or picture; nothing is loaded; what the note says is all there."""
    note = wifi_note()
    html = note_page(note)
    page = Page(html)
    assert page.loads == []
    assert not {"script", "img", "iframe", "form", "link", "a", "object"} & set(page.tags)
    for words in (note.ask, "Change the channel", "Router X200", note.id):
        assert words in page.text, words
    assert "default-src 'none'" in html


def test_the_page_can_be_heard():
    """A language, a title, one main part, one first heading, and no level of headings left out."""
    html = note_page(wifi_note())
    page = Page(html)
    assert '<html lang="en">' in html
    assert page.tags.count("title") == page.tags.count("main") == page.levels.count(1) == 1
    assert page.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))


def test_a_hostile_note_makes_a_harmless_page():
    """Texts that look like HTML, links or Markdown are words on the page."""
    page = Page(note_page(hostile(wifi_note())))
    assert page.loads == []
    assert not {"script", "img", "a"} & set(page.tags)
    assert page.tags.count("main") == page.tags.count("style") == 1
    assert page.levels.count(1) == 1
    assert "<script>alert(1)</script>" in page.text


def test_qt_shows_the_page(qapp):
    """A second engine than the parser finds the same words."""
    document = QTextDocument()
    document.setHtml(note_page(wifi_note()))
    assert "Change the channel" in document.toPlainText()


def test_the_defect_form_has_what_developers_ask():
    """Steps, expected, actual, errors word for word and versions; what the note lacks is named."""
    seen = Reproduction(("Open it", "Press save"), "It is saved", "Error 80070035 12345678", "sometimes")
    note = replace(wifi_note(), reproduction=seen, errors=("ORA-12345678 at 0x80070035",))
    text = defect_form(note).text
    assert "1. Open it\n2. Press save" in text
    assert "## Expected\n\nIt is saved" in text
    assert "ORA-12345678 at 0x80070035" in text
    assert "**router model:** Router X200" in text
    assert "**Reproduced:** sometimes" in text
    bare = replace(note, reproduction=Reproduction(), errors=())
    assert (
        "**Not in the note:** steps to reproduce, what was expected, what came instead"
        in defect_form(bare).text
    )
    assert missing(note) == ()


def test_the_defect_form_leaves_the_customer_out():
    """Accounts, names and addresses are gone wherever they stand, and it is said that they are."""
    note = replace(
        wifi_note(),
        environment=(("account", "4711 2209"), ("customer_name", "Erika Muster"), ("router_model", "X200")),
        customer=Customer(contact="erika@muster-mail.de"),
        customer_words=("Erika here",),
        tried=(
            Tried("Asked Erika Muster", "bot-1", "", "Erika says no", "", "Ella"),
            *wifi_note().tried[2:4],
        ),
        ask="Find out why account 4711-2209 of Erika Muster drops",
        reproduction=Reproduction(("Sign in as 47112209",), "Works", "Erika Muster is thrown out", "yes"),
        errors=("no route for 4711 2209",),
    )
    form = defect_form(note)
    for word in ("4711", "2209", "Erika", "Muster", "muster-mail"):
        assert word not in form.text, word
    assert form.left_out
    assert "X200" in form.text


def test_a_hostile_note_makes_a_tame_form():
    """No text of the note becomes a heading, a link or HTML of the form."""
    form = parse(SourceFile("defect.md", "", defect_form(hostile(wifi_note())).text))
    assert form.links == ()
    titles = [one.text for one in form.headings]
    assert titles[1:5] == ["Steps to reproduce", "Expected", "Actual", "Errors"]
    assert set(titles[5:]) <= {
        "Versions and values",
        "Asked",
        "Guess",
        "Workaround",
        "What was tried",
        "Attachments",
    }


def test_a_file_that_is_there_stays(tmp_path: Path):
    """The ending says which of the two is written; a file of that name is not written over."""
    note = wifi_note()
    save_note(note, tmp_path / "a.html")
    save_note(note, tmp_path / "a.md")
    assert (tmp_path / "a.html").read_text().startswith("<!DOCTYPE html>")
    assert (tmp_path / "a.md").read_text().startswith("# ")
    with pytest.raises(KbError, match="already"):
        save_note(note, tmp_path / "a.md")


def test_the_terminal_prints_both(tmp_path: Path, capsys):
    """kbdesk handoff show prints a page, a defect form or the text."""
    place = tmp_path / "a.handoff.md"
    place.write_text(handoff.to_markdown(wifi_note()), encoding="utf-8")
    shown = {}
    for kind in ("html", "defect", "text"):
        assert main(["handoff", "show", str(place), "--format", kind]) == 0
        shown[kind] = capsys.readouterr().out
    assert shown["html"].startswith("<!DOCTYPE html>")
    assert "## Steps to reproduce" in shown["defect"]
    assert "## For kbdesk" not in shown["text"]


def test_the_open_note_is_saved_by_keys(qtbot, home, tmp_path: Path, monkeypatch):
    """On the page of a note Alt+E offers a web page (1) and a defect form (2); a button does the same."""
    place = tmp_path / "a.handoff.md"
    place.write_text(handoff.to_markdown(wifi_note()), encoding="utf-8")
    chosen = [str(tmp_path / "page.html"), str(tmp_path / "form")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen.pop(0), ""))
    with opened(qtbot, home, sample_repo(tmp_path / "kb")) as hands:
        window = hands.window
        window.late.cases.receiving.open_file(str(place))
        hands.wait(lambda: window.late.cases.receiving.page is not None)
        hands.rest()
        hands.key(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
        hands.key(Qt.Key.Key_1)
        hands.wait((tmp_path / "page.html").exists)
        page = window.late.cases.receiving.page
        button = next(one for one in page.findChildren(QPushButton) if one.text() == "Save as …")
        button.click()
        hands.wait(lambda: window.late.roles.giving.sheet is not None)
        hands.key(Qt.Key.Key_2)
        hands.wait((tmp_path / "form.md").exists)
        hands.rest()
        assert window.late.cases.receiving.page is page
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "## Steps to reproduce" in (tmp_path / "form.md").read_text(encoding="utf-8")

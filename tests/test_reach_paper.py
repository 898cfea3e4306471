# SPDX-License-Identifier: MIT
"""Articles, playbooks and notes on paper: all that is read, addresses written out, pages numbered."""

from __future__ import annotations

import re

import pytest
from desks import make_desk
from gitrepo import make_repo
from handoff_sample import wifi_note
from hands import home, opened  # noqa: F401 - a fixture
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLineEdit

from kbdesk.ui.reach.paper_page import COLUMN
from kbdesk.ui.reach.printing import file_name, note_sheets, page_sheets, written
from kbdesk.ui.trainer.paper import draw_pages

ARTICLE = """---
title: Paper
tier: 2
owner: desk
---
# Paper

See [the guide](https://example.org/a?b=1&c=2) and [another](b.md#part), or <https://example.org/bare>.

```bash
echo one
```

> Could you restart it?

![a picture](wide.png) ![not there](gone.png)

- [ ] `x`: to do
"""


def picture(width):
    image = QImage(width, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture
def desk(tmp_path, plain_git, qapp):
    long = "# Long\n\n" + "\n\n".join(f"## Part {n}\n\n" + "word " * 120 for n in range(30))
    make_repo(tmp_path / "kb", {"articles/a.md": ARTICLE, "articles/b.md": "# B\n", "articles/long.md": long})
    (tmp_path / "kb" / "articles" / "wide.png").write_bytes(picture(2000))
    made = make_desk(tmp_path / "kb", tmp_path / "home")
    yield made
    made.close()


def pages_of(data):
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_paper_has_what_the_screen_has_and_the_addresses(desk):
    """Links show where they lead, pictures fit the page, nothing to press is left."""
    html = page_sheets(desk.page("articles/a.md"), "kb").html
    assert "(https://example.org/a?b=1&amp;c=2)" in html
    assert html.count("example.org/bare") == 2  # the address and the words, not a third time in brackets
    assert "(b.md#part)" in html
    assert f'width="{COLUMN}"' in html
    assert "[Picture: not there]" in html
    assert "kb · articles/a.md" in html
    assert "Tier: 2" in html
    for left in ("kblink:", "kbimg:", "kb:copy", ">Copy<"):
        assert left not in html


def test_a_pdf_has_its_pages(desk, tmp_path):
    """A long article takes several sheets; a printer draws as many as it is asked for."""
    sheets = page_sheets(desk.page("articles/long.md"), "kb")
    place = written(sheets, tmp_path / "long.pdf")
    data = place.read_bytes()
    assert data.startswith(b"%PDF")
    count = pages_of(data)
    assert count > 3
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "part.pdf"))
    assert draw_pages(sheets.html, sheets.title, printer, pages=(2, 3)) == 2
    assert pages_of((tmp_path / "part.pdf").read_bytes()) == 2


def test_a_note_on_paper_leads_nowhere(qapp):
    """It comes from outside: its text is there, no link and no picture."""
    note = wifi_note()
    sheets = note_sheets(note)
    assert note.id in sheets.html
    assert "<a href" not in sheets.html
    assert "<img" not in sheets.html


def test_a_title_becomes_the_name_of_a_file():
    """What a system cannot have in a name is left out."""
    assert file_name("Wi-Fi: 5/6 <b>") == "Wi-Fi 5 6 b.pdf"
    assert file_name("...") == "kbdesk.pdf"
    assert len(file_name("x" * 500)) < 100


def test_the_window_writes_what_is_in_front(qtbot, home, tmp_path, plain_git):  # noqa: F811
    """The open article goes into a file; without one, what to do is said."""
    make_repo(tmp_path / "kb", {"articles/a.md": ARTICLE})
    with opened(qtbot, home, tmp_path / "kb") as hands:
        printing = hands.window.late.reach.printing
        said = []
        printing.said.connect(said.append)
        printing.save_pdf()
        assert said == ["Open an article, a playbook or a handoff note first; then it can be printed."]
        hands.window.finder.open_path("articles/a.md")
        hands.wait(lambda: hands.window.finder.page is not None)
        sheets = page_sheets(hands.window.finder.page, "kb")
        printing.write_pdf(sheets, tmp_path / "a.pdf")
        hands.wait(lambda: len(said) == 2)
        assert pages_of((tmp_path / "a.pdf").read_bytes()) == 1
        printing.write_pdf(sheets, tmp_path / "none" / "a.pdf")
        hands.wait(lambda: "a.pdf was not written" in hands.window.frame.notices.text)


def test_the_print_dialog_prints(qtbot, home, tmp_path, plain_git):  # noqa: F811
    """Cancelled it leaves no trace; accepted, the pages are in the chosen file."""
    make_repo(tmp_path / "kb", {"articles/a.md": ARTICLE})
    with opened(qtbot, home, tmp_path / "kb") as hands:
        printing, said = hands.window.late.reach.printing, []
        printing.said.connect(said.append)
        hands.window.finder.open_path("articles/a.md")
        hands.wait(lambda: hands.window.finder.page is not None)
        for accepted in (False, True):
            printing.print_page()
            hands.wait(lambda: printing.dialog is not None)
            field = printing.dialog.findChild(QLineEdit, "filename")
            field.setText(str(tmp_path / "printed.pdf"))
            (printing.dialog.accept if accepted else printing.dialog.reject)()
            hands.wait(lambda: printing.dialog is None)
            assert (tmp_path / "printed.pdf").exists() == accepted
        assert said == ["Sent to the printer: 1 page."]
        assert pages_of((tmp_path / "printed.pdf").read_bytes()) == 1

# SPDX-License-Identifier: MIT
"""Articles that take long are laid out in a process of their own, which is ended after its budget."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from kbdesk import markdown
from kbdesk.desk import rendering
from kbdesk.desk.reader import Reader
from kbdesk.model import SourceFile
from kbdesk.playbook.links import check_links

DEMANDING = (
    "---\ntitle: Long\nowner: Anna\n---\n\n# First <b>\n\n"
    + "Some *words* with `code` and [a link](b.md).\n\n" * 2_400
)
TOO_SLOW = "This text takes too long to lay out: it is shown as plain text."


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "long.md").write_text(DEMANDING, encoding="utf-8")
    (tmp_path / "articles" / "short.md").write_text("# Short\n", encoding="utf-8")
    return tmp_path


def no_process(*_: object, **__: object) -> None:
    pytest.fail("a process was started")


def test_a_demanding_article_is_the_same_from_the_process_beside(library: Path) -> None:
    """Nothing of a page is lost on the way: its HTML, headings, links and notice are those made in here."""
    reader = Reader(library, "Desk")
    page = reader.page(reader.read("articles/long.md"))
    source = SourceFile("articles/long.md", "", DEMANDING)
    assert page.rendered == markdown.render_document(markdown.parse(source))
    assert page.notices == ()
    assert len(page.rendered.links) == 2_400


def test_an_ordinary_article_starts_no_process(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stays as fast as it was."""
    monkeypatch.setattr("subprocess.run", no_process)
    reader = Reader(library, "Desk")
    assert reader.page(reader.read("articles/short.md")).document.title == "Short"
    assert not markdown.is_demanding("word " * 40_000)
    assert markdown.is_demanding("- " * 11_000)


def test_what_takes_longer_than_its_budget_is_shown_as_plain_text(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is ended, the text and the front matter are there, one sentence says why it looks so."""
    monkeypatch.setattr(rendering, "BUDGET_S", 0)
    monkeypatch.setattr(rendering, "PATIENCE_S", 0.01)
    reader = Reader(library, "Desk")
    document = reader.read("articles/long.md")
    page = reader.page(document)
    assert page.notices.count(TOO_SLOW) == 1
    assert page.rendered.html.startswith("<pre>")
    assert "# First &lt;b&gt;" in page.rendered.html
    assert (document.title, document.meta.owner) == ("Long", "Anna")
    earlier = markdown.parse(SourceFile("articles/long.md", "", DEMANDING + "x"))
    assert TOO_SLOW in reader.page(earlier).notices  # an older version that history shows


@pytest.mark.skipif(os.name != "posix", reason="the system counts the seconds")
def test_the_system_ends_the_process_at_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process without an end is gone after its seconds of work, and we do not wait for more."""
    monkeypatch.setattr(rendering, "BUDGET_S", 1)
    monkeypatch.setattr(rendering, "PATIENCE_S", 60.0)
    endless = "from kbdesk.desk import rendering\nrendering._bounded(1)\nwhile True: pass"
    python = rendering._COMMAND[0]
    monkeypatch.setattr(rendering, "_COMMAND", (python, "-c", endless))
    began = time.monotonic()
    assert rendering.rendered_in_time(SourceFile("a.md", "", "x")) is None
    assert time.monotonic() - began < 40


def test_every_limit_of_the_page_is_the_one_in_the_code() -> None:
    """The numbers in docs/limits.md are those of the constants that it names."""
    page = (Path(__file__).parents[1] / "docs" / "limits.md").read_text(encoding="utf-8")
    named = re.findall(r"`kbdesk/([\w/]+)\.py: (\w+)` = ([\d,.]+)", page)
    assert len(named) >= 25
    for module, name, number in named:
        source = (Path(__file__).parents[1] / "kbdesk" / f"{module}.py").read_text(encoding="utf-8")
        found = re.search(rf"^(?:[\w, ]*, )?{name}(?:, [\w, ]+)?(?:: \w+)? = ([^\n#]+)", source, re.MULTILINE)
        assert found, (module, name)
        names = [one.strip() for one in re.split(r"[=:]", found[0])[0].split(",")]
        values = found[1].split(",")
        value = values[names.index(name)] if len(names) > 1 else found[1]
        assert eval(value, {}) == float(number.replace(",", "")), (module, name)


SEEDS = Path(__file__).parent / "fuzz_seeds"


@pytest.mark.parametrize("seed", sorted(SEEDS.rglob("*.*")), ids=lambda seed: seed.name)
def test_what_fuzzing_begins_from_and_found_does_no_harm(seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every seed is parsed at once, with our own error at most."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "tools"))
    import fuzz

    fuzz.one_input(fuzz.PARSERS[seed.parent.name], seed.read_bytes())


def test_fuzzing_counts_a_refusal_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is refused with our own error has to be refused in time, too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "tools"))
    import fuzz

    fuzz.one_input(fuzz.note, b"no note")
    monkeypatch.setattr(fuzz, "SLOW_S", 0.0)
    with pytest.raises(TimeoutError):
        fuzz.one_input(fuzz.note, b"no note" * 1_000)


def test_a_thousand_broken_links_are_checked_at_once() -> None:
    """The time to check links grows with their number, not with its square (a second for these, once)."""
    text = (
        "# A\n\n"
        + "- [Yes](#nowhere)\n" * 3_000
        + "text " * 10_000
        + '\n<a id="here"></a>\n\n[there](#HERE)\n'
    )
    document = markdown.parse(SourceFile("articles/a.md", "", text))
    began = time.thread_time()
    found = check_links(document, document.links, lambda _: None, lambda *_: None)
    assert time.thread_time() - began < 0.3
    assert len(found) == 3_000

# SPDX-License-Identifier: MIT
"""The docs: every page is listed, every link and picture leads somewhere, the site's pages fit together."""

from __future__ import annotations

import re
import sys

import pytest
from desks import ROOT
from docs_pages import DOCS, PAGES, name_of

from kbdesk import markdown
from kbdesk.desk.help import contents, help_folder
from kbdesk.desk.starter import sample_folder, trial_library
from kbdesk.model import SourceFile

sys.path.insert(0, str(ROOT / "tools"))
import docs

MOST_BYTES = 250_000


def listed():
    return contents((DOCS / "index.md").read_text(encoding="utf-8"))


def test_every_page_is_in_the_contents_once():
    """Whoever reads index.md, the site's side or the help's list finds each page."""
    paths = [one.path for one in listed()]
    assert len(paths) == len(set(paths))
    there = {page.relative_to(DOCS).as_posix() for page in PAGES} - {"index.md"}
    assert there <= set(paths)
    assert all(one.part and one.told for one in listed())


def _outline(page):
    text = page.read_text(encoding="utf-8")
    return markdown.render_document(markdown.parse(SourceFile(page.name, "", text)))


def _anchors(page):
    return {heading.anchor for heading in _outline(page).outline}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page):
    """A link to another page, or to a heading of one, leads there; a picture is there and small."""
    shown = _outline(page)
    wrong = []
    for target in shown.links:
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / path).resolve() if path else page
        if page.name == "index.md" and path.endswith(".md"):
            continue  # the contents may name a page that this source lacks; it is left out then
        if not there.exists() and path.endswith(".md") and there.parent.is_relative_to(DOCS):
            if there.relative_to(DOCS).as_posix() not in {one.path for one in listed()}:
                wrong.append(target)
        elif not there.exists() or (anchor and there in PAGES and anchor not in _anchors(there)):
            wrong.append(target)
    for picture in shown.images:
        place = page.parent / picture
        if not place.is_file() or place.stat().st_size > MOST_BYTES:
            wrong.append(picture)
    assert not wrong, wrong


def test_the_site_is_put_together(tmp_path):
    """All listed pages that are there are in the site's order, with architecture and schemas."""
    docs.stage(tmp_path / "site")
    index = (tmp_path / "site" / "index.md").read_text(encoding="utf-8")
    navigation = re.findall(r"(?m)^[^<\n`]+ <([\w/-]+)>$", index)
    wanted = [one.path for one in listed() if (tmp_path / "site" / one.path).is_file()]
    assert [f"{name}.md" for name in navigation] == wanted
    assert "architecture.md" in wanted
    formats = (tmp_path / "site" / "formats.md").read_text(encoding="utf-8")
    assert "](schemas/handoff.schema.json)" in formats
    assert (tmp_path / "site" / "schemas" / "handoff.schema.json").is_file()
    house = (tmp_path / "site" / "architecture.md").read_text(encoding="utf-8")
    assert "](search-bench.md)" in house


def test_links_that_a_site_cannot_follow_become_words(tmp_path):
    """A link to a file of the source names it; one in a block of code stays as it is written."""
    page = tmp_path / "formats.md"
    text = "See [the code](../kbdesk/errors.py).\n\n```md\n[as it is](../nowhere.md)\n```\n[gone](x.md)\n"
    page.write_text(text, encoding="utf-8")
    mended = docs.mended(text, page, tmp_path)
    assert mended == (
        "See the code (`kbdesk/errors.py` in the source).\n\n```md\n[as it is](../nowhere.md)\n```\ngone\n"
    )


def test_what_comes_with_kbdesk_is_found_and_copied_whole(tmp_path, monkeypatch):
    """Help and sample library are found; a copy is all of it, or nothing if it could not be made."""
    assert (help_folder() / "start.md").is_file()
    source = sample_folder()
    copy = trial_library(tmp_path)
    for part in ("articles", "playbooks"):
        names = {path.relative_to(source) for path in (source / part).rglob("*.md")}
        assert {path.relative_to(copy) for path in (copy / part).rglob("*.md")} == names
    (tmp_path / "other").mkdir()
    monkeypatch.setattr("kbdesk.desk.starter.copy_library", _fails_halfway)
    with pytest.raises(Exception, match="cannot be copied"):
        trial_library(tmp_path / "other")
    assert not (tmp_path / "other" / "sample-library").exists()


def _fails_halfway(source, folder, author):
    (folder / "articles").mkdir(parents=True)
    raise OSError(28, "No space left on device")

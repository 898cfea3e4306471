# SPDX-License-Identifier: MIT
"""The nearest documents to a document or to a draft's title: for duplicates and “see also”."""

from __future__ import annotations

import random

import pytest
from search_docs import WORDS, doc, indexed, library

from kbdesk.model import Section
from kbdesk.search import Index, index_folder, update

MORE_WORDS = [f"{word}{end}" for word in WORDS for end in ("age", "ing", "ware")]


def text_of(chance, count=80):
    return " ".join(chance.choices(MORE_WORDS, k=count))


def retold(chance, text, share, words=MORE_WORDS):
    """The text with a share of its words replaced."""
    told = text.split()
    for at in chance.sample(range(len(told)), int(len(told) * share)):
        told[at] = chance.choice(words)
    return " ".join(told)


def made():
    """Twenty articles, each with a near duplicate, an archived copy and a step that says the same."""
    chance = random.Random(8)
    docs = []
    for number in range(20):
        text, title = text_of(chance), " ".join(chance.sample(WORDS, 4))
        docs += [
            doc(f"a/{number}.md", title, text),
            doc(f"b/{number}.md", retold(chance, title, 0.25, WORDS), retold(chance, text, 0.3)),
            doc(f"old/{number}.md", title, text, confidence="archived"),
            doc(
                f"playbooks/{number}.md",
                f"Do {WORDS[number]}",
                kind="playbook",
                sections=(Section(title, "same", text), Section("Other", "other", text_of(chance, 300))),
                steps=("same",),
            ),
        ]
    return docs


def nearest(index, path):
    """The nearest article; a playbook whose step says the same may be as near."""
    return next(hit.path for hit in index.similar(path) if hit.kind == "article")


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = indexed(tmp_path_factory.mktemp("similar"), [*made(), *library(200)])
    yield index
    index.close()


def test_a_near_duplicate_is_the_first(index):
    """Of all articles the one with the same words, a third of them changed, comes first, both ways."""
    first = [(nearest(index, f"a/{number}.md"), nearest(index, f"b/{number}.md")) for number in range(20)]
    assert first == [(f"b/{number}.md", f"a/{number}.md") for number in range(20)]


@pytest.mark.parametrize("limit", [1, 5, 100])
def test_what_is_similar_is_never_itself_a_step_or_archived(index, limit):
    """Only other documents that are in force are offered, best first, as many as wanted at most."""
    for path in [f"{kind}/{number}.md" for kind in ("a", "playbooks") for number in range(20)]:
        hits = index.similar(path, limit)
        assert len({hit.path for hit in hits}) == len(hits) <= limit
        assert path not in {hit.path for hit in hits}
        assert not [hit for hit in hits if hit.kind == "step" or hit.confidence == "archived"]


def test_the_replacement_of_an_archived_article_is_near_to_it(index):
    """An archived article has nearest documents, though it is none."""
    assert {hit.path for hit in index.similar("old/3.md", 2)} == {"a/3.md", "b/3.md"}


def test_a_draft_is_compared_by_its_title(index):
    """A title that is in no document yet finds those with its words, and nothing archived."""
    title = next(entry.title for entry in made() if entry.path == "a/7.md")
    hits = index.similar(f"{title} tomorrow")
    assert hits[0].path == "a/7.md"
    assert len(hits) <= 5
    assert not [hit for hit in hits if hit.kind == "step" or hit.confidence == "archived"]


def test_what_has_nothing_in_common_has_nothing_near_it(tmp_path):
    """A document of words that no other has is alone, and so is an empty one."""
    others = [doc("alone.md", "Zebra giraffe", "xylophone " * 9), doc("empty.md", "")]
    index = indexed(tmp_path, [*library(50), *others])
    assert index.similar("alone.md") == ()
    assert index.similar("empty.md") == ()
    assert index.similar("zzyzx wwvvww") == ()
    assert index.similar("") == ()
    index.close()


def test_similar_documents_are_found_across_what_was_written_when(tmp_path):
    """A document that is only in memory, or in a later commit, has the same neighbours as any other."""
    docs = {entry.path: entry for entry in made()}
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    later = ("a/1.md", "b/2.md")
    update(folder, [entry for path, entry in docs.items() if path not in (*later, "a/3.md")], ())
    update(folder, [docs[path] for path in later], ())
    index = Index.open(folder)
    index.put([docs["a/3.md"]])
    for number in (1, 2, 3):
        assert nearest(index, f"a/{number}.md") == f"b/{number}.md"
        assert nearest(index, f"b/{number}.md") == f"a/{number}.md"
    index.put([], ["b/3.md"])
    assert "b/3.md" not in [hit.path for hit in index.similar("a/3.md", 50)]
    index.close()

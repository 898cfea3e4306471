# SPDX-License-Identifier: MIT
"""The arrays behind a search: what is written is read, and many segments answer as one."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from search_docs import WORDS, doc, library, paths

from kbdesk.model import Filters, Section
from kbdesk.search import Index, analysis, arrays, build, index_folder, lexicon, manifest, store, update
from kbdesk.search.arrays import ArrayFile, Strings
from kbdesk.search.index import _FRESH_SEGMENTS
from kbdesk.search.join import joined
from kbdesk.search.lexicon import BEGINNING, BLOCK, Lexicon
from kbdesk.search.segment import Segment
from kbdesk.search.view import View

# --- arrays -----------------------------------------------------------------------------------------------


def test_arrays_are_read_as_they_were_written(tmp_path):
    """Every type, empty and large arrays and those of two dimensions come back; the sums are right."""
    written = {
        kind: np.arange(size, dtype=kind)
        for kind, size in (("u1", 0), ("i4", 5), ("u2", 70_000), ("f4", 300_000), ("u8", 3), ("i8", 1))
    }
    written["table"] = np.arange(12, dtype=np.uint32).reshape(4, 3)
    written["turned"] = written["table"].T
    arrays.write(tmp_path / "a.kbv", written)
    file = ArrayFile(tmp_path / "a.kbv")
    file.verify()
    assert file.arrays.keys() == written.keys()
    for name, array in written.items():
        assert np.array_equal(file.arrays[name], array), name
        assert file.arrays[name].dtype == array.dtype
        assert not file.arrays[name].flags.writeable
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.kbv"]


def test_strings_of_all_writings_are_kept():
    """What is not text becomes a question mark, all else is as it was."""
    values = ["", "plain", "Zürich", "証明書", "😀 emoji", "a\nb", "\ud800", ""]
    kept = Strings(*arrays.strings(values).values())
    assert len(kept) == len(values)
    wanted = [value.encode("utf-8", "replace").decode() for value in values]
    assert kept.all() == [kept[at] for at in range(len(values))] == wanted
    assert Strings(*arrays.strings([]).values()).all() == []


def test_a_weight_is_kept_within_three_percent():
    """One byte is enough from the smallest weight to the largest; nothing becomes nothing."""
    weights = np.geomspace(0.002, 1900, 5000)
    kept = build.IMPACTS[build.impacts(weights)]
    assert np.abs(kept / weights - 1).max() < 0.03
    ends = build.IMPACTS[build.impacts(np.array([1e-9, 1e9]))]
    assert ends.tolist() == pytest.approx([0.002, 2000], rel=0.03)


# --- lexicon ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK])
def test_a_lexicon_finds_what_a_sorted_list_finds(count):
    """Terms, their places and what begins so are those of the list, at the borders of blocks too."""
    chance = random.Random(count)
    letters = "abcé証😀"
    made = {"".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(count * 3)}
    terms = sorted(made)[:count]
    lexicon_ = Lexicon(lexicon.lexicon_arrays(terms, "terms"), "terms")
    assert list(lexicon_) == terms
    assert [lexicon_[row] for row in range(len(terms))] == terms
    tried = [*terms, *(term[:-1] for term in terms), *(term + "a" for term in terms)]
    for term in [*tried, "", "z", "\U0010fffe"]:
        assert lexicon_.find(term) == (terms.index(term) if term in terms else -1), term
        first, last = lexicon_.between(term)
        assert lexicon_.terms(first, last) == [other for other in terms if other.startswith(term)], term


def test_all_words_one_slip_away_are_tried():
    """A letter more, less or wrong, and two letters swapped; not the word itself."""
    near = set(lexicon.edits("mail"))
    assert {"mial", "mil", "maill", "xmail", "moil", "mai", "maix", "email"} <= near
    assert "mail" not in near - {"mail"}
    assert not {"liam", "ma", "mailbox"} & near


# --- one segment ------------------------------------------------------------------------------------------

TEXTS = [
    "plain text",
    "naïve Zürich – “quotes”",
    "証明書の更新 and",
    "😀 and 証明書",
    "",
    "e\u0301 decomposed",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_kept_to_the_character(text):
    """Any piece of a document's text is read as if it were a string, however wide its characters are."""
    made = doc("a.md", f"Title {text}", text, headings=f"Heading {text}", says=(text,), errors=("E-1",))
    segment = Segment(build.build([made]))
    end = int(segment.areas[0, -1])
    whole = segment.text(0, 0, end)
    for words in (f"Title {text}", text, "E-1"):
        assert " ".join(analysis.fold(words).split()) in analysis.fold(whole)
    for start in range(0, len(whole), 3):
        assert segment.text(0, start, start + 5) == whole[start : start + 5]
    assert len(whole) == end
    title = segment.text(0, 0, int(segment.areas[0, 0]))
    assert analysis.fold(title) == " ".join(analysis.fold(made.title).split())


def test_postings_are_the_words_of_documents():
    """Each term has the documents that have it, ascending, and every term is one of a text."""
    docs = library(70)
    segment = Segment(build.build(docs))
    wanted = {}
    for number in range(segment.size):
        for token in analysis.tokens(segment.text(number, 0, int(segment.areas[number, -1]))):
            for term in analysis.terms(token):
                wanted.setdefault(term, set()).add(number)
    found = {term: segment.of_row(row).tolist() for row, term in enumerate(segment.lexicon)}
    words = {term: numbers for term, numbers in found.items() if not term.startswith(BEGINNING)}
    assert words == {term: sorted(numbers) for term, numbers in wanted.items()}
    assert segment.counts().tolist() == [len(numbers) for numbers in found.values()]


def test_places_are_where_the_words_stand():
    """A hit's highlights and anchor come from places, which are those of the words in the text."""
    sections = (Section("", "", "Nothing here."), Section("Later", "later", "The zebra stands here."))
    segment = Segment(build.build([doc("a.md", "Zebra", sections=sections)]))
    row = segment.lexicon.find("zebra")
    _, places, lengths, *_ = segment.stream(np.array([0]), [(1, [(row, row + 1, 1.0)])], 1000)
    text = segment.text(0, 0, int(segment.areas[0, -1]))
    at = places.tolist()
    assert lengths.tolist() == [5, 5]
    assert [text[place : place + 5] for place in at] == ["Zebra", "zebra"]
    assert [segment.anchor_at(0, place) for place in at] == ["", "later"]


# --- many segments ----------------------------------------------------------------------------------------


class Model:
    """What an index must hold, kept as a plain dictionary."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.docs = {}

    def change(self):
        """Some documents that come or change, and some paths that go."""
        chance = self.chance
        fresh = [self.made(chance.randrange(60)) for _ in range(chance.randint(1, 8))]
        fresh = list({entry.path: entry for entry in fresh}.values())
        gone = chance.sample(sorted(self.docs), min(len(self.docs), chance.randint(0, 3)))
        gone = [path for path in gone if path not in {entry.path for entry in fresh}]
        self.docs.update((entry.path, entry) for entry in fresh)
        for path in gone:
            del self.docs[path]
        return fresh, [*gone, "never/was.md"]

    def made(self, number):
        chance = self.chance
        heads = chance.sample(WORDS, chance.randint(0, 2))
        return doc(
            f"d/{number}.md",
            " ".join(chance.sample(WORDS, 3)),
            sections=tuple(Section(head, head, " ".join(chance.choices(WORDS, k=9))) for head in heads),
            kind="playbook" if number % 3 == 0 else "article",
            steps=tuple(heads) if number % 3 == 0 else (),
            tags=tuple(chance.sample(("a", "b", "c"), chance.randint(0, 2))),
            products=tuple(chance.sample(("P", "Q"), chance.randint(0, 2))),
            tier=chance.choice(("1", "2", "3", "specialist")),
            owner=chance.choice(("", "anna", "ben")),
        )

    def check(self, index):
        """Compare all that an index tells with the dictionary."""
        assert index.known() == {path: entry.blob for path, entry in self.docs.items()}
        assert index.doc_count() == len(self.docs)
        everything = index.search("", Filters(kind="article"), limit=200)
        articles = {path for path, entry in self.docs.items() if entry.kind == "article"}
        assert set(paths(everything)) == articles
        word = self.chance.choice(WORDS)
        found = index.search(f"{word} ", limit=300)
        having = {path for path, entry in self.docs.items() if word in words_of(entry)}
        assert having <= {hit.path for hit in found.hits if hit.kind != "step"}
        steps = [(hit.path, hit.anchor) for hit in found.hits if hit.kind == "step"]
        assert len(steps) == len(set(steps))
        assert {path for path, _ in steps} <= self.docs.keys()
        assert dict(found.facets) == counted(self.docs, found.hits)


def words_of(entry):
    text = " ".join([entry.title, *entry.tags, *(f"{one.heading} {one.text}" for one in entry.sections)])
    return set(text.split())


def counted(docs, hits):
    """The facets of hits, counted by hand."""
    counts = {name: Counter() for name in ("kind", "tier", "audience", "product", "tag")}
    for hit in hits:
        entry = docs[hit.path]
        counts["kind"][hit.kind] += 1
        counts["tier"][entry.tier] += 1
        counts["audience"][entry.audience] += 1
        counts["product"].update(set(entry.products))
        counts["tag"].update(set(entry.tags))
    return {name: Facets(found) for name, found in counts.items()}


class Facets(tuple):
    """Counts that are compared with no order among equals."""

    def __new__(cls, counts):
        return super().__new__(cls, sorted(counts.items()))

    def __eq__(self, other):
        assert [count for _, count in other] == sorted((count for _, count in other), reverse=True)
        return sorted(other) == sorted(self)

    __hash__ = tuple.__hash__


@pytest.mark.parametrize("seed", range(4))
def test_many_changes_leave_what_a_dictionary_would_hold(tmp_path, seed):
    """Documents that come, change and go, in memory and on disk, are found once and in their last form."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    model = Model(seed)
    index = Index.open(folder)
    segments = 0
    for _ in range(25):
        fresh, gone = model.change()
        way = model.chance.choice(("put", "write", "put and write"))
        if "put" in way:
            index.put(fresh, gone)
        if "write" in way:
            update(folder, fresh, gone)
            waiting = [entry for path, entry in model.docs.items() if index.known().get(path) != entry.blob]
            assert index.refresh()
            known = index.known()
            stale = [path for path in known if path not in model.docs]
            missing = [entry for path, entry in model.docs.items() if known.get(path) != entry.blob]
            assert not (way == "put and write" and waiting and stale and missing)
            index.put(missing, stale)
        model.check(index)
        segments = max(segments, len(index._view.segments))
    assert segments > 2
    index.close()


@pytest.mark.parametrize("seed", range(6))
def test_segments_that_are_put_together_are_what_their_documents_build(seed):
    """To the byte: all that lives and nothing else, with steps, codes, other writings, empty segments."""
    model = Model(seed)
    model.change()
    parts, living = [], []
    for number in range(model.chance.randint(1, 4)):
        docs = [
            replace(model.made(at), path=f"{number}/{at}.md") for at in range(model.chance.randint(0, 30))
        ]
        docs += [
            doc(f"{number}/ja.md", "証明書の更新", "ポータル", errors=("0x11b", "E-1")),
            doc(f"{number}/e.md", ""),
        ]
        segment = Segment(build.build(docs))
        gone = [entry.path for entry in docs if seed and model.chance.random() < 0.4]
        living += [entry for entry in docs if entry.path not in gone]
        parts.append((segment.arrays, View([segment], gone).alive))
    made, wanted = joined(parts), build.build(living)
    assert made.keys() == wanted.keys()
    for name, array in wanted.items():
        assert made[name].dtype == array.dtype, name
        assert np.array_equal(made[name], array), name


def test_many_changes_in_memory_stay_few_segments(tmp_path):
    """Each change is found in its last form, and none has to wait until all are put together."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    index, model = Index.open(folder), Model(7)
    most = 0
    for _ in range(90):
        fresh, gone = model.change()
        index.put(fresh[:2], gone)
        for entry in fresh[2:]:
            model.docs[entry.path] = entry
            index.put([entry])
        assert len(index._fresh) <= _FRESH_SEGMENTS
        most = max(most, len(index._fresh))
    model.check(index)
    assert most == _FRESH_SEGMENTS
    index.close()


def test_the_same_document_changed_again_and_again_is_one_segment(tmp_path):
    """A document that is being written does not fill the memory with what it was."""
    index = Index.open(index_folder(tmp_path / "cache", str(tmp_path / "library")))
    for number in range(40):
        index.put([doc("draft.md", f"Draft {number}")])
    assert (len(index._fresh), index.search("draft ").total) == (1, 1)
    index.close()


def test_many_small_segments_are_put_together_without_the_record(tmp_path):
    """The child puts small segments into few, and reads no document again for it."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    docs = library(300)
    update(folder, docs, ())
    for number in range(3):
        update(folder, [doc(docs[number].path, f"Changed {number}")], ())
    assert len(list(folder.glob("*.kbv"))) == 4
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest, "_MOST_SEGMENTS", 2)
        patch.setattr(store, "documents", None)
        manifest.tidy(folder)
    assert len(list(folder.glob("*.kbv"))) == 2
    index = Index.open(folder)
    assert (index.doc_count(), index.search("changed ").total) == (300, 3)
    index.close()


def test_damage_is_not_copied_into_a_new_segment_but_made_good(tmp_path, monkeypatch):
    """Large arrays are compared with their sums before they get new ones; then the record helps."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    body = " ".join(random.Random(1).choices(WORDS, k=200_000))
    update(folder, library(40), ())
    update(folder, [doc("long.md", "A long one", f"{body} {body}")], ())
    path = max(folder.glob("*.kbv"), key=lambda file: file.stat().st_size)
    file = ArrayFile(path)
    place = file._places["texts"] + file.arrays["texts"].size // 2
    with path.open("r+b") as damaged:
        damaged.seek(place)
        damaged.write(b"XXXXXXXX")
    monkeypatch.setattr(manifest, "_MOST_SEGMENTS", 0)
    with pytest.raises(ValueError, match="texts"):
        manifest.tidy(folder)
    update(folder, [doc("new.md", "New")], ())
    index = Index.open(folder)
    index.verify()
    assert index.doc_count() == 42
    segment, local = index._view.locate(index._view.find("long.md"))
    assert "XXXXXXXX" not in segment.text(local, 0, len(body) * 3)
    index.close()


def test_what_is_in_memory_stays_until_the_disk_has_it(tmp_path):
    """A refresh keeps changes that no commit has, and lets go of those that one has."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    docs = library(20)
    update(folder, docs, ())
    index = Index.open(folder)
    mine, theirs = doc("mine.md", "A zebra"), doc("theirs.md", "A giraffe")
    index.put([mine, theirs], [docs[0].path])
    update(folder, [theirs], ())
    assert index.refresh()
    assert [entry.path for _, held in index._fresh for entry in held.values()] == ["mine.md"]
    assert {"mine.md", "theirs.md"} <= index.known().keys()
    assert docs[0].path not in index.known()
    update(folder, [mine], [docs[0].path])
    assert index.refresh()
    assert not index._fresh
    assert index.known().keys() == {entry.path for entry in docs[1:]} | {"mine.md", "theirs.md"}
    index.close()


def test_small_changes_are_put_together_and_the_large_rest_is_left_alone(tmp_path):
    """After many small commits the segments are few, and the file with most documents is the same."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    docs = library(300)
    update(folder, docs, ())
    (large,) = manifest.read(folder).segments
    latest = {entry.path: entry for entry in docs}
    for number in range(20):
        changed = [
            doc(docs[number % 12].path, f"Changed {number}"),
            doc(f"new/{number % 9}.md", f"New {number}"),
        ]
        gone = [docs[100].path] if number == 3 else []
        update(folder, changed, gone)
        latest.update((entry.path, entry) for entry in changed)
        latest = {path: entry for path, entry in latest.items() if path not in gone}
    names = manifest.read(folder).segments
    assert large in names
    assert len(names) <= 7
    assert {entry.name for entry in folder.glob("*.kbv")} == set(names)
    index = Index.open(folder)
    assert index.known() == {path: entry.blob for path, entry in latest.items()}
    assert paths(index.search("changed 19 "))[0] == docs[7].path
    index.close()


def test_a_document_that_is_gone_can_come_again(tmp_path):
    """Removed and then put again, in memory or on disk, it is there."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    docs = library(5)
    update(folder, docs, ())
    index = Index.open(folder)
    index.put([], [docs[1].path])
    assert docs[1].path not in index.known()
    index.put([docs[1]])
    assert index.doc_count() == 5
    update(folder, [], [docs[2].path])
    update(folder, [docs[2]], ())
    assert index.refresh()
    assert index.doc_count() == 5
    assert manifest.read(folder).removed == frozenset()
    index.close()


def test_a_new_document_that_went_before_the_disk_had_it_stays_gone(tmp_path):
    """A document that was saved and then renamed or deleted does not come back with the next commit."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    update(folder, library(3), ())
    index = Index.open(folder)
    index.put([doc("stays.md", "A giraffe"), doc("old.md", "A zebra")])
    index.put([doc("new.md", "A zebra")], ["old.md"])
    assert paths(index.search("zebra ")) == ["new.md"]
    for other in ("first.md", "second.md"):
        update(folder, [doc(other, "A commit of others")], ())
        assert index.refresh()
        assert paths(index.search("zebra ")) == ["new.md"]
        assert paths(index.search("giraffe ")) == ["stays.md"]
    index.close()


def test_a_document_whose_removal_the_disk_has_can_come_again(tmp_path):
    """What was deleted and then restored is found before the disk has it, in its new form and once."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    docs = library(5)
    update(folder, docs, ())
    index = Index.open(folder)
    update(folder, [], [docs[2].path])
    assert manifest.read(folder).removed == {docs[2].path}
    assert index.refresh()
    index.put([doc(docs[2].path, "A zebra")])
    assert paths(index.search("zebra ")) == [docs[2].path]
    assert index.doc_count() == 5
    update(folder, [doc("other.md", "A commit of others")], ())
    assert index.refresh()
    assert paths(index.search("zebra ")) == [docs[2].path]
    assert index.doc_count() == 6
    index.close()


def test_steps_go_with_their_playbook():
    """Neither a removed playbook nor an older form of one leaves steps behind."""

    def playbook(path, *heads):
        sections = tuple(Section(head, head, "") for head in heads)
        return doc(path, "Zoo", kind="playbook", sections=sections, steps=heads)

    docs = [playbook("a.md", "one", "two"), playbook("b.md", "three"), doc("c.md", "C")]
    older = Segment(build.build(docs))
    newer = Segment(build.build([playbook("a.md", "four")]))
    view = View([older, newer], ["b.md"])
    assert view.alive.tolist() == [False, False, False, False, False, True, True, True]
    assert view.count == 2
    assert not view.all_alive
    assert [view.title(number) for number in np.flatnonzero(view.alive)] == ["C", "Zoo", "four"]
    assert view.find("a.md") == 6
    assert view.find("b.md") == -1


def test_numbers_lead_back_to_their_segments():
    """Through all segments each number has its document, and ascending numbers come apart by segment."""
    docs = library(30)
    view = View([Segment(build.build(part)) for part in (docs[:11], docs[11:12], docs[12:])])
    located = [view.locate(number) for number in range(view.total)]
    assert [segment.paths[local] for segment, local in located] == [entry.path for entry in docs]
    numbers = np.array([0, 10, 12, 29])
    parts = [(segment.base + local).tolist() for segment, local, _ in view.parts(numbers)]
    assert parts == [[0, 10], [12, 29]]
    assert [first for *_, first in view.parts(numbers, empty=True)] == [0, 2, 2]


def test_the_prior_prefers_what_is_trusted_current_and_of_a_low_tier():
    """Draft, late and specialist documents count a little less; archived ones hardly at all."""
    yesterday, tomorrow = (str(date.today() + timedelta(days)) for days in (-1, 1))
    docs = [
        doc("0", "", confidence="validated"),
        doc("1", ""),
        doc("2", "", review_by=tomorrow),
        doc("3", "", tier="2"),
        doc("4", "", review_by=yesterday),
        doc("5", "", confidence="draft"),
        doc("6", "", confidence="archived"),
    ]
    prior = View([Segment(build.build(docs))]).prior
    assert prior[1] == prior[2]
    assert prior[0] > prior[1] > prior[3] > prior[4] > prior[5] > 0.95
    assert prior[6] < 0.001


def test_an_index_without_documents_answers(tmp_path):
    """Nothing was indexed, or everything has gone: every question has an empty answer."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    update(folder, [], ())
    for docs, gone in (([], []), ([doc("a.md", "A")], []), ([], ["a.md"])):
        update(folder, docs, gone)
    index = Index.open(folder)
    for text in ("", "a", "zebra crossing", '"a b"', "tag:x", "-a", "is:stale"):
        results = index.search(text, Filters(tag="x") if not text else Filters())
        assert (results.hits, results.total) == ((), 0)
    assert index.known() == {}
    assert index.values("tag") == ()
    index.close()

# SPDX-License-Identifier: MIT
"""Stock Whoosh's own searcher, on the index of record, must find the very documents that our arrays find.

The index that is asked has several segments, replaced and removed documents, steps of playbooks, and changes
that are in memory only; the record that Whoosh searches has all of them committed.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import whoosh.query as wq
from search_docs import doc

from kbdesk.model import Section
from kbdesk.search import Index, analysis, conditions, index_folder, store, update
from kbdesk.search.conditions import Condition
from kbdesk.search.everyday import ALIKE
from kbdesk.search.groups import Groups
from kbdesk.search.lexicon import BEGINNING
from kbdesk.search.query import Query, Word, parse
from kbdesk.search.rank import ENOUGH, Ranker
from kbdesk.search.restrict import Restrictions
from kbdesk.search.schema import days
from kbdesk.search.synonyms import Synonyms

SEED = 20261122
TREES = 5_200

_WORDS = """
mail mails mailbox mailboxes outlook password passwort passwörter zurücksetzen Zurück port portal portals
print printer printers printing queue screen blank blue tunnel drops certificate expired expire renew sync
zone Set-Mailbox Set-MailboxFolderPermission 0x80 0x8004010F KB4011039 5.7.1 v3.1.2 e-mail it's AADSTS50011
C:\\Windows\\System32 ERR_CONNECTION_RESET user@contoso.example 10.0.0.1 C++ 証明書 証明書の更新 ポータル ขอ
München naïve
"""
WORDS = _WORDS.split()
LITTLE = ["the", "a", "of", "is", "not", "und"]
PRODUCTS = ["Microsoft Outlook", "Outlook Mobile", "Router X200", "C++ (old)"]
TAGS = ["vpn", "vpn-client", "remote work", "ÄÖ"]
PEOPLE = ["Anna Weber", "network-team", "Weber, Ute"]
DAYS = ["", "2025-03-03", "2026-10-01", "2026-11-01", "2026-11-21", "2027-01-01"]


def made_doc(chance, number):
    def words(least, most):
        return " ".join(chance.choices([*WORDS, *LITTLE * 3], k=chance.randint(least, most)))

    is_playbook = number % 7 == 0
    sections = [Section("", "", words(0, 20))]
    sections += [Section(words(1, 2), f"part-{at}", words(1, 15)) for at in range(chance.randint(0, 3))]
    return doc(
        f"{'playbooks' if is_playbook else 'articles'}/{number}.md",
        words(1, 5),
        sections=tuple(sections),
        steps=tuple(section.anchor for section in sections if section.anchor) if is_playbook else (),
        kind="playbook" if is_playbook else "article",
        says=tuple(words(2, 5) for _ in range(chance.choice((0, 0, 1, 2)))),
        errors=tuple(chance.sample(("0x8004010F", "E-17", "-2147467259"), chance.choice((0, 0, 1)))),
        tags=tuple(chance.sample(TAGS, chance.randint(0, 2))),
        products=tuple(chance.sample(PRODUCTS, chance.randint(0, 2))),
        tier=chance.choice(("1", "2", "3", "specialist")),
        audience=chance.choice(("internal", "partner", "public")),
        confidence=chance.choice(("", "draft", "validated", "archived")),
        owner=chance.choice(("", *PEOPLE)),
        by=chance.choice(("", *PEOPLE)),
        changed=chance.choice(DAYS),
        review_by=chance.choice(DAYS),
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Our index and Whoosh's searcher over the same documents."""
    base = tmp_path_factory.mktemp("oracle")
    chance = random.Random(SEED)
    ours, theirs = (index_folder(base / name, str(base / "library")) for name in ("ours", "theirs"))
    changes = [([made_doc(chance, number) for number in range(220)], [])]
    for _ in range(3):
        changed = [made_doc(chance, number) for number in chance.sample(range(226), 6)]
        gone = {f"articles/{number}.md" for number in chance.sample(range(220), 3)}
        changes.append((changed, sorted(gone - {entry.path for entry in changed})))
    for docs, gone in changes:
        update(ours, docs, gone)
        update(theirs, docs, gone)
    index = Index.open(ours)
    for _ in range(2):
        fresh = [made_doc(chance, number) for number in chance.sample(range(230), 4)]
        index.put(fresh, ["articles/9.md"])
        update(theirs, fresh, ["articles/9.md"] if "articles/9.md" not in {d.path for d in fresh} else [])
    searcher = store.searcher(theirs)
    yield Ours(index), Theirs(searcher)
    searcher.close()
    index.close()


class Theirs:
    """Whoosh."""

    def __init__(self, searcher):
        self.searcher = searcher
        reader = searcher.reader()
        self.paths = {
            number: term.decode()
            for field, term in reader.all_terms()
            if field == "path"
            for number in reader.postings(field, term).all_ids()
        }

    def find(self, tree):
        return {self.paths[number] for number in self.searcher.docs_for_query(tree)}


class Ours:
    """The arrays, by the same calls that answer a keystroke."""

    def __init__(self, index):
        self.view = index._view
        self.groups = Groups(self.view)
        self.restrictions = Restrictions(self.view)
        self.ranker = Ranker(self.view, Synonyms())
        self.documents = self.view.alive & (self.view.column("parents") < 0)

    def paths(self, found):
        numbers = np.flatnonzero(found & self.documents).tolist()
        return {segment.paths[at] for segment, at in map(self.view.locate, numbers)}

    def mask(self, numbers):
        found = np.zeros(self.view.total, bool)
        found[numbers] = True
        return found

    def term(self, text):
        found = np.zeros(self.view.total, bool)
        for segment in self.view.segments:
            if (row := segment.lexicon.find(text)) >= 0:
                found[segment.base + segment.of_row(row).astype(int)] = True
        return found

    def prefix(self, text):
        found = np.zeros(self.view.total, bool)
        for segment in self.view.segments:
            first, last = segment.lexicon.between(text)
            found[segment.base + segment.postings(first, last)[0].astype(int)] = True
        return found

    def forms(self, word):
        """What the evaluator takes for a word, as a tree."""
        found = {
            term
            for segment in self.view.segments
            for first, last, _ in self.groups._forms(segment, word)
            for term in segment.lexicon.terms(first, last)
            if not term.startswith(BEGINNING)
        }
        together = [wq.And([wq.Term("text", term) for term in other]) for other in ALIKE.get(word.text, ())]
        return wq.Or([*(wq.Term("text", term) for term in sorted(found)), *together])

    def word(self, word):
        group = self.groups.of(word, guess=False)
        return self.mask(group.numbers if group is not None else [])


# --- trees ------------------------------------------------------------------------------------------------

CONDITIONS = [
    Condition("kind", "is", "playbook"), Condition("kind", "is", "step"),
    Condition("tier", "is", "2"), Condition("tier", "is", "specialist", True),
    Condition("audience", "is", "public"), Condition("audience", "is", "internal", True),
    Condition("state", "is", "archived"), Condition("state", "is", "draft", True),
    Condition("product", "has", "outlook"), Condition("product", "has", "router x"),
    Condition("product", "has", "c++"), Condition("product", "has", "mobile", True),
    Condition("tag", "is", "vpn"), Condition("tag", "has", "vpn"), Condition("tag", "is", "äö"),
    Condition("tag", "is", "remote work", True), Condition("by", "has", "weber"),
    Condition("by", "has", "team", True), Condition("by", "is", "weber, ute"),
]  # fmt: skip
SIGNS = [
    "-portal", "-mail", '-"set-mailbox"', '-"blank screen"', '"blue screen"', '"the portal"', '"証明書 mail"',
    '"证明"', '"mail port"', "tier:1", "tier:2", "-tier:3", "kind:play", "kind:article", "is:stale",
    "audience:pu", "-audience:internal", "is:draft", "-is:stale", "product:out", "product:router",
    "-product:outlook", 'product:"c++"', "tag:vpn", "-tag:vpn",
    'tag:"remote work"', "by:weber", "-by:team", "changed:2025", "changed:<2026-11",
    "-changed:>2026-10-15",
]  # fmt: skip


class Trees:
    """Random questions, each as ours (which documents) and as theirs (a tree of ``whoosh.query``)."""

    def __init__(self, ours, seed):
        self.ours = ours
        self.chance = random.Random(seed)
        self.kinds = dict.fromkeys((*self.LEAVES, "and", "or", "not"), 0)
        self.terms = sorted({term for word in WORDS for term in analysis.terms(word)} | {*LITTLE, "nothing"})

    LEAVES = ("term", "prefix", "word", "phrase", "condition", "days", "asked")

    def tree(self, depth):
        kind = self.chance.choice(self.LEAVES if not depth else ("and", "or", "not", *self.LEAVES[:4]))
        self.kinds[kind] += 1
        return getattr(self, f"make_{kind}")(depth)

    def several(self, depth):
        return zip(*(self.tree(depth - 1) for _ in range(self.chance.randint(2, 3))), strict=True)

    def make_and(self, depth):
        ours, theirs = self.several(depth)
        return np.logical_and.reduce(ours), wq.And([wq.Every(), *theirs])

    def make_or(self, depth):
        ours, theirs = self.several(depth)
        return np.logical_or.reduce(ours), wq.Or(list(theirs))

    def make_not(self, depth):
        ours, theirs = self.tree(depth - 1)
        return ~ours, wq.And([wq.Every(), wq.Not(theirs)])

    def make_term(self, _):
        term = self.chance.choice(self.terms)
        return self.ours.term(term), wq.Term("text", term)

    def make_prefix(self, _):
        term = self.chance.choice(self.terms)
        begun = term[: self.chance.randint(1, len(term))]
        return self.ours.prefix(begun), wq.Prefix("text", begun)

    def make_word(self, _):
        """A word with its other forms, as a keystroke finds it."""
        simple = [
            term for term in self.terms if term.isalpha() and len(term) > 3 and not analysis.parts(term)
        ]
        text = self.chance.choice(simple)
        unfinished = self.chance.random() < 0.5
        text = text[: self.chance.randint(3, len(text))] if unfinished else text
        word = Word(text, unfinished=unfinished)
        return self.ours.word(word), self.ours.forms(word)

    def make_phrase(self, _):
        words = self.chance.choices([*WORDS, *LITTLE * 2], k=self.chance.choice((1, 2, 2, 2, 3)))
        if self.chance.random() < 0.5:
            words = self.words_of_a_document(len(words) + 1)
        phrase = parse(f'"{" ".join(words)}"').phrases
        if not phrase:
            return self.make_term(0)
        return self.ours.restrictions.phrase(phrase[0]), conditions._phrase(phrase[0])

    def words_of_a_document(self, count):
        view = self.ours.view
        segment, local = view.locate(self.chance.randrange(view.total))
        words = segment.text(local, 0, 400).split()
        start = self.chance.randrange(len(words))
        return words[start : start + count]

    def make_condition(self, _):
        condition = self.chance.choice(CONDITIONS)
        return self.ours.restrictions._condition(condition), conditions._condition(condition)

    def make_days(self, _):
        first, last = sorted(days(date(2026, 11, 1)) + self.chance.randint(-700, 100) for _ in range(2))
        facet = self.chance.choice(("changed", "review_by"))
        last = self.chance.choice((last, conditions.LAST_DAY))
        condition = Condition(facet, "days", "", self.chance.random() < 0.3, max(first, 1), last)
        return self.ours.restrictions._condition(condition), conditions._condition(condition)

    def make_asked(self, _):
        """Signs as they are typed."""
        asked = parse(" ".join(self.chance.sample(SIGNS, self.chance.randint(1, 3))) + " ")
        having = [phrase for phrase in asked.phrases if self.ours.restrictions.phrase(phrase).any()]
        allowed, left_out = self.ours.restrictions.asked(asked)
        assert left_out == tuple(f'"{phrase}"' for phrase in asked.phrases if phrase not in having)
        only = replace(asked, words=(), phrases=tuple(having))
        if allowed is None:
            return np.ones(self.ours.view.total, bool), wq.Every()
        return allowed, conditions.to_whoosh(only)


def test_whoosh_finds_the_same_documents(both):
    """Thousands of trees of conditions, words, beginnings and phrases give the documents of stock Whoosh."""
    ours, theirs = both
    trees = Trees(ours, SEED)
    some = 0
    for number in range(TREES):
        found, tree = trees.tree(number % 4)
        wanted = theirs.find(tree)
        assert ours.paths(found) == wanted, tree
        some += 0 < len(wanted) < len(theirs.paths)
    assert some > TREES * 0.6
    assert min(trees.kinds.values()) > 200


def test_every_word_counts_where_enough_documents_have_all(both):
    """Plain words find the documents that have each of them in some form, if these are enough."""
    ours, theirs = both
    trees = Trees(ours, SEED + 1)
    plain = [term for term in trees.terms if term.isalpha() and len(term) > 3 and not analysis.parts(term)]
    enough = 0
    for _ in range(600):
        words = [Word(word) for word in trees.chance.sample(plain, trees.chance.randint(1, 3))]
        tree = wq.And([ours.forms(word) for word in words])
        wanted = theirs.find(tree)
        if len(wanted) >= ENOUGH:
            ranking = ours.ranker.rank(Query(" ".join(word.text for word in words), tuple(words)))
            assert ranking.left_out == ()
            assert ours.paths(ours.mask(ranking.matches)) == wanted, tree
            enough += 1
    assert enough > 100

# SPDX-License-Identifier: MIT
"""What a typed text asks for: plain words as ever, and the usual signs for those who want them."""

from __future__ import annotations

import random
import re
import time
from datetime import date
from pathlib import Path

import pytest
from pace import limit
from whoosh.analysis import Analyzer, Token
from whoosh.fields import KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage

from kbdesk.search import analysis
from kbdesk.search.complete import complete
from kbdesk.search.conditions import SIGNS as SIGNS_BEFORE_A_COLON
from kbdesk.search.conditions import Condition, groups, level, matches, phrase_terms, to_whoosh
from kbdesk.search.query import MAX_CHARACTERS, MAX_PAIRS, MAX_SIGNS, MAX_WORDS, Query, parse

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 22)


def day(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def parsed(text):
    return parse(text, TODAY)


def words(text):
    return [word.text for word in parsed(text).words]


# --- plain words ---

PLAIN = [
    "outlook keeps asking for my password",
    "Error: (0x80070005) access denied",
    "http://x and https://contoso.example/a?b=c",
    "The value is -2147467259",
    "Wi-Fi - no connection",
    "Wi-Fi -- no connection -",
    'monitor 24" and 27" blank',
    'error":"invalid_resource","error_description":"aadsts500011',
    'it says "cannot open',
    "System.Net.WebException: The remote server returned an error: (401) Unauthorized",
    "ms-diagnostics: 1017; reason=",
    "duplicated_external_user_id: the employee id",
    "Set-Mailbox -Identity anna -Type shared",
    "get-mailbox -identity anna",
    "Connect-MsolService : exception of type -Credential",
    "managesdk.sh -listEnabledProfileAll fails with error: Couldn't get file lock.",
    "what if I run arssyscr -I instance_name -r without",
    "java -Xmx512m -Dfile.encoding=utf8",
    "robocopy --mirror /s -5",
    "ipconfig -all",
    "what does ipconfig -flushdns do",
    "openssl s_client -connect contoso.example -showcerts",
    "rm -rf build",
    "Get-Mailbox | fl -Property *",
    "docker -version",
    "anything -force -really",
    "product: Outlook version: 16",
    "kind:Deployment7 is:0x8004010F",
    "tierless:2 colour:red title:vpn",
    "ratio 3:2 at 12:30",
    "C:\\Windows\\System32 is:C:\\x",
    '-: -" : " -',
]


@pytest.mark.parametrize("text", PLAIN)
def test_pasted_and_plain_texts_are_words(text):
    """Colons, dashes, single quotation marks and parameters of commands ask for nothing but their words."""
    asked = parsed(text)
    tokens = [token.lower() for token in analysis.tokens(analysis.fold(text))]
    assert [word.text for word in asked.words] == list(dict.fromkeys(tokens))[:MAX_WORDS]
    assert (asked.phrases, asked.without, asked.conditions, asked.problem) == ((), (), (), "")


def test_a_quoted_part_of_a_message_is_a_phrase_and_its_words_too():
    """A message pasted with its quotation marks keeps all of its words in order."""
    text = 'Exception calling "SecurityTokenForContext" with "1" argument(s): "The serverwas'
    asked = parsed(text)
    assert asked.phrases == ("securitytokenforcontext", "1")
    assert words(text) == [
        "exception", "calling", "securitytokenforcontext", "with", "1", "argument", "s", "the", "serverwas",
    ]  # fmt: skip
    assert asked.text == text.lower()


def test_only_the_last_word_of_plain_text_is_unfinished():
    """What a sign or a closed quotation mark follows is finished."""
    assert [word.unfinished for word in parsed("vpn tunn").words] == [False, True]
    assert [word.unfinished for word in parsed("vpn tunn tier:2").words] == [False, False]
    assert [word.unfinished for word in parsed('vpn "tunn"').words] == [False, False]
    assert [word.unfinished for word in parsed("tier:2 vpn tunn").words] == [False, True]


# --- signs ---

IS_TIER_2 = Condition("tier", "is", "2")
SIGNS = [
    ('"asks for password"', Query("asks for password", (), ("asks for password",))),
    ('"A  b" c "d"', Query("", (), ("a b", "d"))),
    ("“Asks for” it", Query("", (), ("asks for",))),
    ("-exchange", Query("", (), (), ("exchange",))),
    ('mail -exchange -"public folder"', Query("", (), (), ("exchange", "public folder"))),
    ("mail -e-mail", Query("", (), (), ("e-mail",))),
    ("tier:2", Query("", (), (), (), (IS_TIER_2,))),
    ("Tier:2, mail", Query("", (), (), (), (IS_TIER_2,))),
    ("-tier:2", Query("", (), (), (), (Condition("tier", "is", "2", True),))),
    ("tier:spec", Query("", (), (), (), (Condition("tier", "is", "specialist"),))),
    ("kind:playbook", Query("", (), (), (), (Condition("kind", "is", "playbook"),))),
    ("kind:Steps", Query("", (), (), (), (Condition("kind", "is", "step"),))),
    ("is:archived", Query("", (), (), (), (Condition("state", "is", "archived"),))),
    ("-is:not-validated", Query("", (), (), (), (Condition("state", "is", "not-validated", True),))),
    ("product:Outlook ", Query("", (), (), (), (Condition("product", "has", "outlook"),))),
    ('product:"Router  X200"', Query("", (), (), (), (Condition("product", "has", "router x200"),))),
    ('product:"Router X', Query("", (), (), (), (Condition("product", "has", "router x"),))),
    ("tag:vpn ", Query("", (), (), (), (Condition("tag", "is", "vpn"),))),
    ("tag:vpn", Query("", (), (), (), (Condition("tag", "has", "vpn"),))),
    ("-tag:vpn", Query("", (), (), (), (Condition("tag", "is", "vpn", True),))),
    ('tag:"remote work"', Query("", (), (), (), (Condition("tag", "is", "remote work"),))),
    ("by:Anna", Query("", (), (), (), (Condition("by", "has", "anna"),))),
    ("tier:2 tier:2", Query("", (), (), (), (IS_TIER_2,))),
]


@pytest.mark.parametrize(("text", "wanted"), SIGNS, ids=[text for text, _ in SIGNS])
def test_a_sign_says_what_it_says_anywhere(text, wanted):
    """Each sign gives its phrase, exclusion or condition, alone or with words before it."""
    for whole in (text, f"printer {text}", f"printer\t{text}"):
        asked = parsed(whole)
        assert asked.phrases == wanted.phrases
        assert asked.without == wanted.without
        assert asked.conditions == wanted.conditions
        assert asked.problem == ""
        assert ("printer" in words(whole)) == (whole != text)


WITHOUT = ["outlook -exchange", "docker -windows", "java -javascript", "teams -allergy", "password -forced"]


@pytest.mark.parametrize("text", WITHOUT)
def test_a_minus_between_words_that_are_no_command_leaves_out(text):
    """A product that has a command too, and a word that begins like an option, are words."""
    assert parsed(text).without == (text.split("-")[1],)


def test_what_is_taken_out_is_neither_searched_for_nor_in_the_text():
    """Words are those that results should have; the text is what can be found as it stands."""
    asked = parsed('Outlook -exchange tier:2 "asks  for" password by:anna')
    assert [word.text for word in asked.words] == ["outlook", "asks", "for", "password"]
    assert asked.text == 'outlook "asks for" password'


def test_a_sign_inside_a_phrase_is_part_of_it():
    """Between quotation marks nothing has a meaning of its own."""
    asked = parsed('"set tier:2 -now"')
    assert asked.phrases == ("set tier:2 -now",)
    assert (asked.without, asked.conditions) == ((), ())


def test_nothing_goes_wrong_while_a_query_is_being_typed():
    """Every beginning of a query with signs keeps its words and has nothing to complain of."""
    text = (
        'outlook -exchange product:"Router X200" changed:>=2026-10-01 kind:playbook is:stale -"a b" by:anna '
    )
    for end in range(len("outlook "), len(text) + 1):
        asked = parsed(text[:end])
        assert asked.problem == "", text[:end]
        assert asked.words[0].text == "outlook"
        assert len(asked.words) <= 2
    assert len(asked.words) == 1
    assert len(asked.conditions) == 5
    for end in range(1, 11):
        assert parsed("changed:yesterday"[: 8 + end]).problem == ""


# --- dates ---

DATES = [
    ("2026-10-01", "2026-10-01", "2026-10-01"),
    ("2026-10", "2026-10-01", "2026-10-31"),
    ("2026-2", "2026-02-01", "2026-02-28"),
    ("2026-12", "2026-12-01", "2026-12-31"),
    ("2026", "2026-01-01", "2026-12-31"),
    (">2026-10-01", "2026-10-02", ""),
    (">=2026-10-01", "2026-10-01", ""),
    ("<2026-10-01", "", "2026-09-30"),
    ("<=2026-10-01", "", "2026-10-01"),
    (">2026-10", "2026-11-01", ""),
    ("<2026", "", "2025-12-31"),
    ("30d", "2026-10-23", ""),
    ("<30d", "2026-10-23", ""),
    (">30d", "", "2026-10-22"),
    ("2w", "2026-11-08", ""),
    ("6m", "2026-05-26", ""),
    ("1y", "2025-11-22", ""),
    ("today", "2026-11-22", "2026-11-22"),
    ("yesterday", "2026-11-21", "2026-11-21"),
    (">=yesterday", "2026-11-21", ""),
]


@pytest.mark.parametrize(("value", "first", "last"), DATES, ids=[case[0] for case in DATES])
def test_a_date_a_month_or_an_age_is_a_span_of_days(value, first, last):
    """The days are those that a person means, ends included; an unknown day is in no span."""
    (condition,) = parsed(f"vpn changed:{value} ").conditions
    open_end = Condition("changed", "days")
    assert condition.first == (day(first) if first else 1)
    assert condition.last == (day(last) if last else open_end.last)
    assert condition.first > 0


def test_stale_is_what_should_have_been_reviewed_before_today():
    """The last day of a review is not too late."""
    (condition,) = parsed("is:stale").conditions
    assert condition == Condition("review_by", "days", "", False, 1, day("2026-11-21"))


# --- what does not count ---

PROBLEMS = [
    ("tier:9", "“tier:9” did not count: after tier: comes 1, 2, 3 or specialist."),
    ("kind:email", "“kind:email” did not count: after kind: comes article, playbook or step."),
    (
        "is:old",
        "“is:old” did not count: after is: comes archived, draft, not-validated, stale or validated.",
    ),
    (
        "changed:>soon",
        "“changed:>soon” did not count: after changed: comes a date such as >2026-10-01,"
        " a month such as 2026-10, or 30d.",
    ),
    ("changed:2026-13 ", "“changed:2026-13” did not count"),
    ("changed:2026-02-30", "“changed:2026-02-30” did not count"),
    ("changed:9999-12 ", "“changed:9999-12” did not count"),
    ("changed:0000 ", "“changed:0000” did not count"),
    ("changed:20 ", "“changed:20” did not count"),
]


@pytest.mark.parametrize(("text", "sentence"), PROBLEMS, ids=[text for text, _ in PROBLEMS])
def test_a_wrong_value_is_told_and_does_not_count(text, sentence):
    """The rest of the query is answered, and one sentence says what may stand there."""
    asked = parsed(f"outlook {text}")
    assert asked.problem.startswith(sentence)
    assert asked.conditions == ()
    assert [word.text for word in asked.words] == ["outlook"]


def test_a_long_text_is_cut_and_it_is_told():
    """Of a pasted page the first part counts."""
    assert parsed("x" * MAX_CHARACTERS).problem == ""
    assert parsed("vpn " * 400).problem == "Only the first 1,000 characters count."
    asked = parsed("".join(f"-without{chr(97 + i)} tag:x{i} " for i in range(20)))
    assert len(asked.without) + len(asked.conditions) == MAX_SIGNS
    assert asked.problem == "Only the first 16 phrases, exclusions and conditions count."
    assert asked.words == ()


def hostile():
    yield from ("*" * 100_000, "a" * 100_000, "a " * 50_000, '"' * 100_000, '" ' * 50_000, '"a ' * 50_000)
    yield from ("-" * 100_000, "-a " * 50_000, ":" * 100_000, "tier:" * 20_000, "tier: " * 20_000)
    yield from ('product:"' * 20_000, ' product:"a' * 20_000, "changed:>" * 9_000, "kind:a-" + "-" * 9_000)
    yield from ('"a "b "c" d" e" ' * 9_000, "\0\x1f\x7f" * 30_000, "\ud800" * 1_500, "tag:\ud800 by:\udfff x")
    yield from ("証" * 5_000, "\ufdfa" * 5_000, "e" + "\u0301" * 5_000, "a.b-c/d" * 9_000, "aB1" * 9_000)
    yield from (
        " ".join(f"word{i}" for i in range(9_000)),
        "(" * 5_000,
        "NOT " * 900,
        "[a TO z]",
        "is:-" * 900,
    )
    chance = random.Random(4)
    pieces = [
        *'ab1-": <>=\0\t.,(',
        "tier:",
        "product:",
        "changed:",
        "is:",
        "ü",
        "証",
        "\ud800",
        "\u200b",
        "İ",
    ]
    for _ in range(600):
        yield "".join(chance.choices(pieces, k=chance.randint(1, 120)))


def test_hostile_texts_are_parsed_at_once():
    """Whatever is typed or pasted is taken apart within a millisecond, and within its bounds."""
    slow = {}
    for text in hostile():
        times = []
        for _ in range(5):
            began = time.perf_counter()
            asked = parsed(text)
            times.append(time.perf_counter() - began)
            if times[-1] < 0.001:
                break
        slow[text[:40]] = min(times)
        assert len(asked.words) <= MAX_WORDS + MAX_PAIRS
        assert len(asked.phrases) + len(asked.without) + len(asked.conditions) <= MAX_SIGNS
        assert all(analysis.tokens(phrase) for phrase in (*asked.phrases, *asked.without))
        to_whoosh(asked)
    assert max(slow.values()) < limit(0.004), max(slow, key=slow.get)
    assert sorted(slow.values())[-2] < limit(0.001)


# --- names ---


@pytest.mark.parametrize(
    ("value", "name", "found"),
    [
        ("outlook", "Microsoft Outlook 2019", True),
        ("out", "Microsoft Outlook 2019", True),
        ("look", "Microsoft Outlook 2019", False),
        ("outlook 20", "Microsoft  Outlook 2019", True),
        ("team", "network-team", True),
        ("weber", "Anna Weber", True),
        ("200", "Router X200", False),
        ("x200", "X2000 and Router X200", True),
    ],
)
def test_a_product_or_person_is_named_by_words_of_the_name(value, name, found):
    """Words count from their beginning; the last may be unfinished."""
    assert matches(Condition("product", "has", value), name) is found


def test_two_tiers_mean_either_and_two_tags_both():
    """No document has two tiers, kinds or states; it can have two tags."""
    asked = parsed("tier:1 tag:a tier:2 tag:b is:draft is:stale is:validated -tier:3 -tier:spec ")
    held = [[(c.facet, c.value) for c in group] for group in groups(asked.conditions)]
    assert held == [
        [("tier", "1"), ("tier", "2")],
        [("tag", "a")],
        [("tag", "b")],
        [("state", "draft"), ("state", "validated")],
        [("review_by", "")],
        [("tier", "3")],
        [("tier", "specialist")],
    ]


# --- what may follow ---

KNOWN = {
    "product": ("Exchange", "Microsoft Outlook", "Outlook Mobile", "Router X200"),
    "tag": ("remote work", "vpn", "vpn-client", 'odd "one"'),
    "by": tuple(f"Agent {number:02}" for number in range(20)),
}


def offered(text, cursor=None):
    return complete(text, len(text) if cursor is None else cursor, lambda facet: KNOWN[facet])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail tier:", ("1", "2", "3", "specialist")),
        ("-tier:s", ("specialist",)),
        ("tier:2", ()),
        ("Kind:", ("article", "playbook", "step")),
        ("is:", ("archived", "draft", "not-validated", "stale", "validated")),
        ("is:va", ("validated", "not-validated")),
        ("product:out", ("Outlook Mobile", "Microsoft Outlook")),
        ('product:"microsoft o', ("Microsoft Outlook",)),
        ("product:“rou", ("Router X200",)),
        ("product:look", ()),
        ("tag:v", ("vpn", "vpn-client")),
        ("tag:o", ()),
        ("changed:", ("today", "7d", "30d", "1y", ">1y")),
        ("changed:2026-", ()),
        ("mail :", ("tier:", "product:", "tag:", "kind:", "is:", "by:", "changed:", "audience:")),
        (":t", ("tier:", "tag:")),
        ("tie", ()),
        ("tier", ()),
        ("tier: ", ()),
        ("tag:vpn mail", ()),
        ("http:", ()),
        ("Error: (0x80", ()),
        ('product:"Router X200" ', ()),
        ("", ()),
    ],
)
def test_values_are_offered_after_a_sign_and_signs_after_a_colon(text, shown):
    """Plain words, whatever they begin with, are never completed."""
    assert tuple(candidate.shown for candidate in offered(text).candidates) == shown


@pytest.mark.parametrize(
    ("text", "cursor", "whole"),
    [
        ("vpn tier:s now", 10, "vpn tier:specialist now"),
        ("-product:rou", 12, '-product:"Router X200"'),
        ('product:"Router X', 17, 'product:"Router X200"'),
        ('product:"Rou" vpn', 12, 'product:"Router X200" vpn'),
        ("tag:vpn-old", 7, "tag:vpn"),
        ("mail :ti", 8, "mail tier:"),
    ],
)
def test_what_is_taken_replaces_the_value_under_the_cursor(text, cursor, whole):
    """The rest of the text stays; a name of several words gets its quotation marks."""
    found = offered(text, cursor)
    assert text[: found.start] + found.candidates[0].text + text[found.end :] == whole
    assert parsed(whole).problem == ""


def test_a_few_values_are_offered_and_that_there_are_more():
    """A long list is narrowed by typing on."""
    assert [candidate.shown for candidate in offered("by:").candidates] == list(KNOWN["by"][:8])
    assert offered("by:").more
    assert not offered("by:tag").more
    assert not offered("tier:").more


def test_the_page_for_agents_says_what_the_code_does():
    """Every sign in docs/searching.md is one, and says what its table says of wrong ones."""
    page = (ROOT / "docs" / "searching.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    codes = [code for line in rows for code in re.findall(r"`([^`]+)`", line)]
    codes = [
        code for code in codes if code not in (">=", "<", "<=", "d", "w", "m", "y", "today", "yesterday")
    ]
    assert len(codes) >= 30
    for code in codes:
        asked = parsed(f"{code} ")
        assert asked.problem == ""
        assert asked.phrases or asked.without or asked.conditions, code
    for facet in SIGNS_BEFORE_A_COLON:
        assert f"`{facet}:" in page


# --- the same question to stock Whoosh ---

TERMS = ["mail", "Set-Mailbox", "0x80", "port", "portal", "Zurück", "証明書", "the", "5.7.1", "KB4011039"]
NAMES = {
    "kind": ["article", "playbook", "step"],
    "tier": ["1", "2", "3", "specialist"],
    "state": ["", "draft", "validated", "archived"],
    "product": ["Microsoft Outlook", "Outlook Mobile", "Router X200", "C++ (old)"],
    "tag": ["vpn", "vpn-client", "remote work", "ÄÖ"],
    "by": ["Anna Weber", "network-team", "Weber, Ute"],
}


def made_docs(chance, count):
    for _ in range(count):
        held = {
            facet: chance.sample(names, 1 if facet in ("kind", "tier", "state") else chance.randint(0, 2))
            for facet, names in NAMES.items()
        }
        yield {
            **held,
            "text": " ".join(chance.choices(TERMS, k=chance.randint(1, 9))),
            "changed": chance.choice((0, day("2026-11-01"), day("2025-03-03"))),
            "review_by": chance.choice((0, day("2026-11-21"), day("2026-11-22"))),
        }


class Terms(Analyzer):
    """All terms of a text, each at the position of its token."""

    def __call__(self, value, positions=False, **more):
        token = Token(positions, **more)
        for place, found in enumerate(analysis.tokens(analysis.fold(value))):
            for term in analysis.terms(found):
                token.text, token.pos, token.boost, token.stopped = term, place, 1.0, False
                yield token


def whoosh_index(docs):
    names = {facet: KEYWORD(commas=True) for facet in NAMES}
    index = RamStorage().create_index(
        Schema(number=STORED, text=TEXT(Terms()), changed=NUMERIC, review_by=NUMERIC, **names)
    )
    writer = index.writer()
    for number, doc in enumerate(docs):
        held = {facet: ",".join(level(name).replace(",", " ") for name in doc[facet]) for facet in NAMES}
        writer.add_document(**{**doc, **held, "number": number})
    writer.commit()
    return index


def holds(condition, doc):
    if condition.op == "days":
        held = condition.first <= doc[condition.facet] <= condition.last
    else:
        held = any(matches(condition, name.replace(",", " ")) for name in doc[condition.facet] if name)
    return held is not condition.negated


def answers(asked, doc):
    tokens = [analysis.terms(token) for token in analysis.tokens(analysis.fold(doc["text"]))]
    terms = {term for held in tokens for term in held}

    def has_phrase(phrase):
        wanted = [phrase_terms(token) for token in analysis.tokens(phrase)]
        if any(analysis.is_unspaced(token) for token in analysis.tokens(phrase)):
            return all(term in terms for held in wanted for term in held)
        return any(
            all(held[0] in tokens[start + at] for at, held in enumerate(wanted))
            for start in range(len(tokens) - len(wanted) + 1)
        )

    return (
        all(
            any(term.startswith(word.text) for term in terms) if word.unfinished else word.text in terms
            for word in asked.words
            if not word.optional
        )
        and all(map(has_phrase, asked.phrases))
        and not any(map(has_phrase, asked.without))
        and all(any(holds(one, doc) for one in group) for group in groups(asked.conditions))
    )


PIECES = [
    *TERMS, "-portal", "-mail", "mai", "po", "証明", '"mail port"', '"set-mailbox"', '"the portal the"',
    '"証明書 mail"', '-"port mail"', "tier:1", "tier:2", "-tier:3", "kind:play", "-kind:step", "is:stale",
    "is:draft", "-is:stale", "product:out", "product:router", "-product:outlook", 'product:"c++"',
    'product:"router x', "tag:vpn", "-tag:vpn", 'tag:"remote work"', "tag:äö", "by:weber", "-by:team",
    "changed:2025", "changed:<30d", "-changed:>2026", "changed:>30d",
]  # fmt: skip


def test_whoosh_finds_what_a_query_says():
    """The query as a tree of Whoosh's own gives the documents that its words, phrases and conditions mean."""
    chance = random.Random(11)
    docs = list(made_docs(chance, 150))
    index = whoosh_index(docs)
    some = 0
    with index.searcher() as searcher:
        for _ in range(400):
            text = " ".join(chance.choices(PIECES, k=chance.randint(1, 3))) + chance.choice(("", " "))
            asked = parsed(text)
            found = {hit["number"] for hit in searcher.search(to_whoosh(asked), limit=None)}
            wanted = {number for number, doc in enumerate(docs) if answers(asked, doc)}
            if asked == Query(asked.text, asked.words) and all(word.optional for word in asked.words):
                continue
            assert found == wanted, (text, to_whoosh(asked))
            some += 0 < len(wanted) < len(docs)
    assert some > 200


def test_a_word_can_stand_for_what_the_lexicon_says():
    """The oracle takes the same forms of a word that the evaluator takes."""
    tree = to_whoosh(parsed("mails "), lambda word: (word.text, "mail"))
    assert {term for _, term in tree.iter_all_terms()} == {"mails", "mail"}

# SPDX-License-Identifier: MIT
"""What search takes for words, in documents and in queries, and what it shows of a text."""

from __future__ import annotations

import pytest

from kbdesk.search import analysis, marks, query

TERMS = [
    (
        "Set-MailboxFolderPermission",
        {"set-mailboxfolderpermission", "set", "mailbox", "folder", "permission"},
    ),
    ("0x8004010F", {"0x8004010f", "8004010f"}),
    ("KB4011039", {"kb4011039", "kb", "4011039"}),
    ("-2147467259", {"-2147467259", "2147467259"}),
    ("AADSTS50011", {"aadsts50011", "aadsts", "50011"}),
    ("5.7.1", {"5.7.1", "571"}),
    ("C#", {"c#"}),
    ("e‑mail", {"e-mail", "email", "mail"}),
    ("can’t", {"can't", "cant"}),
    ("Zurücksetzen", {"zurücksetzen", "zurucksetzen"}),
    ("ＶＰＮ", {"vpn"}),
    ("pass\u00adword", {"password"}),
    ("証明書", {"証明", "明書", "書"}),
    ("Officeの", {"office", "の"}),
    ("รหัสผ่าน", {"รห", "หั"}),
    ("हिन्दी", {"हिन्दी"}),
]


@pytest.mark.parametrize(("text", "wanted"), TERMS, ids=[text for text, _ in TERMS])
def test_a_token_gives_itself_and_its_parts(text, wanted):
    """A code, a name of a command or a foreign word can be found whole and by part."""
    (token,) = analysis.tokens(analysis.fold(text))
    assert wanted <= set(analysis.terms(token))


def test_a_very_long_token_is_cut():
    """A line of base64 does not fill the index."""
    (token,) = analysis.tokens("A1b2" * 100_000)
    assert sum(map(len, analysis.terms(token))) < 1000


def test_the_last_word_is_unfinished_until_something_follows():
    """Typing goes on in the last word; a space ends it."""
    assert [word.unfinished for word in query.parse("vpn tunn").words] == [False, True]
    assert [word.unfinished for word in query.parse("vpn tunn ").words] == [False, False]


def test_a_query_is_cut_to_a_size_that_can_be_answered():
    """Neither long texts nor many words reach the evaluation."""
    assert len(query.parse(" ".join(f"word{i}" for i in range(200))).words) == query.MAX_WORDS
    assert len(query.parse("証明書の更新" * 50).words) <= query.MAX_WORDS + query.MAX_PAIRS
    assert len(query.parse("x" * 100_000).words[0].text) <= analysis.MAX_TERM


@pytest.mark.parametrize("text", ["", "   ", "***", '""', "?!", "\0", "()[]{}:^~", "\u200b"])
def test_a_text_without_words_is_an_empty_query(text):
    """Stars, quotes and brackets mean nothing."""
    assert query.parse(text).words == ()


def test_a_query_of_small_words_only_keeps_them():
    """Small words are left to chance only beside others."""
    assert all(not word.optional for word in query.parse("what is on").words)
    assert query.parse("who is admin ").words[1].optional


def test_a_level_text_has_its_places_where_the_text_has_them():
    """Highlights fit even where writing changes its length when folded."""
    text = "ﬁle İstanbul ﬀ Straße ＶＰＮ Zürich ½ ŉ 証明書 e\u0301"
    assert len(marks.level(text)) == len(text)
    (place,) = marks.places(marks.level(text), marks.marks(["Zurich"], 0))
    assert text[place[0] : place[1]] == "Zürich"


def marked(text: str, *forms: str, **options) -> list[str]:
    found = marks.places(marks.level(text), marks.marks(forms, 0, **options))
    return [text[start:end] for start, end in marks.spans(found)]


def test_marks_are_whole_words_unless_open_ended():
    """A finished word marks itself only; an unfinished one marks to the end of the word."""
    assert marked("Print the printer's prints", "print") == ["Print"]
    assert marked("Print the printer's prints", "print", open_ended="print") == ["Print", "printer", "prints"]
    assert marked("自己証明書の更新", "証明", "明書", anywhere=True) == ["証明書"]

# SPDX-License-Identifier: MIT
"""Spelling: the system's dictionaries where there are any, quiet where not, the library's own words right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kbdesk.desk.dictionary import Dictionary, system_languages
from kbdesk.errors import KbError
from kbdesk.spelling import Speller, add_own_word, own_words


@pytest.fixture
def speller():
    """English dictionaries of this computer."""
    found = Speller.open(("en_US", "en_GB"))
    if found is None:
        pytest.skip("no dictionary on this computer")
    return found


def test_wrong_words_are_found_and_right_ones_proposed(speller):
    """Words of either English are right; what is no word at all is left alone."""
    words = ("colour", "color", "recieve", "don’t", "teh", "x", "", "…", "Router", "a" * 300)
    assert speller.misspelt(words) == {"recieve", "teh"}
    assert "receive" in speller.suggest("recieve")
    assert len(speller.suggest("recieve")) <= 7
    assert speller.suggest("") == ()


def test_without_enchant_or_without_a_dictionary_there_is_no_speller(monkeypatch):
    """Nothing is said and nothing is wrong."""
    assert Speller.open(("tlh_XX",)) is None
    monkeypatch.setitem(sys.modules, "enchant", None)
    assert Speller.open(("en_US",)) is None


def test_a_text_without_a_dictionary_has_only_right_words(tmp_path):
    """An agent whose computer has no dictionary sees no underlined word."""
    none = Dictionary(tmp_path / "words.txt", lambda: (), ("tlh_XX",))
    assert not none.is_there
    assert none.known(("teh", "the")) == {"teh": True, "the": True}
    assert none.suggest("teh") == ()


def test_words_of_the_library_and_of_the_user_are_right(speller, tmp_path):
    """Titles and products are looked up, words that the user adds are kept for the next start."""
    words = tmp_path / "words.txt"
    dictionary = Dictionary(words, lambda: ("Set up Kubernetix", "Router Xqz200"), ("en_US",))
    assert dictionary.known(("kubernetix", "Xqz", "frobnicat")) == {
        "kubernetix": True,
        "Xqz": True,
        "frobnicat": False,
    }
    dictionary.add("Frobnicat")
    assert dictionary.known(("frobnicat",)) == {"frobnicat": True}
    other = Dictionary(words, lambda: (), ("en_US",))
    assert other.known(("frobnicat", "kubernetix")) == {"frobnicat": True, "kubernetix": False}


def test_a_language_without_a_dictionary_is_not_underlined_all_over(speller, tmp_path):
    """Where most words of a text are unknown, the dictionary is the wrong one."""
    words = [f"zq{sign}xv" for sign in "abcdefghijklmnopqrstuvwxyzäöüßéèñçøåæ"]
    dictionary = Dictionary(tmp_path / "w", lambda: (), ("en_US",))
    assert all(dictionary.known(words).values())
    assert not any(dictionary.known(words[:3]).values())


def test_own_words_are_kept_once_and_a_bad_place_is_told(tmp_path):
    """A word a line; what cannot be written says where."""
    place = tmp_path / "words.txt"
    for word in (" foo ", "foo", "", "bär"):
        add_own_word(place, word)
    assert place.read_text("utf-8") == "foo\nbär\n"
    assert own_words(place) == {"foo", "bär"}
    assert own_words(tmp_path / "none") == frozenset()
    with pytest.raises(KbError, match="could not be added"):
        add_own_word(Path(tmp_path / "no" / "folder"), "word")


def test_the_users_language_comes_first_and_english_always(monkeypatch):
    """Locale variables in every spelling are understood; nonsense is left out."""
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8@euro")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "fr:pt-BR")
    assert system_languages()[:3] == ("de_AT", "fr", "pt_BR")
    assert {"en_US", "en_GB"} <= set(system_languages())

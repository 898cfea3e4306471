# SPDX-License-Identifier: MIT
"""Searching a real index: what is found, in which order, and what is told about it."""

from __future__ import annotations

import random
import time
from string import ascii_lowercase

import pytest
from search_docs import WORDS, doc, indexed, library, paths

from kbdesk.errors import KbError
from kbdesk.model import Filters, Results
from kbdesk.search import Index, TitleScan, index_folder, update
from kbdesk.search.hits import LENGTH

LIBRARY = [
    doc("vpn.md", "VPN tunnel drops every hour", "The tunnel closes as the certificate has expired. " * 4),
    doc("cert.md", "Renew a certificate", "Open the portal and renew the certificate of the VPN gateway."),
    doc(
        "printer.md",
        "Printer prints blank pages",
        "The spooler is stuck. Restart it. Set-MailboxFolderPermission is not needed here.",
        errors=("0x8004010F", "E-809"),
        tags=("print",),
        products=("Contoso Print",),
        tier="2",
    ),
    doc(
        "playbooks/vpn.md",
        "VPN does not connect",
        "Ask which error is shown.",
        kind="playbook",
        says=("I can't get on the network from home", "it keeps asking for my password"),
        tags=("network", "remote"),
        products=("Contoso VPN",),
    ),
    doc("old.md", "Printer queue", "The printer queue is full. " * 5, confidence="archived", tags=("print",)),
    doc("queue.md", "Empty it", "Sometimes the printer has a long queue.", tags=("print",)),
    doc("ja.md", "証明書の更新方法", "ポータルを開いて証明書を更新します。"),
    doc("de.md", "Passwort zurücksetzen", "Öffnen Sie das Portal."),
    doc("policies.md", "Retention policies", "Policies keep documents."),
    *(doc(f"filler/{i}.md", f"Note {i}", "A note on monitors and keyboards.") for i in range(30)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = indexed(tmp_path_factory.mktemp("search"), LIBRARY)
    yield index
    index.close()


FOUND = [
    ("the very title", "Renew a certificate", "cert.md"),
    ("the title in another case", "rENEW A cERTIFICATE", "cert.md"),
    ("all words before some", "tunnel expired certificate", "vpn.md"),
    ("a code", "0x8004010f", "printer.md"),
    ("a code without its prefix", "8004010F", "printer.md"),
    ("a code with a dash", "e-809", "printer.md"),
    ("a command whole", "set-mailboxfolderpermission", "printer.md"),
    ("a command by part", "folder permission", "printer.md"),
    ("what the customer says", "asking for my password", "playbooks/vpn.md"),
    ("an unfinished word", "tunnel dro", "vpn.md"),
    ("one letter of a title", "vpn tunnel d", "vpn.md"),
    ("two letters of a title", "re", "cert.md"),
    ("a letter too many", "tunnnel ", "vpn.md"),
    ("letters swapped", "printre pages", "printer.md"),
    ("a slip in the unfinished word", "certifixat", "cert.md"),
    ("another ending", "renewing certificates", "cert.md"),
    ("a plural of y", "retention policy ", "policies.md"),
    ("accents left out", "passwort zurucksetzen", "de.md"),
    ("accents typed", "zurücksetzen", "de.md"),
    ("Japanese from the middle", "書の更新", "ja.md"),
    ("one Japanese character", "証", "ja.md"),
    ("a phrase in quotes", '"certificate of the VPN gateway"', "cert.md"),
    ("curly quotes", "can’t get on the network", "playbooks/vpn.md"),
]


@pytest.mark.parametrize(("text", "path"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_the_right_document_is_first(index, text, path):
    """However it is typed, the document that is meant comes first."""
    assert paths(index.search(text))[0] == path


def test_archived_documents_come_last(index):
    """An archived article stands below all others, however well it matches."""
    found = paths(index.search("printer queue "))
    assert found.index("queue.md") < found.index("old.md")
    assert found[-1] == "old.md"


def test_words_that_no_document_has_are_left_out_and_told(index):
    """An unknown word does not empty the results; the person is told of it."""
    results = index.search("renew zzyzxqq certificate")
    assert paths(results)[0] == "cert.md"
    assert results.left_out == ("zzyzxqq",)
    assert index.search("zzyzxqq wwvvwwvv ").hits == ()


CODES = [
    ("0x11b", "short.md long.md"),
    ("0X0000011B", "short.md long.md"),
    ("0x0011b ", "short.md long.md"),
    ("0000011b", "short.md long.md"),
    ("0x5 ", "five.md"),
    ("-2147024891", "denied.md"),
    ("0x80070005", "denied.md"),
    ("0x8007", "denied.md"),
]


@pytest.mark.parametrize(("typed", "found"), CODES, ids=[typed for typed, _ in CODES])
def test_a_code_is_found_whatever_its_leading_zeros(tmp_path, typed, found):
    """Hexadecimal codes meet with and without zeros, whole and marked whole; so do decimal ones."""
    codes = {"short": "0x11b", "long": "0x0000011b", "other": "0x0000011c", "five": "0x00000005"}
    docs = [doc(f"{name}.md", "Printing", f"It says {code} at once.") for name, code in codes.items()]
    index = indexed(tmp_path, [*docs, doc("denied.md", "Access", "Error 0x80070005.")])
    results = index.search(typed)
    assert sorted(paths(results)) == sorted(found.split())
    for hit in results.hits if len(typed) > 6 else ():
        assert hit.snippet[slice(*hit.snippet_spans[0])] in (*codes.values(), "0x80070005")
    index.close()


def test_a_code_of_an_article_is_first_whatever_its_leading_zeros(tmp_path):
    """Who types a code wants the article that is about it, not one that names it often."""
    often = doc("often.md", "Printing fails with 0x11b", "0x11b or 0x11b. " * 9)
    about = doc("about.md", "Shared printers", "Update the print server.", errors=("0x0000011b",))
    index = indexed(tmp_path, [often, about])
    assert paths(index.search("0x11b")) == ["about.md", "often.md"]
    index.close()


def test_an_exclusion_that_would_leave_nothing_does_not_count_and_is_told(index):
    """What is left out is left out as long as something remains."""
    assert paths(index.search("certificate -tunnel")) == ["cert.md"]
    results = index.search('certificate -portal -"the certificate"')
    assert set(paths(results)) == {"cert.md", "vpn.md"}
    assert results.left_out == ("-portal", '-"the certificate"')
    assert index.search("quagga -portal").left_out == ("quagga",)


NEAREST = [
    ("xrintre", "printer.md"),
    ("qertifcate ", "cert.md"),
    ("zretenttion", "policies.md"),
    ("ertificaet zzgateway", "cert.md"),
    ("passxxord", "playbooks/vpn.md"),
]


@pytest.mark.parametrize(("text", "path"), NEAREST, ids=[text for text, _ in NEAREST])
def test_the_closest_are_told_for_words_that_begin_like_no_other(tmp_path, text, path):
    """Words with few slips between count, where the beginnings of words tell nothing."""
    index = indexed(tmp_path, LIBRARY[:9])
    results = index.search(f"{text} qqqq")
    assert results.hits == ()
    assert path in [hit.path for hit in results.nearest]
    index.close()


def test_nothing_is_close_to_a_word_without_meaning(index):
    """Neither letters without sense nor an unknown code have anything near."""
    for text in ("wqzxv", "qqqqqqqq", "zzz", "x9999999"):
        results = index.search(text)
        assert (results.hits, results.nearest) == ((), ())


@pytest.mark.parametrize("common", ["alder", "birch"])
def test_a_phrase_does_not_go_on_from_one_article_to_the_next(tmp_path, common):
    """Neither from the last word of one to the first of another nor round from the last to the first."""
    index = indexed(
        tmp_path,
        [
            doc("a.md", "Birch", "grows beside the alder"),
            doc("b.md", "Birch", "grows alone, not beside the alder"),
            doc("c.md", "Both", "Here alder-birch, there an alder birch and a Silver-Birch stand."),
            doc("d.md", "Parts", "A Black-Alder Birch-Wood is here."),
            *(doc(f"filler/{i}.md", f"Note {i}", f"One {common} more.") for i in range(5)),
        ],
    )
    found = index.search('"alder birch"')
    assert sorted(paths(found)) == ["c.md", "d.md"]
    assert sorted(paths(index.search('"an alder birch and"'))) == ["c.md"]
    index.close()


def test_a_quoted_phrase_excludes_what_has_only_its_words(index):
    """A text in quotes finds documents that have it as it stands."""
    assert paths(index.search('"certificate has expired"')) == ["vpn.md"]


def test_a_hit_shows_why_it_is_one(index):
    """Title, snippet and customer phrase carry what was found, highlighted exactly."""
    hit = index.search("vpn certif").hits[0]
    assert hit.path == "cert.md"
    assert [hit.title[start:end] for start, end in hit.title_spans] == ["certificate"]
    assert [hit.snippet[start:end] for start, end in hit.snippet_spans] == ["certificate", "VPN"]
    said = index.search("asking for my pass").hits[0]
    assert said.matched_says == "it keeps asking for my password"
    assert said.kind == "playbook"
    japanese = index.search("証明書を更新").hits[0]
    assert "証明書を更新" in [japanese.snippet[start:end] for start, end in japanese.snippet_spans]


def test_a_playbook_that_was_said_shows_what_it_is_for(tmp_path):
    """The snippet of a playbook found by a customer's phrase is from its beginning, not from a late step."""
    intro = "Use when the wireless comes and goes on a line that works. Not for: no light at all."
    steps = "Look at the front of the box and tell the colour of each lamp. " * 20
    late = "The network keeps cutting out no more: the wifi holds for two minutes."
    says = ("wifi cuts out",)
    docs = [
        doc("playbooks/a.md", "Wireless", f"{intro} {steps} {late}", kind="playbook", says=says),
        doc(
            "playbooks/b.md", "Radio", f"{intro} {intro} Wifi that cuts. {steps}", kind="playbook", says=says
        ),
        doc("a.md", "Wireless too", f"{intro} {steps} {late}", says=says),
    ]
    index = indexed(tmp_path, docs)
    hits = index.search("wifi cuts out light").hits
    snippets = {hit.path: hit.snippet for hit in hits}
    marked = {hit.path: [hit.snippet[start:end] for start, end in hit.snippet_spans] for hit in hits}
    index.close()
    assert snippets["playbooks/a.md"].startswith("Use when the wireless comes")
    assert "light" in marked["playbooks/a.md"]
    assert "holds for two minutes" in snippets["a.md"]
    assert "Wifi that cuts" in snippets["playbooks/b.md"]


def test_facets_count_all_matches_each_without_its_own_filter(index):
    """Counts cover more than is shown, and a filter leaves the choices beside it visible."""
    results = index.search("note", Filters(), limit=5)
    assert len(results.hits) == 5
    assert results.total == 30
    assert dict(results.facets)["kind"] == (("article", 30),)

    filtered = index.search("vpn", Filters(kind="playbook"))
    assert paths(filtered) == ["playbooks/vpn.md"]
    facets = dict(filtered.facets)
    assert dict(facets["kind"]) == {"article": 2, "playbook": 1}
    assert dict(facets["tag"]) == {"network": 1, "remote": 1}
    assert facets["product"] == (("Contoso VPN", 1),)


def test_filters_join(index):
    """Only documents that pass every filter are shown."""
    assert paths(index.search("printer", Filters(tier="2", tag="print"))) == ["printer.md"]
    assert index.search("printer", Filters(tier="3")).hits == ()


def test_filters_alone_list_documents_by_title(index):
    """Without words a filter lists what passes; without either there is nothing."""
    results = index.search(" * ", Filters(tag="print"))
    assert [hit.title for hit in results.hits] == ["Empty it", "Printer prints blank pages", "Printer queue"]
    assert results.total == 3
    assert index.search("").hits == ()
    assert index.search('"*"') == Results(query='"*"')


def test_words_to_mark_are_those_of_the_documents(index):
    """The words to mark in an opened article include the right spelling and other endings."""
    assert "certificate" in index.search("certificates").words
    assert "tunnel" in index.search("tunnnel ").words


def test_every_text_is_answered(index):
    """No text of any characters raises or takes long."""
    chance = random.Random(7)
    signs = [
        *"abct 019-_.:/\\@'\"+#&*?()[]{}^~!<>|\0\n\t",
        "證",
        "証",
        "の",
        "ü",
        "İ",
        "ß",
        "\u200b",
        "\ud800",
        "😀",
        "รห",
        "ﬁ",
    ]
    for _ in range(400):
        text = "".join(chance.choices(signs, k=chance.randint(0, 300)))
        began = time.process_time()
        index.search(text, Filters(kind=chance.choice(("", "article", "x"))))
        assert time.process_time() - began < 1.0
    for text in (
        "NOT " * 500,
        "(" * 5000,
        "[a TO z]",
        "a" * 100_000,
        "vpn AND OR NOT",
        "title:vpn",
        "-",
        "--",
        "証" * 5000,
    ):
        assert isinstance(index.search(text), Results)


def test_a_changed_document_is_replaced_and_a_removed_one_goes(tmp_path):
    """An update changes what is found, and an open index takes it up at its next refresh."""
    index = indexed(tmp_path, LIBRARY)
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    assert not index.refresh()
    update(folder, [doc("cert.md", "Renew the licence", "Now about licences.")], ["vpn.md"])
    assert paths(index.search("tunnel"))[0] == "vpn.md"
    assert index.refresh()
    assert not index.refresh()
    assert index.doc_count() == len(LIBRARY) - 1
    assert "vpn.md" not in index.known()
    assert index.known()["cert.md"] != LIBRARY[1].blob
    assert index.search("tunnel").hits == ()
    assert paths(index.search("renew licence"))[0] == "cert.md"
    assert index.search("certificate gateway").left_out == ("certificate", "gateway")
    index.close()
    assert index.doc_count() == 0


def test_many_small_updates_keep_the_index_small_and_right(tmp_path):
    """Updates merge what they scatter; every document is there once."""
    docs = library(60)
    index = indexed(tmp_path, docs)
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    for number in range(12):
        update(folder, [doc(docs[number].path, f"Changed {number} again")], ())
    index.refresh()
    assert index.doc_count() == 60
    assert index.search("changed again ").total == 12
    assert len(list(folder.glob("*.seg"))) <= 5
    index.close()


def test_results_are_there_while_the_index_is_being_built(tmp_path):
    """After the first small batch something can be found, and progress tells how much."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "library"))
    index = Index.open(folder)
    assert index.doc_count() == 0
    assert index.search("printer").hits == ()
    seen = []

    def progress(count):
        index.refresh()
        seen.append((count, index.doc_count()))

    update(folder, iter(library(400)), (), progress, batch=200)
    assert all(count == found for count, found in seen)
    assert seen[0][0] <= 50
    assert seen[-1] == (400, 400)
    index.close()


def test_typing_is_answered_quickly(tmp_path):
    """A keystroke over 500 documents takes less than a tenth of a second, facets and snippets included."""
    index = indexed(tmp_path, library(500))
    index.search("x")
    times = []
    for text in (" ".join(WORDS[i : i + 3]) for i in range(0, 60, 6)):
        for end in range(1, len(text) + 1):
            began = time.process_time()
            index.search(text[:end])
            times.append(time.process_time() - began)
    times.sort()
    assert times[len(times) * 95 // 100] < 0.1
    index.close()


def test_the_index_folder_is_private_and_outside_the_library(tmp_path):
    """The folder can be entered by its owner only, differs per library, and never lies in one."""
    folder = index_folder(tmp_path / "cache", str(tmp_path / "one"))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder != index_folder(tmp_path / "cache", str(tmp_path / "two"))
    with pytest.raises(KbError, match="inside the library"):
        index_folder(tmp_path / "one" / "cache", str(tmp_path / "one"))


def test_titles_answer_before_there_is_an_index():
    """File titles are searched in memory, unfinished words included."""
    scan = TitleScan((("a.md", "VPN tunnel drops", "article"), ("b.md", "Renew a certificate", "playbook")))
    results = scan.search("tunnel dro")
    assert paths(results) == ["a.md"]
    assert results.total == 1
    hit = results.hits[0]
    assert [hit.title[start:end] for start, end in hit.title_spans] == ["tunnel", "drops"]
    assert scan.search("certificate").hits[0].kind == "playbook"
    assert scan.search("zzz").hits == ()
    assert scan.search("").hits == ()


def test_the_snippet_is_the_densest_place(tmp_path):
    """The piece of the text with most of the query is shown, with its highlights in place."""
    body = "tunnel " + "filler words " * 60 + "the vpn tunnel drops every hour " + "more filler " * 60
    index = indexed(tmp_path, [doc("a.md", "Remote work", body)])
    hit = index.search("vpn tunnel drops ").hits[0]
    shown = [hit.snippet[start:end] for start, end in hit.snippet_spans]
    assert shown == ["vpn", "tunnel", "drops"]
    assert len(hit.snippet) <= LENGTH + 4
    assert hit.snippet.startswith("… ") and hit.snippet.endswith(" …")
    index.close()


def test_a_search_that_takes_too_long_stops_at_its_first_words(tmp_path, monkeypatch):
    """When the time of a search is used up, the words so far are answered and a sentence says so."""
    index = indexed(tmp_path, [doc("a.md", "Printer queue"), doc("b.md", "Printer tray")])
    whole = index.search("printer tray ")
    assert (whole.problem, whole.hits[0].path) == ("", "b.md")
    monkeypatch.setattr("kbdesk.search.rank.BUDGET_S", -1.0)
    cut = index.search("printer tray ")
    assert cut.problem == "This search took too long: only its first words count."
    assert {hit.path for hit in cut.hits} == {"a.md", "b.md"}
    assert cut.words == ("printer",)
    index.close()


def test_a_text_of_very_many_parts_is_answered(tmp_path, monkeypatch):
    """A dump of bytes is many words; those beyond what is looked for do not count, and a sentence says so."""
    monkeypatch.setattr("kbdesk.search.rank.BUDGET_S", 60.0)
    chance = random.Random(3)
    pairs = [first + second for first in ascii_lowercase for second in ascii_lowercase]
    rows = [chance.sample(pairs, 20) for _ in range(16)]
    index = indexed(tmp_path, [doc("a.md", "Keys", " ".join(map(" ".join, rows))), doc("b.md", "No keys")])
    found = index.search(" ".join(map(":".join, rows)) + " ")
    assert paths(found) == ["a.md"]
    assert found.problem == "This search took too long: only its first words count."
    assert index.search(" ".join(map(":".join, rows[:9])) + " ").problem == ""
    index.close()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("prin the printer", "print the printer"),
        ("the printer and prin ", "the printer and print"),
        ("PRIN: the printer", "print: the printer"),
        ("offce officer ", "office officer"),
        ("offceの証明書 ", "officeの証明書"),
        ("print the printer", ""),
    ],
)
def test_what_was_meant_leaves_words_that_are_right(tmp_path, text, meant):
    """Only the mistyped word is put right, not the same letters inside another one."""
    docs = [doc("a.md", "Print the page"), doc("b.md", "The printer"), doc("c.md", "Officeの証明書, officer")]
    index = indexed(tmp_path, [*docs, doc("d.md", "Print it", "Print, printer and office")])
    assert index.search(text).meant == meant
    index.close()

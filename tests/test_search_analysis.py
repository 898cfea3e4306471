# SPDX-License-Identifier: MIT
"""Words as support uses them: what an article says and what is typed meet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from search_docs import doc, indexed, paths

from kbdesk.search import analysis

MEETINGS = [
    # what an article says, and what finds it
    (
        "Outlook reports 0x8004010F at start",
        ("0x8004010F", "8004010f", "0X8004010f", "0x80040", "-2147221233"),
    ),
    ("The fix is KB4011039 for all", ("KB4011039", "kb4011039", "4011039", "KB 4011039", "kb40110")),
    ("Setup ends with -2147467259 here", ("-2147467259", "2147467259", "0x80004005")),
    ("Sign-in shows AADSTS50011 for guests", ("AADSTS50011", "50011", "aadsts 50011", "aadsts500")),
    (
        "Use Set-MailboxFolderPermission for calendars",
        (
            "Set-MailboxFolderPermission",
            "set-mailboxfolderpermission",
            "MailboxFolderPermission",
            "setmailboxfolderpermission",
            "set mailbox folder permission",
            "set-mailboxf",
        ),
    ),
    (
        "Look into C:\\Windows\\System32\\drivers for it",
        (
            "C:\\Windows\\System32\\drivers",
            "C:/Windows/System32/drivers",
            "windows\\system32\\drivers",
            "windows/system32",
            "system32",
        ),
    ),
    ("It lies in C:\\Program Files\\Contoso today", ("C:\\Program Files\\Contoso", "program files contoso")),
    ("Chrome says ERR_CONNECTION_RESET often", ("ERR_CONNECTION_RESET", "connection reset", "err_conn")),
    ("The proxy answers HTTP 503 at noon", ("HTTP 503", "http503", "http-503")),
    ("The gateway is 192.168.0.1 at home", ("192.168.0.1", "192.168.0.", "192.168", "192.1")),
    ("Needs firmware v3.1.2 at least", ("3.1.2", "v3.1.2", "v3.1", "3.1", "3.1.")),
    ("Build 16.0.12345.20000 is broken", ("16.0.12345.20000", "16.0.12345", "12345")),
    ("Write to anna.meier@contoso.com first", ("anna.meier@contoso.com", "contoso.com", "anna meier")),
    (
        "Open https://login.fabrikam.net/common/oauth2 once",
        ("https://login.fabrikam.net/common/oauth2", "login.fabrikam.net", "fabrikam"),
    ),
    ("Samples in C++ for the service", ("C++", "c++ samples")),
    ("Samples in C# for the web", ("C#", "c# samples")),
    ("Bounce 5.7.1 from the relay", ("5.7.1", "571", "550 5.7.1")),
    ("The password was rejected", ("password", "pass word", "passwordrejected")),
    ("Die Postfachmigration ist langsam", ("Postfachmigration", "Postfach Migration", "Postfach-Migration")),
    ("Wo die Sicherheitsgruppe fehlt", ("Sicherheitsgruppe", "Sicherheits Gruppe")),
    ("Die Zahlung Methode zeigen", ("Zahlungmethode", "zahlungsmethode")),
    ("Die Kennwörter aller Benutzer", ("Kennwort", "kennwoerter", "kennworter", "KENNWÖRTER")),
    ("Drucker in München und Zürich", ("München", "munchen", "muenchen", "muench", "zurich")),
    ("Das Menue Loeschen", ("löschen", "Menü")),
    ("In der Straße parken", ("strasse", "Straße")),
    ("Das Wi-Fi im Café", ("cafe", "café", "cafe\u0301", "wifi")),
    ("تغيير الإعدادات في الهاتف", ("الإعدادات", "الاعدادات", "اعدادات", "الإعـدادات", "الإِعْدَادَات")),
    ("إضافة صورة الى الحساب", ("صوره", "إلى الحساب", "اضافة")),
    ("שינוי ההגדרות בטלפון", ("ההגדרות", "הגדרות", "שִׁינּוּי")),
    ('שליחת דוא"ל ללקוח', ('דוא"ל', "דוא״ל", "דואל")),
    ("จะรีเซ็ตรหัสผ่านได้อย่างไร", ("รหัสผ่าน", "รีเซ็ต")),
    ("如何重置邮箱密码", ("重置", "邮箱密码", "密码")),
    ("サーバー証明書の更新", ("証明書", "サーバ", "ｻｰﾊﾞｰ")),
    ("ＶＰＮ　接続の設定", ("VPN", "vpn 接続", "ｖｐｎ")),
    ("비밀번호를 재설정하는 방법", ("비밀번호", "재설정")),
    ("Сброс настройки ёлки", ("настройка", "елки", "настро")),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    docs = [doc(f"{number}.md", title) for number, (title, _) in enumerate(MEETINGS)]
    others = [
        doc(f"other{number}.md", f"Number {number} of 3 and 1", "3 1 2 0 5 7 10 192") for number in range(9)
    ]
    made = indexed(tmp_path_factory.mktemp("words"), docs + others)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("number", "typed"), [(number, typed) for number, (_, all_) in enumerate(MEETINGS) for typed in all_]
)
def test_what_is_typed_finds_what_is_written(index, number, typed):
    """Codes, names, paths, versions and words of any writing are found whole and by part."""
    assert paths(index.search(typed))[:1] == [f"{number}.md"]


@pytest.mark.parametrize("typed", ["3.1.", "3.1.2", "192.168.0.1 ", "5.7.1"])
def test_a_version_is_not_its_digits(index, typed):
    """Articles that have a 3 and a 1 are no answer to 3.1."""
    assert not any(path.startswith("other") for path in paths(index.search(typed)))


# --- tokens and terms -------------------------------------------------------------------------------------

_SIGNS = "ab1ü書é_ .-:/\\@'+#&\n\u0301ﾞ\u05d0\u05f4"


@given(st.text(st.sampled_from(_SIGNS), max_size=30) | st.text(max_size=60))
@example("-5 a-5 -a --5 +-5 C++ C# C#-5 a++b ++ # a#b 1.5. .5")
@example("\U00020000\U0001f600\U000e0100\ud800a")
def test_long_texts_have_the_same_tokens_as_short_ones(text):
    """The two ways to find tokens agree, whatever the text; every token stands where it is said to."""
    tokens, starts = analysis.split(text)
    padding = " " * 2000
    assert analysis.split(text + padding) == (tokens, starts)
    for token, start in zip(tokens, starts, strict=True):
        assert text.startswith(token, start)


@given(st.text(st.sampled_from(_SIGNS + "ABXYx0ßİ"), max_size=30))
@example("Set-MailboxFolderPermission")
@example("C:\\Windows\\System32 anna.meier@contoso.com v3.1.2 0x8004010F user's")
@example("Officeの証明書/更新")
def test_terms_stand_inside_their_token(text):
    """Each term has a place in its token, the token itself comes first, and none is there twice."""
    for token in analysis.tokens(analysis.fold(text)):
        found = analysis.terms_at(token)
        places = [(term, start) for term, start, _ in found]
        assert len(set(places)) == len(places)
        assert all(term and start >= 0 and length > 0 for term, start, length in found)
        assert all(start + length <= len(token) for _, start, length in found)
        if not analysis.is_unspaced(token):
            assert found[0] == (token.replace("İ", "I").lower()[: analysis.MAX_TERM], 0, len(token))
        assert set(analysis.terms(token)) == {term for term, _, _ in found}


def test_terms_are_where_they_are_written():
    """A highlight of a part marks just that part."""
    token = "Set-MailboxFolderPermission"
    places = {term: token[start : start + length] for term, start, length in analysis.terms_at(token)}
    assert places["folder"] == "Folder"
    assert places["mailboxfolderpermission"] == "MailboxFolderPermission"
    assert places["setmailboxfolderpermission"] == token


def test_folding_makes_texts_of_different_keyboards_equal():
    """Quotes, dashes, digits, widths, invisible signs and decomposed letters do not matter."""
    assert analysis.fold("“e‑mail”\u200b ＡＢ ٤٠٤ ｶﾞ") == '"e-mail" AB 404 ガ'
    assert analysis.fold(unicodedata.normalize("NFD", "Zürich")) == "Zürich"
    assert analysis.fold('דוא"ל "ציטוט"') == 'דוא״ל "ציטוט"'


# --- forms of words ---------------------------------------------------------------------------------------

ALIKE = """
setting settings
policy policies
crash crashes crashed crashing
install installs installed installing
generate generates generated
Einstellung Einstellungen einstellen eingestellt
Nachricht Nachrichten
Postfach Postfächer Postfächern Postfachs
Kennwort Kennwörter Kennwörtern Kennworts
Gerät Geräte Geräten
löschen löscht gelöscht
senden sendet gesendet gesendeten
öffnen öffnet geöffnet
ändern geändert Änderung Änderungen
anmelden angemeldet Anmeldung
fehlschlagen fehlgeschlagen
aktivieren aktiviert aktivierten Aktivierung
Benutzer Benutzern
Regel Regeln
Version Versionen
Testversion Testversionen
Gruppe Gruppen
настройка настройки настройку
λογαριασμός λογαριασμού
إعدادات الإعدادات والإعدادات
رسالة الرسالة
הגדרה הגדרות ההגדרות להגדרות
"""
UNLIKE = """
modern moderate
token tok
ticket tick
packet pack
number numb
server serve
browser browse
latest later
übersicht über
"""


@pytest.mark.parametrize("line", [line for line in ALIKE.splitlines() if line])
def test_forms_of_a_word_have_one_key(line):
    """Plural and verb forms meet, in English, German and other languages."""
    keys = {analysis.stem_keys(word.lower()) for word in line.split()}
    assert len(keys) == 1
    assert keys != {()}


@pytest.mark.parametrize("line", [line for line in UNLIKE.splitlines() if line])
def test_other_words_have_other_keys(line):
    """What only looks like a form is none: German endings do no harm to English words."""
    words = line.split()
    assert len({analysis.stem_keys(word) for word in words}) == len(words)


def test_codes_names_and_short_words_have_no_key():
    """Only words have forms; a whole lexicon gives the same keys as its words one by one."""
    words = [
        "0x8004010f",
        "kb4011039",
        "vpn",
        "5.7.1",
        "windows",
        "set-mailbox",
        "証明",
        "kennwörter",
        "a" * 60,
    ]
    assert analysis.stems(words) == ["", "", "", "", "window", "", "", "kennwort", ""]
    assert analysis.stems([]) == []
    assert [analysis.stem_keys(word) for word in words] == [
        (key,) if key else () for key in analysis.stems(words)
    ]


# --- typed words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("outlook", ()),
        ("Set-MailboxFolder", ("set", "mailbox", "folder", "setmailboxfolder")),
        ("KB4011039", ("kb", "4011039", "kb4011039")),
        ("0x8004010F", ("8004010f",)),
        ("v3.1", ("3.1",)),
        ("3.1.2", ()),
        ("192.168.0.1", ()),
        ("2026-10-01", ("2026",)),
        ("can't", ("can", "cant")),
        ("C#", ()),
    ],
)
def test_a_typed_token_is_taken_apart(token, parts):
    """If nothing has the token as a whole, its words are searched for; never single digits."""
    assert analysis.parts(token) == parts


@pytest.mark.parametrize(
    ("token", "wanted"),
    [
        ("0x80004005", {"80004005", "-2147467259", "2147467259"}),
        ("-2147467259", {"2147467259", "0x80004005", "80004005"}),
        ("2147942405", {"0x80070005", "-2147024891"}),
        ("4930123456789", set()),
        ("123456789", set()),
        ("München", {"munchen", "muenchen"}),
        ("e-mail", {"email"}),
        ("windows\\system32", {"windowssystem32", "windows/system32"}),
        ("outlook", set()),
        ("C#", set()),
    ],
)
def test_a_typed_token_has_other_spellings(token, wanted):
    """The same thing written otherwise: error codes in both notations, plain letters, run together."""
    found = set(analysis.spellings(token))
    assert wanted <= found
    assert token.lower() not in found
    assert wanted or not found


_KNOWN = "outlook out look keeps pass word ass postfach migration sicherheit gruppe is not working no two"
KNOWN = frozenset(_KNOWN.split())


@pytest.mark.parametrize(
    ("word", "best"),
    [
        ("outlookkeeps", ("outlook", "keeps")),
        ("postfachmigration", ("postfach", "migration")),
        ("sicherheitsgruppe", ("sicherheit", "gruppe")),
        ("isnotworking", ("is", "not", "working")),
        ("password", ("pass", "word")),
    ],
)
def test_words_that_ran_together_are_taken_apart(word, best):
    """Known words are found again in one, with what German puts between them."""
    assert analysis.splits(word, KNOWN.__contains__)[0] == best


def test_an_unknown_word_is_not_taken_apart():
    """A cut needs known words on both sides; the last may be unfinished."""
    assert analysis.splits("outlookxyz", KNOWN.__contains__) == []
    begun = analysis.splits(
        "outlookkee", KNOWN.__contains__, lambda end: any(w.startswith(end) for w in KNOWN)
    )
    assert begun[0] == ("outlook", "kee")


def test_adjacent_words_may_be_one():
    """Two to four neighbours run together, German compounds also with an s between them."""
    found = analysis.joined(["my", "pass", "word"])
    assert (1, 3, "password") in found
    assert (0, 3, "mypassword") in found
    assert (0, 2, "sicherheitsgruppe") in analysis.joined(["sicherheit", "gruppe"])
    assert analysis.joined(["a.b", "c"]) == []

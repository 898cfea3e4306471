# SPDX-License-Identifier: MIT
"""What is taken out of a note, what stays, and how long it takes."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pace import limit

from kbdesk.handoff import redact
from kbdesk.handoff.redact import Redactor

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"

TAKEN = {
    "card 4111 1111 1111 1111 please": ("card", "card [card removed] please"),
    "4111-1111-1111-1111": ("card", "[card removed]"),
    "ref 12 5555555555554444 ok": ("card", "ref 12 [card removed] ok"),
    "Amex 3782 822463 10005.": ("card", "Amex [card removed]."),
    "4222222222222": ("card", "[card removed]"),
    "order 20931 4111111111111111 12/27": ("card", "order 20931 [card removed] 12/27"),
    "DE89 3704 0044 0532 0130 00 is mine": ("IBAN", "[IBAN removed] is mine"),
    "iban gb29nwbk60161331926819": ("IBAN", "iban [IBAN removed]"),
    "FR14 2004 1010 0505 0001 3M02 606": ("IBAN", "[IBAN removed]"),
    "write to ann.lee+kb@mail.example.org.": ("e-mail", "write to [e-mail removed]."),
    "jürgen@müller.de": ("e-mail", "[e-mail removed]"),
    "ann.lee@example.org: call me": ("e-mail", "[e-mail removed]: call me"),
    "git@example.org answers": ("e-mail", "[e-mail removed] answers"),
    "my password is hunter2, really": ("password", "my password is [password removed], really"),
    "the password is sunshine": ("password", "the password is [password removed]"),
    "Password: Sommer2026!": ("password", "Password: [password removed]"),
    "Password: SommerX": ("password", "Password: [password removed]"),
    "the password for the guest wifi is “blue tree”": (
        "password",
        "the password for the guest wifi is [password removed]",
    ),
    "password was changed to Winter1": ("password", "password was changed to [password removed]"),
    "I changed his password to Rainbow9 today": (
        "password",
        "I changed his password to [password removed] today",
    ),
    "the pin code is 12 34": ("password", "the pin code is [password removed]"),
    "PIN: 1234": ("password", "PIN: [password removed]"),
    "his pin is 0042.": ("password", "his pin is [password removed]."),
    "logs in with password a1b2c3 now": ("password", "logs in with password [password removed] now"),
    "his password (Rainbow9) works": ("password", "his password ([password removed]) works"),
    "Password: (Sommer2026!)": ("password", "Password: ([password removed])"),
    "password: <Sommer2026>": ("password", "password: <[password removed]>"),
    "the PIN (1234).": ("password", "the PIN ([password removed])."),
    "logged in with the password Sommer2026 today": (
        "password",
        "logged in with the password [password removed] today",
    ),
    "password Winter1!": ("password", "password [password removed]"),
    "Password: [q9X!7pTz": ("password", "Password: [password removed]"),
    "Password: [Sommer!": ("password", "Password: [password removed]"),
    "Password: [Sommer2026!]": ("password", "Password: [[password removed]]"),
    '"password": ["hunter2"]': ("password", '"password": [[password removed]]'),
    "PIN: [8831]": ("password", "PIN: [[password removed]]"),
    "the PIN [8831].": ("password", "the PIN [[password removed]]."),
    "PIN: [12 34]": ("password", "PIN: [[password removed]]"),
    "the PIN is 12 34.": ("password", "the PIN is [password removed]."),
    "passphrase: [correct horse": ("password", "passphrase: [password removed]"),
    "CVV: 737": ("password", "CVV: [password removed]"),
    "PUK 12345678": ("password", "PUK [password removed]"),
    "Kennwort lautet Gartenzaun": ("password", "Kennwort lautet [password removed]"),
    "Das Passwort ist Geheim99": ("password", "Das Passwort ist [password removed]"),
    "le mot de passe est Soleil": ("password", "le mot de passe est [password removed]"),
    "la contraseña es gatito": ("password", "la contraseña es [password removed]"),
    "api key = opensesame": ("password", "api key = [password removed]"),
    "wifi_password=abc123": ("password", "wifi_password=[password removed]"),
    "verification code is 482913": ("password", "verification code is [password removed]"),
    "passphrase: correct horse battery staple": ("password", "passphrase: [password removed]"),
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789": ("token", "[token removed]"),
    "xoxb-123456789012-abcdefABCDEF": ("token", "[token removed]"),
    "AKIAIOSFODNN7EXAMPLE": ("token", "[token removed]"),
    JWT: ("token", "[token removed]"),
    "Authorization: Bearer abcdef0123456789abcdef": ("token", "Authorization: Bearer [token removed]"),
    "sent as Basic YWRtaW46YWRtaW4= by mistake": ("token", "sent as Basic [token removed] by mistake"),
    "-H 'Authorization: Basic dXNlcjpwYXNz'": ("token", "-H 'Authorization: Basic [token removed]'"),
    "5f4dcc3b5aa765d61d8327deb882cf99": ("token", "[token removed]"),
    "5f4dcc3b5aa765d61d8327deb882cf99=": ("token", "[token removed]"),
    "key aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF": ("token", "key [token removed]"),
    "key abcdE12fghIJ34klmnOP56qrstUV78wx": ("token", "key [token removed]"),
    "Authorization: Basic dXnlcjpw": ("token", "Authorization: Basic [token removed]"),
    f"before\n{PEM}\nafter": ("private key", "before\n[private key removed]\nafter"),
    f"before\n{PEM[:45]}": ("private key", "before\n[private key removed]"),
    "https://sam:secret1@git.example.org/kb": (
        "credentials",
        "https://[credentials removed]@git.example.org/kb",
    ),
}

KEPT = (
    "order 4500123456",
    "order number 4006381333931",
    "account 4711 2209, customer no. 100234567",
    "KB5034441 and INC0020931",
    "error 0x8004010F, 0x80070035, E-809",
    "192.168.100.254 and fe80::1ff:fe23:4567:890a",
    "2026-11-22 10:12:00 and 20261122101200",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "+49 171 5550143 or 0049 171 55501432",
    "+1 (415) 555-2671",
    "00:1A:2B:3C:4D:5E, 00-1A-2B-3C-4D-5E",
    "IMEI 490154203237518 and SIM 8944500102198304826",
    "the password is wrong and the PIN is locked",
    "the password is “wrong” to the router, the password is wrong!",
    "sent the password to her mobile",
    "password expired yesterday; the password is case sensitive",
    "Password: reset by phone",
    "the password https://example.org/reset-2026 is a page",
    "Password: (see the label), password: <kept-in-vault>, password (KB5034441)",
    "Password: [see the label], password: [wrong], token: [gateway 7](articles/gateway-7.md)",
    "the token is gateway-7's, the secret was found in 2026",
    "password a1b2c is too short to be one",
    "the password is 12 characters long",
    "Das Passwort ist abgelaufen",
    "mot de passe est incorrect",
    "pin 12 of the connector, Shopping: 3",
    "git@git.example.org:team/kb.git",
    "https://example.org/articles/network/change-the-channel.md",
    "C:\\Users\\Public\\Documents\\Customer2026\\Report",
    "Microsoft365AppsForEnterpriseUpdate2026Channel",
    "ConfigurationManagerForAllEnterpriseCustomers==",
    "version 10.0.22631.4460, build 22631",
    "serial PF3X1A2B, model 20XW-S00A00",
    "@channel at 5 pm, 3 @ 12 V",
    "DE12 is a room, not an account",
    "a bearer establishment failure",
    "authorization: basic authentication, then Basic PowerShell",
    "the Basic office365 plan; Basic authenticationmethods, Basic XMLAuthentication",
    "at the PIN 123456789 is the serial",
    "SIM with PIN A123B-X printed",
    "the wire at PIN X1234 is loose",
)


@pytest.mark.parametrize("text", TAKEN)
def test_secret_is_taken_out(text: str) -> None:
    """A secret leaves the text, its kind stays in its place, and the words around it stay too."""
    kind, rest = TAKEN[text]
    assert redact(text) == (rest, ((kind, 1),))


@pytest.mark.parametrize("text", KEPT)
def test_useful_number_stays(text: str) -> None:
    """What the next tier needs is left as it is."""
    assert redact(text) == (text, ())


def test_contact_may_keep_its_mail_address_but_no_password() -> None:
    """A kind that is kept on purpose stays while the others go."""
    text, counts = redact("ann@example.org, password: Rose77", keep=frozenset(("e-mail",)))
    assert text == "ann@example.org, password: [password removed]"
    assert counts == (("password", 1),)


def test_counts_are_summed_by_kind() -> None:
    """Two cards and a PIN are counted as such, sorted by kind; so are two different secrets of one kind."""
    taken = Redactor()
    for word in ("blue hat", "green sock"):
        assert taken.text(f"passphrase is {word}.") == "passphrase is [password removed]."
    assert taken.counts == (("password", 2),)
    _, counts = redact("4111111111111111 and 5555 5555 5555 4444, PIN: 1234")
    assert counts == (("card", 2), ("password", 1))


def test_words_between_two_private_keys_stay() -> None:
    """Each key is taken out by itself, and counted."""
    text, counts = redact(f"one\n{PEM}\ntwo\n{PEM}\nthree")
    assert text == "one\n[private key removed]\ntwo\n[private key removed]\nthree"
    assert counts == (("private key", 2),)


def test_words_between_two_passwords_stay() -> None:
    """Each password is taken out by itself, and what stands before the first and behind the last stays."""
    text, counts = redact("at first the PIN: 1234, then the password: Rose77 worked")
    assert text == "at first the PIN: [password removed], then the password: [password removed] worked"
    assert counts == (("password", 2),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4111111111111111", "5555 5555 5555 4444"),
        ("DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"),
        ("ann@example.org", "bo@example.org"),
        ("https://sam:secret1@example.org", "https://sam:secret2@example.org"),
        (f"ghp_{'a1' * 15}", f"ghp_{'b2' * 15}"),
        (f"Bearer {'a1' * 10}", f"Bearer {'b2' * 10}"),
        ("5f4dcc3b5aa765d61d8327deb882cf99", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF"),
        (PEM, PEM.replace("MIIE", "MIIF")),
    ],
)
def test_a_secret_counts_once_and_another_one_too(one: str, other: str) -> None:
    """A note that says the same secret in two texts lost one, with a second secret two."""
    taken = Redactor()
    texts = [taken.text(text) for text in (one, f"again: {one}", other)]
    assert not any(secret in text for secret in (one, other) for text in texts)
    assert [count for _, count in taken.counts] == [2]


def test_a_secret_that_a_field_is_named_for_counts_once_and_another_one_too() -> None:
    """Two PINs in two fields are two, though the same words take their place; one of them again is none."""
    taken = Redactor()
    fields = (("wifi_pin", "88-31"), ("door_pin", "4711"), ("old_wifi_pin", "88-31"))
    assert {taken.value(name, value) for name, value in fields} == {"[password removed]"}
    assert taken.counts == (("password", 2),)


@pytest.mark.parametrize("value", ["[q9X!7pTz", "[8831]", "[card removed] 8831", "[password removed"])
def test_a_field_that_is_named_for_a_secret_loses_one_in_brackets_too(value: str) -> None:
    """Only what stands for a secret that was taken out stays as it is."""
    taken = Redactor()
    once = taken.value("wifi_password", value)
    assert once == "[password removed]"
    assert taken.value("wifi_password", once) == once
    assert taken.value("pin", "[private key removed]") == "[private key removed]"
    assert taken.counts == (("password", 1),)


@given(st.text(max_size=300) | st.lists(st.sampled_from((*TAKEN, *KEPT)), max_size=4).map(" | ".join))
@example("4111111111111111:IMEI:4000910224373")
@example("CARD:4111111111111111:IMEI:4000910224373")
@example("CARD DE89370400440532013000 ean:4000910224373")
def test_redacting_twice_changes_nothing(text: str) -> None:
    """What was redacted holds nothing more to redact."""
    once, _ = redact(text)
    assert redact(once) == (once, ())


ADVERSARIAL = (
    "a",
    "1",
    "1 ",
    "4",
    "41111111 ",
    "4111-",
    "@",
    "a@",
    "a.",
    "a@a.",
    "a@b-",
    ".",
    "-",
    "_",
    "=",
    "aA1",
    "aA1/",
    "password ",
    "password is ",
    "password for a ",
    "PIN",
    "pin: ",
    "passphrase: ",
    "http://a:",
    "a://",
    "://",
    "Bearer ",
    "authorization: ",
    "password (",
    "eyJ",
    "eyJaaaaaaaaa.",
    "-eyJaaaaaaaaaa.aaaa.",
    "-----BEGIN PRIVATE KEY-----",
    "DE89 ",
    "DE89370400440532013000",
    "de12",
    "GB29 NWBK ",
    "ghp_",
    "xoxb-",
    "a" * 31 + " ",
    "card " + "411 " * 41,
    "password was set to ",
    "a" * 64 + "@",
    '"password":\'',
    "„",
    "password: „",
    "password: `x",
    "password: [",
    "pin: [12 34",
    "passphrase: [",
    "passphrase: [password removed",
    " ",
    "\n",
    "\u00a0",
    "ü@",
    "0x",
    "%+'-",
    "SG.a",
)


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_hostile_text_takes_no_longer(piece: str) -> None:
    """50 kB of any repeated piece are read in at most 50 ms."""
    text = (piece * 50_000)[:50_000]
    best = min(_seconds(text) for _ in range(3))
    assert best <= limit(0.050)


def _seconds(text: str) -> float:
    start = time.process_time()
    redact(text)
    return time.process_time() - start

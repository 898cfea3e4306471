# SPDX-License-Identifier: MIT
"""Sending notes by e-mail, to a webhook and to Zammad, through real servers on this computer."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import logging
import os
import re
import stat
import time
from contextlib import suppress
from dataclasses import replace
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from handoff_sample import wifi_note
from servers import make_certificate
from ticket_servers import PASSWORD, TOKEN, USER, serving, taken

from kbdesk.desk.home import Home
from kbdesk.desk.sending import Sending, parcel_of
from kbdesk.errors import Cancelled, KbError
from kbdesk.handoff import from_markdown, to_markdown
from kbdesk.model import Party
from kbdesk.model.sending import Secret
from kbdesk.senders import SecretRefusedError, UnsureError, wire

NOTE = replace(wifi_note(), ticket="", to=Party("2", team="network team"))
PARCEL = parcel_of(NOTE, to_markdown(NOTE), "2026-11-22-wi-fi-5f0c2ab4.handoff.md")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def person(tmp_path):
    """Somebody who sends: their settings are written, then read from the file each time."""
    home = Home(tmp_path / "data", tmp_path / "cache")
    home.make()
    return Person(home)


class Person:
    def __init__(self, home, environment=None):
        self.sending = Sending(home, environment or {})
        self.file = home.data / "senders.toml"

    def sets_up(self, text, mode=0o600):
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(mode)
        return self

    def sends(self, name="It", secret="", stop=lambda: False, parcel=PARCEL):
        if secret:
            self.sending.hold(name, Secret(secret))
        return self.sending.send(name, parcel, stop)

    def trouble(self, kind=KbError, **how):
        """The whole error of sending, with what led to it; no secret may be anywhere in it."""
        with pytest.raises(kind) as caught:
            self.sends(**how)
        assert type(caught.value) is kind
        seen = [repr(caught.value), str(caught.value)]
        cause = caught.value.__cause__
        seen += [repr(cause), str(cause)] if cause is not None else []
        if how.get("secret"):
            assert not [text for text in seen if how["secret"] in text]
        return str(caught.value)


def mail(port, ca, security="starttls", more=""):
    return f"""
[[sender]]
name = "It"
kind = "smtp"
host = "localhost"
port = {port}
security = "{security}"
user = "{USER}"
from = "desk@example.com"
to = "second@example.com"
ca_file = "{ca}"
{more}
"""


def zammad(port, ca, more=""):
    return f"""
[[sender]]
name = "It"
kind = "zammad"
url = "https://localhost:{port}/"
group = "Service Desk"
customer = "desk@example.com"
ca_file = "{ca}"
{more}
"""


def hook(port, path="/hook", more='token_header = "Authorization"\ntoken_prefix = "Bearer"'):
    return f'[[sender]]\nname = "It"\nkind = "webhook"\nurl = "http://localhost:{port}{path}"\n{more}\n'


# --- e-mail ---


@pytest.mark.parametrize(("security", "tls"), [("starttls", False), ("tls", True)])
def test_a_mail_carries_the_note_twice(person, tmp_path, certificate, security, tls):
    """Over either kind of TLS and signed in, the note arrives to read and as a file that opens again."""
    with serving("mail", tmp_path / "got", certificate=str(certificate[0]), tls=tls) as port:
        teams = '[sender.teams]\n"Network Team" = "network@example.com"\n'
        receipt = person.sets_up(mail(port, certificate[1], security, teams)).sends(secret=PASSWORD)
    assert receipt.where == "mail to network@example.com"
    (got,) = taken(tmp_path / "got")
    assert (got["safe"], got["user"], got["to"]) == (True, USER, ["network@example.com"])
    read = email.message_from_string(got["data"], policy=email.policy.default)
    subject = str(make_header(decode_header(email.message_from_string(got["data"])["Subject"])))
    assert subject == f"Handoff to tier 2: {NOTE.issue}" and not subject.isascii()
    assert read["From"] == "Sam Okoro <desk@example.com>"
    body, note = read.iter_parts()
    assert body.get_content_type() == "text/plain"
    assert body.get_content().replace("\r\n", "\n") == PARCEL.text
    assert from_markdown(body.get_content()) == NOTE
    assert note.get_filename() == PARCEL.file_name
    assert from_markdown(note.get_payload(decode=True).decode()) == NOTE
    assert max(map(len, got["data"].split("\r\n"))) < 999


def test_a_mail_is_the_same_each_time(person, tmp_path):
    """A note that is sent twice has one id, so that mail programs show it once."""
    with serving("mail", tmp_path / "got") as port:
        plain = mail(port, "/x", "none").replace(f'user = "{USER}"\n', "")
        person.sets_up(plain.replace('ca_file = "/x"\n', ""))
        person.sends()
        person.sends()
        person.sends(parcel=replace(PARCEL, created="2026-11-23T10:00:00+00:00"))
    ids = [email.message_from_string(one["data"])["Message-ID"] for one in taken(tmp_path / "got")]
    assert ids[0] == ids[1] != ids[2]


def test_nothing_in_a_note_becomes_a_header(person, tmp_path):
    """Line ends in the issue, the ticket, the name and the file name stay text on one line."""
    nasty = "x\r\nBcc: all@example.com\r\n\r\nbody\u2028Bcc: b@example.com\x00"
    parcel = replace(
        PARCEL, subject=nasty, ticket=nasty, file_name=f"../{nasty}.md", sender=Party("1", nasty)
    )
    with serving("mail", tmp_path / "got") as port:
        plain = mail(port, "/x", "none").replace(f'user = "{USER}"\n', "").replace('ca_file = "/x"\n', "")
        person.sets_up(plain).sends(parcel=parcel)
    (got,) = taken(tmp_path / "got")
    assert got["to"] == ["second@example.com"]
    read = email.message_from_string(got["data"], policy=email.policy.default)
    assert read["Bcc"] is None
    assert sorted(read.keys()) == [
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert "/" not in list(read.iter_parts())[1].get_filename()


@pytest.mark.parametrize(
    ("mode", "kind", "words"),
    [
        ("no-tls", KbError, "does not offer"),
        ("no-rcpt", KbError, "nobody of that name here"),
        ("no-data", KbError, "looks like spam"),
        ("cut", UnsureError, "look there before you send it again"),
    ],
)
def test_a_mail_that_is_not_taken_says_why(person, tmp_path, certificate, mode, kind, words):
    """A server's refusal is told in its words; a line that broke after the mail leaves it open."""
    with serving("mail", tmp_path / "got", certificate=str(certificate[0]), mode=mode) as port:
        said = person.sets_up(mail(port, certificate[1])).trouble(kind, secret=PASSWORD)
    assert words in said
    assert taken(tmp_path / "got") == []


def test_a_wrong_password_is_asked_anew_and_never_told(person, tmp_path, certificate, caplog):
    """Even a server that says it aloud does not bring it into an error or a log; it is forgotten."""
    caplog.set_level(logging.DEBUG)
    with serving("mail", tmp_path / "got", certificate=str(certificate[0]), mode="echo") as port:
        person.sets_up(mail(port, certificate[1]))
        assert person.sending.outlets()[0].wants == f"Password of {USER}"
        with pytest.raises(SecretRefusedError) as caught:
            person.sends(secret="wrong horse")
        assert "no such person" in str(caught.value) and "wrong horse" not in str(caught.value)
        assert person.sending.outlets()[0].wants == f"Password of {USER}"
        assert "plain letters" in person.trouble(SecretRefusedError, secret="pässwörd")
        person.sends(secret=PASSWORD)
        assert person.sending.outlets()[0].wants == ""
    assert "wrong horse" not in caplog.text and PASSWORD not in repr(person.sending)


def test_a_stranger_gets_no_password(person, tmp_path, certificate):
    """A certificate that nobody vouches for ends the connection before the password."""
    with serving("mail", tmp_path / "got", certificate=str(certificate[0])) as port:
        text = re.sub("ca_file.*\n", "", mail(port, ""))
        said = person.sets_up(text).trouble(secret=PASSWORD)
        assert "not trusted" in said and "nothing was sent" in said
        tls = person.sets_up(re.sub("starttls", "tls", mail(port, certificate[1]))).trouble(secret=PASSWORD)
        assert "465" in tls
    assert taken(tmp_path / "got") == []


def test_an_answer_ahead_of_the_handshake_is_not_believed(person, tmp_path, certificate):
    """What was said before TLS does not count after it (RFC 3207)."""
    with serving("mail", tmp_path / "got", certificate=str(certificate[0]), mode="inject") as port:
        person.sets_up(mail(port, certificate[1]))
        with suppress(KbError):  # newer versions of Python end it, older ones drop what came too early
            person.sends(secret=PASSWORD)
    assert all(got["safe"] and got["user"] for got in taken(tmp_path / "got"))


# --- waiting ---


def test_a_server_that_never_answers_is_left(person, tmp_path, certificate, monkeypatch):
    """The deadline counts for everything together, whatever drips in meanwhile."""
    monkeypatch.setattr(wire.Wire.__init__, "__defaults__", (lambda: False, 1.0, ""))
    for role, mode, sure in (
        ("mail", "silent", True),
        ("mail", "mute", False),
        ("tickets", "mute", False),
        ("tickets", "drip", False),
    ):
        folder = tmp_path / role / mode
        extra = {"certificate": str(certificate[0])} if role == "mail" else {}
        with serving(role, folder, mode=mode, **extra) as port:
            text = mail(port, certificate[1]) if role == "mail" else hook(port)
            person.sets_up(text)
            begun = time.monotonic()
            said = person.trouble(
                KbError if sure else UnsureError, secret=PASSWORD if role == "mail" else TOKEN
            )
            assert time.monotonic() - begun < 2.5
            assert "answer" in said


def test_cancel_ends_the_waiting_at_once(person, tmp_path):
    """A press on Cancel counts within half a second; once everything was sent it says so."""
    with serving("mail", tmp_path / "a", mode="silent") as port:
        plain = mail(port, "/x", "none").replace(f'user = "{USER}"\n', "").replace('ca_file = "/x"\n', "")
        begun = time.monotonic()
        person.sets_up(plain).trouble(Cancelled, stop=lambda: time.monotonic() > begun + 0.3)
        assert time.monotonic() - begun < 1
    with serving("tickets", tmp_path / "b", mode="mute") as port:
        begun = time.monotonic()
        said = person.sets_up(hook(port)).trouble(
            UnsureError, secret=TOKEN, stop=lambda: time.monotonic() > begun + 0.3
        )
        assert "look there before" in said


def test_a_server_that_is_not_there_is_named(person):
    """A closed port and a name that nobody has are told apart."""
    assert "does not answer at port 9" in person.sets_up(hook(9)).trouble(secret=TOKEN)
    text = hook(9).replace("http://localhost:9", "https://nobody.invalid")
    assert "no server nobody.invalid" in person.sets_up(text).trouble(secret=TOKEN)


# --- webhook ---


def test_a_webhook_gets_the_note_as_documented(person, tmp_path):
    """The body holds the envelope, the Markdown and the note's JSON; the answer's number is the receipt."""
    with serving("tickets", tmp_path / "got") as port:
        receipt = person.sets_up(hook(port, "/hook/kb?x=1")).sends(secret=TOKEN)
    assert receipt.where == "Ticket INC1024"
    (got,) = taken(tmp_path / "got")
    assert got["path"] == "/hook/kb?x=1"
    assert got["headers"]["authorization"] == f"Bearer {TOKEN}"
    assert got["headers"]["content-type"] == "application/json; charset=utf-8"
    assert NOTE.id in got["headers"]["idempotency-key"]
    value = got["value"]
    assert (value["schema"], value["to"]["team"]) == ("kbdesk-parcel/1", "network team")
    assert value["markdown"] == PARCEL.text
    assert value["note"]["schema"] == "kbdesk-handoff/1"
    documented = Path(__file__).parents[1] / "docs" / "sending.md"
    body = json.loads(
        re.search(r"```json\n(\{\n  \"schema\": \"kbdesk-parcel.*?\n)```", documented.read_text(), re.DOTALL)[
            1
        ]
    )
    assert list(value) == list(body)


def test_a_webhook_without_a_token_needs_none(person, tmp_path):
    """No header is set up, so none is sent and nothing is asked."""
    with serving("tickets", tmp_path / "got") as port:
        person.sets_up(hook(port, "/hook/open", ""))
        assert person.sending.outlets()[0].wants == ""
        assert person.sends().where == "Ticket INC1024"
    assert "authorization" not in taken(tmp_path / "got")[0]["headers"]


# --- Zammad ---


def test_a_note_without_a_ticket_becomes_one(person, tmp_path, certificate):
    """A new ticket in the group of its team, with an internal article and the note as a file."""
    with serving("tickets", tmp_path / "got", certificate=str(certificate[0])) as port:
        groups = '[sender.groups]\n"network team" = "2nd Level"\n'
        receipt = person.sets_up(zammad(port, certificate[1], groups)).sends(secret=TOKEN)
    assert (receipt.where, receipt.address) == ("Ticket 22019", f"https://localhost:{port}/#ticket/zoom/19")
    value = taken(tmp_path / "got")[0]["value"]
    assert (value["group"], value["customer_id"]) == ("2nd Level", "guess:desk@example.com")
    article = value["article"]
    assert (article["internal"], article["type"], article["body"]) == (True, "note", PARCEL.text)
    (file,) = article["attachments"]
    assert (file["filename"], file["mime-type"]) == (PARCEL.file_name, "text/markdown")
    assert from_markdown(base64.b64decode(file["data"]).decode()) == NOTE


@pytest.mark.parametrize("search", ["fields", "words"])
def test_a_note_with_a_ticket_goes_into_it(person, tmp_path, certificate, search):
    """The ticket is found by its very number, with Zammad's search server and without."""
    with serving("tickets", tmp_path / "got", certificate=str(certificate[0]), search=search) as port:
        person.sets_up(zammad(port, certificate[1]))
        receipt = person.sends(secret=TOKEN, parcel=replace(PARCEL, ticket="Ticket#22007"))
    assert receipt.where == "Ticket 22007"
    (got,) = taken(tmp_path / "got")
    assert (got["method"], got["id"]) == ("PUT", 7)
    assert "group" not in got["value"]
    assert got["value"]["article"]["internal"] is True


def test_a_ticket_that_is_not_there_is_said(person, tmp_path, certificate):
    """A number of another system makes a new ticket, and the receipt says that it did."""
    with serving("tickets", tmp_path / "got", certificate=str(certificate[0])) as port:
        person.sets_up(zammad(port, certificate[1]))
        receipt = person.sends(secret=TOKEN, parcel=replace(PARCEL, ticket="INC990"))
    assert "22019" in receipt.where and "no ticket INC990" in receipt.where


@pytest.mark.parametrize(
    ("mode", "kind", "words"),
    [
        ("refuse", KbError, "No lookup value found for 'group': \"2nd Level\""),
        ("broken", UnsureError, "failed (500)"),
        ("away", KbError, "elsewhere.example.net"),
        ("huge", UnsureError, "names no ticket"),
        ("nonsense", UnsureError, "names no ticket"),
        ("cut", UnsureError, "names no ticket"),
    ],
)
def test_a_zammad_that_misbehaves_is_told_in_words(person, tmp_path, certificate, mode, kind, words):
    """Refusals are told in the server's words on one line; what may have arrived is not called lost."""
    with serving("tickets", tmp_path / "got", certificate=str(certificate[0]), mode=mode) as port:
        said = person.sets_up(zammad(port, certificate[1])).trouble(kind, secret=TOKEN)
    assert words in said
    assert "\x1b" not in said and "\n" not in said


def test_a_token_that_is_refused_is_forgotten(person, tmp_path, certificate):
    """Zammad's 401 leads to being asked again, and the token that it repeats is not shown."""
    with serving("tickets", tmp_path / "got", certificate=str(certificate[0])) as port:
        person.sets_up(zammad(port, certificate[1]))
        said = person.trouble(SecretRefusedError, secret="tok-wrong")
        assert "does not take the token" in said
        assert "signs that no token has" in person.trouble(SecretRefusedError, secret="two\r\nX: lines")
        assert person.sending.outlets()[0].wants == f"Access token for localhost:{port}"
    assert taken(tmp_path / "got") == []


def test_a_token_comes_from_the_environment(tmp_path, certificate):
    """A variable that is named and set is used, and nothing is asked."""
    home = Home(tmp_path / "data", tmp_path / "cache")
    home.make()
    person = Person(home, {"ZAMMAD_TOKEN": TOKEN})
    with serving("tickets", tmp_path / "got", certificate=str(certificate[0])) as port:
        person.sets_up(zammad(port, certificate[1], 'token_env = "ZAMMAD_TOKEN"'))
        assert person.sending.outlets()[0].wants == ""
        assert person.sends().where == "Ticket 22019"


# --- settings ---

GOOD = hook(1, more="").strip() + "\n"


def test_no_file_means_nothing_is_sent(person):
    """Without settings there is no sender, and the file is not made."""
    assert person.sending.outlets() == ()
    assert not person.file.exists()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + 'colour = "red"\n', 5, "colour is not a setting"),
        (GOOD.replace('kind = "webhook"', 'kind = "fax"'), 3, "kind must be one of smtp, webhook, zammad"),
        (GOOD.replace('kind = "webhook"\n', ""), 1, "kind is missing"),
        (GOOD.replace("http://localhost:1/hook", "http://tickets.example.com"), 4, "https"),
        (GOOD.replace("http://localhost", "https://me:pw@localhost"), 4, "must not hold a name or password"),
        (GOOD.replace("http://localhost:1", "https://localhost:99999"), 4, "is no address"),
        (GOOD + 'token = "abc"\n', 5, "token does not belong into this file"),
        (GOOD + "automatic = 1\n", 5, "automatic must be true or false"),
        (GOOD + GOOD, 6, "is the name of another sender"),
        (mail(25, "/x", "none").replace("localhost", "mail.example.com").strip(), 6, "for this computer"),
        (mail("true", "/x").strip(), 5, "port must be a number"),
        (mail(25, "/x").replace("second@example.com", "a@b.c\\r\\nBcc: d").strip(), 9, "to must be"),
        (mail(25, "/x", more="[sender.teams]\nnet = 5").strip(), 11, "teams must be a table"),
        (zammad(1, "/x").replace('customer = "desk@example.com"\n', "").strip(), 1, "customer is missing"),
        (GOOD + "\n[other]\n", 6, "other is not a setting"),
        ("[sender]\nname = 'x'\n", 1, "two brackets"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(person, text, line, words):
    """What is wrong, in which file and line; nothing of it is used."""
    with pytest.raises(KbError) as caught:
        person.sets_up(text).sending.outlets()
    assert f"senders.toml, line {line}: " in str(caught.value)
    assert words in str(caught.value)


def test_a_file_that_is_no_toml_says_where(person):
    """TOML's own error has the line; a password that stands in the line is not repeated."""
    with pytest.raises(KbError, match="line 2") as caught:
        person.sets_up("[[sender]]\npassword = hunter2\n").sending.outlets()
    assert "hunter2" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_file_is_closed_to_others(person):
    """One that others may read is closed; one that others may change is not believed."""
    assert person.sets_up(GOOD, 0o644).sending.outlets()[0].name == "It"
    assert stat.S_IMODE(person.file.stat().st_mode) == 0o600
    with pytest.raises(KbError, match="chmod 600"):
        person.sets_up(GOOD, 0o666).sending.outlets()
    person.file.unlink()
    os.mkfifo(person.file)
    with pytest.raises(KbError, match="not a file of settings"):
        person.sending.outlets()


def test_secrets_do_not_show(person):
    """Neither the secret nor who holds it prints it."""
    person.sending.hold("It", Secret("hunter2"))
    assert "hunter2" not in f"{person.sending!r} {Secret('hunter2')!r}"

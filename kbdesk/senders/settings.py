# SPDX-License-Identifier: MIT
"""``senders.toml``: what notes can be sent through. It names servers and people, never a password."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import Party
from kbdesk.model.sending import Outlet, OutletKind
from kbdesk.senders.texts import one_line
from kbdesk.senders.wire import is_loopback

FILE: Final = "senders.toml"
_MAX_BYTES = 65_536
_MAX_SENDERS = 9
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[?[0-9A-Fa-f:]{2,45}\]?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
_PREFIX = re.compile(r"[!-~]{1,40}")
_NAME = re.compile(r".{1,200}")
_SECRET_KEYS = ("password", "token", "secret", "api_key")
_HINT = tr("docs/sending.md shows each kind with an example.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every kind of sender has."""

    name: str
    kind: OutletKind
    automatic: bool = False
    secret_env: str = ""
    """The environment variable that holds the password or token; "" to be asked."""
    secret_name: str = ""
    """What is asked, for a person ("Password of desk@example.com"); "" if nothing is needed."""
    ca_file: str = ""
    server: str = ""
    """The server's name, with a port that is not the usual one."""

    def outlet(self, environment: Mapping[str, str]) -> Outlet:
        """What the window shows of it."""
        known = self.secret_env and environment.get(self.secret_env)
        return Outlet(self.name, self.kind, self.automatic, "" if known else self.secret_name, self.server)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings(Settings):
    """A mail server that takes notes for somebody."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    sender: str
    to: str = ""
    teams: Mapping[str, str]
    """Mail addresses by team."""

    def address(self, party: Party) -> str:
        """Whom a note for this party goes to; "" if nobody is known."""
        return by_team(self.teams, party) or self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings(Settings):
    """An address that takes notes as JSON."""

    url: str
    header: str = ""
    prefix: str = ""
    number: str = "number"
    """The key of the answer that holds the ticket's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZammadSettings(Settings):
    """A Zammad that takes notes as tickets and articles."""

    url: str
    group: str
    """The group of new tickets."""
    groups: Mapping[str, str]
    """Groups by team; a ticket that is there already moves to it."""
    customer: str
    """The mail address that new tickets are for."""


def by_team(table: Mapping[str, str], party: Party) -> str:
    """What stands in a table for the person or team; "" if nothing."""
    known = {name.casefold(): value for name, value in table.items()}
    return known.get(party.name.casefold(), "") or known.get(party.team.casefold(), "")


def read_settings(path: Path) -> tuple[Settings, ...]:
    """The senders that are set up, in the file's order; () if there is no such file.

    The file is closed to others if it was open to them.

    Raises:
        KbError: it cannot be read, or something in it is wrong: which line, and what.
    """
    text = _text(path)
    if not text.strip():
        return ()
    try:
        known = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise KbError(
            tr("{path} cannot be understood: {reason}.", path=path, reason=one_line(str(error))), _HINT
        ) from error
    lines = _Lines(path, text)
    for key in known:
        if key != "sender":
            raise lines.wrong(0, key, tr("is not a setting; each sender begins with [[sender]]"))
    entries = known.get("sender", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise lines.wrong(0, "sender", tr("must be written [[sender]], with two brackets on each side"))
    if len(entries) > _MAX_SENDERS:
        raise lines.wrong(
            _MAX_SENDERS + 1, "", tr("is one too many: there may be {n} senders", n=_MAX_SENDERS)
        )
    made = tuple(_Entry(entry, number, lines).settings() for number, entry in enumerate(entries, 1))
    for number, one in enumerate(made, 1):
        if any(one.name.casefold() == other.name.casefold() for other in made[: number - 1]):
            raise lines.wrong(number, "name", tr("“{name}” is the name of another sender too", name=one.name))
    return made


def _text(path: Path) -> str:
    try:
        state = path.lstat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise KbError(tr("{path} cannot be read: {reason}.", path=path, reason=error.strerror)) from error
    if not stat.S_ISREG(state.st_mode) or state.st_size > _MAX_BYTES:
        raise KbError(tr("{path} is not a file of settings, or is larger than 64 kB.", path=path), _HINT)
    try:
        if os.name == "posix" and state.st_mode & 0o077:
            if state.st_mode & 0o022:
                raise KbError(
                    tr("Others may change {path}, and with it where notes are sent.", path=path),
                    tr("Look through it, then close it: chmod 600 {path}", path=path),
                )
            path.chmod(0o600)
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise KbError(tr("{path} cannot be read: {reason}.", path=path, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise KbError(tr("{path} is not UTF-8 text.", path=path), tr("Save it anew as UTF-8.")) from error


class _Lines:
    """Finds the line of a setting, to say where it is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._lines = path, text.splitlines()

    def wrong(self, entry: int, key: str, what: str) -> KbError:
        """An error at a key of the entry with this number from 1 (0: outside of entries)."""
        line = self._line(entry, key)
        said = f"{key} {what}" if key else what
        return KbError(tr("{path}, line {line}: {trouble}.", path=self._path, line=line, trouble=said), _HINT)

    def _line(self, entry: int, key: str) -> int:
        at, head = 0, 1
        for number, line in enumerate(self._lines, 1):
            if re.match(r"\s*\[\[\s*sender\s*\]\]", line):
                at += 1
                head = number if at == entry else head
            name = re.escape(key)
            here = key and re.match(rf"""\s*(?:["']?{name}["']?\s*=|\[+\s*(?:sender\.)?{name}\s*\]+)""", line)
            if here and entry in (0, at):
                return number
        return head


class _Entry:
    """One ``[[sender]]``, key by key."""

    def __init__(self, values: dict[str, Any], number: int, lines: _Lines) -> None:
        self._values, self._number, self._lines = dict(values), number, lines

    def settings(self) -> Settings:
        """The sender that it describes. Raises KbError if a key is wrong, missing or unknown."""
        for key in _SECRET_KEYS:
            if key in self._values:
                raise self._wrong(
                    key,
                    tr(
                        "does not belong into this file; name an environment variable ({key}_env) or leave "
                        "it out to be asked once",
                        key=key,
                    ),
                )
        name = self._text("name", most=40)
        kind = self._choice("kind", "", "smtp", "webhook", "zammad")
        common = {"name": name, "automatic": self._yes("automatic"), "ca_file": self._file("ca_file")}
        made = {"smtp": self._mail, "webhook": self._webhook, "zammad": self._zammad}[kind](common)
        for key in self._values:
            raise self._wrong(key, tr("is not a setting of a sender of the kind “{kind}”", kind=kind))
        return made

    def _mail(self, common: dict[str, Any]) -> Settings:
        host = self._match("host", _HOST, tr("a server, as mail.example.com")).strip("[]")
        security = self._choice("security", "starttls", "starttls", "tls", "none")
        if security == "none" and not is_loopback(host):
            raise self._wrong(
                "security", tr("may be “none” only for this computer itself; use starttls or tls")
            )
        port = self._port({"starttls": 587, "tls": 465, "none": 25}[security])
        user, variable = self._text("user", ""), self._variable("password_env")
        if variable and not user:
            raise self._wrong("password_env", tr("is of no use without user"))
        to, teams = self._match("to", _MAIL, tr("a mail address"), ""), self._table("teams", _MAIL)
        if not to and not teams:
            raise self._wrong("to", tr("is missing: the mail address that notes go to"))
        return MailSettings(
            **common,
            kind="smtp",
            host=host,
            port=port,
            security=security,  # type: ignore[arg-type]
            user=user,
            sender=self._match("from", _MAIL, tr("a mail address")),
            to=to,
            teams=teams,
            secret_env=variable,
            secret_name=tr("Password of {user}", user=user) if user else "",
            server=host,
        )

    def _webhook(self, common: dict[str, Any]) -> Settings:
        url, server = self._address()
        header = self._match("token_header", _HEADER, tr("the name of a header, as Authorization"), "")
        prefix, variable = (
            self._match("token_prefix", _PREFIX, tr("a word, as Bearer"), ""),
            self._variable("token_env"),
        )
        if variable and not header:
            raise self._wrong("token_env", tr("is of no use without token_header"))
        return WebhookSettings(
            **common,
            kind="webhook",
            url=url,
            header=header,
            prefix=f"{prefix} " if prefix else "",
            number=self._text("number_key", "number"),
            secret_env=variable,
            secret_name=tr("Token for {server}", server=server) if header else "",
            server=server,
        )

    def _zammad(self, common: dict[str, Any]) -> Settings:
        url, server = self._address()
        return ZammadSettings(
            **common,
            kind="zammad",
            url=url.rstrip("/"),
            group=self._text("group"),
            groups=self._table("groups"),
            customer=self._match("customer", _MAIL, tr("the mail address that new tickets are for")),
            secret_env=self._variable("token_env"),
            secret_name=tr("Access token for {server}", server=server),
            server=server,
        )

    # --- single values ---

    def _wrong(self, key: str, what: str) -> KbError:
        return self._lines.wrong(self._number, key, what)

    def _text(self, key: str, usual: str | None = None, most: int = 200) -> str:
        value = self._values.pop(key, usual)
        if value is None:
            raise self._wrong(key, tr("is missing"))
        if not isinstance(value, str) or value != one_line(value, most) or (usual is None and not value):
            raise self._wrong(key, tr("must be text on one line, of at most {n} letters", n=most))
        return value

    def _match(self, key: str, pattern: re.Pattern[str], what: str, usual: str | None = None) -> str:
        value = self._text(key, usual)
        if value != usual and not pattern.fullmatch(value):
            raise self._wrong(key, tr("must be {what}", what=what))
        return value

    def _choice(self, key: str, usual: str, *choices: str) -> str:
        value = self._text(key, usual or None)
        if value not in choices:
            raise self._wrong(key, tr("must be one of {choices}", choices=", ".join(choices)))
        return value

    def _yes(self, key: str) -> bool:
        value = self._values.pop(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, tr("must be true or false"))
        return value

    def _port(self, usual: int) -> int:
        value = self._values.pop("port", usual)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65_536:
            raise self._wrong("port", tr("must be a number from 1 to 65535"))
        return value

    def _variable(self, key: str) -> str:
        return self._match(key, _VARIABLE, tr("the name of an environment variable"), "")

    def _file(self, key: str) -> str:
        value = self._text(key, "", 1000)
        if value and not Path(value).is_absolute():
            raise self._wrong(key, tr("must be the whole path of a file"))
        return value

    def _table(self, key: str, pattern: re.Pattern[str] | None = None) -> dict[str, str]:
        values = self._values.pop(key, {})
        wanted = pattern or _NAME
        good = isinstance(values, dict) and all(
            isinstance(one, str) and one == one_line(one) and wanted.fullmatch(one) for one in values.values()
        )
        if not good:
            raise self._wrong(
                key,
                tr("must be a table that gives each team a mail address")
                if pattern is _MAIL
                else tr("must be a table that gives each team a name"),
            )
        return dict(values)

    def _address(self) -> tuple[str, str]:
        """The url, and the server's name for people."""
        url = self._text("url", most=1000)
        if not re.fullmatch("[!-~]+", url):
            raise self._wrong("url", tr("must be an address without blanks or other letters than ASCII's"))
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise self._wrong("url", tr("is no address")) from error
        if parts.scheme not in ("https", "http") or not _HOST.fullmatch(host) or parts.fragment:
            raise self._wrong("url", tr("must be an address, as https://tickets.example.com"))
        if "@" in parts.netloc:
            raise self._wrong("url", tr("must not hold a name or password"))
        if parts.scheme == "http" and not is_loopback(host):
            raise self._wrong("url", tr("must begin with https:// (http is for this computer itself only)"))
        return url, host if port is None else f"{host}:{port}"

# SPDX-License-Identifier: MIT
"""One question and one answer over https, in JSON: no redirects, no endless answers, certificates checked."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from kbdesk import __version__
from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.model.sending import Secret
from kbdesk.senders.sender import SecretRefusedError, UnsureError
from kbdesk.senders.texts import said
from kbdesk.senders.wire import Wire, certificate_trouble

MAX_ANSWER: Final = 1_048_576
"""Bytes of an answer that are read at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer (2xx); ``value`` is None if it is no JSON, or was too long, or broke off."""

    value: Any


class Door:
    """A server that takes JSON.

    Args:
        url: its address; paths are added to it.
        server: its name for people.
        ca_file: certificates to trust instead of the system's.
        header: the header of the secret and what stands before it there; ("", "") for none.
        secret: the token for that header.
        stop: says whether the person stopped it.
    """

    def __init__(
        self,
        url: str,
        server: str,
        ca_file: str,
        header: tuple[str, str],
        secret: Secret | None,
        stop: Callable[[], bool],
    ) -> None:
        self._url, self._server = urlsplit(url), server
        self._header, self._secret = header, secret
        self._wire = Wire(stop, ca_file=ca_file)

    def ask(self, path: str) -> Answer:
        """What the server has at this path. Raises as ``Sender.send``."""
        return self._exchange("GET", path, None, {})

    def put(self, method: str, path: str, value: object, headers: dict[str, str]) -> Answer:
        """What the server answers to a value that it shall keep. Raises as ``Sender.send``."""
        return self._exchange(method, path, json.dumps(value, ensure_ascii=False).encode("utf-8"), headers)

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = False
        connection = None
        try:
            connection = self._connected()
            early = _asked(connection, method, self._target(path), body, self._headers(body, headers))
            sent = body is not None and early is None
            with _answered(connection, early) as response:
                return self._judged(response, sent)
        except Cancelled:
            if sent:
                raise UnsureError(tr("You stopped it when everything was sent already.")) from None
            raise
        except ssl.SSLError as error:
            raise self._broken(sent, certificate_trouble(error, self._server, sent=sent)) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._broken(sent, self._lost(error)) from error
        finally:
            if connection is not None:
                connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        """A connection that is open already; http.client is only to speak through it."""
        tls, host = self._url.scheme == "https", self._url.hostname or ""
        usual = 443 if tls else 80
        connection = http.client.HTTPConnection(host, self._url.port or usual)
        connection.default_port = usual
        connection.sock = self._wire.connect(host, self._url.port or usual, tls=tls)
        connection.auto_open = False
        return connection

    def _target(self, path: str) -> str:
        query = f"?{self._url.query}" if self._url.query and not path else ""
        return f"{self._url.path if not path else self._url.path.rstrip('/') + path}{query}" or "/"

    def _headers(self, body: bytes | None, more: dict[str, str]) -> dict[str, str]:
        made = {"Accept": "application/json", "User-Agent": f"kbdesk/{__version__}", "Connection": "close"}
        if body is not None:
            made["Content-Type"] = "application/json; charset=utf-8"
        name, prefix = self._header
        if name and self._secret is not None:
            value = self._secret.value
            if not (value.isascii() and value.isprintable() and value == value.strip()):
                raise SecretRefusedError(
                    tr(
                        "The token for {server} has blanks around it or signs that no token has.",
                        server=self._server,
                    ),
                    tr("Copy it once more, whole and without anything around it."),
                )
            made[name] = f"{prefix}{value}"
        return made | more

    def _judged(self, response: http.client.HTTPResponse, sent: bool) -> Answer:
        status = response.status
        if 200 <= status < 300:
            return Answer(_read(response))
        text = _words(_read(response), self._secret) if status >= 400 else ""
        words = tr(": “{words}”", words=text) if text else ""
        if 300 <= status < 400:
            where = said(response.getheader("Location", ""), self._secret)
            raise KbError(
                tr(
                    "{server} sends kbdesk on to {address}; nothing was sent there.",
                    server=self._server,
                    address=where or tr("another address"),
                ),
                tr("If that is right, write that address into senders.toml."),
            )
        if status == 401:
            raise SecretRefusedError(
                tr("{server} does not take the token (401){words}.", server=self._server, words=words),
                tr("Ask for a new one or copy it once more; sending asks for it again."),
            )
        if status >= 500 and sent:
            raise UnsureError(
                tr("{server} failed ({status}){words}.", server=self._server, status=status, words=words)
            )
        raise KbError(
            tr(
                "{server} refused the note ({status}){words}.",
                server=self._server,
                status=status,
                words=words,
            ),
            _ADVICE.get(status, _ADVISE),
        )

    def _broken(self, sent: bool, error: KbError) -> KbError:
        return UnsureError(error.message) if sent else error

    def _lost(self, error: Exception) -> KbError:
        if isinstance(error, TimeoutError):
            return KbError(
                _late(self._server, error),
                tr("Try again; the note is kept."),
            )
        return KbError(
            tr("The connection with {server} broke.", server=self._server), tr("Try again; the note is kept.")
        )


def _late(server: str, error: TimeoutError) -> str:
    found = re.search(r"within (\d+) seconds", str(error))  # the text of ours
    if found:
        return tr("{server} gave no answer within {n} seconds.", server=server, n=int(found[1]))
    return tr("{server} gave {error}.", server=server, error=error)


_ADVISE = tr("Nothing was changed there. Ask whoever runs it, or paste the note by hand.")
_ADVICE = {
    403: tr("Whoever runs it must let this token write tickets."),
    404: tr("Check url in senders.toml."),
    413: tr("The note is too large for it: paste the note by hand."),
    429: tr("It has too much to do: wait a minute, then send the note again."),
}


def _asked(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    body: bytes | None,
    headers: dict[str, str],
) -> OSError | None:
    """Ask; gives what went wrong when the server hung up meanwhile: it may have answered already."""
    try:
        connection.request(method, target, body, headers)
    except (ConnectionError, ssl.SSLEOFError) as error:
        return error
    return None


def _answered(connection: http.client.HTTPConnection, early: OSError | None) -> http.client.HTTPResponse:
    """The answer; if there is none, and the question did not get through either, that is what is told."""
    try:
        return connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        raise early or error from error


def _read(response: http.client.HTTPResponse) -> Any:  # noqa: ANN401 - JSON is anything
    """The JSON of an answer; None if it is none, or too long, or not whole."""
    try:
        data = response.read(MAX_ANSWER + 1)
        if len(data) > MAX_ANSWER or response.length:
            return None
        return json.loads(data.decode("utf-8"))
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return None


def _words(value: object, secret: Secret | None) -> str:
    """What an answer says to people, where ticket systems put it."""
    if isinstance(value, dict):
        for key in ("error_human", "error", "message", "detail", "title"):
            if isinstance(value.get(key), str):
                return said(value[key], secret)
    return ""

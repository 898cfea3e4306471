# SPDX-License-Identifier: MIT
"""Real servers for sending notes, each a process of its own: mail, tickets, and doors that fail.

Run as a program it is one server: ``python ticket_servers.py ROLE SETTINGS``, SETTINGS as JSON; it prints its
port. What it was given lies in its folder, a JSON file each.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.server
import json
import ssl
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

HOST = "localhost"
TOKEN = "tok-3n: secret/1"
USER, PASSWORD = "desk@example.com", "s3cret of mail"


@contextlib.contextmanager
def serving(role: str, folder: Path, **settings: object) -> Iterator[int]:
    """A server as a process; gives its port and ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, role, json.dumps({"folder": str(folder), **settings})]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def taken(folder: Path) -> list[dict]:
    """What a server was given, oldest first."""
    files = sorted(folder.glob("*.json"), key=lambda path: int(path.stem))
    return [json.loads(path.read_text()) for path in files]


def keep(folder: Path, value: object) -> int:
    """Put what was given into the folder; gives its number from 1."""
    number = len(list(folder.glob("*.json"))) + 1
    (folder / f"{number}.part").write_text(json.dumps(value))
    (folder / f"{number}.part").rename(folder / f"{number}.json")
    return number


# --- mail ---


class MailServer:
    """SMTP as RFC 5321, with STARTTLS (RFC 3207) and AUTH PLAIN and LOGIN (RFC 4954).

    ``mode``: "" serves; ``no-tls`` offers none; ``no-rcpt`` knows nobody; ``no-data`` refuses each mail;
    ``silent`` says nothing at all; ``mute`` says nothing once a mail was given; ``cut`` hangs up then;
    ``echo`` tells a wrong password back; ``inject`` sends an answer ahead of the handshake.
    """

    def __init__(self, folder: str, certificate: str = "", tls: bool = False, mode: str = "") -> None:
        self.folder, self.mode, self.tls = Path(folder), mode, tls
        self.context = None
        if certificate:
            self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.context.load_cert_chain(certificate)

    async def serve(self) -> None:
        server = await asyncio.start_server(
            self.opened, "127.0.0.1", 0, ssl=self.context if self.tls else None
        )
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    async def opened(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await Talk(self, reader, writer).go()
        writer.close()


class Talk:
    """One connection."""

    def __init__(self, server, reader, writer):
        self.server, self.reader, self.writer = server, reader, writer
        self.safe, self.person, self.sender, self.to = server.tls, "", "", []

    def say(self, line):
        self.writer.write(line.encode() + b"\r\n")

    async def line(self):
        return (await self.reader.readuntil(b"\r\n"))[:-2].decode("utf-8", "replace")

    async def go(self):
        if self.server.mode == "silent":
            await asyncio.sleep(600)
        self.say("220 mail.example.com ESMTP")
        while True:
            verb, _, rest = (await self.line()).partition(" ")
            work = getattr(self, f"do_{verb.lower()}", None)
            if work is None:
                self.say("502 unknown")
            elif await work(rest):
                return
            await self.writer.drain()

    async def do_ehlo(self, rest):
        offers = ["mail.example.com", "SIZE 35882577", "8BITMIME"]
        if self.server.context and not self.safe and self.server.mode != "no-tls":
            offers.append("STARTTLS")
        if self.safe:
            offers.append("AUTH PLAIN LOGIN")
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    async def do_starttls(self, rest):
        self.say("220 go ahead")
        if self.server.mode == "inject":
            self.say("250-mail.example.com\r\n250 AUTH PLAIN")
        await self.writer.drain()
        await self.writer.start_tls(self.server.context)
        self.safe, self.person = True, ""

    async def do_auth(self, rest):
        kind, _, first = rest.partition(" ")
        if not self.safe:
            return self.say("538 encryption required")
        if kind.upper() == "PLAIN":
            if not first:
                self.say("334 ")
                await self.writer.drain()
                first = await self.line()
            _, user, password = base64.b64decode(first).decode().split("\0")
        else:
            user = base64.b64decode(first or await self.asked("VXNlcm5hbWU6")).decode()
            password = base64.b64decode(await self.asked("UGFzc3dvcmQ6")).decode()
        if (user, password) == (USER, PASSWORD):
            self.person = user
            return self.say("235 welcome")
        return self.say(f"535 no such person{': ' + password if self.server.mode == 'echo' else ''}")

    async def asked(self, question):
        self.say(f"334 {question}")
        await self.writer.drain()
        return await self.line()

    async def do_mail(self, rest):
        if self.server.context and not self.person:
            return self.say("530 sign in first")
        self.sender = rest.partition("<")[2].partition(">")[0]
        return self.say("250 ok")

    async def do_rcpt(self, rest):
        if self.server.mode == "no-rcpt":
            return self.say("550 5.1.1 nobody of that name here")
        self.to.append(rest.partition("<")[2].partition(">")[0])
        return self.say("250 ok")

    async def do_data(self, rest):
        self.say("354 end with a dot")
        await self.writer.drain()
        data = await self.reader.readuntil(b"\r\n.\r\n")
        if self.server.mode == "mute":
            await asyncio.sleep(600)
        if self.server.mode == "cut":
            self.writer.transport.abort()
            return True
        if self.server.mode == "no-data":
            return self.say("554 5.7.1 looks like spam")
        text = data[:-3].replace(b"\r\n..", b"\r\n.").decode("utf-8")
        keep(
            self.server.folder,
            {"from": self.sender, "to": self.to, "safe": self.safe, "user": self.person, "data": text},
        )
        return self.say("250 taken")

    async def do_rset(self, rest):
        self.say("250 ok")

    async def do_quit(self, rest):
        self.say("221 bye")
        await self.writer.drain()
        return True


# --- tickets ---


class Tickets(http.server.BaseHTTPRequestHandler):
    """What Zammad's ticket API answers (``/api/v1/tickets``), an address for webhooks, and bad manners."""

    folder, mode, search = Path(), "", "fields"
    tickets: dict[int, dict] = {  # noqa: RUF012 - one server, one state
        7: {"id": 7, "number": "22007", "title": "Wi-Fi", "group": "Service Desk", "articles": []},
        8: {"id": 8, "number": "220071", "title": "mentions 22007", "group": "Service Desk", "articles": []},
    }

    def log_message(self, format: str, *arguments: object) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(parts.query)
        if not self._known() or self._odd("GET"):
            return None
        if parts.path != "/api/v1/tickets/search":
            return self._say(404, {"error": "No route"})
        text = query["query"][0]
        if self.search == "fields":
            text = text.rpartition(":")[2]
        found = [one for one in self.tickets.values() if text in one["number"] or text in one["title"]]
        return self._say(200, [{"id": one["id"], "number": one["number"]} for one in found])

    def do_POST(self) -> None:
        if not self._known() or self._odd("POST"):
            return None
        value = self._json()
        if self.path.startswith("/hook"):
            headers = {name.lower(): text for name, text in self.headers.items()}
            number = keep(self.folder, {"path": self.path, "headers": headers, "value": value})
            return self._say(201, {"number": f"INC{1023 + number}"})
        if self.path != "/api/v1/tickets":
            return self._say(404, {"error": "No route"})
        wrong = self._wrong(value, ("title", "group", "customer_id", "article"))
        if value.get("group") not in ("Service Desk", "2nd Level"):
            wrong = "No lookup value found for 'group': " + json.dumps(value.get("group"))
        if wrong:
            return self._say(422, {"error": wrong, "error_human": wrong})
        ticket = {"id": 19, "number": "22019", "title": value["title"], "group": value["group"]}
        keep(self.folder, {"method": "POST", "value": value})
        return self._say(201, ticket)

    def do_PUT(self) -> None:
        if not self._known() or self._odd("PUT"):
            return None
        value, ticket = self._json(), self.tickets.get(int(self.path.rpartition("/")[2]))
        if ticket is None:
            return self._say(404, {"error": "Couldn't find Ticket"})
        if wrong := self._wrong(value, ("article",)):
            return self._say(422, {"error": wrong})
        keep(self.folder, {"method": "PUT", "id": ticket["id"], "value": value})
        return self._say(200, {"id": ticket["id"], "number": ticket["number"]})

    def _known(self) -> bool:
        given = self.headers.get("Authorization", "")
        if given in (f"Token token={TOKEN}", f"Bearer {TOKEN}") or self.path.startswith("/hook/open"):
            return True
        self._say(401, {"error": f"Invalid token {given}!"})
        return False

    def _json(self) -> dict:
        if self.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            return {}
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    @staticmethod
    def _wrong(value: dict, needed: tuple[str, ...]) -> str:
        """What Zammad refuses; "" if nothing."""
        for key in needed:
            if key not in value:
                return f"Attribute '{key}' required!"
        article = value["article"]
        if not article.get("body"):
            return 'Need at least article: { body: "some text" }'
        for index, one in enumerate(article.get("attachments", [])):
            for key in ("mime-type", "filename", "data"):
                if key not in one:
                    return f"Attachment needs '{key}' param for attachment with index '{index}'"
            try:
                base64.b64decode(one["data"], validate=True)
            except ValueError:
                return f"Invalid base64 for attachment with index '{index}'"
        return ""

    def _odd(self, verb: str) -> bool:
        """Misbehave if that is asked for; GET is left alone."""
        mode = self.mode if verb != "GET" or self.mode in ("mute", "away") else ""
        if mode == "":
            return False
        if mode not in ("mute", "drip"):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if mode == "mute":
            time.sleep(600)
        elif mode == "away":
            self._say(302, {}, {"Location": "https://elsewhere.example.net/steal"})
        elif mode == "broken":
            self._say(500, {"error": f"it broke with {TOKEN}"})
        elif mode == "refuse":
            self._say(422, {"error": "No lookup value found for 'group': \"2nd Level\"\r\n\x1b[31m"})
        elif mode == "huge":
            self._say(201, {"id": 1, "number": "1", "more": "x" * 10_000_000})
        elif mode == "nonsense":
            self._raw(201, b"<html>thanks</html>", 19)
        elif mode == "cut":
            self._raw(201, b'{"id": 19, ', 4000)
        elif mode == "drip":
            self._drip()
        return True

    def _drip(self) -> None:
        """A header now and then, for ever."""
        with contextlib.suppress(ConnectionError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(600):
                self.wfile.write(f"X-{number}: wait\r\n".encode())
                self.wfile.flush()
                time.sleep(0.1)

    def _say(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self._raw(status, data, len(data), headers)

    def _raw(self, status: int, data: bytes, length: int, headers: dict[str, str] | None = None) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(data)


class Quiet(http.server.ThreadingHTTPServer):
    """A server that does not print what a broken connection raised."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def be_mail(**settings: object) -> None:
    """Be a mail server."""
    asyncio.run(MailServer(**settings).serve())


def be_tickets(folder: str, certificate: str = "", mode: str = "", search: str = "fields") -> None:
    """Be a ticket system."""
    Tickets.folder, Tickets.mode, Tickets.search = Path(folder), mode, search
    server = Quiet(("127.0.0.1", 0), Tickets)
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    {"mail": be_mail, "tickets": be_tickets}[sys.argv[1]](**json.loads(sys.argv[2]))

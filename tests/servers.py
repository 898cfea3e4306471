# SPDX-License-Identifier: MIT
"""Real servers for a shared library: https by git's own http-backend, ssh by sshd, and doors that fail.

Run as a program it is one server: ``python servers.py ROLE SETTINGS``, SETTINGS as JSON; it prints its port.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

HOST = "localhost"
WRITER = ("mia", "s3cret: of /mia")
"""Name and password of the person who may read and write."""
READER = ("rob", "only-reads")
SERVER_HOOK = """#!/bin/sh
while read old new ref; do
  if [ "$ref" = refs/heads/main ] && [ -e closed ]; then echo "$(cat closed)" >&2; exit 1; fi
done
"""
"""What a host's protection of a branch is: a file ``closed`` in the repository refuses changes of main."""


# --- starting them ---


@contextlib.contextmanager
def served(role: str, **settings: object) -> Iterator[int]:
    """A server as a process of its own; gives its port and ends it."""
    command = [sys.executable, __file__, role, json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost: the file with key and chain, and the authority to trust."""
    import trustme

    authority, server, trusted = trustme.CA(), folder / "server.pem", folder / "authority.pem"
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(server)
    authority.cert_pem.write_to_path(trusted)
    return server, trusted


def bare_copy(source: Path, place: Path) -> Path:
    """A shared copy of a repository, with the hook that a host would have."""
    command = ["git", "clone", "--quiet", "--bare", "--no-local", "--template=", str(source), str(place)]
    subprocess.run(command, check=True, env=server_environment())
    (place / "hooks").mkdir()
    hook = place / "hooks" / "pre-receive"
    hook.write_text(SERVER_HOOK)
    hook.chmod(0o755)
    return place


def server_environment() -> dict[str, str]:
    """This computer's environment without its settings of git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens."""
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"the server did not start: {process.poll()}")


LIGHTTPD = """
server.document-root = "{root}"
server.port = {port}
server.bind = "127.0.0.1"
server.errorlog = "{folder}/error.log"
server.modules = ( "mod_openssl", "mod_auth", "mod_authn_file", "mod_setenv", "mod_cgi", "mod_alias" )
ssl.engine = "enable"
ssl.pemfile = "{certificate}"
auth.backend = "plain"
auth.backend.plain.userfile = "{folder}/users"
auth.require = ( "" => ( "method" => "basic", "realm" => "library", "require" => "valid-user" ) )
alias.url = ( "/git" => "{backend}" )
$HTTP["url"] =~ "^/git" {{
  cgi.assign = ( "" => "" )
  setenv.set-environment = ( "GIT_PROJECT_ROOT" => "{root}", "GIT_HTTP_EXPORT_ALL" => "1" )
}}
"""


@contextlib.contextmanager
def lighttpd(root: Path, folder: Path, certificate: Path) -> Iterator[str]:
    """Debian's web server in front of git's http-backend; gives the address of the folder of repositories."""
    port, conf = free_port(), folder / "lighttpd.conf"
    (folder / "users").write_text(f"{WRITER[0]}:{WRITER[1].replace(':', '')}\n")
    conf.write_text(
        LIGHTTPD.format(root=root, port=port, folder=folder, certificate=certificate, backend=http_backend())
    )
    command = [find_server("lighttpd"), "-D", "-f", str(conf)]
    with subprocess.Popen(command, env=server_environment(), stderr=subprocess.DEVNULL) as process:
        try:
            await_port(port, process)
            yield f"https://{HOST}:{port}/git"
        finally:
            process.terminate()


SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/person.pub
StrictModes no
UsePAM no
PidFile none
PasswordAuthentication no
PermitRootLogin prohibit-password
"""
SSH = """#!/bin/sh
exec {ssh} -F {folder}/config "$@"
"""
SSH_CONFIG = """
IdentityFile {folder}/person
IdentitiesOnly yes
UserKnownHostsFile {folder}/known
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
"""


@contextlib.contextmanager
def sshd(folder: Path) -> Iterator[int]:
    """An ssh server for this user; ``folder/bin/ssh`` is ssh with this user's settings: key and known host.

    ssh takes a person's settings from the home folder that the system knows, whatever HOME says; so the
    settings are given to it by a file of its name that comes first on PATH.
    """
    port = free_port()
    for name in ("host", "person"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    host_key = (folder / "host.pub").read_text()
    (folder / "known").write_text(f"[{HOST}]:{port} {host_key}")
    (folder / "config").write_text(SSH_CONFIG.format(folder=folder))
    (folder / "sshd.conf").write_text(SSHD.format(port=port, folder=folder))
    shim = folder / "bin" / "ssh"
    shim.parent.mkdir()
    shim.write_text(SSH.format(folder=folder, ssh=shutil.which("ssh")))
    shim.chmod(0o755)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd, run by root, wants this very folder
    command = [find_server("sshd"), "-D", "-e", "-f", str(folder / "sshd.conf")]
    with subprocess.Popen(command, env=server_environment(), stderr=subprocess.DEVNULL) as process:
        try:
            await_port(port, process)
            yield port
        finally:
            process.terminate()


def find_server(name: str) -> str:
    """The full path of a server program; "" if it is not installed."""
    return (
        shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
        or ""
    )


def http_backend() -> str:
    """The full path of git's http-backend."""
    folder = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    return str(Path(folder) / "git-http-backend")


# --- being one ---


class GitOverHttp(http.server.BaseHTTPRequestHandler):
    """Basic authentication in front of git's own http-backend."""

    protocol_version = "HTTP/1.1"
    root = ""
    backend = ""
    people: dict[str, dict[str, object]] = {}  # noqa: RUF012 - set once, before the first request

    def do_GET(self) -> None:
        """Give what git asks for."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Take what git sends."""
        self._answer(self._body())

    def log_message(self, format: str, *arguments: object) -> None:
        """Be quiet."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _person(self) -> str:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return ""
        user, _, password = base64.b64decode(given).decode().partition(":")
        return user if self.people.get(user, {}).get("password") == password else ""

    def _answer(self, body: bytes) -> None:
        person = self._person()
        path, _, query = self.path.partition("?")
        if not person:
            return self._say(HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": 'Basic realm="library"'}, b"")
        if "git-receive-pack" in self.path and not self.people[person]["writes"]:
            return self._say(HTTPStatus.FORBIDDEN, {}, b"")
        environment = server_environment() | {
            "GIT_PROJECT_ROOT": self.root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": person,
            "REMOTE_ADDR": self.client_address[0],
        }
        done = subprocess.run([self.backend], input=body, env=environment, capture_output=True, check=False)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n") if line)
        status = int(headers.pop("Status", "200 OK").split()[0])
        return self._say(status, headers, answer)

    def _say(self, status: int, headers: dict[str, str], answer: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a door between us was shut
            self.wfile.write(answer)


class QuietServer(http.server.ThreadingHTTPServer):
    """A server for twenty at once that does not print what a broken connection raised."""

    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client was killed or a door was shut."""


def be_https(certificate: str, root: str, people: dict[str, dict[str, object]]) -> None:
    """Serve the repositories of a folder."""
    GitOverHttp.root, GitOverHttp.people, GitOverHttp.backend = root, people, http_backend()
    server = QuietServer((HOST, 0), GitOverHttp)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    # the handshake belongs into the thread of its connection: one that never comes must not stop the others
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_port, flush=True)
    server.serve_forever()


def be_door(port: int, mode: str, after: int = 0, times: int = 1_000_000) -> None:
    """Pass bytes on to a port until something goes wrong.

    Modes: ``silent`` accepts and never answers; ``down`` cuts the connection after so many bytes of the
    answer, ``up`` of the question, each only for the first ``times`` connections; ``slow`` passes on so many
    bytes of the answer a second.
    """
    asyncio.run(_door(port, mode, after, times))


async def _door(port: int, mode: str, after: int, times: int) -> None:
    left = times

    async def passed(source: asyncio.StreamReader, target: asyncio.StreamWriter, limit: int) -> None:
        while data := await source.read(4096):
            if limit >= 0:
                data, limit = data[:limit], limit - len(data)
            target.write(data)
            await target.drain()
            if mode == "slow":
                await asyncio.sleep(len(data) / after)
            if -1 != limit <= 0:
                break
        target.transport.abort() if limit != -1 else target.close()

    async def opened(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        if mode == "silent":
            await asyncio.sleep(600)
        left -= 1
        far_reader, far_writer = await asyncio.open_connection(HOST, port)
        up = after if mode == "up" and left >= 0 else -1
        down = after if mode == "down" and left >= 0 else -1
        tasks = [
            asyncio.ensure_future(passed(reader, far_writer, up)),
            asyncio.ensure_future(passed(far_reader, writer, down)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            with contextlib.suppress(OSError):
                end.close()
        for task in tasks:
            task.cancel()

    server = await asyncio.start_server(opened, HOST, 0, family=socket.AF_INET)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    {"https": be_https, "door": be_door}[sys.argv[1]](**json.loads(sys.argv[2]))

# SPDX-License-Identifier: MIT
"""A connection that ends: at a deadline for everything together, or when the person has had enough.

The sockets wait in short slices and look at clock and person in between. The time limits of Python's own
clients count for each read alone, so that a server that sends a byte now and then could hold them for ever.
"""

from __future__ import annotations

import os
import select
import socket
import ssl
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final, TypeVar

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr

SECONDS: Final = 20.0
"""How long sending one note may take in all."""

_SLICE = 0.2
_PIECE = 65_536
_T = TypeVar("_T")


class Wire:
    """Connections for one note.

    Args:
        stop: says whether the person stopped it; asked five times a second.
        seconds: when to give up, counted from now.
        ca_file: certificates to trust instead of the system's; "" for those.
    """

    def __init__(
        self, stop: Callable[[], bool] = lambda: False, seconds: float = SECONDS, ca_file: str = ""
    ) -> None:
        self._stop, self._seconds = stop, seconds
        self._until = time.monotonic() + seconds
        self._ca_file = ca_file

    def connect(self, host: str, port: int, *, tls: bool) -> socket.socket:
        """An open connection; with ``tls`` the server's certificate was checked.

        Raises:
            KbError: there is no such server, or nobody answers there, or its certificate is wrong.
            TimeoutError: it took too long.
            Cancelled: the person stopped it.
        """
        plain = self._reach(host, port)
        if not tls:
            return plain
        try:
            safe: socket.socket = self.context().wrap_socket(plain, server_hostname=host)
        except (OSError, KbError):
            plain.close()
            raise
        return safe

    def context(self) -> ssl.SSLContext:
        """TLS with certificates checked, whose sockets keep the deadline.

        Raises:
            KbError: the file of certificates cannot be used.
        """
        try:
            context = ssl.create_default_context(cafile=self._ca_file or None)
        except (OSError, ssl.SSLError) as error:
            raise KbError(
                tr(
                    "The certificates in {file} cannot be read: {reason}.",
                    file=self._ca_file,
                    reason=_reason(error),
                ),
                tr("Correct ca_file in senders.toml: it names a file of certificates in PEM form."),
            ) from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.sslsocket_class = type("TlsSocket", (_Tls,), {"wire": self})
        return context

    def patiently(self, sock: socket.socket, work: Callable[[], _T]) -> _T:
        """What ``work`` gives, tried again after each slice of waiting."""
        while True:
            sock.settimeout(max(0.01, min(_SLICE, self.left())))
            try:
                return work()
            except TimeoutError:  # of this slice
                pass

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            TimeoutError: none.
            Cancelled: the person stopped it.
        """
        if self._stop():
            raise Cancelled
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no answer within {self._seconds:.0f} seconds")
        return left

    def _reach(self, host: str, port: int) -> socket.socket:
        self.left()
        try:
            places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise KbError(
                tr("There is no server {host}, or this computer is not connected.", host=host),
                tr("Check the name in senders.toml and the network, then send the note again."),
            ) from error
        last: OSError | None = None
        for family, kind, protocol, _name, place in places:
            sock: socket.socket = type("PlainSocket", (_Plain,), {"wire": self})(family, kind, protocol)
            try:
                self._knock(sock, place)
            except (OSError, KbError) as error:
                sock.close()
                if not isinstance(error, OSError) or isinstance(error, TimeoutError):
                    raise
                last = error
            else:
                return sock
        raise KbError(
            tr(
                "{host} does not answer at port {port}: {reason}.", host=host, port=port, reason=_reason(last)
            ),
            tr("Check the port in senders.toml and the network, then send the note again."),
        ) from last

    def _knock(self, sock: socket.socket, place: Any) -> None:  # noqa: ANN401 - as getaddrinfo gives it
        sock.setblocking(False)
        sock.connect_ex(place)
        while True:
            _read, ready, broken = select.select([], [sock], [sock], min(_SLICE, self.left()))
            if ready or broken:
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if code:
                    raise OSError(code, os.strerror(code))
                sock.setblocking(True)
                return


class _Plain(socket.socket):
    wire: Wire

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:  # noqa: ANN401
        take = super().recv_into
        return self.wire.patiently(self, lambda: take(buffer, nbytes, flags))

    def sendall(self, data: Any, flags: int = 0) -> None:  # noqa: ANN401
        give, left = super().send, memoryview(data).cast("B")
        while left:
            piece = left[:_PIECE]
            left = left[self.wire.patiently(self, lambda piece=piece: give(piece, flags)) :]  # type: ignore[misc]


class _Tls(ssl.SSLSocket):
    wire: Wire

    def do_handshake(self, block: bool = False) -> None:
        shake = super().do_handshake
        self.wire.patiently(self, lambda: shake(block))

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:  # noqa: ANN401
        take = super().recv_into
        return self.wire.patiently(self, lambda: take(buffer, nbytes, flags))

    def sendall(self, data: Any, flags: int = 0) -> None:  # noqa: ANN401
        give, left = super().send, memoryview(data).cast("B")
        while left:
            piece = left[:_PIECE]
            left = left[self.wire.patiently(self, lambda piece=piece: give(piece, flags)) :]  # type: ignore[misc]


def is_loopback(host: str) -> bool:
    """Whether a name or number means this computer itself; other names are never looked up for it."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _reason(error: OSError | None) -> str:
    """Why, in the system's words, without the error's number."""
    if error is None:
        return tr("it has no address")
    return (error.strerror or str(error)).rstrip(".")


def certificate_trouble(error: ssl.SSLError, server: str, *, sent: bool = False) -> KbError:
    """What to say of a TLS connection that did not come about; ``sent``: something was sent before."""
    if isinstance(error, ssl.SSLCertVerificationError):
        said = {"server": server, "reason": error.verify_message}
        return KbError(
            tr("The certificate of {server} is not trusted ({reason}).", **said)
            if sent
            else tr("The certificate of {server} is not trusted ({reason}); nothing was sent.", **said),
            tr("Is it your own, name its authority as ca_file in senders.toml; else ask whoever runs it."),
        )
    said = {"server": server, "reason": error.reason or str(error)}
    return KbError(
        tr("A safe connection with {server} did not come about ({reason}).", **said)
        if sent
        else tr("A safe connection with {server} did not come about ({reason}); nothing was sent.", **said),
        tr("Check port and security in senders.toml: 465 is for “tls”, 587 for “starttls”."),
    )

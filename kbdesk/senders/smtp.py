# SPDX-License-Identifier: MIT
"""Sends notes by e-mail: the note as text to read and as a file to open."""

from __future__ import annotations

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import NoReturn

from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.model.sending import Parcel, Receipt, Secret
from kbdesk.senders.sender import SecretRefusedError, UnsureError
from kbdesk.senders.settings import MailSettings
from kbdesk.senders.texts import one_line, plain_name, said
from kbdesk.senders.wire import Wire, certificate_trouble

_AGAIN = tr("Try again; the note is kept.")


class Mail:
    """A sender through one mail server."""

    def __init__(self, settings: MailSettings, secret: Secret | None, stop: Callable[[], bool]) -> None:
        self._settings, self._secret, self._stop = settings, secret, stop

    @property
    def name(self) -> str:
        """What people call it."""
        return self._settings.name

    def send(self, parcel: Parcel) -> Receipt:
        """Mail the note; see ``Sender.send``."""
        settings = self._settings
        to = settings.address(parcel.to)
        if not to:
            team = parcel.to.team or tr("tier {n}", n=parcel.to.tier)
            raise KbError(
                tr(
                    "“{name}” knows no mail address for {team}.",
                    name=settings.name,
                    team=one_line(team),
                ),
                tr("Add the team to [sender.teams] in senders.toml, or a common address as “to”."),
            )
        mail = message(parcel, settings.sender, to)
        client = _Client(Wire(self._stop, ca_file=settings.ca_file), settings)
        try:
            self._deliver(client, mail, to)
        except Cancelled:
            if client.in_data:
                raise UnsureError(tr("You stopped it when everything was sent already.")) from None
            raise
        except ssl.SSLError as error:
            raise certificate_trouble(error, settings.server) from error
        except smtplib.SMTPException as error:
            self._refused(error, client)
        except OSError as error:
            self._lost(error, client)
        finally:
            client.close()
        return Receipt(tr("mail to {address}", address=to))

    def _deliver(self, client: _Client, mail: Message, to: str) -> None:
        settings = self._settings
        client.connect(settings.host, settings.port)
        if settings.security == "starttls":
            client.starttls(context=client.wire.context())
        if settings.user and self._secret is not None:
            try:
                client.sign_in(settings.user, self._secret.value)
            except UnicodeError:  # it would show the password
                raise SecretRefusedError(
                    tr(
                        "Name or password for {server} has letters that mail servers do not take.",
                        server=settings.server,
                    ),
                    tr("Have a password of plain letters, digits and signs set for this."),
                ) from None
        client.send_message(mail, settings.sender, [to])
        client.in_data = False
        with suppress(smtplib.SMTPException, OSError, KbError):  # it was taken; the rest is politeness
            client.quit()

    def _refused(self, error: smtplib.SMTPException, client: _Client) -> NoReturn:
        server = self._settings.server
        if isinstance(error, smtplib.SMTPAuthenticationError):
            raise SecretRefusedError(
                tr(
                    "{server} does not take name and password{words}.",
                    server=server,
                    words=self._words(error.smtp_error),
                ),
                tr("Check user in senders.toml; sending asks for the password again."),
            ) from error
        if isinstance(error, smtplib.SMTPServerDisconnected):
            self._lost(error, client)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            reasons = [self._words(text) for _code, text in error.recipients.values()]
            raise KbError(
                tr(
                    "{server} does not take mail for {addresses}{words}.",
                    server=server,
                    addresses=", ".join(error.recipients),
                    words="".join(reasons[:1]),
                ),
                tr("Correct the address in senders.toml."),
            ) from error
        if isinstance(error, smtplib.SMTPNotSupportedError):
            raise KbError(
                tr(
                    "{server} does not offer what senders.toml asks for: {said}",
                    server=server,
                    said=said(str(error), self._secret),
                ),
                tr("Check port and security there: 465 is for “tls”, 587 for “starttls”."),
            ) from error
        text = error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error)
        raise KbError(
            tr("{server} refused the note{words}.", server=server, words=self._words(text)),
            tr("The note is kept."),
        ) from error

    def _lost(self, error: Exception, client: _Client) -> NoReturn:
        server = self._settings.server
        late = isinstance(error, TimeoutError) or "no answer within" in str(error)
        message = (
            tr("{server} gave no answer in time.", server=server)
            if late
            else tr("The connection with {server} broke.", server=server)
        )
        if client.in_data:
            raise UnsureError(message) from error
        raise KbError(message, _AGAIN) from error

    def _words(self, text: str | bytes) -> str:
        words = said(text, self._secret)
        return tr(": “{words}”", words=words) if words else ""


class _Client(smtplib.SMTP):
    """smtplib's client over our own connection; it knows whether the note itself is under way."""

    def __init__(self, wire: Wire, settings: MailSettings) -> None:
        self.wire, self._tls, self.in_data = wire, settings.security == "tls", False
        # a name of its own: looking up this computer's may take long, and is nobody's business
        super().__init__(local_hostname="[127.0.0.1]")
        self._host = settings.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        del timeout
        return self.wire.connect(host, port, tls=self._tls)

    def sign_in(self, user: str, password: str) -> None:
        """Try once: smtplib's ``login`` tries each way there is, and servers lock accounts for that."""
        self.ehlo_or_helo_if_needed()
        ways = self.esmtp_features.get("auth", "").upper().split()
        self.user, self.password = user, password
        if "PLAIN" in ways:
            self.auth("PLAIN", self.auth_plain)
        elif "LOGIN" in ways:
            self.auth("LOGIN", self.auth_login)
        else:
            self.login(user, password)

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        self.in_data = True
        return super().data(msg)


def message(parcel: Parcel, sender: str, to: str) -> MIMEMultipart:
    """The mail: the same note gives the same mail, with the same id.

    Made of the older classes of Python's email package: the newer ones put blanks into long subjects with
    letters other than ASCII's.
    """
    mail = MIMEMultipart()
    name, domain = one_line(parcel.sender.name, 60), sender.rpartition("@")[2]
    mail["From"] = formataddr((name, sender)) if name.isascii() else f"{Header(name, 'utf-8')} <{sender}>"
    mail["To"] = to
    ticket = f"[{one_line(parcel.ticket, 60)}] " if parcel.ticket.strip() else ""
    subject = one_line(f"{ticket}Handoff to tier {parcel.to.tier}: {parcel.subject}")
    mail["Subject"] = Header(subject, "us-ascii" if subject.isascii() else "utf-8").encode()
    mail["Date"] = format_datetime(datetime.fromisoformat(parcel.created))
    known = hashlib.sha256(f"{parcel.note_id}\n{parcel.created}\n{to}".encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{known}@{domain}>"
    if parcel.severity == "unstable":
        mail["Importance"] = "high"
    quoted = Charset("utf-8")
    quoted.body_encoding = QP
    mail.attach(MIMEText(parcel.text, "plain", quoted))  # type: ignore[arg-type]
    note = MIMEText(parcel.text, "markdown", "utf-8")
    note.add_header("Content-Disposition", "attachment", filename=plain_name(parcel.file_name))
    mail.attach(note)
    return mail

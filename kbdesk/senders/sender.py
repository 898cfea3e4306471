# SPDX-License-Identifier: MIT
"""The one interface of everything that a handoff note can be sent through."""

from __future__ import annotations

from typing import Protocol

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model.sending import Parcel, Receipt


class Sender(Protocol):
    """Sends a note somewhere. ``docs/sending.md`` tells how to write another one."""

    @property
    def name(self) -> str:
        """What people call it: the ``name`` of its settings."""

    def send(self, parcel: Parcel) -> Receipt:
        """Send the note and say where it is.

        It either arrives whole or an error says what to do: that it was not taken, or, where the connection
        broke after everything was sent, that nobody knows.

        Raises:
            KbError: it could not be sent. No message ever holds a password or token.
            Cancelled: the person stopped it.
        """


class SecretRefusedError(KbError):
    """The server does not take the password or token: ask for another."""


class UnsureError(KbError):
    """Everything was sent, but no good answer came: the note may have arrived."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message, tr("Nobody knows whether the note arrived: look there before you send it again.")
        )

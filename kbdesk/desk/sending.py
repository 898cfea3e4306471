# SPDX-License-Identifier: MIT
"""Sending an exported note through what this person has set up; works without a library."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kbdesk import handoff, senders
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import HandoffNote
from kbdesk.model.sending import Outlet, Parcel, Receipt, Secret


@dataclass
class Sending:
    """The verbs of sending. Passwords and tokens are held here, in memory, until the program ends."""

    home: Home
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _held: dict[str, Secret] = field(default_factory=dict, repr=False)

    @property
    def file(self) -> Path:
        """Where it is set up; there need not be such a file."""
        return self.home.data / senders.FILE

    def outlets(self) -> tuple[Outlet, ...]:
        """What notes can be sent through, in the order of the settings; () if nothing is set up.

        Raises:
            KbError: the settings are wrong; the sentence says where.
        """
        known = (one.outlet(self.environment) for one in senders.read_settings(self.file))
        return tuple(
            Outlet(one.name, one.kind, one.automatic, "" if one.name in self._held else one.wants, one.server)
            for one in known
        )

    def hold(self, name: str, secret: Secret) -> None:
        """Take a password or token for a sender; it is forgotten when the server refuses it."""
        self._held[name] = secret

    def send(self, name: str, parcel: Parcel, stop: Callable[[], bool] = lambda: False) -> Receipt:
        """Send a note; takes at most about 20 seconds.

        Args:
            name: the sender's, as in ``outlets``.
            parcel: the note.
            stop: asked now and then whether to end.

        Raises:
            KbError: there is no such sender, its password is missing, or it could not send.
            Cancelled: ``stop`` said so, and nothing was sent.
        """
        settings = next((one for one in senders.read_settings(self.file) if one.name == name), None)
        if settings is None:
            raise KbError(
                tr("“{name}” is not set up any more.", name=name), tr("Look at {file}.", file=self.file)
            )
        value = self.environment.get(settings.secret_env, "") if settings.secret_env else ""
        secret = self._held.get(name) or (Secret(value) if value else None)
        if secret is None and settings.secret_name:
            raise KbError(
                tr("{name} is missing.", name=settings.secret_name),
                tr("Send the note again; kbdesk asks for it."),
            )
        try:
            return senders.make_sender(settings, secret, stop).send(parcel)
        except senders.SecretRefusedError:
            self._held.pop(name, None)
            raise


def parcel_of(note: HandoffNote, text: str, file_name: str) -> Parcel:
    """A note ready to be sent: its text as it was exported, and what an envelope needs."""
    return Parcel(
        note_id=note.id,
        created=note.created,
        subject=note.issue,
        text=text,
        json=handoff.to_json(note),
        file_name=file_name,
        sender=note.sender,
        to=note.to,
        ticket=note.ticket,
        severity=note.severity,
    )

# SPDX-License-Identifier: MIT
"""Sends notes as JSON to an address; ``docs/sending.md`` has the body."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from kbdesk.language import tr
from kbdesk.model import Party
from kbdesk.model.sending import Parcel, Receipt, Secret
from kbdesk.senders.settings import WebhookSettings
from kbdesk.senders.texts import one_line
from kbdesk.senders.web import Door

FORM: Final = "kbdesk-parcel/1"


class Webhook:
    """A sender to one address."""

    def __init__(self, settings: WebhookSettings, secret: Secret | None, stop: Callable[[], bool]) -> None:
        self._settings, self._secret, self._stop = settings, secret, stop

    @property
    def name(self) -> str:
        """What people call it."""
        return self._settings.name

    def send(self, parcel: Parcel) -> Receipt:
        """Post the note; see ``Sender.send``."""
        settings = self._settings
        header = (settings.header, settings.prefix)
        door = Door(settings.url, settings.server, settings.ca_file, header, self._secret, self._stop)
        key = {"Idempotency-Key": one_line(f"{parcel.note_id}/{parcel.created}")}
        answer = door.put("POST", "", body(parcel), {name: _ascii(value) for name, value in key.items()})
        number = answer.value.get(settings.number) if isinstance(answer.value, dict) else None
        if isinstance(number, str | int) and not isinstance(number, bool) and str(number).strip():
            return Receipt(tr("Ticket {number}", number=one_line(str(number), 40)))
        return Receipt(settings.server)


def body(parcel: Parcel) -> dict[str, object]:
    """What is posted."""
    return {
        "schema": FORM,
        "id": parcel.note_id,
        "created": parcel.created,
        "subject": parcel.subject,
        "ticket": parcel.ticket,
        "severity": parcel.severity,
        "from": _party(parcel.sender),
        "to": _party(parcel.to),
        "file_name": parcel.file_name,
        "markdown": parcel.text,
        "note": json.loads(parcel.json),
    }


def _party(party: Party) -> dict[str, str]:
    return {"tier": party.tier, "name": party.name, "team": party.team}


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()

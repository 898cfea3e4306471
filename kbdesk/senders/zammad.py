# SPDX-License-Identifier: MIT
"""Sends notes to Zammad: an internal article in the ticket that the note names, else a new ticket.

By Zammad's REST API: ``POST /api/v1/tickets``, ``PUT /api/v1/tickets/{id}`` with an article, tickets found by
their number with ``GET /api/v1/tickets/search``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from kbdesk.language import tr
from kbdesk.model.sending import Parcel, Receipt, Secret
from kbdesk.senders.sender import UnsureError
from kbdesk.senders.settings import ZammadSettings, by_team
from kbdesk.senders.texts import one_line, plain_name
from kbdesk.senders.web import Door

_TICKETS = "/api/v1/tickets"
_NUMBER = re.compile(r"\d{3,20}")


class Zammad:
    """A sender to one Zammad."""

    def __init__(self, settings: ZammadSettings, secret: Secret | None, stop: Callable[[], bool]) -> None:
        self._settings, self._secret, self._stop = settings, secret, stop

    @property
    def name(self) -> str:
        """What people call it."""
        return self._settings.name

    def send(self, parcel: Parcel) -> Receipt:
        """Add the note to its ticket, or make one; see ``Sender.send``."""
        settings = self._settings
        header = ("Authorization", "Token token=")
        door = Door(settings.url, settings.server, settings.ca_file, header, self._secret, self._stop)
        found = self._find(door, parcel.ticket)
        if found is not None:
            value: dict[str, object] = {"article": _article(parcel)}
            group = by_team(settings.groups, parcel.to)
            answer = door.put("PUT", f"{_TICKETS}/{found}", value | ({"group": group} if group else {}), {})
        else:
            value = {
                "title": one_line(parcel.subject),
                "group": by_team(settings.groups, parcel.to) or settings.group,
                "customer_id": f"guess:{settings.customer}",
                "article": _article(parcel),
            }
            answer = door.put("POST", _TICKETS, value, {})
        return self._receipt(answer.value, parcel, new=found is None)

    def _receipt(self, ticket: object, parcel: Parcel, *, new: bool) -> Receipt:
        if not isinstance(ticket, dict) or not isinstance(ticket.get("id"), int) or "number" not in ticket:
            raise UnsureError(
                tr("{server} took the note, but its answer names no ticket.", server=self._settings.server)
            )
        number = one_line(str(ticket["number"]), 40)
        where = tr("Ticket {number}", number=number)
        if new and parcel.ticket:
            where = tr(
                "Ticket {number}, a new one: there is no ticket {old} that you may see",
                number=number,
                old=one_line(parcel.ticket, 40),
            )
        return Receipt(where, f"{self._settings.url}/#ticket/zoom/{ticket['id']}")

    def _find(self, door: Door, ticket: str) -> int | None:
        """The id of the ticket with the number that people know it by; None if there is none to be seen.

        Zammad's search without its search server knows no fields, so the bare number is tried as well.
        """
        found = _NUMBER.search(ticket)
        if found is None:
            return None
        for query in (f"number:{found[0]}", found[0]):
            answer = door.ask(f"{_TICKETS}/search?query={quote(query)}&limit=50&expand=true")
            for one in _tickets(answer.value):
                if str(one.get("number")) == found[0] and isinstance(one.get("id"), int):
                    return int(one["id"])
        return None


def _article(parcel: Parcel) -> dict[str, object]:
    """An article that the customer does not see, with the note as text and as a file."""
    data = base64.b64encode(parcel.text.encode("utf-8")).decode("ascii")
    return {
        "subject": one_line(f"Handoff to tier {parcel.to.tier}: {parcel.subject}"),
        "body": parcel.text,
        "content_type": "text/plain",
        "type": "note",
        "internal": True,
        "attachments": [
            {"filename": plain_name(parcel.file_name), "data": data, "mime-type": "text/markdown"}
        ],
    }


def _tickets(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON is anything
    """The tickets of a search, in either of the forms that Zammad answers with."""
    if isinstance(value, dict):
        assets = value.get("assets")
        known = assets.get("Ticket") if isinstance(assets, dict) else None
        value = list(known.values()) if isinstance(known, dict) else []
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))

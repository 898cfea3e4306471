# SPDX-License-Identifier: MIT
"""What this user agreed to about sharing counts, by library; in the user's own folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from kbdesk import library
from kbdesk.desk.home import Home
from kbdesk.errors import KbError
from kbdesk.language import tr

_FILE: Final = "together.json"
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_MONTHS_KEPT: Final = 14
"""For so many months one's own counts can be told from those of others."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed to for one library; times are ISO 8601, "" for never."""

    agreed: str = ""
    last: str = ""
    """When counts were got last."""
    sent: str = ""
    """When one's own were sent last."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """The random id that one's counts have in each month."""


class Agreements:
    """Reads and keeps what was agreed to.

    Args:
        home: the user's own folders.
    """

    def __init__(self, home: Home) -> None:
        self._home = home

    def of(self, root: str) -> Agreement:
        """What was agreed to for a library; nothing if nobody was asked, or if it cannot be read."""
        known = self._all().get(root)
        if not isinstance(known, dict):
            return Agreement()
        ids = known.get("ids")
        pairs = ids.items() if isinstance(ids, dict) else ()
        return Agreement(
            _text(known.get("agreed")),
            _text(known.get("last")),
            _text(known.get("sent")),
            {month: one for month, one in pairs if _MONTH.fullmatch(month) and _ID.fullmatch(_text(one))},
        )

    def keep(self, root: str, agreement: Agreement) -> None:
        """Remember it.

        Raises:
            KbError: the user's own folder cannot be written.
        """
        newest = dict(sorted(agreement.ids.items())[-_MONTHS_KEPT:])
        every = self._all() | {root: asdict(replace(agreement, ids=newest))}
        place = self._home.data / _FILE
        self._home.make()
        try:
            library.write_atomic(place, f"{json.dumps(every, indent=1)}\n".encode())
        except OSError as error:
            raise KbError(
                tr("{path} cannot be written: {reason}.", path=place, reason=error.strerror)
            ) from error

    def _all(self) -> dict[str, Any]:
        try:
            known = json.loads((self._home.data / _FILE).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""

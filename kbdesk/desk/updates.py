# SPDX-License-Identifier: MIT
"""Whether there is a newer kbdesk: asked only where that was turned on, or by ``kbdesk doctor --updates``."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kbdesk import __version__
from kbdesk.errors import KbError
from kbdesk.language import tr

ADDRESS = "https://pypi.org/pypi/kbdesk/json"
"""Where the package index describes kbdesk; ``KBDESK_UPDATES`` names another place (a company's mirror)."""

SENTENCE = tr(
    "Once a day kbdesk asks pypi.org for the newest version number. Nothing about you, your library or your "
    "cases is sent, and nothing is downloaded or installed. Off unless you turn it on."
)
"""What a setting says beside the switch."""

MAX_BYTES = 4_000_000
TIMEOUT_S = 10.0

_NUMBERS = re.compile(r"v?(\d+(?:\.\d+)*)(.*)")


@dataclass(frozen=True, slots=True)
class Version:
    """What was found: the newest version, and whether it is newer than the one at work."""

    newest: str
    newer: bool
    how: str
    """How to get it, as one sentence."""


def look(address: str = "", current: str = __version__, timeout_s: float = TIMEOUT_S) -> Version:
    """Ask for the newest version; may take as long as ``timeout_s``.

    Args:
        address: where; "" for ``KBDESK_UPDATES``, else the package index.
        current: the version at work.
        timeout_s: seconds without an answer after which to give up.

    Raises:
        KbError: nobody answered, or not as expected.
    """
    from http.client import HTTPException  # noqa: PLC0415 - as below
    from urllib.request import Request, urlopen  # noqa: PLC0415 - hardly any start asks

    place = address or os.environ.get("KBDESK_UPDATES") or ADDRESS
    if not place.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise KbError(
            tr("The address for new versions does not begin with https://."), tr("Look at KBDESK_UPDATES.")
        )
    # the default agent of urllib names the version of Python; this says no more than the question does
    request = Request(place, headers={"User-Agent": "kbdesk", "Accept": "application/json"})  # noqa: S310 - above
    try:
        with urlopen(request, timeout=timeout_s) as answer:  # noqa: S310 - above
            told = json.loads(answer.read(MAX_BYTES))
        newest = str(told["info"]["version"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError) as error:
        raise KbError(
            tr("Whether there is a newer kbdesk could not be found out."),
            tr("Try again when you are online."),
        ) from error
    if not _NUMBERS.fullmatch(newest):
        raise KbError(tr("The answer about the newest kbdesk was not understood."))
    return Version(newest, is_newer(newest, current), how_to_update())


def is_newer(one: str, other: str) -> bool:
    """Whether a version comes after another one; an early version (1.2rc1) comes before its number."""
    return _order(one) > _order(other)


def _order(version: str) -> tuple[tuple[int, ...], bool]:
    found = _NUMBERS.match(version)
    if found is None:
        return (), False
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), not found[2] or found[2].startswith((".post", "+"))


def how_to_update() -> str:
    """How this installation is brought up to date, as one sentence."""
    if getattr(sys, "frozen", False):
        return tr("Get the new bundle where you got this one, and put it in its place.")
    parts = Path(sys.prefix).parts
    if "pipx" in parts:
        return tr("Run: pipx upgrade kbdesk")
    if "uv" in parts and "tools" in parts:
        return tr("Run: uv tool upgrade kbdesk")
    return tr("Run: python -m pip install --upgrade kbdesk (with the Python that kbdesk runs on)")


def is_due(asked: str, today: date) -> bool:
    """Whether to ask again: once a day.

    Args:
        asked: the day it was asked last, as in 2026-11-22; "" for never.
        today: the day.
    """
    return asked != today.isoformat()

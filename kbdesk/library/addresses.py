# SPDX-License-Identifier: MIT
"""Addresses of repositories: which ones may be cloned, and what of them may be shown."""

from __future__ import annotations

import re
from pathlib import Path

_CREDENTIALS = re.compile(
    r"""(?ix) \b ([a-z][a-z0-9+.-]{0,20}://)
        ( [^\s/]{0,400}                                              # user, user:password
        | [^\s/:@]{1,200} : (?! \d{1,5} (?: [/\s] | $ ) ) [^\s@]{0,400}  # a password with a slash in it
        ) @"""
)
_HTTPS = re.compile(r"https://[^\s/?#@:]+(?::\d{1,5})?/\S+|https://[^\s/?#@]+@[^\s/?#@:]+(?::\d{1,5})?/\S+")
_SSH = re.compile(r"ssh://(?:\w[\w.-]*(?::[^\s/@]*)?@)?\w[\w.-]*(?::\d{1,5})?/\S+")
_SCP = re.compile(r"\w[\w.-]*@\w[\w.-]*:[^\s:-]\S*")
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def redact_url(text: str) -> str:
    """Give the text without the user and password of any address in it; the user of ``ssh://`` stays."""

    def cut(match: re.Match[str]) -> str:
        scheme, credentials = match.group(1), match.group(2)
        user = credentials.partition(":")[0]
        return f"{scheme}{user}@" if "ssh" in scheme.lower() and user else scheme

    return _CREDENTIALS.sub(cut, text)


def shown(text: str, limit: int = 200) -> str:
    """Give foreign text as it may stand in a sentence: one short line, no control signs, no credentials."""
    line = redact_url(_CONTROL.sub(" ", text)).strip()
    return line if len(line) <= limit else f"{line[:limit]}…"


def shown_lines(text: str) -> str:
    """Give foreign text of several lines without signs that move the cursor or turn the writing."""
    return _CONTROL_IN_LINES.sub(" ", text.replace("\r\n", "\n")).strip()


def is_hostile(address: str) -> bool:
    """Tell whether git could take the address for an option or for a command to run."""
    return address.startswith("-") or "::" in address or bool(_CONTROL.search(address))


def is_cloneable(address: str) -> bool:
    """Tell whether it is https://, ssh://, user@host:path or an absolute folder, and nothing else."""
    if is_hostile(address):
        return False
    if any(pattern.fullmatch(address) for pattern in (_HTTPS, _SSH, _SCP)):
        return True
    return "://" not in address and Path(address).is_absolute() and not address.startswith(("//", "\\\\"))


def has_password(address: str) -> bool:
    """Tell whether the address carries a password or token next to a user name."""
    match = _CREDENTIALS.search(address)
    return bool(match and ":" in match.group(2))

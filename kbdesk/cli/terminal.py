# SPDX-License-Identifier: MIT
"""A terminal on which the texts of others cannot move the cursor, set its title or turn the writing round."""

from __future__ import annotations

import re
import sys
from typing import Any, TextIO

_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[K)"
)
"""All but tabs, line ends and what clears a line of progress."""


class Harmless:
    """A stream that prints signs for a terminal itself as "\ufffd"."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Print the text; gives the number of signs, as streams do."""
        return self._stream.write(_HARMFUL.sub("\ufffd", text))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)


def make_harmless() -> None:
    """Let what is printed on a terminal go through ``Harmless``; files and pipes get all as it is."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream.isatty() and not isinstance(stream, Harmless):
            setattr(sys, name, Harmless(stream))

# SPDX-License-Identifier: MIT
"""Error codes that mean the same: with and without leading zeros, in decimal and in hexadecimal."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ERROR_CODE = re.compile(r"0x(?P<hex>[89a-f][0-9a-f]{7})|-?(?P<decimal>\d{9,10})")
"""32 bits of which the first is set: what Windows calls an HRESULT."""
_HEXADECIMAL = re.compile(r"(?:0x|(?=0[0-9a-f]{7}$))0*(?P<digits>[0-9a-f]{1,16})")
_DIGITS = 8


def other_codes(low: str) -> Iterator[str]:
    """How else a code may be written, lower case; nothing if it is none."""
    if found := _HEXADECIMAL.fullmatch(low):
        digits = found["digits"]
        for size in range(len(digits), _DIGITS + 1):
            yield "0x" + digits.zfill(size)
        yield digits.zfill(_DIGITS)
    if match := _ERROR_CODE.fullmatch(low):
        number = int(match["hex"], 16) - 2**32 if match["hex"] else int(match["decimal"])
        if not match["hex"]:
            # Unsigned, or its sign was lost.
            number = number - 2**32 if number >= 2**31 else -number
        if -(2**31) <= number < -(2**29):
            yield from (f"0x{number + 2**32:08x}", f"{number + 2**32:08x}", f"{number}", f"{-number}")

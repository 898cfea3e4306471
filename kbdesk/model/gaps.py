# SPDX-License-Identifier: MIT
"""What was searched for and not found."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbdesk.model.search import Filters


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the library did not answer, in the customer's words."""

    id: str
    library: str
    at: str
    by: str
    words: str
    call: str = ""
    """The id of the call that it came up in; "" outside of one."""
    filters: Filters = field(default_factory=Filters)
    """The filters that were on: they may be why nothing was found."""

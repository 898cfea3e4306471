# SPDX-License-Identifier: MIT
"""What was typed into a form of a call and not sent yet: kept with the call, each form for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

from kbdesk.model import Run

Form = Literal["over", "back", "solve"]
"""Handing a call on, handing it back to who gave it, and what it was and what fixed it."""

_BEFORE: Final[dict[Form, str]] = {"over": "", "back": "back:", "solve": "solve:"}
"""What stands before the keys of a form in ``Run.asked``."""


def typed(run: Run, form: Form) -> dict[str, str]:
    """What was typed into a form, by the key of its blank."""
    return {key.removeprefix(_BEFORE[form]): text for key, text in run.asked if _form_of(key) == form}


def with_typed(run: Run, form: Form, texts: Mapping[str, str]) -> Run:
    """The run with this instead of what was typed into a form before."""
    others = (pair for pair in run.asked if _form_of(pair[0]) != form)
    mine = ((_BEFORE[form] + key, text) for key, text in texts.items())
    return replace(run, asked=(*others, *mine))


def _form_of(key: str) -> Form:
    return next((form for form, before in _BEFORE.items() if before and key.startswith(before)), "over")

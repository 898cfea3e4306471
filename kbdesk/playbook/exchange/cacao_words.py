# SPDX-License-Identifier: MIT
"""What both directions of CACAO 2.0 share: our extension, ids that follow from names, dates."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EXTENSION = "extension-definition--6a4d9b0e-3c57-4f8e-9a51-0d6a2b7c4e13"
"""Our extension: what a support playbook has and CACAO does not."""
FORMAT = "kbdesk-playbook/1"
ANSWER = "__answer__"
"""The variable that holds the answer chosen at the step before."""
_NAMESPACE = uuid.UUID("0c2b3f5a-91d4-5e0b-8f0e-5a8c6d7e9b21")
_NOT_KEY = re.compile(r"[^a-z0-9_]+")


def name_id(kind: str, *names: str) -> str:
    """An id that follows from names (version 5), as playbooks may have."""
    return f"{kind}--{uuid.uuid5(_NAMESPACE, chr(0).join((kind, *names)))}"


def step_id(kind: str, *names: str) -> str:
    """An id that follows from names in the form of version 4, which is asked of all that is no playbook."""
    data = bytearray(uuid.uuid5(_NAMESPACE, chr(0).join((kind, *names))).bytes)
    data[6] = data[6] & 0x0F | 0x40
    return f"{kind}--{uuid.UUID(bytes=bytes(data))}"


def timestamp(moment: datetime) -> str:
    """A time as CACAO writes it: in UTC, with three digits of a second."""
    at = moment.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def variable_name(name: str, taken: set[str]) -> str:
    """The name of a variable for a value's name, other than those that are taken."""
    bare = _NOT_KEY.sub("_", name.lower()).strip("_")[:180]
    bare = bare if bare[:1].isalpha() else f"v_{bare}".rstrip("_")
    number, made = 2, f"__{bare}__"
    while made in taken:
        made, number = f"__{bare}_{number}__", number + 1
    taken.add(made)
    return made


def case_key(number: int, text: str) -> str:
    """The key of an answer among the cases of a step: its number and what is plain in its words."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")
    return f"{number}-{words}" if words else str(number)


def as_object(value: object) -> Json:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """A JSON array; an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """A JSON string; "" for anything else."""
    return value if isinstance(value, str) else ""

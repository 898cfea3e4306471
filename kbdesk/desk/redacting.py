# SPDX-License-Identifier: MIT
"""A note redacted once more: as it was written by another version, by hand, or by another program."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from kbdesk.handoff.redact import Redactor
from kbdesk.model import HandoffNote, Provenance, Tried

_STAYS: Final = {
    HandoffNote: {"id", "created", "redacted"},
    Provenance: {"commit", "playbook", "playbook_blob", "step", "app", "began", "started", "versions"},
    Tried: {"step", "anchor", "playbook", "answer", "at"},
}
"""What leads back into the playbook stays word for word, as it does when a note is made."""
_STAYS_ANYWHERE: Final = {"at", "blob", "path"}
_PAIRS: Final = {"environment", "recorded"}
"""Fields that hold (name, value): a field called ``pin`` is taken out whole."""
_KEEP_EMAIL: Final = frozenset(("e-mail",))


def redacted(note: HandoffNote) -> HandoffNote:
    """The note with every text of it redacted; what is taken out now is added to its counts."""
    taken = Redactor()
    safe: HandoffNote = _safe(note, "", taken)
    sums = dict(note.redacted)
    for kind, count in taken.counts:
        sums[kind] = sums.get(kind, 0) + count
    return replace(safe, redacted=tuple(sums.items()))


def _safe(value: Any, name: str, taken: Redactor) -> Any:  # noqa: ANN401 - whatever a note is made of
    if isinstance(value, str):
        return taken.text(value, keep=_KEEP_EMAIL if name == "contact" else frozenset())
    if isinstance(value, tuple) and name in _PAIRS:
        return tuple((key, taken.value(key, text)) for key, text in value)
    if isinstance(value, tuple):
        return tuple(_safe(part, name, taken) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        stays = _STAYS.get(type(value), set()) | _STAYS_ANYWHERE
        names = [field.name for field in fields(value) if field.name not in stays]
        return replace(value, **{each: _safe(getattr(value, each), each, taken) for each in names})
    return value

# SPDX-License-Identifier: MIT
"""Sets texts aside as drafts before something else takes their place."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from kbdesk.library.drafts import keep_draft, read_drafts
from kbdesk.library.files import ARTICLE_LIMIT_BYTES
from kbdesk.library.objects import Objects
from kbdesk.library.sync.merging import Parked
from kbdesk.model import Draft, DraftKind


def holds(draft: Draft, path: str, text: str) -> bool:
    """Tell whether a draft keeps a text, and will not be written on."""
    settled = draft.kind in ("conflict", "foreign") or bool(draft.message)
    return settled and draft.path == path and draft.text == text


def draft_id(kind: DraftKind, path: str, blob: str) -> str:
    """Give the id of a text that is set aside: the same text of the same file always has the same."""
    return f"{kind}-{sha256(os.fsencode(path)).hexdigest()[:12]}-{blob[:12]}"


def set_aside(objects: Objects, parked: Parked, *, library: str, at: str, by: str) -> Draft | None:
    """Give a text that the team's takes the place of as a draft; None if it is no text.

    Args:
        objects: what is stored.
        parked: which texts meet.
        library: the root folder of the library.
        at: when, ISO 8601.
        by: who is named beside it.
    """
    text, encoding = stored_text(objects, parked.mine)
    if text is None:
        return None
    base = stored_text(objects, parked.base)[0] if parked.base else ""
    return Draft(
        id=draft_id("conflict", parked.path, parked.mine),
        library=library,
        path=parked.path,
        kind="conflict",
        text=text,
        base=parked.base,
        base_text=base or "",
        encoding=encoding,
        at=at,
        by=by,
    )


def park(drafts: Path, draft: Draft) -> None:
    """Keep a draft, unless it is there already: then the person may have written on in it."""
    if all(known.id != draft.id for known in read_drafts(drafts)):
        keep_draft(drafts, draft)


def text_of(data: bytes) -> tuple[str | None, str]:
    """Give text and encoding of a file's bytes; None if they are no text, or too much of it."""
    if len(data) > ARTICLE_LIMIT_BYTES:
        return None, ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            return data.decode("utf-16"), "utf-16"
    if b"\0" in data:
        return None, ""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    with suppress(UnicodeDecodeError):
        return data.decode("cp1252"), "cp1252"
    return None, ""


def stored_text(objects: Objects, blob: str) -> tuple[str | None, str]:
    """Give text and encoding of a stored file; None if it is no text, too much of it, or no file at all."""
    said = objects.runner.run(
        "cat-file", "--batch-check=%(objecttype) %(objectsize)", stdin=f"{blob}\n".encode()
    )
    kind, _, size = said.out.decode("ascii", "replace").strip().partition(" ")
    if kind != "blob" or not size.isdigit() or int(size) > ARTICLE_LIMIT_BYTES:
        return None, ""
    return text_of(objects.read(blob))

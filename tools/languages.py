# SPDX-License-Identifier: MIT
"""Gather the texts of the window, bring every language up to date and make what the program reads.

``make languages``; see docs/languages.md. Exit code 1 if a text has no translation yet.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "kbdesk" / "languages"
KEYWORDS = {"tr": None, "trn": (1, 2), "trp": ((1, "c"), 2)}
_FIELD = re.compile(r"\{[^{}]*\}")


def texts(package: Path = ROOT / "kbdesk") -> Catalog:
    """Every text that the package says, with the files it stands in."""
    found = Catalog(project="kbdesk", charset="utf-8")
    method = [("**.py", "python")]
    for name, _line, text, _comments, context in extract_from_dir(package, method, keywords=KEYWORDS):
        found.add(text, locations=[(f"kbdesk/{name}", 0)], context=context)
    return found


def brought_up_to_date(tag: str, found: Catalog) -> Catalog:
    """The catalogue of a language with exactly the texts there are; a new one has no translation."""
    with (FOLDER / tag / "LC_MESSAGES" / "kbdesk.po").open("rb") as file:
        known = read_po(file, locale=tag)
    for message in found:
        if message.id:
            before = known.get(message.id, message.context)
            empty = ("", "") if message.pluralizable else ""
            fits = before is not None and isinstance(before.string, type(empty))
            message.string = before.string if fits else empty
    made = Catalog(locale=tag, project="kbdesk", charset="utf-8", fuzzy=False, header_comment="")
    for message in sorted((one for one in found if one.id), key=_order):
        files = sorted({(name, 0) for name, _ in message.locations})
        made.add(message.id, message.string, locations=files, context=message.context)
    return made


def _order(message: object) -> tuple[str, str]:
    first = message.id[0] if isinstance(message.id, tuple) else message.id
    return min(name for name, _ in message.locations), first


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue for people; no dates and no lines, so that only what changed differs."""
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By"):
        catalogue.mime_headers = [one for one in catalogue.mime_headers if one[0] != name]
    out = BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False, omit_header=True)
    plural = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    head = f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n"Plural-Forms: {plural}\\n"\n'
    head += '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head.encode() + out.getvalue()


def as_mo(po: bytes, tag: str) -> bytes:
    """The catalogue as the program reads it."""
    out = BytesIO()
    catalogue = read_po(BytesIO(po), locale=tag)
    catalogue.creation_date = datetime.fromtimestamp(0, UTC)  # else this minute: always another
    write_mo(out, catalogue)
    return out.getvalue()


def troubles(catalogue: Catalog) -> list[str]:
    """What is missing or wrong: a text without translation, or with other values in its braces.

    The form for one thing may leave its number out.
    """
    found = []
    for message in catalogue:
        if not message.id:
            continue
        text = message.id[-1] if isinstance(message.id, tuple) else message.id
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(_FIELD.findall(text))
        number = {one for one in wanted if one.startswith("{n")} if len(forms) > 1 else set()
        for form in forms:
            values = set(_FIELD.findall(form))
            if not form:
                found.append(f"no translation: {text!r}")
            elif not wanted - (number if form is forms[0] else set()) <= values <= wanted:
                found.append(f"other values: {text!r} -> {form!r}")
    return found


def main() -> int:
    """Bring every language up to date."""
    missing = 0
    for folder in sorted(one for one in FOLDER.iterdir() if one.is_dir()):
        catalogue = brought_up_to_date(folder.name, texts())
        po = as_po(catalogue)
        place = folder / "LC_MESSAGES"
        (place / "kbdesk.po").write_bytes(po)
        (place / "kbdesk.mo").write_bytes(as_mo(po, folder.name))
        wrong = troubles(catalogue)
        missing += len(wrong)
        print(f"{folder.name}: {len(catalogue):,} texts, {len(wrong):,} to look at")
        for line in wrong:
            print(f"  {line}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

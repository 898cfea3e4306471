# SPDX-License-Identifier: MIT
"""Finds payment cards (ISO/IEC 7812: issuer prefix and Luhn) and IBANs (ISO 13616: length and mod 97)."""

from __future__ import annotations

import re
from collections.abc import Callable

Take = Callable[[str, str], str]

_DIGIT_GROUPS = re.compile(r"(?<![\w+])\d{1,19}(?:[ \u00a0.-]{1,3}\d{1,19}){0,40}")
_GROUP = re.compile(r"\d+")
_CARD_WORD = re.compile(
    r"card|karte|carte|tarjeta|visa|mastercard|amex|american express|maestro|kredit|credit", re.IGNORECASE
)
_OTHER_NUMBER = re.compile(
    r"order|account|acct|customer|ticket|serial|imei|iccid|ean|tracking|invoice|konto|kund|bestell|"
    r"rechnung|commande|pedido|cuenta|compte|number|nummer|no\.",
    re.IGNORECASE,
)
# Issuer prefixes with their lengths; IMEI (35…, 15 digits) and SIM numbers (89…) pass Luhn too and must stay.
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35(?:2[89]|[3-8]\d)\d{12,15}"
    r"|6(?:011|4[4-9]\d|5\d\d|2\d\d)\d{12,15}|220[0-4]\d{12,15}|(?:50|5[6-9]|6\d)\d{14,17}"
)
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""A doubled digit's own sum of digits, as Luhn wants it."""
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})\d{2}(?:[ \u00a0-]?[A-Za-z0-9]){11}")
_AS_NUMBERS = {ord(sign): str(int(sign, 36)) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
# ISO 13616 registry: country and length.
_IBAN_COUNTRIES = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27
JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18
NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28
TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
_IBAN_LENGTHS = {part[:2]: int(part[2:]) for part in _IBAN_COUNTRIES.split()}


def take_cards(text: str, take: Take) -> str:
    """The text without payment card numbers; groups of digits before or after a card stay."""
    return _DIGIT_GROUPS.sub(lambda found: _cards_in(found, take), text)


def _cards_in(found: re.Match[str], take: Take) -> str:
    whole, start = found[0], found.start()
    if len(whole) < 13:
        return whole
    groups = list(_GROUP.finditer(whole))
    if start + len(whole) < len(found.string) and found.string[start + len(whole)].isalpha():
        groups.pop()  # 4111…1x is a part number
    # what stands before a card that was taken out is about that card, and not about the next number
    before = found.string[:start].rpartition("[card removed]")[2][-24:]
    named = _CARD_WORD.search(before) is not None
    texts = [group[0] for group in groups]
    parts: list[str] = []
    done = index = 0
    while index < len(groups):
        end = _card_end(texts, index, named and index < 3, before)
        if end:
            parts += [whole[done : groups[index].start()], take("card", "".join(texts[index:end]))]
            done = groups[end - 1].end()
        index = end or index + 1
    return "".join(parts) + whole[done:]


def _card_end(groups: list[str], start: int, named: bool, before: str) -> int:
    """The index after the last group of the longest card that starts here; 0 if none does."""
    digits, best = "", 0
    for index, group in enumerate(groups[start : start + 7], start=start + 1):
        digits += group
        # Cards are written in threes to sixes; dates and phone numbers in twos.
        if len(group) < 3 or len(digits) > 19:
            break
        if len(digits) >= 13 and (named or _has_issuer(digits, before)) and _luhn(digits):
            best = index
    return best


def _has_issuer(digits: str, before: str) -> bool:
    if len(digits) == 13 and _OTHER_NUMBER.search(before):
        return False  # 13 digits are far more often an order or a bar code
    return _ISSUERS.fullmatch(digits) is not None


def _luhn(digits: str) -> bool:
    back = digits[::-1]
    return sum(map(int, back[::2] + back[1::2].translate(_DOUBLED))) % 10 == 0 and back.count(back[0]) < len(
        back
    )


def take_ibans(text: str, take: Take) -> str:
    """The text without IBANs; words after an IBAN stay."""
    parts: list[str] = []
    done = position = 0
    while found := _IBAN_START.search(text, position):
        end = _iban_end(found)
        position = end or found.start() + 4
        if end:
            parts += [text[done : found.start()], take("IBAN", text[found.start() : end])]
            done = end
    return "".join(parts) + text[done:]


def _iban_end(found: re.Match[str]) -> int:
    """Where the IBAN of this match ends in the text; 0 if it is none."""
    length = _IBAN_LENGTHS.get(found[1].upper(), 0)
    if not length:
        return 0
    near = found.string[found.start() : found.start() + length + 10]
    signs = near.replace(" ", "").replace("-", "").replace("\u00a0", "")[:length].upper()
    if (
        len(signs) < length
        or not (signs.isascii() and signs.isalnum())
        or int((signs[4:] + signs[:4]).translate(_AS_NUMBERS)) % 97 != 1
    ):
        return 0
    end, left = found.start(), length
    while left:
        left -= found.string[end].isalnum()
        end += 1
    return 0 if found.string[end : end + 1].isalnum() else end

# SPDX-License-Identifier: MIT
"""Personal data in a text that many will read: the secrets of handoff notes, and mail and phone of a person.

Made to be right when it speaks: examples, addresses of a role, and what stands in code are let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbdesk.handoff.money import take_cards, take_ibans
from kbdesk.handoff.secrets import take_private_keys, take_secret_phrases, take_tokens, take_url_credentials
from kbdesk.language import tr
from kbdesk.model import Document, Finding

CODE = "KB401"
_MAIL = re.compile(
    r"(?<![\w.%+'/:@-])([\w.%+'-]{1,64})@((?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24})(?![\w-]|\.\w)"
)
_EXAMPLE_HOST = re.compile(
    r"(?:^|[.-])(?:example|test|invalid|localhost|contoso\w*|fabrikam\w*|litware\w*|northwind\w*|tailspin\w*"
    r"|wingtip\w*|woodgrove\w*|adventure-?works\w*|adatum|acme\w*|domain\w*|my\w*|your\w*|company\w*|corp\w*"
    r"|tenant\w*|organi[sz]ation\w*|email|mail|server\w*|host\w*|school|business|customer\w*|foo|bar)(?=[.-])",
    re.IGNORECASE,
)
_EXAMPLE_NAME = re.compile(
    r"(?:.*(?:example|user|name|someone|somebody|test|sample|alias|mailbox|address|account|person|email|abc|xyz|foo"
    r"|support|help|info|service|team|admin|reply|contact|sales|office|abuse|master|security|feedback|press|legal"
    r"|privacy|billing|group|desk|alert|notif|room|daemon|jobs|hr|it|git|root|null|me|you|x+|a|b)"
    r"|(?:john|jane)[._-]?(?:doe|smith|public)?|alice|bob|fred|.)\d*",
    re.IGNORECASE,
)
_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|aol|gmx|web|proton|protonmail|mail|t-online"
    r"|orange|free|wanadoo|libero|qq|163)\.[a-z.]{2,6}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+./-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,4}\)[ -]?)?\d{2,5}(?:[ -]?\d{2,4}){1,4}(?![\w/-]|\.\d)"
    # with dots and slashes only what no version, address or day looks like
    r"|(?<![\w+./-])(?:0[1-9](?:[./]\d\d){4}|\+\d{1,3}(?:[./ -]\d{2,5}){2,5}|0\d{2,4}/\d{4,8})(?![\w/-]|\.\d)"
)
_SOMEBODYS = re.compile(
    r"\b(?:customer|caller|patient|mrs?\.?|ms\.?|frau|herrn?"
    r"|(?:mobile|cell|private|home)(?: phone| number| tel))\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
_KNOWN_TOKEN = re.compile(
    r"gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|xapp-|AKIA|ASIA|AIza|[srp]k_(?:live|test)_|sk-|npm_|hf_|SG\.|ya29\.|eyJ"
)
_IN_TOKENS = """
gho_ ghp_ ghr_ ghs_ ghu_ github_pat_ glpat-
xox xapp- AKIA ASIA AIza k_live_ k_test_ sk- npm_ hf_ SG. ya29. eyJ
"""
_TOKEN_BITS = tuple(_IN_TOKENS.split())
"""A text without any of these has no known token."""
_CARD_DIGITS, _PHONE_DIGITS = 13, 9
"""As few as there may be."""
_DIGIT = re.compile(r"\d")
_CLUE = re.compile(r"[\d@]|-----BEGIN")
"""What a line without a token has if it holds any of this; most lines have none."""
_CLUE_OR_TOKEN = re.compile(rf"{_CLUE.pattern}|{_KNOWN_TOKEN.pattern}")
_TEST_CARDS = """
4111111111111111 4242424242424242 4012888888881881 4000056655665556 5555555555554444 5105105105105100
378282246310005 371449635398431 6011111111111117 6011000990139424 3530111333300000 30569309025904
"""
"""Numbers that card companies publish for trying things out."""
_TEST_IBANS = """
DE89370400440532013000 GB82WEST12345698765432 GB29NWBK60161331926819 FR1420041010050500013M02606
NL91ABNA0417164300 CH9300762011623852957 AT611904300234573201 ES9121000418450200051332
"""
_PLACEHOLDER = re.compile(
    r"(?i)example|sample|placeholder|your|x{4}|\*{3}|1234|abcd|changeme|password|passw0rd|p@ss|secret|[<{\[%$]"
)
_ADDRESS = re.compile(r"\]\([^)\s]*\)?|\]:\s*\S+|(?:https?|ftp|file)://\S+")
"""Targets of links and addresses, whose parts are no words."""
_CODE_SPAN = re.compile(r"(`+)(?!`)(?:.{1,400}?)(?<!`)\1(?!`)")
_FENCE = re.compile(r" {0,3}(?:> ?)*(?:[-*+] +|\d+[.)] +)? *(```+|~~~+)")
_SAID = {
    "private key": tr("a private key"),
    "credentials": tr("a name and password in an address"),
    "token": tr("an access token"),
    "password": tr("a password"),
    "card": tr("a payment card number"),
    "IBAN": tr("a bank account number"),
    "e-mail": tr("a person's mail address"),
    "phone": tr("a person's phone number"),
}


def personal_findings(document: Document) -> tuple[Finding, ...]:
    """A finding for each line of a document that seems to hold what only one person may know, by line."""
    return tuple(
        Finding(
            document.path,
            line,
            CODE,
            "warning",
            tr("This line seems to hold {what}: take it out, or write an example instead.", what=what),
        )
        for line, what in private_lines(document)
    )


def private_lines(document: Document) -> Iterator[tuple[int, str]]:
    """The lines of a document that seem to hold what only one person may know, each with what that is."""
    fence = ""
    text = document.source.text
    may_token = any(bit in text for bit in _TOKEN_BITS)
    clue = _CLUE_OR_TOKEN if may_token else _CLUE
    lines = re.split(r"\r\n?|\n", text)
    for number, line in enumerate(lines, 1):
        opening = _FENCE.match(line)
        if opening and number >= document.body_line:
            if not fence:
                fence = opening[1]
            elif opening[1].startswith(fence[0]) and len(opening[1]) >= len(fence):
                fence = ""
            continue
        kinds = list(dict.fromkeys(_kinds(line, bool(fence), may_token))) if clue.search(line) else []
        if kinds:
            yield number, tr(" and ").join(_SAID[kind] for kind in kinds)


def _kinds(line: str, in_code: bool, may_token: bool) -> list[str]:
    """The kinds of personal data in a line; in code only what is a secret or an account by its shape."""
    kinds: list[str] = []

    def take(kind: str, secret: str) -> str:
        if not _is_example(kind, secret, line):
            kinds.append(kind)
        return " "

    if line.lstrip("> ").startswith("-----BEGIN"):
        take_private_keys(line, take)
    if may_token and _KNOWN_TOKEN.search(line):
        take_tokens(line, take)
    digits = len(_DIGIT.findall(line))
    if digits >= _CARD_DIGITS:
        take_cards(line, take)
    if digits:
        take_ibans(line, take)
    if in_code:
        return kinds
    prose = _CODE_SPAN.sub(" ", line)
    if "://" in prose:
        prose = take_url_credentials(prose, take)
    prose = _ADDRESS.sub(" ", prose)
    if digits:  # a password without one is taken for an example
        take_secret_phrases(prose, take)
    if "@" in prose:
        kinds += ["e-mail" for found in _MAIL.finditer(prose) if _is_persons(found[1], found[2])]
    if digits >= _PHONE_DIGITS:
        kinds += ["phone" for found in _PHONE.finditer(prose) if _is_somebodys(found)]
    return kinds


def _is_example(kind: str, secret: str, line: str) -> bool:
    """Whether this is made up (published test numbers, placeholders), or only looks like a secret."""
    if kind == "card":
        written = re.search(rf"(?<![\w@./-]){'[ -]?'.join(secret)}(?!-?\w)", line)
        return secret in _TEST_CARDS or written is None or len(secret) > 16
    if kind == "IBAN":
        return "".join(secret.split()).upper() in _TEST_IBANS
    if kind == "password":
        word = secret.strip("\"'„“”«»‹›`")
        mixed = any(sign.isdigit() for sign in word) and any(sign.isalpha() for sign in word)
        return len(word) < 6 or not mixed or f"<{word}" in line or bool(_PLACEHOLDER.search(word))
    if kind == "token":
        return not _KNOWN_TOKEN.match(secret) or bool(_PLACEHOLDER.search(secret))
    return kind == "credentials" and bool(_PLACEHOLDER.search(secret))


def _is_persons(name: str, host: str) -> bool:
    """Whether a mail address is one person's: a name of two parts, or a mailbox that people have at home."""
    if _EXAMPLE_HOST.search(f".{host}") or _EXAMPLE_NAME.fullmatch(name):
        return False
    return bool(re.search(r"[A-Za-z][._-][A-Za-z]", name) or _FREE_MAIL.fullmatch(host))


def _is_somebodys(found: re.Match[str]) -> bool:
    """Whether a phone number is a person's: the words before it say so, and it is none of the 555 numbers."""
    digits = re.sub(r"\D", "", found[0])
    if not _PHONE_DIGITS <= len(digits) <= 15 or re.search(r"555[ -]?\d{4}$|555[ -]01\d\d", found[0]):
        return False
    return _SOMEBODYS.search(found.string[: found.start()]) is not None

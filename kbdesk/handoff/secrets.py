# SPDX-License-Identifier: MIT
"""Finds what opens doors: private keys, tokens, passwords in URLs and in sentences of five languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

Take = Callable[[str, str], str]

_KEY_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_URL = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,20}://)[^\s/@:\[]{0,128}:[^\s/@]{1,256}@")
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])(?:gh[oprsu]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,255}"
    r"|xox[a-z]-[A-Za-z0-9-]{10,255}|xapp-[A-Za-z0-9-]{10,255}|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])"
    r"|AIza[\w-]{35}|[srp]k_(?:live|test)_[A-Za-z0-9]{10,255}|sk-[\w-]{20,255}|npm_[A-Za-z0-9]{30,255}"
    r"|hf_[A-Za-z0-9]{30,255}|SG\.[\w-]{16,64}\.[\w-]{16,128}|ya29\.[\w-]{20,1024}"
    r"|eyJ[\w-]{8,4096}\.[\w-]{4,8192}(?:\.[\w-]{0,4096})?)"
)
_HEADER = re.compile(
    r"(?<!\w)((?P<named>authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?)?(?:Bearer|Basic)\s{1,3})"
    r"([A-Za-z0-9._~+/=-]{8,4096})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w+/=-])([A-Za-z0-9+/_-]{32,4096})={0,2}(?![A-Za-z0-9])")
_RUN = re.compile(r"[A-Za-z0-9]{16,}")

TAKEN_OUT = r"\[(?:card|IBAN|e-mail|password|token|credentials|private key) removed\]"
"""The pattern of what stands in the place of a secret."""
_CODES = (
    r"pin(?:[ -]?code)?|code pin|puk|tan|geheimzahl|zugangscode|cvv2?|cvc2?|otp|"
    r"(?:one[ -]time|verification|security|sms|2fa|mfa|login|confirmation|recovery) (?:pass)?code"
)
_WORDS = (
    r"pass[ -]?word|passwd|pwd|pw|pass[ -]?code|passwort|kennwort|mot de passe|mdp|contrase(?:ñ|n)a|clave|"
    r"wachtwoord|senha"
)
_NAMED = r"pass|secret|client[ _-]?secret|api[ _-]?key|(?:access|auth|refresh)[ _-]?(?:key|token)|token"
_WHERE = r"(?: (?:for|of|für|zum|zur|de|del|du|pour|para|on)(?: [\w'-]{1,20}){1,4}?)?"
_IS = (
    r"(?:is |was |has been |got )?(?:changed|reset|set) to|is now|is|was|are|ist jetzt|ist|lautet|war|est|es|"
    r"era|geändert auf|gesetzt auf"
)
_END = r"(?=[.,;:!?)>\]]{0,4}(?:\s|\Z))"
_SECRET = re.compile(
    # The look-ahead holds every first letter of the names: most places are passed over by it.
    rf"(?<![A-Za-z0-9])(?=[2acgklmoprstvwz])(?P<name>(?P<code>{_CODES})|{_WORDS}|(?P<named>{_NAMED}))(?![A-Za-z0-9])"
    rf"(?:(?P<assigned>{_WHERE}[\"']?\s{{0,3}}[:=]{{1,2}}>?\s{{0,3}})|{_WHERE}\s{{1,3}}(?:{_IS})\s{{1,3}}:?\s{{0,2}}"
    r"|(?P<bare>\s{1,3}(?:to\s{1,3})?))"
    # One that is not closed belongs to the secret.
    rf"(?P<bracket>[(<]|\[(?=(?:[^\[\]\n]|{TAKEN_OUT}){{0,100}}\]))?"
    rf"(?P<value>\d\d[ -]\d\d(?:[ -]\d\d)?{_END}|\d{{3}}[ -]\d{{3}}{_END}"
    r"""|"[^"\n]{1,100}"|'[^'\n]{1,100}'|[„“”«‹][^“”»›\n]{1,100}[“”»›]|`[^`\n]{1,100}`|\S{1,512})""",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?<!\w)((?:pass ?phrase|(?:recovery|seed) phrase)\s{0,3}(?:[:=]|is\s)\s{0,3})"
    rf"((?:[^\n.;\[]|(?!{TAKEN_OUT})\[){{3,200}})",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:[A-Z]{1,6}|[a-z]{1,6})[-_#]?\d+[.,;:!?)]*|0x[0-9A-Fa-f]+\W*|\d+(?:st|nd|rd|th|x|min|h)?\W*"
)
# Words that tell about a password instead of being one.
_TELLING = """
wrong incorrect correct right invalid valid expired expiring rejected refused accepted denied locked
blocked disabled enabled reset changed changing new old same set unset missing empty unknown forgotten
lost known fine good okay not never always being still now also already only too again yes none needed
required requested asked stored saved synced the a an my his her their our your what which case
case-sensitive longer shorter weak strong working about going due different identical displayed shown
hidden visible written typed entered sent given used unused stale failing correctly under behind held
kept what's n/a ok no on in at to of for and or but so very just probably maybe likely apparently
definitely unchanged compromised leaked shared temporary policy manager field box prompt page screen link
hint falsch richtig abgelaufen gesperrt zurückgesetzt geändert neu alt nicht noch immer schon auch
unbekannt vergessen korrekt ungültig gültig leer der die das ein eine mein seit weg expiré refusé bloqué
oublié perdu faux bon pas toujours le la un une mon son inconnu changé réinitialisé incorrecto incorrecta
correcto correcta caducada rechazada bloqueada olvidada nueva vieja siempre el una mi desconocida
"""
_TELLS = frozenset(_TELLING.split())


def take_private_keys(text: str, take: Take) -> str:
    """The text without PEM private keys; a key whose end is cut off is taken out to the text's end."""
    parts: list[str] = []
    done = 0
    while begin := _KEY_BEGIN.search(text, done):
        end = _KEY_END.search(text, begin.end())
        after = end.end() if end else len(text)
        parts += [text[done : begin.start()], take("private key", text[begin.start() : after])]
        done = after
    return "".join(parts) + text[done:]


def take_url_credentials(text: str, take: Take) -> str:
    """The text without ``user:password@`` in URLs; the address stays."""
    if "://" not in text:
        return text
    return _URL.sub(lambda found: f"{found[1]}{take('credentials', found[0])}@", text)


def take_tokens(text: str, take: Take) -> str:
    """The text without access tokens: known shapes, authorization headers, long random words."""

    def header(found: re.Match[str]) -> str:
        value = found[3]
        random_looking = len(value) >= 16 and any(sign.isdigit() or sign in "=+" for sign in value)
        named = found["named"] and not value[1:].islower()  # a short one; no "Basic authentication"
        return f"{found[1]}{take('token', value)}" if random_looking or named else found[0]

    text = _TOKEN.sub(lambda found: take("token", found[0]), text)
    text = _HEADER.sub(header, text)
    return _LONG.sub(lambda found: take("token", found[0]) if _is_random(found[1]) else found[0], text)


def _is_random(word: str) -> bool:
    """Whether a long word looks drawn by lot: hexadecimal, or letters that keep changing their class."""
    if re.fullmatch("[0-9a-f]+|[0-9A-F]+", word):
        return not word.isdigit() and not word.isalpha()
    for run in _RUN.findall(word):
        kinds = ["d" if sign.isdigit() else "u" if sign.isupper() else "l" for sign in run]
        changes = sum(one != two for one, two in pairwise(kinds))
        if len(set(kinds)) == 3 and changes * 10 >= len(run) * 3:
            return True
    return False


def take_secret_phrases(text: str, take: Take) -> str:
    """The text without what follows ``my password is …``, ``PIN: …``, ``Kennwort lautet …`` and the like."""
    text = _PHRASE.sub(lambda found: found[1] + take("password", found[2]), text)
    parts: list[str] = []
    done = position = 0
    while found := _SECRET.search(text, position):
        position = found.end("name")
        value = found["value"].rstrip(".,;:)>]")
        if _is_secret(found, value):
            parts += [text[done : found.start("value")], take("password", value)]
            done = position = found.start("value") + len(value)
    return "".join(parts) + text[done:]


def _is_secret(found: re.Match[str], value: str) -> bool:
    """Whether the value is the secret itself and not a word about it."""
    plain = value.strip("\"'„“”«»‹›`!?").casefold()
    if plain in _TELLS or len(plain) < 3:
        return False
    if found["code"]:
        digits = sum(sign.isdigit() for sign in plain)
        return digits >= 3 and (found["bare"] is None or (plain.isdigit() and len(plain) <= 8))
    if found["named"] and found["assigned"] is None:
        return False
    mixed = any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)
    if found["bare"] is None:
        return mixed or not found["bracket"]  # in brackets stand remarks, too: (see the label)
    return mixed and not (_REFERENCE.fullmatch(value) or "://" in value or len(value) < 6)

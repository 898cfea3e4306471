# SPDX-License-Identifier: MIT
"""Everyday words for what writers of articles call otherwise: "gone" for "missing", "frozen" for "hangs"."""

from __future__ import annotations

_ALIKE = """
login logon signin
mail email
failed unsuccessful
failing fails
error problem issue trouble
gone missing disappeared lost vanished
wrong incorrect invalid unexpected bad
broken corrupt corrupted damaged
stuck hang hangs frozen freezes unresponsive
slow slowly performance sluggish delay delayed laggy
late delayed
crash crashes crashing quits closes
quit quits closes exits terminates crashes
recipient receiver
recipients receivers
opens launches starts
asks prompts
asking prompting
asked prompted
keeps repeatedly constantly always
often frequently repeatedly
shows appears displays displayed shown
blank empty white
blurry fuzzy
greyed grayed dimmed unavailable
twice duplicate duplicated double
many multiple several various
strange odd weird unexpected garbled
suddenly unexpectedly abruptly
gets receives
get receive
getting receiving
remove delete erase uninstall
removed deleted erased
fix resolve repair solve solution
change modify edit update
update upgrade
move migrate transfer
restore recover retrieve
restart reboot
find locate
cancel terminate
buy purchase
bill invoice billing
spam junk
trash bin
full quota exceeded
locked lockout
password passcode credentials
permission permissions rights
admin administrator
app application program
phone telephone mobile
sound audio
mic microphone
camera webcam
screen display monitor
picture image photo
popup dialog
link url hyperlink
site website
computer pc device machine
folder directory
wifi wi-fi wireless
allow permit enable
forbidden denied refused blocked rejected
big large oversized
setup install installation configure
licence license
licences licenses
organisation organization
authorise authorize
synchronise synchronize
customise customize
recognise recognize
recognised recognized
cancelled canceled
behaviour behavior
colour color
favourites favorites
centre center
kennwort passwort
anmelden einloggen
anmeldung login
rechner computer pc
ordner verzeichnis
datei dokument
löschen entfernen
fehler problem störung
hängt eingefroren
handy mobiltelefon
people > users user
person > user
start > open launch
open > launch start
happens > occurs
login > sign log
logon > sign log
warning > message error alert
alert > warning message
working > fails failed fail failure
"""
"""A line: words that stand for each other; or words, ">", and what they find but not the other way."""


def _table() -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, dict[str, None]] = {}
    for line in _ALIKE.split("\n"):
        left, _, right = line.partition(">")
        words = left.split()
        others = right.split() or words
        for word in words:
            table.setdefault(word, {}).update(dict.fromkeys(other for other in others if other != word))
    return {word: tuple((other,) for other in others) for word, others in table.items()}


ALIKE = _table()
"""For each everyday word others that writers use for the same, each a tuple of one."""

# SPDX-License-Identifier: MIT
"""What git says of a shared copy in one clear sentence: not reached, not signed in, refused, too late."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library import atomic
from kbdesk.library.addresses import redact_url, shown
from kbdesk.library.runner import Outcome
from kbdesk.model import TeamPhase

TroubleKind = Literal["offline", "sign-in", "refused", "race", "lock", "failed"]
"""``race``: somebody else was faster, so another round helps. ``lock``: a file that a program left in the
shared copy's folder stops everybody."""

_PHASES: Mapping[TroubleKind, TeamPhase] = {
    "offline": "offline",
    "sign-in": "sign-in",
    "refused": "refused",
    "race": "waiting",
    "lock": "failed",
    "failed": "failed",
}

_P = ParamSpec("_P")
_R = TypeVar("_R")


def on_disk(work: Callable[_P, _R]) -> Callable[_P, _R]:
    """Give the work so that what the disk of this computer refuses is told in one sentence.

    What is done here can be done again, so nothing is lost by it.
    """

    @wraps(work)
    def told(*arguments: _P.args, **named: _P.kwargs) -> _R:
        try:
            return work(*arguments, **named)
        except OSError as error:
            raise KbError(
                tr("A change for review could not be kept: {reason}.", reason=atomic.reason(error)),
                tr("Try again."),
            ) from error

    return told


class RemoteTrouble(KbError):  # noqa: N818 - a person reads of trouble
    """Why the shared copy could not be read or written.

    Args:
        kind: what sort of trouble it is.
        message: what happened, as one sentence.
        hint: what to do next.
        lock: the file that stops the shared copy; "" if none does.
        place: the shared copy, and ``reason``: its words for it, if it does not take changes.
    """

    def __init__(
        self,
        kind: TroubleKind,
        message: str,
        hint: str = "",
        lock: str = "",
        place: str = "",
        reason: str = "",
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.lock = lock
        self.place = place
        self.reason = reason

    @property
    def phase(self) -> TeamPhase:
        """What the trouble makes of the state of sharing."""
        return _PHASES[self.kind]


_OFFLINE = re.compile(
    r"(?i)could not resolve (?:host|proxy|hostname)|name or service not known|temporary failure in name"
    r"|failed to connect|couldn't connect|connection (?:refused|timed out|reset|closed)|timed? ?out"
    r"|network is (?:unreachable|down)|no route to host|early eof|unexpected disconnect|hung up"
    r"|rpc failed|transfer closed|empty reply|broken pipe|operation too slow|gnutls_handshake|ssl_read"
    r"|gnutls recv error|ssl connection|tls connection was"
    r"|returned error: (?:429|5\d\d)|http/?[\d.]* (?:429|5\d\d)|recv failure|send failure"
)
_REASONS = (
    (r"(?i)could not resolve|name or service|temporary failure in name", tr("its name is not known here")),
    (r"(?i)connection refused|failed to connect|couldn't connect", tr("nothing answers there")),
    (r"(?i)timed? ?out|too slow", tr("it did not answer in time")),
    (r"(?i)unreachable|no route|network is down", tr("there is no way to it")),
    (r"(?i)returned error: 429|http/?[\d.]* 429", tr("it asks us to wait")),
    (r"(?i)returned error: 5\d\d|http/?[\d.]* 5\d\d", tr("its server has trouble")),
)
_SIGN_IN = re.compile(
    r"(?i)authentication failed|could not read (?:username|password)|returned error: 401|invalid credentials"
    r"|invalid username or (?:password|token)|terminal prompts disabled"
)
_REFUSED = re.compile(
    r"(?im)returned error: 403|permission to .{1,200} denied|insufficient permission|write access"
    r"|not allowed to push|permission denied$|access denied|read[- ]only"
)
_REMOTE_REASON = re.compile(r"(?m)^!\t[^\t]*\t\[(?:remote )?rejected\] \((.*)\)\s*$")
_RACE = re.compile(
    r"(?i)fetch first|non-fast-forward|stale info|incorrect old value|is at [0-9a-f]+ but expected"
    r"|failed to update ref|cannot lock ref|failed to lock|reference already exists|remote ref updated"
    r"|atomic push|unable to resolve reference"
)
_LOCK = re.compile(r"[Uu]nable to create '([^'\n]{1,1000}\.lock)': File exists")
_HOOK = re.compile(r"(?i)declined|denied|protected|prohibited|not allowed|refus|hidden ref|deny")


def trouble_of(outcome: Outcome, url: str, sending: bool = False) -> RemoteTrouble:
    """Give what a failed fetch, push or clone means for a person.

    Args:
        outcome: what git said; for a push with ``--porcelain``.
        url: where the shared copy is, without credentials.
        sending: whether it was a push.
    """
    said, place = outcome.whole_error, shown(url, 120)
    rejected = _REMOTE_REASON.search(outcome.out.decode("utf-8", "replace"))
    if rejected:
        return _rejection(rejected.group(1), said, place)
    return (
        _of_this_computer(said)
        or _of_signing_in(said, place, sending)
        or _of_the_folder(said, url)
        or _of_the_line(said, place)
        or RemoteTrouble(
            "failed",
            tr("The shared copy at {place} could not be used: {error}.", place=place, error=outcome.error),
        )
    )


def _rejection(reason: str, said: str, place: str) -> RemoteTrouble:
    """Give why the shared copy did not take what was sent to it."""
    lock = _LOCK.search(said)
    if lock:
        return RemoteTrouble(
            "lock",
            tr(
                "A program left the file {file} in the shared copy, which stops everybody.",
                file=shown(lock.group(1)),
            ),
            tr("It is looked at again by itself."),
            redact_url(lock.group(1)),
        )
    taken = re.search(r"'refs/heads/([^'\n]{1,200})' exists; cannot create", said)
    if taken:
        return RemoteTrouble(
            "failed",
            tr(
                "The shared copy at {place} has something else under the name {name}.",
                place=place,
                name=shown(taken.group(1)),
            ),
            tr("Tell the person who looks after it; your changes wait here."),
        )
    if "No space left" in said or re.search(r"(?i)disk quota|unpack", reason):
        if _REFUSED.search(said):
            return _not_allowed(place, tr("you may read it but not write to it"))
        return RemoteTrouble(
            "failed",
            tr("The shared copy at {place} cannot store anything: its disk may be full.", place=place),
            tr("Tell the person who looks after it; your changes wait here."),
        )
    if "currently checked out" in reason:
        return RemoteTrouble(
            "refused",
            tr(
                "The shared copy at {place} is a folder that somebody works in, so it takes no changes.",
                place=place,
            ),
            tr("Use a bare copy of it instead; your changes wait here."),
        )
    if "shallow" in reason:
        return RemoteTrouble(
            "failed",
            tr("The shared copy at {place} lacks its older history, so it takes no changes.", place=place),
            tr("Tell the person who looks after it; your changes wait here."),
        )
    if _RACE.search(reason) and not _HOOK.search(reason):
        return RemoteTrouble(
            "race", tr("Somebody else sent changes at the same moment."), tr("It is tried again.")
        )
    return _not_allowed(place, _reason_of_the_host(said) or shown(reason, 120))


def _not_allowed(place: str, why: str) -> RemoteTrouble:
    return RemoteTrouble(
        "refused",
        tr(
            "The shared copy at {place} does not take your changes directly: {reason}.",
            place=place,
            reason=why.rstrip(". "),
        ),
        tr("Your changes are kept here and can be sent for review instead."),
        place=place,
        reason=why.rstrip(". "),
    )


def _reason_of_the_host(said: str) -> str:
    """Give the first telling line that a server's own program said; "" if it said none."""
    lines = (line.removeprefix("remote:").strip() for line in said.splitlines() if line.startswith("remote:"))
    telling = [line for line in lines if re.search(r"[a-zA-Z]{3}", line) and not re.search(r"\d+%", line)]
    chosen = next((line for line in telling if line.lower().startswith(("error", "fatal", "gitlab"))), "")
    line = chosen or (telling[0] if telling else "")
    return shown(re.sub(r"(?i)^(?:error|fatal|gitlab):\s*", "", line), 160)


def _of_this_computer(said: str) -> RemoteTrouble | None:
    """Give what is wrong on this side, if anything is."""
    lines = "\n".join(line for line in said.splitlines() if not line.startswith("remote:"))
    if re.search(r"No space left on device|[Dd]isk quota exceeded", lines):
        return RemoteTrouble(
            "failed",
            tr("The disk of this computer is full, so updates could not be stored."),
            tr("Make room; nothing is lost meanwhile."),
        )
    if re.search(
        r"(?i)read-only file system|insufficient permission for adding|cannot open .{0,300}\.git/", lines
    ):
        return RemoteTrouble(
            "failed",
            tr("The library's folder cannot be written to, so updates could not be stored."),
            tr("Check who may write there."),
        )
    own = _LOCK.search(lines)
    if own:
        return RemoteTrouble(
            "failed",
            tr("Another program works on this library: {file}.", file=shown(own.group(1))),
            tr("It is tried again."),
        )
    return None


def _of_signing_in(said: str, place: str, sending: bool) -> RemoteTrouble | None:
    """Give what the server wants to know of this person, or will not let them do."""
    if "Host key verification failed" in said or "HOST IDENTIFICATION HAS CHANGED" in said:
        return RemoteTrouble(
            "failed",
            tr("The server of {place} is not known to this computer, or is not the one it was.", place=place),
            tr("Ask the person who looks after it, then connect once with ssh in a terminal."),
        )
    if re.search(r"Permission denied \((?:[a-z-]+,?)+\)", said):
        return RemoteTrouble(
            "failed",
            tr("The server of {place} did not accept your ssh key.", place=place),
            tr("Load your key (ssh-add), or ask the person who looks after the server to add it."),
        )
    if _SIGN_IN.search(said):
        return RemoteTrouble(
            "sign-in", tr("{place} wants your name and password.", place=place), tr("Sign in.")
        )
    if re.search(r"(?i)SSL certificate|certificate verif|server certificate|self[- ]signed", said):
        return RemoteTrouble(
            "failed",
            tr("The server of {place} could not prove who it is, so nothing was sent.", place=place),
            tr("Ask the person who looks after it about its certificate."),
        )
    if _REFUSED.search(said) and sending:
        return _not_allowed(place, _reason_of_the_host(said) or tr("you have no permission"))
    if _REFUSED.search(said):
        hint = tr("Ask the person who looks after it for access.")
        return RemoteTrouble("refused", tr("You may not read the shared copy at {place}.", place=place), hint)
    return None


def _of_the_folder(said: str, url: str) -> RemoteTrouble | None:
    """Give what is wrong with what lies at the address."""
    place = shown(url, 120)
    if "dubious ownership" in said:
        return RemoteTrouble(
            "failed",
            tr("The shared copy at {place} belongs to another user, and git does not trust it.", place=place),
            tr("Ask the person who looks after your computer to list it under safe.directory."),
        )
    if "shallow" in said and "repository" in said:
        return RemoteTrouble(
            "failed",
            tr("The shared copy at {place} lacks its older history.", place=place),
            tr("Tell the person who looks after it."),
        )
    if "://" not in url and Path(url).is_absolute() and not Path(url).is_dir():
        return offline(place, tr("the folder is not there"))
    if re.search(
        r"(?im)does not appear to be a git repository|repository .{0,300}not found|not found$"
        r"|returned error: 404|does not exist|project you were looking for",
        said,
    ):
        return RemoteTrouble(
            "failed",
            tr("There is no library at {place}, or you may not see it.", place=place),
            tr("Check the address and whether you were given access."),
        )
    return None


def _of_the_line(said: str, place: str) -> RemoteTrouble | None:
    """Give why the shared copy was not reached, if that is the trouble."""
    if not _OFFLINE.search(said) and "Could not read from remote repository" not in said:
        return None
    reason = next((words for pattern, words in _REASONS if re.search(pattern, said)), "")
    return offline(place, reason or tr("the connection broke"))


def offline(place: str, reason: str) -> RemoteTrouble:
    """Give the trouble of a shared copy that is not reached, for now."""
    return RemoteTrouble(
        "offline",
        tr("The shared copy at {place} was not reached: {reason}.", place=place, reason=reason),
        tr("Go on working; it is tried again by itself."),
    )

# SPDX-License-Identifier: MIT
"""Talks to the shared copy: one fetch, one push, and every failure as one clear sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kbdesk.language import tr
from kbdesk.library.addresses import redact_url, shown
from kbdesk.library.objects import Objects
from kbdesk.library.process import NoAnswer
from kbdesk.library.runner import GitRunner, Outcome
from kbdesk.library.sync.troubles import RemoteTrouble, offline, trouble_of
from kbdesk.model import SignIn

INCOMING = "refs/kbdesk/incoming"
"""The tip of the team's branch as it was got last."""
REVIEWS = "refs/kbdesk/review/"
"""The shared copy's ``refs/heads/review/*``, as they were got last."""
APPROVALS = "refs/kbdesk/approved/"
"""The shared copy's tags ``approved`` and ``approved-*``, as they were got last; of the same names."""

__all__ = [
    "APPROVALS",
    "IDLE_DEADLINE_S",
    "INCOMING",
    "NO_WINDOWS",
    "REVIEWS",
    "Connection",
    "Remote",
    "RemoteTrouble",
    "shared_copy",
]

IDLE_DEADLINE_S = 60.0
NO_WINDOWS = {"GCM_INTERACTIVE": "never"}
"""Git for Windows would open a window of its own to ask for a name and password."""
_RECEIVER_HERE = "git -c core.hooksPath=/dev/null -c core.alternateRefsCommand=true receive-pack"
"""What takes a push into a folder runs on this computer: none of the folder's own programs may run too."""
_MIRRORED = (f"+refs/heads/review/*:{REVIEWS}*", f"+refs/tags/approved*:{APPROVALS}approved*")


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a branch is shared."""

    name: str
    branch: str
    """The full name of the branch there: ``refs/heads/main``."""
    tracking: str
    """Where other git programs note what they saw of it."""
    url: str
    """Without credentials."""
    sends_to: tuple[str, ...] = ()
    """Where changes are sent, all of them, if those are other addresses; without credentials."""

    @property
    def place(self) -> str:
        """The address as it may stand in a sentence."""
        return shown(self.url, 120)

    @property
    def is_folder(self) -> bool:
        """Whether what is sent goes, among others, to a folder that this computer reaches by itself."""
        return any(map(_is_folder, self.sends_to or (self.url,)))


@dataclass(frozen=True, slots=True)
class Connection:
    """A way to the shared copy for one round.

    Args:
        root: the library's folder, whose settings were judged harmless.
        remote: the shared copy.
        sign_in: name and password, if they were asked for.
        cancelled: once it says yes, what runs is stopped.
        said: is given the progress as git tells it.
        environment: what else git is told, by the names of its variables.
    """

    root: Path
    remote: Remote
    sign_in: SignIn | None = None
    cancelled: Callable[[], bool] | None = None
    said: Callable[[str], None] | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def fetch(self, deepen: bool = False) -> bool:
        """Get the team's branch, reviews and approvals in one go; tell whether the branch is there.

        Args:
            deepen: also get the older history that was not downloaded.

        Raises:
            RemoteTrouble: the shared copy was not reached or did not answer.
            Cancelled: the person stopped it.
        """
        wanted = f"+{self.remote.branch}:{INCOMING}"
        options = ("--unshallow",) if deepen else ()
        outcome = self._fetch(*options, wanted=(wanted, *_MIRRORED))
        if outcome.status == 0:
            return True
        if "couldn't find remote ref" not in outcome.whole_error:
            raise trouble_of(outcome, self.remote.url)
        outcome = self._fetch(*options, wanted=_MIRRORED)
        if outcome.status != 0:
            raise trouble_of(outcome, self.remote.url)
        return False

    def fetch_newest(self, ref: str) -> bool:
        """Get the branch's newest state as ``ref``, without its history; tell whether the branch is there.

        Raises:
            RemoteTrouble: the shared copy was not reached or did not answer.
            Cancelled: the person stopped it.
        """
        outcome = self._fetch("--depth=1", wanted=(f"+{self.remote.branch}:{ref}",))
        if outcome.status != 0 and "couldn't find remote ref" not in outcome.whole_error:
            raise trouble_of(outcome, self.remote.url)
        return outcome.status == 0

    def is_empty(self) -> bool:
        """Tell whether the shared copy holds nothing yet.

        Raises:
            RemoteTrouble: it was not reached or did not answer.
        """
        outcome = self._run("ls-remote", "--heads", "--upload-pack=git-upload-pack", "--", self.remote.name)
        if outcome.status != 0:
            raise trouble_of(outcome, self.remote.url)
        return not outcome.out.strip()

    def push(self, *refspecs: str, leases: Mapping[str, str] | None = None) -> None:
        """Send commits to the shared copy: all of these or none.

        Nothing is ever forced; only a ref with a lease may move elsewhere, and only from where it was seen.

        Args:
            refspecs: ``COMMIT:refs/heads/…``; ``:refs/…`` removes one.
            leases: for a ref that may be moved or removed, the object that it must still be at.

        Raises:
            RemoteTrouble: nothing was sent.
            Cancelled: the person stopped it; whether it was sent, the next round sees.
        """
        held = [f"--force-with-lease={ref}:{old}" for ref, old in (leases or {}).items()]
        several = ["--atomic"] if len(refspecs) > 1 else []
        outcome = self._run(
            "push",
            "--porcelain",
            "--progress",
            f"--receive-pack={_RECEIVER_HERE if self.remote.is_folder else 'git-receive-pack'}",
            "--recurse-submodules=no",
            "--no-follow-tags",
            "--no-signed",
            *several,
            *held,
            "--",
            self.remote.name,
            *refspecs,
        )
        if outcome.status != 0:
            raise trouble_of(outcome, self.remote.url, sending=True)

    def _fetch(self, *options: str, wanted: tuple[str, ...]) -> Outcome:
        return self._run(
            "fetch",
            "--progress",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            "--upload-pack=git-upload-pack",
            *options,
            "--",
            self.remote.name,
            *wanted,
        )

    def _run(self, *arguments: str) -> Outcome:
        sign_in = self.sign_in
        if sign_in is not None and not sign_in.address:
            sign_in = replace(sign_in, address=self.remote.url)
        try:
            return GitRunner(self.root, network=True).run(
                *arguments,
                deadline_s=IDLE_DEADLINE_S,
                idle=True,
                environment={**NO_WINDOWS, **self.environment},
                sign_in=sign_in,
                said=self.said,
                cancelled=self.cancelled,
            )
        except NoAnswer:
            raise offline(self.remote.place, tr("it did not answer")) from None


def shared_copy(objects: Objects, branch: str) -> Remote | None:
    """Give where a branch of a library is shared: at ``origin``, else at its only remote; None if nowhere."""
    wanted = r"^(remote\..*\.(push)?url|branch\..*\.(remote|merge))$"
    outcome = objects.runner.run("config", "--local", "--no-includes", "-z", "--get-regexp", wanted)
    pairs = (entry.partition("\n") for entry in outcome.out.decode("utf-8", "replace").split("\0") if entry)
    settings: dict[str, str] = {}
    addresses: dict[str, list[str]] = {}
    for key, _, value in pairs:
        settings.setdefault(key, value)  # of several addresses git gets from the first, and sends to all
        addresses.setdefault(key, []).append(redact_url(value))
    names = [key[len("remote.") : -len(".url")] for key in settings if re.fullmatch(r"remote\..*\.url", key)]
    name = "origin" if "origin" in names else names[0] if len(names) == 1 else ""
    if not name or not branch:
        return None
    upstream = settings.get(f"branch.{branch}.merge", "")
    if settings.get(f"branch.{branch}.remote") != name or not upstream.startswith("refs/heads/"):
        upstream = f"refs/heads/{branch}"
    tracking = f"refs/remotes/{name}/{upstream.removeprefix('refs/heads/')}"
    sends_to = addresses.get(f"remote.{name}.pushurl") or addresses[f"remote.{name}.url"]
    return Remote(name, upstream, tracking, redact_url(settings[f"remote.{name}.url"]), tuple(sends_to))


def _is_folder(address: str) -> bool:
    if "://" in address:
        return address.startswith("file://")
    return Path(address).is_absolute() or ":" not in address.partition("/")[0]

# SPDX-License-Identifier: MIT
"""Sharing a library with a team: all verbs, with those of approved versions and of what can be recovered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kbdesk import library, markdown
from kbdesk.desk.approving import LISTED, notes
from kbdesk.desk.reviewing import Reviewing
from kbdesk.errors import KbError
from kbdesk.language import english, tr
from kbdesk.library.objects import Objects, trusted_objects
from kbdesk.library.placing import content
from kbdesk.library.sync import channels, review
from kbdesk.library.sync.backups import backups
from kbdesk.library.sync.channels import ChangedFile
from kbdesk.model import (
    Approval,
    Author,
    Backup,
    Change,
    Draft,
    Saved,
    SignIn,
    SourceFile,
    TeamState,
    Version,
)
from kbdesk.model.team import Channel


@dataclass(frozen=True, slots=True)
class Recoverable:
    """Texts that are not, or no longer, in the library."""

    drafts: tuple[Draft, ...]
    """What was typed, set aside or sent back, the one kept last first."""
    backups: tuple[Backup, ...]
    """States of the library that were moved away from, newest first."""


@dataclass
class Team(Reviewing):
    """The verbs of sharing one library; all belong into lanes, and those that reach the network may wait."""

    # --- approved and latest ---

    def approvals(self) -> tuple[Approval, ...]:
        """The approved states of the library, newest first."""
        objects = trusted_objects(self.desk.info)
        return channels.approvals(objects) if objects is not None else ()

    def approve(self, author: Author, name: str = "") -> Approval:
        """Approve the team's latest text; the list of changes is made from the history.

        Args:
            author: who approves.
            name: what the list is headed with; "" for the day.

        Raises:
            KbError: this person is no maintainer, something waits to be sent, or the shared copy was not
                reached; or the latest text is approved already.
        """
        self._check_maintainer(author)
        objects = self._objects()
        self._be_current()
        latest, before = review.team_text(objects), channels.approved(objects)
        if not latest or latest == before:
            raise KbError(
                tr("The latest version is approved already.") if latest else tr("There is nothing yet.")
            )
        return self._approve(objects, latest, before, author, name)

    def back_to(self, approval: Approval, author: Author) -> Approval:
        """Take the whole library back to an approved state, as a new change, and approve that.

        Raises:
            KbError: as ``approve``.
        """
        self._check_maintainer(author)
        objects = self._objects()
        self._be_current()
        before = channels.approved(objects)
        folder = self._folder(objects, author)
        commit = channels.back_to(objects, self._connection(objects), folder, approval)
        made = self._approve(objects, commit, before, author, f"Back to {approval.name}")
        self.sync(answer=commit)
        return made

    def follow(self, channel: Channel) -> TeamState:
        """Show the latest text, or only what maintainers approved; kept for this user.

        Raises:
            KbError: nothing was approved yet, or changes that were not sent would be left behind.
        """
        objects = self._objects()
        channels.switch(objects, self._folder(objects, self._writer()), channel)
        self._remember(channel=channel)
        return self.state()

    def _be_current(self) -> None:
        """Get and send all, so that what is approved is what the team has.

        Raises:
            KbError: that did not work.
        """
        state = self.sync()
        if state.phase not in ("current", "alone"):
            raise KbError(
                state.trouble or tr("Changes of yours were not sent yet."), tr("Get and send updates first.")
            )

    def unapproved(self) -> str:
        """The list of what changed since the last approval, as Markdown; without the network."""
        objects = self._objects()
        return self._list(
            objects, channels.approved(objects), review.team_text(objects), tr("Not approved yet")
        )

    def notes_back(self, approval: Approval) -> str:
        """The list of what going back to an approved state changes, as Markdown; without the network."""
        objects = self._objects()
        return self._list(objects, review.team_text(objects), approval.commit, f"Back to {approval.name}")

    def _approve(self, objects: Objects, commit: str, before: str, author: Author, name: str) -> Approval:
        now = self.desk.clock()
        headline = " ".join(name.split()).lstrip("#").strip() or f"Approved on {now:%Y-%m-%d}"
        said = self._list(objects, before, commit, headline)
        return channels.approve(objects, self._connection(objects), commit, said, author, now)

    def _list(self, objects: Objects, before: str, after: str, headline: str) -> str:
        if not after:
            return tr("There is nothing yet.")
        if not before:
            count = sum(map(library.is_article_path, objects.tree(after)))
            return f"{headline}\n\nThe first approved version, with {count:,} documents."
        changed = channels.changes_between(objects, before, after)
        listed = [one.blob for one in changed if library.is_article_path(one.path)][:LISTED]
        known = objects.read_many(listed)
        return notes(headline, changed, lambda one: _title(one, known.get(one.blob, b"")))

    # --- what can be recovered ---

    def recoverable(self) -> Recoverable:
        """All texts of this library that are not, or no longer, in it."""
        objects = trusted_objects(self.desk.info)
        return Recoverable(library.read_drafts(self._drafts), backups(objects) if objects is not None else ())

    def open_backup(self, backup: Backup) -> tuple[str, ...]:
        """The files of a backup that the library does not have, or has otherwise, now; sorted."""
        objects = self._objects()
        changed = objects.changed_paths(objects.head()[1], backup.commit)
        return tuple(sorted(path for path, (_, _, _, blob) in changed.items() if blob))

    def backup_version(self, backup: Backup, path: str) -> Version:
        """A file as a backup has it, to be opened or compared like any version.

        Raises:
            KbError: the backup does not have it.
        """
        blob = self._objects().blobs(backup.commit, [path]).get(path, ("", ""))[1]
        if not blob:
            raise KbError(tr("{path} is not in this backup.", path=path))
        return Version(backup.commit, path, blob, "", "", backup.at, tr("Kept {why}", why=backup.why))

    def restore_from(self, backup: Backup, path: str, author: Author | None = None) -> Saved:
        """Bring back one file of a backup as a new save; in a library with reviews it goes to a review.

        Args:
            backup: where it is.
            path: the file.
            author: who saves; None for whom this user said to be.

        Raises:
            ChangedMeanwhile: the file changed at this moment.
            KbError: the backup does not have it, or it could not be saved.
        """
        author = author or self._writer()
        self.check_writing()
        data = self._objects().read(self.backup_version(backup, path).blob)
        now = content(self.desk.root, path)
        base = library.blob_id(now) if now is not None else ""
        with english():
            why = next((one.why for one in backups(self._objects()) if one.ref == backup.ref), backup.why)
        message = f"Bring back {path}\n\nIt was kept {backup.at[:10]}: {why}."
        change = Change(path, data, base)
        if self.rules().review:
            return self.propose([change], message, author)
        self.desk.writing.keep_unsaved(path, author)
        return library.save(self.desk.info, [change], message, author, self.desk.clock().isoformat())


def clone(
    address: str,
    folder: Path,
    sign_in: SignIn | None = None,
    cancelled: Callable[[], bool] | None = None,
    said: Callable[[str], None] | None = None,
) -> Path:
    """A team's library copied from its address into a new folder, which is given.

    Args:
        address: https://…, ssh://…, user@host:path, or an absolute path on this computer.
        folder: does not exist yet or is empty.
        sign_in: name and password, if its server asks for them.
        cancelled: once it says yes, the copying stops and nothing is left of it.
        said: is given the progress as git tells it.

    Raises:
        Cancelled: the person stopped it.
        KbError: the address or the folder cannot be used, or the copying failed.
    """
    library.clone(address, folder, sign_in=sign_in, cancelled=cancelled, said=said)
    return folder


def _title(one: ChangedFile, data: bytes) -> str:
    """The title of a document by its bytes; "" if it cannot be told."""
    if not data:
        return ""
    text, encoding, problem = markdown.decode(data)
    return markdown.parse(SourceFile(one.path, one.blob, text, encoding, len(data), problem)).title

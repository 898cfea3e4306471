# SPDX-License-Identifier: MIT
"""Reviews: a text waits for a maintainer, who accepts it or sends it back with a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kbdesk import library, markdown
from kbdesk.desk.sharing import Sharing
from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.library.objects import Entry, Objects, trusted_objects
from kbdesk.library.placing import content
from kbdesk.library.sync import proposals, review
from kbdesk.library.sync.parking import draft_id, set_aside, stored_text
from kbdesk.library.sync.remote import Connection
from kbdesk.model import Author, Change, Clash, Comparison, Draft, Review, Saved, TeamState, Version


@dataclass
class Reviewing(Sharing):
    """The verbs of reviews, for the writer and for the maintainer."""

    # --- the writer ---

    def send_for_review(
        self, draft: Draft, message: str, author: Author, others: Sequence[Change] = ()
    ) -> Saved:
        """Put a text on the writer's own branch and send it, now or with the next round; then drop the draft.

        The folder keeps showing the team's text.

        Args:
            draft: what was written.
            message: what the history shall say.
            author: who writes.
            others: what goes with it: pictures, links in other files.

        Raises:
            ChangedMeanwhile: the team's text is not what the writing began from; the draft is kept.
            KbError: it could not be put there; the draft is kept.
        """
        now = self.desk.clock().isoformat()
        kept = library.keep_draft(self._drafts, replace(draft, message=message, at=now))
        data = markdown.encode(kept.path, kept.text, kept.encoding, self._base(kept))
        saved = self.propose([Change(kept.path, data, kept.base), *others], message, author)
        library.drop_draft(self._drafts, kept.id)
        return saved

    def propose(self, changes: Sequence[Change], message: str, author: Author) -> Saved:
        """Send changes of files for review, now or with the next round; the folder stays as it is.

        Raises:
            ChangedMeanwhile: a file is not what a change began from.
            KbError: there is no shared copy, or nothing to review.
        """
        objects = self._objects()
        connection = self._shared(objects)
        who = library.check_author(author)
        name = proposals.propose(objects, changes, message, who, self.desk.clock().isoformat())
        commit = objects.commit_of(f"{review.BRANCHES}{name}")
        entries = objects.blobs(commit, [change.path for change in changes])
        notice = tr("It waits for a maintainer; until then the team's text stands.")
        if not self._send_at_once(objects, connection):
            notice = tr("It is sent for review as soon as the shared copy is reached.")
        return Saved(commit, tuple((path, blob) for path, (_, blob) in entries.items()), notice)

    def _send_at_once(self, objects: Objects, connection: Connection) -> bool:
        """Send what waits for review; False if it has to wait for the next round."""
        if self.state().phase == "offline":  # it may take a minute to find out that it still is
            return False
        try:
            proposals.send_waiting(objects, connection)
        except KbError:
            return False
        return not proposals.unsent(objects)

    def _base(self, draft: Draft) -> bytes:
        """The bytes that a draft began from, for what its text cannot tell of them; b"" if there are none."""
        there = content(self.desk.root, draft.path)
        if there is not None and library.blob_id(there) == draft.base:
            return there
        return self._objects().read_many([draft.base]).get(draft.base, b"") if draft.base else b""

    def send_unsent_for_review(self, author: Author) -> TeamState:
        """Offer for review what the shared copy does not take directly; the folder goes to the team's text.

        Raises:
            KbError: nothing waits, or the folder cannot be written.
        """
        objects = self._objects()
        proposals.propose_unsent(objects, self._folder(objects, author), author)
        return self.sync()

    def reviews(self) -> tuple[Review, ...]:
        """The changes of the whole team that wait for a maintainer or were returned, newest first."""
        objects = trusted_objects(self.desk.info)
        who = self.desk.home.who()
        return review.reviews(objects, who.email if who else "") if objects is not None else ()

    def review_page(self, waiting: Review) -> tuple[Comparison, ...]:
        """What a change does to each of its files, in the order of ``Review.paths``."""
        objects = self._objects()
        before = objects.blobs(waiting.base, waiting.paths)
        after = objects.blobs(waiting.commit, waiting.paths)
        changes = []
        for path in waiting.paths:
            version = Version(
                waiting.commit,
                path,
                after.get(path, ("", ""))[1],
                waiting.by,
                waiting.email,
                waiting.at,
                waiting.title,
                base=before.get(path, ("", ""))[1],
            )
            compared = self.desk.past.compare(path, None, version)
            changes.append(self._with_steps(compared, path, version))
        return tuple(changes)

    def _with_steps(self, compared: Comparison, path: str, version: Version) -> Comparison:
        """A comparison that says first which steps and answers of a playbook differ."""
        if not (version.base and version.blob and markdown.is_playbook_path(path)):
            return compared
        found = self.desk.trainer.structure(path, None, version)
        if found is None or not found.lines:
            return compared
        told = " ".join(f"{line}." for line in found.lines)
        return replace(compared, notice=f"{told} {compared.notice}".strip())

    def open_review(self, waiting: Review, path: str = "") -> Draft:
        """The text that waits or was returned, to be written on; saving it adds to the same review.

        Raises:
            KbError: the change removes that file, or it is no text.
        """
        path = path or waiting.paths[0]
        left = library.read_drafts(self._drafts)
        ours = (draft_id("returned", path, waiting.commit), draft_id("edit", path, waiting.commit))
        known = next((draft for draft in left if draft.id in ours), None)
        if known is not None:
            return known
        objects = self._objects()
        blob = objects.blobs(waiting.commit, [path]).get(path, ("", ""))[1]
        text, encoding = stored_text(objects, blob) if blob else (None, "")
        if text is None:
            raise KbError(tr("There is no text of {path} to write on in this change.", path=path))
        return Draft(
            ours[1],
            self.desk.info.root,
            path,
            "edit",
            text,
            blob,
            text,
            encoding,
            self.desk.clock().isoformat(),
            by=waiting.returned_by,
            note=waiting.returned,
        )

    # --- the maintainer ---

    def accept(
        self, waiting: Review, author: Author, settled: Sequence[tuple[Clash, str]] = ()
    ) -> Saved | Clash:
        """Put a change into the team's text, or give what stands against it.

        Args:
            waiting: the change as it was looked at.
            author: who accepts it; the text stays the writer's.
            settled: for each clash that was given before, the text to take.

        Raises:
            KbError: it changed meanwhile, this person is no maintainer, or the shared copy was not reached.
        """
        self._check_maintainer(author)
        objects = self._objects()
        chosen: dict[str, tuple[str, Entry]] = {}
        for clash, text in settled:
            draft = clash.draft
            data = markdown.encode(draft.path, text, draft.encoding)
            chosen[draft.path] = (clash.theirs_blob, ("100644", objects.write(data, draft.path)))
        done = review.accept(
            objects, self._shared(objects), waiting, author, self.desk.clock().isoformat(), chosen
        )
        if not done.commit:
            return self._clash(objects, waiting, done, chosen)
        self.sync(answer=done.commit)
        return Saved(done.commit, done.blobs, done.notice)

    def send_back(self, waiting: Review, comment: str, author: Author) -> None:
        """Return a change to its writer with a comment.

        Raises:
            KbError: as ``accept``; or there is no comment.
        """
        self._check_maintainer(author)
        objects = self._objects()
        connection = self._shared(objects)
        review.send_back(objects, connection, waiting, comment, author, self.desk.clock().isoformat())

    def _clash(
        self, objects: Objects, waiting: Review, done: review.Accepted, chosen: Mapping[str, object]
    ) -> Clash:
        """The first file that the writer and the team both changed: three texts for the maintainer."""
        now = objects.blobs(done.team, [parked.path for parked in done.parked])
        left = [one for one in done.parked if one.path not in chosen] or list(done.parked)
        parked = left[0]
        theirs = now.get(parked.path, ("", ""))[1]
        root = self.desk.info.root
        draft = set_aside(objects, parked, library=root, at=waiting.at, by=waiting.by)
        against = stored_text(objects, theirs)[0] if theirs else ""
        if draft is None or against is None:
            raise KbError(
                tr(
                    "The team and {name} both changed {path}, which is no text.",
                    name=waiting.by,
                    path=parked.path,
                ),
                tr("Send the change back and ask for it to be made anew."),
            )
        merged = markdown.merged(draft.base_text, draft.text, against) if parked.base else None
        by, at = review.last_writer(objects, done.team, parked.path)
        return Clash(draft, against, theirs, by, at, merged)

# SPDX-License-Identifier: MIT
"""Writing: drafts, saves, and what is to be done when two people wrote at once.

A text is kept as a draft first, then it replaces its file, then it becomes a version. A draft is dropped only
when its text is in the history, so whatever is interrupted, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kbdesk import library, markdown
from kbdesk.desk import moving, pictures
from kbdesk.desk.keeping import LEFT_IN_FILE, Keeping
from kbdesk.errors import ChangedMeanwhile, KbError
from kbdesk.language import tr
from kbdesk.library.drafts import is_elsewhere
from kbdesk.library.log import versions
from kbdesk.library.objects import trusted_objects
from kbdesk.library.placing import content
from kbdesk.library.sync import finish_update
from kbdesk.library.texts import text_of_blob
from kbdesk.model import Author, Change, Clash, Draft, Plan, Saved, SourceFile

Choice = Literal["mine", "theirs", "both", "text"]
_OPENED = ("edit", "new", "returned")
"""Kinds of drafts that come back when their article is opened; the others wait in Recover."""
_AGAIN = tr("Compare the texts once more and choose again.")


@dataclass
class Writing(Keeping):
    """The verbs of writing in one library; all but those of ``Beside`` belong into one lane."""

    # --- drafts ---

    def open(self, path: str) -> Draft:
        """The text that was left unsaved for a file, else the file as it is.

        Raises:
            KbError: there is no such file, or it cannot be read as text.
        """
        mine = (one for one in self.left() if one.path == path and one.kind in _OPENED)
        left = next((one for one in mine if not is_elsewhere(self._folder, one.id)), None)
        return left or self.fresh(path)

    def fresh(self, path: str) -> Draft:
        """A draft that is the file as it is, whatever was left unsaved.

        Raises:
            KbError: there is none, or it cannot be read as text.
        """
        source = self.desk.read(path).source
        if source.problem:
            raise KbError(tr("{path} cannot be edited: {problem}", path=path, problem=source.problem))
        return Draft(
            self.desk.new_id(),
            self.desk.info.root,
            path,
            "edit",
            source.text,
            source.blob,
            source.text,
            source.encoding,
            self._now(),
        )

    def new(
        self,
        kind: markdown.TemplateKind,
        title: str,
        words: str = "",
        products: tuple[str, ...] = (),
        *,
        folder: str | None = None,
        errors: tuple[str, ...] = (),
    ) -> Draft:
        """A new text from the template of its kind, for a file whose name is not taken; nothing is written.

        Args:
            kind: what is to be written.
            title: its title.
            words: the customer's words, a saying a line.
            products: what it is about.
            folder: where it is to stand; None for the usual place.
            errors: the exact codes that lead to it.
        """
        says = tuple(filter(None, (line.strip() for line in words.splitlines())))
        text = markdown.template(kind, title, says, products, errors)
        path = self.free_path(kind, title, folder)
        return Draft(self.desk.new_id(), self.desk.info.root, path, "new", text, at=self._now())

    def free_path(self, kind: markdown.TemplateKind, title: str, folder: str | None = None) -> str:
        """A path for a new file of this title that neither a file nor a draft has."""
        taken = {draft.path.casefold() for draft in self.left()}
        taken |= {entry.path.casefold() for entry in library.list_files(self.desk.root)}
        laid_out = all((self.desk.root / part).is_dir() for part in ("articles", "playbooks"))
        usual = "playbooks" if kind == "playbook" else "articles" if laid_out else ""
        place = usual if folder is None else folder.strip("/")
        name = markdown.file_name(title)
        number, path = 1, ""
        while not path or path.casefold() in taken or (self.desk.root / path).exists():
            path = "/".join(filter(None, (place, f"{name}-{number}.md" if number > 1 else f"{name}.md")))
            number += 1
        return path

    # --- saving ---

    def message(self, draft: Draft) -> str:
        """What the history shall say of a draft, made from its change: a line, and below it details."""
        steps = self.desk.trainer.message(draft) if markdown.is_playbook_path(draft.path) else ""
        return steps or markdown.summary(draft.path, draft.base_text, draft.text)

    def save(self, draft: Draft, message: str, author: Author, along: Plan | None = None) -> Saved | Clash:
        """Save a draft, or give what stands against it; where the team reviews, it is sent for that.

        Args:
            draft: what to save; it is kept with its message first.
            message: what the history shall say.
            author: who writes.
            along: a plan whose changes are saved in the same version (see ``plan_renamed``).

        Raises:
            KbError: it could not be saved; the draft is kept.
        """
        others = along.changes if along else ()
        mine = next((one for one in others if one.path == draft.path and one.data is not None), None)
        if mine is not None and mine.data is not None:
            draft = replace(draft, text=markdown.decode(mine.data)[0])
        draft = self.keep(replace(draft, message=message.strip() or self.message(draft)))
        self.desk.team.check_writing()
        finish_update(self.desk.info, author, self._folder, now=self.desk.clock())  # may bring a newer text
        before = content(self.desk.root, draft.path)
        blob = library.blob_id(before) if before is not None else ""
        data = markdown.encode(draft.path, draft.text, draft.encoding, before or b"")
        if before != data and blob != draft.base and not self.desk.team.rules().review:
            return self.clash(draft)  # a review begins from the team's text, and is compared with that
        changes = [Change(draft.path, data, draft.base), *(one for one in others if one.path != draft.path)]
        changes += pictures.unsaved(self.desk.info, self.document(draft.path, draft.text))
        return self._saved(draft, changes, author)

    def _saved(self, draft: Draft, changes: list[Change], author: Author) -> Saved | Clash:
        gone = moving.lost_links(self, draft, changes)
        try:
            saved = self._changed(changes, draft.message, author)
        except ChangedMeanwhile as changed:
            if changed.path != draft.path:
                raise
            return self.clash(draft)
        self.drop(draft)
        return replace(saved, notice=" ".join(filter(None, (saved.notice, gone))))

    def finish_interrupted(self, author: Author) -> tuple[Saved, ...]:
        """Finish the saves that were interrupted after their text had reached its file.

        One that cannot be finished now stays a draft.
        """
        finished = []
        for draft in self.left():
            if not draft.message or draft.kind not in _OPENED:
                continue
            try:
                before = content(self.desk.root, draft.path)
                if before is None:
                    continue
                self.desk.team.check_writing()
                if markdown.encode(draft.path, draft.text, draft.encoding, before) == before:
                    done = library.finish(self.desk.info, draft.path, before, draft.message, author)
                    if done is not None:
                        finished.append(done)
                        self.drop(draft)
            except KbError:
                continue
        return tuple(finished)

    # --- two writers ---

    def clash(self, draft: Draft) -> Clash:
        """A draft and the text that stands against it in the library."""
        theirs = self._source(draft.path)
        by = at = ""
        try:
            last = versions(self.desk.info, draft.path, count=1).versions
        except KbError:
            last = ()
        stored = self._stored(draft.path) if theirs and last else ""
        if theirs and last and theirs.text == draft.text and stored != last[0].blob:
            # my text reached the file before the other's reached the history: that one stands against mine
            stored = last[0].blob
            theirs = text_of_blob(self.desk.info, stored, draft.path, markdown.decode)
        text, blob = (theirs.text, theirs.blob) if theirs else ("", "")
        self._shown[draft.id] = blob
        if last and last[0].blob in (blob, stored):
            by, at = last[0].author, last[0].date
        both = markdown.merged(draft.base_text, draft.text, text) if draft.base and theirs else None
        return Clash(draft, text, blob, by, at, both)

    def settle(self, draft: Draft, choice: Choice, author: Author, text: str = "") -> Saved | None:
        """End a clash as the writer chose; None if theirs stays as it is.

        Args:
            draft: the text that clashed.
            choice: ``mine`` or ``theirs`` stands, ``both`` changes in one text (or, if they touch the same
                lines, mine in a file beside it), or this ``text``.
            author: who writes.
            text: the text that was put together.

        Raises:
            KbError: the file changed once more; the draft is kept.
        """
        now = self._source(
            draft.path
        )  # before the look at what was shown: a change after it is met by the save
        clash = self._as_shown(draft)
        if choice == "theirs":
            self._put_back(draft, clash, author)
            self.drop(draft)
            return None
        if choice == "both" and clash.merged is None:
            return self._beside(draft, author)
        mine = {"mine": draft.text, "both": clash.merged or draft.text, "text": text}[choice]
        if clash.theirs_blob and not clash.by:
            self._set_aside(clash, author)
        encoding, base = (now.encoding, now.blob) if now else (draft.encoding, "")
        over = replace(draft, kind="edit", text=mine, base=base, base_text=clash.theirs, encoding=encoding)
        return self._settled(over, author)

    def _set_aside(self, clash: Clash, author: Author) -> None:
        """Keep the text that stood against mine if no version has it."""
        self.keep_unsaved(clash.draft.path, author)
        if trusted_objects(self.desk.info) is None:
            draft = replace(clash.draft, id=self.desk.new_id(), kind="foreign", text=clash.theirs, message="")
            self.keep(replace(draft, base=clash.theirs_blob, base_text=clash.theirs, note=LEFT_IN_FILE))

    def _put_back(self, draft: Draft, clash: Clash, author: Author) -> None:
        """Let the file say what the history does, if my text had reached it already."""
        data = content(self.desk.root, draft.path)
        if data is not None and clash.theirs_blob and library.blob_id(data) != clash.theirs_blob:
            theirs = markdown.encode(draft.path, clash.theirs, draft.encoding, data)
            change = Change(draft.path, theirs, library.blob_id(data))
            library.save(self.desk.info, [change], "Keep the other text", author, self._now())

    def _as_shown(self, draft: Draft) -> Clash:
        shown = self._shown.get(draft.id)
        clash = self.clash(draft)
        if shown is not None and shown != clash.theirs_blob:
            raise KbError(tr("{path} was changed once more while you looked at it.", path=draft.path), _AGAIN)
        return clash

    def _settled(self, draft: Draft, author: Author) -> Saved:
        saved = self.save(draft, draft.message or self.message(draft), author)
        if isinstance(saved, Clash):
            raise KbError(tr("{path} was changed once more while it was saved.", path=draft.path), _AGAIN)
        return saved

    def _beside(self, draft: Draft, author: Author) -> Saved:
        """Save my text in a file of its own beside the other's, under a title that tells them apart."""
        title = self.document(draft.path, draft.text).title
        text = draft.text
        if markdown.fields(text):
            text = markdown.with_field(text, "title", f"{title} ({author.name})")
        folder, _, name = draft.path.rpartition("/")
        kind: markdown.TemplateKind = "playbook" if markdown.is_playbook_path(draft.path) else "article"
        path = self.free_path(kind, name.removesuffix(".md"), folder)
        own = replace(draft, kind="new", path=path, text=text, base="", base_text="", message="")
        return self._settled(own, author)

    # --- single verbs ---

    def add_words(self, path: str, words: str, author: Author, errors: tuple[str, ...] = ()) -> Saved | Clash:
        """Put the customer's words, a saying a line, and exact errors into a document, and save it.

        Raises:
            KbError: its front matter cannot be changed in the form, or it could not be saved.
        """
        draft = self.fresh(path)
        draft = replace(draft, text=self.with_words(draft.text, tuple(words.splitlines()), errors))
        return self.save(draft, self.message(draft), author)

    def store_picture(self, draft_path: str, data: bytes, name: str = "") -> tuple[str, Change]:
        """Put a picture into the folder beside a file; give the target of its link and what a save adds.

        Raises:
            KbError: it is no PNG, JPEG, GIF or WebP, larger than 10 MB, or cannot be written.
        """
        return pictures.store(self.desk.root, draft_path, data, name, self.desk.clock())

    def plan_move(self, path: str, new_path: str) -> Plan:
        """What moving or renaming a file changes in the library: links to it, its own, its pictures.

        Raises:
            KbError: there is no such file, or the new path cannot be used.
        """
        return moving.plan_move(self, path, new_path)

    def plan_delete(self, path: str, successor: str = "") -> Plan:
        """What deleting a file changes: links to it lead to its successor, or are warned of.

        Raises:
            KbError: there is no such file or successor.
        """
        return moving.plan_delete(self, path, successor)

    def renamed(self, draft: Draft) -> tuple[tuple[str, str], ...]:
        """The headings and steps that a draft gives another name: (old anchor, new anchor)."""
        return moving.renamed(self, draft)

    def plan_renamed(self, draft: Draft) -> Plan | None:
        """What follows from the headings that a draft renames, to be saved along with it; None if nothing."""
        return moving.plan_renamed(self, draft)

    def carry_out(self, plan: Plan, author: Author) -> Saved:
        """Make the changes of a plan, all in one version.

        Raises:
            KbError: a file changed since the plan was made, or the plan could not be carried out.
        """
        self.desk.team.check_writing()
        if not any(change.data is not None and not change.base for change in plan.changes):
            for change in plan.changes:  # nothing is moved: what goes would be gone
                if change.data is None:
                    self.keep_unsaved(change.path, author)
        return self._changed(plan.changes, plan.message, author)

    def _changed(self, changes: Sequence[Change], message: str, author: Author) -> Saved:
        """Files changed in one version, or sent to be reviewed first where the team wants that."""
        finish_update(self.desk.info, author, self._folder, now=self.desk.clock())
        if self.desk.team.rules().review:
            return self.desk.team.propose(changes, message, author)
        return library.save(self.desk.info, changes, message, author, self._now())

    # --- files ---

    def _source(self, path: str) -> SourceFile | None:
        """A file as it is on disk now; None if it is gone."""
        data = content(self.desk.root, path)
        if data is None:
            return None
        text, encoding, problem = markdown.decode(data)
        return SourceFile(path, library.blob_id(data), text, encoding, len(data), problem)

    def _stored(self, path: str) -> str:
        """The blob that the history has, or would have, of a file as it is on disk."""
        data, objects = content(self.desk.root, path), trusted_objects(self.desk.info)
        try:
            return objects.stored_as(data, path) if objects is not None and data is not None else ""
        except KbError:  # a program that changes files on their way is missing
            return ""

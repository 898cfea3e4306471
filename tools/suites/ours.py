# SPDX-License-Identifier: MIT
"""kbdesk's way of keeping a team's articles: the very verbs that the window calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.desk.writing import Choice, Writing
from kbdesk.errors import KbError
from kbdesk.library.drafts import drafts_folder, read_drafts
from kbdesk.library.runner import git_version
from kbdesk.library.saving import commit_names
from kbdesk.model import Author, Clash, Draft, Saved, TeamState
from suites.people import Turn, chosen_path, edited, fresh, git, sha1, tokens
from suites.processes import Say, Work


class Ours:
    """Drafts, saves and rounds as kbdesk does them."""

    name = "kbdesk"

    def __init__(self, place: Path, remote: Path, folders: list[Path]) -> None:
        self.place, self.remote, self.folders = place, remote, folders
        for folder in folders:
            git(place, "clone", "-q", "--template=", str(remote), str(folder))
        git_version()  # what is imported here need not be imported by each worker

    def home(self, client: int) -> Home:
        """Where a client keeps what is its own."""
        folder = self.place / f"home{client}"
        return Home(folder / "data", folder / "cache")

    def author(self, client: int) -> Author:
        """Who a client is."""
        return Author(f"Client {client}", f"client{client}@example.org")

    def desk(self, client: int, later: timedelta = timedelta()) -> Desk:
        """The desk of a client, as after a start of the program; ``later`` puts its clock forward."""
        home = self.home(client)
        if home.who() is None:
            home.set_who(self.author(client))
        return Desk(
            self.folders[client], home, author=f"Client {client}", clock=lambda: datetime.now(UTC) + later
        )

    def begin(self, client: int) -> int:
        """Nobody has to do anything by hand."""
        return 0

    def start_work(self, client: int) -> Work | None:
        """What the program does at start: finish a save that was interrupted."""

        def work(say: Say) -> None:
            desk = self.desk(client)
            desk.writing.finish_interrupted(self.author(client))

        return work

    def saving(self, turn: Turn) -> Work:
        """Write, keep, save."""

        def work(say: Say) -> None:
            desk = self.desk(turn.client)
            author, writing = self.author(turn.client), desk.writing
            try:
                if turn.settle:
                    self._settle_one(writing, turn, author, say)
                self._write(writing, turn, author, say)
            except KbError as error:
                say({"refused": str(error), "act": turn.act})

        return work

    def _write(self, writing: Writing, turn: Turn, author: Author, say: Say) -> None:
        folder = self.folders[turn.client]
        path = chosen_path(folder, turn)
        name = turn.token.replace(".", "-")
        if turn.act == "delete" and path:
            writing.carry_out(writing.plan_delete(path, ""), author)
            return
        if turn.act == "rename" and path:
            writing.carry_out(writing.plan_move(path, f"articles/moved-{name}.md"), author)
            return
        if turn.act == "new" or not path:
            draft = writing.new("article", f"new {name}", folder="articles")
            text = fresh(turn)
        else:
            draft = writing.open(path)
            text = edited(draft.text, turn)
        say({"over": sorted(tokens(draft.text) - tokens(text))})
        if turn.token not in text:
            return
        draft = writing.keep(replace(draft, text=text))
        say({"kept": turn.token})
        saved = writing.save(draft, turn.token, author)
        whole = sha1(text.encode())
        if isinstance(saved, Clash):
            whole = ""  # both texts become one
            saved = writing.settle(draft, "both", author)
        if isinstance(saved, Saved):
            say({"saved": turn.token, "sha1": whole, "with": sorted(tokens(text))})

    def _settle_one(self, writing: Writing, turn: Turn, author: Author, say: Say) -> None:
        """A person looks at a parked conflict, or a text that was left, and makes it the article again."""
        waiting: list[Draft] = [d for d in writing.left() if d.kind in ("conflict", "foreign")]
        if waiting:
            draft = waiting[turn.article % len(waiting)]
            choice: Choice = "mine" if turn.lines[0] % 2 else "both"
            try:
                writing.settle(draft, choice, author)
            except KbError as error:
                say({"refused": f"settle {choice}: {error}"})

    def syncing(self, turn: Turn) -> Work:
        """A round; what it asks is answered with yes."""
        return lambda say: self.sync(turn.client, say)

    def sync(self, client: int, say: Say) -> None:
        """A round of one client."""
        team = self.desk(client).team
        state = team.sync()
        parked = len(state.parked)
        if state.question is not None:
            state = team.sync(answer=state.question.incoming)
            parked += len(state.parked)
        if "in the shared copy" in state.trouble and ".lock" in state.trouble:
            state = self._remove_left_lock(client, say)
        say({"phase": state.phase, "parked": parked})
        if state.phase == "failed":
            say({"refused": state.trouble})

    def _remove_left_lock(self, client: int, say: Say) -> TeamState:
        """What a killed client left in the shared folder is offered for removal after ten minutes."""
        desk = self.desk(client, later=timedelta(minutes=11))
        offered = desk.team.sync().left_lock
        if offered:
            desk.team.remove_left_lock(offered)
            say({"lock removed": offered})
        return desk.team.sync()

    def save_rest(self, client: int, paths: Iterable[str]) -> None:
        """A person saves what other programs left in files."""
        commit_names(self.desk(client).info, paths, "As it stands", self.author(client))

    def drafts(self) -> Iterable[str]:
        """All texts that Recover offers."""
        for client, folder in enumerate(self.folders):
            for draft in read_drafts(drafts_folder(self.home(client).data, str(folder.resolve()))):
                yield draft.text

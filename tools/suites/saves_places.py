# SPDX-License-Identifier: MIT
"""The named places of kbdesk's library, and the work in which each of them is met."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kbdesk.errors import KbError
from kbdesk.library import faults
from kbdesk.library.sync.counts import Counts
from kbdesk.model import Clash, Review
from suites.people import ARTICLES, git
from suites.processes import Attempt, Say, Work, run
from suites.saves_library import Library

ACTIONS = ("kill", "enospc", "eacces", "eio")
RULES = 'review = true\nmaintainers = ["client1@example.org"]\n'
_PLACE = re.compile(r'\bfault\("([a-z-]+)"\)')
_WRITER, _MAINTAINER = 0, 1


class Case(NamedTuple):
    """A named place and what happens there, as in ``commit-made:kill``."""

    place: str
    of: str
    """The work that meets it: save, sync, counts, review, accept or return."""
    action: str

    @property
    def spec(self) -> str:
        """What arms it."""
        return f"{self.place}:{self.action}"


def cases() -> list[Case]:
    """Every named place that there is, with everything that may happen there."""
    import kbdesk.library  # noqa: PLC0415

    folder = Path(kbdesk.library.__file__).parent
    found = {
        (name, path.parent.name == "sync")
        for path in folder.rglob("*.py")
        for name in _PLACE.findall(path.read_text("utf-8"))
    }
    return [Case(name, _work(name, shared), action) for name, shared in sorted(found) for action in ACTIONS]


def _work(name: str, shared: bool) -> str:
    if name in ("review-accepted", "review-returned"):
        return name.removeprefix("review-").removesuffix("ed")
    return name.partition("-")[0] if name.startswith(("review-", "counts-")) else "sync" if shared else "save"


class Scenes:
    """Plays one case after another in two libraries: one of a team that reviews, one of a team that does not.

    Args:
        place: an empty folder.
        seed: of the dice.
    """

    def __init__(self, place: Path, seed: int) -> None:
        self.plain, self.reviewed = Library(place / "plain"), Library(place / "reviewed", RULES)
        self._dice = random.Random(seed)
        self._played: dict[str, Callable[[str], Attempt]] = {
            "save": self._save,
            "sync": self._conflict,
            "counts": self._counts,
            "review": self._review,
            "accept": self._accept,
            "return": self._return,
        }
        self._weeks = 0

    def play(self, case: Case) -> None:
        """Play a case and look at everything after it."""
        of_review = case.of in ("review", "accept", "return")
        library = self.reviewed if of_review else self.plain
        attempt = self._played[case.of](case.spec)
        library.note(attempt, case.spec)
        library.check_sound(case.spec)
        library.next_save(self._dice, case.spec)
        if of_review:
            self._through(case.spec)
        elif case.of == "sync":
            library.must_be_current(0, case.spec)
        elif case.of == "counts":
            library.must(partial(self._exchange, _WRITER), "counted", f"the counts after {case.spec}")
        if not attempt.told("met"):
            library.failed.append(f"{case.spec} was not met: {attempt.said}")

    def close(self) -> list[str]:
        """Give all that failed."""
        return [*self.plain.close(), *self.reviewed.close()]

    # --- a team that saves directly ---

    def _save(self, spec: str) -> Attempt:
        return run(self.plain.save(self.plain.turn(self._dice), partial(_arm, spec)))

    def _conflict(self, spec: str) -> Attempt:
        """A round of one person that has to park a text."""
        library = self.plain
        library.must_be_current(1, f"the round before {spec}")
        theirs = library.turn(self._dice, 1)
        mine = replace(library.turn(self._dice), article=theirs.article, lines=theirs.lines)
        another = replace(library.turn(self._dice, 1), article=(theirs.article + 1) % ARTICLES)
        for turn in (theirs, another):
            library.must(library.save(turn), "saved", f"a save before {spec}")
        library.must_be_current(1, f"a save before {spec}")
        library.must(library.save(mine), "saved", f"a save before {spec}")

        def work(say: Say) -> None:
            _arm(spec, say)
            library.ours.sync(0, say)

        return run(work)

    def _counts(self, spec: str) -> Attempt:
        """Getting the team's counts of another person, and sending one's own."""
        if not self._weeks:
            for client in (_WRITER, _MAINTAINER):
                self.plain.must_be_current(client, "the beginning")
        self.plain.must(partial(self._exchange, _MAINTAINER), "counted", f"the counts before {spec}")

        def work(say: Say) -> None:
            _arm(spec, say)
            self._exchange(_WRITER, say)

        self._weeks += 1
        return run(work)

    def _exchange(self, client: int, say: Say) -> None:
        """Send a file for each case until now; all of them must be in the shared copy then."""
        desk, home = self.plain.ours.desk(client), self.plain.ours.home(client)
        files = {f"{2000 + week}-W01/{client:032x}.json": b"{}" for week in range(self._weeks + 1)}
        try:
            Counts(home.cache / "counts" / "suite", home.data).exchange(
                desk.info, files, now=datetime.now(UTC)
            )
        except KbError as error:
            say({"refused": str(error)})
            return
        there = git(self.plain.remote, "ls-tree", "-r", "--name-only", "kbdesk/counts").decode().split()
        say({"counted": True} if files.keys() <= set(there) else {"bug": f"counts are lost: {there}"})

    # --- a team that reviews ---

    def _review(self, spec: str) -> Attempt:
        """A save, which is sent for review; its round sends what was not sent."""
        turn = self.reviewed.turn(self._dice)
        save = self.reviewed.save(turn, partial(_arm, spec))

        def work(say: Say) -> None:
            save(say)
            self.reviewed.ours.sync(_WRITER, say)

        return run(work)

    def _accept(self, spec: str) -> Attempt:
        return self._as_maintainer(spec, self._accept_all)

    def _return(self, spec: str) -> Attempt:
        return self._as_maintainer(spec, self._return_all)

    def _as_maintainer(self, spec: str, work: Work) -> Attempt:
        """Let a save wait for review; then the maintainer looks at it, and a place fails."""
        library = self.reviewed
        library.must(library.save(library.turn(self._dice)), "saved", f"a save before {spec}")
        library.must_be_current(_WRITER, f"a save before {spec}")
        library.must_be_current(_MAINTAINER, f"a save before {spec}")

        def armed(say: Say) -> None:
            _arm(spec, say)
            work(say)

        return run(armed)

    def _waiting(self, client: int) -> list[Review]:
        return [one for one in self.reviewed.ours.desk(client).team.reviews() if not one.returned]

    def _accept_all(self, say: Say) -> None:
        team, author = self.reviewed.ours.desk(_MAINTAINER).team, self.reviewed.ours.author(_MAINTAINER)
        for review in self._waiting(_MAINTAINER):
            try:
                settled: list[tuple[Clash, str]] = []
                while isinstance(clash := team.accept(review, author, settled), Clash):
                    settled.append((clash, clash.draft.text))
            except KbError as error:
                say({"refused": str(error)})
                return
        say({"done": True})

    def _return_all(self, say: Say) -> None:
        team, author = self.reviewed.ours.desk(_MAINTAINER).team, self.reviewed.ours.author(_MAINTAINER)
        for review in self._waiting(_MAINTAINER):
            try:
                team.send_back(review, "Say which phone.", author)
            except KbError as error:
                say({"refused": str(error)})
                return

    def _through(self, spec: str) -> None:
        """All get online, what waits is accepted; then nothing waits, and all have the team's text."""
        library = self.reviewed
        library.must_be_current(_WRITER, spec)
        library.must_be_current(_MAINTAINER, spec)
        library.must(self._accept_all, "done", f"accepting after {spec}")
        for client in (_MAINTAINER, _WRITER):
            library.must_be_current(client, f"accepting after {spec}")
        if self._waiting(_WRITER):
            library.failed.append(f"{spec}: a change still waits for review")


def _arm(spec: str, say: Say) -> None:
    faults.arm(spec, lambda: say({"met": spec}))

# SPDX-License-Identifier: MIT
"""A team works for hundreds of rounds, processes are killed, then all is counted."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable
from pathlib import Path

from suites.people import (
    Ledger,
    Turn,
    chosen_path,
    edited,
    folder_texts,
    found,
    git,
    history_texts,
    is_sound,
    is_whole,
    rewrite,
    rounds,
    tokens,
)
from suites.processes import Attempt, finish, reap, run, start
from suites.team_ways import Result, Way

NEXT_SAVE_S = 2.0
SETTLING_PASSES = 8


class Rounds:
    """One seed in one way of working."""

    def __init__(self, way: Way, seed: int, count: int) -> None:
        self.way, self.seed, self.count = way, seed, count
        self.ledger = Ledger()
        self.by_hand = self.refused = self.rest = 0
        self.usual_s = {"save": [0.1], "sync": [0.3]}
        self.was_killed: set[int] = set()

    def run(self) -> Result:
        """Play all rounds, let everybody get online, count."""
        for each in rounds(self.seed, self.count):
            if each.rewritten:
                rewrite(self.way.remote, each.rewritten, each.token)
            for turn in each.turns:
                self.by_hand += self.way.begin(turn.client)
            self._start_again(each.turns)
            self._together([t for t in each.turns if t.act != "nothing"], "save")
            self._together([t for t in each.turns if not t.offline], "sync")
        reap(20)
        self._settle()
        return self._count()

    def _start_again(self, turns: tuple[Turn, ...]) -> None:
        for turn in turns:
            work = self.way.start_work(turn.client)
            if turn.client in self.was_killed and work is not None:
                self._note(run(work), turn, "start")
            self.was_killed.discard(turn.client)

    def _together(self, turns: list[Turn], what: str) -> None:
        started = []
        for turn in turns:
            if turn.act == "outside" and what == "save":
                self._outside(turn)
                continue
            usually = statistics.median(self.usual_s[what][-40:])
            kill = turn.moment * usually if turn.kill == what else None
            work = self.way.saving(turn) if what == "save" else self.way.syncing(turn)
            started.append((turn, start(work, kill, whole=turn.whole)))
        for turn, attempt in started:
            self._note(finish(attempt), turn, what)
            self._look_for_damage(turn)

    def _outside(self, turn: Turn) -> None:
        """Another program changes the file and nobody tells the library."""
        folder = self.way.folders[turn.client]
        path = chosen_path(folder, turn)
        if path:
            before = (folder / path).read_text()
            after = edited(before, turn)
            (folder / path).write_text(after)
            self._forget(tokens(before) - tokens(after))
            if turn.token in after:
                self.ledger.outside.add(turn.token)

    def _forget(self, overwritten: Iterable[str]) -> None:
        """What its writer typed over before it was saved is not looked for."""
        self.ledger.kept.difference_update(overwritten)
        self.ledger.outside.difference_update(overwritten)

    def _note(self, attempt: Attempt, turn: Turn, what: str) -> None:
        ledger = self.ledger
        where = f"{turn.token} {what} {turn.act}{' killed' if attempt.killed else ''}"
        for words in attempt.said:
            self._forget([str(word) for word in words.get("over", [])])  # type: ignore[attr-defined]
        ledger.kept.update(str(token) for token in attempt.told("kept"))
        for words in attempt.said:
            if "saved" in words:
                ledger.saved[str(words["saved"])] = str(words["sha1"])
                carried = {str(word) for word in words.get("with", [])}  # type: ignore[attr-defined]
                ledger.firm |= carried & (ledger.kept | ledger.outside)
        ledger.bugs += [f"{where}: {str(bug)[-600:]}" for bug in attempt.told("bug")]
        ledger.locks += len(attempt.told("lock removed"))
        refused = attempt.told("refused")
        self.refused += len(refused)
        ledger.refusals.update(re.sub(r"T\d+[.-]\S+", "…", str(words)) for words in refused)
        if attempt.killed:
            ledger.kills += 1
            self.was_killed.add(turn.client)
        elif what in self.usual_s:
            self.usual_s[what].append(attempt.seconds)
            ledger.syncs += what == "sync"
            ledger.parked += sum(int(str(number)) for number in attempt.told("parked"))
            if what == "save" and attempt.seconds > NEXT_SAVE_S:
                ledger.slow.append(f"{where}: {attempt.seconds:.1f} s")

    def _look_for_damage(self, turn: Turn) -> None:
        for path, first in folder_texts(self.way.folders[turn.client]):
            data = first
            if not is_whole(first) and reap(5):  # an orphan may have been writing it
                data = path.read_bytes() if path.exists() else b""
            if not is_whole(data) and path.exists():
                seen = f"{turn.token} {turn.act}: {path.name}: {data[-80:]!r}"
                self.ledger.damaged.setdefault((path.name, data), seen)

    def _settle(self) -> None:
        for number in range(SETTLING_PASSES):
            for client in range(len(self.way.folders)):
                self.by_hand += self.way.begin(client)
                token = f"T{self.seed}.end{number}.c{client}"
                turn = Turn(client, "nothing", 0, (), token, False, "", 0, False, False)
                work = self.way.start_work(client) if number == 0 else None
                if work is not None:
                    self._note(run(work), turn, "start")
                self._note(run(self.way.syncing(turn)), turn, "sync")
            if number and not self._save_rest():
                return

    def _save_rest(self) -> bool:
        """What other programs wrote, and a move killed half-way, is saved by a person; True if so."""
        unlike = False
        for client, folder in enumerate(self.way.folders):
            unlike = unlike or bool(self._unlike(folder))
            paths = self._differing(folder)
            if paths:
                self.rest += len(paths)
                for words in run(lambda say, c=client, p=paths: self.way.save_rest(c, p)).told("bug"):  # type: ignore[misc]
                    self.ledger.bugs.append(f"saving the rest: {str(words)[-200:]}")
        return unlike

    def _unlike(self, folder: Path) -> str:
        """How a client differs from the shared copy; "" if it does not."""
        theirs = git(self.way.remote, "rev-parse", "main")
        if git(folder, "rev-parse", "HEAD", check=False) != theirs:
            return f"{folder.name} does not stand at the shared copy"
        differ = self._differing(folder)
        if not differ:
            return ""
        told = [f"{path} ({how})" for path, how in differ.items()]
        return f"{folder.name} differs in {', '.join(told)}"

    def _differing(self, folder: Path) -> dict[str, str]:
        """How the files of a folder differ from its history, and what of it another program wrote."""
        listed = git(folder, "ls-tree", "-r", "-z", "HEAD").decode().split("\0")[:-1]
        tree = {line.split("\t")[1]: line.split()[2] for line in listed}
        paths = [path.relative_to(folder).as_posix() for path, _ in folder_texts(folder)]
        told = git(folder, "hash-object", "--", *paths).decode().split() if paths else []
        disk = dict(zip(paths, told, strict=True))
        found = {}
        for path in sorted({*tree, *disk}):
            if tree.get(path) != disk.get(path):
                kind = "gone" if path not in disk else "changed" if path in tree else "new"
                marks = tokens((folder / path).read_text()) & self.ledger.outside if path in disk else set()
                found[path] = f"{kind}, {' '.join(sorted(marks)) or 'by nobody'}"
        return found

    def _count(self) -> Result:
        way, ledger = self.way, self.ledger
        repositories = [way.remote, *way.folders]
        seen, texts = found(repositories, way.folders, way.drafts())
        lost = sorted((ledger.saved.keys() | ledger.firm) - seen)
        dug = set()
        if lost:
            for folder in way.folders:
                dug |= tokens(
                    b"\n".join(history_texts(folder, "--all", "--reflog")).decode("utf-8", "replace")
                )
        parts = [
            token for token, sha in ledger.saved.items() if sha and sha not in texts and token not in lost
        ]
        unlike = [words for words in map(self._unlike, way.folders) if words]
        unsound = [folder.name for folder in repositories if not is_sound(folder)]
        left = [str(path.relative_to(folder)) for folder in repositories for path in _left_over(folder)]
        kept_lost, outside_lost = sorted(ledger.kept - seen), sorted(ledger.outside - seen)
        details = [
            *(f"lost: {token}" for token in lost),
            *(f"kept, lost: {token}" for token in kept_lost),
            *(f"outside, lost: {token}" for token in outside_lost),
            *(f"only in parts: {token}" for token in parts),
            *(f"damaged: {words}" for words in ledger.damaged.values()),
            *(f"slow: {words}" for words in ledger.slow),
            *unlike,
            *(f"unsound: {name}" for name in unsound),
            *(f"left over: {name}" for name in left),
            *(f"bug: {words}" for words in ledger.bugs),
            *(f"refused {times} times: {words}" for words, times in ledger.refusals.most_common(12)),
        ]
        return Result(
            way=way.name,
            seed=self.seed,
            rounds=self.count,
            syncs=ledger.syncs,
            kills=ledger.kills,
            acknowledged=len(ledger.saved),
            lost=len(lost),
            lost_but_in_reflog=len(dug.intersection(lost)),
            kept=len(ledger.kept),
            kept_lost=len(kept_lost),
            outside=len(ledger.outside),
            outside_lost=len(outside_lost),
            not_whole=len(parts),
            damaged=len(ledger.damaged),
            by_hand=self.by_hand,
            refused=self.refused,
            saved_at_end=self.rest,
            locks_offered=ledger.locks,
            slow_saves=len(ledger.slow),
            unlike_remote=len(unlike),
            unsound=len(unsound),
            left_over=len(left),
            parked=ledger.parked,
            bugs=len(ledger.bugs),
            details=tuple(details),
        )


def _left_over(folder: Path) -> list[Path]:
    dot_git = folder / ".git" if (folder / ".git").is_dir() else folder
    strange = [
        *dot_git.glob("*index-*"),
        *(path for path in dot_git.rglob("*.lock") if path.name != "kbdesk.lock"),
    ]
    if dot_git != folder:
        strange += [
            path
            for path in folder.rglob("*")
            if path.is_file() and dot_git not in path.parents and path.suffix != ".md"
        ]
    return strange

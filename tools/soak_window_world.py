# SPDX-License-Identifier: MIT
"""What the long soak works in: a library, a team that changes it too, a colleague who hands calls over."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Final

from bench_world import indexed_home, shared_copy

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.desk.inbox import Inbox
from kbdesk.model import Author, Seat

ROOT = Path(__file__).resolve().parents[1]
WIFI: Final = "playbooks/technical/wifi-drops.md"
TEAM_S = 40.0
"""How often the team changes something."""
COLLEAGUE_S = 150.0
"""How often a colleague of tier 1 hands a call over."""
CLASHES = 0.25
"""How often the team changes one of those few articles that the agent writes in, too."""
_ASKS = (
    "Find out what makes 5 GHz drop",
    "Say whether the router is to be changed",
    "Call the practice back",
)


class World:
    """Folders of one soak: ``library`` and ``home`` are the agent's, ``other`` is the team's copy.

    Args:
        folder: an empty folder.
        source: a git folder that is copied; None for the sample library alone.
        seed: the same seed gives the same changes.
    """

    def __init__(self, folder: Path, source: Path | None, seed: int) -> None:
        self._chance = random.Random(seed)
        seed_copy = folder / "seed"
        if source is None:
            seed_copy.mkdir()
            git(seed_copy, "init", "--quiet", "-b", "main")
        else:
            git(
                folder, "clone", "--quiet", "--local", "--no-hardlinks", str(source.resolve()), str(seed_copy)
            )
        for part in ("articles", "playbooks"):
            shutil.copytree(ROOT / part, seed_copy / part, dirs_exist_ok=True)
        git(seed_copy, "add", "-A")
        commit(seed_copy, "The sample library")
        self.home = indexed_home(folder, seed_copy)
        shutil.rmtree(seed_copy)
        shared_copy(folder)
        self.library, self.other = folder / "library", folder / "other"
        self._inbox = folder / "inbox"
        self._inbox.mkdir()
        mine = Home(self.home / "kbdesk-data", self.home / "kbdesk-cache")
        mine.set_who(Author("Mia Tran", "mia@example.org"))
        mine.set_seat(Seat("2", "", str(self._inbox)))
        theirs = Home(folder / "theirs", folder / "theirs-cache")
        theirs.make()
        theirs.set_seat(Seat("1", "", str(self._inbox)))
        self._desk = Desk(self.other, theirs, author="Sam Okoro")
        self._folder = Inbox(theirs, self._desk.clock, self._desk.author)
        self.changes = self.notes = 0

    def team_works(self) -> None:
        """The team changes one to five articles of the shared copy."""
        git(self.other, "pull", "--quiet", "--no-rebase", "--no-edit")
        paths = sorted(path for path in self.other.rglob("*.md") if ".git" not in path.parts)
        own = [path for path in paths if path.is_relative_to(self.other / "articles")]
        chosen = self._chance.sample(paths, min(len(paths), self._chance.randrange(1, 6)))
        if self._chance.random() < CLASHES:
            chosen.append(self._chance.choice(own))
        for path in chosen:
            if "playbooks" not in path.parts:
                path.write_bytes(
                    path.read_bytes().rstrip() + f"\n\nThe team's line {self.changes}.\n".encode()
                )
        commit(self.other, "Lines of the team")
        done = git(self.other, "push", "--quiet", strict=False)  # if the agent was faster: the next time
        self.changes += done

    def colleague_hands_over(self) -> None:
        """A call of tier 1 comes into the inbox."""
        calls = self._desk.calls
        run_id = calls.start(WIFI, ("my wifi keeps cutting out",)).run.id
        for name, value, answer in (
            ("wan_light", "green", 1),
            ("since", "Monday", 2),
            ("router_model", "X200", 2),
        ):
            calls.record(run_id, name, value)
            calls.answer(run_id, answer)
        filled = {blank.key: blank.value for blank in calls.escalation(run_id).blanks}
        asked = {
            "to_tier": "2",
            "ask": self._chance.choice(_ASKS),
            "impact_who": "A practice",
            "contact": "Dr. Lee",
        }
        asked |= {"promised": "A call back today", "if": "the light turns red", "then": "call at once"}
        handed = calls.hand_over(run_id, {**filled, **asked})
        self._folder.put(handed.path, handed.preview.note)
        self.notes += 1

    def environment(self) -> dict[str, str]:
        """The environment in which the window works in these folders."""
        env = {
            key: text for key, text in os.environ.items() if not key.startswith(("KBDESK_", "XDG_", "GIT_"))
        }
        env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        runtime = self.home / "run"
        env |= {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime), "KBDESK_NAME": "Mia Tran"}
        env |= {
            "KBDESK_DATA": str(self.home / "kbdesk-data"),
            "KBDESK_CACHE": str(self.home / "kbdesk-cache"),
        }
        env |= {"KBDESK_LOGS": str(self.home / "logs"), "NO_AT_BRIDGE": "1"}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        return {"QT_QPA_PLATFORM": "offscreen", **env}

    def grown(self) -> dict[str, int]:
        """What was stored in the end."""
        written = list((self.home / "kbdesk-data" / "handoffs").glob("*.md"))
        return {
            "team_changes": self.changes,
            "notes_received": self.notes,
            "notes_written": len(written),
            "versions": int(
                subprocess.check_output(["git", "rev-list", "--count", "HEAD"], cwd=self.library)
            ),
        }

    def close(self) -> None:
        """Let go of the colleague's desk."""
        self._desk.close()


def commit(folder: Path, message: str) -> None:
    """Store everything that changed, in the team's name."""
    git(folder, "commit", "--quiet", "--allow-empty", "-am", message)


def git(folder: Path, *words: str, strict: bool = True) -> bool:
    """Run git in a folder; whether it worked.

    Raises:
        subprocess.CalledProcessError: it did not, and that is not expected.
    """
    who = ("-c", "user.name=Team", "-c", "user.email=team@example.org")
    return (
        subprocess.run(["git", *who, *words], cwd=folder, check=strict, capture_output=True).returncode == 0
    )

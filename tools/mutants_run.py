# SPDX-License-Identifier: MIT
"""A plug-in of pytest: run the tests that come by each of many mutants, each mutant in a fork of its own.

mutmut starts pytest anew for each mutant, which finds all tests again; here they are found once. What the
tests come by, and how long they take, is what mutmut found out (``mutmut-stats.json``).

``KBDESK_MUTANTS`` names a file with a mutant in each line; beside it, with ``.ended``, a line is added for
each: its name, how it ended (``noticed``, ``survived``, ``no test``, ``slow``), and the seconds it took.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

_SLOWER = 5.0
"""A mutant may take so much longer than its tests do without it, and some seconds more."""
_MORE_S = 5.0
_ENDS = {0: "survived", 1: "noticed"}


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run no test here, but those of each mutant in a fork."""
    path = Path(os.environ["KBDESK_MUTANTS"])
    stats = json.loads(Path("mutmut-stats.json").read_text(encoding="utf-8"))
    forks = _Forks(session, path.with_suffix(".ended"), stats["duration_by_test"])
    for name in path.read_text(encoding="utf-8").split():
        forks.begin(name, stats["tests_by_mangled_function_name"].get(name.rpartition("__mutmut_")[0], []))
    forks.wait(0)
    return True


class _Forks:
    """The forks at work, as many at once as ``KBDESK_MUTANT_JOBS`` says."""

    def __init__(self, session: pytest.Session, ended: Path, took: dict[str, float]) -> None:
        self._session = session
        self._ended = ended
        self._took = took
        self._items = {item.nodeid: item for item in session.items}
        self._jobs = int(os.environ.get("KBDESK_MUTANT_JOBS", "1"))
        self._at_work: dict[int, tuple[str, float]] = {}
        self._rooms = Path(str(ended) + ".tmp")

    def begin(self, name: str, tests: list[str]) -> None:
        """Fork for one mutant, when there is room."""
        tests = sorted((test for test in tests if test in self._items), key=lambda test: self._took[test])
        if not tests:
            self._note(name, "no test", 0.0)
            return
        self.wait(self._jobs - 1)
        fork = os.fork()
        if not fork:
            self._try(name, tests)
        self._at_work[fork] = name, time.monotonic()

    def wait(self, left: int) -> None:
        """Wait until not more than so many are at work."""
        while len(self._at_work) > left:
            fork, status = os.wait()
            if fork not in self._at_work:
                continue
            name, began = self._at_work.pop(fork)
            shutil.rmtree(self._rooms / str(fork), ignore_errors=True)
            self._note(name, _ENDS.get(os.waitstatus_to_exitcode(status), "slow"), time.monotonic() - began)

    def _note(self, name: str, end: str, took_s: float) -> None:
        with self._ended.open("a", encoding="utf-8") as file:
            file.write(f"{name}\t{end}\t{took_s:.2f}\n")

    def _try(self, name: str, tests: list[str]) -> None:
        """Run the tests until one notices; ends the fork."""
        os.setsid()
        allowed_s = round(_SLOWER * sum(self._took[test] for test in tests) + _MORE_S)
        resource.setrlimit(resource.RLIMIT_CPU, (allowed_s, allowed_s + 5))
        signal.alarm(4 * allowed_s)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        room = self._rooms / str(os.getpid())
        room.mkdir(parents=True)
        self._session.config._tmp_path_factory._basetemp = room
        from mutmut.mutation.trampoline import set_mutant_under_test  # noqa: PLC0415

        set_mutant_under_test(name)
        items = [self._items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os._exit(1)
        os._exit(0)

# SPDX-License-Identifier: MIT
"""When to get and send updates again: after a save, now and then, and after failures at growing distances."""

from __future__ import annotations

from kbdesk.model import TeamState

SOON_S = 1.5
"""After a library was opened and shown."""

AFTER_SAVE_S = 20.0
"""A writer often saves again within this time; one round then carries all."""

REGULAR_S = 300.0
SPREAD = 0.2
"""Regular rounds come every 5 minutes, or as the person chose, a fifth more or less, so that a team's windows
do not meet."""

FIRST_RETRY_S = 5.0
LONGEST_RETRY_S = 600.0


def failing(state: TeamState) -> bool:
    """Whether this round should be tried again sooner than usual."""
    return state.phase in ("offline", "failed", "waiting")


def next_round_s(
    state: TeamState, failures: int, chance: float, regular_s: float = REGULAR_S
) -> float | None:
    """Seconds until the next round; None if it would be no use before the person does something.

    Args:
        state: what the last round came to.
        failures: how many rounds in a row failed, this one included.
        chance: a random number from 0 to 1.
        regular_s: seconds between two rounds while all is well.
    """
    if state.phase in ("alone", "sign-in"):
        return None  # a name and password that were refused must not be tried again and again
    if failures:
        wait = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(failures - 1, 20))
        return wait * (1 - SPREAD * chance)
    return regular_s * (1 + SPREAD * (2 * chance - 1))

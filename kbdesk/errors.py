# SPDX-License-Identifier: MIT
"""What may go wrong for a person: one exception that carries the sentence they read."""


class KbError(Exception):
    """An expected failure, raised where it is known and shown in one place.

    Args:
        message: what happened and to which file, as one sentence.
        hint: what to do next, as one sentence; "" if there is nothing to do.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

# SPDX-License-Identifier: MIT
"""What may go wrong for a person: one exception that carries the sentence they read."""

from kbdesk.language import tr


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


class Cancelled(KbError):  # noqa: N818 - no error, and the name that everyone uses
    """The person stopped what was running; nothing half-done is left."""

    def __init__(self, message: str = "", hint: str = "") -> None:
        super().__init__(message or tr("It was stopped as you asked."), hint)


class ChangedMeanwhile(KbError):  # noqa: N818 - says what happened
    """A file is not what the writing began from, so nothing was put over it.

    Args:
        path: the file in the library.
    """

    def __init__(self, path: str) -> None:
        super().__init__(
            tr("{path} was changed by somebody else since you opened it.", path=path),
            tr("Your text is kept; compare the two and choose."),
        )
        self.path = path

# SPDX-License-Identifier: MIT
"""Where kbdesk keeps what is the user's own: never in the library."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from kbdesk.errors import KbError
from kbdesk.language import tr

if TYPE_CHECKING:
    from kbdesk.model import Author, Seat

_WHO = "who.json"
_SEAT = "seat.json"


@dataclass(frozen=True, slots=True)
class Home:
    """The user's folders: ``data`` for cases and notes, ``cache`` for what can be made again.

    ``aside`` stands in for the folder of the user's own keys in a safe start.
    """

    data: Path
    cache: Path
    aside: Path | None = None

    @classmethod
    def of_user(cls) -> Home:
        """The folders of this user; ``KBDESK_DATA`` and ``KBDESK_CACHE`` move them."""
        data = os.environ.get("KBDESK_DATA") or platformdirs.user_data_dir("kbdesk", appauthor=False)
        cache = os.environ.get("KBDESK_CACHE") or platformdirs.user_cache_dir("kbdesk", appauthor=False)
        return cls(Path(data), Path(cache))

    @property
    def keys(self) -> Path:
        """The folder of the user's own keys."""
        return self.aside or self.data

    @property
    def cases(self) -> Path:
        """The agent's own runs, searches and settings (SQLite)."""
        return self.data / "cases.sqlite"

    @property
    def cases_backups(self) -> tuple[Path, ...]:
        """Copies of the case store from before it was brought up to date."""
        return tuple(self.data.glob(f"{self.cases.name}.backup-*"))

    @property
    def cases_damaged(self) -> tuple[Path, ...]:
        """Damaged case stores that were put aside, with their logs."""
        return tuple(self.data.glob(f"{self.cases.name}.damaged-*"))

    @property
    def handoffs(self) -> Path:
        """Where exported notes go."""
        return self.data / "handoffs"

    def drafts(self, root: str) -> Path:
        """Where the drafts of a library are kept; the folder is made.

        Raises:
            KbError: it cannot be made.
        """
        from kbdesk.library import drafts_folder  # noqa: PLC0415 - the window is painted before workers

        return drafts_folder(self.data, root)

    def who(self) -> Author | None:
        """The person that saves are made in the name of; None if nobody was asked yet."""
        from kbdesk.model import Author  # noqa: PLC0415 - the window is painted before values are needed

        try:
            known = _read(self.data / _WHO)
            name, email = known["name"], known["email"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):  # ask again
            return None
        return Author(name, email) if isinstance(name, str) and isinstance(email, str) else None

    def proposed_who(self) -> Author:
        """Who may be writing: the one who was asked, else what this computer knows of its user."""
        from kbdesk.library import suggested_author  # noqa: PLC0415 - as above

        return self.who() or suggested_author()

    def set_who(self, author: Author) -> Author:
        """Remember who saves, and give the name and address as they will be shown.

        Raises:
            KbError: they cannot be used, or cannot be written.
        """
        from kbdesk.library import check_author  # noqa: PLC0415 - as above

        known = check_author(author)
        self._write(_WHO, {"name": known.name, "email": known.email})
        return known

    def seat(self) -> Seat:
        """Where this person works; tier 1 without an inbox if nobody was asked yet."""
        from kbdesk.model import TIERS, Seat  # noqa: PLC0415 - as above

        try:
            known = _read(self.data / _SEAT)
            tier = next(one for one in TIERS if one == known["tier"])
            days = known.get("keep_days", 30)
            texts = known.get("team", ""), known.get("inbox", "")
        except (OSError, ValueError, TypeError, KeyError, AttributeError, StopIteration, RecursionError):
            return Seat()
        if not (isinstance(days, int) and all(isinstance(text, str) for text in texts)):
            return Seat()
        return _with_profile(Seat(tier, *texts, max(0, days)), known)

    def set_seat(self, seat: Seat) -> None:
        """Remember where this person works.

        Raises:
            KbError: it cannot be written.
        """
        self._write(_SEAT, asdict(seat))

    def _write(self, name: str, values: dict[str, object]) -> None:
        import json  # noqa: PLC0415 - as above

        from kbdesk.library import write_atomic  # noqa: PLC0415 - as above

        self.make()
        try:
            write_atomic(self.data / name, f"{json.dumps(values, ensure_ascii=False, indent=2)}\n".encode())
        except OSError as error:
            raise KbError(
                tr("{path} cannot be written: {reason}.", path=self.data / name, reason=error.strerror)
            ) from error

    def make(self) -> None:
        """Make the folders, for this user alone.

        Raises:
            KbError: if a folder cannot be made.
        """
        for folder in (self.data, self.cache):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise KbError(
                    tr(
                        "The folder {folder} cannot be made: {reason}.",
                        folder=folder,
                        reason=error.strerror,
                    ),
                    tr("Set KBDESK_DATA and KBDESK_CACHE to folders that you may write to."),
                ) from error


def _read(place: Path) -> Any:  # noqa: ANN401 - whatever is there
    """What a file of ours says, as JSON."""
    import json  # noqa: PLC0415 - the window is painted before anything of this is read

    return json.loads(place.read_bytes())


def _with_profile(seat: Seat, known: dict[str, object]) -> Seat:
    """The seat with role, audience, products and what public wording asks for, as far as they can be read."""
    from kbdesk.model import ROLES  # noqa: PLC0415 - as above
    from kbdesk.model.roles import READABLE  # noqa: PLC0415 - as above

    role = [one for one in ROLES if one == known.get("role")]
    audience, products, limit = (known.get(name) for name in ("audience", "products", "limit"))
    return replace(
        seat,
        role=role[0] if role else "",
        audience=audience if isinstance(audience, str) and audience in READABLE else "",
        products=tuple(one for one in products if isinstance(one, str)) if isinstance(products, list) else (),
        limit=limit if isinstance(limit, int) and limit > 0 else seat.limit,
        second_eyes=known.get("second_eyes") is not False,
    )


def user_name() -> str:
    """The name of the person at this computer: ``KBDESK_NAME``, else as the system knows it, else "agent"."""
    if os.environ.get("KBDESK_NAME", "").strip():
        return os.environ["KBDESK_NAME"].strip()
    try:
        import pwd  # noqa: PLC0415 - does not exist on Windows

        full = pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
        if full:
            return full
    except (ImportError, KeyError):
        pass
    import getpass  # noqa: PLC0415 - as above

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "agent"


def is_in_repository(folder: Path) -> bool:
    """Whether a folder lies in a library, whatever links lead there."""
    real = Path(os.path.realpath(folder))  # Path.resolve fails at a link that leads to itself
    return any((above / ".git").exists() for path in (folder, real) for above in (path, *path.parents))

# SPDX-License-Identifier: MIT
"""What PySide6 does to Python: what it imports for nothing, Python's import, the values that it touches."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from kbdesk.ui.on_demand import on_demand

_TRIED = 'version = "6.11.'
_TELLING = ("errorhandler", "layout", "parser", "lib/enum_sig", "lib/pyi_generator", "lib/tool")


def _may_wait() -> bool:
    """Whether this is a PySide6 that was tried so: what others look for in these modules is not known."""
    found = find_spec("PySide6")
    if found is None or found.origin is None:
        return False
    try:
        return _TRIED in Path(found.origin).with_name("_config.py").read_text(encoding="utf-8")
    except OSError:  # in a bundle it is no file
        return False


# PySide6 compiles what tells the signatures of its functions at each start, from a file inside its library.
# Only the text of a wrong call and ``help`` need it: a quarter of the time that Qt's modules take to come.
with on_demand(*(f"shibokensupport/signature/{name}.py" for name in (_TELLING if _may_wait() else ()))):
    import PySide6  # noqa: F401 - all of it follows from here

# PySide6 reads the source of each module that is imported after it and keeps all its lines, to see whether it
# might want ``from __feature__ import snake_case`` (see its ``feature.py``). Nothing here does: Python's own
# import saves a tenth of the start and 21 MB.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

from PySide6.QtCore import QObject  # noqa: E402 - the first that is spared

CALLS = 200


def check_binding(call: Callable[[], object] | None = None) -> None:
    """See that calls into Qt leave Python's count of ``None`` alone.

    PySide6 6.12.0 takes a reference from it at each call; on Python before 3.12 the program is ended by that
    after some 5,000 calls, in the middle of somebody's work.

    Args:
        call: what is called; a call into Qt without a result if None.

    Raises:
        KbError: they do not.
    """
    probe = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        if call is None:
            probe.setObjectName("")
        else:
            call()
    if sys.getrefcount(None) > before - CALLS // 2:
        return
    from kbdesk.errors import KbError  # noqa: PLC0415 - a start that goes well needs neither
    from kbdesk.language import tr  # noqa: PLC0415 - as above

    raise KbError(
        tr("The installed version of PySide6 damages Python and would end kbdesk while you work."),
        tr("Install kbdesk anew, which brings a sound version: pipx reinstall kbdesk"),
    )

# SPDX-License-Identifier: MIT
"""Modules that are compiled when one of their names is asked for, and not when they are imported."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock  # noqa: TID251 - any lane may be the first to ask
from typing import Any

_STUB = """
from kbdesk.ui.on_demand import value_of

def __getattr__(name):
    return value_of(globals(), {file!r}, name)
"""
_sources: dict[str, Any] = {}
_lock = RLock()


@contextmanager
def on_demand(*files: str) -> Iterator[None]:
    """Let modules wait that an importer compiles while this holds, for importers that keep no compiled files.

    Args:
        files: the names of their sources, as the importer gives them to ``compile``.
    """
    whole = builtins.compile

    def later(source: Any, filename: Any, mode: str, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        if filename in files:
            _sources[filename] = source
            source = _STUB.format(file=filename)
        return whole(source, filename, mode, *rest, **options)

    builtins.compile = later
    try:
        yield
    finally:
        builtins.compile = whole


def value_of(names: dict[str, Any], file: str, name: str) -> object:
    """What a name of such a module stands for; the module is made whole now.

    Raises:
        AttributeError: it has no such name. What Python itself looks for, ``__path__`` and the like, is none.
    """
    if not name.startswith("__"):
        with _lock:
            source = _sources.pop(file, None)
            if source is not None:
                waiting = names["__getattr__"]
                exec(compile(source, file, "exec", dont_inherit=True), names)  # noqa: S102 - as the importer does
                if names.get("__getattr__") is waiting:
                    del names["__getattr__"]
        if name in names:
            return names[name]
    raise AttributeError(f"module {names.get('__name__')!r} has no attribute {name!r}")

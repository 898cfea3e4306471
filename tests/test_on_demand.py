# SPDX-License-Identifier: MIT
"""Modules that are compiled when one of their names is asked for."""

from __future__ import annotations

from types import ModuleType

import pytest

from kbdesk.ui.on_demand import on_demand

WAITS = "made/waits.py"


def made(source, file=WAITS):
    """A module as an importer makes it that compiles what it reads."""
    with on_demand(WAITS):
        module = ModuleType("waits")
        exec(compile(source, file, "exec"), vars(module))
    return module


def test_a_module_waits_until_a_name_is_asked_for():
    """Python's own look for ``__path__`` makes nothing; the first name that is asked for makes all."""
    seen = []
    module = made("seen.append(1)\nname = 'value'\ndef twice(): return name * 2\n")
    vars(module)["seen"] = seen
    assert not hasattr(module, "__path__") and seen == []
    assert (module.twice(), module.name, seen) == ("valuevalue", "value", [1])
    with pytest.raises(AttributeError, match="module 'waits' has no attribute 'other'"):
        _ = module.other
    assert seen == [1]


def test_a_name_that_is_not_there_makes_the_module_too():
    """It says so as ever, once and again, and what it has of its own for such names is used."""
    module = made("def __getattr__(name): return name.upper()\n")
    with pytest.raises(AttributeError):
        _ = module.first
    assert module.second == "SECOND"


def test_all_other_files_are_compiled_at_once():
    """Also after it, and a mistake in them is told as ever."""
    assert vars(made("name = 1\n", "made/other.py"))["name"] == 1
    with pytest.raises(SyntaxError):
        made("name =\n", "made/other.py")
    assert vars(made("name = 2\n", "made/other.py"))["name"] == 2

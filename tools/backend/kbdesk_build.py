# SPDX-License-Identifier: MIT
"""The build backend: flit, with the sample library and the help put into the package.

Both stand at the top of the source, where people look for them; an installed kbdesk needs them beside its
code. The wheel is built from a copy, so the source tree is only ever read.

The same commit gives the same bytes, wherever and whenever it is built: every file bears the time of the
commit, which the source archive keeps. ``SOURCE_DATE_EPOCH`` in the environment goes before that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flit_core import buildapi
from flit_core.buildapi import (
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = (
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
)

SAMPLE = ("articles", "playbooks", "synonyms.md")
"""What the sample library is made of; in the package it is ``kbdesk/sample``."""
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "conf.py")
_EPOCH = "SOURCE_DATE_EPOCH"


def build_sdist(sdist_directory: str, config_settings: Mapping[str, object] | None = None) -> str:
    """Build the source archive; give its name."""
    with _dated(Path.cwd()):
        name: str = buildapi.build_sdist(sdist_directory, config_settings)
        return name


def build_wheel(
    wheel_directory: str,
    config_settings: Mapping[str, object] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Build a wheel that holds the sample library and the help, too; give its name."""
    place = Path(wheel_directory).resolve()
    with _dated(Path.cwd()), _staged(Path.cwd()):
        name: str = buildapi.build_wheel(str(place), config_settings, metadata_directory)
        return name


@contextmanager
def _staged(source: Path) -> Iterator[None]:
    """Work in a copy of what a wheel is made of, with everything in its place."""
    with tempfile.TemporaryDirectory(prefix="kbdesk-build-") as scratch:
        place = Path(scratch)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy2(source / name, place)
        package = place / "kbdesk"
        shutil.copytree(source / "kbdesk", package, ignore=_LEFT_OUT)
        for name in SAMPLE:
            copy = shutil.copytree if (source / name).is_dir() else shutil.copy2
            (package / "sample").mkdir(exist_ok=True)
            copy(source / name, package / "sample" / name)
        shutil.copytree(source / "docs", package / "help", ignore=_LEFT_OUT)
        shutil.copy2(source / "ARCHITECTURE.md", package / "help" / "architecture.md")
        os.chdir(place)
        try:
            yield
        finally:
            os.chdir(source)


@contextmanager
def _dated(source: Path) -> Iterator[None]:
    """Tell flit the time that all files of the archive bear, if the environment does not."""
    before, moment = os.environ.get(_EPOCH), _moment(source)
    if not before and moment:
        os.environ[_EPOCH] = moment
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_EPOCH, None)


def _moment(source: Path) -> str:
    """Seconds since 1970 of the commit that this source is, or of the archive that it was unpacked from."""
    if (source / "PKG-INFO").exists():  # only an archive has it, and all else in it bears the commit's time
        return str(int((source / "pyproject.toml").stat().st_mtime))
    if not (source / ".git").exists():  # another project's repository around this folder tells nothing
        return ""
    try:
        command = ["git", "-C", str(source), "log", "-1", "--format=%ct"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""

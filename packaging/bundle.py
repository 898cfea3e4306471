# SPDX-License-Identifier: MIT
"""Make the one-folder bundle in FOLDER/dist, and pack it: ``python packaging/bundle.py FOLDER``.

A virtual environment of its own holds what is pinned, and kbdesk from its wheel: what is tried is what is
shipped. The same on Linux, Windows and macOS; nothing but Python is needed.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINNED = (ROOT / "requirements.txt", ROOT / "packaging" / "requirements.txt")


def main(work: Path) -> int:
    """Make it in this folder, and say where it is."""
    work.mkdir(parents=True, exist_ok=True)
    python = environment(work / "venv")
    for old in ("wheel", "dist", "build"):
        shutil.rmtree(work / old, ignore_errors=True)
    run(
        *(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
        *("--wheel-dir", str(work / "wheel"), str(ROOT)),
        cwd=work,
        quiet=True,
    )
    wheel = next((work / "wheel").glob("*.whl"))
    pip(python, "--force-reinstall", "--no-deps", "--no-index", str(wheel))
    run(python, str(ROOT / "packaging" / "icons.py"), str(work / "icons"), cwd=work)
    run(
        *(python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(work / "dist"), "--workpath", str(work / "build")),
        str(ROOT / "packaging" / "kbdesk.spec"),
        cwd=work,
        more={"KBDESK_ICONS": str(work / "icons")},
    )
    made = work / "dist" / ("kbdesk.app" if sys.platform == "darwin" else "kbdesk")
    if sys.platform != "darwin":  # nothing may be put into an app beside its signature
        shutil.copy(ROOT / "LICENSE", made)
    if sys.platform == "linux" and shutil.which("strip"):
        for library in made.glob("_internal/libpython3*.so*"):  # half of it is for debuggers
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=False)
    size_mb = (
        sum(path.stat().st_size for path in made.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    )
    print(f"The bundle is {made} ({size_mb:.0f} MB), packed in {pack(work, made)}")
    return 0


def environment(place: Path) -> str:
    """The Python of a virtual environment with what is pinned; made anew where that changed."""
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = place / "pinned"
    if not done.exists() or any(path.stat().st_mtime > done.stat().st_mtime for path in PINNED):
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True)
        print(
            f"Installing what {' and '.join(path.relative_to(ROOT).as_posix() for path in PINNED)} pin …",
            flush=True,
        )
        for path in PINNED:
            pip(str(python), "--require-hashes", "-r", str(path))
        done.touch()
    return str(python)


def pip(python: str, *words: str) -> None:
    """Install with pip, quietly."""
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words)


def run(*words: str, cwd: Path = ROOT, quiet: bool = False, more: dict[str, str] | None = None) -> None:
    """Run a program; the first that fails ends it all."""
    out = subprocess.DEVNULL if quiet else None
    subprocess.run(words, check=True, cwd=cwd, stdout=out, env={**os.environ, **(more or {})})


def pack(work: Path, made: Path) -> Path:
    """The bundle in one file: a zip on Windows and on macOS (which keeps links and rights), else a tar."""
    name = work / f"kbdesk-{sys.platform}-{platform.machine().lower()}"
    if sys.platform == "darwin":
        run("ditto", "-c", "-k", "--keepParent", str(made), f"{name}.zip")
        return Path(f"{name}.zip")
    kind = "zip" if sys.platform == "win32" else "gztar"
    return Path(shutil.make_archive(str(name), kind, made.parent, made.name))


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]).resolve()))
    except subprocess.CalledProcessError as error:
        sys.exit(f"It was not made: {Path(error.cmd[0]).name} ended with code {error.returncode}.")

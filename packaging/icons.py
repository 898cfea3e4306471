# SPDX-License-Identifier: MIT
"""Draw the programs' icons from the window's own strokes: ``python packaging/icons.py FOLDER``.

PNG of several sizes, and what this system's programs carry (.ico on Windows, .icns on macOS).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication

from kbdesk.ui.icons import pixmap

SIZES = (16, 32, 48, 64, 128, 256, 512, 1024)


def main(folder: Path) -> int:
    """Draw them into this folder."""
    app = QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        pixmap("app", "#0b5cad", size).save(str(folder / f"kbdesk-{size}.png"))
    if not pixmap("app", "#0b5cad", 256).save(str(folder / "kbdesk.ico")):
        sys.exit("This Qt cannot write .ico files.")
    if sys.platform == "darwin":
        _icns(folder)
    del app
    return 0


def _icns(folder: Path) -> None:
    """An .icns of all sizes, by the system's own tool."""
    pictures = folder / "kbdesk.iconset"
    pictures.mkdir(exist_ok=True)
    for size in (16, 32, 128, 256, 512):
        for scale, name in ((1, ""), (2, "@2x")):
            drawn = folder / f"kbdesk-{size * scale}.png"
            (pictures / f"icon_{size}x{size}{name}.png").write_bytes(drawn.read_bytes())
    subprocess.run(["iconutil", "-c", "icns", str(pictures), "-o", str(folder / "kbdesk.icns")], check=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

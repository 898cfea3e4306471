# SPDX-License-Identifier: MIT
"""Puts the pictures that the docs show from a tour into docs/pictures: tools/docs_pictures.py TOUR.

Every picture of the docs is one of a tour, so `make pictures` takes all of them anew.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

DOCS = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE = "light-1280x800"
SHOWN = {
    "beginning": ("beginning", WIDE),
    "guide": ("guide", WIDE),
    "help": ("help", WIDE),
    "actions": ("actions", WIDE),
    "call": ("two-answers", WIDE),
    "narrow": ("two-answers", "light-480x800"),
    "dark": ("two-answers", "dark-1280x800"),
    "large": ("two-answers", "light-1280x800-200"),
    "escalation": ("escalation", WIDE),
    "next-tier": ("handoff", WIDE),
    "writing": ("writing", WIDE),
    "history": ("history", WIDE),
}
"""The scene, and its look and size, of each picture of the docs."""


def place(tour: Path) -> list[str]:
    """Write the pictures, in few enough colours to be small; give the names of those that were missing."""
    app = QGuiApplication.instance() or QGuiApplication([])
    del app
    missing = []
    for name, (scene, look) in SHOWN.items():
        found = sorted(tour.glob(f"[0-9][0-9]-{scene}-{look}.png"))
        if not found:
            missing.append(f"{scene}-{look}")
            continue
        target = DOCS / f"{name}.png"
        small(QImage(str(found[0]))).save(str(target), "PNG", 0)  # 0 packs most
    return missing


def small(picture: QImage) -> QImage:
    """The picture in its 256 most frequent colours, each pixel in the nearest: no eye sees a difference."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(picture.constBits()).cast("I"))
    table = [colour | 0xFF000000 for colour, _ in counted.most_common(256)]
    plain = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, plain)


if __name__ == "__main__":
    gone = place(Path(sys.argv[1]))
    if gone:
        sys.exit(f"The tour has no {', '.join(gone)}. Take it with: kbdesk tour DIR --all")

# SPDX-License-Identifier: MIT
"""What a widget really writes, and where: it is drawn as SVG, in which nothing is cut off, and read back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QRegion, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBERS = re.compile(r"-?[\d.]+(?:e-?\d+)?")


@dataclass(frozen=True)
class Words:
    """Some words as they are drawn, and the room that they take in the widget's own pixels."""

    text: str
    room: QRectF


def words_of(widget: QWidget) -> list[Words]:
    """The words that a widget draws itself, not those of its children."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    svg.setSize(widget.size())
    svg.setResolution(widget.logicalDpiX())
    widget.render(svg, QPoint(), QRegion(), QWidget.RenderFlag(0))
    buffer.close()
    found: list[Words] = []
    _collect(ET.fromstring(bytes(data).decode("utf-8")), QTransform(), {}, found)
    return found


def _collect(node: ET.Element, at: QTransform, look: dict[str, str], found: list[Words]) -> None:
    look = {**look, **node.attrib}
    moved = node.get("transform", "")
    if moved.startswith("matrix"):
        at = QTransform(*map(float, _NUMBERS.findall(moved))) * at
    if node.tag == f"{_SVG}text" and (text := "".join(node.itertext())).strip():
        found.append(Words(text, at.mapRect(_room(text, look))))
    for child in node:
        _collect(child, at, look, found)


def _room(text: str, look: dict[str, str]) -> QRectF:
    font = QFont(look.get("font-family", "").strip("'"))
    font.setPixelSize(max(1, round(float(_NUMBERS.findall(look.get("font-size", "13"))[0]))))
    font.setWeight(QFont.Weight(int(look.get("font-weight", "400"))))
    metrics = QFontMetricsF(font)
    left, base = float(look.get("x", "0")), float(look.get("y", "0"))
    return QRectF(left, base - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())

# SPDX-License-Identifier: MIT
"""A page of the reading pane as HTML for paper: black on white, the addresses of its links written out."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImageReader

from kbdesk.language import tr
from kbdesk.model import Page, Rendered

COLUMN = 600
"""The widest picture, in pixels of 1/96 inch: what an A4 page with its margins has room for."""
PIXELS = 40_000_000
"""Of a picture that is larger only its name is printed."""

_COPY = re.compile(r'<p class="copy" align="right"><a href="kb:copy/\d+">[^<]*</a></p>')
_LINK = re.compile(r'<a href="kblink:(\d{1,6})">(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'<img src="kbimg:(\d{1,6})" alt="([^"]*)">')
_OTHER = re.compile(r'<a href="kb:[^"]*">(.*?)</a>', re.DOTALL)
_PANEL = re.compile(r'<table class="(code|say|callout [a-z]+)" width="100%" cellpadding="10"')
_GROUNDS = {"code": "#f4f5f7", "say": "#eef4ff"}
_CALL_OUT = "#f4f5f7"
_SAY = '<table class="say" width="100%" cellpadding="6" bgcolor="#eef4ff" cellspacing="0"><tr><td>'
_TAGS = re.compile(r"<[^>]*>")
_WEB = ("http://", "https://", "mailto:")

STYLE = """
h1 { font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; } h4 { font-size: 10.5pt; }
body { font-size: 10pt; color: #1b1f24; } a { color: #0b4fb3; text-decoration: none; }
p, li { line-height: 125%; margin-top: 0; margin-bottom: 6px; }
pre, code { font-family: monospace; font-size: 9pt; } pre { white-space: pre-wrap; margin: 0; }
table { margin-top: 4px; margin-bottom: 8px; } table.grid { border-collapse: collapse; }
table.grid td, table.grid th { border: 1px solid #6b7280; padding: 4px; }
.where, .address, .foot { color: #4b5563; font-size: 8.5pt; } .notice { color: #1b1f24; font-size: 9pt; }
"""
"""For what understands a part of CSS only, and prints."""


def article_html(page: Page, library: str) -> str:
    """An article or playbook as it is read.

    Args:
        page: the document.
        library: the name of its library.
    """
    document, revision, meta = page.document, page.revision, page.document.meta
    where = [f"{library} · {document.path}"]
    if revision is not None:
        where.append(tr("last changed {day} by {who}", day=revision.date[:10], who=revision.author))
    said = [
        (tr("Tier"), meta.tier),
        (tr("State"), meta.confidence),
        (tr("Owner"), meta.owner),
        (tr("Reviewed"), meta.reviewed),
    ]
    where.append(" · ".join(f"{name}: {value}" for name, value in said if value))
    lines = "<br>".join(escape(line) for line in where if line)
    notices = "".join(f'<p class="notice"><b>{escape(text)}</b></p>' for text in page.notices)
    body = printable(page.rendered, page.pictures)
    return _whole(document.title, f'<p class="where">{lines}</p>{notices}{body}')


def note_html(rendered: Rendered, title: str, case: str) -> str:
    """A handoff note as it is read; what comes from outside leads nowhere.

    Args:
        rendered: the note, without links and pictures.
        title: its issue.
        case: its id.
    """
    foot = tr("Handoff {case}. It may hold a customer's data: keep it as such.", case=case)
    return _whole(title, f'{printable(rendered, ())}<p class="foot">{escape(foot, quote=False)}</p>')


def printable(rendered: Rendered, pictures: tuple[bytes, ...]) -> str:
    """The renderer's HTML with what its numbers stand for put in their places."""
    html = _COPY.sub("", rendered.html)
    html = _LINK.sub(_linked(rendered.links), html)
    html = _PICTURE.sub(_pictured(pictures), html)
    html = _OTHER.sub(r"\1", html)
    html = _PANEL.sub(_panel, html)
    say = tr("Say:")
    return html.replace(_SAY, f'{_SAY}<p class="address"><b>{escape(say)}</b></p>')  # printers omit grounds


def _whole(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _linked(links: tuple[str, ...]) -> Callable[[re.Match[str]], str]:
    """Writes a link with its address behind it, unless the words say it."""

    def link(found: re.Match[str]) -> str:
        number, words = int(found[1]), found[2]
        target = links[number] if number < len(links) else ""
        said = unquote(_TAGS.sub("", words).replace("\u200b", "").strip())
        if target.startswith(_WEB):
            shown = "" if said in (target, target.removeprefix("mailto:")) else target
            address = f' <span class="address">({escape(shown)})</span>' if shown else ""
            return f'<a href="{escape(target)}">{words}</a>{address}'
        behind = "" if not target or target.startswith("#") or said == target else target
        return f'{words} <span class="address">({escape(behind)})</span>' if behind else words

    return link


def _pictured(pictures: tuple[bytes, ...]) -> Callable[[re.Match[str]], str]:
    def picture(found: re.Match[str]) -> str:
        number = int(found[1])
        data = pictures[number] if number < len(pictures) else b""
        size = size_of(data)
        if size.isEmpty() or size.width() * size.height() > PIXELS:
            return (
                tr("[Picture: {title}]", title=found[2])
                if found[2]
                else tr("[Picture: without a description]")
            )
        width = min(COLUMN, size.width())
        source = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        return f'<img src="{source}" alt="" width="{width}">'

    return picture


def size_of(data: bytes) -> QSize:
    """The size of an encoded picture in pixels; an empty one if it is none."""
    if not data:
        return QSize()
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(buffer).size()


def _panel(found: re.Match[str]) -> str:
    ground = _GROUNDS.get(found[1], _CALL_OUT)
    return f'<table class="{found[1]}" width="100%" cellpadding="6" bgcolor="{ground}"'

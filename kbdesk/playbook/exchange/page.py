# SPDX-License-Identifier: MIT
"""A playbook as one web page: no script, no other file, readable by screen readers and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from kbdesk.model import Answer, Playbook, Step, ValueField
from kbdesk.playbook.exchange.chart import band_title
from kbdesk.playbook.exchange.proposal import one_line

Html = Callable[[Playbook, str, int], str]
"""Gives safe HTML of a playbook's Markdown: (the playbook, the text, the level of its highest headings)."""

Ids = dict[tuple[str, str], str]

STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem 1.25rem 4rem; color: #1b1f24; background: #ffffff;
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid #4b5563; }
h3, h4, h5, h6 { margin: 1.2rem 0 .5rem; line-height: 1.3; }
a { color: #0b4fb3; } a:focus-visible { outline: 3px solid #0b4fb3; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; display: inline-block; }
.step { border: 1px solid #6b7280; border-radius: .5rem; padding: 0 1rem .75rem; margin: 1rem 0; }
.step:target { outline: 3px solid #0b4fb3; }
.kind { font-weight: 600; margin: .75rem 0 -.5rem; color: #4b5563; }
.resolve { border-left: .5rem double #14653a; } .escalate { border-left: .5rem solid #8a3b00; }
.say { margin: .75rem 0; padding: .25rem 1rem; background: #eef4ff; border-left: .25rem solid #0b4fb3; }
.say .label, .record .label { font-weight: 600; color: #3b4450; margin: .25rem 0; }
blockquote.note { margin: .75rem 0; padding: .1rem 1rem; border-left: .25rem solid #6b7280;
  background: #f4f5f7; }
pre { background: #f4f5f7; padding: .75rem; overflow-x: auto; white-space: pre-wrap; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .92em; }
table { border-collapse: collapse; }
th, td { border: 1px solid #6b7280; padding: .3rem .6rem; text-align: left; }
img { max-width: 100%; height: auto; } .answers li { margin: .3rem 0; } .to { color: #4b5563; }
@media print { .skip { display: none; } body { max-width: none; font-size: 10.5pt; }
  .step { break-inside: avoid; } a { color: #1b1f24; } @page { margin: 18mm; } }
"""
"""Every pair of colours has a contrast of 4.5 or more."""
PAPER_STYLE = """
h1 { font-size: 20pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; } h4 { font-size: 10.5pt; }
body { font-size: 10pt; color: #1b1f24; } a { color: #0b4fb3; } .kind, .to, .label { color: #4b5563; }
pre, code { font-family: monospace; font-size: 9pt; } pre { background-color: #f4f5f7; }
.say, .note { margin-left: 16px; } .say { background-color: #eef4ff; } .say p { margin: 2px 0; }
"""
"""For what understands a part of CSS only, and prints."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the steps of one playbook stand on the page."""

    book: Playbook
    prefix: str
    top: int
    """The level of the headings of its tiers."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where each step stands on the page, and the number that it has there."""

    ids: Ids
    numbers: dict[str, int]


def page_ids(books: Sequence[Playbook]) -> dict[tuple[str, str], str]:
    """Where each step stands on the page: its id by (path, anchor); "" as an anchor is the first step."""
    found: dict[tuple[str, str], str] = {}
    for number, book in enumerate(books):
        for step in book.steps:
            made = f"{number}.{step.anchor}" if number else step.anchor
            found.setdefault((book.path, step.anchor), made)
            found.setdefault((book.path, ""), made)
    return found


def page(
    books: Sequence[Playbook], html: Html, *, language: str = "en", note: str = "", paper: bool = False
) -> str:
    """The page of a playbook, and below it of those that its answers lead into.

    Args:
        books: the playbook first, then others; answers into these are links on the page.
        html: gives the HTML of their Markdown.
        language: the language of the texts, as a tag of BCP 47.
        note: a line under the title, such as version and day.
        paper: with the style for a printer that understands a part of CSS only.
    """
    places = [
        _Place(book, f"{number}." if number else "", 3 if number else 2) for number, book in enumerate(books)
    ]
    ids, first = page_ids(books), places[0].book
    numbers = {id_: number for number, id_ in enumerate(_in_order(places), 1)}
    title = escape(one_line(first.title))
    head = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{PAPER_STYLE if paper else STYLE}</style>\n</head>\n<body>\n"
    )
    parts = [head]
    if not paper:
        parts.append('<a class="skip" href="#page.steps">Skip to the steps</a>\n')
    parts += [f"<header>\n<h1>{title}</h1>\n", f'<p class="to">{escape(note)}</p>\n' if note else ""]
    parts += [*_facts(first), html(first, first.intro, 2), "</header>\n", *_contents(places, numbers)]
    parts.append('<main id="page.steps">\n')
    for place in places:
        parts += _book(place, _Ways(ids, numbers), html)
    return "".join([*parts, "</main>\n</body>\n</html>\n"])


def _facts(book: Playbook) -> Iterator[str]:
    """What the front matter says that a reader wants to know."""
    meta = book.meta
    facts = (
        ("Products", ", ".join(meta.products)),
        ("Owner", meta.owner),
        ("Reviewed", meta.reviewed),
        ("Customers say", "; ".join(f"“{one}”" for one in meta.says)),
    )
    shown = [f"<li>{name}: {escape(one_line(text))}</li>" for name, text in facts if text]
    if shown:
        yield f"<ul>{''.join(shown)}</ul>\n"


def _in_order(places: Sequence[_Place]) -> Iterator[str]:
    for place in places:
        yield from (place.prefix + step.anchor for step in place.book.steps)


def _contents(places: Sequence[_Place], numbers: dict[str, int]) -> Iterator[str]:
    yield '<nav aria-labelledby="page.contents">\n<h2 id="page.contents">Contents</h2>\n'
    for place in places:
        if place.prefix:
            yield f"<p>{escape(one_line(place.book.title))}</p>\n"
        first = numbers.get(place.prefix + place.book.steps[0].anchor, 1) if place.book.steps else 1
        yield f'<ol start="{first}">\n'
        for step in place.book.steps:
            yield f"<li>{_link(place, step.anchor, step.title)}</li>\n"
        yield "</ol>\n"
    yield "</nav>\n"


def _link(place: _Place, anchor: str, words: str) -> str:
    return f'<a href="#{escape(place.prefix + anchor)}">{escape(one_line(words))}</a>'


def _book(place: _Place, ways: _Ways, html: Html) -> Iterator[str]:
    if place.prefix:
        yield f"<h2>Playbook: {escape(one_line(place.book.title))}</h2>\n"
        yield html(place.book, place.book.intro, 3)
    last = ""
    for step in place.book.steps:
        band = band_title(step)
        if band != last:
            yield f"<h{place.top}>{escape(band)}</h{place.top}>\n"
            last = band
        yield from _step(place, step, ways, html)


def _step(place: _Place, step: Step, ways: _Ways, html: Html) -> Iterator[str]:
    name = escape(place.prefix + step.anchor)
    level = place.top + 1
    yield f'<section class="step {step.kind}" aria-labelledby="{name}">\n'
    number = ways.numbers.get(place.prefix + step.anchor, 0)
    yield f'<h{level} id="{name}">{number}. {escape(one_line(step.title))}</h{level}>\n'
    for say in step.says:
        paragraphs = "".join(f"<p>{_broken(part)}</p>" for part in say.split("\n\n"))
        yield f'<div class="say"><p class="label">Say:</p>{paragraphs}</div>\n'
    yield html(place.book, step.body, level + 1)
    if step.values:
        word = "The next tier needs:" if step.kind == "escalate" else "Record:"
        items = "".join(f"<li>{_value(value)}</li>" for value in step.values)
        yield f'<div class="record"><p class="label">{word}</p><ul>{items}</ul></div>\n'
    if step.answers and step.kind != "resolve":
        yield "<p>Then:</p>\n" + '<ol class="answers">\n'
        for answer in step.answers:
            yield f"<li>{_answer(place, answer, ways)}</li>\n"
        yield "</ol>\n"
    yield "</section>\n"


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _value(value: ValueField) -> str:
    marks = [f"one of: {', '.join(value.choices)}"] if value.choices else []
    marks += [value.kind] if value.kind in ("number", "date") else []
    marks += ["optional"] if value.optional else []
    more = f" ({'; '.join(marks)})" if marks else ""
    return escape(one_line(f"{value.label or value.name}{more}"))


def _answer(place: _Place, answer: Answer, ways: _Ways) -> str:
    """An answer as a link if its step is on the page, and where it leads in words."""
    to = (
        ways.ids.get((answer.playbook or place.book.path, answer.anchor))
        if answer.playbook or answer.anchor
        else None
    )
    text = escape(one_line(answer.text))
    if to is None:
        where = answer.playbook + (f"#{answer.anchor}" if answer.anchor else "")
        return f'{text} <span class="to">→ {escape(where or "no step")}</span>'
    return f'<a href="#{escape(to)}">{text}</a> <span class="to">→ {ways.numbers.get(to, 0)}</span>'

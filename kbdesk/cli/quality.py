# SPDX-License-Identifier: MIT
"""Quality in the terminal: the sample, what was said of cases and articles, how each criterion goes."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from kbdesk.cli.commands import desk_at
from kbdesk.desk.coaching_files import read_coaching
from kbdesk.desk.coaching_text import SUFFIX, from_markdown, readable, to_json
from kbdesk.desk.desk import Desk
from kbdesk.desk.quality_forms import form_of, score_words, share_words
from kbdesk.model.quality import Review


def quality_verb(options: Namespace) -> int:
    """Draw a sample, or show what was said; code 1 if there is nothing."""
    if options.what == "show" and _is_file(options.review):
        _print(from_markdown(read_coaching(Path(options.review))), as_json=options.json)
        return 0
    desk = desk_at(options.library)
    try:
        return _sample(desk, options) if options.what == "sample" else _show(desk, options)
    finally:
        desk.close()


def _is_file(text: str) -> bool:
    return text.endswith(SUFFIX) or (bool(text) and Path(text).is_file())


def _sample(desk: Desk, options: Namespace) -> int:
    desk.learn()  # who changed an article last is its author if nobody owns it
    folder = str(options.folder) if options.folder is not None else ""
    sample = desk.quality.sample(options.count, options.seed, options.days, folder)
    if options.json:
        print(json.dumps(asdict(sample), ensure_ascii=False, indent=1))
    else:
        for one in sample.subjects:
            print(f"{one.kind:8} {one.key}\n         {one.title} · {one.author}")
        print(f"Seed {sample.seed}, drawn among {sample.cases} cases and {sample.articles} articles.")
        if sample.notice:
            print(sample.notice)
    return 0 if sample.subjects else 1


def _show(desk: Desk, options: Namespace) -> int:
    if options.review:
        _print(desk.quality.review(options.review), as_json=options.json)
        return 0
    if options.trends:
        return _trends(desk, as_json=options.json)
    reviews = desk.quality.reviews()
    if options.json:
        print(json.dumps([json.loads(to_json(one)) for one in reviews], ensure_ascii=False, indent=1))
    else:
        for one in reviews:
            state = f"sent {one.sent[:10]}" if one.sent else "begun"
            print(
                f"{one.id}  {one.subject.title} · {one.subject.author} · {state} · {score_words(one.score)}"
            )
        if not reviews:
            print("There are no reviews.")
    return 0 if reviews else 1


def _trends(desk: Desk, *, as_json: bool) -> int:
    trends = desk.quality.trends()
    if as_json:
        print(json.dumps([asdict(one) for one in trends], ensure_ascii=False, indent=1))
        return 0 if trends else 1
    form = ""
    for one in trends:
        if one.form != form:
            form = one.form
            print(form_of(one.form).title)
        months = ", ".join(f"{month}: {share_words(score)}" for month, score in one.months)
        print(f"  {one.title:18} {months}")
    if not trends:
        print("There is no trend yet: it grows with the reviews that you send.")
    return 0 if trends else 1


def _print(review: Review, *, as_json: bool) -> None:
    print(to_json(review) if as_json else readable(review).rstrip())

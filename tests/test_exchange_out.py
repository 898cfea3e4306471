# SPDX-License-Identifier: MIT
"""Playbooks in the formats of others: nothing of a text becomes syntax there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from builders import known, playbook, step, value
from desks import make_desk, sample_repo
from exchange_books import HOSTILE, books, read, samples
from gitrepo import commit
from hypothesis import given, settings
from referencing import Registry, Resource

from kbdesk.desk.exchange import PICTURE_BYTES, exported
from kbdesk.errors import KbError
from kbdesk.markdown.write import foreign_text
from kbdesk.playbook.exchange import cacao, dot, mermaid, page, read_cacao
from kbdesk.playbook.exchange.cacao_words import EXTENSION
from kbdesk.playbook.exchange.proposal import one_line

WHEN = datetime(2026, 11, 1, 9, 0, 0, 123456, tzinfo=UTC)
WIFI = "playbooks/technical/wifi-drops.md"
QUOTED = r'"([^"]*)"'
NODE = re.compile(
    rf"(\w+)(?:\[\[{QUOTED}\]\]|\(\[{QUOTED}\]\)|\{{\{{{QUOTED}\}}\}}|\[{QUOTED}\]|>{QUOTED}\])$"
)
ARROW = re.compile(rf"(\w+) -->\|{QUOTED}\| (\w+)$")


def read_mermaid(text):
    """(nodes, arrows, subgraphs) of a flowchart; fails on any other line."""
    nodes, arrows, graphs, depth = {}, [], [], 0
    lines = text.splitlines()
    assert lines[0] == "flowchart TD"
    for line in map(str.strip, lines[1:]):
        if found := ARROW.match(line):
            arrows.append((found[1], found[3], found[2]))
        elif found := re.match(rf"subgraph (\w+)\[{QUOTED}\]$", line):
            graphs.append(found[2])
            depth += 1
        elif line == "end":
            depth -= 1
        elif found := NODE.match(line):
            nodes[found[1]] = next(one for one in found.groups()[1:] if one is not None)
        else:
            assert re.match(r"accTitle: [^#;%{}]+$|class(Def)? [\w, :-]+$", line), line
    assert not depth
    return nodes, arrows, graphs


def plain(label):
    """A label as Mermaid shows it."""
    for name, sign in (("quot", '"'), ("lt", "<"), ("gt", ">")):
        label = label.replace(f"#{name};", sign)
    label = re.sub(r"#(\d+);", lambda found: "\0" if found[1] == "35" else chr(int(found[1])), label)
    return label.replace("#amp;", "&").replace("\0", "#")


@settings(max_examples=20)
@given(books())
def test_a_flowchart_has_a_box_for_each_step_and_an_arrow_for_each_answer(book):
    """Whatever titles and answers hold, the flowchart reads as these boxes and arrows."""
    after = read(foreign_text(book))
    nodes, arrows, graphs = read_mermaid(mermaid(after, known(after)))
    steps = [one for one in after.steps if one.kind != "resolve"]
    shown = [plain(nodes[f"s{number}"]).split() for number in range(1, len(after.steps) + 1)]
    assert shown == [one_line(one.title).split() for one in after.steps]
    assert len(arrows) == sum(len(one.answers) for one in steps)
    assert all(source in nodes and target in nodes for source, target, _ in arrows)
    texts = [plain(text).partition(" ")[2].split() for _, _, text in arrows]
    assert texts == [one_line(answer.text).split() for one in steps for answer in one.answers]
    assert len(graphs) == len({(one.tier, one.team) for one in after.steps})


def test_ends_other_playbooks_and_lost_answers_have_shapes_of_their_own():
    """Resolve is round, Escalate a hexagon, another playbook has double sides; what is lost is dashed."""
    other = playbook(step("Begin"), path="playbooks/b.md", title="Other")
    book = playbook(
        step("A", ("r", "resolve-x"), ("e", "e"), ("o", "playbooks/b.md#begin"), ("l", "gone")),
        step("Resolve: x"),
        step("Escalate to tier 2: y", anchor="e"),
    )
    text = mermaid(book, known(book, other))
    for line in (
        's2(["Resolve: x"])',
        's3{{"Escalate to tier 2: y"}}',
        'p1[["Other: Begin"]]',
        'p2>"#35;gone"]',
    ):
        assert line in text
    drawn = dot(book, known(book, other))
    assert 'p1 [label="Other: Begin", shape=folder];' in drawn
    assert "peripheries=2" in drawn
    assert "shape=hexagon" in drawn


def read_dot(text):
    """(labels by node, edges) of a graph; fails on a quote that does not end."""
    string = r'"((?:[^"\\]|\\.)*)"'
    nodes = {m[1]: m[2] for m in re.finditer(rf"^ +([sp]\d+) \[label={string}, shape=\w+.*\];$", text, re.M)}
    edges = re.findall(rf"^ +([sp]\d+) -> ([sp]\d+) \[label={string}\];$", text, re.M)
    rest = re.sub(rf"=?{string}", "", text)
    assert '"' not in rest
    assert rest.count("{") == rest.count("}")
    return nodes, edges


@settings(max_examples=20)
@given(books())
def test_a_graph_has_a_node_for_each_step_and_an_edge_for_each_answer(book):
    """Quotes, backslashes and brackets in texts stay in their labels."""
    after = read(foreign_text(book))
    nodes, edges = read_dot(dot(after, known(after)))
    assert len([name for name in nodes if name[0] == "s"]) == len(after.steps)
    assert len(edges) == sum(len(one.answers) for one in after.steps if one.kind != "resolve")
    shown = [
        re.sub(r"\\(.)", lambda found: " " if found[1] == "n" else found[1], nodes[f"s{number}"])
        for number in range(1, len(after.steps) + 1)
    ]
    bare = ["".join(label.replace("&amp;", "&").split()) for label in shown]
    assert bare == ["".join(one_line(one.title).split()) for one in after.steps]


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_graphviz_reads_a_graph_of_hostile_titles_as_they_are():
    """Graphviz itself finds the titles, tiers and answers that were given."""
    titles = [*HOSTILE, 'a\\"b', "ends with a backslash\\"]
    made = [step(one, (one, "s0"), anchor=f"s{n}") for n, one in enumerate(titles)]
    text = dot(playbook(*made, title='T "x"'), lambda _: None)
    done = subprocess.run(["dot", "-Tjson"], input=text.encode(), capture_output=True, check=True)
    assert not done.stderr
    objects = json.loads(done.stdout)["objects"]
    found = {one["name"]: one["label"] for one in objects if one["name"].startswith("s")}
    for number, title in enumerate(titles, 1):
        label = found[f"s{number}"].replace("\\n", " ").replace("\\\\", "\\").replace("&amp;", "&")
        assert label.split() == title.replace("\\n", " ").split() or "\\" in title


# --- CACAO ---

KINDS = ("start", "end", "action", "switch-condition", "playbook-action")
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def check_cacao(made):
    """The rules of CACAO 2.0 that concern what we write; our own words for them, not the published schema."""
    assert (made["type"], made["spec_version"]) == ("playbook", "cacao-2.0")
    assert re.fullmatch(f"playbook--{UUID}", made["id"])
    assert re.fullmatch(f"identity--{UUID}", made["created_by"])
    assert re.fullmatch(STAMP, made["created"])
    assert made["created"] <= made["modified"]
    flow = made["workflow"]
    assert flow[made["workflow_start"]]["type"] == "start"
    assert sum(one["type"] == "start" for one in flow.values()) == 1
    uuids = [key.partition("--")[2] for key in (*flow, *made["agent_definitions"], made["id"])]
    assert len(uuids) == len(set(uuids))
    activities = {c["playbook_activity"] for one in flow.values() for c in one.get("commands", ())}
    assert set(made["playbook_activities"]) == activities
    assert set(made["playbook_extensions"]) == set(made["extension_definitions"]) == {EXTENSION}
    for key, one in flow.items():
        assert re.fullmatch(f"{one['type']}--{UUID.replace('[45]', '4')}", key)
        assert one["type"] in KINDS
        check_step(made, one)


def check_step(made, one):
    """The rules for a step of a workflow."""
    flow, variables = made["workflow"], made.get("playbook_variables", {})
    assert "on_completion" not in one or one["on_completion"] in flow
    if one["type"] == "end":
        assert not {"on_completion", "on_success", "on_failure"} & set(one)
    elif one["type"] == "action":
        assert one["agent"] in made["agent_definitions"]
        assert all(command["type"] == "manual" and command["command"] for command in one["commands"])
        assert one["commands"]
        assert set(one.get("out_args", ())) | set(one.get("in_args", ())) <= set(variables)
    elif one["type"] == "switch-condition":
        assert one["switch"].removesuffix(":value") in variables
        assert one["cases"]
        assert all(re.fullmatch(r"[a-z0-9_-]{1,250}", case) for case in one["cases"])
        assert all(target in flow for target in one["cases"].values())
    elif one["type"] == "playbook-action":
        assert re.fullmatch(f"playbook--{UUID}", one["playbook_id"])
    assert all(re.fullmatch(r"__[a-z_][a-z0-9_]{0,199}__", name) for name in variables)
    assert all(text for text in one.values())


def exported_cacao(book, *others):
    return cacao(book, known(book, *others), library="example", created=WHEN, modified=WHEN)


@settings(max_examples=20)
@given(books())
def test_a_generated_playbook_is_valid_cacao_and_comes_back(book):
    """Whatever its texts hold: the export keeps the rules, and the import writes the same file."""
    text = foreign_text(book)
    after = read(text)
    made = json.loads(json.dumps(exported_cacao(after)))
    check_cacao(made)
    back = read_cacao(json.dumps(made), after.path)
    assert not back.notes
    assert foreign_text(back.book) == text


@pytest.mark.parametrize("path", samples())
def test_a_sample_is_valid_cacao_and_comes_back(path):
    """Export and import of a playbook give the same playbook, links into other playbooks included."""
    from test_exchange_write import bare

    book = samples()[path]
    made = cacao(book, samples().get, library="example", created=WHEN, modified=WHEN)
    check_cacao(made)
    back = read_cacao(json.dumps(made), path)
    assert bare(read(foreign_text(back.book), path)) == bare(book)
    assert made == cacao(book, samples().get, library="example", created=WHEN, modified=WHEN)


def test_ids_follow_from_the_library_and_path_only():
    """A changed step keeps the playbook's id and those of the other steps; another library has others."""
    one = exported_cacao(playbook(step("A", ("x", "b")), step("B")))
    two = exported_cacao(playbook(step("A", ("y", "b"), body="more"), step("B")))
    assert one["id"] == two["id"]
    assert list(one["workflow"]) == list(two["workflow"])
    other = cacao(playbook(step("A")), known(), library="other", created=WHEN, modified=WHEN)
    assert other["id"] != one["id"]


def test_an_answer_into_another_playbook_names_that_playbooks_id():
    """A playbook-action has the id that the other playbook gets when it is exported."""
    other = playbook(step("Begin"), path="playbooks/b.md", title="Other")
    made = exported_cacao(playbook(step("A", ("o", "playbooks/b.md#begin"))), other)
    action = next(one for one in made["workflow"].values() if one["type"] == "playbook-action")
    assert action["playbook_id"] == exported_cacao(other)["id"]
    assert action["name"] == "Other"
    assert made["playbook_processing_summary"]["external_playbooks"]


@pytest.mark.skipif("KBDESK_CACAO_SCHEMAS" not in os.environ, reason="KBDESK_CACAO_SCHEMAS names no folder")
@pytest.mark.parametrize("strict", [False, True])
def test_the_published_schemas_accept_the_samples(strict):
    """As published (draft-07), and with unknown properties refused, which draft-07 lets pass."""
    folder, registry = Path(os.environ["KBDESK_CACAO_SCHEMAS"]), Registry()
    for file in sorted(folder.rglob("*.json")):
        schema = json.loads(file.read_text(encoding="utf-8"))
        if strict:
            schema["$schema"] = "https://json-schema.org/draft/2019-09/schema"
            if file.name == "command-data.json":  # it would refuse what the kinds of commands add to it
                del schema["unevaluatedProperties"]
        registry = registry.with_resource(schema["$id"], Resource.from_contents(schema))
    main = json.loads((folder / "playbook.json").read_text(encoding="utf-8"))
    kind = jsonschema.Draft201909Validator if strict else jsonschema.Draft7Validator
    validator = kind(main, registry=registry)
    for book in samples().values():
        made = cacao(book, samples().get, library="example", created=WHEN, modified=WHEN)
        assert not list(validator.iter_errors(made))
    if strict:
        assert list(validator.iter_errors(made | {"unknown": 1}))


# --- the page ---


class Outline(HTMLParser):
    """What a browser makes of a page, as far as the tests ask."""

    VOID = ("meta", "br", "img", "hr")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def __init__(self, text):
        super().__init__()
        self.open, self.levels, self.ids, self.links, self.tags, self.words = [], [], [], [], [], []
        self.pictures = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "img":
            self.pictures.append(given)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        assert not any(name.startswith("on") for name in given)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)


def html_of(book, text, level):
    from kbdesk.markdown.web import web_html

    return web_html(text, lambda _: "", lambda _: "", top=level)


def outline(*pages, **more):
    return Outline(page(pages, html_of, **more))


@settings(max_examples=20)
@given(books())
def test_a_page_holds_no_tag_of_a_text_and_all_its_links_lead_to_a_step(book):
    """Texts are escaped, ids are unique, links lead somewhere, no heading level is left out."""
    after = read(foreign_text(book))
    found = outline(after)
    assert not {"script", "b", "iframe", "object", "link", "base", "form"} & set(found.tags)
    assert len(found.ids) == len(set(found.ids))
    assert all(link[1:] in found.ids for link in found.links if link.startswith("#"))
    assert found.levels[0] == 1
    assert found.levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(found.levels, found.levels[1:], strict=False))
    assert "skip" in page([after], html_of)
    for tag in ("header", "nav", "main"):
        assert found.tags.count(tag) == 1


def test_playbooks_that_answers_lead_into_stand_on_the_same_page():
    """A link goes on at the other playbook's step, whose anchor may be one of ours."""
    other = playbook(step("Begin"), step("Second"), path="playbooks/b.md", title="Other")
    first = playbook(
        step("Begin", ("first", "playbooks/b.md#"), ("second", "playbooks/b.md#second"), ("lost", "gone"))
    )
    found = outline(first, other, note="a note")
    assert {"begin", "1.begin", "1.second"} <= set(found.ids)
    assert found.links.count("#1.second") == 2
    words = "".join(found.words)
    assert "lost → #gone" in words
    assert "a note" in words
    assert outline(first).links.count("#1.second") == 0


def test_values_and_words_to_say_are_on_the_page():
    """What is said and recorded is told with its marks."""
    fields = (
        value("n", label="how many", kind="number", optional=True),
        value("c", label="", choices=("a", "b")),
    )
    words = "".join(outline(playbook(step("A", says=("One\ntwo\n\nthree",), values=fields))).words)
    for part in ("Say:", "One", "three", "how many (number; optional)", "c (one of: a, b)", "Record:"):
        assert part in words


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_words_has_contrast_on_every_ground():
    """All text colours of the two styles on all grounds of theirs: 4.5 to 1 or more."""
    from kbdesk.playbook.exchange.page import PAPER_STYLE, STYLE

    grounds = {"#ffffff", *re.findall(r"background(?:-color)?: (#\w{6})", STYLE + PAPER_STYLE)}
    inks = set(re.findall(r"(?<![-\w])color: (#\w{6})", STYLE + PAPER_STYLE))
    assert len(grounds) > 2
    assert len(inks) > 2
    for ink in inks:
        for ground in grounds:
            light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_an_open_librarys_page_embeds_pictures_and_names_what_it_cannot_lead_to(tmp_path):
    """Pictures are inside the page up to a limit; links to articles give their path."""
    library = sample_repo(tmp_path / "kb")
    (library / "playbooks" / "big.png").write_bytes(PNG + bytes(PICTURE_BYTES))
    (library / "playbooks" / "small.png").write_bytes(PNG)
    commit(
        library,
        {
            "playbooks/p.md": "### A\n\n"
            "![the small one](small.png) ![the big one](big.png) ![gone](gone.png)\n\n"
            "[Cards](../articles/billing/card-declined.md) [site](https://example.org) [js](javascript:x)\n\n"
            "[b](#b)\n\n- [On](#b)\n\n### B\n"
        },
    )
    desk = make_desk(library, tmp_path / "home")
    text = exported(desk, "playbooks/p.md", "html")
    desk.close()
    found = Outline(text)
    assert [one["alt"] for one in found.pictures] == ["the small one"]
    assert found.pictures[0]["src"].startswith("data:image/png;base64,")
    words = "".join(found.words)
    assert "[Picture: the big one]" in words
    assert "Cards (articles/billing/card-declined.md)" in words
    assert "https://example.org" in found.links
    assert found.links.count("#b") == 3
    assert not any("javascript" in link for link in found.links)


def test_an_export_is_the_same_every_time_and_dated_by_the_history(tmp_path):
    """CACAO's times are those of the first and the last version."""
    library = sample_repo(tmp_path / "kb")
    text = (library / WIFI).read_text(encoding="utf-8")
    commit(library, {WIFI: text + "\n"}, date="2026-11-05T10:00:00+01:00")
    desk = make_desk(library, tmp_path / "home")
    made = [exported(desk, WIFI, "cacao") for _ in range(2)]
    assert made[0] == made[1]
    whole = json.loads(made[0])
    assert (whole["created"], whole["modified"]) == ("2026-11-01T09:00:00.000Z", "2026-11-05T09:00:00.000Z")
    with pytest.raises(KbError, match="not a playbook"):
        exported(desk, "articles/billing/card-declined.md", "dot")
    desk.close()

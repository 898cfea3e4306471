# SPDX-License-Identifier: MIT
"""Foreign files become drafts of playbooks; what was guessed is said, what is wrong named by its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import playbook, step
from desks import make_desk, sample_repo
from exchange_books import read, targets
from gitrepo import write
from hypothesis import given, settings
from hypothesis import strategies as st

from kbdesk.desk.exchange import draft, imported, imported_folder, proposed
from kbdesk.errors import KbError
from kbdesk.markdown.runbook import read_runbook
from kbdesk.markdown.write import foreign_text
from kbdesk.playbook import check_playbook
from kbdesk.playbook.exchange import cacao, read_cacao, read_csv

HERE = Path(__file__).parent


def made(proposal):
    """The playbook that a proposal is once it is written."""
    return read(foreign_text(proposal.book), proposal.book.path)


def table(text):
    return made(read_csv(text, "playbooks/a.md", "A tree"))


def errors(book):
    found = check_playbook(book, lambda _: None, lambda _: None, resolve=lambda *_: None)
    return [one for one in found if one.severity == "error"]


# --- tables ---


def test_questions_answers_and_what_comes_next_are_a_tree():
    """The three-column shape: what is no question of its own is an end."""
    text = (
        "Question,Answer,Next\nIs it on?,Yes,Is it warm?\nIs it on?,No,Plug it in\n"
        "Is it warm?,Yes,Resolve: fine\nIs it warm?,No,Escalate to tier 2: cold\n"
    )
    proposal = read_csv(text, "playbooks/a.md", "A tree")
    book = made(proposal)
    assert [one.title for one in book.steps] == [
        "Is it on?",
        "Is it warm?",
        "Resolve: Plug it in",
        "Resolve: fine",
        "Escalate to tier 2: cold",
    ]
    assert targets(book) == [[1, 2], [3, 4], [], [], []]
    assert not errors(book)
    assert proposal.notes == ("Line 3: “Plug it in” has no row of its own, so it ends the run as solved.",)


def test_every_column_has_its_place_in_a_step():
    """Text, words to say, values, tier, team and kind; rows without a step go on with the one before."""
    text = (
        "step;title;text;say;record;answer;next;kind;tier;team\n"
        's1;Look;"Two\nlines";Hello;'
        '"account: number of the account; n: how many (number) (optional)";Yes;s2;;1;\n'
        ";;;;;No;s3;;;\n"
        "s2;Fixed;;;;;;resolve;;\n"
        "s3;Too hard;;;account;Go on;s4;escalate;;\n"
        "s4;Deep look;;;;Found;resolve;;2;network\n"
        "s4;;;;;Other;b/playbooks/c.md#x;;;\n"
    )
    book = table(text)
    look, fixed, hard, deep, end = book.steps
    assert (look.body, look.says) == ("Two\nlines", ("Hello",))
    assert [(one.name, one.label, one.kind, one.optional) for one in look.values] == [
        ("account", "number of the account", "text", False),
        ("n", "how many", "number", True),
    ]
    assert (fixed.title, hard.title) == ("Resolve: Fixed", "Escalate to tier 2: Too hard")
    assert (deep.tier, deep.team, end.title) == ("2", "network", "Resolve: Found")
    assert (deep.answers[1].playbook, deep.answers[1].anchor) == ("b/playbooks/c.md", "x")
    assert targets(book)[:3] == [[1, 2], [], [3]]
    assert not errors(book)[1:]  # only the playbook that is not there


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "must name its columns"),
        ("question,answer,next\nOn?,Yes,\n", "Line 2: the answer “Yes” does not say"),
        ("step,title,answer,next\n1,A,Yes,7\n", "Line 2: the answer “Yes” leads to “7”"),
        ("step,title,answer,next\ns1,A,Yes,s9\n", "Line 2: the answer “Yes” leads to “s9”"),
        ("step,title,answer,next,tier\n1,A,Yes,1,9\n", "Line 2: “9” is no tier"),
        ("step,title,answer,next,kind\n1,A,Yes,1,odd\n", "Line 2: “odd” is no kind"),
        ('question,answer,next\n"A\nB",Yes,C\nB,No,\n', "Line 4: the answer “No”"),
        ("question,answer,next\n", "there is no step"),
        ('question,answer,next\n"never closed', "cannot be read"),
        ("", "must name its columns"),
    ],
)
def test_what_is_wrong_in_a_table_is_named_by_its_line(text, said):
    """Nothing is guessed where a row cannot be right."""
    with pytest.raises(KbError, match=said.replace("(", r"\(")):
        read_csv(text, "playbooks/a.md", "x")


CELLS = st.one_of(
    st.sampled_from(("Yes", "No", "Is it on?", "resolve", "2", 'a "b", c', "=cmd()")), st.text(max_size=12)
)


@settings(max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_a_table_of_whatever_cells_is_a_playbook_or_a_clear_error(rows):
    """No cell makes anything but a title, an answer or a sentence about its line."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([("question", "answer", "next"), *rows])
    try:
        proposal = read_csv(out.getvalue(), "playbooks/a.md", "x")
    except KbError as error:
        assert "Line" in error.message
        return
    book = made(proposal)
    assert len(book.steps) == len(proposal.book.steps)
    assert not [one for one in errors(book) if one.code in ("KB101", "KB102", "KB103")]


# --- CACAO ---


def flow(**steps):
    """A foreign playbook of these steps; ids are short names."""
    return json.dumps(
        {
            "type": "playbook",
            "spec_version": "cacao-2.0",
            "name": "Foreign",
            "workflow_start": "start",
            "workflow": steps,
        }
    )


def test_conditions_loops_and_ends_are_followed_as_they_run():
    """A branch that ends goes on after the condition; a loop comes back; commands of machines are code."""
    text = flow(
        start={"type": "start", "on_completion": "look"},
        look={
            "type": "action",
            "name": "Look",
            "description": "# Big\n\n> words",
            "commands": [{"type": "bash", "command": "ls -l"}],
            "on_success": "is",
            "on_failure": "last",
            "out_args": ["__size__"],
        },
        **{
            "is": {
                "type": "if-condition",
                "name": "Is it so",
                "condition": "a = 'b'",
                "on_true": "do",
                "on_completion": "again",
            }
        },
        do={"type": "action", "name": "Do", "on_completion": "inner"},
        inner={"type": "end"},
        again={"type": "while-condition", "name": "More", "on_true": "do2", "on_completion": "last"},
        do2={"type": "action", "name": "Once", "on_completion": "inner2"},
        inner2={"type": "end"},
        last={"type": "end", "name": "Everything is fine"},
    )
    book = made(read_cacao(text, "playbooks/a.md"))
    titles = [one.title for one in book.steps]
    assert titles == ["Look", "Is it so", "Do", "More", "Once", "Resolve: Everything is fine"]
    assert [[one.text for one in each.answers] for each in book.steps[:4]] == [
        ["It worked", "It failed"],
        ["Yes", "No"],
        ["Done"],
        ["Yes, once more", "No, go on"],
    ]
    assert targets(book) == [[1, 5], [2, 3], [3], [4, 5], [3], []]
    assert "```\nls -l\n```" in book.steps[0].body
    assert not book.steps[0].says
    assert [one.name for one in book.steps[0].values] == ["size"]
    assert not errors(book)


def test_what_has_no_place_is_told():
    """Parallel branches, playbooks by id and unknown properties are named; circles get a way out."""
    whole = json.loads(
        flow(
            start={"type": "start", "on_completion": "both"},
            both={"type": "parallel", "next_steps": ["a", "b"], "odd": 1},
            a={"type": "action", "name": "A", "on_completion": "a", "targets": ["x"]},
            b={"type": "playbook-action", "name": "B", "playbook_id": "playbook--1", "on_completion": "gone"},
        )
    )
    proposal = read_cacao(json.dumps(whole | {"markings": ["m"], "labels": ["mail", 3]}), "playbooks/a.md")
    told = " ".join(proposal.notes)
    for word in ("side by side", "by its id", "markings", "odd", "targets", "“gone”", "Stop here"):
        assert word in told
    book = made(proposal)
    assert book.meta.tags == ("mail",)
    assert not errors(book)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"type": "playbook", "workflow": {}, "spec_version": "1.0"}',
        "\0",
        '{"a": NaN',
    ],
)
def test_what_is_no_cacao_is_a_clear_error(text):
    """Broken, deep, foreign or old files."""
    with pytest.raises(KbError):
        read_cacao(text, "playbooks/a.md")


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=8),
        st.sampled_from(("start", "a", "b", "end")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
MORE = ("playbook_variables", "agent_definitions", "labels", "name", "description", "playbook_extensions")
STEPS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ("action", "end", "if-condition", "while-condition", "switch-condition", "parallel", "x")
        )
    },
    optional={
        name: st.one_of(st.sampled_from(("start", "a", "b", "c", "gone")), JSON)
        for name in ("on_completion", "on_true", "on_false", "on_success", "cases", "next_steps", "name",
                     "commands", "description", "out_args", "step_extensions", "step_variables", "agent")
    },
)  # fmt: skip


@settings(max_examples=50)
@given(
    st.dictionaries(st.sampled_from("abc"), st.one_of(STEPS, JSON), max_size=3),
    st.dictionaries(st.sampled_from(MORE), JSON),
)
def test_a_workflow_of_whatever_values_becomes_a_playbook(steps, more):
    """Values of the wrong kind count as left out; every answer leads to a step, and every step to an end."""
    whole = json.loads(flow(start={"type": "start", "on_completion": "a"}, **steps)) | more
    book = made(read_cacao(json.dumps(whole), "playbooks/a.md"))
    assert book.steps
    assert not [one for one in errors(book) if one.code != "KB102"]


def test_an_exported_playbook_that_was_changed_elsewhere_keeps_the_change():
    """A new description, name, case and step of another tool are in the playbook; the rest stays ours."""
    book = playbook(
        step("A", ("yes", "b"), says=("Hello",)), step("B", ("no", "resolve-c")), step("Resolve: c")
    )
    from test_exchange_out import WHEN

    whole = cacao(book, lambda _: None, library="x", created=WHEN, modified=WHEN)
    steps = whole["workflow"]
    first = next(one for one in steps.values() if one.get("name") == "A")
    end = next(
        key for key, one in steps.items() if one.get("name") == "Resolve: c" and one["type"] == "action"
    )
    first["description"] = "New words"
    steps["action--new"] = {"type": "action", "name": "Added", "on_completion": end}
    steps[first["on_completion"]]["cases"]["perhaps"] = "action--new"
    after = made(read_cacao(json.dumps(whole), "playbooks/a.md"))
    assert [one.title for one in after.steps] == ["A", "B", "Resolve: c", "Added"]
    assert (after.steps[0].body, after.steps[0].says) == ("New words", ("Hello",))
    assert [one.text for one in after.steps[0].answers] == ["yes", "perhaps"]
    assert targets(after) == [[1, 3], [2], [], [2]]


# --- runbooks ---

RUNBOOK = """# DiskFull

## Meaning

The disk is full. See [the docs][1].

## Impact

> Nothing can be written.

## Diagnosis

Run this:

```bash
# df is not a heading
df -h
```

If the disk is not full, go to [Mitigation](#mitigation).

## Mitigation

1. **Delete logs**: they lie in `/var/log`. See [how](helpers/logs.md).

   ```bash
   rm -r /var/log/old
   ```
2. Grow the disk & wait - it takes a minute.
3. If it is a network disk, see [the network runbook](network.md#fix).

## Escalation

Call the storage team.

[1]: https://example.org/docs
"""


def runbook(text, other=lambda _: "", name="disk.md"):
    return read_runbook(name, text, "playbooks/disk.md", lambda _: "", other)


def test_a_runbook_becomes_steps_with_answers_and_an_escalation():
    """Headings and list items are steps; what it is about is the introduction; links to nowhere are words."""
    proposal = runbook(RUNBOOK, lambda target: "playbooks/network.md" if target == "network.md" else "")
    book = made(proposal)
    assert (book.title, book.meta.confidence) == ("DiskFull", "draft")
    assert book.intro.startswith("Use when “DiskFull” comes up.\n\nThe disk is full.")
    assert "**Impact**" in book.intro
    assert [one.title for one in book.steps] == [
        "Diagnosis",
        "Delete logs",
        "Grow the disk and wait it takes a minute",
        "If it is a network disk, see the network runbook",
        "Resolve: solved",
        "Escalate to tier 2: DiskFull",
    ]
    assert [one.text for one in book.steps[0].answers] == [
        "Done, go on",
        "The disk is not full",
        "It works now",
    ]
    assert targets(book)[0] == [1, 1, 4]
    assert [one.text for one in book.steps[3].answers] == [
        "It works now",
        "It is a network disk",
        "It did not help",
    ]
    assert (book.steps[3].answers[1].playbook, book.steps[3].answers[1].anchor) == (
        "playbooks/network.md",
        "",
    )
    assert book.steps[1].body.startswith("They lie in `/var/log`. See how (`helpers/logs.md`).")
    assert "```bash\nrm -r /var/log/old\n```" in book.steps[1].body
    assert book.steps[-1].body == "Call the storage team."
    assert "# df is not a heading" in book.steps[0].body
    assert any("helpers/logs.md" in note for note in proposal.notes)
    other = playbook(step("Resolve: x"), path="playbooks/network.md")
    found = check_playbook(
        book,
        lambda _: frozenset(),
        lambda path: other if path == other.path else None,
        resolve=lambda *_: "x",
    )
    assert not [one for one in found if one.severity != "advice"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Only words.",
        "# T\n\n1. a\n2. b\n",
        "## Steps\n\n- a\n- b\n",
        "# T\n\n## Meaning\n\nx",
        "---\ntitle: Y\n---\n",
    ],
)
def test_a_text_of_any_shape_becomes_a_playbook_without_errors(text):
    """Without headings, without lists, without words."""
    book = made(runbook(text))
    assert len(book.steps) >= 3
    assert not errors(book)


BLOCKS = st.lists(
    st.sampled_from(
        ("# T", "## Check it", "### Fix [x](#t)", "## Meaning", "1. one\n2. two\n   - deep", "> quote",
         "```\ncode", "[a](b.md) ![c](d.png) [e][f]", "[f]: g.md", "- [x](#t)", "- [ ] `v`: w",
         "If so, see [T](#t).",
         "***", "<b>x</b>", "Under\n=====", "## Escalate to tier 2: x", "1. **Bold**: text\n1. ",
         "![alt [b]](x(y).png \"t\")", "[ref]", "<!-- x")
    ),
    max_size=10,
)  # fmt: skip


@settings(max_examples=50)
@given(BLOCKS)
def test_a_runbook_of_whatever_blocks_becomes_a_playbook_without_errors(blocks):
    """No heading, list, quote, link or comment of a runbook breaks the playbook."""
    proposal = runbook("\n\n".join(blocks))
    book = made(proposal)
    assert len(book.steps) == len(proposal.book.steps)
    assert not errors(book)
    assert "kbdesk-left" not in foreign_text(proposal.book)


# --- through the desk ---


def test_a_file_becomes_a_draft_for_the_editor(tmp_path):
    """The draft has a free path and is not written."""
    library = sample_repo(tmp_path / "kb")
    file = tmp_path / "disk-full.md"
    file.write_text(RUNBOOK.replace("# DiskFull", "# Disk full"), encoding="utf-8")
    desk = make_desk(library, tmp_path / "home")
    new = draft(desk, imported(desk, file))
    assert (new.kind, new.path) == ("new", "playbooks/disk-full.md")
    assert not (library / new.path).exists()
    with pytest.raises(KbError, match="no place for a playbook"):
        imported(desk, file, "articles/x.md")
    with pytest.raises(KbError, match="cannot import"):
        proposed(desk, "x.xls", b"")
    with pytest.raises(KbError, match="binary"):
        proposed(desk, "x.csv", b"\0\1")
    with pytest.raises(KbError, match="could not be read"):
        imported(desk, tmp_path / "gone.csv")
    desk.close()


def test_links_of_a_runbook_in_the_library_lead_on_from_where_the_draft_stands(tmp_path):
    """A link to an article is written anew; one to nowhere becomes words."""
    library = sample_repo(tmp_path / "kb")
    write(
        library, {"articles/old/run.md": "# R\n\n## Fix\n\n[a](../billing/card-declined.md#x) [b](no.md)\n"}
    )
    desk = make_desk(library, tmp_path / "home")
    new = imported(desk, library / "articles/old/run.md", "playbooks/deep/run.md")
    assert "[a](../../articles/billing/card-declined.md#x) b (`no.md`)" in new.text
    desk.close()


def test_a_folder_of_runbooks_becomes_drafts_that_link_to_each_other(tmp_path):
    """Each file is a draft in the same folders; README has another name; a broken one stops no other."""
    library = sample_repo(tmp_path / "kb")
    folder = tmp_path / "runbooks"
    write(
        folder,
        {
            "a/one.md": "# One\n\n## Fix\n\nSee [two](../two.md#x).\n",
            "two.md": "# Two\n",
            "README.md": "# R\n",
        },
    )
    (folder / "bad.md").write_bytes(b"\0")
    desk = make_desk(library, tmp_path / "home")
    found = list(imported_folder(desk, folder, "playbooks/new"))
    desk.close()
    drafts = {one.path: one for one in found if not isinstance(one, KbError)}
    assert set(drafts) == {"playbooks/new/a/one.md", "playbooks/new/two.md", "playbooks/new/about.md"}
    assert "[two](../two.md)" in drafts["playbooks/new/a/one.md"].text
    assert len(found) == 4

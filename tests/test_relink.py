# SPDX-License-Identifier: MIT
"""Moving, renaming and deleting: every link follows, and nothing but the targets of links changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import make_desk
from gitrepo import git, make_repo
from hypothesis import given
from hypothesis import strategies as st

from kbdesk.desk.writing import Writing
from kbdesk.errors import KbError
from kbdesk.markdown import link_target, parse, relinked
from kbdesk.model import Author, Saved, SourceFile

ANN = Author("Ann Lee", "ann@example.org")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def writing(tmp_path):
    """Gives the writing verbs of a library of these files."""

    def of(files: dict[str, str]) -> Writing:
        make_repo(tmp_path / "kb", files)
        return Writing(make_desk(tmp_path / "kb", tmp_path / "home"))

    return of


def text_of(writing: Writing, path: str) -> str:
    """A file as it is on disk, line ends and all."""
    return (writing.desk.root / path).read_bytes().decode()


LINKING = """# Linking

[inline](old.md) and [with a part](old.md#steps "its title"), [bare](old), [dotted](./old.md?x=1#steps),
[angled](<old.md> 'title'), [from the root](/articles/old.md), ![picture](pic.png), [web](https://x.org/old.md)

[by reference][def], [def] and [again][DEF]. Auto: <https://x.org/old.md>. [other](other.md)

- [in a list](old.md)
  > [quoted
  > over lines](old.md)

| a | b |
|---|---|
| [cell](old.md) | `[code](old.md)` \\| [second](old.md#steps) |

`[code](old.md)` \\[no link\\](old.md) [nested ![pic](pic.png)](old.md)

```
[fenced](old.md)
[def]: old.md
```

    [indented](old.md)

<!-- [comment](old.md) -->

[def]: old.md#steps  "A title"
[unused]: old.md
"""
AFTER = (
    LINKING.replace("[inline](old.md)", "[inline](../new/name.md)")
    .replace('(old.md#steps "its', '(../new/name.md#steps "its')
    .replace("[bare](old)", "[bare](../new/name)")
    .replace("(./old.md?x=1#steps)", "(../new/name.md?x=1#steps)")
    .replace("(<old.md> ", "(<../new/name.md> ")
    .replace("(/articles/old.md)", "(/new/name.md)")
    .replace("[in a list](old.md)", "[in a list](../new/name.md)")
    .replace("over lines](old.md)", "over lines](../new/name.md)")
    .replace("[cell](old.md)", "[cell](../new/name.md)")
    .replace("[second](old.md#steps)", "[second](../new/name.md#steps)")
    .replace("pic.png)](old.md)", "pic.png)](../new/name.md)")
    .replace('[def]: old.md#steps  "A', '[def]: ../new/name.md#steps  "A')
)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_kind_of_link_follows_and_all_else_stays(writing, line_end):
    """Inline, by reference, in lists, quotes and tables: only targets change; code and comments do not."""
    before = LINKING.replace("\n", line_end)
    desk = writing(
        {"articles/old.md": "# Old\n\n## Steps\n", "articles/a.md": before, "articles/other.md": "# O"}
    )
    plan = desk.plan_move("articles/old.md", "new/name.md")
    desk.carry_out(plan, ANN)
    assert text_of(desk, "articles/a.md") == AFTER.replace("\n", line_end)
    assert plan.warnings == ()
    assert len(plan.links) == 12
    for path, line, old, new in plan.links:
        assert path == "articles/a.md"
        assert old in before.splitlines()[line - 1] and new in AFTER.splitlines()[line - 1]


@pytest.mark.parametrize(
    ("written", "to", "after"),
    [
        ("caf%C3%A9%20x.md", "articles/née y.md", "n%C3%A9e%20y.md"),
        ("<café x.md>", "articles/née y.md", "<née y.md>"),
        ("café%20x.md#a%20b", "articles/(new).md", "%28new%29.md#a%20b"),
        ("./café%20x.md", "articles/deep/a&b.md", "./deep/a&b.md"),
        ("caf\\é%20x.md", "articles/new.md", None),
        ("caf%C3%A9%20x.md", "articles/&copy;.md", "&copy%3B.md"),
        ("caf&eacute;%20x.md", "articles/new.md", "new.md"),
    ],
)
def test_targets_keep_their_way_of_writing(writing, written, to, after):
    """Percent signs, angle brackets, ``./`` and entities are understood; new names are written alike."""
    files = {"articles/café x.md": "# C\n", "articles/a.md": f"# A\n\n[x]({written})\n"}
    desk = writing(files)
    desk.carry_out(desk.plan_move("articles/café x.md", to), ANN)
    shown = text_of(desk, "articles/a.md").split("[x](")[1].removesuffix(")\n")
    assert shown == (written if after is None else after)
    if after is not None:
        assert not [one for one in desk.desk.check() if one.code in ("KB203", "KB205")]


def test_the_moved_files_own_links_and_pictures_go_along(writing):
    """Its relative links lead where they led, its pictures move unless another file shows them."""
    files = {
        "net/wifi.md": "# W\n\n[a](../a.md) [self](wifi.md#w) [here](#w) [gone](nope.md)\n"
        "![p](wifi.assets/p.png)\n"
        "![s](wifi.assets/shared.png) [out](https://x.org) [abs](/a.md)\n",
        "a.md": "# A\n\n![s](net/wifi.assets/shared.png) [w](net/wifi.md)\n",
    }
    desk = writing(files)
    folder = desk.desk.root / "net" / "wifi.assets"
    folder.mkdir()
    (folder / "p.png").write_bytes(PNG)
    (folder / "shared.png").write_bytes(PNG + b"2")
    git(desk.desk.root, "add", "-A")
    git(desk.desk.root, "commit", "-qm", "pictures")
    saved = desk.carry_out(desk.plan_move("net/wifi.md", "wlan/home/wlan.md"), ANN)
    assert text_of(desk, "wlan/home/wlan.md") == (
        "# W\n\n[a](../../a.md) [self](wlan.md#w) [here](#w) [gone](../../net/nope.md)\n"
        "![p](wlan.assets/p.png)\n"
        "![s](../../net/wifi.assets/shared.png) [out](https://x.org) [abs](/a.md)\n"
    )
    assert text_of(desk, "a.md") == "# A\n\n![s](net/wifi.assets/shared.png) [w](wlan/home/wlan.md)\n"
    assert (desk.desk.root / "wlan/home/wlan.assets/p.png").read_bytes() == PNG
    assert not (folder / "p.png").exists() and (folder / "shared.png").exists()
    assert git(desk.desk.root, "status", "--porcelain") == ""
    assert git(desk.desk.root, "rev-list", "--count", "HEAD").strip() == "3"
    assert saved.commit


def test_successors_answers_and_ends_of_practice_follow(writing):
    """What front matter and playbooks say of a file is part of the move."""
    book = (
        "---\ntitle: B\npractice:\n  - [Yes]   # ends at: playbooks/x.md#resolve-done\n---\n\n"
        "# B\n\n## Tier 1\n\n### Ask\n\n- [Yes](x.md)\n- [No](x.md#resolve-done)\n"
    )
    files = {
        "playbooks/x.md": "# X\n\n## Tier 1\n\n### Resolve: done\n",
        "playbooks/b.md": book,
        "articles/a.md": "---\ntitle: A\nsuperseded_by: ../playbooks/x.md  # since May\n---\n# A\n",
    }
    desk = writing(files)
    plan = desk.plan_move("playbooks/x.md", "playbooks/care/y.md")
    desk.carry_out(plan, ANN)
    assert text_of(desk, "playbooks/b.md") == book.replace("x.md", "care/y.md")
    assert "superseded_by: ../playbooks/care/y.md  # since May\n" in text_of(desk, "articles/a.md")
    assert len(plan.links) == 4
    assert not [one for one in desk.desk.check() if one.severity == "error"]


def test_links_to_a_folder_follow_its_readme(writing):
    """A link that names the folder leads to the README wherever that goes."""
    files = {"guide/README.md": "# G\n", "a.md": "# A\n\n[g](guide/) [h](./guide) [r](guide/README.md)\n"}
    desk = writing(files)
    desk.carry_out(desk.plan_move("guide/README.md", "help/README.md"), ANN)
    assert text_of(desk, "a.md") == "# A\n\n[g](help/) [h](./help) [r](help/README.md)\n"
    desk.carry_out(desk.plan_move("help/README.md", "help/start.md"), ANN)
    assert text_of(desk, "a.md") == "# A\n\n[g](help/start.md) [h](./help/start.md) [r](help/start.md)\n"


@pytest.mark.parametrize(
    "name", ["b.md", "B.md", "a.md", "../x.md", "con.md", "x?.md", "a#b.md", ".x.md", "/"]
)
def test_a_name_that_cannot_be_is_refused(writing, name):
    """Taken names, names that differ in case only, and names that some system cannot keep."""
    desk = writing({"a.md": "# A\n", "b.md": "# B\n"})
    with pytest.raises(KbError) as error:
        desk.plan_move("a.md", name)
    assert error.value.hint


def test_a_deleted_file_leaves_nothing_dangling_silently(writing):
    """Links lead to the successor, or each is warned of; headings that it lacks are left out."""
    files = {
        "a.md": "# A\n\n## One\n\n## Two\n",
        "b.md": "---\ntitle: B\nsuperseded_by: a.md\n---\n# B\n\n## Two\n",
        "c.md": "# C\n\n[one](a.md#one) [two](a.md#two)\n",
        "d.md": "---\nsuperseded_by: a.md\n---\n# D\n",
    }
    desk = writing(files)
    warned = desk.plan_delete("a.md").warnings
    assert [one.split(":")[0] for one in warned] == ["b.md", "c.md, line 3", "c.md, line 3", "d.md"]
    plan = desk.plan_delete("a.md", "b.md")
    desk.carry_out(plan, ANN)
    assert text_of(desk, "c.md") == "# C\n\n[one](b.md) [two](b.md#two)\n"
    assert text_of(desk, "d.md") == "---\nsuperseded_by: b.md\n---\n# D\n"
    assert text_of(desk, "b.md") == "---\ntitle: B\n---\n# B\n\n## Two\n"
    assert not (desk.desk.root / "a.md").exists()
    assert [one for one in plan.warnings if "b.md" in one]
    with pytest.raises(KbError):
        desk.plan_delete("b.md", "b.md")


def test_a_plan_is_refused_when_a_file_changed_since_it_was_shown(writing):
    """What somebody wrote meanwhile is not overwritten, and nothing is half moved."""
    desk = writing({"a.md": "# A\n", "b.md": "# B\n\n[a](a.md)\n"})
    plan = desk.plan_move("a.md", "c.md")
    (desk.desk.root / "b.md").write_text("# B\n\n[a](a.md) and more\n")
    with pytest.raises(KbError):
        desk.carry_out(plan, ANN)
    assert (desk.desk.root / "a.md").exists() and not (desk.desk.root / "c.md").exists()


STEPS = (
    "# X\n\n## Tier 1\n\n### Check the lights\n\n- [Dark](#restart-it)\n\n### Restart it\n\n"
    "- [Ok](#resolve-ok)\n\n### Resolve: ok\n"
)


def test_renamed_headings_take_their_links_along_in_the_same_save(writing):
    """Steps and headings are paired by place and likeness; links here and elsewhere follow."""
    files = {
        "playbooks/x.md": "---\npractice:\n  - [Dark, Ok]  # ends at: resolve-ok\n---\n" + STEPS,
        "a.md": "# A\n\n[r](playbooks/x.md#restart-it) [c](playbooks/x.md#check-the-lights)\n",
    }
    desk = writing(files)
    draft = desk.open("playbooks/x.md")
    text = draft.text.replace("### Restart it", "### Restart the router").replace(
        "Resolve: ok", "Resolve: solved"
    )
    draft = replace(draft, text=text)
    assert desk.renamed(draft) == (("restart-it", "restart-the-router"), ("resolve-ok", "resolve-solved"))
    plan = desk.plan_renamed(draft)
    saved = desk.save(draft, "", ANN, plan)
    assert isinstance(saved, Saved) and saved.notice == ""
    assert "[r](playbooks/x.md#restart-the-router) [c](playbooks/x.md#check-the-lights)" in text_of(
        desk, "a.md"
    )
    book = text_of(desk, "playbooks/x.md")
    assert "[Dark](#restart-the-router)" in book and "[Ok](#resolve-solved)" in book
    assert "# ends at: resolve-solved" in book
    assert {path for path, _ in saved.blobs} == {"playbooks/x.md", "a.md"}
    assert not [one for one in desk.desk.check() if one.severity == "error"]


def test_headings_that_only_go_are_told_of_when_others_link_to_them(writing):
    """A save that leaves links dangling says which files have them."""
    desk = writing({"a.md": "# A\n\n## One\n\n## Two\n", "b.md": "# B\n\n[x](a.md#two)\n"})
    draft = desk.open("a.md")
    draft = replace(draft, text="# A\n\n## One\n")
    assert desk.renamed(draft) == () and desk.plan_renamed(draft) is None
    saved = desk.save(draft, "", ANN)
    assert isinstance(saved, Saved)
    assert saved.notice == "Links in b.md lead to headings that are gone."


def test_headings_that_were_moved_or_added_are_not_renamed(writing):
    """Another order, a new heading and changed text under a heading are no new names."""
    desk = writing({"a.md": "# A\n\n## One\n\n## Two\n\n## Three\n"})
    draft = desk.open("a.md")
    assert desk.renamed(replace(draft, text="# A\n\n## Two\n\n## New\n\n## One\n\nx\n\n## Three\n")) == ()
    assert desk.renamed(replace(draft, text="# A\n\n## One\n\n## Two\n\n## Three things\n")) == (
        ("three", "three-things"),
    )


PIECES = st.sampled_from(
    [
        *(
            "[a](x.md)",
            "`[a](x.md)`",
            "![p](x.md)",
            "[r][d]",
            "\n\n",
            "\n",
            "> ",
            "- ",
            "    ",
            "```\n",
            "*",
            "_",
        ),
        *("\\", "[", "](x.md)", "<x.md>", "(", "]: x.md", "[d]: x.md\n", "text ", "|", "<!-- ", " -->"),
        *("](<x.md>)", "\t", "é", "\r\n", "`", "![", "]"),
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_whatever_the_text_only_targets_change(pieces):
    """Any pile of signs: taking the new name back gives the old text, and no code was touched."""
    text = "".join(pieces)
    made = relinked(text, "a.md", lambda target, _: ("x.md", "new.md", "") if target == "x.md" else None)
    assert made.text.replace("new.md", "x.md") == text
    assert len(made.changes) == made.text.count("new.md")
    left = sum(one.target == "x.md" for one in parse(SourceFile("a.md", "", made.text)).links)
    assert left <= len(made.missed)
    assert not made.missed or left


def test_link_targets_are_written_as_a_host_reads_them():
    """Relative to the file, spaces and brackets percent-encoded, letters of every script as they are."""
    assert link_target("a/b.md", "a/c d.md") == "c%20d.md"
    assert link_target("a/b.md", "x/é(1).md", "why-é") == "../x/é%281%29.md#why-é"
    assert link_target("b.md", "b.md", "top", "#old") == "#top"

# SPDX-License-Identifier: MIT
"""Texts that are changed: front matter as fields, bytes kept, templates, messages, two changes in one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from kbdesk import library
from kbdesk.errors import KbError
from kbdesk.markdown import (
    decode,
    encode,
    fields,
    file_name,
    has_steps,
    is_playbook_path,
    merged,
    parse,
    summary,
    template,
    title_of,
    with_field,
)
from kbdesk.markdown.frontmatter import read_front_matter
from kbdesk.model import Playbook, SourceFile

ROOT = Path(__file__).resolve().parents[1]
FULL = """---
# who looks after it: ask Ann
title: "Wi-Fi drops"   # as customers say
tier: 1
confidence: draft
custom.key:   kept   # no touching
products: [Router X200, "Windows 11",
  'Mac OS']  # three
errors: E-809, 0x80070035
says:
  - it cuts out    # often
  # the next one is Bob's
  - "no: wifi"

  - gone
owner:
notes: |
  line one
  # no comment
review_by: 2027-03-31
practice:
  - [Yes, No]   # ends at: resolve-done
superseded_by: new.md
---

# Wi-Fi drops
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came, between equal beginnings and ends."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


def test_the_form_shows_every_key_in_order_with_its_line():
    """Unknown keys, lists in every style and empty values are fields; what a form cannot hold says so."""
    found = {one.name: one for one in fields(FULL)}
    assert [one.name for one in fields(FULL)][:4] == ["title", "tier", "confidence", "custom.key"]
    assert found["products"].value == ("Router X200", "Windows 11", "Mac OS")
    assert found["errors"].value == ("E-809", "0x80070035")
    assert found["says"].value == ("it cuts out", "no: wifi", "gone")
    assert (found["owner"].value, found["custom.key"].value, found["says"].line) == ("", "kept", 10)
    assert [one.name for one in found.values() if not one.editable] == ["practice"]
    assert found["practice"].value == "  - [Yes, No]"


@pytest.mark.parametrize(
    ("name", "value", "went", "came"),
    [
        (
            "title",
            "No: wifi",
            ['title: "Wi-Fi drops"   # as customers say'],
            ['title: "No: wifi"   # as customers say'],
        ),
        ("custom.key", "new", ["custom.key:   kept   # no touching"], ["custom.key:   new   # no touching"]),
        ("owner", "ann", ["owner:"], ["owner: ann"]),
        ("owner", "no", ["owner:"], ['owner: "no"']),
        (
            "products",
            ("Router X200", "Windows 11", "Mac OS", "A, B"),
            ["  'Mac OS']  # three"],
            ["  'Mac OS', \"A, B\"]  # three"],
        ),
        ("errors", ("E-809",), ["errors: E-809, 0x80070035"], ["errors: E-809"]),
        ("says", ("it cuts out", "no: wifi", "gone", "new"), [], ["  - new"]),
        ("says", ("it cuts out", "gone"), ['  - "no: wifi"'], []),
        ("says", ("it cuts out", "wifi off", "gone"), ['  - "no: wifi"'], ['  - "wifi off"']),
        (
            "says",
            ("it drops", "no: wifi", "gone"),
            ["  - it cuts out    # often"],
            ["  - it drops    # often"],
        ),
        ("notes", "short", ["notes: |", "  line one", "  # no comment"], ["notes: short"]),
        ("tier", None, ["tier: 1"], []),
        ("practice", None, ["practice:", "  - [Yes, No]   # ends at: resolve-done"], []),
        ("reviewed", "2026-11-01", [], ["reviewed: 2026-11-01"]),
        ("tags", ("wifi", "1:30"), [], ['tags: [wifi, "1:30"]']),
        ("errors", ("E-809", "a, b"), ["errors: E-809, 0x80070035"], ['errors: [E-809, "a, b"]']),
        (
            "custom.key",
            "first, then",
            ["custom.key:   kept   # no touching"],
            ["custom.key:   first, then   # no touching"],
        ),
        (
            "title",
            'a "b": c',
            ['title: "Wi-Fi drops"   # as customers say'],
            ['title: "a \\"b\\": c"   # as customers say'],
        ),
        ("says", ("first", "it cuts out", "no: wifi", "gone"), [], ["  - first"]),
        ("owner", "a\nb\tc\x85d", ["owner:"], ['owner: "a\\nb\\tc\\u0085d"']),
        ("owner", '"a"\nb', ["owner:"], ['owner: "\\"a\\"\\nb"']),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_change_touches_the_lines_of_its_key_only(name, value, went, came, line_end):
    """Comments, quotes, indentation and line ends of the key and all bytes of the others stay."""
    text = FULL.replace("\n", line_end)
    after = with_field(text, name, value)
    old, new = changed_lines(text, after)
    assert old == [f"{line}{line_end}" for line in went]
    assert "".join(new) == "".join(f"{line}\n" for line in came).replace("\n", line_end)
    assert text.count(line_end) == text.count("\n")


def test_an_item_taken_out_of_a_list_on_several_lines_leaves_the_others_on_theirs():
    """Of what stood between items, a line break is kept."""
    text = "---\ntags: [a,\n  b, c]\n---\n# A\n"
    assert with_field(text, "tags", ("a", "c")) == "---\ntags: [a,\n  c]\n---\n# A\n"


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("title: 'a'  # c", "b", "title: 'b'  # c"),
        ("title: 'a'", "it's", "title: 'it''s'"),
        ('title: "a"', "b \\ c", 'title: "b \\\\ c"'),
        ("title: a", "1001", "title: 1001"),
        ("title: a", "0x_1:", 'title: "0x_1:"'),
        ("title: a", 'b: "c"', "title: 'b: \"c\"'"),
        ("title: a", "Xbox: no sound", 'title: "Xbox: no sound"'),
        ("title:\n  -\n  - 'a'", ("b", "c"), "title:\n  - b\n  - 'c'"),
        ("title:\n  - |\n    a\n  - b", ("c", "b"), "title:\n  - c\n  - b"),
        ("tier: 1", ("a", "b: c"), 'title: [a, "b: c"]\ntier: 1'),
        ("title: [a,b]", ("c", "a", "b", "d"), "title: [c,a,b,d]"),
        ("title: [a]", ("a", "b"), "title: [a, b]"),
        ("title:  [ ]  # c", ("a", "b: c"), 'title:  [a, "b: c"]  # c'),
        ('title: [yes, "caf\\u00e9", b]', ("yes", "café", "c"), 'title: [yes, "caf\\u00e9", c]'),
        ('title: ["a"]', ("b",), 'title: ["b"]'),
        ("title: [a, b]", ("a", "c, d"), 'title: [a, "c, d"]'),
        ("title:\n  - yes\n  - 'b'", ("yes", "c"), "title:\n  - yes\n  - 'c'"),
    ],
)
def test_a_value_is_written_as_the_one_before_it_was(before, value, after):
    """Single quotes stay single, double ones double, and none are put where none are needed."""
    assert with_field(f"---\n{before}\n---\n", "title", value) == f"---\n{after}\n---\n"


@pytest.mark.parametrize("sign", ["|", ">", "|-", ">+"])
def test_what_stands_below_a_text_of_several_lines_stays(sign):
    """Its own lines are changed or go; the empty line and the comment below them are not part of it."""
    text = f"---\ntitle: {sign}\n  one\n  two\n\n# of the tier\ntier: 1\n---\n# A\n"
    rest = "\n# of the tier\ntier: 1\n---\n# A\n"
    assert with_field(text, "title", "three") == f"---\ntitle: three\n{rest}"
    assert with_field(text, "title", None) == f"---\n{rest}"


def test_what_customers_say_is_written_a_line_each():
    """Sentences stand below each other, as they are long."""
    assert with_field("# A\n", "says", ("a", "b: c")) == '---\nsays:\n  - a\n  - "b: c"\n---\n\n# A\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [("owner:   [a, b]  # c", "owner:   d  # c"), ("owner:\n  # c\n  - a\n  - b  # e", "owner: d  # e")],
)
def test_a_list_may_become_a_text(before, after):
    """One value takes the place of all items, and what stands behind the last one stays."""
    text = "---\n{}\ntier: 1\n---\n# A\n"
    assert with_field(text.format(before), "owner", "d") == text.format(after)


@pytest.mark.parametrize("name", ["says", "tags", "aliases"])
@pytest.mark.parametrize(
    ("before", "after"),
    [("   [a, b]  # c", "   []  # c"), (" [a,\n  b]", " []"), ("\n  # c\n  - a\n\n  - b  # e", " []  # e")],
)
def test_a_list_may_lose_all_its_items(name, before, after):
    """An empty list stays a list, in brackets, under each key and in each style."""
    text = "---\n{}:{}\ntier: 1\n---\n# A\n"
    assert with_field(text.format(name, before), name, ()) == text.format(name, after)


@pytest.mark.parametrize(
    "value", ["\n  b:\n    - c", "\n  - - c\n    - d", "\n- - c\n  - {e: f,\n    g: }", "\n  b: c\n  ? d"]
)
@pytest.mark.parametrize("after", ["", "tier: 1\n", "\n# of the tier\ntier: 1\n"])
def test_a_key_with_lists_in_lists_can_be_taken_out(value, after):
    """Its own lines go, down to the last one; the key after it and the comment above that stay."""
    text = f"---\ntitle: T\nodd:{value}\n{after}---\n# A\n"
    assert with_field(text, "odd", None) == f"---\ntitle: T\n{after}---\n# A\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("owner", "x" * 16_001), ("owner", "\ud800"), ("tags", None), ("tier", "3"), ("tier", "")],
    ids=[
        "too long",
        "half a sign",
        "a comment that would become a part of the text above it",
        "twice",
        "emptied",
    ],
)
def test_a_change_that_would_not_read_back_is_refused(name, value):
    """The form names the field, and points to the text."""
    text = "---\ntier: 1\nowner: ann\nnotes: |\n  call first\ntags: [a]\n  # from Bob\ntier: 2\n---\n# A\n"
    with pytest.raises(KbError, match=f"“{name}” cannot be changed here") as error:
        with_field(text, name, value)
    assert "as text" in error.value.hint


@pytest.mark.parametrize("value", ["how to?", "a?", "tab\tand: more", "b\t|"])
def test_what_is_written_is_read_by_other_tools_too(value):
    """Not every parser of YAML takes as much as the one that reads for us; those get quotes."""
    after = with_field(with_field("# A\n", "tags", (value, "b")), "owner", value)
    front = yaml.safe_load(after.split("---")[1])
    assert front == {"owner": value, "tags": [value, "b"]}


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="the parser written in Python takes less")
def test_what_can_be_read_can_be_changed_as_a_field():
    """A question mark at the end of an item, say: it stays as it stands while the next one changes."""
    text = "---\ntags: [why?, b]\n---\n# A\n"
    assert [one.value for one in fields(text)] == [("why?", "b")]
    assert with_field(text, "tags", ("why?", "c")) == text.replace("b]", "c]")


@pytest.mark.parametrize("name", ["products", "tags", "errors"])
@pytest.mark.parametrize(
    ("before", "after"), [("{}: [a]\n", "{}: [b, c]\n"), ("{}: a\n", "{}: b, c\n"), ("", "{}: [b, c]\n")]
)
def test_words_with_commas_between_them_are_a_list(name, before, after):
    """Typed in one line they become items of the list that is there, or words with commas if those are."""
    text = "---\nowner: ann\n{}---\n# A\n"
    made = with_field(text.format(before.format(name)), name, " b,c ,,b")
    assert {one.name: one.value for one in fields(made)}[name] == ("b", "c")
    assert after.format(name) in made


def test_a_line_of_hyphens_may_end_in_blanks():
    """Values are changed in their place, however long the first line is and whatever lines end in."""
    text = f"---{' ' * 60}\r\ntitle: a\r\nowner: b\r\n---\r\n# A\r\n"
    assert with_field(text, "owner", "c") == text.replace("owner: b", "owner: c")


def test_a_key_below_an_empty_line_knows_its_line():
    """Lines are counted from the top of the file, empty ones too."""
    assert [one.line for one in fields("---\n\ntitle: a\n---\n")] == [3]


def test_what_customers_say_may_be_one_text_or_none():
    """``says`` is a list for the form, whether the file has a text there or nothing."""
    text = "---\nsays:\n---\n# A\n"
    assert [one.value for one in fields(text)] == [()]
    assert [one.value for one in fields("---\nsays: no, it is slow\n---\n")] == [("no, it is slow",)]
    once = with_field(text, "says", "it is slow")
    assert [one.value for one in fields(once)] == [("it is slow",)]


def test_new_keys_stand_where_a_reader_expects_them():
    """A new key goes after the one that comes before it in the format; an unknown one goes to the end."""
    after = with_field(with_field(FULL, "reviewed", "2026-11-01"), "zz", "1")
    names = [one.name for one in fields(after)]
    assert names.index("reviewed") == names.index("owner") + 1
    assert names[-1] == "zz"


@pytest.mark.parametrize("below", ["# the end\n", "\n# the end\n", "\n"])
def test_a_key_of_no_order_stands_right_below_the_last_one(below):
    """A comment or an empty line at the end of the front matter stays at its end."""
    text = "---\ntier: 1\n{}---\n# A\n"
    assert with_field(text.format(below), "zz", "1") == text.format(f"zz: 1\n{below}")


@pytest.mark.parametrize(
    "text", ["", "# A\n", "# A\r\ntext", "***\n", "---\n---\n", "---\n# only a note\n---\n"]
)
def test_front_matter_is_made_where_there_is_none(text):
    """The text under it stays as it is, and the keys read back."""
    after = with_field(with_field(text, "says", ("no", "a: b")), "title", "'q' \"r\" \\")
    meta = read_front_matter(after.replace("\r\n", "\n")).meta
    assert (meta.title, meta.says) == ("'q' \"r\" \\", ("no", "a: b"))
    assert after.endswith(text.removeprefix("---\n").removeprefix("# only a note\n"))
    assert ("# only a note" in text) == ("# only a note" in after)
    assert "\r\n" not in text or after.count("\r\n") == after.count("\n")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "---\nOwner: ann\n---\n"),
        ("# A\n", "---\nOwner: ann\n---\n\n# A\n"),
        ("\n# A\n", "---\nOwner: ann\n---\n\n# A\n"),
    ],
)
def test_one_empty_line_parts_new_front_matter_from_the_text(text, after):
    """It is put there if there is none; a file without a text needs none."""
    assert with_field(text, "Owner", "ann") == after


@pytest.mark.parametrize("name", ["", "a b", "1a", "a:", "#a", "ä b"])
def test_a_name_that_no_key_can_have_is_refused(name):
    """A new field has a name that every tool reads as one."""
    with pytest.raises(KbError, match="cannot be the name") as error:
        with_field("# A\n", name, "x")
    assert error.value.hint


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: a\n", "no closing line"),
        ("---\na: [b\n---\n", "not valid YAML"),
        ("---\na: &x b\n---\n", "anchors"),
        ("---\n{a: b}\n---\n", "in braces"),
        ("---\n\u2028title: a\n---\n", "beginning of a line"),
        ("---\n?\n title\n: a\n---\n", "beginning of a line"),
    ],
)
def test_broken_front_matter_can_only_be_edited_as_text(text, reason):
    """The form says what is wrong and what to do instead, and changes nothing."""
    with pytest.raises(KbError, match=reason) as error:
        with_field(text, "title", "x")
    assert "as text" in error.value.hint


@pytest.mark.parametrize("value", ["  {a: b}", "\n  a: X", "\n  - [X]\n\n  - - Y\n    - X"])
def test_a_value_that_only_text_can_show_is_given_as_it_stands(value):
    """All of it, with its indentation, and nothing of the keys around it."""
    found = fields(f"---\ntitle: T\nodd:{value}\n\ntier: 1\n---\n# A\n")
    assert [(one.name, one.value, one.editable) for one in found] == [
        ("title", "T", True),
        ("odd", value.removeprefix("\n"), False),
        ("tier", "1", True),
    ]


def test_a_value_that_only_text_can_show_is_not_touched():
    """Lists of lists are refused, not flattened."""
    with pytest.raises(KbError, match="too rich") as error:
        with_field(FULL, "practice", ("Yes",))
    assert "as text" in error.value.hint


VALUES = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
WORD = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12)
WORD = WORD.filter(lambda word: "," not in word and word.strip() == word)

ITEM = st.one_of(WORD, st.sampled_from(["no", "a: b", "#x", "[y]", "0x1", "'"]))


@given(value=VALUES, name=st.sampled_from(["title", "owner", "superseded_by", "custom"]), crlf=st.booleans())
def test_any_text_reads_back_as_it_was_given(value, name, crlf):
    """Whatever is typed into a field, reading gives it, and every other line is the same bytes."""
    text = FULL.replace("\n", "\r\n") if crlf else FULL
    after = with_field(text, name, value)
    meta = read_front_matter(after.replace("\r\n", "\n")).meta
    read = dict(meta.extra).get("custom", "") if name == "custom" else getattr(meta, name)
    assert read == value.strip()
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(f"{name}:")]
    left = list(lines)
    for line in after.splitlines(keepends=True):
        if left and line == left[0]:
            left.pop(0)
    assert not left


@given(
    values=st.lists(ITEM, max_size=6, unique=True),
    name=st.sampled_from(["products", "errors", "says", "tags"]),
    crlf=st.booleans(),
)
def test_any_list_reads_back_as_it_was_given(values, name, crlf):
    """Items that come, go and change their place in lists of all styles read back; other keys stay."""
    assume("\ufeff" not in "".join(values))
    text = FULL.replace("\n", "\r\n") if crlf else FULL
    after = with_field(text, name, tuple(values))
    assert getattr(read_front_matter(after.replace("\r\n", "\n")).meta, name) == tuple(values)
    others = [one for one in fields(text) if one.name != name]
    assert [(one.name, one.value) for one in fields(after) if one.name != name] == [
        (one.name, one.value) for one in others
    ]
    for kept in ("# who looks after it", "custom.key:   kept   # no touching", "# ends at: resolve-done"):
        assert kept in after


ODD = {
    "crlf": b"---\r\ntitle: A\r\n---\r\n# A\r\n",
    "bom": b"\xef\xbb\xbf# A\n",
    "utf-16-le": "\ufeff# A – ü\r\n".encode("utf-16-le"),
    "utf-16-be": "\ufeff# A – ü\n".encode("utf-16-be"),
    "cp1252": b"# It\x92s old\n\ncaf\xe9",
    "cp1252 with bytes of no meaning": b"# It\x92s old\x81\r\n\x8d\n\x81\n",
    "cp1252 with a mark": b"\xef\xbb\xbf# caf\xe9\n",
    "no final newline": b"# A\n\ntext",
    "tabs and mixed ends": b"---\ntags:\t[a,\tb]\r\n---\n#\tA\r\n\r\rb\n\n\n",
    "empty": b"",
    "separators": "a\u2028b\x85c\x0bd\x0ce\n".encode(),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
def test_bytes_stay_when_nothing_was_changed(data):
    """Whatever its encoding and line ends, a file that is read and written again is the same."""
    text, encoding, problem = decode(data)
    assert problem == ""
    assert encode("a.md", text, encoding, data) == data


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
def test_only_the_added_bytes_are_new_when_a_line_is_added(data):
    """The encoding, the mark and the unreadable bytes of all other lines stay."""
    text, encoding, _ = decode(data)
    after = encode("a.md", f"{text}\nmore", encoding, data)
    assert after.startswith(data) and decode(after)[0] == f"{text}\nmore"


def test_a_letter_that_the_encoding_lacks_is_refused_with_the_way_out():
    """An old Windows file is not turned into something else behind the writer's back."""
    data = ODD["cp1252"]
    with pytest.raises(KbError, match="no sign for “✓”") as error:
        encode("a.md", decode(data)[0] + "✓", "cp1252", data)
    assert "UTF-8" in error.value.hint
    with pytest.raises(KbError, match="could not be read"):
        encode("a.md", "changed \ufffd\n", "cp1252", ODD["cp1252 with bytes of no meaning"])


def libraries() -> list[Path]:
    """The sample library and those that KBDESK_LIBRARIES names."""
    named = os.environ.get("KBDESK_LIBRARIES", "").split(os.pathsep)
    return [ROOT, *(Path(name) for name in named if name)]


@pytest.mark.parametrize("root", libraries(), ids=lambda root: root.name)
def test_every_file_of_a_library_is_the_same_after_opening_and_saving(root):
    """All that can be read is written back to the byte, also by a field set to what it is."""
    count = 0
    for entry in library.list_files(root):
        source = library.read_file(root, entry.path, decode)
        if source.problem:
            continue
        data = (root / entry.path).read_bytes()
        assert encode(entry.path, source.text, source.encoding, data) == data, entry.path
        assert encode(entry.path, f"{source.text} ", source.encoding, data)[: len(data)] == data, entry.path
        document = parse(source)
        assert title_of(entry.path, source.text) == document.title, entry.path
        if is_playbook_path(entry.path):
            assert has_steps(source.text) == bool(document.steps), entry.path
        try:
            for one in fields(source.text):
                if one.editable:
                    assert with_field(source.text, one.name, one.value) == source.text, entry.path
                    away = with_field(source.text, one.name, "a: new one")
                    assert [f.name for f in fields(away)] == [f.name for f in fields(source.text)], entry.path
        except KbError as error:
            assert "as text" in error.hint, entry.path
        count += 1
    assert count
    print(f"{count} files of {root}")


@pytest.mark.parametrize("kind", ["article", "how-to", "known-error", "playbook", "reading-path"])
@pytest.mark.parametrize("title", ["Wi-Fi drops", "C#: *odd* & `new` [x] - y", "无线", "?!", "  a \n b "])
def test_templates_hold_what_is_known_and_read_without_a_problem(kind, title):
    """Title, words, products and codes stand in the new text; a playbook has a way to each end."""
    path = "playbooks/a.md" if kind == "playbook" else "a.md"
    document = parse(SourceFile(path, "", template(kind, title, ("it: drops",), ("X",), ("E-1",))))
    assert document.problems == ()
    assert document.title == " ".join(title.split())
    assert (document.meta.says, document.meta.products, document.meta.errors) == (
        ("it: drops",),
        ("X",),
        ("E-1",),
    )
    assert document.meta.confidence == "draft"
    if kind == "reading-path":
        assert dict(document.meta.extra) == {"kind": "reading-path", "role": "tier-1"}
    if isinstance(document, Playbook):
        assert {step.kind for step in document.steps} == {"step", "resolve", "escalate"}
        anchors = {step.anchor for step in document.steps}
        assert {answer.anchor for step in document.steps for answer in step.answers} <= anchors


def test_file_names_are_ones_that_every_system_can_keep():
    """No signs, no device of Windows, no endless name, letters of every script."""
    assert file_name("Wi-Fi: it's SLOW / odd?") == "wi-fi-it-s-slow-odd"
    assert file_name("CON") == "article-con"
    assert file_name("...") == "article"
    assert file_name("无线 故障") == "无线-故障"
    assert len(file_name("word " * 50)) <= 60


ARTICLE = "---\ntitle: Reset MFA\ntier: 1\n---\n\n# Reset MFA\n\nintro\n\n## Issue\n\na\n\n## Steps\n\n1. b\n"

STEP = ARTICLE.replace("1. b", "1. b\n2. c [x](y.md)")
TIER = ARTICLE.replace("tier: 1", "tier: 2").replace("intro", "new")


@pytest.mark.parametrize(
    ("after", "line", "detail"),
    [
        (STEP, "Reset MFA: changed Steps, 1 link", "5 words added, 0 removed."),
        (TIER, "Reset MFA: changed introduction, tier", "Fields changed: tier."),
        (ARTICLE.replace("Reset MFA", "Reset 2FA"), "Reset 2FA: new title", "The title was “Reset MFA”."),
        (ARTICLE + "\n## Cause\n\nx\n", "Reset MFA: added Cause", "Sections added: Cause."),
        (ARTICLE.replace("## Steps", "## What to do"), "Reset MFA: changed What to do", "3 words added"),
        (ARTICLE + "\n", "Reset MFA: small change", ""),
        ("", "Reset MFA: deleted", ""),
    ],
)
def test_the_message_tells_what_changed(after, line, detail):
    """One line that begins with the title, and what is behind it below."""
    said = summary("a.md", ARTICLE, after)
    assert said.splitlines()[0] == line
    assert detail in said


def test_a_message_is_never_longer_than_a_line_of_a_list():
    """Long titles and many sections are cut; a new file says that it is new."""
    many = "# " + "long title " * 10 + "\n" + "".join(f"\n## Section {n}\n\n{{}}\n" for n in range(9))
    first = summary("a.md", many.replace("{}", "a"), many.replace("{}", "b")).splitlines()[0]
    assert len(first) <= 72 and first.startswith("long title")
    assert summary("playbooks/a.md", "", ARTICLE) == "Reset MFA: new playbook"


def test_two_changes_go_into_one_text_unless_they_touch():
    """Other lines are merged, the same change counts once, neighbouring lines are left to a person."""
    base = "a\nb\nc\nd\ne\n"
    assert merged(base, base.replace("a", "A"), base.replace("e", "E")) == "A\nb\nc\nd\nE\n"
    assert merged(base, base.replace("c", "C"), base.replace("c", "C")) == "a\nb\nC\nd\ne\n"
    assert merged(base, base, base + "f") == base + "f"
    assert merged(base, base.replace("b", "x"), base.replace("b", "y")) is None
    assert merged(base, base.replace("b", "x"), base.replace("c", "y")) is None
    assert merged(base, base + "mine\n", base + "theirs\n") is None


@given(st.lists(st.sampled_from(["a\n", "b\n", "\n"]), max_size=6), st.data())
def test_merging_loses_no_line_that_somebody_wrote(lines, data):
    """Each line that one of two writers added is in the merged text."""
    base = "".join(lines)
    at, to = (data.draw(st.integers(0, len(lines))) for _ in range(2))
    mine = "".join([*lines[:at], "mine\n", *lines[at:]])
    theirs = "".join([*lines[:to], "theirs\n", *lines[to:]])
    both = merged(base, mine, theirs)
    assert both is None or ("mine\n" in both and "theirs\n" in both and len(both) == len(base) + 12)

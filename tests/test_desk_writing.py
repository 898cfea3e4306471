# SPDX-License-Identifier: MIT
"""Writing at the desk: drafts, saves, two writers, findings, pictures, words that customers use."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from desks import make_desk, sample_repo
from gitrepo import commit, git, make_repo

from kbdesk import markdown
from kbdesk.desk.personal import personal_findings
from kbdesk.desk.writing import Writing
from kbdesk.errors import KbError
from kbdesk.model import Author, Clash, Saved, SourceFile

ANN = Author("Ann Lee", "ann@example.org")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PATH = "articles/network/vpn-set-up-ikev2.md"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample library, made once and copied."""
    return sample_repo(tmp_path_factory.mktemp("sample") / "kb")


@pytest.fixture
def writing(sample, tmp_path):
    """The writing verbs of a copy of the sample library."""
    git(tmp_path, "clone", "-q", "--local", str(sample), "kb")
    return Writing(make_desk(tmp_path / "kb", tmp_path / "home"))


def again(writing: Writing) -> Writing:
    """The same library opened by another window of the same user."""
    return Writing(make_desk(writing.desk.root, writing.desk.home.data.parent))


def log(writing: Writing, form: str, count: int = 1) -> str:
    """What git's history says of the last changes."""
    return git(writing.desk.root, "log", f"-{count}", f"--format={form}").strip()


def test_a_draft_comes_back_until_its_text_is_saved(writing):
    """What was typed is there after a crash; once it is in the history the file counts."""
    draft = writing.open(PATH)
    assert draft.text == draft.base_text == (writing.desk.root / PATH).read_text("utf-8")
    kept = writing.keep(replace(draft, text=draft.text + "\nmore\n"))
    back = again(writing).open(PATH)
    assert back == kept and back.text.endswith("\nmore\n")
    saved = again(writing).save(back, "", ANN)
    assert isinstance(saved, Saved) and len(saved.commit) == 40
    assert again(writing).left() == ()
    assert again(writing).open(PATH).base == dict(saved.blobs)[PATH]
    assert log(writing, "%an <%ae>") == "Ann Lee <ann@example.org>"
    assert log(writing, "%s").startswith("Set up the VPN on Windows (IKEv2): changed ")
    assert git(writing.desk.root, "show", "--stat", "--format=", "HEAD").count("|") == 1


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("article", "articles/no-sound-on-calls.md"),
        ("how-to", "articles/no-sound-on-calls.md"),
        ("known-error", "articles/no-sound-on-calls.md"),
        ("playbook", "playbooks/no-sound-on-calls.md"),
    ],
)
def test_a_fresh_template_has_no_finding(writing, kind, path):
    """Each kind gets its place and a free name, and the checker has nothing to say of it, saved or not."""
    draft = writing.new(kind, "No sound on calls", "they cannot hear me\n\nno sound", ("Phone P1",))
    assert draft.path == path and draft.kind == "new"
    assert writing.findings(draft.path, draft.text) == ()
    assert "says:\n  - they cannot hear me\n  - no sound\n" in draft.text
    writing.keep(draft)
    second = writing.new(kind, "No sound on calls")
    assert second.path == path.replace(".md", "-2.md")
    assert isinstance(writing.save(draft, "", ANN), Saved)
    assert writing.desk.check((path,)) == ()
    assert log(writing, "%s").startswith("No sound on calls: new ")


def test_new_files_of_a_flat_library_stand_at_its_top(tmp_path):
    """Without the two folders an article goes to the top, a playbook where playbooks are."""
    make_repo(tmp_path / "kb", {"a.md": "# A\n"})
    writing = Writing(make_desk(tmp_path / "kb", tmp_path / "home"))
    assert writing.new("article", "B").path == "b.md"
    assert writing.new("playbook", "B").path == "playbooks/b.md"
    assert writing.new("article", "B", folder="net").path == "net/b.md"


def test_a_file_that_changed_meanwhile_is_a_choice_and_no_loss(writing):
    """The other's text stands, mine is a draft; two changes elsewhere are offered as one."""
    draft = writing.open(PATH)
    theirs = draft.text.replace("tier: 1", "tier: 2", 1)
    commit(writing.desk.root, {PATH: theirs}, "other", author="Bob", date="2026-11-03T10:00:00+00:00")
    mine = replace(draft, text=draft.text + "\nmine\n")
    clash = writing.save(mine, "", ANN)
    assert isinstance(clash, Clash)
    assert (clash.theirs, clash.by, clash.at[:10]) == (theirs, "Bob", "2026-11-03")
    assert clash.merged == theirs + "\nmine\n"
    assert (writing.desk.root / PATH).read_text("utf-8") == theirs
    saved = again(writing).settle(writing.open(PATH), "both", ANN)
    assert saved is not None and saved.commit
    assert (writing.desk.root / PATH).read_text("utf-8") == theirs + "\nmine\n"
    assert writing.left() == ()


@pytest.mark.parametrize(
    ("choice", "after"), [("mine", "mine\n"), ("theirs", "theirs\n"), ("text", "typed\n")]
)
def test_each_choice_does_what_it_says(writing, choice, after):
    """Mine or theirs stands, or what was put together; the draft ends with it."""
    draft = writing.open(PATH)
    commit(writing.desk.root, {PATH: "theirs\n"}, "other", author="Bob")
    clash = writing.save(replace(draft, text="mine\n"), "", ANN)
    assert isinstance(clash, Clash) and clash.merged is None
    saved = writing.settle(clash.draft, choice, ANN, "typed\n")
    assert (saved is None) == (choice == "theirs")
    assert (writing.desk.root / PATH).read_text("utf-8") == after
    assert writing.left() == ()
    assert git(writing.desk.root, "status", "--porcelain") == ""


def test_both_texts_that_touch_are_kept_in_two_files(writing):
    """Mine gets a file of its own with a title that tells whose it is; theirs stays."""
    draft = writing.open(PATH)
    commit(writing.desk.root, {PATH: "theirs\n"}, "other", author="Bob")
    clash = writing.save(replace(draft, text=draft.text + "mine\n"), "", ANN)
    assert isinstance(clash, Clash)
    saved = writing.settle(clash.draft, "both", ANN)
    assert saved is not None
    path = PATH.replace(".md", "-2.md")
    assert [one for one, _ in saved.blobs] == [path]
    assert writing.desk.read(path).title == "Set up the VPN on Windows (IKEv2) (Ann Lee)"
    assert (writing.desk.root / PATH).read_text("utf-8") == "theirs\n"


def test_a_choice_is_asked_anew_when_the_other_text_changes_again(writing):
    """Nothing is put over a text that nobody looked at."""
    draft = writing.open(PATH)
    commit(writing.desk.root, {PATH: "theirs\n"}, "other", author="Bob")
    clash = writing.save(replace(draft, text="mine\n"), "", ANN)
    assert isinstance(clash, Clash)
    commit(writing.desk.root, {PATH: "theirs again\n"}, "other", author="Bob")
    with pytest.raises(KbError, match="once more"):
        writing.settle(clash.draft, "mine", ANN)
    assert writing.left()[0].text == "mine\n"
    assert (writing.desk.root / PATH).read_text("utf-8") == "theirs again\n"


def test_a_file_that_was_deleted_meanwhile_can_be_saved_again(writing):
    """The clash says that it is gone; choosing mine brings it back."""
    draft = writing.open(PATH)
    git(writing.desk.root, "rm", "-q", PATH)
    git(writing.desk.root, "commit", "-qm", "gone", author="Bob")
    clash = writing.save(replace(draft, text=draft.text + "more\n"), "", ANN)
    assert isinstance(clash, Clash) and (clash.theirs, clash.theirs_blob) == ("", "")
    assert writing.settle(clash.draft, "mine", ANN) is not None
    assert (writing.desk.root / PATH).read_text("utf-8").endswith("more\n")


def test_a_save_that_was_interrupted_is_finished_at_the_next_start(writing):
    """The file had the new text already; its draft with the message becomes the version."""
    draft = writing.open(PATH)
    left = writing.keep(replace(draft, text="# New\n", message="New: all of it"))
    other = writing.keep(replace(writing.open("articles/network/vpn-set-up-pptp.md"), text="# Typed\n"))
    (writing.desk.root / PATH).write_text("# New\n")
    (done,) = again(writing).finish_interrupted(ANN)
    assert done.commit and log(writing, "%s") == "New: all of it"
    assert [one.id for one in writing.left()] == [other.id] and left.id != other.id
    assert writing.finish_interrupted(ANN) == ()


def test_an_interrupted_save_whose_file_is_a_folder_or_a_link_now_stops_no_other(writing, tmp_path):
    """Each is looked at by itself; what cannot be finished stays a draft."""
    root, odd = writing.desk.root, []
    for name in ("a-folder.md", "a-link.md"):
        draft = replace(writing.new("article", name), path=f"articles/{name}", message="New")
        odd.append(writing.keep(draft).id)
    (root / "articles/a-folder.md").mkdir()
    (root / "articles/a-link.md").symlink_to(tmp_path)
    writing.keep(replace(writing.open(PATH), text="# New\n", message="New: all of it"))
    (root / PATH).write_text("# New\n")
    (done,) = again(writing).finish_interrupted(ANN)
    assert done.commit and log(writing, "%s") == "New: all of it"
    assert sorted(one.id for one in writing.left()) == sorted(odd)


def test_an_old_encoding_is_kept_or_refused(tmp_path):
    """A Windows file stays one to the byte; a letter that it lacks is refused, and the draft is kept."""
    make_repo(tmp_path / "kb", {"b.md": "# B\n"})
    (tmp_path / "kb" / "a.md").write_bytes(b"# Caf\xe9 \x81\r\n")
    git(tmp_path / "kb", "add", "-A")
    git(tmp_path / "kb", "commit", "-qm", "old")
    writing = Writing(make_desk(tmp_path / "kb", tmp_path / "home"))
    draft = writing.open("a.md")
    assert draft.encoding == "cp1252"
    saved = writing.save(replace(draft, text=draft.text + "caf\xe9\r\n"), "", ANN)
    assert isinstance(saved, Saved)
    assert (tmp_path / "kb" / "a.md").read_bytes() == b"# Caf\xe9 \x81\r\ncaf\xe9\r\n"
    draft = writing.open("a.md")
    with pytest.raises(KbError, match="no sign"):
        writing.save(replace(draft, text=draft.text + "→"), "", ANN)
    assert writing.left()[0].text.endswith("→")
    typed = replace(writing.left()[0], encoding="utf-8", text="# Café →\r\n")
    assert isinstance(writing.save(typed, "", ANN), Saved)
    assert (tmp_path / "kb" / "a.md").read_bytes() == "# Café →\r\n".encode()


def test_findings_are_the_checkers_and_personal_data_at_their_lines(writing):
    """Unsaved text is checked against the files on disk, as the terminal would check it once saved."""
    draft = writing.open(PATH)
    text = draft.text + "\n[x](nope.md) [y](vpn-set-up-pptp.md#nope)\n\nHer password is Sommer2026! now.\n"
    found = [(one.code, one.line) for one in writing.findings(PATH, text)]
    last = text.count("\n")
    assert found[:2] == [("KB203", last - 2), ("KB204", last - 2)]
    assert found[-1] == ("KB401", last)
    (writing.desk.root / PATH).write_text(text)
    assert [(one.code, one.line) for one in writing.desk.check((PATH,))] == found[:-1]


def test_findings_of_a_long_article_take_no_more_than_a_moment(writing):
    """30 kB with a hundred links are checked in far less than a second, other files read or not."""
    links = "".join(f"[a {n}](vpn-set-up-pptp.md#issue) word {'text ' * 50}\n\n" for n in range(110))
    writing.findings(PATH, f"# A\n\n{links}")
    start = time.perf_counter()
    assert writing.findings(PATH, f"# B\n\n{links}") == ()
    assert time.perf_counter() - start < 0.5


PERSONAL = """Mail anna.schmidt@siemens.com or mia77@gmail.com
Her password is Sommer2026!
Card 5500 0055 5555 5559
Call customer Mrs Tran: +49 171 2345678
token ghp_a8Fk29dLqPz71mXvB40tRy6uWnE3sHc5Gj2K
Pay to DE44 5001 0517 5407 3249 31
-----BEGIN RSA PRIVATE KEY-----
See https://bob:hunt3r-x@srv.intern.de/
The customer is at 06.12.34.56.78
Mobile phone of the caller: +49.171.234.5678
Call customer Mrs Tran: 0171/2345678
"""
HARMLESS = """mail user@example.com, admin@contoso.com, support@siemens.com, first.last@yourdomain.com
`anna.schmidt@siemens.com` and card 4111 1111 1111 1111
The password is wrong? The password policy: 8 characters. Password: <12Signs>, token: <32CharToken>
Call 1-800-642-7676 or the customer line 555-0134, version 18.151.0729.0012
commit 115eeef27cfc10cf6da35de3aea11f5f3fb7b146, GUID 9375CFF0413111d3B88A00104B2A6676
Order 5500005555555559-1, UID:040000008200E00074C5B7101A82E00800000000
A customer with 10.0.19045.5011 since 22.11.2026, a caller behind 192.168.178.100/24 or 172.16.10.1-99
Home phone app 131.0.6778.86 of 20/11/2026-22/11/2026, customer site 2026-11-22/2026-11-24
"""


def test_personal_data_is_found_line_by_line_and_examples_are_not():
    """Each line of the first text has a finding that says what; none of the second, nor code with it."""
    found = personal_findings(markdown.parse(SourceFile("a.md", "", PERSONAL)))
    assert [one.line for one in found] == list(range(1, 12))
    assert "mail address" in found[0].message and "password" in found[1].message
    fenced = "```\npassword: Sommer2026!\nanna.schmidt@siemens.com\n```\n"
    for text in (HARMLESS, fenced):
        assert personal_findings(markdown.parse(SourceFile("a.md", "", text))) == ()


def test_the_sample_library_has_no_personal_data(writing):
    """No false alarm in its articles and playbooks."""
    for target in writing.targets():
        assert personal_findings(writing.desk.read(target.path)) == (), target


def test_the_customers_words_go_into_says_once(writing):
    """New sayings are added in the style of the list, known ones are not, and it is one change."""
    before = writing.desk.read(PATH).meta.says
    saved = writing.add_words(PATH, f"it asks twice\n  IT asks   twice \n{before[0].upper()}\n", ANN)
    assert isinstance(saved, Saved)
    assert writing.desk.read(PATH).meta.says == (*before, "it asks twice")
    assert log(writing, "%s").endswith(": says")
    assert git(writing.desk.root, "show", "--numstat", "--format=", "HEAD").split()[:2] == ["1", "0"] or (
        git(writing.desk.root, "show", "--numstat", "--format=", "HEAD").split()[:2] == ["1", "1"]
    )


def test_pictures_stand_beside_the_article_and_are_saved_with_it(writing):
    """A sensible name, one file for the same picture, shown in the preview at once, one version for both."""
    draft = writing.open(PATH)
    link, change = writing.store_picture(PATH, PNG)
    assert link == "vpn-set-up-ikev2.assets/20261122-100020.png" or link.endswith(".png")
    assert change.path == "articles/network/" + link
    assert writing.store_picture(PATH, PNG, "other.png")[0] == link
    named, _ = writing.store_picture(PATH, PNG + b"2", "C:\\temp\\Réglages (1)?.PNG")
    assert named == "vpn-set-up-ikev2.assets/Réglages-1.png"
    text = f"{draft.text}\n![a]({link}) ![b]({named})\n"
    assert writing.preview(PATH, text).pictures[-2:] == (PNG, PNG + b"2")
    saved = writing.save(replace(draft, text=text), "", ANN)
    assert isinstance(saved, Saved) and len(saved.blobs) == 3
    assert git(writing.desk.root, "status", "--porcelain") == ""
    again_saved = writing.save(replace(writing.open(PATH), text=text + "x\n"), "", ANN)
    assert isinstance(again_saved, Saved) and len(again_saved.blobs) == 1


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"MZ" + bytes(90), PNG + bytes(10_000_000)])
def test_what_is_no_picture_or_too_large_is_refused(writing, data):
    """Only PNG, JPEG, GIF and WebP by content, at most 10 MB."""
    with pytest.raises(KbError) as error:
        writing.store_picture(PATH, data, "a.png")
    assert error.value.hint
    assert not (writing.desk.root / PATH.replace(".md", ".assets")).exists()


def test_targets_and_headings_are_offered_for_links(writing):
    """All titles, as the documents have them, and the headings of one; the own text counts unsaved."""
    targets = writing.targets()
    assert len(targets) == len({target.path for target in targets}) > 50
    for target in targets:
        assert writing.desk.read(target.path).title == target.title
    assert "resolution" in [one.anchor for one in writing.headings(PATH)]
    assert [one.anchor for one in writing.headings(PATH, "# New\n")] == ["new"]
    assert writing.link(PATH, "articles/mail/x y.md", "a") == "../mail/x%20y.md#a"


def test_the_nearest_articles_for_a_title_leave_out_the_article_itself(writing):
    """The duplicate check gives at most five, never the file that is being written."""
    writing.desk.build_index(lambda done, count: None)
    found = writing.similar("Set up the VPN on Windows", PATH)
    assert 1 <= len(found) <= 5
    assert PATH not in [hit.path for hit in found]
    assert writing.similar("  ") == ()
    writing.desk.close_index()


def test_where_the_team_reviews_a_save_leaves_the_files_as_they_are(tmp_path):
    """The text goes to a review with all that belongs to it; the folder stays as it is, the draft ends."""
    files = {"a.md": "# A\n\n## One\n", "b.md": "# B\n\n[x](a.md#one)\n", "kbdesk.toml": "review = true\n"}
    make_repo(tmp_path / "team", files)
    git(tmp_path, "clone", "-q", "--bare", str(tmp_path / "team"), "shared.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "shared.git"), "kb")
    writing = Writing(make_desk(tmp_path / "kb", tmp_path / "home"))
    draft = writing.open("a.md")
    draft = replace(draft, text=draft.text.replace("One", "First"))
    plan = writing.plan_renamed(draft)
    assert plan is not None
    saved = writing.save(draft, "", ANN, plan)
    assert isinstance(saved, Saved) and saved.commit
    assert (tmp_path / "kb" / "a.md").read_text() == files["a.md"]
    assert git(tmp_path / "kb", "show", f"{saved.commit}:b.md") == "# B\n\n[x](a.md#first)\n"
    assert writing.left() == ()
    moved = writing.carry_out(writing.plan_move("a.md", "c.md"), ANN)
    assert moved.commit and not (tmp_path / "kb" / "c.md").exists()


def reviewed(tmp_path) -> Writing:
    """A library of one article whose team reviews."""
    make_repo(tmp_path / "team", {"a.md": "# A\n\ntext\n", "kbdesk.toml": "review = true\n"})
    git(tmp_path, "clone", "-q", "--bare", str(tmp_path / "team"), "shared.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "shared.git"), "kb")
    return Writing(make_desk(tmp_path / "kb", tmp_path / "home"))


def test_where_the_team_reviews_a_new_picture_goes_along(tmp_path):
    """It lies in the folder already, though no version has it; the next save takes it along again."""
    writing = reviewed(tmp_path)
    draft = writing.open("a.md")
    target, _ = writing.store_picture("a.md", PNG)
    draft = replace(draft, text=f"{draft.text}\n![A light]({target})\n")
    saved = writing.save(draft, "", ANN)
    assert isinstance(saved, Saved)
    names = git(writing.desk.root, "ls-tree", "-r", "--name-only", saved.commit).split()
    assert names == ["a.assets/" + target.rpartition("/")[2], "a.md", "kbdesk.toml"]
    waits = replace(draft, id=writing.desk.new_id(), base=dict(saved.blobs)["a.md"], base_text=draft.text)
    more = writing.save(replace(waits, text=waits.text.replace("light", "lamp")), "", ANN)
    assert isinstance(more, Saved)
    assert "A lamp" in git(writing.desk.root, "show", f"{more.commit}:a.md")
    assert git(writing.desk.root, "ls-tree", "-r", "--name-only", more.commit).split() == names
    assert writing.left() == ()


def test_where_the_team_reviews_a_file_of_no_version_can_be_sent(tmp_path):
    """A text that another program put into the folder goes to a review as a new one."""
    writing = reviewed(tmp_path)
    (writing.desk.root / "b.md").write_bytes(b"# B\n\ntext\n")
    draft = writing.open("b.md")
    saved = writing.save(replace(draft, text=draft.text + "more\n"), "", ANN)
    assert isinstance(saved, Saved)
    assert git(writing.desk.root, "show", f"{saved.commit}:b.md") == "# B\n\ntext\nmore\n"

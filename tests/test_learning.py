# SPDX-License-Identifier: MIT
"""What a case taught goes back: an article without customer data, a playbook that grew, a line to pass on."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from desks import make_desk, sample_repo
from gitrepo import commit, git, make_repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from team_desks import ANNA, member, shared_copy

from kbdesk import handoff, markdown
from kbdesk.desk.from_case import case_text
from kbdesk.desk.learning import CaseArticle, Ending, Growth, Learning, line_for_front
from kbdesk.desk.personal import personal_findings
from kbdesk.desk.without import Without
from kbdesk.errors import KbError
from kbdesk.model import (
    Author,
    Clash,
    Customer,
    HandoffNote,
    Party,
    Provenance,
    Run,
    Saved,
    SourceFile,
    Visit,
)

BOOK = "playbooks/technical/wifi-drops.md"
MIA = Author("Mia Tran", "mia@example.org")
WAY = ("Move away from the microwave: Put the router **two metres** away.", "2. Wait two minutes")
FOUND = Ending(
    "Moved the router away from the microwave", "articles/network/router-lights.md", "Router lights"
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample library, made once and copied."""
    return sample_repo(tmp_path_factory.mktemp("sample") / "kb")


@pytest.fixture
def desk(sample, tmp_path):
    """A desk on a copy of the sample library."""
    git(tmp_path, "clone", "-q", "--local", str(sample), "kb")
    made = make_desk(tmp_path / "kb", tmp_path / "home")
    yield made
    made.close()


def tier_1(desk) -> Run:
    """A call that Tier 1 took to the escalation about the radio."""
    calls = desk.calls
    run_id = calls.start(BOOK, ("my wifi keeps cutting out", "call me at 0151 2345678")).run.id
    calls.record(run_id, "wan_light", "green")
    calls.note(run_id, "She wrote from anna.bergmann@example.net.")
    calls.answer(run_id, 1)
    calls.record(run_id, "since", "Monday")
    calls.answer(run_id, 2)
    for name, value in (("router_model", "X200"), ("account", "4711 0815"), ("error_code", "E-809")):
        calls.record(run_id, name, value)
    return calls.answer(run_id, 2).run


def tier_2(desk) -> Run:
    """The same case taken over by Tier 2, which found out what it was."""
    run = tier_1(desk)
    handed = desk.calls.hand_over(run.id, {"ask": "Look at the radio log."})
    note = handoff.from_markdown(handed.path.read_text("utf-8"))
    taken = handoff.run_of(note, library=desk.info.root, at="2026-11-22T12:00:00+00:00", by="Bo", tier="2")
    log = Visit(BOOK, "read-the-radio-log", "Read the radio log", "2", "2026-11-22T12:01:00+00:00", "Bo")
    visits = (
        *taken.visits[:-1],
        replace(taken.visits[-1], answer="Tier 2 starts here"),
        replace(log, answer="Weak signal or nothing logged", note="A microwave at 47110815 stood beside it"),
        replace(log, anchor="resolve-x", title="Resolve: router moved", at="2026-11-22T12:09:00+00:00"),
    )
    return replace(taken, visits=visits, status="resolved")


def section(text, name):
    """What stands under a heading of an article."""
    return re.split(rf"(?m)^## {re.escape(name)}\n", text)[1].split("\n## ")[0].strip()


# --- an article from a case ---


def test_an_article_begins_with_what_the_case_knows(desk):
    """Title, words, errors, environment, steps of the tier that solved it, cause; no finding."""
    made = desk.learning.article_from(tier_2(desk), "a microwave", "moving the router")
    text = made.draft.text
    front = {one.name: one.value for one in markdown.fields(text)}
    assert front["title"] == "Wi-Fi drops or is slow: radio fault"
    assert front["says"] == ("my wifi keeps cutting out",)
    assert front["errors"] == ("E-809",)
    assert "Router X200" in front["products"]
    assert section(text, "Environment") == "- Router model: X200"
    assert section(text, "Resolution") == (
        "1. Read the radio log. Found: Weak signal or nothing logged. A microwave at … stood beside it.\n"
        "2. Moving the router."
    )
    assert section(text, "Check that it worked") == "Weak signal or nothing logged."
    assert section(text, "Cause") == "A microwave."
    assert "](../playbooks/technical/wifi-drops.md)" in section(text, "If it did not work")
    assert made.draft.kind == "new" and made.draft.path.startswith("articles/")
    assert desk.writing.findings(made.draft.path, text) == ()
    assert isinstance(desk.writing.save(made.draft, "", MIA), Saved)


def test_what_was_left_out_is_named(desk):
    """A short line for each, with the step at which it was recorded; the thing itself is not in it."""
    made = desk.learning.article_from(tier_2(desk))
    assert "account: recorded at “Change the channel”" in made.left_out
    assert "recorded name or number in a note at “Read the radio log”" in made.left_out
    assert "phone or customer number in the customer's words" in made.left_out
    assert all("4711" not in line and "0151" not in line for line in made.left_out)


def test_a_case_that_was_never_handed_over_gives_all_its_steps(desk):
    """Without a handing over the whole way is the resolution; a saved outcome counts as if it was said."""
    run = tier_1(desk)
    text = desk.learning.article_from(run.id).draft.text
    assert section(text, "Resolution").startswith(
        "1. Check the lights. Found: The light is green. She wrote from …"
    )
    assert section(text, "Resolution").count("\n") == 2
    assert desk.learning.article_from(run).draft.text == text
    assert desk.learning.guessed(tier_2(desk)) == ("A microwave at … stood beside it", "router moved")


def test_a_call_without_a_playbook_gives_an_article_too(desk):
    """Its title are the customer's words; what has none is still a draft."""
    run = desk.calls.start("", ("no sound on calls",)).run
    assert markdown.title_of("x.md", desk.learning.article_from(run).draft.text) == "no sound on calls"
    bare = desk.learning.article_from(replace(run, customer_words=(), queries=()))
    assert desk.writing.findings(bare.draft.path, bare.draft.text) == ()


MAILS = ("anna.bergmann@example.net", "a.b+c@mail.kunde-berg.de")
SPACED = ("0151 2345678", "+49 (0)89 / 123 456-78", "555-867-5309", "(020) 7946 0958", "004930123456")
PHONES = (*SPACED, "06.12.34.56.78", "06/12/34/56/78", "+49.171.234.5678", "2026-11-22 0171 2345678")
CARDS = ("4929 1234 5678 9012", "5500005555555559", "3714-496353-98431")
TOKENS = ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "AKIAIOSFODNN7EXAMPLQ", "password: Sommer2026!x")
IBANS = ("DE02 1203 0000 0000 2020 51", "GB33BUKB20201555555555")
NAMED = (
    ("customer_name", "Annegret Bergmann"),
    ("account", "K-4711/0815"),
    ("serial_number", "SN77X4432"),
    ("street_address", "Hauptstr. 17b"),
    ("user", "abergmann7"),
    ("hostname", "LAPTOP-BERG01"),
)
SECRETS = (*MAILS, *PHONES, *CARDS, *TOKENS, *IBANS, *(value for _, value in NAMED))
PLANTS = st.sampled_from(SECRETS)
SAID = st.sampled_from(
    ["it drops {} since Monday", "{}", "{}: nothing works", "light is red,{}.", "see ({}) there"]
)
NAMES = (
    "words query note answer title recorded allowed error undone issue ask assessment changed told contact "
    "environment errors ticket cause fix noted-words"
)
PLACES = NAMES.split()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({place: st.tuples(SAID, PLANTS) for place in PLACES}))
def test_customer_data_never_reaches_the_article(planted):
    """Names, accounts, mails, phones, cards, tokens, IBANs in every place of a run: none comes through."""
    said = {place: frame.format(secret) for place, (frame, secret) in planted.items()}
    visit = Visit("playbooks/a.md", "look", said["title"], "1", "2026-11-22T10:00:00+00:00", "Mia")
    recorded = (("wish", said["recorded"]), ("model", said["allowed"]), ("error_code", said["error"]))
    note = HandoffNote(
        "n1",
        "2026-11-22T11:00:00+00:00",
        Party("1", "Mia"),
        Party("2"),
        said["issue"],
        ticket=said["ticket"],
        customer_words=(said["noted-words"],),
        environment=(("os", said["environment"]),),
        changed_recently=said["changed"],
        errors=(said["errors"],),
        assessment=said["assessment"],
        ask=said["ask"],
        customer=Customer(told=said["told"], contact=said["contact"]),
        provenance=Provenance("kb", "", "playbooks/a.md", "", "look"),
    )
    run = Run(
        "r1", "", "", "playbooks/a.md", "", said["title"], "2026-11-22T10:00:00+00:00", "Bo", "2",
        (said["words"],),
        (
            replace(visit, recorded=NAMED, undone=True, note=said["undone"]),
            replace(visit, recorded=recorded, note=said["note"], answer=said["answer"]),
            replace(visit, at="2026-11-22T12:00:00+00:00", note=said["note"], answer=said["answer"]),
        ),
        queries=(said["query"],),
        brought=note,
    )  # fmt: skip
    made = case_text(run, (), said["cause"], said["fix"])
    everything = " ".join((made.text, made.title, *made.left_out))
    for secret in {secret for _, secret in planted.values()} | {value for _, value in NAMED}:
        bare = secret.removeprefix("password: ")
        assert bare.casefold() not in everything.casefold(), secret
        assert re.sub(r"\W", "", bare).casefold() not in re.sub(r"\W", "", everything).casefold(), secret
    for name in ("Annegret", "Bergmann"):
        assert name not in everything
    assert personal_findings(markdown.parse(SourceFile("x.md", "", made.text))) == ()
    assert "\n# " in made.text and made.text.count("\n## ") == 6


@pytest.mark.parametrize(
    "line",
    [
        "My name is Annegret Bergmann and it drops",
        "it drops says Mrs. Bergmann",
        "Frau von der Bergmann hat kein WLAN",
        "this is Annegret Bergmann, it drops",
    ],
)
def test_a_name_that_is_said_is_left_out(line):
    """Names that come with a title or an introduction go, though nothing was recorded."""
    visit = Visit("", "call", "No playbook fits", "1", "2026-11-22T10:00:00+00:00", "Mia", note=line)
    run = Run("r", "", "", "", "", "Call", "2026-11-22T10:00:00+00:00", "Mia", "1", (line,), (visit,))
    made = case_text(run, ())
    assert "Bergmann" not in made.text
    assert any(one.startswith("name in ") for one in made.left_out)


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_number_is_left_out_however_it_is_written(phone):
    """Dots and slashes make it no version and no day, and what begins as a day may go on as a number."""
    without = Without(None)
    assert without.text(f"call {phone} after six", "in a note") == "call … after six"
    assert without.left_out == ("phone or customer number in a note",)


@pytest.mark.parametrize(
    "line",
    [
        "Windows 11 24H2 build 26100.4349, error 0x80070035",
        "This is Outlook 2021, I am on Wi-Fi since 2026-11-20",
        "AADSTS50076 on 10.0.19045.5011, port 3389, KB5034441",
        "since 22.11.2026 10:30 or 2026-11-20/2026-11-22, not 20.11.26",
        "192.168.178.100/255.255.255.0 or 10.0.0.1-10.0.0.99 behind 172.16.10.0/24",
    ],
)
def test_what_is_no_customer_data_stays(line):
    """Versions, codes, days and products are what an article is for."""
    visit = Visit(
        "", "call", "Look", "1", "2026-11-22T10:00:00+00:00", "Mia", recorded=(("os_version", line),)
    )
    run = Run("r", "", "", "", "", "Call", "2026-11-22T10:00:00+00:00", "Mia", "1", (line,), (visit,))
    made = case_text(run, ())
    assert made.says == (line,)
    assert section(made.text, "Environment") == f"- OS version: {line}"
    assert made.left_out == ()


def test_a_secret_that_a_cut_would_halve_is_left_out_whole():
    """Long words, names of steps and answers are cut after secrets were looked for, not before."""
    long = "it drops " * 10 + "ab "  # a cut at 100 leaves six digits of the card, which are no secret alone
    line = f"{long}5500 0055 5555 5559"
    visit = Visit("", "call", line, "1", "2026-11-22T10:00:00+00:00", "Mia", line, note="a red light")
    wish = replace(visit, recorded=(("wish", "a green one"),), title=line[40:])  # is cut at 60
    run = Run("r", "", "", "", "", "", "2026-11-22T10:00:00+00:00", "Mia", "1", (line,), (visit, wish))
    made = case_text(run, ())
    assert made.title == long.strip()
    assert "A red light" in made.text and any("it drops ab …" in one for one in made.left_out)
    assert "5500" not in " ".join((made.text, made.title, *made.left_out))


def test_adding_to_an_article_is_one_save_of_words_and_errors(desk):
    """Words and exact errors come into the front matter of an article that is there."""
    path = "articles/network/change-the-wifi-channel.md"
    before = (desk.root / path).read_bytes().decode()
    made = desk.learning.article_from(tier_2(desk))
    assert isinstance(desk.learning.add_to(path, made, MIA), Saved)
    after = (desk.root / path).read_bytes().decode()
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    came = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(gone) <= 1 and "my wifi keeps cutting out" in after and "E-809" in after
    assert len(came) <= 3
    assert git(desk.root, "rev-list", "--count", "HEAD").strip() == "2"
    twice = CaseArticle(made.draft, (), ("My WIFI keeps cutting out",), ("e-809",))
    assert desk.writing.with_words(after, twice.says, twice.errors) == after


# --- a playbook that grows ---


def test_the_place_is_where_tier_1_ran_out(desk):
    """The last answered step before the escalation comes first, then the other steps of the run."""
    places = desk.learning.leaf(tier_2(desk))
    assert [place.anchor for place in places] == [
        "change-the-channel",
        "check-the-lights",
        "is-it-only-one-device",
        "read-the-radio-log",
    ]
    assert places[0].why == "tier 1 ran out here"
    assert places[0].ends[0][0] == "escalate-to-tier-2-radio-fault"
    assert places[3].ends[0][0] == "escalate-to-tier-3-firmware-fault"


def test_handed_over_from_any_step_that_step_is_the_place(desk):
    """Without an Escalate step it is the step at which the case was handed over."""
    run_id = desk.calls.start(BOOK).run.id
    desk.calls.answer(run_id, 1)
    handed = desk.calls.hand_over(run_id, {"ask": "Look at the radio log."})
    note = handoff.from_markdown(handed.path.read_text("utf-8"))
    run = handoff.run_of(note, library=desk.info.root, at="2026-11-22T12:00:00+00:00", by="Bo", tier="2")
    assert desk.learning.leaf(run)[0].anchor == "is-it-only-one-device"


def test_what_was_found_is_proved_and_saved_as_one_change(desk):
    """Answer, steps and end at the leaf: one change, and Tier 1's next run comes to Resolve."""
    run = tier_2(desk)
    place = desk.learning.leaf(run)[0]
    ending = replace(FOUND, back=place.ends[0][0])
    grown = desk.learning.grow(run, place, "Only while the microwave runs", WAY, ending)
    assert (grown.proved, grown.sentence, grown.findings) == (True, "Every path still ends.", ())
    assert any(block.change == "added" for block in grown.comparison.blocks)
    assert isinstance(desk.learning.save(grown, MIA), Saved)
    assert git(desk.root, "show", "--numstat", "--format=", "HEAD").split()[1:] == ["0", BOOK]
    assert desk.check((BOOK,)) == ()
    calls = desk.calls
    run_id = calls.start(BOOK, step="change-the-channel").run.id
    view = calls.view(run_id)
    assert view.answers[-1].text == "Only while the microwave runs"
    for number in (len(view.answers), 1, 1):
        view = calls.answer(run_id, number)
    assert (view.run.status, view.step.title) == (
        "resolved",
        "Resolve: moved the router away from the microwave",
    )
    assert [link.target for link in view.step.links] == ["../../articles/network/router-lights.md"]


def test_every_step_of_the_run_can_take_it(desk):
    """At each place the new way ends, back to the escalation or solved; missing values are asked for."""
    run = tier_2(desk)
    for place in desk.learning.leaf(run):
        for back in (place.ends[0][0], ""):
            grown = desk.learning.grow(run, place, "Something else", WAY, replace(FOUND, back=back))
            assert grown.proved, (place.anchor, grown.sentence)
        only = desk.learning.grow(run, place, "Something else", (), Ending(back=place.ends[0][0]))
        assert "[Something else](#escalate" in only.draft.text
    first = desk.learning.leaf(run)[1]
    made = desk.learning.grow(
        run, first, "Something else", WAY, Ending(back="escalate-to-tier-2-radio-fault")
    )
    assert "- [ ] `router_model`: " in made.draft.text.partition("### Move away from the microwave")[2][:200]


def test_what_is_not_proved_is_not_saved(desk):
    """A new warning or error is named in a sentence, and saving refuses."""
    run = tier_2(desk)
    place = desk.learning.leaf(run)[1]
    grown = desk.learning.grow(run, place, "Dark", (), Ending(back="escalate-to-tier-2-radio-fault"))
    assert not grown.proved
    assert "router_model" in grown.sentence
    before = (desk.root / BOOK).read_bytes()
    with pytest.raises(KbError, match="was not saved"):
        desk.learning.save(grown, MIA)
    assert (desk.root / BOOK).read_bytes() == before


@pytest.mark.parametrize(
    ("answer", "do", "ending", "told"),
    [
        (" ", WAY, FOUND, "answer is still missing"),
        ("Hot", (), Ending(), "no end yet"),
        ("Hot", WAY, Ending(), "no end yet"),
        ("It stays up", WAY, FOUND, "already"),
        ("Hot", ("Check the lights: once more",), FOUND, "Check the lights 2"),
        ("Hot", ("Look: # here\n",), Ending("x", back=""), ""),
    ],
)
def test_what_is_missing_is_said(desk, answer, do, ending, told):
    """An answer, an end, another title: each in a sentence with a way on."""
    run = tier_2(desk)
    place = desk.learning.leaf(run)[0]
    if not told:
        assert desk.learning.grow(run, place, answer, do, ending).proved
        return
    with pytest.raises(KbError) as refused:
        desk.learning.grow(run, place, answer, do, ending)
    assert told in f"{refused.value.message} {refused.value.hint}"


def test_customer_data_does_not_reach_the_playbook(desk):
    """What is typed is looked over as an article is; what went is named."""
    run = tier_2(desk)
    place = desk.learning.leaf(run)[0]
    do = ("Write to anna.bergmann@example.net about 4711 0815",)
    grown = desk.learning.grow(run, place, "Mr. Bergmann says it hums", do, FOUND)
    assert "ergmann" not in grown.draft.text and "0815" not in grown.draft.text
    assert len(grown.left_out) == 3


def test_the_playbook_of_now_is_what_grows(desk):
    """What others changed meanwhile is in it; a step that is gone is named, and the nearest is offered."""
    run = tier_2(desk)
    place = desk.learning.leaf(run)[0]
    text = (desk.root / BOOK).read_text("utf-8")
    now = text.replace("### Change the channel", "### Change the radio channel")
    now = now.replace("#change-the-channel", "#change-the-radio-channel").replace(
        "count to thirty", "count to 40"
    )
    commit(desk.root, {BOOK: now}, "renamed", author="Bo")
    near = desk.learning.leaf(run)[0]
    assert (near.anchor, near.title) == ("change-the-radio-channel", "Change the radio channel")
    assert near.notice == "“Change the channel” is no longer in the playbook; this step is the nearest."
    with pytest.raises(KbError, match="no longer in the playbook") as refused:
        desk.learning.grow(run, place, "Hot", WAY, FOUND)
    assert "“Change the radio channel”" in refused.value.hint
    grown = desk.learning.grow(run, near, "Hot", WAY, FOUND)
    assert "count to 40" in grown.draft.text and grown.proved
    commit(desk.root, {BOOK: "# Nothing\n"}, "emptied", author="Bo")
    assert desk.learning.leaf(run) == ()
    with pytest.raises(KbError, match="no longer in the library"):
        desk.learning.grow(run, near, "Hot", WAY, FOUND)


def test_a_change_meanwhile_is_a_clash_and_nothing_is_lost(desk):
    """Between the proof and the save somebody else saved: both texts are there."""
    run = tier_2(desk)
    grown = desk.learning.grow(run, desk.learning.leaf(run)[0], "Hot", WAY, FOUND)
    text = (desk.root / BOOK).read_text("utf-8")
    commit(desk.root, {BOOK: text.replace("owner: network-team", "owner: nobody")}, "other", author="Bo")
    clash = desk.learning.save(grown, MIA)
    assert isinstance(clash, Clash)
    assert clash.merged is not None and "owner: nobody" in clash.merged and "[Hot]" in clash.merged


def test_a_call_of_another_library_says_so(desk):
    """Its playbook is not in this library, so nothing is added to it here; an article still can be."""
    run = replace(tier_2(desk), library="/somewhere/desk-kb")
    for work in (desk.learning.leaf, desk.learning.article_from):
        if work == desk.learning.leaf:
            with pytest.raises(KbError, match="library desk-kb"):
                work(run)
        else:
            assert "Go on with the playbook" not in work(run).draft.text


def test_bom_and_line_ends_stay(tmp_path):
    """A file with a byte order mark and Windows line ends grows in its own way."""
    text = "# T\r\n\r\n## Tier 1\r\n\r\n### Ask\r\n\r\n- [Yes](#resolve-a)\r\n\r\n### Resolve: a"
    make_repo(tmp_path / "kb", {"playbooks/t.md": "\ufeff" + text})
    desk = make_desk(tmp_path / "kb", tmp_path / "home")
    run = desk.calls.start("playbooks/t.md").run
    grown = Learning(desk).grow(run, desk.learning.leaf(run)[0], "No", ("Try again",), Ending("done"))
    assert isinstance(grown, Growth) and isinstance(desk.learning.save(grown, MIA), Saved)
    now = (tmp_path / "kb/playbooks/t.md").read_bytes().decode()
    assert now == "\ufeff" + text.replace(
        "(#resolve-a)\r\n\r\n",
        "(#resolve-a)\r\n- [No](#try-again)\r\n\r\n### Try again\r\n\r\n"
        "- [It works now](#resolve-done)\r\n\r\n### Resolve: done\r\n\r\n",
    )
    desk.close()


# --- the front line ---


@pytest.mark.parametrize(
    ("cause", "fix", "titles", "line"),
    [
        ("The microwave.", "Moving the router.", (("Lights", "a/b.md"),),
         "What it was: The microwave. What fixed it: Moving the router. See “Lights” (a/b.md)."),
        ("DNS", "", (), "What it was: DNS."),
        ("A cable", "Wi-Fi off", (), "What it was: A cable. What fixed it: Wi-Fi off."),
        ("Update", "OneDrive reset", (), "What it was: Update. What fixed it: OneDrive reset."),
        ("", "A restart", (), "What fixed it: A restart."),
        ("", "", (("A", "a.md"), ("B", "b.md")), "See “A” (a.md), “B” (b.md)."),
        ("x.y@kunde.de\nfull", "VPN off", (), "What it was: [e-mail removed] full. What fixed it: VPN off."),
    ],
)  # fmt: skip
def test_the_front_line_gets_one_line(cause, fix, titles, line):
    """What it was, what fixed it, what to read; without secrets."""
    assert line_for_front(cause, fix, titles) == line


@given(
    st.text(max_size=500),
    st.text(max_size=500),
    st.lists(st.tuples(st.text(max_size=90), st.text("ab/", max_size=90))),
)
def test_the_line_is_one_and_short(cause, fix, titles):
    """Whatever is said."""
    line = line_for_front(cause, fix, tuple(titles))
    assert len(line) <= 300 and "\n" not in line


def test_the_line_names_what_changed(desk):
    """Paths become titles; one that is not in the library (it waits for review) is named by its file."""
    line = desk.learning.front_line("a", "b", ("articles/network/router-lights.md", "articles/new-one.md"))
    title = desk.read("articles/network/router-lights.md").title
    assert line.startswith(
        f"What it was: a. What fixed it: b. See “{title}” (articles/network/router-lights.md), "
    )
    assert line.endswith("“new-one” (articles/new-one.md).")


def test_where_the_team_reviews_it_waits(tmp_path, plain_git):
    """Saving sends the playbook to a review: the file is as it was until a maintainer accepts."""
    text = "# T\n\n## Tier 1\n\n### Ask\n\n- [Yes](#resolve-a)\n\n### Resolve: a\n"
    rules = f'review = true\nmaintainers = ["{ANNA.email}"]\n'
    desk = member(shared_copy(tmp_path, {"playbooks/t.md": text}, rules), tmp_path / "mia", MIA)
    run = desk.calls.start("playbooks/t.md").run
    grown = desk.learning.grow(run, desk.learning.leaf(run)[0], "No", ("Try again",), Ending("done"))
    saved = desk.learning.save(grown, MIA)
    assert isinstance(saved, Saved) and "waits for a maintainer" in saved.notice
    assert (desk.root / "playbooks/t.md").read_text("utf-8") == text
    desk.close()

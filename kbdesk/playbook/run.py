# SPDX-License-Identifier: MIT
"""Running a playbook: each function takes a run and gives the run after one thing the agent did.

Nothing here reads a clock, a file or the library: times are arguments (ISO 8601 with an offset), and other
playbooks come from a look-up that the caller passes in. A run only grows: what was taken back stays in its
visits as ``undone``, and ``visits[-1]`` is always the step the run stands at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kbdesk.errors import KbError
from kbdesk.language import tr
from kbdesk.model import ArticleRead, Playbook, Run, RunStatus, Step, Tier, Visit
from kbdesk.model.bot import BOT_ANCHOR
from kbdesk.playbook.graph import Others, between, furthest, target_of

_IS = {
    "running": tr("under way"),
    "paused": tr("paused"),
    "resolved": tr("solved"),
    "escalated": tr("handed over"),
    "returned": tr("sent back"),
    "closed": tr("closed"),
}
_NEXT = {
    "closed": tr("Start a new run."),
    "returned": tr("This case was sent back for what is missing; it goes on when its note comes again."),
}
"""What to do about a run that cannot be resumed."""


def start(
    playbook: Playbook,
    *,
    run_id: str,
    library: str,
    commit: str,
    at: str,
    by: str,
    tier: Tier,
    customer_words: tuple[str, ...] = (),
    queries: tuple[str, ...] = (),
) -> Run:
    """A new run that stands at the playbook's first step.

    Raises:
        KbError: the playbook has no step.
    """
    if not playbook.steps:
        raise KbError(
            tr("The playbook “{title}” has no step to start at.", title=playbook.title),
            tr("Open it as an article, or report it to its owner."),
        )
    run = Run(
        id=run_id,
        library=library,
        commit=commit,
        playbook=playbook.path,
        playbook_blob=playbook.source.blob,
        title=playbook.title,
        started=at,
        by=by,
        tier=tier,
        customer_words=customer_words,
        visits=(),
        queries=queries,
    )
    return _arrive(run, playbook, playbook.steps[0], at)


def answer(run: Run, playbook: Playbook, number: int, at: str, *, others: Others) -> Run:
    """The run after answer ``number`` (from 1) of its current step: left there, come to the next step.

    ``playbook`` is the one that the current step belongs to; if it is another, ``others`` is asked. An answer
    into another playbook goes on there, and that playbook's end is the end of the run.

    Raises:
        KbError: the run is not under way, the step has no such answer, or the answer leads to no step.
    """
    _need(run, "running")
    here = _standing_playbook(run, playbook, others)
    step = _step(here, run.current.anchor)
    if step.kind == "resolve" or not 1 <= number <= len(step.answers):
        count = 0 if step.kind == "resolve" else len(step.answers)
        choose = tr("Choose 1 to {n}.", n=count) if count else tr("Go back a step, or hand the case over.")
        raise KbError(tr("The step “{title}” has no answer {n}.", title=step.title, n=number), choose)
    chosen = step.answers[number - 1]
    found = target_of(here, chosen, others)
    if found is None:
        raise KbError(
            tr(
                "The answer “{answer}” leads to no step of {path}.",
                answer=chosen.text,
                path=chosen.playbook or here.path,
            ),
            tr("Choose another answer, and report the playbook to its owner."),
        )
    left = replace(_left(run.current, at), answer=chosen.text)
    return _arrive(replace(run, visits=(*run.visits[:-1], left)), *found, at)


def record(run: Run, name: str, value: str) -> Run:
    """The run with a value recorded at its current step; "" takes the value away again.

    Raises:
        KbError: the run is handed over or closed.
    """
    _need(run, "running", "paused", "resolved")
    values = dict(run.current.recorded)
    values[name] = value
    if not value:
        del values[name]
    return _current(run, replace(run.current, recorded=tuple(values.items())))


def note(run: Run, text: str) -> Run:
    """The run with ``text`` as the note of its current step, in place of the one before.

    Raises:
        KbError: the run is handed over or closed.
    """
    _need(run, "running", "paused", "resolved")
    return _current(run, replace(run.current, note=text))


def back(run: Run, at: str) -> Run:
    """The run one step back: the step before is current again, its values and note kept, its answer open.

    A step left empty is taken away; one that holds something stays as undone, and so does the old answer.
    Steps that were skipped on the way are passed over. A solved run is under way again.

    Raises:
        KbError: the run is paused, handed over or closed, or stands at its first step.
    """
    _need(run, "running", "resolved")
    before = [
        i for i, visit in enumerate(run.visits[:-1]) if not (visit.undone or visit.skipped or _is_bots(visit))
    ]
    if not before:
        raise KbError(tr("This is the first step: there is nothing to go back to."))
    index = before[-1]
    kept = tuple(visit for visit in run.visits[index + 1 : -1] if not (visit.skipped and not visit.undone))
    last = () if _empty(run.current) else (_left(run.current, at),)  # undone like all from there on
    if not kept and not last and not run.visits[index].answer:
        again = replace(run.visits[index], since=at)
        return replace(run, visits=(*run.visits[:index], again), status="running")
    return _again(replace(run, visits=(*run.visits[: index + 1], *kept, *last)), index, at)


def revise(run: Run, index: int, at: str) -> Run:
    """The run at the step of ``visits[index]`` again, to answer it anew.

    That visit and the standing ones after it become undone; its values and its note are kept in a fresh
    visit. A skipped step may be revised too: it is done after all. A solved run is under way again.

    Raises:
        KbError: the run is paused, handed over or closed, or the visit is no earlier standing one.
    """
    _need(run, "running", "resolved")
    if not 0 <= index < len(run.visits) - 1 or run.visits[index].undone or _is_bots(run.visits[index]):
        raise KbError(
            tr("This answer cannot be changed any more."), tr("Choose one of the steps that still stand.")
        )
    left = replace(run, visits=(*run.visits[:-1], _left(run.current, at)))
    return _again(left, index, at)


def jump(run: Run, playbook: Playbook, anchor: str, at: str) -> Run:
    """The run at the step ``anchor`` of ``playbook`` without answering up to there.

    The steps between, on the shortest way by answers, become skipped visits, unless the record has them
    already; there are none when no way leads there, when the run comes back to a step, or when it is another
    playbook.

    Raises:
        KbError: the run is not under way, the playbook has no such step, or the run stands there already.
    """
    _need(run, "running")
    target = _step(playbook, anchor)
    here = run.current
    same = playbook.path == here.playbook
    if same and anchor == here.anchor:
        raise KbError(tr("The run stands at “{title}” already.", title=target.title))
    stood_at = {visit.anchor for visit in run.visits if visit.playbook == playbook.path and not visit.undone}
    way = between(playbook, here.anchor, anchor) if same and anchor not in stood_at else ()
    passed = tuple(
        replace(_visit(run, playbook, step, at), skipped=True, since="")
        for step in way
        if step.anchor not in stood_at
    )
    return _arrive(replace(run, visits=(*run.visits[:-1], _left(here, at), *passed)), playbook, target, at)


def pause(run: Run, at: str) -> Run:
    """The run set aside; the time until it is resumed does not count.

    Raises:
        KbError: the run is not under way.
    """
    _need(run, "running")
    return _ended(run, at, "paused")


def resume(run: Run, at: str, *, by: str = "", tier: Tier | None = None) -> Run:
    """The run under way again; the time since it was set aside, handed over or last saved does not count.

    ``by`` and ``tier`` are given when somebody else goes on with it.

    Raises:
        KbError: the run is closed.
    """
    _need(run, "running", "paused", "resolved", "escalated")
    going = _current(run, replace(run.current, since=at))
    return replace(going, status="running", by=by or run.by, tier=tier or run.tier)


def resolve(run: Run, at: str) -> Run:
    """The run solved at its current step, whichever that is.

    Raises:
        KbError: the run is neither under way nor paused.
    """
    _need(run, "running", "paused")
    return _ended(run, at, "resolved")


def escalated(run: Run, at: str) -> Run:
    """The run handed over: its note has been written.

    Raises:
        KbError: the run is neither under way nor paused.
    """
    _need(run, "running", "paused")
    return _ended(run, at, "escalated")


def close(run: Run, at: str) -> Run:
    """The run put away without a result; one that is solved or handed over stays as it is."""
    return _ended(run, at, "closed") if run.status in ("running", "paused") else run


def opened(run: Run, read: ArticleRead) -> Run:
    """The run with an opened article in its record, once for each version."""
    if any((one.path, one.blob) == (read.path, read.blob) for one in run.articles):
        return run
    return replace(run, articles=(*run.articles, read))


def searched(run: Run, text: str) -> Run:
    """The run with a search in its record; blank ones and repeats of the last are left out."""
    words = text.strip()
    if not words or run.queries[-1:] == (words,):
        return run
    return replace(run, queries=(*run.queries, words))


def flag(run: Run, text: str) -> Run:
    """The run with something to put right later in its record; blank ones and repeats are left out."""
    words = text.strip()
    if not words or words in run.flagged:
        return run
    return replace(run, flagged=(*run.flagged, words))


def progress(run: Run, playbook: Playbook) -> tuple[int, int]:
    """The number of the current step and the number of steps at most, for "step 3 of 7".

    The second is an estimate: the longest way to an end of this tier that comes to no step twice.
    """
    number = sum(not visit.undone for visit in run.visits)
    if playbook.path != run.current.playbook or run.status not in ("running", "paused"):
        return number, number
    here = run.current.anchor
    stood_at = {visit.anchor for visit in run.visits if not visit.undone and visit.playbook == playbook.path}
    return number, number + (furthest(playbook, here, stood_at) or furthest(playbook, here))


# --- what the functions above are made of -----------------------------------------------------------------


def _need(run: Run, *allowed: RunStatus) -> None:
    """Raises KbError unless the run is in one of the allowed states."""
    if run.status in allowed:
        return
    hint = _NEXT.get(run.status, tr("Resume it first."))
    raise KbError(tr("The run “{title}” is {state}.", title=run.title, state=_IS[run.status]), hint)


def _standing_playbook(run: Run, playbook: Playbook, others: Others) -> Playbook:
    """The playbook of the current step."""
    path = run.current.playbook
    found = playbook if playbook.path == path else others(path)
    if found is None:
        raise KbError(
            tr("The playbook {path} is no longer in the library.", path=path),
            tr("Hand the case over, or close it."),
        )
    return found


def _step(playbook: Playbook, anchor: str) -> Step:
    """The step with this anchor."""
    step = playbook.step(anchor)
    if step is None:
        raise KbError(
            tr("The playbook “{title}” has no step “{anchor}”.", title=playbook.title, anchor=anchor),
            tr("It may have changed since: go back a step, or start it again."),
        )
    return step


def _visit(run: Run, playbook: Playbook, step: Step, at: str) -> Visit:
    """A fresh stay at a step, its clock running."""
    return Visit(playbook.path, step.anchor, step.title, step.tier, at, run.by, since=at)


def _arrive(run: Run, playbook: Playbook, step: Step, at: str) -> Run:
    """The run come to a step; a Resolve step ends it."""
    version = (playbook.path, playbook.source.blob)
    known = (*run.blobs, (run.playbook, run.playbook_blob))
    blobs = run.blobs if version in known else (*run.blobs, version)
    arrived = replace(run, visits=(*run.visits, _visit(run, playbook, step, at)), blobs=blobs)
    return _ended(arrived, at, "resolved") if step.kind == "resolve" else arrived


def _again(run: Run, index: int, at: str) -> Run:
    """The run at the step of ``visits[index]`` again: from there on all is undone, a fresh visit current."""
    old = run.visits[index]
    undone = tuple(replace(visit, undone=True) for visit in run.visits[index:])
    fresh = replace(old, at=at, since=at, by=run.by, answer="", seconds=0, skipped=False)
    return replace(run, visits=(*run.visits[:index], *undone, fresh), status="running")


def _current(run: Run, visit: Visit) -> Run:
    """The run with its current visit replaced."""
    return replace(run, visits=(*run.visits[:-1], visit))


def _ended(run: Run, at: str, status: RunStatus) -> Run:
    """The run in a state in which its clock stands still."""
    return replace(_current(run, _left(run.current, at)), status=status)


def _left(visit: Visit, at: str) -> Visit:
    """The visit with its clock stopped and the stay counted."""
    return replace(visit, seconds=visit.seconds + _seconds(visit.since, at), since="")


def _is_bots(visit: Visit) -> bool:
    """Whether a bot did it before the call: there is no step to come back to."""
    return not visit.playbook and visit.anchor.startswith(BOT_ANCHOR)


def _empty(visit: Visit) -> bool:
    """Whether nothing would be lost by taking the visit away."""
    return not (visit.answer or visit.recorded or visit.note)


def _seconds(since: str, at: str) -> int:
    """Whole seconds from ``since`` to ``at``; 0 if the clock went back or does not run."""
    if not since:
        return 0
    try:
        passed = datetime.fromisoformat(at) - datetime.fromisoformat(since)
    except (ValueError, TypeError):
        # A run restored from somebody's note may hold any text here; a call must not stop over its clock.
        return 0
    return max(0, int(passed.total_seconds()))

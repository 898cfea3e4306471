# SPDX-License-Identifier: MIT
"""Reads a program over the accessibility bus as software of a blind person does: lines of JSON in and out.

It runs with the system's own Python, which has the accessibility library. Asked with ``{"do": NAME, ...}``,
it answers with one line: ``tree``, ``focus``, ``press``, ``write``, ``heard`` (what was announced since).
"""

from __future__ import annotations

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

STATES = ("FOCUSABLE", "FOCUSED", "SHOWING", "VISIBLE", "ENABLED", "CHECKED", "SELECTED", "EDITABLE")
heard: list[str] = []
focused: list[Atspi.Accessible] = []


def main() -> None:
    """Answer one question per line until there are no more."""
    Atspi.init()
    listener = Atspi.EventListener.new(on_event)
    for kind in ("object:announcement", "object:state-changed:focused"):
        listener.register(kind)
    for line in sys.stdin:
        asked = json.loads(line)
        settle(asked.get("after", 0.05))
        try:
            answer = ACTIONS[asked.pop("do")](asked)
        except GLib.Error as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


def on_event(event: Atspi.Event) -> None:
    """Keep what was announced, and what got the focus last."""
    if event.type.startswith("object:announcement"):
        heard.append(str(event.any_data))
    elif event.detail1:
        focused[:] = [event.source]


def settle(seconds: float) -> None:
    """Let events of the bus come in."""
    context, end = GLib.MainContext.default(), time.monotonic() + seconds
    while time.monotonic() < end:
        while context.pending():
            context.iteration(False)
        time.sleep(0.005)


def program() -> Atspi.Accessible | None:
    """The one program that is on the bus."""
    desk = Atspi.get_desktop(0)
    for number in range(desk.get_child_count()):
        one = desk.get_child_at_index(number)
        if one is not None and one.get_child_count():
            return one
    return None


def told(one: Atspi.Accessible) -> dict:
    """What a reader can say of one object."""
    states = one.get_state_set()
    known = [name for name in STATES if states.contains(getattr(Atspi.StateType, name))]
    area = one.get_component_iface() and one.get_extents(Atspi.CoordType.WINDOW)
    place = [area.x, area.y, area.width, area.height] if area else []
    made = {"name": one.get_name(), "role": one.get_role_name(), "states": known, "place": place}
    made["description"] = one.get_description()
    return made


def walk(one: Atspi.Accessible, most: int = 60) -> dict:
    """An object and what is shown below it."""
    made = told(one)
    below = (one.get_child_at_index(number) for number in range(min(one.get_child_count(), most)))
    made["below"] = [walk(each) for each in below if each is not None and is_shown(each)]
    return made


def is_shown(one: Atspi.Accessible) -> bool:
    """Whether it is on screen."""
    return one.get_state_set().contains(Atspi.StateType.SHOWING)


def find(one: Atspi.Accessible, role: str, name: str) -> Atspi.Accessible | None:
    """The first shown object of a role whose name begins so."""
    if one.get_role_name() == role and one.get_name().startswith(name):
        return one
    for number in range(min(one.get_child_count(), 200)):
        below = one.get_child_at_index(number)
        if below is not None and is_shown(below):
            found = find(below, role, name)
            if found is not None:
                return found
    return None


def tree(_asked: dict) -> object:
    """All that is shown."""
    top = program()
    return walk(top) if top is not None else None


def focus(_asked: dict) -> object:
    """What got the focus last."""
    return told(focused[0]) if focused else None


def press(asked: dict) -> object:
    """Carry out the first action of an object, without a key or a mouse."""
    found = find(program(), asked["role"], asked["name"])
    return bool(found is not None and found.get_action_iface().do_action(0))


def write(asked: dict) -> object:
    """Put text into a field."""
    found = find(program(), asked["role"], asked["name"])
    return bool(found is not None and found.get_editable_text_iface().set_text_contents(asked["text"]))


def tell_heard(_asked: dict) -> object:
    """What was announced since."""
    told_now = list(heard)
    heard.clear()
    return told_now


ACTIONS = {"tree": tree, "focus": focus, "press": press, "write": write, "heard": tell_heard}

if __name__ == "__main__":
    main()

"""抄送 by hand: what is asked of whoever copies an application to colleagues."""

from __future__ import annotations

from tenants.domain.errors import Problem

MOST_PEOPLE = 100
MOST_NOTE = 300


def copy_problems(chosen: int, note: str) -> tuple[Problem, ...]:
    """What is wrong, each at its field."""
    found = []
    if not chosen:
        found.append(Problem("people", "choose_person"))
    elif chosen > MOST_PEOPLE:
        found.append(Problem("people", "copy_people_too_many", {"most": MOST_PEOPLE}))
    if len(note) > MOST_NOTE:
        found.append(Problem("note", "copy_note_too_long", {"most": MOST_NOTE}))
    return tuple(found)

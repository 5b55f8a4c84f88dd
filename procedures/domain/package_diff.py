"""What differs between two packages, by key: what was added, taken out, moved, and changed, each at its place.

Works on the documents as they are stored, so that a part which is added to the format needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procedures.domain.conditions import ARITY
from procedures.domain.package.canonical import document_json
from procedures.domain.package.document import PackageDocument
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.domain.values import Json

#: What tells the members of a list apart, the first that all of them have. A node is its step or block.
_IDENTITIES: Final = (
    ("key",),
    ("value",),
    ("event", "channel"),
    ("about",),
    ("title",),
    ("question",),
    ("label",),
    ("name",),
)
_BLOCKS: Final = ("step", "choose", "parallel")
#: What people call a member, the first that it has.
_NAMES: Final = ("label", "name", "title", "question")


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a place: an attribute or a member's key, and what people call it if it has a name."""

    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `old` and `new` are as stored; None where there is none."""

    kind: ChangeKind
    place: tuple[Step, ...]
    old: Json = None
    new: Json = None

    @property
    def path(self) -> str:
        return ".".join(step.key for step in self.place)


def diff_packages(old: PackageDocument, new: PackageDocument) -> tuple[Change, ...]:
    """Every difference, in the order of the newer package's parts. Equal packages give none."""
    return tuple(_diff(document_json(old), document_json(new), ()))


def _diff(old: Json, new: Json, place: tuple[Step, ...]) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_text(old) and not _is_text(new):
        for key in dict.fromkeys((*new, *old)):
            yield from _member(old.get(key), new.get(key), (*place, Step(key)))
    elif isinstance(old, list) and isinstance(new, list) and (names := _identified(old, new)) is not None:
        yield from _members(names[0], names[1], place)
    else:
        yield Change(ChangeKind.CHANGED, place, old, new)


def _member(old: Json, new: Json, place: tuple[Step, ...]) -> Iterator[Change]:
    """One attribute. What is at its default is not stored: a part appears with everything in it, a value changes."""
    if isinstance(new, list) and old is None:
        old = []
    if isinstance(old, list) and new is None:
        new = []
    if old is None and isinstance(new, dict) and not _is_text(new):
        yield Change(ChangeKind.ADDED, place, new=new)
    elif new is None and isinstance(old, dict) and not _is_text(old):
        yield Change(ChangeKind.REMOVED, place, old=old)
    else:
        yield from _diff(old, new, place)


def _members(old: Mapping[str, Json], new: Mapping[str, Json], place: tuple[Step, ...]) -> Iterator[Change]:
    kept = [key for key in old if key in new]
    moved = _moved(kept, [key for key in new if key in old])
    for key, member in new.items():
        at = (*place, Step(key, _name(member)))
        if key not in old:
            yield Change(ChangeKind.ADDED, at, new=member)
            continue
        if key in moved:
            yield Change(ChangeKind.MOVED, at, list(old).index(key) + 1, list(new).index(key) + 1)
        yield from _diff(old[key], member, at)
    for key, member in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, (*place, Step(key, _name(member))), old=member)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The fewest members that would have to be moved: those outside the longest run that kept its order."""
    places = {key: at for at, key in enumerate(before)}
    runs: list[list[str]] = [[]]
    for key in after:
        runs.append([*_longest(run for run in runs if not run or places[run[-1]] < places[key]), key])
    return frozenset(after) - frozenset(_longest(runs))


def _longest(runs: Iterable[list[str]]) -> list[str]:
    return max(runs, key=len)


def _identified(old: list[Json], new: list[Json]) -> tuple[dict[str, Json], dict[str, Json]] | None:
    """Both lists by what tells their members apart; None where nothing does."""
    members = [*old, *new]
    for names in ("", *_IDENTITIES):
        keys = [_identity(member, names) for member in members]
        if all(keys) and all(len(set(part)) == len(part) for part in (keys[: len(old)], keys[len(old) :])):
            return dict(zip(keys, old, strict=False)), dict(zip(keys[len(old) :], new, strict=True))
    return None


def _identity(member: Json, names: tuple[str, ...] | str) -> str:
    """Empty where the member has none of this kind."""
    if not isinstance(member, dict):
        return ""
    if not names:
        node = next((member[block] for block in _BLOCKS if block in member), None)
        return _identity(node, ("key",)) if node is not None and len(member) == 1 else ""
    found = [member.get(name) for name in names]
    return ":".join(_words(each) for each in found) if all(found) else ""


def _name(member: Json) -> str:
    if not isinstance(member, dict):
        return ""
    inner = next((member[block] for block in _BLOCKS if block in member and len(member) == 1), None)
    if inner is not None:
        return _name(inner)
    return next((_words(member[name]) for name in _NAMES if member.get(name)), "")


def _words(value: Json) -> str:
    return str(value[DEFAULT_LANGUAGE]) if isinstance(value, dict) and DEFAULT_LANGUAGE in value else str(value)


def _is_text(value: Json) -> bool:
    """A text in several languages changes as one, and so does a condition."""
    if not isinstance(value, dict):
        return False
    return DEFAULT_LANGUAGE in value or (len(value) == 1 and next(iter(value)) in _OPERATORS)


_OPERATORS: Final = frozenset(ARITY) | {"var"}

"""Which places of a chain come after which, whatever way an application takes.

A place is a step with the path of blocks around it. Strands of one parallel block do not come after one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from procedures.domain.chain_model import Chain, Choose, Join, Node, Parallel, Step, branches_of

Place = tuple[str, str]


@dataclass(slots=True)
class Later:
    """What comes after a place: steps, and the choices that are taken there.

    `racing` are the paths of strands beside the place, in blocks that do not wait for all of theirs.
    """

    places: set[Place] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)
    racing: set[str] = field(default_factory=set)


def branch_path(branch: str, block: str, way: str = "") -> str:
    path = f"{branch}/{block}" if branch else block
    return f"{path}.{way}" if way else path


def later_than(chain: Chain, place: Place) -> Later:
    """Empty for a place that the chain does not have."""
    return _later(chain.nodes, "", place) or Later()


def _later(nodes: tuple[Node, ...], branch: str, place: Place) -> Later | None:
    for at, node in enumerate(nodes):
        found = _inside(node, branch, place)
        if found is not None:
            for step, path in _places(nodes[at + 1 :], branch):
                found.places.add((step, path))
            found.choices.update(_choices(nodes[at + 1 :], branch))
            return found
    return None


def _inside(node: Node, branch: str, place: Place) -> Later | None:
    if isinstance(node, Step):
        return Later() if (node.key, branch) == place else None
    for way in branches_of(node):
        found = _later(way.nodes, branch_path(branch, node.key, way.key), place)
        if found is not None:
            if isinstance(node, Parallel) and node.join is not Join.ALL:
                others = (other for other in node.branches if other != way)
                found.racing.update(branch_path(branch, node.key, other.key) for other in others)
            return found
    return None


def _places(nodes: tuple[Node, ...], branch: str) -> Iterator[Place]:
    for node in nodes:
        if isinstance(node, Step):
            yield node.key, branch
            continue
        for way in branches_of(node):
            yield from _places(way.nodes, branch_path(branch, node.key, way.key))


def _choices(nodes: tuple[Node, ...], branch: str) -> Iterator[str]:
    """Paths of every choice, also of those inside blocks."""
    for node in nodes:
        if isinstance(node, Step):
            continue
        if isinstance(node, Choose):
            yield branch_path(branch, node.key)
        for way in branches_of(node):
            yield from _choices(way.nodes, branch_path(branch, node.key, way.key))

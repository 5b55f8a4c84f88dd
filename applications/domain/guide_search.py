"""Finding a procedure by the words people use for it."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.domain.package.compiled import CompiledPackage


def matches(package: CompiledPackage, query: str) -> bool:
    """Whether every word of the query occurs somewhere in what the guide says. An empty query matches everything."""
    words = query.casefold().split()
    said = " ".join(_texts(package)).casefold()
    return all(word in said for word in words)


def _texts(package: CompiledPackage) -> Iterable[str]:
    meta, guide = package.meta, package.guide
    yield str(meta.name)
    yield meta.theme
    yield str(meta.summary or "")
    yield from (str(alias) for alias in meta.aliases)
    yield from (f"{variant.name} {variant.description or ''}" for variant in package.variants)
    yield from (str(material.name) for material in package.materials.items)
    yield from (str(condition) for condition in guide.conditions)
    yield from (str(clause.title) for clause in guide.legal_basis)
    yield from (f"{each.question} {each.answer}" for each in guide.questions)

"""From stored bytes to what the engines take. Versions are immutable, so a compiled one is kept by its bytes."""

from __future__ import annotations

from functools import lru_cache

from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.reading import parse_canonical
from procedures.models import Procedure, ProcedureState, ProcedureVersion

#: Compiled packages kept per process: some hundred kilobytes each, shared by tenants with equal bytes.
KEPT = 256


@lru_cache(maxsize=KEPT)
def _compiled(canonical: bytes) -> CompiledPackage:
    return compile_package(parse_canonical(canonical))


def compiled(version: ProcedureVersion) -> CompiledPackage:
    """The engines' view of a version. Cost: one lookup after the first call per process."""
    return _compiled(bytes(version.canonical))


def open_procedures() -> list[Procedure]:
    """Procedures that take applications now, by name, each with its current version loaded (one query)."""
    return list(
        Procedure.objects.filter(state=ProcedureState.OPEN)
        .select_related("current_version", "department")
        .order_by("name", "id")
    )


def procedure_by_code(code: str) -> Procedure | None:
    """A procedure that the public may see, or None for unknown and unpublished alike."""
    return (
        Procedure.objects.filter(code=code, state__in=[ProcedureState.OPEN, ProcedureState.PAUSED])
        .select_related("current_version", "department")
        .first()
    )

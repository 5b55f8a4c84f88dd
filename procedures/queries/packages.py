"""From stored bytes to what the engines take. Versions are immutable, so a compiled one is kept by its bytes."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.reading import parse_canonical
from procedures.models import Procedure, ProcedureState, ProcedureVersion
from tenants.context import current_schema

#: Compiled packages kept per process: some hundred kilobytes each, shared by tenants with equal bytes.
KEPT = 256
#: Columns of a version that only its compiling needs.
_HEAVY = ("canonical", "document")

_known: dict[tuple[str, str, str], CompiledPackage] = {}


@lru_cache(maxsize=KEPT)
def _compiled(canonical: bytes) -> CompiledPackage:
    return compile_package(parse_canonical(canonical))


def compiled(version: ProcedureVersion) -> CompiledPackage:
    """The engines' view of a version. Cost: one lookup by its hash after the first call per process and tenant.

    The hash counts within its own tenant only: no tenant's row can stand for another tenant's bytes.
    """
    name = (str(connection.settings_dict["NAME"]), current_schema(), version.content_hash)
    package = _known.get(name)
    if package is None:
        package = _compiled(bytes(version.canonical))
        if len(_known) >= KEPT:
            _known.pop(next(iter(_known)), None)
        _known[name] = package
    return package


def heavy_columns(path: str = "") -> tuple[str, ...]:
    """What to defer where versions are loaded on the way: `path` leads from the rows to their version."""
    return tuple(f"{path}__{column}" if path else column for column in _HEAVY)


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

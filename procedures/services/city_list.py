"""A list of cities and counties brought on board: each line the same wish as the form would make, a job of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from accounts.access import Actor
from procedures.domain.city_list import CityLine, problems_of_cities
from procedures.queries.console import offered_packages
from procedures.services.console import bring_on_board
from tenants.context import current_tenant
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.onboarding import Parent
from tenants.models import Level, LibraryPackage
from tenants.records.services.idempotency import run_once
from tenants.services.onboarding import taken_among

COMMAND = "procedures.bring_cities_on_board"


@dataclass(frozen=True, slots=True)
class CityOutcome:
    line: CityLine
    problems: tuple[Problem, ...] = ()


def levels_by_label() -> dict[str, str]:
    return {str(level.label): level.value for level in (Level.CITY, Level.COUNTY)}


def check_cities(actor: Actor, lines: Sequence[CityLine]) -> list[CityOutcome]:
    """What is wrong with each line; nothing is asked for. Four queries. Raises NotAuthorised."""
    offered, parent, levels = offered_packages(actor), current_tenant(), levels_by_label()
    names = frozenset(package.name for package in offered)
    found = problems_of_cities(lines, Parent(parent.level, parent.division_code), levels, names)
    taken = taken_among([line.code for line in lines], [line.host for line in lines])
    return [CityOutcome(line, tuple(found[line.line] + taken.problems_of(line.wish(levels)))) for line in lines]


def bring_cities_on_board(actor: Actor, lines: Sequence[CityLine], *, batch: UUID) -> list[CityOutcome]:
    """Queue what can be queued, under one batch; the rest says why not. The same batch again queues nothing.

    Raises NotAuthorised, ValidationFailed for a batch that was used for another list.
    """
    outcomes: list[CityOutcome] = []

    def act() -> dict[str, object]:
        offered = offered_packages(actor)
        outcomes.extend(_queued(actor, each, offered, batch) for each in check_cities(actor, lines))
        return {"queued": sum(not each.problems for each in outcomes)}

    fingerprint = json.dumps([asdict(line) for line in lines], ensure_ascii=False, sort_keys=True)
    run_once(str(batch), actor_id=actor.user_id, command=COMMAND, fingerprint=fingerprint, action=act)
    return outcomes


def _queued(actor: Actor, checked: CityOutcome, offered: Sequence[LibraryPackage], batch: UUID) -> CityOutcome:
    if checked.problems:
        return checked
    line = checked.line
    wished = [package.pk for package in offered if package.name in line.package_names or not line.package_names]
    parameters = {"contact_phone": line.contact_phone, "contact_address": line.contact_address}
    try:
        bring_on_board(
            actor,
            code=line.code,
            name=line.name,
            short_name=line.short_name,
            division_code=line.division_code,
            level=levels_by_label()[line.level],
            domain=line.host,
            contact={"name": line.contact_name, "mobile": line.contact_mobile, "email": line.contact_email},
            packages=wished,
            parameters={key: value for key, value in parameters.items() if value},
            batch=batch,
        )
    except ValidationFailed as refusal:
        return CityOutcome(line, refusal.problems)
    return CityOutcome(line)

"""The steps by which a tenant comes to be. Apps add theirs when they load; the order is fixed by what follows what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from tenants.models import Jurisdiction

#: What a step is given: the wishes of the request (`packages`, `contact_name` …), never a database object.
Wishes = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ProvisioningStep:
    """One registered step. `run` works inside the new tenant, in a transaction of its own, and may run twice."""

    key: str
    title: str | Promise
    run: Callable[[Jurisdiction, Wishes], None]


_steps: list[ProvisioningStep] = []


def register_step(step: ProvisioningStep, *, after: str | None = None) -> None:
    """Add a step at the end, or right behind the step `after`, which must be registered already."""
    if step.key in {known.key for known in _steps}:
        if step not in _steps:
            raise ValueError(f"two provisioning steps called {step.key}")
        return
    if after is None:
        _steps.append(step)
        return
    places = [place for place, known in enumerate(_steps) if known.key == after]
    if not places:
        raise ValueError(f"{step.key} follows {after}, which is not registered")
    _steps.insert(places[0] + 1, step)


def registered_steps() -> tuple[ProvisioningStep, ...]:
    return tuple(_steps)

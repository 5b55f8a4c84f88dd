"""Whether a draft can be submitted, and what still stands in the way."""

from __future__ import annotations

from applications.domain.draft_content import without_open_rows
from applications.models import Agreement, Draft, DraftMaterial
from applications.queries.filed import draft_materials, filed, unusable_files
from applications.queries.stored_answers import stored_answers
from procedures.domain.package.compiled import CommitmentMoment, CompiledPackage
from procedures.domain.submission import submit_check, submit_warnings
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from tenants.domain.errors import Problem


def submission_problems(
    draft: Draft, agreed: frozenset[str], materials: list[DraftMaterial] | None = None
) -> tuple[Problem, ...]:
    """Everything that refuses a draft's submission, each with the place where it is mended. Two or three queries.

    `agreed` are the commitments of the moment of submission that are given with it.
    """
    package = compiled(draft.procedure_version)
    rows = draft_materials(draft.id) if materials is None else materials
    given = _agreements(draft, package, agreed)
    found = submit_check(package, draft.variant, _judged(draft, package), filed(rows), given)
    return (*found, *unusable_files(rows))


def submission_warnings(draft: Draft, materials: list[DraftMaterial]) -> tuple[Problem, ...]:
    """What is told but does not refuse: gates that only warn, materials that may follow."""
    package = compiled(draft.procedure_version)
    given = _agreements(draft, package, frozenset())
    return submit_warnings(package, draft.variant, _judged(draft, package), filed(materials), given)


def _judged(draft: Draft, package: CompiledPackage) -> dict[str, Json]:
    return without_open_rows(package.form(draft.variant), stored_answers(draft))


def _agreements(draft: Draft, package: CompiledPackage, agreed: frozenset[str]) -> dict[str, str]:
    """Hashes by key: those given at the start, which count for corrections too, and those given now."""
    rounds = Agreement.objects.filter(draft=draft)
    if draft.application_id is not None:
        rounds |= Agreement.objects.filter(submission__application=draft.application_id)
    at_start = [each.key for each in package.commitments_for(draft.variant, CommitmentMoment.START)]
    now = {
        each.key: each.text_hash
        for each in package.commitments_for(draft.variant, CommitmentMoment.SUBMIT)
        if each.key in agreed
    }
    return dict(rounds.filter(key__in=at_start).values_list("key", "text_hash")) | now

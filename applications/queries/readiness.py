"""Whether a draft can be submitted, and what still stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from applications.domain.draft_content import without_open_rows
from applications.models import Agreement, Draft, DraftMaterial
from applications.queries.corrections import corrections_of
from applications.queries.counter import applicant_problems
from applications.queries.filed import draft_materials, expired_documents, filed, unusable_files
from applications.queries.stored_answers import stored_answers
from applications.queries.windows import draft_windows
from procedures.domain.form import settle
from procedures.domain.package.compiled import CommitmentMoment, CompiledPackage
from procedures.domain.submission import in_sections, submit_check, submit_warnings
from procedures.domain.values import Json
from procedures.domain.windows import window_problems, window_warnings
from procedures.queries.packages import compiled
from tenants.domain.errors import Problem


def submission_problems(
    draft: Draft, agreed: frozenset[str], materials: list[DraftMaterial] | None = None
) -> tuple[Problem, ...]:
    """Everything that refuses a draft's submission, each with the place where it is mended. Two queries or three.

    `agreed` are the commitments of the moment of submission that are given with it.
    """
    rows = draft_materials(draft.id) if materials is None else materials
    found = problems_among(draft, agreed, judged_answers(draft), rows, agreements_of(draft))
    return (*applicant_problems(draft), *found)


def problems_among(
    draft: Draft,
    agreed: frozenset[str],
    answers: Mapping[str, Json],
    materials: list[DraftMaterial],
    agreements: Iterable[Agreement],
) -> tuple[Problem, ...]:
    """`submission_problems` of what has been loaded already. No queries, but for a correction."""
    package = compiled(draft.procedure_version)
    given = _given(draft, package, agreed, agreements)
    found = submit_check(package, draft.variant, answers, filed(materials), given)
    late = _window_problems(draft, answers)
    files = (*unusable_files(materials), *expired_documents(draft, materials))
    return (*found, *late, *files, *_open_corrections(draft, package))


def _open_corrections(draft: Draft, package: CompiledPackage) -> tuple[Problem, ...]:
    """What the last return asked for and nobody said to be done, where the package insists. One query, or none."""
    if not package.corrections_required or draft.application is None:
        return ()
    left = sum(not item.done for item in corrections_of(draft.application))
    return (Problem("corrections", "corrections_open", {"open": left}),) if left else ()


def _window_problems(draft: Draft, answers: Mapping[str, Json]) -> tuple[Problem, ...]:
    form = compiled(draft.procedure_version).form(draft.variant)
    settled = settle(form, answers)
    return in_sections(form, window_problems(form, settled, draft_windows(draft, form, settled)))


def agreements_of(draft: Draft) -> list[Agreement]:
    """What was agreed to for a draft, and for the earlier rounds of what it corrects (one query)."""
    rounds = Agreement.objects.filter(draft=draft)
    if draft.application_id is not None:
        rounds |= Agreement.objects.filter(submission__application=draft.application_id)
    return list(rounds)


def judged_answers(draft: Draft) -> dict[str, Json]:
    """A draft's answers as they are judged and frozen: rows that were opened and left empty do not count."""
    form = compiled(draft.procedure_version).form(draft.variant)
    return without_open_rows(form, stored_answers(draft))


def submission_warnings(draft: Draft, materials: list[DraftMaterial]) -> tuple[Problem, ...]:
    """What is told but does not refuse: gates that only warn, materials that may follow, windows that are over."""
    package = compiled(draft.procedure_version)
    form, answers = package.form(draft.variant), judged_answers(draft)
    given = _given(draft, package, frozenset(), agreements_of(draft))
    late = window_warnings(form, draft_windows(draft, form, settle(form, answers)))
    return (*submit_warnings(package, draft.variant, answers, filed(materials), given), *in_sections(form, late))


def _given(
    draft: Draft, package: CompiledPackage, agreed: frozenset[str], agreements: Iterable[Agreement]
) -> dict[str, str]:
    """Hashes by key: those given at the start, which count for corrections too, and those given now."""
    at_start = [each.key for each in package.commitments_for(draft.variant, CommitmentMoment.START)]
    now = {
        each.key: each.text_hash
        for each in package.commitments_for(draft.variant, CommitmentMoment.SUBMIT)
        if each.key in agreed
    }
    return {each.key: each.text_hash for each in agreements if each.key in at_start} | now

"""Submissions as pages show them: every round with its sections and files, what changed, what was remarked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from applications.domain.dossier import DossierSection, dossier_sections
from applications.models import Application, Submission, SubmissionMaterial, TimelineEntry
from applications.queries.filed import filed
from applications.queries.stored_answers import recorded_answers, stored_answers
from procedures.domain.form import condition_facts
from procedures.domain.form_schema import OfficeLine
from procedures.domain.materials import MaterialChangeKind, RequiredMaterial, diff_materials, required_materials
from procedures.queries.packages import compiled
from tenants.domain.clock import CHINA

#: What puts an application back into its applicant's hands: 退回修改 and 补正.
SENT_BACK = frozenset({"returned", "supplement_requested"})


@dataclass(frozen=True, slots=True)
class MaterialView:
    """One item of the materials list as it was filed in a round."""

    key: str
    name: str
    files: tuple[SubmissionMaterial, ...]
    exempt: bool
    declaration: str
    new_hashes: frozenset[str]
    remark: str


@dataclass(frozen=True, slots=True)
class RoundView:
    submission: Submission
    sections: tuple[DossierSection, ...]
    materials: tuple[MaterialView, ...]
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the office said when it returned an application: in general, and at places."""

    opinion: str = ""
    step_label: str = ""
    at_places: dict[str, str] = field(default_factory=dict)


def submissions_of(application: Application) -> list[Submission]:
    """Every round with its files, first round first (two queries)."""
    return list(
        application.submissions.prefetch_related("materials__file", "materials__kept_version").order_by("round")
    )


def timeline_for_applicant(application: Application) -> list[TimelineEntry]:
    return list(application.timeline.filter(for_applicant=True).order_by("at", "id"))


def remarks_in(timeline: list[TimelineEntry]) -> Remarks:
    """The remarks of the latest return or request to supplement; empty when there was none."""
    last = next((entry for entry in reversed(timeline) if entry.kind in SENT_BACK), None)
    if last is None:
        return Remarks()
    places = {str(item["path"]): str(item["text"]) for item in last.params.get("items", [])}
    return Remarks(last.opinion, last.step_label, places)


def remarks_of(application: Application | None) -> Remarks:
    """What has to be corrected in a returned application; empty for a first draft. One query, or none."""
    return Remarks() if application is None else remarks_in(timeline_for_applicant(application))


def remarks_of_round(application: Application) -> Remarks:
    """The same, of the present round alone. One query."""
    return remarks_in([entry for entry in timeline_for_applicant(application) if entry.round == application.round])


def round_view(
    application: Application,
    submissions: list[Submission],
    number: int,
    *,
    language: str,
    reveal: bool = False,
    remarks: Remarks | None = None,
    timeline: Iterable[TimelineEntry] = (),
) -> RoundView:
    """One round against the one before it, with what `timeline` says of the decision. No queries.

    `number` is that of an existing round.
    """
    package = compiled(application.procedure_version)
    form = package.form(application.variant)
    by_round = {submission.round: submission for submission in submissions}
    submission, earlier = by_round[number], by_round.get(number - 1)
    submitted, answers = stored_answers(submission), recorded_answers(submission)
    places = remarks.at_places if remarks else {}
    sections = dossier_sections(
        form,
        answers,
        language=language,
        before=recorded_answers(earlier) if earlier else None,
        submitted=submitted if submission.recorded is not None else None,
        reveal=reveal,
        remarks=places,
        office=_office_words(application, timeline, language) if number == max(by_round) else {},
    )
    required = required_materials(package.materials, application.variant, condition_facts(form, submitted))
    materials = _materials(required, submission, earlier, places, language)
    return RoundView(submission, sections, materials, is_latest=number == max(by_round))


def _office_words(application: Application, timeline: Iterable[TimelineEntry], language: str) -> dict[OfficeLine, str]:
    """What the office wrote when it decided; nothing while there is no decision that stands."""
    decided = max((each for each in timeline if each.kind == "decided"), key=lambda each: each.at, default=None)
    if decided is None or not application.result:
        return {}
    return {
        OfficeLine.DEPARTMENT: compiled(application.procedure_version).meta.department.in_language(language),
        OfficeLine.NUMBER: application.registration_number,
        OfficeLine.RESULT: application.result_label,
        OfficeLine.OPINION: decided.opinion,
        OfficeLine.DATE: f"{decided.at.astimezone(CHINA):%Y-%m-%d}",
    }


def _materials(
    required: tuple[RequiredMaterial, ...],
    submission: Submission,
    earlier: Submission | None,
    places: dict[str, str],
    language: str,
) -> tuple[MaterialView, ...]:
    rows = list(submission.materials.all())
    changes = diff_materials(filed(earlier.materials.all()), filed(rows)) if earlier else ()
    added = {
        (change.key, change.file.sha256)
        for change in changes
        if change.kind is MaterialChangeKind.ADDED and change.file is not None
    }
    views = []
    for item in required:
        spec = item.spec
        own = [row for row in rows if row.key == spec.key]
        views.append(
            MaterialView(
                key=spec.key,
                name=spec.name.in_language(language),
                files=tuple(row for row in own if row.file is not None),
                exempt=any(row.exempt for row in own),
                declaration=spec.exemption.declaration.in_language(language) if spec.exemption else "",
                new_hashes=frozenset(digest for key, digest in added if key == spec.key),
                remark=places.get(f"materials.{spec.key}", ""),
            )
        )
    return tuple(views)

"""One application for the eyes of whoever examines it: the present round against the one before, and its history."""

from __future__ import annotations

from dataclasses import dataclass

from applications.models import Application, TimelineEntry
from applications.queries.dossiers import RoundView, round_view, submissions_of
from applications.queries.filed import filed
from applications.queries.progress import drawing_of
from applications.queries.stored_answers import stored_answers
from procedures.domain.chain_drawing import Drawn
from procedures.domain.chain_view import PathItem, on_the_way
from procedures.domain.form import condition_facts
from procedures.domain.form_schema import FormSchema
from procedures.domain.materials import Necessity, missing, required_materials
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled
from tenants.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything read for the page of one application; `missing` are materials that are owed and not there."""

    application: Application
    package: CompiledPackage
    form: FormSchema
    round: RoundView
    drawn: tuple[Drawn, ...]
    timeline: list[TimelineEntry]
    missing: tuple[Problem, ...]

    @property
    def path(self) -> tuple[PathItem, ...]:
        """The steps that are this application's, past and to come."""
        return tuple(on_the_way(self.drawn))

    @property
    def changed(self) -> int:
        """How many answers and materials differ from the round before."""
        lines = (line for section in self.round.sections for line in section.lines)
        return sum(bool(line.change or line.removed_rows) for line in lines) + sum(
            bool(material.new_hashes) for material in self.round.materials
        )


def dossier_of(
    application: Application, *, language: str, reveal: bool = False, timeline: list[TimelineEntry] | None = None
) -> Dossier:
    """Four queries: the rounds, their rows and files, the timeline. `reveal` only after it was recorded.

    Three where `timeline`, the latest first, was read already.
    """
    package = compiled(application.procedure_version)
    form = package.form(application.variant)
    submissions = submissions_of(application)
    answers = stored_answers(submissions[-1])
    required = required_materials(package.materials, application.variant, condition_facts(form, answers))
    there = filed(submissions[-1].materials.all())
    timeline = list(application.timeline.order_by("-at", "-id")) if timeline is None else timeline
    return Dossier(
        application=application,
        package=package,
        form=form,
        round=round_view(
            application, submissions, application.round, language=language, reveal=reveal, timeline=timeline
        ),
        drawn=drawing_of(application, answers),
        timeline=timeline,
        missing=(*missing(required, there, Necessity.HARD), *missing(required, there, Necessity.SOFT)),
    )

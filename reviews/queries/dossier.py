"""One application for the eyes of whoever examines it: the present round against the one before, and its history."""

from __future__ import annotations

from dataclasses import dataclass

from applications.domain.dossier import Line
from applications.models import Application, Submission, TimelineEntry
from applications.queries.dossiers import RoundView, round_view, submissions_of
from applications.queries.filed import filed
from applications.queries.progress import drawing_of
from applications.queries.stored_answers import stored_answers
from procedures.domain.chain_drawing import Drawn
from procedures.domain.chain_view import PathItem, on_the_way
from procedures.domain.form import condition_facts
from procedures.domain.form_schema import FormSchema, Mark
from procedures.domain.materials import Necessity, missing, required_materials
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled
from tenants.domain.errors import Problem

KEY_MARKS = frozenset({Mark.LISTED, Mark.COUNTED})
#: As many as a phone shows without scrolling.
MOST_KEY_LINES = 6


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
    application: Application,
    *,
    language: str,
    reveal: bool = False,
    timeline: list[TimelineEntry] | None = None,
    submissions: list[Submission] | None = None,
) -> Dossier:
    """Four queries: the rounds, their rows and files, the timeline. `reveal` only after it was recorded.

    None for what was read already: `timeline`, the latest first, and `submissions` in their order.
    """
    package = compiled(application.procedure_version)
    form = package.form(application.variant)
    submissions = submissions_of(application) if submissions is None else submissions
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


def key_lines(dossier: Dossier) -> list[Line]:
    """What the package marks as listed or counted, as it was answered: for whoever reads only that."""
    marked = {item.key for item in dossier.form.fields() if item.marks & KEY_MARKS}
    lines = [
        line
        for section in dossier.round.sections
        for line in section.lines
        if line.key in marked and _says(line, dossier)
    ]
    return lines[:MOST_KEY_LINES]


def _says(line: Line, dossier: Dossier) -> bool:
    """Whether a line says anything that the heading of the page does not."""
    return bool(line.words) and line.words != dossier.application.title

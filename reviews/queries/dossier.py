"""One application for the eyes of whoever examines it: the present round against the one before, and its history."""

from __future__ import annotations

from dataclasses import dataclass

from applications.models import Application, TimelineEntry
from applications.queries.dossiers import RoundView, round_view, submissions_of
from applications.queries.progress import steps_of
from applications.queries.stored_answers import stored_answers
from procedures.domain.chain_view import PathItem
from procedures.domain.form_schema import FormSchema
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything read for the page of one application."""

    application: Application
    package: CompiledPackage
    form: FormSchema
    round: RoundView
    path: tuple[PathItem, ...]
    timeline: list[TimelineEntry]

    @property
    def changed(self) -> int:
        """How many answers and materials differ from the round before."""
        lines = (line for section in self.round.sections for line in section.lines)
        return sum(bool(line.change or line.removed_rows) for line in lines) + sum(
            bool(material.new_hashes) for material in self.round.materials
        )


def dossier_of(application: Application, *, language: str, reveal: bool = False) -> Dossier:
    """Four queries: the rounds, their rows and files, the timeline. `reveal` only after it was recorded."""
    package = compiled(application.procedure_version)
    submissions = submissions_of(application)
    return Dossier(
        application=application,
        package=package,
        form=package.form(application.variant),
        round=round_view(application, submissions, application.round, language=language, reveal=reveal),
        path=steps_of(application, stored_answers(submissions[-1])),
        timeline=list(application.timeline.order_by("-at", "-id")),
    )

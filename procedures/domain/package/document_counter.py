"""Other ways in: 代录 of what is handed in on paper, and applications that another system begins."""

from __future__ import annotations

from pydantic import Field

from procedures.domain.package.document_base import Key, Part, Words


class CounterEntryPart(Part):
    """Whether staff of the registration point may enter an application for somebody who comes with paper."""

    allowed: bool = False
    evidence_required: bool = Field(default=True, description="Nothing is submitted without a scan of the mandate.")
    stands_in: tuple[Key, ...] = Field(
        default=(), description="Steps of the applicant's unit for which the mandate with the unit's stamp stands."
    )


class InPlanPart(Part):
    """Applications that another system begins, because they come from a project of its plan."""

    name: Words
    held_step: Key
    held_reason: Words
    failed_reason: Words

"""代录: what a package says about entering what an applicant hands in on paper."""

from __future__ import annotations

from pydantic import Field

from procedures.domain.package.document_base import Key, Part


class CounterEntryPart(Part):
    """Whether staff of the registration point may enter an application for somebody who comes with paper."""

    allowed: bool = False
    evidence_required: bool = Field(default=True, description="Nothing is submitted without a scan of the mandate.")
    stands_in: tuple[Key, ...] = Field(
        default=(), description="Steps of the applicant's unit for which the mandate with the unit's stamp stands."
    )

"""Answers that nobody typed: where they come from, which of them stay as they are, and how long they count as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from procedures.domain.form_schema import FormSchema


class Origin(StrEnum):
    """The record that an answer was taken from: the first part of a package's `prefill`, or an earlier application."""

    ORGANISATION = "organisation"
    APPLICANT = "applicant"
    PLAN_PROJECT = "plan_project"
    APPLICATION = "application"


#: Field keys by the source of their answers; the empty source means that somebody typed over it since.
Prefilled = Mapping[str, str]


def origin_of(source: str) -> Origin | None:
    """The record behind a source such as `organisation.name`; None for the empty one."""
    record = source.partition(".")[0]
    return Origin(record) if record else None


def locked_fields(form: FormSchema, prefilled: Prefilled) -> frozenset[str]:
    """Fields whose answers the package takes from a record alone, and that the record did answer."""
    return frozenset(field.key for field in form.fields() if field.locked and prefilled.get(field.key))


def after_typing(prefilled: Prefilled, typed: Iterable[str]) -> dict[str, str]:
    """The sources after these fields were changed by hand."""
    changed = set(typed)
    return {key: "" if key in changed else source for key, source in prefilled.items()}

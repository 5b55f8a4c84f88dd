"""Problems of a service shown at the fields of a form."""

from __future__ import annotations

from django import forms

from tenants.domain.errors import Problem, ValidationFailed
from tenants.wording import say


def add_problems(form: forms.Form, refusal: ValidationFailed) -> None:
    """Each problem at its field, or on top where the form has none of that name."""
    for problem in refusal.problems:
        form.add_error(problem.path if problem.path in form.fields else None, sentence(problem))


def sentence(problem: Problem) -> str:
    return say(problem.code, problem.params)

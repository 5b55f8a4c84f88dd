"""Writing answers into a draft's row: what is open stays readable, what is personal goes into the envelope."""

from __future__ import annotations

import json

from applications.models import Draft
from procedures.domain.form_reading import split_by_privacy, title_of
from procedures.domain.form_schema import FormSchema
from procedures.domain.values import Answers

TITLE_LENGTH = 300


def put_answers(draft: Draft, form: FormSchema, answers: Answers) -> None:
    """Set the row's columns from the answers; the caller saves."""
    opened, sealed = split_by_privacy(form, answers)
    draft.answers = opened
    draft.personal = json.dumps(sealed, ensure_ascii=False)
    draft.title = title_of(form, answers)[:TITLE_LENGTH]

"""What pages that take a filled-in sheet share: its template, the file, the preview and what it sends back."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from documents.services.sheets import read_upload
from documents.services.workbooks import CONTENT_TYPE, SheetContent, write_workbook
from tenants.domain.errors import Problem, ValidationFailed
from tenants.wording import say

UNPROCESSABLE = 422
Lines = TypeVar("Lines")
Column = TypeVar("Column", bound=str)
Titles = Mapping[Column, str | Promise]


class Line(Protocol):
    @property
    def line(self) -> int: ...


class Outcome(Protocol):
    """A line of the sheet with what is wrong; a problem's path is the column it stands in, or empty."""

    @property
    def line(self) -> Line: ...
    @property
    def problems(self) -> Sequence[Problem]: ...


def template_answer(sheet: SheetContent, *, name: str) -> HttpResponse:
    """An empty sheet to fill in, as a download."""
    with tempfile.TemporaryDirectory(prefix="tongban-template-") as folder:
        path = Path(folder) / "list.xlsx"
        write_workbook(path, sheet)
        answer = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPE)
    filename = f"{name}.xlsx"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
    return answer


def uploaded(request: HttpRequest, read: Callable[..., Lines], titles: Titles[Column]) -> Lines:
    """The lines of the posted file. Raises ValidationFailed."""
    upload = request.FILES.get("file")
    if upload is None:
        raise ValidationFailed([Problem("file", "sheet_missing")])
    return read(read_upload(upload), {column: str(title) for column, title in titles.items()})


def posted(text: str, parse: Callable[[object], Lines | None]) -> Lines:
    """The lines that a preview carried. Raises ValidationFailed."""
    try:
        lines = parse(json.loads(text))
    except ValueError:
        lines = None
    if lines is None:
        raise ValidationFailed([Problem("file", "sheet_empty")])
    return lines


def row_of(outcome: Outcome, columns: Iterable[str]) -> dict[str, object]:
    """A row of the preview: every cell with its messages, and what is said of the line as a whole."""
    places = [str(column) for column in columns]
    told: dict[str, list[str]] = {}
    for problem in outcome.problems:
        place = problem.path if problem.path in places else ""
        told.setdefault(place, []).append(say(problem.code, problem.params))
    cells = [(getattr(outcome.line, place), told.get(place, [])) for place in places]
    return {"line": outcome.line.line, "cells": cells, "words": told.get("", []), "is_good": not outcome.problems}

"""Problems as sentences with the place they link to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from procedures.domain.form_paths import label_of
from procedures.domain.form_schema import FormSchema
from tenants.domain.errors import Problem
from tenants.wording import say


@dataclass(frozen=True, slots=True)
class ProblemLink:
    """One line of an error summary; without `url` there is nothing to mend in the form."""

    place: str
    words: str
    url: str


def control_id(path: str) -> str:
    """The HTML id of the control at a path: `completers[2].name` → `f-completers-2-name`."""
    return "f-" + path.replace("[", "-").replace("].", "-").replace("]", "").replace(".", "-")


def messages_by_path(problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    """Sentences by the path of the control they stand at."""
    found: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        words = say(problem.code, problem.params)
        if words not in found.get(problem.path, ()):
            found[problem.path] = (*found.get(problem.path, ()), words)
    return found


def links_in_section(form: FormSchema, problems: Iterable[Problem]) -> list[ProblemLink]:
    """The error summary of one page: every problem links to its control."""
    return [
        ProblemLink(label_of(form, problem.path), say(problem.code, problem.params), f"#{control_id(problem.path)}")
        for problem in problems
    ]


def links_of_check(draft_id: UUID, form: FormSchema, problems: Iterable[Problem]) -> list[ProblemLink]:
    """The list of the check before submission: every problem links to the page where it is mended."""
    return [_check_link(draft_id, form, problem) for problem in problems]


def _check_link(draft_id: UUID, form: FormSchema, problem: Problem) -> ProblemLink:
    area, _, rest = problem.path.partition(".")
    words = say(problem.code, problem.params)
    if area == "form":
        section, _, path = rest.partition(".")
        page = reverse("applications:section", args=[draft_id, section])
        return ProblemLink(label_of(form, path), words, f"{page}?check=1#{control_id(path)}")
    if area == "materials":
        return ProblemLink("", words, f"{reverse('applications:materials', args=[draft_id])}#material-{rest}")
    if area == "commitments":
        return ProblemLink("", words, f"#agree-{rest}")
    if area == "counter":
        return ProblemLink("", words, f"{reverse('counter:entry', args=[draft_id])}#field-{rest}")
    pages = {
        "corrections": lambda: reverse("applications:corrections", args=[draft_id]),
        "organisation": lambda: reverse("ownership:mine"),
    }
    return ProblemLink("", words, pages[area]() if area in pages else "")

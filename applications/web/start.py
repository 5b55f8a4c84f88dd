"""Beginning: the variant is chosen once, the consents are given, and only then is there a draft."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import actor_of
from accounts.models import Membership
from applications.queries.memberships import memberships_of
from applications.services.drafts import admits_people, create_draft
from applications.web.requests import SignedInRequest, idempotency_key
from applications.web.section_page import language
from procedures.domain.package.compiled import CommitmentMoment, CompiledPackage
from procedures.models import Procedure, ProcedureState, ProcedureVersion
from procedures.queries.packages import compiled, procedure_by_code
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.wording import say


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    name: str
    description: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Consent:
    """A text to agree to; `variants` says for which choices, empty for all."""

    key: str
    title: str
    text: str
    variants: str
    given: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest, code: str) -> HttpResponse:
    procedure, version = _open_procedure(code)
    package = compiled(version)
    memberships = memberships_of(request.user)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            draft_id = create_draft(
                version.id,
                variant=request.POST.get("variant", ""),
                agreed=frozenset(request.POST.getlist("agreed")),
                organisation_id=_organisation(request),
                actor=actor_of(request.user),
                idempotency_key=idempotency_key(request),
            )
        except ValidationFailed as error:
            problems = [
                (problem.path.replace(".", "-"), say(problem.code, problem.params)) for problem in error.problems
            ]
        else:
            return redirect("applications:draft", draft_id=draft_id)
    context = _context(request, procedure, package, memberships) | {"problems": problems}
    return render(request, "applications/start.html", context, status=422 if problems else 200)


def _open_procedure(code: str) -> tuple[Procedure, ProcedureVersion]:
    procedure = procedure_by_code(code)
    version = procedure.current_version if procedure and procedure.state == ProcedureState.OPEN else None
    if procedure is None or version is None:
        raise NotAuthorised("procedure_unknown")
    return procedure, version


def _organisation(request: SignedInRequest) -> UUID | None:
    word = request.POST.get("organisation", "")
    if not word:
        return None
    try:
        return UUID(word)
    except ValueError:
        raise NotAuthorised("organisation_unknown") from None


def _context(
    request: SignedInRequest, procedure: Procedure, package: CompiledPackage, memberships: list[Membership]
) -> dict[str, object]:
    chosen = request.POST.get("variant", request.GET.get("variant", ""))
    given = set(request.POST.getlist("agreed"))
    words = language()
    return {
        "procedure": procedure,
        "procedure_name": package.meta.name.in_language(words),
        "variants": [
            Choice(
                each.key,
                each.name.in_language(words),
                each.description.in_language(words) if each.description else "",
                each.key == chosen or len(package.variants) == 1,
            )
            for each in package.variants
        ],
        "consents": [
            Consent(
                each.key,
                each.title.in_language(words),
                each.text.in_language(words),
                " ".join(sorted(each.variants)),
                each.key in given,
            )
            for each in package.commitments
            if each.moment is CommitmentMoment.START
        ],
        "memberships": memberships,
        "organisation": request.POST.get("organisation", ""),
        "admits_people": admits_people(package),
        "idempotency_key": idempotency_key(request),
    }

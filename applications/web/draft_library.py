"""Between a draft's materials and the library: 从材料库选用, and 存入材料库."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Actor, actor_of
from applications.models import Channel, Draft, DraftMaterial, KeptKind, KeptMaterial
from applications.queries.access import access_draft, access_draft_material
from applications.queries.consents import missing_consents
from applications.queries.kept_materials import pickable_page, shelves_of, writable_organisations
from applications.services.draft_library import choose_kept, refusal_for
from applications.services.draft_materials import material_spec
from applications.services.kept_materials import keep_from_draft
from applications.web.kept_forms import KeptForm, KeptLine, validity_of
from applications.web.kept_materials import INVALID, answered
from applications.web.requests import SignedInRequest
from applications.web.section_page import language
from procedures.domain.materials import MaterialSpec
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.wording import say


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: SignedInRequest, draft_id: UUID, key: str) -> HttpResponse:
    """What may be chosen for one item, and why the rest may not."""
    draft, actor = access_draft(request.user, draft_id), actor_of(request.user)
    if missing_consents(draft):
        return redirect("applications:consents", draft_id=draft.id)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            chosen = choose_kept(draft_id, key=key, kept_id=_posted_id(request), actor=actor)
        except ValidationFailed as refusal:
            problems = [("", say(problem.code, problem.params)) for problem in refusal.problems]
        else:
            messages.success(request, _("已选用“%(name)s”。") % {"name": chosen.file.name if chosen.file else ""})
            return redirect(_place(draft_id, key))
    context = _picker(request, draft, material_spec(draft, key), actor) | {"problems": problems}
    return render(request, "materials/pick.html", context, status=INVALID if problems else 200)


def _posted_id(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("kept", ""))
    except ValueError:
        raise NotAuthorised("kept_unknown") from None


def _picker(request: SignedInRequest, draft: Draft, spec: MaterialSpec, actor: Actor) -> dict[str, object]:
    kind = request.GET.get("kind", "")
    page = pickable_page(shelves_of(actor), draft, kind=kind, before=request.GET.get("before"))
    return {
        "draft": draft,
        "key": spec.key,
        "material_name": spec.name.in_language(language()),
        "page": page,
        "lines": [_line(kept, spec) for kept in page.rows],
        "kinds": KeptKind.choices,
        "kind": kind,
        "back": _place(draft.id, spec.key),
    }


def _line(kept: KeptMaterial, spec: MaterialSpec) -> KeptLine:
    refusal = refusal_for(kept.current, spec)
    return KeptLine(kept, validity_of(kept.current), say(refusal.code, refusal.params) if refusal else "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: SignedInRequest, draft_id: UUID, material_id: UUID) -> HttpResponse:
    """Put an uploaded file into the library, so that it need not be uploaded again."""
    material, actor = access_draft_material(request.user, draft_id, material_id), actor_of(request.user)
    if material.kept_version_id is not None or material.draft.channel == Channel.COUNTER:
        raise NotAuthorised("material_unknown")
    draft = access_draft(request.user, draft_id)
    organisations = writable_organisations(shelves_of(actor))
    name = material_spec(draft, material.key).name.in_language(language())
    form = KeptForm(request.POST or None, organisations=organisations, initial={"name": name})
    if request.method == "POST" and form.is_valid() and _kept(actor, material, form):
        messages.success(request, _("已存入材料库，以后申报时可以直接选用。"))
        return redirect(_place(draft_id, material.key))
    context = {
        "form": form,
        "heading": _("存入材料库"),
        "given": material.file,
        "back": _place(draft_id, material.key),
    }
    return render(request, "materials/form.html", context, status=INVALID if form.errors else 200)


def _kept(actor: Actor, material: DraftMaterial, form: KeptForm) -> bool:
    def work() -> UUID:
        return keep_from_draft(
            actor,
            draft_id=material.draft_id,
            material_id=material.id,
            organisation_id=form.organisation_id,
            kind=form.cleaned_data["kind"],
            details=form.details(),
        ).id

    return answered(form, work) is not None


def _place(draft_id: UUID, key: str) -> str:
    return f"{reverse('applications:materials', args=[draft_id])}#material-{key}"

"""The page on which people keep their phrases (常用意见)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Actor, actor_of
from accounts.web.form_problems import add_problems
from reviews.domain.phrases import MAX_PHRASE
from reviews.models import Phrase, PhraseUse
from reviews.queries.phrases import access_phrase, phrase_departments, phrase_materials, phrases_for
from reviews.services.phrases import forget_phrase, keep_phrase
from reviews.web.lists import layout_for
from tenants.domain.errors import ValidationFailed

FIELDS = (
    ("{title}", gettext_lazy("名称")),
    ("{number}", gettext_lazy("受理编号")),
    ("{unit}", gettext_lazy("申报单位")),
    ("{step}", gettext_lazy("环节")),
    ("{date}", gettext_lazy("今天的日期")),
    ("{material}", gettext_lazy("材料名称，只用于按材料的意见")),
)
INVALID = 422


class PhraseForm(forms.Form):
    """Departments and materials are those of the person who asks."""

    text = forms.CharField(label=gettext_lazy("内容"), max_length=MAX_PHRASE, widget=forms.Textarea(attrs={"rows": 3}))
    use = forms.ChoiceField(label=gettext_lazy("用在"), choices=PhraseUse.choices)
    phrase_department = forms.TypedChoiceField(
        label=gettext_lazy("谁可以用"), required=False, coerce=UUID, empty_value=None
    )
    material = forms.ChoiceField(
        label=gettext_lazy("只用于材料"),
        required=False,
        help_text=gettext_lazy("选了材料，只在对该材料提修改意见时出现。"),
    )

    def __init__(self, *args: object, actor: Actor, phrase: Phrase | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        materials = [("", _("不限")), *phrase_materials(actor)]
        if phrase is not None and phrase.material and phrase.material not in dict(materials):
            materials.append((phrase.material, phrase.material_label))
        self.fields["material"].choices = materials  # type: ignore[attr-defined]
        self.fields["phrase_department"].choices = [  # type: ignore[attr-defined]
            ("", _("只有我")),
            *((str(one.id), _("%(name)s的人员") % {"name": one.name}) for one in phrase_departments(actor)),
        ]


@login_required
@require_http_methods(["GET", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """All that I may use, and a form for another one."""
    actor = actor_of(request.user)
    form = PhraseForm(request.POST or None, actor=actor)
    if request.method == "POST" and _kept(form, actor, phrase_id=None):
        messages.success(request, _("常用意见已保存。"))
        return redirect("workbench:phrases")
    context = {"layout": layout_for(request), "phrases": list(phrases_for(actor)), "form": form, "fields": FIELDS}
    return render(request, "reviews/phrases.html", context, status=INVALID if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def phrase(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """One of them, to change."""
    actor = actor_of(request.user)
    one = access_phrase(actor, phrase_id)
    given = {
        "text": one.text,
        "use": one.use,
        "material": one.material,
        "phrase_department": str(one.department_id or ""),
    }
    form = PhraseForm(request.POST or None, actor=actor, phrase=one, initial=given)
    if request.method == "POST" and _kept(form, actor, phrase_id=one.id):
        messages.success(request, _("常用意见已保存。"))
        return redirect("workbench:phrases")
    context = {"layout": layout_for(request), "phrase": one, "form": form, "fields": FIELDS}
    return render(request, "reviews/phrase.html", context, status=INVALID if form.errors else 200)


def _kept(form: PhraseForm, actor: Actor, *, phrase_id: UUID | None) -> bool:
    """Whether it could be kept; what stands in the way is then at its field."""
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        keep_phrase(
            actor,
            text=data["text"],
            use=data["use"],
            material=data["material"],
            department_id=data["phrase_department"],
            phrase_id=phrase_id,
        )
    except ValidationFailed as refusal:
        add_problems(form, refusal)
        return False
    return True


@login_required
@require_POST
def delete(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    forget_phrase(actor_of(request.user), phrase_id=phrase_id)
    messages.success(request, _("常用意见已删除。"))
    return redirect("workbench:phrases")

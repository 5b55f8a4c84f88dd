"""外出代办: who stands in for me and for whom I stand in, what was done for me; the same for those of my department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.substitution import Days
from accounts.models import Substitution, User
from accounts.queries.keyset import keyset_page
from accounts.queries.substitutions import (
    absences_of,
    access_absentee,
    colleagues_of,
    people_headed_by,
    substitute_by_login,
    substitutions_by,
)
from accounts.web.form_problems import add_problems
from accounts.web.guards import actor, sign_in_required
from reviews.queries.absences import acts_done_for, procedure_names, procedures_handled_by
from reviews.services.absences import begin_absence
from reviews.services.absences import end_absence as end
from reviews.web.lists import layout_for
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.wording import say

INVALID = 422


class AbsenceForm(forms.Form):
    """A colleague to choose, or the login name of anybody else."""

    substitute = forms.TypedChoiceField(label=lazy("代办人"), required=False, coerce=UUID, empty_value=None)
    login = forms.CharField(
        label=lazy("其他部门代办人的手机号码或电子邮箱"),
        required=False,
        max_length=120,
        help_text=lazy("代办人不在上面的名单里时填写。"),
    )
    starts_on = forms.DateField(
        label=lazy("从哪天起"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=lazy("到哪天止"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=lazy("当天仍由代办人办理，次日自动结束；也可以随时提前结束。"),
    )
    reason = forms.CharField(label=lazy("事由"), max_length=200, help_text=lazy("例如：出差、休假、学习。"))
    procedures = forms.TypedMultipleChoiceField(
        label=lazy("只代办这些事项"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("不选就是全部。"),
    )

    def __init__(
        self,
        *args: object,
        colleagues: Iterable[User],
        procedures: Iterable[tuple[UUID, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = [(str(each.id), _named(each)) for each in colleagues]
        self.fields["substitute"].choices = [("", _("请选择同部门的人")), *people]  # type: ignore[attr-defined]
        choices = [(str(key), name) for key, name in procedures]
        self.fields["procedures"].choices = choices  # type: ignore[attr-defined]
        if len(choices) <= 1:
            del self.fields["procedures"]

    @property
    def days(self) -> Days:
        return Days(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])

    @property
    def substitute_id(self) -> UUID:
        """Raises ValidationFailed at `substitute` or `login`."""
        if login := self.cleaned_data["login"].strip():
            return substitute_by_login(login).id
        chosen: UUID | None = self.cleaned_data["substitute"]
        if chosen is None:
            raise ValidationFailed([Problem("substitute", "substitute_missing")])
        return chosen


def _named(person: User) -> str:
    return f"{person.display_name}（{person.post}）" if person.post else person.display_name


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    return _page(request, actor(request).user_id)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences_of_person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _page(request, user_id)


def _page(request: HttpRequest, user_id: UUID) -> HttpResponse:
    who = actor(request)
    person = access_absentee(who, user_id)
    is_self = person.id == who.user_id
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        colleagues=colleagues_of(person),
        procedures=procedures_handled_by(person),
        initial={"starts_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = begin_absence(
                who,
                absent_id=person.id,
                substitute_id=form.substitute_id,
                days=form.days,
                reason=form.cleaned_data["reason"],
                procedures=form.cleaned_data.get("procedures", []),
            )
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _named_words(row))
            return redirect(request.path)
    page = keyset_page(absences_of(person), request.GET.get("before"))
    own = substitutions_by(who.user_id) if is_self else []
    names = procedure_names(each for row in (*page.rows, *own) for each in row.procedures)
    context = {
        "layout": layout_for(request),
        "person": person,
        "is_self": is_self,
        "form": form,
        "page": page,
        "rows": [(row, _state(row), _narrowed(row, names)) for row in page.rows],
        "own": [(row, _narrowed(row, names)) for row in own],
        "people": people_headed_by(who) if is_self else [],
        "acts": acts_done_for(person, after=request.GET.get("after", "")) if is_self else None,
    }
    return render(request, "reviews/absences.html", context, status=INVALID if form.errors else 200)


def _narrowed(row: Substitution, names: Mapping[UUID, str]) -> str:
    return "、".join(names[each] for each in row.procedures if each in names)


def _named_words(row: Substitution) -> str:
    return _("已指定 %(name)s 代办，并已通知对方。") % {"name": row.substitute.display_name}


def _state(row: Substitution) -> str:
    """Key of a status word."""
    if row.ended_at is not None or row.ends_on < today():
        return "ended"
    return "planned_absence" if row.starts_on > today() else "standing_in"


@sign_in_required
@require_POST
def end_absence(request: HttpRequest, substitution_id: UUID) -> HttpResponse:
    who = actor(request)
    try:
        row = end(who, substitution_id=substitution_id)
    except IllegalTransition as refusal:
        messages.error(request, say(refusal.code, refusal.params))
        return redirect("workbench:absences")
    messages.success(request, _("代办已结束。"))
    if row.absent_id == who.user_id:
        return redirect("workbench:absences")
    return redirect("workbench:absences_of", row.absent_id)

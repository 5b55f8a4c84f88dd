"""A draft's page that was still open when the draft was submitted elsewhere: on to the application."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from applications.queries.access import submitted_as
from applications.web.requests import SignedInRequest
from tenants.domain.errors import NotAuthorised

Given = ParamSpec("Given")


def leads_on(
    view: Callable[Concatenate[SignedInRequest, Given], HttpResponse],
) -> Callable[Concatenate[SignedInRequest, Given], HttpResponse]:
    """A draft's view that leads its owner to the application once the draft has become one."""

    @wraps(view)
    def leading(request: SignedInRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAuthorised:
            draft_id = UUID(str(kwargs["draft_id"]))
            application_id = submitted_as(request.user, draft_id) if isinstance(request.user, User) else None
            if application_id is None:
                raise
        messages.info(request, _("这份草稿已经提交，这里是提交后的申报。没有保存新的修改。"))
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url("applications:application", application_id))
        return redirect("applications:application", application_id)

    return leading

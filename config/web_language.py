"""The language of the pages: chosen on any page, kept by the browser and by the account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.models import User
from accounts.services.languages import remember_language


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Back to the page it was chosen on, in the new language; one that is not offered changes nothing."""
    language = request.POST.get("language", "")
    user = getattr(request, "user", None)
    if isinstance(user, User) and language in dict(settings.LANGUAGES) and check_for_language(language):
        remember_language(user.id, language=language)
    return set_language(request)

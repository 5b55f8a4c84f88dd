"""What `tongban/upload.js` understands."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import JsonResponse

from tenants.domain.errors import DomainError, NotAuthorised, ValidationFailed
from tenants.wording import say

#: Stands in addresses where the script puts the file's id.
NO_FILE = UUID(int=0)


def upload_answer(work: Callable[[], dict[str, object]]) -> JsonResponse:
    """The result, or one sentence with the status of the refusal."""
    try:
        return JsonResponse(work())
    except ValidationFailed as error:
        words = " ".join(say(problem.code, problem.params) for problem in error.problems)
        return JsonResponse({"error": words}, status=422)
    except NotAuthorised:
        return JsonResponse({"error": ""}, status=404)
    except DomainError as error:
        return JsonResponse({"error": say(error.code, error.params)}, status=409)


def declared_size(text: str) -> int:
    """The size that the browser declares; 0, which is refused, for what is none."""
    return int(text) if text.isascii() and text.isdigit() else 0

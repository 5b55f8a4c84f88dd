"""The name of a jurisdiction's place in the object store; `documents` makes the place and fills it."""

from __future__ import annotations

from django.conf import settings


def bucket_name_for(code: str) -> str:
    """The bucket a new jurisdiction gets; S3 allows no underscore in a name."""
    return f"{settings.STORAGE_BUCKET_PREFIX}{code.replace('_', '-')}"

"""A jurisdiction's place in the object store, and making it. What is put there is `documents`' business."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from minio import Minio
from minio.error import S3Error

from tenants.models import Jurisdiction

ALREADY_OURS = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})


def bucket_name_for(code: str) -> str:
    """The bucket a new jurisdiction gets; S3 allows no underscore in a name."""
    return f"{settings.STORAGE_BUCKET_PREFIX}{code.replace('_', '-')}"


def ensure_bucket(jurisdiction: Jurisdiction) -> None:
    """Make the jurisdiction's bucket unless it is there. Repeatable, also in parallel."""
    client = store_client(jurisdiction.storage_endpoint or settings.S3_ENDPOINT)
    if client.bucket_exists(jurisdiction.storage_bucket):
        return
    try:
        client.make_bucket(jurisdiction.storage_bucket)
    except S3Error as error:
        if error.code not in ALREADY_OURS:
            raise


def store_client(endpoint: str) -> Minio:
    parts = urlsplit(endpoint)
    return Minio(
        parts.netloc,
        access_key=settings.S3_ACCESS_KEY,
        secret_key=settings.S3_SECRET_KEY,
        secure=parts.scheme == "https",
        region=settings.S3_REGION,
    )

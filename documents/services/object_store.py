"""The only module that speaks S3: one tenant's place in the object store.

No versioning, no `mc admin`, no bucket policies: any S3 store will do. Keys are written once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from minio import Minio
from minio.datatypes import PostPolicy
from minio.error import S3Error

from documents.domain.object_keys import KeySpace
from tenants.context import current_tenant

_BLOCK = 1 << 20
_PART = 8 << 20
_MISSING = frozenset({"NoSuchKey", "NoSuchBucket", "NoSuchObject"})
_CONNECT_SECONDS, _READ_SECONDS, _RETRIES = 5, 60, 3


@dataclass(frozen=True, slots=True)
class SignedPost:
    """Where a browser posts one form, and the fields that must come before the file."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A tenant's bucket and prefix, seen from inside and from the browsers."""

    bucket: str
    keys: KeySpace
    inside: Minio
    outside: Minio
    outside_url: str

    def sign_post(self, key: str, *, content_type: str, size: int, expires: datetime) -> SignedPost:
        """A form that uploads exactly this key, type and size, until `expires`."""
        policy = PostPolicy(self.bucket, expires)
        policy.add_equals_condition("key", key)
        policy.add_equals_condition("Content-Type", content_type)
        policy.add_content_length_range_condition(size, size)
        fields = self.outside.presigned_post_policy(policy)
        return SignedPost(f"{self.outside_url}/{self.bucket}", {**fields, "key": key, "Content-Type": content_type})

    def sign_get(self, key: str, *, expires: timedelta, headers: Mapping[str, str]) -> str:
        """A link for browsers whose answer carries `headers` (`response-content-type` and the like)."""
        return self.outside.presigned_get_object(
            self.bucket, self._own(key), expires=expires, response_headers=dict(headers)
        )

    def size_of(self, key: str) -> int | None:
        """The size of an object; None where there is none."""
        try:
            return self.inside.stat_object(self.bucket, key).size
        except S3Error as error:
            if error.code in _MISSING:
                return None
            raise

    def read(self, key: str) -> Iterator[bytes]:
        """The bytes in blocks; the connection is given back even when the reader stops early."""
        response = self.inside.get_object(self.bucket, self._own(key))
        try:
            yield from response.stream(_BLOCK)
        finally:
            response.close()
            response.release_conn()

    def write_once(self, key: str, path: Path, *, content_type: str) -> None:
        """Store a file under a key that ends with its hash; what is there already is the same and stays."""
        if self.size_of(key) != path.stat().st_size:
            self.inside.fput_object(self.bucket, self._own(key), str(path), content_type=content_type, part_size=_PART)

    def remove(self, key: str) -> None:
        """A missing object is no error."""
        self.inside.remove_object(self.bucket, self._own(key))

    def make_bucket(self) -> None:
        """Make the bucket where it is missing; two makers at once are fine."""
        if self.inside.bucket_exists(self.bucket):
            return
        try:
            self.inside.make_bucket(self.bucket)
        except S3Error as error:
            if error.code not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise

    def _own(self, key: str) -> str:
        if not self.keys.holds(key):
            raise ValueError("this key belongs to another tenant")
        return key


def current_store() -> ObjectStore:
    """The current tenant's place. NoTenantError in public. An own endpoint of the tenant serves browsers as well."""
    tenant = current_tenant()
    inside = tenant.storage_endpoint or settings.S3_ENDPOINT
    outside = tenant.storage_endpoint or settings.S3_PUBLIC_ENDPOINT
    keys = KeySpace(tenant.code, tenant.storage_prefix)
    return ObjectStore(tenant.storage_bucket, keys, _client(inside), _client(outside), outside.rstrip("/"))


@cache
def _client(endpoint: str) -> Minio:
    """One client, with its connection pool, per endpoint. The region is given: asking for it would cost a request."""
    parts = urlsplit(endpoint)
    pool = urllib3.PoolManager(
        maxsize=16,
        timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        retries=urllib3.Retry(total=_RETRIES, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
    )
    return Minio(
        endpoint=parts.netloc,
        access_key=settings.S3_ACCESS_KEY,
        secret_key=settings.S3_SECRET_KEY,
        secure=parts.scheme == "https",
        region=settings.S3_REGION,
        http_client=pool,
    )

"""The gateway holds what the signed form says: size, type, key. The product's uploads rest on it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import urllib3
from minio import Minio
from minio.datatypes import PostPolicy

from deploy.embedded.stack import Stack

BUCKET = "t-city"
KEY = "t_city/0190/2f1c"
PAGE = "http://zhongshan.localhost:8000"


@pytest.fixture(scope="module")
def client(stack: Stack) -> Minio:
    environment = stack.environment()
    made = Minio(
        environment["S3_ENDPOINT"].removeprefix("http://"),
        access_key=environment["S3_ACCESS_KEY"],
        secret_key=environment["S3_SECRET_KEY"],
        secure=False,
        region="us-east-1",
    )
    made.make_bucket(BUCKET)
    return made


@pytest.fixture
def form(client: Minio) -> dict[str, str]:
    """A signed form for one PDF of 10 to 1,000 bytes under one key."""
    policy = PostPolicy(BUCKET, datetime.now(UTC) + timedelta(minutes=5))
    policy.add_equals_condition("key", KEY)
    policy.add_equals_condition("Content-Type", "application/pdf")
    policy.add_content_length_range_condition(10, 1000)
    return {"key": KEY, "Content-Type": "application/pdf", **client.presigned_post_policy(policy)}


def post(stack: Stack, form: Mapping[str, str], size: int, **headers: str) -> urllib3.BaseHTTPResponse:
    fields = {**form, "file": ("a.pdf", b"x" * size, "application/pdf")}
    return urllib3.request("POST", f"{stack.environment()['S3_ENDPOINT']}/{BUCKET}", fields=fields, headers=headers)


def stored(client: Minio) -> list[str]:
    return [str(item.object_name) for item in client.list_objects(BUCKET, recursive=True)]


@pytest.fixture(autouse=True)
def _empty_bucket(client: Minio):
    yield
    for name in stored(client):
        client.remove_object(BUCKET, name)


def test_a_post_within_the_policy_is_stored(stack, client, form):
    answer = post(stack, form, 500)

    assert (answer.status, stored(client)) == (204, [KEY])
    assert client.stat_object(BUCKET, KEY).content_type == "application/pdf"


@pytest.mark.parametrize("size", [9, 1001, 200_000])
def test_a_post_outside_the_size_is_refused(stack, client, form, size):
    answer = post(stack, form, size)

    assert (answer.status, stored(client)) == (400, [])


def test_a_post_of_another_type_is_refused(stack, client, form):
    answer = post(stack, {**form, "Content-Type": "text/html"}, 500)

    assert (answer.status, stored(client)) == (403, [])


def test_a_post_under_another_key_is_refused(stack, client, form):
    answer = post(stack, {**form, "key": "t_other/0190/2f1c"}, 500)

    assert (answer.status, stored(client)) == (403, [])


def test_a_post_with_a_forged_signature_is_refused(stack, client, form):
    answer = post(stack, {**form, "x-amz-signature": "0" * 64}, 500)

    assert (answer.status, stored(client)) == (403, [])


def test_a_post_after_the_form_expired_is_refused(stack, client):
    policy = PostPolicy(BUCKET, datetime.now(UTC) - timedelta(seconds=5))
    policy.add_equals_condition("key", KEY)
    form = {"key": KEY, **client.presigned_post_policy(policy)}

    answer = post(stack, form, 500)

    assert (answer.status, stored(client)) == (403, [])


def test_a_stranger_can_read_and_list_nothing(stack, client):
    client.put_object(BUCKET, KEY, io.BytesIO(b"secret"), 6)
    endpoint = stack.environment()["S3_ENDPOINT"]

    answers = [urllib3.request("GET", f"{endpoint}/{path}").status for path in ("", BUCKET, f"{BUCKET}/{KEY}")]

    assert answers == [403, 403, 403]


def test_a_browser_may_post_from_a_tenants_page_and_read_the_answer(stack, form):
    endpoint = stack.environment()["S3_ENDPOINT"]
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}

    preflight = urllib3.request("OPTIONS", f"{endpoint}/{BUCKET}", headers=asked)
    answer = post(stack, form, 500, Origin=PAGE)

    assert [reply.headers.get("Access-Control-Allow-Origin") for reply in (preflight, answer)] == [PAGE, PAGE]


def test_user_metadata_and_etag_are_kept(client):
    client.put_object(BUCKET, KEY, io.BytesIO(b"abc"), 3, metadata={"x-amz-meta-sha256": "ba78"})

    found = client.stat_object(BUCKET, KEY)

    assert found.metadata["x-amz-meta-sha256"] == "ba78"
    assert found.etag == "900150983cd24fb0d6963f7d28e17f72"

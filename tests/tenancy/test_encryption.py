"""Personal values at rest: per tenant, per place, unreadable in the database."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from django.db import connection, connections, transaction

from tenants import ciphers, data_keys
from tenants.ciphers import SealBrokenError
from tenants.context import tenant_context
from tenants.data_keys import MissingKeyError, new_wrapped_key, unwrap_key
from tenants.encryption import blind_index, decrypt_bytes, encrypt_bytes
from tenants.records.models import DataKey, Job

pytestmark = pytest.mark.usefixtures("committed")
MOBILE = "13800138000"


def stored_bytes(job: Job) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM records_job WHERE id = %s", [job.pk])
        return bytes(cursor.fetchone()[0])


def test_a_field_reads_what_was_written_and_the_database_sees_nothing_of_it():
    with tenant_context("t_city_a"):
        job = Job.objects.create(kind="k", title="t", sealed=f"联系人 {MOBILE}")

        assert Job.objects.get(pk=job.pk).sealed == f"联系人 {MOBILE}"
        assert list(Job.objects.values_list("sealed", flat=True)) == [f"联系人 {MOBILE}"]
        assert MOBILE.encode() not in stored_bytes(job)


def test_null_and_the_empty_text_are_kept_apart():
    with tenant_context("t_city_a"):
        nothing = Job.objects.create(kind="k", title="t")
        empty = Job.objects.create(kind="k", title="t", sealed="")

        assert Job.objects.get(sealed__isnull=True) == nothing
        assert Job.objects.get(pk=empty.pk).sealed == ""


def test_equal_values_give_different_bytes():
    with tenant_context("t_city_a"):
        one, two = (Job.objects.create(kind="k", title="t", sealed=MOBILE) for _ in range(2))

        assert stored_bytes(one) != stored_bytes(two)


def test_an_envelope_of_one_tenant_does_not_open_in_another():
    with tenant_context("t_city_a"):
        envelope = encrypt_bytes(MOBILE.encode(), "answers")
        assert decrypt_bytes(envelope, "answers") == MOBILE.encode()

    with tenant_context("t_city_b"), pytest.raises(MissingKeyError):
        decrypt_bytes(envelope, "answers")


def test_an_envelope_does_not_open_in_another_tenant_even_with_the_same_key():
    with tenant_context("t_city_a"):
        envelope = encrypt_bytes(MOBILE.encode(), "answers")
        key_id, key = data_keys.active_key("field")
    with tenant_context("t_city_b"), transaction.atomic():
        DataKey.objects.create(
            pk=key_id, purpose="field", wrapped=data_keys.wrap_key(key, "t_city_b"), retired_at="2026-01-01T00:00Z"
        )

        with pytest.raises(SealBrokenError):
            decrypt_bytes(envelope, "answers")
        transaction.set_rollback(True)
    data_keys.forget_keys("t_city_b")


def test_an_envelope_does_not_open_at_another_place_or_changed():
    with tenant_context("t_city_a"):
        envelope = encrypt_bytes(b"1", "answers")

        with pytest.raises(SealBrokenError):
            decrypt_bytes(envelope, "accounts_user.name")
        with pytest.raises(SealBrokenError):
            decrypt_bytes(envelope[:-1] + bytes([envelope[-1] ^ 1]), "answers")
        with pytest.raises(SealBrokenError):
            decrypt_bytes(b"not an envelope", "answers")


def test_blind_index_finds_equals_within_a_tenant_and_says_nothing_across():
    with tenant_context("t_city_a"):
        in_a = blind_index(MOBILE, "mobile")
        assert blind_index("１３８００１３８０００", "mobile") == in_a
        assert blind_index(MOBILE, "email") != in_a

    with tenant_context("t_city_b"):
        assert blind_index(MOBILE, "mobile") != in_a


@pytest.mark.parametrize("lookup", ["sealed", "sealed__exact", "sealed__in", "sealed__contains", "sealed__gt"])
def test_an_encrypted_field_cannot_be_searched(lookup: str):
    with tenant_context("t_city_a"), pytest.raises(FieldError, match="encrypted"):
        Job.objects.filter(**{lookup: MOBILE})


def test_a_field_refuses_bytes_that_somebody_encrypted_otherwise():
    with tenant_context("t_city_a"), pytest.raises(TypeError, match="encrypts itself"):
        Job.objects.create(kind="k", title="t", sealed=b"raw")


@pytest.mark.parametrize("cipher", ["AES-GCM", "SM4-GCM"])
def test_values_stay_readable_after_the_site_changes_its_cipher(settings, cipher: str):
    with tenant_context("t_city_a"):
        settings.FIELD_CIPHER = cipher
        envelope = encrypt_bytes(b"value", "answers")
        settings.FIELD_CIPHER = "AES-GCM"

        assert envelope[17] == ciphers.ALGORITHMS[cipher]
        assert decrypt_bytes(envelope, "answers") == b"value"


def test_a_retired_key_still_opens_and_the_new_one_closes():
    with tenant_context("t_city_a"), transaction.atomic():
        old = encrypt_bytes(b"old", "answers")
        DataKey.objects.filter(purpose="field").update(retired_at="2026-01-01T00:00Z")
        new_key = DataKey.objects.create(purpose="field", wrapped=new_wrapped_key("t_city_a"))
        data_keys.forget_keys("t_city_a")

        assert encrypt_bytes(b"new", "answers")[1:17] == new_key.pk.bytes
        assert decrypt_bytes(old, "answers") == b"old"
        transaction.set_rollback(True)
    data_keys.forget_keys("t_city_a")


def test_a_wrapped_key_opens_with_the_site_key_and_for_its_schema_only(settings):
    wrapped = new_wrapped_key("t_city_a")

    with pytest.raises(SealBrokenError):
        unwrap_key(wrapped, "t_city_b")
    settings.SITE_KEY = b"\x01" * 32
    with pytest.raises(SealBrokenError):
        unwrap_key(wrapped, "t_city_a")


def test_every_schema_has_its_own_keys():
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT wrapped FROM public.records_datakey UNION SELECT wrapped FROM t_city_a.records_datakey "
            "UNION SELECT wrapped FROM t_city_b.records_datakey"
        )
        assert len(cursor.fetchall()) == 6

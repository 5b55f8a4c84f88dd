"""Walls V5 and V6: what is signed or cached in one tenant means nothing in another."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache

from tenants.context import tenant_context
from tenants.signing import BadSignature, SignatureExpired, open_value, sign_value

pytestmark = pytest.mark.usefixtures("committed")


def test_a_signed_value_opens_in_its_own_tenant_only():
    with tenant_context("t_city_a"):
        token = sign_value({"user": "1"}, "reset")
        assert open_value(token, "reset", max_age=60) == {"user": "1"}

    for other in ("t_city_b", "t_province_p", "public"):
        with tenant_context(other), pytest.raises(BadSignature):
            open_value(token, "reset", max_age=60)


def test_a_signed_value_opens_for_its_own_purpose_and_time_only():
    with tenant_context("t_city_a"):
        token = sign_value("x", "reset")

        with pytest.raises(BadSignature):
            open_value(token, "invitation", max_age=60)
        with pytest.raises(SignatureExpired):
            open_value(token, "reset", max_age=-1)


def test_a_cached_value_is_seen_in_its_own_tenant_only():
    with tenant_context("t_city_a"):
        cache.set("wall", "of a", timeout=30)
        assert cache.get("wall") == "of a"

    for other in ("t_city_b", "t_province_p", "public"):
        with tenant_context(other):
            assert cache.get("wall") is None


def test_a_session_exists_in_its_own_tenant_only():
    with tenant_context("t_city_a"):
        session = SessionStore()
        session["user"] = "1"
        session.create()
        assert SessionStore(session.session_key).load() == {"user": "1"}

    with tenant_context("t_city_b"):
        assert SessionStore(session.session_key).load() == {}

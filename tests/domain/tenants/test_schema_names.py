from __future__ import annotations

import pytest

from tenants.domain.schema_names import PUBLIC, checked_schema, is_tenant_schema, role_of, schema_of, shared_role_of


@pytest.mark.parametrize("code", ["zhongshan", "a", "x_1", "a" * 40])
def test_schema_of_a_code_is_in_the_allow_list(code: str):
    assert is_tenant_schema(schema_of(code))


@pytest.mark.parametrize("code", ["", "a" * 41, "Zhongshan", "中山", "a-b", "a b", "a\n", "x','t_b", 'a"b', "１"])
def test_schema_of_refuses_everything_else(code: str):
    with pytest.raises(ValueError, match="not a tenant code"):
        schema_of(code)


@pytest.mark.parametrize("name", ["x','t_b", "pg_catalog", "t_", "t_A", "t_a; RESET ROLE", "information_schema", ""])
def test_checked_schema_refuses_what_is_not_ours(name: str):
    with pytest.raises(ValueError, match="not a schema of ours"):
        checked_schema(name)


def test_role_fits_postgresql_even_for_the_longest_names():
    role = role_of("p" * 20, schema_of("c" * 40))

    assert len(role) == 63


def test_roles_of_different_schemas_differ():
    assert role_of("prod", PUBLIC) == "prod_public"
    assert role_of("prod", "t_public") == "prod_t_public"
    assert shared_role_of("prod") == "prod_shared"


@pytest.mark.parametrize("prefix", ["", "P", "1a", "a-b", "p" * 21, 'a"'])
def test_role_of_refuses_a_bad_prefix(prefix: str):
    with pytest.raises(ValueError, match="not a role prefix"):
        role_of(prefix, PUBLIC)
    with pytest.raises(ValueError, match="not a role prefix"):
        shared_role_of(prefix)

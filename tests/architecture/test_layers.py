"""Rules that the import contracts cannot see."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import ROOT, name_of, python_files, templates, tree

RANK = {
    "tenants": 0,
    "records": 0,
    "contenttypes": 0,
    "auth": 0,
    "guardian": 0,
    "accounts": 1,
    "documents": 2,
    "notifications": 2,
    "procedures": 3,
    "applications": 4,
    "reviews": 5,
}


def _web(path_parts: tuple[str, ...]) -> bool:
    return "web" in path_parts or "api" in path_parts


def test_views_get_objects_only_through_queries() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if _web(path.parts)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]

    assert offenders == [], "a view reads through <app>/queries, never a manager"


def test_transactions_and_locks_live_in_services_and_queries() -> None:
    allowed = ("services", "queries", "management", "migrations", "backend")
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if not set(allowed) & set(path.parts)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"atomic", "select_for_update"}
    ]

    assert offenders == []


def test_every_row_lock_names_its_table_and_strength() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "no_key" not in {keyword.arg for keyword in node.keywords}
    ]

    assert offenders == [], "write select_for_update(of=('self',), no_key=True)"


def test_only_env_reads_the_process_environment() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if name_of(path) not in {"config/env.py", "config/settings/offline.py"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]

    assert offenders == []


def test_only_the_clock_asks_for_the_time() -> None:
    banned = {"now", "today", "utcnow", "localtime"}
    allowed = {"tenants/clock.py", "tenants/domain/clock.py"}
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if name_of(path) not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in banned
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "timezone"}
    ]

    assert offenders == [], "ask tenants.clock"


def test_no_float_in_the_exact_core() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if "domain" in path.parts
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    # Refusing floats needs the name: isinstance checks are the one lawful use.
    lawful = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if "domain" in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "isinstance"
        and any(isinstance(child, ast.Name) and child.id == "float" for child in ast.walk(node))
    ]

    assert [place for place in offenders if place not in lawful] == []


@pytest.mark.parametrize("pattern", [r"\bmark_safe\b", r"\b(TODO|FIXME|XXX)\b", r"\bthreading\.Thread\b", r"\.raw\("])
def test_banned_in_sources(pattern: str) -> None:
    allowed = {"mark_safe": {"config/templatetags/tongban.py"}}
    offenders = [
        f"{name_of(path)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line) and name_of(path) not in allowed.get(pattern.strip("\\b"), set())
    ]

    assert offenders == []


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\sstyle=\"|\son[a-z]+=\"|\|\s*safe\b"
    )
    offenders = [
        f"{name_of(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if inline.search(line)
    ]

    assert offenders == []


def test_no_city_is_named_in_code() -> None:
    cities = re.compile(r"张掖|中山|柳州|兰州|zhangye|zhongshan|liuzhou|lanzhou", re.IGNORECASE)
    offenders = [
        f"{name_of(path)}:{number}"
        for path in (*python_files(), *templates(), *sorted((ROOT / "config/static/tongban").glob("*.js")))
        if "demo" not in path.parts and "packages" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if cities.search(line)
    ]

    assert offenders == []


def test_foreign_keys_point_downwards_and_never_to_public_tables() -> None:
    from django.apps import apps

    offenders = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in RANK or label in {"guardian", "auth", "contenttypes"}:
            continue
        for field in model._meta.get_fields(include_hidden=False):
            target = getattr(field, "remote_field", None)
            if target is None or field.auto_created or not getattr(field, "concrete", False):
                continue
            other = field.related_model._meta.app_label
            upward = RANK.get(other, 0) > RANK[label]
            to_public = other == "tenants" and label != "tenants"
            if upward or to_public:
                offenders.append(f"{model._meta.label}.{field.name} -> {other}")

    assert offenders == []


def test_a_tenant_has_at_most_100_tables() -> None:
    from django.apps import apps
    from django.conf import settings

    labels = {app.rsplit(".", 1)[-1] for app in settings.TENANT_APPS}
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in labels and not model._meta.proxy
    }

    assert len(tables) <= 100

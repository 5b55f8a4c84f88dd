"""The demonstration's own package reads, is free of findings, and its applications fit it."""

from __future__ import annotations

from config.demo.country import DATA, read_data
from procedures.domain.lint import lint
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.document import PackageDocument
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml


def plan_change() -> PackageDocument:
    return parse_package(read_yaml((DATA / "plan_change.yaml").read_text(encoding="utf-8")))


def test_the_demonstration_package_has_no_findings() -> None:
    assert list(lint(plan_change())) == []


def test_every_role_of_its_chain_has_somebody_in_the_demonstration() -> None:
    steps = compile_package(plan_change()).chain.steps()
    office = read_data("plan_office")

    named = {step.assignee.role for step in steps if step.assignee.role}

    assert named == {each["key"] for each in office["roles"]}
    assert named | {"department_head"} == {role for person in office["staff"] for role in person["roles"]}

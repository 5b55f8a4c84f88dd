"""What differs between two packages: by key, whatever stands where."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.package.document import PackageDocument
from procedures.domain.package.reading import parse_package
from procedures.domain.package_diff import Change, diff_packages
from tests.domain.procedures.packages import city_document, library_json, minimal_json


def made(change: Callable[[Any], object] = lambda _: None) -> PackageDocument:
    document = deepcopy(minimal_json())
    change(document)
    return parse_package(document)


def fields(document: Any) -> Any:
    return document["form"]["sections"][0]["fields"]


def told(change: Change) -> tuple[str, str, object, object]:
    return change.kind.value, change.path, change.old, change.new


MAIN = "form.sections.main.fields"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda d: d["meta"].update(name="别的"), [("changed", "meta.name", "最小事项", "别的")]),
        (lambda d: d["limits"].update(promised_days=6), [("changed", "limits.promised_days", 5, 6)]),
        (lambda d: fields(d)[1].update(required=True), [("changed", f"{MAIN}.colour.required", None, True)]),
        (
            lambda d: fields(d).append({"key": "x", "type": "text", "label": "新"}),
            [("added", f"{MAIN}.x", None, {"key": "x", "type": "text", "label": "新"})],
        ),
        (
            lambda d: fields(d).pop(),
            [("removed", f"{MAIN}.day", {"key": "day", "type": "date", "label": "日期"}, None)],
        ),
        (lambda d: fields(d).insert(0, fields(d).pop()), [("moved", f"{MAIN}.day", 4, 1)]),
        (
            lambda d: fields(d)[0].update(visible_when={"filled": {"var": "day"}}),
            [("changed", f"{MAIN}.name.visible_when", None, {"filled": {"var": "day"}})],
        ),
        (
            lambda d: d["chain"]["nodes"][0]["step"].update(limit_days=3),
            [("changed", "chain.nodes.decide.step.limit_days", None, 3)],
        ),
        (
            lambda d: d.update(notice={"fields": ["name"], "applicant_days": 7, "office_days": 30}),
            [("added", "notice", None, {"fields": ["name"], "applicant_days": 7, "office_days": 30})],
        ),
        (
            lambda d: d["meta"].update(name={"zh-hans": "最小事项", "en": "Smallest"}),
            [("changed", "meta.name", "最小事项", {"zh-hans": "最小事项", "en": "Smallest"})],
        ),
        (
            lambda d: d["guide"]["legal_basis"][0].update(clause="第二条"),
            [("changed", "guide.legal_basis.法.clause", "第一条", "第二条")],
        ),
    ],
)
def test_each_difference_stands_at_its_place(
    change: Callable[[Any], object], found: list[tuple[str, str, object, object]]
) -> None:
    assert [told(each) for each in diff_packages(made(), made(change))] == found


def test_people_are_told_by_name() -> None:
    (change,) = diff_packages(made(), made(lambda d: fields(d)[1].update(required=True)))

    assert [step.name for step in change.place if step.name] == ["一", "颜色"]


def test_equal_packages_do_not_differ() -> None:
    assert diff_packages(city_document(), city_document()) == ()
    assert diff_packages(parse_package(library_json()), parse_package(library_json())) == ()


@given(st.permutations(range(4)), st.sets(st.integers(0, 3)))
def test_moving_and_removing_back_and_forth_is_the_mirror(order: list[int], gone: set[int]) -> None:
    def shuffle(document: Any) -> None:
        fields(document)[:] = [fields(document)[at] for at in order if at not in gone or at == 0]

    before, after = made(), made(shuffle)
    there, back = diff_packages(before, after), diff_packages(after, before)

    assert {each.path for each in there if each.kind == "removed"} == {
        each.path for each in back if each.kind == "added"
    }
    assert sum(each.kind == "moved" for each in there) == sum(each.kind == "moved" for each in back)
    assert bool(there) == (before != after)

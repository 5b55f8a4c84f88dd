from __future__ import annotations

from dataclasses import replace

import pytest

from tenants.domain.errors import Problem
from tenants.domain.onboarding import Parent, Wish, is_division_below, is_level_below, problems_of

PROVINCE = Parent("province", "440000")
GOOD = Wish(
    code="zhongshan",
    name="中山市",
    short_name="中山",
    division_code="442000",
    level="city",
    domain="zhongshan.localhost",
    contact_name="陈管理",
    contact_mobile="13800000000",
)


def test_a_good_wish_has_no_problems():
    assert problems_of(GOOD, PROVINCE) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"code": "Zhong-shan"}, Problem("code", "code_not_allowed")),
        ({"name": "  "}, Problem("name", "name_missing")),
        ({"domain": "zhong shan"}, Problem("domain", "domain_not_allowed")),
        ({"domain": "-a.localhost"}, Problem("domain", "domain_not_allowed")),
        ({"domain": "a..localhost"}, Problem("domain", "domain_not_allowed")),
        ({"level": "province"}, Problem("level", "level_not_below")),
        ({"level": "planet"}, Problem("level", "level_not_below")),
        ({"division_code": "620700"}, Problem("division_code", "division_not_below")),
        ({"division_code": "440000"}, Problem("division_code", "division_not_below")),
        ({"division_code": "44200"}, Problem("division_code", "division_not_below")),
        ({"contact_mobile": ""}, Problem("contact", "contact_missing")),
    ],
)
def test_each_fault_of_a_wish_is_named(change: dict[str, str], problem: Problem):
    assert problems_of(replace(GOOD, **change), PROVINCE) == [problem]


def test_all_faults_are_named_at_once():
    bad = replace(GOOD, code="?", name="", domain="", level="", division_code="", contact_name="")

    assert [problem.code for problem in problems_of(bad, PROVINCE)] == [
        "code_not_allowed",
        "name_missing",
        "domain_not_allowed",
        "level_not_below",
        "division_not_below",
        "contact_missing",
    ]


def test_a_county_lies_below_its_own_city_only():
    assert is_level_below("county", "city")
    assert is_division_below("620702", Parent("city", "620700"))
    assert not is_division_below("620802", Parent("city", "620700"))

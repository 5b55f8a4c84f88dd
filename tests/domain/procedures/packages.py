"""The shipped package as the tests use it: read once, adopted for an invented city."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.document import PackageDocument
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from procedures.domain.values import Json

SHIPPED = Path(__file__).parents[3] / "procedures" / "packages" / "achievement_registration.yaml"
CITY = {"province": "甲省", "division_code": "990100", "approving_department": "甲市科学技术局"}


@lru_cache
def _library() -> dict[str, Json]:
    return read_yaml(SHIPPED.read_text(encoding="utf-8"))


def library_json() -> dict[str, Json]:
    return dict(_library())


@lru_cache
def city_document() -> PackageDocument:
    return parse_package(with_parameters(_library(), CITY))


@lru_cache
def city_package() -> CompiledPackage:
    return compile_package(city_document())


def minimal_json() -> dict[str, Json]:
    """The smallest package that passes the lint without errors; tests change one thing in it."""
    return {
        "format": 1,
        "meta": {"code": "minimal", "name": "最小事项", "kind": "other", "department": "局"},
        "guide": {"fee": "不收费", "legal_basis": [{"title": "法", "issuer": "人大", "clause": "第一条"}]},
        "variants": [{"key": "only", "name": "唯一"}],
        "form": {
            "option_sets": {"colours": [{"key": "red", "label": "红"}, {"key": "blue", "label": "蓝"}]},
            "sections": [
                {
                    "key": "main",
                    "label": "一",
                    "fields": [
                        {"key": "name", "type": "text", "label": "名称", "required": True, "title": True},
                        {"key": "colour", "type": "single", "label": "颜色", "option_set": "colours"},
                        {"key": "amount", "type": "money", "label": "金额", "digits": 2},
                        {"key": "day", "type": "date", "label": "日期"},
                    ],
                }
            ],
        },
        "chain": {
            "nodes": [
                {
                    "step": {
                        "key": "decide",
                        "name": "批复",
                        "kind": "decide",
                        "assignee": {"kind": "role", "role": "office"},
                        "results": [{"key": "yes", "label": "同意", "effect": "approve"}],
                    }
                }
            ]
        },
        "limits": {"statutory_days": 20, "promised_days": 5},
        "numbering": {"application": {"scheme": "minimal", "pattern": "{year}{seq:04}"}},
    }

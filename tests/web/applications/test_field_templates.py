from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from applications.web.field_views import field_view
from applications.web.section_page import form_state
from procedures.domain.conditions import parse_expression
from procedures.domain.form_checks import Level, judge
from procedures.domain.form_schema import CHOICES, NOT_TYPED, Field, FieldType, MatrixColumn
from procedures.domain.text import plain_text
from procedures.domain.values import Json
from tests.domain.procedures.forms import field, form_of, options

HOSTILE = '"><script>x</script>'


def a_field(kind: FieldType) -> Field:
    extra: dict[str, object] = {}
    if kind in CHOICES:
        extra["options"] = options("red", "blue")
    elif kind is FieldType.TABLE:
        extra["columns"] = (field("name", required=True), field("born", FieldType.YEAR_MONTH))
    elif kind is FieldType.MATRIX:
        extra["cells"] = (
            MatrixColumn("a", plain_text("甲")),
            MatrixColumn("sum", plain_text("合计"), plain_text("组"), sum_of=("a",)),
        )
    elif kind is FieldType.CODE:
        extra["dictionary"] = "disciplines"
    elif kind is FieldType.COMPUTED:
        extra["formula"] = parse_expression({"+": ["1", "2"]})
    return field("probe", kind, **extra)


def draw(item: Field, answers: dict[str, Json], prefilled: dict[str, str] | None = None) -> str:
    form = form_of(item)
    judged = judge(form, answers)
    view = field_view(item, form_state(form, answers, judged.settled, judged.at(Level.DRAFT), prefilled))
    return render_to_string("fields/_field.html", {"field": view, "save_url": "/save/"})


@pytest.mark.parametrize("kind", list(FieldType))
def test_every_type_is_drawn_with_label_and_place_for_messages(kind: FieldType) -> None:
    html = draw(a_field(kind), {})

    assert 'id="field-probe"' in html
    assert 'name="_shown" value="probe"' in html
    assert str(a_field(kind).label) in html
    assert ('id="msg-f-probe"' in html) is (kind not in NOT_TYPED)
    assert not re.search(r'\sstyle="|<script|\son[a-z]+="', html)


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        (FieldType.TEXT, "字", ['value="字"']),
        (FieldType.LONG_TEXT, "一\n二", ["一\n二</textarea>"]),
        (FieldType.TEXTS, ["一", "二"], ['value="一"', 'value="二"']),
        (FieldType.MONEY, "12.5", ['value="12.5"', 'inputmode="decimal"']),
        (FieldType.INTEGER, 3, ['value="3"', 'inputmode="numeric"']),
        (FieldType.DATE, "2025-01-02", ['type="date"', 'value="2025-01-02"']),
        (FieldType.YEAR_MONTH, "2025-01", ['type="month"', 'value="2025-01"']),
        (FieldType.SINGLE, "blue", ['value="blue" checked']),
        (FieldType.MULTI, ["red", "blue"], ['name="probe[]" value="red" checked', 'value="blue" checked']),
        (FieldType.TREE, "blue", ['value="blue" selected']),
        (FieldType.TABLE, [{"name": "甲", "born": "1980-01"}, {}], ['name="probe[0].name"', 'name="probe[1].born"']),
        (FieldType.MATRIX, {"a": "1", "sum": "1"}, ['name="probe.a"', 'id="f-probe-sum">1']),
        (FieldType.COMPUTED, None, ['id="f-probe">3']),
    ],
)
def test_what_was_answered_stands_in_the_control(kind: FieldType, answer: Json, expected: Sequence[str]) -> None:
    html = draw(a_field(kind), {} if answer is None else {"probe": answer})

    assert [words for words in expected if words not in html] == []


def test_what_cannot_be_read_stands_as_typed_with_its_message() -> None:
    html = draw(a_field(FieldType.MONEY), {"probe": {"raw": "2.5.1"}})

    assert 'value="2.5.1"' in html
    assert 'aria-invalid="true"' in html
    assert "请填写数字" in html


@pytest.mark.parametrize("kind", [FieldType.TEXT, FieldType.LONG_TEXT, FieldType.MONEY])
def test_nothing_typed_becomes_markup(kind: FieldType) -> None:
    answer: Json = HOSTILE if kind is not FieldType.MONEY else {"raw": HOSTILE}

    assert HOSTILE not in draw(a_field(kind), {"probe": answer})


def test_a_hidden_field_has_no_control() -> None:
    item = field("probe", visible_when=parse_expression({"==": ["1", "2"]}))

    html = draw(item, {"probe": "字"})

    assert "hidden" in html
    assert "<input" not in html


def test_an_exclusive_option_is_marked() -> None:
    html = draw(field("probe", FieldType.MULTI, options=options("all", "none", exclusive="none")), {})

    assert html.count(" data-exclusive aria") == 1


def test_what_a_record_gave_is_marked_and_a_locked_field_is_read_only() -> None:
    item = a_field(FieldType.TEXT)
    given = {"probe": "organisation.name"}

    open_field, locked = draw(item, {"probe": "甲"}, given), draw(replace(item, locked=True), {"probe": "甲"}, given)
    empty = draw(replace(item, locked=True), {}, {})

    assert ("取自单位档案，可以修改。" in open_field, " readonly" in open_field) == (True, False)
    assert ("取自单位档案，不能在此修改" in locked, " readonly" in locked) == (True, True)
    assert 'aria-describedby="hint-f-probe msg-f-probe origin-f-probe"' in locked
    assert ("取自" in empty, " readonly" in empty) == (False, False)

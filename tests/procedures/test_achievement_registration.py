"""Golden run: the shipped procedure through every engine, from what is typed to the decision and back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from documents.domain.numbering import next_suggestion, period_key
from procedures.domain.chain import decide
from procedures.domain.chain_commands import (
    Approve,
    Decide,
    ReceivePaper,
    Resubmit,
    ReturnToApplicant,
    RevokeDecision,
    Start,
)
from procedures.domain.chain_drawing import Progress
from procedures.domain.chain_model import ChainContext, ChainState, ChainStatus
from procedures.domain.chain_view import flow, path_ahead
from procedures.domain.deadlines import due_on
from procedures.domain.form import condition_facts, initial_answers, normalise
from procedures.domain.form_checks import Level, judge, validate
from procedures.domain.form_diff import diff
from procedures.domain.form_reading import SectionState, facts, progress, split_by_privacy, title_of
from procedures.domain.materials import required_materials
from procedures.domain.package.compiled import OnRevoke
from procedures.domain.submission import submit_check
from procedures.domain.values import Json
from procedures.wording import condition_labels, explain_words
from tenants.domain.calendar import LimitDate, WorkingCalendar
from tests.domain.procedures.answers import agreed, filed_materials, typed_answers
from tests.domain.procedures.packages import city_package

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
VARIANT = "applied_technology"
PEOPLE = {
    "applicant_unit": ("oa:unit",),
    "registration_point": ("r:registration_point:1",),
    "receive_paper": ("r:registration_point:1",),
    "decide": ("r:registration_point:1",),
}


def test_the_form_has_the_parts_of_the_paper() -> None:
    form = city_package().form(VARIANT)

    assert [(section.number, str(section.label)) for section in form.sections] == [
        ("一", "成果概况"),
        ("二", "立项情况"),
        ("三", "评价情况"),
        ("四", "知识产权状况"),
        ("五", "成果转移转化情况"),
        ("六", "成果转化需求"),
        ("七", "成果完成单位情况"),
        ("八", "成果简介"),
        ("九", "成果完成人员名单"),
        ("十", "评价委员会名单"),
        ("十一", "评价证书内容"),
        ("十二", "批准登记单位意见"),
        ("十三", "附件清单"),
    ]
    assert [
        len(form.by_key[key].choices())
        for key in ("result_forms", "strategic_industry", "high_tech_field", "industry", "project_source", "unit_kind")
    ] == [15, 9, 11, 20, 18, 15]


@pytest.mark.parametrize(
    ("variant", "forms", "materials"),
    [
        (
            "applied_technology",
            15,
            (
                "technical_report work_report acceptance_report appraisal_certificate third_party_report assessment_report "
                "ip_proof test_proof application_proof benefit_proof contract people_list other"
            ),
        ),
        (
            "basic_theory",
            2,
            (
                "research_report work_report acceptance_report appraisal_certificate academic_committee_proof publications "
                "citation_proof social_benefit_proof contract people_list other"
            ),
        ),
        (
            "soft_science",
            2,
            (
                "research_report work_report acceptance_report third_party_review publications social_benefit_proof contract "
                "people_list other"
            ),
        ),
    ],
)
def test_each_variant_has_its_own_list(variant: str, forms: int, materials: str) -> None:
    compiled = city_package()

    listed = required_materials(compiled.materials, variant, {})

    assert [item.spec.key for item in listed] == materials.split()
    assert len(compiled.form(variant).by_key["result_forms"].choices()) == forms


def test_from_draft_to_submission() -> None:
    compiled = city_package()
    form = compiled.form(VARIANT)
    draft: dict[str, Json] = initial_answers(form, {"organisation.name": "甲市膜科学研究所"})

    assert draft == {
        "approving_department": "local",
        "unit_name": "甲市膜科学研究所",
        "unit_province": "甲省",
        "recommending_body": "科学技术局",
    }
    assert progress(form, judge(form, draft)) == {
        "overview": SectionState.PARTLY,
        "project": SectionState.EMPTY,
        "evaluation": SectionState.EMPTY,
        "intellectual_property": SectionState.EMPTY,
        "conversion": SectionState.EMPTY,
        "demand": SectionState.EMPTY,
        "units": SectionState.PARTLY,
        "summary": SectionState.EMPTY,
        "people": SectionState.EMPTY,
        "committee": SectionState.COMPLETE,
        "certificate": SectionState.EMPTY,
        "approval": SectionState.OFFICE,
        "annexes": SectionState.COMPLETE,
    }

    answers, problems = normalise(form, typed_answers())
    open_part, sealed = split_by_privacy(form, answers)

    assert (problems, validate(form, answers, Level.SUBMIT)) == ((), ())
    assert set(progress(form, judge(form, answers)).values()) == {SectionState.COMPLETE, SectionState.OFFICE}
    assert title_of(form, answers) == "高盐废水电渗析资源化关键技术及应用"
    assert sorted(sealed) == ["completers", "cooperating_units", "unit_contact_email", "unit_contact_phone"]
    assert "11010519491231002X" not in str(open_part)
    assert "88331234" not in str(facts(form, answers))
    assert submit_check(compiled, VARIANT, answers, filed_materials(), agreed(compiled)) == ()


def test_from_submission_to_decision_and_back_to_undecided() -> None:
    compiled = city_package()
    form = compiled.form(VARIANT)
    answers, _ = normalise(form, typed_answers())
    context = ChainContext(condition_facts(form, answers), PEOPLE)
    state = ChainState()
    for command in (
        Start(),
        Approve("applicant_unit"),
        ReturnToApplicant("registration_point", "完成人与证书不一致"),
        Resubmit(),
        Approve("applicant_unit"),
        Approve("registration_point", opinion="材料齐全"),
        ReceivePaper("receive_paper"),
        Decide("decide", "registered", "同意登记"),
    ):
        state = decide(compiled.chain, state, command, context, NOW).state

    assert (state.status, state.result, state.round) == (ChainStatus.FINISHED, "registered", 2)
    assert [(item.step.key, item.progress) for item in path_ahead(compiled.chain, state, context)] == [
        ("second_level_department", Progress.SKIPPED),
        ("applicant_unit", Progress.DONE),
        ("registration_point", Progress.DONE),
        ("receive_paper", Progress.DONE),
        ("decide", Progress.DONE),
    ]

    state = decide(compiled.chain, state, RevokeDecision("登记号有误", "file"), context, NOW).state
    state = decide(compiled.chain, state, Decide("decide", "refused", "不符合条件"), context, NOW).state

    assert (state.status, state.result) == (ChainStatus.FINISHED, "refused")
    assert [(task.step, task.visit, task.void) for task in state.tasks if task.step == "decide"] == [
        ("decide", 1, True),
        ("decide", 2, False),
    ]


def test_the_second_level_department_examines_where_there_is_one() -> None:
    compiled = city_package()
    context = ChainContext({}, {**PEOPLE, "second_level_department": ("od:1",)})

    state = decide(compiled.chain, ChainState(), Start(), context, NOW).state

    assert [task.step for task in state.open_tasks()] == ["second_level_department"]
    assert [item.key for item in flow(compiled.chain)] == [step.key for step in compiled.chain.steps()]


def test_numbers_and_dates() -> None:
    compiled = city_package()
    rule = compiled.numbering.registration
    assert rule is not None
    calendar = WorkingCalendar({}, frozenset({2026}))

    suggestion = next_suggestion(rule.pattern, 41, date(2026, 3, 2), params=rule.params)

    assert suggestion.number == "9901002026Y0042"
    assert (rule.on_revoke, rule.editable, period_key(rule.restart, date(2026, 3, 2))) == (OnRevoke.KEEP, True, "2026")
    assert due_on(compiled.limits.promised, date(2026, 3, 2), calendar) == LimitDate(
        date(2026, 3, 9), provisional=False
    )


def test_a_corrected_round_shows_what_changed() -> None:
    form = city_package().form(VARIANT)
    before, _ = normalise(form, typed_answers())
    corrected = typed_answers()
    completers = corrected["completers"]
    assert isinstance(completers, list)
    corrected |= {"level": "national_advanced", "completers": list(reversed(completers))}
    after, _ = normalise(form, corrected)

    assert [(change.path, change.kind.value) for change in diff(form, before, after)] == [
        ("level", "changed"),
        ("completers[1]", "moved"),
        ("completers[0]", "moved"),
    ]


def test_conditions_in_words() -> None:
    compiled = city_package()
    labels = condition_labels(compiled.form(VARIANT))
    words = {gate.key: explain_words(gate.condition, labels) for gate in compiled.gates if gate.condition is not None}

    assert words == {
        "other_fiscal_accepted": "“登记对象”不为“其他财政投入产生的科技成果”，或者“评价方式”包含“验收”",
        "non_fiscal_evaluated": "“登记对象”不为“非财政投入产生的科技成果”，或者“评价方式”包含“鉴定”或“评估”或“机构评价”",
        "unit_in_province": "“登记对象”为“省科技计划产生的科技成果”，或者“所在省市”为甲省",
        "provincial_plan_accepted": "“登记对象”不为“省科技计划产生的科技成果”，或者“评价方式”包含“验收”",
    }

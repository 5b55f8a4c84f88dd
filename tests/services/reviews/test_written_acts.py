"""文书 of acceptance, supplement, refusal and termination: a package with a step of acceptance and a paper for each."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from applications.models import Application, WrittenNotice
from applications.queries.locks import lock_application
from documents.models import IssuedNumber
from procedures.domain.chain_commands import (
    Approve,
    Command,
    RefuseAcceptance,
    RequestSupplement,
    ReturnToApplicant,
    ReturnToStep,
    Terminate,
)
from procedures.domain.chain_model import ReturnMode
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.services.publishing import publish_version
from reviews.domain.remarks import Remark
from reviews.services.chain import apply_command
from tenants.clock import now, today
from tests.domain.procedures.packages import library_json
from tests.factories.registrations import Office, acting, approve, send_back, submit_again, submit_registration

ACCEPT = {"key": "accept", "name": "受理", "kind": "accept", "assignee": {"kind": "role", "role": "registration_point"}}
LAW = {"legal_basis": "《办法》第五条", "remedy": "可以申请行政复议或者提起行政诉讼。"}


def paper(kind: str, made_on: str, body: str) -> dict[str, Any]:
    number = {"scheme": f"paper_{kind}", "pattern": f"{kind}〔{{year}}〕{{seq}}号"}
    return {"key": kind, "kind": kind, "made_on": made_on, "title": kind, "body": body, "number": number, **LAW}


@pytest.fixture
def accepting(office: Office) -> Office:
    """The same office with acceptance before examination."""
    document: Any = deepcopy(with_parameters(library_json(), {}))
    document["chain"]["nodes"].insert(2, {"step": ACCEPT})
    document["outputs"]["notices"] += [
        paper("acceptance", "accepted", "{step}：予以受理。"),
        paper("refusal", "acceptance_refused", "不予受理：{reason}"),
        paper("supplement", "supplement_requested", "请补正：\n{items}"),
        paper("termination", "terminated", "终止办理：{reason}"),
    ]
    version = publish_version(
        parse_package(document),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )
    return replace(office, version=version, procedure=version.procedure)


@pytest.mark.parametrize(
    ("command", "remarks", "kind", "expected"),
    [
        (Approve("accept"), [], "acceptance", (["受理：予以受理。"], "《办法》第五条")),
        (RefuseAcceptance("accept", "不属本局职权"), [], "refusal", (["不予受理：不属本局职权"], "《办法》第五条")),
        (
            RequestSupplement("accept", "材料不齐"),
            [Remark("materials.work_report", "缺第二页")],
            "supplement",
            (["请补正：", "1. 工作总结报告：缺第二页"], "《办法》第五条"),
        ),
        (
            Terminate("《办法》第九条", "单位已注销"),
            [],
            "termination",
            (["终止办理：单位已注销"], "《办法》第五条；《办法》第九条"),
        ),
    ],
)
def test_each_act_of_law_has_its_paper(
    accepting: Office, command: Command, remarks: list[Remark], kind: str, expected: tuple[list[str], str]
) -> None:
    application: Application = submit_registration(accepting)
    approve(application, accepting.unit)
    application = lock_application(application.id)

    apply_command(application, command, actor=acting(accepting.point), now=now(), remarks=remarks)

    made = WrittenNotice.objects.exclude(kind="receipt").get(application=application)
    words = made.words
    assert (made.kind, made.number) == (kind, f"{kind}〔{today().year}〕1号")
    assert ((list(words.paragraphs), words.basis), words.remedy) == (expected, LAW["remedy"])


def on_record(application: Application) -> list[tuple[str, str, str]]:
    rows = WrittenNotice.objects.filter(application=application).exclude(kind__in=["receipt", "correction"])
    return [(row.number, row.state, row.void_reason) for row in rows]


def accepted(office: Office) -> Application:
    """An application past acceptance, at the registration point."""
    application = submit_registration(office)
    approve(application, office.unit)
    approve(application, office.point)
    return application


def test_an_acceptance_that_a_return_walks_over_is_void_and_made_anew(accepting: Office) -> None:
    application = accepted(accepting)

    send_back(application, accepting.point, "专利号与证书不符")
    after_return = on_record(application)
    submit_again(accepting, application)
    approve(application, accepting.unit)
    approve(application, accepting.point)

    first, second = f"acceptance〔{today().year}〕1号", f"acceptance〔{today().year}〕2号"
    assert after_return == [(first, "void", "专利号与证书不符")]
    assert on_record(application) == [(first, "void", "专利号与证书不符"), (second, "valid", "")]
    issued = IssuedNumber.objects.filter(scheme="paper_acceptance")
    assert dict(issued.values_list("number", "state")) == {first: "void", second: "issued"}


def test_an_acceptance_stands_where_the_way_leads_straight_back(accepting: Office) -> None:
    application = accepted(accepting)

    apply_command(
        lock_application(application.id),
        ReturnToApplicant("registration_point", "改错字", then=ReturnMode.STRAIGHT_BACK),
        actor=acting(accepting.point),
        now=now(),
    )
    submit_again(accepting, application)

    assert on_record(application) == [(f"acceptance〔{today().year}〕1号", "valid", "")]


def test_going_back_to_acceptance_itself_voids_its_paper(accepting: Office) -> None:
    application = accepted(accepting)

    command = ReturnToStep("registration_point", "受理有误", to="accept", then=ReturnMode.WALK_AGAIN)
    apply_command(lock_application(application.id), command, actor=acting(accepting.point), now=now())

    assert on_record(application) == [(f"acceptance〔{today().year}〕1号", "void", "受理有误")]

"""Freezing a package: bytes, hash, number, grants; and copying one from the library."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.roles import RoleKey, RoleKind
from accounts.models import Department
from accounts.services.grants import create_role
from procedures.domain.package.canonical import canonical_bytes
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.document import PackageDocument
from procedures.domain.package.reading import parse_canonical, parse_package
from procedures.models import Procedure, ProcedureGroupPermission, ProcedureVersion
from procedures.provisioning import adopt_chosen_packages, own_parameters
from procedures.queries.packages import compiled, open_procedures, procedure_by_code
from procedures.services.adoption import adopt_package
from procedures.services.publishing import publish_version, role_keys
from tenants.clock import today
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.domain.procedures.packages import library_json, minimal_json
from tests.factories.accounts import open_bureau
from tests.factories.platform import library_package

PUBLISHER, APPROVER = UUID(int=1), UUID(int=2)
CODE = "achievement-registration"


@pytest.fixture
def bureau(city_a: Jurisdiction) -> Department:
    return open_bureau(city_a)


def document(**meta: str) -> PackageDocument:
    content = minimal_json()
    return parse_package({**content, "meta": {**content["meta"], **meta}})  # type: ignore[dict-item]


def publish(package: PackageDocument, bureau: Department, **change: object) -> ProcedureVersion:
    given = {"effective_from": today(), "published_by": PUBLISHER, "approved_by": APPROVER} | change
    return publish_version(package, department=bureau, **given)  # type: ignore[arg-type]


def grants() -> set[tuple[str, str]]:
    return set(ProcedureGroupPermission.objects.values_list("group__role__key", "permission__codename"))


def test_the_bytes_and_their_hash_are_frozen(bureau: Department) -> None:
    package = document()

    version = publish(package, bureau)

    stored = ProcedureVersion.objects.get(pk=version.pk)
    assert bytes(stored.canonical) == canonical_bytes(package)
    assert stored.content_hash == sha256(bytes(stored.canonical)).hexdigest()
    assert stored.document == json.loads(bytes(stored.canonical))
    assert parse_canonical(bytes(stored.canonical)) == package
    assert compiled(stored) is compiled(version)
    assert (stored.number, stored.format, stored.effective_from) == (1, 1, today())
    assert (stored.published_by, stored.approved_by, stored.base_hash) == (PUBLISHER, APPROVER, "")


def test_publishing_opens_the_procedure(bureau: Department) -> None:
    version = publish(document(), bureau)

    procedure = Procedure.objects.get()
    assert (procedure.code, procedure.name, procedure.state) == ("minimal", "最小事项", "open")
    assert (procedure.department, procedure.current_version) == (bureau, version)
    assert [found.pk for found in open_procedures()] == [procedure.pk]


def test_the_same_bytes_change_nothing(bureau: Department) -> None:
    first = publish(document(), bureau)
    before = (grants(), LedgerEntry.objects.count())

    second = publish(document(), bureau, published_by=UUID(int=9), effective_from=today().replace(year=2030))

    assert second == first
    assert (grants(), LedgerEntry.objects.count()) == before
    assert ProcedureVersion.objects.count() == 1


def test_other_bytes_are_the_next_version_and_the_old_one_stays(bureau: Department) -> None:
    first = publish(document(), bureau)
    frozen = bytes(first.canonical)

    second = publish(document(name="改名事项"), bureau)

    assert (second.number, second.procedure.name) == (2, "改名事项")
    first.refresh_from_db()
    assert (first.number, bytes(first.canonical)) == (1, frozen)
    assert Procedure.objects.get().current_version == second


def test_going_back_to_earlier_bytes_is_a_version_of_its_own(bureau: Department) -> None:
    first = publish(document(), bureau)
    publish(document(name="改名事项"), bureau)

    third = publish(document(), bureau)

    assert (third.number, third.content_hash) == (3, first.content_hash)


def test_nobody_approves_what_he_publishes(bureau: Department) -> None:
    with pytest.raises(IllegalTransition) as refused:
        publish(document(), bureau, approved_by=PUBLISHER)

    assert refused.value.code == "publisher_is_approver"
    assert (Procedure.objects.count(), LedgerEntry.objects.filter(command__startswith="procedures").count()) == (0, 0)


def test_the_database_holds_that_rule_too(bureau: Department) -> None:
    version = publish(document(), bureau)

    with pytest.raises(IntegrityError, match="publisher_is_not_approver"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=version.pk).update(approved_by=PUBLISHER)


def test_the_ledger_tells_who_published_what(bureau: Department) -> None:
    version = publish(document(), bureau)

    entry = LedgerEntry.objects.get(command="procedures.publish_version")
    assert (entry.actor_id, entry.subject_type, entry.subject_id, entry.data) == (
        PUBLISHER,
        "procedure",
        version.procedure_id,
        {"version": 1, "hash": version.content_hash},
    )


def test_roles_of_the_chain_and_standing_roles_get_their_grants(bureau: Department) -> None:
    adopt(bureau)

    assert grants() == {
        (RoleKey.REGISTRATION_POINT, "handle_procedure"),
        (RoleKey.SUPERVISING_DEPARTMENT, "consult_procedure"),
        (RoleKey.BUSINESS_OFFICE, "consult_procedure"),
        (RoleKey.DEPARTMENT_HEAD, "consult_procedure"),
        (RoleKey.CONFIGURATOR, "configure_procedure"),
        (RoleKey.CONFIGURATION_APPROVER, "approve_procedure"),
    }


def test_a_role_of_the_citys_own_and_a_fallback_role_are_granted(bureau: Department) -> None:
    create_role(key="office", name="办公室", kind=RoleKind.BUSINESS)
    content = minimal_json()
    step = content["chain"]["nodes"][0]["step"]  # type: ignore[index, call-overload]
    step["assignee"] |= {"fallback_role": RoleKey.REGISTRATION_POINT.value}  # type: ignore[index, operator]
    package = parse_package(content)

    publish(package, bureau)

    assert role_keys(compile_package(package)) == {"office", "registration_point"}
    handlers = {role for role, permission in grants() if permission == "handle_procedure"}
    assert handlers == {"office", "registration_point"}


def test_a_role_that_the_city_does_not_have_is_left_out(bureau: Department) -> None:
    publish(document(), bureau)

    assert {role for role, permission in grants() if permission == "handle_procedure"} == set()


def test_a_role_made_later_gets_what_the_current_versions_give(bureau: Department) -> None:
    content = minimal_json()
    content["chain"]["nodes"][0]["step"]["assignee"] |= {"role": "office"}  # type: ignore[index, call-overload]
    publish(parse_package(content), bureau)
    before = grants()

    create_role(key="office", name="办公室", kind=RoleKind.BUSINESS)
    create_role(key="canteen", name="食堂", kind=RoleKind.BUSINESS)

    assert grants() - before == {("office", "handle_procedure")}


def test_another_citys_procedures_are_its_own(bureau: Department, city_b: Jurisdiction) -> None:
    publish(document(), bureau)

    with tenant_context(city_b):
        assert (Procedure.objects.count(), open_procedures(), procedure_by_code("minimal")) == (0, [], None)


@pytest.mark.parametrize(
    ("state", "is_open", "is_seen"),
    [("open", True, True), ("paused", False, True), ("retired", False, False), ("preparing", False, False)],
)
def test_who_sees_a_procedure_in_which_state(bureau: Department, state: str, is_open: bool, is_seen: bool) -> None:
    publish(document(), bureau)
    Procedure.objects.update(state=state)

    assert (bool(open_procedures()), procedure_by_code("minimal") is not None) == (is_open, is_seen)


def test_open_procedures_cost_one_query(bureau: Department, django_assert_num_queries: Callable[..., object]) -> None:
    for number in range(3):
        publish(document(code=f"minimal-{number}", name=f"事项 {number}"), bureau)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        found = [(row.name, row.current_version.number, row.department.name) for row in open_procedures()]  # type: ignore[union-attr]

    assert found == [(f"事项 {number}", 1, bureau.name) for number in range(3)]


def adopt(department: Department, /, **parameters: str) -> ProcedureVersion:
    content = canonical_bytes(parse_package(library_json()))
    return adopt_package(content, content_hash="f" * 64, parameters=parameters, department=department, actor_id=None)


def test_adoption_fills_the_places_and_remembers_where_it_came_from(bureau: Department) -> None:
    version = adopt(bureau, province="丙省", division_code="990100", bureau="甲市科学技术局")

    package = compiled(version)
    assert str(package.meta.department) == "甲市科学技术局"
    assert "990100" in package.numbering.application.pattern
    assert "${" not in bytes(version.canonical).decode()
    assert (version.base_hash, version.published_by, version.approved_by) == ("f" * 64, None, None)
    assert version.document["parameters"]["bureau"]["default"] == "甲市科学技术局"


def test_only_declared_parameters_are_taken(bureau: Department) -> None:
    version = adopt(bureau, bureau="甲市科学技术局", invented="不该出现")

    assert "invented" not in version.document["parameters"]
    assert "不该出现" not in bytes(version.canonical).decode()


def test_adopting_again_changes_nothing_and_other_values_are_a_new_version(bureau: Department) -> None:
    first = adopt(bureau, bureau="甲市科学技术局")

    assert adopt(bureau, bureau="甲市科学技术局") == first
    assert adopt(bureau, bureau="甲市科技局").number == 2


def test_a_place_without_a_declaration_is_refused(bureau: Department) -> None:
    content = canonical_bytes(document(department="${nobody}"))

    with pytest.raises(ValidationFailed) as refused:
        adopt_package(content, content_hash="", parameters={"nobody": "x"}, department=bureau, actor_id=None)

    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("parameters", "parameter_undefined")
    ]
    assert Procedure.objects.count() == 0


def test_a_package_without_parameters_is_adopted_as_it_is(bureau: Department) -> None:
    content = canonical_bytes(document())

    version = adopt_package(content, content_hash="", parameters={"bureau": "x"}, department=bureau, actor_id=None)

    assert bytes(version.canonical) == content


def test_the_provisioning_step_may_run_twice(bureau: Department, city_a: Jurisdiction) -> None:
    with library_package() as package_id:
        wishes = {
            "packages": [str(package_id)],
            "parameters": {"contact_phone": "0760-88331234", "contact_address": ""},
        }
        adopt_chosen_packages(city_a, wishes)
        once = (list(ProcedureVersion.objects.values_list("id", "content_hash")), grants(), LedgerEntry.objects.count())
        adopt_chosen_packages(city_a, wishes)

    version = ProcedureVersion.objects.get()
    assert (
        list(ProcedureVersion.objects.values_list("id", "content_hash")),
        grants(),
        LedgerEntry.objects.count(),
    ) == once
    assert {
        key: version.document["parameters"][key]["default"] for key in (*own_parameters(city_a), "contact_phone")
    } == {
        "province": "丙省",
        "division_code": "990100",
        "bureau": "甲市",
        "approving_department": "甲市",
        "recommending_body": "甲市",
        "contact_phone": "0760-88331234",
    }
    assert version.document["parameters"]["contact_address"]["default"] == "见主管部门公告"
    assert version.procedure.department == bureau


def test_nothing_chosen_nothing_adopted(bureau: Department, city_a: Jurisdiction) -> None:
    with library_package():
        adopt_chosen_packages(city_a, {})

    assert Procedure.objects.count() == 0


@pytest.mark.parametrize("wishes", [{"packages": "x"}, {"parameters": ["x"]}])
def test_malformed_wishes_are_a_bug(bureau: Department, city_a: Jurisdiction, wishes: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        adopt_chosen_packages(city_a, wishes)


def test_a_province_knows_itself(db: None) -> None:
    province = Jurisdiction.objects.get(code="province_p")

    assert own_parameters(province)["province"] == "丙省"

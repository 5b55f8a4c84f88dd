"""离岗移交: what moves, what may not, and that nothing else is done than what was previewed."""

from __future__ import annotations

import pytest

from accounts.domain.principals import user_principal
from accounts.domain.roles import RoleKey
from accounts.models import User
from accounts.queries.people import grants_in_force
from applications.models import Application, ApplicationAccess, Draft
from applications.queries.counter import counter_drafts
from notifications.models import Message
from reviews.domain.handover import HandoverPlan
from reviews.models import TaskCandidate
from reviews.queries.access import reach_application
from reviews.queries.handover import handover_plan
from reviews.services.handover import hand_over
from tenants.clock import now
from tenants.domain.errors import DomainError, IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant, make_staff
from tests.factories.counter import begin_entry, enter
from tests.factories.registrations import Office, approve, bring_to, open_task


@pytest.fixture
def security(office: Office) -> User:
    return make_staff(RoleKey.SECURITY_ADMINISTRATOR, name="安全员")


def act(security: User, person: User, successor: User, *, previewed: str = "") -> HandoverPlan:
    fingerprint = previewed or handover_plan(person, successor).fingerprint
    return hand_over(fresh_actor(security), person_id=person.id, successor_id=successor.id, previewed=fingerprint)


def roles_of(user: User) -> list[str]:
    return list(grants_in_force().filter(user=user).order_by("role__key").values_list("role__key", flat=True))


def test_roles_todos_drafts_and_running_applications_move_in_one_act(office: Office, security: User) -> None:
    application = bring_to(office, "registration_point")
    ended_elsewhere = bring_to(office, "decide", title="别人的")
    task = open_task(application)
    TaskCandidate.objects.create(task=task, principal=user_principal(office.point.id), opened_at=now())
    application.leader = office.point
    application.save(update_fields=["leader"])
    draft = Draft.objects.create(
        procedure_version=office.version, variant="x", owner=office.point, created_at=now(), updated_at=now()
    )
    successor = make_staff(name="接手人")

    plan = act(security, office.point, successor)

    application.refresh_from_db()
    draft.refresh_from_db()
    assert (len(plan.roles), plan.tasks, plan.drafts, plan.applications) == (1, 1, 1, 1)
    assert (roles_of(office.point), roles_of(successor)) == ([], ["registration_point"])
    assert (application.leader, draft.owner) == (successor, successor)
    assert ended_elsewhere.leader == office.leader
    assert not TaskCandidate.objects.filter(principal=user_principal(office.point.id), open=True).exists()
    assert approve(application, successor).status
    with pytest.raises(NotAuthorised):
        reach_application(fresh_actor(office.point), application.id)
    entry = LedgerEntry.objects.get(command="reviews.hand_over")
    assert (entry.subject_id, entry.data["successor"]) == (office.point.id, str(successor.id))
    for party in (office.point, successor):
        assert Message.objects.filter(recipient=party, event="work_handed_over").count() == 1


def test_separation_of_duties_stops_everything(office: Office, security: User) -> None:
    auditor = make_staff(RoleKey.AUDIT_ADMINISTRATOR)

    with pytest.raises(ValidationFailed) as refused:
        act(security, office.point, auditor)

    assert [problem.code for problem in refused.value.problems] == ["handover_conflicts"]
    assert handover_plan(office.point, auditor).roles[0].conflicts == ("审计管理员",)
    assert (roles_of(office.point), roles_of(auditor)) == (["registration_point"], ["audit_administrator"])


def test_what_changed_since_the_preview_is_not_done(office: Office, security: User) -> None:
    successor = make_staff()
    previewed = handover_plan(office.point, successor).fingerprint
    Draft.objects.create(
        procedure_version=office.version, variant="x", owner=office.point, created_at=now(), updated_at=now()
    )

    with pytest.raises(IllegalTransition) as refused:
        act(security, office.point, successor, previewed=previewed)

    assert refused.value.code == "handover_changed"
    assert roles_of(office.point) == ["registration_point"]


def test_a_role_that_the_successor_has_is_only_taken(office: Office, security: User) -> None:
    plan = act(security, office.point, office.second_point)

    assert [role.held for role in plan.roles] == [True]
    assert (roles_of(office.point), roles_of(office.second_point)) == ([], ["registration_point"])


def test_only_the_security_administrator_and_never_about_himself(office: Office, security: User) -> None:
    successor = make_staff()

    refusals: list[type[DomainError]] = []
    for who, person, heir in (
        (office.system, office.point, successor),
        (office.point, office.second_point, successor),
        (security, security, successor),
        (security, office.point, security),
        (security, make_applicant(), successor),
        (security, office.point, make_applicant()),
    ):
        with pytest.raises((NotAuthorised, IllegalTransition)) as refused:
            act(who, person, heir)
        refusals.append(refused.type)

    assert refusals.count(IllegalTransition) == 1  # one's own account
    assert roles_of(office.point) == ["registration_point"]
    assert not ApplicationAccess.objects.filter(grantee=user_principal(successor.id)).exists()


def test_what_is_entered_at_the_counter_moves_and_stays_unexamined_by_both(office: Office, security: User) -> None:
    draft, entered = begin_entry(office.point), Application.objects.get(pk=enter(office.point))
    successor = make_staff(name="接手人", department=office.department)

    plan = act(security, office.point, successor)

    draft.refresh_from_db()
    entered.refresh_from_db()
    assert (plan.drafts, plan.applications) == (1, 1)
    assert (draft.owner, draft.channel, entered.leader) == (successor, "counter", successor)
    assert [each.id for each in counter_drafts(successor).rows] == [draft.id]
    with pytest.raises(IllegalTransition, match="entered_by_yourself"):
        approve(entered, successor)
    assert approve(entered, office.second_point).status

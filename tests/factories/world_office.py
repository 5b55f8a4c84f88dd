"""What the office around the procedure keeps in a world: phrases, claims on organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from accounts.domain.principals import user_principal
from accounts.domain.substitution import Days
from accounts.models import Department, Membership, User
from applications.models import Application, ClaimKind, ClaimState, CorrectionItem, Draft, OrganisationClaim
from applications.services.corrections import answer_correction
from reviews.domain.material_verdicts import Fitness
from reviews.models import Phrase, StepAct, StepTask, SupervisionNote
from reviews.queries.giving_out import tasks_to_give
from reviews.queries.inbox import ListFilter
from reviews.services.absences import begin_absence
from reviews.services.copying import copy_application
from reviews.services.giving_out_many import TaskToGive, give_out_next, request_giving_out
from reviews.services.list_columns import ListWish
from reviews.services.list_exports import request_export
from reviews.services.material_verdicts import judge_material
from reviews.services.supervising import answer_note
from tenants.clock import now, today
from tenants.domain.ids import new_id
from tests.factories.accounts import fresh_actor
from tests.factories.claims import claim_file_of
from tests.factories.counter import counter_values
from tests.factories.helping import help_values
from tests.factories.world_batches import batch_values
from tests.factories.world_clocks import clock_values
from tests.factories.world_messages import message_values


def office_values(marker: str, users: Mapping[str, User], bureau: Department) -> dict[str, str]:
    """Ids by the names of `tests.tenancy.net.inputs`; every word holds the marker."""
    return (
        _phrases(marker, users["registration_point"], bureau)
        | _claims(marker, users["unit_administrator"])
        | message_values(marker, users["leader"])
        | clock_values(marker, users)
        | _exports(marker, users["registration_point"])
        | _given_out(users["read_only"])
        | counter_values(marker, users)
        | help_values(marker, users)
        | _absence(marker, users)
        | _supervision(marker, users)
        | batch_values(marker, users)
        | _corrected(marker, users["leader"])
        | _copied(marker, users)
        | _judged(marker, users["registration_point"])
    )


def _phrases(marker: str, officer: User, bureau: Department) -> dict[str, str]:
    """One of a person, for a material; one of the department."""
    own = Phrase.objects.create(
        owner=officer,
        material="materials.work_report",
        material_label=f"工作报告{marker}",
        text=f"{{material}}请重新扫描{marker}",
    )
    shared = Phrase.objects.create(department=bureau, text=f"“{{title}}”材料齐全{marker}")
    return {"phrase_id": str(own.id), "department_phrase_id": str(shared.id)}


def _claims(marker: str, administrator: User) -> dict[str, str]:
    """A new name that was asked for and refused."""
    organisation = Membership.objects.get(user=administrator).organisation
    licence = claim_file_of(administrator, f"营业执照{marker}.pdf")
    claim = OrganisationClaim.objects.create(
        kind=ClaimKind.ADMINISTRATOR,
        state=ClaimState.REFUSED,
        organisation=organisation,
        organisation_name=organisation.name,
        claimant=administrator,
        new_name=f"新名称{marker}",
        note=f"说明{marker}",
        licence_id=licence,
        mandate_id=claim_file_of(administrator, f"授权书{marker}.pdf"),
        filed_at=now(),
        decided_by=administrator,
        decided_at=now(),
        reason=f"看不清{marker}",
    )
    return {"claim_id": str(claim.id), "claim_file_id": str(licence)}


def _absence(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """Somebody of the registration point will be away, and one who only reads stands in then."""
    days = Days(today() + timedelta(days=30), today() + timedelta(days=35))
    row = begin_absence(
        fresh_actor(users["registration_point"]),
        absent_id=users["registration_point"].id,
        substitute_id=users["read_only"].id,
        days=days,
        reason=f"出差{marker}",
        procedures=(),
    )
    return {"substitution_id": str(row.id)}


def _supervision(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """A note that waits for its answer, and one that has it."""
    running = Application.objects.filter(tasks__state="open").order_by("submitted_at", "id").last()
    decided = Application.objects.exclude(completed_at=None).order_by("submitted_at", "id").first()
    notes: dict[str, str] = {}
    for name, application in (("supervision_note_id", running), ("answered_note_id", decided)):
        note = SupervisionNote.objects.create(
            application=application,
            step_label=f"审核{marker}",
            addressees=[user_principal(users["registration_point"].id)],
            text=f"请说明{marker}",
            answer_by=today(),
            author=users["read_only"],
            asked_at=now(),
        )
        notes[name] = str(note.id)
    answer_note(
        fresh_actor(users["registration_point"]), note_id=UUID(notes["answered_note_id"]), answer=f"已办{marker}"
    )
    return notes


def _corrected(marker: str, leader: User) -> dict[str, str]:
    """An answer to what the return of the application that is being corrected asked for."""
    draft = Draft.objects.get(owner=leader, application__isnull=False)
    item = CorrectionItem.objects.filter(application=draft.application)[0]
    answered = f"已修改{marker}"
    answer_correction(draft.id, item_id=item.id, done=True, answer=answered, actor=fresh_actor(leader))
    return {"correction_item_id": str(item.id)}


def _judged(marker: str, officer: User) -> dict[str, str]:
    """A verdict on a material that waits for its act, and one that has it."""
    said = {"material": "work_report", "fitness": Fitness.UNFIT, "remark": f"缺公章{marker}"}
    waiting = StepTask.objects.filter(state="open", step_key="registration_point")[0]
    judge_material(fresh_actor(officer), task_id=waiting.id, **said)
    returned = StepAct.objects.filter(action="return")[0]
    StepAct.objects.filter(pk=returned.pk).update(verdicts=[{**said, "files": [], "round": 1}])
    return {"fitness": Fitness.UNFIT.value}


def _exports(marker: str, officer: User) -> dict[str, str]:
    """A long list that nobody has written yet."""
    wish = ListWish("all", ListFilter(text=marker), ("number", "title"))
    return {"export_id": str(request_export(fresh_actor(officer), wish))}


def _given_out(supervising: User) -> dict[str, str]:
    """Asked for with an old page, so that the task stays where it is."""
    actor = fresh_actor(supervising)
    task = tasks_to_give(actor, ListFilter()).order_by("opened_at", "id")[0].id
    giving = request_giving_out(actor, [TaskToGive(task, 0)], to=None, idempotency_key=str(new_id()))
    give_out_next(giving)
    return {"giving_id": str(giving)}


def _copied(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """A copy to somebody who only reads."""
    running = Application.objects.filter(tasks__state="open").order_by("submitted_at", "id").last()
    assert running is not None
    copy_application(
        fresh_actor(users["registration_point"]),
        application_id=running.id,
        people=[users["read_only"].id],
        note=f"请了解{marker}",
        idempotency_key=str(new_id()),
    )
    return {}

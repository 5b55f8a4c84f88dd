"""材料审核结论: said of each material while one examines, kept at once, and left with the act."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.queries.locks import lock_application
from procedures.queries.packages import compiled
from reviews.domain.material_verdicts import (
    Fitness,
    MaterialVerdict,
    checked_verdict,
    filed_version,
    material_names,
    read_verdicts,
    with_verdict,
)
from reviews.models import StepAct, StepTask, TaskState, VerdictDraft
from reviews.policies import material_verdict
from reviews.queries.locks import application_id_of, lock_task
from reviews.queries.situations import situation_of
from reviews.queries.verdict_drafts import filed_now, verdict_drafts
from tenants.clock import now
from tenants.domain.errors import Problem, ValidationFailed


@transaction.atomic
def judge_material(
    actor: Actor, *, task_id: UUID, material: str, fitness: Fitness | None, remark: str
) -> tuple[MaterialVerdict, ...]:
    """合格, 不合格 or 未看 (None), of the version that is filed now; everything the person said there comes back.

    The words may come later: 不合格 asks for them when the act is done. Saying the same again changes nothing.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `material` or `remark`.
    """
    application = lock_application(application_id_of(task_id))
    task = lock_task(task_id)
    package = compiled(application.procedure_version)
    authorize(material_verdict(situation_of(actor, application, task, package)))
    if material not in material_names(package.materials, application.variant):
        raise ValidationFailed([Problem("material", "material_unknown")])
    verdict = None
    if fitness is not None:
        version = filed_version(filed_now(application, material))
        verdict = checked_verdict(MaterialVerdict(material, fitness, remark, version, application.round))
    row = verdict_drafts(task.id, actor.user_id).first()
    before = read_verdicts(row.verdicts) if row else ()
    after = with_verdict(before, material, verdict)
    if after != before:
        _keep(task, actor.user_id, after)
    return after


def give_back_verdicts(task: StepTask, person_id: UUID) -> None:
    """The act on `task` was taken back: what was said with it is a draft again, at the visit in its place."""
    act = StepAct.objects.filter(task=task, actor=person_id).exclude(verdicts=[]).last()
    following = StepTask.objects.filter(
        application=task.application_id, step_key=task.step_key, branch_path=task.branch_path, state=TaskState.OPEN
    ).first()
    if act is not None and following is not None:
        _keep(following, person_id, read_verdicts(act.verdicts))


def _keep(task: StepTask, person_id: UUID, verdicts: tuple[MaterialVerdict, ...]) -> None:
    VerdictDraft.objects.update_or_create(
        task=task, person_id=person_id, defaults={"verdicts": [each.as_json() for each in verdicts], "saved_at": now()}
    )
